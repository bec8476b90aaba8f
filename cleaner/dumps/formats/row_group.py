"""Read row groups of Parquet in parts that cannot take much memory, whatever a small file holds.

A dictionary has a text once that a thousand rows may have; a run of equal values takes next to
nothing. So the metadata and the dictionaries tell how many rows can be read at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from operator import add
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.dumps.formats import base
from cleaner.dumps.formats.arrow import text_columns, text_lengths

_BATCH_BYTES = 1 << 22
"""How much rows that are read at a time may take in memory: two tasks. Buffers take several times
that while they grow, and pyarrow keeps them."""

_MOST_UNPACKED = 1 << 27
"""Bytes of a column in a row group: its pages are unpacked as wholes …"""
_MOST_VALUES = 1 << 20
"""… and values of a list in a row, which is read as a whole. Both may be exceeded …"""
_SUSPICIOUS = 200
"""… unless they are so many times as many as the bytes in the file. Texts compress to a tenth."""

_BUFFER_BYTES = 1 << 18  # of a column that are read at a time to look at its dictionary
_FIXED_BYTES = 8  # of a number


def tables(file: pq.ParquetFile, source: Any, number: int) -> Iterator[pa.Table]:
    """The rows of a row group in tables of about the size of a task, always the same.

    `source` is the path or stream of the file. Raises OSError and pa.ArrowException, also for a row
    group that would take much memory, and has little in the file.
    """
    group = file.metadata.row_group(number)
    _check_size(group)
    names = _dictionaries(group)
    longest = _longest_values(file, source, number, names) if names else {}
    row = sum(_row_bytes(column, group.num_rows, longest) for column in _columns(group))
    count = max(1, min(int(_BATCH_BYTES / max(1, row)), base.TASK_DOCUMENTS))
    yield from _cut(file.iter_batches(batch_size=count, row_groups=[number]))


def _columns(group: Any) -> Iterator[Any]:
    return (group.column(number) for number in range(group.num_columns))


def _check_size(group: Any) -> None:
    for column in _columns(group):
        name, packed = column.path_in_schema, column.total_compressed_size
        size, values = column.total_uncompressed_size, column.num_values
        if size > max(_MOST_UNPACKED, _SUSPICIOUS * packed):
            raise pa.ArrowInvalid(f"{packed:,} bytes of column {name!r} would unpack to {size:,}")
        if values > max(_MOST_VALUES * group.num_rows, _SUSPICIOUS * packed):
            raise pa.ArrowInvalid(
                f"{packed:,} bytes of column {name!r} would unpack to {values:,} values"
            )


def _dictionaries(group: Any) -> list[str]:
    """The columns of texts whose dictionaries may hold long ones."""
    return [
        column.path_in_schema
        for column in _columns(group)
        if column.physical_type == "BYTE_ARRAY"
        and column.has_dictionary_page
        and column.total_uncompressed_size * base.TASK_DOCUMENTS > _BATCH_BYTES
    ]


def _longest_values(
    file: pq.ParquetFile, source: Any, number: int, names: Sequence[str]
) -> dict[str, int]:
    """The bytes of the longest value in the dictionaries of columns, by their paths.

    A column whose dictionary cannot be read alone is left out.
    """
    opened = pq.ParquetFile(
        source, metadata=file.metadata, read_dictionary=names, buffer_size=_BUFFER_BYTES
    )
    with opened, suppress(OSError, pa.ArrowException):  # reading the rows will tell what is wrong
        batch = next(opened.iter_batches(batch_size=1, row_groups=[number], columns=names))
        columns = zip(batch.schema.names, batch.columns, strict=True)
        return {
            name: max(text_lengths(column.dictionary), default=0)
            for name, column in columns
            if isinstance(column, pa.DictionaryArray)
        }
    return {}


def _row_bytes(column: Any, rows: int, longest: Mapping[str, int]) -> float:
    """How much a row may hold of a column: not the average, where a small file may hold much."""
    size: int = column.total_uncompressed_size
    if size > _SUSPICIOUS * column.total_compressed_size or "DELTA_BYTE_ARRAY" in column.encodings:
        return size
    values: float = column.num_values / max(1, rows)
    average = size / max(1, rows)
    if column.physical_type != "BYTE_ARRAY":
        return max(values * _FIXED_BYTES, average)
    if not column.has_dictionary_page:
        return average
    return max(values * min(size, longest.get(column.path_in_schema, size)), average)


def _cut(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Rows in tables of about the size of a task."""
    held: list[pa.RecordBatch] = []
    size = count = 0
    for batch in batches:
        start = 0
        for end, row in enumerate(_row_sizes(batch), 1):
            size, count = size + row, count + 1
            if size >= base.TASK_BYTES or count >= base.TASK_DOCUMENTS:
                yield pa.Table.from_batches([*held, batch.slice(start, end - start)])
                held, start, size, count = [], end, 0, 0
        if start < len(batch):
            held.append(batch.slice(start))
    if held:
        yield pa.Table.from_batches(held)


def _row_sizes(batch: pa.RecordBatch) -> list[int]:
    """The bytes of each row. What columns hold besides texts is shared out equally."""
    texts = {*text_columns(batch.schema)}
    sizes = [0] * len(batch)
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name in texts:
            sizes = list(map(add, sizes, text_lengths(column)))
        else:
            each = column.nbytes // max(1, len(batch))
            sizes = [size + each for size in sizes]
    return sizes
