"""JSON lines: a document a line. Of a line whose text changes only that string is written anew; all others stay byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.documents import Given
from cleaner.dumps.names import Compression
from cleaner.dumps.streams import Opened, Readable, frame, pieces, reading

TASK = 1 << 21
"""Bytes of a task, about."""
_LOOKED_AT = 200  # lines by which columns are told
_BESIDE = 1 << 20  # bytes of a line that are not the text's
_DECODER = json.JSONDecoder(strict=False)
_COLON = re.compile(r"[ \t]*:[ \t]*\"")


class Lines(NamedTuple):
    """A task: whole lines, the first of which is line `first` of the dump.

    `torn` tells pieces of a line that is too long: they are passed through, and the first one says why.
    """

    first: int
    data: bytes
    columns: Columns
    compression: Compression
    torn: Literal["", "begins", "goes on"] = ""

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> _Opened:
        return _Opened(self)


class _Opened:
    """The documents in some lines. A line that is none of JSON's is passed through, as are blank ones."""

    def __init__(self, task: Lines) -> None:
        self._task = task
        self._lines = task.data.splitlines(keepends=True) if b"\r" not in task.data else _split(task.data)
        self._rows: dict[int, dict[str, Any]] = {}  # by the number of the line in the task
        self.documents: list[Given] = []
        self._numbers: list[int] = []
        if task.torn == "begins":
            self.documents.append(Given(task.first, str(task.first), flaw="the line is too long to be read (--max-document)"))
            self._numbers.append(0)
        if task.torn:
            return
        for number, line in enumerate(self._lines):
            if not line.isspace():
                self.documents.append(self._given(number, line))
                self._numbers.append(number)

    def _given(self, number: int, line: bytes) -> Given:
        at = self._task.first + number
        columns = self._task.columns
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            return Given(at, str(at), flaw=f"this line is no JSON ({error})")
        if not isinstance(row, dict):
            return Given(at, str(at), flaw="this line is no JSON object")
        self._rows[number] = row
        name = row.get(columns.id) if columns.id else None
        url = row.get(columns.url) if columns.url else None
        given = Given(at, str(at) if name is None else str(name), url=url if isinstance(url, str) else None)
        body = row.get(columns.source)
        if body is not None and not isinstance(body, str):
            return given._replace(flaw=f"{columns.source!r} is no string")
        if columns.target != columns.source and columns.target in row:
            return given._replace(flaw=f"there is a {columns.target!r} already, where the text of {columns.source!r} would go")
        return given._replace(html=body) if columns.html else given._replace(text=body)

    def output(self, texts: Sequence[str | None]) -> bytes:
        lines = self._lines
        for number, text in zip(self._numbers, texts, strict=True):
            if text is not None:
                lines[number] = _with_text(lines[number], self._rows[number], self._task.columns, text)
        return frame(b"".join(lines), self._task.compression)


def _split(data: bytes) -> list[bytes]:
    """Lines that only a line feed ends."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _with_text(line: bytes, row: dict[str, Any], columns: Columns, text: str) -> bytes:
    """A line with its cleaned text."""
    source, target = columns.source, columns.target
    if target == source and (spliced := _spliced(line, row, source, text)) is not None:
        return spliced
    new = {target if name == source else name: text if name == source else value for name, value in row.items()}
    body = line.rstrip(b"\r\n")
    return _dumped(new, ascii_only=body.isascii()).encode() + line[len(body) :]


def _spliced(line: bytes, row: dict[str, Any], name: str, text: str) -> bytes | None:
    """A line in which only that string is another; None if it is not found."""
    whole = line.decode("utf-8", "surrogatepass")  # as `json.loads` does
    key = json.dumps(name, ensure_ascii=False)
    old, expected = row[name], None
    at = whole.find(key)
    while at >= 0:
        colon = _COLON.match(whole, at + len(key))
        if colon:
            value, end = _DECODER.raw_decode(whole, colon.end() - 1)
            if value == old:
                ascii_only = whole[colon.end() : end].isascii()
                new = whole[: colon.end() - 1] + _dumped(text, ascii_only=ascii_only) + whole[end:]
                expected = expected or {**row, name: text}
                data = new.encode("utf-8", "surrogatepass")
                if _same(json.loads(data), expected):
                    return data
        at = whole.find(key, at + 1)
    return None


def _same(one: object, other: object) -> bool:
    return one == other or json.dumps(one) == json.dumps(other)  # NaN is not equal to itself


def _dumped(value: object, *, ascii_only: bool) -> str:
    """A value as JSON, with escapes for all that is not ASCII if it had them before, or has lone surrogates."""
    if not ascii_only:
        out = json.dumps(value, ensure_ascii=False)
        try:
            out.encode()
        except UnicodeEncodeError:
            return json.dumps(value)
        return out
    return json.dumps(value)


class JsonLines:
    """A dump of JSON lines."""

    def __init__(self, opened: Opened, wanted: Columns, kind: str, compression: Compression, most: int) -> None:
        self.name = opened.name
        self.known: tuple[str, ...] = ()
        self._opened, self._compression, self._most = opened, compression, most
        self.columns, self.guessed = choose(text_columns(opened.head()), wanted, opened.name, kind=kind)

    @property
    def identity(self) -> tuple[Any, ...]:
        return (*self._opened.identity, *self.columns, self._compression)

    @property
    def total(self) -> int | None:
        return self._opened.total

    def position(self) -> int:
        return self._opened.position()

    def tasks(self, skip: int) -> Iterator[Lines]:
        with reading(self.name):
            yield from islice(tasks(self._opened.stream(), self.columns, self._compression, 2 * self._most + _BESIDE), skip, None)


def tasks(stream: Readable, columns: Columns, compression: Compression, most: int) -> Iterator[Lines]:
    """A dump's lines as tasks. A line of more than `most` bytes goes in pieces that are passed through."""
    first, rest, torn = 1, bytearray(), False
    for data in pieces(stream, TASK):
        end = data.rfind(b"\n") + 1
        rest += data[:end] if end else data
        if torn or (not end and len(rest) > most):
            line = rest.find(b"\n") + 1 or len(rest)
            yield Lines(first, bytes(rest[:line]), columns, compression, "goes on" if torn else "begins")
            torn = rest[line - 1] != 10
            first += not torn
            del rest[:line]
        if end:
            if rest:
                yield Lines(first, bytes(rest), columns, compression)
            first += rest.count(b"\n")
            rest = bytearray(data[end:])
    if rest:
        yield Lines(first, bytes(rest), columns, compression, "goes on" if torn else "")


def text_columns(head: bytes) -> list[str]:
    """The names of those fields of the first lines that are strings."""
    names: dict[str, None] = {}
    for line in head.split(b"\n")[:_LOOKED_AT]:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue  # it is reported when its turn comes
        if isinstance(row, dict):
            names |= {name: None for name, value in row.items() if isinstance(value, str)}
    return list(names)
