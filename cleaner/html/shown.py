"""What a page shows in its article: the embeds that stand there and not beside it, and the words of posts, at their place.

An embed is the article's if the box that it shares with what is kept is the article's, and if nothing around it says that it belongs
to something else: a bar at the side, a teaser of another article, who wrote this one. Titles and captions of its own do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from cleaner.document import Shown, ShownKind
from cleaner.html.boxes import HEADINGS, Box
from cleaner.html.judge import LEFT_OUT, Evidence
from cleaner.html.layout import Layout
from cleaner.html.page import Block, Placed

_TEASER = 4  # words of a link that is another article's headline
_TITLE = 12  # words of a player's title
_MUCH = 40  # words left out beside an embed that make it part of something else
_PARAGRAPH = 12  # words of a first paragraph
# Boxes that stand in an article and show what is not its own.
_BESIDE = re.compile(
    r"sidebar|side-bar|^widget$|widget[-_]area|related|recommend|read-?more|more-?(?:from|stories|on)|teaser|promo|newsletter|trending|popular"
    r"|most-?(?:read|viewed)|author-?(?:box|bio|info|card)|about-?author|byline|avatar|^comments?\b|advert|sponsor|^ad-|-ad$|^ads?$|^shar|[-_]share|cookie",
    re.IGNORECASE,
)


@lru_cache(1 << 12)
def _is_beside(names: tuple[str, ...]) -> bool:
    return any(map(_BESIDE.search, names))


class _Left(NamedTuple):
    """What was left out in a box: words that are no caption's, and whether a headline of another article is among them."""

    words: int = 0
    teaser: bool = False


class _Ground:
    """Where the article stands on its page: asked for every embed."""

    def __init__(self, evidence: Evidence, verdicts: Sequence[str]) -> None:
        self._evidence = evidence
        self._blocks, self._boxes = evidence.page.blocks, evidence.page.boxes
        self._words, self._verdicts = evidence.words, verdicts
        self._weights = evidence.weight([not rule for rule in verdicts])
        self._host: list[Box] = []  # for each box the innermost one around it that has anything kept
        self._unit: list[Box | None] = []  # and the outermost one around it that has nothing
        for box in self._boxes:
            bare = box.parent is not None and not self._weights[box.number]
            self._host.append(self._host[box.parent.number] if bare and box.parent is not None else box)
            self._unit.append((self._unit[box.parent.number] or box) if bare and box.parent is not None else None)

    @cached_property
    def _within(self) -> list[bool]:
        """For each box whether it stands in the article's."""
        return self._evidence.within(self._evidence.container(self._weights))

    @cached_property
    def _beside(self) -> list[bool]:
        """For each box without anything kept whether it, or one around it, shows what is not the article's own by its name."""
        beside: list[bool] = []
        for box, unit in zip(self._boxes, self._unit, strict=True):
            around = box.parent is not None and beside[box.parent.number]
            beside.append(unit is not None and (around or _is_beside(box.words)))
        return beside

    @cached_property
    def _edges(self) -> dict[int, tuple[int, int]]:
        """For each outermost box without anything kept its first and its last block."""
        edges: dict[int, tuple[int, int]] = {}
        for at, block in enumerate(self._blocks):
            if unit := self._unit[block.box.number]:
                edges[unit.number] = (edges.get(unit.number, (at, at))[0], at)
        return edges

    @cached_property
    def _left(self) -> dict[int, _Left]:
        """For each outermost box without anything kept what was left out in it."""
        left: dict[int, _Left] = {}
        for block, words in zip(self._blocks, self._words, strict=True):
            unit = self._unit[block.box.number]
            if unit is None or block.box.standing.caption or block.box.standing.post >= 0 or block.box.standing.furniture:
                continue
            before = left.get(unit.number, _Left())
            left[unit.number] = _Left(before.words + words, before.teaser or (words >= _TEASER and block.mostly_links))
        return left

    @cached_property
    def _first(self) -> int:
        """The number of the first paragraph."""
        long = (at for at, words in enumerate(self._words) if words >= _PARAGRAPH and not self._verdicts[at])
        return next(long, self._verdicts.index(""))

    def has(self, placed: Placed) -> bool:
        """Whether an embed stands in the article."""
        if not self._weights[0] or self._is_furniture(placed.box) or self._is_anothers(placed):
            return False
        return self._within[self._host[placed.box.number].number] or self._above(placed) or self._behind(placed)

    def _is_furniture(self, box: Box) -> bool:
        """Whether a box is furniture. A picture for browsers without scripts is what the others show, too."""
        outermost = box.standing.outermost
        return bool(box.standing.furniture) and not self._weights[outermost] and self._boxes[outermost].tag != "noscript"

    def _is_anothers(self, placed: Placed) -> bool:
        """Whether an embed stands in a box that shows another article, or the author, or much else."""
        unit = self._unit[placed.box.number]
        if unit is None:
            return False
        left = self._left.get(unit.number, _Left())
        is_picture = placed.embed.kind in ("image", "gallery")
        is_player = placed.embed.kind in ("video", "audio", "map", "chart", "document")  # these have titles
        is_aside = placed.box.standing.aside and left.words > (_TITLE if is_player else 0)
        return self._beside[placed.box.number] or left.words > _MUCH or is_aside or (is_picture and left.teaser)

    def _above(self, placed: Placed) -> bool:
        """Whether an embed stands between the headline and the first paragraph, or above both in what is marked as main content."""
        if placed.before > self._first or placed.box.standing.aside:
            return False
        headline = any(self._blocks[at].shape == "h1" for at in range(max(0, placed.before - 10), placed.before))
        return headline or placed.box.standing.main

    def _behind(self, placed: Placed) -> bool:
        """Whether an embed stands right behind what is kept, or right before it."""
        if placed.box.standing.aside:
            return False
        return any(not self._verdicts[at] for at in self._around(placed))

    def _around(self, placed: Placed) -> list[int]:
        """The next block on either side of an embed and all that is left out around it."""
        unit = self._unit[placed.box.number]
        first, last = self._edges.get(unit.number if unit else -1, (placed.before, placed.before - 1))
        return [at for at in (first - 1, last + 1) if 0 <= at < len(self._blocks)]


