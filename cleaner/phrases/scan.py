"""Finding the lines that may match anything, with Aho-Corasick automata.

Of each line only letters and numbers are compared with how phrases begin and end. The cost does
not depend on the number of phrases or languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, product
from operator import itemgetter

from cleaner.core.characters import EDGES
from cleaner.core.normalise import MAGNITUDES, VARIANT_EDGES, fold, single_spaced
from cleaner.phrases.tables import Tables

KEY, KEY_END, GLUED, ANYWHERE, TRAILING, TESTS = 1, 2, 4, 8, 16, 32
"""What a line may match: a phrase that it is, in general or by its end; phrases run together; a
phrase in it, or at the end of a paragraph; a line test. Combined by `|`."""
SENTENCES = 1 << 10
"""Phrases that are a sentence of the line; asked for where a text has no paragraphs."""
EVERYTHING = KEY | GLUED | ANYWHERE | TRAILING | TESTS

_COMPARED = 12  # bytes of the beginning or end of a phrase
_DIGITS = 8  # a line that begins or ends with a longer number may match any phrase that does
_SHOWN = 28  # characters at either end of a line
_SHORT_HEAD = 12  # characters; a shorter beginning is found by a word of the rest as well
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_DROPPED = bytes(set(range(128)) - set(b"\n#0123456789abcdefghijklmnopqrstuvwxyz"))
_NUMBER = re.compile(r"\d[\d٫٬]*")
_DIGIT_LEADS = (*b"\xd9\xdb\xdf\xe0\xe1\xea\xf0",)  # first bytes of digits outside ASCII
_WORD = re.compile(r"[^\W\d_]{2,}")
_ASCII_WORD = re.compile(r"[a-z]{4,}")
_AROUND = EDGES + VARIANT_EDGES + "\x1f\u1680\u2000\u2001\u2004\u2005\u2006\u2008\u205f"
_EDGES = frozenset(sign.encode()[:2] for sign in EDGES if not sign.isascii())

# Texts in Latin letters are compared without following bytes of UTF-8: the first byte of a letter
# outside ASCII is the same in upper and lower case (U+00C0 to U+024F).
_LATIN_LEADS = bytes(range(0xC3, 0xCA))
_LATIN_SIGNS = b"\xc2\xe2\xef\xf0"  # first bytes of signs, which are dropped
_LATIN = bytes(range(0xC0)) + _LATIN_LEADS + _LATIN_SIGNS
_OTHERS = (
    *(letter.encode() for letter in "İıȺȾ\N{KELVIN SIGN}\N{ANGSTROM SIGN}"),
    *(b"\xef\xbc", b"\xef\xbd"),  # full-width forms of ASCII
)
"""Letters whose lower case has another first byte, or that are compared as an ASCII letter."""
_TIMES, _COPYRIGHT = "\N{MULTIPLICATION SIGN}", "\N{COPYRIGHT SIGN}"
_LATIN_ZEROS = bytes.maketrans(
    b"123456789" + _LATIN_LEADS, b"000000000" + b"\x01" * len(_LATIN_LEADS)
)
_LATIN_DROPPED = _DROPPED + bytes(range(0x80, 0xC3)) + bytes(range(0xCA, 0x100))

Head = tuple[str, str]
"""A short beginning of a phrase, and a word of the rest."""


class _Patterns:
    """Strings to find in lines, each with what it means (`KEY` …)."""

    def __init__(self, *found: tuple[int, Iterable[bytes]]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # only large inputs need it

        table: dict[bytes, int] = {}
        for meaning, patterns in found:
            for pattern in chain.from_iterable(map(_with_digits, patterns)):
                table[pattern] = table.get(pattern, 0) | meaning
        self._patterns = list(table.items())
        self._automaton = BytesAhoCorasick(table, implementation=Implementation.ContiguousNFA)

    def hits(self, lines: bytes) -> Iterator[tuple[int, bytes, int, int]]:
        """Yield number of line, pattern, meaning and end of each hit. Each line follows a break."""
        row, position = -1, 0
        hits = self._automaton.find_matches_as_indexes(lines, overlapping=True)
        for pattern, start, end in sorted(hits, key=itemgetter(1)):
            row += lines.count(b"\n", position, start + 1)
            position = start + 1
            yield row, *self._patterns[pattern], end


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
        long, short = _heads(tables)
        self._heads: dict[bytes, dict[str, list[str]]] = {}
        for head, word in short:
            for letters in squeezed([head]):
                self._heads.setdefault(_beginning(letters), {}).setdefault(head, []).append(word)
        self.beginnings = _Patterns(
            (KEY, map(_beginning, chain(numbers, squeezed(long)))),
            (GLUED, (_beginning(key) for key in glued if len(key) > _COMPARED or b"0" in key)),
            (KEY, (_beginning(key, whole=True) for key in (b"0", *squeezed(tables.exact)))),
            (0, chain(self._glued, self._heads)),
        )

    def checked(self, pattern: bytes, after: bytes, line: str) -> int:
        """Return what a line may match that begins like phrases, judged by what follows."""
        glued = pattern in self._glued and (after in self._second or after[:1] == b"0")
        parts = GLUED if glued else 0
        if heads := self._heads.get(pattern):
            key = single_spaced(fold(line[: 2 * _SHOWN].lstrip(_AROUND))).lstrip(_AROUND)
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
        self._contained = [sign.encode() for sign in contained]
        self._firsts = _Patterns((TESTS, (f"\n{sign}".encode() for sign in beginnings)))
        self._lasts = _Patterns((TESTS, (f"{end}\n".encode()[::-1] for end in endings)))
        self._words = _Words(map(_raw, _words(tables.anywhere)))
        self._others = _Words(_OTHERS)

    @cached_property
    def _latin(self) -> _Phrases:
        return _Phrases(self._tables, _latin_keys)

    @cached_property
    def _any_script(self) -> _Phrases:
        return _Phrases(self._tables, _all_keys)

    def candidates(self, rows: Sequence[str]) -> dict[int, int]:
        """Return what lines may match, by their numbers; `rows` have no space at the end."""
        text, last = "\n".join(["", *rows, ""]), len(rows) - 1
        encoded = text.encode("utf-8", "surrogatepass")
        latin = text.isascii() or not (
            encoded.translate(None, _LATIN) or self._others.any_in(encoded)
        )
        phrases = self._latin if latin else self._any_script
        letters = _latin_squeezed(text) if latin else _letters(rows)
        found: dict[int, int] = {}
        for row, pattern, part, end in phrases.beginnings.hits(letters):
            if part := part | phrases.checked(pattern, letters[end : end + 2], rows[row]):
                found[row] = found.get(row, 0) | part
        for row, _, part, _ in phrases.ends.hits(letters[::-1]):
            found[last - row] = found.get(last - row, 0) | part
        for row, _, part, _ in self._firsts.hits(encoded):
            found[row] = found.get(row, 0) | part
        for row, _, part, _ in self._lasts.hits(encoded[::-1]):
            found[last - row] = found.get(last - row, 0) | part
        for sign in self._contained:
            for row in _rows_with(sign, encoded):
                found[row] = found.get(row, 0) | TESTS
        for row in self._words.rows(encoded.lower()):
            found[row] = found.get(row, 0) | ANYWHERE
        return found


def _heads(tables: Tables) -> tuple[set[str], set[Head]]:
    """Return the beginnings of phrases with holes: long ones, and short ones with a word."""
    long: set[str] = set()
    short: set[Head] = set()
    for rows in tables.heads.values():
        for row in rows.split("\n"):
            head, _, rest = row.partition("\t")[2].partition("%s")
            if len(head) >= _SHORT_HEAD or "#" in head:
                long.add(head)
            else:
                short.add((head, max(_WORD.findall(rest), key=len, default="")))
    return long, short


def longest_word(needle: str) -> str:
    """Return the longest ASCII word of a text in lower case; empty without one."""
    return max(_ASCII_WORD.findall(needle), key=len, default="")


def _words(needles: Iterable[str]) -> set[str]:
    """Return what shows that a line may have one of the needles: a word of each."""
    found: set[str] = set()
    for needle in needles:
        word = longest_word(needle)
        found.update([word] if word else _cased(needle))
    return found


def _has_any(line: str, words: Iterable[str]) -> bool:
    folded = fold(line)
    return any(word in folded for word in words)


def _rows_with(sign: bytes, lines: bytes) -> Iterator[int]:
    """Yield the numbers of lines with a sign. Each line follows a break."""
    row, position = -1, 0
    at = lines.find(sign)
    while at >= 0:
        row += lines.count(b"\n", position, at)
        yield row
        position = lines.find(b"\n", at)
        at = lines.find(sign, position)


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


def _letters(rows: Iterable[str]) -> bytes:
    """Return the letters and numbers at both ends of lines. A line break is around each line."""
    stripped = [row.strip(_AROUND) for row in rows]
    ends = [row if len(row) <= 2 * _SHOWN else row[:_SHOWN] + row[-_SHOWN:] for row in stripped]
    text = fold("\n".join(["", *ends, ""]))
    raw = _raw(text)
    if any(lead in raw for lead in _DIGIT_LEADS):
        raw = _raw(_NUMBER.sub("0", text))
    return _squeezed(raw)


def _latin_squeezed(text: str) -> bytes:
    """Return the letters of lines in Latin letters, with one byte for those outside ASCII."""
    plain = text.replace(_TIMES, "").replace(_COPYRIGHT, "c")
    return _squeezed(plain.encode().lower(), _LATIN_ZEROS, _LATIN_DROPPED)


def _latin_keys(keys: Iterable[str]) -> list[bytes]:
    """Return what is compared of normalised texts in Latin letters; others are left out."""
    latin = (key for key in keys if not key.encode().translate(None, _LATIN))
    return _numbers_as_zeros(_latin_squeezed("\n".join(latin).replace("#", "0")))


def _all_keys(keys: Iterable[str]) -> list[bytes]:
    """Return what is compared of normalised texts in any script."""
    return _numbers_as_zeros(_squeezed("\n".join(keys).replace("#", "0").encode()))


def _numbers_as_zeros(letters: bytes) -> list[bytes]:
    """Return the letters of each line that has any, and one `0` for each number."""
    while b"00" in letters:
        letters = letters.replace(b"00", b"0")
    return [found for found in letters.split(b"\n") if found]


def _squeezed(raw: bytes, zeros: bytes = _ZEROS, dropped: bytes = _DROPPED) -> bytes:
    """Return the letters of lines in lower case, and `0` for each digit or `#` between letters."""
    if b"%" in raw:
        raw = raw.replace(b"%d", b"0")
    letters = raw.translate(zeros, dropped)
    if b"#" in letters:
        while b"\n#" in letters or b"#\n" in letters:
            letters = letters.replace(b"\n#", b"\n").replace(b"#\n", b"\n")
        letters = letters.replace(b"#", b"0")
    return letters


def _raw(text: str) -> bytes:
    """Return bytes with ASCII letters in lower case: faster than lower-casing characters."""
    return text.encode("utf-8", "surrogatepass").lower()


def _cased(text: str) -> Iterator[str]:
    """Yield a text in lower case with its letters outside ASCII in either case."""
    return map("".join, product(*({x, x if x.isascii() else x.upper()} for x in text)))
