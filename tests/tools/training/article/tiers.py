"""Tiers: how sure a line must be, for a share of words that may be lost.

Chosen on documents that the scoring network has not seen, for what the scorer and the rules remove
together. Each tier has a threshold and a slope
(`cleaner.scorer.article.Tier`); of all that keep to its limits, it is the one that removes most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article import KEEP, MAX_REMOVED, MIN_KNOWN, Tier, line_evidence
from cleaner.scorer.article_features import ARTICLE_ROLES, ArticleLines
from cleaner.scorer.article_vetoes import keeps
from tests.tools.training.article.documents import EITHER, Labelled

SAFE = 0.0005
"""Share of the words that the safe tier may lose."""
MAX_HARMED = 0.01
"""Share of the documents that the safe tier may harm."""
LOSSES = (SAFE, 0.001, 0.002, 0.005, 0.01)
_SLOPES = (0.0, 0.4, 0.8)
_SAFE_SLOPES = (0.8, 1.2)
_STEPS = 400
_CONSIDERED = 0.2  # probability up to which no tier removes a line
_COMMENTS = ARTICLE_ROLES.index("comments")


class Held(NamedTuple):
    """All lines of held-out documents: probability, words, what they are, and their document.

    The probability of lines that a veto or a guard keeps is 0. `ruled` lines are removed by the
    rules, whatever the scorer says.
    """

    probability: Floats
    words: Ints
    counts: Floats
    categories: Ints
    document: Ints
    ruled: Bools

    @classmethod
    def of(
        cls, documents: Sequence[Labelled], roles: Sequence[Floats], known: Sequence[float]
    ) -> Held:
        """Join documents, the probabilities of their lines' roles, and shares of known words."""
        sizes = [len(document.categories) for document in documents]
        scored = zip(documents, roles, known, strict=True)
        return cls(
            np.concatenate([_probability(one.lines, found, share) for one, found, share in scored]),
            np.concatenate([document.lines.word_counts for document in documents]),
            np.concatenate([document.counts for document in documents]),
            np.concatenate([document.categories for document in documents]),
            np.repeat(np.arange(len(documents)), sizes),
            np.concatenate([document.ruled for document in documents]),
        )


class Measured(NamedTuple):
    """Shares: of the boilerplate's words removed, of the article's lost, of documents harmed."""

    removed: float
    lost: float
    harmed: float


def _probability(lines: ArticleLines, roles: Floats, known: float) -> Floats:
    """Return the probability of lines to be boilerplate; 0 for those that must stay."""
    out: Floats = 1 - roles[:, KEEP]
    if known < MIN_KNOWN:
        return np.zeros_like(out)
    comments = np.argsort(roles, 1)[:, ::-1]
    best = np.where(comments[:, 0] == KEEP, comments[:, 1], comments[:, 0])
    out[(best == _COMMENTS) & ~lines.below_comments_heading] = 0
    for number in np.flatnonzero(out > _CONSIDERED):
        if keeps(lines, int(number)):
            out[number] = 0
    return out


def measure(held: Held, cut: Bools) -> Measured:
    """Measure what removing some lines does, with the rules.

    In a document of which the scorer would remove too much, it removes nothing.
    """
    removed = np.bincount(held.document, held.words * cut) / np.maximum(
        1, np.bincount(held.document, held.words)
    )
    cut = cut & (removed <= MAX_REMOVED)[held.document] | held.ruled
    keep, remove = held.categories == KEEP, held.categories > KEEP
    lost = held.counts[keep & cut].sum() / max(1, held.counts[keep].sum())
    removed = held.counts[remove & cut].sum() / max(1, held.counts[remove].sum())
    harmed = len(np.unique(held.document[keep & cut])) / (held.document[-1] + 1)
    return Measured(float(removed), float(lost), harmed)


def conformal(share: float, level: float, documents: int) -> bool:
    """Tell whether a share of documents, on held-out ones, bounds the risk on further ones.

    Conformal risk control (Angelopoulos and others, 2022): the expected share on exchangeable
    documents is at most `level`.
    """
    return (documents * share + 1) / (documents + 1) <= level


def tiers(held: Held) -> Floats:
    """Return for each share of LOSSES (share, threshold, slope)."""
    return np.array([[loss, *_tier(held, loss)] for loss in LOSSES], np.float32)


def _tier(held: Held, loss: float) -> Tier:
    best, most = Tier(np.inf, 0), -1.0
    documents = int(held.document[-1]) + 1
    for slope in _SAFE_SLOPES if loss == SAFE else _SLOPES:
        evidence = line_evidence(held.probability, held.words, slope)
        for threshold in _steps(evidence[held.categories != EITHER]):
            found = measure(held, evidence >= threshold)
            if found.lost > loss:
                break
            if loss == SAFE and not conformal(found.harmed, MAX_HARMED, documents):
                break
            if found.removed > most:
                best, most = Tier(float(threshold), slope), found.removed
    return best


def _steps(evidence: Floats) -> Floats:
    """Return thresholds from strict to loose."""
    return np.unique(np.quantile(evidence, 1 - np.linspace(0.0005, 0.15, _STEPS)))[::-1]
