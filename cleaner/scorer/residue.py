"""Rules of the learned scorer: one for each category of boilerplate, `residue.<category>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from cleaner.core import accelerator
from cleaner.core.analysis import Score, Span
from cleaner.core.rule import Finder, Phrase, Rule
from cleaner.scorer.arrays import Bools, Floats
from cleaner.scorer.article import (
    CARE,
    INSIDE,
    MAX_LINES,
    NOTHING,
    ScoredText,
    families,
    scored,
    tier_for,
)
from cleaner.scorer.article_features import ARTICLE_ROLES, FAMILIES, ArticleLines
from cleaner.scorer.categories import CATEGORIES
from cleaner.scorer.compiled_lines import CompiledLines
from cleaner.scorer.glance import glance_for
from cleaner.scorer.model_file import load
from cleaner.scorer.second_look import SecondLook

if TYPE_CHECKING:
    from cleaner.core.document import Document
    from cleaner.core.matcher import Found

_MAX_LINE_CHARS = 4_000  # that are read of a line


@dataclass(frozen=True)
class _Found:
    """The lines to remove of a document: their numbers by category, and the scored text."""

    document: Document | None = None
    lines: Mapping[str, list[int]] = field(default_factory=dict)
    scored: ScoredText | None = None

    def spans(self, category: str) -> list[Span]:
        """Return the lines of a category."""
        if self.document is None or category not in self.lines:
            return []
        return [self.document.span(number) for number in self.lines[category]]

    def score(self, category: str, span: Span) -> Score | None:
        """Return the score of the line in a span that is most probably wanted."""
        inside = [
            self._scores[number]
            for number in self.lines.get(category, ())
            if self.document and span.start < self.document.span(number).end
            if self.document.span(number).start < span.end
        ]
        return max(inside, key=attrgetter("probability"), default=None)

    @cached_property
    def _scores(self) -> dict[int, Score]:
        """The scores of all lines to remove: together, for a line alone takes as long."""
        numbers = [number for lines in self.lines.values() for number in lines]
        return dict(zip(numbers, self.scored.why(numbers), strict=True)) if self.scored else {}


class _Scorer:
    """Scores a document once for all rules: it remembers the last one."""

    def __init__(self, max_loss: float, models: str | None) -> None:
        self._network = load("article", models)
        self._second = SecondLook(self._network.extra)
        self._tier = tier_for(self._network, max_loss)
        self._careful = tier_for(self._network, max_loss / CARE)
        self._glance = glance_for(self._network, max_loss)
        self._careful_glance = glance_for(self._network, max_loss / CARE)
        self._last = _Found()

    def found(self, document: Document) -> _Found:
        """Return what to remove of a document."""
        last = self._last
        if last.document is not document:
            self._last = last = self._scored(document)  # another thread may replace it at once
        return last

    def finds(self, document: Document) -> bool:
        """Tell whether there is anything to remove of a document."""
        return bool(self.found(document).lines)

    def _scored(self, document: Document) -> _Found:
        if document.kind != "article" or self._tier == NOTHING:
            return _Found(document)
        lines = self._lines(document)
        if lines is None:
            return _Found(document)
        found = scored(
            *(self._network, self._second, lines, lambda: document.regions, self._is_worth_it),
            any_language=self._careful != NOTHING,
        )
        if found is None:
            return _Found(document)
        by_category: dict[str, list[int]] = {}
        tier = self._tier if found.in_known_language else self._careful
        for number in found.removed(tier):
            by_category.setdefault(found.categories[number], []).append(number)
        return _Found(document, by_category, found)

    def _is_worth_it(self, inputs: Floats, in_known_language: bool) -> bool:
        """Tell whether anything may be removed of a text, by a glance at it."""
        return (self._glance if in_known_language else self._careful_glance)(inputs)

    def _lines(self, document: Document) -> ArticleLines | CompiledLines | None:
        """Return what `document_lines` does, counted by the compiled module where that is there."""
        if not accelerator.module():
            return document_lines(document)
        texts = _texts(document)
        if not texts:
            return None
        return CompiledLines(
            self._network, texts, lambda: (document.close, document_families(document))
        )


def document_lines(document: Document) -> ArticleLines | None:
    """Return the lines that are left; None if there are none, or more than the scorer reads."""
    texts = _texts(document)
    if not texts:
        return None
    gaps = np.ones(len(texts), bool)
    gaps[document.close] = False
    return ArticleLines(texts, gaps, document_families(document))


def _texts(document: Document) -> list[str]:
    """Return the texts of the lines that are left; none if there are more than are scored."""
    texts = document.index.texts
    return [text[:_MAX_LINE_CHARS] for text in texts] if len(texts) <= MAX_LINES else []


def document_families(document: Document) -> Bools:
    """Return the families of the phrases of the lines that are left."""
    out = np.zeros((len(document.index.texts), 2 * len(FAMILIES)), bool)
    numbers = list(document.by_line)
    if numbers:
        out[numbers] = families(map(_phrases, document.by_line.values()))
    return out


def _phrases(marks: Found) -> list[tuple[str, str]]:
    """Return the (rule, role) of the phrases of a line."""
    return [
        (found.mark.rule, found.mark.role.value) for found in marks if isinstance(found, Phrase)
    ]


def residue_rules(max_loss: float, models: str | None = None) -> tuple[Rule, ...]:
    """Return the scorer's rules, with which about a share `max_loss` of the words is lost.

    Raises ValueError for a share outside of 0 to 1, and what `model_file.load` raises.
    """
    if not 0 <= max_loss <= 1:
        raise ValueError(f"max_loss is a share of the article's words, from 0 to 1: {max_loss}.")
    scorer = _Scorer(max_loss, models)
    return tuple(_rule(scorer, category) for category in ARTICLE_ROLES if category != "keep")


def _rule(scorer: _Scorer, category: str) -> Rule:
    def shape(_rule: str) -> Finder:
        return Finder(lambda document: scorer.found(document).spans(category), finds=scorer.finds)

    def score(document: Document, span: Span) -> Score | None:
        return scorer.found(document).score(category, span)

    return Rule(f"residue.{category}", CATEGORIES[category], shape, inside=INSIDE, score=score)
