"""Phrases as tables: plain strings by how phrases begin and end, which load in milliseconds.

Every table maps a few characters to rows, so that the built-in phrases of all languages can be read
from one file without an object for each. Rows are parsed when a line of a text may match them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cleaner.core.characters import EDGES
from cleaner.core.normalise import NUMBERS, fold
from cleaner.core.rule import Mark, Phrase, Role

EXACT = 12
"""By how many of its first characters a phrase without holes is filed."""
SIZES = (8, 4, 2)
"""By how many of their first or last characters other phrases are filed: as many as they have."""
_PART = 2  # characters that the keys of a part have in common
_MAX_HOLES = 4
ALTERNATIVE = "\x1f"
"""What is between the alternatives of a piece after a hole."""


Body = bytes | memoryview


class Rows(Mapping[str, str]):
    """Rows (lines of a string) by key, in parts: one for the first two characters of keys.

    A part is split into keys and rows when it is needed. A short text needs few of the keys of all
    languages, and splitting them all would take longer than cleaning it.
    """

    find: Callable[[str], str | None]
    """Return the rows of a key; None if it has none."""

    def __init__(
        self, parts: Mapping[str, tuple[int, int]] | None = None, body: Body = b""
    ) -> None:
        """`parts` says where in `body` each part is that another instance has `packed`."""
        self._parts = dict(parts or {})
        self._body = body
        self._rows: dict[str, str] = {}
        self.find = self._find if self._parts else self._rows.get

    def packed(self, body: bytearray) -> dict[str, tuple[int, int]]:
        """Add the rows to a body, and return where each part is."""
        keys: dict[str, list[str]] = {}
        for key in self:
            keys.setdefault(key[:_PART], []).append(key)
        parts: dict[str, tuple[int, int]] = {}
        for first, found in keys.items():
            start = len(body)
            body += "\0".join(piece for key in found for piece in (key, self[key])).encode()
            parts[first] = (start, len(body))
        return parts

    def copy(self) -> Rows:
        """Return rows that can be added to without changing these."""
        made = Rows(self._parts, self._body)
        made._rows.update(self._rows)
        return made

    def add(self, key: str, row: str) -> None:
        """Add a row to those of a key."""
        rows = self.find(key)
        self._rows[key] = row if rows is None else f"{rows}\n{row}"

    def by_beginning(self, text: str) -> list[str]:
        """Return the rows whose keys (of one of `SIZES`) the text begins with."""
        return [rows for size in SIZES if (rows := self.find(text[:size]))]

    def by_end(self, text: str) -> list[str]:
        """Return the rows whose keys (of one of `SIZES`) the text ends with."""
        return [rows for size in SIZES if (rows := self.find(text[-size:]))]

    def texts(self) -> Iterator[str]:
        """Yield the texts of all rows of a number and a text, each once."""
        yield from dict.fromkeys(text for _, text in self.numbered())

    def numbered(self) -> Iterator[tuple[str, str]]:
        """Yield the number and the text of all rows."""
        for row in (row for rows in self.values() for row in rows.split("\n")):
            number, _, text = row.partition("\t")
            yield number, text

    def __getitem__(self, key: str) -> str:
        """Return the rows of a key. Raises KeyError."""
        rows = self.find(key)
        if rows is None:
            raise KeyError(key)
        return rows

    def __iter__(self) -> Iterator[str]:
        """Yield all keys."""
        for first in list(self._parts):
            self._unpack(first)
        return iter(self._rows)

    def __len__(self) -> int:
        """Return the number of keys."""
        return sum(1 for _ in self)

    def _find(self, key: str) -> str | None:
        if key[:_PART] in self._parts:
            self._unpack(key[:_PART])
        return self._rows.get(key)

    def _unpack(self, first: str) -> None:
        """Split a part. Several threads may do so at once: it is dropped when it has been read."""
        if part := self._parts.get(first):
            pieces = str(self._body[slice(*part)], "utf-8").split("\0")
            self._rows.update(zip(pieces[::2], pieces[1::2], strict=True))
            self._parts.pop(first, None)
            if not self._parts:
                self.find = self._rows.get


class Entry(NamedTuple):
    """One wording of the data. `%s` in `text` stands for anything, `%d` for a number.

    `glued` wordings are also recognised run together (`Leave a ReplyCancel reply`).
    """

    text: str
    phrase: Phrase
    glued: bool = False


class Tables:
    """Phrases by how they begin and end. Each row has the number of a phrase and a text.

    `phrases` has a row for each distinct phrase (rule, role, language, flags); the other tables
    refer to it by number.
    """

    def __init__(self, phrases: Iterable[str] = (), rows: Iterable[Rows] = ()) -> None:
        """`phrases` and `rows` are those of other tables."""
        self.phrases = list(phrases)
        self.rows: Sequence[Rows] = [*rows] or [Rows() for _ in range(6)]
        self.exact, self.heads, self.tails, self.anywhere, self.glued, self.trailing = self.rows

    def add(self, entries: Iterable[Entry]) -> None:
        """Add wordings. Raises ValueError for one that cannot be recognised."""
        for text, phrase, glued in entries:
            pieces = pieces_of(text)
            number = self._number(phrase)
            if phrase.mark.role is Role.TRAILING:
                key = fold(text).rstrip(EDGES)
                self.trailing.add(_end(NUMBERS.sub("#", key)), f"{number}\t{key}")
            elif len(pieces) > 1:
                self._add_pattern(pieces, number, text)
            else:
                row = f"{number}\t{pieces[0]}"
                self.exact.add(pieces[0][:EXACT], row)
                if glued and len(pieces[0]) > 1:
                    self.glued.add(_beginning(pieces[0]), row)

    def copy(self) -> Tables:
        """Return tables that can be added to without changing these."""
        return Tables(self.phrases, (rows.copy() for rows in self.rows))

    def phrase(self, number: str) -> Phrase:
        """Return a phrase by its number."""
        rule, role, language, flags = self.phrases[int(number)].split(" ")
        return Phrase(Mark(rule, Role(role)), language, flags[0] == "1", flags[1] == "1")

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return {row: str(number) for number, row in enumerate(self.phrases)}

    def _number(self, phrase: Phrase) -> str:
        (rule, role), language, own_language, paragraph = phrase
        row = f"{rule} {role} {language} {own_language:d}{paragraph:d}"
        if row not in self._numbers:
            self._numbers[row] = str(len(self.phrases))
            self.phrases.append(row)
        return self._numbers[row]

    def _add_pattern(self, pieces: tuple[str, ...], number: str, text: str) -> None:
        head, tail, row = pieces[0], pieces[-1], f"{number}\t{'%s'.join(pieces)}"
        if ALTERNATIVE in tail and not head:
            raise ValueError(f"The phrase {text!r} has alternatives: begin it with fixed words.")
        if len(head) > 1:
            self.heads.add(_beginning(head), row)
        elif len(tail) > 1:
            self.tails.add(_end(tail), row)
        elif len(pieces) == 3 and not head and not tail:
            self.anywhere.add("", f"{number}\t{_plain(pieces[1].strip())}")
        else:
            raise ValueError(f"The phrase {text!r} needs fixed words at its beginning or end.")


def pieces_of(text: str) -> tuple[str, ...]:
    """Return the normalised pieces between the holes of a phrase.

    Raises ValueError if too little is left to compare.
    """
    folded = fold(text).strip(EDGES).split("%s")
    alternatives = [
        [NUMBERS.sub("#", _squeezed(each)) for each in piece.split(ALTERNATIVE)] for piece in folded
    ]
    pieces = tuple(map(ALTERNATIVE.join, alternatives))
    own = sum(min(len(each.strip()) for each in piece) for piece in alternatives)
    holes = len(pieces) - 1
    if not own or (holes and (holes > _MAX_HOLES or own < 2 or "" in pieces[1:-1])):
        raise ValueError(f"The phrase {text!r} is too general: give it more fixed words.")
    return pieces


def _beginning(text: str) -> str:
    """Return the first characters of a text: as many as the largest of `SIZES` that it has."""
    return text[: next(size for size in SIZES if size <= len(text))]


def _end(text: str) -> str:
    """Return the last characters of a text: as many as the largest of `SIZES` that it has."""
    return _beginning(text[::-1])[::-1]


def _squeezed(text: str) -> str:
    """Return the text with single spaces, one at either end where there was any."""
    words = " ".join(text.split())
    return f"{text[:1].isspace() * ' '}{words}{text[-1:].isspace() * ' '}" if words else ""


def _plain(needle: str) -> str:
    """Return a phrase that can match anywhere in a line.

    Raises ValueError if it has characters that come in variants.
    """
    if not all(character.isalnum() or character in " -/,.:" for character in needle):
        raise ValueError(
            f"The phrase {needle!r} can match anywhere in a line, so it must consist of letters, "
            "digits, spaces and , . : - / only."
        )
    return needle
