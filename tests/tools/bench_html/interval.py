"""Means with 95 % intervals by the cluster bootstrap.

Pages of one site resemble each other, so whole domains are drawn with replacement, as many as there
are, and the mean is taken over the pages of the draw (the pairs cluster bootstrap: Cameron, Gelbach
and Miller 2008, doi:10.1162/rest.90.3.414). The interval is from the 2.5th to the 97.5th
percentile. The seed is fixed, and one draw serves all systems: the difference of two is paired.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

RESAMPLES = 2000
SEED = 0
LEAST = 5
"""With fewer domains than that, an interval would say nothing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, and the ends of its interval if there is one."""

    mean: float
    low: float | None = None
    high: float | None = None


class Bootstrap:
    """Draws of domains, made once and used for every system and measure of these pages."""

    def __init__(
        self, domains: Sequence[str], resamples: int = RESAMPLES, seed: int = SEED
    ) -> None:
        """`domains`: the domain of every page, at least one."""
        numbers = {name: number for number, name in enumerate(dict.fromkeys(domains))}
        self._domain = [numbers[name] for name in domains]
        self.clusters = len(numbers)
        chance = random.Random(seed)
        wanted = resamples if self.clusters >= LEAST else 0
        self._draws = [chance.choices(range(self.clusters), k=self.clusters) for _ in range(wanted)]
        sizes = self._sums([1.0] * len(domains))
        self._pages = [sum(map(sizes.__getitem__, draw)) for draw in self._draws]

    def _sums(self, values: Sequence[float]) -> list[float]:
        sums = [0.0] * self.clusters
        for number, value in zip(self._domain, values, strict=True):
            sums[number] += value
        return sums

    def estimate(self, values: Sequence[float]) -> Estimate:
        """The mean over the pages, a value for each in their order, with its interval."""
        mean = statistics.fmean(values)
        if not self._draws:
            return Estimate(mean)
        sums = self._sums(values)
        means = [
            sum(map(sums.__getitem__, draw)) / pages
            for draw, pages in zip(self._draws, self._pages, strict=True)
        ]
        cuts = statistics.quantiles(means, n=40, method="inclusive")
        return Estimate(mean, cuts[0], cuts[-1])
