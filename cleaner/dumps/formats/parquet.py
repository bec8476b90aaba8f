"""Parquet: read and written row group by row group, with the same columns, types and order.

Only the texts change.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.core.result import Result
from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import InputDocument
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import Compression, FileFormat, SinkMaker, encode_rows, row_group, rows
from cleaner.dumps.formats.arrow import compact, documents_of, text_columns, with_texts
from cleaner.dumps.formats.base import ReadOptions, Source, StreamSource
from cleaner.dumps.run.sink import Mark, changed, file_digest, missing, publish_file
from cleaner.dumps.run.slot import Slot, remove_unfinished
from cleaner.dumps.stream import Opened
from cleaner.dumps.task import Damage

_MORE, _LAST = b"\0", b"\1"  # first byte of a task's output: does its row group continue or end?


def read(opened: Opened, options: ReadOptions) -> ParquetDump:
    """Read Parquet. Raises DumpError."""
    return ParquetDump(opened, options)


def encode(rows: Sequence[Mapping[str, Any]], ends_group: bool, compression: Compression) -> bytes:
    """Lay out rows, at least one, for a `ParquetFile`. The file itself is compressed, not this."""
    known = [name for name in rows[0] if name not in ("id", "text")]
    table = pa.Table.from_pylist([dict(row) for row in rows], row_schema(known))
    return (_LAST if ends_group else _MORE) + pack(table)


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


def pack(table: pa.Table) -> bytes:
    """A table in Arrow's stream format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def unpack(data: bytes | pa.NativeFile) -> pa.Table:
    """The table that `pack` turned into these bytes; of a file, the one at its position."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


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
            return (_LAST if self._task.ends_group else _MORE) + pack(table)
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
        numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
        try:
            self.columns, self.guessed = choose(
                text_columns(schema), options.columns, self.name, kind=options.kind, others=numbers
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
        reason = " ".join(str(error).split())
        raise DumpError(f"{name}: cannot be read as Parquet ({reason}).") from error


_WHOLE = "whole.parquet"


_GATHERED = "group.arrow"


class _Gathered:
    """The packed tables of an unfinished row group, in a file: together they may be large."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self.size = 0
        """How many bytes they take."""

    def add(self, packed: bytes) -> None:
        """Append a table. Raises OSError."""
        if self._file is None:
            self._file = self._path.open("wb")
        self._file.write(packed)
        self.size += len(packed)

    def table(self) -> pa.Table:
        """All tables as one, whose memory is that of the file. Raises OSError."""
        assert self._file is not None
        self._file.flush()
        tables = []
        with pa.memory_map(str(self._path)) as mapped:
            while mapped.tell() < self.size:
                tables.append(unpack(mapped))
        return pa.concat_tables(tables)

    def clear(self) -> None:
        """Forget them. Raises OSError."""
        if self._file is not None:
            self._file.close()
            self._path.unlink()
        self._file, self.size = None, 0


class ParquetFile:
    """A sink that writes Parquet.

    Each row group is written to the file and to one of its own. Parquet without its end cannot be
    read, so a run that resumes writes the file again from those of the row groups. Row groups that
    take more than `rows.GROUP_BYTES` in memory are split.
    """

    def __init__(
        self,
        slot: Slot,
        schema: pa.Schema,
        compressions: dict[str, str] | str,
        text: str | None = None,
    ) -> None:
        self._slot, self._schema, self._compressions, self._text = slot, schema, compressions, text
        self._whole = slot.folder / _WHOLE
        self._groups, self._digest = 0, ""
        self._gathered = _Gathered(slot.folder / _GATHERED)
        self._writer: pq.ParquetWriter | None = None

    def start(self) -> None:
        """See `Sink`."""
        self._slot.folder.mkdir()

    def resume(self, mark: Mark) -> None:
        """See `Sink`."""
        with missing(self._slot.folder):
            for number in range(mark["groups"]):
                self._count_group(self._part(number))
        if self._digest != mark["sha256"]:
            raise changed(self._slot.folder)

    @property
    def can_checkpoint(self) -> bool:
        """See `Sink`: not while a row group is begun."""
        return not self._gathered.size

    def write(self, output: bytes) -> None:
        """See `Sink`."""
        if not output:  # a part of the dump could not be read
            return
        self._gathered.add(output[1:])
        if output[:1] == _LAST or self._gathered.size >= rows.GROUP_BYTES:
            self._finish_group()

    def _finish_group(self) -> None:
        self._write_group(self._gathered.table())
        self._gathered.clear()  # after the table, which is in that file, is gone

    def _write_group(self, table: pa.Table) -> None:
        if self._text is not None:
            table = compact(table, self._text)
        whole = self._open_writer()
        part = self._part(self._groups)
        with pq.ParquetWriter(
            part, self._schema, compression="lz4"
        ) as own:  # fast; it is temporary
            own.write_table(table, row_group_size=max(1, len(table)))
        _sync(part)
        whole.write_table(table, row_group_size=max(1, len(table)))
        self._count_group(part)

    def _part(self, number: int) -> Path:
        return self._slot.folder / f"{number:06}.parquet"

    def _count_group(self, part: Path) -> None:
        """Count a row group, with a digest of this and all before."""
        self._digest = hashlib.sha256((self._digest + file_digest(part)).encode()).hexdigest()
        self._groups += 1

    def _open_writer(self) -> pq.ParquetWriter:
        """The writer of the whole file, which has written all row groups so far."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._whole, self._schema, compression=self._compressions
            )
            for number in range(self._groups):
                table = pq.read_table(self._part(number))
                self._writer.write_table(table, row_group_size=max(1, len(table)))
        return self._writer

    def checkpoint(self) -> Mark:
        """See `Sink`: the number of row groups and a digest of their files."""
        return {"groups": self._groups, "sha256": self._digest}

    def finish(self) -> Mark:
        """See `Sink`. The mark has the digest of the whole file, too."""
        if self._gathered.size:
            self._finish_group()
        self._open_writer().close()
        _sync(self._whole)
        return {**self.checkpoint(), "whole": file_digest(self._whole)}

    def publish(self, mark: Mark, *, resumed: bool) -> None:
        """See `Sink`."""
        publish_file(self._whole, self._slot, mark["whole"], resumed=resumed)
        remove_unfinished(self._slot)

    def close(self) -> None:
        """See `Sink`."""
        self._gathered.clear()
        if self._writer is not None:
            self._writer.close()

    def discard(self) -> None:
        """See `Sink`."""
        with suppress(OSError, pa.ArrowException):  # the disk may be full
            self.close()
        remove_unfinished(self._slot)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
