"""The shapes that boilerplate comes in.

A shape is made from roles and line tests, and makes the finder of the rule that it is given to.
A bare role is the rule's own; `of(rule, role, …)` names roles of another rule. Most rules are a
shape with phrases; a rule has a function of its own only where no shape fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from cleaner.core.analysis import Span
from cleaner.core.characters import OPENING_QUOTES
from cleaner.core.document import Document
from cleaner.core.rule import Finder, LineTest, Mark, Role, Shape, Trigger
from cleaner.rules.vetoes import (
    Veto,
    announced,
    heads_its_subject,
    list_item,
    quoted,
    said_by_somebody,
)

Wanted = Role | Mark | LineTest
Function = Callable[[Document], Iterable[Span]]


def of(rule: str, *roles: Role) -> tuple[Mark, ...]:
    """Return roles of a rule as marks."""
    return tuple(Mark(rule, role) for role in roles)


def _own(rule: str, wanted: Iterable[Wanted]) -> frozenset[Trigger]:
    """Return marks and tests, with bare roles as those of `rule`."""
    return frozenset(Mark(rule, item) if isinstance(item, Role) else item for item in wanted)


def _marks(triggers: Iterable[Trigger]) -> frozenset[Mark]:
    return frozenset(trigger for trigger in triggers if isinstance(trigger, Mark))


def triggered_by(*wanted: Wanted, reads: Iterable[Mark] = ()) -> Callable[[Function], Shape]:
    """Make a shape of a function, which is called where a document has one of the triggers.

    `reads` are the other roles that the function looks at.
    """
    read = frozenset(reads)
    return lambda function: lambda rule: Finder(function, _own(rule, wanted), read)


def either(*shapes: Shape) -> Shape:
    """Make a shape that finds what any of the shapes finds."""

    def made(rule: str) -> Finder:
        finders = [shape(rule) for shape in shapes]

        def find(document: Document) -> Iterator[Span]:
            for finder in finders:
                if not finder.triggers.isdisjoint(document.present):
                    yield from finder.find(document)

        return Finder(
            find,
            frozenset(chain.from_iterable(finder.triggers for finder in finders)),
            frozenset(chain.from_iterable(finder.reads for finder in finders)),
        )

    return made


def lines(*wanted: Wanted, unless: tuple[Veto, ...] = ()) -> Shape:
    """Find every line with one of the roles, unless a veto applies."""

    def made(rule: str) -> Finder:
        triggers = _own(rule, wanted)

        def find(document: Document) -> Iterator[Span]:
            for number in document.marked(*triggers):
                if not _vetoed(document, number, unless):
                    yield document.span(number)

        return Finder(find, triggers)

    return made


def block(
    strong: tuple[Wanted, ...],
    beside: tuple[Wanted, ...],
    bridge: tuple[Wanted, ...] = (),
    unless: tuple[Veto, ...] = (),
) -> Shape:
    """Find lines with a `strong` role, and the unbroken runs of `beside` lines that touch one.

    Words that are dangerous alone (`Name`, `Reply`) count only there. Lines with a `bridge` role
    continue a run and stay.
    """

    def made(rule: str) -> Finder:
        anchors, members = _own(rule, strong), _own(rule, beside)
        carried = anchors | members | _own(rule, bridge)

        def find(document: Document) -> Iterator[Span]:
            found = [
                number
                for number in document.marked(*anchors)
                if not _vetoed(document, number, unless)
            ]
            taken = set(found)
            for number in found:
                yield document.span(number)
                for step in (-1, 1):
                    at = number + step
                    while at not in taken and document.has(at, carried):
                        if document.has(at, anchors):
                            break
                        if document.has(at, members):
                            taken.add(at)
                            yield document.span(at)
                        at += step

        return Finder(find, anchors, _marks(carried))

    return made


def runs_outside_article(*wanted: Wanted, bridge: tuple[Wanted, ...] = (), least: int) -> Shape:
    """Find unbroken runs of at least `least` lines before the first or after the last prose.

    Lines with a `bridge` role continue a run and are removed with it, but do not count.
    """

    def made(rule: str) -> Finder:
        counted = _own(rule, wanted)
        carried = counted | _own(rule, bridge)

        def find(document: Document) -> Iterator[Span]:
            after = -1
            for number in document.marked(*counted):
                if number < after:
                    continue
                first, after = number, number + 1
                while document.has(first - 1, carried):
                    first -= 1
                while document.has(after, carried):
                    after += 1
                inside = document.prose_before(first) and document.prose_after(after - 1)
                if inside or announced(document, first):
                    continue
                if sum(document.has(at, counted) for at in range(first, after)) >= least:
                    yield document.span(first, after - 1)

        return Finder(find, counted, _marks(carried))

    return made


def single_after_article(*wanted: Wanted, prose: int = 3) -> Shape:
    """Find lines after the article's last prose that follow prose or another marked line."""

    def made(rule: str) -> Finder:
        triggers = _own(rule, wanted)

        def find(document: Document) -> Iterator[Span]:
            for number in document.marked(*triggers):
                if document.prose_after(number) or document.prose_before(number) < prose:
                    continue
                above = document.lines[number - 1]
                if above.prose or above.found:
                    yield document.span(number)

        return Finder(find, triggers)

    return made


