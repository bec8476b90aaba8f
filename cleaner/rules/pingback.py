"""Pingbacks and trackbacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import describes, either, heading_of_prose, in_the_article, lines, list_item, on
from cleaner.rules.examples import PROSE

_MARKS = ("pingback.list:line", "pingback.list:title")
_NUMBERED = re.compile(r"\s*\d{1,3}\.\s")
_ELLIPSES = ("[…]", "[...]")


@on("ends:bracket")
def _excerpts(document: Document) -> Iterator[Span]:
    """`[…] the words around a link […]`: a pingback's excerpt as WordPress prints it."""
    for number in document.marked("ends:bracket"):
        line = document.lines[number]
        if line.text.endswith(_ELLIPSES) and line.text.lstrip().startswith(_ELLIPSES) and document.prose_after(number) < 3:
            yield document.span(number)


@on(*_MARKS)
def _items(document: Document) -> Iterator[Span]:
    """Numbered lines right behind a pingback or a heading of pingbacks, off the article: trackbacks with nothing but a title."""
    for number in document.marked(*_MARKS):
        at = number + 1
        while at < len(document.lines) and _is_item(document, at):
            yield document.span(at)
            at += 1


def _is_item(document: Document, number: int) -> bool:
    line = document.lines[number]
    unmarked = "pingback.list:line" not in line.marks
    return unmarked and _NUMBERED.match(line.text) is not None and not line.prose and not document.prose_after(number)


def _in_a_text(document: Document, number: int) -> bool:
    """`Pingback: an example of one` in the midst of an article about them."""
    return in_the_article(document, number) and describes(document, number)


RULES = (
    Rule(
        "pingback.list",
        "a pingback or trackback",
        either(
            lines("pingback.list:line", unless=(_in_a_text,)),
            lines("pingback.list:title", unless=(heading_of_prose, list_item)),
            _items,
            _excerpts,
        ),
        bulk=True,
        removes=(PROSE + "  1. Pingback: After the Flood | River Notes\n", PROSE + "[…] as the River Notes reported […]\n"),
        keeps=(
            "A pingback tells an author that somebody has linked to one of their documents.\n",
            PROSE + "The minister said: […] we will rebuild.\n",
        ),
    ),
)
