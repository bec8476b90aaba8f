"""Lines of an article's text that are boilerplate: the learned scorer, its vetoes and its tiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article_features import (
    ARTICLE_ROLES,
    FAMILIES,
    ArticleLines,
    article_features,
)
from cleaner.scorer.article_vetoes import keeps
from cleaner.scorer.model_file import load
from cleaner.scorer.network import Network, Scores
from cleaner.scorer.page import pieces

KEEP = ARTICLE_ROLES.index("keep")
LONG_LINE = 80
"""Words beyond which a line counts as one of this length."""
MIN_KNOWN = 0.5
"""Share of a text's words that the network must know. In its languages (English, German, Spanish,
French, Japanese, Chinese) it knows 58 to 95 %, in others less than half."""
MAX_REMOVED = 0.5
"""Share of a text's words beyond which the scorer removes nothing."""
MAX_LINES = 320
"""Lines of the longest text that is scored; those for training have at most 162."""
MAX_WORDS = 6_500
"""Words of the longest text that is scored; those for training have at most 6,300."""
_STRONG = frozenset(
    {
        "line",
        "opening",
        "notice",
        "heading",
        "title",
        "head",
        "links",
        "crumbs",
        "shares",
        "frame",
    }
)
"""Roles of phrases that make a whole line boilerplate by themselves, or head a block of it."""

Phrases = Mapping[int, Iterable[tuple[str, str]]]
"""The phrases that rules know in a text: (rule, role) by the start of their line."""


class ScoredLine(NamedTuple):
    """A line: its offsets, the most probable category, and the probability to be boilerplate."""

    start: int
    end: int
    category: str
    probability: float


class Tier(NamedTuple):
    """How sure a line has to be to be removed.

    A line is removed if `logit(probability) + slope * log(words)` is at least `threshold`: a wrong
    removal harms a document however short the line is, and a right one is worth its words.
    """

    threshold: float
    slope: float


NOTHING = Tier(np.inf, 0)
"""Removes no line."""


@dataclass(frozen=True)
class ScoredText:
    """The lines of a text, and what the network says of them."""

    lines: ArticleLines
    scores: Scores
    known_share: float

    @property
    def probability(self) -> Floats:
        """The probability of each line to be boilerplate."""
        return 1 - self.scores.roles[:, KEEP]

    @cached_property
    def categories(self) -> list[str]:
        """The most probable category of each line, were it boilerplate."""
        roles = self.scores.roles.copy()
        roles[:, KEEP] = 0
        return [ARTICLE_ROLES[number] for number in roles.argmax(1).tolist()]

    def removed(self, tier: Tier) -> list[int]:
        """Return the numbers of the lines to remove: those sure enough that no veto keeps.

        None in a text of which the network knows few words (in a language that it was not trained
        on), or of which much would be removed (it is no article as those that it was trained on).
        """
        if self.known_share < MIN_KNOWN:
            return []
        sure = line_evidence(self.probability, self.lines.word_counts, tier.slope) >= tier.threshold
        sure &= self.lines.below_comments_heading | (np.array(self.categories) != "comments")
        found = [at for at in np.flatnonzero(sure).tolist() if not keeps(self.lines, at)]
        words = self.lines.word_counts
        return found if words[found].sum() <= MAX_REMOVED * words.sum() else []


def score(text: str, phrases: Phrases | None = None) -> list[ScoredLine]:
    """Score the lines of an article's text that are not blank; none of a text that is too long.

    Raises what `model_file.load` raises.
    """
    pieces_ = list(pieces(text))
    if len(pieces_) != 1:
        return []
    piece = pieces_[0]
    known = families([(phrases or {}).get(start, ()) for start in piece.starts])
    found = scored(load("article"), piece.texts, piece.gaps, known)
    if found is None:
        return []
    shares = found.probability.tolist()
    lines = zip(piece.starts, piece.ends, found.categories, shares, strict=True)
    return [ScoredLine(*line) for line in lines]


def scored(
    network: Network, texts: Sequence[str], gaps: Sequence[bool], known: Bools
) -> ScoredText | None:
    """Score lines that are not blank; None for no lines, and for a text that is too long.

    `gaps` tells of each line whether a blank one is above, `known` has the families of its phrases.
    A text that is longer than all that the network was trained on is hardly a web article.
    """
    if not 0 < len(texts) <= MAX_LINES:
        return None
    lines = ArticleLines(texts, np.array(gaps, bool), known)
    if lines.total_words > MAX_WORDS:
        return None
    features = article_features(lines)
    return ScoredText(lines, network.score(features), network.known_share(features))


def tier_for(network: Network, max_loss: float) -> Tier:
    """Return the tier for a share of the article's words that may be lost (0 to 1).

    Between the shares for which thresholds were chosen in cross-validation, it is interpolated;
    above them it is that of the largest one. For less than the smallest share nothing is removed.
    """
    losses, thresholds, slopes = network.extra("tiers").T
    if max_loss < losses[0]:
        return NOTHING
    at = np.log(max_loss)
    return Tier(
        float(np.interp(at, np.log(losses), thresholds)),
        float(np.interp(at, np.log(losses), slopes)),
    )


def line_evidence(probability: Floats, words: Ints, slope: float) -> Floats:
    """Return for each line the log-odds of boilerplate, plus what its length is worth."""
    share = np.clip(probability, 1e-7, 1 - 1e-7)
    length = np.log(np.clip(words, 1, LONG_LINE))
    evidence: Floats = np.log(share / (1 - share)) + slope * length
    return evidence


def families(phrases: Iterable[Iterable[tuple[str, str]]]) -> Bools:
    """Tell which families of phrases each line has: n × (strong families, then weak ones).

    `phrases` has the (rule, role) of each line's phrases.
    """
    rows = list(phrases)
    found = np.zeros((len(rows), 2 * len(FAMILIES)), bool)
    for number, row in enumerate(rows):
        for rule, role in row:
            family = rule.partition(".")[0]
            if family in FAMILIES:
                column = FAMILIES.index(family)
                found[number, column if role in _STRONG else column + len(FAMILIES)] = True
    return found
