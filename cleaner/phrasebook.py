"""Phrases compiled for looking up: which phrases a line is.

Most lines are told by their first few characters; the cost does not depend on the number of phrases, or of their languages. No regular
expression runs over a long line, so that hostile input costs no more than any other.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from cleaner.normal import EDGES, fold, normalise
from cleaner.phrasetables import BOUND, ENDS, FILED, GLUE_HEAD, RUNS, Pattern, Piece, Rest, Tables

SHORT = 240  # characters; a longer line is compared by its beginning only
LONG = 1200  # characters; a line beyond this is a paragraph whatever it begins with
HEAD = 120  # characters of a long line that are normalised
MAX_HOLE = 200  # characters that %s may stand for inside a phrase
REMEMBERED = 1 << 14  # short lines that begin as a phrase does, whose marks are remembered
NUMBER = "number"
"""The mark of a line that is nothing but a number: `53`, `1.2K`, `+12`."""

_LOOKED_AT = 24  # characters of a line's beginning that are folded to compare it
_END = 12  # and of its end
_NONE: tuple[Pattern, ...] = ()
_Heads = tuple[set[str], set[str], set[str], set[str], set[str]]


class Phrasebook:
    """What a line is, by tables of phrases. Only read, never changed, but that the `rest` is read when it is needed.

    `tables` have the first and last characters, and the bound marks, of the rest as well.
    """

    def __init__(self, tables: Tables, rest: Rest | None = None) -> None:
        self._tables = tables
        self._rest = rest
        self._words, self._tails = tables.words, tables.tails
        self._heads, self._prose_heads = _heads(tables.heads), _heads(tables.prose_heads)
        self._ends = {tail[-3:] for tail in tables.tails}
        self.bound = frozenset(tables.bound)
        """The marks of phrases that count only in texts of their language."""
        self.needles = tables.needles
        """The phrases that may stand anywhere in a line, and their marks; to find them is left to the reader."""
        # Furniture repeats from document to document, so what was found of its lines is worth remembering.
        self._remembered = lru_cache(REMEMBERED)(self._compared)

    @property
    def exact(self) -> dict[str, tuple[str, ...]]:
        """The marks of phrases without holes, by their normal form."""
        return self._all().exact

    def _all(self) -> Tables:
        rest = self._rest
        if rest is not None:  # threads may both come here, and read it twice
            self._tables = rest.load()
            self._rest = None
        return self._tables

    def of_line(self, body: str, prose: bool) -> tuple[str, ...]:
        """The marks of the phrases that a line is; `prose` says whether it reads like running text.

        Most lines begin (and, where they are not prose, end) as no phrase does, which a few characters tell.
        """
        core = body if body[0].isalpha() else body.lstrip(EDGES)
        head = core[:12].lower()
        if not head.isascii() and not (head := head.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).isascii():
            head = fold(core[:_LOOKED_AT]).lstrip(EDGES)[:12]
        of_12, of_7, of_4, begun, short = self._prose_heads if prose else self._heads
        if (
            head[:7] not in of_7
            and head[:4] not in of_4
            and head not in of_12
            and not ((head[:2] in begun or not head[:2].isalpha()) and _begins_short(head, short))
            and (prose or not (self._may_end(body) or self._is_word(core)))
        ):
            return ()
        return self._remembered(body, prose) if len(body) <= SHORT else self._compared(body, prose)

    def _is_word(self, core: str) -> bool:
        """Whether a line is a phrase that is too short to have a head."""
        if core[-1].isalnum() and core[6:] and core.isascii():
            return False
        word = core.rstrip(EDGES).lower()
        return (word if word.isascii() else fold(word)) in self._words

    def _may_end(self, body: str) -> bool:
        """Whether the last characters of a line may be a phrase's; a number at its end may be any of them."""
        tail = body[-3:].lower()
        if tail.isascii() and tail.isalpha() and tail not in self._ends and tail[1:] not in self._ends:
            return False  # as most are
        tail = body[-_END:].lower()
        tail = (tail if tail.isascii() else fold(tail)).rstrip(EDGES)[-6:]
        if not tail[-1:].isalpha() or tail[-2:-1].isdigit():
            return True
        return tail in self._tails or tail[-4:] in self._tails or tail[-2:] in self._tails

    def _compared(self, body: str, prose: bool) -> tuple[str, ...]:
        size = len(body)
        if size > LONG:
            return ()
        return self.marks(normalise(body if size <= SHORT else body[:HEAD]), whole=size <= SHORT, prose=prose)

    def marks(self, key: str, *, whole: bool = True, prose: bool = False) -> tuple[str, ...]:
        """The marks of a normalised line; with `whole` false, of a line of which only the head is given.

        Of running text (`prose`), patterns match only if they are a paragraph's, and have a beginning of their own.
        """
        if key == "#":
            return (NUMBER,)
        rest = self._rest
        tables = self._tables if rest is None or not self._may_be(key, rest) else self._all()
        found = tables.exact.get(key, ()) if whole else ()
        for size in FILED:
            for pieces, marks, paragraph in tables.by_head.get(key[:size], _NONE):
                if (paragraph or not prose) and marks[0] not in found and _matches(key, pieces, whole):
                    found += marks
        if whole and not prose:
            for size in ENDS:
                for pieces, marks, _ in tables.by_tail.get(key[-size:], _NONE):
                    if marks[0] not in found and _matches(key, pieces, whole):
                        found += marks
        if whole and not found:
            for rule, table in tables.glued.items():
                if _may_be_glued(key, table):
                    found += _unglue(key, rule, table)
        return found

    def _may_be(self, key: str, rest: Rest) -> bool:
        """Whether a normalised line may be one of the rest. Never wrong in saying no."""
        if rest.may_be(key):
            return True
        return key not in self._tables.exact and any(_may_be_glued(key, table) for table in self._tables.glued.values())


