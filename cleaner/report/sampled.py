"""A cleaned text to look at: what goes in its place, in red with its rule, and of what stays the first lines and those around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.core.result import Cut, Result
from cleaner.files.printable import printable
from cleaner.report.style import BOLD, DIM, RED, paint

_AROUND = 1
"""Kept lines that are shown before and behind what goes."""
_LONG = 160
"""Characters of a line that are shown."""
_MOST = 12
"""Lines of one cut that are shown."""


class _Line(NamedTuple):
    """A line of the text: what of it stays, or what goes and by which rule."""

    text: str
    rule: str = ""


def sampled(name: str, result: Result, *, colour: bool) -> Iterator[str]:
    """One text, as lines to print. `name` is its heading."""
    words = sum(len(cut.text.split()) for cut in result.cuts)
    share = f", {words} of {len(result.original.split())} words go" if words else ", nothing goes"
    yield f"{paint(printable(name), BOLD, colour=colour)}{share}\n"
    if result.refusal:
        yield f"  {result.refusal}\n"
    lines = list(_lines(result))
    shown = {at + step for at, line in enumerate(lines) if line.rule for step in range(-_AROUND, _AROUND + 1)} | {0, len(lines) - 1}
    rules: dict[str, int] = {}
    skipped = 0
    for at, line in enumerate(lines):
        run = rules[line.rule] = rules.get(line.rule, 0) + 1 if at and line.rule == lines[at - 1].rule else 1
        if at not in shown or (line.rule and run > _MOST):
            skipped += 1
            continue
        if skipped:
            yield paint(f"    … {skipped} more lines\n", DIM, colour=colour)
            skipped = 0
        yield _painted(line, colour=colour)
    if skipped:
        yield paint(f"    … {skipped} more lines\n", DIM, colour=colour)
    yield "\n"


def _painted(line: _Line, *, colour: bool) -> str:
    text = printable(line.text[:_LONG] + ("…" if len(line.text) > _LONG else ""))
    if not line.rule:
        return f"    {text}\n"
    return f"{paint(f'  - {text}', RED, colour=colour)}  {paint(line.rule, DIM, colour=colour)}\n"


def _lines(result: Result) -> Iterator[_Line]:
    """The lines of a text that are not blank, those that go in part as one for each part."""
    position = 0
    for cut in (*result.cuts, Cut(len(result.original), len(result.original), "", "", "")):
        for text in (result.original[position : cut.start], cut.text):
            rule = cut.rule if text is cut.text else ""
            yield from (_Line(line.strip(), rule) for line in text.splitlines() if line.strip())
        position = cut.end
