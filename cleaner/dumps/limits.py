"""The limits that protect a run from its documents. Imported at start, so it imports nothing."""

MAX_DOCUMENT_CHARS = 50_000_000
"""Longest document that is cleaned, in characters (bytes for HTML). Longer ones pass unchanged."""

TIMEOUT_SECONDS = 60.0
"""Longest time that cleaning one document may take. Slower ones pass unchanged."""
