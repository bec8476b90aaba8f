"""A page's blocks as Markdown: CommonMark with tables, footnotes, task lists and formulas of GFM.

Rules read the plain text of a page (`render`), so that they find the same in both renderings. What
they cut is then cut from the Markdown: it is made of segments that know which characters of the
plain text they belong to. A mark (`**`, `](address)`, `> `) is removed with the last of the text
that it is for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, count
from typing import NamedTuple
from urllib.parse import urljoin

from cleaner.core.analysis import Span
from cleaner.core.result import Cut
from cleaner.page.blocks import Block, Page, item_of
from cleaner.page.containers import HEADINGS, NOTE_NAMES, Container, common_ancestor
from cleaner.page.render import ROWS, RenderedPage, is_same_table, margin
from cleaner.page.revise import Draft
from cleaner.page.runs import Run, Style, Styles

_FENCE = re.compile(r"`{3,}")
_TICKS = re.compile(r"`+")
# Characters that Markdown takes for marks anywhere in a line.
_SPECIAL = re.compile(
    r"""
      [\\`*\[\]]
    | (?<![^\W_])_ | _(?![^\W_])        # not inside a word
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w{1,31};)
    | ~(?=~) | (?<=~)~
    """,
    re.VERBOSE,
)
# What is a mark at the beginning of a line; the group is what a backslash is put before.
_AT_START = re.compile(
    r"(?:\d{1,9}(?=[.)](?:\s|$)))?"
    r"(\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|(?<=\d)[.)](?=\s|$)|[-=]{3,}\s*$|~{3,})"
)
_NUMBER = re.compile(r"-?\d{1,9}")
_NUMBER_AT_START = re.compile(r"\W?(\d{1,3})[.)\]]?\s")
_TEX = re.compile(r"\\\(.{1,400}?\\\)|\\\[.{1,2000}?\\\]|\$\$.{1,2000}?\$\$")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>()\\]")
_ESCAPED_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"}
_UNFIT_SCHEMES = ("javascript:", "data:", "about:", "vbscript:")
_LINK_SCHEMES_OF_IMAGES = ("data:", "about:", "javascript:", "blob:")
_LONGEST_ADDRESS = 2_000  # characters
_MOST_MARGINS = 8  # quotes and items in each other


class Segment(NamedTuple):
    """A piece of Markdown and the characters of the plain text that it belongs to.

    A `literal` one is these characters and may be cut anywhere. Any other is removed if all
    characters of one of `owners` are cut; one without owners is never removed. A `flexible` one is
    a line break that is written only where no blank line is left.
    """

    text: str
    owners: tuple[Span, ...]
    literal: bool = False
    source: int = 0
    flexible: bool = False


@dataclass(frozen=True)
class MarkdownPage:
    """The Markdown of a page, as segments."""

    segments: tuple[Segment, ...]

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.text for segment in self.segments)

    @cached_property
    def sources(self) -> tuple[int, ...]:
        """For each line of the text the line of the HTML that it came from."""
        lines: list[int] = []
        for segment in self.segments:
            lines += [segment.source] * segment.text.count("\n")
        return tuple(lines)

    def cuts(self, cuts: Sequence[Cut]) -> tuple[Cut, ...]:
        """Cuts in the plain text as cuts in the Markdown, one for each piece that is removed."""
        finder = _Removed(cuts)
        out: list[Cut] = []
        position = 0
        for segment in self.segments:
            for start, end, cut in finder.of(segment):
                first, last = position + start, position + end
                text = self.text[first:last]
                if out and out[-1].end == first and _is_same(out[-1], cut):
                    out[-1] = replace(out[-1], end=last, text=out[-1].text + text)
                else:
                    out.append(replace(cut, start=first, end=last, text=text))
            position += len(segment.text)
        return tuple(out)


def _is_same(one: Cut, other: Cut) -> bool:
    return (one.rule, one.reason, one.score, one.safe) == (
        other.rule,
        other.reason,
        other.score,
        other.safe,
    )


class _Removed:
    """Which parts of segments are removed with cuts of the plain text (ordered, disjoint)."""

    def __init__(self, cuts: Sequence[Cut]) -> None:
        self._cuts = cuts
        self._starts = [cut.start for cut in cuts]
        self._ends = [cut.end for cut in cuts]
        self._sizes = [0, *accumulate(cut.end - cut.start for cut in cuts)]

    def of(self, segment: Segment) -> Iterator[tuple[int, int, Cut]]:
        """The parts of a segment that are removed, each with the cut."""
        if not self._cuts:
            return
        if segment.literal:
            span = segment.owners[0]
            for number in range(bisect_right(self._ends, span.start), len(self._cuts)):
                cut = self._cuts[number]
                if cut.start >= span.end:
                    break
                start, end = max(cut.start, span.start), min(cut.end, span.end)
                yield start - span.start, end - span.start, cut
            return
        for owner in segment.owners:
            whole = self._whole(owner)
            if whole is not None:
                yield 0, len(segment.text), whole
                return

    def _whole(self, owner: Span) -> Cut | None:
        """The cut with which the last characters of a span are removed, if all of it is removed."""
        if owner.start >= owner.end:
            return None
        removed = self._before(owner.end) - self._before(owner.start)
        if removed < owner.end - owner.start:
            return None
        return self._cuts[bisect_left(self._ends, owner.end)]

    def _before(self, position: int) -> int:
        """How many characters before a position are cut."""
        number = bisect_right(self._ends, position)
        inside = 0
        if number < len(self._cuts):
            inside = max(0, position - self._starts[number])
        return self._sizes[number] + inside


def _settled(segments: Sequence[Segment], cuts: Sequence[Cut]) -> Iterator[Segment]:
    """The segments with those flexible line breaks that are needed after these cuts.

    One is needed if what is left above does not end with a blank line, and below there is none.
    """
    removed = _Removed(cuts)
    left = [_left_of(segment, removed) for segment in segments]
    below = [""] * (len(segments) + 1)  # the first character that is left after each segment
    for number in range(len(segments) - 1, -1, -1):
        text = "" if segments[number].flexible else left[number]
        below[number] = text[:1] or below[number + 1]
    above = "\n\n"
    for number, segment in enumerate(segments):
        if segment.flexible and (above.endswith("\n\n") or below[number + 1] in ("", "\n")):
            continue
        above = (above + left[number])[-2:]
        yield segment._replace(flexible=False)


def _left_of(segment: Segment, removed: _Removed) -> str:
    """What is left of a segment."""
    text, position = "", 0
    for start, end, _ in removed.of(segment):
        text += segment.text[position:start]
        position = end
    return text + segment.text[position:]


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
    return MarkdownPage(tuple(_settled(segments, cuts)))


def picture(text: str, address: str, url: str | None) -> str:
    """A picture as Markdown; empty for one that is in the page itself."""
    target = _address(address, url)
    if not target or target.startswith(_LINK_SCHEMES_OF_IMAGES):
        return ""
    return f"![{_escaped(text)}]({target})"


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
        self._notes = _notes(draft)
        self._columns = _columns(self._page)

    def segments(self) -> Iterator[Segment]:
        blocks = self._page.blocks
        waiting: list[str] = []
        for at, block in enumerate(blocks):
            above = blocks[at - 1] if at else None
            waiting += self._images.get(at, ())
            in_table = above is not None and _continues_table(above, block)
            if above is not None:
                yield from self._gap(at, above, block)
            shown, waiting = (waiting, []) if not in_table else ([], waiting)
            yield from self._pictures(shown, block)
            if at in self._page.separators and self._is_kept_around(at):
                yield from self._alone("---", block)
            yield from self._block(at, block, begins_table=not in_table)
        waiting += self._images.get(len(blocks), ())
        if blocks:
            yield from self._pictures(waiting, blocks[-1])

    def _is_kept_around(self, at: int) -> bool:
        candidates = self._draft.candidates
        return at > 0 and candidates[at - 1].kept and candidates[at].kept

    def _pictures(self, pictures: Sequence[str], block: Block) -> Iterator[Segment]:
        for shown in dict.fromkeys(pictures):
            yield from self._alone(shown, block)

    def _alone(self, text: str, block: Block) -> Iterator[Segment]:
        """A line with blank lines around it."""
        yield Segment("\n", (), source=block.source, flexible=True)
        yield Segment(f"{text}\n", (), source=block.source)
        yield Segment("\n", (), source=block.source, flexible=True)

    def _gap(self, at: int, above: Block, block: Block) -> Iterator[Segment]:
        """The blank line above a block, where the plain text or Markdown has one."""
        start = self._spans[at].start
        between = Span(self._spans[at - 1].end, start)
        if between.start < between.end:
            yield Segment(self._quoted_gap(above, block), (between,), source=block.source)
            yield Segment("\n", (between,), literal=True, source=block.source)
        elif self._needs_gap(above, block):
            line = self._quoted_gap(above, block) + "\n"
            yield Segment(line, (self._spans[at],), source=block.source)

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
        if below is not None and below.after_break and block.shape not in (*ROWS, "pre"):
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
        kept = self._draft.candidates[at].kept
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
        yield from self._runs(block.runs, body.start, in_table=True)
        columns = self._columns.get(_table_number(block), 1)
        missing = max(0, columns - 1 - block.text.count("\t"))
        end = " |" + "  |" * missing
        if begins:
            end += f"\n{rest}|" + " --- |" * columns
        yield Segment(end, (body,), source=block.source)

    def _line(self, at: int, block: Block, body: Span) -> Iterator[Segment]:
        runs = _without_label(block.runs) if self._notes.definition_of(at) else block.runs
        skipped = len(block.text) - sum(len(run.text) for run in runs)
        if skipped:  # the label of a note, which its definition has
            yield Segment("", (Span(body.start, body.start + skipped),))
        if block.shape in HEADINGS:
            yield Segment("#" * int(block.shape[1]) + " ", (body,), source=block.source)
        escaped_start = _start_of_line(block.text) if block.shape not in HEADINGS else -1
        yield from self._runs(runs, body.start + skipped, escaped=body.start + escaped_start)

    # --- Runs -------------------------------------------------------------------------------------

    def _runs(
        self, runs: Sequence[Run], start: int, *, in_table: bool = False, escaped: int = -1
    ) -> Iterator[Segment]:
        """Runs with their marks. `escaped` is the position of a mark at the line's beginning."""
        positions = list(accumulate((len(run.text) for run in runs), initial=start))
        styles = _closable(runs, [self._written(run.styles) for run in runs])
        opened: list[tuple[Style, Span]] = []
        for number, (run, own) in enumerate(zip(runs, styles, strict=True)):
            shared = _shared([style for style, _ in opened], own)
            while len(opened) > shared:
                style, span = opened.pop()
                yield Segment(self._closing(style, runs, positions, span), (span,))
            for style in own[shared:]:
                depth = len(opened)
                last = number
                while last < len(runs) and styles[last][: depth + 1] == own[: depth + 1]:
                    last += 1
                span = Span(positions[number], positions[last])
                opened.append((style, span))
                yield Segment(self._opening(style, runs, positions, span), (span,))
            yield from self._text(run, positions[number], in_table=in_table, escaped=escaped)
        while opened:
            style, span = opened.pop()
            yield Segment(self._closing(style, runs, positions, span), (span,))

    def _written(self, styles: Styles) -> tuple[Style, ...]:
        """The styles for which there are marks."""
        written: list[Style] = []
        for style in styles:
            if style.kind == "link" and not (self._options.links and self._target(style)):
                continue
            if style.kind in ("note", "cell", "break", "math") or style in written:
                continue
            if written and written[-1].kind == "code":
                continue  # nothing is a mark inside code
            written.append(style)
        return tuple(written)

    def _target(self, style: Style) -> str:
        return _address(style.value, self._options.url)

    def _opening(self, style: Style, runs: Sequence[Run], at: Sequence[int], span: Span) -> str:
        if style.kind == "link":
            return "["
        if style.kind == "code":
            ticks, space = _ticks(_within(runs, at, span))
            return ticks + space
        return {"strong": "**", "em": "*", "del": "~~"}[style.kind]

    def _closing(self, style: Style, runs: Sequence[Run], at: Sequence[int], span: Span) -> str:
        if style.kind == "link":
            return f"]({self._target(style)})"
        if style.kind == "code":
            ticks, space = _ticks(_within(runs, at, span))
            return space + ticks
        return {"strong": "**", "em": "*", "del": "~~"}[style.kind]

    def _text(self, run: Run, start: int, *, in_table: bool, escaped: int) -> Iterator[Segment]:
        last = run.styles[-1] if run.styles else None
        span = Span(start, start + len(run.text))
        if last is not None and last.kind == "cell":
            yield Segment(" | ", (span,))
        elif last is not None and last.kind == "break":
            yield Segment("<br>", (span,))
        elif last is not None and last.kind == "note":
            label = self._notes.label(last.value or run.text)
            yield Segment(f"[^{label}]" if label else _escaped(run.text), (span,))
        elif last is not None and last.kind == "math":
            mark = "$$" if last.value == "display" else "$"
            yield Segment(mark, (span,))
            yield Segment(run.text, (span,), literal=True)
            yield Segment(mark, (span,))
        elif any(style.kind == "code" for style in run.styles):
            pattern = _PIPE if in_table else None
            yield from _with_escapes(run.text, start, pattern, -1)
        else:
            yield from _prose(run.text, start, in_table=in_table, escaped=escaped)


_PIPE = re.compile(r"\|")
_SPECIAL_IN_TABLE = re.compile(_SPECIAL.pattern + r" | \|", re.VERBOSE)


def _prose(text: str, start: int, *, in_table: bool, escaped: int) -> Iterator[Segment]:
    """Text with what Markdown would take for marks escaped, and TeX between `$` as it is."""
    pattern = _SPECIAL_IN_TABLE if in_table else _SPECIAL
    position = 0
    if "\\" in text or "$$" in text:
        for found in _TEX.finditer(text):
            yield from _with_escapes(
                text[position : found.start()], start + position, pattern, escaped
            )
            mark = "$" if found[0].startswith("\\(") else "$$"
            first, last = start + found.start(), start + found.end()
            yield Segment(mark, (Span(first, first + 2),))
            yield Segment(found[0][2:-2], (Span(first + 2, last - 2),), literal=True)
            yield Segment(mark, (Span(last - 2, last),))
            position = found.end()
    yield from _with_escapes(text[position:], start + position, pattern, escaped)


def _with_escapes(
    text: str, start: int, pattern: re.Pattern[str] | None, escaped: int
) -> Iterator[Segment]:
    """Literal segments, with a backslash before matches and the character at `escaped`."""
    places = {found.start() for found in pattern.finditer(text)} if pattern else set()
    if 0 <= escaped - start < len(text):
        places.add(escaped - start)
    position = 0
    for place in sorted(places):
        if place > position:
            span = Span(start + position, start + place)
            yield Segment(text[position:place], (span,), literal=True)
        span = Span(start + place, start + place + 1)
        yield Segment("\\" + text[place], (span,))
        position = place + 1
    if position < len(text):
        span = Span(start + position, start + len(text))
        yield Segment(text[position:], (span,), literal=True)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def _start_of_line(text: str) -> int:
    """Where in a line a backslash is needed so that its beginning is not a mark; -1 for nowhere."""
    found = _AT_START.match(text)
    return found.start(1) if found else -1


def _closable(runs: Sequence[Run], styles: Sequence[tuple[Style, ...]]) -> list[tuple[Style, ...]]:
    """The styles without emphasis that Markdown would not read as such.

    That is the case where a mark is between a letter and punctuation (`**Note:**text`).
    """
    out = [list(own) for own in styles]
    for number, own in enumerate(styles):
        for style in own:
            if style.kind not in ("strong", "em", "del") or style not in out[number]:
                continue
            if number and style in styles[number - 1]:
                continue
            last = number
            while last + 1 < len(runs) and style in styles[last + 1]:
                last += 1
            inner = "".join(run.text for run in runs[number : last + 1])
            before = runs[number - 1].text[-1:] if number else ""
            after = runs[last + 1].text[:1] if last + 1 < len(runs) else ""
            if not (_opens(before, inner[:1]) and _opens(after, inner[-1:])):
                for place in range(number, last + 1):
                    out[place].remove(style)
    return [tuple(own) for own in out]


def _opens(outside: str, inside: str) -> bool:
    """Whether a mark between these characters (empty for none) opens or closes emphasis."""
    is_punctuation = not inside.isalnum()
    return bool(inside.strip()) and (not is_punctuation or not outside.isalnum())


def _shared(opened: Sequence[Style], own: Sequence[Style]) -> int:
    shared = 0
    while shared < min(len(opened), len(own)) and opened[shared] == own[shared]:
        shared += 1
    return shared


def _within(runs: Sequence[Run], at: Sequence[int], span: Span) -> str:
    first, last = bisect_left(at, span.start), bisect_left(at, span.end)
    return "".join(run.text for run in runs[first:last])


def _ticks(code: str) -> tuple[str, str]:
    """The marks around inline code, and the space inside them if it begins or ends with one."""
    longest = max((len(ticks) for ticks in _TICKS.findall(code)), default=0)
    lengths = {len(ticks) for ticks in _TICKS.findall(code)}
    size = next(size for size in range(1, longest + 2) if size not in lengths)
    return "`" * size, " " if code.startswith("`") or code.endswith("`") else ""


def _address(value: str, url: str | None) -> str:
    """An address as Markdown has it; empty for one that leads nowhere."""
    plain = value.strip()
    if not plain or len(plain) > _LONGEST_ADDRESS or plain.lower().startswith(_UNFIT_SCHEMES):
        return ""
    if url:
        try:
            plain = urljoin(url, plain)
        except ValueError:
            return ""
    elif plain.startswith("#"):
        return ""
    return _UNSAFE_IN_ADDRESS.sub(lambda found: _ESCAPED_IN_ADDRESS.get(found[0], ""), plain)


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


# --- Footnotes ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Notes:
    """Footnotes whose mark and text are both kept: labels by target, definitions by block."""

    labels: Mapping[str, str]
    definitions: Mapping[int, str]
    containers: frozenset[int]

    def label(self, target: str) -> str:
        """The label of a note; empty if its text is not kept."""
        return self.labels.get(target, "")

    def definition_of(self, block: int) -> str:
        """The label of the note that begins with a block; empty for none."""
        return self.definitions.get(block, "")

    def is_definition(self, container: Container) -> bool:
        """Whether a container is an item that is a note's text: its number is the label."""
        return container.number in self.containers

    def defined_by(self, block: Block) -> bool:
        """Whether a block is part of a note's text."""
        return item_of(block.container).number in self.containers


def _without_label(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a note's text without the mark at its beginning, which its definition repeats."""
    if runs and any(style.kind == "note" for style in runs[0].styles):
        return runs[1:]
    return runs


def _notes(draft: Draft) -> _Notes:
    """The footnotes of a page: marks and texts that are both kept.

    A text is found by its name, to which the mark leads; without names by its number: it begins
    with the same mark, or is an item of a list that is called footnotes.
    """
    marks = [(at, run, style) for at, run, style in _marks(draft)]
    if not marks:
        return _Notes({}, {}, frozenset())
    wanted = {style.value or run.text: run.text.strip("[]() ") for _, run, style in reversed(marks)}
    first_mark = {style.value or run.text: at for at, run, style in reversed(marks)}
    keys = {run.text: style.value or run.text for _, run, style in reversed(marks)}
    labels: dict[str, str] = {}
    definitions: dict[int, str] = {}
    containers: set[int] = set()
    numbers: dict[int, int] = {}
    for at, one in enumerate(draft.candidates):
        if not one.kept:
            continue
        by_number = (keys.get(text, "") for text in _number_of_note(one.block, numbers))
        names = [*_names(one.block), *by_number]
        name = next((name for name in names if name in wanted and name not in labels), None)
        if name is not None and at > first_mark[name]:
            labels[name] = definitions[at] = _unused(wanted[name], labels.values())
            containers.add(item_of(one.block.container).number)
    return _Notes(labels, definitions, frozenset(containers))


def _marks(draft: Draft) -> Iterator[tuple[int, Run, Style]]:
    """The marks of notes in the kept text, each with the number of its block."""
    for at, one in enumerate(draft.candidates):
        if one.kept:
            for run in one.block.runs:
                for style in run.styles:
                    if style.kind == "note":
                        yield at, run, style


def _number_of_note(block: Block, numbers: dict[int, int]) -> Iterator[str]:
    """The mark of the note that a block may be the text of: its own first run, or its number.

    `numbers` are those of the last items of lists, by the list's container.
    """
    first = block.runs[0] if block.runs else Run("")
    if any(style.kind == "note" for style in first.styles):
        yield first.text
    if (found := _NUMBER_AT_START.match(block.text)) and _is_called_note(block.container):
        yield f"[{found[1]}]"
    listed = next((one for one in block.container.ancestors() if one.tag == "ol"), None)
    if listed is None or not block.starts_item:
        return
    start = int(listed.start) if _NUMBER.fullmatch(listed.start) else 1
    numbers[listed.number] = numbers.get(listed.number, start - 1) + 1
    if _is_called_note(listed):
        yield f"[{numbers[listed.number]}]"


def _is_called_note(container: Container) -> bool:
    names = (name for one in container.ancestors() for name in one.names[1:4])
    return any(map(NOTE_NAMES.search, names))


def _names(block: Block) -> Iterator[str]:
    """The names by which links lead to a block: its own, and those of the containers it begins."""
    yield from block.anchors
    for container in (block.container, item_of(block.container)):
        if container.names[2]:
            yield container.names[2]


def _unused(label: str, used: Iterable[str]) -> str:
    label = re.sub(r"[^\w-]", "", label) or "note"
    if label not in used:
        return label
    others = (f"{label}-{number}" for number in count(2))
    return next(other for other in others if other not in used)
