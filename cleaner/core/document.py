"""Documents: a text, the lines that are left of it, and what is known about them.

Positions never move. A document is its original text and the spans removed so far; every offset,
in every sweep, is an offset of the original. Lines are numbered among those that are left, and
their texts are made when a rule asks for them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from operator import eq
from typing import Protocol, overload

from cleaner.core import structure
from cleaner.core.analysis import NO_ANALYSIS, Embed, Kind, PageAnalysis, Span
from cleaner.core.characters import BYTE_ORDER_MARK
from cleaner.core.index import Index, indexed
from cleaner.core.rule import AFTER_CUT, LineTest, Phrase, Trigger
from cleaner.core.spans import Claim, outside, united
from cleaner.core.structure import Region
from cleaner.core.words import word_count

Found = tuple[Phrase | LineTest, ...]


class Matcher(Protocol):
    """Finds phrases and tests lines. The only part that knows how this is done."""

    def scan(self, text: str, kept: Sequence[Span]) -> dict[int, Found]:
        """Return what the lines of the kept spans match, by where they start."""

    def match(self, line: str) -> Found:
        """Return what one line matches; `line` has no space at its end."""

    def resolve(self, document: Document) -> Mapping[int, Found]:
        """Return `document.found` with what depends on other lines: languages, wrapped phrases."""

    def shown(self, text: str) -> frozenset[str]:
        """Return the codes of the languages that a text shows."""

    def sentences(self, line: str) -> Iterable[tuple[Phrase, int, int]]:
        """Return the phrases that are a sentence of a long line, and where each is."""

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        """Return the phrase at the end of a paragraph and where it begins."""


class Line:
    """One line that is left of a document.

    `number` is its place among the lines left, `text` what is left of it, without line break,
    space at the end and byte-order marks before it. `start` is its offset in the original.
    """

    __slots__ = ("_document", "end", "number", "prose", "start", "text")

    prose: bool
    """Whether the line reads like running text."""

    def __init__(self, document: Document, number: int) -> None:
        index = document.index
        self._document = document
        self.number = number
        self.start = index.starts[number]
        self.end = index.ends[number]
        self.text = index.texts[number]
        self.prose = index.prose[number] == 1

    @property
    def gap(self) -> bool:
        """Whether a blank line, or the start of the text, comes before the line."""
        return not self.number or self._document.distance(self.number) > 0

    @property
    def pieces(self) -> list[Span]:
        """The characters of the original that are left of the line."""
        return _pieces(self._document.text, self.start, self.end, self._document.gone)

    @property
    def found(self) -> Found:
        """The phrases that the line matches, and the tests that it passes."""
        return self._document.marks.get(self.start, ())

    @property
    def phrases(self) -> list[Phrase]:
        """The phrases that the line matches."""
        return [found for found in self.found if isinstance(found, Phrase)]

    @property
    def words(self) -> int:
        """How many words the line has (`word_count`)."""
        return word_count(self.text)

    @property
    def stop(self) -> int:
        """The offset in the original after the last character of `text`."""
        return self.span(0, len(self.text)).end

    def original(self, span: Span) -> str:
        """Return the characters of the original in a span."""
        return self._document.text[span.start : span.end]

    def offset(self, position: int) -> int:
        """Return where in `text` a position of the original is."""
        return sum(min(b, position) - a for a, b in self.pieces if a < position)

    def span(self, start: int, end: int) -> Span:
        """Return the characters of the original for a range of `text`."""
        return Span(self._position(start), self._position(max(start, end - 1)) + (end > start))

    def _position(self, offset: int) -> int:
        for piece in self.pieces:
            if offset < piece.end - piece.start:
                return piece.start + offset
            offset -= piece.end - piece.start
        return self.end


class _Lines(Sequence[Line]):
    """The lines of a document, made when they are asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made: list[Line | None] = [None] * len(document.index.starts)

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, number: int) -> Line: ...
    @overload
    def __getitem__(self, number: slice) -> list[Line]: ...
    def __getitem__(self, number: int | slice) -> Line | list[Line]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self._made)))]
        line = self._made[number]
        if line is None:
            line = self._made[number] = Line(self._document, number % len(self._made))
        return line

    def __iter__(self) -> Iterator[Line]:
        return (line or self[number] for number, line in enumerate(self._made))


