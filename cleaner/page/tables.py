"""Tables: cells in a grid, so that no value moves to another column.

A row becomes one block with a tab between its cells; a cell that spans several columns or rows has
empty cells after or below it. Rows of layouts (with a long cell, a heading, a listing or a table in
them) stay the blocks that they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from cleaner.page.blocks import Block, count_words
from cleaner.page.containers import HEADINGS, Container
from cleaner.page.runs import CELL, LINE_IN_CELL, Run, Style, plain

_CODE = (Style("code"),)
_CELL_LENGTH = 400  # characters; a longer cell is a layout's and not a table's
_CELL_LENGTH_UNDER_HEAD = 2_000  # the same, in a table with heads
_LINES = 3  # blocks of a cell
_LINES_UNDER_HEAD = 12  # the same, in a table with heads
_MOST_SPANNED = 1_000  # rows
_ROWLESS = frozenset({"table", "thead", "tbody", "tfoot"})  # what rows are in
_MOST_COLUMNS = 500  # of a row; what has more is not a table


@dataclass
class _Cell:
    """A cell: its blocks from number `first` up to `last`, and what it spans."""

    columns: int
    rows: int
    is_head: bool
    first: int
    last: int = -1


@dataclass
class _Row:
    container: Container
    source: int
    first: int
    last: int = -1
    cells: list[_Cell] = field(default_factory=list)
    has_table: bool = False
    implied: bool = False  # there is no `tr` around its cells


@dataclass
class Table:
    """A table while it is read: its rows, and the number of its first block."""

    first: int
    rows: list[_Row] = field(default_factory=list)
    is_layout: bool = False

    def has_open_row(self, around: Container) -> bool:
        """Whether the last row is implied by cells that are right in `around`."""
        return bool(self.rows) and self.rows[-1].implied and self.rows[-1].container is around

    def end_implied(self, block: int) -> None:
        """End the last row before block number `block` if no end tag does."""
        if self.rows and self.rows[-1].implied and self.rows[-1].last < 0:
            self.rows[-1].last = block


class Tables:
    """The tables that are open in a walk, the innermost last."""

    def __init__(self) -> None:
        self._open: list[Table] = []

    def begin(self, element: Element, tag: str, container: Container, block: int) -> None:
        """Note that an element of a table begins; `block` is the number of the next block."""
        if tag == "table":
            self._begin_table(element, block)
        elif tag == "tr" and self._open:
            self._open[-1].end_implied(block)
            self._open[-1].rows.append(_Row(container, element.sourceline or 0, block))
        elif tag in ("td", "th") and self._open:
            self._begin_cell(element, container, block)

    def _begin_cell(self, element: Element, container: Container, block: int) -> None:
        table, around = self._open[-1], container.parent
        if around is None or not (table.rows or around.tag in _ROWLESS):
            return
        if around.tag in _ROWLESS and not table.has_open_row(around):
            table.end_implied(block)
            table.rows.append(_Row(around, element.sourceline or 0, block, implied=True))
        columns, rows = _span(element, "colspan"), _span(element, "rowspan")
        table.rows[-1].cells.append(_Cell(columns, rows, element.tag == "th", block))

    def _begin_table(self, element: Element, block: int) -> None:
        if self._open and self._open[-1].rows:
            self._open[-1].rows[-1].has_table = True
        is_layout = element.get("role") in ("presentation", "none")
        self._open.append(Table(block, is_layout=is_layout))

    def end(self, element: Element, block: int) -> Table | None:
        """Note that an element of a table ends; the table if it is the whole one."""
        tag = element.tag
        if not self._open:
            return None
        table = self._open[-1]
        if tag == "table":
            table.end_implied(block)
            return self._open.pop()
        if tag == "tr" and table.rows:
            table.rows[-1].last = block
        elif tag in ("td", "th") and table.rows and table.rows[-1].cells:
            table.rows[-1].cells[-1].last = block
        return None


def _span(element: Element, name: str) -> int:
    """How many rows or columns a cell spans. Zero rows are all that follow."""
    value = (element.get(name) or "").strip()
    if not (value.isascii() and value.isdecimal()) or len(value) > 4:
        return 1
    number = int(value)
    most = _MOST_SPANNED if name == "rowspan" else _MOST_COLUMNS
    return most if number == 0 and name == "rowspan" else max(1, min(number, most))


def join_rows(blocks: list[Block], table: Table) -> list[int] | None:
    """Make one block of each row of a table at the end of `blocks`.

    Returns for each of the table's old blocks, and for the one after them, the number of the block
    that follows it now (an embed in a row comes after the row); None if nothing changed.
    """
    widest = max((sum(cell.columns for cell in row.cells) for row in table.rows), default=0)
    most = max((len(row.cells) for row in table.rows), default=0)
    if table.is_layout or most <= 1 or widest > _MOST_COLUMNS:
        return None
    has_heads = any(cell.is_head for row in table.rows for cell in row.cells)
    old = blocks[table.first :]
    places: list[int] = []
    new: list[Block] = []
    at = table.first
    for row, columns in zip(table.rows, _columns(table.rows), strict=True):
        above = old[at - table.first : max(at, row.first) - table.first]
        places += range(table.first + len(new), table.first + len(new) + len(above))
        new += above
        at = max(at, row.first)
        cells = [old[cell.first - table.first : cell.last - table.first] for cell in row.cells]
        last = max(at, row.last)
        if not _is_row(row, cells, has_heads=has_heads) or sum(map(len, cells)) != last - at:
            continue
        before = len(new)
        if any(cells):
            new.append(_joined(row, cells, columns))
        places += [table.first + (len(new) if number else before) for number in range(last - at)]
        at = last
    below = old[at - table.first :]
    places += range(table.first + len(new), table.first + len(new) + len(below) + 1)
    new += below
    blocks[table.first :] = new
    return places


def _columns(rows: Iterable[_Row]) -> list[list[int]]:
    """For each row the column in which each of its cells is: cells from above may be in between."""
    out: list[list[int]] = []
    spanned: dict[int, int] = {}  # by column, how many more rows a cell from above takes
    for row in rows:
        columns: list[int] = []
        at = 0
        begun: dict[int, int] = {}
        for cell in row.cells:
            while spanned.get(at, 0):
                at += 1
            columns.append(at)
            if cell.rows > 1:
                begun.update(dict.fromkeys(range(at, at + cell.columns), cell.rows - 1))
            at += cell.columns
        out.append(columns)
        spanned = {column: left - 1 for column, left in spanned.items() if left > 1} | begun
    return out


def _is_row(row: _Row, cells: Sequence[Sequence[Block]], *, has_heads: bool) -> bool:
    """Whether a row holds values, not a layout."""
    if row.has_table or not row.cells or row.last < 0 or any(cell.last < 0 for cell in row.cells):
        return False
    longest = _CELL_LENGTH_UNDER_HEAD if has_heads else _CELL_LENGTH
    lines = _LINES_UNDER_HEAD if has_heads else _LINES
    return all(_fits(cell, longest, lines) for cell in cells)


def _fits(cell: Sequence[Block], longest: int, lines: int) -> bool:
    return (
        len(cell) <= lines
        and sum(len(block.text) for block in cell) <= longest
        and all(block.shape not in HEADINGS for block in cell)
        and all("\n" not in block.text for block in cell if block.shape == "pre")
        and all("\t" not in block.text for block in cell)
    )


def _joined(row: _Row, cells: Sequence[Sequence[Block]], columns: Sequence[int]) -> Block:
    """The block of a row: its cells in their columns, with tabs between them."""
    runs: list[Run] = []
    column = 0
    for cell, start in zip(cells, columns, strict=True):
        if not cell:
            continue
        runs += [CELL] * (start - column)
        column = start
        for number, block in enumerate(cell):
            runs += [LINE_IN_CELL] if number else []
            runs += [Run(block.text, _CODE)] if block.shape == "pre" else block.runs
    full = [
        (block, cell) for blocks, cell in zip(cells, row.cells, strict=True) for block in blocks
    ]
    is_head = all(cell.is_head for _, cell in full)
    first = full[0][0]
    text = plain(runs)
    return first._replace(
        text=text,
        words=count_words(text),
        shape="head" if is_head else "row",
        container=row.container,
        linked=sum(block.linked for block, _ in full),
        after_break=False,
        starts_item=False,
        inline_elements=(),
        runs=tuple(runs),
        detail="",
    )
