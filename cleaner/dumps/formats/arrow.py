"""Clean Arrow tables: used for Parquet, Ray, data frames and datasets alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.types as kinds
from pyarrow import compute

from cleaner.dumps.columns import Columns
from cleaner.dumps.document import InputDocument, OutputDocument, Settings, clean
from cleaner.dumps.errors import DumpError

_HOLD_TEXT = (
    kinds.is_string,
    kinds.is_large_string,
    kinds.is_string_view,
    kinds.is_binary,
    kinds.is_large_binary,
)


def text_lengths(column: pa.Array) -> list[int]:
    """The bytes of each text; 0 for a null. Texts of a dictionary are not unpacked for that.

    No array is made from Python values: pyarrow imports pandas for that, where it is installed,
    and pandas takes 45 MB.
    """
    if isinstance(column, pa.DictionaryArray):
        lengths = compute.take(_lengths(column.dictionary), column.indices)
    else:
        lengths = _lengths(column)
    return [length or 0 for length in lengths.to_pylist()]


def _lengths(column: pa.Array) -> pa.Array:
    if kinds.is_string_view(column.type):  # of which `binary_length` knows nothing
        column = column.cast(pa.large_string())
    return compute.binary_length(column)


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


class CleanedTable(NamedTuple):
    """A table of the same shape with cleaned texts, and the result for each row."""

    table: pa.Table
    documents: tuple[OutputDocument, ...]


def text_columns(schema: pa.Schema) -> list[str]:
    """The names of the columns that hold text, or bytes (which may be a page)."""
    return [field.name for field in schema if _holds_text(field.type)]


def clean_table(
    table: pa.Table, columns: Columns, settings: Settings, *, first: int = 1
) -> CleanedTable:
    """Clean the texts of a table whose first row has the number `first`.

    A column of texts keeps its type. A column of HTML is replaced by one of texts, in its place.
    Other columns stay the same. Nulls stay null; the text of HTML that cannot be read is null.
    """
    documents = tuple(clean(document, settings) for document in documents_of(table, columns, first))
    changed = {
        number: document.text or "" for number, document in enumerate(documents) if document.changed
    }
    return CleanedTable(with_texts(table, columns, changed), documents)


def documents_of(table: pa.Table, columns: Columns, first: int) -> Iterator[InputDocument]:
    """The documents of a table whose first row has the number `first`."""
    bodies = _values(table, columns.source)
    ids = _values(table, columns.id) if columns.id else [None] * len(bodies)
    urls = _values(table, columns.url) if columns.url else [None] * len(bodies)
    for at, (body, name, url) in enumerate(zip(bodies, ids, urls, strict=True), first):
        document = InputDocument(
            at,
            str(at) if name is None else str(name),
            url=None if url is None else str(url),
        )
        if columns.html:
            yield document._replace(html=body)
        elif isinstance(body, bytes):
            yield document._replace(text=body.decode("utf-8", "surrogateescape"))
        else:
            yield document._replace(text=body)


def with_texts(table: pa.Table, columns: Columns, changed: Mapping[int, str]) -> pa.Table:
    """A table with new texts for the rows in `changed`.

    If HTML is cleaned, the other rows have no text.
    """
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
    if columns.target == source:
        return _set(table, place, old, texts)
    if columns.target in table.column_names:
        raise DumpError(
            f"There is a column {columns.target!r} already."
            " Name another one, or leave the output column out."
        )
    return table.append_column(pa.field(columns.target, texts.type), texts)


def compact(table: pa.Table, name: str) -> pa.Table:
    """Drop unused values (texts that were changed) from the dictionary of a column, if any."""
    place = table.column_names.index(name)
    kind = table.field(place).type
    if not kinds.is_dictionary(kind):
        return table
    chunks = [_used(chunk) for chunk in table.column(place).chunks]
    column = pa.chunked_array(chunks, kind).unify_dictionaries()
    return table.set_column(place, table.field(place), column)


def _used(chunk: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same values with a dictionary of no others. Nothing is unpacked for that."""
    used = compute.unique(chunk.indices).drop_null()
    indices = compute.index_in(chunk.indices, used).cast(chunk.type.index_type)
    dictionary = chunk.dictionary.take(used)
    return pa.DictionaryArray.from_arrays(indices, dictionary, ordered=chunk.type.ordered)


def _set(table: pa.Table, place: int, field: pa.Field, texts: pa.Array) -> pa.Table:
    if field.name in table.column_names and table.column_names.index(field.name) != place:
        raise DumpError(
            f"There is a column {field.name!r} already, beside the HTML."
            " Name another one with --output-column."
        )
    return table.set_column(place, field, texts)


def _like(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Texts as an array of the type `kind`."""
    if kinds.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
    if kinds.is_binary(kind) or kinds.is_large_binary(kind):
        return pa.array([_encoded(value) for value in values], kind)
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # strings that were not UTF-8
        raw = pa.array([_encoded(value) for value in values], pa.large_binary())
        return raw.cast(options=compute.CastOptions(kind, allow_invalid_utf8=True))


def _encoded(value: Any) -> Any:
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


def _values(table: pa.Table, name: str) -> list[Any]:
    column = table.column(name)
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # Parquet does not check that strings are UTF-8
        is_dictionary = kinds.is_dictionary(column.type)
        plain = column.cast(column.type.value_type) if is_dictionary else column
        raw = plain.cast(pa.large_binary()).to_pylist()
        values = [
            value if value is None else value.decode("utf-8", "surrogateescape") for value in raw
        ]
    return values


def _holds_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if kinds.is_dictionary(kind) else kind
    return any(is_one(inner) for is_one in _HOLD_TEXT)
