"""Findings as one JSON array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.report.formats.json_lines import fields_of

if TYPE_CHECKING:
    from cleaner.core.rule import Rule
    from cleaner.report.finding import Finding


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield an array of objects with the fields of `Finding`; without findings it is empty."""
    return sequence("[", (json.dumps(fields_of(each), indent=2) for each in findings), "]\n")


def sequence(opening: str, items: Iterable[str], closing: str) -> Iterator[str]:
    """Yield `opening`, JSON texts with commas between them, and `closing`.

    The pieces end with a newline; the items are indented.
    """
    pending, between = opening, "\n"
    for item in items:
        yield pending + between
        pending, between = "  " + item.replace("\n", "\n  "), ",\n"
    yield pending + ("" if pending is opening else "\n") + closing
