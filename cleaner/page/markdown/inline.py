"""Text and addresses as Markdown: what is escaped, and which emphasis can be written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from urllib.parse import urljoin

from cleaner.core.analysis import Span
from cleaner.page.markdown.notes import Notes
from cleaner.page.markdown.segments import Segment
from cleaner.page.runs import Run, Style, Styles

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
_MAY_BE_SPECIAL = re.compile(r"[\\`*\[\]_<&~|]")
# What is a mark at the beginning of a line; the group is what a backslash is put before.
_AT_START = re.compile(
    r"(?:\d{1,9}(?=[.)](?:\s|$)))?"
    r"(\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|(?<=\d)[.)](?=\s|$)|[-=]{3,}\s*$|~{3,})"
)
# TeX as its authors write it: \(x\), \[x\], $$x$$, and $x$ if there is a command or an index in it.
_TEX = re.compile(
    r"""
      \\\(.{1,400}?\\\) | \\\[.{1,2000}?\\\] | \$\$.{1,2000}?\$\$
    | (?<![\\$\w])\$(?=\S)(?=[^$]{0,400}?[\\^_])[^$\n]{1,400}(?<=[^\s\\])\$(?![\w$])
    """,
    re.VERBOSE,
)
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>\\]")
_PARENTHESES = re.compile(r"[()]")
_ESCAPED_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"}
_UNFIT_SCHEMES = ("javascript:", "data:", "about:", "vbscript:")
_LONGEST_ADDRESS = 2_000  # characters
_DEEPEST_PAIR = 3  # parentheses in each other; CommonMark asks for three


_PIPE = re.compile(r"\|")
_SPECIAL_IN_TABLE = re.compile(_SPECIAL.pattern + r" | \|", re.VERBOSE)


class RunWriter:
    """Writes the runs of blocks. Links are written if `links`, addresses made absolute by `url`."""

    def __init__(self, notes: Notes, *, links: bool, url: str | None) -> None:
        self._notes = notes
        self._links = links
        self._url = url

    def write(
        self, runs: Sequence[Run], start: int, *, in_table: bool = False, mark_at: int = -1
    ) -> Iterator[Segment]:
        """Runs with their marks. `mark_at` is the position of a mark at the line's beginning."""
        if len(runs) == 1 and not runs[0].styles:  # most blocks
            yield from _prose(runs[0].text, start, in_table=in_table, mark_at=mark_at)
            return
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
            yield from self._text(run, positions[number], in_table=in_table, mark_at=mark_at)
        while opened:
            style, span = opened.pop()
            yield Segment(self._closing(style, runs, positions, span), (span,))

    def _written(self, styles: Styles) -> tuple[Style, ...]:
        """The styles for which there are marks."""
        written: list[Style] = []
        for style in styles:
            if style.kind == "link" and not (self._links and self._target(style)):
                continue
            if style.kind in ("note", "cell", "break", "math") or style in written:
                continue
            if written and written[-1].kind == "code":
                continue  # nothing is a mark inside code
            written.append(style)
        return tuple(written)

    def _target(self, style: Style) -> str:
        return address(style.value, self._url)

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

    def _text(self, run: Run, start: int, *, in_table: bool, mark_at: int) -> Iterator[Segment]:
        last = run.styles[-1] if run.styles else None
        span = Span(start, start + len(run.text))
        if last is not None and last.kind == "cell":
            yield Segment(" | ", (span,))
        elif last is not None and last.kind == "break":
            yield Segment("<br>", (span,))
        elif last is not None and last.kind == "note":
            label = self._notes.label(run)
            yield Segment(f"[^{label}]" if label else escaped(run.text), (span,))
        elif last is not None and last.kind == "math":
            mark = "$$" if last.value == "display" else "$"
            yield Segment(mark, (span,))
            yield Segment(run.text, (span,), literal=True)
            yield Segment(mark, (span,))
        elif any(style.kind == "code" for style in run.styles):
            pattern = _PIPE if in_table else None
            yield from _with_escapes(run.text, start, pattern, -1)
        else:
            yield from _prose(run.text, start, in_table=in_table, mark_at=mark_at)


def _prose(text: str, start: int, *, in_table: bool, mark_at: int) -> Iterator[Segment]:
    """Text with what Markdown would take for marks escaped, and TeX between `$` as it is."""
    pattern = _SPECIAL_IN_TABLE if in_table else _SPECIAL
    position = 0
    if "\\" in text or text.count("$") > 1:
        for found in _TEX.finditer(text):
            yield from _with_escapes(
                text[position : found.start()], start + position, pattern, mark_at
            )
            position = found.end()
            mark = "$$" if found[0].startswith(("\\[", "$$")) else "$"
            size = 2 if found[0].startswith(("\\", "$$")) else 1
            first, last = start + found.start(), start + found.end()
            yield Segment(mark, (Span(first, first + size),))
            yield Segment(found[0][size:-size], (Span(first + size, last - size),), literal=True)
            yield Segment(mark, (Span(last - size, last),))
    yield from _with_escapes(text[position:], start + position, pattern, mark_at)


def _with_escapes(
    text: str, start: int, pattern: re.Pattern[str] | None, mark_at: int
) -> Iterator[Segment]:
    """Literal segments, with a backslash before matches and the character at `mark_at`."""
    places = set()
    if pattern is not None and _MAY_BE_SPECIAL.search(text):
        places = {found.start() for found in pattern.finditer(text)}
    if 0 <= mark_at - start < len(text):
        places.add(mark_at - start)
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


def escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def start_of_line(text: str) -> int:
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


_SECURE = "https:"  # what an address without a scheme means on nearly all sites


def address(value: str, url: str | None) -> str:
    """An address as Markdown has it; empty for one that leads nowhere."""
    plain = value.strip()
    if (
        plain in ("", "#")
        or len(plain) > _LONGEST_ADDRESS
        or plain.lower().startswith(_UNFIT_SCHEMES)
    ):
        return ""
    if plain.startswith("//") or url:
        try:
            plain = urljoin(url or _SECURE, plain)
        except ValueError:
            return ""
    safe = _UNSAFE_IN_ADDRESS.sub(lambda found: _ESCAPED_IN_ADDRESS.get(found[0], ""), plain)
    if _has_pairs(safe):
        return safe
    return _PARENTHESES.sub(lambda found: _ESCAPED_IN_ADDRESS[found[0]], safe)


def _has_pairs(text: str) -> bool:
    """Whether every parenthesis has its counterpart, so that none ends an address too early."""
    depth = 0
    for found in _PARENTHESES.finditer(text):
        depth += 1 if found[0] == "(" else -1
        if not 0 <= depth <= _DEEPEST_PAIR:
            return False
    return depth == 0
