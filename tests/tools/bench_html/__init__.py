"""Main content from HTML, beside trafilatura and others.

`python -m tests.tools.bench_html --help`
"""
