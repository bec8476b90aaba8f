"""Where the phrases of a host are in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.learn.lines import TAIL, ZONES, ascii_letters, keys, places, plain, zones
from cleaner.learn.templates import at_the_ends, template_key

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


class HostPhrases(NamedTuple):
    """The phrases that are looked for in the documents of a host.

    `letters` are what `ascii_letters` returns for them. A template has no letters of its own.
    """

    by_key: Mapping[bytes, HostPhrase]
    letters: frozenset[bytes]
    has_templates: bool

    def may_be_in(self, text: str) -> bool:
        """Whether any may be in a text, which is quick to tell of most."""
        return self.has_templates or not self.letters.isdisjoint(ascii_letters(text))


def matches(text: str, phrases: HostPhrases) -> list[Match]:
    """Return where phrases are in a text, in order and disjoint.

    A text without prose of its own has no article, and is left alone. Takes time linear in the
    text.
    """
    if not phrases.may_be_in(text):
        return []
    lines, by_key = plain(text), phrases.by_key
    found = [*map(by_key.get, keys(lines))]
    if phrases.has_templates:
        for at in at_the_ends(lines):
            found[at] = found[at] or by_key.get(template_key(lines[at]))
    return list(_matches(text, lines, found)) if any(found) else []


def _matches(
    text: str, lines: Sequence[str], found: Sequence[HostPhrase | None]
) -> Iterator[Match]:
    where, spans = zones(lines, [phrase is not None for phrase in found]), places(text)
    if where.last < 0:
        return
    for number, ((start, end), phrase) in enumerate(zip(spans, found, strict=True)):
        if phrase is None:
            continue
        zone = where.of(number)
        if TO_END in phrase.where and zone == TAIL:
            yield Match(start, spans[-1][1], phrase.rule)
            return
        if zone in phrase.where:
            yield Match(start, end, phrase.rule)
