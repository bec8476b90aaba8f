"""Features of the lines of an article's text: wording, position, repetition, and phrases nearby."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cleaner.scorer import characters
from cleaner.scorer.arrays import Bools, Ints
from cleaner.scorer.characters import DIGIT, STOP, UPPER
from cleaner.scorer.features import Feature, columns
from cleaner.scorer.lines import Lines
from cleaner.scorer.text_features import TEXT_FEATURES, TextFeatures

FAMILIES = (
    "ad",
    "comments",
    "contact",
    "cookie",
    "copyright",
    "credit",
    "embed",
    "nav",
    "newsletter",
    "placeholder",
    "related",
    "share",
    "tags",
    "tools",
    "wordpress",
)
"""Families of rules whose phrases are features."""
_OF_COMMENTS = ("comments", "wordpress")  # families of phrases of comment sections
_DIGITS = "0123456789"
_SIGNS = {
    "an e-mail address": ("@", r"\S@\w+\.\w"),
    "a handle or hashtag": ("@#", r"(?:^|\s)[@#]\w"),
    "a copyright sign": (
        "\N{COPYRIGHT SIGN}\N{REGISTERED SIGN}\N{TRADE MARK SIGN}(",
        r"[©®™]|\(c\)",
    ),
    "a price": (_DIGITS, r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|EUR|USD|Euro)"),
    "a long number": (_DIGITS, r"\+?\d[\d\s/().-]{6,}\d"),
    "a date": (_DIGITS, r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}"),
    "a clock time": (_DIGITS, r"\b\d{1,2}:\d\d\b"),
    "an exclamation mark": ("!\uff01", ""),
    "a question mark": ("?\uff1f", ""),
    "a colon within": (":", r":\s\S"),
    "a bullet": (
        f"-*\u2022\u00b7\u25aa\u25cf\u2013{_DIGITS}",
        r"^\s*(?:[-*\u2022\u00b7\u25aa\u25cf\u2013]|\d{1,2}[.)])\s",
    ),
    "a bar": ("|\u00b7\u2022", r"\s[|\u00b7\u2022]\s"),
    "brackets at the end": (")]", r"[)\]]\W*$"),
    "quotes": ('"\u201c\u201d\u201e\u00ab\u00bb\u300c', ""),
    "an arrow": (
        "\u00bb\u203a\u2192\u25ba>\u00ab\u2039\u2190<",
        r"[\u00bb\u203a\u2192\u25ba>]\s*$|^[\u00ab\u2039\u2190<]",
    ),
    "code": ("{};/#$<(", r"[{};]\s*$|^\s*(?://|#include|\$ )|</?\w+>|\(\)"),
}
"""Signs in a line: characters without which a line cannot have it, and the pattern."""
_LITERALS = {
    "an address of the web": ("://", "www.", ".com", ".org", ".net", ".de"),
    "an ellipsis": ("\N{HORIZONTAL ELLIPSIS}", "..."),
}
"""Signs that are found by searching the whole text."""
ARTICLE_ROLES = (
    "keep",
    "ad",
    "comment-form",
    "comments",
    "contact",
    "cookie",
    "copyright",
    "counter",
    "credit",
    "embed-residue",
    "nav",
    "newsletter",
    "other",
    "paywall",
    "pingback",
    "placeholder",
    "related",
    "share",
    "tags",
    "tools",
)
"""What a line of an article's text may be: part of the article, or a kind of boilerplate."""
_RUNNING = 12  # words of a line that may be running text
_NEAR = 3  # lines
_FARTHEST = 2  # lines up or down to a neighbour with which a line is compared


