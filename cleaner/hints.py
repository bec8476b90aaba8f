"""What may have been meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def no_part(name: str, parts: Sequence[str], *, also: str = "") -> str:
    """What to say of a part of a page that there is not. `also` is what may stand in place of parts."""
    there_are = f"There are: {', '.join(parts)}{f'; or {also}' if also else ''}."
    return f"There is no part {name!r} of a page to keep. {meant(name, parts, there_are)}"


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """A question after the known name that is nearest, or `otherwise` if none is near."""
    import difflib  # only where there is something to say

    near = difflib.get_close_matches(name, list(known), 1)
    return f"Did you mean {near[0]!r}?" if near else otherwise
