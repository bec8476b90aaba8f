"""CSV and TSV: one document a row. Rows whose text does not change stay as they are, byte for byte.

Other rows are rewritten, value for value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TextIO

from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import InputDocument
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import Compression, base
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.stream import Opened, explain_errors, frame

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_LINE_END = re.compile(r"(?:\r\n|\n|\r)?\Z")
_MAX_FIELD_CHARS = 2**31 - 1  # the most that the csv module allows to set


def read(opened: Opened, options: ReadOptions) -> Table:
    """Read CSV; the delimiter is guessed from the header. Raises DumpError."""
    return Table(opened, options, None)


def read_tsv(opened: Opened, options: ReadOptions) -> Table:
    """Read tab-separated values. Raises DumpError."""
    return Table(opened, options, "\t")


class Table(StreamSource):
    """A dump in CSV or TSV, with a header."""

    def __init__(self, opened: Opened, options: ReadOptions, delimiter: str | None) -> None:
        super().__init__(opened, options)
        csv.field_size_limit(_MAX_FIELD_CHARS)
        head = opened.head().decode("utf-8", "replace").removeprefix("\ufeff")
        self._delimiter = delimiter or _guess_delimiter(head)
        self._names = self._header(head)
        if options.columns.output is not None:
            raise DumpError(f"{self.name}: --output-column does not apply to CSV and TSV.")
        if not head.strip():  # the dump is empty
            self.columns, self._names = options.columns, (options.columns.source,)
            return
        if len({*self._names}) < len(self._names):
            raise DumpError(
                f"{self.name}: two columns have the same name. The first row must name the columns."
            )
        self.columns, self.guessed = choose(
            self._names, options.columns, self.name, kind=options.kind
        )
        if self.columns.target != self.columns.source:  # a table gets no column more
            self.columns = self.columns._replace(output=self.columns.source)

    def _header(self, head: str) -> tuple[str, ...]:
        rows = csv.reader(io.StringIO(head, newline="\n"), delimiter=self._delimiter)
        try:
            return tuple(next(rows, ()))
        except csv.Error as error:
            raise DumpError(f"{self.name}: line 1 is not valid CSV ({error}).") from error

    def tasks(self, skip: int) -> Iterator[Rows]:
        """See `Source`."""
        with explain_errors(self.name):
            yield from islice(self._tasks(), skip, None)

    def _tasks(self) -> Iterator[Rows]:
        text = io.TextIOWrapper(self._opened.stream(), "utf-8", "surrogateescape", newline="\n")
        lines = _HeldLines(text, 2 * self._options.max_chars + base.OTHER_BYTES)
        reader = csv.reader(lines, delimiter=self._delimiter)
        first, rows, header = 1, 0, ""
        try:
            next(reader, None)
            header = lines.take()
            for row in reader:
                rows += bool(row)
                if lines.size >= base.TASK_BYTES:
                    yield self._task(first, header, lines.take())
                    first, rows, header = first + rows, 0, ""
        except csv.Error as error:
            where = f"{self.name}: line {reader.line_num}"
            raise DumpError(f"{where} is not valid CSV ({error}).") from error
        if lines.size or header:
            yield self._task(first, header, lines.take())

    def _task(self, first: int, header: str, data: str) -> Rows:
        compression = self._options.to.compression
        return Rows(first, header, self._names, data, self._delimiter, self.columns, compression)


class Rows(NamedTuple):
    """A task: complete rows as they are in the dump, of which the first is row `first`.

    `header` is the text before row 1.
    """

    first: int
    header: str
    names: tuple[str, ...]
    data: str
    delimiter: str
    columns: Columns
    compression: Compression

    @property
    def size(self) -> int:
        """See `Task`."""
        return len(self.data)

    def open(self) -> _Batch:
        """See `Task`."""
        return _Batch(self)


class _Batch:
    """The documents in some rows."""

    def __init__(self, task: Rows) -> None:
        self._task = task
        csv.field_size_limit(_MAX_FIELD_CHARS)
        self._raw, self._rows = _split(task.data, task.delimiter)
        names, columns = task.names, task.columns
        self._place = names.index(columns.source)
        self._id = names.index(columns.id) if columns.id else None
        self._url = names.index(columns.url) if columns.url else None
        # Blank lines are not rows.
        self._numbers = [number for number, row in enumerate(self._rows) if row]
        self.documents = [
            self._document(task.first + count, self._rows[number])
            for count, number in enumerate(self._numbers)
        ]

    def _document(self, at: int, row: list[str]) -> InputDocument:
        name = row[self._id] if self._id is not None and self._id < len(row) else str(at)
        count = len(self._task.names)
        if len(row) != count:
            return InputDocument(at, name, flaw=f"the row has {len(row)} columns and not {count}")
        url = row[self._url] if self._url is not None else None
        body = row[self._place]
        if self._task.columns.html:
            return InputDocument(at, name, html=body, url=url)
        return InputDocument(at, name, text=body, url=url)

    def output(self, texts: Sequence[str | None]) -> bytes:
        """See `Batch`."""
        raw = self._raw
        for number, text in zip(self._numbers, texts, strict=True):
            if text is not None:
                row = self._rows[number]
                row[self._place] = text
                raw[number] = _encode(row, raw[number], self._task.delimiter)
        data = (self._task.header + "".join(raw)).encode("utf-8", "surrogateescape")
        return frame(data, self._task.compression)


def _guess_delimiter(head: str) -> str:
    return max(_DELIMITERS, key=_QUOTED.sub("", head).partition("\n")[0].count)


def _split(data: str, delimiter: str) -> tuple[list[str], list[list[str]]]:
    """Split into rows: as they are in the dump, and their fields."""
    lines = io.StringIO(data, newline="\n").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    raw, rows, begun = [], [], 0
    for row in reader:
        raw.append("".join(lines[begun : reader.line_num]))
        rows.append(row)
        begun = reader.line_num
    return raw, rows


def _encode(row: list[str], old: str, delimiter: str) -> str:
    """A row as CSV, with the line end that it had."""
    out = io.StringIO()
    # The writer quotes what is in its line end, too: with \r\n, every line break.
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(row)
    end = _LINE_END.search(old)
    assert end is not None
    return out.getvalue().removesuffix("\r\n") + end[0]


class _HeldLines:
    """Reads lines and holds them until they are taken.

    Raises csv.Error for rows of more than `most` characters.
    """

    def __init__(self, lines: TextIO, most: int) -> None:
        self._lines, self._most = lines, most
        self._held: list[str] = []
        self.size = 0

    def __iter__(self) -> _HeldLines:
        return self

    def __next__(self) -> str:
        line = self._lines.readline(self._most)
        if not line:
            raise StopIteration
        if len(line) == self._most or self.size > base.TASK_BYTES + self._most:
            raise csv.Error(
                "a row is too long to be read: is a quote not closed?"
                " --max-document allows for longer ones"
            )
        self._held.append(line)
        self.size += len(line)
        return line

    def take(self) -> str:
        """The lines held so far, which are then forgotten."""
        out = "".join(self._held)
        self._held, self.size = [], 0
        return out
