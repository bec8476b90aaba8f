"""The second pass over a document: the lines of it that repeat, and what is around them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from itertools import compress, islice
from typing import NamedTuple
from zlib import crc32

from cleaner.core.analysis import Span
from cleaner.core.characters import COLONS
from cleaner.core.structure.code import FENCES
from cleaner.core.structure.speech import SPEAKER_LINE, speech
from cleaner.learn.lines import (
    BODY,
    HEAD,
    TAIL,
    Zones,
    is_figure,
    is_fragment,
    is_item,
    is_listed,
    is_rule,
    is_text,
    keys,
    label,
    places,
    plain,
    structure,
    zones,
)
from cleaner.learn.sketch import Sketch, digests, salt
from cleaner.learn.templates import at_the_ends, template, template_key

HOST_DOCUMENTS = 10
"""Documents that a host needs for anything to be learned of it."""

COPY = 0.6
"""A document of which more than this share of words repeats is an index page or a near copy."""

SHARED_HOSTS = 10
"""Hosts that a line needs to be counted for the corpus as a whole."""

_BODY = 0.25
"""Share of the documents of a host that have a line that may be boilerplate in the body, at least.
It is half of what is asked in the end: near copies are not yet left out."""

_EXAMINED = 12  # documents in which is looked at whether a line is structure, about
_TEXTS = 2  # lines of text of its own that a document goes on with
_TURNS = 3  # lines of their own with the same label make a dialogue


class Occurrence(NamedTuple):
    """A repeated line in a document, by its digest, and what is around it (see `LineCount`)."""

    number: int
    text: str
    zone: str
    fragment: bool
    heads: bool
    introduces: bool
    precedes: bool
    structure: bool | None
    """None where nobody looked."""
    surrounded: bool
    after: int
    """The digest of the repeated line that follows; 0 without one."""


class Scope(StrEnum):
    """For what a document is observed."""

    HOST = "host"
    CORPUS = "corpus"
    """Which lines repeat in the corpus as a whole."""
    NOTHING = "nothing"
    """Its host has too few documents."""


class Observed(NamedTuple):
    """A document with the lines of it that repeat on its host, or in the corpus as a whole.

    Without a host, the corpus is its host.
    """

    host: str
    name: str
    lines: tuple[Occurrence, ...]
    scope: Scope = Scope.HOST


def observe(
    host: str, name: str, text: str, sketch: Sketch, min_documents: int
) -> Iterator[Observed]:
    """Yield the repeated lines of a document for its host, and those for the corpus.

    An index page or a near copy of other documents is left out.
    """
    group = salt(host)
    lines, documents = _Lines(text), sketch.count(group)
    if documents >= HOST_DOCUMENTS:
        document = _Document(lines, group, sketch, min_documents, in_body=_BODY * documents)
        yield from _observed(document, host, name, Scope.HOST)
    else:
        yield Observed(host, name, (), Scope.NOTHING)
    if host:
        document = _Document(lines, 0, sketch, max(min_documents, SHARED_HOSTS))
        yield from _observed(document, host, name, Scope.CORPUS)


def _observed(document: _Document, host: str, name: str, scope: Scope) -> Iterator[Observed]:
    if not document.is_copy:
        found = (document.occurrence(number, at) for number, at in document.places.items())
        yield Observed(host if scope is Scope.HOST else "", name, tuple(found), scope)


class _Lines:
    """The lines of a text with their digests, and what is only looked up where lines repeat."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.texts = plain(text)
        self.digests = digests(keys(self.texts))
        self._read: dict[tuple[int, int], list[Span]] = {}

    @cached_property
    def lengths(self) -> list[int]:
        """Characters of the lines."""
        return [*map(len, self.texts)]

    @cached_property
    def lot(self) -> float:
        """A number below 1 that is drawn for the text, the same each time."""
        return crc32(self._text.encode("utf-8", "surrogatepass")) / (1 << 32)

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return places(self._text)

    @cached_property
    def _speech(self) -> list[Span]:
        """What people say in turns, which is in all parts of a text."""
        speakers = [
            line for line in self.texts if len(line) < SPEAKER_LINE and line.endswith(COLONS)
        ]
        takes_turns = len(speakers) > len({*speakers}) > 1
        return structure(self._text, (speech,)) if takes_turns else []

    @cached_property
    def _has_fences(self) -> bool:
        """Whether no part can be read alone: there may be code between fences."""
        return any(fence in self._text for fence in FENCES)

    def is_structure(self, at: int, first: int, stop: int) -> bool:
        """Whether a line is in a region of structure of the part from one line to another."""
        if self._has_fences:
            first, stop = 0, len(self.texts)
        start, end = self._places[first][0], self._places[stop - 1][1]
        if (start, end) not in self._read:
            self._read[start, end] = structure(self._text[start:end])
        position = self._places[at][0]
        return _is_in(position - start, self._read[start, end]) or _is_in(position, self._speech)


def _is_in(position: int, regions: Iterable[Span]) -> bool:
    return any(region.start <= position < region.end for region in regions)


