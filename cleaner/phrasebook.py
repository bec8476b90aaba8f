"""Phrases compiled for looking up: which phrases a line is.

Most lines are told by their first few characters; the cost does not depend on the number of phrases, or of their languages. No regular
expression runs over a long line, so that hostile input costs no more than any other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from cleaner.normal import EDGES, NUMBERS, fold, normalise, unspaced_words

SHORT = 240  # characters; a longer line is compared by its beginning only
LONG = 1200  # characters; a line beyond this is a paragraph whatever it begins with
HEAD = 120  # characters of a long line that are normalised
MAX_HOLE = 200  # characters that %s may stand for inside a phrase
REMEMBERED = 1 << 14  # short lines that begin as a phrase does, whose marks are remembered
GLUE_HEAD = 3  # characters by which the pieces of glued lines are found; a piece may have one less
NUMBER = "number"
"""The mark of a line that is nothing but a number: `53`, `1.2K`, `+12`."""
EDGE = "related.link:edge"
"""The mark of what a paragraph may end with: `… Read more`."""
RUNS = ("pair", "bar")
"""Roles of two phrases run together, and of more."""
IN = "in:"
"""What the marks of languages begin with: `in:nl` is on a line that is, or begins, a paragraph of furniture in Dutch."""
BOUND = "?"
"""What stands between language and mark of a phrase that counts only in texts of its language: `nl?related.link:line`."""

ENDING = 5  # characters of a line's end by which it is marked
_BEHIND_EDGES = ("", ".", "...", "\N{HORIZONTAL ELLIPSIS}", " ...", " \N{HORIZONTAL ELLIPSIS}", "\N{IDEOGRAPHIC FULL STOP}")
_LEAST = 20  # characters that running text has at the least
_SIZES = (12, 7, 4, 3, 2, 1)  # how many characters of a beginning are compared first; as many as it has
_ENDS = (6, 4, 2)  # the same of an end
_FILED = (8, 4, 2)  # by how many characters patterns are filed
_CERTAIN = 14  # characters of a beginning by which it is told that a line is none of the rest
_LOOKED_AT = 24  # characters of a line's beginning that are folded to compare it
_END = 12  # and of its end


class Phrase(NamedTuple):
    """One phrase of the data: `mark` is `rule:role`; `%s` in `text` stands for anything, `%d` for a number.

    `glued` phrases are also recognised run together (`Leave a ReplyCancel reply`), as mark and as `rule:pair` or `rule:bar`; those of two
    languages are not, unless one is English. A `paragraph` phrase may match running text; others with a hole match only what does not read
    like a sentence. A `bound` one counts only in texts of its `language`.
    """

    text: str
    mark: str
    glued: bool = False
    paragraph: bool = False
    language: str = "en"
    bound: bool = False


_Pattern = tuple[tuple[str, ...], tuple[str, ...], bool]
"""The pieces between a phrase's holes, its mark (and its language's, if it is a paragraph's), and whether running text may be it."""
_Piece = tuple[str, str, str]
"""A phrase that may be glued to others, its mark, and its language if it is not English."""
_NONE: tuple[_Pattern, ...] = ()
_Heads = tuple[set[str], set[str], set[str], set[str], set[str]]


