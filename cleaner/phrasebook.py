"""Phrases compiled for looking up: which phrases a line is.

Most lines are told by their first few characters; the cost does not depend on the number of phrases. No regular expression
runs over a long line, so that hostile input costs no more than any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cleaner.normal import EDGES, FREQUENT, NUMBERS, fold, normalise, one_spaced

SHORT = 240  # characters; a longer line is compared by its beginning only
LONG = 1200  # characters; a line beyond this is a paragraph whatever it begins with
HEAD = 120  # characters of a long line that are normalised
MAX_HOLE = 200  # characters that %s may stand for inside a phrase
REMEMBERED = 1 << 14  # short lines that begin as a phrase does, whose marks are remembered
GLUE_HEAD = 2  # characters by which the pieces of glued lines are found
NUMBER = "number"
"""The mark of a line that is nothing but a number: `53`, `1.2K`, `+12`."""

_PEEK = 40  # characters of either end of a line that are looked at first
_CERTAIN = 20  # characters of a phrase's beginning that are compared with them


class Phrase(NamedTuple):
    """One phrase of the data: `mark` is `rule:role`; `%s` in `text` stands for anything, `%d` for a number.

    `glued` phrases are also recognised run together (`Leave a ReplyCancel reply`), as mark and as `rule:pair` or `rule:bar`.
    A `paragraph` phrase may match running text; others with a hole match only what does not read like a sentence.
    """

    text: str
    mark: str
    glued: bool = False
    paragraph: bool = False


_Pattern = tuple[list[str], Phrase]
_NONE: list[_Pattern] = []


class Phrasebook:
    """Phrases by how they begin and end. Built once, then only read. Raises ValueError for a phrase that cannot be recognised.

    `needles` are the phrases that may stand anywhere in a line, and their marks; to find them is left to the reader.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.exact: dict[str, tuple[str, ...]] = {}
        self.needles: list[tuple[str, str]] = []
        self._by_head: dict[str, list[_Pattern]] = {}
        self._by_tail: dict[str, list[_Pattern]] = {}
        self._glued: dict[str, dict[str, list[tuple[str, str]]]] = {}
        # Furniture repeats from document to document, so what was found of its lines is worth remembering.
        self._remembered = lru_cache(REMEMBERED)(self._compared)
        for phrase in phrases:
            self._add(phrase)
        self._index()

    def _add(self, phrase: Phrase) -> None:
        pieces = _compile(phrase.text)
        if len(pieces) == 1:
            key = pieces[0]
            if phrase.mark not in self.exact.get(key, ()):
                self.exact[key] = (*self.exact.get(key, ()), phrase.mark)
            if phrase.glued and len(key) >= GLUE_HEAD:
                table = self._glued.setdefault(phrase.mark.partition(":")[0], {})
                table.setdefault(key[:GLUE_HEAD], []).append((key, phrase.mark))
        elif len(pieces[0]) > 1:
            self._by_head.setdefault(pieces[0][:2], []).append((pieces, phrase))
        elif len(pieces[-1]) > 1:
            self._by_tail.setdefault(pieces[-1][-2:], []).append((pieces, phrase))
        elif len(pieces) == 3 and not pieces[0] and not pieces[2]:
            self.needles.append((_checked(pieces[1].strip()), phrase.mark))
        else:
            raise ValueError(f"The phrase {phrase.text!r} has no beginning and no end of its own to be found by.")

    def _index(self) -> None:
        """File how phrases begin and end, so that most lines are told by a few characters."""
        for table in self._glued.values():
            for group in table.values():
                group.sort(key=lambda item: -len(item[0]))
        glued = [key for table in self._glued.values() for group in table.values() for key, _ in group]
        patterns = [pieces[0] for group in self._by_head.values() for pieces, _ in group]
        endings = [pieces[-1] for group in self._by_tail.values() for pieces, _ in group]
        self._pattern_tails = _by_two(endings, end=True)
        self._pattern_heads = _by_two(patterns)
        self._glued_heads = _by_two(glued)
        # A line that is longer than _CERTAIN is no shorter phrase. Of a phrase with a number, what stands before it is compared.
        long = [key for key in self.exact if len(key) >= _CERTAIN]
        every = {_before_number(head[:_CERTAIN]) for head in (*self.exact, *patterns, *glued)}
        tails = [ending.rpartition("#")[2] for ending in endings]
        self._heads = _by_two(_before_number(head[:_CERTAIN]) for head in (*long, *patterns, *glued))
        self._short_heads = _by_two((*every, "#"))
        self._tails = _by_two(tails, end=True)
        self._sevens = _variants(head[:7] for head in every if len(head) >= 7)
        self._fours = _variants(head[:4] for head in every if 4 <= len(head) < 7)
        self._twos = _variants(head[:2] for head in every if len(head) < 4)
        self._ends = _variants(tail[-2:] for tail in tails)

    def of_line(self, body: str, prose: bool) -> tuple[str, ...]:
        """The marks of the phrases that a line is; `prose` says whether it reads like running text.

        Most lines begin (and, where they are not prose, end) as no phrase does, which a few characters tell.
        """
        core = body if body[0].isalpha() else body.lstrip(EDGES)
        head = core[:7].lower()
        if (
            head not in self._sevens
            and head[:4] not in self._fours
            and head[:2] not in self._twos
            and head[:1].isalpha()
            and (prose or not self._may_end(body))
        ):
            return ()
        return self._remembered(body, prose) if len(body) <= SHORT else self._compared(body, prose)

    def _may_end(self, body: str) -> bool:
        """Whether the last two characters of a line may be a phrase's."""
        if body[-1].isalnum():
            return body[-2:].lower() in self._ends
        tail = body.rstrip(EDGES)[-2:]
        return not tail.isalnum() or tail.lower() in self._ends

    def _compared(self, body: str, prose: bool) -> tuple[str, ...]:
        size = len(body)
        if size > LONG or not self._may_match(body, prose):
            return ()
        return self.marks(normalise(body if size <= SHORT else body[:HEAD]), whole=size <= SHORT, prose=prose)

    def _may_match(self, body: str, prose: bool) -> bool:
        """Whether a line begins or ends as some phrase does, compared at greater length. Never wrong in saying no."""
        body = body.strip(EDGES)
        head = body[:_PEEK]
        head = one_spaced(head.lower() if head.isascii() else fold(head).lstrip(EDGES))
        if head[:1].isdigit() or head[:1] == "%":
            head = NUMBERS.sub("#", head)
        heads = self._heads if len(body) > _PEEK else self._short_heads
        if head.startswith(heads.get(head[:2], ())):
            return True
        if prose or len(body) > SHORT:
            return False
        tail = body[-_PEEK:]
        tail = one_spaced(tail.lower() if tail.isascii() else fold(tail))
        return tail.endswith(self._tails.get(tail[-2:], ()))

    def marks(self, key: str, *, whole: bool = True, prose: bool = False) -> tuple[str, ...]:
        """The marks of a normalised line; with `whole` false, of a line of which only the head is given.

        Of running text (`prose`), patterns match only if they are a paragraph's, and have a beginning of their own.
        """
        if key == "#":
            return (NUMBER,)
        found = self.exact.get(key, ()) if whole else ()
        candidates = self._by_head[key[:2]] if key.startswith(self._pattern_heads.get(key[:2], ())) else _NONE
        if whole and not prose and key.endswith(self._pattern_tails.get(key[-2:], ())):
            candidates = candidates + self._by_tail[key[-2:]]
        for pieces, phrase in candidates:
            if key.startswith(pieces[0]) and (phrase.paragraph or not prose) and phrase.mark not in found and _matches(key, pieces, whole):
                found += (phrase.mark,)
        if whole and not found and key.startswith(self._glued_heads.get(key[:2], ())):
            for rule, table in self._glued.items():
                found += _unglue(key, rule, table)
        return found


