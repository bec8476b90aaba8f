"""What can be wrong with a dump."""


class DumpError(Exception):
    """A dump, column or output that cannot be used. The message names it and says what to do."""


class NoTextColumn(DumpError):
    """A dump without a column that looks like text or HTML: a table of something else."""
