"""What no rule may touch, and how much a text may lose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.normalise import line_key
from cleaner.core.patterns import pattern
from cleaner.core.result import Cut
from cleaner.core.rule import Rule
from cleaner.core.spans import Claim, outside, overlapping, united
from cleaner.core.structure import Kind
from cleaner.core.words import count_up_to

MAX_LOSS = 0.5
"""A text that would lose more than this share of its words is left unchanged."""
MIN_ARTICLE = 40
"""Words that must be left for a text to be an article although most of it is removed."""
DATE = pattern(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d\d\b|\b\d+ \w+ ago\b|\d+[年月日]")
_DATE_LINE = 80  # characters of the line with a comment's date
_COMMENT = 1_200  # characters of a long comment
_PER_DATE = 12  # lines for each date of a thread
_PER_NUMBER = 5  # lines for each number of a thread
NUMBERED = pattern(r"\s*\d{1,4}[.)]\s")
"""Matches the start of a numbered item."""
_FORM_LINES = 40
FENCE = "```"
"""What precedes and follows code in Markdown."""


def protected(document: Document, allowed: frozenset[str], *, page: bool = False) -> list[Span]:
    """Return what no rule may touch: lines that the user allows, fenced code, listings.

    In the first stage (`page`), listings that page analysis excluded are not protected.
    """
    text = document.text  # a single character is found faster
    fences = "`" in text and FENCE in text and not (page and document.kind == "html")
    kept = [] if page else list(document.analysis.protected)
    fenced = False
    for line in document.lines if allowed or fences else ():
        fence = fences and line.text.lstrip().startswith(FENCE)
        if fenced or fence or (allowed and line_key(line.text) in allowed):
            kept.append(Span(line.start, line.end))
        fenced ^= fence
    return united(kept)


def respecting(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """Return claims without what is inside the regions of a document.

    A claim that covers a region and more may cut it: the rule found more than the region. A unit (a
    paragraph, an address) is cut as a whole or not at all.
    """
    regions = list(_regions(document, united(span for span, _ in claims)))
    spans = [span for span, _ in claims], [region for region, _, _ in regions]
    out: list[Claim] = []
    for (span, rule), numbers in zip(claims, overlapping(*spans), strict=True):
        pieces = [span]
        for region, words, kind in (regions[number] for number in numbers):
            pieces = [
                left
                for piece in pieces
                for left in ([piece] if _exempt(piece, rule, words, kind) else _left(piece, region))
            ]
        out += [(piece, rule) for piece in pieces]
    return out


def _regions(document: Document, claimed: Sequence[Span]) -> Iterator[tuple[Span, Span, Kind]]:
    """Yield regions that are claimed in part, or as a whole if they are not units.

    With each, its characters without the last line break, and its kind.
    """
    gone = united([*claimed, *document.gone])
    for first, last, kind in document.regions:
        region = document.span(first, last)
        words = Span(region.start, document.lines[last].stop)
        if outside(region, claimed) == [region]:
            continue
        left = outside(words, gone) if kind.is_unit else [words]
        if all(document.text[start:end].isspace() for start, end in left):
            continue
        if kind is Kind.HEADING:  # what is below it may be cut without it
            region = words = document.span(first)
        yield region, words, kind


def _left(span: Span, region: Span) -> list[Span]:
    """Return what is left of a span outside a region; nothing if it begins there.

    A span that begins in a region was found by what is in it.
    """
    return [] if region.start <= span.start < region.end else outside(span, [region])


def _exempt(span: Span, rule: Rule, region: Span, kind: Kind) -> bool:
    """Tell whether a rule may cut a region: it names the kind, or found more than the region."""
    covers = span.start <= region.start and region.end <= span.end
    more = span.start < region.start or span.end > region.end + 1
    return kind in rule.inside or (covers and more and not kind.is_unit)


def is_dated(text: str) -> bool:
    """Tell whether a short line has a time or a date."""
    return len(text) <= _DATE_LINE and DATE.search(text) is not None


def is_thread(text: str) -> bool:
    """Tell whether a text looks like readers' comments or a form.

    Its items are short, and some have dates, or one line in five has a number.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    long = sum(len(line) > _COMMENT for line in lines)
    dated = sum(is_dated(line) for line in lines)
    if dated * _PER_DATE >= len(lines):
        return True
    numbered = sum(NUMBERED.match(line) is not None for line in lines)
    return not long and (len(lines) <= _FORM_LINES or numbered * _PER_NUMBER >= len(lines))


def refusal(text: str, cuts: Sequence[Cut], rules: Sequence[Rule]) -> str | None:
    """Return why a text may not lose so much, in a sentence; None if it may.

    What is not the article of a page does not count. Words that `bulk` rules remove (readers'
    comments, forms) count on neither side if an article is left.
    """
    page = {rule.id for rule in rules if rule.whole_page}
    lost = sum(count_up_to(cut.text) for cut in cuts if cut.rule not in page)
    off_page = sum(count_up_to(cut.text) for cut in cuts if cut.rule in page)
    enough = off_page + lost / MAX_LOSS
    if lost and count_up_to(text, enough) >= enough:
        return None  # the usual case; the text need not be counted to its end
    bulk = {rule.id for rule in rules if rule.bulk}
    words = count_up_to(text) - off_page
    aside = sum(count_up_to(cut.text) for cut in cuts if cut.rule in bulk and is_thread(cut.text))
    aside = aside if words - lost >= MIN_ARTICLE else 0
    if lost < words and lost - aside <= MAX_LOSS * (words - aside):
        return None
    return (
        f"Left unchanged: it would lose {lost} of its {words} words. "
        "Is it an article's text? Exclude it, or use --force to clean it anyway."
    )
