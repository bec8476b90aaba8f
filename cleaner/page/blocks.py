"""Blocks: the pieces that a page's text is made of, in the page's order.

A block keeps its inline structure (see `runs`) and what its markup says: the containers that it is
in, with their tags and class names, and how much of it is links. Embeds (players, posts, pictures)
and horizontal rules are noted where they are between the blocks. `walk` makes them of a tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lxml.etree import _Element as Element

from cleaner.page.containers import Container
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
    def headlines(self) -> list[int]:
        """The numbers of the blocks that are a headline (`h1`)."""
        return [at for at, block in enumerate(self.blocks) if block.shape == "h1"]

    @cached_property
    def parents(self) -> list[int]:
        """The number of each container's parent; the outermost one, 0, is its own."""
        return [0 if one.parent is None else one.parent.number for one in self.containers]


def item_of(container: Container) -> Container:
    """The list item that a container is or is in; the container itself if there is none."""
    outer: Container | None = container
    while outer is not None:
        if outer.tag in ITEMS:
            return outer
        outer = outer.parent
    return container
