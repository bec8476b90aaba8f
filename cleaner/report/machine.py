"""Findings for machines: a JSON array, or one JSON object a line. ASCII only, so that lone surrogates cannot break them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from cleaner.report.finding import Finding


def objects(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON object a line, with the fields of `Finding`."""
    for finding in findings:
        yield json.dumps(asdict(finding)) + "\n"


def array(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON array of the same objects. An empty one if there are no findings."""
    return sequence("[", (json.dumps(asdict(finding), indent=2) for finding in findings), "]\n")


def sequence(opening: str, items: Iterable[str], closing: str) -> Iterator[str]:
    """`opening`, JSON texts indented and with commas between them, and `closing`, in pieces that end with a newline."""
    pending, between = opening, "\n"
    for item in items:
        yield pending + between
        pending, between = "  " + item.replace("\n", "\n  "), ",\n"
    yield pending + ("" if pending is opening else "\n") + closing
