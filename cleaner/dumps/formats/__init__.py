"""The formats of dumps. `FORMATS` has a row for each: a new one is a module here and a row there.

Importing this package loads no reader: the command line needs the names and endings at its start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cleaner.dumps.errors import DumpError

if TYPE_CHECKING:
    from cleaner.dumps.formats.base import ReadOptions, Source
    from cleaner.dumps.run.sink import Sink
    from cleaner.dumps.run.slot import Slot
    from cleaner.dumps.stream import Opened

INSTALL = "Install it: pip install 'article-cleaner[dumps]'"

Compression = Literal["", "gz", "zst"]

SinkMaker = Callable[["Slot"], "Sink"]
"""Makes the sink of an output file."""


class Format(NamedTuple):
    """One format of dumps.

    `reader`, `encoder` and `writer` name functions of this package as `module.function`, imported
    when they are first needed.
    """

    name: str
    noun: str
    """What to call a file of this format in a sentence."""

    endings: tuple[str, ...]
    """How names of such files end, in lower case, without the ending of a compression."""

    reader: str
    """`(Opened, ReadOptions) -> Source`."""

    becomes: tuple[str, ...]
    """Names of the formats that its documents can be written in, the default first."""

    encoder: str = ""
    """`(rows, ends_group, compression) -> bytes`: rows of any source as the output of a task."""

    writer: str = ""
    """`(Source) -> SinkMaker`. Empty: outputs of tasks are appended to a plain file."""

    needs: tuple[str, ...] = ()
    """Packages that must be installed to read or write it."""

    needs_file: bool = False
    """It can neither be read from stdin nor written to stdout."""

    holds_files: bool = False
    """Its documents are files: their content tells what they are."""

    holds_pages: bool = False
    """Its texts are the text of whole pages, not of articles, unless the user says otherwise."""


_ROWS = ("jsonl", "parquet")  # what documents without columns of their own can become

FORMATS: Mapping[str, Format] = {
    row.name: row
    for row in (
        Format(
            name="jsonl",
            noun="JSON",
            endings=(".jsonl", ".ndjson"),
            reader="jsonl.read",
            becomes=("jsonl",),
            encoder="jsonl.encode",
        ),
        Format(name="csv", noun="a table", endings=(".csv",), reader="csv.read", becomes=("csv",)),
        Format(
            name="tsv", noun="a table", endings=(".tsv",), reader="csv.read_tsv", becomes=("tsv",)
        ),
        Format(
            name="parquet",
            noun="a dump",
            endings=(".parquet",),
            reader="parquet.read",
            becomes=("parquet", "jsonl"),
            encoder="parquet.encode",
            writer="parquet.writer",
            needs=("pyarrow",),
            needs_file=True,
        ),
        Format(
            name="wet",
            noun="a dump",
            endings=(".warc.wet", ".wet"),
            reader="warc.read_wet",
            becomes=_ROWS,
            needs=("fastwarc",),
            holds_pages=True,
        ),
        Format(
            name="warc",
            noun="a dump",
            endings=(".warc",),
            reader="warc.read",
            becomes=_ROWS,
            needs=("fastwarc",),
        ),
        Format(
            name="tar",
            noun="an archive",
            endings=(".tar",),
            reader="tar.read",
            becomes=_ROWS,
            holds_files=True,
        ),
    )
}
"""All formats by name. Where two endings fit a name, the first row wins."""


class FileFormat(NamedTuple):
    """The format of a file and how it is compressed."""

    format: str
    compression: Compression


_COMPRESSIONS: Mapping[str, Compression] = {".gz": "gz", ".zst": "zst"}


def format_of(name: str) -> FileFormat | None:
    """The format of a dump by its file's name; None if the name is not that of a dump."""
    name = f"{name[:-4]}.tar.gz" if name.lower().endswith(".tgz") else name
    plain, compression = split_name(name)
    for row in FORMATS.values():
        if plain.lower().endswith(row.endings):
            return FileFormat(row.name, compression)
    return None


def split_name(name: str) -> tuple[str, Compression]:
    """A file's name without the ending of its compression, and that compression."""
    for ending, compression in _COMPRESSIONS.items():
        if name.lower().endswith(ending):
            return name[: -len(ending)], compression
    return name, ""


def streamed_as(name: str) -> str:
    """The format in which documents of the format `name` are written to stdout."""
    return next(other for other in FORMATS[name].becomes if not FORMATS[other].needs_file)


def output_name(name: str) -> str:
    """What a dump called `name` is called when it is cleaned into a folder.

    A format that cannot be written gets the ending of the one that it becomes: `a.warc.gz` becomes
    `a.jsonl.gz`. Any other name stays as it is.
    """
    known = format_of(name)
    if known is None or known.format in FORMATS[known.format].becomes:
        return name
    row = FORMATS[known.format]
    plain = split_name(name)[0].lower()
    endings = (ending for ending in (*row.endings, ".tgz") if plain.endswith(ending))
    stem = name[: len(plain) - len(next(endings))]
    compression = f".{known.compression}" if known.compression else ""
    return f"{stem}{FORMATS[row.becomes[0]].endings[0]}{compression}"


def open_source(opened: Opened, name: str, options: ReadOptions) -> Source:
    """Start to read a dump of the format `name`. Raises DumpError, and closes `opened` then."""
    row = FORMATS[name]
    try:
        _check_output(opened.name, row, options.to.format)
        source: Source = _function(row.reader, row, opened.name)(opened, options)
        return source
    except BaseException:
        opened.close()
        raise


def open_files(name: str, paths: Sequence[tuple[str, str]], options: ReadOptions) -> Source:
    """Read files as one dump: each by its path and the id of its document. Raises DumpError."""
    from cleaner.dumps.formats.folder import Folder

    if options.to.format not in _ROWS:
        names = " or ".join(f".{other}" for other in _ROWS)
        raise DumpError(f"Files can be written as {names}, not as .{options.to.format}.")
    return Folder(name, paths, options)


def sink_for(source: Source, to: str) -> SinkMaker:
    """What makes the output file of a source in the format `to`."""
    from cleaner.dumps.run.sink import PartialFile

    row = FORMATS[to]
    return _function(row.writer, row, source.name)(source) if row.writer else PartialFile


def encode_rows(rows: Sequence[Mapping[str, Any]], to: FileFormat, *, ends_group: bool) -> bytes:
    """Lay out rows in the format `to`, as the output of a task.

    `ends_group` tells formats that have row groups to end one here.
    """
    row = FORMATS[to.format]
    encoded = _function(row.encoder, row, to.format)(rows, ends_group, to.compression)
    assert isinstance(encoded, bytes)
    return encoded


def _check_output(name: str, row: Format, to: str) -> None:
    if to not in row.becomes:
        endings = " or ".join(FORMATS[other].endings[0] for other in row.becomes)
        what = f"{to.upper()} files cannot be written"
        if any(to in other.becomes for other in FORMATS.values()):
            what = f"{row.name.upper()} cannot be converted to {to.upper()}"
        raise DumpError(f"{name}: {what}; use an output name ending in {endings}.")


def _function(path: str, row: Format, name: str) -> Callable[..., Any]:
    """The function that a row names. Raises DumpError if a package that it needs is missing."""
    module, _, function = path.partition(".")
    try:
        found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), function)
    except ImportError as error:
        raise DumpError(
            f"{name}: {row.name} needs {' and '.join(row.needs)}, which is not installed"
            f" ({error}). {INSTALL}"
        ) from error
    return found
