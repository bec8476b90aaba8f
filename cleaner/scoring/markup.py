"""What a page's markup says of its lines: the boxes that a line stands in, its links, the company that it keeps."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from cleaner.scoring.text import LONG, Bags, Floats, Ints, renumbered

SHAPES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "row", "head", "pre", "caption")
FURNITURE = (
    *("", "markup.comments", "markup.share", "markup.related", "markup.subscribe", "markup.cookie", "markup.player", "markup.tools"),
    *("markup.ad", "markup.navigation", "markup.control", "markup.hidden"),
)
PAGE_KINDS = ("article", "forum", "product", "list", "questions", "place", "technical", "software", "profile", "website")
"""What a page may say that it is, in Open Graph and schema.org."""
TRAITS = ("aside", "main", "caption", "post", "quoted", "lists around it", "ordered")
CHAIN = 5
"""Boxes around a line, from the inside, whose content is looked at."""
_MOSTLY = 0.3  # share of links up to which a line may be running text
_MOST_NAMES = 12  # of an attribute
_MOST_PARTS = 6  # of a name
_LONG_NAME = 40  # characters
_PARTS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|[0-9]+")
_DIGITS = re.compile(r"[0-9]+")

MARKUP_NAMES = (
    *("share of links", "is a link", "elements in it", "emphasis"),
    *(f"shape {name}" for name in SHAPES),
    *(f"furniture by its markup: {name.removeprefix('markup.') or 'none'}" for name in FURNITURE),
    *("follows a break", "begins an item", *TRAITS, "depth"),
    *(f"running text in box {number} around it" for number in range(CHAIN)),
    *(f"links in box {number} around it" for number in range(CHAIN)),
    *(f"lines in box {number} around it" for number in range(CHAIN)),
    *("lines of its kind", "running text of its kind", "links of its kind", "words of its kind"),
    *(f"page is {name}" for name in PAGE_KINDS),
)
"""The columns of `MarkupFeatures.dense`."""


class Tree:
    """Boxes in each other: for each the number of its parent (-1 for none) and its level (0 for the outermost)."""

    def __init__(self, parents: Ints, levels: Ints) -> None:
        self.parents = parents
        self._levels = levels

    @cached_property
    def _by_level(self) -> list[Ints]:
        order = np.argsort(self._levels, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self._levels[order])) + 1)

    def outwards(self, values: Floats) -> Floats:
        """For each box the sum of a row over it and all that stand in it."""
        out = values.copy()
        for boxes in self._by_level[:0:-1]:
            np.add.at(out, self.parents[boxes], out[boxes])
        return out

    def inwards(self, values: Floats, far: float) -> Floats:
        """For each box the sum of a row over it and those around it, each further out weighing `far` times less."""
        out = values.copy()
        for boxes in self._by_level[1:]:
            out[boxes] += np.float32(far) * out[self.parents[boxes]]
        return out


class Marked(NamedTuple):
    """The markup of n lines in m boxes, a sequence for each thing that is known.

    Of the lines: the number of the box that each stands in, its shape (SHAPES), its characters, how many of them are links, whether only
    a `<br>` parts it from the line above, whether it begins an item, the rule by which it is furniture (FURNITURE), its TRAITS as
    numbers, and the tag and classes of the elements that begin in it.
    Of the boxes: the number of each one's parent (-1 for none), its level, and its tag, classes, id, role and itemprop.
    """

    box: Sequence[int]
    shape: Sequence[str]
    characters: Sequence[int]
    linked: Sequence[int]
    near: Sequence[bool]
    bullet: Sequence[bool]
    furniture: Sequence[str]
    traits: Sequence[tuple[float, ...]]
    inline: Sequence[tuple[tuple[str, str], ...]]
    parents: Sequence[int]
    levels: Sequence[int]
    names: Sequence[tuple[str, str, str, str, str]]


class MarkupFeatures(NamedTuple):
    """What is known of n lines and m boxes: `dense` is n × len(MARKUP_NAMES), float32.

    `names` are hashes of the boxes' names, `inline` of those of the elements that begin in a line, `box` is that which a line stands
    in, `groups` are for each way in which lines belong together the number of each line's group.
    """

    dense: Floats
    names: Bags
    inline: Bags
    box: Ints
    tree: Tree
    groups: tuple[Ints, ...]

    def part(self, first: int, last: int) -> MarkupFeatures:
        """The features of the lines from number `first` up to but not including number `last`, and of all boxes."""
        rows = slice(first, last)
        groups = tuple(renumbered(group[rows]) for group in self.groups)
        return MarkupFeatures(self.dense[rows], self.names, self.inline.part(first, last), self.box[rows], self.tree, groups)


def markup_features(marked: Marked, sizes: Ints, kinds: Sequence[bool]) -> MarkupFeatures:
    """The features of at least one line. `sizes` are the words of each; `kinds` says of each of PAGE_KINDS whether the page is one."""
    n = len(sizes)
    box, parents, levels = (np.array(numbers, np.int64) for numbers in (marked.box, marked.parents, marked.levels))
    tree = Tree(parents, levels)
    links = np.array(marked.linked, np.float32) / np.array(marked.characters, np.float32)
    running = ((sizes >= LONG / 2) & (links < _MOSTLY)) * sizes
    content = np.stack((running, sizes * links, sizes, np.ones(n)), 1).astype(np.float32)
    in_box = np.zeros((len(parents), 4), np.float32)
    np.add.at(in_box, box, content)
    in_box = tree.outwards(in_box)
    outer = [box]
    for _ in range(CHAIN - 1):
        outer.append(np.maximum(parents[outer[-1]], 0))
    around = in_box[np.stack(outer)]
    total = max(1.0, float(running.sum()))
    kind, of_kind = _kinds(marked, box, parents, content)
    rows = (
        *(
            links,
            links > 0.9,
            np.log1p([len(elements) for elements in marked.inline]),
            [_has_emphasis(elements) for elements in marked.inline],
        ),
        _SHAPE_ROWS[[_SHAPE_NUMBERS[shape] for shape in marked.shape]].T,
        _FURNITURE_ROWS[[_FURNITURE_NUMBERS[rule] for rule in marked.furniture]].T,
        *(marked.near, marked.bullet, np.array(marked.traits, np.float32).T, levels[box] / 20),
        around[:, :, 0] / total,
        around[:, :, 1] / np.maximum(1, around[:, :, 2]),
        np.log1p(around[:, :, 3]),
        *(
            np.log1p(of_kind[:, 3]),
            of_kind[:, 0] / total,
            of_kind[:, 1] / np.maximum(1, of_kind[:, 2]),
            np.log1p(of_kind[:, 2] / of_kind[:, 3]),
        ),
        np.repeat(np.array(kinds, np.float32)[:, None], n, 1),
    )
    dense = np.vstack(rows, dtype=np.float32).T
    names = _bags([_names(*of) for of in marked.names])
    groups = (kind, *map(renumbered, outer[1:4]))
    return MarkupFeatures(dense, names, _bags([_inline_names(elements) for elements in marked.inline]), box, tree, groups)


_SHAPE_NUMBERS = {shape: number for number, shape in enumerate(SHAPES)}
_FURNITURE_NUMBERS = {rule: number for number, rule in enumerate(FURNITURE)}
_SHAPE_ROWS = np.eye(len(SHAPES), dtype=np.float32)
_FURNITURE_ROWS = np.eye(len(FURNITURE), dtype=np.float32)
_EMPHASIS = frozenset({"strong", "b", "em", "i"})


@lru_cache(1 << 14)
def _has_emphasis(elements: tuple[tuple[str, str], ...]) -> bool:
    return any(tag in _EMPHASIS for tag, _ in elements)


def _kinds(marked: Marked, box: Ints, parents: Ints, content: Floats) -> tuple[Ints, Floats]:
    """For each line the number of its kind (the tags and classes of the three boxes around it), and what all of that kind hold."""
    numbers: dict[tuple[str, ...], int] = {}
    own = np.array([*(numbers.setdefault(names[:2], len(numbers)) for names in marked.names), len(numbers)], np.int64)  # that of no box
    around = np.append(parents, -1)
    kind = renumbered((own[box] * len(own) + own[around[box]]) * len(own) + own[around[around[box]]])
    held = np.zeros((int(kind.max()) + 1, content.shape[1]), np.float32)
    np.add.at(held, kind, content)
    return kind, held[kind]


@lru_cache(1 << 16)
def _names(tag: str, classes: str, identity: str, role: str, itemprop: str) -> tuple[int, ...]:
    """Hashes of an element's names: its tag, each class and its parts, id, role and itemprop. All digits are alike."""
    names = ["<" + tag]
    for mark, value in ((".", classes), ("#", identity), ("[", role), ("@", itemprop)):
        for name in value.split()[:_MOST_NAMES]:
            short = _DIGITS.sub("0", name[:_LONG_NAME])
            names.append(mark + short.lower())
            parts = _PARTS.findall(short)
            if len(parts) > 1 or mark == "#":
                names += ["." + part.lower() for part in parts[:_MOST_PARTS]]
    return tuple({zlib.crc32(name.encode("utf-8", "surrogatepass")): None for name in names})


@lru_cache(1 << 14)
def _inline_names(elements: tuple[tuple[str, str], ...]) -> tuple[int, ...]:
    return tuple(name for tag, classes in elements for name in _names(tag, classes, "", "", ""))


def _bags(lists: Sequence[Sequence[int]]) -> Bags:
    sizes = np.fromiter(map(len, lists), np.int64, len(lists))
    return Bags(np.fromiter(chain.from_iterable(lists), np.uint64, int(sizes.sum())), np.cumsum(sizes) - sizes, sizes)
