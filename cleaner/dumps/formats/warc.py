"""WARC and WET: the HTML pages of HTTP responses, and the texts that a crawl made of pages.

They become rows of id, url, date and text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.formats.rows import Row, RowBatch, tasks
from cleaner.dumps.stream import Opened, Readable, explain_errors

_PAGES = ("text/html", "application/xhtml+xml")
_END = b"\r\n\r\n"


def read(opened: Opened, options: ReadOptions) -> Archive:
    """Read the responses of a WARC file that are HTML. Raises DumpError."""
    return Archive(opened, options, are_texts=False)


def read_wet(opened: Opened, options: ReadOptions) -> Archive:
    """Read the conversions of a WET file, which are texts. Raises DumpError."""
    return Archive(opened, options, are_texts=True)


class Archive(StreamSource):
    """A dump in WARC or WET."""

    known = ("url", "date")

    def __init__(self, opened: Opened, options: ReadOptions, *, are_texts: bool) -> None:
        super().__init__(opened, options)
        body = Columns(text="text") if are_texts else Columns(html="html")
        self.columns = body._replace(id="id", url="url")
        self._are_texts, self._most = are_texts, options.max_chars

    def tasks(self, skip: int) -> Iterator[RowBatch]:
        """See `Source`."""
        yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row]:
        """The pages or texts. One is held until what follows it shows that it is complete."""
        stream = _Watched(self._opened.stream())
        kinds = WarcRecordType.response | WarcRecordType.resource
        if self._are_texts:
            kinds = WarcRecordType.conversion
        before: Row | None = None
        count = 0
        try:
            with explain_errors(self.name), _without_panic(self.name):
                # HTTP is parsed record by record, so that a damaged one does not cost the others.
                for record in ArchiveIterator(
                    cast(BinaryIO, stream), record_types=kinds, parse_http=False
                ):
                    if before is not None:
                        yield before
                        before = None
                    flaw = "" if self._are_texts else _http_flaw(record)
                    if self._are_texts or flaw or _is_page(record):
                        count += 1
                        before = self._read(record, count, flaw)
        except DumpError as error:
            raise DumpError(f"{error} {count:,} pages precede the damage.") from error
        if stream.tail and not stream.tail.endswith(_END):
            raise DumpError(
                f"{self.name}: the file ends in the middle of a record,"
                f" after {max(0, count - 1):,} complete ones."
            )
        if before is not None:
            yield before

    def _read(self, record: Any, at: int, flaw: str) -> Row:
        name = (record.record_id or str(at)).removeprefix("<").removesuffix(">")
        name = name.removeprefix("urn:uuid:")
        known = {
            "url": record.headers.get("WARC-Target-URI") or "",
            "date": record.headers.get("WARC-Date") or "",
        }
        body, charset = b"", None
        if not flaw:
            body = record.reader.read(self._most + 1)
            if len(body) < min(record.content_length, self._most + 1):
                raise DumpError(f"{self.name}: the file ends in the middle of a record.")
            if record.is_http_parsed:
                charset = (record.http_charset or "").strip("\"' ") or None
                body, flaw = _decoded(record, body, self._most)
        if not flaw and len(body) > self._most:
            flaw = "the record is too long to be read (--max-document)"
        body = b"" if flaw else body
        return Row(at, name, known, body, not self._are_texts, charset, flaw=flaw)


def _http_flaw(record: Any) -> str:
    """Parse the HTTP headers of a record, if it has any; returns what is wrong with them."""
    if not record.is_http:
        return ""
    try:
        record.parse_http()
    except OSError as error:
        return f"its HTTP headers cannot be read ({error})"
    return ""


def _decoded(record: Any, body: bytes, most: int) -> tuple[bytes, str]:
    """The body of an HTTP response without its encodings, and what is wrong with it, if anything.

    It is decoded apart from the archive: fastwarc does not find the record after a body that it
    cannot decode.
    """
    headers = ""
    for name in ("Transfer-Encoding", "Content-Encoding"):
        value = record.http_headers.get(name)
        if value and value.lower() != "identity":
            headers += f"{name}: {value}\r\n"
    if not headers or len(body) > most:
        return body, ""
    alone = WarcRecord()
    alone.init_headers(WarcRecordType.response)
    alone.is_http = True
    head = f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode("latin-1", "replace")
    alone.set_bytes_content(head + body)
    try:
        with _without_panic("its body"):
            alone.parse_http(auto_decode="all")
            return alone.reader.read(most + 1), ""
    except (OSError, ValueError, DumpError) as error:
        reason = " ".join(str(error).split())[:100]
        return b"", f"it is not encoded as its HTTP headers say ({reason})"


def _is_page(record: Any) -> bool:
    """Whether a record is HTML, served with status 200."""
    if record.is_http:
        kind = record.http_content_type or ""
        return record.http_headers.status_code == 200 and kind.lower() in _PAGES
    kind = record.headers.get("Content-Type") or ""
    return kind.partition(";")[0].strip().lower() in _PAGES


@contextmanager
def _without_panic(name: str) -> Iterator[None]:
    """Turn a panic of fastwarc, which is not an Exception, into a sentence. Raises DumpError."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DumpError(f"{name}: cannot be read as WARC ({error}).") from error


class _Watched:
    """A stream that remembers its last bytes."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._read = 0
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if data:
            self._read += len(data)
            self.tail = (self.tail + data[-len(_END) :])[-len(_END) :]
        return data

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._read
