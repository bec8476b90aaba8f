"""Cleaned texts as JSON lines: one object a text, with what its page says of itself."""

from __future__ import annotations

from cleaner.core.result import Result
from cleaner.record import json_line


def row(name: str, result: Result) -> bytes:
    """Return a line of JSON: `id` (the file's name), `text`, `kind`, `outcome`, metadata."""
    about = {key: value for key, value in result.metadata._asdict().items() if value is not None}
    fields = {
        "id": name,
        "text": result.text,
        "kind": result.kind,
        "outcome": result.outcome,
        **about,
    }
    if result.refusal:
        fields["refusal"] = result.refusal
    return json_line(fields)
