"""Main content from HTML, beside trafilatura and others. `python -m tests.bench_html --help`; no test needs its data or peers."""
