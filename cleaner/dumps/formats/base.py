"""What readers of all formats share: the `Source` that they return, and how they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from cleaner.dumps.columns import Columns
from cleaner.dumps.formats import FileFormat
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.dumps.stream import Opened
from cleaner.dumps.task import Task

TASK_BYTES = 1 << 21
"""Size of a task, about: large enough that handing it to a worker costs little."""

TASK_DOCUMENTS = 5_000
"""Most documents of a task: very short ones would take much memory together."""

OTHER_BYTES = 1 << 20
"""How much a row may hold besides its text, before it counts as too long."""


class ReadOptions(NamedTuple):
    """How to read a dump: columns as far as the user named them, and `to`, what it is written as.

    `kind` is what the user says that texts are (`auto` if nothing). Longer documents than
    `max_chars` are not read. `encoding` is that of texts in files, `charset` that of pages in files
    (None: it is detected). `endings` of names tell which files of an archive are read (empty: those
    of texts and pages).
    """

    to: FileFormat
    columns: Columns = Columns()
    kind: str = "auto"
    max_chars: int = MAX_DOCUMENT_CHARS
    encoding: str = "utf-8"
    charset: str | None = None
    endings: tuple[str, ...] = ()


class Source(Protocol):
    """A dump that is being read."""

    name: str
    columns: Columns
    """The columns in use, all named."""

    guessed: frozenset[str]
    """Which of them were guessed."""

    names: tuple[str, ...]
    """All columns that hold text."""

    known: tuple[str, ...]
    """Columns besides `id` and `text` of the rows that its documents become."""

    def inodes(self) -> Iterator[tuple[int, int]]:
        """Device and inode of each local file that it reads."""

    def tasks(self, skip: int) -> Iterator[Task]:
        """All tasks but the first `skip`, always the same and in the same order.

        Raises DumpError where the dump cannot be read any further.
        """

    @property
    def identity(self) -> tuple[Any, ...]:
        """Equal for two runs if they read the same dump in the same way."""

    @property
    def total(self) -> int | None:
        """Size of the dump in bytes; None if unknown."""

    def position(self) -> int:
        """How many of these bytes have been read."""

    def close(self) -> None:
        """Close the file."""


class StreamSource:
    """Base of sources that read one stream from its beginning to its end."""

    columns: Columns
    guessed: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def __init__(self, opened: Opened, options: ReadOptions) -> None:
        self.name = opened.name
        self._opened, self._options = opened, options

    def inodes(self) -> Iterator[tuple[int, int]]:
        """See `Source`."""
        return self._opened.inodes()

    @property
    def identity(self) -> tuple[Any, ...]:
        """See `Source`."""
        return (*self._opened.identity, *self.columns, *self._options.to)

    @property
    def total(self) -> int | None:
        """See `Source`."""
        return self._opened.total

    def position(self) -> int:
        """See `Source`."""
        return self._opened.position()

    def close(self) -> None:
        """See `Source`."""
        self._opened.close()
