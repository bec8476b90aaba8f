"""Documents that stand alone (pages of a crawl, members of an archive, files of a folder), and the rows that they become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cleaner.dumps.documents import Given
from cleaner.dumps.names import Compression
from cleaner.dumps.streams import frame
from cleaner.record import json_line

TASK = 1 << 21
"""Bytes of a task, about."""
GROUP = 1 << 26
"""Bytes of documents that make a row group of Parquet, about."""


class Record(NamedTuple):
    """A document: its place (from 1), its id, what else is known of it (all of a dump have the same), its bytes, and the charset that is
    named for them. A `flaw` says why it was not read.
    """

    at: int
    id: str
    known: dict[str, str]
    body: bytes
    is_html: bool
    charset: str | None = None
    flaw: str = ""


class Records(NamedTuple):
    """A task: some records. `compression` as in `parquet.Batch`; `ends` says that a row group may end here."""

    records: tuple[Record, ...]
    compression: Compression | None
    ends: bool

    @property
    def size(self) -> int:
        return sum(len(record.body) for record in self.records)

    def open(self) -> _Opened:
        return _Opened(self)


class _Opened:
    def __init__(self, task: Records) -> None:
        self._task = task
        self.documents = [_given(record) for record in task.records]

    def output(self, texts: Sequence[str | None]) -> bytes:
        rows: list[dict[str, Any]] = []
        for record, given, new in zip(self._task.records, self.documents, texts, strict=True):
            text = given.text if new is None else new  # a text that is passed through; a page has none
            rows.append({"id": record.id, **record.known, "text": text})
        if self._task.compression is None:
            from cleaner.dumps.parquet import packed_rows  # JSON lines need no pyarrow

            return packed_rows(rows, ends=self._task.ends)
        return frame(b"".join([json_line(row) for row in rows]), self._task.compression)


def _given(record: Record) -> Given:
    url = record.known.get("url") or None
    given = Given(record.at, record.id, url=url, charset=record.charset, flaw=record.flaw)
    if record.flaw:
        return given
    return given._replace(html=record.body) if record.is_html else given._replace(text=record.body.decode("utf-8", "replace"))


def tasks(records: Iterable[Record], compression: Compression | None) -> Iterator[Records]:
    """Records as tasks, in their order."""
    held: list[Record] = []
    size = in_group = 0
    for record in records:
        held.append(record)
        size += len(record.body)
        if size >= TASK:
            in_group += size
            ends = in_group >= GROUP
            yield Records(tuple(held), compression, ends)
            held, size = [], 0
            if ends:
                in_group = 0
    if held:
        yield Records(tuple(held), compression, ends=True)
