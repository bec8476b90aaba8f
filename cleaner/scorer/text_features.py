"""Features of a page's lines by their characters, words and position, without any markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cleaner.scorer.arrays import Bools, Floats, Ints, RaggedHashes, renumber
from cleaner.scorer.characters import CLASSES, DIGIT, LOWER
from cleaner.scorer.features import Feature, columns
from cleaner.scorer.lines import Lines

_LONGEST_WORD = 20  # mean characters of a word beyond which nothing more is told apart


def _word_length(lines: Lines) -> ArrayLike:
    letters = lines.class_counts[:, LOWER : DIGIT + 1].sum(1)
    length: ArrayLike = np.minimum(letters / lines.at_least_one_word, _LONGEST_WORD) / 5
    return length


def _share(number: int, lines: Lines) -> ArrayLike:
    return lines.class_counts[:, number] / lines.lengths


def _begins(number: int, lines: Lines) -> ArrayLike:
    return np.equal(lines.first_class, number)


def _ends(number: int, lines: Lines) -> ArrayLike:
    return np.equal(lines.last_class, number)


def _place_by_long_lines(lines: Lines) -> ArrayLike:
    long_words = lines.long_words_through
    before = long_words - lines.word_counts * lines.long
    return before / max(1, int(long_words[-1]))


def _on_all(value: Callable[[Lines], float]) -> Callable[[Lines], ArrayLike]:
    """Give every line the logarithm of a number of the page."""
    return lambda lines: np.full(len(lines), np.log1p(value(lines)))


_REASONS = {"upper": "capital letters", "digit": "digits", "separator": "separators such as | or »"}

TEXT_FEATURES: tuple[Feature[Lines], ...] = (
    Feature("characters", "length", lambda lines: np.log1p(lines.lengths)),
    Feature("words", "length", lambda lines: np.log1p(lines.word_counts)),
    Feature("length of words", "length of its words", _word_length),
    *(
        Feature(f"share of {name}", _REASONS.get(name, "kinds of characters"), partial(_share, at))
        for at, name in enumerate(CLASSES)
    ),
    Feature(
        "capitalised words",
        "capital letters",
        lambda lines: lines.capitalised / lines.at_least_one_word,
    ),
    Feature("sentences", "number of sentences", lambda lines: np.log1p(lines.sentence_ends)),
    *(
        Feature(f"begins with {name}", "how it begins", partial(_begins, at))
        for at, name in enumerate(CLASSES)
    ),
    *(
        Feature(f"ends with {name}", "how it ends", partial(_ends, at))
        for at, name in enumerate(CLASSES)
    ),
    Feature("occurrences", "repetition", lambda lines: np.log(lines.occurrences)),
    Feature("occurrences above", "repetition", lambda lines: np.log1p(lines.occurrences_above)),
    Feature(
        "place by lines",
        "position on the page",
        lambda lines: np.arange(len(lines)) / max(1, len(lines) - 1),
    ),
    Feature(
        "place by words",
        "position on the page",
        lambda lines: lines.words_before / lines.total_words,
    ),
    Feature("place by long lines", "position on the page", _place_by_long_lines),
    Feature("lines of the page", "size of the page", _on_all(len)),
    Feature("words of the page", "size of the page", _on_all(lambda lines: lines.total_words)),
    Feature("long lines of the page", "size of the page", _on_all(lambda lines: lines.long.sum())),
    Feature(
        "words to long line above",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.words_above),
    ),
    Feature(
        "words to long line below",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.words_below),
    ),
    Feature(
        "lines to long line above",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.lines_above),
    ),
    Feature(
        "lines to long line below",
        "distance to running text",
        lambda lines: np.log1p(lines.distances.lines_below),
    ),
    Feature("blank line above", "blank lines around it", lambda lines: lines.gaps),
    Feature(
        "blank line below", "blank lines around it", lambda lines: np.append(lines.gaps[1:], True)
    ),
    Feature("indentation", "indentation", lambda lines: np.log1p(lines.indentation)),
)


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
    lines = Lines(texts, gaps)
    return TextFeatures(
        columns(TEXT_FEATURES, lines),
        lines.words,
        lines.pairs,
        lines.word_counts,
        lines.exact,
        lines.look,
    )
