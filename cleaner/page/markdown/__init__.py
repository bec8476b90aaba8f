"""A page as Markdown: CommonMark with tables, footnotes, task lists and formulas of GFM."""
