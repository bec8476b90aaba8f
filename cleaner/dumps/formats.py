"""How a dump of each format is read, and what it can become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cleaner.dumps.columns import Columns
from cleaner.dumps.names import Compression, Format
from cleaner.dumps.parts import Part, Sink
from cleaner.dumps.run import Source
from cleaner.dumps.streams import INSTALL, Opened
from cleaner.dumps.trouble import DumpTrouble


class Reading(NamedTuple):
    """How a dump is to be read: its columns as far as they are named, as what (`--as`), and the largest document."""

    wanted: Columns
    kind: str
    most: int


_BECOMES: dict[Format, tuple[Format, ...]] = {
    "jsonl": ("jsonl",),
    "csv": ("csv",),
    "tsv": ("tsv",),
    "parquet": ("parquet", "jsonl"),
    "warc": ("jsonl", "parquet"),
    "wet": ("jsonl", "parquet"),
    "tar": ("jsonl", "parquet"),
}
"""The formats that a dump can be written in."""


def source(opened: Opened, form: Format, reading: Reading, to: tuple[Format, Compression]) -> Source:
    """A dump to read, whose documents come out in the format `to`. Raises DumpTrouble."""
    try:
        return _source(opened, form, reading, to)
    except BaseException:
        opened.close()
        raise


def _source(opened: Opened, form: Format, reading: Reading, to: tuple[Format, Compression]) -> Source:
    if to[0] not in _BECOMES[form]:
        names = " or ".join(f".{name}" for name in _BECOMES[form])
        raise DumpTrouble(f"{opened.name}: {form} does not become {to[0]}. Let the name of the output end in {names}.")
    if form == "jsonl":
        from cleaner.dumps.jsonl import JsonLines

        return JsonLines(opened, reading.wanted, reading.kind, to[1], reading.most)
    if form in ("csv", "tsv"):
        from cleaner.dumps.tables import Table

        return Table(opened, reading.wanted, reading.kind, to[1], reading.most, "\t" if form == "tsv" else None)
    compression = None if to[0] == "parquet" else to[1]
    try:
        if form == "parquet":
            from cleaner.dumps.parquet import ParquetDump

            return ParquetDump(opened, reading.wanted, reading.kind, compression)
        if form == "tar":
            from cleaner.dumps.archive import Tar

            return Tar(opened, compression, reading.most)
        from cleaner.dumps.warc import Archive

        return Archive(opened, are_texts=form == "wet", compression=compression, most=reading.most)
    except ImportError as error:
        raise DumpTrouble(f"{opened.name}: {form} needs packages that are not installed ({error}). {INSTALL}") from error


def folder(name: str, paths: Sequence[tuple[str, str]], most: int, to: tuple[Format, Compression]) -> Source:
    """Files as one dump: each by its path and what it is called. Raises DumpTrouble."""
    if to[0] not in _BECOMES["tar"]:
        raise DumpTrouble(f"Files become {' or '.join(f'.{name}' for name in _BECOMES['tar'])}, and not {to[0]}.")
    from cleaner.dumps.archive import Folder

    return Folder(name, paths, None if to[0] == "parquet" else to[1], most)


def sink(made: Source, to: Format) -> Callable[[Path, int | None], Sink]:
    """What makes the file that a source's documents are written to."""
    if to != "parquet":
        return Part
    from cleaner.dumps.parquet import ParquetDump, ParquetFile, row_schema

    if isinstance(made, ParquetDump):
        return partial(ParquetFile, schema=made.schema, compressions=made.compressions, text=made.columns.target)
    return partial(ParquetFile, schema=row_schema(made.known), compressions="zstd")
