"""The formats of dumps, told by the names of files, and what is done if nothing else is said."""

from __future__ import annotations

from typing import Literal, get_args

Compression = Literal["", "gz", "zst"]
Format = Literal["jsonl", "csv", "tsv", "parquet", "warc", "wet", "tar"]
FORMATS: tuple[Format, ...] = get_args(Format)
_ENDINGS: dict[str, Format] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc.wet": "wet",
    ".wet": "wet",
    ".warc": "warc",
    ".tar": "tar",
}


def format_of(name: str) -> tuple[Format, Compression] | None:
    """The format of a dump and its compression, by its file's name; None if it is no dump's."""
    plain, compression = split_name(name[:-4] + ".tar.gz" if name.lower().endswith(".tgz") else name)
    form = next((form for ending, form in _ENDINGS.items() if plain.lower().endswith(ending)), None)
    return None if form is None else (form, compression)


MOST = 50_000_000
"""Characters (of HTML: bytes) beyond which a document is passed through as it is."""
LIMIT = 60.0
"""Seconds that a document may take."""
_COMPRESSED: dict[str, Compression] = {".gz": "gz", ".zst": "zst"}


def split_name(name: str) -> tuple[str, Compression]:
    """A file's name without the ending of its compression, and that."""
    for ending, compression in _COMPRESSED.items():
        if name.lower().endswith(ending):
            return name[: -len(ending)], compression
    return name, ""
