"""Finding the lines that may match anything.

Both ends of many lines are brought into their normal form at once, and looked up among those by
which phrases are filed. The cost does not depend on the number of phrases or languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, product
from operator import itemgetter
from types import MappingProxyType

from cleaner.core.characters import BYTE_ORDER_MARK, EDGES
from cleaner.core.normalise import NUMBERS, VARIANT_EDGES, fold, single_spaced
from cleaner.core.rule import LineTest
from cleaner.core.words import is_prose
from cleaner.phrases.tables import EXACT, Tables

KEY, KEY_END, GLUED, ANYWHERE, TRAILING, TESTS, SIGNS = 1, 2, 4, 8, 16, 32, 64
"""What a line may match, combined by `|`.

A phrase that it is, in general or by its end; phrases run together; a phrase in it, or at the end
of a paragraph; a line test, by the line's beginning or end, or by a sign in it.
"""
SENTENCES = 1 << 10
"""Phrases that are a sentence of the line; asked for where a text has no paragraphs."""
UNLESS_PROSE = 1 << 12
"""`KEY`, if the line does not read like running text; only patterns have it."""
EVERYTHING = KEY | GLUED | ANYWHERE | TRAILING | TESTS | SIGNS

AROUND = EDGES + VARIANT_EDGES + "\x1f\u1680\u2000\u2001\u2004\u2005\u2006\u2008\u205f"
"""Characters that may surround a phrase, in any variant."""
_SHOWN = 18  # characters of either end of a line that are compared
_CUT = "\x1e"  # stands for the rest of a longer line


class _Words:
    """A few strings, of which one in a line is enough."""

    def __init__(self, words: Iterable[str]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind  # only large inputs need it

        encoded = [word.encode() for word in words]
        self._automaton = BytesAhoCorasick(encoded, matchkind=MatchKind.LeftmostFirst)

    def rows(self, lines: bytes) -> Iterator[int]:
        """Yield the numbers of lines with a word. Each line follows a break."""
        row, position = -1, 0
        for _, start, _ in self._automaton.find_matches_as_indexes(lines):
            row += lines.count(b"\n", position, start)
            position = start
            yield row


class _Beginnings:
    """Strings with which lines begin, each with what such a line may match (`KEY` …)."""

    def __init__(self, *found: tuple[int, Iterable[str]]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # only large inputs need it

        table: dict[bytes, int] = {}
        for part, strings in found:
            for each in (f"\n{string}".encode() for string in strings):
                table[each] = table.get(each, 0) | part
        self._parts = list(table.values())
        self._automaton = BytesAhoCorasick(table, implementation=Implementation.ContiguousNFA)

    def hits(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the number of a line and what it may match. A line break is around each line."""
        lines = text.encode("utf-8", "surrogatepass")
        row, position = -1, 0
        hits = self._automaton.find_matches_as_indexes(lines, overlapping=True)
        for number, start, _ in sorted(hits, key=itemgetter(1)):
            row += lines.count(b"\n", position, start + 1)
            position = start + 1
            yield row, self._parts[number]


