"""Tables, headings, references, lists and tables of contents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise, takewhile

from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Role
from cleaner.core.spans import runs
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, places
from cleaner.core.words import word_count

REFERENCES = Mark("structure.references", Role.SECTION)
"""Marks the heading of references (phrase data of each language)."""
CONTENTS = Mark("structure.contents", Role.SECTION)
"""Marks the heading of a table of contents."""

_DELIMITER = pattern(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*")
_DELIMITER_LINE = 400  # characters; of a longer line no more is looked at
_ROWS = 3
_COMMAS = 2  # of a header of comma-separated values
_PAIRS = 3  # labels with a figure each that make a table
_FIGURE = pattern(r"\W{0,3}\d[\d.,:/ ]*\s?(?:[KkMm%]|\w{1,3})?\W{0,2}")
_FIRST_OF_FIGURE = pattern(r"[\d\W]")
_LABEL_WORDS = 3
_HASH = pattern("#")
_MARKDOWN_HEADING = pattern(r"\s{0,3}#{1,6}\s+\S")
_REFERENCE = pattern(r"\s*(?:\[\d{1,3}\](?!\()|\d{1,3}\.\s.{10,}https?://)")
_FIRST_OF_ENTRY = pattern(r"[\[0-9]")
_LINK_DEFINITION = pattern(r"\s*\[[^\[\]]+\]:(?:\s|$)")
_ENTRY = pattern(r"\s*(?:[-*+\N{BULLET}]|\d{1,3}[.)]|\[)")
_ITEM = pattern(r"\s*(?:[-*+\N{BULLET}]|\d{1,3}[.)])\s")
_LIST = 4  # items of a list
_FIRST_OF_ITEMS = pattern(r"[-*+\N{BULLET}\d]{4,}")
_LIST_SHARE = 0.3  # share of its items that may be boilerplate
_CONTENTS = 4  # entries of a table of contents


def tables(text: Lines) -> Iterator[Region]:
    """Find Markdown tables, rows with the same number of tabs, bars or commas, and figures."""
    lines = text.texts
    for run in runs(text.having("|")):
        if any(_DELIMITER.fullmatch(lines[at][:_DELIMITER_LINE]) for at in run):
            yield Region.of(run, Kind.TABLE)
    for sign, least in (("\t", 1), ("|", 2)):
        marked = {at for at in text.having(sign) if lines[at].strip().count(sign) >= least}
        for block in text.several if len(marked) >= _ROWS else ():
            rows = [at for at in block if at in marked]
            if len(rows) >= _ROWS and len({lines[at].count(sign) for at in rows}) == 1:
                yield from (Region.of(run, Kind.TABLE) for run in runs(rows) if len(run) >= _ROWS)
    yield from _comma_rows(lines)
    yield from _figures(text)


def _comma_rows(lines: list[str]) -> Iterator[Region]:
    """Find the rows of a text that begins with the header of comma-separated values."""
    header = lines[0] if lines else ""
    if header.count(",") < _COMMAS or ", " in header:
        return
    rows = [*takewhile(lambda line: line.count(",") == header.count(","), lines)]
    if len(rows) >= _ROWS:
        yield Region(0, len(rows) - 1, Kind.TABLE)


def _figures(text: Lines) -> Iterator[Region]:
    """Find at least three labels in a row, each with a figure on the next line."""
    pairs = [
        (at - 1, at)
        for at in places(_FIRST_OF_FIGURE, text.firsts)
        if at and _FIGURE.fullmatch(text.texts[at]) and _is_label(text, at - 1)
    ]
    for run in runs(chain.from_iterable(pairs)):
        if len(run) >= 2 * _PAIRS and not all(map(text.found, run[::2])):
            yield Region.of(run, Kind.TABLE)


def _is_label(text: Lines, number: int) -> bool:
    line = text.texts[number]
    short = not text.prose[number] and word_count(line) <= _LABEL_WORDS
    return short and not any(character.isdigit() for character in line)


def headings(text: Lines) -> Iterator[Region]:
    """Find Markdown headings over text. A heading and the line below it are cut together."""
    lines = text.texts
    for at in places(_HASH, text.firsts[:-1]):
        if _MARKDOWN_HEADING.match(lines[at]) and not _MARKDOWN_HEADING.match(lines[at + 1]):
            yield Region(at, at + 1, Kind.HEADING)


def references(text: Lines) -> Iterator[Region]:
    """Find references: what follows their heading, and entries with a number in brackets."""
    lines, last = text.texts, -1
    for heading in text.marked(REFERENCES):
        if heading > last:
            last = heading
            while last + 1 < len(lines) and _ENTRY.match(lines[last + 1]):
                last += 1
            if last > heading:
                yield Region(heading, last, Kind.LIST)
    entries = places(_FIRST_OF_ENTRY, text.firsts)
    for at in entries:
        if _LINK_DEFINITION.match(lines[at]):
            yield Region(at, at, Kind.LIST)
    numbered = [at for at in entries if _REFERENCE.match(lines[at])]
    if len(numbered) > 1:
        yield Region.of(numbered, Kind.LIST)


def lists(text: Lines) -> Iterator[Region]:
    """Find lists, at most a few of whose items are boilerplate."""
    for part in _FIRST_OF_ITEMS.finditer(text.firsts):
        items = [at for at in range(*part.span()) if _ITEM.match(text.texts[at])]
        for run in runs(items):
            known = sum(bool(text.phrases(at)) for at in run)
            if len(run) >= _LIST and known <= _LIST_SHARE * len(run):
                yield Region.of(run, Kind.LIST)


def contents(text: Lines) -> Iterator[Region]:
    """Find the entries under the heading of a table of contents."""
    headings = set(text.marked(CONTENTS))
    if not headings:
        return
    for block, entries in pairwise(text.blocks):
        if block[-1] in headings and len(block) == 1:
            own = any(not text.prose[at] and not text.found(at) for at in entries)
            if len(entries) >= _CONTENTS and own:
                yield Region(block[-1], entries[-1], Kind.LIST)
        elif block[0] in headings and len(block) > _CONTENTS:
            yield Region.of(block, Kind.LIST)
