"""What dumps have in common that are read as one stream."""

from __future__ import annotations

from typing import Any

from cleaner.dumps.columns import Columns
from cleaner.dumps.names import Compression
from cleaner.dumps.streams import Opened


class Streamed:
    """A source over an opened stream, whose documents are written with the compression `to` (None: not as lines)."""

    columns: Columns
    known: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()

    def __init__(self, opened: Opened, to: Compression | None) -> None:
        self.name = opened.name
        self._opened, self._to = opened, to

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells whether it is still the same dump, and to be written in the same way."""
        return (*self._opened.identity, *self.columns, self._to)

    @property
    def total(self) -> int | None:
        """The bytes of the file; None if there is no knowing."""
        return self._opened.total

    def position(self) -> int:
        """How many of them were read."""
        return self._opened.position()

    def close(self) -> None:
        """Let go of the file."""
        self._opened.close()