# --- Comparing ------------------------------------------------------------------------------------------------------


def _heads(by_size: tuple[set[str], ...]) -> _Heads:
    """Heads by their lengths, and the first two letters of the short ones, without which most lines need not be compared with them."""
    of_12, of_7, of_4, *short = by_size
    return of_12, of_7, of_4, {head[:2] for heads in short for head in heads}, set().union(*short)


def _begins_short(head: str, short: set[str]) -> bool:
    """Whether a line begins with a head of three letters or fewer, or with no letter, as any phrase may."""
    return head[:2] in short or head[:3] in short or head[:1] in short or not head[:1].isalpha()


def _may_be_glued(key: str, table: dict[str, list[Piece]]) -> bool:
    return key[:GLUE_HEAD] in table or key[: GLUE_HEAD - 1] in table


def _unglue(key: str, rule: str, table: dict[str, list[Piece]]) -> tuple[str, ...]:
    """The marks of a line that is two or more of a rule's phrases run together, else none. Linear in the line.

    The phrases are of one language, and of English, whose words stand among those of all others.
    """
    reached: dict[int, dict[str, tuple[str, ...]]] = {0: {"": ()}}
    for position in range(len(key)):
        if not reached:
            return ()
        for language, marks in reached.pop(position, {}).items():
            if position and key[position] in EDGES:
                reached.setdefault(position + 1, {}).setdefault(language, marks)
            nearby = table.get(key[position : position + GLUE_HEAD], ()), table.get(key[position : position + GLUE_HEAD - 1], ())
            for phrase, mark, its_language in chain.from_iterable(nearby):
                if key.startswith(phrase, position) and (not language or its_language in ("", language)):
                    reached.setdefault(position + len(phrase), {}).setdefault(its_language or language, (*marks, mark))
    marks = next(iter(reached.get(len(key), {}).values()), ())
    if len(marks) < 2:
        return ()
    bound = marks[0].rpartition(BOUND)[0] + BOUND if all(BOUND in mark for mark in marks) else ""
    return (*dict.fromkeys(marks), f"{bound}{rule}:{RUNS[len(marks) > 2]}")


def _matches(key: str, pieces: tuple[str, ...], whole: bool) -> bool:
    """Whether a key is these pieces with something in every hole but one at the end, which may stand for the rest of a long line."""
    if not key.startswith(pieces[0]) or not key.endswith(pieces[-1]) or (not whole and pieces[-1]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:-1]:
        found = key.find(piece, position + 1, position + MAX_HOLE + len(piece))
        if found < 0:
            return False
        position = found + len(piece)
    hole = len(key) - len(pieces[-1]) - position
    return 1 <= hole <= MAX_HOLE if pieces[-1] else hole >= 0
