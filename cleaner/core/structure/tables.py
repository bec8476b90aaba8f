"""Tables, headings, references, lists and tables of contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Role
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, region, runs

if TYPE_CHECKING:
    from cleaner.core.document import Line

REFERENCES = Mark("structure.references", Role.SECTION)
"""Marks the heading of references (phrase data of each language)."""
CONTENTS = Mark("structure.contents", Role.SECTION)
"""Marks the heading of a table of contents."""

_DELIMITER = pattern(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*")
_DELIMITER_LINE = 400  # characters; of a longer line no more is looked at
_ROWS = 3
_COMMAS = 2  # of a header of comma-separated values
_PAIRS = 3  # labels with a figure each that make a table
_NUMBER = pattern(r"\W{0,3}\d[\d.,:/ ]*\s?(?:[KkMm%]|\w{1,3})?\W{0,2}")
_LABEL_WORDS = 3
_MARKDOWN_HEADING = pattern(r"\s{0,3}#{1,6}\s+\S")
_REFERENCE = pattern(r"\s*(?:\[\d{1,3}\](?!\()|\d{1,3}\.\s.{10,}https?://)")
_ENTRY_SIGNS = frozenset("[0123456789")
_LINK_DEFINITION = pattern(r"\s*\[[^\[\]]+\]:(?:\s|$)")
_ENTRY = pattern(r"\s*(?:[-*+\N{BULLET}]|\d{1,3}[.)]|\[)")
_ITEM = pattern(r"\s*(?:[-*+\N{BULLET}]|\d{1,3}[.)])\s")
_LIST = 4  # items of a list
_LIST_SHARE = 0.3  # share of its items that may be boilerplate
_CONTENTS = 4  # entries of a table of contents


def tables(text: Lines) -> Iterator[Region]:
    """Find Markdown tables, rows with the same number of tabs, bars or commas, and figures."""
    for run in runs([line for line in text.all if "|" in line.text]):
        if any(_DELIMITER.fullmatch(line.text[:_DELIMITER_LINE]) for line in run):
            yield region(run, Kind.TABLE)
    for sign, least in (("\t", 1), ("|", 2)):
        for block in text.blocks if text.have(sign) else ():
            marked = [line for line in block if sign in line.text]
            rows = [line for line in marked if line.text.strip().count(sign) >= least]
            if len(rows) >= _ROWS and len({line.text.count(sign) for line in rows}) == 1:
                yield from (region(run, Kind.TABLE) for run in runs(rows) if len(run) >= _ROWS)
    yield from _comma_rows(text.all)
    yield from _figures(text.all)


def _comma_rows(lines: Sequence[Line]) -> Iterator[Region]:
    """Find the rows of a text that begins with the header of comma-separated values."""
    header = lines[0].text if lines else ""
    if header.count(",") < _COMMAS or ", " in header:
        return
    rows = [*takewhile(lambda line: line.text.count(",") == header.count(","), lines)]
    if len(rows) >= _ROWS:
        yield region(rows, Kind.TABLE)


def _figures(lines: Sequence[Line]) -> Iterator[Region]:
    """Find at least three labels in a row, each with a figure on the next line."""
    at = 0
    while at + 1 < len(lines):
        first = at
        while (
            at + 1 < len(lines) and _NUMBER.fullmatch(lines[at + 1].text) and _is_label(lines[at])
        ):
            at += 2
        if (at - first) // 2 >= _PAIRS and any(not line.found for line in lines[first:at:2]):
            yield Region(first, at - 1, Kind.TABLE)
        at = max(at, first + 1)


def _is_label(line: Line) -> bool:
    short = not line.prose and line.words <= _LABEL_WORDS
    return short and not any(character.isdigit() for character in line.text)


def headings(text: Lines) -> Iterator[Region]:
    """Find Markdown headings over text. A heading and the line below it are cut together."""
    for line, below in pairwise(text.all) if text.have("#") else ():
        if _MARKDOWN_HEADING.match(line.text) and not _MARKDOWN_HEADING.match(below.text):
            yield Region(line.number, below.number, Kind.HEADING)


def references(text: Lines) -> Iterator[Region]:
    """Find references: what follows their heading, and entries with a number in brackets."""
    last = -1
    for line in text.marked(REFERENCES):
        if line.number > last:
            last = line.number
            while last + 1 < len(text.all) and _ENTRY.match(text.all[last + 1].text):
                last += 1
            if last > line.number:
                yield Region(line.number, last, Kind.LIST)
    entries = [line for line in text.all if line.text.lstrip()[:1] in _ENTRY_SIGNS]
    for line in entries:
        if _LINK_DEFINITION.match(line.text):
            yield Region(line.number, line.number, Kind.LIST)
    numbered = [line for line in entries if _REFERENCE.match(line.text)]
    if len(numbered) > 1:
        yield Region(numbered[0].number, numbered[-1].number, Kind.LIST)


def lists(text: Lines) -> Iterator[Region]:
    """Find lists, at most a few of whose items are boilerplate."""
    for run in runs([line for line in text.all if _ITEM.match(line.text)]):
        known = sum(bool(line.phrases) for line in run)
        if len(run) >= _LIST and known <= _LIST_SHARE * len(run):
            yield region(run, Kind.LIST)


def contents(text: Lines) -> Iterator[Region]:
    """Find the entries under the heading of a table of contents."""
    headings = {line.number for line in text.marked(CONTENTS)}
    if not headings:
        return
    for block, entries in pairwise(text.blocks):
        if block[-1].number in headings and len(block) == 1:
            own = [line for line in entries if not line.prose and not line.found]
            if len(entries) >= _CONTENTS and own:
                yield Region(block[-1].number, entries[-1].number, Kind.LIST)
        elif block[0].number in headings and len(block) > _CONTENTS:
            yield region(block, Kind.LIST)
