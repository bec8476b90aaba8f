"""Finding the lines that may match anything, with Aho-Corasick automata.

Of each line only the letters (`cleaner.phrases.letters`) are compared with how phrases begin and
end. The cost does not depend on the number of phrases or languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, product
from operator import itemgetter

from cleaner.core.characters import BYTE_ORDER_MARK, EDGES
from cleaner.core.normalise import MAGNITUDES, fold, single_spaced
from cleaner.core.patterns import pattern
from cleaner.phrases.letters import (
    AROUND,
    LATIN,
    OTHERS,
    SHOWN,
    all_keys,
    latin_keys,
    latin_letters,
    letters_of,
    raw_bytes,
)
from cleaner.phrases.tables import ALTERNATIVE, Tables

KEY, KEY_END, GLUED, ANYWHERE, TRAILING, TESTS, SIGNS = 1, 2, 4, 8, 16, 32, 64
"""What a line may match, combined by `|`.

A phrase that it is, in general or by its end; phrases run together; a phrase in it, or at the end
of a paragraph; a line test, by the line's beginning or end, or by a sign in it.
"""
SENTENCES = 1 << 10
"""Phrases that are a sentence of the line; asked for where a text has no paragraphs."""
EVERYTHING = KEY | GLUED | ANYWHERE | TRAILING | TESTS | SIGNS

_COMPARED = 12  # bytes of the beginning or end of a phrase
_DIGITS = 8  # a line that begins or ends with a longer number may match any phrase that does
_SHORT_HEAD = 12  # characters; a shorter beginning is found by a word of the rest as well
_WORD = pattern(r"[^\W\d_]{2,}")
_ASCII_WORD = pattern(r"[a-z]{4,}")
_COMMON = 3  # letters; a word that is hardly longer is in many lines
_EDGES = frozenset(sign.encode()[:2] for sign in EDGES if not sign.isascii())

Head = tuple[str, str]
"""A short beginning of a phrase, and a word of the rest."""


class _Patterns:
    """Strings to find in lines, each with what it means (`KEY` …)."""

    def __init__(self, *found: tuple[int, Iterable[bytes]]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # only large inputs need it

        table: dict[bytes, int] = {}
        for meaning, patterns in found:
            for each in chain.from_iterable(map(_with_digits, patterns)):
                table[each] = table.get(each, 0) | meaning
        self._patterns = list(table.items())
        self._automaton = BytesAhoCorasick(table, implementation=Implementation.ContiguousNFA)

    def hits(self, lines: bytes) -> Iterator[tuple[int, bytes, int, int]]:
        """Yield number of line, pattern, meaning and end of each hit. Each line follows a break."""
        row, position = -1, 0
        hits = self._automaton.find_matches_as_indexes(lines, overlapping=True)
        for number, start, end in sorted(hits, key=itemgetter(1)):
            row += lines.count(b"\n", position, start + 1)
            position = start + 1
            yield row, *self._patterns[number], end


class _Words:
    """A few strings, of which one in a line is enough. Faster than `_Patterns`."""

    def __init__(self, words: Iterable[bytes]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind  # only large inputs need it

        self._automaton = BytesAhoCorasick([*words], matchkind=MatchKind.LeftmostFirst)

    def rows(self, lines: bytes) -> Iterator[int]:
        """Yield the numbers of lines with a word. Each line follows a break."""
        row, position = -1, 0
        for _, start, _ in self._automaton.find_matches_as_indexes(lines):
            row += lines.count(b"\n", position, start)
            position = start
            yield row

    def any_in(self, text: bytes) -> bool:
        """Tell whether a text has one of the words."""
        return bool(self._automaton.find_matches_as_indexes(text))


class _Phrases:
    """The beginnings and ends of phrases, as letters and numbers of some scripts."""

    def __init__(self, tables: Tables, squeezed: Callable[[Iterable[str]], list[bytes]]) -> None:
        rows = (row for rows in tables.trailing.values() for row in rows.split("\n"))
        numbers = [b"0" + magnitude.encode() for magnitude in MAGNITUDES]
        self.ends = _Patterns(
            (KEY_END, map(_ending, chain(numbers, _tails(squeezed(tables.tails))))),
            (TRAILING, map(_ending, squeezed(row.partition("\t")[2] for row in rows))),
        )
        glued = squeezed(tables.glued)
        self._glued = {_beginning(key) for key in glued if len(key) <= _COMPARED}
        self._second = _EDGES.union(key[:2] for key in glued)
        long, short = heads(tables)
        self._heads: dict[bytes, dict[str, list[str]]] = {}
        for head, word in short:
            for letters in squeezed([head]):
                self._heads.setdefault(_beginning(letters), {}).setdefault(head, []).append(word)
        self.beginnings = _Patterns(
            (KEY, map(_beginning, chain(numbers, squeezed(long)))),
            (GLUED, (_beginning(key) for key in glued if len(key) > _COMPARED or b"0" in key)),
            (KEY, (_beginning(key, whole=True) for key in (b"0", *squeezed(tables.exact_keys())))),
            (0, chain(self._glued, self._heads)),
        )

    def checked(self, pattern: bytes, after: bytes, line: str) -> int:
        """Return what a line may match that begins like phrases, judged by what follows."""
        glued = pattern in self._glued and (after in self._second or after[:1] == b"0")
        parts = GLUED if glued else 0
        if heads := self._heads.get(pattern):
            key = single_spaced(fold(line[: 2 * SHOWN].lstrip(AROUND))).lstrip(AROUND)
            for head, words in heads.items():
                if key.startswith(head) and (not all(words) or _has_any(line, words)):
                    return parts | KEY
        return parts


class Scanner:
    """Tells which lines may match what. Never wrong about those that cannot. Immutable."""

    def __init__(
        self,
        tables: Tables,
        beginnings: Iterable[str] = (),
        contained: Iterable[str] = (),
        endings: Iterable[str] = (),
    ) -> None:
        """Line tests are asked of lines with any of the beginnings, parts and endings."""
        self._tables = tables
        signs = [sign.encode() for sign in contained]
        self._contained = _Words(signs)
        self._latin_contained = _Words(sign for sign in signs if not sign.translate(None, LATIN))
        self._firsts = _Patterns((TESTS, (f"\n{sign}".encode() for sign in beginnings)))
        self._lasts = _Patterns((TESTS, (f"{end}\n".encode()[::-1] for end in endings)))
        words = chain.from_iterable(map(_cased, by_word(tables.anywhere)))
        self._words = _Words(map(raw_bytes, words))
        self._others = _Words(OTHERS)

    @cached_property
    def _latin(self) -> _Phrases:
        return _Phrases(self._tables, latin_keys)

    @cached_property
    def _any_script(self) -> _Phrases:
        return _Phrases(self._tables, all_keys)

    def candidates(self, block: str, flat: int | None = None) -> Iterator[tuple[int, str, int]]:
        """Yield where each line begins that may match, the line, and what it may match.

        A line has no space at its end and no byte-order mark at its beginning. One of more than
        `flat` characters may have sentences.
        """
        lines = block.splitlines(keepends=True)
        rows = [line.rstrip().lstrip(BYTE_ORDER_MARK) for line in lines]
        found = self._parts(rows) | dict.fromkeys(_marked_up(block, rows), EVERYTHING)
        if flat is not None:
            long = (at for at, row in enumerate(rows) if len(row) > flat)
            found |= {at: found.get(at, 0) | SENTENCES for at in long}
        starts = list(accumulate(map(len, lines), initial=0)) if found else []
        return ((starts[at], rows[at], found[at]) for at in sorted(found) if rows[at])

    def _parts(self, rows: Sequence[str]) -> dict[int, int]:
        """Return what lines may match, by their numbers; `rows` have no space at the end."""
        found: dict[int, int] = {}
        for row, part in self._hits(rows):
            found[row] = found.get(row, 0) | part
        return found

    def _hits(self, rows: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the number of a line and what it may match, in any order."""
        text, last = "\n".join(["", *rows, ""]), len(rows) - 1
        encoded = text.encode("utf-8", "surrogatepass")
        latin = self._is_latin(text, encoded)
        phrases = self._latin if latin else self._any_script
        letters = latin_letters(text) if latin else letters_of(rows)
        for row, start, part, end in phrases.beginnings.hits(letters):
            if part := part | phrases.checked(start, letters[end : end + 2], rows[row]):
                yield row, part
        for row, _, part, _ in phrases.ends.hits(letters[::-1]):
            yield last - row, part
        for row, _, part, _ in self._firsts.hits(encoded):
            yield row, part
        for row, _, part, _ in self._lasts.hits(encoded[::-1]):
            yield last - row, part
        for row in (self._latin_contained if latin else self._contained).rows(encoded):
            yield row, SIGNS
        for row in self._words.rows(encoded.lower()):
            yield row, ANYWHERE

    def _is_latin(self, text: str, encoded: bytes) -> bool:
        """Tell whether the letters of a text are Latin, and compared by their first bytes."""
        if text.isascii():
            return True
        return not encoded.translate(None, LATIN) and not self._others.any_in(encoded)


