"""WARC and WET: the pages of HTTP responses, and the texts that a crawl has made of them. They become rows of id, url, date and text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleaner.dumps.columns import Columns
from cleaner.dumps.names import Compression
from cleaner.dumps.records import Record, Records, tasks
from cleaner.dumps.streamed import Streamed
from cleaner.dumps.streams import Opened, Readable, reading
from cleaner.dumps.trouble import DumpTrouble

_PAGES = ("text/html", "application/xhtml+xml")
_END = b"\r\n\r\n"


class Archive(Streamed):
    """A dump in WARC (its responses that are HTML) or WET (its conversions)."""

    def __init__(self, opened: Opened, *, are_texts: bool, compression: Compression | None, most: int) -> None:
        super().__init__(opened, compression)
        self.columns = Columns(text="text", id="id", url="url") if are_texts else Columns(html="html", id="id", url="url")
        self.known = ("url", "date")
        self._are_texts, self._compression, self._most = are_texts, compression, most

    def tasks(self, skip: int) -> Iterator[Records]:
        yield from islice(tasks(self._records(), self._compression), skip, None)

    def _records(self) -> Iterator[Record]:
        """The records that hold pages or texts. One is held back until what follows shows that it is whole."""
        stream = _Watched(self._opened.stream())
        kinds = WarcRecordType.conversion if self._are_texts else WarcRecordType.response | WarcRecordType.resource
        before: Record | None = None
        count = 0
        try:
            with reading(self.name), _without_panic(self.name):
                # HTTP is parsed record by record: what is wrong with one of them must not end the others.
                for record in ArchiveIterator(cast(BinaryIO, stream), record_types=kinds, parse_http=False):
                    if before is not None:
                        yield before
                        before = None
                    flaw = "" if self._are_texts else _http_flaw(record)
                    if self._are_texts or flaw or _is_page(record):
                        count += 1
                        before = self._read(record, count, flaw)
        except DumpTrouble as error:
            raise DumpTrouble(f"{error} It has {count:,} pages before that.") from error
        if stream.tail and not stream.tail.endswith(_END):
            raise DumpTrouble(f"{self.name}: the file ends in the middle of a record, behind {max(0, count - 1):,} that are whole.")
        if before is not None:
            yield before

    def _read(self, record: Any, at: int, flaw: str) -> Record:
        name = (record.record_id or str(at)).removeprefix("<").removesuffix(">").removeprefix("urn:uuid:")
        known = {"url": record.headers.get("WARC-Target-URI") or "", "date": record.headers.get("WARC-Date") or ""}
        body, charset = b"", None
        if not flaw:
            body = record.reader.read(self._most + 1)
            if len(body) < min(record.content_length, self._most + 1):
                raise DumpTrouble(f"{self.name}: the file ends in the middle of a record.")
            if record.is_http_parsed:
                charset = (record.http_charset or "").strip("\"' ") or None
                body, flaw = _decoded(record, body, self._most)
        if not flaw and len(body) > self._most:
            flaw = "the record is too long to be read (--max-document)"
        return Record(at, name, known, b"" if flaw else body, not self._are_texts, charset, flaw=flaw)


def _http_flaw(record: Any) -> str:
    """What is wrong with the HTTP headers of a record, which are parsed; empty if nothing is, or it has none."""
    if not record.is_http:
        return ""
    try:
        record.parse_http()
    except OSError as error:
        return f"its HTTP headers cannot be read ({error})"
    return ""


def _decoded(record: Any, body: bytes, most: int) -> tuple[bytes, str]:
    """The body of an HTTP response without its encodings, and what is wrong with it.

    It is decoded apart from the archive: behind a body that it cannot decode, fastwarc does not find the next record.
    """
    named = {name: record.http_headers.get(name) for name in ("Transfer-Encoding", "Content-Encoding")}
    headers = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value and value.lower() != "identity")
    if not headers or len(body) > most:
        return body, ""
    alone = WarcRecord()
    alone.init_headers(WarcRecordType.response)
    alone.is_http = True
    alone.set_bytes_content(b"HTTP/1.1 200 OK\r\n" + headers.encode("latin-1", "replace") + b"\r\n" + body)
    try:
        with _without_panic("its body"):
            alone.parse_http(auto_decode="all")
            return alone.reader.read(most + 1), ""
    except (OSError, ValueError, DumpTrouble) as error:
        return b"", f"it is not encoded as its HTTP headers say ({' '.join(str(error).split())[:100]})"


def _is_page(record: Any) -> bool:
    """Whether a record holds HTML that was found where it was asked for."""
    if record.is_http:
        return record.http_headers.status_code == 200 and (record.http_content_type or "").lower() in _PAGES
    return (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


@contextmanager
def _without_panic(name: str) -> Iterator[None]:
    """Say it in a sentence if fastwarc gives up: a panic of Rust is no Exception for Python. Raises DumpTrouble."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DumpTrouble(f"{name}: cannot be read as WARC ({error}).") from error


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
