"""A page's blocks as Markdown: CommonMark with tables, footnotes, task lists and formulas of GFM.

Rules read the plain text of a page (`render`), so that they find the same in both renderings. What
they cut is then cut from the Markdown: it is made of segments that know which characters of the
plain text they belong to. A mark (`**`, `](address)`, `> `) is removed with the last of the text
that it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.result import Cut
from cleaner.page.blocks import Block, Page
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.draft import Draft
from cleaner.page.markdown.inline import RunWriter, address, escaped, start_of_line
from cleaner.page.markdown.notes import notes_of, without_label
from cleaner.page.markdown.segments import MarkdownPage, Segment, settled
from cleaner.page.render import ROWS, RenderedPage, is_same_table, margin

_FENCE = re.compile(r"`{3,}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)(?:$|[?#])", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,9}")
_LINK_SCHEMES_OF_IMAGES = ("data:", "about:", "javascript:", "blob:")
_MOST_MARGINS = 8  # quotes and items in each other


class MarkdownOptions(NamedTuple):
    """What to write: addresses of links, pictures; `url` makes relative addresses absolute."""

    links: bool = True
    images: bool = True
    url: str | None = None


def markdown(
    draft: Draft,
    rendered: RenderedPage,
    images: Mapping[int, Sequence[str]],
    cuts: Sequence[Cut] = (),
    options: MarkdownOptions = MarkdownOptions(),  # noqa: B008 - it is immutable
) -> MarkdownPage:
    """The Markdown of a page whose plain text is `rendered`, from which these cuts are made.

    `images` has by the number of the block that follows them the pictures that the article shows,
    as Markdown (see `picture`). Links lead where the page says, footnotes that are kept become
    `[^1]`.
    """
    segments = tuple(_Writer(draft, rendered, images, options).segments())
    return MarkdownPage(settled(segments, cuts))


def picture(text: str, source: str, url: str | None, link: str = "") -> str:
    """A picture as Markdown, in the link around it; empty for one that is in the page itself.

    A link that leads to a picture shows the same one in another size and is left out.
    """
    target = address(source, url)
    if not target or target.startswith(_LINK_SCHEMES_OF_IMAGES):
        return ""
    shown = f"![{escaped(text)}]({target})"
    around = "" if _PICTURE.search(link) or link.startswith("#") else address(link, url)
    return f"[{shown}]({around})" if around else shown


class _Writer:
    """The state while the Markdown of a page is written, block by block."""

    def __init__(
        self,
        draft: Draft,
        rendered: RenderedPage,
        images: Mapping[int, Sequence[str]],
        options: MarkdownOptions,
    ) -> None:
        self._draft = draft
        self._page = draft.page
        self._spans = rendered.spans
        self._images = images
        self._options = options
        self._numbers: dict[int, int] = {}  # of the last item of each ordered list
        self._marked: set[int] = set()  # items whose marker is written
        self._kept_mark: set[int] = set()  # items of which a kept block has it
        self._widths: dict[int, int] = {}  # of the markers of items
        self._notes = notes_of(draft)
        self._runs = RunWriter(self._notes, links=options.links, url=options.url)
        self._columns = _columns(self._page)

    def segments(self) -> Iterator[Segment]:
        blocks = self._page.blocks
        waiting: list[str] = []
        for at, block in enumerate(blocks):
            if at in self._notes.bare:
                yield Segment("", (self._spans[at],))
                continue
            above = blocks[at - 1] if at else None
            waiting += self._images.get(at, ())
            in_table = above is not None and _continues_table(above, block)
            alone, waiting = (waiting, []) if not in_table else ([], waiting)
            if at in self._page.separators and self._is_kept_around(at):
                alone = [*alone, "---"]
            if above is not None and not alone:
                yield from self._gap(at, above, block)
            yield from self._alone(alone, block)
            yield from self._block(at, block, begins_table=not in_table)
        waiting += self._images.get(len(blocks), ())
        if blocks:
            yield from self._alone(waiting, blocks[-1])

    def _is_kept_around(self, at: int) -> bool:
        kept = self._draft.kept
        return at > 0 and kept[at - 1] and kept[at]

    def _alone(self, lines: Sequence[str], block: Block) -> Iterator[Segment]:
        """Lines with blank lines around them, however much is cut above and below."""
        for line in dict.fromkeys(lines):
            yield Segment("\n", (), source=block.source, flexible=True)
            yield Segment(f"{line}\n", (), source=block.source)
        if lines:
            yield Segment("\n", (), source=block.source, flexible=True)

    def _gap(self, at: int, above: Block, block: Block) -> Iterator[Segment]:
        """The blank line above a block, where the plain text or Markdown has one."""
        start = self._spans[at].start
        between = Span(self._spans[at - 1].end, start)
        if between.start < between.end:
            yield Segment(self._quoted_gap(above, block), (between,), source=block.source)
            yield Segment("\n", (between,), literal=True, source=block.source)
        elif self._needs_gap(above, block) or self._begins_note_in_item(at, block):
            line = self._quoted_gap(above, block) + "\n"
            yield Segment(line, (self._spans[at],), source=block.source, flexible=True)

    def _quoted_gap(self, above: Block, block: Block) -> str:
        """What a blank line begins with in a quotation that has the blocks above and below it."""
        shared = common_ancestor(above.container, block.container)
        outer = [one for one in shared.ancestors() if one.tag in ("blockquote", "li", "dd")]
        margin = "".join(
            "> " if one.tag == "blockquote" else " " * self._widths.get(one.number, 0)
            for one in outer[::-1][:_MOST_MARGINS]
        )
        return margin.rstrip() if ">" in margin else ""

    def _needs_gap(self, above: Block, block: Block) -> bool:
        """Whether Markdown needs a blank line that the plain text does not have."""
        if block.after_break or (block.shape in ROWS and above.shape in ROWS):
            return not block.after_break and not is_same_table(above, block)
        if block.shape == "pre" or above.shape in ROWS or above.shape == "pre":
            return True
        return block.shape == "li" and not block.starts_item and not self._notes.defined_by(block)

    def _begins_note_in_item(self, at: int, block: Block) -> bool:
        """Whether a block is the text of a note that is in the middle of a list's item."""
        in_item = block.shape == "li" and not block.starts_item
        return in_item and bool(self._notes.definition_of(at))

    def _block(self, at: int, block: Block, *, begins_table: bool) -> Iterator[Segment]:
        span = self._spans[at]
        start = span.start + len(margin(block))
        body = Span(start, span.end - 1)
        first, rest = self._margins(at, block)
        if start > span.start:
            yield Segment(first, (Span(span.start, start),), source=block.source)
        elif first:
            yield Segment(first, (span,), source=block.source)
        note = self._notes.definition_of(at)
        if note:
            yield Segment(f"[^{note}]: ", (body,), source=block.source)
        if block.shape == "pre":
            yield from self._listing(block, body, rest)
        elif block.shape in ROWS:
            yield from self._row(block, body, rest, begins=begins_table)
        else:
            yield from self._line(at, block, body)
        below = self._page.blocks[at + 1] if at + 1 < len(self._page.blocks) else None
        is_broken = below is not None and below.after_break and not self._images.get(at + 1)
        if is_broken and block.shape not in (*ROWS, "pre"):
            yield Segment("\\", (span, self._spans[at + 1]), source=block.source)
        yield Segment("\n", (Span(span.end - 1, span.end),), literal=True, source=block.source)

    # --- What is before a line --------------------------------------------------------------------

    def _margins(self, at: int, block: Block) -> tuple[str, str]:
        """What is written before the first line of a block, and before its other lines."""
        first, rest = "", ""
        outer = [
            one
            for one in block.container.ancestors()
            if one.tag in ("blockquote", "li", "dd") and not self._notes.is_definition(one)
        ]
        for container in outer[::-1][:_MOST_MARGINS]:
            if container.tag == "blockquote":
                first, rest = first + "> ", rest + "> "
            else:
                marker = self._marker(at, block, container)
                blank = " " * self._widths[container.number]
                first, rest = first + (marker or blank), rest + blank
        return first, rest

    def _marker(self, at: int, block: Block, item: Container) -> str:
        """The marker of an item, before its first block and before the first one that is kept."""
        kept = self._draft.kept[at]
        if item.number in self._kept_mark or (item.number in self._marked and not kept):
            return ""
        is_new = item.number not in self._marked
        self._marked.add(item.number)
        if kept:
            self._kept_mark.add(item.number)
        box = f"[{block.detail}] " if block.detail and block.shape == "li" else ""
        marker = self._number(item, is_new=is_new)
        self._widths[item.number] = len(marker)
        return marker + box

    def _number(self, item: Container, *, is_new: bool) -> str:
        listed = next((one for one in item.ancestors() if one.tag in ("ol", "ul", "dl")), None)
        if listed is None or listed.tag != "ol":
            return "- "
        if is_new:
            last = self._numbers.get(listed.number)
            if _NUMBER.fullmatch(item.start):
                number = int(item.start)
            elif last is None:
                number = int(listed.start) if _NUMBER.fullmatch(listed.start) else 1
            else:
                number = last + 1
            self._numbers[listed.number] = number
        return f"{max(0, self._numbers[listed.number])}. "

    # --- Blocks -----------------------------------------------------------------------------------

    def _listing(self, block: Block, body: Span, rest: str) -> Iterator[Segment]:
        longest = max((len(fence) for fence in _FENCE.findall(block.text)), default=2)
        fence = "`" * (longest + 1)
        yield Segment(f"{fence}{block.detail}\n{rest}", (body,), source=block.source)
        position = body.start
        for line in block.text.splitlines(keepends=True):
            end = position + len(line)
            yield Segment(line, (Span(position, end),), literal=True, source=block.source)
            if line.endswith("\n") and rest:
                yield Segment(rest, (body,), source=block.source)
            position = end
        yield Segment(f"\n{rest}{fence}", (body,), source=block.source)

    def _row(self, block: Block, body: Span, rest: str, *, begins: bool) -> Iterator[Segment]:
        yield Segment("| ", (body,), source=block.source)
        yield from self._runs.write(block.runs, body.start, in_table=True)
        columns = self._columns.get(_table_number(block), 1)
        missing = max(0, columns - 1 - block.text.count("\t"))
        end = " |" + "  |" * missing
        if begins:
            end += f"\n{rest}|" + " --- |" * columns
        yield Segment(end, (body,), source=block.source)

    def _line(self, at: int, block: Block, body: Span) -> Iterator[Segment]:
        runs = without_label(block.runs) if self._notes.definition_of(at) else block.runs
        skipped = len(block.text) - sum(len(run.text) for run in runs)
        if skipped:  # the label of a note, which its definition has
            yield Segment("", (Span(body.start, body.start + skipped),))
        if block.shape in HEADINGS:
            yield Segment("#" * int(block.shape[1]) + " ", (body,), source=block.source)
        mark = start_of_line(block.text) if block.shape not in HEADINGS else -1
        yield from self._runs.write(runs, body.start + skipped, mark_at=body.start + mark)


# --- Tables ---------------------------------------------------------------------------------------


def _continues_table(above: Block, block: Block) -> bool:
    return above.shape in ROWS and block.shape in ROWS and is_same_table(above, block)


def _table_number(block: Block) -> int:
    ancestors = block.container.ancestors()
    return next((one.number for one in ancestors if one.tag == "table"), -1)


def _columns(page: Page) -> dict[int, int]:
    """How many columns each table has, by the number of its container."""
    columns: dict[int, int] = {}
    for block in page.blocks:
        if block.shape in ROWS:
            number = _table_number(block)
            columns[number] = max(columns.get(number, 1), block.text.count("\t") + 1)
    return columns
