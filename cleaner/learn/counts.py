"""The two passes over a corpus: which lines repeat, and where they are."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, cached_property, partial
from itertools import accumulate, compress
from typing import Any, NamedTuple

from cleaner.core.analysis import Span
from cleaner.learn.lines import (
    TAIL,
    Line,
    Zones,
    is_figure,
    is_fragment,
    is_item,
    is_listed,
    is_rule,
    is_text,
    key,
    label,
    plain,
    read,
    structure,
    template,
    zones,
)
from cleaner.learn.sketch import Sketch, digest, salt

LIMIT = 400_000
"""Lines that are counted exactly at a time, about 200 MB. Beyond it the rarest are dropped."""

HOST_DOCUMENTS = 10
"""Documents that a host needs for anything to be learned of it."""

COPY = 0.6
"""A document of which more than this share of words repeats is an index page or a near copy."""

SHARED_HOSTS = 5
"""Hosts that a line needs to be counted for the corpus as a whole."""

_EXAMPLES = 3
_TEXTS = 2  # lines of text of its own that a document goes on with
_TURNS = 3  # lines of their own with the same label make a dialogue


class LineCount:
    """What is known of a line of a host. Documents are counted, not occurrences."""

    __slots__ = (
        "after",
        "after_count",
        "body",
        "differs",
        "documents",
        "examples",
        "fragment",
        "head",
        "heads",
        "host",
        "introduces",
        "precedes",
        "structure",
        "surrounded",
        "tail",
        "text",
    )

    def __init__(self, host: str, text: str) -> None:
        self.host = host
        self.text = text
        self.documents = 0
        self.head = self.body = self.tail = 0
        self.differs = 0
        """Documents in which its figures are not those of `text`."""
        self.fragment = 0
        """Documents in which it is part of a sentence."""
        self.surrounded = 0
        """Documents in which a line beside it repeats, too; dates count in the tail only."""
        self.heads = 0
        """Documents in which a line of their own follows, or a figure."""
        self.introduces = 0
        """Documents in which the line below is text of their own: a sentence or a list."""
        self.precedes = 0
        """Documents in which there is text of their own somewhere below."""
        self.structure = 0
        """Documents in which it is part of code, a table, front matter, verse or speech."""
        self.after = 0
        """The digest of the repeated line that follows most often, found by majority vote."""
        self.after_count = 0
        self.examples: list[str] = []

    @classmethod
    def of(cls, values: Sequence[Any]) -> LineCount:
        """Return the line with these values."""
        line = cls("", "")
        for name, value in zip(cls.__slots__, values, strict=True):
            setattr(line, name, value)
        return line

    def values(self) -> list[Any]:
        """Return all values, as JSON has them."""
        return [getattr(self, name) for name in self.__slots__]

    def zone(self, name: str) -> int:
        """Return the number of documents in which the line is in a zone."""
        count: int = getattr(self, name)
        return count

    def add(self, line: Occurrence, name: str) -> None:
        """Count an occurrence in the document `name`."""
        setattr(self, line.zone, self.zone(line.zone) + 1)
        self.documents += 1
        self.differs += line.text != self.text
        self.fragment += line.fragment
        self.heads += line.heads
        self.introduces += line.introduces
        self.precedes += line.precedes
        self.structure += line.structure
        self.surrounded += line.surrounded
        if line.after:
            self._vote(line.after)
        if len(self.examples) < _EXAMPLES:
            self.examples.append(name)

    def _vote(self, after: int) -> None:
        """Note which line follows (Boyer and Moore's majority vote)."""
        if after == self.after:
            self.after_count += 1
        elif self.after_count == 0:
            self.after, self.after_count = after, 1
        else:
            self.after_count -= 1


class Occurrence(NamedTuple):
    """A repeated line in a document, by its digest, and what is around it (see `LineCount`)."""

    number: int
    text: str
    zone: str
    fragment: bool
    heads: bool
    introduces: bool
    precedes: bool
    structure: bool
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


class Learner:
    """Collects what repeats. Call `look` for every document, then `count` for every document.

    Workers can do most of it: they call `digests` and `observe`, and `note` and `add` collect that.

    Memory does not depend on the size of the corpus: at most 128 MiB for the sketch, 200 MB for the
    lines that repeat, and about 200 bytes for each host with ten documents.
    """

    def __init__(self, size: int, *, min_documents: int = 3) -> None:
        """`size` is the size of the corpus in bytes, about; a line repeats from `min_documents`."""
        self.min_documents = min_documents
        # A line with its line break has 60 bytes; it counts for its host and for the corpus.
        self.sketch = Sketch(size // 30)
        self.level = 0
        """Lines in so many documents or fewer may have been dropped."""
        self.documents: Counter[str] = Counter()
        """Documents of each host that has enough, index pages and near copies left out."""
        self.left_alone = 0
        """Documents of hosts that have too few."""
        self.shared = 0
        """Documents with a host, near copies of those of other hosts left out."""
        self.lines: dict[int, LineCount] = {}

    def look(self, host: str, text: str) -> None:
        """First pass: note the lines of a document."""
        self.note(digests(host, text))

    def note(self, numbers: Iterable[int]) -> None:
        """First pass: note the lines of a document by their digests (see `digests`).

        For the corpus as a whole, hosts are counted, and documents only if they have no host.
        """
        sketch, pairs = self.sketch, iter(numbers)
        for own, shared in zip(pairs, pairs, strict=True):
            if own != shared and not sketch.count(own):
                sketch.add(shared)
            sketch.add(own)

    def count(self, host: str, name: str, text: str) -> None:
        """Second pass: count where the repeated lines of a document are. `name` is its id."""
        for observed in observe(host, name, text, self.sketch, self.min_documents):
            self.add(observed)

    def add(self, document: Observed) -> None:
        """Second pass: count what was observed of a document."""
        match document.scope:
            case Scope.HOST:
                host = document.host
                self.documents[host] += 1
            case Scope.CORPUS:
                host = ""
                self.shared += 1
            case Scope.NOTHING:
                self.left_alone += 1
                return
        for line in document.lines:
            known = self.lines.get(line.number)
            if known is None:
                known = self.lines[line.number] = LineCount(host, line.text)
            known.add(line, document.name)
        if len(self.lines) > LIMIT:
            self._prune()

    def _prune(self) -> None:
        """Drop the rarest lines until half of the room is free (lossy counting)."""
        while len(self.lines) > LIMIT // 2:
            self.level += 1
            self.lines = {
                number: each for number, each in self.lines.items() if each.documents > self.level
            }


def digests(host: str, text: str) -> Iterator[int]:
    """Yield two digests of each different line of a document: with its host, and without one.

    Templates of lines are counted like lines, and for the host only; so is the host itself.
    """
    lines, group = {*plain(text)}, salt(host)
    yield group
    yield group
    for each in {*map(key, lines)}:
        shared = digest(each)
        yield shared ^ group
        yield shared
    for each in {*map(template, lines)}:
        if each:
            own = digest(each) ^ group
            yield own
            yield own


def observe(
    host: str, name: str, text: str, sketch: Sketch, min_documents: int
) -> Iterator[Observed]:
    """Yield the repeated lines of a document for its host, and those for the corpus.

    An index page or a near copy of other documents is left out.
    """
    lines, regions = read(text), cache(lambda: structure(text))
    digests = [digest(line.key) for line in lines]
    scopes: list[tuple[Scope, str, int]] = []
    if sketch.count(salt(host)) >= HOST_DOCUMENTS:
        scopes.append((Scope.HOST, host, min_documents))
    else:
        yield Observed(host, name, (), Scope.NOTHING)
    if host:
        scopes.append((Scope.CORPUS, "", max(min_documents, SHARED_HOSTS)))
    for scope, group, least in scopes:
        document = _Document(group, lines, digests, regions, partial(sketch.reach, least=least))
        if not document.is_copy:
            found = (document.occurrence(number, at) for number, at in document.places.items())
            yield Observed(host, name, tuple(found), scope)


class _Document:
    """A document in the second pass, with the lines of it that repeat."""

    def __init__(
        self,
        host: str,
        lines: Sequence[Line],
        digests: Sequence[int],
        regions: Callable[[], list[Span]],
        repeat: Callable[[Iterable[int]], list[bool]],
    ) -> None:
        self.lines = lines
        group = salt(host)
        self._digests = [number ^ group for number in digests]
        self._again = repeat(self._digests)
        self._forms = self._templates(group, repeat) if host else {}
        for at, (_, number) in self._forms.items():
            self._digests[at], self._again[at] = number, True
        self._regions = regions
        pairs = enumerate(zip(self._digests, self._again, strict=True))
        self.places = {number: at for at, (number, again) in pairs if again}
        """The digests of the lines that repeat, with the number of their last line."""

    def _templates(
        self, group: int, repeat: Callable[[Iterable[int]], list[bool]]
    ) -> dict[int, tuple[str, int]]:
        """Return template and digest of the lines of which only the template repeats, by number."""
        own = [at for at, again in enumerate(self._again) if not again]
        forms = [(at, form) for at in own if (form := template(self.lines[at].text))]
        numbers = [digest(form) ^ group for _, form in forms]
        found = zip(forms, numbers, repeat(numbers), strict=True)
        return {at: (form, number) for (at, form), number, again in found if again}

    @property
    def is_copy(self) -> bool:
        """Whether it is an index page or a near copy, or has no lines."""
        lengths = [len(line.text) for line in self.lines]
        return sum(compress(lengths, self._again)) > COPY * sum(lengths) or not lengths

    @cached_property
    def _zones(self) -> Zones:
        return zones(self.lines, self._again)

    @cached_property
    def _labels(self) -> Counter[str]:
        """How many lines of its own have a label."""
        pairs = zip(self.lines, self._again, strict=True)
        return Counter(label(line.text) for line, again in pairs if not again)

    @cached_property
    def _starts(self) -> list[int]:
        return [region.start for region in self._regions()]

    def _is_structure(self, at: int) -> bool:
        """Whether a line is in a region, or a turn of a dialogue: others have its label."""
        line = self.lines[at]
        turn = label(line.text)
        if turn and self._labels[turn] >= _TURNS:
            return True
        region = bisect_right(self._starts, line.start) - 1
        return region >= 0 and line.start < self._regions()[region].end

    def occurrence(self, number: int, at: int) -> Occurrence:
        """Return the line `at`, and what is around it."""
        zone = self._zones.of(at)
        return Occurrence(
            number,
            self._forms[at][0] if at in self._forms else self.lines[at].text,
            zone,
            is_fragment(self.lines, at, self._again),
            self._heads_own(at),
            self._introduces(at),
            self._texts_below[at] >= _TEXTS,
            self._is_structure(at),
            any(self._is_beside(at, other, zone) for other in (at - 1, at + 1)),
            self._digests[at + 1] if self._repeats(at + 1) else 0,
        )

    def _introduces(self, at: int) -> bool:
        """Whether text of the document's own is below a line, perhaps after repeated items."""
        below = at + 1
        while self._repeats(below) and is_listed(self.lines[below].text):
            below += 1
        return below < len(self.lines) and self._is_own_text(below)

    def _is_own_text(self, at: int) -> bool:
        """Whether a line is the document's own, and a sentence or in a list, unlike headlines."""
        return not self._again[at] and is_text(self.lines[at].text)

    @cached_property
    def _texts_below(self) -> list[int]:
        """How many lines of text of its own the document has below each line."""
        own = (self._is_own_text(at) for at in range(len(self.lines) - 1, 0, -1))
        return [*accumulate(own, initial=0)][::-1]

    def _repeats(self, at: int) -> bool:
        return 0 <= at < len(self.lines) and self._again[at]

    def _is_standing(self, at: int) -> bool:
        """Whether a line repeats with its figures: dates and numbers differ in each document."""
        return self._repeats(at) and not is_figure(self.lines[at].text)

    def _heads_own(self, at: int) -> bool:
        """Whether the next line is the document's own, or a list below that has own items."""
        below = at + 1
        if below < len(self.lines) and is_rule(self.lines[below].text):
            below += 1
        while self._repeats(below) and is_item(self.lines[below].text):
            below += 1
        in_list = below > at + 1 and is_item(self.lines[below - 1].text)
        if below == len(self.lines) or (in_list and not is_item(self.lines[below].text)):
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
        text = self.lines[other].text
        return not is_rule(text) and (not is_item(text) or is_item(self.lines[at].text))
