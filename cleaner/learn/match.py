"""Where the phrases of a host are in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.learn.lines import HOLE, TAIL, ZONES, Line, read, template, zones

TO_END = "to-end"
WHERE = (*ZONES, TO_END)
"""Where a phrase is removed. With `to-end`, all below it is removed, too, if it is in the tail."""


class HostPhrase(NamedTuple):
    """A line of a host that is boilerplate: its rule, and where it is removed."""

    rule: str
    where: tuple[str, ...] = ZONES


class Match(NamedTuple):
    """A half-open span of whole lines, and the rule that it belongs to."""

    start: int
    end: int
    rule: str


def matches(text: str, phrases: Mapping[str, HostPhrase]) -> list[Match]:
    """Return where phrases are in a text, in order and disjoint. `phrases` are by key.

    A text without prose of its own has no article, and is left alone. Takes time linear in the
    text.
    """
    lines = read(text)
    has_templates = any(HOLE in each for each in phrases)
    found = [phrases.get(line.key) for line in lines]
    if has_templates:
        found = [
            phrase or phrases.get(template(line.text))
            for line, phrase in zip(lines, found, strict=True)
        ]
    return list(_matches(lines, found)) if any(found) else []


def _matches(lines: Sequence[Line], found: Sequence[HostPhrase | None]) -> Iterator[Match]:
    where = zones(lines, [phrase is not None for phrase in found])
    if where.last < 0:
        return
    for number, (line, phrase) in enumerate(zip(lines, found, strict=True)):
        if phrase is None:
            continue
        zone = where.of(number)
        if TO_END in phrase.where and zone == TAIL:
            yield Match(line.start, lines[-1].end, phrase.rule)
            return
        if zone in phrase.where:
            yield Match(line.start, line.end, phrase.rule)
