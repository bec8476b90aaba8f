"""Documents without a row of their own: pages of a crawl, files of an archive or folder.

Each becomes a row with `id`, `text` and the columns that are known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cleaner.dumps.document import InputDocument
from cleaner.dumps.formats import FileFormat, base, encode_rows
from cleaner.dumps.task import Damage

GROUP_BYTES = 1 << 26
"""How many bytes of documents make a row group of Parquet, about."""


class Row(NamedTuple):
    """A document: its number (from 1), its id, and its bytes.

    `known` are further columns, the same for all documents of a dump. `charset` is the declared
    encoding of the bytes. `flaw` says why they were not read.
    """

    at: int
    id: str
    known: dict[str, str]
    body: bytes
    is_html: bool
    charset: str | None = None
    flaw: str = ""


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

    def output(self, texts: Sequence[str | None]) -> bytes:
        """See `Batch`. A text that passes unchanged is kept; a page that does has no text."""
        rows: list[dict[str, Any]] = []
        for row, document, new in zip(self._task.rows, self.documents, texts, strict=True):
            text = document.text if new is None else new
            rows.append({"id": row.id, **row.known, "text": text})
        return encode_rows(rows, self._task.to, ends_group=self._task.ends_group)


def _document(row: Row) -> InputDocument:
    url = row.known.get("url") or None
    document = InputDocument(row.at, row.id, url=url, charset=row.charset, flaw=row.flaw)
    if row.flaw:
        return document
    if row.is_html:
        return document._replace(html=row.body)
    return document._replace(text=row.body.decode("utf-8", "replace"))


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
        if size >= base.TASK_BYTES:
            in_group += size
            ends_group = in_group >= GROUP_BYTES
            yield RowBatch(tuple(held), to, ends_group)
            held, size = [], 0
            if ends_group:
                in_group = 0
    if held:
        yield RowBatch(tuple(held), to, ends_group=True)
