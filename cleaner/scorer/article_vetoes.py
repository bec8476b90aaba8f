"""Lines that the scorer may not remove, whatever their probability: vetoes by name.

They know single lines and those around them. Structure (code, tables, lists, wrapped paragraphs) is
read by `cleaner.core.structure`, for the scorer as for all rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from cleaner.scorer.arrays import Bools


class Lines(Protocol):
    """What vetoes read of the lines of a text."""

    texts: Sequence[str]

    @property
    def running(self) -> Bools:
        """Which lines read like running text."""


Veto = Callable[[Lines, int], bool]

_LABEL = re.compile(r"^\s*(?:[-*\u2022]\s)?[^\s:][^:]{0,40}:\s+\S")
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u00b7\u25aa\u25cf]|\d{1,2}[.)])\s")
_BARE = re.compile(r"^[\W\d_]*\d[\W\d_]*$")
_FOOTNOTE = re.compile(r"^\s*[*\u2020\u2021]{1,3}\s?\w")
_MARKUP = re.compile(r"\w\]\([^)\s]|\{\{|\}\}|^\s*#{1,6}\s|<!--|-->")
_MARKUP_SIGNS = ("](", "{{", "}}", "#", "<!--", "-->")  # one of which markup has
_SPEECH = re.compile(r"^\s*[\u2013\u2014\u00ab\u00bb\u201e\u201c\u300c]\s?\w")
_ALIKE = 2  # lines like it within `_NEAR` lines
_NEAR = 3


def keeps(lines: Lines, number: int) -> bool:
    """Tell whether any veto keeps a line."""
    return any(veto(lines, number) for veto in VETOES)


def label_and_value(lines: Lines, number: int) -> bool:
    """Keep facts in a list of them: `Height: 3 m`, `Price: on request`."""
    return bool(_LABEL.match(lines.texts[number])) and _near(lines, number, _LABEL) > _ALIKE


def markup(lines: Lines, number: int) -> bool:
    """Keep Markdown (headings, links), comments and shortcodes: training had plain text only."""
    text = lines.texts[number]
    return any(sign in text for sign in _MARKUP_SIGNS) and bool(_MARKUP.search(text))


def speech(lines: Lines, number: int) -> bool:
    """Keep what somebody says, where several lines begin with a dash or a quotation mark."""
    return bool(_SPEECH.match(lines.texts[number])) and _near(lines, number, _SPEECH) > 1


def footnote(lines: Lines, number: int) -> bool:
    """Keep a note of the article, unless it is an item of a list: `*Names were changed.`"""
    text = lines.texts[number]
    return bool(_FOOTNOTE.match(text)) and not _BULLET.match(text)


def bare_number(lines: Lines, number: int) -> bool:
    """Keep a number within the article: `7.`, `2.8%`, a date."""
    return bool(_BARE.match(lines.texts[number])) and bool(lines.running[number + 1 :].any())


VETOES: tuple[Veto, ...] = (
    label_and_value,
    markup,
    speech,
    footnote,
    bare_number,
)


def _near(lines: Lines, number: int, pattern: re.Pattern[str]) -> int:
    """Count the lines that fit within a few lines of one, itself included."""
    around = lines.texts[max(0, number - _NEAR) : number + _NEAR + 1]
    return sum(bool(pattern.search(text)) for text in around)
