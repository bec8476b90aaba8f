"""Reports: findings as text, JSON, SARIF or GitHub annotations; diffs; statistics. Pure functions, no I/O.

The formats import what they need when they are asked for, so that importing this package costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.report.finding import Finding, findings
from cleaner.report.text import statistics
from cleaner.report.unified import diff

if TYPE_CHECKING:
    from cleaner.core.rule import Rule

FORMATS = ("text", "json", "jsonl", "sarif", "github")

__all__ = ["FORMATS", "Finding", "diff", "findings", "render", "statistics"]


def render(findings: Iterable[Finding], form: str, *, colour: bool, rules: Sequence[Rule]) -> Iterator[str]:
    """The findings in one of `FORMATS`, as pieces of output that are each complete with their newline.

    Findings are taken one at a time: what comes out is never held in memory as a whole. Only `text` knows `colour`;
    only `sarif` needs `rules`, which it describes. Raises ValueError for a format that is not in `FORMATS`.
    """
    match form:
        case "text":
            from cleaner.report import text

            return text.lines(findings, colour=colour)
        case "json":
            from cleaner.report import machine

            return machine.array(findings)
        case "jsonl":
            from cleaner.report import machine

            return machine.objects(findings)
        case "sarif":
            from cleaner.report import sarif

            return sarif.log(findings, rules)
        case "github":
            from cleaner.report import github

            return github.commands(findings)
    raise ValueError(f"There is no output format {form!r}. Choose one of {', '.join(FORMATS)}.")
