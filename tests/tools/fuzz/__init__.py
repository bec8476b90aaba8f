"""Fuzzing of texts, pages, HTML and dumps: `python -m tests.tools.fuzz SECONDS`."""
