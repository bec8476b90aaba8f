"""What can be wrong with a file."""


class FileError(Exception):
    """A file that cannot be found, read, decoded or written. The message says what to do."""
