"""A document to look at: removals in red with their rules, and the lines around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.core.result import Cut, Result
from cleaner.core.words import word_count
from cleaner.files.printable import counted, printable
from cleaner.report.style import BOLD, DIM, RED, paint

_AROUND = 1
"""Kept lines that are shown before and after a removal."""
_LONG = 160
"""Characters that are shown of a line."""
_MOST = 12
"""Lines that are shown of a removal."""


class _Line(NamedTuple):
    """A line, or part of one, that is kept, or removed by a rule."""

    text: str
    rule: str = ""


def sampled(name: str, result: Result, *, colour: bool) -> Iterator[str]:
    """Yield a document as lines to print. `name` is its heading."""
    words = sum(word_count(cut.text) for cut in result.cuts)
    total = word_count(result.original)
    share = f", {words:,} of {counted(total, 'word')} removed" if words else ", nothing removed"
    yield f"{paint(printable(name), BOLD, colour=colour)}{share}\n"
    if result.refusal:
        yield f"  {result.refusal}\n"
    lines = list(_lines(result))
    removed = [at for at, line in enumerate(lines) if line.rule]
    around = range(-_AROUND, _AROUND + 1)
    shown = {at + step for at in removed for step in around} | {0, len(lines) - 1}
    run = skipped = 0
    for at, line in enumerate(lines):
        run = run + 1 if at and line.rule == lines[at - 1].rule else 1
        if at not in shown or (line.rule and run > _MOST):
            skipped += 1
            continue
        if skipped:
            yield paint(f"    … {counted(skipped, 'more line')}\n", DIM, colour=colour)
            skipped = 0
        yield _painted(line, colour=colour)
    if skipped:
        yield paint(f"    … {counted(skipped, 'more line')}\n", DIM, colour=colour)
    yield "\n"


def _painted(line: _Line, *, colour: bool) -> str:
    text = printable(line.text[:_LONG] + ("…" if len(line.text) > _LONG else ""))
    if not line.rule:
        return f"    {text}\n"
    return f"{paint(f'  - {text}', RED, colour=colour)}  {paint(line.rule, DIM, colour=colour)}\n"


def _lines(result: Result) -> Iterator[_Line]:
    """Yield the lines that are not blank; a line that is removed in part yields its parts."""
    position = 0
    for cut in (*result.cuts, Cut(len(result.original), len(result.original), "", "", "")):
        for text, rule in ((result.original[position : cut.start], ""), (cut.text, cut.rule)):
            yield from (_Line(line.strip(), rule) for line in text.splitlines() if line.strip())
        position = cut.end
