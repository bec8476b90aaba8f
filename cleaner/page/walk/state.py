"""The state of one walk: what it has made so far, and the line that it is reading."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element as Element

from cleaner.page import marks, tables
from cleaner.page.blocks import Block, PlacedEmbed, PlacedPicture
from cleaner.page.containers import Container, Inherited, OwnTraits
from cleaner.page.runs import BREAK, NO_STYLES, Piece

LINE_BREAK: Piece = (BREAK, NO_STYLES)
NOT_COUNTED = (0, 0, False)
_PIECES_BEFORE = 12  # of a line that are looked at: each mark of `[35, 2, 5]` is one


class Walk:
    """The state of one walk. `read` makes blocks of what is in an element and its container."""

    def __init__(self, root: Element, read: Callable[[Walk, Element, Container], None]) -> None:
        self.read = read
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.embeds: list[PlacedEmbed | PlacedPicture] = []
        self.separators: set[int] = set()
        self.fields: set[int] = set()  # containers with a field for an e-mail address
        # The line: its pieces, how many of their characters are links, the line of the HTML where
        # it began, the inline elements in it, and the names in it that links lead to.
        self.pieces: list[Piece] = []
        self.linked = 0
        self.source = 0
        self.inline: list[tuple[str, str]] = []
        self.anchors: list[str] = []
        # What is in the line, but becomes a block below it: boilerplate, notes with their names.
        self.set_aside: list[tuple[Element, Container]] = []
        self.notes: list[tuple[Element, str]] = []
        self.noted = 0  # notes so far
        self.box = ""  # whether the box of an item is ticked: `x`, a space, or empty for no box
        # Of the pieces: how many were counted, their lines, whether the last is open.
        self.counted = NOT_COUNTED
        self.names_language = False  # whether the last container says in which language it is
        self.begun: set[int] = set()  # items that have their first block
        # What elements make of what they inherit, by that, their tag and their traits.
        self.known: dict[tuple[int, str, int], tuple[Inherited, OwnTraits | None]] = {}
        self.tables = tables.Tables()
        self.quotes = marks.quotes_of(root.get("lang") or "")

    def last_pieces(self) -> str:
        """The text of the last few pieces of the line."""
        return "".join([text for text, _ in self.pieces[-_PIECES_BEFORE:]])

    def before(self) -> str:
        """The last characters of the text so far."""
        return self.last_pieces()[-30:]

    def place(self) -> int:
        """The number of the block before which an embed is; in the middle of a line, after it."""
        done, lines, begun = self.counted
        for text, _ in self.pieces[done:]:
            if text == BREAK:
                begun = False
            elif not begun and not text.isspace():
                begun = True
                lines += 1
        self.counted = len(self.pieces), lines, begun
        return len(self.blocks) + lines
