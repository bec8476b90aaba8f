"""Findings as workflow commands, which GitHub Actions shows as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.files.printable import portable, printable
from cleaner.report.finding import Finding
from cleaner.report.style import excerpt

if TYPE_CHECKING:
    from cleaner.core.rule import Rule


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield `::warning …::message` for each finding (`::notice` if its rule is unsafe).

    GitHub takes columns only if a finding begins and ends in the same line.
    """
    for finding in findings:
        level = "warning" if finding.safe else "notice"
        pairs = _properties(finding).items()
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in pairs)
        yield f"::{level} {properties}::{_data(_message(finding))}\n"


def _properties(finding: Finding) -> dict[str, str | int]:
    lines: dict[str, str | int] = {
        "file": _file(portable(finding.path)),
        "line": finding.line,
        "endLine": finding.end_line,
    }
    if finding.line == finding.end_line:
        lines |= {"col": finding.column, "endColumn": finding.end_column}
    return lines | {"title": f"cleaner ({finding.rule})"}


def _file(path: str) -> str:
    """Return a path as GitHub looks it up: line breaks stay, and are encoded like those of data."""
    return "".join(each if each in "\r\n" else printable(each) for each in path)


def _message(finding: Finding) -> str:
    """Return the message with the place, because GitHub's log omits the properties."""
    where = f"{printable(finding.path)}:{finding.line}:{finding.column}"
    return f"{where}: {finding.rule} {finding.reason}: {excerpt(finding.text)}"


# The escapes of GitHub's runner, as in command.ts of @actions/core.
def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
