"""Rules of the learned scorer: one for each category of boilerplate, `residue.<category>`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cleaner.core.analysis import Span
from cleaner.core.rule import Finder, Rule
from cleaner.scorer.arrays import Bools
from cleaner.scorer.article import MAX_LINES, families, scored, tier_for
from cleaner.scorer.article_features import ARTICLE_ROLES
from cleaner.scorer.model_file import load

if TYPE_CHECKING:
    from cleaner.core.document import Document

_MAX_LINE_CHARS = 4_000  # that are read of a line
_REASONS = {
    "ad": "advertising or promotion",
    "comment-form": "part of a comment form",
    "comments": "reader comments",
    "contact": "invitation to contact the author or editors",
    "cookie": "cookie or privacy notice",
    "copyright": "copyright notice or terms",
    "counter": "counter of shares, views or comments",
    "credit": "photo or agency credit",
    "embed-residue": "leftover of an embedded post",
    "nav": "navigation",
    "newsletter": "newsletter sign-up",
    "other": "other text that is not part of the article",
    "paywall": "subscription or sign-in notice",
    "pingback": "pingback",
    "placeholder": "introduction or label of something missing",
    "related": "link to another article",
    "share": "share or follow button",
    "tags": "tags or categories",
    "tools": "page tools (print, listen, font size)",
}


class _Scorer:
    """Scores a document once for all rules: it remembers the last one."""

    def __init__(self, max_loss: float, models: str | None) -> None:
        self._max_loss = max_loss
        self._models = models
        self._last: tuple[Document | None, dict[str, list[Span]]] = (None, {})

    def spans(self, document: Document) -> dict[str, list[Span]]:
        """Return the lines to remove, by category."""
        last, found = self._last
        if last is not document:
            found = self._found(document)
            self._last = (document, found)
        return found

    def _found(self, document: Document) -> dict[str, list[Span]]:
        network = load("article", self._models)
        tier = tier_for(network, self._max_loss)
        out: dict[str, list[Span]] = {}
        if document.kind != "article" or len(document.lines) > MAX_LINES:
            return out
        found = scored(network, *document_lines(document))
        if found is not None:
            for number in found.removed(tier):
                out.setdefault(found.categories[number], []).append(document.span(number))
        return out


def document_lines(document: Document) -> tuple[list[str], list[bool], Bools]:
    """Return the texts of the lines that are left, whether a blank one is above, their phrases."""
    lines = list(document.lines)
    known = families(
        [(phrase.mark.rule, phrase.mark.role.value) for phrase in line.phrases] for line in lines
    )
    return [line.text[:_MAX_LINE_CHARS] for line in lines], [line.gap for line in lines], known


def residue_rules(max_loss: float, models: str | None = None) -> tuple[Rule, ...]:
    """Return the scorer's rules, with which about a share `max_loss` of the words is lost.

    Raises ValueError for a share outside of 0 to 1, and what `model_file.load` raises.
    """
    if not 0 <= max_loss <= 1:
        raise ValueError(f"max_loss is a share of the article's words, from 0 to 1: {max_loss}.")
    load("article", models)
    scorer = _Scorer(max_loss, models)
    return tuple(
        Rule(f"residue.{category}", _REASONS[category], _shape(scorer, category))
        for category in ARTICLE_ROLES
        if category != "keep"
    )


def _shape(scorer: _Scorer, category: str) -> Callable[[str], Finder]:
    def find(document: Document) -> Iterable[Span]:
        return scorer.spans(document).get(category, ())

    return lambda _rule: Finder(find, always=True)
