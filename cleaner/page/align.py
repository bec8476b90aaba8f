"""Which lines of a page are in a text that an extractor took from it, in the page's order.

An extractor returns a text and no positions: it joins, splits, shortens and moves lines, and a line
may be on the page twice. The lines are aligned with the text so that as many words as possible
match, every word of the text at most once and in order (a heaviest chain, as in sequence
alignment). A line outside the chain counts if nothing else claims its words: some extractors move
things.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from unicodedata import normalize

GRAM = 4
"""Words that are looked up together. A shorter line must be a line of the text, or begin one."""
_SHARE = 0.5  # of a line's grams that must be in the text
_PLACES = 6  # of one line that are considered
_GAP = 40  # words between two lines that are looked through for short ones
_SAMPLED = 10  # grams of a line that are looked up, evenly spread
_TRIES = 5  # grams of a line that are tried for its place
# A letter of a script without spaces counts as a word.
_WORDS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]"
    "|[^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+"
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]")
_MARKS = frozenset({"|", "-", "–", "•", "*", "---", "|---|"})  # what a rendering puts between words


def _by_space(text: str) -> list[str]:
    """The words that are compared: by the space between them, in Unicode's normal form."""
    return text.split() if text.isascii() else normalize("NFC", text).split()


def _by_letter(text: str) -> list[str]:
    """The same where a letter may be a word."""
    return _WORDS.findall(normalize("NFC", text))


def lines_in(lines: Sequence[str], text: str) -> list[bool]:
    """For each line of a page whether it is in the text. Time grows with the sum of both."""
    words = _by_letter if _UNSPACED.search(text) else _by_space
    target = _Target(text, words)
    split = [words(line) for line in lines]
    candidates = [target.places(line) for line in split]
    chain = _chain(candidates, len(target.words))
    claimed = sorted(chain.values())
    found = [
        number in chain or any(_free(place, claimed) for place in places)
        for number, places in enumerate(candidates)
    ]
    _fill_gaps(found, split, target, chain)
    return found


_Place = tuple[int, int]


class _Target:
    """The words of a text, and where runs of them stand."""

    def __init__(self, text: str, words: Callable[[str], list[str]]) -> None:
        self.words: list[str] = []
        begins: list[int] = []
        for row in text.splitlines():
            for cell in row.split("|") if "|" in row else (row,):
                found = words(cell)
                while found and found[0] in _MARKS:
                    del found[0]
                if found:
                    begins.append(len(self.words))
                    self.words += found
        self._grams: dict[tuple[str, ...], list[int]] = {}
        for at, gram in enumerate(
            zip(*(self.words[shift:] for shift in range(GRAM)), strict=False)
        ):
            if gram not in self._grams:
                self._grams[gram] = [at]
            elif len(self._grams[gram]) < _PLACES:
                self._grams[gram].append(at)
        self.known = frozenset(self.words)
        self._begins: dict[str, list[int]] = {}
        for at in begins:
            self._begins.setdefault(self.words[at], []).append(at)

    def places(self, line: list[str]) -> list[_Place]:
        """Where a line may be, as ordered half-open ranges of words."""
        size = len(line)
        if size < GRAM:
            found = self._begins.get(line[0], ()) if line else ()
            return [
                (at, at + size) for at in found[: 4 * _PLACES] if self.words[at : at + size] == line
            ][:_PLACES]
        known, tried = 0, size - GRAM + 1
        starts: set[int] = set()
        step = max(1, tried // _SAMPLED)  # of a long line every so many grams will do
        for shift in range(0, tried, step):
            places = self._grams.get(tuple(line[shift : shift + GRAM]))
            if places:
                known += 1
                if known <= _TRIES:
                    starts.update([max(0, at - shift) for at in places])
        if known < _SHARE * len(range(0, tried, step)):
            return []
        return [(at, min(at + size, len(self.words))) for at in _apart(sorted(starts), size)]


def _fill_gaps(
    found: list[bool], lines: list[list[str]], target: _Target, chain: dict[int, _Place]
) -> None:
    """Count short lines whose words are what the text has between the lines around them."""
    text = target.words
    ends = [len(text)] * (len(lines) + 1)
    for number in range(len(lines) - 1, -1, -1):
        ends[number] = chain[number][0] if number in chain else ends[number + 1]
    at = 0
    for number, line in enumerate(lines):
        if number in chain:
            at = chain[number][1]
        elif line and len(line) < GRAM and not found[number] and line[0] in target.known:
            for start in range(at, min(ends[number], at + _GAP) - len(line) + 1):
                if text[start] == line[0] and text[start : start + len(line)] == line:
                    found[number], at = True, start + len(line)
                    break


def _apart(starts: list[int], size: int) -> list[int]:
    """Starts that do not name the same place twice."""
    out: list[int] = []
    for at in starts:
        if not out or at - out[-1] >= size // 2 + 1:
            out.append(at)
    return out[:_PLACES]


def _chain(candidates: Sequence[Sequence[_Place]], size: int) -> dict[int, _Place]:
    """The heaviest chain of places, by line number.

    At most one for a line, in order and (nearly) without overlap.
    """
    best = [0] * (size + 2)  # a Fenwick tree of the heaviest chain that ends at or before a word
    tip = [-1] * (size + 2)
    links: list[tuple[int, _Place, int]] = []  # line, place, link before it
    for number, places in enumerate(candidates):
        fresh = []
        for start, end in places:
            weight, before, at = 0, -1, start + 1
            while at > 0:
                if best[at] > weight:
                    weight, before = best[at], tip[at]
                at -= at & -at
            fresh.append((weight + end - start, before, (start, end)))
        for weight, before, place in fresh:
            links.append((number, place, before))
            at = place[1] + 1
            while at <= size + 1:
                if weight > best[at]:
                    best[at], tip[at] = weight, len(links) - 1
                at += at & -at
    weight, last, at = 0, -1, size + 1
    while at > 0:
        if best[at] > weight:
            weight, last = best[at], tip[at]
        at -= at & -at
    chain: dict[int, _Place] = {}
    while last >= 0:
        number, place, last = links[last]
        chain[number] = place
    return chain


def _free(place: _Place, claimed: list[_Place]) -> bool:
    """Whether no claimed place has a word of this one."""
    at = bisect_right(claimed, place)
    return (at == 0 or claimed[at - 1][1] <= place[0]) and (
        at == len(claimed) or claimed[at][0] >= place[1]
    )
