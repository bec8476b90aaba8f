"""Quality, speed and memory, beside C4's and RefinedWeb's line rules.

`python -m tests.tools.bench --help`
"""
