"""CSV and TSV: one document a row. Rows whose text does not change stay as they are, byte for byte.

Other rows are rewritten, value for value.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from cleaner.core.result import Result
from cleaner.dumps.columns import Columns, choose
from cleaner.dumps.document import InputDocument
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import Compression, base
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.frames import StreamDamage
from cleaner.dumps.stream import Opened, Readable, explain_errors, frame, undamaged
from cleaner.dumps.task import Damage
from cleaner.files import counted

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
        self.names = self._header(head)
        if options.columns.output is not None:
            raise DumpError(f"{self.name}: --output-column does not apply to CSV and TSV.")
        if not head.strip():  # the dump is empty
            self.columns, self.names = options.columns, (options.columns.source,)
            return
        if len({*self.names}) < len(self.names):
            raise DumpError(
                f"{self.name}: two columns have the same name. The first row must name the columns."
            )
        self.columns, self.guessed = choose(
            self.names, options.columns, self.name, kind=options.kind
        )
        if self.columns.target != self.columns.source:  # a table gets no column more
            self.columns = self.columns._replace(output=self.columns.source)

    def _header(self, head: str) -> tuple[str, ...]:
        rows = csv.reader(io.StringIO(head, newline="\n"), delimiter=self._delimiter)
        try:
            return tuple(next(rows, ()))
        except csv.Error as error:
            raise DumpError(f"{self.name}: line 1 is not valid CSV ({error}).") from error

    def tasks(self, skip: int) -> Iterator[Rows | Damage]:
        """See `Source`."""
        with explain_errors(self.name):
            yield from islice(self._tasks(), skip, None)

    def _tasks(self) -> Iterator[Rows | Damage]:
        most = 2 * self._options.max_chars + base.OTHER_BYTES
        first, count, size, held = 1, 0, 0, list[str]()
        header, has_header = "", False
        for row in split_rows(_lines(self._opened.stream(), most), self._delimiter, most):
            if isinstance(row, StreamDamage):
                if held or header:
                    yield self._task(first, header, "".join(held))
                first, count, size, held, header = first + count, 0, 0, [], ""
                yield Damage(first, str(row))
                continue
            if not has_header:
                header, has_header = row.raw, True
                continue
            held.append(row.raw)
            size += len(row.raw)
            count += row.is_document
            if size >= base.TASK_BYTES or len(held) >= base.TASK_DOCUMENTS:
                yield self._task(first, header, "".join(held))
                first, count, size, held, header = first + count, 0, 0, [], ""
        if held or header:
            yield self._task(first, header, "".join(held))

    def _task(self, first: int, header: str, data: str) -> Rows:
        most = 2 * self._options.max_chars + base.OTHER_BYTES
        return Rows(
            first,
            header,
            self.names,
            data,
            self._delimiter,
            self.columns,
            self._options.to.compression,
            most,
        )


class Row(NamedTuple):
    """A row: as it is in the dump, and its fields, or what is wrong with it."""

    raw: str
    fields: list[str]
    flaw: str = ""

    @property
    def is_document(self) -> bool:
        """Blank lines are not documents."""
        return bool(self.fields or self.flaw)


def split_rows(
    lines: Iterable[str | StreamDamage], delimiter: str, most: int
) -> Iterator[Row | StreamDamage]:
    """Split lines into rows.

    If a row is damaged, its first line is a row with a flaw, and the next line begins another one:
    a quote that is not closed would take the following rows along. So does a row of more than
    `most` characters end.
    """
    source = _Lines(iter(lines), most)
    while True:
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            for fields in reader:
                yield Row(source.take(), fields)
        except csv.Error as error:
            raw = source.take_first()
            yield Row(raw, [], f"this is not valid CSV ({error})")
        if source.is_at_end():
            return
        if (damage := source.take_damage()) is not None:
            yield damage


class _Lines:
    """Gives lines to a CSV reader, and holds those of the row that is being read."""

    def __init__(self, lines: Iterator[str | StreamDamage], most: int) -> None:
        self._lines, self._most = lines, most
        self._again: deque[str] = deque()
        self._held: list[str] = []
        self._size = 0
        self._damage: StreamDamage | None = None
        self._ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._next()
        self._held.append(line)
        self._size += len(line)
        if self._size > self._most:
            raise csv.Error("the row is too long: is a quote not closed? See --max-document")
        return line

    def _next(self) -> str:
        if self._again:
            return self._again.popleft()
        if self._damage is not None:
            raise StopIteration
        line = next(self._lines, None)
        if isinstance(line, str):
            return line
        self._damage, self._ended = line, line is None
        raise StopIteration

    def take(self) -> str:
        """The lines of the row that was read."""
        raw, self._held, self._size = "".join(self._held), [], 0
        return raw

    def take_first(self) -> str:
        """The first line of a damaged row; the others are read again."""
        first, *others = self._held or [""]
        self._again.extendleft(reversed(others))
        self._held, self._size = [], 0
        return first

    def take_damage(self) -> StreamDamage | None:
        """The damage before which the lines have ended, if all of them are read."""
        if self._again:
            return None
        damage, self._damage = self._damage, None
        return damage

    def is_at_end(self) -> bool:
        """Whether there are no more lines."""
        return self._ended and not self._again


def _lines(stream: Readable, most: int) -> Iterator[str | StreamDamage]:
    """The lines of a stream. One of more than `most` bytes comes in pieces."""
    rest = b""
    for data in undamaged(stream, base.TASK_BYTES):
        if isinstance(data, StreamDamage):
            if rest:
                yield rest.decode("utf-8", "surrogateescape") + "\n"
            rest = b""
            yield data
            continue
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "surrogateescape") + "\n"
        if len(rest) > most:
            yield rest.decode("utf-8", "surrogateescape")
            rest = b""
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


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
    most: int

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
        lines = io.StringIO(task.data, newline="\n").readlines()
        self._rows = [
            row
            for row in split_rows(lines, task.delimiter, task.most)
            if not isinstance(row, StreamDamage)
        ]
        names, columns = task.names, task.columns
        self._place = names.index(columns.source)
        self._id = names.index(columns.id) if columns.id else None
        self._url = names.index(columns.url) if columns.url else None
        self._numbers = [number for number, row in enumerate(self._rows) if row.is_document]
        self.documents = [
            self._document(at, self._rows[number])
            for at, number in enumerate(self._numbers, task.first)
        ]

    def _document(self, at: int, row: Row) -> InputDocument:
        fields, count = row.fields, len(self._task.names)
        name = fields[self._id] if self._id is not None and self._id < len(fields) else str(at)
        if row.flaw:
            return InputDocument(at, name, flaw=row.flaw)
        if len(fields) != count:
            flaw = f"the row has {counted(len(fields), 'column')} instead of {count}"
            return InputDocument(at, name, flaw=flaw)
        url = fields[self._url] if self._url is not None else None
        body = fields[self._place]
        if self._task.columns.html:
            return InputDocument(at, name, html=body, url=url)
        return InputDocument(at, name, text=body, url=url)

    def output(self, texts: Sequence[str | None], results: Sequence[Result | None] = ()) -> bytes:
        """See `Batch`."""
        raw = [row.raw for row in self._rows]
        for number, text in zip(self._numbers, texts, strict=True):
            if text is not None:
                fields = self._rows[number].fields
                fields[self._place] = text
                raw[number] = _encode(fields, raw[number], self._task.delimiter)
        data = (self._task.header + "".join(raw)).encode("utf-8", "surrogateescape")
        return frame(data, self._task.compression)


def _guess_delimiter(head: str) -> str:
    return max(_DELIMITERS, key=_QUOTED.sub("", head).partition("\n")[0].count)


def _encode(row: list[str], old: str, delimiter: str) -> str:
    """A row as CSV, with the line end that it had."""
    out = io.StringIO()
    # The writer quotes what is in its line end, too: with \r\n, every line break.
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(row)
    end = _LINE_END.search(old)
    assert end is not None
    return out.getvalue().removesuffix("\r\n") + end[0]
