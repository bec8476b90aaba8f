"""Arrow tables and batches, and with them pandas, Polars and Hugging Face datasets."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

try:
    import pyarrow as pa
except ModuleNotFoundError as error:
    raise ImportError(
        "cleaner.integrations.arrow needs pyarrow: pip install 'article-cleaner[dumps]'."
    ) from error

from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import OutputDocument, record_line
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.arrow import clean_table, text_columns
from cleaner.integrations.options import DocumentOptions, by_keyword
from cleaner.settings import ValueType, keywords_of, setting

_Arrow = Any
"""What has Arrow data: pyarrow has no types to name it by."""


@dataclass(frozen=True, kw_only=True)
class ArrowOptions(DocumentOptions):
    """The settings of `ArrowCleaner`."""

    text_column: str | None = setting(None, ValueType(), "Column with the text.")
    html_column: str | None = setting(None, ValueType(), "Column with HTML.")
    id_column: str | None = setting(None, ValueType(), "Column with the document's id.")
    url_column: str | None = setting(None, ValueType(), "Column with the page URL.")
    output_column: str | None = setting(None, ValueType(), "Column for the cleaned text.")
    record_column: str | None = setting(None, ValueType(), "Column to add for the record.")
    error_column: str | None = setting(None, ValueType(), "Column to add for errors.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.text_column is not None and self.html_column is not None:
            raise ValueError("Name a text_column or an html_column, not both: one is cleaned.")
        if self.text_column is not None and self.kind == "html":
            raise ValueError('With kind="html" name an html_column, not a text_column.')
        if self.html_column is not None and self.kind not in ("auto", "html"):
            raise ValueError(f"With kind={self.kind!r} name a text_column, not an html_column.")


class ArrowCleaner:
    """Cleans the texts of Arrow tables and record batches.

    A table gives a table, a batch gives a batch. Anything else with Arrow data (a Polars or pandas
    frame, a reader: whatever has `__arrow_c_stream__`) gives a table.

    `text_column` or `html_column` is cleaned. If you name neither, the column is guessed from the
    names and types of the columns only, so that it is the same in all batches of a data set;
    `kind="html"` takes a column of any such name for HTML. `id_column` and `url_column` are guessed
    likewise; both are written to the record, and the URL helps with HTML.

    The cleaned text replaces the original, and its column keeps its type. With `output_column` the
    original stays, and the cleaned text is written to that column. A column of HTML is replaced by
    one with the articles' text (or Markdown: `output="markdown"`), called `text` unless
    `output_column` names it. Other columns, the order of the rows and nulls are unchanged.

    `record_column` names a column to add with the record of each document as JSON (see
    `cleaner.record`), from which the original can be rebuilt. A batch does not know its place in
    the data set, so `at` counts the rows of the batch from 1; it is also the `id` of a document
    without one. `error_column` names a column to add with the reason why a document was passed
    through unchanged, or null. A page that was passed through has no text: null. Documents of more
    than `max_document` characters (bytes, for bytes) are passed through.

    The other settings are those of `cleaner.Cleaner`. A pickle holds the settings only, a few
    hundred bytes, from which another process builds its own cleaner; `phrase_files` and `models`
    must have the same paths there. Immutable, and safe to share between threads.

    Raises what `cleaner.Cleaner` raises, and ValueError for names that contradict each other.
    """

    @keywords_of(ArrowOptions)
    def __init__(self, options: ArrowOptions) -> None:
        self._wanted = Columns(
            options.text_column,
            options.html_column,
            options.id_column,
            options.url_column,
            options.output_column,
        )
        self._kind = options.kind
        self._record_column = options.record_column
        self._error_column = options.error_column
        self._settings = options.document_settings()

    def __call__(self, table: _Arrow) -> pa.Table | pa.RecordBatch:
        """Clean the texts of a table or a batch.

        A document that cannot be cleaned is passed through, and does not stop the others. Raises
        TypeError for what is not Arrow data, and `cleaner.dumps.errors.DumpError` if a column is
        missing, cannot be guessed, or would be overwritten by an added one.
        """
        if isinstance(table, pa.RecordBatch):
            return _batch(self._clean(pa.Table.from_batches([table])))
        return self._clean(_table(table))

    def columns(self, schema: pa.Schema) -> Columns:
        """Return the columns that are used of tables with this schema.

        Raises DumpError as `__call__` does.
        """
        # Some tools give a column without values the type null in some batches. It must be a
        # candidate there as in the others.
        empty = [field.name for field in schema if pa.types.is_null(field.type)]
        texts = [*text_columns(schema), *empty]
        numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
        try:
            found, _ = choose(texts, self._wanted._replace(id=None), "This table", kind=self._kind)
            wanted = found._replace(id=self._wanted.id)
            identified, _ = choose([*texts, *numbers], wanted, "This table")
        except DumpError as trouble:
            raise DumpError(by_keyword(str(trouble))) from trouble
        self._check_added(schema.names, identified)
        return identified

    def for_schema(self, schema: pa.Schema) -> ArrowCleaner:
        """Return an equal cleaner that names the columns it uses of tables with this schema.

        Raises DumpError as `__call__` does.
        """
        named = copy.copy(self)
        named._wanted = self.columns(schema)
        return named

    def _check_added(self, names: Sequence[str], columns: Columns) -> None:
        """Raise DumpError if a column would be overwritten, before any text is cleaned."""
        new = {"record_column": self._record_column, "error_column": self._error_column}
        if columns.target != columns.source:
            new = {"output_column": columns.target, **new}
        taken = set(names)
        for option, name in new.items():
            if name in taken:
                raise DumpError(
                    f"This table: there is a column {name!r} already. Name another one: {option}."
                )
            if name is not None:
                taken.add(name)

    def _clean(self, table: pa.Table) -> pa.Table:
        columns = self.columns(table.schema)
        try:
            cleaned, documents = clean_table(table, columns, self._settings)
        except DumpError as trouble:
            raise DumpError(by_keyword(str(trouble))) from trouble
        documents = tuple(one._replace(error=by_keyword(one.error)) for one in documents)
        if self._record_column is not None:
            records = [self._recorded(one) for one in documents]
            cleaned = cleaned.append_column(self._record_column, _strings(records))
        if self._error_column is not None:
            errors = [one.error or None for one in documents]
            cleaned = cleaned.append_column(self._error_column, _strings(errors))
        return cleaned

    def _recorded(self, cleaned: OutputDocument) -> str:
        return record_line(cleaned, self._settings).decode().rstrip("\n")


def _strings(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.large_string())  # the records of a table may have more than 2 GB


def _batch(table: pa.Table) -> pa.RecordBatch:
    """Return a table as one batch, also if it has no rows."""
    columns = [column.combine_chunks() for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def _table(data: Any) -> pa.Table:
    """Return Arrow data as a table. Raises TypeError for other data."""
    if isinstance(data, pa.Table):
        return data
    if hasattr(data, "__arrow_c_stream__"):
        try:
            return pa.RecordBatchReader.from_stream(data).read_all()
        except pa.ArrowInvalid as error:
            if "non-struct" not in str(error):
                raise
            raise TypeError(
                f"ArrowCleaner needs a table, not a column alone ({type(data).__name__}): give it"
                " a frame with the column."
            ) from error
    raise TypeError(
        "ArrowCleaner needs a pyarrow Table or RecordBatch, or data with __arrow_c_stream__ (a"
        f" Polars or pandas frame; collect a lazy one), not {type(data).__name__}."
    )