def _marked_up(block: str, rows: Sequence[str]) -> list[int]:
    """Return the numbers of lines with Markdown's links, or that begin with emphasis."""
    links, emphasis = "](" in block, "**" in block or "__" in block
    if not links and not emphasis:
        return []
    return [
        at
        for at, row in enumerate(rows)
        if (links and "](" in row) or (emphasis and row.lstrip().startswith(("**", "__")))
    ]


def heads(tables: Tables) -> tuple[set[str], set[Head]]:
    """Return the beginnings of phrases with holes: long ones, and short ones with a word."""
    long: set[str] = set()
    short: set[Head] = set()
    for rows in tables.heads.values():
        for row in rows.split("\n"):
            head, _, rest = row.partition("\t")[2].partition("%s")
            if len(head) >= _SHORT_HEAD or "#" in head:
                long.add(head)
            else:
                short.update((head, word) for word in _telling(rest))
    return long, short


def _telling(rest: str) -> list[str]:
    """Return words of which a line has one if it has the rest of a phrase: as long as possible."""
    pieces = (piece.split(ALTERNATIVE) for piece in rest.split("%s"))
    words = [[max(_WORD.findall(each), key=len, default="") for each in piece] for piece in pieces]
    return max(words, key=lambda piece: min(map(len, piece)))


