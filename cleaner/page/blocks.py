"""A page as blocks: one walk over its tree, in the page's order.

Every block-level element begins a new block, as it does in a browser; inline ones do not. A block
keeps what its markup says: the containers that it is in, with their tags and class names, and how
much of it is links. Embeds (players, posts, pictures) are noted where they are between the blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml.etree import _Element as Element

from cleaner.page.containers import (
    LOOKED_AT,
    NO_TRAITS,
    NUMBERED,
    SHAPING,
    SPEAKING,
    Container,
    Inherited,
    inherited_by,
    own_traits,
    traits_of_tag,
)
from cleaner.page.embeds.detect import DetectedEmbed, embed_marked, embed_of, is_there, quoted_post
from cleaner.page.selectors import boilerplate_rule

# Elements that stand in a line; every other one begins a block.
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o"
    " output q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
# Elements whose text is no part of the page's.
_UNSEEN_NAMES = (
    "style template head title meta link base math map area source track param input textarea"
    " datalist select option optgroup progress meter frame frameset noframes amp-analytics"
    " amp-pixel amp-auto-ads amp-sidebar"
)
# The same, and they may be embeds.
_SHOWN_NAMES = (
    "script svg canvas object embed applet iframe audio video picture img amp-img amp-anim"
    " amp-video amp-audio amp-iframe amp-video-iframe amp-youtube amp-vimeo amp-dailymotion"
    " amp-brightcove amp-jwplayer amp-soundcloud amp-wistia-player amp-kaltura-player"
)
# Embeds that may hold a text of their own.
_EMBED_BOX_NAMES = (
    "twitter-widget lite-youtube lite-vimeo lite-vimeo-embed youtube-video vimeo-video"
    " video-js mux-player bluesky-post amp-twitter amp-instagram amp-tiktok amp-facebook"
    " amp-reddit amp-pinterest amp-vk amp-embedly-card amp-imgur amp-carousel"
    " amp-base-carousel amp-inline-gallery amp-google-document-embed"
)

_INLINE = frozenset(_INLINE_NAMES.split())
_MAY_BE_EMBEDS = frozenset(_SHOWN_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split()) | _MAY_BE_EMBEDS
_EMBED_BOXES = frozenset(_EMBED_BOX_NAMES.split())
_BREAK = "\x00"  # a <br> in a block's raw text; pages have none of their own (see `extract`)
_INLINE_LOOKED_AT = 12  # elements of a block
_CELL_LENGTH = 400  # characters; a longer cell is a layout's and not a table's


class Block(NamedTuple):
    """A piece of the page's text: a paragraph, a heading, an item, a row of a table, a listing.

    `text` has single spaces only (a listing, shape `pre`, keeps its spaces and line breaks).
    `linked` counts the characters that are links, `source` is the line of the HTML on which its
    element begins (0 if unknown). `after_break` says that only a `<br>` separates it from the block
    above, `starts_item` that it is the first of a list's item. `inline_elements` are the first
    elements that begin in it, each with its tag and classes.
    """

    text: str
    shape: str
    container: Container
    linked: int
    source: int
    after_break: bool = False
    starts_item: bool = False
    inline_elements: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> int:
        """How many words it has; in scripts without spaces four characters count as one."""
        words = self.text.count(" ") + 1
        if words < 4 and len(self.text) > 20 and not self.text.isascii():
            return max(words, len(self.text) // 4)
        return words

    @property
    def mostly_links(self) -> bool:
        """Whether more than half of the text is links."""
        return self.linked * 2 > len(self.text)


class PlacedEmbed(NamedTuple):
    """An embed, the number of the block that follows it, and the container that it is in."""

    before: int
    embed: DetectedEmbed
    container: Container


@dataclass(frozen=True)
class Page:
    """The blocks of a page in its order, its containers by number, and its embeds."""

    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]
    embeds: tuple[PlacedEmbed, ...]


def read_page(root: Element) -> Page:
    """The blocks of a tree. Does not change it, and needs no more stack for deep trees."""
    return _Walk().of(root)


class _Walk:
    """The state of one walk: text becomes a block when a block-level element begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.embeds: list[PlacedEmbed] = []
        self._text: list[str] = []
        self._linked = 0
        self._source = 0
        self._inline: list[tuple[str, str]] = []
        # Of the pieces in `_text`: how many were counted, their lines, whether the last is open.
        self._parts = (0, 0, False)
        self._begun: set[int] = set()  # items that have their first block
        # What plain elements make of what they inherit: most containers share theirs.
        self._known: dict[tuple[int, str], Inherited] = {}

    # One loop: a call for each element would take a third longer.
    def of(self, root: Element) -> Page:  # noqa: C901, PLR0912
        container = Container(0, None, Inherited(), (str(root.tag), "", "", "", ""))
        self.containers.append(container)
        # This loop takes a tenth of all the time.
        text, add, inline = self._text, self._text.append, self._inline
        # For every open element: its children still to come, itself, the container, whether in a
        # link, and how many blocks there were when it began (-1 for an inline element).
        stack: list[tuple[Iterator[Element], Element, Container, bool, int]] = [
            (iter(root), root, container, False, 0)
        ]
        while stack:
            children, element, container, in_link, first = stack[-1]
            for child in children:
                tag = child.tag
                if tag in _INLINE and not (
                    (names := child.get("class"))
                    and boilerplate_rule(
                        tag, names[:LOOKED_AT], (child.get("id") or "")[:LOOKED_AT], ""
                    )
                ):
                    linked = in_link or tag == "a"
                    if len(inline) < _INLINE_LOOKED_AT:
                        inline.append((tag, names[:LOOKED_AT] if names else ""))
                    if (inner := child.text) and (
                        text or not inner.isspace() or container.inherited.shape == "pre"
                    ):
                        add(inner)
                        if linked:
                            self._linked += len(inner.strip())
                    if len(child):
                        stack.append((iter(child), child, container, linked, -1))
                        break
                elif tag in _UNSEEN or not isinstance(tag, str):
                    if tag in _MAY_BE_EMBEDS and (embed := embed_of(child)):
                        self._embed(embed, container)
                elif tag == "br":
                    add("\n" if container.inherited.shape == "pre" else _BREAK)
                else:
                    if text:
                        self._flush(container)
                    self._source = child.sourceline or 0
                    begun = self._container(child, tag, container)
                    if (inner := child.text) and (
                        not inner.isspace() or begun.inherited.shape == "pre"
                    ):
                        add(inner)
                        if in_link:
                            self._linked += len(inner.strip())
                    stack.append((iter(child), child, begun, in_link, len(self.blocks)))
                    break
                if (tail := child.tail) and (
                    text or not tail.isspace() or container.inherited.shape == "pre"
                ):
                    add(tail)
                    if in_link:
                        self._linked += len(tail.strip())
            else:
                stack.pop()
                if first >= 0:
                    if text:
                        self._flush(container)
                    if container.tag == "tr":
                        self._join_cells(first, container)
                if (
                    stack
                    and (tail := element.tail)
                    and (text or not tail.isspace() or stack[-1][2].inherited.shape == "pre")
                ):
                    add(tail)
                    if stack[-1][3]:
                        self._linked += len(tail.strip())
        return Page(tuple(self.blocks), tuple(self.containers), tuple(self.embeds))

    def _embed(self, embed: DetectedEmbed, container: Container) -> None:
        """Note an embed; one in the middle of a line comes after it."""
        done, lines, begun = self._parts
        for piece in self._text[done:]:
            if piece == _BREAK:
                begun = False
            elif not begun and not piece.isspace():
                begun = True
                lines += 1
        self._parts = len(self._text), lines, begun
        self.embeds.append(PlacedEmbed(len(self.blocks) + lines, embed, container))

    def _container(self, element: Element, tag: str, parent: Container) -> Container:
        """The container of a block-level element, with what it inherits and what is its own."""
        number = len(self.containers)
        # One look at all of them: asking for each by name takes several times as long.
        attributes = dict(element.items())
        if attributes:
            classes = attributes.get("class", "")[:LOOKED_AT]
            identity, role = (
                attributes.get("id", "")[:LOOKED_AT],
                attributes.get("role", "")[:LOOKED_AT],
            )
            traits = own_traits(tag, classes, identity, role)
            names = (tag, classes, identity, role, attributes.get("itemprop", "")[:LOOKED_AT])
        else:
            traits, names = traits_of_tag(tag), (tag, "", "", "", "")
        inherited = parent.inherited
        if (
            tag == "blockquote"
            and not inherited.quotes
            and inherited.post < 0
            and (traits is None or traits.embed is None)
            and (post := quoted_post(element))
        ):
            traits = (traits or NO_TRAITS)._replace(embed=post)
        if traits or (attributes and not SPEAKING.isdisjoint(attributes)):
            if (traits is None or traits.embed is None) and (marked := embed_marked(attributes)):
                traits = (traits or NO_TRAITS)._replace(embed=marked)
            inherited = inherited_by(inherited, tag, traits, attributes, number)
        elif tag in SHAPING:
            key = id(inherited), tag
            known = self._known.get(key) if tag not in NUMBERED else None
            inherited = self._known[key] = known or inherited_by(
                inherited, tag, traits, attributes, number
            )
        container = Container(number, parent, inherited, names)
        self.containers.append(container)
        if traits is not None and traits.embed is not None:
            if parent.inherited.post < 0 and is_there(element):
                self.embeds.append(PlacedEmbed(len(self.blocks), traits.embed, container))
        elif tag in _EMBED_BOXES and (embed := embed_of(element)):
            self.embeds.append(PlacedEmbed(len(self.blocks), embed, container))
        return container

    def _flush(self, container: Container) -> None:
        """Make a block of the text collected so far, or several if there is a `<br>`."""
        if not self._text:
            return
        raw = "".join(self._text)
        linked, self._linked = self._linked, 0
        inline = tuple(self._inline)
        self._inline.clear()
        self._text.clear()
        self._parts = (0, 0, False)
        if container.inherited.shape == "pre":
            self._listing(raw, container)
            return
        after_break = False
        for part in raw.split(_BREAK):
            text = " ".join(part.split())
            if text:
                self._put(
                    text,
                    container.inherited.shape,
                    container,
                    min(linked, len(text)),
                    inline,
                    after_break=after_break,
                )
            after_break = bool(text)

    def _put(
        self,
        text: str,
        shape: str,
        container: Container,
        linked: int,
        inline: tuple[tuple[str, str], ...] = (),
        *,
        after_break: bool = False,
    ) -> None:
        starts_item = shape == "li" and (item := _item(container).number) not in self._begun
        if starts_item:
            self._begun.add(item)
        self.blocks.append(
            Block(text, shape, container, linked, self._source, after_break, starts_item, inline)
        )

    def _listing(self, raw: str, container: Container) -> None:
        lines = [
            line.rstrip()
            for line in raw.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
        ]
        while lines and not lines[0]:
            del lines[0]
        while lines and not lines[-1]:
            del lines[-1]
        if lines:
            self._put("\n".join(lines), "pre", container, 0)

    def _join_cells(self, first: int, container: Container) -> None:
        """Make one block of a table's row, if each of its cells is one short block (no layout)."""
        cells = self.blocks[first:]
        owners = {_cell(block.container, container) for block in cells}
        if 1 < len(cells) == len(owners) and all(_fits_cell(cell.text) for cell in cells):
            del self.blocks[first:]
            text = "\t".join(cell.text for cell in cells)
            head = (
                "head"
                if all(
                    cell.container.tag == "th"
                    or (cell.container.parent and cell.container.parent.tag == "th")
                    for cell in cells
                )
                else "row"
            )
            self.blocks.append(
                Block(text, head, container, sum(cell.linked for cell in cells), cells[0].source)
            )
            for at in range(len(self.embeds) - 1, -1, -1):  # those in the row follow it now
                if self.embeds[at].before <= first:
                    break
                self.embeds[at] = self.embeds[at]._replace(before=first + 1)


def _item(container: Container) -> Container:
    """The list item that a container is or is in; the container itself if there is none."""
    return next(
        (outer for outer in container.ancestors() if outer.tag in ("li", "dd", "dt")), container
    )


def _fits_cell(text: str) -> bool:
    """Whether a cell holds one short text: not a listing, not the row of another table."""
    return len(text) <= _CELL_LENGTH and "\n" not in text and "\t" not in text


def _cell(container: Container, row: Container) -> int:
    """The number of the container right below the row that a container is in."""
    at = container
    while at.parent is not None and at.parent is not row:
        at = at.parent
    return at.number
