"""Reports: findings in several formats, statistics, diffs. Pure functions without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from cleaner.report.finding import Finding, findings

if TYPE_CHECKING:
    from cleaner.core.rule import Rule

FORMATS = {
    "text": "text",
    "json": "json_array",
    "jsonl": "json_lines",
    "csv": "csv",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
}
"""Output formats of findings, with the module in `cleaner.report.formats` that renders each."""

__all__ = ["FORMATS", "Finding", "findings", "render"]


def render(
    findings: Iterable[Finding], form: str, *, colour: bool, rules: Sequence[Rule]
) -> Iterator[str]:
    """Yield the findings in one of `FORMATS`, in pieces that end with a newline.

    Findings are taken one at a time, so the output is never in memory as a whole. Only `text` uses
    `colour`; only `sarif` uses `rules`, which it describes. Raises ValueError for another format.
    """
    if form not in FORMATS:
        raise ValueError(f"unknown output format {form!r}; use {', '.join(FORMATS)}.")
    module = import_module(f"cleaner.report.formats.{FORMATS[form]}")
    pieces: Iterator[str] = module.render(findings, rules, colour=colour)
    return pieces
