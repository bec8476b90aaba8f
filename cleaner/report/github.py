"""Findings as workflow commands, which GitHub Actions shows as annotations of the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.files.printable import printable
from cleaner.report.finding import Finding
from cleaner.report.style import excerpt


def commands(findings: Iterable[Finding]) -> Iterator[str]:
    """One `::warning …::message` a finding (`::notice` for what an unsafe rule suggests).

    The runner takes columns only when a finding begins and ends in the same line, so a longer one has lines alone.
    """
    for finding in findings:
        level = "warning" if finding.safe else "notice"
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in _properties(finding).items())
        yield f"::{level} {properties}::{_data(_message(finding))}\n"


def _properties(finding: Finding) -> dict[str, str | int]:
    lines: dict[str, str | int] = {"file": printable(finding.path), "line": finding.line, "endLine": finding.end_line}
    if finding.line == finding.end_line:
        lines |= {"col": finding.column, "endColumn": finding.end_column}
    return lines | {"title": f"cleaner ({finding.rule})"}


def _message(finding: Finding) -> str:
    """The place once more, for the log: the runner leaves the properties out there."""
    where = f"{printable(finding.path)}:{finding.line}:{finding.column}"
    return f"{where}: {finding.rule} {finding.reason}: {excerpt(finding.text)}"


# The escapes of the runner, as in @actions/core's command.ts.
def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
