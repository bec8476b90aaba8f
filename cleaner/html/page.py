"""A page as blocks: one walk over its tree, in the page's order.

Every block-level element begins a new block, as it does in a browser; inline ones do not. A block keeps the evidence of
its markup: the boxes that it stands in, with their tags and class words, how much of it is links, and by which rule of the
furniture table it is none of the article's. Embeds (players, posts, pictures) are noted where they stand between the blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaner.html.embeds import Embed, embed_named, embed_of
from cleaner.html.furniture import furniture_of

HIDDEN = "markup.hidden"
CONTROL = "markup.control"
NAVIGATION = "markup.navigation"

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that stand in a line; every other one begins a block.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o output q rp rt ruby s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)
# Elements whose text is no part of the page's.
_UNSEEN = frozenset(
    "script style template head title meta link base svg math canvas object embed applet iframe frame frameset noframes audio video"
    " picture img map area source track param input textarea datalist select option optgroup progress meter"
    " amp-analytics amp-pixel amp-auto-ads amp-sidebar amp-img amp-anim amp-video amp-audio amp-iframe amp-video-iframe"
    " amp-youtube amp-vimeo amp-dailymotion amp-brightcove amp-jwplayer amp-soundcloud".split()
)
_MAY_BE_EMBEDS = _UNSEEN & frozenset("canvas object embed iframe audio video picture img".split()) | frozenset(
    name for name in _UNSEEN if name.startswith("amp-")
)
_EMBED_BOXES = frozenset(
    "twitter-widget lite-youtube lite-vimeo bluesky-post amp-twitter amp-instagram amp-tiktok amp-facebook amp-reddit amp-carousel"
    " amp-google-document-embed".split()
)
_CONTROLS = frozenset({"button", "form", "dialog"})
_NAVIGATION = frozenset({"nav", "footer", "menu"})
_NAVIGATION_ROLES = frozenset({"navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tooltip"})
_ASIDE_ROLES = frozenset({"banner", "complementary"})
_MAIN = frozenset({"main", "article"})
_BREAK = "\x00"  # in a block's raw text, where a <br> stood; no page has one of its own (see `reading`)
_CELL_LENGTH = 400  # characters; a longer cell is a layout's and not a table's
_NAME_LENGTH = 40  # characters; longer class words are made by machines


class Box:
    """A block-level element that blocks stand in. Boxes form a tree through `parent`; most of what they know they inherit.

    `furniture` is the rule by which the element or one around it is furniture, and `outermost` the number of the box where
    that begins. `aside` says that it stands beside the main content (`aside`, captions, the page's header), `main` that
    it stands in an element which is marked as main content. `post` is the number of the embedded post that it is part of.
    """

    __slots__ = ("aside", "caption", "furniture", "level", "lists", "main", "number", "ordered", "outermost", "parent", "post", "quotes", "shape", "tag", "words")

    def __init__(self, number: int, tag: str, words: tuple[str, ...], parent: Box | None) -> None:
        self.number = number
        self.tag = tag
        self.words = words
        self.parent = parent
        if parent is None:
            self.furniture, self.outermost, self.aside, self.main, self.caption, self.post = "", -1, False, False, False, -1
            self.level, self.quotes, self.lists, self.ordered, self.shape = 0, 0, 0, 0, "p"
        else:
            self.furniture, self.outermost, self.aside, self.main = parent.furniture, parent.outermost, parent.aside, parent.main
            self.caption, self.post = parent.caption, parent.post
            self.level, self.quotes, self.lists, self.ordered = parent.level + 1, parent.quotes, parent.lists, parent.ordered
            self.shape = parent.shape if parent.shape in ("pre", "caption") or parent.shape in HEADINGS else "p"

    def chain(self) -> Iterator[Box]:
        """The box and those around it, from the inside."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


class Block(NamedTuple):
    """A piece of the page's text: a paragraph, a heading, an item, a row of a table, a listing.

    `text` has single spaces only (a listing, shape `pre`, is as it was, line breaks and all). `linked` counts the characters
    that are links, `source` is the line of the HTML on which its element begins (0 if that is not known). `near` says that only a
    `<br>` parts it from the block above, `bullet` that it is the first of a list's item.
    """

    text: str
    shape: str
    box: Box
    linked: int
    source: int
    near: bool = False
    bullet: bool = False

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


def read(root: HtmlElement) -> Page:
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
        self._begun: set[int] = set()  # items that have their first block

    def of(self, root: HtmlElement) -> Page:
        box = Box(0, str(root.tag), (), None)
        self.boxes.append(box)
        # For every open element: its children still to come, itself (if it is no block), the box, and whether in a link.
        stack: list[tuple[Iterator[HtmlElement], HtmlElement | None, Box, bool, int]] = [(iter(root), None, box, False, -1)]
        while stack:
            children, element, box, in_link, rows = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if rows >= 0:
                    self._flush(box)
                    if box.tag == "tr":
                        self._join_cells(rows, box)
                if stack and element is not None:
                    self._tail(element, stack[-1][3])
                continue
            tag = child.tag
            if not isinstance(tag, str):
                self._tail(child, in_link)
            elif tag in _UNSEEN:
                if tag in _MAY_BE_EMBEDS and (embed := embed_of(child)):
                    self._embed(embed, child, box)
                self._tail(child, in_link)
            elif tag == "br":
                self._text.append("\n" if box.shape == "pre" else _BREAK)
                self._tail(child, in_link)
            elif tag in _INLINE and not (child.get("class") and furniture_of(tag, child.get("class"), child.get("id") or "", "")):
                linked = in_link or tag == "a"
                self._add(child.text, linked)
                if len(child):
                    stack.append((iter(child), child, box, linked, -1))
                else:
                    self._tail(child, in_link)
            else:
                self._flush(box)
                inner = self._box(child, box)
                self._source = child.sourceline or 0
                self._add(child.text, in_link)
                stack.append((iter(child), child, inner, in_link, len(self.blocks)))
        return Page(tuple(self.blocks), tuple(self.boxes), tuple(self.embeds))

    def _add(self, text: str | None, linked: bool) -> None:
        if text:
            self._text.append(text)
            if linked:
                self._linked += len(text.strip())

    def _tail(self, element: HtmlElement, linked: bool) -> None:
        self._add(element.tail, linked)

    def _embed(self, embed: Embed, element: HtmlElement, box: Box) -> None:
        if any(part.strip() for part in self._text):  # in the midst of a paragraph: it stands behind it
            self.embeds.append(Placed(len(self.blocks) + 1, embed, box))
        else:
            self.embeds.append(Placed(len(self.blocks), embed, box))

    def _box(self, element: HtmlElement, parent: Box) -> Box:
        """The box of a block-level element, with what it inherits and what is its own."""
        get = element.get
        tag, classes, identity, role = element.tag, get("class") or "", get("id") or "", get("role") or ""
        box = Box(len(self.boxes), tag, _words(classes), parent)
        self.boxes.append(box)
        if not box.furniture:
            box.furniture = furniture_of(tag, classes, identity, role) or _structural(element, tag, role, parent)
            if box.furniture:
                box.outermost = box.number
        _shape(box, tag, parent)
        if tag in _MAIN or role in ("main", "article"):
            box.main = True
        elif tag == "aside" or role in _ASIDE_ROLES or (tag == "header" and not parent.main):
            box.aside = True
        if box.post < 0 and (classes or tag in _EMBED_BOXES):
            embed = embed_of(element) if tag in _EMBED_BOXES else _post(classes)
            if embed:
                box.post = box.number if embed.kind == "post" else -1
                self.embeds.append(Placed(len(self.blocks), embed, box))
        return box

    def _flush(self, box: Box) -> None:
        """Make a block of the text collected so far, or several where a `<br>` stands."""
        if not self._text:
            return
        raw = "".join(self._text)
        linked, self._linked = self._linked, 0
        self._text.clear()
        if box.shape == "pre":
            self._listing(raw, box)
            return
        near = False
        for part in raw.split(_BREAK):
            text = " ".join(part.split())
            if text:
                self._put(text, box.shape, box, min(linked, len(text)), near=near)
            near = bool(text)

    def _put(self, text: str, shape: str, box: Box, linked: int, *, near: bool = False) -> None:
        bullet = shape == "li" and (item := _item(box).number) not in self._begun
        if bullet:
            self._begun.add(item)
        self.blocks.append(Block(text, shape, box, linked, self._source, near, bullet))

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
        if 1 < len(cells) == len(owners) and all(len(cell.text) <= _CELL_LENGTH and "\n" not in cell.text for cell in cells):
            del self.blocks[first:]
            text = "\t".join(cell.text for cell in cells)
            head = "head" if all(cell.box.tag == "th" or (cell.box.parent and cell.box.parent.tag == "th") for cell in cells) else "row"
            self.blocks.append(Block(text, head, box, sum(cell.linked for cell in cells), cells[0].source))


def _item(box: Box) -> Box:
    """The list item that a box is or stands in; the box itself if there is none."""
    return next((outer for outer in box.chain() if outer.tag in ("li", "dd", "dt")), box)


def _cell(box: Box, row: Box) -> int:
    """The number of the box right below the row that a box stands in."""
    at = box
    while at.parent is not None and at.parent is not row:
        at = at.parent
    return at.number


def _shape(box: Box, tag: str, parent: Box) -> None:
    if tag in HEADINGS or tag == "pre":
        box.shape = tag
    elif tag in ("listing", "xmp", "plaintext"):
        box.shape = "pre"
    elif tag in ("li", "dd"):
        box.shape = "li" if box.shape == "p" else box.shape
    elif tag in ("figcaption", "caption") or any(word in _CAPTIONS for word in box.words):
        box.shape, box.caption = ("caption" if box.shape == "p" else box.shape), True
    elif parent.shape == "li" and box.shape == "p" and tag not in ("table", "blockquote"):
        box.shape = "li"
    if tag == "blockquote":
        box.quotes += 1
    elif tag in ("ul", "ol", "dl", "menu"):
        box.lists, box.ordered = box.lists + 1, box.number if tag == "ol" else 0


_CAPTIONS = frozenset({"wp-caption-text", "caption", "image-caption", "imageCaption", "img-caption", "photo-caption", "gallery-caption", "media-caption"})


def _structural(element: HtmlElement, tag: str, role: str, parent: Box) -> str:
    """The rule by which an element is furniture that its own tag, role or attributes say so of; empty if none."""
    if tag in _CONTROLS:
        return CONTROL
    if tag in _NAVIGATION and not (tag == "footer" and parent.quotes):
        return NAVIGATION
    if role in _NAVIGATION_ROLES:
        return NAVIGATION
    if tag == "noscript" or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return HIDDEN
    style = element.get("style")
    return HIDDEN if style and "none" in style and _hides(style) else ""


@lru_cache(1 << 12)
def _hides(style: str) -> bool:
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain


@lru_cache(1 << 14)
def _words(classes: str) -> tuple[str, ...]:
    """Class words that tell what an element is: those that no machine has numbered."""
    return tuple(word for word in classes.split() if len(word) < _NAME_LENGTH and not any(map(str.isdigit, word)))


_post = lru_cache(1 << 14)(embed_named)
