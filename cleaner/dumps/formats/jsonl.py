"""JSON lines: one document a line. Only the string of a text that changes is rewritten.

All other bytes of the line, and all other lines, stay as they are.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Literal, NamedTuple

from cleaner.core.result import Result
from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import InputDocument
from cleaner.dumps.errors import NoTextColumn
from cleaner.dumps.formats import Compression, base
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.frames import StreamDamage
from cleaner.dumps.stream import Opened, Readable, explain_errors, frame, undamaged
from cleaner.dumps.task import Damage

_SAMPLED_LINES = 200  # lines from which columns are guessed
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_CUT_OFF = re.compile(r"""[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*\"""")  # a name whose value is a string


def read(opened: Opened, options: ReadOptions) -> JsonLines:
    """Read JSON lines. Raises DumpError."""
    return JsonLines(opened, options)


def encode(rows: Sequence[Mapping[str, Any]], ends_group: bool, compression: Compression) -> bytes:
    """Lay out rows as JSON lines."""
    return frame(b"".join([_json_line(row) for row in rows]), compression)


def _json_line(row: Mapping[str, Any]) -> bytes:
    try:
        line = json.dumps(row, ensure_ascii=False, default=_as_text, allow_nan=False)
        return line.encode() + b"\n"
    except UnicodeEncodeError:  # lone surrogates have no UTF-8
        return json.dumps(row, default=_as_text).encode() + b"\n"
    except ValueError:
        return _json_line({name: _finite(value) for name, value in row.items()})


def _finite(value: Any) -> Any:
    """A value without NaN and infinities, for which JSON has null only."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def _as_text(value: object) -> str:
    """A value of a type that JSON does not have."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class JsonLines(StreamSource):
    """A dump of JSON lines."""

    def __init__(self, opened: Opened, options: ReadOptions) -> None:
        super().__init__(opened, options)
        head, wanted = opened.head(), options.columns
        names, others, empty = columns_in(head)
        named = [name for option, name in wanted._asdict().items() if option != "output" and name]
        if not names and not others and not empty and (sentence := _not_json_lines(head)):
            opened.check_head()
            raise NoTextColumn(f"{opened.name}: {sentence}")
        is_torn = b"\n" not in head  # the first line is longer: not all its names are known yet
        names += [name for name in named if name not in names and (is_torn or name in empty)]
        self.names = tuple(names)
        if head.strip() or names:
            self.columns, self.guessed = choose(
                names, wanted, opened.name, kind=options.kind, others=others
            )
        else:  # the dump is empty
            self.columns = wanted

    def tasks(self, skip: int) -> Iterator[Lines | Damage]:
        """See `Source`."""
        with explain_errors(self.name):
            yield from islice(self._tasks(), skip, None)

    def _tasks(self) -> Iterator[Lines | Damage]:
        most = 2 * self._options.max_chars + base.OTHER_BYTES
        return tasks(self._opened.stream(), self.columns, self._options.to.compression, most)


class Lines(NamedTuple):
    """A task: complete lines, of which the first is line `first` of the dump.

    `torn` marks pieces of a line that is too long. They pass unchanged; the first one (`begins`)
    carries the error.
    """

    first: int
    data: bytes
    columns: Columns
    compression: Compression
    torn: Literal["", "begins", "continues"] = ""

    @property
    def size(self) -> int:
        """See `Task`."""
        return len(self.data)

    def open(self) -> _Batch:
        """See `Task`."""
        return _Batch(self)


class _Batch:
    """The documents in some lines. Lines that are not JSON, and blank ones, pass unchanged."""

    def __init__(self, task: Lines) -> None:
        self._task = task
        self._lines = _split(task.data)
        self.documents: list[InputDocument] = []
        self._numbers: list[int] = []
        if task.torn == "begins":
            flaw = "the line is too long to be read (--max-document)"
            self._add(0, InputDocument(task.first, str(task.first), flaw=flaw))
        if not task.torn:
            for number, line in enumerate(self._lines):
                if not line.isspace():
                    self._add(number, self._parse(number, line))

    def _add(self, number: int, document: InputDocument) -> None:
        self._numbers.append(number)
        self.documents.append(document)

    def _parse(self, number: int, line: bytes) -> InputDocument:
        at = self._task.first + number
        try:
            row = json.loads(_decoded(line).removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
            return InputDocument(at, str(at), flaw=f"this line is not JSON ({error})")
        if not isinstance(row, dict):
            return InputDocument(at, str(at), flaw="this line is not a JSON object")
        return self._document(at, row)

    def _document(self, at: int, row: Mapping[str, Any]) -> InputDocument:
        columns = self._task.columns
        name = row.get(columns.id) if columns.id else None
        url = row.get(columns.url) if columns.url else None
        document = InputDocument(
            at, str(at) if name is None else str(name), url=url if isinstance(url, str) else None
        )
        body = row.get(columns.source)
        if body is not None and not isinstance(body, str):
            return document._replace(flaw=f"{columns.source!r} is not a string")
        if columns.target != columns.source and columns.target in row:
            return document._replace(
                flaw=f"there is a {columns.target!r} already, and the text of"
                f" {columns.source!r} would replace it"
            )
        return document._replace(html=body) if columns.html else document._replace(text=body)

    def output(self, texts: Sequence[str | None], results: Sequence[Result | None] = ()) -> bytes:
        """See `Batch`."""
        lines, columns = self._lines, self._task.columns
        # A column more is added to all lines that have a text, changed or not.
        adds_column = not columns.html and columns.target != columns.source
        is_escaped = columns.html is not None or self._task.data.isascii()
        for number, given, new in zip(self._numbers, self.documents, texts, strict=True):
            text = given.text if new is None and adds_column and not given.flaw else new
            if text is not None:
                lines[number] = _with_text(lines[number], columns, text, is_escaped=is_escaped)
        return frame(b"".join(lines), self._task.compression)


def _split(data: bytes) -> list[bytes]:
    """Split into lines, which only a line feed ends (`splitlines` knows more line ends)."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


class _Member(NamedTuple):
    """A member of a JSON object: offsets of its name and of its value in the line."""

    name: str
    start: int
    name_end: int
    value: int
    end: int


def _decoded(line: bytes) -> str:
    """The characters of a line in UTF-8, with lone surrogates, as `json.loads` accepts them."""
    return line.decode("utf-8", "surrogatepass")


def _members(line: str) -> Iterator[_Member]:
    """The members of the object in a line, in order. Raises ValueError where it is not JSON."""
    at = _skip_space(line, int(line.startswith("\ufeff"))) + 1
    while not line.startswith("}", at := _skip_space(line, at)):
        name, name_end = _DECODER.raw_decode(line, at)
        colon = _skip_space(line, name_end)
        if not isinstance(name, str) or not line.startswith(":", colon):
            raise ValueError(f"There is no member at {at}.")
        value = _skip_space(line, colon + 1)
        yield _Member(name, at, name_end, value, end := _DECODER.raw_decode(line, value)[1])
        at = _skip_space(line, end)
        at += line.startswith(",", at)


def _skip_space(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    assert match is not None
    return match.end()


def _with_text(line: bytes, columns: Columns, text: str, *, is_escaped: bool) -> bytes:
    """Put the cleaned or restored text into a line. Nothing else in it changes.

    Characters outside ASCII are written as they were in it; if it had none, `is_escaped` tells how
    the lines around it have them.
    """
    whole, source, target = _decoded(line), columns.source, columns.target
    members = [*_members(whole)]
    member = [member for member in members if member.name == source][-1]  # JSON: the last one wins
    old = whole[member.value : member.end]
    new = _dumped(text, ascii_only=old.isascii() and (is_escaped or "\\u" in old))
    if target != source and not columns.html:
        end = members[-1].end
        whole = f"{whole[:end]}, {_dumped(target, ascii_only=True)}: {new}{whole[end:]}"
    else:
        name = whole[member.start : member.name_end]
        if target != source:
            name = _dumped(target, ascii_only=True)
        between = whole[member.name_end : member.value]
        whole = f"{whole[: member.start]}{name}{between}{new}{whole[member.end :]}"
    return whole.encode("utf-8", "surrogatepass")


def _dumped(value: object, *, ascii_only: bool) -> str:
    """A value as JSON: escaped if `ascii_only`, or if it has lone surrogates."""
    if not ascii_only:
        out = json.dumps(value, ensure_ascii=False)
        with suppress(UnicodeEncodeError):
            out.encode()
            return out
    return json.dumps(value)


def tasks(
    stream: Readable, columns: Columns, compression: Compression, most: int
) -> Iterator[Lines | Damage]:
    """Cut a stream into tasks. A line of more than `most` bytes is passed through in pieces."""
    cutter = _Cutter(columns, compression, most)
    for data in undamaged(stream, base.TASK_BYTES):
        if isinstance(data, StreamDamage):
            yield from cutter.end(b"\n")
            yield Damage(cutter.first, str(data))
        else:
            yield from cutter.add(data)
    yield from cutter.end(b"")


class _Cutter:
    """Cuts data that come in pieces into tasks of complete lines."""

    def __init__(self, columns: Columns, compression: Compression, most: int) -> None:
        self._columns, self._compression, self._most = columns, compression, most
        self.first = 1
        """Number of the line that comes next."""

        self._rest = bytearray()
        self._torn = False

    def add(self, data: bytes) -> Iterator[Lines]:
        """The tasks that are complete with these data."""
        end = data.rfind(b"\n") + 1
        self._rest += data[:end] if end else data
        while self._torn or (not end and len(self._rest) > self._most):
            stop = self._rest.find(b"\n") + 1 or len(self._rest)
            if not self._rest:
                break
            yield self._piece(self._take(min(stop, base.TASK_BYTES)))
        if end:
            yield from self._tasks()
            self._rest = bytearray(data[end:])

    def end(self, line_end: bytes) -> Iterator[Lines]:
        """The last line, if it has no end; it gets this one."""
        if self._rest:
            self._rest += line_end
            if self._torn:
                yield self._piece(self._take(len(self._rest)))
            else:
                yield from self._tasks()
        self._rest, self._torn = bytearray(), False

    def _tasks(self) -> Iterator[Lines]:
        """All lines that there are, as tasks of at most `TASK_DOCUMENTS`."""
        while self._rest:
            stop = 0
            for _ in range(base.TASK_DOCUMENTS):
                stop = self._rest.find(b"\n", stop) + 1
                if not stop:
                    break
            data = self._take(stop or len(self._rest))
            first, self.first = self.first, self.first + data.count(b"\n")
            yield Lines(first, data, self._columns, self._compression)

    def _take(self, size: int) -> bytes:
        """The first bytes, which are taken away."""
        with memoryview(self._rest) as view:
            data = bytes(view[:size])
        del self._rest[:size]
        return data

    def _piece(self, data: bytes) -> Lines:
        """A piece of a line that is too long."""
        torn: Literal["begins", "continues"] = "continues" if self._torn else "begins"
        first, self._torn = self.first, not data.endswith(b"\n")
        self.first += not self._torn
        return Lines(first, data, self._columns, self._compression, torn)


def columns_in(head: bytes) -> tuple[list[str], list[str], frozenset[str]]:
    """The names of those fields of the first lines that are strings, integers, and null."""
    names: dict[str, None] = {}
    numbers: dict[str, None] = {}
    empty: set[str] = set()
    lines = head.split(b"\n")
    for line in lines[:_SAMPLED_LINES]:
        try:
            row = json.loads(_decoded(line).removeprefix("\ufeff"))
        except (ValueError, RecursionError):
            if len(lines) == 1:
                names |= dict.fromkeys(_names_of_strings(line))
            continue  # it is reported when its turn comes
        if isinstance(row, dict):
            names |= {name: None for name, value in row.items() if isinstance(value, str)}
            numbers |= {name: None for name, value in row.items() if type(value) is int}
            empty |= {name for name, value in row.items() if value is None}
    return list(names), [name for name in numbers if name not in names], frozenset(empty)


def _not_json_lines(head: bytes) -> str:
    """Say what a dump without a JSON object in its first lines is; empty if it has one, or none."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    if not lines or any(map(_is_object, lines[:_SAMPLED_LINES])):
        return ""
    if b"\n" not in head and head.lstrip(b"\xef\xbb\xbf \t\r").startswith(b"{"):
        return ""  # its first line is longer
    if head.startswith(b"PAR1"):
        return "this is Parquet, not JSON lines; use --input-format parquet."
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return "this is one JSON array, not JSON lines. Convert it: jq -c '.[]'"
    if lines[0].lstrip(b"\xef\xbb\xbf \t\r").startswith(b"{"):
        return "line 1 is not a whole JSON object. Put each object on one line: jq -c ."
    return "line 1 is not a JSON object. A text is cleaned as one if its name ends in .txt."


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(_decoded(line).removeprefix("\ufeff")), dict)
    except (ValueError, RecursionError):
        return False


def _names_of_strings(head: bytes) -> Iterator[str]:
    """The names of the strings in the beginning of an object, with the one that is cut off."""
    whole = head.decode("utf-8", "ignore")
    at = _skip_space(whole, int(whole.startswith("\ufeff"))) + 1
    if not whole.startswith("{", at - 1):
        return
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
