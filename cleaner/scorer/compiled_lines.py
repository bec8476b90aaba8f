"""The lines of an article's text as the compiled module counts them, which gives the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np

from cleaner.core import accelerator
from cleaner.core.characters import COLONS
from cleaner.core.structure import Kind, Region
from cleaner.scorer import characters
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article_context import CONTEXT, DOUBTFUL
from cleaner.scorer.article_features import FAMILIES, OF_COMMENTS, character_bits
from cleaner.scorer.network import SLOTS, Embedding, Network, Scores
from cleaner.scorer.second_look import SecondLook

_LOGS = 1 << 13  # whole numbers whose logarithms are computed before
_KINDS = {kind: number for number, kind in enumerate(Kind)}


class CompiledLines:
    """The lines of an article's text, counted: what `article.scored` reads of `ArticleLines`.

    `rest` returns the numbers of the lines without a blank line above them, and the families of the
    lines' phrases. It is asked only if the text is fit to be scored.
    """

    def __init__(
        self, network: Network, texts: list[str], rest: Callable[[], tuple[list[int], Bools]]
    ) -> None:
        self._network = network
        self._text = _module().Text(_tables(network), texts)
        self._rest = rest
        self.texts: Sequence[str] = texts
        self.total_words: int = self._text.total_words

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def _numbers(self) -> Ints:
        close, families = self._rest()
        numbers = np.empty((5, len(self)), np.int64)
        self._text.complete(close, families.view(np.uint8), numbers)
        return numbers

    @property
    def word_counts(self) -> Ints:
        """The number of words of each line."""
        counts: Ints = self._numbers[0]
        return counts

    @property
    def worth(self) -> Ints:
        """The words of each line, as they count."""
        most: Ints = self._numbers[1]
        return most

    @cached_property
    def running(self) -> Bools:
        """Which lines read like running text."""
        running: Bools = self._numbers[2] > 0
        return running

    @cached_property
    def is_label(self) -> Bools:
        """Which lines are labels of the line below."""
        labels: Bools = self._numbers[3] > 0
        return labels

    def known_share(self) -> float:
        """Return the share of the words that the network was trained on."""
        return float(self._text.known)

    def inputs(self) -> Floats:
        """Return the inputs of the network."""
        numbers = self._numbers
        inputs = np.empty((numbers.shape[1], len(self._network.first)), np.float32)
        self._text.inputs(inputs)
        return inputs

    @property
    def look(self) -> Ints:
        """The number of the group of lines that look alike."""
        look: Ints = self._numbers[4]
        return look

    def again(
        self, second: SecondLook, scores: Scores, known: float
    ) -> Callable[[Sequence[Region]], Floats]:
        """Return a function from regions to the log-odds of each line, as `ScoredText` has it."""
        look = _module().FirstLook(self._text, scores.roles, known, DOUBTFUL)

        def odds(regions: Sequence[Region]) -> Floats:
            context = np.empty((look.count, len(CONTEXT)), np.float32)
            if look.count:
                found = [(first, last, _KINDS[kind]) for first, last, kind in regions]
                look.context(found, _KINDS[Kind.HEADING], context)
            out = np.empty(len(self), np.float32)
            look.place(second.odds(context), out)
            return out

        return odds


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
    return _module().Vocabulary(SLOTS, words.vocabulary.hashes, words.vectors)
