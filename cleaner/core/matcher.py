"""What finds phrases, as the core sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from cleaner.core.analysis import Span
from cleaner.core.rule import LineTest, Phrase

if TYPE_CHECKING:
    from cleaner.core.document import Document

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
