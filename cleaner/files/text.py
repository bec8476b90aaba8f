"""Read files: bytes, and text that encodes to the same bytes again."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cleaner.files.errors import FileError
from cleaner.files.signatures import format_by_content

_HEAD_CHARS = 8192  # where a binary file shows
_CONTROLS = frozenset(range(0x80, 0xA0))  # in Latin-1; in Windows' encoding, quotes and dashes
_CHARS_PER_NUL = 100  # text has fewer NULs than one in so many characters
_CONTROLS_OF_TEXT = 12  # and fewer different ones of these, which are of no use in text:
_BINARY = tuple(map(chr, (*range(8), *range(0x0E, 0x1B))))
MAX_BYTES = 1_000_000_000
"""Bytes of a file that is one document; it takes five times as much memory."""


class Text(NamedTuple):
    """A decoded text: every character of the file (a BOM too), and the encoding of its bytes."""

    text: str
    encoding: str

    def encode(self, text: str) -> bytes:
        """Encode a text in this one's encoding. Never fails for a part of `text`."""
        return text.encode(self.encoding)


def read(path: str, *, most: int | None = None) -> bytes:
    """The bytes of a file. Raises FileError, also for one that has more than `most`."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(-1 if most is None else most + 1)
    except IsADirectoryError:
        raise FileError(f"{path} is a folder; name a file.") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}.") from error
    if most is not None and len(data) > most:
        raise FileError(f"{path}: has more than {most:,} bytes; split it into documents.")
    return data


def decode(data: bytes, encoding: str, name: str) -> Text:
    """Decode bytes to text that encodes to the same bytes again. `name` is used in messages.

    Raises FileError if the bytes are not in the encoding, would not come back, or are not text.
    """
    if found := format_by_content(data):
        raise FileError(f"{name}: this is {found.noun}, not text. {found.advice}")
    exact = _exact(encoding, data)
    try:
        text = data.decode(exact)
    except UnicodeError as error:
        raise FileError(
            f"{name}: {_what_is_wrong(data, error, encoding)} The file was left unchanged."
        ) from error
    head = text[:_HEAD_CHARS]
    is_sparse = head.count("\0") * _CHARS_PER_NUL <= len(head)
    if not is_sparse or sum(control in head for control in _BINARY) >= _CONTROLS_OF_TEXT:
        raise FileError(f"{name}: {_not_text(data)} The file was left unchanged.")
    if exact != "utf-8" and not _comes_back(text, exact, data):
        raise FileError(
            f"{name}: this text cannot be written in {encoding} again byte for byte."
            " Convert it to UTF-8 first."
        )
    return Text(text, exact)


def _exact(encoding: str, data: bytes) -> str:
    """The encoding that keeps a BOM as a character; `utf-16` and `utf-8-sig` would drop it."""
    plain = encoding.lower().replace("_", "-")
    if plain in ("utf-8", "utf8", "utf-8-sig"):
        return "utf-8"
    if plain in ("utf-16", "utf16", "utf-32", "utf32"):
        width = plain[-2:]
        big = data.startswith(b"\xfe\xff" if width == "16" else b"\0\0\xfe\xff")
        return f"utf-{width}-{'be' if big else 'le'}"
    return encoding


def _comes_back(text: str, encoding: str, data: bytes) -> bool:
    try:
        return text.encode(encoding) == data
    except UnicodeError:
        return False


def _what_is_wrong(data: bytes, error: UnicodeError, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "this is UTF-16; use --encoding utf-16."
    if b"\0" in data[:_HEAD_CHARS] and not encoding.lower().startswith(("utf-16", "utf-32")):
        return _not_text(data)
    if isinstance(error, UnicodeDecodeError):
        at, byte = error.start, data[error.start]
        what = f"byte {at} (0x{byte:02x}) is not {encoding.upper()} text."
    else:
        what = f"this is not {encoding.upper()} text ({error})."
    likely = "latin-1" if _CONTROLS.isdisjoint(data) else "windows-1252"
    return f"{what} If it has another encoding, clean it separately with --encoding {likely}."


def _not_text(data: bytes) -> str:
    halves = (
        data[0:400:2],
        data[1:400:2],
    )  # in UTF-16 text of a Western script, one half is nearly all zeros
    if any(half.count(0) > 0.8 * len(half) for half in halves):
        return "this looks like UTF-16; use --encoding utf-16-le."
    return "this is a binary file, not text."
