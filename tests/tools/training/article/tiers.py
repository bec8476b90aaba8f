"""Tiers: how sure a line must be, for a share of words that may be lost.

Chosen on documents that the scoring network has not seen, for what the scorer and the rules remove
together. Each tier has a threshold and two slopes (`cleaner.scorer.article.Tier`); of all that keep
to its limits, it is the one that removes most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article import KEEP, MAX_REMOVED, ScoredText, Tier
from cleaner.scorer.article_features import ARTICLE_ROLES
from tests.tools.training.article.documents import EITHER, Labelled

LOSSES = (0.0005, 0.001, 0.002, 0.005, 0.01)
"""Shares of the article's words that may be lost, for which tiers are chosen."""
HARMED = 20
"""Documents that a tier may harm, as a share of all: so many times the share of words."""
SHARE = 0.95
"""Share of the limits for which a tier is chosen at first: the engine removes more than the scorer
does at once."""
_LESS = 0.99  # of the share that should be enough
_SLOPES = (0.0, 0.2, 0.4, 0.6, 0.8)
_TEXT_SLOPES = (0.0, 0.2)
_FLOOR = -1.0  # evidence below which no tier removes a line
_STEPS = 400
_COMMENTS = ARTICLE_ROLES.index("comments")
Number = TypeVar("Number", bound=np.generic)


class Scored(NamedTuple):
    """A document, and what a network that has not seen it says; None for an unfit text.

    No lines are removed of a text in a language that the network does not know: tiers for less loss
    are for those.
    """

    document: Labelled
    found: ScoredText | None


class Held:
    """All lines of held-out documents: their words, what they are, and their document.

    `ruled` lines are removed by the rules, whatever the scorer says.
    """

    def __init__(self, scored: Sequence[Scored]) -> None:
        documents = [one.document for one in scored]
        self._scored = scored
        self.documents = len(documents)
        self.words: Ints = _joined(one.lines.word_counts for one in documents)
        self.counts: Floats = _joined(one.counts for one in documents)
        self.categories: Ints = _joined(one.categories for one in documents)
        self.ruled: Bools = _joined(one.ruled for one in documents)
        sizes = [len(one.categories) for one in documents]
        self.document: Ints = np.repeat(np.arange(len(documents)), sizes)

    def evidence(self, tier: Tier) -> Floats:
        """Return for each line what speaks for removing it, as the scorer decides."""
        return _joined(_evidence(*one, tier) for one in self._scored)

    def evidences(self) -> dict[Tier, Floats]:
        """Return the evidence for all slopes that a tier may have, and any threshold."""
        tiers = [Tier(_FLOOR, *slopes) for slopes in product(_SLOPES, _TEXT_SLOPES)]
        return {tier: self.evidence(tier) for tier in tiers}


class Measured(NamedTuple):
    """Shares: of the boilerplate's words removed (readers' comments aside), of the article's words
    lost, and of documents harmed."""

    removed: float
    lost: float
    harmed: float


def _joined(parts: Iterable[NDArray[Number]]) -> NDArray[Number]:
    return np.concatenate(list(parts))


def _evidence(document: Labelled, found: ScoredText | None, tier: Tier) -> Floats:
    if found is None or not found.in_known_language:
        return np.full(len(document.categories), -np.inf, np.float32)
    return found.decided(tier)


def measure(held: Held, cut: Bools) -> Measured:
    """Measure what removing some lines does, with the rules.

    In a document of which the scorer would remove too much, it removes nothing.
    """
    total = np.bincount(held.document, held.words)
    share = np.bincount(held.document, held.words * cut) / np.maximum(1, total)
    cut = cut & (share <= MAX_REMOVED)[held.document] | held.ruled
    keep = held.categories == KEEP
    remove = (held.categories > KEEP) & (held.categories != _COMMENTS)
    lost = held.counts[keep & cut].sum() / max(1, held.counts[keep].sum())
    removed = held.counts[remove & cut].sum() / max(1, held.counts[remove].sum())
    harmed = len(np.unique(held.document[keep & cut])) / held.documents
    return Measured(float(removed), float(lost), harmed)


def conformal(share: float, level: float, documents: int) -> bool:
    """Tell whether a share of documents, on held-out ones, bounds the risk on further ones.

    Conformal risk control (Angelopoulos and others, 2022): the expected share on exchangeable
    documents is at most `level`.
    """
    return (documents * share + 1) / (documents + 1) <= level


def smaller(share: float, loss: float, lost: float, harmed: float, documents: int) -> float:
    """Return a share of the limits with which the engine should keep to them.

    With a tier for a greater share, it lost and harmed so much.
    """
    most = HARMED * loss - (1 - HARMED * loss) / documents  # that `conformal` allows
    return share * _LESS * min(1, loss / max(lost, 1e-9), max(0, most) / max(harmed, 1e-9))


def within(loss: float, lost: float, harmed: float, documents: int) -> bool:
    """Tell whether shares of words lost and of documents harmed are within a tier's limits."""
    return lost <= loss and conformal(harmed, HARMED * loss, documents)


def tier(held: Held, evidence: dict[Tier, Floats], loss: float, share: float = 1) -> Tier:
    """Return the tier that removes most and keeps to a share of the limits for words lost."""
    best, most = Tier(np.inf, 0), -1.0
    for slopes, values in evidence.items():
        for threshold in _steps(values[held.categories != EITHER]):
            found = measure(held, values >= threshold)
            if not within(loss * share, found.lost, found.harmed, held.documents):
                break
            if found.removed > most:
                best, most = slopes._replace(threshold=float(threshold)), found.removed
    return best


def _steps(evidence: Floats) -> Floats:
    """Return thresholds from strict to loose."""
    steps = np.unique(np.quantile(evidence, 1 - np.linspace(0.0005, 0.15, _STEPS)))[::-1]
    return steps[steps >= _FLOOR]
