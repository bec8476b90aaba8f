"""Findings for machines: a JSON array, or one JSON object a line. ASCII only, so that lone surrogates cannot break them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from cleaner.report.finding import Finding


def objects(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON object a line, with the fields of `Finding`."""
    for finding in findings:
        yield json.dumps(_fields(finding)) + "\n"


def array(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON array of the same objects. An empty one if there are no findings."""
    return sequence("[", (json.dumps(_fields(finding), indent=2) for finding in findings), "]\n")


def _fields(finding: Finding) -> dict[str, Any]:
    """The fields of a finding, those of the line scorer only if it judged."""
    fields = asdict(finding)
    if finding.probability is None:
        del fields["probability"], fields["against"]
    return fields


def sequence(opening: str, items: Iterable[str], closing: str) -> Iterator[str]:
    """`opening`, JSON texts indented and with commas between them, and `closing`, in pieces that end with a newline."""
    pending, between = opening, "\n"
    for item in items:
        yield pending + between
        pending, between = "  " + item.replace("\n", "\n  "), ",\n"
    yield pending + ("" if pending is opening else "\n") + closing