@dataclass(slots=True)
class Tables:
    """Phrases by how they begin and end: plain data, which can be written to a file."""

    exact: dict[str, tuple[str, ...]] = field(default_factory=dict)
    needles: list[tuple[str, str]] = field(default_factory=list)
    by_head: dict[str, tuple[_Pattern, ...]] = field(default_factory=dict)
    by_tail: dict[str, tuple[_Pattern, ...]] = field(default_factory=dict)
    glued: dict[str, dict[str, list[_Piece]]] = field(default_factory=dict)
    # The first and last characters of phrases, by which most lines are told to be none: of any line, and of running text.
    # Those of each length are apart, so that what is asked for most is small and stays in the processor's cache.
    words: set[str] = field(default_factory=set)  # whole phrases that are shorter than a head
    heads: tuple[set[str], ...] = field(default_factory=lambda: tuple(set[str]() for _ in _SIZES))
    prose_heads: tuple[set[str], ...] = field(default_factory=lambda: tuple(set[str]() for _ in _SIZES))
    tails: set[str] = field(default_factory=set)
    # Phrases that a paragraph may end with, and the last characters of these and other words, with what a line that has them is marked by.
    edges: list[str] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    endings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, phrases: Iterable[Phrase]) -> None:
        """Raises ValueError for a phrase that cannot be recognised."""
        for phrase in phrases:
            mark = phrase.mark
            if phrase.bound:
                mark = f"{phrase.language}{BOUND}{mark}"
                self.bound |= {mark} if not phrase.glued else {mark, *(f"{mark.rpartition(':')[0]}:{run}" for run in RUNS)}
            if phrase.mark == EDGE:
                self.edges.append(phrase.text)
                for text in (phrase.text, phrase.text.lower(), phrase.text.upper(), phrase.text.title()):
                    self.add_ending(text, "ends:more", _BEHIND_EDGES)
            marks = (mark, IN + phrase.language) if phrase.paragraph and phrase.language != "en" else (mark,)
            pieces = _compile(phrase.text)
            head, tail = pieces[0], pieces[-1]
            if len(pieces) == 1:
                self._add_exact(head, marks, phrase)
            elif len(head) > 1:
                _file(self.by_head, _first(head, _FILED), (pieces, marks, phrase.paragraph))
                self._add_heads(head, prose=phrase.paragraph)
            elif len(tail) > 1:
                _file(self.by_tail, _last(tail, _ENDS), (pieces, marks, phrase.paragraph))
                self.tails.add(_last(tail.rpartition("#")[2] or tail, _ENDS))
            elif len(pieces) == 3 and not head and not tail:
                self.needles.append((_checked(pieces[1].strip()), mark))
            else:
                raise ValueError(f"The phrase {phrase.text!r} has no beginning and no end of its own to be found by.")

    def begins(self) -> array[int]:
        """How the phrases begin, those with a number up to it, as `Rest` has it."""
        heads = (*self.exact, *(pieces[0] for patterns in self.by_head.values() for pieces, _, _ in patterns))
        return array("I", sorted({_sum(_before_number(head)[:_CERTAIN]) for head in heads}))

    def with_added(self, phrases: Iterable[Phrase]) -> Tables:
        """The same tables, with more phrases."""
        self.add(phrases)
        return self

    def add_ending(self, text: str, mark: str, behind: Iterable[str]) -> None:
        """Mark lines that end with a text and one of some signs behind it, as far as their last five characters tell.

        Of a script without spaces four will do.
        """
        for sign in behind:
            unspaced = unspaced_words(text * 4) > 0
            ending = f"{text}{sign}"[-ENDING + 1 :] if unspaced else f" {text}{sign}"[-ENDING:]
            if len(ending) == (ENDING - 1 if unspaced else ENDING) and mark not in self.endings.get(ending, ()):
                self.endings[ending] = (*self.endings.get(ending, ()), mark)

    def _add_exact(self, key: str, marks: tuple[str, ...], phrase: Phrase) -> None:
        self.exact[key] = tuple(dict.fromkeys(self.exact.get(key, ()) + marks))
        glued = phrase.glued and len(key) > 1
        if glued:
            group = self.glued.setdefault(phrase.mark.partition(":")[0], {}).setdefault(key[:GLUE_HEAD], [])
            group.append((key, marks[0], "" if phrase.language == "en" else phrase.language))
            group.sort(key=lambda piece: -len(piece[0]))
        if len(key) < _SIZES[1] and not glued and "#" not in key:
            self.words.add(key)
        else:
            self._add_heads(key, prose=glued or len(key) >= _LEAST)

    def _add_heads(self, head: str, *, prose: bool) -> None:
        head = _before_number(head)
        for heads, sizes in [(self.heads, _SIZES[1:])] + [(self.prose_heads, _SIZES)] * prose:
            size = next((size for size in sizes if size <= len(head)), 1)
            heads[_SIZES.index(size)].add(head[:size])


