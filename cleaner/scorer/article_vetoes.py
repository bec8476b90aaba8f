"""Lines that the scorer may not remove, whatever their probability: vetoes by name."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleaner.scorer.article_features import ArticleLines

Veto = Callable[[ArticleLines, int], bool]

_FENCE = re.compile(r"^\s*(?:```|~~~)")
_CODE = re.compile(
    r"""
      [{};]\s*$                       # a statement or a block
    | ^\s*(?:\#include|import\ \w|from\ \w+\ import|def\ \w+\(|return\b|\$\ \w|done\b|fi\b)
    | ^\s*[\w.\[\]"']+\s*(?:[-+*/|]?=|:=|<-)\s*\S   # an assignment
    | \w\(\)                          # a call
    """,
    re.VERBOSE,
)
_REFERENCE = re.compile(
    r"""
      ^\s*(?:\[\d+\]|\^|\d{1,3}[.)])\s.*(?:(?:19|20)\d\d|https?://|doi|pp?\.)   # [4] … 2019
    | \b(?:doi\.org|ISBN|ISSN)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*(?:[-*\u2022]\s)?[^\s:][^:]{0,40}:\s+\S")
_TABLE = re.compile(r"^\s*\|.*\|\s*$|\t\S.*\t\S")
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u00b7\u25aa\u25cf]|\d{1,2}[.)])\s")
_BARE = re.compile(r"^[\W\d_]*\d[\W\d_]*$")
_FOOTNOTE = re.compile(r"^\s*[*\u2020\u2021]{1,3}\s?\w")
_MARKUP = re.compile(r"\w\]\([^)\s]|\{\{|\}\}|^\s*-->\s*$")
_SPEECH = re.compile(r"^\s*[\u2013\u2014\u00ab\u00bb\u201e\u201c\u300c]\s?\w")
_STOP = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f\u0964\u061f\u06d4][\W_]*$")
_WRAPPED = 55  # characters from which on a line may have been wrapped
_ALIKE = 2  # lines like it within `_NEAR` lines
_NEAR = 3


def keeps(lines: ArticleLines, number: int) -> bool:
    """Tell whether any veto keeps a line."""
    return any(veto(lines, number) for veto in VETOES)


def in_code(lines: ArticleLines, number: int) -> bool:
    """Keep lines between fences, and lines of programs among others."""
    if sum(bool(_FENCE.match(text)) for text in lines.texts[:number]) % 2:
        return True
    return _near(lines, number, _CODE) >= 1 + _ALIKE or bool(_FENCE.match(lines.texts[number]))


def in_reference_list(lines: ArticleLines, number: int) -> bool:
    """Keep entries of a list of sources."""
    return bool(_REFERENCE.search(lines.texts[number])) and _near(lines, number, _REFERENCE) > 1


def in_table(lines: ArticleLines, number: int) -> bool:
    """Keep rows of a table."""
    return bool(_TABLE.search(lines.texts[number])) and _near(lines, number, _TABLE) > 1


def label_and_value(lines: ArticleLines, number: int) -> bool:
    """Keep facts in a list of them: `Height: 3 m`, `Price: on request`."""
    return bool(_LABEL.match(lines.texts[number])) and _near(lines, number, _LABEL) > _ALIKE


def continues(lines: ArticleLines, number: int) -> bool:
    """Keep a line that goes on with the sentence of the line above: it was hard-wrapped."""
    if not number or lines.gaps[number]:
        return False
    above, text = lines.texts[number - 1].rstrip(), lines.texts[number].lstrip()
    return text[:1].islower() and len(above) >= _WRAPPED and not _STOP.search(above)


def markup(lines: ArticleLines, number: int) -> bool:
    """Keep lines with Markdown links or shortcodes: the scorer was trained on plain text."""
    return bool(_MARKUP.search(lines.texts[number]))


def speech(lines: ArticleLines, number: int) -> bool:
    """Keep what somebody says, where several lines begin with a dash or a quotation mark."""
    return bool(_SPEECH.match(lines.texts[number])) and _near(lines, number, _SPEECH) > 1


def footnote(lines: ArticleLines, number: int) -> bool:
    """Keep a note of the article, unless it is an item of a list: `*Names were changed.`"""
    text = lines.texts[number]
    return bool(_FOOTNOTE.match(text)) and not _BULLET.match(text)


def bare_number(lines: ArticleLines, number: int) -> bool:
    """Keep a number within the article: `7.`, `2.8%`, a date."""
    return bool(_BARE.match(lines.texts[number])) and bool(lines.running[number + 1 :].any())


VETOES: tuple[Veto, ...] = (
    in_code,
    in_reference_list,
    in_table,
    label_and_value,
    continues,
    markup,
    speech,
    footnote,
    bare_number,
)


def _near(lines: ArticleLines, number: int, pattern: re.Pattern[str]) -> int:
    """Count the lines that fit within a few lines of one, itself included."""
    around = lines.texts[max(0, number - _NEAR) : number + _NEAR + 1]
    return sum(bool(pattern.search(text)) for text in around)
