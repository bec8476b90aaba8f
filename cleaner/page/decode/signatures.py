"""Other formats, compressed files and binary data, recognised by their first bytes."""

from __future__ import annotations

import gzip
import io
import zlib

from cleaner.page.errors import InvalidPage

MAX_BYTES = 200 * 1024 * 1024
"""Limit for the unpacked size of a gzip file."""

_CONTROLS = (
    bytes({*range(32)} - set(b"\t\n\f\r\x1b")) + b"\x7f"
)  # ESC is what ISO-2022-JP is made with
_BINARY = 0.05  # share of control characters above which data are not text

_COMPRESSED = {
    b"\x1f\x8b": "gzip, twice over",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\xfd7zXZ\0": "xz",
    b"BZh91AY&SY": "bzip2",
    b"\x04\x22\x4d\x18": "LZ4",
}

_DOCUMENT = "Take its text out first, with a tool made for that."
_NO_TEXT = "There is no article in it; leave it out."
_UNPACK = "Unpack it first, and name the pages in it."

_FORMATS = {  # by the first bytes; None is any byte
    b"%PDF-": ("a PDF document", _DOCUMENT),
    b"%!PS-Adobe": ("a PostScript document", _DOCUMENT),
    b"{\\rtf": ("an RTF document", _DOCUMENT),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Word, Excel or PowerPoint document", _DOCUMENT),
    b"PK\x03\x04": ("a ZIP archive or an office document (docx, odt, epub)", _UNPACK),
    b"PK\x05\x06": ("an empty ZIP archive", _NO_TEXT),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"\x89PNG\r\n\x1a\n": ("a PNG image", _NO_TEXT),
    b"\xff\xd8\xff": ("a JPEG image", _NO_TEXT),
    b"GIF87a": ("a GIF image", _NO_TEXT),
    b"GIF89a": ("a GIF image", _NO_TEXT),
    b"II*\0": ("a TIFF image", _NO_TEXT),
    b"MM\0*": ("a TIFF image", _NO_TEXT),
    b"\0\0\1\0": ("an icon", _NO_TEXT),
    b"\x1a\x45\xdf\xa3": ("a WebM or Matroska video", _NO_TEXT),
    b"OggS\0": ("an Ogg recording", _NO_TEXT),
    b"ID3\2": ("an MP3 recording", _NO_TEXT),
    b"ID3\3": ("an MP3 recording", _NO_TEXT),
    b"ID3\4": ("an MP3 recording", _NO_TEXT),
    b"fLaC\0": ("a FLAC recording", _NO_TEXT),
    b"wOFF": ("a font", _NO_TEXT),
    b"wOF2": ("a font", _NO_TEXT),
    b"\x7fELF": ("a program", _NO_TEXT),
    b"MZ\x90\0": ("a program", _NO_TEXT),
    b"\0asm": ("a program", _NO_TEXT),
    b"\xca\xfe\xba\xbe": ("a program", _NO_TEXT),
    b"\xcf\xfa\xed\xfe": ("a program", _NO_TEXT),
    b"SQLite format 3\0": ("an SQLite database", _NO_TEXT),
    b"PAR1": ("a Parquet file", "Read it as a dump."),
}
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a WAV recording", b"AVI ": "an AVI video"}


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
        raise InvalidPage(
            "this is a gzip file, and it is damaged or cut short. Fetch it again."
        ) from error
    if len(unpacked) > MAX_BYTES:
        raise InvalidPage(
            f"this gzip file unpacks to more than {MAX_BYTES >> 20} MiB; not a page. Leave it out."
        )
    return unpacked


def refuse_other_formats(data: bytes) -> None:
    """Raise InvalidPage, with advice, for data in a known format that is not HTML."""
    for mark, packing in _COMPRESSED.items():
        if data.startswith(mark):
            raise InvalidPage(f"this is compressed ({packing}). Decompress it first.")
    for mark, (what, remedy) in _FORMATS.items():
        if data.startswith(mark):
            raise InvalidPage(f"this is {what}, not HTML. {remedy}")
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        raise InvalidPage(f"this is {_RIFF[data[8:12]]}, not HTML. {_NO_TEXT}")
    if data[4:8] == b"ftyp":
        raise InvalidPage(f"this is an MP4 video or an AVIF or HEIC image, not HTML. {_NO_TEXT}")


def is_binary(head: bytes) -> bool:
    """Whether the first bytes of a file have more control characters than text has."""
    return len(head) - len(head.translate(None, _CONTROLS)) > _BINARY * len(head)
