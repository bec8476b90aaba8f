"""A page's blocks as a text: plain, or with the marks of Markdown for headings, items, quotes, listings and tables.

The text is the original that rules cut from: its words are the page's, in the page's order, and nothing is added but marks
of structure. Items begin with `- ` in plain text, too, and the cells of a row stand apart by tabs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Output, Span
from cleaner.html.boxes import HEADINGS, common
from cleaner.html.page import Block

# What Markdown would take for a mark of its own; the group is what a backslash goes before.
_LIKE_MARKS = re.compile(r"(?:\d{1,9})?([#>]|[-+*](?= )|(?<=\d)[.)](?= )|={3,}$|-{3,}$|`{3,})")
_INDENT = "  "
_FENCE = "```"


class Layout(NamedTuple):
    """The text of a page, the characters of each block (whole lines), and for each line of the text the line of the HTML it is from."""

    text: str
    spans: tuple[Span, ...]
    sources: tuple[int, ...]


def lay_out(blocks: Sequence[Block], output: Output = "text") -> Layout:
    """Blocks as a text, one line or more each, with a blank line between those that are not rows or items of one thing."""
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
    return Layout("".join(pieces), tuple(spans), tuple(sources))


def _close(above: Block, below: Block) -> bool:
    """Whether no blank line stands between two blocks: lines parted by a break, rows of a table, items of a list."""
    if below.near:
        return True
    rows = ("row", "head")
    if above.shape in rows and below.shape in rows:
        return any(box.tag == "table" for box in common(above.box, below.box).chain())
    if above.shape == below.shape == "li":
        return common(above.box, below.box).standing.lists > 0
    return False


def _plain(block: Block) -> str:
    if block.shape == "li":
        return _INDENT * max(0, block.box.standing.lists - 1) + ("- " if block.bullet else _INDENT) + block.text
    return block.text


def _markdown(block: Block, above: Block | None, numbers: dict[int, int]) -> str:
    text = block.text if block.shape in ("pre", "row", "head", *HEADINGS) else _escaped(block.text)
    if block.shape in HEADINGS:
        text = "#" * int(block.shape[1]) + " " + text
    elif block.shape == "pre":
        text = f"{_FENCE}\n{text.replace(_FENCE, '` ` `')}\n{_FENCE}"
    elif block.shape in ("row", "head"):
        text = _row(text, begins=above is None or above.shape not in ("row", "head") or not _close(above, block))
    elif block.shape == "li":
        text = _INDENT * max(0, block.box.standing.lists - 1) + (_bullet(block, numbers) if block.bullet else _INDENT) + text
    quote = "> " * block.box.standing.quotes
    return "\n".join(quote + line for line in text.split("\n")) if quote else text


def _row(text: str, *, begins: bool) -> str:
    cells = [cell.replace("|", "\\|") for cell in text.split("\t")]
    row = "| " + " | ".join(cells) + " |"
    return f"{row}\n|{' --- |' * len(cells)}" if begins else row


def _bullet(block: Block, numbers: dict[int, int]) -> str:
    if not block.box.standing.ordered:
        return "- "
    numbers[block.box.standing.ordered] = numbers.get(block.box.standing.ordered, 0) + 1
    return f"{numbers[block.box.standing.ordered]}. "


def _escaped(text: str) -> str:
    """A text that Markdown does not take for a heading, an item, a quote or a fence."""
    match = _LIKE_MARKS.match(text)
    return f"{text[: match.start(1)]}\\{text[match.start(1) :]}" if match else text
