"""Further documents for training: the article of one, with boilerplate of other sites in it.

Every site has its own boilerplate, always beside its own articles. In a spliced text only the lines
themselves tell what they are, not which site they are of.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cleaner.scorer.article import KEEP, MAX_LINES
from cleaner.scorer.article_features import ArticleLines
from tests.tools.training.article.documents import Labelled

_MIDDLE = (0.35, 0.35)  # probability of each block between lines of the article
_ABOVE = 0.2
_BELOW = 0.8
_SHORTEST = 4  # lines of an article
_LONGEST = 40  # lines of a block
_TRIES = 4  # to find a block of another domain


class _Place(Enum):
    """Where in its text a block of boilerplate is."""

    ABOVE = auto()
    MIDDLE = auto()
    BELOW = auto()


class _Line(NamedTuple):
    """A line of a document."""

    document: Labelled
    number: int

    @property
    def is_below_gap(self) -> bool:
        return bool(self.document.lines.gaps[self.number])

    def follows(self, other: _Line) -> bool:
        """Tell whether this is the line below the other one, in the same document."""
        return self.document is other.document and self.number == other.number + 1


_Block = list[_Line]


def spliced(documents: Sequence[Labelled], seed: int) -> list[Labelled]:
    """Return a spliced text for most of the documents, made of these documents only.

    Other seeds give other texts.
    """
    chance = random.Random(seed)
    blocks: dict[tuple[str, _Place], list[_Block]] = defaultdict(list)
    for document in documents:
        for place, block in _blocks(document):
            if len(block) <= _LONGEST:
                blocks[document.language, place].append(block)
    made = [_spliced(document, blocks, chance) for document in documents]
    return [one for one in made if one is not None]


def _blocks(document: Labelled) -> Iterator[tuple[_Place, _Block]]:
    """Yield each run of boilerplate, from its first line to its last, with its place.

    Lines on which readers disagree may be between them.
    """
    last = len(document.categories) - 1
    kept = np.flatnonzero(document.categories == KEEP).tolist()
    for above, below in pairwise((-1, *kept, last + 1)):
        numbers = np.arange(above + 1, below)
        found = numbers[document.categories[numbers] > KEEP].tolist()
        if found:
            block = [_Line(document, at) for at in range(found[0], found[-1] + 1)]
            place = (
                _Place.ABOVE
                if found[0] == 0
                else _Place.BELOW
                if found[-1] == last
                else _Place.MIDDLE
            )
            yield place, block


def _spliced(
    document: Labelled,
    blocks: dict[tuple[str, _Place], list[_Block]],
    chance: random.Random,
) -> Labelled | None:
    """Return the article of a document with blocks of other domains; None if nothing was added."""
    kept = np.flatnonzero(document.categories <= KEEP).tolist()
    if len(kept) < _SHORTEST:
        return None
    article = [_Line(document, number) for number in kept]
    lines = list(article)

    def drawn(place: _Place) -> _Block:
        found = blocks.get((document.language, place), [])
        for block in chance.choices(found, k=_TRIES) if found else ():
            if block[0].document.domain != document.domain:
                return block
        return []

    for probability in _MIDDLE:
        if chance.random() < probability:
            at = chance.randrange(1, len(lines))
            lines[at:at] = drawn(_Place.MIDDLE)
    if chance.random() < _ABOVE:
        lines[:0] = drawn(_Place.ABOVE)
    if chance.random() < _BELOW:
        lines += drawn(_Place.BELOW)
    if len(lines) == len(article) or len(lines) > MAX_LINES:
        return None
    return _document(document, lines)


def _document(article: Labelled, lines: Sequence[_Line]) -> Labelled:
    """Return a text of lines of several documents, as a text of one of them.

    There is a blank line where two documents meet, if the article has any between its lines.
    """
    gaps = [
        True,
        *(not line.follows(above) or line.is_below_gap for above, line in pairwise(lines)),
    ]
    has_gaps = article.lines.gaps[1:].any()
    return replace(
        article,
        categories=np.array([one.categories[at] for one, at in lines]),
        counts=np.array([one.counts[at] for one, at in lines], np.float32),
        ruled=np.array([one.ruled[at] for one, at in lines]),
        lines=ArticleLines(
            [one.lines.texts[at] for one, at in lines],
            np.array(gaps) & (has_gaps | (np.arange(len(lines)) == 0)),
            np.array([one.lines.families[at] for one, at in lines]),
        ),
    )
