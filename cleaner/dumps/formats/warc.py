"""WARC and WET: the HTML pages of HTTP responses, and the texts that a crawl made of pages.

They become rows of id, url, date of the crawl, what the page says of itself, and text. A response
whose type says nothing is a page if its content is one. A damaged record costs no other: reading
continues at the next `WARC/` header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from fastwarc.warc import WarcRecord, WarcRecordType

from cleaner.content_type import is_html_bytes
from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.formats.rows import ABOUT, Row, RowBatch, tasks
from cleaner.dumps.frames import StreamDamage
from cleaner.dumps.stream import Opened, Readable, explain_errors
from cleaner.dumps.task import Damage
from cleaner.files import counted

_PAGES = ("text/html", "application/xhtml+xml")
# Types that say nothing; as in browsers, the content does.
_UNKNOWN = ("", "application/octet-stream", "binary/octet-stream", "application/unknown")
_BEGIN = b"WARC/"
_END = b"\r\n\r\n"
_MAX_HEADER_BYTES = 1 << 16
_PIECE_BYTES = 1 << 20
_MAX_DIGITS = 18  # of a length
_NEXT = re.compile(rb"WARC/\d\.\d\r?\n(?=(?:WARC|Content)-)", re.IGNORECASE)
_NEXT_BYTES = 32  # in which `_NEXT` fits
_HEADER_END = re.compile(rb"\r?\n\r?\n")


def read(opened: Opened, options: ReadOptions) -> Archive:
    """Read the responses of a WARC file that are HTML. Raises DumpError."""
    return Archive(opened, options, ("response", "resource"))


def read_wet(opened: Opened, options: ReadOptions) -> Archive:
    """Read the conversions of a WET file, which are texts. Raises DumpError."""
    return Archive(opened, options, ("conversion",))


class Archive(StreamSource):
    """The records of some types, in WARC or WET. Conversions are texts, others may be pages."""

    def __init__(self, opened: Opened, options: ReadOptions, types: tuple[str, ...]) -> None:
        super().__init__(opened, options)
        self._are_texts = "conversion" in types
        self.known = ("url", "date") if self._are_texts else ("url", "date", *ABOUT)
        body = Columns(text="text") if self._are_texts else Columns(html="html")
        self.columns = body._replace(id="id", url="url")
        self._types, self._most = types, options.max_chars

    def tasks(self, skip: int) -> Iterator[RowBatch | Damage]:
        """See `Source`."""
        head = self._opened.head().lstrip()
        if head and not head.startswith(_BEGIN) and not _NEXT.search(head):
            raise DumpError(f"{self.name}: cannot be read: this is not WARC.")
        with explain_errors(self.name):
            yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row | Damage]:
        count = 1
        most = self._most + base.OTHER_BYTES
        for record in records(self._opened.stream(), most):
            if isinstance(record, str):
                yield Damage(count, record)
            elif record.headers.get("warc-type", "").lower() in self._types:
                row = self._row(record, count)
                if row is not None:
                    count += 1
                    yield row

    def _row(self, record: Record, at: int) -> Row | None:
        """The row of a record; None if it holds no page."""
        headers = record.headers
        name = headers.get("warc-record-id", "").strip("<>").removeprefix("urn:uuid:")
        known = dict.fromkeys(self.known) | {
            "url": headers.get("warc-target-uri", ""),
            "date": headers.get("warc-date", ""),
        }
        row = Row(at, name or str(at), known, b"", not self._are_texts, flaw=record.flaw)
        if self._are_texts:
            return self._limited(row, record.body)
        if headers.get("content-type", "").lower().startswith("application/http"):
            return self._response(row, record)
        kind = headers.get("content-type")
        is_page = _is_html(kind) or (_is_unknown(kind) and is_html_bytes(record.body))
        return self._limited(row, record.body) if is_page else None

    def _limited(self, row: Row, body: bytes) -> Row:
        """The row with its body, if that is not too long."""
        flaw = row.flaw
        if not flaw and len(body) > self._most:
            flaw = "the record is too long to be read (--max-document)"
        return row._replace(body=b"" if flaw else body, flaw=flaw)

    def _response(self, row: Row, record: Record) -> Row | None:
        """The row of an HTTP response; None if it is not a page."""
        response = _http(record.body)
        try:
            with _without_panic("its HTTP headers"):
                response.parse_http()
        except (OSError, DumpError) as error:
            flaw = f"its HTTP headers cannot be read ({error})"
            return row._replace(flaw=row.flaw or flaw)
        kind = response.http_content_type
        is_unknown = _is_unknown(kind)
        if response.http_headers.status_code != 200 or not (is_unknown or _is_html(kind)):
            return None
        charset = (response.http_charset or "").strip("\"' ") or None
        row = row._replace(charset=charset)
        if row.flaw:
            return None if is_unknown else row
        body, flaw = _decoded(response, response.reader.read(), self._most)
        if is_unknown and not is_html_bytes(body):
            return None
        return self._limited(row._replace(flaw=flaw), body)


def _is_html(kind: str | None) -> bool:
    return (kind or "").partition(";")[0].strip().lower() in _PAGES


def _is_unknown(kind: str | None) -> bool:
    return (kind or "").partition(";")[0].strip().lower() in _UNKNOWN


def _http(content: bytes) -> Any:
    """A record with an HTTP response."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.is_http = True
    record.set_bytes_content(content)
    return record


