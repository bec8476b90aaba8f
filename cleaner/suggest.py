"""Suggestions for mistyped names."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.75  # from 0 to 1; below it, suggestions are mostly misleading (`all`: `paywall`)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is nearest to a mistyped one; None if none is near."""
    import difflib  # only needed for an error message

    return next(iter(difflib.get_close_matches(name, list(known), 1, _ALIKE)), None)


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return "Did you mean …?" with the known name that is nearest, or `otherwise` if none is."""
    near = nearest(name, known)
    return f"Did you mean {near!r}?" if near else otherwise
