"""A page as blocks: one walk over its tree, in the page's order.

Every block-level element begins a new block, as it does in a browser; inline ones do not. A block keeps the evidence of
its markup: the boxes that it stands in, with their tags and class words, how much of it is links, and by which rule of the
furniture table it is none of the article's. Embeds (players, posts, pictures) are noted where they stand between the blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from lxml.etree import _Element as Element

from cleaner.html.embeds import Embed, embed_marked, embed_named, embed_of, is_there, quoted_post
from cleaner.html.furniture import furniture_of
from cleaner.html.networks import MARKS

HIDDEN = "markup.hidden"
CONTROL = "markup.control"
NAVIGATION = "markup.navigation"

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
Shape = str
"""What a block is: `p`, a heading (`h1` to `h6`), `li`, `row`, `head` (a table's head), `pre` or `caption`."""

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
_SHAPING_NAMES = "pre listing xmp plaintext li dd dt ul ol dl menu blockquote figcaption caption noscript table"

_INLINE = frozenset(_INLINE_NAMES.split())
_MAY_BE_EMBEDS = frozenset(_SHOWN_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split()) | _MAY_BE_EMBEDS
_EMBED_BOXES = frozenset(_EMBED_BOX_NAMES.split())
_NUMBERED = frozenset({"ol", "noscript"})  # what stands in them knows in which one
_SHAPING = HEADINGS | frozenset(_SHAPING_NAMES.split())
_CONTROLS = frozenset({"button", "form", "dialog"})
_NAVIGATION = frozenset({"nav", "footer", "menu"})
_NAVIGATION_ROLES = frozenset({"navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tooltip"})
_ASIDE_ROLES = frozenset({"banner", "complementary"})
_MAIN = frozenset({"main", "article"})
_BREAK = "\x00"  # in a block's raw text, where a <br> stood; no page has one of its own (see `reading`)
_CELL_LENGTH = 400  # characters; a longer cell is a layout's and not a table's
_MARKUP = 1_000  # characters of an attribute that are looked at: they are remembered, and a page may have megabytes of them
_NAME_LENGTH = 40  # characters; longer class words are made by machines


class Standing(NamedTuple):
    """What a box inherits from those around it.

    `furniture` is the rule by which the element or one around it is furniture, and `outermost` the number of the box where
    that begins (-1 for none). `aside` says that it stands beside the main content (`aside`, the page's header), `main` that it
    stands in an element which is marked as main content, `caption` in a caption. `post` is the number of the embedded post that
    it is part of (-1 for none). `quotes` and `lists` count those around it, `ordered` is the number of the innermost list if that
    is ordered (else 0). `shape` is what a block in it is.
    """

    furniture: str = ""
    outermost: int = -1
    aside: bool = False
    main: bool = False
    caption: bool = False
    post: int = -1
    quotes: int = 0
    lists: int = 0
    ordered: int = 0
    shape: Shape = "p"


class Box:
    """A block-level element that blocks stand in: its number (outer ones first), tag, class words, depth, and standing."""

    __slots__ = ("level", "number", "parent", "standing", "tag", "words")

    def __init__(self, number: int, tag: str, words: tuple[str, ...], parent: Box | None, standing: Standing) -> None:
        self.number = number
        self.tag = tag
        self.words = words
        self.parent = parent
        self.level: int = 0 if parent is None else parent.level + 1
        self.standing = standing

    def chain(self) -> Iterator[Box]:
        """The box and those around it, from the inside."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


def common(first: Box, second: Box) -> Box:
    """The innermost box that both stand in."""
    while first is not second:
        if first.level >= second.level and first.parent is not None:
            first = first.parent
        elif second.parent is not None:
            second = second.parent
        else:
            break
    return first


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
        self._parts = (0, 0, False)  # of the pieces in `_text`: how many were counted, the lines in them, whether the last is open
        self._begun: set[int] = set()  # items that have their first block
        self._known: dict[tuple[int, str], Standing] = {}  # what plain elements make of a standing: most boxes share theirs

    def of(self, root: Element) -> Page:  # noqa: C901, PLR0912 - one loop: a call for each element would take a third longer
        box = Box(0, str(root.tag), (), None, Standing())
        self.boxes.append(box)
        text, add = self._text, self._text.append  # this loop takes a tenth of all the time
        # For every open element: its children still to come, itself, the box, whether in a link, and how many blocks there
        # were when it began (-1 for an inline element).
        stack: list[tuple[Iterator[Element], Element, Box, bool, int]] = [(iter(root), root, box, False, 0)]
        while stack:
            children, element, box, in_link, first = stack[-1]
            for child in children:
                tag = child.tag
                if tag in _INLINE and not (
                    (names := child.get("class")) and furniture_of(tag, names[:_MARKUP], (child.get("id") or "")[:_MARKUP], "")
                ):
                    linked = in_link or tag == "a"
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
            classes = attributes.get("class", "")[:_MARKUP]
            changes = _changes(tag, classes, attributes.get("id", "")[:_MARKUP], attributes.get("role", "")[:_MARKUP])
            words = _words(classes)
        else:
            changes, words = _of_tag(tag), ()
        standing = parent.standing
        if (
            tag == "blockquote"
            and not standing.quotes
            and standing.post < 0
            and (changes is None or changes.embed is None)
            and (post := quoted_post(element))
        ):
            changes = (changes or _NO_CHANGES)._replace(embed=post)
        if changes or (attributes and not _SPEAKING.isdisjoint(attributes)):
            if (changes is None or changes.embed is None) and (marked := embed_marked(attributes)):
                changes = (changes or _NO_CHANGES)._replace(embed=marked)
            standing = _standing(standing, tag, changes, attributes, number)
        elif tag in _SHAPING:
            key = id(standing), tag
            known = self._known.get(key) if tag not in _NUMBERED else None
            standing = self._known[key] = known or _standing(standing, tag, changes, attributes, number)
        box = Box(number, tag, words, parent, standing)
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
        self._text.clear()
        self._parts = (0, 0, False)
        if box.standing.shape == "pre":
            self._listing(raw, box)
            return
        near = False
        for part in raw.split(_BREAK):
            text = " ".join(part.split())
            if text:
                self._put(text, box.standing.shape, box, min(linked, len(text)), near=near)
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


_CAPTIONS = frozenset(
    {"wp-caption-text", "caption", "image-caption", "imageCaption", "img-caption", "photo-caption", "gallery-caption", "media-caption"}
)
_SPEAKING = frozenset({"style", "hidden", "aria-hidden", *MARKS})  # attributes that may say that an element is hidden, or an embed


class _Changes(NamedTuple):
    """What an element's tag, classes, id and role change in the standing of what it holds."""

    furniture: str = ""
    aside: bool = False
    header: bool = False
    main: bool = False
    caption: bool = False
    embed: Embed | None = None


_NO_CHANGES = _Changes()


@lru_cache(1 << 16)
def _changes(tag: str, classes: str, identity: str, role: str) -> _Changes | None:
    """What an element with this markup changes; None for nothing. Pages repeat their markup, so answers are remembered."""
    furniture = furniture_of(tag, classes, identity, role)
    if not furniture:
        furniture = CONTROL if tag in _CONTROLS else NAVIGATION if tag in _NAVIGATION or role in _NAVIGATION_ROLES else ""
    changes = _Changes(
        furniture,
        tag == "aside" or role in _ASIDE_ROLES,
        tag == "header",
        tag in _MAIN or role in ("main", "article"),
        tag in ("figcaption", "caption") or not _CAPTIONS.isdisjoint(classes.split()),
        embed_named(classes, identity) if classes or identity else None,
    )
    return changes if any(changes) else None


@lru_cache(1 << 10)
def _of_tag(tag: str) -> _Changes | None:
    return _changes(tag, "", "", "")


def _standing(standing: Standing, tag: str, changes: _Changes | None, attributes: dict[str, str], number: int) -> Standing:
    """The standing of what a box holds."""
    own = changes or _NO_CHANGES
    new: dict[str, Any] = {"shape": _shape(standing, tag, caption=own.caption)}
    if not standing.furniture:
        furniture = own.furniture or (HIDDEN if tag == "noscript" or _is_hidden(attributes) else "")
        if furniture == NAVIGATION and tag == "footer" and standing.quotes:
            furniture = ""  # who is quoted
        if furniture:
            new |= {"furniture": furniture, "outermost": number}
    if own.main:
        new["main"] = True
    elif own.aside or (own.header and not standing.main):
        new["aside"] = True
    if own.caption:
        new["caption"] = True
    if own.embed is not None and own.embed.kind == "post" and standing.post < 0:
        new["post"] = number
    if tag == "blockquote":
        new["quotes"] = standing.quotes + 1
    elif tag in ("ul", "ol", "dl", "menu"):
        new |= {"lists": standing.lists + 1, "ordered": number if tag == "ol" else 0}
    return standing._replace(**new)


def _shape(standing: Standing, tag: str, *, caption: bool) -> Shape:
    """What a block in an element is, by its tag and what it stands in."""
    if tag in HEADINGS or tag == "pre":
        return tag
    if tag in ("listing", "xmp", "plaintext"):
        return "pre"
    outer = standing.shape
    if outer in ("pre", "caption") or outer in HEADINGS:
        return outer
    if caption:
        return "caption"
    if tag in ("li", "dd"):
        return "li"
    return "li" if outer == "li" and tag not in ("table", "blockquote", "dt") else "p"


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Whether attributes say that an element is not shown."""
    if "hidden" in attributes:
        return not attributes.get("id", "").startswith("S:")  # React hides so what its script puts in its place a moment later
    if attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and "n" in style and _hides(style[:_MARKUP])


@lru_cache(1 << 12)
def _hides(style: str) -> bool:
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain


@lru_cache(1 << 14)
def _words(classes: str) -> tuple[str, ...]:
    """Class words that tell what an element is: those that no machine has numbered."""
    return tuple(word for word in classes.split() if len(word) < _NAME_LENGTH and not any(map(str.isdigit, word)))
