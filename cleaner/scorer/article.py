"""Lines of an article's text that are boilerplate: the learned scorer, its guards and its tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from cleaner.core import accelerator
from cleaner.core.analysis import Score
from cleaner.core.structure import Kind, Region
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article_context import DOUBTFUL, FirstLook, context, structured
from cleaner.scorer.article_features import (
    ARTICLE_ROLES,
    FAMILIES,
    ArticleLines,
    article_features,
)
from cleaner.scorer.article_vetoes import keeps
from cleaner.scorer.attribution import Reasons
from cleaner.scorer.compiled_lines import CompiledLines
from cleaner.scorer.network import Network, Scores
from cleaner.scorer.second_look import SecondLook

KEEP = ARTICLE_ROLES.index("keep")
LONG_LINE = 80
"""Words beyond which a line counts as one of this length."""
MIN_KNOWN = 0.5
"""Share of a text's words that the network knows in its languages: 52 to 93 % of most texts in
English, German, Spanish, French, Portuguese, Japanese and Chinese, in others less than half."""
LEAST_KNOWN = 0.1
"""Share of words that it must know to score a text at all."""
CARE = 5
"""How many times less may be lost of a text of which the network knows less than `MIN_KNOWN`: it
judges the form of lines, and the words that languages have in common."""
MAX_REMOVED = 0.5
"""Share of a text's words beyond which the scorer removes nothing."""
MAX_LINES = 320
"""Lines of the longest text that is scored; those for training have at most 162."""
MAX_WORDS = 6_500
"""Words of the longest text that is scored; those for training have at most 6,300."""
WHOLE = frozenset({Kind.PARAGRAPH, Kind.CONTACT, Kind.LIST})
"""Structure of which the scorer removes all or nothing: the least certain line decides."""
INSIDE = WHOLE | {Kind.SPEECH, Kind.QUOTATION}
"""Structure that the scorer may remove: boilerplate between two quotation marks is often taken for
speech or for a quotation. Other structure (code, tables, verse, …) stays."""
STRUCTURE = 1.0
"""Evidence that structure may add to that of a text's surest line, which decides whether any is
removed. It added at most 0.5 in 2,572 texts, of 1,261 of which something is removed."""
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

    A line is removed if `odds + slope * log(words) + text_slope * log(sure)` is at least
    `threshold`: a right removal is worth the line's words, and a wrong one harms a document however
    short the line is, but only once. `sure` are the words of the lines of the text that are at
    least as sure as this one.
    """

    threshold: float
    slope: float
    text_slope: float = 0


NOTHING = Tier(np.inf, 0)
"""Removes no line."""


@dataclass(frozen=True)
class ScoredText:
    """The lines of a text, and what the network says of them.

    `look_again` returns the log-odds of each line to be boilerplate, given the regions of the text:
    those of the second look, and minus infinity for a line of which the first look was sure that it
    is not. `regions` gives the structure of the text, and `known` is the share of its words that
    the network knows.
    """

    lines: ArticleLines | CompiledLines
    network: Network
    scores: Scores
    look_again: Callable[[Sequence[Region]], Floats]
    regions: Callable[[], Sequence[Region]]
    known: float

    @property
    def in_known_language(self) -> bool:
        """Whether the network knows the language of the text."""
        return self.known >= MIN_KNOWN

    @cached_property
    def odds(self) -> Floats:
        """The log-odds of each line to be boilerplate."""
        return self.look_again(self.regions())

    @cached_property
    def categories(self) -> list[str]:
        """The most probable category of each line, were it boilerplate."""
        roles = self.scores.roles.copy()
        roles[:, KEEP] = 0
        return [ARTICLE_ROLES[number] for number in roles.argmax(1).tolist()]

    def decided(self, tier: Tier) -> Floats:
        """Return the evidence of lines, in view of what keeps those sure enough for a tier.

        It is minus infinity for a line that stays.
        """
        evidence = line_evidence(self.odds, self.lines.worth, tier)
        sure = np.flatnonzero(evidence >= tier.threshold).tolist()
        for number in sure:
            if keeps(self.lines, number):
                evidence[number] = -np.inf
        if not sure:
            return evidence
        return with_labels(respecting(evidence, self.regions()), self.lines.is_label)

    def removed(self, tier: Tier) -> list[int]:
        """Return the numbers of the lines to remove: sure enough, and not kept for another reason.

        None if they would be much of the text: then it is unlike the articles that the network was
        trained on.
        """
        if not self._any_nearly_sure(tier):
            return []
        found = np.flatnonzero(self.decided(tier) >= tier.threshold)
        words = self.lines.word_counts
        enough = words[found].sum() <= MAX_REMOVED * words.sum()
        return found.tolist() if enough else []

    def _any_nearly_sure(self, tier: Tier) -> bool:
        """Tell whether any line were nearly sure enough if the text had no structure.

        Most texts have none, and finding their structure takes longer than all else.
        """
        odds = self.look_again(())
        if odds.max() == -np.inf:
            return False
        nearly = line_evidence(odds, self.lines.worth, tier).max()
        return bool(nearly >= tier.threshold - STRUCTURE)

    def why(self, numbers: Sequence[int]) -> list[Score]:
        """Return for some lines the probability to be wanted, and what speaks most against it.

        The reasons are found when they are asked for.
        """
        rows = np.array(numbers, np.int64)
        reasons = Reasons(self.network, self.scores, rows, [KEEP])
        wanted = 1 / (1 + np.exp(self.odds[rows].astype(np.float64)))
        return [
            Score(round(share, 4), partial(reasons.of, place))
            for place, share in enumerate(wanted.tolist())
        ]


def scored(
    network: Network,
    second: SecondLook,
    lines: ArticleLines | CompiledLines,
    regions: Callable[[], Sequence[Region]],
    is_worth_it: Callable[[Floats, bool], bool] | None = None,
    *,
    any_language: bool = True,
) -> ScoredText | None:
    """Score the lines of a text; None for a text that is unfit.

    A text is fit if it is no longer than all that the network was trained on, if the network knows
    some of its words (half of them, unless `any_language`), and if `is_worth_it` says so of its
    inputs and of whether the network knows its language.
    """
    if len(lines) > MAX_LINES or lines.total_words > MAX_WORDS:
        return None
    reading = lines if isinstance(lines, CompiledLines) else _Reading(network, lines)
    known = reading.known_share()
    if known < (LEAST_KNOWN if any_language else MIN_KNOWN):
        return None
    inputs = reading.inputs()
    if is_worth_it and not is_worth_it(inputs, known >= MIN_KNOWN):
        return None
    scores = network.applied(inputs, (lines.look,))
    again = reading.again(second, scores, known)
    return ScoredText(lines, network, scores, again, regions, known)


class _Reading(NamedTuple):
    """What `CompiledLines` does, in numpy."""

    network: Network
    lines: ArticleLines

    def known_share(self) -> float:
        return self.network.known_share(self.lines.words)

    def inputs(self) -> Floats:
        return self.network.inputs(article_features(self.lines))

    def again(
        self, second: SecondLook, scores: Scores, known: float
    ) -> Callable[[Sequence[Region]], Floats]:
        def look(regions: Sequence[Region]) -> FirstLook:
            return FirstLook(self.lines, scores.roles, known, lambda: regions)

        first = look(())
        doubtful = first.odds > DOUBTFUL
        unstructured = context(first, doubtful) if doubtful.any() else None

        def odds(regions: Sequence[Region]) -> Floats:
            out = np.full(len(self.lines), -np.inf, np.float32)
            if unstructured is not None:
                found = unstructured
                if regions:
                    found = structured(unstructured, look(regions), doubtful)
                out[doubtful] = second.odds(found)
            return out

        return odds


def respecting(evidence: Floats, regions: Iterable[Region]) -> Floats:
    """Return the evidence of lines in view of the structure of their text (see `INSIDE`)."""
    out = evidence.copy()
    for first, last, kind in regions:
        if kind is Kind.HEADING:  # what is below it may be removed without it
            out[first] = min(out[first], out[last])
        elif kind in WHOLE:
            out[first : last + 1] = out[first : last + 1].min()
        elif kind not in INSIDE:
            out[first : last + 1] = -np.inf
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
    losses, *columns = network.extra("tiers").T
    if max_loss < losses[0]:
        return NOTHING
    at = np.log(max_loss)
    return Tier(*(float(np.interp(at, np.log(losses), column)) for column in columns))


def line_evidence(odds: Floats, words: Ints, tier: Tier) -> Floats:
    """Return for each line of a text the evidence that a tier's threshold is for."""
    if compiled := accelerator.module():
        out = odds.astype(np.float32)
        compiled.add_evidence(words, LONG_LINE, tier.slope, tier.text_slope, out)
        return out
    words = np.clip(words, 1, LONG_LINE)
    evidence: Floats = odds + np.float32(tier.slope) * np.log(words).astype(np.float32)
    if tier.text_slope:
        order = np.argsort(-evidence, kind="stable")
        sure = np.log(np.cumsum(words[order])).astype(np.float32)
        evidence[order] += np.float32(tier.text_slope) * sure
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
