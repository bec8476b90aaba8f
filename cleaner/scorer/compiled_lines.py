"""The lines of an article's text as the compiled module counts them, which gives the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from cleaner.core import accelerator
from cleaner.core.characters import COLONS
from cleaner.core.structure import Kind
from cleaner.scorer import characters
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article_context import CONTEXT, FirstLook
from cleaner.scorer.article_features import FAMILIES, OF_COMMENTS, character_bits
from cleaner.scorer.network import Embedding, Network, Scores

_LOGS = 1 << 13  # whole numbers whose logarithms are computed before
_KINDS = {kind: number for number, kind in enumerate(Kind)}


class CompiledLines:
    """The lines of an article's text, counted: what `article.scored` reads of `ArticleLines`.

    `close` are the numbers of the lines without a blank line above them.
    """

    def __init__(
        self, network: Network, texts: list[str], close: list[int], families: Bools
    ) -> None:
        self._network = network
        self._text = _module().Text(_tables(network), texts, close, families.view(np.uint8))
        numbers = np.empty((5, len(texts)), np.int64)
        self._text.numbers(numbers)
        self.texts = texts
        self.total_words: int = self._text.total_words
        self.word_counts: Ints = numbers[0]
        self.worth: Ints = numbers[1]
        self.running: Bools = numbers[2] > 0
        self.is_label: Bools = numbers[3] > 0
        self.look: Ints = numbers[4]

    def __len__(self) -> int:
        return len(self.texts)

    def known_share(self) -> float:
        """Return the share of the words that the network was trained on."""
        return float(self._text.known)

    def scores(self) -> Scores:
        """Return what the network says of the lines."""
        inputs = np.empty((len(self), len(self._network.first)), np.float32)
        self._text.inputs(inputs)
        return self._network.applied(inputs, (self.look,))

    def context(self, look: FirstLook, which: Bools) -> Floats:
        """Compute the features of some lines: lines × CONTEXT."""
        regions = [(first, last, _KINDS[kind]) for first, last, kind in look.regions()]
        found = _module().Context(
            self._text,
            *(look.roles, look.share, look.odds, look.known),
            *(regions, _KINDS[Kind.HEADING]),
        )
        out = np.empty((int(np.count_nonzero(which)), len(CONTEXT)), np.float32)
        found.features(which.view(np.uint8), out)
        return out


def _module() -> Any:
    return accelerator.module()


@cache
def _tables(network: Network) -> Any:
    """Return the compiled module's tables: of characters, and of what a network knows."""
    classes, folded = characters.tables()
    logs = np.log(np.arange(1, _LOGS + 1)).astype(np.float32)
    comments = sum(1 << FAMILIES.index(family) for family in OF_COMMENTS)
    return _module().Tables(
        *(classes, folded, character_bits(), logs, network.mean, network.scale),
        *map(_vocabulary, (network.words, network.pairs)),
        *("".join(COLONS), comments),
    )


def _vocabulary(words: Embedding) -> Any:
    known = words.vocabulary
    return _module().Vocabulary(known.hashes, known.table, words.vectors)
