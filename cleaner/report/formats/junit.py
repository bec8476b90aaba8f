"""Findings as JUnit XML, which most build servers show: a suite for each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from cleaner.files.printable import portable, printable
from cleaner.report.style import excerpt

if TYPE_CHECKING:
    from cleaner.core.rule import Rule
    from cleaner.report.finding import Finding


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield one document. Findings of safe rules are failures, those of unsafe ones are skipped.

    Without findings there is one test, which passes: build servers take an empty report for a
    broken one.
    """
    yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="cleaner">\n'
    suites = (_suite(path, list(found)) for path, found in groupby(findings, _path))
    first = next(suites, None)
    yield first or (
        '  <testsuite name="cleaner" tests="1" failures="0" skipped="0">\n'
        '    <testcase classname="cleaner" name="no findings"/>\n'
        "  </testsuite>\n"
    )
    yield from suites
    yield "</testsuites>\n"


def _suite(path: str, found: Sequence[Finding]) -> str:
    failures = sum(each.safe for each in found)
    counts = f'tests="{len(found)}" failures="{failures}" skipped="{len(found) - failures}"'
    cases = "".join(map(_case, found))
    return f"  <testsuite name={_attribute(path)} {counts}>\n{cases}  </testsuite>\n"


def _case(finding: Finding) -> str:
    where = f"{_path(finding)}:{finding.line}:{finding.column}"
    message = _attribute(f"{finding.reason}: {excerpt(finding.text)}")
    outcome = (
        f'<failure type="{finding.rule}" message={message}>{escape(printable(where))}</failure>'
    )
    if not finding.safe:
        outcome = f"<skipped message={message}/>"
    name = f"{finding.rule} at {finding.line}:{finding.column}"
    return (
        f"    <testcase classname={_attribute(_path(finding))} name={_attribute(name)}"
        f' line="{finding.line}">\n      {outcome}\n    </testcase>\n'
    )


def _path(finding: Finding) -> str:
    return portable(finding.path)


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
