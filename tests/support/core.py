"""Lexicons, documents and finders made by hand: the one place where the tests know how the core is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from string import ascii_letters

from cleaner.XXX.lexicon import SIGN, Lexicon, Phrase

from cleaner.core.analysis import Span
from cleaner.core.document import Document, Line
from cleaner.core.rule import Finder

LETTERS = Lexicon([], ascii_letters)
"""Knows no phrase, and marks a text by the letters in it, so that `finder`'s finders are asked."""


def finder(function: Callable[[Document], Iterable[Span]]) -> Finder:
    """A finder that is asked about every document with a letter in it, as `LETTERS` reads it."""
    return Finder(frozenset(SIGN + letter for letter in ascii_letters), function)


def document(text: str, phrases: Sequence[Phrase] = ()) -> Document:
    """A text read with these phrases."""
    return Lexicon(phrases).read(text)


def lines(text: str, phrases: Sequence[Phrase] = ()) -> tuple[Line, ...]:
    """The lines of a text read with these phrases."""
    return document(text, phrases).lines
