"""What is counted in the lines of a text: characters, words, repetition and position.

All lines are counted together in numpy, without a Python loop over characters or words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.scorer import characters
from cleaner.scorer.arrays import Bools, Hashes, Ints, RaggedHashes
from cleaner.scorer.characters import DIGIT, IDEOGRAPH, LINE_BREAK, LOWER, SPACE, STOP, UPPER

LONG = 20
"""Words of a long line, which is almost certainly running text."""
_CLASSES = len(characters.CLASSES)
_LONG_LOOK = 6  # logarithm of the words (to base 2) from which on lines look equally long

# Any odd numbers without a pattern serve: the golden ratio's, and that of MurmurHash3's finish.
_PRIME = 0x9E3779B97F4A7C15
_INVERSE = pow(_PRIME, -1, 1 << 64)
_MIX = np.uint64(0xFF51AFD7ED558CCD)


class Distances(NamedTuple):
    """For each line: how far the next long line above or below is. To the edge if there is none."""

    words_above: NDArray[np.float64]
    words_below: NDArray[np.float64]
    lines_above: NDArray[np.float64]
    lines_below: NDArray[np.float64]


class Lines:
    """The lines of a text (at least one, none empty), counted.

    `gaps` tells of each line whether a blank line is above it.
    """

    def __init__(self, texts: Sequence[str], gaps: Bools) -> None:
        self.texts = texts
        self.gaps = gaps
        n = len(texts)
        self.lengths: Ints = np.fromiter(map(len, texts), np.int64, n)
        self.text = "\n".join(texts)
        data = self.text.encode("utf-32-le", "surrogatepass")
        self._codes = np.minimum(np.frombuffer(data, np.uint32), characters.PLANE - 1)
        classes_of, _ = characters.tables()
        self._classes = classes_of.take(self._codes)
        self._starts = np.cumsum(self.lengths + 1) - self.lengths - 1
        self._classes[self._starts[1:] - 1] = LINE_BREAK
        self._line_of = np.repeat(np.arange(n, dtype=np.int32), self.lengths + 1)[:-1]
        self._in_word = (self._classes >= LOWER) & (self._classes <= DIGIT)
        self._word_starts = np.flatnonzero(self._begins_word())
        self._word_lines = self._line_of[self._word_starts].astype(np.int64)
        self.word_counts: Ints = np.bincount(self._word_lines, minlength=n)

    def __len__(self) -> int:
        return len(self.texts)

    def _begins_word(self) -> Bools:
        classes, begins = self._classes, self._in_word.copy()
        after = ~self._in_word[:-1] | (classes[1:] == IDEOGRAPH) | (classes[:-1] == IDEOGRAPH)
        begins[1:] &= after
        return begins

    @cached_property
    def at_least_one_word(self) -> Ints:
        """The number of words of each line, but 1 for a line without any: a safe divisor."""
        return np.maximum(self.word_counts, 1)

    @cached_property
    def class_counts(self) -> Ints:
        """For each line the number of characters of each class: n × classes."""
        each = self._line_of * np.int32(_CLASSES + 1) + self._classes
        counts = np.bincount(each, minlength=len(self) * (_CLASSES + 1))
        return counts.reshape(len(self), -1)[:, :_CLASSES]

    @cached_property
    def first_class(self) -> NDArray[np.uint8]:
        """The class of each line's first character."""
        first: NDArray[np.uint8] = self._classes[self._starts]
        return first

    @cached_property
    def last_class(self) -> NDArray[np.uint8]:
        """The class of each line's last character."""
        last: NDArray[np.uint8] = self._classes[self._starts + self.lengths - 1]
        return last

    @cached_property
    def capitalised(self) -> Ints:
        """The number of words of each line that begin with a capital letter."""
        upper = self._classes[self._word_starts] == UPPER
        return np.bincount(self._word_lines[upper], minlength=len(self))

    @cached_property
    def sentence_ends(self) -> Ints:
        """The number of sentence ends within each line: a stop before a space."""
        stops = np.flatnonzero((self._classes[:-1] == STOP) & (self._classes[1:] == SPACE))
        return np.bincount(self._line_of[stops], minlength=len(self))

    @cached_property
    def word_hashes(self) -> Hashes:
        """A hash of each word, the same for every case and for all digits.

        Each character counts times a power of a prime by its place in the text; a word's sum is
        that of all characters through it less that of all before it, divided by the power of its
        first place.
        """
        starts, n = self._word_starts, len(self._codes)
        if not len(starts):
            return np.zeros(0, np.uint64)
        _, folded_of = characters.tables()
        powers, inverses = _powers(n)
        values = folded_of.take(self._codes)
        values *= powers[:n]
        values *= self._in_word
        through = np.cumsum(values, dtype=np.uint64)
        ends = np.append(starts[1:], n) - 1
        sums = np.diff(through[ends], prepend=np.uint64(0))
        return _mixed(sums * inverses[starts])

    @cached_property
    def words(self) -> RaggedHashes:
        """Hashes of each line's words."""
        sizes = self.word_counts
        return RaggedHashes(self.word_hashes, np.cumsum(sizes) - sizes, sizes)

    @cached_property
    def pairs(self) -> RaggedHashes:
        """Hashes of each line's neighbouring words; the edges of a line count as words."""
        hashes, n = self.word_hashes, len(self)
        left, right = np.zeros(len(hashes) + n, np.uint64), np.zeros(len(hashes) + n, np.uint64)
        place = np.arange(len(hashes)) + self._word_lines
        right[place] = hashes
        left[place + 1] = hashes
        pairs = _mixed(left * np.uint64(3) + right * np.uint64(_PRIME))
        return RaggedHashes(pairs, self.words.starts + np.arange(n), self.word_counts + 1)

    @cached_property
    def _line_hashes(self) -> Hashes:
        """A hash of each line's words in their order."""
        return _mixed(np.add.reduceat(self.pairs.items, self.pairs.starts))

    @cached_property
    def _repeats(self) -> tuple[Ints, Ints]:
        """How often each line occurs, and how often above itself."""
        hashes = self._line_hashes.tolist()
        counts: dict[int, int] = {}
        above = []
        for line in hashes:
            above.append(counts.get(line, 0))
            counts[line] = above[-1] + 1
        return np.array([counts[line] for line in hashes]), np.array(above)

    @property
    def occurrences(self) -> Ints:
        """How often each line occurs on the page, itself included."""
        return self._repeats[0]

    @property
    def occurrences_above(self) -> Ints:
        """How often each line occurs above itself."""
        return self._repeats[1]

    @cached_property
    def long(self) -> Bools:
        """Which lines are long."""
        return self.word_counts >= LONG

    @cached_property
    def words_through(self) -> Ints:
        """The number of words from the first line to the end of each line."""
        return np.cumsum(self.word_counts)

    @cached_property
    def words_before(self) -> Ints:
        """The number of words before each line."""
        return self.words_through - self.word_counts

    @cached_property
    def total_words(self) -> int:
        """The number of words of all lines; 1 if there are none."""
        return max(1, int(self.words_through[-1]))

    @cached_property
    def long_words_through(self) -> Ints:
        """The number of words in long lines, from the first line to the end of each line."""
        return np.cumsum(self.word_counts * self.long)

    @cached_property
    def distances(self) -> Distances:
        """How far the next long lines are."""
        n, numbers = len(self), np.arange(len(self))
        above = np.append(-1, np.maximum.accumulate(np.where(self.long, numbers, -1))[:-1])
        below = np.minimum.accumulate(np.where(self.long, numbers, n)[::-1])[::-1]
        below = np.append(below[1:], n)
        before, through, total = self.words_before, self.words_through, self.total_words
        words_below = before[np.minimum(below, n - 1)] - through
        return Distances(
            np.where(above >= 0, before - through[above], total),
            np.where(below < n, words_below, total),
            np.where(above >= 0, numbers - above, n),
            np.where(below < n, below - numbers, n),
        )

    @cached_property
    def indentation(self) -> Ints:
        """The number of spaces at the beginning of each line."""
        widths = [len(text) - len(text.lstrip()) for text in self.texts]
        return np.fromiter(widths, np.int64, len(self))

    @cached_property
    def exact(self) -> Ints:
        """A hash of each line's text; the same in one process only."""
        return exact_hashes(self.texts)

    @cached_property
    def look(self) -> Ints:
        """The number of the group of lines that look alike: first and last character, length."""
        length = np.minimum(np.log2(1 + self.word_counts), _LONG_LOOK).astype(np.int64)
        ends = self.first_class.astype(np.int64) * (_CLASSES + 1) + self.last_class
        groups = ends * (_LONG_LOOK + 1) + length
        there = np.bincount(groups) > 0
        return np.asarray((np.cumsum(there) - 1)[groups])


def exact_hashes(texts: Sequence[str]) -> Ints:
    """Return a hash of each line's text; the same in one process only."""
    return np.fromiter(map(hash, texts), np.int64, len(texts))


def _powers(n: int) -> tuple[Hashes, Hashes]:
    """Return the first n powers of the prime, or more, from 1 on; and their inverses from 0 on."""
    return _powers_up_to(1 << max(14, (n - 1).bit_length()))


@cache
def _powers_up_to(n: int) -> tuple[Hashes, Hashes]:
    powers, inverses = np.full(n, _PRIME, np.uint64), np.full(n, _INVERSE, np.uint64)
    inverses[0] = 1
    return np.multiply.accumulate(powers), np.multiply.accumulate(inverses)


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(33))) * _MIX
    return hashes ^ (hashes >> np.uint64(29))
