"""What may have been meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """A question after the known name that is nearest, or `otherwise` if none is near."""
    import difflib  # only where there is something to say

    near = difflib.get_close_matches(name, list(known), 1)
    return f"Did you mean {near[0]!r}?" if near else otherwise
