"""Findings for people: a headline for each, with the removed text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from cleaner.files.printable import printable
from cleaner.report.finding import Finding, described
from cleaner.report.style import BOLD, CYAN, DIM, RED, YELLOW, columns, paint, shortened

if TYPE_CHECKING:
    from cleaner.core.rule import Rule

SHOWN = 3
"""Lines of removed text shown for each finding."""
BESIDE = 30
"""Characters shown of what is beside it in a line."""

_BREAK = re.compile(r"\r\n|\n|\r")


class _Row(NamedTuple):
    """A line of removed text, and what is beside it in its line."""

    before: str
    text: str
    after: str

    @property
    def is_part(self) -> bool:
        """Whether only a part of the line is removed."""
        return bool(self.before.strip() or self.after.strip())

    def painted(self, *, colour: bool) -> str:
        """Return the line as it is shown, the removed part in red if it is not all."""
        text = shortened(self.text)
        if not self.is_part:
            return text
        return self._beginning() + paint(text, RED, colour=colour) + shortened(self.after, BESIDE)

    def underline(self, *, colour: bool) -> str:
        """Return a line that marks the removed part of the one above."""
        mark = "^" * columns(shortened(self.text))
        return " " * columns(self._beginning()) + paint(mark, RED, colour=colour)

    def _beginning(self) -> str:
        kept = self.before[-BESIDE:].lstrip()
        cut_off = len(self.before) > BESIDE
        return ("\N{HORIZONTAL ELLIPSIS}" if cut_off else "") + printable(kept)


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
    last = len(rows) - 1
    for at, (number, line) in enumerate(zip(numbers, rows, strict=False)):
        if not line.strip():
            continue
        total += 1
        if total <= SHOWN:
            margin = paint(f"{number:>{gutter + 2}} |", DIM, colour=colour)
            before, after = finding.before if at == 0 else "", finding.after if at == last else ""
            shown = _Row(before, line.strip(), after)
            yield f"{margin} {shown.painted(colour=colour)}\n"
            if shown.is_part:
                margin = paint(f"{'':>{gutter + 2}} |", DIM, colour=colour)
                yield f"{margin} {shown.underline(colour=colour)}\n"
    if total > SHOWN:
        more = total - SHOWN
        note = f"{'':>{gutter + 2}} | ({more} more line{'s' if more > 1 else ''})"
        yield paint(note, DIM, colour=colour) + "\n"