# --- Compiling ------------------------------------------------------------------------------------------------------


def _squeeze(text: str) -> str:
    """The text with single spaces, one kept at either end where there was any."""
    if "  " not in text and text.isprintable() and text != " ":
        return text  # as nearly all are
    return " ".join(text.split()).join((" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")) if text.strip() else ""


def _compile(text: str) -> list[str]:
    """The normalised pieces between the holes of a phrase. Raises ValueError where nothing is left to compare."""
    pieces = [NUMBERS.sub("#", _squeeze(piece)) for piece in fold(text).strip(EDGES).split("%s")]
    if not pieces[1:]:
        enough = bool(pieces[0].strip())
    else:
        enough = len(pieces) <= 5 and "" not in pieces[1:-1] and sum(len(piece.strip()) for piece in pieces) > 1
    if not enough:
        raise ValueError(f"The phrase {text!r} has too little text of its own to be recognised by.")
    return pieces


def _checked(needle: str) -> str:
    """A phrase that may stand anywhere in a line. Raises ValueError if it has characters that come in variants."""
    if not all(character.isalnum() or character in " -/,.:" for character in needle):
        raise ValueError(
            f"The phrase {needle!r} may stand anywhere in a line, so it must be made of letters, digits, spaces and , . : - / only."
        )
    return needle


def _before_number(head: str) -> str:
    """What of a phrase's beginning stands before a number that is not its first character."""
    return head[:1] + head[1:].partition("#")[0]


def _variants(texts: Iterable[str]) -> frozenset[str]:
    """Texts in plain characters, and as they are written with typographic ones."""
    plain = set(texts)
    for high, low in FREQUENT:
        plain |= {text.replace(low, high)[: len(text)] for text in plain if low in text}
    return frozenset(plain)


def _by_two(texts: Iterable[str], *, end: bool = False) -> dict[str, tuple[str, ...]]:
    """Texts by their first (or last) two characters."""
    table: dict[str, list[str]] = {}
    for text in sorted(set(texts)):
        table.setdefault(text[-2:] if end else text[:2], []).append(text)
    return {two: tuple(group) for two, group in table.items()}


# --- Comparing ------------------------------------------------------------------------------------------------------


def _unglue(key: str, rule: str, table: dict[str, list[tuple[str, str]]]) -> tuple[str, ...]:
    """The marks of a line that is two or more of a rule's phrases run together, else none. Linear in the line."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for position in range(len(key)):
        if not reached:
            return ()
        marks = reached.pop(position, None)
        if marks is None:
            continue
        if position and key[position] in EDGES:
            reached.setdefault(position + 1, marks)
        for phrase, mark in table.get(key[position : position + GLUE_HEAD], ()):
            if key.startswith(phrase, position):
                reached.setdefault(position + len(phrase), (*marks, mark))
    marks = reached.get(len(key), ())
    return (*dict.fromkeys(marks), f"{rule}:{'bar' if len(marks) > 2 else 'pair'}") if len(marks) > 1 else ()


def _matches(key: str, pieces: list[str], whole: bool) -> bool:
    """Whether a key is these pieces with something in every hole. A hole at the end may stand for the rest of a long line."""
    if not key.startswith(pieces[0]) or not key.endswith(pieces[-1]) or (not whole and pieces[-1]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:-1]:
        found = key.find(piece, position + 1, position + MAX_HOLE + len(piece))
        if found < 0:
            return False
        position = found + len(piece)
    hole = len(key) - len(pieces[-1]) - position
    return hole >= (1 if pieces[-1] or len(pieces) > 2 else 0) and (not pieces[-1] or hole <= MAX_HOLE)
