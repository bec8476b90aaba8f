"""Pingbacks and trackbacks."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.patterns import pattern
from cleaner.core.rule import LineTest, Mark, Role, Rule
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import either, lines, of, triggered_by
from cleaner.rules.vetoes import (
    heading_of_prose,
    in_the_article,
    label_followed_by_lowercase,
    list_item,
)

_LINE = Mark("pingback.list", Role.LINE)
_NUMBERED = pattern(r"\s*\d{1,3}\.\s")
_ELLIPSES = ("[…]", "[...]")
_MOST_PROSE_AFTER = 3  # lines of prose after an excerpt: those of the next comments


def _is_excerpt(line: str) -> bool:
    words = line.lstrip()
    return line.endswith(_ELLIPSES) and words.startswith(_ELLIPSES) and " " in words.strip("[].… ")


_EXCERPT = LineTest("pingback excerpt", contains=_ELLIPSES, fits=_is_excerpt)


@triggered_by(_EXCERPT)
def _excerpts(document: Document) -> Iterator[Span]:
    """Find `[…] the words around a link […]`, as WordPress prints them."""
    for number in document.marked(_EXCERPT):
        if document.prose_after(number) < _MOST_PROSE_AFTER:
            yield document.span(number)


@triggered_by(*of("pingback.list", Role.LINE, Role.TITLE))
def _items(document: Document) -> Iterator[Span]:
    """Find numbered lines after a pingback or their heading: trackbacks with only a title."""
    for number in document.marked(*of("pingback.list", Role.LINE, Role.TITLE)):
        at = number + 1
        while at < len(document.lines) and _is_item(document, at):
            yield document.span(at)
            at += 1


def _is_item(document: Document, number: int) -> bool:
    line = document.lines[number]
    numbered = _NUMBERED.match(line.text) and not document.has(number, frozenset({_LINE}))
    return bool(numbered) and not line.prose and not document.prose_after(number)


def _example_in_article(document: Document, number: int) -> bool:
    """`Pingback: an example of one` in an article about them."""
    return in_the_article(document, number) and label_followed_by_lowercase(document, number)


RULES = (
    Rule(
        "pingback.list",
        "pingback or trackback",
        either(
            lines(Role.LINE, unless=(_example_in_article,)),
            lines(Role.TITLE, unless=(heading_of_prose, list_item)),
            _items,
            _excerpts,
        ),
        bulk=True,
        removes=(
            PROSE + "  1. Pingback: After the Flood | River Notes\n",
            PROSE + "[…] as the River Notes reported […]\n",
        ),
        keeps=(
            "A pingback tells an author that somebody has linked to one of their documents.\n",
            PROSE + "The minister said: […] we will rebuild.\n",
        ),
    ),
)
