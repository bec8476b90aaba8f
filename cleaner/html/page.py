"""A page as blocks: one walk over its tree, in the page's order.

Every block-level element begins a new block, as it does in a browser; inline ones do not. A block keeps the evidence of
its markup: the boxes that it stands in, with their tags and class words, how much of it is links, and by which rule of the
furniture table it is none of the article's. Embeds (players, posts, pictures) are noted where they stand between the blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml.etree import _Element as Element

from cleaner.html.boxes import (
    LOOKED_AT,
    NO_CHANGES,
    NUMBERED,
    SHAPING,
    SPEAKING,
    Box,
    Standing,
    changes_of,
    changes_of_tag,
    standing_in,
)
from cleaner.html.embeds import Embed, embed_marked, embed_of, is_there, quoted_post
from cleaner.html.furniture import furniture_of

# Elements that stand in a line; every other one begins a block.
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o output q rp rt ruby s samp small span"
    " strike strong sub sup time tt u var wbr"
)
# Elements whose text is no part of the page's.
_UNSEEN_NAMES = (
    "style template head title meta link base math map area source track param input textarea datalist select option"
    " optgroup progress meter frame frameset noframes amp-analytics amp-pixel amp-auto-ads amp-sidebar"
)
# The same, and they may be embeds.
_SHOWN_NAMES = (
    "script svg canvas object embed applet iframe audio video picture img amp-img amp-anim amp-video amp-audio amp-iframe amp-video-iframe"
    " amp-youtube amp-vimeo amp-dailymotion amp-brightcove amp-jwplayer amp-soundcloud amp-wistia-player amp-kaltura-player"
)
# Embeds that may hold a text of their own.
_EMBED_BOX_NAMES = (
    "twitter-widget lite-youtube lite-vimeo lite-vimeo-embed youtube-video vimeo-video video-js mux-player bluesky-post amp-twitter"
    " amp-instagram amp-tiktok amp-facebook amp-reddit amp-pinterest amp-vk amp-embedly-card amp-imgur amp-carousel amp-base-carousel"
    " amp-inline-gallery amp-google-document-embed"
)

_INLINE = frozenset(_INLINE_NAMES.split())
_MAY_BE_EMBEDS = frozenset(_SHOWN_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split()) | _MAY_BE_EMBEDS
_EMBED_BOXES = frozenset(_EMBED_BOX_NAMES.split())
_BREAK = "\x00"  # in a block's raw text, where a <br> stood; no page has one of its own (see `reading`)
_INLINE_LOOKED_AT = 12  # elements of a block
_CELL_LENGTH = 400  # characters; a longer cell is a layout's and not a table's


class Block(NamedTuple):
    """A piece of the page's text: a paragraph, a heading, an item, a row of a table, a listing.

    `text` has single spaces only (a listing, shape `pre`, is as it was, line breaks and all). `linked` counts the characters
    that are links, `source` is the line of the HTML on which its element begins (0 if that is not known). `near` says that only a
    `<br>` parts it from the block above, `bullet` that it is the first of a list's item. `inline` are the elements that begin in it,
    each by its tag and classes, a bounded number of them.
    """

    text: str
    shape: str
    box: Box
    linked: int
    source: int
    near: bool = False
    bullet: bool = False
    inline: tuple[tuple[str, str], ...] = ()

    @property
    def mostly_links(self) -> bool:
        """Whether more than half of the text is links."""
        return self.linked * 2 > len(self.text)


class Placed(NamedTuple):
    """An embed, the number of the block that it stands before, and the box that it stands in."""

    before: int
    embed: Embed
    box: Box


@dataclass(frozen=True)
class Page:
    """The blocks of a page in its order, its boxes (by number, outer ones first) and the embeds between the blocks."""

    blocks: tuple[Block, ...]
    boxes: tuple[Box, ...]
    embeds: tuple[Placed, ...]


def read(root: Element) -> Page:
    """The blocks of a tree. Does not change it, and takes no more of the stack for deep trees than for flat ones."""
    return _Walk().of(root)


class _Walk:
    """The state of one walk. Text is collected until a block-level element begins or ends, and then becomes a block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.embeds: list[Placed] = []
        self._text: list[str] = []
        self._linked = 0
        self._source = 0
        self._inline: list[tuple[str, str]] = []
        self._parts = (0, 0, False)  # of the pieces in `_text`: how many were counted, the lines in them, whether the last is open
        self._begun: set[int] = set()  # items that have their first block
        self._known: dict[tuple[int, str], Standing] = {}  # what plain elements make of a standing: most boxes share theirs

    def of(self, root: Element) -> Page:  # noqa: C901, PLR0912 - one loop: a call for each element would take a third longer
        box = Box(0, None, Standing(), (str(root.tag), "", "", "", ""))
        self.boxes.append(box)
        text, add, inline = self._text, self._text.append, self._inline  # this loop takes a tenth of all the time
        # For every open element: its children still to come, itself, the box, whether in a link, and how many blocks there
        # were when it began (-1 for an inline element).
        stack: list[tuple[Iterator[Element], Element, Box, bool, int]] = [(iter(root), root, box, False, 0)]
        while stack:
            children, element, box, in_link, first = stack[-1]
            for child in children:
                tag = child.tag
                if tag in _INLINE and not (
                    (names := child.get("class")) and furniture_of(tag, names[:LOOKED_AT], (child.get("id") or "")[:LOOKED_AT], "")
                ):
                    linked = in_link or tag == "a"
                    if len(inline) < _INLINE_LOOKED_AT:
                        inline.append((tag, names[:LOOKED_AT] if names else ""))
                    if (inner := child.text) and (text or not inner.isspace() or box.standing.shape == "pre"):
                        add(inner)
                        if linked:
                            self._linked += len(inner.strip())
                    if len(child):
                        stack.append((iter(child), child, box, linked, -1))
                        break
                elif tag in _UNSEEN or not isinstance(tag, str):
                    if tag in _MAY_BE_EMBEDS and (embed := embed_of(child)):
                        self._embed(embed, box)
                elif tag == "br":
                    add("\n" if box.standing.shape == "pre" else _BREAK)
                else:
                    if text:
                        self._flush(box)
                    self._source = child.sourceline or 0
                    begun = self._box(child, tag, box)
                    if (inner := child.text) and (not inner.isspace() or begun.standing.shape == "pre"):
                        add(inner)
                        if in_link:
                            self._linked += len(inner.strip())
                    stack.append((iter(child), child, begun, in_link, len(self.blocks)))
                    break
                if (tail := child.tail) and (text or not tail.isspace() or box.standing.shape == "pre"):
                    add(tail)
                    if in_link:
                        self._linked += len(tail.strip())
            else:
                stack.pop()
                if first >= 0:
                    if text:
                        self._flush(box)
                    if box.tag == "tr":
                        self._join_cells(first, box)
                if stack and (tail := element.tail) and (text or not tail.isspace() or stack[-1][2].standing.shape == "pre"):
                    add(tail)
                    if stack[-1][3]:
                        self._linked += len(tail.strip())
        return Page(tuple(self.blocks), tuple(self.boxes), tuple(self.embeds))

    def _embed(self, embed: Embed, box: Box) -> None:
        """Note an embed; one in the midst of a line stands behind it."""
        done, lines, begun = self._parts
        for piece in self._text[done:]:
            if piece == _BREAK:
                begun = False
            elif not begun and not piece.isspace():
                begun = True
                lines += 1
        self._parts = len(self._text), lines, begun
        self.embeds.append(Placed(len(self.blocks) + lines, embed, box))

    def _box(self, element: Element, tag: str, parent: Box) -> Box:
        """The box of a block-level element, with what it inherits and what is its own."""
        number = len(self.boxes)
        attributes = dict(element.items())  # one look at all of them: asking for each by name takes several times as long
        if attributes:
            classes = attributes.get("class", "")[:LOOKED_AT]
            identity, role = attributes.get("id", "")[:LOOKED_AT], attributes.get("role", "")[:LOOKED_AT]
            changes = changes_of(tag, classes, identity, role)
            names = (tag, classes, identity, role, attributes.get("itemprop", "")[:LOOKED_AT])
        else:
            changes, names = changes_of_tag(tag), (tag, "", "", "", "")
        standing = parent.standing
        if (
            tag == "blockquote"
            and not standing.quotes
            and standing.post < 0
            and (changes is None or changes.embed is None)
            and (post := quoted_post(element))
        ):
            changes = (changes or NO_CHANGES)._replace(embed=post)
        if changes or (attributes and not SPEAKING.isdisjoint(attributes)):
            if (changes is None or changes.embed is None) and (marked := embed_marked(attributes)):
                changes = (changes or NO_CHANGES)._replace(embed=marked)
            standing = standing_in(standing, tag, changes, attributes, number)
        elif tag in SHAPING:
            key = id(standing), tag
            known = self._known.get(key) if tag not in NUMBERED else None
            standing = self._known[key] = known or standing_in(standing, tag, changes, attributes, number)
        box = Box(number, parent, standing, names)
        self.boxes.append(box)
        if changes is not None and changes.embed is not None:
            if parent.standing.post < 0 and is_there(element):
                self.embeds.append(Placed(len(self.blocks), changes.embed, box))
        elif tag in _EMBED_BOXES and (embed := embed_of(element)):
            self.embeds.append(Placed(len(self.blocks), embed, box))
        return box

    def _flush(self, box: Box) -> None:
        """Make a block of the text collected so far, or several where a `<br>` stands."""
        if not self._text:
            return
        raw = "".join(self._text)
        linked, self._linked = self._linked, 0
        inline = tuple(self._inline)
        self._inline.clear()
        self._text.clear()
        self._parts = (0, 0, False)
        if box.standing.shape == "pre":
            self._listing(raw, box)
            return
        near = False
        for part in raw.split(_BREAK):
            text = " ".join(part.split())
            if text:
                self._put(text, box.standing.shape, box, min(linked, len(text)), inline, near=near)
            near = bool(text)

    def _put(self, text: str, shape: str, box: Box, linked: int, inline: tuple[tuple[str, str], ...] = (), *, near: bool = False) -> None:
        bullet = shape == "li" and (item := _item(box).number) not in self._begun
        if bullet:
            self._begun.add(item)
        self.blocks.append(Block(text, shape, box, linked, self._source, near, bullet, inline))

    def _listing(self, raw: str, box: Box) -> None:
        lines = [line.rstrip() for line in raw.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")]
        while lines and not lines[0]:
            del lines[0]
        while lines and not lines[-1]:
            del lines[-1]
        if lines:
            self._put("\n".join(lines), "pre", box, 0)

    def _join_cells(self, first: int, box: Box) -> None:
        """Make one block of a table's row, if each of its cells is a single short one; layouts are left as they are."""
        cells = self.blocks[first:]
        owners = {_cell(block.box, box) for block in cells}
        if 1 < len(cells) == len(owners) and all(_fits_cell(cell.text) for cell in cells):
            del self.blocks[first:]
            text = "\t".join(cell.text for cell in cells)
            head = "head" if all(cell.box.tag == "th" or (cell.box.parent and cell.box.parent.tag == "th") for cell in cells) else "row"
            self.blocks.append(Block(text, head, box, sum(cell.linked for cell in cells), cells[0].source))
            for at in range(len(self.embeds) - 1, -1, -1):  # those in the row stand behind it now
                if self.embeds[at].before <= first:
                    break
                self.embeds[at] = self.embeds[at]._replace(before=first + 1)


def _item(box: Box) -> Box:
    """The list item that a box is or stands in; the box itself if there is none."""
    return next((outer for outer in box.chain() if outer.tag in ("li", "dd", "dt")), box)


def _fits_cell(text: str) -> bool:
    """Whether a text is a single short one: no listing, and no row of a table in the cell."""
    return len(text) <= _CELL_LENGTH and "\n" not in text and "\t" not in text


def _cell(box: Box, row: Box) -> int:
    """The number of the box right below the row that a box stands in."""
    at = box
    while at.parent is not None and at.parent is not row:
        at = at.parent
    return at.number
