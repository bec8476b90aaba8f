"""The walk over a page's tree that makes its blocks.

Every block-level element begins a new block, as it does in a browser; inline ones do not. What is
in neither list below belongs to the line around it, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from cleaner.core import accelerator
from cleaner.page import formulas, listings, marks, tables
from cleaner.page.blocks import (
    ITEMS,
    Block,
    Page,
    PlacedEmbed,
    PlacedPicture,
    count_words,
    item_of,
)
from cleaner.page.containers import (
    HEADINGS,
    HIDDEN,
    LOOKED_AT,
    NO_TRAITS,
    NUMBERED,
    SHAPING,
    SPEAKING,
    Container,
    Inherited,
    OwnTraits,
    hides,
    inherited_by,
    is_answer,
    opens_answer,
    own_traits,
    traits_of_tag,
)
from cleaner.page.embeds.detect import (
    DetectedEmbed,
    character_of,
    embed_marked,
    embed_of,
    is_there,
    quoted_post,
)
from cleaner.page.listings import is_listing
from cleaner.page.runs import (
    BREAK,
    NO_STYLES,
    Piece,
    Run,
    Style,
    Styles,
    collapsed,
    lines_of,
    plain,
    shows,
    visible,
    with_style,
)
from cleaner.page.selectors import boilerplate_rule

# Elements that are part of a line.
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o output"
    " q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
# Elements that begin a block. What is in neither list belongs to the line around it, if any.
_BLOCK_NAMES = (
    "address article aside blockquote body button caption center col colgroup dd details dialog dir"
    " div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html"
    " legend li listing main menu nav noscript ol p plaintext pre search section slot summary table"
    " tbody td tfoot th thead tr ul xmp"
)
# Elements whose text is not part of the page's.
_UNSEEN_NAMES = (
    "style template head title meta link base map area source track param input textarea datalist"
    " select option optgroup progress meter frame frameset noframes amp-analytics amp-pixel"
    " amp-auto-ads amp-sidebar"
)
# The same, but they may be embeds.
_SHOWN_NAMES = (
    "script svg canvas object embed applet iframe audio video picture img amp-img amp-anim"
    " amp-video amp-audio amp-iframe amp-video-iframe amp-youtube amp-vimeo amp-dailymotion"
    " amp-brightcove amp-jwplayer amp-soundcloud amp-wistia-player amp-kaltura-player"
)
# Embeds that may have a text of their own.
_EMBED_BOX_NAMES = (
    "twitter-widget lite-youtube lite-vimeo lite-vimeo-embed youtube-video vimeo-video video-js"
    " mux-player bluesky-post amp-twitter amp-instagram amp-tiktok amp-facebook amp-reddit"
    " amp-pinterest amp-vk amp-embedly-card amp-imgur amp-carousel amp-base-carousel"
    " amp-inline-gallery amp-google-document-embed"
)

_INLINE = frozenset(_INLINE_NAMES.split())
_MAY_BE_EMBEDS = frozenset(_SHOWN_NAMES.split())
_PICTURES = frozenset({"img", "amp-img", "picture"})
_UNSEEN = frozenset(_UNSEEN_NAMES.split()) | _MAY_BE_EMBEDS
_EMBED_BOXES = frozenset(_EMBED_BOX_NAMES.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split()) | _EMBED_BOXES
_LANGUAGE_NAMES = frozenset({"data-lang", "data-language"})  # of listings
_NO_ATTRIBUTES: dict[str, str] = {}
_LINE_BREAK: Piece = (BREAK, NO_STYLES)
_SPACE: Piece = (" ", NO_STYLES)
_NOT_COUNTED = (0, 0, False)
_STYLED: dict[str, Style] = {
    **dict.fromkeys(("strong", "b"), Style("strong")),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), Style("em")),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style("code")),
    **dict.fromkeys(("del", "s", "strike"), Style("del")),
}
_SET_APART = HEADINGS | {"caption", "pre"}
_ATOMS = frozenset({"sup", "sub", "ruby", "math", "mjx-container"})
_NEVER_INLINE = (_BLOCKS | _UNSEEN | {"br"}) - {"button"}
_OF_TABLES = frozenset({"table", "tr", "td", "th"})
_OF_LISTINGS = listings.TAGS | {"td", "th", "code", "div"}
_NOTED = _EMBED_BOXES | {"hr"}
_NAMED = frozenset({"a", "span", "sup"})  # inline elements that links lead to
_INLINE_LOOKED_AT = 12  # elements of a block
_EMAIL = re.compile(r"e-?mail", re.IGNORECASE)
_PIECES_BEFORE = 12  # of a line that are looked at: each mark of `[35, 2, 5]` is one
_SHADOW_ROOT = frozenset({"shadowrootmode", "shadowroot"})  # of a template; the second is older
_SENTENCE = 5  # words around a button that make it part of a sentence
_LABEL = 6  # words of such a button
_LOOKED_INTO = 200  # elements of an unknown one
_DEEPEST = 250  # containers in each other; deeper ones count as their parent


def read_page(root: Element) -> Page:
    """The blocks of a tree. Does not change it, and needs no more stack for deep trees."""
    return _Walk(root).page()


class _Walk:
    """The state of one walk: text becomes a block when a block-level element begins or ends."""

    def __init__(self, root: Element) -> None:
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.embeds: list[PlacedEmbed | PlacedPicture] = []
        self._root = root
        self._separators: set[int] = set()
        self._fields: set[int] = set()  # containers with a field for an e-mail address
        self._pieces: list[Piece] = []
        self._linked = 0
        self._source = 0
        self._inline: list[tuple[str, str]] = []
        self._anchors: list[str] = []  # names that links lead to
        self._set_aside: list[tuple[Element, Container]] = []
        self._notes: list[tuple[Element, str]] = []  # texts of notes in a line, and their names
        self._noted = 0  # how many there were
        self._names_language = False  # whether the last container says in which language it is
        self._box = ""  # whether the box of an item is ticked: `x`, a space, or empty for no box
        # Of the pieces: how many were counted, their lines, whether the last is open.
        self._counted = _NOT_COUNTED
        self._begun: set[int] = set()  # items that have their first block
        # What plain elements make of what they inherit: most containers share theirs.
        self._known: dict[tuple[int, str], Inherited] = {}
        self._tables = tables.Tables()
        self._quotes = marks.quotes_of(root.get("lang") or "")

    def page(self) -> Page:
        """The blocks of the tree."""
        root = self._root
        container = Container(0, None, Inherited(), (str(root.tag), "", "", "", ""))
        self.containers.append(container)
        self._read(root, container)
        return Page(
            tuple(self.blocks),
            tuple(self.containers),
            tuple(self.embeds),
            frozenset(self._separators),
            frozenset(self._fields),
            _title(root),
        )

    def _read(self, root: Element, container: Container) -> None:
        """Make blocks of what is in an element, whose container is given."""
        if compiled := accelerator.tree():
            _reader(compiled).read(self, root, container)
        else:
            self._read_plainly(root, container)

    # One loop: a call for each element would take a third longer.
    def _read_plainly(  # noqa: C901, PLR0912, PLR0915
        self, root: Element, container: Container
    ) -> None:
        pieces, inline = self._pieces, self._inline
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
                if tag in _INLINE:
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
                    is_inline = tag not in _NEVER_INLINE and self._is_in_line(child, tag)
                if is_note:
                    self._note_text(child, styles)
                elif is_inline:
                    if len(inline) < _INLINE_LOOKED_AT and tag in _INLINE:
                        inline.append((tag, names[:LOOKED_AT] if names else ""))
                    href = get("href") if tag == "a" else None
                    if tag in _NAMED and (anchor := get("id") or get("name")):
                        self._anchors.append(anchor)
                    may_be_atom = tag in _ATOMS or (href and "#" in href)
                    may_be_atom = may_be_atom or (names and formulas.may_be_formula(names))
                    if may_be_atom and self._atom(child, tag, names or "", styles):
                        pass
                    elif (inner := child.text) or len(child):
                        inside, linked = styles, in_link
                        if tag == "a":
                            linked = True
                            if href and (address := href.strip()):
                                inside = (*styles, Style("link", address))
                        elif tag == "q":
                            pieces.append((self._quotes[0], styles))
                        elif tag == "span":
                            shape = container.inherited.shape
                            if names and shape in _SET_APART:
                                self._set_apart(child, styles)
                            if style and shape not in HEADINGS:
                                inside = with_style(styles, style)
                        elif (own := _STYLED.get(tag)) and own not in styles:
                            is_plain = style and not shows(own, style)
                            if not is_plain and (tag != "cite" or marks.is_title(child)):
                                inside = (*styles, own)
                        if inner and (pieces or not inner.isspace()):
                            pieces.append((inner, inside))
                            if linked:
                                self._linked += len(inner.strip())
                        if len(child):
                            stack.append((iter(child), child, container, inside, linked, False))
                            break
                        if tag == "q":
                            pieces.append((self._quotes[1], styles))
                elif tag in _UNSEEN or not isinstance(tag, str):
                    if tag == "template" and not _SHADOW_ROOT.isdisjoint(child.keys()):
                        stack.append((iter(child), child, container, styles, in_link, False))
                        break
                    self._unseen(child, tag, container, styles)
                elif tag == "br":
                    pieces.append(_LINE_BREAK)
                elif tag in _INLINE and pieces and not _holds_blocks(child):
                    self._set_aside.append((child, container))
                else:
                    if pieces:
                        self._flush(container)
                    self._source = child.sourceline or 0
                    begun = self._container(child, tag, container)
                    if (
                        tag in _OF_LISTINGS
                        and (tag != "div" or self._names_language)
                        and self._read_listing(child, tag, begun)
                    ):
                        pass
                    elif len(child):
                        if (inner := child.text) and not inner.isspace():
                            pieces.append((inner, styles))
                            if in_link:
                                self._linked += len(inner.strip())
                        if tag in _OF_TABLES:
                            self._tables.begin(child, tag, begun, len(self.blocks))
                        stack.append((iter(child), child, begun, styles, in_link, True))
                        break
                    else:
                        self._leaf(child, tag, begun, styles, in_link=in_link)
                if (tail := child.tail) and (pieces or not tail.isspace()):
                    pieces.append((tail, styles))
                    if in_link:
                        self._linked += len(tail.strip())
            else:
                stack.pop()
                if is_container:
                    if pieces:
                        self._flush(container)
                    if element.tag in _OF_TABLES:
                        self._end(element)
                elif element.tag == "q" and stack:
                    pieces.append((self._quotes[1], stack[-1][3]))
                if stack and (tail := element.tail) and (pieces or not tail.isspace()):
                    pieces.append((tail, stack[-1][3]))
                    if stack[-1][4]:
                        self._linked += len(tail.strip())

    # --- Inline elements --------------------------------------------------------------------------

    def _is_in_line(self, element: Element, tag: object) -> bool:
        """Whether an element that is not inline by its name is part of a sentence.

        That is so for a button in a sentence, and for elements with unknown names that hold no
        block and have text before or after them.
        """
        if not isinstance(tag, str):
            return False
        if tag == "button":
            return _is_question(element) or self._is_in_sentence(element)
        if tag in _ATOMS:
            return True
        before, after = self._before(), element.tail or ""
        has_text_around = (bool(before) and not before.endswith(BREAK)) or bool(after.strip())
        return (
            has_text_around and not _sticks(before, element, after) and not _holds_blocks(element)
        )

    def _is_in_sentence(self, button: Element) -> bool:
        """Whether a button is named in a sentence: there is more text around it than it has.

        Inline elements around the button do not matter.
        """
        if not self._pieces:
            return False
        around = "".join([text for text, _ in self._pieces[-_PIECES_BEFORE:]])
        words = len(around.split()) + len(_tail(button).split())
        label = "".join(islice(button.itertext(), _LABEL))
        return bool(around.strip()) and words >= _SENTENCE and len(label.split()) <= _LABEL

    def _atom(self, element: Element, tag: str, classes: str, styles: Styles) -> bool:
        """Write an element that is taken as a whole: a formula, a note's mark, a reading.

        False if it is an ordinary element.
        """
        runs: list[Run] | None = None
        if tag == "sup":
            runs = marks.raised(element, self._before(), styles)
        elif tag == "sub":
            runs = marks.lowered(element, self._before(), styles)
        elif tag == "ruby":
            runs = marks.with_readings(element, styles)
        elif formulas.is_formula(tag, classes):
            runs = _formula(element, styles)
        elif "MathJax" in classes and formulas.is_drawn_twice(element):
            runs = []
        elif tag == "a" and "#" in (element.get("href") or ""):
            runs = marks.linked_note(element, self._before(), styles)
        if runs is not None:
            self._pieces.extend(runs)
        return runs is not None

    def _before(self) -> str:
        """The last characters of the text so far."""
        return "".join([text for text, _ in self._pieces[-_PIECES_BEFORE:]])[-30:]

    def _note_text(self, element: Element, styles: Styles) -> None:
        """Set aside the text of a note that is in the middle of a line, and write its mark.

        The mark is what is right before it, if that is one, or its number on the page.
        """
        self._noted += 1
        name = element.get("id") or f"note:{self._noted}"
        mark = ""
        while self._pieces and not mark:
            text, kept = self._pieces.pop()
            mark = marks.note_label(text)
            if text.strip() and not mark:
                self._pieces.append((text, kept))
                break
        self._pieces.extend(marks.note(mark or str(self._noted), name, styles))
        self._notes.append((element, name))

    def _set_apart(self, span: Element, styles: Styles) -> None:
        """Put a space between two spans of a heading or caption that a page shows on two lines.

        They touch in the HTML, have different classes, and the second begins like a new text.
        """
        above = span.getprevious()
        if above is None or above.tag != "span" or above.tail or not self._pieces:
            return
        last, first = self._pieces[-1][0][-1:], (span.text or "")[:1]
        are_apart = last.isalnum() and first.isalnum() and not first.islower()
        if are_apart and not last.isupper() and above.get("class") != span.get("class"):
            self._pieces.append((" ", styles))

    def _unseen(self, element: Element, tag: object, container: Container, styles: Styles) -> None:
        """An element without text: an embed, a formula's source, an emoji, the box of an item."""
        if tag == "script" and formulas.is_script_of_formula(element):
            self._pieces.extend(_formula(element, styles))
        elif tag == "img" and (tex := formulas.tex_of_image(element)):
            self._pieces.append((tex, (*styles, Style("math", "inline"))))
        elif tag == "img" and (character := character_of(element)):
            self._pieces.append((character, styles))
        elif tag == "img" and formulas.is_drawn_twice(element):
            return
        elif tag in _PICTURES:
            picture = PlacedPicture(self._place(), element, container, _address(styles))
            self.embeds.append(picture)
        elif tag in _MAY_BE_EMBEDS and (embed := embed_of(element)):
            self.embeds.append(PlacedEmbed(self._place(), embed, container, _address(styles)))
        elif tag == "input":
            self._field(element, container)

    def _field(self, element: Element, container: Container) -> None:
        kind = (element.get("type") or "").lower()
        if kind == "hidden":  # as most are
            return
        if kind == "checkbox" and not self._pieces:
            self._box = "x" if element.get("checked") is not None else " "
        elif kind == "email" or (kind in ("", "text") and _asks_for_address(element)):
            self._fields.add(container.number)

    # --- Containers -------------------------------------------------------------------------------

    def _container(self, element: Element, tag: str, parent: Container) -> Container:
        """The container of a block-level element, with what it inherits and what is its own."""
        self._names_language = False
        if parent.level >= _DEEPEST:
            return parent
        number = len(self.containers)
        # One look at all of them: asking for each by name takes several times as long.
        items = element.items()
        attributes = _NO_ATTRIBUTES
        if not items:
            traits, names = traits_of_tag(tag), (tag, "", "", "", "")
        elif len(items) == 1 and items[0][0] == "class":
            classes = items[0][1][:LOOKED_AT]
            traits, names = own_traits(tag, classes, "", ""), (tag, classes, "", "", "")
        else:
            attributes = dict(items)
            classes = attributes.get("class", "")[:LOOKED_AT]
            identity = attributes.get("id", "")[:LOOKED_AT]
            role = attributes.get("role", "")[:LOOKED_AT]
            traits = own_traits(tag, classes, identity, role)
            names = (tag, classes, identity, role, attributes.get("itemprop", "")[:LOOKED_AT])
            self._names_language = not _LANGUAGE_NAMES.isdisjoint(attributes)
        outer = parent.inherited
        if tag == "blockquote" and not outer.quotes and outer.post < 0 and not _has_embed(traits):
            traits = _with_embed(traits, quoted_post(element))
        if traits is not None or (attributes and not SPEAKING.isdisjoint(attributes)):
            if not _has_embed(traits):
                traits = _with_embed(traits, embed_marked(attributes))
            if tag == "button" and "aria-controls" in attributes and opens_answer(element):
                traits = None
            inherited = inherited_by(outer, tag, traits, attributes, number)
            is_hidden = inherited.boilerplate == HIDDEN and inherited.boilerplate_root == number
            own_note = tag in _INLINE and inherited.notes  # shown when a reader clicks on its mark
            if is_hidden and tag != "noscript" and (own_note or is_answer(element)):
                inherited = inherited_by(outer, tag, traits, {}, number)
        elif tag in SHAPING:
            inherited = self._plainly_inherited(outer, tag, number)
        else:
            inherited = outer
        start = attributes.get("start" if tag == "ol" else "value", "") if attributes else ""
        container = Container(number, parent, inherited, names, start)
        self.containers.append(container)
        if (traits is not None and traits.embed is not None) or tag in _NOTED:
            self._note_embed(element, container, traits)
        return container

    def _leaf(
        self, element: Element, tag: str, container: Container, styles: Styles, *, in_link: bool
    ) -> None:
        """Read a container that holds text only, or nothing."""
        if tag in _OF_TABLES:
            self._tables.begin(element, tag, container, len(self.blocks))
        if (text := element.text) and not text.isspace():
            self._pieces.append((text, styles))
            if in_link:
                self._linked += len(text.strip())
            self._flush(container)
        if tag in _OF_TABLES:
            self._end(element)

    def _plainly_inherited(self, outer: Inherited, tag: str, number: int) -> Inherited:
        """What an element that shapes what is in it passes on: most share theirs."""
        key = id(outer), tag
        known = self._known.get(key) if tag not in NUMBERED else None
        self._known[key] = known or inherited_by(outer, tag, traits_of_tag(tag), {}, number)
        return self._known[key]

    def _note_embed(self, element: Element, container: Container, traits: OwnTraits | None) -> None:
        """Note the embed or the horizontal rule that a container is."""
        tag, parent = container.tag, container.parent
        if tag == "hr":
            self._separators.add(len(self.blocks))
        if traits is not None and traits.embed is not None:
            if parent is not None and parent.inherited.post < 0 and is_there(element):
                self.embeds.append(PlacedEmbed(len(self.blocks), traits.embed, container))
        elif tag in _EMBED_BOXES and (embed := embed_of(element)):
            self.embeds.append(PlacedEmbed(len(self.blocks), embed, container))

    def _end(self, element: Element) -> None:
        """End an element of a table: its rows become blocks when the table ends."""
        table = self._tables.end(element, len(self.blocks))
        if table is None:
            return
        places = tables.join_rows(self.blocks, table)
        if places is not None:  # by old number, where a block is now
            first = table.first
            self.embeds = [
                embed._replace(before=places[embed.before - first])
                if embed.before >= first
                else embed
                for embed in self.embeds
            ]
            self._separators = {
                places[at - first] if at >= first else at for at in self._separators
            }

    def _place(self) -> int:
        """The number of the block before which an embed is; in the middle of a line, after it."""
        done, lines, begun = self._counted
        for text, _ in self._pieces[done:]:
            if text == BREAK:
                begun = False
            elif not begun and not text.isspace():
                begun = True
                lines += 1
        self._counted = len(self._pieces), lines, begun
        return len(self.blocks) + lines

    # --- Blocks -----------------------------------------------------------------------------------

    def _flush(self, container: Container) -> None:
        """Make a block of the pieces collected so far, or several if there is a `<br>`."""
        pieces = self._pieces.copy()
        self._pieces.clear()
        linked, self._linked = self._linked, 0
        inline: tuple[tuple[str, str], ...] = ()
        if self._inline:
            inline, self._inline[:] = tuple(self._inline), ()
        anchors: tuple[str, ...] = ()
        if self._anchors:
            anchors, self._anchors[:] = tuple(self._anchors), ()
        self._counted = _NOT_COUNTED
        shape = container.inherited.shape
        if linked and shape in HEADINGS and _leads_to_itself(pieces, container, anchors):
            linked = 0
        lines: Iterable[Sequence[Piece]] = (pieces,)
        if shape == "pre":
            self._preformatted(pieces, container)
            lines = ()
        elif _LINE_BREAK in pieces:
            if shape in HEADINGS:
                lines = ([_SPACE if piece is _LINE_BREAK else piece for piece in pieces],)
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
                    starts, detail = self._starts_item(container), self._box
                self._box = ""
                self.blocks.append(
                    Block(
                        text,
                        shape,
                        container,
                        links,
                        self._source,
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
        if self._set_aside:
            self._boilerplate_in_line()
        if self._notes:
            self._notes_in_line(container)

    def _boilerplate_in_line(self) -> None:
        """Make blocks of the boilerplate in a line that has just become one, so that it is whole.

        That is text for screen readers, say (`the map (opens in a new tab) of the valley`).
        """
        elements, self._set_aside[:] = self._set_aside.copy(), ()
        for element, around in elements:
            container = self._container(element, str(element.tag), around)
            runs = collapsed([("".join(element.itertext()), NO_STYLES)])
            if runs:
                text = plain(runs)
                where = (container.inherited.shape, container, 0, self._source, count_words(text))
                self.blocks.append(Block(text, *where, runs=runs))

    def _notes_in_line(self, around: Container) -> None:
        """Make blocks of the notes in a line that has just become one."""
        notes, self._notes[:] = self._notes.copy(), ()
        for element, name in notes:
            container = self._container(element, str(element.tag), around)
            self._anchors.append(name)
            if element.text:
                self._pieces.append((element.text, NO_STYLES))
            self._read(element, container)

    def _starts_item(self, container: Container) -> bool:
        """Whether a block in a container is the first of a list's item."""
        item = item_of(container).number
        is_first = item not in self._begun
        self._begun.add(item)
        return is_first

    def _preformatted(self, pieces: list[Piece], container: Container) -> None:
        """Make a block of the pieces of a `pre` that holds the structure of a page."""
        raw = "".join("\n" if text == BREAK else text for text, _ in pieces)
        self._listing(listings.Listing(listings.tidy(raw), ""), container)

    def _read_listing(self, element: Element, tag: str, container: Container) -> bool:
        """Make a block of a listing. Whether it is one, or the numbers of a listing's lines."""
        may_be = tag in listings.TAGS or (tag in ("code", "div") and is_listing(element))
        if may_be and (listing := listings.listing_of(element)):
            self._listing(listing, container)
            return True
        return tag in ("td", "th", "pre") and listings.is_gutter(element)

    def _listing(self, listing: listings.Listing, container: Container) -> None:
        text = listing.text
        if text:
            where = ("pre", container, 0, self._source, count_words(text))
            runs = (Run(text),)
            self.blocks.append(Block(text, *where, runs=runs, detail=listing.language))


@cache
def _reader(compiled: Any) -> Any:
    """What reads trees in the compiled module."""
    kinds = (
        (compiled.INLINE, _INLINE),
        (compiled.NEVER_INLINE, _NEVER_INLINE),
        (compiled.UNSEEN, _UNSEEN),
        (compiled.LOOKED_AT, _MAY_BE_EMBEDS | _PICTURES | {"input"}),
        (compiled.OF_TABLES, _OF_TABLES),
        (compiled.OF_LISTINGS, _OF_LISTINGS),
        (compiled.NAMED, _NAMED),
        (compiled.ATOM, _ATOMS),
        (compiled.SHAPING, SHAPING),
        (compiled.NOTED, _NOTED),
    )
    tags = frozenset().union(*(names for _, names in kinds))
    flags = {tag: sum(flag for flag, names in kinds if tag in names) for tag in tags}
    return compiled.Reader(flags, _STYLED, {**globals(), "visible": visible, "ITEMS": ITEMS})


def _title(root: Element) -> str:
    """The first `title` of a page. In its place it is found without a walk through the tree."""
    title = root.findtext("head/title")
    return str(root.findtext(".//title", "") if title is None else title)


def _has_embed(traits: OwnTraits | None) -> bool:
    return traits is not None and traits.embed is not None


def _with_embed(traits: OwnTraits | None, embed: DetectedEmbed | None) -> OwnTraits | None:
    return (traits or NO_TRAITS)._replace(embed=embed) if embed else traits


def _formula(element: Element, styles: Styles) -> list[Run]:
    tex = formulas.tex_of(element)
    if not tex:
        return [] if element.tag == "script" else [Run("".join(element.itertext()), styles)]
    kind = "display" if formulas.is_display(element) else "inline"
    return [Run(tex, (*styles, Style("math", kind)))]


def _address(styles: Styles) -> str:
    """The address of the innermost link in styles; empty for none."""
    if not styles:
        return ""
    return next((style.value for style in reversed(styles) if style.kind == "link"), "")


def _leads_to_itself(pieces: Sequence[Piece], heading: Container, anchors: tuple[str, ...]) -> bool:
    """Whether all links in a heading lead to that heading, so that readers can copy its address."""
    addresses = {address for _, styles in pieces if (address := _address(styles))}
    near = [heading.names[2], *anchors, "" if heading.parent is None else heading.parent.names[2]]
    names = [name for name in near if name]
    return bool(addresses) and all(
        address.startswith("#") or any(address.endswith(f"#{name}") for name in names)
        for address in addresses
    )


def _asks_for_address(field: Element) -> bool:
    names = (field.get(name) or "" for name in ("name", "id", "placeholder", "autocomplete"))
    return bool(_EMAIL.search("\n".join(names)))


def _tail(element: Element) -> str:
    """What follows an element in its line, or the inline element that it is the last part of."""
    outer: Element | None = element
    while outer is not None:
        if (tail := outer.tail) and not tail.isspace():
            return str(tail)
        parent = outer.getparent()
        is_last = outer.getnext() is None and parent is not None and parent.tag in _INLINE
        outer = parent if is_last else None
    return ""


def _is_question(button: Element) -> bool:
    """Whether a button is all that a heading or term has: it opens what is below it."""
    parent = button.getparent()
    if parent is None or (parent.tag not in HEADINGS and parent.tag != "dt"):
        return False
    is_all = (
        len(parent) == 1 and not (parent.text or "").strip() and not (button.tail or "").strip()
    )
    return is_all and not _holds_blocks(button)


def _sticks(before: str, element: Element, after: str) -> bool:
    """Whether the text of an element would become one word with the text before or after it."""
    text = "".join(islice(element.itertext(), _LOOKED_INTO)).strip()
    first, last = text[:1], text[-1:]
    return (before[-1:].isalnum() and first.isalnum()) or (after[:1].isalnum() and last.isalnum())


def _holds_blocks(element: Element) -> bool:
    """Whether an element with an unknown name holds a block. Looks at its first elements only."""
    for count, inner in enumerate(element.iterdescendants()):
        if inner.tag in _BLOCKS or count >= _LOOKED_INTO:
            return True
    return False
