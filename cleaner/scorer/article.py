"""Lines of an article's text that are boilerplate: the learned scorer, its guards and its tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cleaner.core.analysis import Score
from cleaner.core.structure import Kind, Region
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article_features import (
    ARTICLE_ROLES,
    FAMILIES,
    ArticleLines,
    article_features,
)
from cleaner.scorer.article_vetoes import keeps
from cleaner.scorer.attribution import attribute
from cleaner.scorer.network import Network, Scores

KEEP = ARTICLE_ROLES.index("keep")
LONG_LINE = 80
"""Words beyond which a line counts as one of this length."""
MIN_KNOWN = 0.5
"""Share of a text's words that the network must know. In its languages (English, German, Spanish,
French, Portuguese, Japanese, Chinese) it knows 52 to 93 % of most texts, in others less than half.
"""
MIN_RUNNING = 0.6
"""Share of a text's words that must be running text. Texts with less are hardly articles but lists
of prices, terms, pages of a shop: 7 % of the labelled ones, and a third of those that were harmed
before."""
MAX_REMOVED = 0.5
"""Share of a text's words beyond which the scorer removes nothing."""
MAX_LINES = 320
"""Lines of the longest text that is scored; those for training have at most 162."""
MAX_WORDS = 6_500
"""Words of the longest text that is scored; those for training have at most 6,300."""
WHOLE = frozenset({Kind.PARAGRAPH, Kind.CONTACT, Kind.LIST})
"""Structure of which the scorer removes all or nothing: the least certain line decides. Other
structure (code, tables, verse, …) stays."""
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
    network: Network
    scores: Scores

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

    def decided(self, tier: Tier, regions: Callable[[], Iterable[Region]]) -> Floats:
        """Return the evidence of lines, in view of what keeps those sure enough for a tier.

        It is minus infinity for a line that stays. `regions` gives the structure of the text; it is
        asked for if some line is sure enough.
        """
        evidence = line_evidence(self.probability, self.lines.worth, tier.slope)
        sure = np.flatnonzero(evidence >= tier.threshold).tolist()
        for number in sure:
            if keeps(self.lines, number) or self._is_stray_comment(number):
                evidence[number] = -np.inf
        if not sure:
            return evidence
        return with_labels(respecting(evidence, regions()), self.lines.is_label)

    def _is_stray_comment(self, number: int) -> bool:
        """Tell whether a line looks like a reader's comment, but no heading of them is above."""
        if self.categories[number] != "comments":
            return False
        return not self.lines.below_comments_heading[number]

    def removed(self, tier: Tier, regions: Callable[[], Iterable[Region]]) -> list[int]:
        """Return the numbers of the lines to remove: sure enough, and not kept for another reason.

        None if they would be much of the text: then it is unlike the articles that the network was
        trained on.
        """
        found = np.flatnonzero(self.decided(tier, regions) >= tier.threshold)
        words = self.lines.word_counts
        enough = words[found].sum() <= MAX_REMOVED * words.sum()
        return found.tolist() if enough else []

    def why(self, numbers: Sequence[int]) -> list[Score]:
        """Return for some lines the probability to be wanted, and what speaks most against it."""
        rows = np.array(numbers, np.int64)
        against = attribute(self.network, self.scores, rows, [KEEP])
        wanted = self.scores.roles[rows, KEEP].tolist()
        return [
            Score(round(share, 4), reasons) for share, reasons in zip(wanted, against, strict=True)
        ]


def scored(network: Network, lines: ArticleLines) -> ScoredText | None:
    """Score the lines of a text; None for a text that is unfit.

    A text is fit if it is no longer than all that the network was trained on, if much of it is
    running text, and if the network knows its words (is trained on its language).
    """
    if len(lines) > MAX_LINES or lines.total_words > MAX_WORDS:
        return None
    if lines.running_share < MIN_RUNNING or network.known_share(lines.words) < MIN_KNOWN:
        return None
    return ScoredText(lines, network, network.score(article_features(lines)))


def respecting(evidence: Floats, regions: Iterable[Region]) -> Floats:
    """Return the evidence of lines in view of the structure of their text (see `WHOLE`)."""
    out = evidence.copy()
    for first, last, kind in regions:
        if kind is Kind.HEADING:  # what is below it may be removed without it
            out[first] = min(out[first], out[last])
        else:
            out[first : last + 1] = out[first : last + 1].min() if kind in WHOLE else -np.inf
    return out


def with_labels(evidence: Floats, is_label: Bools) -> Floats:
    """Return the evidence of lines, that of a label at most that of the line below it.

    As every label, it is removed with what it announces, or stays with it (`More information:` and
    an address).
    """
    out = evidence.copy()
    for number in np.flatnonzero(is_label[:-1])[::-1].tolist():
        out[number] = min(out[number], out[number + 1])
    return out


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
