"""Files: find them, read and decode them without loss, and write them completely or not at all."""

from cleaner.files.atomic import write
from cleaner.files.errors import FileError
from cleaner.files.kinds import (
    DUMP_NAMES,
    HTML_NAMES,
    SCRIPT_NAMES,
    TEXT_NAMES,
    host_of_file,
    is_address,
    is_json_lines,
    other_format,
)
from cleaner.files.printable import counted, printable
from cleaner.files.search import STDIN, File, Found, find
from cleaner.files.signatures import format_by_content
from cleaner.files.text import MAX_BYTES, Text, decode, read

__all__ = [
    "DUMP_NAMES",
    "HTML_NAMES",
    "MAX_BYTES",
    "SCRIPT_NAMES",
    "STDIN",
    "TEXT_NAMES",
    "File",
    "FileError",
    "Found",
    "Text",
    "counted",
    "decode",
    "find",
    "format_by_content",
    "host_of_file",
    "is_address",
    "is_json_lines",
    "other_format",
    "printable",
    "read",
    "write",
]