def with_posts(evidence: Evidence, verdicts: Sequence[str], furniture: Sequence[str]) -> list[str]:
    """The verdicts on a page's blocks, but the words of posts that stand in the article are kept, whatever the extractor made of them.

    `furniture` has the rule for each block that its markup names as furniture.
    """
    out = list(verdicts)
    posts = [(placed, numbers) for placed in evidence.page.embeds if (numbers := _words(evidence.page.blocks, placed))]
    if not posts:  # as on most pages
        return out
    ground = _Ground(evidence, verdicts)
    for placed, numbers in posts:
        if any(not verdicts[at] for at in numbers) or ground.has(placed):
            for at in numbers:
                out[at] = furniture[at]
        else:
            for at in numbers:
                out[at] = verdicts[at] or LEFT_OUT
    return out


def shown(evidence: Evidence, verdicts: Sequence[str], laid: Layout) -> tuple[Shown, ...]:
    """What the article shows, ordered by where it stands in the text."""
    blocks = evidence.page.blocks
    ground = _Ground(evidence, verdicts)
    things = [_place(placed, blocks, laid) for placed in evidence.page.embeds if ground.has(placed)]
    for number, (block, rule) in enumerate(zip(blocks, verdicts, strict=True)):
        if not rule and (kind := _kind(block)):
            things.append(Shown(*laid.spans[number], kind))
    return tuple(sorted(set(things)))


def _kind(block: Block) -> ShownKind | None:
    """What a block is that may be referred to as a thing: quoted, a caption, a table's row; a heading, for that ends it."""
    if block.box.standing.post < 0 and block.box.standing.quotes:
        return "quote"
    if block.box.standing.caption:
        return "caption"
    if block.shape in HEADINGS:
        return "heading"
    return "table" if block.shape in ("row", "head") else None


def _words(blocks: Sequence[Block], placed: Placed) -> range:
    """The numbers of the blocks that are an embedded post's words."""
    behind = placed.before
    if placed.embed.kind == "post" and placed.box.standing.post == placed.box.number:
        while behind < len(blocks) and blocks[behind].box.standing.post == placed.box.number:
            behind += 1
    return range(placed.before, behind)


def _place(placed: Placed, blocks: Sequence[Block], laid: Layout) -> Shown:
    numbers = _words(blocks, placed)
    if numbers:
        return Shown(laid.spans[numbers[0]].start, laid.spans[numbers[-1]].end, placed.embed.kind)
    at = laid.spans[placed.before].start if placed.before < len(laid.spans) else len(laid.text)
    return Shown(at, at, placed.embed.kind)