def by_word(needles: Iterable[str]) -> dict[str, list[str]]:
    """Return texts in lower case by a word that each of them has: as few and rare as possible.

    A text without an ASCII word stands for itself.
    """
    left, table = set(needles), {}
    while counts := Counter(word for text in left for word in {*_ASCII_WORD.findall(text)}):
        word = max(counts, key=lambda each: (counts[each] * (len(each) - _COMMON), each))
        table[word] = sorted(text for text in left if word in text)
        left.difference_update(table[word])
    return table | {text: [text] for text in sorted(left)}


def _has_any(line: str, words: Iterable[str]) -> bool:
    folded = fold(line)
    return any(word in folded for word in words)


def _tails(keys: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the ends of phrases that begin with a hole, from their last number on."""
    for key in keys:
        _, number, rest = key[:-1].rpartition(b"0")
        for magnitude in ("", *MAGNITUDES) if number else ("",):
            yield number + magnitude.encode() + rest + key[-1:]


def _beginning(letters: bytes, *, whole: bool = False) -> bytes:
    """Return what to find of lines that begin with letters and numbers.

    A number ends it, unless it is at the start: what follows may belong to the number.
    """
    cut = letters.find(b"0", 1) + 1
    end = b"\n" if whole and not cut and len(letters) <= _COMPARED else b""
    return b"\n" + letters[: cut or None][:_COMPARED] + end


def _with_digits(pattern: bytes) -> Iterator[bytes]:
    """Yield a pattern with one `0` for each digit that its number at the start may have."""
    if not pattern.startswith(b"\n0"):
        yield pattern
        return
    for digits in range(1, _DIGITS):
        yield (b"\n" + digits * b"0" + pattern[2:])[: _COMPARED + 2]
    yield b"\n" + _DIGITS * b"0"


def _ending(letters: bytes) -> bytes:
    """Return what to find of lines that end with letters and numbers, in reversed lines."""
    return b"\n" + letters[::-1][:_COMPARED]


def _cased(text: str) -> Iterator[str]:
    """Yield a text in lower case with its letters outside ASCII in either case."""
    return map("".join, product(*({x, x if x.isascii() else x.upper()} for x in text)))