@dataclass(frozen=True, eq=False, repr=False)  # each method takes time at start
class Document:
    """A text and what is left of it. Immutable.

    `found` has what single lines match, by where they start; lines that match nothing have no
    entry. `gone` are the spans removed so far, ordered and disjoint; `removed` says where, and by
    which rule.
    """

    text: str
    matcher: Matcher
    kind: Kind = "article"
    analysis: PageAnalysis = NO_ANALYSIS
    gone: tuple[Span, ...] = ()
    removed: tuple[tuple[int, str], ...] = ()
    found: Mapping[int, Found] | None = None
    known: Index | None = None

    @cached_property
    def index(self) -> Index:
        """The lines that are left."""
        return self.known or indexed(self.text)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The lines that are left."""
        return _Lines(self)

    @cached_property
    def marks(self) -> Mapping[int, Found]:
        """What lines match, by where they start, in view of the other lines."""
        return self.matcher.resolve(self)

    @cached_property
    def present(self) -> frozenset[Trigger]:
        """All marks of the lines, and the tests that they pass."""
        present = frozenset(self.by_mark)
        return present | {AFTER_CUT} if self.removed else present

    @cached_property
    def wrapped(self) -> list[range]:
        """The hard-wrapped paragraphs, as numbers of lines that are left."""
        return list(structure.wrapped(self.index.texts, self.close)) if self.close else []

    @cached_property
    def close(self) -> list[int]:
        """The numbers of the lines without a blank line above them."""
        starts, ends = self.index.starts, self.index.ends
        close = list(compress(range(1, len(starts)), map(eq, starts[1:], ends)))
        closer = set[int]()  # since something between a line and the one above was removed
        for start, end in self.gone:
            at = max(1, bisect_right(starts, start))
            while at < len(starts) and ends[at - 1] < end:
                if not self.distance(at):
                    closer.add(at)
                at += 1
        return sorted(closer.union(close)) if closer else close

    @cached_property
    def shown(self) -> frozenset[str]:
        """The codes of the languages that the text that is left shows."""
        return self.matcher.shown(self.kept_text())

    @cached_property
    def regions(self) -> list[Region]:
        """The structure of the lines that are left."""
        return structure.regions(self)

    @cached_property
    def excluded(self) -> Mapping[str, list[Span]]:
        """The lines that page analysis excluded, by rule. Blank ones are left to the engine."""
        table: dict[str, list[Span]] = {}
        for start, end, rule, _ in self.analysis.excluded:
            if not self.text[start:end].isspace():
                table.setdefault(rule, []).append(Span(start, end))
        return table

    @cached_property
    def by_line(self) -> Mapping[int, Found]:
        """What lines match, by their numbers, in order."""
        starts, marks = self.index.starts, self.marks
        return {bisect_left(starts, start): marks[start] for start in sorted(marks)}

    @cached_property
    def by_mark(self) -> Mapping[Trigger, list[int]]:
        """Line numbers by mark and by test, in order."""
        table: dict[Trigger, list[int]] = {}
        for number, triggers in self._triggers.items():
            for trigger in triggers:
                table.setdefault(trigger, []).append(number)
        return table

    @cached_property
    def _triggers(self) -> Mapping[int, frozenset[Trigger]]:
        """The marks and tests of lines, by their numbers."""
        return {number: frozenset(map(_trigger, found)) for number, found in self.by_line.items()}

    @cached_property
    def prose(self) -> Sequence[int]:
        """The numbers of lines of running text that are not boilerplate word for word."""
        reads = self.index.prose
        aside = {
            number
            for number, marks in self.by_line.items()
            if reads[number]
            and any(isinstance(found, Phrase) and found.mark.role.is_never_prose for found in marks)
        }
        return [at for at in compress(range(len(reads)), reads) if at not in aside]

    @cached_property
    def embeds(self) -> Mapping[str, tuple[Embed, ...]]:
        """What the page shows, by kind, in order."""
        table: dict[str, list[Embed]] = {}
        for embed in self.analysis.embeds():
            table.setdefault(embed.kind, []).append(embed)
        return {kind: tuple(embeds) for kind, embeds in table.items()}

    def marked(self, *marks: Trigger) -> list[int]:
        """Return the numbers of the lines with any of the marks or tests, in order."""
        found = [self.by_mark[mark] for mark in marks if mark in self.by_mark]
        return list(found[0]) if len(found) == 1 else sorted(set().union(*found))

    def has(self, number: int, marks: frozenset[Trigger]) -> bool:
        """Tell whether line `number` has any of the marks. False outside the document."""
        return not marks.isdisjoint(self._triggers.get(number, ()))

    def prose_between(self, first: int, last: int) -> int:
        """Count the lines of prose from line `first` up to, not including, line `last`."""
        return max(0, self.prose_before(last) - self.prose_before(first))

    def prose_before(self, number: int) -> int:
        """Count the lines of prose before line `number`."""
        return bisect_left(self.prose, number)

    def prose_after(self, number: int) -> int:
        """Count the lines of prose after line `number`."""
        return len(self.prose) - bisect_right(self.prose, number)

    def span(self, first: int, last: int | None = None) -> Span:
        """Return the characters of whole lines, from line `first` to line `last` inclusive."""
        return Span(self.index.starts[first], self.index.ends[first if last is None else last])

    def to_end(self, number: int) -> Span:
        """Return the characters from line `number` to the end of the text."""
        return Span(self.index.starts[number], len(self.text))

    def distance(self, number: int) -> int:
        """Return how many characters of blank lines are left between a line and the one above."""
        above = self.index.ends[number - 1] if number else 0
        start = self.index.starts[number]
        if above >= start or not self.gone:
            return max(0, start - above)
        left = outside(Span(above, start), self.gone)
        if left and self.text[left[0].start] == "\n" and self.text[above - 1] == "\r":
            # After a cut the two are one line break.
            left = outside(Span(left[0].start + 1, start), self.gone)
        return sum(b - a for a, b in left)

    def kept(self) -> list[Span]:
        """Return the spans of the text that are left."""
        return outside(Span(0, len(self.text)), self.gone)

    def kept_text(self) -> str:
        """Return the text that is left."""
        return "".join([self.text[start:end] for start, end in self.kept()])

    def without(self, claims: Iterable[Claim]) -> Document:
        """Return the document without some more spans; lines partly removed are matched again."""
        claims = list(claims)
        removed = [span for span, _ in claims]
        gone = tuple(united([*self.gone, *removed]))
        starts, ends = self.index.starts, self.index.ends
        touched = {
            starts[at]: "" if whole else _left(self.text, starts[at], ends[at], gone)
            for at, whole in self._touched(removed)
        }
        left = {at: text for at, text in touched.items() if text.strip()}
        found = {at: marks for at, marks in (self.found or {}).items() if at not in touched}
        found |= {at: marks for at, text in left.items() if (marks := self.matcher.match(text))}
        return replace(
            self,
            gone=gone,
            removed=(*self.removed, *((span.start, rule.id) for span, rule in claims)),
            found=found,
            known=self.index.without(touched, left),
        )

    def _touched(self, removed: Iterable[Span]) -> Iterator[tuple[int, bool]]:
        """Yield the numbers of the lines of which some spans take characters.

        With each, whether the first of these spans takes all of the line.
        """
        starts, ends, last = self.index.starts, self.index.ends, -1
        for span in removed:
            first = max(last + 1, bisect_right(starts, span.start) - 1)
            for last in range(first, bisect_left(starts, span.end)):
                yield last, span.start <= starts[last] and ends[last] <= span.end


def _trigger(found: Phrase | LineTest) -> Trigger:
    return found.mark if isinstance(found, Phrase) else found


def _pieces(text: str, start: int, end: int, gone: Sequence[Span]) -> list[Span]:
    """Return what is left of a line, without the byte-order marks that its pieces begin with."""
    pieces = outside(Span(start, end), gone)
    while pieces and text.startswith(BYTE_ORDER_MARK, pieces[0].start):
        first = Span(pieces[0].start + 1, pieces[0].end)
        pieces = [first, *pieces[1:]] if first.start < first.end else pieces[1:]
    return pieces


def _left(text: str, start: int, end: int, gone: Sequence[Span]) -> str:
    """Return the text that is left of a line."""
    return "".join([text[a:b] for a, b in _pieces(text, start, end, gone)]).rstrip()
