"""JSON lines: a document a line. Of a line whose text changes only that string is written anew; all others stay byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Literal, NamedTuple

from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.documents import Given
from cleaner.dumps.names import Compression
from cleaner.dumps.streamed import Streamed
from cleaner.dumps.streams import Opened, Readable, frame, pieces, reading

TASK = 1 << 21
"""Bytes of a task, about."""
_LOOKED_AT = 200  # lines by which columns are told
_BESIDE = 1 << 20  # bytes of a line that are not the text's
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_CUT_OFF = re.compile(r"""[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*\"""")  # a name whose value is a string


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
            row = json.loads(_decoded(line).removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
            return Given(at, str(at), flaw=f"this line is no JSON ({error})")
        if not isinstance(row, dict):
            return Given(at, str(at), flaw="this line is no JSON object")
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
        lines, columns = self._lines, self._task.columns
        is_beside = not columns.html and columns.target != columns.source  # a column more, in all lines that have a text
        for number, given, new in zip(self._numbers, self.documents, texts, strict=True):
            text = given.text if new is None and is_beside and not given.flaw else new
            if text is not None:
                lines[number] = _with_text(lines[number], columns, text)
        return frame(b"".join(lines), self._task.compression)


def _split(data: bytes) -> list[bytes]:
    """Lines that only a line feed ends."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


class _Member(NamedTuple):
    """A member of an object, as it stands: where its name begins and ends, and its value."""

    name: str
    start: int
    name_end: int
    value: int
    end: int


def _decoded(line: bytes) -> str:
    """A line's characters. Lone surrogates are let through, as `json.loads` does; other encodings than UTF-8 are not."""
    return line.decode("utf-8", "surrogatepass")


def _members(line: str) -> Iterator[_Member]:
    """The members of the object in a line, in order. Raises ValueError where it is no JSON."""
    at = _behind_space(line, int(line.startswith("\ufeff"))) + 1
    while not line.startswith("}", at := _behind_space(line, at)):
        name, name_end = _DECODER.raw_decode(line, at)
        value = _behind_space(line, _behind_space(line, name_end) + 1)
        yield _Member(name, at, name_end, value, end := _DECODER.raw_decode(line, value)[1])
        at = _behind_space(line, end)
        at += line.startswith(",", at)


def _behind_space(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    assert match is not None
    return match.end()


def _with_text(line: bytes, columns: Columns, text: str) -> bytes:
    """A line with its cleaned text. All else of it stays byte for byte."""
    whole, source, target = _decoded(line), columns.source, columns.target
    members = [*_members(whole)]
    member = [member for member in members if member.name == source][-1]  # of several, the last one counts
    new = _dumped(text, ascii_only=whole[member.value : member.end].isascii())
    if target != source and not columns.html:
        end = members[-1].end
        whole = f"{whole[:end]}, {_dumped(target, ascii_only=True)}: {new}{whole[end:]}"
    else:
        name = whole[member.start : member.name_end] if target == source else _dumped(target, ascii_only=True)
        whole = whole[: member.start] + name + whole[member.name_end : member.value] + new + whole[member.end :]
    return whole.encode("utf-8", "surrogatepass")


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


class JsonLines(Streamed):
    """A dump of JSON lines."""

    def __init__(self, opened: Opened, wanted: Columns, kind: str, compression: Compression, most: int) -> None:
        super().__init__(opened, compression)
        self._compression, self._most = compression, most
        names, others = columns_in(opened.head())
        if b"\n" not in opened.head():  # of a line that is longer not all names are known
            names += [name for option, name in wanted._asdict().items() if name and option != "output" and name not in names]
        if opened.head().strip() or names:
            self.columns, self.guessed = choose(names, wanted, opened.name, kind=kind, others=others)
        else:
            self.columns, self.guessed = wanted, frozenset()  # nothing is in it, and nothing will be asked for

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


def columns_in(head: bytes) -> tuple[list[str], list[str]]:
    """The names of those fields of the first lines that are strings, and of those that are whole numbers."""
    names: dict[str, None] = {}
    numbers: dict[str, None] = {}
    lines = head.split(b"\n")
    for line in lines[:_LOOKED_AT]:
        try:
            row = json.loads(_decoded(line).removeprefix("\ufeff"))
        except (ValueError, RecursionError):
            if len(lines) == 1:
                names |= dict.fromkeys(_names_of_strings(line))
            continue  # it is reported when its turn comes
        if isinstance(row, dict):
            names |= {name: None for name, value in row.items() if isinstance(value, str)}
            numbers |= {name: None for name, value in row.items() if type(value) is int}
    return list(names), [name for name in numbers if name not in names]


def _names_of_strings(head: bytes) -> Iterator[str]:
    """The names of the strings in what an object begins with, the one that it is cut off in too."""
    whole = head.decode("utf-8", "ignore")
    at = _behind_space(whole, int(whole.startswith("\ufeff"))) + 1
    try:
        for member in _members(whole):
            at = member.end
            if whole.startswith('"', member.value):
                yield member.name
    except (ValueError, RecursionError):
        cut_off = _CUT_OFF.match(whole, at)
        if cut_off:
            with suppress(ValueError):
                yield json.loads(cut_off[1])
