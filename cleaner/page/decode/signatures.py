"""Compressed files, other formats than HTML, and binary data."""

from __future__ import annotations

import gzip
import io
import zlib

from cleaner.files import format_by_content
from cleaner.page.errors import InvalidPage

MAX_BYTES = 200 * 1024 * 1024
"""Limit for the unpacked size of a gzip file."""

_CONTROLS = (
    bytes({*range(32)} - set(b"\t\n\f\r\x1b")) + b"\x7f"
)  # ESC is what ISO-2022-JP is made with
_BINARY = 0.05  # share of control characters above which data are not text


def unpacked(data: bytes) -> bytes:
    """The content of a gzip file; other data unchanged.

    Raises InvalidPage for a file that is damaged or unpacks to more than MAX_BYTES.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidPage("this gzip file is damaged or truncated. Download it again.") from error
    if len(unpacked) > MAX_BYTES:
        raise InvalidPage(
            f"this gzip file unpacks to more than {MAX_BYTES >> 20} MiB; not a page. Exclude it."
        )
    return unpacked


def refuse_other_formats(data: bytes) -> None:
    """Raise InvalidPage, with advice, for data in a known format that is not HTML."""
    if found := format_by_content(data):
        raise InvalidPage(f"this is {found.noun}, not HTML. {found.advice}")


def is_binary(head: bytes) -> bool:
    """Whether the first bytes of a file have more control characters than text has."""
    return len(head) - len(head.translate(None, _CONTROLS)) > _BINARY * len(head)
