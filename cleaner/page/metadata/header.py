"""The headline of an article, and the lines near it that may name author and date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from cleaner.page.containers import HEADINGS
from cleaner.page.revise import Draft

_ABOVE = 8  # blocks above the headline that may name author or date
_DATE = 6  # words of a line that is a date
_LINE = 25  # words of a line that may
_OPENINGS = 3  # paragraphs that may begin with a dateline
_LONGEST_DATELINE = 80  # characters
_AFTER_DATELINE = re.compile(
    r"\s?[|\N{EN DASH}\N{EM DASH}]\s?|\s-\s|[:)]\s"
    r"|\s(?=[\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}])"
)
_DAY_ALONE = 4  # words of a line that is nothing but a day
_FIRST = 12  # words of a first paragraph
_MOST_FOUND = 50  # lines


class Line(NamedTuple):
    """A line near the headline, and what its containers and elements are called."""

    text: str
    names: str


class Header(NamedTuple):
    """The headline of an article (empty for none), and the lines that may name author and date.

    `openings` are the beginnings of the first paragraphs, which may be a dateline. `short` are
    other short lines of the page with a number in them, which may be its date, those of a few words
    first.
    """

    headline: str = ""
    lines: tuple[Line, ...] = ()
    openings: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def header_of(draft: Draft) -> Header:
    """The headline of a draft and the lines around it: to the first paragraph, and a few above."""
    candidates = draft.candidates
    numbers = [at for at, one in enumerate(candidates) if one.block.shape == "h1"]
    kept = (at for at in numbers if candidates[at].kept)
    main = (at for at in numbers if candidates[at].block.container.inherited.main)
    at = next(kept, next(main, None))
    if at is None:
        at = next(
            (n for n, one in enumerate(candidates) if one.kept and one.block.shape in HEADINGS),
            None,
        )
    paragraphs = (
        n
        for n, one in enumerate(candidates)
        if one.kept
        and n > (-1 if at is None else at)
        and one.block.words >= 2 * _FIRST
        and one.block.shape not in HEADINGS
    )
    first = next(paragraphs, min(len(candidates), (at or 0) + _ABOVE))
    start = max(0, (first if at is None else at) - _ABOVE)
    lines = tuple(
        Line(one.block.text, _names(one.block.container.names, one.block.inline_elements))
        for one in candidates[start : min(first + 1, start + 4 * _ABOVE)]
        if one.block.words <= _LINE and one.boilerplate in ("", "markup.share")
    )
    texts = (
        one.block.text
        for one in candidates[(at or 0) + 1 :]
        if one.kept and one.block.words > _DATE
    )
    openings = tuple(opening for text in islice(texts, _OPENINGS) for opening in _dateline(text))
    short = (one.block.text for one in candidates if one.block.words <= 2 * _DATE)
    dated = [text for text in short if any(map(str.isdigit, text))][:_MOST_FOUND]
    dated.sort(key=lambda text: (text.count(" ") >= _DAY_ALONE) + (text.count(" ") >= _DATE))
    headline = candidates[at].block.text if at is not None else ""
    return Header(headline, lines, openings, tuple(dated))


def _dateline(text: str) -> Iterator[str]:
    """What a paragraph begins with, up to a dash or the like: `Berlin, 12 March 2020 - `."""
    for part in _AFTER_DATELINE.split(text[:_LONGEST_DATELINE])[:-1][:2]:
        if part.count(" ") < _DATE + 2:
            yield part


def _names(own: tuple[str, ...], inline: Iterable[tuple[str, str]]) -> str:
    return " ".join([*own[1:], *(f"{tag} {classes}" for tag, classes in inline)])
