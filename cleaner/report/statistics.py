"""The table of how often each rule fired."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.report.finding import Finding
from cleaner.report.style import BOLD, DIM, RED, paint

_Rule = tuple[str, str, bool]
"""Id, reason, whether it is safe."""


def table(findings: Iterable[Finding], *, colour: bool) -> str:
    """Return a table of rules: how often each fired, how many words it removes, and why.

    The most frequent comes first. The table is empty without findings.
    """
    counts: dict[_Rule, list[int]] = {}
    for finding in findings:
        count = counts.setdefault((finding.rule, finding.reason, finding.safe), [0, 0])
        count[0] += 1
        count[1] += finding.words
    if not counts:
        return ""
    rows = [
        (str(count), str(words), rule, described(reason, safe))
        for (rule, reason, safe), (count, words) in _ranked(counts)
    ]
    head = ("count", "words", "rule", "reason")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(3)]
    heading = paint(_row(head, widths), DIM, colour=colour)
    lines = [heading, *(_row(row, widths, colour=colour) for row in rows)]
    return "".join(line + "\n" for line in lines)


def _ranked(counts: dict[_Rule, list[int]]) -> list[tuple[_Rule, list[int]]]:
    return sorted(counts.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))


def _row(cells: tuple[str, str, str, str], widths: list[int], *, colour: bool = False) -> str:
    count, words, rule, reason = cells
    name = paint(rule, BOLD, RED, colour=colour) + " " * (widths[2] - len(rule))
    number = paint(count.rjust(widths[0]), BOLD, colour=colour)
    return f"{number}  {words.rjust(widths[1])}  {name}  {reason}"


def described(reason: str, safe: bool) -> str:
    """Return the reason of a rule, and whether the rule is unsafe."""
    return reason if safe else f"{reason} (unsafe)"
