"""Features of the lines of an article's text: wording, position, repetition, and known phrases.

Each group of features is computed for all lines at once; a convolution of the network compares a
line with its neighbours, so that no feature does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.core.characters import COLONS
from cleaner.scorer import characters
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.characters import CLASSES, DIGIT, LOWER, STOP, UPPER
from cleaner.scorer.features import Column
from cleaner.scorer.lines import Lines
from cleaner.scorer.text_features import TextFeatures

FAMILIES = (
    "ad",
    "comments",
    "contact",
    "cookie",
    "copyright",
    "credit",
    "embed",
    "nav",
    "newsletter",
    "placeholder",
    "related",
    "share",
    "tags",
    "tools",
    "wordpress",
)
"""Families of rules whose phrases are features."""
OF_COMMENTS = ("comments", "wordpress")
"""Families of phrases of comment sections."""
_SIGNS = {
    "an at sign": "@",
    "a hash sign": "#",
    "a copyright sign": "\N{COPYRIGHT SIGN}\N{REGISTERED SIGN}\N{TRADE MARK SIGN}",
    "a currency sign": "$\N{EURO SIGN}\N{POUND SIGN}\N{YEN SIGN}\N{INDIAN RUPEE SIGN}",
    "an exclamation mark": "!\N{FULLWIDTH EXCLAMATION MARK}\N{INVERTED EXCLAMATION MARK}",
    "a question mark": "?\N{FULLWIDTH QUESTION MARK}\N{INVERTED QUESTION MARK}",
    "an ellipsis": "\N{HORIZONTAL ELLIPSIS}",
    "a colon": ":\N{FULLWIDTH COLON}",
    "a bullet": (
        "*\N{BULLET}\N{BLACK SMALL SQUARE}\N{BLACK CIRCLE}\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
    ),
    "a bar": "|\N{MIDDLE DOT}",
    "a dash": "-\N{EN DASH}\N{EM DASH}",
    "a slash": "/\\",
    "a bracket": "()[]",
    "a quotation mark": (
        '"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}'
        "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT CORNER BRACKET}"
    ),
    "an arrow": (
        "<>\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHTWARDS ARROW}\N{LEFTWARDS ARROW}"
        "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
        "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{BLACK RIGHT-POINTING POINTER}"
    ),
    "code": "{};=_`",
    "a percent sign": "%",
    "an ampersand": "&+",
}
"""Signs in a line, and the characters that make them."""
ARTICLE_ROLES = (
    "keep",
    "ad",
    "comment-form",
    "comments",
    "contact",
    "cookie",
    "copyright",
    "counter",
    "credit",
    "embed-residue",
    "nav",
    "newsletter",
    "other",
    "paywall",
    "pingback",
    "placeholder",
    "related",
    "share",
    "tags",
    "tools",
)
"""What a line of an article's text may be: part of the article, or a kind of boilerplate."""
_RUNNING = 12  # words of a line that may be running text
_HEADING = 6  # words of the longest line that may be a heading
_LEAST_WORD = 4  # characters of a word and its space, on average, at least
_LONGEST_WORD = 20  # mean characters of a word beyond which nothing more is told apart
_SLOTS = 1 << 13  # for counting the words of a text; two of 1,000 seldom share one
_FAR = 2  # lines up or down to which lines that look alike are near
Rows = Sequence[NDArray[np.generic]] | NDArray[np.generic]


