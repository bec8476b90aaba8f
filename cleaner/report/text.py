"""Findings for people: one headline each with the removed text below it, and the table of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import repeat

from cleaner.files.printable import printable
from cleaner.report.finding import Finding
from cleaner.report.style import BOLD, CYAN, DIM, RED, YELLOW, paint, shortened

SHOWN = 3
"""Lines of removed text shown for one finding."""

_BREAK = re.compile(r"\r\n|\n|\r")


def lines(findings: Iterable[Finding], *, colour: bool) -> Iterator[str]:
    """`path:line:column: rule reason`, then the first lines of what goes, one piece a finding."""
    for finding in findings:
        yield _headline(finding, colour=colour) + "".join(_removed(finding, colour=colour))


def statistics(findings: Iterable[Finding], *, colour: bool) -> str:
    """A table of how often each rule fired, how many words it takes, and why; the most frequent first. Empty without findings."""
    counts: dict[tuple[str, str, bool], list[int]] = {}
    for finding in findings:
        count = counts.setdefault((finding.rule, finding.reason, finding.safe), [0, 0])
        count[0] += 1
        count[1] += finding.words
    if not counts:
        return ""
    rows = [(str(count), str(words), rule, _reason(reason, safe)) for (rule, reason, safe), (count, words) in _ranked(counts)]
    head = ("count", "words", "rule", "reason")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(3)]
    table = [paint(_row(head, widths), DIM, colour=colour), *(_row(row, widths, colour=colour) for row in rows)]
    return "".join(line + "\n" for line in table)


def _ranked(counts: dict[tuple[str, str, bool], list[int]]) -> list[tuple[tuple[str, str, bool], list[int]]]:
    return sorted(counts.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))


def _row(cells: tuple[str, str, str, str], widths: list[int], *, colour: bool = False) -> str:
    count, words, rule, reason = cells
    name = paint(rule, BOLD, RED, colour=colour) + " " * (widths[2] - len(rule))
    return f"{paint(count.rjust(widths[0]), BOLD, colour=colour)}  {words.rjust(widths[1])}  {name}  {reason}"


def _reason(reason: str, safe: bool) -> str:
    return reason if safe else f"{reason} (unsafe)"


def _headline(finding: Finding, *, colour: bool) -> str:
    colon = paint(":", CYAN, colour=colour)
    where = colon.join((paint(printable(finding.path), BOLD, colour=colour), str(finding.line), str(finding.column), ""))
    rule = paint(finding.rule, BOLD, RED if finding.safe else YELLOW, colour=colour)
    return f"{where} {rule} {_reason(finding.reason, finding.safe)}{paint(_score(finding), DIM, colour=colour)}\n"


def _score(finding: Finding) -> str:
    """How the line scorer judged, if it did."""
    if finding.probability is None:
        return ""
    return f" [{finding.probability:.2f}{': ' if finding.against else ''}{', '.join(finding.against)}]"


def _removed(finding: Finding, *, colour: bool) -> Iterator[str]:
    """The first lines of the removed text behind their numbers. Blank ones are left out."""
    gutter = len(str(finding.end_line))
    total = 0
    rows = _BREAK.split(finding.text.strip())
    numbers: Iterable[int | str] = range(finding.line, finding.line + len(rows))
    if finding.end_line - finding.line + 1 != len(rows):
        numbers = repeat("")  # a page's: its lines are not those of its HTML
    for number, line in zip(numbers, rows, strict=False):
        if not line.strip():
            continue
        total += 1
        if total <= SHOWN:
            yield f"{paint(f'{number:>{gutter + 2}} |', DIM, colour=colour)} {shortened(line.strip())}\n"
    if total > SHOWN:
        more = total - SHOWN
        yield paint(f"{'':>{gutter + 2}} | ({more} more line{'s' if more > 1 else ''})", DIM, colour=colour) + "\n"
