"""The two passes over a corpus: which lines repeat, and where they are."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property, partial
from itertools import compress, islice
from typing import Any, NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.characters import COLONS
from cleaner.core.structure.code import FENCES
from cleaner.core.structure.speech import SPEAKER_LINE
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
    plain,
    spans,
    structure,
    template,
    template_key,
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

_BODY = 0.25
"""Share of the documents of a host that have a line that may be boilerplate in the body, at least.
It is half of what is asked in the end: near copies are not yet left out."""

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
        "examined",
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
        self.examined = 0
        """Documents in which this was looked at: in the body, of frequent lines only."""
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
        self.structure += line.structure is True
        self.examined += line.structure is not None
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


class Seen(NamedTuple):
    """The digests of the lines and templates of a document; `group` is the `salt` of its host."""

    group: int
    lines: array[int]
    templates: array[int]


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


class Learner:
    """Collects what repeats. Call `look` for every document, then `count` for every document.

    Workers can do most of it: they call `seen` and `observe`, and `note` and `add` collect that.

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
        self.note(seen(host, text))

    def note(self, document: Seen) -> None:
        """First pass: note the lines of a document.

        For the corpus as a whole, hosts are counted, and documents only if they have no host.
        """
        group, add = document.group, self.sketch.add
        add([group])
        new = add([number ^ group for number in document.lines])
        if group:
            add([number ^ group for number in new])
            add([number ^ group for number in document.templates])

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


def seen(host: str, text: str) -> Seen:
    """Return the lines of a document, and on a host their templates, each once."""
    lines = dict.fromkeys(plain(text))
    templates = dict.fromkeys(map(template_key, lines)) if host else {}
    return Seen(
        salt(host),
        array("Q", [digest(each) for each in dict.fromkeys(keys([*lines]))]),
        array("Q", [digest(each) for each in templates if each]),
    )


def observe(
    host: str, name: str, text: str, sketch: Sketch, min_documents: int
) -> Iterator[Observed]:
    """Yield the repeated lines of a document for its host, and those for the corpus.

    An index page or a near copy of other documents is left out.
    """
    group = salt(host)
    lines, documents = _Lines(text), sketch.count(group)
    if documents >= HOST_DOCUMENTS:
        repeat = partial(sketch.reach, least=min_documents)
        in_body = partial(sketch.reach, least=math.ceil(_BODY * documents))
        yield from _observed(_Document(lines, group, repeat, in_body), host, name, Scope.HOST)
    else:
        yield Observed(host, name, (), Scope.NOTHING)
    if host:
        repeat = partial(sketch.reach, least=max(min_documents, SHARED_HOSTS))
        yield from _observed(_Document(lines, 0, repeat), host, name, Scope.CORPUS)


def _observed(document: _Document, host: str, name: str, scope: Scope) -> Iterator[Observed]:
    if not document.is_copy:
        found = (document.occurrence(number, at) for number, at in document.places.items())
        yield Observed(host if scope is Scope.HOST else "", name, tuple(found), scope)


_Reach = Callable[[Iterable[int]], list[bool]]
"""Tells of things whether they were seen often enough (`Sketch.reach`)."""


class _Lines:
    """The lines of a text with their digests, and what is only looked up where lines repeat."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.texts = plain(text)
        self.digests = [digest(each) for each in keys(self.texts)]
        self._read: dict[tuple[int, int], list[Span]] = {}

    @cached_property
    def spans(self) -> list[Span]:
        return spans(self._text)

    @cached_property
    def templates(self) -> list[bytes]:
        return [*map(template_key, self.texts)]

    @cached_property
    def _is_whole(self) -> bool:
        """Whether no part can be read alone: there may be speakers, or code between fences."""
        speakers = [
            line for line in self.texts if len(line) < SPEAKER_LINE and line.endswith(COLONS)
        ]
        takes_turns = len(speakers) > len({*speakers}) > 1
        return takes_turns or any(fence in self._text for fence in FENCES)

    def is_structure(self, at: int, first: int, stop: int) -> bool:
        """Whether a line is in a region of structure of the part from one line to another."""
        if self._is_whole:
            first, stop = 0, len(self.texts)
        start, end = self.spans[first].start, self.spans[stop - 1].end
        if (start, end) not in self._read:
            self._read[start, end] = structure(self._text[start:end])
        offset = self.spans[at].start - start
        return any(region.start <= offset < region.end for region in self._read[start, end])


class _Document:
    """A document in the second pass, with the lines of it that repeat.

    What repeats on a host is a template, too. `in_body` tells which lines repeat so often that they
    may be boilerplate between the article's paragraphs; without it none are.
    """

    def __init__(
        self, lines: _Lines, group: int, repeat: _Reach, in_body: _Reach | None = None
    ) -> None:
        self._lines, self._texts = lines, lines.texts
        self._digests = [number ^ group for number in lines.digests]
        self._again = repeat(self._digests)
        self._forms = self._templates(group, repeat) if group else {}
        for at, number in self._forms.items():
            self._digests[at], self._again[at] = number, True
        self._in_body = in_body
        pairs = enumerate(zip(self._digests, self._again, strict=True))
        self.places = {number: at for at, (number, again) in pairs if again}
        """The digests of the lines that repeat, with the number of their last line."""

    def _templates(self, group: int, repeat: _Reach) -> dict[int, int]:
        """Return the digest of the template of lines of which only this repeats, by number."""
        forms = self._lines.templates
        own = [at for at, again in enumerate(self._again) if not again and forms[at]]
        numbers = [digest(forms[at]) ^ group for at in own]
        found = zip(own, numbers, repeat(numbers), strict=True)
        return {at: number for at, number, again in found if again}

    @property
    def is_copy(self) -> bool:
        """Whether it is an index page or a near copy, or has no lines."""
        lengths = [*map(len, self._texts)]
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

        None for a line in the body that is not frequent enough to be boilerplate there.
        """
        if zone == BODY and not (self._in_body and self._in_body([self._digests[at]])[0]):
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