class Rest(NamedTuple):
    """Phrases that are read when a line may be one of them: how they begin and end, and the tables of all phrases, these and the others.

    `begins` are checksums of beginnings, in order: as numbers they are read in no time.
    """

    begins: array[int]
    ends: frozenset[str]
    load: Callable[[], Tables]

    def may_be(self, key: str) -> bool:
        """Whether a normalised line may be one of the phrases. Never wrong in saying no."""
        for size in range(min(_CERTAIN, len(key)), 0, -1):
            begin = _sum(key[:size])
            at = bisect_left(self.begins, begin)
            if at < len(self.begins) and self.begins[at] == begin:
                return True
        return any(key[-size:] in self.ends for size in _ENDS)


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
        if self._rest is not None:
            self._tables, self._rest = self._rest.load(), None
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
        tables = self._tables if self._rest is None or not self._may_be(key, self._rest) else self._all()
        found = tables.exact.get(key, ()) if whole else ()
        for size in _FILED:
            for pieces, marks, paragraph in tables.by_head.get(key[:size], _NONE):
                if (paragraph or not prose) and marks[0] not in found and _matches(key, pieces, whole):
                    found += marks
        if whole and not prose:
            for size in _ENDS:
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


# --- Compiling ------------------------------------------------------------------------------------------------------


def _squeeze(text: str) -> str:
    """The text with single spaces, one kept at either end where there was any."""
    if "  " not in text and text.isprintable() and text != " ":
        return text  # as nearly all are
    return " ".join(text.split()).join((" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")) if text.strip() else ""


def _compile(text: str) -> tuple[str, ...]:
    """The normalised pieces between the holes of a phrase. Raises ValueError where nothing is left to compare."""
    pieces = tuple(NUMBERS.sub("#", _squeeze(piece)) for piece in fold(text).strip(EDGES).split("%s"))
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


def _file(table: dict[str, tuple[_Pattern, ...]], name: str, pattern: _Pattern) -> None:
    """Tuples, not lists: the garbage collector does not go through them."""
    table[name] = (*table.get(name, ()), pattern)


def _sum(begin: str) -> int:
    return crc32(begin.encode("utf-8", "surrogatepass"))


def _before_number(head: str) -> str:
    """What of a phrase's beginning stands before a number that is not its first character."""
    return head[:1] + head[1:].partition("#")[0]


def _first(text: str, sizes: tuple[int, ...]) -> str:
    """As many of a text's first characters as the largest of some sizes that it has; all, if it has fewer."""
    return text[: next((size for size in sizes if size <= len(text)), len(text))]


def _last(text: str, sizes: tuple[int, ...]) -> str:
    """The same of its last characters."""
    return text[-next((size for size in sizes if size <= len(text)), len(text)) :]


# --- Comparing ------------------------------------------------------------------------------------------------------


def _heads(by_size: tuple[set[str], ...]) -> _Heads:
    """Heads by their lengths, and the first two letters of the short ones, without which most lines need not be compared with them."""
    of_12, of_7, of_4, *short = by_size
    return of_12, of_7, of_4, {head[:2] for heads in short for head in heads}, set().union(*short)


def _begins_short(head: str, short: set[str]) -> bool:
    """Whether a line begins with a head of three letters or fewer, or with no letter, as any phrase may."""
    return head[:2] in short or head[:3] in short or head[:1] in short or not head[:1].isalpha()


def _may_be_glued(key: str, table: dict[str, list[_Piece]]) -> bool:
    return key[:GLUE_HEAD] in table or key[: GLUE_HEAD - 1] in table


def _unglue(key: str, rule: str, table: dict[str, list[_Piece]]) -> tuple[str, ...]:
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
