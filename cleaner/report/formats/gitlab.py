"""Findings as a Code Quality report of GitLab, which shows them in merge requests. ASCII only."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cleaner.files.printable import portable, printable
from cleaner.report.baseline import digest
from cleaner.report.formats.json_array import sequence
from cleaner.report.style import excerpt

if TYPE_CHECKING:
    from cleaner.core.rule import Rule
    from cleaner.report.finding import Finding


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield an array of issues; without findings it is empty."""
    return sequence("[", (json.dumps(each, indent=2) for each in _issues(findings)), "]\n")


def _issues(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        key = portable(finding.path), finding.rule, digest(finding.text)
        seen[key] += 1  # equal findings of a file differ by their order
        yield _issue(finding, "\0".join((*key, str(seen[key]))))


def _issue(finding: Finding, key: str) -> dict[str, Any]:
    return {
        "description": f"{finding.reason}: {excerpt(finding.text)}",
        "check_name": finding.rule,
        "fingerprint": hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": "minor" if finding.safe else "info",
        "location": {
            "path": printable(portable(finding.path)),
            "lines": {"begin": finding.line, "end": finding.end_line},
        },
    }
