"""CSV and TSV: a document a row. Rows whose text does not change stay byte for byte, others are written anew, value for value."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TextIO

from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.documents import Given
from cleaner.dumps.names import Compression
from cleaner.dumps.streamed import Streamed
from cleaner.dumps.streams import Opened, frame, reading
from cleaner.dumps.trouble import DumpTrouble

TASK = 1 << 21
"""Characters of a task, about."""
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_BESIDE = 1 << 20  # characters of a row that are not the text's
_LINE_END = re.compile(r"(?:\r\n|\n|\r)?\Z")
_LONGEST = 2**31 - 1  # characters of a field, beyond which the csv module refuses


class Rows(NamedTuple):
    """A task: whole rows as they stand in the dump, the first of which is row `first`; `header` is what stands before row 1."""

    first: int
    header: str
    names: tuple[str, ...]
    data: str
    delimiter: str
    columns: Columns
    compression: Compression

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> _Opened:
        return _Opened(self)


class _Opened:
    """The documents in some rows."""

    def __init__(self, task: Rows) -> None:
        self._task = task
        csv.field_size_limit(_LONGEST)
        self._raw, self._rows = _split(task.data, task.delimiter)
        names = task.names
        self._place = names.index(task.columns.source)
        self._id = names.index(task.columns.id) if task.columns.id else None
        self._url = names.index(task.columns.url) if task.columns.url else None
        self._numbers = [number for number, row in enumerate(self._rows) if row]  # blank lines are no rows
        self.documents = [self._given(task.first + count, self._rows[number]) for count, number in enumerate(self._numbers)]

    def _given(self, at: int, row: list[str]) -> Given:
        name = row[self._id] if self._id is not None and self._id < len(row) else str(at)
        if len(row) != len(self._task.names):
            return Given(at, name, flaw=f"the row has {len(row)} columns and not {len(self._task.names)}")
        url = row[self._url] if self._url is not None else None
        body = row[self._place]
        return Given(at, name, html=body, url=url) if self._task.columns.html else Given(at, name, text=body, url=url)

    def output(self, texts: Sequence[str | None]) -> bytes:
        raw = self._raw
        for number, text in zip(self._numbers, texts, strict=True):
            if text is not None:
                row = self._rows[number]
                row[self._place] = text
                raw[number] = _written(row, raw[number], self._task.delimiter)
        return frame((self._task.header + "".join(raw)).encode("utf-8", "surrogateescape"), self._task.compression)


def _split(data: str, delimiter: str) -> tuple[list[str], list[list[str]]]:
    """Rows as they stand, and their fields."""
    lines = io.StringIO(data, newline="\n").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    raw, rows, begun = [], [], 0
    for row in reader:
        raw.append("".join(lines[begun : reader.line_num]))
        rows.append(row)
        begun = reader.line_num
    return raw, rows


def _written(row: list[str], old: str, delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(row)  # quotes just what is in the line's end, too
    end = _LINE_END.search(old)
    assert end is not None
    return out.getvalue().removesuffix("\r\n") + end[0]


class Table(Streamed):
    """A dump in CSV or TSV, with a header."""

    def __init__(self, opened: Opened, wanted: Columns, kind: str, compression: Compression, most: int, delimiter: str | None) -> None:
        super().__init__(opened, compression)
        self._compression, self._most = compression, most
        csv.field_size_limit(_LONGEST)
        head = opened.head().decode("utf-8", "replace").removeprefix("\ufeff")
        self._delimiter = delimiter or max(_DELIMITERS, key=_QUOTED.sub("", head).partition("\n")[0].count)
        try:
            self._names = tuple(next(csv.reader(io.StringIO(head, newline="\n"), delimiter=self._delimiter), ()))
        except csv.Error as error:
            raise DumpTrouble(f"{self.name}: line 1 is no CSV ({error}).") from error
        if wanted.output is not None:
            raise DumpTrouble(f"{self.name}: in a table the text goes where it was. Leave --output-column out.")
        if not head.strip():  # nothing is in it, and nothing will be asked for
            self.columns, self._names = wanted, (wanted.source,)
            return
        if len({*self._names}) < len(self._names):
            raise DumpTrouble(f"{self.name}: two columns have one name. The first row must name the columns.")
        self.columns, self.guessed = choose(self._names, wanted, self.name, kind=kind)
        if self.columns.target != self.columns.source:
            self.columns = self.columns._replace(output=self.columns.source)  # a column more would be another row in every line

    def tasks(self, skip: int) -> Iterator[Rows]:
        with reading(self.name):
            yield from islice(self._tasks(), skip, None)

    def _tasks(self) -> Iterator[Rows]:
        lines = _Kept(io.TextIOWrapper(self._opened.stream(), "utf-8", "surrogateescape", newline="\n"), 2 * self._most + _BESIDE)
        reader = csv.reader(lines, delimiter=self._delimiter)
        first, rows, header = 1, 0, ""
        try:
            next(reader, None)
            header = lines.taken()
            for row in reader:
                rows += bool(row)
                if lines.size >= TASK:
                    yield self._task(first, header, lines.taken())
                    first, rows, header = first + rows, 0, ""
        except csv.Error as error:
            raise DumpTrouble(f"{self.name}: line {reader.line_num} is no CSV ({error}).") from error
        if lines.size or header:
            yield self._task(first, header, lines.taken())

    def _task(self, first: int, header: str, data: str) -> Rows:
        return Rows(first, header, self._names, data, self._delimiter, self.columns, self._compression)


class _Kept:
    """Lines that are read, and kept until they are taken. Raises csv.Error for rows of more than `longest` characters."""

    def __init__(self, lines: TextIO, longest: int) -> None:
        self._lines, self._longest = lines, longest
        self._held: list[str] = []
        self.size = 0

    def __iter__(self) -> _Kept:
        return self

    def __next__(self) -> str:
        line = self._lines.readline(self._longest)
        if not line:
            raise StopIteration
        if len(line) == self._longest or self.size > TASK + self._longest:
            raise csv.Error("a row is too long to be read: is there a quote that is not closed? --max-document allows for longer ones")
        self._held.append(line)
        self.size += len(line)
        return line

    def taken(self) -> str:
        out = "".join(self._held)
        self._held, self.size = [], 0
        return out
