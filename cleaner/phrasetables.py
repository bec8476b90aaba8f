"""Phrases compiled: tables of them by how they begin and end, plain data that can be written to a file."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

from cleaner.normal import EDGES, NUMBERS, fold, unspaced_words

EDGE = "related.link:edge"
"""The mark of what a paragraph may end with: `… Read more`."""
RUNS = ("pair", "bar")
"""Roles of two phrases run together, and of more."""
IN = "in:"
"""What the marks of languages begin with: `in:nl` is on a line that is, or begins, a paragraph of furniture in Dutch."""
BOUND = "?"
"""What stands between language and mark of a phrase that counts only in texts of its language: `nl?related.link:line`."""

GLUE_HEAD = 3  # characters by which the pieces of glued lines are found; a piece may have one less
ENDING = 5  # characters of a line's end by which it is marked
SIZES = (12, 7, 4, 3, 2, 1)  # how many characters of a beginning are compared first; as many as it has
ENDS = (6, 4, 2)  # the same of an end
FILED = (8, 4, 2)  # by how many characters patterns are filed
_CERTAIN = 14  # characters of a beginning by which it is told that a line is none of the rest
_LEAST = 7  # words that a phrase has at the least that running text may be; some more may be bullets
_BEHIND_EDGES = ("", ".", "...", "\N{HORIZONTAL ELLIPSIS}", " ...", " \N{HORIZONTAL ELLIPSIS}", "\N{IDEOGRAPHIC FULL STOP}")


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


Pattern = tuple[tuple[str, ...], tuple[str, ...], bool]
"""The pieces between a phrase's holes, its mark (and its language's, if it is a paragraph's), and whether running text may be it."""
Piece = tuple[str, str, str]
"""A phrase that may be glued to others, its mark, and its language if it is not English."""


@dataclass(slots=True)
class Tables:
    """Phrases by how they begin and end: plain data, which can be written to a file."""

    exact: dict[str, tuple[str, ...]] = field(default_factory=dict)
    needles: list[tuple[str, str]] = field(default_factory=list)
    by_head: dict[str, tuple[Pattern, ...]] = field(default_factory=dict)
    by_tail: dict[str, tuple[Pattern, ...]] = field(default_factory=dict)
    glued: dict[str, dict[str, list[Piece]]] = field(default_factory=dict)
    # The first and last characters of phrases, by which most lines are told to be none: of any line, and of running text.
    # Those of each length are apart, so that what is asked for most is small and stays in the processor's cache.
    words: set[str] = field(default_factory=set)  # whole phrases that are shorter than a head
    heads: tuple[set[str], ...] = field(default_factory=lambda: tuple(set[str]() for _ in SIZES))
    prose_heads: tuple[set[str], ...] = field(default_factory=lambda: tuple(set[str]() for _ in SIZES))
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
                _file(self.by_head, _first(head, FILED), (pieces, marks, phrase.paragraph))
                self._add_heads(head, prose=phrase.paragraph)
            elif len(tail) > 1:
                _file(self.by_tail, _last(tail, ENDS), (pieces, marks, phrase.paragraph))
                self.tails.add(_last(tail.rpartition("#")[2] or tail, ENDS))
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
        if len(key) < SIZES[1] and not glued and "#" not in key:
            self.words.add(key)
        else:
            self._add_heads(key, prose=glued or key.count(" ") >= _LEAST or unspaced_words(key) >= _LEAST)

    def _add_heads(self, head: str, *, prose: bool) -> None:
        head = _before_number(head)
        for heads, sizes in [(self.heads, SIZES[1:])] + [(self.prose_heads, SIZES)] * prose:
            size = next((size for size in sizes if size <= len(head)), 1)
            heads[SIZES.index(size)].add(head[:size])


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
        return any(key[-size:] in self.ends for size in ENDS)


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


def _file(table: dict[str, tuple[Pattern, ...]], name: str, pattern: Pattern) -> None:
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
