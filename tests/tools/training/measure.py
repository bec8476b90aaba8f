"""Word F1 as in WCXB's own script, macro averages, and intervals over resampled domains."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

_WORD = re.compile(r"\w+")
_SAMPLES = 1_000


def words_of(text: str) -> Counter[str]:
    """Count the words of a text as the benchmark does."""
    return Counter(_WORD.findall(text.lower()))


def word_f1(lines: Iterable[Counter[str]], reference: Counter[str]) -> float:
    """Return the F1 of the words of lines and of a reference, as bags."""
    got: Counter[str] = Counter()
    for line in lines:
        got.update(line)
    if not got or not reference:
        return float(not got and not reference)
    both = (got & reference).total()
    return 2 * both / (got.total() + reference.total())


class Row(NamedTuple):
    """The score of one page."""

    id: str
    set: str
    type: str
    language: str
    domain: str
    f1: float


class Mean(NamedTuple):
    """A mean over pages, with the 95 % interval that resampling their domains gives."""

    pages: int
    f1: float
    low: float
    high: float


def mean(rows: Sequence[Row]) -> Mean:
    """Return the mean score of pages, and its interval by resampling domains with a fixed seed."""
    by_domain: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        by_domain[row.domain].append(row.f1)
    sums = np.array([[sum(scores), len(scores)] for scores in by_domain.values()])
    random = np.random.default_rng(0)
    drawn = sums[random.integers(0, len(sums), (_SAMPLES, len(sums)))].sum(1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975))
    return Mean(len(rows), float(sums[:, 0].sum() / sums[:, 1].sum()), float(low), float(high))


def groups(rows: Sequence[Row], by: Callable[[Row], str]) -> dict[str, Mean]:
    """Return the mean score of each group of pages, by its name."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return {name: mean(members) for name, members in sorted(found.items())}
