"""Arrow tables and batches, and with them pandas, Polars, Hugging Face datasets and whatever else hands out Arrow data."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TypeVar, Unpack

try:
    import pyarrow as pa
except ModuleNotFoundError as error:
    raise ImportError("cleaner.integrations.arrow needs pyarrow: pip install 'article-cleaner[dumps]'.") from error

from cleaner.api import Cleaner
from cleaner.core.analysis import Output
from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import OutputDocument, Settings, record_line
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.arrow import clean_table, text_columns
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.integrations.options import CleanerOptions, by_keyword, checked_kind

_Rows = TypeVar("_Rows", pa.Table, pa.RecordBatch)


class ArrowOptions(CleanerOptions, total=False):
    """Keywords of `ArrowCleaner`, for those who pass them on."""

    text_column: str | None
    html_column: str | None
    id_column: str | None
    url_column: str | None
    output_column: str | None
    record_column: str | None
    error_column: str | None
    output: Output
    max_document: int


class ArrowCleaner:
    """Cleans the texts of Arrow tables and record batches; a table comes back as a table, a batch as a batch.

    `text_column` or `html_column` is what is cleaned; named neither, it is guessed from the names and types of the table's columns, and
    from nothing else, so that all batches of a data set come to the same. `kind="html"` guesses among columns of any such name, and takes
    it for HTML. `id_column` and `url_column` are guessed likewise; they go into the record, and the address helps with HTML.

    A text is replaced in its place and its column keeps its type; with `output_column` the original stays, and the cleaned text goes to
    that column. A column of HTML makes way for one of its articles' text (or Markdown: `output="markdown"`), called `text` if
    `output_column` names none. Other columns, the order of the rows and nulls stay as they are.

    `record_column` names a column to add, with the record of each document as JSON (see `cleaner.record`), from which its original text
    can be rebuilt. A batch does not know where in its data set it is, so `at` counts the rows of the batch, from 1. Where a document has
    no id, its `id` is that number, too. `error_column` names a column to add, with the reason why a document was passed through as it
    was, null for the others. Of a page that was passed through there is no text: it is null. A document of more than `max_document`
    characters (bytes, if it is in bytes) is passed through.

    All else are options of `cleaner.Cleaner`. A pickle holds the options only, a few hundred bytes, from which another process builds its
    own Cleaner; `phrase_files` and `models` must be found there under the same paths. Immutable, safe to share between threads.

    Raises what `cleaner.Cleaner` raises, and ValueError for names that do not go together.
    """

    def __init__(
        self,
        *,
        text_column: str | None = None,
        html_column: str | None = None,
        id_column: str | None = None,
        url_column: str | None = None,
        output_column: str | None = None,
        record_column: str | None = None,
        error_column: str | None = None,
        output: Output = "text",
        max_document: int = MAX_DOCUMENT_CHARS,
        **options: Unpack[CleanerOptions],
    ) -> None:
        kind = checked_kind(options.get("kind"))
        if text_column is not None and html_column is not None:
            raise ValueError("Name a text_column or an html_column, not both: one column is cleaned.")
        if text_column is not None and kind == "html":
            raise ValueError('With kind="html" name an html_column, not a text_column.')
        if html_column is not None and kind not in (None, "html"):
            raise ValueError(f"With kind={kind!r} name a text_column, not an html_column.")
        self._wanted = Columns(text_column, html_column, id_column, url_column, output_column)
        self._kind = kind or "auto"
        self._record_column, self._error_column = record_column, error_column
        self._settings = Settings(Cleaner(**options), output, max_document)

    def __call__(self, table: _Rows) -> _Rows:
        """Clean the texts of a table or a batch. A document that cannot be cleaned is passed through, and stops nothing.

        Raises `cleaner.dumps.errors.DumpError` if a column is missing, cannot be guessed, or would be overwritten by an added one.
        """
        if isinstance(table, pa.RecordBatch):
            return _batch(self._clean(pa.Table.from_batches([table])))
        return self._clean(table)

    def columns(self, schema: pa.Schema) -> Columns:
        """The columns that would be used of tables with this schema. Raises DumpError as `__call__` does."""
        # A column without any value has no type in some batches of some tools, and must be a candidate there as in the others.
        texts = [*text_columns(schema), *(field.name for field in schema if pa.types.is_null(field.type))]
        numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
        try:
            found, _ = choose(texts, self._wanted._replace(id=None), "This table", kind=self._kind)
            identified, _ = choose([*texts, *numbers], found._replace(id=self._wanted.id), "This table")
        except DumpError as trouble:
            raise DumpError(by_keyword(str(trouble))) from trouble
        self._check_added(schema.names, identified)
        return identified

    def for_schema(self, schema: pa.Schema) -> ArrowCleaner:
        """The same with no column left to guess: those are named that it would use of tables with this schema. Raises DumpError."""
        named = copy.copy(self)
        named._wanted = self.columns(schema)
        return named

    def _check_added(self, names: Sequence[str], columns: Columns) -> None:
        """See to it that no column is overwritten, before any text is cleaned in vain."""
        new = {"record_column": self._record_column, "error_column": self._error_column}
        if columns.target != columns.source:
            new = {"output_column": columns.target, **new}
        taken = set(names)
        for option, name in new.items():
            if name in taken:
                raise DumpError(f"This table: there is a column {name!r} already. Name another one: {option}.")
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
            cleaned = cleaned.append_column(self._record_column, _strings([self._recorded(one) for one in documents]))
        if self._error_column is not None:
            cleaned = cleaned.append_column(self._error_column, _strings([one.error or None for one in documents]))
        return cleaned

    def _recorded(self, cleaned: OutputDocument) -> str:
        return record_line(cleaned, self._settings).decode().rstrip("\n")


def _strings(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.large_string())  # records are as long as what went: a table of them may have more than 2 GB


def _batch(table: pa.Table) -> pa.RecordBatch:
    """The table as one batch, also if it has no rows."""
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=table.schema)
