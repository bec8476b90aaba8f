"""Files of a folder as one dump: one document a file, with its path as id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cleaner.dumps.columns import Columns
from cleaner.dumps.formats.base import ReadOptions
from cleaner.dumps.formats.rows import Row, RowBatch, tasks
from cleaner.files import HTML_NAMES


class Folder:
    """Files, in order: each by its path and its id."""

    def __init__(self, name: str, paths: Sequence[tuple[str, str]], options: ReadOptions) -> None:
        self.name = name
        self.known: tuple[str, ...] = ()
        self.columns = Columns(text="text", id="id")
        self.guessed: frozenset[str] = frozenset()
        self._paths, self._options = paths, options
        sizes = [Path(path).stat().st_size for path, _ in paths]
        self.total: int | None = sum(sizes)
        self._read = 0

    @property
    def identity(self) -> tuple[Any, ...]:
        """See `Source`."""
        known = [(path, Path(path).stat()) for path, _ in self._paths]
        files = [[path, stat.st_size, stat.st_mtime_ns] for path, stat in known]
        return (files, *self._options.to)

    def position(self) -> int:
        """See `Source`."""
        return self._read

    def close(self) -> None:
        """See `Source`. No file is open."""

    def tasks(self, skip: int) -> Iterator[RowBatch]:
        """See `Source`."""
        yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row]:
        for at, (path, name) in enumerate(self._paths, 1):
            try:
                with Path(path).open("rb") as file:
                    row = read_row(at, name, file, self._options.max_chars)
            except OSError as error:
                flaw = f"it cannot be read: {error.strerror}"
                row = Row(at, name, {}, b"", is_html=False, flaw=flaw)
            self._read += len(row.body)
            yield row


def read_row(at: int, name: str, file: IO[bytes], most: int) -> Row:
    """Read a file as a row. One of more than `most` bytes, and one that is not text, has a flaw."""
    # Names of files need not be UTF-8, ids must.
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    body = file.read(most + 1)
    is_html = name.lower().endswith(HTML_NAMES)
    flaw = ""
    if len(body) > most:
        flaw = "the file is too long to be read (--max-document)"
    elif not is_html:
        try:
            body.decode()
        except UnicodeDecodeError as error:
            flaw = f"this is not UTF-8 text ({error})"
    return Row(at, name, {}, b"" if flaw else body, is_html, flaw=flaw)
