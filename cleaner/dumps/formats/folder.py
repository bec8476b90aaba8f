"""Files of a folder as one dump: one document a file, with its path as id."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cleaner.dumps.columns import Columns
from cleaner.dumps.formats.base import ReadOptions
from cleaner.dumps.formats.rows import ABOUT, FileOptions, Row, RowBatch, tasks
from cleaner.dumps.stream import sample
from cleaner.dumps.task import Damage

_SAMPLED_FILES = 2000  # of which a digest is taken, to notice that they were replaced


class Folder:
    """Files, in order: each by its path and its id."""

    def __init__(self, name: str, paths: Sequence[tuple[str, str]], options: ReadOptions) -> None:
        self.name = name
        self.known = tuple(ABOUT)
        self.columns = Columns(text="text", id="id")
        self.guessed: frozenset[str] = frozenset()
        self.names: tuple[str, ...] = ()
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
            row = file_row(at, name, path, self._options)
            try:
                with Path(path).open("rb") as file:
                    size = os.fstat(file.fileno()).st_size
                    row = with_body(row, file, size, self._options)
            except OSError as error:
                row = row._replace(flaw=f"it cannot be read: {error.strerror}")
            self._read += len(row.body)
            yield row


def _stat(path: str) -> os.stat_result | None:
    """What is known of a file; None if it cannot be read, which is reported when its turn comes."""
    try:
        return Path(path).stat()
    except OSError:
        return None


def file_row(at: int, name: str, path: str, options: ReadOptions) -> Row:
    """The row of a file, without its bytes. Names need not be UTF-8, ids must."""
    id_ = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    how = FileOptions(options.kind, options.encoding, options.charset)
    return Row(at, id_, dict.fromkeys(ABOUT), b"", is_html=False, file=how, path=path)


def with_body(row: Row, file: IO[bytes], size: int, options: ReadOptions) -> Row:
    """The row with the bytes of its file, which has `size` bytes, if it is not too long."""
    body = file.read(min(size, options.max_chars) + 1)  # a buffer of that size is allocated
    if len(body) > options.max_chars:
        return row._replace(flaw="the file is too long to be read (--max-document)")
    return row._replace(body=body)