class ArticleLines(Lines):
    """The lines of an article's text, counted; `families` has the families of their phrases."""

    def __init__(self, texts: Sequence[str], gaps: Bools, families: Bools) -> None:
        super().__init__(texts, gaps)
        self.families = families

    @cached_property
    def signs(self) -> Bools:
        """Which of the signs each line has (n × signs). Only lines with the characters are read."""
        present = np.bitwise_or.reduceat(_character_bits()[self._codes], self._starts)
        found = np.zeros((len(self), len(_SIGNS) + len(_LITERALS)), bool)
        for number, (bit, pattern) in enumerate(_compiled_signs()):
            for line in np.flatnonzero(present & bit).tolist():
                found[line, number] = bool(pattern.search(self.texts[line]))
        for number, literals in enumerate(_LITERALS.values(), len(_SIGNS)):
            found[:, number] = self._lines_with_any(literals)
        return found

    def _lines_with_any(self, literals: Sequence[str]) -> Bools:
        """Tell which lines contain one of some strings, none of which continues as a word."""
        found = np.zeros(len(self), bool)
        for literal in literals:
            at = self.text.find(literal)
            while at >= 0:
                end = at + len(literal)
                if not (literal[-1].isalpha() and self.text[end : end + 1].isalpha()):
                    found[self._line_of[at]] = True
                at = self.text.find(literal, end)
        return found

    @cached_property
    def running(self) -> Bools:
        """Which lines read like running text: long enough, with a stop near their end."""
        ends = (self.last_class == STOP) | (self.sentence_ends > 0)
        found: Bools = (self.word_counts >= _RUNNING) & ends
        return found

    @cached_property
    def compared(self) -> dict[str, NDArray[np.float64]]:
        """What lines are compared by with their neighbours, padded with zeros."""
        return {
            name: np.pad(np.asarray(of(self), float), _FARTHEST) for name, of in _COMPARED.items()
        }

    @cached_property
    def block(self) -> tuple[Ints, Ints]:
        """For lines that are not running text: the length of their run, and their place in it."""
        n = len(self)
        short = ~self.running
        starts = np.flatnonzero(short & np.append(True, ~short[:-1]))
        ends = np.flatnonzero(short & np.append(~short[1:], True)) + 1
        size, place = np.zeros(n, np.int64), np.zeros(n, np.int64)
        for start, end in zip(starts, ends, strict=True):
            size[start:end] = end - start
            place[start:end] = np.arange(end - start)
        return size, place

    @cached_property
    def _known_words(self) -> tuple[Ints, Ints, Ints]:
        """For each word: its number, its line, and in how many lines it occurs."""
        _, number = np.unique(self.word_hashes, return_inverse=True)
        line = self._word_lines
        return number, line, self._lines_with(number, line)

    def _lines_with(self, number: Ints, line: Ints) -> Ints:
        """Count for each word the lines in which it occurs."""
        different = np.unique(number * len(self) + line) // len(self)
        return np.bincount(different, minlength=int(number.max(initial=-1)) + 1)

    @property
    def below_comments_heading(self) -> Bools:
        """Which lines have a phrase of a comment section, or one above them."""
        columns = [FAMILIES.index(family) for family in _OF_COMMENTS]
        columns += [column + len(FAMILIES) for column in columns]
        return np.asarray(np.maximum.accumulate(self.families[:, columns].any(1)))

    def share_of_words(self, which: Callable[[Ints, Ints, Ints], Bools]) -> ArrayLike:
        """For each line the share of its words that are of some kind."""
        number, line, lines = self._known_words
        hits = np.bincount(line[which(number, line, lines)], minlength=len(self))
        return np.divide(hits, self.at_least_one_word)

    @cached_property
    def in_running(self) -> ArrayLike:
        """The share of each line's words that occur in other lines of running text."""
        number, line, _ = self._known_words
        own = self.running[line]
        size = int(number.max(initial=-1)) + 1
        lines = np.zeros(size, np.int64)
        if own.any():
            found = self._lines_with(number[own], line[own])
            lines[: len(found)] = found
        return self.share_of_words(lambda n, _l, _c: lines[n] - own > 0)

    @cached_property
    def in_title(self) -> ArrayLike:
        """The share of each line's words that occur in the first line."""
        number, line, _ = self._known_words
        title = np.zeros(int(number.max(initial=-1)) + 1, bool)
        title[number[line == 0]] = True
        return self.share_of_words(lambda n, line_, _c: title[n] & (line_ > 0))


@cache
def _character_bits() -> NDArray[np.uint32]:
    """For each code point a bit for each of the signs that it may be part of."""
    bits = np.zeros(characters.PLANE, np.uint32)
    for number, (members, _) in enumerate(_SIGNS.values()):
        for member in members:
            bits[ord(member)] |= np.uint32(1 << number)
    return bits


