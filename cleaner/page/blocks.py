"""Blocks: the pieces that a page's text is made of, in the page's order.

A block keeps its inline structure (see `runs`) and what its markup says: the containers that it is
in, with their tags and class names, and how much of it is links. Embeds (players, posts, pictures)
and horizontal rules are noted where they are between the blocks. `walk` makes them of a tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, repeat
from typing import NamedTuple

from lxml.etree import _Element as Element

from cleaner.page.containers import HEADINGS, Container, Inherited
from cleaner.page.embeds.detect import DetectedEmbed, embed_of
from cleaner.page.runs import Run

ITEMS = frozenset({"li", "dd", "dt"})
"""Elements that are an item of a list."""


class Block(NamedTuple):
    """A piece of the page's text: a paragraph, a heading, an item, a row of a table, a listing.

    `text` is the plain text of `runs`, with single spaces only (a listing, shape `pre`, keeps its
    spaces and line breaks; tabs separate the cells of a row). `linked` counts the characters that
    are links, `source` is the line of the HTML on which its element begins (0 if unknown), `words`
    is how many it has (`count_words`).
    `after_break` says that only a `<br>` separates it from the block above, `starts_item` that it
    is the first of a list's item. `inline_elements` are the first elements that begin in it, each
    with its tag and classes. `detail` is the language of a listing, or `x` or a space for an item
    with a box to tick. `anchors` are names in it that links lead to.
    """

    text: str
    shape: str
    container: Container
    linked: int
    source: int
    words: int
    after_break: bool = False
    starts_item: bool = False
    inline_elements: tuple[tuple[str, str], ...] = ()
    runs: tuple[Run, ...] = ()
    detail: str = ""
    anchors: tuple[str, ...] = ()

    @property
    def mostly_links(self) -> bool:
        """Whether more than half of the text is links."""
        return self.linked * 2 > len(self.text)


def count_words(text: str) -> int:
    """How many words a text has; in scripts without spaces four characters count as one."""
    words = text.count(" ") + 1
    if words < 4 and len(text) > 20 and not text.isascii():
        return max(words, len(text) // 4)
    return words


class PlacedEmbed(NamedTuple):
    """An embed, the number of the block that follows it, and the container that it is in.

    `link` is the address that a link around it leads to (empty for none).
    """

    before: int
    embed: DetectedEmbed
    container: Container
    link: str = ""


class PlacedPicture(NamedTuple):
    """An element that may be a picture, with the same as a placed embed.

    Most pages are cleaned without a look at it.
    """

    before: int
    element: Element
    container: Container
    link: str = ""

    def embed(self) -> PlacedEmbed | None:
        """The picture; None for icons, faces and trackers."""
        found = embed_of(self.element)
        return found and PlacedEmbed(self.before, found, self.container, self.link)


@dataclass(frozen=True)
class Page:
    """The blocks of a page in its order, its containers by number, and what may be its embeds.

    `separators` are the numbers of the blocks that follow a horizontal rule, `asks_for_address` the
    numbers of the containers with a field for an e-mail address, and `title` is what the page says
    that it is called (empty if it does not).
    """

    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]
    placed: tuple[PlacedEmbed | PlacedPicture, ...]
    separators: frozenset[int] = frozenset()
    asks_for_address: frozenset[int] = frozenset()
    title: str = ""

    @cached_property
    def embeds(self) -> tuple[PlacedEmbed, ...]:
        """The embeds of the page in its order, pictures among them."""
        looked_at = (one if isinstance(one, PlacedEmbed) else one.embed() for one in self.placed)
        return tuple(filter(None, looked_at))

    @property
    def posts(self) -> tuple[PlacedEmbed, ...]:
        """The embeds that are posts."""
        embeds = (one for one in self.placed if isinstance(one, PlacedEmbed))
        return tuple(one for one in embeds if one.embed.kind == "post")

    @cached_property
    def words(self) -> list[int]:
        """How many words each block has."""
        return [block.words for block in self.blocks]

    @cached_property
    def shapes(self) -> list[str]:
        """The shape of each block."""
        return [block.shape for block in self.blocks]

    @cached_property
    def is_text(self) -> list[bool]:
        """For each block whether it is more than links."""
        return [block.linked * 2 <= len(block.text) for block in self.blocks]

    @cached_property
    def places(self) -> list[int]:
        """The number of the container that each block is in."""
        return [block.container.number for block in self.blocks]

    @cached_property
    def inherited(self) -> dict[int, Inherited]:
        """What the containers of blocks inherit, by identity: blocks share a few of them."""
        inherited = [block.container.inherited for block in self.blocks]
        return dict(zip(map(id, inherited), inherited, strict=True))

    @cached_property
    def sections(self) -> list[int]:
        """For each block the key of what its container inherits in `inherited`."""
        return [id(block.container.inherited) for block in self.blocks]

    @cached_property
    def headings(self) -> list[int]:
        """The numbers of the blocks that are headings."""
        return [at for at, shape in enumerate(self.shapes) if shape in HEADINGS]

    @cached_property
    def headlines(self) -> list[int]:
        """The numbers of the blocks that are a headline (`h1`)."""
        return [at for at in self.headings if self.shapes[at] == "h1"]

    @cached_property
    def parents(self) -> list[int]:
        """The number of each container's parent; the outermost one, 0, is its own."""
        return [0 if one.parent is None else one.parent.number for one in self.containers]

    @cached_property
    def _ends(self) -> list[int]:
        """For each container the number after that of the last one inside it."""
        ends = list(range(1, len(self.containers) + 1))
        parents = self.parents
        for number in range(len(ends) - 1, 0, -1):
            ends[parents[number]] = max(ends[parents[number]], ends[number])
        return ends

    def inside(self, outer: Container) -> range:
        """The numbers of a container and those inside it, which follow it."""
        return range(outer.number, self._ends[outer.number])

    @cached_property
    def all_weights(self) -> list[int]:
        """For each container the words of all blocks in it."""
        return self.weights(repeat(True))

    def weights(self, chosen: Iterable[bool]) -> list[int]:
        """For each container the words of the chosen blocks (a flag for each) in it."""
        weights = [0] * len(self.containers)
        for place, words in compress(zip(self.places, self.words, strict=True), chosen):
            weights[place] += words
        for number, parent in self._upwards:
            if words := weights[number]:
                weights[parent] += words
        return weights

    @cached_property
    def _upwards(self) -> list[tuple[int, int]]:
        """Containers with their parents, from the inside, without those that hold no block."""
        holds = bytearray(len(self.containers))
        for place in self.places:
            holds[place] = True
        pairs = []
        parents = self.parents
        for number in range(len(parents) - 1, 0, -1):
            if holds[number]:
                holds[parents[number]] = True
                pairs.append((number, parents[number]))
        return pairs

    @cached_property
    def _called(self) -> str:
        return " ".join(self.title.lower().split())

    def is_called(self, text: str) -> bool:
        """Whether the page is called like a headline."""
        return bool(self._called) and " ".join(text.lower().split()) in self._called


def item_of(container: Container) -> Container:
    """The list item that a container is or is in; the container itself if there is none."""
    outer: Container | None = container
    while outer is not None:
        if outer.tag in ITEMS:
            return outer
        outer = outer.parent
    return container
