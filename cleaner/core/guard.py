"""What no rule may touch, and how much a text may lose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.normalise import line_key
from cleaner.core.result import Cut
from cleaner.core.rule import Rule
from cleaner.core.spans import united
from cleaner.core.words import count_up_to

MAX_LOSS = 0.5
"""A text that would lose more than this share of its words is left unchanged."""
MIN_ARTICLE = 40
"""Words that must be left for a text to be an article although most of it is removed."""
FENCE = "```"
"""What precedes and follows code in Markdown."""


def protected(document: Document, allowed: frozenset[str], *, page: bool = False) -> list[Span]:
    """Return what no rule may touch: lines that the user allows, fenced code, listings.

    In the first stage (`page`), listings that page analysis excluded are not protected.
    """
    fences = FENCE in document.text and not (page and document.kind == "html")
    kept = [] if page else list(document.analysis.protected)
    fenced = False
    for line in document.lines if allowed or fences else ():
        fence = fences and line.text.lstrip().startswith(FENCE)
        if fenced or fence or (allowed and line_key(line.text) in allowed):
            kept.append(Span(line.start, line.end))
        fenced ^= fence
    return united(kept)


def refusal(text: str, cuts: Sequence[Cut], rules: Iterable[Rule]) -> str | None:
    """Return why a text may not lose so much, in a sentence; None if it may.

    What is not the article of a page does not count. Words that `bulk` rules remove (readers'
    comments, forms) count on neither side if an article is left.
    """
    page = {rule.id for rule in rules if rule.whole_page}
    bulk = {rule.id for rule in rules if rule.bulk}
    lost = sum(count_up_to(cut.text) for cut in cuts if cut.rule not in page)
    off_page = sum(count_up_to(cut.text) for cut in cuts if cut.rule in page)
    enough = off_page + lost / MAX_LOSS
    if lost and count_up_to(text, enough) >= enough:
        return None  # the usual case; the text need not be counted to its end
    words = count_up_to(text) - off_page
    aside = sum(count_up_to(cut.text) for cut in cuts if cut.rule in bulk)
    aside = aside if words - lost >= MIN_ARTICLE else 0
    if lost < words and lost - aside <= MAX_LOSS * (words - aside):
        return None
    return (
        f"Left unchanged: it would lose {lost} of its {words} words. "
        "Is it an article's text? Exclude it, or use --force to clean it anyway."
    )