def single_before_article(*wanted: Wanted, prose: int = 3) -> Shape:
    """Find lines between the headline and the article's first prose."""

    def made(rule: str) -> Finder:
        triggers = _own(rule, wanted)

        def find(document: Document) -> Iterator[Span]:
            for number in document.marked(*triggers):
                if not number or document.prose_before(number):
                    continue
                if document.prose_after(number) >= prose and not list_item(document, number):
                    yield document.span(number)

        return Finder(find, triggers)

    return made


def trailing(role: Role) -> Shape:
    """Find the phrases of a role at the end of paragraphs, with the space before them.

    What a quotation mark precedes is a word that somebody uses: `They promised us “more.”`
    """

    def made(rule: str) -> Finder:
        mark = Mark(rule, role)

        def find(document: Document) -> Iterator[Span]:
            for number in document.marked(mark):
                line = document.lines[number]
                phrase, start = document.matcher.trailing(line.text) or (None, 0)
                if phrase and phrase.mark == mark and not _is_quoted(line.text[:start]):
                    yield line.span(start, len(line.text))

        return Finder(find, frozenset({mark}))

    return made


def _is_quoted(before: str) -> bool:
    """Tell whether a text ends with a quotation mark that opens a quotation."""
    return before.endswith(tuple(OPENING_QUOTES)) and not before[-2:-1].strip()


def sentences() -> Shape:
    """Find the phrases of the rule that are a sentence of a long line."""

    def made(rule: str) -> Finder:
        mark = Mark(rule, Role.SENTENCE)

        def find(document: Document) -> Iterator[Span]:
            for number in document.marked(mark):
                line = document.lines[number]
                for phrase, start, end in document.matcher.sentences(line.text):
                    if phrase.mark == mark:
                        yield line.span(start, end)

        return Finder(find, frozenset({mark}))

    return made


def line_endings(
    pattern: re.Pattern[str],
    *,
    within: int,
    endings: tuple[str, ...] = (),
    contains: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
    unless: tuple[Veto, ...] = (),
) -> Shape:
    """Find what matches in the last `within` characters of a line.

    A line is looked at if it has one of the `endings`, or `contains` one of some strings. The
    pattern has one of the `words`, if there are any.
    """
    test = LineTest(
        "ends with a pattern",
        endings,
        contains=contains,
        words=(lambda: (frozenset(words),)) if words else None,
        fits=lambda line: pattern.search(line, max(0, len(line) - within)),
    )

    @triggered_by(test)
    def find(document: Document) -> Iterator[Span]:
        for number in document.marked(test):
            line = document.lines[number]
            match = pattern.search(line.text, max(0, len(line.text) - within))
            if match and not any(veto(document, number) for veto in unless):
                yield line.span(match.start(), match.end())

    return find


def excluded(rule: str) -> Finder:
    """Find the lines that page analysis excluded by the rule."""
    return Finder(lambda document: document.excluded.get(rule, ()))


def _vetoed(document: Document, number: int, unless: tuple[Veto, ...]) -> bool:
    """Tell whether a veto applies, or the line is quoted or a word that the prose below takes up.

    A `notice` is worded so that hardly anybody would say it; only quotation marks before it or a
    word of saying hold it back.
    """
    line = document.lines[number]
    if any(phrase.mark.role is Role.NOTICE for phrase in line.phrases):
        return said_by_somebody(document, number)
    if quoted(document, number) or heads_its_subject(document, number):
        return True
    return any(veto(document, number) for veto in unless)
