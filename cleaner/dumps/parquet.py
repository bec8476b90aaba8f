"""Parquet: row group by row group, with the same columns, types and order; only the texts change."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.dumps.arrow import compact, given_in, text_columns, with_texts
from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.documents import Given
from cleaner.dumps.names import Compression
from cleaner.dumps.parts import FOLDER, PART
from cleaner.dumps.streamed import Streamed
from cleaner.dumps.streams import Opened, frame
from cleaner.dumps.trouble import DumpTrouble

TASK = 1 << 21
"""Bytes of a task, about."""
_MORE, _LAST = b"\0", b"\1"  # what the output of a task begins with: whether its row group goes on


class Batch(NamedTuple):
    """A task: some rows in Arrow's stream format, the first of which is row `first`; `ends` says that a row group ends with it.

    `compression` is that of the JSON lines that they become, or None if they become Parquet.
    """

    first: int
    data: bytes
    columns: Columns
    ends: bool
    compression: Compression | None

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> _Opened:
        return _Opened(self)


class _Opened:
    def __init__(self, task: Batch) -> None:
        self._task = task
        self._table = unpacked(task.data)
        self.documents: list[Given] = list(given_in(self._table, task.columns, task.first))

    def output(self, texts: Sequence[str | None]) -> bytes:
        table = with_texts(self._table, self._task.columns, {number: text for number, text in enumerate(texts) if text is not None})
        if self._task.compression is not None:
            return frame(_json_lines(table), self._task.compression)
        return (_LAST if self._task.ends else _MORE) + packed(table)


def row_schema(known: Sequence[str]) -> pa.Schema:
    """That of the rows that records become, which have these columns besides `id` and `text`."""
    return pa.schema([*((name, pa.string()) for name in ("id", *known)), ("text", pa.large_string())])


def packed_rows(rows: Sequence[dict[str, Any]], *, ends: bool) -> bytes:
    """Rows that records become, of which there is at least one, as the output of a task."""
    known = [name for name in rows[0] if name not in ("id", "text")]
    return (_LAST if ends else _MORE) + packed(pa.Table.from_pylist(list(rows), row_schema(known)))


def packed(table: pa.Table) -> bytes:
    """A table in Arrow's stream format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpacked(data: bytes) -> pa.Table:
    """The table that `packed` made these bytes of."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


def _json_lines(table: pa.Table) -> bytes:
    try:
        rows = table.to_pylist()
    except UnicodeDecodeError as error:
        raise DumpTrouble(f"A column has strings that are no UTF-8 ({error}), which JSON lines cannot have. Write Parquet.") from error
    return b"".join([json.dumps(row, ensure_ascii=False, default=_as_text).encode("utf-8", "surrogatepass") + b"\n" for row in rows])


def _as_text(value: object) -> str:
    """A value that JSON has no form for."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class ParquetDump(Streamed):
    """A dump in Parquet."""

    def __init__(self, opened: Opened, wanted: Columns, kind: str, compression: Compression | None) -> None:
        super().__init__(opened, compression)
        self._compression = compression
        with _reading(self.name):
            self._file = pq.ParquetFile(self.name if Path(self.name).is_file() else opened.raw)
        self._read = 0
        schema = self._file.schema_arrow
        numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
        try:
            self.columns, self.guessed = choose(text_columns(schema), wanted, self.name, kind=kind, others=numbers)
        except DumpTrouble:
            self._file.close()
            raise

    def position(self) -> int:
        return self._read

    def close(self) -> None:
        self._file.close()
        super().close()

    @cached_property
    def schema(self) -> pa.Schema:
        """That of the output."""
        return with_texts(self._file.schema_arrow.empty_table(), self.columns, {}).schema

    @cached_property
    def compressions(self) -> dict[str, str] | str:
        """How each column is compressed, by its path in the schema."""
        if not self._file.num_row_groups:
            return "snappy"
        group = self._file.metadata.row_group(0)
        columns = (group.column(number) for number in range(group.num_columns))
        known = {column.path_in_schema: column.compression.lower() for column in columns}
        different = {*known.values()}
        text = known.pop(self.columns.source, None)
        if len(different) == 1:
            return str(different.pop()).replace("uncompressed", "none")
        return {name: codec.replace("uncompressed", "none") for name, codec in {**known, self.columns.target: text or "snappy"}.items()}

    def tasks(self, skip: int) -> Iterator[Batch]:
        first = count = 0
        for number in range(self._file.num_row_groups):
            group = self._file.metadata.row_group(number)
            rows = _rows_of_a_task(group)
            tasks = max(1, -(-group.num_rows // rows))
            if count + tasks > skip:
                with _reading(self.name, number):
                    table = self._file.read_row_group(number)
                for start in range(0, max(1, group.num_rows), rows):
                    if count >= skip:
                        ends = start + rows >= group.num_rows
                        yield Batch(first + start + 1, packed(table.slice(start, rows)), self.columns, ends, self._compression)
                    count += 1
            else:
                count += tasks
            first += group.num_rows
            self._read += group.total_byte_size  # before compression
            self._read = min(self._read, self.total or 0)


def _rows_of_a_task(group: Any) -> int:
    return max(1, int(group.num_rows * TASK / max(1, group.total_byte_size)))


@contextmanager
def _reading(name: str, group: int | None = None) -> Iterator[None]:
    where = "" if group is None else f" row group {group}"
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise DumpTrouble(f"{name}:{where} cannot be read as Parquet ({reason}).") from error


_WHOLE = "whole.parquet"


class ParquetFile:
    """Where Parquet goes: each row group to the whole file, and to one of its own.

    A file without its end is none, so a run that is gone on with begins the whole file anew, from those of the row groups.
    """

    def __init__(
        self, path: Path, kept: int | None, schema: pa.Schema, compressions: dict[str, str] | str, text: str | None = None
    ) -> None:
        self._path, self._schema, self._compressions, self._text = path, schema, compressions, text
        self._folder = path.with_name(path.name + FOLDER)
        self._whole = path.with_name(path.name + PART)
        if kept is None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._whole.unlink(missing_ok=True)
        self._folder.mkdir(exist_ok=True)
        self._groups = kept or 0
        if not self._whole.exists() and not all(self._part(number).exists() for number in range(self._groups)):
            raise DumpTrouble(f"{self._folder} has no longer what the run before has left there. Begin anew: --restart.")
        self._tables: list[pa.Table] = []
        self._writer: pq.ParquetWriter | None = None

    @property
    def settled(self) -> bool:
        """Whether no row group is begun."""
        return not self._tables

    def write(self, output: bytes) -> None:
        self._tables.append(unpacked(output[1:]))
        if output[:1] == _LAST:
            self._finish()

    def _finish(self) -> None:
        table = pa.concat_tables(self._tables)
        if self._text is not None:
            table = compact(table, self._text)
        self._tables = []
        writer = self._begun()
        part = self._part(self._groups)
        with pq.ParquetWriter(part, self._schema, compression="lz4") as own:  # which is fast, and the file is thrown away
            own.write_table(table, row_group_size=max(1, len(table)))
        _synced(part)
        writer.write_table(table, row_group_size=max(1, len(table)))
        self._groups += 1

    def _part(self, number: int) -> Path:
        return self._folder / f"{number:06}.parquet"

    def _begun(self) -> pq.ParquetWriter:
        """The whole file's writer, which has written all row groups so far."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._folder / _WHOLE, self._schema, compression=self._compressions)
            for number in range(self._groups):
                table = pq.read_table(self._part(number))
                self._writer.write_table(table, row_group_size=max(1, len(table)))
        return self._writer

    def kept(self) -> int:
        return self._groups

    def publish(self) -> None:
        if self._tables:
            self._finish()
        if not self._whole.exists():  # a run before may have come so far
            self._begun().close()
            whole = self._folder / _WHOLE
            _synced(whole)
            whole.replace(self._whole)
        shutil.rmtree(self._folder)
        self._whole.replace(self._path)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def discard(self) -> None:
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._whole.unlink(missing_ok=True)


def _synced(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
