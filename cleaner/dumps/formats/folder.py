"""Files of a folder as one dump: one document a file, with its path as id."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cleaner.dumps.columns import Columns
from cleaner.dumps.formats.base import ReadOptions
from cleaner.dumps.formats.rows import Row, RowBatch, tasks
from cleaner.dumps.stream import sample
from cleaner.dumps.task import Damage
from cleaner.files import HTML_NAMES

_SAMPLED_FILES = 2000  # of which a digest is taken, to notice that they were replaced


class Folder:
    """Files, in order: each by its path and its id."""

    def __init__(self, name: str, paths: Sequence[tuple[str, str]], options: ReadOptions) -> None:
        self.name = name
        self.known: tuple[str, ...] = ()
        self.columns = Columns(text="text", id="id")
        self.guessed: frozenset[str] = frozenset()
        self._paths, self._options = paths, options
        self._stats = [_stat(path) for path, _ in paths]
        self.total: int | None = sum(known.st_size for known in self._stats if known)
        self._read = 0

    def inodes(self) -> Iterator[tuple[int, int]]:
        """See `Source`."""
        return ((known.st_dev, known.st_ino) for known in self._stats if known)

    @property
    def identity(self) -> tuple[Any, ...]:
        """See `Source`. Of many files, some are sampled."""
        files = [
            [path, *((known.st_size, known.st_mtime_ns) if known else ())]
            for (path, _), known in zip(self._paths, self._stats, strict=True)
        ]
        step = -(-len(self._paths) // _SAMPLED_FILES) or 1
        samples = [sample(path) for path, _ in self._paths[::step]]
        return (files, samples, *self._options.to)

    def position(self) -> int:
        """See `Source`."""
        return self._read

    def close(self) -> None:
        """See `Source`. No file is open."""

    def tasks(self, skip: int) -> Iterator[RowBatch | Damage]:
        """See `Source`."""
        yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row]:
        for at, (path, name) in enumerate(self._paths, 1):
            try:
                with Path(path).open("rb") as file:
                    size = os.fstat(file.fileno()).st_size
                    row = read_row(at, name, file, size, self._options.max_chars)
            except OSError as error:
                flaw = f"it cannot be read: {error.strerror}"
                row = row_with_flaw(at, name, flaw)
            self._read += len(row.body)
            yield row


def _stat(path: str) -> os.stat_result | None:
    """What is known of a file; None if it cannot be read, which is reported when its turn comes."""
    try:
        return Path(path).stat()
    except OSError:
        return None


def read_row(at: int, name: str, file: IO[bytes], size: int, most: int) -> Row:
    """Read a file of `size` bytes as a row; a flaw says that it is too long, or is not text."""
    body = file.read(min(size, most) + 1)  # a buffer of the whole size is allocated
    is_html = name.lower().endswith(HTML_NAMES)
    flaw = ""
    if len(body) > most:
        flaw = "the file is too long to be read (--max-document)"
    elif not is_html:
        try:
            body.decode()
        except UnicodeDecodeError as error:
            flaw = f"this is not UTF-8 text ({error})"
    return Row(at, _as_id(name), {}, b"" if flaw else body, is_html, flaw=flaw)


def row_with_flaw(at: int, name: str, flaw: str) -> Row:
    """The row of a file that cannot be read."""
    return Row(at, _as_id(name), {}, b"", is_html=False, flaw=flaw)


def _as_id(name: str) -> str:
    """The name of a file as an id. Names need not be UTF-8, ids must."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
