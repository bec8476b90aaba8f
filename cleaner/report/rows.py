"""Cleaned texts as JSON lines: one object a text, with what its page says of itself."""

from __future__ import annotations

import json

from cleaner.document import Result


def row(name: str, result: Result) -> bytes:
    """One line of JSON: `id` (the file's name), `text`, `kind`, `outcome`, and the metadata that there are."""
    about = {key: value for key, value in result.metadata._asdict().items() if value is not None}
    fields = {"id": name, "text": result.text, "kind": result.kind, "outcome": result.outcome, **about}
    if result.refusal:
        fields["refusal"] = result.refusal
    try:
        return json.dumps(fields, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # lone surrogates: part of a file name that is not UTF-8, or of the text
        return json.dumps(fields).encode() + b"\n"