@cache
def _compiled_signs() -> tuple[tuple[np.uint32, re.Pattern[str]], ...]:
    """For each sign its bit and its pattern."""
    patterns = (re.compile(pattern) for _, pattern in _SIGNS.values())
    return tuple((np.uint32(1 << number), pattern) for number, pattern in enumerate(patterns))


def shifted(values: NDArray[np.generic], by: int) -> NDArray[np.generic]:
    """Return the values of the lines `by` further down (negative: further up); zeros beyond."""
    out = np.zeros_like(values)
    if by > 0:
        out[:-by] = values[by:]
    elif by < 0:
        out[-by:] = values[:by]
    else:
        out[:] = values
    return out


def window(values: ArrayLike, above: int, below: int) -> NDArray[np.float64]:
    """Sum the values from `above` lines above to `below` lines below each line, itself included."""
    numbers = np.asarray(values, float)
    total = np.concatenate((np.zeros((1, *numbers.shape[1:])), np.cumsum(numbers, 0)))
    at = np.arange(len(numbers))
    high = np.minimum(at + below + 1, len(numbers))
    result: NDArray[np.float64] = total[high] - total[np.maximum(at - above, 0)]
    return result


def _sign(number: int, lines: ArticleLines) -> ArrayLike:
    return lines.signs[:, number]


def _family(number: int, lines: ArticleLines) -> ArrayLike:
    return lines.families[:, number] | lines.families[:, number + len(FAMILIES)]


def _strong(lines: ArticleLines) -> Bools:
    return np.asarray(lines.families[:, : len(FAMILIES)].any(1))


def _any(lines: ArticleLines) -> Bools:
    return np.asarray(lines.families.any(1))


def _neighbour(name: str, by: int, lines: ArticleLines) -> ArrayLike:
    """Return what the lines `by` further down are like; zeros beyond the text."""
    return lines.compared[name][_FARTHEST + by :][: len(lines)]


def _near(
    of: Callable[[ArticleLines], ArrayLike], above: int, below: int
) -> Callable[[ArticleLines], ArrayLike]:
    return lambda lines: window(of(lines), above, below)


def _words(lines: ArticleLines) -> ArrayLike:
    return np.log1p(lines.word_counts)


def _capitals(lines: ArticleLines) -> ArrayLike:
    return np.divide(lines.capitalised, lines.at_least_one_word)


def _stops(lines: ArticleLines) -> ArrayLike:
    return np.equal(lines.last_class, STOP)


def _link(lines: ArticleLines) -> ArrayLike:
    return lines.signs[:, len(_SIGNS)]


def _running(lines: ArticleLines) -> ArrayLike:
    return lines.running


def _gaps(lines: ArticleLines) -> ArrayLike:
    return lines.gaps


def _same_look(lines: ArticleLines) -> ArrayLike:
    counts: ArrayLike = np.log(np.bincount(lines.look)[lines.look])
    return counts


def _same_look_near(lines: ArticleLines) -> ArrayLike:
    same = [shifted(lines.look + 1, by) == lines.look + 1 for by in (-2, -1, 1, 2)]
    count: ArrayLike = np.sum(same, 0)
    return count


def _after(of: Callable[[ArticleLines], ArrayLike]) -> Callable[[ArticleLines], ArrayLike]:
    """Return the share of later lines that have something."""

    def share(lines: ArticleLines) -> ArrayLike:
        values = np.asarray(of(lines), float)
        left = np.arange(len(values))[::-1]
        part: ArrayLike = (values.sum() - np.cumsum(values)) / np.maximum(left, 1)
        return part

    return share


def _before(of: Callable[[ArticleLines], ArrayLike]) -> Callable[[ArticleLines], ArrayLike]:
    """Return the share of earlier lines that have something."""

    def share(lines: ArticleLines) -> ArrayLike:
        values = np.asarray(of(lines), float)
        before = np.maximum(np.arange(len(values)), 1)
        part: ArrayLike = (np.cumsum(values) - values) / before
        return part

    return share


def _since_strong(lines: ArticleLines) -> ArrayLike:
    """Count the lines up to the nearest line with a phrase above (at most 30)."""
    numbers = np.arange(len(lines))
    last = np.maximum.accumulate(np.where(_strong(lines), numbers, -30))
    distance: ArrayLike = np.minimum(numbers - np.append(-30, last[:-1]), 30)
    return distance


