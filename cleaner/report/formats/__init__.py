"""Output formats of findings, a module each.

Each has `render(findings, rules, *, colour)`, which yields pieces that end with a newline.
To add one: write the module, and add a row to `cleaner.report.FORMATS`.
"""