def _decoded(response: Any, body: bytes, most: int) -> tuple[bytes, str]:
    """The body of an HTTP response without its encodings, and what is wrong with it, if anything.

    It is decoded from a response that has no other headers: those may be wrong in other ways.
    """
    headers = ""
    for name in ("Transfer-Encoding", "Content-Encoding"):
        value = response.http_headers.get(name)
        if value and value.lower() != "identity":
            headers += f"{name}: {value}\r\n"
    if not headers or len(body) > most:
        return body, ""
    head = f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode("latin-1", "replace")
    alone = _http(head + body)
    try:
        with _without_panic("its body"):
            alone.parse_http(auto_decode="all")
            return alone.reader.read(most + 1), ""
    except (OSError, ValueError, DumpError) as error:
        reason = " ".join(str(error).split())[:100]
        return b"", f"it is not encoded as its HTTP headers say ({reason})"


@contextmanager
def _without_panic(what: str) -> Iterator[None]:
    """Turn a panic of fastwarc, which is not an Exception, into a sentence. Raises DumpError."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DumpError(f"{what} cannot be read ({error})") from error


# --- Records --------------------------------------------------------------------------------------


class Record(NamedTuple):
    """A record: its headers (names in lower case), its body, and what is wrong with it.

    Of a body that is too long only the beginning is kept.
    """

    headers: dict[str, str]
    body: bytes
    flaw: str = ""


def records(stream: Readable, most: int) -> Iterator[Record | str]:
    """The records of a stream; a string says what is damaged between them.

    A record is as long as its header says if an empty line and the next header follow. If not, it
    is damaged, and ends before the next header. Bodies of more than `most` bytes are not kept.
    """
    reader = _Reader(stream)
    while True:
        reader.skip_blank()
        if reader.has(_BEGIN):
            record = reader.record(most)
            yield record if record.headers else "the header of a record does not end"
        elif not reader.is_at_end():
            skipped = reader.skip(0).size
            yield f"not WARC: {counted(skipped, 'byte')} between two records"
        elif reader.damage:
            yield reader.take_damage()
        else:
            return


class _Skipped(NamedTuple):
    """What precedes the next header: its first bytes, its size, and whether there is a header."""

    kept: bytes
    size: int
    is_followed: bool


class _Reader:
    """Reads records from a stream, which ends at damage and continues after `take_damage`."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._data = bytearray()
        self._ended = False
        self.damage = ""
        """The damage at which the stream has ended."""

    def take_damage(self) -> str:
        """The damage; the stream continues after it."""
        damage, self.damage, self._ended = self.damage, "", False
        return damage

    def is_at_end(self) -> bool:
        """Whether there are no more bytes."""
        return not self._data and not self._more()

    def skip_blank(self) -> None:
        """Skip line ends between records."""
        while self._data or self._more():
            if self._data[0] not in b"\r\n":
                return
            del self._data[0]

    def has(self, prefix: bytes) -> bool:
        """Whether the data begin like this, in upper or lower case, as `_NEXT` finds headers."""
        self._need(len(prefix))
        return self._data[: len(prefix)].upper() == prefix

    def record(self, most: int) -> Record:
        """The record that begins here."""
        headers = self._headers()
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal()) or len(length) > _MAX_DIGITS:
            return Record(headers, self.skip(most).kept, "the record has no valid length")
        size = int(length)
        if size > most:
            return self._long_record(headers, size, most)
        self._need(size + len(_END))
        if self._ends_at(size):
            body = bytes(self._data[:size])
            del self._data[:size]
            return Record(headers, body)
        skipped = self.skip(most)
        flaw = "the record is not as long as its header says"
        if not skipped.is_followed and skipped.size <= size:
            flaw = self.damage or "the file ends in the middle of the record"
        return Record(headers, skipped.kept, flaw)

    def _headers(self) -> dict[str, str]:
        """The headers, which are taken from the data; none if they do not end."""
        while (end := _HEADER_END.search(self._data)) is None:
            if len(self._data) > _MAX_HEADER_BYTES or not self._more():
                del self._data[: len(_BEGIN)]
                return {}
        text = self._data[: end.start()].decode("utf-8", "replace")
        del self._data[: end.end()]
        headers: dict[str, str] = {}
        for line in text.splitlines()[1:]:
            name, colon, value = line.partition(":")
            if colon:
                headers.setdefault(name.strip().lower(), value.strip())
        return headers

    def _ends_at(self, size: int) -> bool:
        """Whether the end of a record comes after `size` bytes."""
        end = size + len(_END)
        return self._data[size:end] == _END

    def _long_record(self, headers: dict[str, str], size: int, most: int) -> Record:
        """A record that is too long to be kept in memory. If its length is wrong, it ends early."""
        skipped = self.skip(most + 1)
        flaw = "the record is too long to be read (--max-document)"
        if skipped.size < size:
            flaw = "the record is not as long as its header says"
        return Record(headers, skipped.kept, flaw)

    def skip(self, most: int) -> _Skipped:
        """Skip to the next header, and keep the first `most` bytes of what precedes it."""
        kept, size = bytearray(), 0
        while True:
            found = _NEXT.search(self._data)
            stop = found.start() if found else max(0, len(self._data) - _NEXT_BYTES)
            has_more = found is None and self._more()
            if found is None and not has_more:
                stop = len(self._data)
            kept += self._data[: min(stop, max(0, most - len(kept)))]
            size += stop
            del self._data[:stop]
            if not has_more:
                return _Skipped(bytes(kept), size, found is not None)

    def _need(self, count: int) -> None:
        """Read on until there are so many bytes, if there are."""
        while len(self._data) < count and self._more():
            pass

    def _more(self) -> bool:
        """Read more data; returns whether there were any."""
        if self._ended:
            return False
        try:
            data = self._stream.read(_PIECE_BYTES)
        except StreamDamage as damage:
            self.damage, data = str(damage), b""
        self._data += data
        self._ended = not data
        return bool(data)
