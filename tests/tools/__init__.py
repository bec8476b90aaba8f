"""Programs for developers that are not tests: `python -m tests.tools.NAME`."""
