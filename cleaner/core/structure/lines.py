"""The lines of a document as the readers of structure see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner.core.characters import CLOSERS, SENTENCE_ENDS
from cleaner.core.structure.kinds import Kind, Region

if TYPE_CHECKING:
    from cleaner.core.document import Document, Line
    from cleaner.core.rule import Mark


class Lines:
    """The lines that are left of a document, and what several readers ask of them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all = list(document.lines)

    @cached_property
    def blocks(self) -> list[list[Line]]:
        """Runs of lines without a blank line between them."""
        close = set(self.document.close)
        starts = [at for at in range(len(self.all)) if at not in close]
        return [self.all[a:b] for a, b in pairwise([*starts, len(self.all)])]

    @cached_property
    def short(self) -> list[Line]:
        """The lines that do not read like running text."""
        return [line for line in self.all if not line.prose]

    def marked(self, mark: Mark) -> list[Line]:
        """Return the lines with a phrase of a role."""
        return [self.all[number] for number in self.document.marked(mark)]

    def have(self, sign: str) -> bool:
        """Tell whether the document has a sign, perhaps in what was removed."""
        return sign in self.document.text


def region(part: Sequence[Line], kind: Kind) -> Region:
    """Return the region from the first to the last of some lines."""
    return Region(part[0].number, part[-1].number, kind)


def runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield runs of lines with consecutive numbers."""
    run: list[Line] = []
    for line in lines:
        if run and line.number != run[-1].number + 1:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def is_boilerplate(line: Line) -> bool:
    """Tell whether a line has a phrase that is boilerplate wherever it appears."""
    return any(phrase.mark.role.is_boilerplate_alone for phrase in line.phrases)


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends like a sentence, perhaps with quotation marks or brackets."""
    return text.rstrip(CLOSERS + " ")[-1:] in SENTENCE_ENDS or text[-1:] in SENTENCE_ENDS
