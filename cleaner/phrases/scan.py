"""Finding the lines that may match anything, with Aho-Corasick automata.

Of each line only letters and numbers are compared with how phrases begin and end. The cost does
not depend on the number of phrases or languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from operator import itemgetter

from cleaner.core.characters import EDGES
from cleaner.core.normalise import MAGNITUDES, VARIANT_EDGES, fold, single_spaced, with_plain_marks
from cleaner.phrases.tables import ENDING, Tables

KEY, KEY_END, GLUED, ANYWHERE, TRAILING, TESTS = 1, 2, 4, 8, 16, 32
"""What a line may match: a phrase that it is, in general or by its end; phrases run together; a
phrase in it, or at the end of a paragraph; a line test. Combined by `|`."""
SENTENCES = 1 << 10
"""Phrases that are a sentence of the line; asked for where a text has no paragraphs."""
EVERYTHING = KEY | GLUED | ANYWHERE | TRAILING | TESTS

_COMPARED = 12  # bytes of the beginning or end of a phrase
_SHOWN = 28  # characters at either end of a line
_SHORT_HEAD = 12  # characters; a shorter beginning is found by a word of the rest as well
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_DROPPED = bytes(set(range(128)) - set(b"\n#0123456789abcdefghijklmnopqrstuvwxyz"))
_NUMBER = re.compile(r"\d[\d٫٬]*")
_DIGIT_LEADS = (*b"\xd9\xdb\xdf\xe0\xe1\xea\xf0",)  # first bytes of digits outside ASCII
_WORD = re.compile(r"[^\W\d_]{2,}")
_AROUND = EDGES + VARIANT_EDGES + "\x1f\u1680\u2000\u2001\u2004\u2005\u2006\u2008\u205f"
_EDGES = frozenset(sign.encode()[:2] for sign in EDGES if not sign.isascii())

Head = tuple[str, str]
"""A short beginning of a phrase, and a word of the rest."""


class _Patterns:
    """Strings to find in lines, each with what it means (`KEY` …)."""

    def __init__(self, *found: tuple[int, Iterable[bytes]], few: bool = False) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # only large inputs need it

        table: dict[bytes, int] = {}
        for meaning, patterns in found:
            for pattern in patterns:
                table[pattern] = table.get(pattern, 0) | meaning
        self._patterns = list(table.items())
        kind = Implementation.DFA if few else Implementation.ContiguousNFA
        self._automaton = BytesAhoCorasick(table, implementation=kind)

    def hits(self, lines: bytes) -> Iterator[tuple[int, bytes, int, int]]:
        """Yield number of line, pattern, meaning and end of each hit. Each line follows a break."""
        row, position = -1, 0
        hits = self._automaton.find_matches_as_indexes(lines, overlapping=True)
        for pattern, start, end in sorted(hits, key=itemgetter(1)):
            row += lines.count(b"\n", position, start + 1)
            position = start + 1
            yield row, *self._patterns[pattern], end


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
        self._endings = frozenset(endings)
        words = [ending for ending in self._endings if len(ending) > 1]
        self._inside = _Patterns(
            (ANYWHERE, (_raw(cased) for needle in tables.anywhere for cased in _cased(needle))),
            (TESTS, map(_raw, chain(contained, (f"\n{sign}" for sign in beginnings)))),
            few=True,
        )
        rows = (row for rows in tables.trailing.values() for row in rows.split("\n"))
        numbers = [b"0" + magnitude.encode() for magnitude in MAGNITUDES]
        self._ends = _Patterns(
            (KEY_END, map(_ending, chain(numbers, _tails(tables)))),
            (TRAILING, map(_ending, _squeezed_all(row.partition("\t")[2] for row in rows))),
            (TESTS, map(_ending, _squeezed_all(map(fold, words)))),
        )
        glued = _squeezed_all(tables.glued)
        self._glued = {_beginning(key) for key in glued if len(key) <= _COMPARED}
        self._second = _EDGES.union(key[:2] for key in glued)
        heads, self._heads = _heads(tables)
        self._beginnings = _Patterns(
            (KEY, map(_beginning, chain(numbers, heads))),
            (GLUED, (_beginning(key) for key in glued if len(key) > _COMPARED or b"0" in key)),
            (KEY, (_beginning(key, whole=True) for key in (b"0", *_squeezed_all(tables.exact)))),
            (0, chain(self._glued, self._heads)),
        )

    def candidates(self, rows: Sequence[str]) -> dict[int, int]:
        """Return what lines may match, by their numbers; `rows` have no space at the end."""
        endings, last = self._endings, len(rows) - 1
        found = {number: TESTS for number, row in enumerate(rows) if row[-1:] in endings}
        text = with_plain_marks("\n".join(["", *rows, ""]))
        for row, _, part, _ in self._inside.hits(_raw(text)):
            found[row] = found.get(row, 0) | part
        letters = _letters(rows)
        for row, pattern, part, end in self._beginnings.hits(letters):
            if part := part | self._checked(pattern, letters[end : end + 2], rows[row]):
                found[row] = found.get(row, 0) | part
        for row, _, part, _ in self._ends.hits(letters[::-1]):
            ending = rows[last - row][-ENDING:]
            if part != TESTS or ending in endings or ending[1:] in endings:
                found[last - row] = found.get(last - row, 0) | part
        return found

    def _checked(self, pattern: bytes, after: bytes, line: str) -> int:
        """Return what a line may match that begins like phrases, judged by what follows."""
        glued = pattern in self._glued and (after in self._second or after[:1] == b"0")
        parts = GLUED if glued else 0
        if heads := self._heads.get(pattern):
            key = single_spaced(fold(line[: 2 * _SHOWN])).lstrip(_AROUND)
            words = [word for head, word in heads if key.startswith(head)]
            if words and any(word in fold(line) for word in words):
                parts |= KEY
        return parts


def _heads(tables: Tables) -> tuple[list[bytes], dict[bytes, set[Head]]]:
    """Return the beginnings of phrases with holes: long ones, and short ones by their pattern."""
    long: set[str] = set()
    short: dict[bytes, set[Head]] = {}
    for rows in tables.heads.values():
        for row in rows.split("\n"):
            head, _, rest = row.partition("\t")[2].partition("%s")
            if len(head) >= _SHORT_HEAD or "#" in head:
                long.add(head)
            else:
                word = max(_WORD.findall(rest), key=len, default="")
                short.setdefault(_beginning(_squeezed(head.encode())), set()).add((head, word))
    return _squeezed_all(long), short


def _tails(tables: Tables) -> Iterator[bytes]:
    """Yield the ends of phrases that begin with a hole, from their last number on."""
    for key in _squeezed_all(tables.tails):
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


def _squeezed_all(keys: Iterable[str]) -> list[bytes]:
    """Return the letters and numbers of normalised texts, none of which is signs alone."""
    found = _squeezed("\n".join(keys).replace("#", "0").encode())
    return found.split(b"\n") if found else []


def _squeezed(raw: bytes) -> bytes:
    """Return the letters of lines in lower case, and `0` for each number or `#` between letters."""
    letters = raw.replace(b"%d", b"0").translate(_ZEROS, _DROPPED)
    if b"#" in letters:
        while b"\n#" in letters or b"#\n" in letters:
            letters = letters.replace(b"\n#", b"\n").replace(b"#\n", b"\n")
        letters = letters.replace(b"#", b"0")
    while b"00" in letters:
        letters = letters.replace(b"00", b"0")
    return letters


def _raw(text: str) -> bytes:
    """Return bytes with ASCII letters in lower case: faster than lower-casing characters."""
    return text.encode("utf-8", "surrogatepass").lower()


def _cased(text: str) -> Iterator[str]:
    """Yield a text in lower case with its letters outside ASCII in either case."""
    return map("".join, product(*({x, x if x.isascii() else x.upper()} for x in text)))
