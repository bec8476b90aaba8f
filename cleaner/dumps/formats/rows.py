"""Documents without a row of their own: pages of a crawl, files of an archive or folder.

Each becomes a row with `id`, `text` and the columns that are known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import zip_longest
from typing import Any, NamedTuple

from cleaner import content_type
from cleaner.core.result import Result
from cleaner.dumps.document import InputDocument
from cleaner.dumps.formats import FileFormat, base, encode_rows
from cleaner.dumps.task import Damage
from cleaner.files import FileError, decode, host_of_file, other_format

GROUP_BYTES = 1 << 26
"""How many bytes of documents make a row group of Parquet at most, about."""

ABOUT = {
    "title": "title",
    "author": "author",
    "published": "date",
    "site_name": "site_name",
    "language": "language",
    "canonical_url": "url",
}
"""Columns for what a page says of itself, by the field of `Metadata` that they hold."""

Known = dict[str, str | None]


class Row(NamedTuple):
    """A document: its number (from 1), its id, and its bytes.

    `known` are further columns, the same for all documents of a dump; those of ABOUT are filled in
    when the page is cleaned. `charset` is the declared encoding of the bytes. `flaw` says why they
    were not read. `file` tells that the bytes are those of a file, with its `path`: whether it is a
    page is then told by its content.
    """

    at: int
    id: str
    known: Known
    body: bytes
    is_html: bool
    charset: str | None = None
    flaw: str = ""
    file: FileOptions | None = None
    path: str = ""


class FileOptions(NamedTuple):
    """How to read a file: as which kind of text (`auto`: its content tells), and its encodings."""

    kind: str
    encoding: str
    charset: str | None


class RowBatch(NamedTuple):
    """A task: some rows, to be written as `to`. `ends_group`: a row group may end after them."""

    rows: tuple[Row, ...]
    to: FileFormat
    ends_group: bool

    @property
    def size(self) -> int:
        """See `Task`."""
        return sum(len(row.body) for row in self.rows)

    def open(self) -> _Batch:
        """See `Task`."""
        return _Batch(self)


class _Batch:
    """The documents in some rows."""

    def __init__(self, task: RowBatch) -> None:
        self._task = task
        self.documents = [_document(row) for row in task.rows]

    def output(self, texts: Sequence[str | None], results: Sequence[Result | None] = ()) -> bytes:
        """See `Batch`. A text that passes unchanged is kept; a page that does has no text."""
        rows: list[dict[str, Any]] = []
        given = zip(self._task.rows, self.documents, texts, strict=True)
        for (row, document, new), result in zip_longest(given, results):
            text = document.text if new is None else new
            is_page = row.is_html or document.html is not None
            known = self._with_about(row.known, result if is_page else None, is_page=is_page)
            rows.append({"id": row.id, **known, "text": text})
        return encode_rows(rows, self._task.to, ends_group=self._task.ends_group)

    def _with_about(self, known: Known, result: Result | None, *, is_page: bool) -> Known:
        """The further columns of a row, with what a page says of itself; a text says nothing."""
        if not is_page and self._task.to.format != "parquet":
            return {name: value for name, value in known.items() if name not in ABOUT}
        about = {} if result is None else _about(result)
        return known | {name: value for name, value in about.items() if name in known}


def _about(result: Result) -> Known:
    """The columns for what a page says of itself."""
    metadata = result.metadata
    return {column: getattr(metadata, name) for column, name in ABOUT.items()}


def _document(row: Row) -> InputDocument:
    url = row.known.get("url") or host_of_file(row.path) or None
    document = InputDocument(
        row.at, row.id, url=url, charset=row.charset, flaw=row.flaw, path=row.path
    )
    if row.flaw:
        return document
    if row.file is not None:
        return _file_document(document, row.body, row.file)
    if row.is_html:
        return document._replace(html=row.body)
    return document._replace(text=row.body.decode("utf-8", "replace"))


def _file_document(document: InputDocument, body: bytes, options: FileOptions) -> InputDocument:
    """The document in a file: the same as if the file were cleaned by itself."""
    is_auto = options.kind == "auto"
    if options.kind == "html" or (is_auto and content_type.is_html_bytes(body)):
        return document._replace(html=body, charset=options.charset)
    try:
        if is_auto and (sentence := other_format(document.path)):
            raise FileError(sentence)
        text = decode(body, options.encoding, document.path).text
    except FileError as error:
        return document._replace(flaw=str(error).removeprefix(f"{document.path}: "))
    is_page = options.kind == "page" or (is_auto and _is_whole_page(text))
    return document._replace(text=text, kind="page" if is_page else "article")


def _is_whole_page(text: str) -> bool:
    return content_type.is_whole_page(text) and find_spec("numpy") is not None


def tasks(rows: Iterable[Row | Damage], to: FileFormat) -> Iterator[RowBatch | Damage]:
    """Cut rows into tasks, in their order."""
    held: list[Row] = []
    size = in_group = 0
    for row in rows:
        if isinstance(row, Damage):
            if held:
                yield RowBatch(tuple(held), to, ends_group=False)
            held, size, in_group = [], 0, in_group + size
            yield row
            continue
        held.append(row)
        size += len(row.body)
        if size >= base.TASK_BYTES or len(held) >= base.TASK_DOCUMENTS:
            in_group += size
            ends_group = in_group >= GROUP_BYTES
            yield RowBatch(tuple(held), to, ends_group)
            held, size = [], 0
            if ends_group:
                in_group = 0
    if held:
        yield RowBatch(tuple(held), to, ends_group=True)
