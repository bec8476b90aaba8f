"""Pingbacks and trackbacks."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import either, lines

_PROSE = "The river rose by a metre in the night, and the old bridge was closed to all traffic.\n\n"
_ELLIPSES = ("[…]", "[...]", "[&#8230;]")


def _excerpts(document: Document) -> Iterator[Span]:
    """`[…] the words around a link […]`: a pingback's excerpt as WordPress prints it."""
    for number, line in enumerate(document.lines):
        if line.text.endswith(_ELLIPSES) and line.text.lstrip().startswith(_ELLIPSES) and document.prose_after(number) < 3:
            yield document.span(number)


RULES = (
    Rule(
        "pingback.list",
        "a pingback or trackback",
        either(lines("pingback.list:line"), _excerpts),
        removes=(_PROSE + "  1. Pingback: Our Crisis | In the Valley\n", _PROSE + "[…] as the River Notes reported […]\n"),
        keeps=("A pingback tells an author that somebody has linked to one of their documents.\n", _PROSE + "The minister said: […] we will rebuild.\n"),
    ),
)
