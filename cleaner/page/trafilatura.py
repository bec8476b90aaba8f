"""The second opinion: what trafilatura takes for the article, and how that is revised.

trafilatura gives a text; `align` finds the blocks that are in it. Its time can grow faster than a
page does, so that it is not asked about some pages. The limits are from measurements
(`python -m tests.tools.measure_pages`): close to them a page takes some seconds, beyond them
minutes. All 1,623 development pages are below half of each.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from itertools import compress, islice
from unicodedata import combining

from lxml.etree import _Element as Element

from cleaner.page import align
from cleaner.page.blocks import Block, Page
from cleaner.page.containers import HEADINGS, Container
from cleaner.page.draft import FIRST, LEFT_OUT, Candidate, Draft, Step, first_draft, run

MAX_TAGS = 60_000
"""A page with more angle brackets is not shown to trafilatura: it joins sets of nodes, and libxml2
compares each node with all others."""
MAX_CHILDREN = 8_000
"""The same holds for a page with an element that has more children: lxml walks back over them to
find the owner of a text. (Seen: 1,521.)"""
MAX_CONTAINERS = 1_000
"""Its slower extractors are not asked about a page with more containers, unless the page says that
it is an article: on pages of tiles their text is hardly better (F1 .856 against .854)."""
MAX_CONTAINERS_OF_ARTICLE = 2_500
"""Nor about an article with more: jusText looks for neighbours of each block. (Seen: 8,514 blocks
and containers.)"""
_MAX_TYPES = 10_000_000  # characters that its pattern for forums reads, from `"@type": [` to `]`
_MARKS = 100  # combining marks in a row, which NFC sorts by comparing each with those before it

_LARGE = 500_000  # characters of a page after which trafilatura's caches are cleared
_TYPES = re.compile(r'"@type"\s{0,99}:\s{0,99}\[')

_LEAD = 10  # words of a lead
_ABOVE = 40  # blocks above the first paragraph in which the headline is looked for
_PARAGRAPH = 20  # words of a block that is surely running text
_ENOUGH = 200  # words of running text that make a page an article
_FAIR = 0.3  # share of a page's running text that a good extraction has
_TOO_LITTLE = 0.5  # share of a page's main part that is too little, if the page is not an article
_NOTHING = 0.05  # the same for an article
_LINKED = 0.3  # share of links up to which a block is running text
_ENDS = (
    *(".", "!", "?", ":", '"', "'"),
    *("\N{RIGHT DOUBLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"),
    *("\N{HORIZONTAL ELLIPSIS}", "\N{IDEOGRAPHIC FULL STOP}"),
)


def opinion(
    page: Page,
    kinds: frozenset[str],
    root: Element,
    html: str,
    url: str | None,
    steps: Sequence[Step],
) -> Draft:
    """What trafilatura keeps of a page (its tree, text and address), revised by `steps`.

    Its slower extractors are asked only if that keeps little. If it may not be asked at all,
    nothing is kept, and `fall_back_to_main` takes the page's main part.
    """
    import trafilatura  # takes a third of a second

    # Those who want its warnings have a handler; others would get them on stderr.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    if not is_affordable(page, root, html):
        return run(_draft(page, kinds, [False] * len(page.blocks)), steps)
    texts = [block.text for block in page.blocks]
    for fast in (True, False):
        found = trafilatura.extract(html, url=url, include_comments=False, fast=fast) or ""
        draft = run(_draft(page, kinds, align.lines_in(texts, found)), steps)
        if not _keeps_too_little(draft) or not is_affordable_in_full(page, "article" in kinds):
            break
    forget(html)
    return draft


def _draft(page: Page, kinds: frozenset[str], kept: Sequence[bool]) -> Draft:
    return first_draft(page, kinds, ["" if keep else LEFT_OUT for keep in kept])


def _keeps_too_little(draft: Draft) -> bool:
    """Whether less of the eligible running text is kept than a good extraction has, or nothing."""
    prose = kept = 0
    for one in draft.candidates:
        if one.eligible and one.is_text and one.block.words >= FIRST:
            prose += one.block.words
            kept += one.block.words * one.kept
    return kept < _FAIR * prose or not draft.keeps_anything


# --- Steps that the line scorer does not need: it has learned them --------------------------------


def drop_duplicates(draft: Draft) -> Draft:
    """Of kept blocks with the same text, keep those in the container with most of what is kept.

    There may be several: a refrain. Leaves alone short blocks, tables and listings.
    """
    places: dict[str, list[int]] = {}
    for at, one in enumerate(draft.candidates):
        if one.kept and one.block.words >= 3 and one.block.shape not in ("row", "head", "pre"):
            places.setdefault(one.block.text, []).append(at)
    repeated = [places_of_one for places_of_one in places.values() if len(places_of_one) > 1]
    if not repeated:
        return draft
    weights = draft.kept_weights
    containers = [one.block.container for one in draft.candidates]
    keep = [one.kept for one in draft.candidates]
    for numbers in repeated:
        best = max(numbers, key=lambda at: _weight_around(containers[at], weights))
        for at in numbers:
            keep[at] = containers[at].parent is containers[best].parent
    return draft.keeping(keep)


def _weight_around(container: Container, weights: Sequence[int]) -> int:
    return sum(weights[outer.number] for outer in islice(container.ancestors(), 4))


def keep_lead(draft: Draft) -> Draft:
    """Keep sentences between the headline and the first kept paragraph: deck, summary, lead."""
    if not draft.keeps_anything:
        return draft
    candidates = draft.candidates
    first = _first_paragraph(candidates)
    above = range(first, max(-1, first - _ABOVE), -1)
    headline = next((at for at in above if candidates[at].block.shape == "h1"), None)
    if headline is None:
        return draft
    return draft.keeping(
        one.kept or (headline < at < first and _may_be_lead(one))
        for at, one in enumerate(candidates)
    )


def _first_paragraph(candidates: Sequence[Candidate]) -> int:
    """The number of the first kept paragraph, or of the first kept block."""
    kept = [at for at, one in enumerate(candidates) if one.kept]
    blocks = [candidates[at].block for at in kept]
    long = (block.words >= FIRST and block.shape not in HEADINGS for block in blocks)
    return next(compress(kept, long), kept[0])


def _may_be_lead(one: Candidate) -> bool:
    block = one.block
    is_sentence = block.words >= _LEAD and block.text.endswith(_ENDS)
    return (
        one.eligible
        and is_sentence
        and _is_running(block)
        and not block.container.inherited.caption
    )


def _is_running(block: Block) -> bool:
    return block.linked < _LINKED * len(block.text)


def fall_back_to_main(draft: Draft) -> Draft:
    """Keep the whole main part of the page if too little of it is kept.

    The threshold is lower for articles: an extractor is more often right about them.
    """
    eligible = [one for one in draft.candidates if one.eligible]
    in_main = sum(one.block.words for one in eligible if one.block.container.inherited.main)
    everywhere = sum(one.block.words for one in eligible)
    has_main = in_main > everywhere / 2
    size = in_main if has_main else everywhere
    kept = [one.block for one in draft.candidates if one.kept]
    prose = sum(block.words for block in kept if block.words >= _PARAGRAPH and _is_running(block))
    is_article = "article" in draft.kinds or prose >= _ENOUGH
    least = _NOTHING if is_article else _TOO_LITTLE
    if sum(block.words for block in kept) >= least * size:
        return draft
    main = draft.keeping(
        one.kept or (one.eligible and (one.block.container.inherited.main or not has_main))
        for one in draft.candidates
    )
    return drop_duplicates(main)  # slides are on the page twice


# --- What trafilatura is not asked ----------------------------------------------------------------


def is_affordable(page: Page, root: Element, html: str) -> bool:
    """Whether trafilatura's time for a page is bounded."""
    tags = html.count("<")
    return (
        tags <= MAX_TAGS
        and (tags <= MAX_CHILDREN or max(map(len, root.iter())) <= MAX_CHILDREN)
        and not any(
            _has_long_marks(block.text) for block in page.blocks if not block.text.isascii()
        )
        and not _has_long_types(html)
    )


