"""Pingbacks and trackbacks."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import either, lines, on
from cleaner.rules.examples import PROSE

_ELLIPSES = ("[…]", "[...]")


@on("ends:bracket")
def _excerpts(document: Document) -> Iterator[Span]:
    """`[…] the words around a link […]`: a pingback's excerpt as WordPress prints it."""
    for number in document.marked("ends:bracket"):
        line = document.lines[number]
        if line.text.endswith(_ELLIPSES) and line.text.lstrip().startswith(_ELLIPSES) and document.prose_after(number) < 3:
            yield document.span(number)


RULES = (
    Rule(
        "pingback.list",
        "a pingback or trackback",
        either(lines("pingback.list:line"), _excerpts),
        bulk=True,
        removes=(PROSE + "  1. Pingback: After the Flood | River Notes\n", PROSE + "[…] as the River Notes reported […]\n"),
        keeps=(
            "A pingback tells an author that somebody has linked to one of their documents.\n",
            PROSE + "The minister said: […] we will rebuild.\n",
        ),
    ),
)
