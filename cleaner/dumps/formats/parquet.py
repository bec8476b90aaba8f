"""Parquet: read and written row group by row group, with the same columns, types and order.

Only the texts change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.core.result import Result
from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import InputDocument
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import Compression, FileFormat, SinkMaker, encode_rows, row_group
from cleaner.dumps.formats.arrow import documents_of, pack, text_columns, unpack, with_texts
from cleaner.dumps.formats.base import ReadOptions, Source, StreamSource
from cleaner.dumps.formats.parquet_sink import ParquetFile, packed_output
from cleaner.dumps.stream import Opened
from cleaner.dumps.task import Damage


def read(opened: Opened, options: ReadOptions) -> ParquetDump:
    """Read Parquet. Raises DumpError."""
    return ParquetDump(opened, options)


def encode(rows: Sequence[Mapping[str, Any]], ends_group: bool, compression: Compression) -> bytes:
    """Lay out rows, at least one, for a `ParquetFile`."""
    known = [name for name in rows[0] if name not in ("id", "text")]
    table = pa.Table.from_pylist([dict(row) for row in rows], row_schema(known))
    return packed_output(table, ends_group=ends_group)


def writer(source: Source) -> SinkMaker:
    """What makes the output file for the documents of a source."""
    if isinstance(source, ParquetDump):
        return partial(
            ParquetFile,
            schema=source.schema,
            compressions=source.compressions,
            text=source.columns.target,
        )
    return partial(ParquetFile, schema=row_schema(source.known), compressions="zstd")


def row_schema(known: Sequence[str]) -> pa.Schema:
    """The schema of rows that have these columns besides `id` and `text`."""
    strings = ((name, pa.string()) for name in ("id", *known))
    return pa.schema([*strings, ("text", pa.large_string())])


class TableBatch(NamedTuple):
    """A task: some rows in Arrow's stream format, of which the first is row `first` of the dump.

    `ends_group` tells that a row group ends with it.
    """

    first: int
    data: bytes
    columns: Columns
    ends_group: bool
    to: FileFormat

    @property
    def size(self) -> int:
        """See `Task`."""
        return len(self.data)

    def open(self) -> _Batch:
        """See `Task`."""
        return _Batch(self)


class _Batch:
    """The documents in some rows."""

    def __init__(self, task: TableBatch) -> None:
        self._task = task
        self._table = unpack(task.data)
        self.documents: list[InputDocument] = list(
            documents_of(self._table, task.columns, task.first)
        )

    def output(self, texts: Sequence[str | None], results: Sequence[Result | None] = ()) -> bytes:
        """See `Batch`."""
        changed = {number: text for number, text in enumerate(texts) if text is not None}
        table = with_texts(self._table, self._task.columns, changed)
        if self._task.to.format == "parquet":
            return packed_output(table, ends_group=self._task.ends_group)
        return encode_rows(_rows(table), self._task.to, ends_group=self._task.ends_group)


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = table.to_pylist()
    except UnicodeDecodeError as error:
        raise DumpError(
            f"A column has strings that are not UTF-8 ({error}), which JSON lines cannot have."
            " Write Parquet."
        ) from error
    return rows


class ParquetDump(StreamSource):
    """A dump in Parquet."""

    def __init__(self, opened: Opened, options: ReadOptions) -> None:
        super().__init__(opened, options)
        with _explain_errors(self.name):
            self._source = self.name if Path(self.name).is_file() else opened.raw
            self._file = pq.ParquetFile(self._source)
        self._read = 0
        schema = self._file.schema_arrow
        self.names = tuple(text_columns(schema))
        numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
        try:
            self.columns, self.guessed = choose(
                self.names, options.columns, self.name, kind=options.kind, others=numbers
            )
        except DumpError:
            self._file.close()
            raise

    def position(self) -> int:
        """See `Source`."""
        return self._read

    def close(self) -> None:
        """See `Source`."""
        self._file.close()
        super().close()

    @cached_property
    def schema(self) -> pa.Schema:
        """The schema of the output."""
        return with_texts(_no_rows(self._file.schema_arrow), self.columns, {}).schema

    @cached_property
    def compressions(self) -> dict[str, str] | str:
        """How each column is compressed, by its path in the schema."""
        if not self._file.num_row_groups:
            return "snappy"
        group = self._file.metadata.row_group(0)
        columns = (group.column(number) for number in range(group.num_columns))
        codecs = {column.path_in_schema: _codec(column.compression) for column in columns}
        if len({*codecs.values()}) == 1:
            return next(iter(codecs.values()))
        text = codecs.pop(self.columns.source, "snappy")
        return {**codecs, self.columns.target: text}

    def tasks(self, skip: int) -> Iterator[TableBatch | Damage]:
        """See `Source`. A row group that cannot be read costs no other."""
        first, count = 1, 0
        for number in range(self._file.num_row_groups):
            group = self._file.metadata.row_group(number)
            for part in self._parts(number, first):
                count += 1
                if count > skip:
                    yield part if isinstance(part, Damage) else self._task(part)
            first += group.num_rows
            self._read += group.total_byte_size  # before compression
            self._read = min(self._read, self.total or 0)

    def _task(self, part: _Part) -> TableBatch:
        return TableBatch(
            part.first, pack(part.table), self.columns, part.ends_group, self._options.to
        )

    def _parts(self, number: int, first: int) -> Iterator[_Part | Damage]:
        """A row group, of which the first row is row `first` of the dump, in parts for tasks."""
        count = self._file.metadata.row_group(number).num_rows
        start, end = first, first + count
        tables = row_group.tables(self._file, self._source, number)
        reason = "there are fewer rows than the file claims"
        while start < end:
            try:
                table = next(tables, None)
            except (OSError, pa.ArrowException) as error:
                reason, table = " ".join(str(error).split()), None
            if table is None:
                where = f"row group {number}: rows {start:,} to {end - 1:,}"
                yield Damage(start, f"{where} cannot be read ({reason})")
                return
            yield _Part(start, table, start + len(table) >= end)
            start += len(table)
        if not count:
            yield _Part(first, _no_rows(self._file.schema_arrow), ends_group=True)


class _Part(NamedTuple):
    """Rows of a row group for one task. `first` is the number of the first row in the dump."""

    first: int
    table: pa.Table
    ends_group: bool


def _no_rows(schema: pa.Schema) -> pa.Table:
    """An empty table. `Schema.empty_table` would import pandas, where it is installed."""
    return pa.Table.from_batches([], schema)


def _codec(name: str) -> str:
    return name.lower().replace("uncompressed", "none")


@contextmanager
def _explain_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DumpError(f"{name}: {_why_not(error)}") from error


def _why_not(error: Exception) -> str:
    """A sentence on a file that Arrow cannot open. Arrow's own errors have no `errno`."""
    is_damaged = isinstance(error, OSError) and error.errno is None
    if is_damaged or isinstance(error, pa.ArrowInvalid):
        return "not a valid Parquet file (truncated download?)."
    return f"cannot be read as Parquet ({' '.join(str(error).split())})."
