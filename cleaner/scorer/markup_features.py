"""Features of a page's lines by the HTML around them: containers, links, lines of the same kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from cleaner.core import accelerator
from cleaner.scorer.arrays import Floats, Ints, RaggedHashes, add_rows, renumber
from cleaner.scorer.features import Group, columns, feature, features, table
from cleaner.scorer.lines import LONG

SHAPES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "row", "head", "pre", "caption")
BOILERPLATE = (
    "",
    "markup.comments",
    "markup.share",
    "markup.related",
    "markup.subscribe",
    "markup.cookie",
    "markup.player",
    "markup.tools",
    "markup.ad",
    "markup.navigation",
    "markup.control",
    "markup.hidden",
)
"""Rules by which markup alone tells boilerplate; the empty one is for none of them."""
PAGE_KINDS = (
    "article",
    "forum",
    "product",
    "list",
    "questions",
    "place",
    "technical",
    "software",
    "profile",
    "website",
)
"""Kinds of page that Open Graph and schema.org declare."""
TRAITS = ("aside", "main", "caption", "post", "quoted", "lists around it", "ordered")
ANCESTORS = 5
"""Containers around a line whose content is counted, from the innermost outwards."""
_MOSTLY = 0.3  # share of links up to which a line may be running text
_MOST_NAMES = 12  # of an attribute
_MOST_PARTS = 6  # of a name
_LONG_NAME = 40  # characters
_PARTS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|[0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_SHAPE_NUMBERS = {shape: number for number, shape in enumerate(SHAPES)}
_BOILERPLATE_NUMBERS = {rule: number for number, rule in enumerate(BOILERPLATE)}
_EMPHASIS = frozenset({"strong", "b", "em", "i"})

Element = tuple[str, str]
"""The tag and the classes of an element."""


class Tree:
    """Nested containers: for each the number of its parent (-1 for none), and its level from 0."""

    def __init__(self, parents: Ints, levels: Ints) -> None:
        self.parents = parents
        self.levels = levels

    @cached_property
    def _by_level(self) -> list[Ints]:
        order = np.argsort(self.levels, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self.levels[order])) + 1)

    def sum_descendants(self, values: Floats) -> Floats:
        """Sum the rows of each container and all within it."""
        out = values.copy()
        if compiled := accelerator.features():
            deepest_first = np.argsort(-self.levels, kind="stable")
            inner = deepest_first[: np.count_nonzero(self.levels)]
            compiled.sum_descendants(out, self.parents, inner)
            return out
        for containers in self._by_level[:0:-1]:
            np.add.at(out, self.parents[containers], out[containers])
        return out

    def decay_ancestors(self, values: Floats, decay: float) -> Floats:
        """Sum the rows of each container and its ancestors; each level counts `decay` as much."""
        out = values.copy()
        if compiled := accelerator.features():
            compiled.decay_ancestors(out, self.parents, decay)
            return out
        for containers in self._by_level[1:]:
            out[containers] += np.float32(decay) * out[self.parents[containers]]
        return out


class MarkupColumns(NamedTuple):
    """The markup of n lines in m containers, one sequence for each property.

    Of lines: the number of the innermost container, the shape (SHAPES), the number of characters,
    how many of them are links, whether only a `<br>` separates the line from the one above, whether
    it begins a list item, the rule that makes it boilerplate (BOILERPLATE), TRAITS as numbers, and
    the elements that begin in it.
    Of containers: the number of the parent (-1 for none), the level, and tag, classes, id, role and
    itemprop.
    """

    container: Sequence[int]
    shape: Sequence[str]
    characters: Sequence[int]
    linked: Sequence[int]
    near: Sequence[bool]
    bullet: Sequence[bool]
    boilerplate: Sequence[str]
    traits: Sequence[tuple[float, ...]]
    inline: Sequence[tuple[Element, ...]]
    parents: Sequence[int]
    levels: Sequence[int]
    names: Sequence[tuple[str, str, str, str, str]]


class Contents(NamedTuple):
    """What some groups of lines hold together, one number for each line (or its group)."""

    running: Floats
    linked: Floats
    words: Floats
    lines: Floats

    @property
    def link_share(self) -> Floats:
        """The share of words that are links."""
        return np.divide(self.linked, np.maximum(1, self.words), dtype=np.float32)


class MarkedLines:
    """The markup of at least one line, counted.

    `sizes` are the words of each line; `kinds` tells of each of PAGE_KINDS whether the page is one.
    """

    def __init__(self, marked: MarkupColumns, sizes: Ints, kinds: Sequence[bool]) -> None:
        self.marked = marked
        self.kinds = kinds
        self.container = np.array(marked.container, np.int64)
        self._parents = np.array(marked.parents, np.int64)
        self.tree = Tree(self._parents, np.array(marked.levels, np.int64))
        lengths = np.array(marked.characters, np.float32)
        self.links: Floats = np.array(marked.linked, np.float32) / lengths
        running = ((sizes >= LONG / 2) & (self.links < _MOSTLY)) * sizes
        parts = (running, sizes * self.links, sizes, np.ones(len(sizes)))
        self._content = np.stack(parts, 1).astype(np.float32)
        self.total_running = max(1.0, float(running.sum()))

    def __len__(self) -> int:
        return len(self.container)

    @cached_property
    def shape(self) -> Ints:
        """For each line the number of its shape in SHAPES."""
        return np.array([_SHAPE_NUMBERS[name] for name in self.marked.shape])

    @cached_property
    def traits(self) -> Floats:
        """For each line the numbers of its TRAITS: lines share a few combinations."""
        numbers: dict[tuple[float, ...], int] = {}
        each = [numbers.setdefault(traits, len(numbers)) for traits in self.marked.traits]
        return np.array(list(numbers), np.float32)[each]

    @cached_property
    def boilerplate(self) -> Ints:
        """For each line the number of its rule in BOILERPLATE."""
        return np.array([_BOILERPLATE_NUMBERS[rule] for rule in self.marked.boilerplate])

    @cached_property
    def ancestors(self) -> list[Ints]:
        """For each line the numbers of the containers around it, from the innermost outwards."""
        out = [self.container]
        for _ in range(ANCESTORS - 1):
            out.append(np.maximum(self._parents[out[-1]], 0))
        return out

    @cached_property
    def around(self) -> list[Contents]:
        """What the containers around each line hold, from the innermost outwards."""
        content = np.zeros((len(self._parents), self._content.shape[1]), np.float32)
        add_rows(content, self.container, self._content)
        content = self.tree.sum_descendants(content)
        return [Contents(*content[numbers].T) for numbers in self.ancestors]

    @cached_property
    def kind(self) -> Ints:
        """The number of each line's kind: tags and classes of the three containers around it."""
        numbers: dict[tuple[str, ...], int] = {}
        named = [numbers.setdefault(names[:2], len(numbers)) for names in self.marked.names]
        own = np.array([*named, len(numbers)], np.int64)  # the last one is for no container
        parents = np.append(self._parents, -1)
        first = self.container
        second = parents[first]
        third = parents[second]
        return renumber((own[first] * len(own) + own[second]) * len(own) + own[third])

    @cached_property
    def of_kind(self) -> Contents:
        """What all lines of the same kind hold together."""
        held = np.zeros((int(self.kind.max()) + 1, self._content.shape[1]), np.float32)
        add_rows(held, self.kind, self._content)
        return Contents(*held[self.kind].T)


