"""What the network says of a whole text, as features of each line: for the second look at it.

The network's convolutions see a line's neighbours, but not what it makes of them. These features
have its opinion of the lines near, of the block, the list and the text that a line is part of, and
of the structure, of which it knows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.core.structure import Kind, Region
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article_features import ARTICLE_ROLES, FAMILIES, ArticleLines

DOUBTFUL = -2.0
"""Log-odds of boilerplate above which a line is looked at twice. No line that the first look gives
less is removed by the second, but for one in 200 at the largest `max_loss`."""
_LEAST, _MOST = 1e-6, 1 - 1e-6  # of a probability, for its log-odds to be finite
_NEAR = 5  # lines up or down of which each is a feature
_CLOSE = 2
_PHRASES = 3  # lines up or down of which phrases are counted
_BEFORE, _AFTER = -4.0, 0.0  # log-odds of the lines before the first and after the last
_EDGE = 8.0  # log-odds that stand for no lines at all
_KINDS = tuple(Kind)
Rows = Sequence[NDArray[np.generic]] | NDArray[np.generic]


@dataclass(frozen=True)
class FirstLook:
    """The lines of a text, and what the network says of them.

    `known` is the share of words that the network knows; `regions` gives the structure of the text.
    """

    lines: ArticleLines
    roles: Floats
    known: float
    regions: Callable[[], Sequence[Region]]

    @cached_property
    def share(self) -> Floats:
        """The probability of each line to be boilerplate."""
        share: Floats = np.clip(1 - self.roles[:, 0], _LEAST, _MOST)
        return share

    @cached_property
    def odds(self) -> Floats:
        """Its log-odds."""
        odds: Floats = np.log(self.share / (1 - self.share))
        return odds

    @cached_property
    def words(self) -> Floats:
        """The words of each line, as they count."""
        return self.lines.worth.astype(np.float32)


class Groups:
    """Groups of lines, by number: the mean, the least and the most of each, for each line."""

    def __init__(self, group: Ints) -> None:
        self._group = group
        self._sizes = np.bincount(group)
        self._order = np.argsort(group, kind="stable")
        self._starts = np.cumsum(self._sizes) - self._sizes

    @property
    def sizes(self) -> Floats:
        """The logarithm of the number of lines in each line's group."""
        sizes = np.log(self._sizes).astype(np.float32)
        return sizes[self._group]

    def mean(self, values: Floats) -> Floats:
        """Return the mean over each line's group."""
        means = np.bincount(self._group, values) / self._sizes
        return means.astype(np.float32)[self._group]

    def extremes(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the least and the most of each line's group."""
        ordered = values[self._order]
        return (
            np.minimum.reduceat(ordered, self._starts)[self._group],
            np.maximum.reduceat(ordered, self._starts)[self._group],
        )


def _moved(values: NDArray[np.generic], by: int, fill: float) -> Floats:
    """Return for each line the value `by` lines above it (below, if negative)."""
    out = np.full(len(values), fill, np.float32)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


def _near(look: FirstLook) -> Rows:
    odds = look.odds
    padded = np.concatenate(
        (np.full(_NEAR, _BEFORE, np.float32), odds, np.full(_NEAR, _AFTER, np.float32))
    )
    around = np.array([padded[by : by + len(odds)] for by in range(2 * _NEAR + 1)])
    others = np.concatenate((around[:_NEAR], around[_NEAR + 1 :]))
    close = others[_NEAR - _CLOSE : _NEAR + _CLOSE]
    means = [part.mean(0) for part in (others, close)]
    return [*around, others.min(0), others.max(0), close.min(0), close.max(0), *means]


def _roles(look: FirstLook) -> Rows:
    kinds = look.roles[:, 1:]
    shares: Rows = (kinds / np.maximum(kinds.sum(1, keepdims=True), _LEAST)).T
    return shares


def _lines(look: FirstLook) -> Rows:
    of, length = look.lines, np.log1p(look.words)
    return [
        length,
        *(_moved(length, by, 0) for by in (1, -1)),
        of.running,
        *(_moved(of.running, by, -1) for by in (1, -1)),
        of.is_label,
        of.gaps,
        np.append(of.gaps[1:], True),
        of.below_comments_heading,
    ]


def _above_and_below(look: FirstLook) -> Rows:
    """Count what the network would keep above and below, and find what it is least sure of."""
    odds, words = look.odds, look.words
    removed = words * look.share
    totals = np.cumsum((words, removed), 1)
    before = totals - (words, removed)
    after = totals[:, -1:] - totals
    return [
        np.append(_EDGE, np.minimum.accumulate(odds)[:-1]),
        np.append(np.minimum.accumulate(odds[::-1])[::-1][1:], _EDGE),
        before[1] / np.maximum(before[0], 1),
        after[1] / np.maximum(after[0], 1),
        np.log1p(np.maximum(before[0] - before[1], 0)),
        np.log1p(np.maximum(after[0] - after[1], 0)),
    ]


def _blocks(look: FirstLook) -> Rows:
    of, odds = look.lines, look.odds
    turns = np.append(False, of.running[1:] != of.running[:-1])
    blocks = Groups(np.cumsum(turns))
    paragraphs = Groups(np.cumsum(np.append(False, of.gaps[1:])))
    looks = Groups(of.look)
    return [
        blocks.mean(odds),
        *blocks.extremes(odds),
        blocks.sizes,
        paragraphs.mean(odds),
        paragraphs.sizes,
        looks.mean(odds),
        looks.sizes,
    ]


def _text(look: FirstLook) -> Rows:
    share, words = look.share, look.words
    total = max(1.0, float(words.sum()))
    doubt = np.minimum(share, 1 - share)
    values = (
        float(words @ share) / total,
        look.odds.mean(),
        (share > 0.5).mean(),
        look.odds.max(),
        look.lines.running_share,
        look.known,
        np.log(len(share)),
        np.log(total),
        float(words @ doubt) / total,
        doubt.sum(),
    )
    return np.array(values)[:, None]


def _place(look: FirstLook) -> Rows:
    n = len(look.words)
    numbers = np.arange(n)
    above, below = look.lines.far_from_running
    through = np.cumsum(look.words)
    return [
        numbers / n,
        np.log(n - numbers),
        through / max(1.0, float(through[-1])),
        np.log1p(above),
        np.log1p(below),
    ]


def _phrases(look: FirstLook) -> Rows:
    of = look.lines
    known = np.array((of.known.any(1), of.families[:, : len(FAMILIES)].any(1)), np.float32)
    padded = np.zeros((len(known), len(look.words) + 2 * _PHRASES + 1), np.float32)
    padded[:, _PHRASES + 1 : -_PHRASES] = known
    through = np.cumsum(padded, 1)
    near = through[:, 2 * _PHRASES + 1 :] - through[:, : -2 * _PHRASES - 1] - known
    return [*known, *near, *of.words_elsewhere, np.log(of.occurrences)]


def _structure(look: FirstLook) -> Rows:
    odds = look.odds
    kinds = np.zeros((len(_KINDS), len(odds)), bool)
    least, mean, size = odds.copy(), odds.copy(), np.zeros(len(odds), np.float32)
    for first, last, kind in look.regions():
        kinds[_KINDS.index(kind), first : last + 1] = True
        if kind is Kind.HEADING:
            least[first] = min(odds[first], odds[last])
            continue
        part = slice(first, last + 1)
        least[part] = np.minimum(least[part], odds[part].min())
        mean[part] = odds[part].mean()
        size[part] = np.log(last + 1 - first)
    return [*kinds, least, mean, size]


class _Group(NamedTuple):
    """Some features: their names, and what computes a row for each, or a number if all have it."""

    names: tuple[str, ...]
    rows: Callable[[FirstLook], Rows]


_NEIGHBOURS = tuple(f"line {by:+d}" if by else "line" for by in range(-_NEAR, _NEAR + 1))
_GROUPS = (
    _Group(
        (
            *_NEIGHBOURS,
            "least near",
            "most near",
            "least close",
            "most close",
            "mean near",
            "mean close",
        ),
        _near,
    ),
    _Group(ARTICLE_ROLES[1:], _roles),
    _Group(
        (
            "words",
            "words above",
            "words below",
            "running",
            "running above",
            "running below",
            "label",
            "blank line above",
            "blank line below",
            "below a heading of comments",
        ),
        _lines,
    ),
    _Group(
        (
            "least above",
            "least below",
            "share above",
            "share below",
            "kept words above",
            "kept words below",
        ),
        _above_and_below,
    ),
    _Group(
        (
            "mean of block",
            "least of block",
            "most of block",
            "lines of block",
            "mean of paragraph",
            "lines of paragraph",
            "mean of the same look",
            "lines of the same look",
        ),
        _blocks,
    ),
    _Group(
        (
            "share of the text",
            "mean of the text",
            "lines of boilerplate",
            "most of the text",
            "running share",
            "known words",
            "lines of the text",
            "words of the text",
            "doubtful words",
            "doubtful lines",
        ),
        _text,
    ),
    _Group(
        ("place by lines", "lines below", "place by words", "since running", "until running"),
        _place,
    ),
    _Group(
        (
            "phrase",
            "strong phrase",
            "phrases near",
            "strong phrases near",
            "words of running text",
            "words of the title",
            "words of its own",
            "occurrences",
        ),
        _phrases,
    ),
    _Group(
        (*(f"in {kind}" for kind in _KINDS), "least of region", "mean of region", "size of region"),
        _structure,
    ),
)
CONTEXT: tuple[str, ...] = tuple(name for group in _GROUPS for name in group.names)
"""The names of the features, which model files record."""


def context(look: FirstLook, which: Bools) -> Floats:
    """Compute the features of some lines: lines × CONTEXT."""
    out = np.empty((len(CONTEXT), len(which)), np.float32)
    at = 0
    for group in _GROUPS:
        out[at : at + len(group.names)] = np.asarray(group.rows(look))
        at += len(group.names)
    return np.ascontiguousarray(out[:, which].T)


def structured(found: Floats, look: FirstLook, which: Bools) -> Floats:
    """Return features of some lines (`context`), with those of the structure that a look has."""
    rows = np.asarray(_structure(look), np.float32)
    return np.concatenate((found[:, : -len(rows)], rows[:, which].T), 1)
