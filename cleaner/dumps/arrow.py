"""Arrow tables and batches: the one function that the Parquet run, Ray, data frames and datasets go through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.types as kinds
from pyarrow import compute

from cleaner.dumps.columns import Columns
from cleaner.dumps.documents import Cleaned, Given, Settings, clean
from cleaner.dumps.trouble import DumpTrouble

_TEXTS = (kinds.is_string, kinds.is_large_string, kinds.is_string_view, kinds.is_binary, kinds.is_large_binary)


class CleanedTable(NamedTuple):
    """A table of the same shape with cleaned texts, and what became of each document."""

    table: pa.Table
    documents: tuple[Cleaned, ...]


def text_columns(schema: pa.Schema) -> list[str]:
    """The names of the columns that hold text, or bytes that may be a page."""
    return [field.name for field in schema if _holds_text(field.type)]


def clean_table(table: pa.Table, columns: Columns, settings: Settings, *, first: int = 1) -> CleanedTable:
    """Clean a table's texts; all other columns are the very same. `first` is the number of its first row.

    A text's column keeps its type. That of HTML is replaced by one of the text, in its place. Nulls stay null, as does the text of HTML
    that cannot be read.
    """
    documents = tuple(clean(given, settings) for given in given_in(table, columns, first))
    changed = {number: cleaned.text or "" for number, cleaned in enumerate(documents) if cleaned.changed}
    return CleanedTable(with_texts(table, columns, changed), documents)


def given_in(table: pa.Table, columns: Columns, first: int) -> Iterator[Given]:
    """The documents of a table."""
    bodies = _values(table, columns.source)
    ids = _values(table, columns.id) if columns.id else None
    urls = _values(table, columns.url) if columns.url else None
    for number, body in enumerate(bodies):
        at = first + number
        name = str(at) if ids is None or ids[number] is None else str(ids[number])
        url = None if urls is None or urls[number] is None else str(urls[number])
        if columns.html:
            yield Given(at, name, None, body, url)
        else:
            yield Given(at, name, body.decode("utf-8", "surrogateescape") if isinstance(body, bytes) else body, None, url)


def with_texts(table: pa.Table, columns: Columns, changed: Mapping[int, str]) -> pa.Table:
    """A table with the texts of some rows; of HTML all rows' texts are taken from there."""
    source = columns.source
    place = table.column_names.index(source)
    old = table.field(place)
    if columns.html:
        texts = pa.array([changed.get(number) for number in range(len(table))], pa.large_string())
        return _set(table, place, pa.field(columns.target, pa.large_string()), texts)
    if not changed and columns.target == source:
        return table
    values = _values(table, source)
    for number, text in changed.items():
        values[number] = text
    texts = _like(values, old.type)
    if columns.target != source:
        if columns.target in table.column_names:
            raise DumpTrouble(f"There is a column {columns.target!r} already. Name another one, or clean that column in its place.")
        return table.append_column(pa.field(columns.target, texts.type), texts)
    return _set(table, place, old, texts)


def compact(table: pa.Table, name: str) -> pa.Table:
    """A table in which the dictionary of a column, if it has one, holds no other values than those of its rows: no text that went."""
    place = table.column_names.index(name)
    kind = table.field(place).type
    if not kinds.is_dictionary(kind):
        return table
    values = table.column(place).cast(kind.value_type).combine_chunks()
    return table.set_column(place, table.field(place), values.dictionary_encode().cast(kind))


def _set(table: pa.Table, place: int, field: pa.Field, texts: pa.Array) -> pa.Table:
    if field.name in table.column_names and table.column_names.index(field.name) != place:
        raise DumpTrouble(f"There is a column {field.name!r} already, beside the HTML. Name another one: --output-column.")
    return table.set_column(place, field, texts)


def _like(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Texts as a column of the same type."""
    if kinds.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
    if kinds.is_binary(kind) or kinds.is_large_binary(kind):
        values = [value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value for value in values]
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # strings that were no UTF-8
        raw = [value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value for value in values]
        return pa.array(raw, pa.large_binary()).cast(options=compute.CastOptions(kind, allow_invalid_utf8=True))


def _values(table: pa.Table, name: str) -> list[Any]:
    column = table.column(name)
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # Parquet does not see to it that strings are UTF-8
        raw = (column.cast(column.type.value_type) if kinds.is_dictionary(column.type) else column).cast(pa.large_binary())
        values = [value if value is None else value.decode("utf-8", "surrogateescape") for value in raw.to_pylist()]
    return values


def _holds_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if kinds.is_dictionary(kind) else kind
    return any(is_one(inner) for is_one in _TEXTS)
