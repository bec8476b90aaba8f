"""WARC and WET: the pages of HTTP responses, and the texts that a crawl has made of them. They become rows of id, url, date and text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, cast

import pyarrow as pa
from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaner.dumps.columns import Columns
from cleaner.dumps.documents import Given
from cleaner.dumps.parquet import packed
from cleaner.dumps.streams import Compression, Opened, Readable, frame, reading
from cleaner.dumps.trouble import DumpTrouble

TASK = 1 << 21
"""Bytes of a task, about."""
GROUP = 1 << 26
"""Bytes of the dump that make a row group of Parquet, about."""
_PAGES = ("text/html", "application/xhtml+xml")
_END = b"\r\n\r\n"

SCHEMA = pa.schema([("id", pa.string()), ("url", pa.string()), ("date", pa.string()), ("text", pa.large_string())])
"""The columns that records become."""


class Record(NamedTuple):
    """A page or text: its place among those (from 1), what is known of it, its bytes, and the charset that the server named."""

    at: int
    id: str
    url: str
    date: str
    body: bytes
    charset: str | None
    too_long: bool


class Records(NamedTuple):
    """A task: some records. `compression` as in `parquet.Batch`; `ends` says that a row group may end here."""

    records: tuple[Record, ...]
    are_texts: bool
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
        self.documents = [self._given(record) for record in task.records]

    def _given(self, record: Record) -> Given:
        given = Given(record.at, record.id, url=record.url, charset=record.charset)
        if record.too_long:
            return given._replace(flaw="the record is too long to be read (--max-document)")
        if self._task.are_texts:
            return given._replace(text=record.body.decode("utf-8", "replace"))
        return given._replace(html=record.body)

    def output(self, texts: Sequence[str | None]) -> bytes:
        rows = []
        for record, given, new in zip(self._task.records, self.documents, texts, strict=True):
            text = given.text if new is None else new  # a text that is passed through; a page has none
            rows.append({"id": record.id, "url": record.url, "date": record.date, "text": text})
        if self._task.compression is None:
            return (b"\1" if self._task.ends else b"\0") + packed(pa.Table.from_pylist(rows, SCHEMA))
        return frame(b"".join([_json_line(row) for row in rows]), self._task.compression)


def _json_line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


class Archive:
    """A dump in WARC (its responses that are HTML) or WET (its conversions)."""

    def __init__(self, opened: Opened, *, are_texts: bool, compression: Compression | None, most: int) -> None:
        self.name = opened.name
        self.columns = Columns(text="text", id="id", url="url") if are_texts else Columns(html="html", id="id", url="url")
        self.guessed: frozenset[str] = frozenset()
        self.schema = SCHEMA
        self.compressions = "zstd"
        self._opened, self._are_texts, self._compression, self._most = opened, are_texts, compression, most

    @property
    def identity(self) -> tuple[Any, ...]:
        return (*self._opened.identity, self._compression)

    @property
    def total(self) -> int | None:
        return self._opened.total

    def position(self) -> int:
        return self._opened.position()

    def tasks(self, skip: int) -> Iterator[Records]:
        yield from islice(self._tasks(), skip, None)

    def _tasks(self) -> Iterator[Records]:
        held: list[Record] = []
        size = in_group = 0
        for record in self._records():
            held.append(record)
            size += len(record.body)
            if size >= TASK:
                in_group += size
                ends = in_group >= GROUP
                yield Records(tuple(held), self._are_texts, self._compression, ends)
                held, size = [], 0
                if ends:
                    in_group = 0
        if held:
            yield Records(tuple(held), self._are_texts, self._compression, ends=True)

    def _records(self) -> Iterator[Record]:
        """The records that hold pages or texts. One is held back until what follows shows that it is whole."""
        stream = _Watched(self._opened.stream())
        kinds = WarcRecordType.conversion if self._are_texts else WarcRecordType.response | WarcRecordType.resource
        before: Record | None = None
        count = 0
        try:
            with reading(self.name):
                for record in ArchiveIterator(cast(BinaryIO, stream), record_types=kinds, auto_decode="all"):
                    if before is not None:
                        yield before
                        before = None
                    if not self._are_texts and not _is_page(record):
                        continue
                    count += 1
                    before = self._read(record, count)
        except DumpTrouble as error:
            raise DumpTrouble(f"{error} It has {count:,} pages before that.") from error
        if stream.tail and not stream.tail.endswith(_END):
            raise DumpTrouble(f"{self.name}: the file ends in the middle of a record, behind {max(0, count - 1):,} that are whole.")
        if before is not None:
            yield before

    def _read(self, record: Any, at: int) -> Record:
        body = record.reader.read(self._most + 1)
        too_long = len(body) > self._most
        date = record.headers.get("WARC-Date") or ""
        name = (record.record_id or str(at)).removeprefix("<").removesuffix(">").removeprefix("urn:uuid:")
        charset = record.http_charset if record.is_http else None
        return Record(at, name, record.headers.get("WARC-Target-URI") or "", date, b"" if too_long else body, charset, too_long)


def _is_page(record: Any) -> bool:
    """Whether a record holds HTML that was found where it was asked for."""
    if record.is_http:
        return record.http_headers.status_code == 200 and (record.http_content_type or "").lower() in _PAGES
    return (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


class _Watched:
    """A stream whose last bytes are known."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._read = 0
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if data:
            self._read += len(data)
            self.tail = (self.tail + data)[-len(_END) :] if len(data) < len(_END) else data[-len(_END) :]
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._read
