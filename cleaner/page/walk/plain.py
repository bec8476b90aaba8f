"""The walk in Python.

`_tree.pyx` of the accelerator does the same on the nodes of libxml2, with functions of the same
names in the same order: a step that is changed here has to be changed there, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from cleaner.page import formulas, marks
from cleaner.page.containers import HEADINGS, LOOKED_AT, Container, hides
from cleaner.page.listings import is_listing
from cleaner.page.runs import NO_STYLES, Style, Styles, shows, with_style
from cleaner.page.selectors import boilerplate_rule
from cleaner.page.walk.elements import begin_container, end_of_table
from cleaner.page.walk.inline import atom, is_in_line, note_text, set_apart
from cleaner.page.walk.lines import flush, read_listing
from cleaner.page.walk.state import LINE_BREAK, Walk
from cleaner.page.walk.tags import (
    ATOMS,
    INLINE,
    NAMED,
    NEVER_INLINE,
    OF_LISTINGS,
    OF_TABLES,
    SET_APART,
    SHADOW_ROOT,
    STYLED,
    UNSEEN,
    holds_blocks,
)
from cleaner.page.walk.unseen import unseen

_INLINE_LOOKED_AT = 12  # elements of a block


# One loop: a call for each element would take a third longer.
def read(  # noqa: C901, PLR0912, PLR0915
    walk: Walk, root: Element, container: Container
) -> None:
    """Make blocks of what is in an element, whose container is given."""
    pieces, inline = walk.pieces, walk.inline
    # For every open element: its children still to come, itself, the container, the styles,
    # whether in a link, and whether it is a container of its own.
    stack: list[tuple[Iterator[Element], Element, Container, Styles, bool, bool]] = [
        (iter(root), root, container, NO_STYLES, False, True)
    ]
    while stack:
        children, element, container, styles, in_link, is_container = stack[-1]
        for child in children:
            tag = child.tag
            is_note, style = False, None
            if tag in INLINE:
                # Most but links have no attributes; then all are asked for at once.
                get = child.get if tag == "a" else dict(child.items()).get
                names, style = get("class"), get("style")
                if names and pieces and "ote" in names and marks.is_note_text(child, names):
                    is_note, is_inline = True, False
                elif names and boilerplate_rule(
                    tag, names[:LOOKED_AT], (get("id") or "")[:LOOKED_AT], ""
                ):
                    is_inline = False
                elif tag == "code":
                    is_inline = bool(pieces) or not is_listing(child)
                else:
                    is_inline = not (style and hides(style))
            else:
                names, get = None, child.get
                is_inline = tag not in NEVER_INLINE and is_in_line(walk, child, tag)
            if is_note:
                note_text(walk, child, styles)
            elif is_inline:
                if len(inline) < _INLINE_LOOKED_AT and tag in INLINE:
                    inline.append((tag, names[:LOOKED_AT] if names else ""))
                href = get("href") if tag == "a" else None
                if tag in NAMED and (anchor := get("id") or get("name")):
                    walk.anchors.append(anchor)
                may_be_atom = tag in ATOMS or (href and "#" in href)
                may_be_atom = may_be_atom or (names and formulas.may_be_formula(names))
                if may_be_atom and atom(walk, child, tag, names or "", styles):
                    pass
                elif (inner := child.text) or len(child):
                    inside, linked = styles, in_link
                    if tag == "a":
                        linked = True
                        if href and (address := href.strip()):
                            inside = (*styles, Style("link", address))
                    elif tag == "q":
                        pieces.append((walk.quotes[0], styles))
                    elif tag == "span":
                        shape = container.inherited.shape
                        if names and shape in SET_APART:
                            set_apart(walk, child, styles)
                        if style and shape not in HEADINGS:
                            inside = with_style(styles, style)
                    elif (own := STYLED.get(tag)) and own not in styles:
                        is_plain = style and not shows(own, style)
                        if not is_plain and (tag != "cite" or marks.is_title(child)):
                            inside = (*styles, own)
                    if inner and (pieces or not inner.isspace()):
                        pieces.append((inner, inside))
                        if linked:
                            walk.linked += len(inner.strip())
                    if len(child):
                        stack.append((iter(child), child, container, inside, linked, False))
                        break
                    if tag == "q":
                        pieces.append((walk.quotes[1], styles))
            elif tag in UNSEEN or not isinstance(tag, str):
                if tag == "template" and not SHADOW_ROOT.isdisjoint(child.keys()):
                    stack.append((iter(child), child, container, styles, in_link, False))
                    break
                unseen(walk, child, tag, container, styles)
            elif tag == "br":
                pieces.append(LINE_BREAK)
            elif tag in INLINE and pieces and not holds_blocks(child):
                walk.set_aside.append((child, container))
            else:
                if pieces:
                    flush(walk, container)
                walk.source = child.sourceline or 0
                begun = begin_container(walk, child, tag, container)
                if (
                    tag in OF_LISTINGS
                    and (tag != "div" or walk.names_language)
                    and read_listing(walk, child, tag, begun)
                ):
                    pass
                elif len(child):
                    if (inner := child.text) and not inner.isspace():
                        pieces.append((inner, styles))
                        if in_link:
                            walk.linked += len(inner.strip())
                    if tag in OF_TABLES:
                        walk.tables.begin(child, tag, begun, len(walk.blocks))
                    stack.append((iter(child), child, begun, styles, in_link, True))
                    break
                else:
                    _leaf(walk, child, tag, begun, styles, in_link=in_link)
            if (tail := child.tail) and (pieces or not tail.isspace()):
                pieces.append((tail, styles))
                if in_link:
                    walk.linked += len(tail.strip())
        else:
            stack.pop()
            if is_container:
                if pieces:
                    flush(walk, container)
                if element.tag in OF_TABLES:
                    end_of_table(walk, element)
            elif element.tag == "q" and stack:
                pieces.append((walk.quotes[1], stack[-1][3]))
            if stack and (tail := element.tail) and (pieces or not tail.isspace()):
                pieces.append((tail, stack[-1][3]))
                if stack[-1][4]:
                    walk.linked += len(tail.strip())


def _leaf(
    walk: Walk, element: Element, tag: str, container: Container, styles: Styles, *, in_link: bool
) -> None:
    """Read a container that holds text only, or nothing."""
    if tag in OF_TABLES:
        walk.tables.begin(element, tag, container, len(walk.blocks))
    if (text := element.text) and not text.isspace():
        walk.pieces.append((text, styles))
        if in_link:
            walk.linked += len(text.strip())
        flush(walk, container)
    if tag in OF_TABLES:
        end_of_table(walk, element)
