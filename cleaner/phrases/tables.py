"""Phrases as tables: plain strings by how phrases begin and end, which load in milliseconds.

Every table maps a short key to rows (lines of a string), so that the built-in phrases of all
languages can be read from one file without an object for each. Rows are parsed when a line of a
text may match them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from cleaner.core.characters import EDGES
from cleaner.core.normalise import NUMBERS, fold
from cleaner.core.rule import Mark, Phrase, Role
from cleaner.phrases.rows import Rows

EXACT = 4
"""By how many of its first characters a phrase without holes is filed."""
HEADS = (8, 4, 2)
"""By how many of its first characters a phrase with holes is filed: as many as it has."""
TAIL = 24
"""Characters of the end by which a phrase that begins with a hole is filed."""
_MAX_HOLES = 4
ALTERNATIVE = "\x1f"
"""What is between the alternatives of a piece after a hole."""


class Entry(NamedTuple):
    """One wording of the data. `%s` in `text` stands for anything, `%d` for a number.

    `glued` wordings are also recognised run together (`Leave a ReplyCancel reply`).
    """

    text: str
    phrase: Phrase
    glued: bool = False


@dataclass(slots=True)
class Tables:
    """Phrases by how they begin and end. Rows of a key are separated by line breaks.

    `phrases` has a row for each distinct phrase (rule, role, language, flags); the other tables
    refer to it by number.
    """

    phrases: dict[str, str] = field(default_factory=dict)
    exact: Rows = field(default_factory=Rows)
    heads: Rows = field(default_factory=Rows)
    tails: Rows = field(default_factory=Rows)
    anywhere: Rows = field(default_factory=Rows)
    glued: Rows = field(default_factory=Rows)
    trailing: Rows = field(default_factory=Rows)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add wordings. Raises ValueError for one that cannot be recognised."""
        for entry in entries:
            pieces = pieces_of(entry.text)
            number = self._number(entry.phrase)
            if entry.phrase.mark.role is Role.TRAILING:
                self._add_trailing(entry.text, number)
            elif len(pieces) == 1:
                self._add_exact(pieces[0], number, entry.glued)
            else:
                self._add_pattern(pieces, number, entry.text)

    def copy(self) -> Tables:
        """Return tables that can be added to without changing these."""
        return Tables(*(getattr(self, item.name).copy() for item in fields(self)))

    def packed(self) -> tuple[list[str], list[dict[str, bytes]]]:
        """Return the phrases and the other tables as `unpacked` takes them."""
        _, *tables = fields(self)
        return list(self.phrases), [getattr(self, item.name).packed() for item in tables]

    @classmethod
    def unpacked(cls, phrases: Iterable[str], tables: Iterable[dict[str, bytes]]) -> Tables:
        """Return the tables that `packed` returned."""
        return cls({row: str(number) for number, row in enumerate(phrases)}, *map(Rows, tables))

    def _number(self, phrase: Phrase) -> str:
        (rule, role), language, own_language, paragraph = phrase
        row = f"{rule} {role} {language} {own_language:d}{paragraph:d}"
        return self.phrases.setdefault(row, str(len(self.phrases)))

    def exact_keys(self) -> Iterator[str]:
        """Yield the phrases without holes."""
        for filed in self.exact:
            yield from dict.fromkeys(key for key, _ in self.exact_rows(filed))

    def exact_rows(self, filed: str) -> Iterator[tuple[str, str]]:
        """Yield the phrases without holes that begin with some characters, and their numbers."""
        rows = self.exact.find(filed)
        for row in rows.split("\n") if rows else ():
            key, _, number = row.partition("\t")
            yield key, number

    def exact_numbers(self, key: str) -> Iterator[str]:
        """Yield the numbers of the phrases without holes that a normalised line is."""
        return (number for text, number in self.exact_rows(key[:EXACT]) if text == key)

    def _add_exact(self, key: str, number: str, glued: bool) -> None:
        self.exact.add(key[:EXACT], f"{key}\t{number}")
        if glued and len(key) > 1:
            self.glued.add(key, number)

    def _add_pattern(self, pieces: tuple[str, ...], number: str, text: str) -> None:
        head, tail, row = pieces[0], pieces[-1], f"{number}\t{'%s'.join(pieces)}"
        if ALTERNATIVE in tail and not head:
            raise ValueError(f"The phrase {text!r} has alternatives: begin it with fixed words.")
        if len(head) > 1:
            self.heads.add(_sized(head, HEADS), row)
        elif len(tail) > 1:
            self.tails.add(tail[-TAIL:], row)
        elif len(pieces) == 3 and not head and not tail:
            self.anywhere.add(_plain(pieces[1].strip()), number)
        else:
            raise ValueError(f"The phrase {text!r} needs fixed words at its beginning or end.")

    def _add_trailing(self, text: str, number: str) -> None:
        key = fold(text).rstrip(EDGES)
        self.trailing.add(key[-2:], f"{number}\t{key}")


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


def phrase_of(rows: Sequence[str], number: str) -> Phrase:
    """Return a phrase by its number among the rows of `Tables.phrases`."""
    rule, role, language, flags = rows[int(number)].split(" ")
    return Phrase(Mark(rule, Role(role)), language, flags[0] == "1", flags[1] == "1")


def _sized(text: str, sizes: tuple[int, ...]) -> str:
    """Return the first characters of a text: as many as the largest size that it has."""
    return text[: next((size for size in sizes if size <= len(text)), len(text))]


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
