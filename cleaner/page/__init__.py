"""HTML pages: from bytes to the text of their articles. `extract` has the pipeline."""
