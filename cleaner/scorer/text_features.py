"""Features of a page's lines by their characters, words and position, without any markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cleaner.core import accelerator
from cleaner.scorer import characters
from cleaner.scorer.arrays import Bools, Floats, Ints, RaggedHashes, renumber
from cleaner.scorer.characters import CLASSES, DIGIT, LOWER
from cleaner.scorer.features import Column, Group, columns, feature, features, table
from cleaner.scorer.lines import Lines, exact_hashes

_LONGEST_WORD = 20  # mean characters of a word beyond which nothing more is told apart


def _word_length(lines: Lines) -> ArrayLike:
    letters = lines.class_counts[:, LOWER : DIGIT + 1].sum(1)
    length: ArrayLike = np.minimum(letters / lines.at_least_one_word, _LONGEST_WORD) / 5
    return length


def _shares(lines: Lines) -> ArrayLike:
    shares: ArrayLike = lines.class_counts.T / lines.lengths
    return shares


def _one_hot(classes: NDArray[np.uint8]) -> ArrayLike:
    rows: ArrayLike = classes == np.arange(len(CLASSES), dtype=np.uint8)[:, None]
    return rows


def _place_by_long_lines(lines: Lines) -> ArrayLike:
    long_words = lines.long_words_through
    before = long_words - lines.word_counts * lines.long
    return before / max(1, int(long_words[-1]))


def _on_all(value: Callable[[Lines], float]) -> Callable[[Lines], ArrayLike]:
    """Give every line the logarithm of a number of the page."""
    return lambda lines: np.full(len(lines), np.log1p(value(lines)))


_REASONS = {"upper": "capital letters", "digit": "digits", "separator": "separators such as | or »"}

_GROUPS: tuple[Group[Lines], ...] = (
    feature("characters", "length", lambda lines: np.log1p(lines.lengths)),
    feature("words", "length", lambda lines: np.log1p(lines.word_counts)),
    feature("length of words", "length of its words", _word_length),
    Group(
        tuple(
            Column(f"share of {name}", _REASONS.get(name, "kinds of characters"))
            for name in CLASSES
        ),
        _shares,
    ),
    feature(
        "capitalised words",
        "capital letters",
        lambda lines: lines.capitalised / lines.at_least_one_word,
    ),
    feature("sentences", "number of sentences", lambda lines: np.log1p(lines.sentence_ends)),
    features(
        (f"begins with {name}" for name in CLASSES),
        "how it begins",
        lambda lines: _one_hot(lines.first_class),
    ),
    features(
        (f"ends with {name}" for name in CLASSES),
        "how it ends",
        lambda lines: _one_hot(lines.last_class),
    ),
    feature("occurrences", "repetition", lambda lines: np.log(lines.occurrences)),
    feature("occurrences above", "repetition", lambda lines: np.log1p(lines.occurrences_above)),
    feature(
        "place by lines",
        "position on the page",
        lambda lines: np.arange(len(lines)) / max(1, len(lines) - 1),
    ),
    feature(
        "place by words",
        "position on the page",
        lambda lines: lines.words_before / lines.total_words,
    ),
    feature("place by long lines", "position on the page", _place_by_long_lines),
    feature("lines of the page", "size of the page", _on_all(len)),
    feature("words of the page", "size of the page", _on_all(lambda lines: lines.total_words)),
    feature("long lines of the page", "size of the page", _on_all(lambda lines: lines.long.sum())),
    feature(
        "words to long line above",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.words_above),
    ),
    feature(
        "words to long line below",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.words_below),
    ),
    feature(
        "lines to long line above",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.lines_above),
    ),
    feature(
        "lines to long line below",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.lines_below),
    ),
    feature("blank line above", "blank lines around it", lambda lines: lines.gaps),
    feature(
        "blank line below", "blank lines around it", lambda lines: np.append(lines.gaps[1:], True)
    ),
    feature("indentation", "indentation", lambda lines: np.log1p(lines.indentation)),
)
TEXT_FEATURES = columns(_GROUPS)


class TextFeatures(NamedTuple):
    """Features of n lines.

    `dense` is n × TEXT_FEATURES. `words` and `pairs` are hashes of the words and of neighbouring
    words of each line, `sizes` is its number of words, `exact` a hash of its text (the same in one
    process only), and `look` the number of its group of lines that look alike.
    """

    dense: Floats
    words: RaggedHashes
    pairs: RaggedHashes
    sizes: Ints
    exact: Ints
    look: Ints

    def part(self, first: int, last: int) -> TextFeatures:
        """Return the features of lines `first` to `last` - 1."""
        rows = slice(first, last)
        return TextFeatures(
            self.dense[rows],
            self.words.part(first, last),
            self.pairs.part(first, last),
            self.sizes[rows],
            self.exact[rows],
            renumber(self.look[rows]),
        )


def text_features(texts: Sequence[str], gaps: Bools) -> TextFeatures:
    """Compute the features of at least one line; none may be empty.

    `gaps` tells of each line whether a blank line is above it.
    """
    if compiled := accelerator.features():
        return _counted(compiled, list(texts), gaps)
    lines = Lines(texts, gaps)
    return TextFeatures(
        table(_GROUPS, lines),
        lines.words,
        lines.pairs,
        lines.word_counts,
        lines.exact,
        lines.look,
    )


_LOGS = 1 << 16  # whole numbers whose logarithms are computed before


def _counted(compiled: Any, texts: list[str], gaps: Bools) -> TextFeatures:
    """Compute the same with the compiled module."""
    table, logs = _tables(compiled)
    lines = compiled.TextLines(texts, table)
    sizes, look = (np.frombuffer(numbers, np.int64) for numbers in lines.sizes())
    dense = np.empty((len(texts), len(TEXT_FEATURES)), np.float32)
    lines.features(gaps.view(np.uint8), logs, dense)
    starts = np.cumsum(sizes) - sizes
    return TextFeatures(
        dense,
        RaggedHashes(np.frombuffer(lines.words, np.uint64), starts, sizes),
        RaggedHashes(
            np.frombuffer(lines.pairs, np.uint64), starts + np.arange(len(texts)), sizes + 1
        ),
        sizes,
        exact_hashes(texts),
        look,
    )


@cache
def _tables(compiled: Any) -> tuple[Any, Any]:
    """Return the compiled module's tables: of characters, and of logarithms."""
    classes, folded = characters.tables()
    numbers = np.arange(_LOGS)
    logs = (np.log(numbers + 1), np.log1p(numbers))
    return (
        compiled.Characters(classes, folded, np.zeros(len(classes), np.uint32)),
        compiled.Logarithms(*(values.astype(np.float32) for values in logs)),
    )
