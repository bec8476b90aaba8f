"""The lines of a document as the readers of structure see them: by their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner.core import accelerator
from cleaner.core.characters import CLOSERS, SENTENCE_ENDS
from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Phrase
from cleaner.core.spans import runs

if TYPE_CHECKING:
    from cleaner.core.document import Document, Found

_SPACE = pattern(r"\s")


class Lines:
    """The lines that are left of a document, and what several readers ask of them.

    `starts`, `firsts` and `lasts` have one character for each line, so that readers look only at
    the lines, and the runs of lines, that can be what they find.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.texts = document.index.texts
        self.prose = document.index.prose

    @cached_property
    def starts(self) -> str:
        """The first character of each line: a space if it is indented."""
        return self._edges[0]

    @cached_property
    def firsts(self) -> str:
        """The first character of each line that is no space."""
        return self._edges[1]

    @cached_property
    def lasts(self) -> str:
        """The last character of each line."""
        return self._edges[2]

    @cached_property
    def _edges(self) -> tuple[str, str, str]:
        if compiled := accelerator.module():
            edges: tuple[str, str, str] = compiled.edges(self.texts)
            return edges
        starts = "".join([text[0] for text in self.texts])
        firsts = starts
        if _SPACE.search(starts):
            firsts = "".join([text.lstrip()[0] for text in self.texts])
        return starts, firsts, "".join([text[-1] for text in self.texts])

    @cached_property
    def blocks(self) -> list[range]:
        """Runs of lines without a blank line between them."""
        close = set(self.document.close)
        starts = [at for at in range(len(self.texts)) if at not in close]
        return [range(a, b) for a, b in pairwise([*starts, len(self.texts)])]

    @cached_property
    def several(self) -> list[range]:
        """The blocks of more than one line."""
        return [range(run.start - 1, run.stop) for run in runs(self.document.close)]

    @cached_property
    def short(self) -> list[int]:
        """The lines that do not read like running text."""
        return [number for number, prose in enumerate(self.prose) if not prose]

    def short_with(self, first: str, last: str, inside: str) -> Sequence[int]:
        """Return the short lines that are indented, or begin, end or have one of some signs."""
        if compiled := accelerator.module():
            found: list[int] = compiled.having(self.texts, self.prose, first, last, inside)
            return found
        starts, firsts, lasts, within = self.starts, self.firsts, self.lasts, {*inside}
        return [
            at
            for at in self.short
            if firsts[at] in first
            or lasts[at] in last
            or starts[at].isspace()
            or not within.isdisjoint(self.texts[at])
        ]

    def having(self, sign: str) -> list[int]:
        """Return the lines that have a sign."""
        if sign not in self.document.text:
            return []
        return [number for number, text in enumerate(self.texts) if sign in text]

    def found(self, number: int) -> Found:
        """Return what a line matches."""
        return self.document.marks.get(self.document.index.starts[number], ())

    def phrases(self, number: int) -> list[Phrase]:
        """Return the phrases that a line matches."""
        return [found for found in self.found(number) if isinstance(found, Phrase)]

    def is_boilerplate(self, number: int) -> bool:
        """Tell whether a line has a phrase that is boilerplate wherever it appears."""
        return any(phrase.mark.role.is_boilerplate_alone for phrase in self.phrases(number))

    def marked(self, mark: Mark) -> list[int]:
        """Return the lines with a phrase of a role."""
        return self.document.marked(mark)


def places(wanted: re.Pattern[str], row: str) -> list[int]:
    """Return where a pattern of one character matches in `firsts` or `lasts`: at which lines."""
    return [match.start() for match in wanted.finditer(row)]


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends like a sentence, perhaps with quotation marks or brackets."""
    return text.rstrip(CLOSERS + " ")[-1:] in SENTENCE_ENDS or text[-1:] in SENTENCE_ENDS
