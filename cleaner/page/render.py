"""A page's blocks as plain text: the text that rules read, and to which all offsets refer.

Its words are the page's, in the page's order, and only marks of structure are added. List items
begin with `- `, and tabs separate the cells of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.page.blocks import Block
from cleaner.page.containers import common_ancestor

INDENT = "  "
BULLET = "- "
ROWS = ("row", "head")
_DEEPEST = 20  # lists in lists that are indented


class RenderedPage(NamedTuple):
    """The text of a page.

    `starts` and `ends` are the offsets of each block (whole lines), `sources` has for each line of
    the text the line of the HTML that it came from.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sources: tuple[int, ...]

    @property
    def spans(self) -> list[Span]:
        """The characters of each block."""
        return list(map(Span._make, zip(self.starts, self.ends, strict=True)))


def render(blocks: Sequence[Block]) -> RenderedPage:
    """Blocks as a text, one line or more each, with blank lines between all but rows and items."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sources: list[int] = []
    position = 0
    last: Block | None = None
    for block in blocks:
        body, shape, source = block.text, block.shape, block.source
        if last is not None and not are_close(last, block):
            pieces.append("\n")
            sources.append(source)
            position += 1
        if shape == "li":
            body = margin(block) + body
        elif shape == "pre":
            sources += [source] * body.count("\n")
        pieces += (body, "\n")
        sources.append(source)
        starts.append(position)
        position += len(body) + 1
        ends.append(position)
        last = block
    return RenderedPage("".join(pieces), tuple(starts), tuple(ends), tuple(sources))


def margin(block: Block) -> str:
    """What is written before the text of a block: the bullet or the indentation of an item."""
    if block.shape != "li":
        return ""
    depth = min(_DEEPEST, max(0, block.container.inherited.lists - 1))
    return INDENT * depth + (BULLET if block.starts_item else INDENT)


def are_close(above: Block, below: Block) -> bool:
    """Whether there is no blank line between two blocks.

    That is so for lines separated by a break, rows of a table and items of a list.
    """
    if below.after_break:
        return True
    if above.shape == "p" or below.shape == "p":  # as nearly all are
        return False
    if above.shape in ROWS and below.shape in ROWS:
        return is_same_table(above, below)
    if above.shape == below.shape == "li":
        return common_ancestor(above.container, below.container).inherited.lists > 0
    return False


def is_same_table(above: Block, below: Block) -> bool:
    """Whether two rows are of one table."""
    shared = common_ancestor(above.container, below.container)
    return any(container.tag == "table" for container in shared.ancestors())
