"""Formats that are not text, recognised by the first bytes of a file."""

from __future__ import annotations

from typing import NamedTuple


class FileFormat(NamedTuple):
    """What a file is, as a noun, and a sentence on what to do with it."""

    noun: str
    advice: str


WITH_PDFTOTEXT = "Extract its text first, for example with pdftotext."
_POSTSCRIPT = "Extract its text first, for example with ps2ascii."
WITH_PANDOC = "Extract its text first, for example with pandoc."
WITH_OFFICE = "Extract its text first, for example with LibreOffice."
_NO_TEXT = "It contains no text; exclude this file."
UNPACK = "Unpack it first."
_UNPACK_OR_EXTRACT = (
    "Unpack the archive, or extract the text of the document, for example with pandoc."
)

_FORMATS = {
    b"%PDF-": ("a PDF document", WITH_PDFTOTEXT),
    b"%!PS-Adobe": ("a PostScript document", _POSTSCRIPT),
    b"{\\rtf": ("an RTF document", WITH_PANDOC),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Word, Excel or PowerPoint document", WITH_OFFICE),
    b"PK\x03\x04": ("a ZIP archive or an office document (docx, odt, epub)", _UNPACK_OR_EXTRACT),
    b"PK\x05\x06": ("an empty ZIP archive", _NO_TEXT),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", UNPACK),
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
    b"\x1f\x8b": ("a gzip file", UNPACK),
    b"\x28\xb5\x2f\xfd": ("a Zstandard file", UNPACK),
    b"\xfd7zXZ\0": ("an xz file", UNPACK),
    b"BZh91AY&SY": ("a bzip2 file", UNPACK),
    b"\x04\x22\x4d\x18": ("an LZ4 file", UNPACK),
    b"PAR1": ("a Parquet file", "Let its name end in .parquet, or use --input-format parquet."),
}
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a WAV recording", b"AVI ": "an AVI video"}


def format_by_content(data: bytes) -> FileFormat | None:
    """Return the format of data that are not text; None if it is not known, or may be text."""
    for mark, row in _FORMATS.items():
        if data.startswith(mark):
            return FileFormat(*row)
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        return FileFormat(_RIFF[data[8:12]], _NO_TEXT)
    if data[4:8] == b"ftyp":
        return FileFormat("an MP4 video or an AVIF or HEIC image", _NO_TEXT)
    return None