class ArticleLines(Lines):
    """The lines of an article's text, counted; `families` has the families of their phrases."""

    def __init__(self, texts: Sequence[str], gaps: Bools, families: Bools) -> None:
        super().__init__(texts, gaps)
        self.families = families

    @cached_property
    def known(self) -> Bools:
        """Which families of phrases each line has, however strong: n × families."""
        count = len(FAMILIES)
        return self.families[:, :count] | self.families[:, count:]

    @cached_property
    def worth(self) -> Ints:
        """The words of each line, at most one for `_LEAST_WORD` characters.

        In scripts without spaces every character counts as a word elsewhere.
        """
        most: Ints = np.minimum(self.word_counts, self.lengths // _LEAST_WORD + 1)
        return most

    @cached_property
    def is_label(self) -> Bools:
        """Which lines are labels of the line below.

        They end with a colon, or are the only short line between running text: a heading.
        """
        colons = [text.rstrip().endswith(COLONS) for text in self.texts]
        found: Bools = np.array(colons) | ((self.block[0] == 1) & (self.word_counts <= _HEADING))
        return found

    @cached_property
    def running(self) -> Bools:
        """Which lines read like running text: long enough, with a stop near their end."""
        ends = (self.last_class == STOP) | (self.sentence_ends > 0)
        found: Bools = (self.word_counts >= _RUNNING) & ends
        return found

    @cached_property
    def running_share(self) -> float:
        """The share of the words that are running text."""
        return float(self.word_counts[self.running].sum()) / self.total_words

    @cached_property
    def signs(self) -> NDArray[np.uint32]:
        """For each line the signs in it: a bit for each of _SIGNS."""
        bits: NDArray[np.uint32] = np.bitwise_or.reduceat(
            character_bits().take(self._codes), self._starts
        )
        return bits

    @cached_property
    def edges(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """The signs with which each line begins and ends."""
        bits = character_bits()
        ends = self._starts + self.lengths - 1
        return bits[self._codes[self._starts]], bits[self._codes[ends]]

    @cached_property
    def block(self) -> tuple[Ints, Ints]:
        """For lines that are not running text: the length of their run, and their place in it."""
        n = len(self)
        begins = np.append(True, self.running[1:] != self.running[:-1])
        starts = np.flatnonzero(begins)
        run = np.cumsum(begins) - 1
        size = np.append(starts[1:], n) - starts
        short = ~self.running
        return size[run] * short, (np.arange(n) - starts[run]) * short

    @cached_property
    def far_from_running(self) -> tuple[Ints, Ints]:
        """How many lines above and below the next running text is; to the edge if there is none."""
        n = len(self)
        numbers = np.arange(n)
        above = np.maximum.accumulate(np.where(self.running, numbers, -1))
        below = np.minimum.accumulate(np.where(self.running, numbers, n)[::-1])[::-1]
        return numbers - above, below - numbers

    @cached_property
    def _slots(self) -> Ints:
        """For each word its slot among those in which words are counted."""
        return (self.word_hashes & np.uint64(_SLOTS - 1)).astype(np.int64)

    def share_of_words(self, which: Bools) -> Floats:
        """Return for each line the share of its words that are of some kind."""
        hits = np.bincount(self._word_lines[which], minlength=len(self))
        share: Floats = (hits / self.at_least_one_word).astype(np.float32)
        return share

    @cached_property
    def words_elsewhere(self) -> tuple[Floats, Floats, Floats]:
        """For each line the shares of its words that recur: in running text, in the title, nowhere.

        The title is the first line. A word is its slot, so that two may be taken for one.
        """
        slots = self._slots
        own = self.running[self._word_lines]
        counts = np.bincount(slots, minlength=_SLOTS)
        in_running = np.bincount(slots[own], minlength=_SLOTS)[slots] - own > 0
        first = int(self.word_counts[0])  # words
        title = np.zeros(_SLOTS, bool)
        title[slots[:first]] = True
        in_title = title[slots]
        in_title[:first] = False
        shares = map(self.share_of_words, (in_running, in_title, counts[slots] == 1))
        return (next(shares), next(shares), next(shares))

    @cached_property
    def below_comments_heading(self) -> Bools:
        """Which lines have a phrase of a comment section, or one above them."""
        columns = [FAMILIES.index(family) for family in OF_COMMENTS]
        return np.asarray(np.maximum.accumulate(self.known[:, columns].any(1)))


@cache
def character_bits() -> NDArray[np.uint32]:
    """For each code point a bit for each of the signs that it makes."""
    bits = np.zeros(characters.PLANE, np.uint32)
    for number, members in enumerate(_SIGNS.values()):
        for member in members:
            bits[ord(member)] |= np.uint32(1 << number)
    return bits


def _unpacked(bits: NDArray[np.uint32]) -> NDArray[np.generic]:
    """Return a row for each of _SIGNS: 1 for the lines that have its bit."""
    places = np.arange(len(_SIGNS), dtype=np.uint32)[:, None]
    rows: NDArray[np.generic] = (bits >> places) & np.uint32(1)
    return rows


def _lengths(lines: ArticleLines) -> Rows:
    letters = lines.class_counts[:, LOWER : DIGIT + 1].sum(1)
    counts = np.log1p(np.array((lines.lengths, lines.word_counts, lines.sentence_ends)))
    length = np.minimum(letters / lines.at_least_one_word, _LONGEST_WORD) / 5
    return [*counts, length]


def _capitals(lines: ArticleLines) -> Rows:
    return [lines.capitalised / lines.at_least_one_word, np.log1p(lines.capitalised)]


def _class_shares(lines: ArticleLines) -> Rows:
    shares: Rows = lines.class_counts.T / lines.lengths
    return shares


def _one_hot(classes: NDArray[np.uint8]) -> Rows:
    rows: Rows = classes == np.arange(len(CLASSES), dtype=np.uint8)[:, None]
    return rows


def _phrases(lines: ArticleLines) -> Rows:
    strong = lines.families[:, : len(FAMILIES)].any(1, keepdims=True)
    return np.concatenate((lines.known, strong), 1).T


def _repetition(lines: ArticleLines) -> Rows:
    return np.log(np.array((lines.occurrences, lines.occurrences_above + 1)))


def _position(lines: ArticleLines) -> Rows:
    n, words = len(lines), lines.word_counts
    numbers = np.arange(n)
    running: Ints = np.array((lines.running, words * lines.running))
    through: Ints = np.cumsum(running, 1)
    totals = np.maximum(through[:, -1:], 1)
    before = through - running
    after = through[:, -1:] - through
    left = numbers[::-1]
    logs = np.log1p(
        np.array((lines.words_before, lines.total_words - lines.words_through, left, before[0]))
    )
    return [
        numbers / max(1, n - 1),
        lines.words_before / lines.total_words,
        before[1] / totals[1],
        *logs,
        np.log1p(after[0]),
        before[0] / np.maximum(numbers, 1),
        after[0] / np.maximum(left, 1),
    ]


def _short_lines(lines: ArticleLines) -> Rows:
    return np.log1p(np.array((*lines.far_from_running, *lines.block)))


def _gaps(lines: ArticleLines) -> Rows:
    return [lines.gaps, np.append(lines.gaps[1:], True)]


def _looks(lines: ArticleLines) -> Rows:
    """Count the lines that look like each one: in the text, and near it."""
    look = lines.look
    near = np.zeros(len(look), np.float32)
    for by in range(1, _FAR + 1):
        same = look[by:] == look[:-by]
        near[by:] += same
        near[:-by] += same
    return [np.log(np.bincount(look)[look]), near]


def _text(lines: ArticleLines) -> Rows:
    """Give every line the same facts of the text."""
    n, chars = len(lines), int(lines.lengths.sum())
    running = int(np.count_nonzero(lines.running))
    classes = lines.class_counts.sum(0).tolist()
    values = (
        *np.log1p((n, lines.total_words, running)).tolist(),
        classes[DIGIT] / chars,
        classes[UPPER] / chars,
        running / n,
        lines.running_share,
        np.count_nonzero(lines.known.any(1)) / n,
    )
    return np.broadcast_to(np.array(values)[:, None], (len(values), n))


class _Group(NamedTuple):
    """Some features: what users read of them, their names, and what computes a row for each."""

    reason: str
    names: tuple[str, ...]
    rows: Callable[[ArticleLines], Rows]


def _named(prefix: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{prefix} {name}" for name in names)


_GROUPS: tuple[_Group, ...] = (
    _Group("length", ("characters", "words", "sentences", "length of words"), _lengths),
    _Group("capital letters", ("share of capitalised words", "capitalised words"), _capitals),
    _Group("kinds of characters", _named("share of", CLASSES), _class_shares),
    _Group("how it begins", _named("begins with", CLASSES), lambda of: _one_hot(of.first_class)),
    _Group("how it ends", _named("ends with", CLASSES), lambda of: _one_hot(of.last_class)),
    _Group("signs in it", tuple(_SIGNS), lambda of: _unpacked(of.signs)),
    _Group(
        "how it begins", _named("begins with", tuple(_SIGNS)), lambda of: _unpacked(of.edges[0])
    ),
    _Group("how it ends", _named("ends with", tuple(_SIGNS)), lambda of: _unpacked(of.edges[1])),
    _Group("phrases of boilerplate", (*_named("phrase of", FAMILIES), "strong phrase"), _phrases),
    _Group("repetition", ("occurrences", "occurrences above"), _repetition),
    _Group(
        "position in the article",
        (
            "place by lines",
            "place by words",
            "place by running words",
            "words above",
            "words below",
            "lines below",
            "running lines above",
            "running lines below",
            "running text before",
            "running text after",
        ),
        _position,
    ),
    _Group(
        "short lines around it",
        ("lines since running text", "lines until running text", "size of block", "place in block"),
        _short_lines,
    ),
    _Group("blank lines around it", ("blank line above", "blank line below"), _gaps),
    _Group("running text", ("running text",), lambda of: [of.running]),
    _Group("lines that look alike", ("same look", "same look nearby"), _looks),
    _Group(
        "words that the article has elsewhere",
        ("words of running text", "words of the title", "words of its own"),
        lambda of: of.words_elsewhere,
    ),
    _Group(
        "kind of text",
        (
            "lines of the text",
            "words of the text",
            "running lines of the text",
            "digits in the text",
            "capitals in the text",
            "running share of the lines",
            "running share of the words",
            "phrases in the text",
        ),
        _text,
    ),
)
ARTICLE_FEATURES: tuple[Column, ...] = tuple(
    Column(name, group.reason) for group in _GROUPS for name in group.names
)


def article_features(lines: ArticleLines) -> TextFeatures:
    """Compute the features of lines; `dense` is n × ARTICLE_FEATURES."""
    rows = np.concatenate([np.asarray(group.rows(lines), np.float32) for group in _GROUPS])
    return TextFeatures(
        np.ascontiguousarray(rows.T),
        lines.words,
        lines.pairs,
        lines.word_counts,
        lines.exact,
        lines.look,
    )
