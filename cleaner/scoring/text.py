"""What can be said of each line of a page by its characters, its words and its place, without any markup.

Everything runs over the characters of the whole page at once, in numpy: no Python for each character or word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Bools = NDArray[np.bool_]

CLASSES = (
    *("space", "lower", "upper", "letter", "ideograph", "digit", "stop", "comma", "colon", "quote", "dash", "bracket", "separator"),
    *("symbol", "other"),
)
"""Classes of characters. A `letter` has no case, an `ideograph` is a word of its own, `stop` ends a sentence."""
_SPACE, _LOWER, _UPPER, _LETTER, _IDEOGRAPH, _DIGIT, _STOP = range(7)
_CLASSES = len(CLASSES)
_BREAK = _CLASSES  # between two lines
_BY_CATEGORY = {
    **dict.fromkeys(("Zs", "Zl", "Zp", "Cc"), "space"),
    "Ll": "lower",
    **dict.fromkeys(("Lu", "Lt"), "upper"),
    **dict.fromkeys(("Lo", "Lm", "Mn", "Mc", "Me"), "letter"),
    **dict.fromkeys(("Nd", "Nl", "No"), "digit"),
    **dict.fromkeys(("Pi", "Pf"), "quote"),
    "Pd": "dash",
    **dict.fromkeys(("Ps", "Pe"), "bracket"),
    **dict.fromkeys(("Sc", "Sm", "Sk", "Po", "Pc"), "symbol"),
}
_BY_CHARACTER = {
    "stop": (
        ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
        "\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}"
    ),
    "comma": ",;\N{ARABIC COMMA}\N{ARABIC SEMICOLON}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}",
    "colon": ":\N{FULLWIDTH COLON}",
    "quote": "\"'`",
    "separator": (
        "|/\\~<>\N{BULLET}\N{MIDDLE DOT}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
    ),
}
# Scripts without spaces: Lao and Thai, Burmese, Khmer, kana, Han.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3041, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_PLANE = 1 << 16  # characters beyond it are all taken for its last one
_LONG_WORD = 48  # characters of a word that its hash looks at; the others count as if they stood at that place
LONG = 20
"""Words of a long line, surely running text."""

# Any odd numbers without pattern will do (here the golden ratio's, and those of MurmurHash3's finish).
_PRIME = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_PRIME, power, 1 << 64) for power in range(1, _LONG_WORD + 1)], np.uint64)
_MIX = np.uint64(0xFF51AFD7ED558CCD)

TEXT_NAMES = (
    *("characters", "words", "length of words"),
    *(f"share of {name}s" for name in CLASSES),
    *("capitalised words", "sentences"),
    *(f"begins with {name}" for name in CLASSES),
    *(f"ends with {name}" for name in CLASSES),
    *("repeats on the page", "repeats above"),
    *("place by lines", "place by words", "place by long lines"),
    *("lines of the page", "words of the page", "long lines of the page"),
    *("words since a long line", "words until a long line", "lines since a long line", "lines until a long line"),
    *("blank line above", "blank line below", "indentation"),
)
"""The columns of `TextFeatures.dense`."""


class Bags(NamedTuple):
    """For each of n lines (or boxes) some hashes: those of number i are `items[starts[i] : starts[i] + sizes[i]]`, and without gaps."""

    items: Hashes
    starts: Ints
    sizes: Ints

    def part(self, first: int, last: int) -> Bags:
        """The bags from number `first` up to but not including number `last`."""
        starts = self.starts[first:last]
        end = self.starts[last] if last < len(self.starts) else len(self.items)
        return Bags(self.items[starts[0] : end], starts - starts[0], self.sizes[first:last])


class TextFeatures(NamedTuple):
    """What is known of n lines: `dense` is n × len(TEXT_NAMES), float32.

    `words` and `pairs` are hashes of its words and of neighbouring ones (with the line's edges), `sizes` the number of its words,
    `exact` hashes of its text (the same in one process only), `kind` the number of the group of lines that look alike.
    """

    dense: Floats
    words: Bags
    pairs: Bags
    sizes: Ints
    exact: Ints
    kind: Ints

    def part(self, first: int, last: int) -> TextFeatures:
        """The features of the lines from number `first` up to but not including number `last`."""
        rows = slice(first, last)
        words, pairs = self.words.part(first, last), self.pairs.part(first, last)
        return TextFeatures(self.dense[rows], words, pairs, self.sizes[rows], self.exact[rows], renumbered(self.kind[rows]))


def renumbered(groups: Ints) -> Ints:
    """The same groups with numbers from 0 on, none left out."""
    return np.unique(groups, return_inverse=True)[1]


def text_features(texts: Sequence[str], gaps: Bools) -> TextFeatures:
    """The features of at least one line; none may be empty. `gaps` tells of each line whether a blank line stands above it."""
    n = len(texts)
    lengths = np.fromiter(map(len, texts), np.int64, n)
    classes_of, folded_of = _tables()
    codes = np.minimum(np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32), _PLANE - 1)
    classes = classes_of[codes]
    starts = np.cumsum(lengths + 1) - lengths - 1
    classes[starts[1:] - 1] = _BREAK
    line_of = np.repeat(np.arange(n, dtype=np.int32), lengths + 1)[:-1]

    in_word = (classes >= _LOWER) & (classes <= _DIGIT)
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1] | (classes[1:] == _IDEOGRAPH) | (classes[:-1] == _IDEOGRAPH)
    word_starts = np.flatnonzero(begins)
    word_lines = line_of[word_starts].astype(np.int64)
    hashes = _hashes(folded_of, codes, in_word, word_starts)
    sizes = np.bincount(word_lines, minlength=n)
    word_bags = Bags(hashes, np.cumsum(sizes) - sizes, sizes)
    pairs, keys = _pairs(hashes, word_lines, n)
    pair_bags = Bags(pairs, word_bags.starts + np.arange(n), sizes + 1)

    counts = np.bincount(line_of * np.int32(_CLASSES + 1) + classes, minlength=n * (_CLASSES + 1)).reshape(n, -1)[:, :_CLASSES]
    stops = np.flatnonzero((classes[:-1] == _STOP) & (classes[1:] == _SPACE))
    first, last = classes[starts], classes[starts + lengths - 1]
    short = np.maximum(sizes, 1)
    letters = counts[:, _LOWER : _DIGIT + 1].sum(1)
    eye = np.eye(_CLASSES + 1, _CLASSES, dtype=np.float32)
    rows = (
        *(np.log1p(lengths), np.log1p(sizes), np.minimum(letters / short, 20) / 5),
        (counts / lengths[:, None]).T,
        *(np.bincount(word_lines[classes[word_starts] == _UPPER], minlength=n) / short, np.log1p(np.bincount(line_of[stops], minlength=n))),
        eye[first].T,
        eye[last].T,
        *_repeats(keys),
        *_places(sizes),
        *(gaps, np.append(gaps[1:], True), np.log1p(_indentation(texts))),
    )
    dense = np.vstack(rows, dtype=np.float32).T
    kind = renumbered(((first.astype(np.int64) << 8) + last << 8) + np.minimum(np.log2(1 + sizes), 6).astype(np.int64))
    return TextFeatures(dense, word_bags, pair_bags, sizes, np.fromiter(map(hash, texts), np.int64, n), kind)


@cache
def _tables() -> tuple[NDArray[np.uint8], Hashes]:
    """For each character of the basic plane its class, and the number by which it is hashed: case folded, and digits alike."""
    characters = list(map(chr, range(_PLANE)))
    by_category = {category: CLASSES.index(name) for category, name in _BY_CATEGORY.items()}
    other = CLASSES.index("other")
    classes = np.fromiter((by_category.get(category, other) for category in map(unicodedata.category, characters)), np.uint8, _PLANE)
    for name, members in _BY_CHARACTER.items():
        classes[[ord(character) for character in members]] = CLASSES.index(name)
    for begin, end in _UNSPACED:
        part = classes[begin : end + 1]
        part[part == _LETTER] = _IDEOGRAPH
    folded = np.arange(_PLANE, dtype=np.uint64)
    for point in np.flatnonzero(classes == _UPPER).tolist():
        low = characters[point].lower()
        folded[point] = ord(low[0])
    folded[classes == _DIGIT] = ord("0")
    return classes, folded


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(33))) * _MIX
    return hashes ^ (hashes >> np.uint64(29))


def _hashes(folded_of: Hashes, codes: NDArray[np.uint32], in_word: Bools, word_starts: Ints) -> Hashes:
    """A hash of each word."""
    if not len(word_starts):
        return np.zeros(0, np.uint64)
    at = np.flatnonzero(in_word)
    first = np.searchsorted(at, word_starts)
    sizes = np.diff(first, append=len(at))
    place = np.minimum(np.arange(len(at)) - np.repeat(first, sizes), _LONG_WORD - 1)
    return _mixed(np.add.reduceat(folded_of[codes[at]] * _POWERS[place], first))


def _pairs(hashes: Hashes, word_lines: Ints, n: int) -> tuple[Hashes, Hashes]:
    """Hashes of neighbouring words of n lines, the line's edges among them, and of all of a line's together, in their order."""
    left, right = np.zeros(len(hashes) + n, np.uint64), np.zeros(len(hashes) + n, np.uint64)
    place = np.arange(len(hashes)) + word_lines
    right[place] = hashes
    left[place + 1] = hashes
    pairs = _mixed(left * np.uint64(3) + right * np.uint64(_PRIME))
    sizes = np.bincount(word_lines, minlength=n) + 1
    return pairs, _mixed(np.add.reduceat(pairs, np.cumsum(sizes) - sizes))


def _repeats(keys: Hashes) -> tuple[Floats, Floats]:
    """How often each line stands on the page besides itself, and how often above; both as log(1 + x)."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    above = np.empty(len(keys), np.int64)
    above[order] = np.arange(len(keys)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.log(counts[inverse]).astype(np.float32), np.log1p(above).astype(np.float32)


def _places(sizes: Ints) -> tuple[NDArray[np.float64], ...]:
    """Where each line stands on the page, how large that is, and how far the next long lines are."""
    n = len(sizes)
    lines = np.arange(n)
    long = sizes >= LONG
    behind = np.cumsum(sizes)
    before = behind - sizes
    total = max(1, int(behind[-1]))
    long_words = np.cumsum(sizes * long)
    above = np.append(-1, np.maximum.accumulate(np.where(long, lines, -1))[:-1])
    below = np.append(np.minimum.accumulate(np.where(long, lines, n)[::-1])[::-1][1:], n)
    return (
        *(lines / max(1, n - 1), before / total, (long_words - sizes * long) / max(1, int(long_words[-1]))),
        *(np.full(n, np.log1p(value)) for value in (n, total, int(long.sum()))),
        np.log1p(np.where(above >= 0, before - behind[above], total)),
        np.log1p(np.where(below < n, before[np.minimum(below, n - 1)] - behind, total)),
        np.log1p(np.where(above >= 0, lines - above, n)),
        np.log1p(np.where(below < n, below - lines, n)),
    )


def _indentation(texts: Sequence[str]) -> Ints:
    return np.fromiter([len(text) - len(text.lstrip()) for text in texts], np.int64, len(texts))


def sums(values: Floats, starts: Ints, sizes: Ints) -> Floats:
    """For each bag the sum of its rows; zeros for an empty one."""
    if not len(values):
        return np.zeros((len(starts), values.shape[1]), np.float32)
    out = np.add.reduceat(values, np.minimum(starts, len(values) - 1), 0)
    out[sizes == 0] = 0
    return out