class Scanner:
    """Tells which lines may match what. Never wrong about those that cannot. Immutable."""

    def __init__(
        self,
        tables: Tables,
        beginnings: Iterable[str] = (),
        contained: Iterable[str] = (),
        endings: Mapping[str, Sequence[LineTest]] = MappingProxyType({}),
        words: Iterable[str] = (),
    ) -> None:
        """Line tests are asked of lines with any of the beginnings, parts and endings.

        A line that a phrase is anywhere in has one of the `words`.
        """
        exact = (f"{text}\n".replace(" ", "") for text in ("#", *tables.exact.texts()))
        self._exact = _Beginnings((KEY, (text[:EXACT] for text in exact)))
        glued = (text[:EXACT] for text in tables.glued.texts())
        heads = ((part, [text.partition("%s")[0][:EXACT]]) for text, part in heads_of(tables))
        self._heads = _Beginnings((GLUED, glued), *heads)
        tails = (text.rpartition("%s")[2] for text in tables.tails.texts())
        self._tails = _Beginnings(
            (KEY_END, (text[: -EXACT - 1 : -1] for text in tails)),
            (TRAILING, (text[: -EXACT - 1 : -1] for text in tables.trailing.texts())),
        )
        self._firsts, self._lasts = frozenset(beginnings), frozenset(endings)
        self._last_four = {ending[-4:] for ending in endings if len(ending) > 2}
        signs = [*contained]
        self._contained = _Words(signs)
        self._ascii_contained = _Words(filter(str.isascii, signs))
        self._words = _Words(chain.from_iterable(map(_cased, words)))

    def candidates(self, block: str, flat: int | None = None) -> Iterator[tuple[int, str, int]]:
        """Yield where each line begins that may match, the line, and what it may match.

        A line has no space at its end and no byte-order mark at its beginning. One of more than
        `flat` characters may have sentences.
        """
        lines = block.splitlines(keepends=True)
        rows = [line.rstrip() for line in lines]
        if BYTE_ORDER_MARK in block:
            rows = [row.lstrip(BYTE_ORDER_MARK) for row in rows]
        found = {at: _settled(part, rows[at]) for at, part in self._parts(rows).items()}
        for at in _marked_up(block, rows):
            found[at] = EVERYTHING
        if flat is not None:
            long = (at for at, row in enumerate(rows) if len(row) > flat)
            found |= {at: found.get(at, 0) | SENTENCES for at in long}
        starts = list(accumulate(map(len, lines), initial=0)) if found else []
        return ((starts[at], rows[at], found[at]) for at in sorted(found) if found[at] and rows[at])

    def _parts(self, rows: Sequence[str]) -> dict[int, int]:
        """Return what lines may match, by their numbers."""
        found = defaultdict[int, int](int)
        keys, last = _keys(rows), len(rows) - 1
        # There may be no space where labels were run together: `Share this:Facebook`.
        for at, part in chain(self._heads.hits(keys), self._exact.hits(keys.replace(" ", ""))):
            found[at] |= part
        for at, part in self._tails.hits(keys[::-1]):
            found[last - at] |= part
        for at, key in enumerate(keys[1:-1].split("\n")):
            if _CUT in key and (_CUT in key[:EXACT] or _CUT in key[-EXACT:]):
                found[at] = EVERYTHING  # there is not enough of it to tell
        firsts, lasts, last_four = self._firsts, self._lasts, self._last_four
        for at, row in enumerate(rows):
            if row[:1] in firsts or row[-1:] in lasts or row[-2:] in lasts:
                found[at] |= TESTS
            if row[-4:] in last_four and (row[-4:] in lasts or row[-5:] in lasts):
                found[at] |= TESTS
        encoded = "\n".join(["", *rows]).encode("utf-8", "surrogatepass")
        contained = self._ascii_contained if encoded.isascii() else self._contained
        for at in contained.rows(encoded):
            found[at] |= SIGNS
        for at in self._words.rows(encoded.lower()):
            found[at] |= ANYWHERE
        return found


def heads_of(tables: Tables) -> Iterator[tuple[str, int]]:
    """Yield the phrases with holes that have a beginning, and what a line is that begins so.

    Most of them are no running text (`UNLESS_PROSE`).
    """
    for number, text in tables.heads.numbered():
        yield text, KEY if tables.phrase(number).paragraph else UNLESS_PROSE


def _settled(part: int, line: str) -> int:
    """Return what a line may match, in view of whether it reads like running text."""
    if not part & (UNLESS_PROSE | KEY_END | TRAILING):
        return part
    if is_prose(line):
        return part & ~(UNLESS_PROSE | KEY_END)
    if part & UNLESS_PROSE:
        part |= KEY
    return part & ~(UNLESS_PROSE | TRAILING)


def _keys(rows: Iterable[str]) -> str:
    """Return the normal form (`line_key`) of lines; of long ones, that of both ends.

    A line break is around each.
    """
    stripped = [row.strip(AROUND) for row in rows]
    ends = [
        row if len(row) <= 2 * _SHOWN else row[:_SHOWN] + _CUT + row[-_SHOWN:] for row in stripped
    ]
    text = fold("\n".join(["", *ends, ""]))
    if "  " in text or "\t" in text:
        text = "\n".join(map(single_spaced, text.split("\n")))
    return NUMBERS.sub("#", text)


def _marked_up(block: str, rows: Sequence[str]) -> list[int]:
    """Return the numbers of lines with Markdown's links, or that begin with emphasis."""
    # Single characters are found faster.
    links = "[" in block and "](" in block
    emphasis = ("*" in block and "**" in block) or ("_" in block and "__" in block)
    if not links and not emphasis:
        return []
    return [
        at
        for at, row in enumerate(rows)
        if (links and "](" in row) or (emphasis and row.lstrip().startswith(("**", "__")))
    ]


def _cased(text: str) -> Iterator[str]:
    """Yield a text in lower case with its letters outside ASCII in either case."""
    return map("".join, product(*({x, x if x.isascii() else x.upper()} for x in text)))