def _until_strong(lines: ArticleLines) -> ArrayLike:
    """Count the lines up to the nearest line with a phrase below (at most 30)."""
    numbers = np.arange(len(lines))
    following = np.where(_strong(lines), numbers, len(lines) + 30)
    nearest = np.minimum.accumulate(following[::-1])[::-1]
    distance: ArrayLike = np.minimum(np.append(nearest[1:], len(lines) + 30) - numbers, 30)
    return distance


_COMPARED: dict[str, Callable[[ArticleLines], ArrayLike]] = {
    "words": _words,
    "capitals": _capitals,
    "stop at its end": _stops,
    "web address": _link,
    "running text": _running,
    "phrase": _any,
    "blank line": _gaps,
}

ARTICLE_FEATURES: tuple[Feature[ArticleLines], ...] = (
    *TEXT_FEATURES,
    *(
        Feature(name, "signs in it", partial(_sign, at))
        for at, name in enumerate((*_SIGNS, *_LITERALS))
    ),
    *(
        Feature(f"phrase of {name}", "phrases of boilerplate", partial(_family, at))
        for at, name in enumerate(FAMILIES)
    ),
    Feature("strong phrase", "phrases of boilerplate", _strong),
    Feature("phrases above", "phrases of boilerplate nearby", _near(_any, _NEAR, -1)),
    Feature("phrases below", "phrases of boilerplate nearby", _near(_any, -1, _NEAR)),
    Feature("lines since phrase", "phrases of boilerplate nearby", _since_strong),
    Feature("lines until phrase", "phrases of boilerplate nearby", _until_strong),
    Feature(
        "share of phrases",
        "phrases of boilerplate nearby",
        lambda lines: np.full(len(lines), np.mean(_any(lines))),
    ),
    Feature("running text", "running text", _running),
    Feature("running text after", "position in the article", _after(_running)),
    Feature("running text before", "position in the article", _before(_running)),
    Feature(
        "running lines above",
        "position in the article",
        lambda lines: np.log1p(np.cumsum(lines.running) - lines.running),
    ),
    Feature(
        "running lines below",
        "position in the article",
        lambda lines: np.log1p(lines.running.sum() - np.cumsum(lines.running)),
    ),
    Feature(
        "words below",
        "position in the article",
        lambda lines: np.log1p(lines.total_words - lines.words_through),
    ),
    Feature("words above", "position in the article", lambda lines: np.log1p(lines.words_before)),
    Feature(
        "lines below",
        "position in the article",
        lambda lines: np.log1p(np.arange(len(lines))[::-1]),
    ),
    Feature("size of block", "short lines around it", lambda lines: np.log1p(lines.block[0])),
    Feature("place in block", "short lines around it", lambda lines: np.log1p(lines.block[1])),
    Feature("same look", "lines that look alike", _same_look),
    Feature("same look nearby", "lines that look alike", _same_look_near),
    Feature(
        "words of running text",
        "words that the article has elsewhere",
        lambda lines: lines.in_running,
    ),
    Feature(
        "words of the title", "words that the article has elsewhere", lambda lines: lines.in_title
    ),
    Feature(
        "words of its own",
        "words that the article has elsewhere",
        lambda lines: lines.share_of_words(lambda n, _l, c: c[n] == 1),
    ),
    Feature(
        "digits in the text",
        "kind of text",
        lambda lines: np.full(len(lines), lines.class_counts[:, DIGIT].sum() / lines.lengths.sum()),
    ),
    Feature(
        "capitals in the text",
        "kind of text",
        lambda lines: np.full(len(lines), lines.class_counts[:, UPPER].sum() / lines.lengths.sum()),
    ),
    Feature(
        "running share of the text",
        "kind of text",
        lambda lines: np.full(len(lines), lines.running.mean()),
    ),
    *(
        Feature(f"{name} at {by:+}", "lines around it", partial(_neighbour, name, by))
        for name in _COMPARED
        for by in (-2, -1, 1, 2)
    ),
)


def article_features(lines: ArticleLines) -> TextFeatures:
    """Compute the features of lines; `dense` is n × ARTICLE_FEATURES."""
    return TextFeatures(
        columns(ARTICLE_FEATURES, lines),
        lines.words,
        lines.pairs,
        lines.word_counts,
        lines.exact,
        lines.look,
    )