@lru_cache(1 << 14)
def _has_emphasis(elements: tuple[Element, ...]) -> bool:
    return any(tag in _EMPHASIS for tag, _ in elements)


def _one_hot(numbers: Ints, count: int) -> ArrayLike:
    rows: ArrayLike = numbers == np.arange(count)[:, None]
    return rows


def _running_around(lines: MarkedLines) -> ArrayLike:
    running: ArrayLike = np.stack([each.running for each in lines.around]) / lines.total_running
    return running


def _kinds(lines: MarkedLines) -> ArrayLike:
    return np.repeat(np.array(lines.kinds, np.float32)[:, None], len(lines), 1)


_GROUPS: tuple[Group[MarkedLines], ...] = (
    feature("share of links", "links", lambda lines: lines.links),
    feature("is a link", "links", lambda lines: lines.links > 0.9),
    feature(
        "elements in it",
        "HTML elements in it",
        lambda lines: np.log1p([len(elements) for elements in lines.marked.inline]),
    ),
    feature(
        "emphasis",
        "emphasis",
        lambda lines: [_has_emphasis(elements) for elements in lines.marked.inline],
    ),
    features(
        (f"shape {name}" for name in SHAPES),
        "type of HTML element",
        lambda lines: _one_hot(lines.shape, len(SHAPES)),
    ),
    features(
        (
            f"boilerplate by its markup: {rule.removeprefix('markup.') or 'none'}"
            for rule in BOILERPLATE
        ),
        "boilerplate markup",
        lambda lines: _one_hot(lines.boilerplate, len(BOILERPLATE)),
    ),
    feature("follows a break", "line breaks around it", lambda lines: lines.marked.near),
    feature("begins an item", "list item", lambda lines: lines.marked.bullet),
    features(TRAITS, "the section of the page it is in", lambda lines: lines.traits.T),
    feature("depth", "nesting depth", lambda lines: lines.tree.levels[lines.container] / 20),
    features(
        (f"running text in container {at}" for at in range(ANCESTORS)),
        "running text around it",
        _running_around,
    ),
    features(
        (f"links in container {at}" for at in range(ANCESTORS)),
        "links around it",
        lambda lines: [each.link_share for each in lines.around],
    ),
    features(
        (f"lines in container {at}" for at in range(ANCESTORS)),
        "number of lines around it",
        lambda lines: np.log1p([each.lines for each in lines.around]),
    ),
    feature(
        "lines of its kind",
        "lines with the same markup",
        lambda lines: np.log1p(lines.of_kind.lines),
    ),
    feature(
        "running text of its kind",
        "lines with the same markup",
        lambda lines: lines.of_kind.running / lines.total_running,
    ),
    feature(
        "links of its kind", "lines with the same markup", lambda lines: lines.of_kind.link_share
    ),
    feature(
        "words of its kind",
        "lines with the same markup",
        lambda lines: np.log1p(lines.of_kind.words / lines.of_kind.lines),
    ),
    features((f"page is {name}" for name in PAGE_KINDS), "kind of page", _kinds),
)
MARKUP_FEATURES = columns(_GROUPS)


