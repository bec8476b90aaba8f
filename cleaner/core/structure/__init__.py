"""The structure of a text, read before phrases count: regions that rules respect.

A rule does not cut inside a region. Paragraphs and contact blocks are units instead: all of them is
cut, or nothing. Structure is read from the lines that are left, so a cleaned text has the structure
that its document had at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from cleaner.core.structure import code, paragraphs, speech, tables
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, ends_sentence
from cleaner.core.structure.paragraphs import wrapped
from cleaner.core.structure.tables import CONTENTS, REFERENCES

if TYPE_CHECKING:
    from cleaner.core.document import Document

__all__ = ["MARKS", "REFERENCES", "Kind", "Region", "ends_sentence", "regions", "wrapped"]

MARKS = frozenset({REFERENCES, CONTENTS})
"""The roles that the readers look at."""

_READERS: tuple[Callable[[Lines], Iterator[Region]], ...] = (
    code.front_matter,
    code.code,
    tables.tables,
    tables.headings,
    tables.references,
    tables.lists,
    tables.contents,
    speech.speech,
    speech.verse,
    speech.terms,
    paragraphs.quotations,
    paragraphs.contacts,
)
"""The functions that find regions. Their order does not matter."""


def regions(document: Document) -> list[Region]:
    """Return the regions of the lines that are left; they may overlap."""
    lines = Lines(document)
    units = (Region(unit[0], unit[-1], Kind.PARAGRAPH) for unit in document.wrapped)
    return [*chain.from_iterable(read(lines) for read in _READERS), *units]
