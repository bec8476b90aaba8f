"""Phrases as tables: plain strings by how phrases begin and end, which load in milliseconds.

Every table maps a short key to rows (lines of a string), so that the built-in phrases of all
languages can be read from one file without an object for each. Rows are parsed when a line of a
text may match them.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from cleaner.core.characters import EDGES, FULL_STOPS
from cleaner.core.normalise import NUMBERS, fold
from cleaner.core.rule import Mark, Phrase, Role

ENDING = 5
"""Characters of a line's end that are compared; four in scripts without spaces."""
EXACT = 4
"""By how many of its first characters a phrase without holes is filed."""
HEADS = (8, 4, 2)
"""By how many of its first characters a phrase with holes is filed: as many as it has."""
TAIL = 24
"""Characters of the end by which a phrase that begins with a hole is filed."""
STOPS = (*FULL_STOPS[:3], "!", "\N{FULLWIDTH EXCLAMATION MARK}")
"""What may follow the last word of a call."""
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
    Those of `exact` follow one each.

    `phrases` has a row for each distinct phrase (rule, role, language, flags); the other tables
    refer to it by number.
    """

    phrases: dict[str, str] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    tails: dict[str, str] = field(default_factory=dict)
    anywhere: dict[str, str] = field(default_factory=dict)
    glued: dict[str, str] = field(default_factory=dict)
    trailing: dict[str, str] = field(default_factory=dict)

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
        return Tables(*(dict(getattr(self, item.name)) for item in fields(self)))

    def packed(self) -> bytes:
        """Return the tables as bytes."""
        return pickle.dumps(
            [
                ("\0".join(table), "\0".join(table.values()))
                for table in (getattr(self, item.name) for item in fields(self))
            ],
            protocol=5,
        )

    @classmethod
    def unpacked(cls, data: bytes) -> Tables:
        """Return the tables that `packed` wrote."""
        pairs = [(keys.split("\0"), rows.split("\0")) for keys, rows in pickle.loads(data)]
        return cls(*(dict(zip(*pair, strict=True)) if pair[0] != [""] else {} for pair in pairs))

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
        for row in self.exact[filed].split("\n")[1:]:
            key, _, number = row.partition("\t")
            yield key, number

    def exact_numbers(self, key: str) -> Iterator[str]:
        """Yield the numbers of the phrases without holes that a normalised line is."""
        filed = key[:EXACT]
        rows = self.exact_rows(filed) if filed in self.exact else ()
        return (number for text, number in rows if text == key)

    def _add_exact(self, key: str, number: str, glued: bool) -> None:
        filed = key[:EXACT]
        self.exact[filed] = f"{self.exact.get(filed, '')}\n{key}\t{number}"
        if glued and len(key) > 1:
            _append(self.glued, key, number)

    def _add_pattern(self, pieces: tuple[str, ...], number: str, text: str) -> None:
        head, tail, row = pieces[0], pieces[-1], f"{number}\t{'%s'.join(pieces)}"
        if ALTERNATIVE in tail and not head:
            raise ValueError(f"The phrase {text!r} has alternatives: begin it with fixed words.")
        if len(head) > 1:
            _append(self.heads, _sized(head, HEADS), row)
        elif len(tail) > 1:
            _append(self.tails, tail[-TAIL:], row)
        elif len(pieces) == 3 and not head and not tail:
            _append(self.anywhere, _plain(pieces[1].strip()), number)
        else:
            raise ValueError(f"The phrase {text!r} needs fixed words at its beginning or end.")

    def _add_trailing(self, text: str, number: str) -> None:
        key = fold(text).rstrip(EDGES)
        _append(self.trailing, key[-2:], f"{number}\t{key}")


def line_endings(word: str, after: Iterable[str], *, spaced: bool) -> Iterator[str]:
    """Yield how a line ends that ends with a word and a sign: its last five characters.

    Four in scripts without spaces. Words that are too short to be told by them yield nothing.
    """
    size = ENDING if spaced else ENDING - 1
    for sign in after:
        ending = (f" {word}{sign}" if spaced else f"{word}{sign}")[-size:]
        if len(ending) == size:
            yield ending


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


def _append(table: dict[str, str], key: str, row: str) -> None:
    table[key] = f"{table[key]}\n{row}" if key in table else row


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
