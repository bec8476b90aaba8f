"""Findings as JSON lines. ASCII only, so that lone surrogates cannot break them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.core.rule import Rule
    from cleaner.report.finding import Finding


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield one JSON object a line, with the fields of `Finding`."""
    return (json.dumps(fields_of(finding)) + "\n" for finding in findings)


def fields_of(finding: Finding) -> dict[str, Any]:
    """Return the fields of a finding; those of the line scorer only if it was asked."""
    fields = finding._asdict()
    if finding.probability is None:
        del fields["probability"], fields["against"]
    return fields
