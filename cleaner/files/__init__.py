"""Files: find them, read and decode them without loss, and write them completely or not at all."""

from cleaner.files.atomic import write
from cleaner.files.errors import FileError
from cleaner.files.kinds import (
    HTML_NAMES,
    SCRIPT_NAMES,
    TEXT_NAMES,
    host_of_file,
    is_address,
    other_format,
)
from cleaner.files.printable import printable
from cleaner.files.search import STDIN, File, Found, find
from cleaner.files.text import Text, decode, read

__all__ = [
    "HTML_NAMES",
    "SCRIPT_NAMES",
    "STDIN",
    "TEXT_NAMES",
    "File",
    "FileError",
    "Found",
    "Text",
    "decode",
    "find",
    "host_of_file",
    "is_address",
    "other_format",
    "printable",
    "read",
    "write",
]
