"""Boxes: the block-level elements that a page's text stands in, and what each says of it by its markup."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from cleaner.html.embeds import Embed, embed_named
from cleaner.html.furniture import furniture_of
from cleaner.html.networks import MARKS

HIDDEN = "markup.hidden"
CONTROL = "markup.control"
NAVIGATION = "markup.navigation"

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
Shape = str
"""What a block is: `p`, a heading (`h1` to `h6`), `li`, `row`, `head` (a table's head), `pre` or `caption`."""

_SHAPING_NAMES = "pre listing xmp plaintext li dd dt ul ol dl menu blockquote figcaption caption noscript table"
NUMBERED = frozenset({"ol", "noscript"})  # what stands in them knows in which one
SHAPING = HEADINGS | frozenset(_SHAPING_NAMES.split())
_CONTROLS = frozenset({"button", "form", "dialog"})
_NAVIGATION = frozenset({"nav", "footer", "menu"})
_NAVIGATION_ROLES = frozenset({"navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tooltip"})
_ASIDE_ROLES = frozenset({"banner", "complementary"})
_MAIN = frozenset({"main", "article"})
LOOKED_AT = 1_000  # characters of an attribute that are looked at: they are remembered, and a page may have megabytes of them
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


Names = tuple[str, str, str, str, str]
"""An element's tag, classes, id, role and itemprop."""


class Box:
    """A block-level element that blocks stand in: its number (outer ones first), depth, standing, names, and its tag once more."""

    __slots__ = ("level", "names", "number", "parent", "standing", "tag")

    def __init__(self, number: int, parent: Box | None, standing: Standing, names: Names) -> None:
        self.number = number
        self.tag = names[0]
        self.parent = parent
        self.level: int = 0 if parent is None else parent.level + 1
        self.standing = standing
        self.names = names

    @property
    def words(self) -> tuple[str, ...]:
        """Its class words."""
        return class_words(self.names[1])

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


_CAPTIONS = frozenset(
    {"wp-caption-text", "caption", "image-caption", "imageCaption", "img-caption", "photo-caption", "gallery-caption", "media-caption"}
)
SPEAKING = frozenset({"style", "hidden", "aria-hidden", *MARKS})  # attributes that may say that an element is hidden, or an embed


class Changes(NamedTuple):
    """What an element's tag, classes, id and role change in the standing of what it holds."""

    furniture: str = ""
    aside: bool = False
    header: bool = False
    main: bool = False
    caption: bool = False
    embed: Embed | None = None


NO_CHANGES = Changes()


@lru_cache(1 << 16)
def changes_of(tag: str, classes: str, identity: str, role: str) -> Changes | None:
    """What an element with this markup changes; None for nothing. Pages repeat their markup, so answers are remembered."""
    furniture = furniture_of(tag, classes, identity, role)
    if not furniture:
        furniture = CONTROL if tag in _CONTROLS else NAVIGATION if tag in _NAVIGATION or role in _NAVIGATION_ROLES else ""
    changes = Changes(
        furniture,
        tag == "aside" or role in _ASIDE_ROLES,
        tag == "header",
        tag in _MAIN or role in ("main", "article"),
        tag in ("figcaption", "caption") or not _CAPTIONS.isdisjoint(classes.split()),
        embed_named(classes, identity) if classes or identity else None,
    )
    return changes if any(changes) else None


@lru_cache(1 << 10)
def changes_of_tag(tag: str) -> Changes | None:
    return changes_of(tag, "", "", "")


def standing_in(standing: Standing, tag: str, changes: Changes | None, attributes: dict[str, str], number: int) -> Standing:
    """The standing of what a box holds."""
    own = changes or NO_CHANGES
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
    return style is not None and "n" in style and _hides(style[:LOOKED_AT])


@lru_cache(1 << 12)
def _hides(style: str) -> bool:
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain


@lru_cache(1 << 14)
def class_words(classes: str) -> tuple[str, ...]:
    """Class words that tell what an element is: those that no machine has numbered."""
    return tuple(word for word in classes.split() if len(word) < _NAME_LENGTH and not any(map(str.isdigit, word)))
