"""Lines: what becomes of the pieces that were read when a block-level element begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from cleaner.page import listings
from cleaner.page.blocks import Block, count_words, item_of
from cleaner.page.containers import HEADINGS, Container
from cleaner.page.listings import is_listing
from cleaner.page.runs import (
    BREAK,
    NO_STYLES,
    Piece,
    Run,
    Styles,
    collapsed,
    lines_of,
    plain,
)
from cleaner.page.walk.elements import begin_container
from cleaner.page.walk.state import LINE_BREAK, NOT_COUNTED, Walk

_SPACE: Piece = (" ", NO_STYLES)


def flush(walk: Walk, container: Container) -> None:
    """Make a block of the pieces collected so far, or several if there is a `<br>`."""
    pieces = walk.pieces.copy()
    walk.pieces.clear()
    linked, walk.linked = walk.linked, 0
    inline: tuple[tuple[str, str], ...] = ()
    if walk.inline:
        inline, walk.inline[:] = tuple(walk.inline), ()
    anchors: tuple[str, ...] = ()
    if walk.anchors:
        anchors, walk.anchors[:] = tuple(walk.anchors), ()
    walk.counted = NOT_COUNTED
    shape = container.inherited.shape
    if linked and shape in HEADINGS and _leads_to_itself(pieces, container, anchors):
        linked = 0
    lines: Iterable[Sequence[Piece]] = (pieces,)
    if shape == "pre":
        _preformatted(walk, pieces, container)
        lines = ()
    elif LINE_BREAK in pieces:
        if shape in HEADINGS:
            lines = ([_SPACE if piece is LINE_BREAK else piece for piece in pieces],)
        else:
            lines = lines_of(pieces)
    after_break = False
    for line in lines:
        runs = collapsed(line)
        if runs:
            text = plain(runs)
            links = min(linked, len(text))
            starts, detail = False, ""
            if shape == "li":
                starts, detail = _starts_item(walk, container), walk.box
            walk.box = ""
            walk.blocks.append(
                Block(
                    text,
                    shape,
                    container,
                    links,
                    walk.source,
                    count_words(text),
                    after_break,
                    starts,
                    inline,
                    runs,
                    detail,
                    anchors,
                )
            )
        after_break = bool(runs)
    if walk.set_aside:
        boilerplate_in_line(walk)
    if walk.notes:
        notes_in_line(walk, container)


def boilerplate_in_line(walk: Walk) -> None:
    """Make blocks of the boilerplate in a line that has just become one, so that it is whole.

    That is text for screen readers, say (`the map (opens in a new tab) of the valley`).
    """
    elements, walk.set_aside[:] = walk.set_aside.copy(), ()
    for element, around in elements:
        container = begin_container(walk, element, str(element.tag), around)
        runs = collapsed([("".join(element.itertext()), NO_STYLES)])
        if runs:
            text = plain(runs)
            where = (container.inherited.shape, container, 0, walk.source, count_words(text))
            walk.blocks.append(Block(text, *where, runs=runs))


def notes_in_line(walk: Walk, around: Container) -> None:
    """Make blocks of the notes in a line that has just become one."""
    notes, walk.notes[:] = walk.notes.copy(), ()
    for element, name in notes:
        container = begin_container(walk, element, str(element.tag), around)
        walk.anchors.append(name)
        if element.text:
            walk.pieces.append((element.text, NO_STYLES))
        walk.read(walk, element, container)


def _starts_item(walk: Walk, container: Container) -> bool:
    """Whether a block in a container is the first of a list's item."""
    item = item_of(container).number
    is_first = item not in walk.begun
    walk.begun.add(item)
    return is_first


def _preformatted(walk: Walk, pieces: list[Piece], container: Container) -> None:
    """Make a block of the pieces of a `pre` that holds the structure of a page."""
    raw = "".join("\n" if text == BREAK else text for text, _ in pieces)
    _listing(walk, listings.Listing(listings.tidy(raw), ""), container)


def read_listing(walk: Walk, element: Element, tag: str, container: Container) -> bool:
    """Make a block of a listing. Whether it is one, or the numbers of a listing's lines."""
    may_be = tag in listings.TAGS or (tag in ("code", "div") and is_listing(element))
    if may_be and (listing := listings.listing_of(element)):
        _listing(walk, listing, container)
        return True
    return tag in ("td", "th", "pre") and listings.is_gutter(element)


def _listing(walk: Walk, listing: listings.Listing, container: Container) -> None:
    text = listing.text
    if text:
        where = ("pre", container, 0, walk.source, count_words(text))
        runs = (Run(text),)
        walk.blocks.append(Block(text, *where, runs=runs, detail=listing.language))


def _leads_to_itself(pieces: Sequence[Piece], heading: Container, anchors: tuple[str, ...]) -> bool:
    """Whether all links in a heading lead to that heading, so that readers can copy its address."""
    addresses = {address for _, styles in pieces if (address := address_of(styles))}
    near = [heading.names[2], *anchors, "" if heading.parent is None else heading.parent.names[2]]
    names = [name for name in near if name]
    return bool(addresses) and all(
        address.startswith("#") or any(address.endswith(f"#{name}") for name in names)
        for address in addresses
    )


def address_of(styles: Styles) -> str:
    """The address of the innermost link in styles; empty for none."""
    if not styles:
        return ""
    return next((style.value for style in reversed(styles) if style.kind == "link"), "")
