"""A page's blocks as a text: plain, or Markdown.

The text is the original that rules cut from: its words are the page's, in the page's order, and
only marks of structure are added. List items begin with `- ` in plain text, too, and tabs separate
the cells of a row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Output, Span
from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, common_ancestor

# What Markdown would take for a mark of its own; the group is what a backslash goes before.
_LIKE_MARKS = re.compile(r"(?:\d{1,9})?([#>]|[-+*](?= )|(?<=\d)[.)](?= )|={3,}$|-{3,}$|`{3,})")
_INDENT = "  "
_FENCE = "```"


class RenderedPage(NamedTuple):
    """The text of a page.

    `spans` are the characters of each block (whole lines), `sources` has for each line of the text
    the line of the HTML that it came from.
    """

    text: str
    spans: tuple[Span, ...]
    sources: tuple[int, ...]


def render(blocks: Sequence[Block], output: Output = "text") -> RenderedPage:
    """Blocks as a text, one line or more each, with blank lines between all but rows and items."""
    pieces: list[str] = []
    spans: list[Span] = []
    sources: list[int] = []
    position = 0
    numbers: dict[int, int] = {}
    last: Block | None = None
    for block in blocks:
        body = _markdown(block, last, numbers) if output == "markdown" else _plain(block)
        if last is not None and not _close(last, block):
            pieces.append("\n")
            sources.append(block.source)
            position += 1
        pieces.append(body + "\n")
        spans.append(Span(position, position + len(body) + 1))
        sources += [block.source] * (body.count("\n") + 1)
        position += len(body) + 1
        last = block
    return RenderedPage("".join(pieces), tuple(spans), tuple(sources))


def _close(above: Block, below: Block) -> bool:
    """Whether there is no blank line between two blocks.

    That is so for lines separated by a break, rows of a table and items of a list.
    """
    if below.after_break:
        return True
    rows = ("row", "head")
    if above.shape in rows and below.shape in rows:
        return any(
            container.tag == "table"
            for container in common_ancestor(above.container, below.container).ancestors()
        )
    if above.shape == below.shape == "li":
        return common_ancestor(above.container, below.container).inherited.lists > 0
    return False


def _plain(block: Block) -> str:
    if block.shape == "li":
        return (
            _INDENT * max(0, block.container.inherited.lists - 1)
            + ("- " if block.starts_item else _INDENT)
            + block.text
        )
    return block.text


def _markdown(block: Block, above: Block | None, numbers: dict[int, int]) -> str:
    text = block.text if block.shape in ("pre", "row", "head", *HEADINGS) else _escaped(block.text)
    if block.shape in HEADINGS:
        text = "#" * int(block.shape[1]) + " " + text
    elif block.shape == "pre":
        text = f"{_FENCE}\n{text.replace(_FENCE, '` ` `')}\n{_FENCE}"
    elif block.shape in ("row", "head"):
        text = _row(
            text,
            begins=above is None or above.shape not in ("row", "head") or not _close(above, block),
        )
    elif block.shape == "li":
        text = (
            _INDENT * max(0, block.container.inherited.lists - 1)
            + (_bullet(block, numbers) if block.starts_item else _INDENT)
            + text
        )
    quote = "> " * block.container.inherited.quotes
    return "\n".join(quote + line for line in text.split("\n")) if quote else text


def _row(text: str, *, begins: bool) -> str:
    cells = [cell.replace("|", "\\|") for cell in text.split("\t")]
    row = "| " + " | ".join(cells) + " |"
    return f"{row}\n|{' --- |' * len(cells)}" if begins else row


def _bullet(block: Block, numbers: dict[int, int]) -> str:
    if not block.container.inherited.ordered:
        return "- "
    numbers[block.container.inherited.ordered] = (
        numbers.get(block.container.inherited.ordered, 0) + 1
    )
    return f"{numbers[block.container.inherited.ordered]}. "


def _escaped(text: str) -> str:
    """A text that Markdown does not take for a heading, an item, a quote or a fence."""
    match = _LIKE_MARKS.match(text)
    return f"{text[: match.start(1)]}\\{text[match.start(1) :]}" if match else text
