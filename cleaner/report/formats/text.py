"""Findings for people: a headline for each, with the removed text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

from cleaner.files.printable import printable
from cleaner.report.finding import Finding
from cleaner.report.statistics import described
from cleaner.report.style import BOLD, CYAN, DIM, RED, YELLOW, paint, shortened

if TYPE_CHECKING:
    from cleaner.core.rule import Rule

SHOWN = 3
"""Lines of removed text shown for each finding."""

_BREAK = re.compile(r"\r\n|\n|\r")


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield a piece for each finding: `path:line:column: rule reason` and the first lines of it."""
    for finding in findings:
        yield _headline(finding, colour=colour) + "".join(_removed(finding, colour=colour))


def _headline(finding: Finding, *, colour: bool) -> str:
    colon = paint(":", CYAN, colour=colour)
    path = paint(printable(finding.path), BOLD, colour=colour)
    where = colon.join((path, str(finding.line), str(finding.column), ""))
    rule = paint(finding.rule, BOLD, RED if finding.safe else YELLOW, colour=colour)
    reason = described(finding.reason, finding.safe)
    return f"{where} {rule} {reason}{paint(_score(finding), DIM, colour=colour)}\n"


def _score(finding: Finding) -> str:
    """Return what the line scorer said, if it was asked."""
    if finding.probability is None:
        return ""
    against = f": {', '.join(finding.against)}" if finding.against else ""
    return f" [{finding.probability:.2f}{against}]"


def _removed(finding: Finding, *, colour: bool) -> Iterator[str]:
    """Yield the first lines of the removed text with their numbers, without blank ones."""
    gutter = len(str(finding.end_line))
    total = 0
    rows = _BREAK.split(finding.text.strip())
    numbers: Iterable[int | str] = range(finding.line, finding.line + len(rows))
    if finding.end_line - finding.line + 1 != len(rows):
        numbers = repeat("")  # the lines of an HTML page's text are not those of its HTML
    for number, line in zip(numbers, rows, strict=False):
        if not line.strip():
            continue
        total += 1
        if total <= SHOWN:
            margin = paint(f"{number:>{gutter + 2}} |", DIM, colour=colour)
            yield f"{margin} {shortened(line.strip())}\n"
    if total > SHOWN:
        more = total - SHOWN
        note = f"{'':>{gutter + 2}} | ({more} more line{'s' if more > 1 else ''})"
        yield paint(note, DIM, colour=colour) + "\n"
