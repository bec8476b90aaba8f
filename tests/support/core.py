"""Matchers, documents and finders made by hand.

The one place where the tests know how the core is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner import rules
from cleaner.core.analysis import Kind, Span
from cleaner.core.document import Document, Line
from cleaner.core.matcher import Matcher
from cleaner.core.rule import Finder, LineTest, Mark, Phrase, Role, Rule
from cleaner.phrases.languages import Language
from cleaner.phrases.match import PhraseMatcher
from cleaner.phrases.tables import Entry, Tables

ANY_LINE = LineTest("any line", contains=("",))
"""Passed by every line."""

NO_PHRASES = PhraseMatcher(Tables(), [ANY_LINE])
"""Knows no phrase, and marks every line with `ANY_LINE`, so that `finder`'s finders are called."""


def finder(function: Callable[[Document], Iterable[Span]]) -> Finder:
    """Return a finder that is called for every document that `NO_PHRASES` has read."""
    return Finder(function, frozenset({ANY_LINE}))


def entry(
    text: str, rule: str = "a.rule", role: Role = Role.LINE, *, glued: bool = False, **flags: Any
) -> Entry:
    """Return a wording; `flags` are those of `Phrase`."""
    return Entry(text, Phrase(Mark(rule, role), **flags), glued)


def matcher(
    entries: Iterable[Entry],
    tests: Iterable[LineTest] = (),
    languages: Mapping[str, Language] | None = None,
) -> PhraseMatcher:
    """Return a matcher of these wordings and tests."""
    tables = Tables()
    tables.add(entries)
    return PhraseMatcher(tables, tests, languages)


@cache
def built_in() -> PhraseMatcher:
    """Return the matcher of all built-in phrases and of the tests of all rules."""
    return rules.matcher(rules.line_tests(rules.RULES))


def read(text: str, by: Matcher, kind: Kind = "article") -> Document:
    """Return a text as the engine reads it."""
    return Document(text, by, kind, found=by.scan(text, [Span(0, len(text))]))


def document(text: str, entries: Iterable[Entry] = ()) -> Document:
    """Return a text read with these wordings."""
    return read(text, matcher(entries))


def lines(text: str, entries: Iterable[Entry] = ()) -> Sequence[Line]:
    """Return the lines of a text read with these wordings."""
    return document(text, entries).lines


CUT = Rule("test.cut", "a cut of a test")


def without(document: Document, spans: Iterable[Span]) -> Document:
    """Return what is left of a document after these spans are cut."""
    return document.without((span, CUT) for span in spans)


class Seen(NamedTuple):
    """What rules see of a line."""

    text: str
    found: frozenset[Phrase | LineTest]
    prose: bool
    gap: bool


def seen(document: Document) -> list[Seen]:
    """Return what rules see of the lines that are left of a document."""
    return [Seen(line.text, frozenset(line.found), line.prose, line.gap) for line in document.lines]