class MarkupFeatures(NamedTuple):
    """Features of n lines in m containers.

    `dense` is n × MARKUP_FEATURES. `names` are hashes of the names of containers, `inline` of those
    of the elements that begin in each line. `container` is the innermost one of each line; `groups`
    number the groups that each line belongs to, in several ways of grouping.
    """

    dense: Floats
    names: RaggedHashes
    inline: RaggedHashes
    container: Ints
    tree: Tree
    groups: tuple[Ints, ...]

    def part(self, first: int, last: int) -> MarkupFeatures:
        """Return the features of lines `first` to `last` - 1, and of all containers."""
        rows = slice(first, last)
        return MarkupFeatures(
            self.dense[rows],
            self.names,
            self.inline.part(first, last),
            self.container[rows],
            self.tree,
            tuple(renumber(group[rows]) for group in self.groups),
        )


def markup_features(marked: MarkupColumns, sizes: Ints, kinds: Sequence[bool]) -> MarkupFeatures:
    """Compute the features of at least one line.

    `sizes` are the words of each line; `kinds` tells of each of PAGE_KINDS whether the page is one.
    """
    lines = MarkedLines(marked, sizes, kinds)
    return MarkupFeatures(
        table(_GROUPS, lines),
        *_hashed(marked),
        lines.container,
        lines.tree,
        (lines.kind, *map(renumber, lines.ancestors[1:4])),
    )


def _hashed(marked: MarkupColumns) -> tuple[RaggedHashes, RaggedHashes]:
    """The hashes of the names of containers, and of the elements that begin in each line."""
    if compiled := accelerator.features():
        return (
            RaggedHashes.from_bytes(*compiled.hashed_names(marked.names, _names)),
            RaggedHashes.from_bytes(*compiled.hashed_lines(marked.inline, _names)),
        )
    return (
        RaggedHashes.from_lists([_names(*names) for names in marked.names]),
        RaggedHashes.from_lists([_inline_names(elements) for elements in marked.inline]),
    )


@lru_cache(1 << 16)
def _names(
    tag: str, classes: str, identity: str = "", role: str = "", itemprop: str = ""
) -> tuple[int, ...]:
    """Hash an element's names: tag, classes and their parts, id, role, itemprop. Ignores digits."""
    hashes = [_hash("<" + tag)]
    for mark, value in ((".", classes), ("#", identity), ("[", role), ("@", itemprop)):
        for name in value.split()[:_MOST_NAMES] if value else ():
            hashes += _of_name(mark, name[:_LONG_NAME])
    return tuple(dict.fromkeys(hashes))


@lru_cache(1 << 16)
def _of_name(mark: str, name: str) -> tuple[int, ...]:
    """Hash a name, which elements of a page share, and its parts."""
    short = _DIGITS.sub("0", name)
    whole = _hash(mark + short.lower())
    if mark != "#" and short.islower() and short.isalpha() and short.isascii():
        return (whole,)
    parts = _PARTS.findall(short)
    if len(parts) < 2 and mark != "#":
        return (whole,)
    return (whole, *(_hash("." + part.lower()) for part in parts[:_MOST_PARTS]))


def _hash(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass"))


@lru_cache(1 << 14)
def _inline_names(elements: tuple[Element, ...]) -> tuple[int, ...]:
    return tuple(name for element in elements for name in _names(*element))
