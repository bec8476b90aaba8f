"""The headline of an article, and the lines near it that may name author and date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from cleaner.page.containers import HEADINGS
from cleaner.page.draft import Draft

_BYLINE = "extraction.byline"
# Of readers, of other articles.
_OF_OTHERS = frozenset({"markup.comments", "markup.related", "markup.ad", "extraction.comment"})
# Of a picture, of an archive.
_CREDIT = re.compile(r"\N{COPYRIGHT SIGN}|\(c\)|\bcaptures\b", re.IGNORECASE)
_BELOW = 6  # blocks below the first paragraph, and around the end, that may name the author
_ABOVE = 8  # blocks above the headline that may name author or date
_DATE = 6  # words of a line that is a date
_LINE = 25  # words of a line that may
_OPENINGS = 3  # paragraphs that may begin with a dateline
_LONGEST_DATELINE = 80  # characters
_AFTER_DATELINE = re.compile(
    r"\s?[|\N{EN DASH}\N{EM DASH}]\s?|\s-\s|[:)]\s"
    r"|\s(?=[\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}])"
)
_DIGIT = re.compile(r"\d")
_DAY_ALONE = 4  # words of a line that is nothing but a day
_FIRST = 12  # words of a first paragraph
_MOST_FOUND = 50  # lines
_LINES = ("", "markup.share")  # rules of blocks that may name the author


class Line(NamedTuple):
    """A line near the headline, and what its containers and elements are called.

    The line scorer takes a `scored` one for a byline.
    """

    text: str
    names: str
    scored: bool = False


class Header(NamedTuple):
    """The headline of an article (empty for none), and the lines that may name author and date.

    `openings` are the beginnings of the first paragraphs, which may be a dateline. `short` are
    other short lines of the page with a number in them, which may be its date, those of a few words
    first. `signatures` are a few short lines below the first paragraph and around the end of the
    article, which may name its author. `is_of_page` says whether the page shows the article: it may
    be in the page's data only.
    """

    headline: str = ""
    lines: tuple[Line, ...] = ()
    openings: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    signatures: tuple[Line, ...] = ()
    is_of_page: bool = True


def header_of(draft: Draft, *, is_of_page: bool) -> Header:
    """The headline of a draft and the lines around it: to the first paragraph, and a few above.

    `is_of_page` says whether the page shows the article.
    """
    page, blocks, count = draft.page, draft.page.blocks, len(draft.kept)
    at = draft.headline
    if at is None:
        at = next((n for n in page.headings if draft.kept[n]), None)
    if at is not None:
        at = _below_site(draft, at)
    above = -1 if at is None else at
    paragraphs = (
        n
        for n in draft.numbers
        if n > above and page.words[n] >= 2 * _FIRST and page.shapes[n] not in HEADINGS
    )
    first = next(paragraphs, min(count, (at or 0) + _ABOVE))
    start = max(0, (first if at is None else at) - _ABOVE)
    lines = tuple(_lines(draft, range(start, min(count, first + 1, start + 4 * _ABOVE)), _LINE))
    last = max(draft.numbers, default=0)
    second = first + 1 + _BELOW
    ends = range(max(second, last - _BELOW), min(count, last + _BELOW))
    near = (*range(first + 1, min(count, second)), *ends)
    signatures = tuple(_lines(draft, near, _FIRST))
    texts = (blocks[n].text for n in draft.numbers if n > (at or 0) and page.words[n] > _DATE)
    openings = tuple(opening for text in islice(texts, _OPENINGS) for opening in _dateline(text))
    short = (blocks[n].text for n in range(count) if _may_have_a_date(draft, n))
    dated = list(islice(short, _MOST_FOUND))
    dated.sort(key=lambda text: (text.count(" ") >= _DAY_ALONE) + (text.count(" ") >= _DATE))
    headline = blocks[at].text if at is not None else ""
    return Header(headline, lines, openings, tuple(dated), signatures, is_of_page)


def _below_site(draft: Draft, at: int) -> int:
    """The number of the headline, if the one found leads home: it is the name of the site.

    The page is called like both then: `The Herald: The river rose`.
    """
    page, site = draft.page, draft.page.blocks[at]
    title = " ".join(draft.page.title.split())
    rest = title.removeprefix(site.text)
    if site.linked < len(site.text) or rest == title:
        return at
    return next(
        (
            n
            for n in page.headings
            if n > at and draft.kept[n] and rest.endswith(page.blocks[n].text)
        ),
        at,
    )


def _may_have_a_date(draft: Draft, at: int) -> bool:
    """Whether a block is a short line with a number, not of something else: a comment, a credit."""
    if draft.page.words[at] > 2 * _DATE:
        return False
    text = draft.page.blocks[at].text
    return (
        bool(_DIGIT.search(text))
        and draft.boilerplate[at] not in _OF_OTHERS
        and draft.scored[at] not in _OF_OTHERS
        and not _CREDIT.search(text)
    )


def _lines(draft: Draft, numbers: Iterable[int], longest: int) -> Iterator[Line]:
    """Lines of so many words at most that are not boilerplate; a bar with buttons may be."""
    for at in numbers:
        block = draft.page.blocks[at]
        is_credit = block.text.startswith("\N{COPYRIGHT SIGN}")
        if block.words <= longest and draft.boilerplate[at] in _LINES and not is_credit:
            names = _names(block.container.names, block.inline_elements)
            yield Line(block.text, names, draft.scored[at] == _BYLINE)


def _dateline(text: str) -> Iterator[str]:
    """What a paragraph begins with, up to a dash or the like: `Berlin, 12 March 2020 - `."""
    for part in _AFTER_DATELINE.split(text[:_LONGEST_DATELINE])[:-1][:2]:
        if part.count(" ") < _DATE + 2:
            yield part


def _names(own: tuple[str, ...], inline: Iterable[tuple[str, str]]) -> str:
    return " ".join([*own[1:], *(f"{tag} {classes}" for tag, classes in inline)])
