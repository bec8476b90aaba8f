"""Rows of strings by key, which are read from bytes when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping


class Rows(Mapping[str, str]):
    """Rows (lines of a string) by key, in parts: one for each first character of keys.

    A part is split into keys and rows when it is needed. A short text needs few of the keys of all
    languages, and splitting them all would take longer than cleaning it.
    """

    find: Callable[[str], str | None]
    """Return the rows of a key; None if it has none."""

    def __init__(self, packed: Mapping[str, bytes] | None = None) -> None:
        """`packed` is what another instance's `packed` returned."""
        self._packed = dict(packed or {})
        self._rows: dict[str, str] = {}
        self.find = self._find if self._packed else self._rows.get

    def packed(self) -> dict[str, bytes]:
        """Return the rows as bytes, by the first characters of their keys."""
        parts: dict[str, list[str]] = {}
        for key, row in self.items():
            parts.setdefault(key[:1], []).extend((key, row))
        return {first: "\0".join(part).encode() for first, part in parts.items()}

    def copy(self) -> Rows:
        """Return rows that can be added to without changing these."""
        made = Rows(self._packed)
        made._rows.update(self._rows)
        return made

    def add(self, key: str, row: str) -> None:
        """Add a row to those of a key."""
        rows = self.find(key)
        self._rows[key] = row if rows is None else f"{rows}\n{row}"

    def _find(self, key: str) -> str | None:
        if key[:1] in self._packed:
            self._unpack(key[:1])
        return self._rows.get(key)

    def __contains__(self, key: object) -> bool:
        """Tell whether a key has rows."""
        return isinstance(key, str) and self.find(key) is not None

    def __getitem__(self, key: str) -> str:
        """Return the rows of a key. Raises KeyError."""
        rows = self.find(key)
        if rows is None:
            raise KeyError(key)
        return rows

    def __iter__(self) -> Iterator[str]:
        """Yield all keys."""
        for first in list(self._packed):
            self._unpack(first)
        return iter(self._rows)

    def __len__(self) -> int:
        """Return the number of keys."""
        return sum(1 for _ in self)

    def _unpack(self, first: str) -> None:
        """Split a part. Several threads may do so at once: it is dropped when it has been read."""
        if part := self._packed.get(first):
            pieces = part.decode().split("\0")
            self._rows.update(zip(pieces[::2], pieces[1::2], strict=True))
            self._packed.pop(first, None)
            if not self._packed:
                self.find = self._rows.get