def is_affordable_in_full(page: Page, is_article: bool) -> bool:
    """Whether the time of its slower extractors is bounded, and worth it.

    `is_article` says that the page calls itself an article.
    """
    limit = MAX_CONTAINERS_OF_ARTICLE if is_article else MAX_CONTAINERS
    return len(page.containers) <= limit


def forget(html: str) -> None:
    """Clear trafilatura's caches after a large page: they keep the last thousand lines."""
    if len(html) > _LARGE:
        from trafilatura.utils import line_processing, trim

        line_processing.cache_clear()
        trim.cache_clear()


def _has_long_marks(text: str) -> bool:
    """Whether a text has a long run of combining marks.

    Characters that cannot be seen count: trafilatura drops them, which makes runs longer.
    """
    some = range(0, len(text), _MARKS) if len(text) > _MARKS else ()
    half = _MARKS // 2
    return any(
        _is_mark(text[at])
        and (all(map(_is_mark, text[at : at + half])) or all(map(_is_mark, text[at - half : at])))
        for at in some
    )


def _is_mark(character: str) -> bool:
    return combining(character) > 0 or not character.isprintable()


def _has_long_types(html: str) -> bool:
    """Whether JSON-LD opens lists of types again and again and does not close them."""
    total, close = 0, -1
    for found in _TYPES.finditer(html):
        if close < found.end():
            close = html.find("]", found.end())
            close = len(html) if close < 0 else close
        total += close - found.end()
    return total > _MAX_TYPES