class _Document:
    """A document in the second pass, with the lines of it that repeat.

    Lines of at least `least` documents repeat, on a host their templates, too. One of at least
    `in_body` documents may be boilerplate between the article's paragraphs.
    """

    def __init__(
        self, lines: _Lines, group: int, sketch: Sketch, least: int, *, in_body: float = math.inf
    ) -> None:
        self._lines, self._texts = lines, lines.texts
        self._sketch, self._least, self._in_body = sketch, least, in_body
        self._digests = [number ^ group for number in lines.digests]
        self._again = sketch.reach(self._digests, least)
        self._forms = self._templates(group) if group else {}
        for at, number in self._forms.items():
            self._digests[at], self._again[at] = number, True

    @property
    def places(self) -> dict[int, int]:
        """The digests of the lines that repeat, with the number of their last line."""
        numbers = enumerate(self._digests)
        return {number: at for at, number in compress(numbers, self._again)}

    def _templates(self, group: int) -> dict[int, int]:
        """Return the digest of the template of lines of which only this repeats, by number."""
        own = [at for at in at_the_ends(self._texts) if not self._again[at]]
        forms = {at: form for at in own if (form := template_key(self._texts[at]))}
        numbers = [number ^ group for number in digests(forms.values())]
        found = zip(forms, numbers, self._sketch.reach(numbers, self._least), strict=True)
        return {at: number for at, number, again in found if again}

    @property
    def is_copy(self) -> bool:
        """Whether it is an index page or a near copy, or has no lines."""
        lengths = self._lines.lengths
        return sum(compress(lengths, self._again)) > COPY * sum(lengths) or not lengths

    @cached_property
    def _zones(self) -> Zones:
        return zones(self._texts, self._again)

    @cached_property
    def _labels(self) -> Counter[str]:
        """How many lines of its own have a label."""
        pairs = zip(self._texts, self._again, strict=True)
        return Counter(label(line) for line, again in pairs if not again)

    def _is_structure(self, at: int, zone: str) -> bool | None:
        """Whether a line is in a region, or a turn of a dialogue: others have its label.

        None where nobody looks: in the body at lines that are not frequent enough to be boilerplate
        there, and elsewhere in most documents, of which a few show what a line is.
        """
        documents = self._sketch.count(self._digests[at])
        if documents < (self._in_body if zone == BODY else 0):
            return None
        if documents * self._lines.lot >= _EXAMINED:
            return None
        turn = label(self._texts[at])
        if turn and self._labels[turn] >= _TURNS:
            return True
        first, last = self._zones
        part = {HEAD: (0, first), BODY: (first, last + 1), TAIL: (last + 1, len(self._texts))}
        return self._lines.is_structure(at, *part[zone])

    def occurrence(self, number: int, at: int) -> Occurrence:
        """Return the line `at`, and what is around it."""
        zone, text = self._zones.of(at), self._texts[at]
        return Occurrence(
            number,
            template(text) if at in self._forms else text,
            zone,
            is_fragment(self._texts, at, self._again),
            self._heads_own(at),
            self._introduces(at),
            at < self._last_texts,
            self._is_structure(at, zone),
            any(self._is_beside(at, other, zone) for other in (at - 1, at + 1)),
            self._digests[at + 1] if self._repeats(at + 1) else 0,
        )

    def _introduces(self, at: int) -> bool:
        """Whether text of the document's own is below a line, perhaps after repeated items."""
        below = at + 1
        while self._repeats(below) and is_listed(self._texts[below]):
            below += 1
        return below < len(self._texts) and self._is_own_text(below)

    def _is_own_text(self, at: int) -> bool:
        """Whether a line is the document's own, and a sentence or in a list, unlike headlines."""
        return not self._again[at] and is_text(self._texts[at])

    @cached_property
    def _last_texts(self) -> int:
        """The line from which on the document has `_TEXTS` lines of text of its own; or -1."""
        own = (at for at in reversed(range(len(self._texts))) if self._is_own_text(at))
        return next(islice(own, _TEXTS - 1, None), -1)

    def _repeats(self, at: int) -> bool:
        return 0 <= at < len(self._texts) and self._again[at]

    def _is_standing(self, at: int) -> bool:
        """Whether a line repeats with its figures: dates and numbers differ in each document."""
        return self._repeats(at) and not is_figure(self._texts[at])

    def _heads_own(self, at: int) -> bool:
        """Whether the next line is the document's own, or a list below that has own items."""
        texts, below = self._texts, at + 1
        if below < len(texts) and is_rule(texts[below]):
            below += 1
        while self._repeats(below) and is_item(texts[below]):
            below += 1
        in_list = below > at + 1 and is_item(texts[below - 1])
        if below == len(texts) or (in_list and not is_item(texts[below])):
            return False
        return not self._is_standing(below)

    def _is_beside(self, at: int, other: int, zone: str) -> bool:
        """Whether a line repeats together with another.

        Outside the tail, dates, rules and the items of a list below its title do not count.
        """
        if zone == TAIL:
            return self._repeats(other)
        if not self._is_standing(other):
            return False
        text = self._texts[other]
        return not is_rule(text) and (not is_item(text) or is_item(self._texts[at]))
