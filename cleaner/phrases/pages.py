"""What the short lines of a text say of it: the navigation that whole pages have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.core.normalise import line_key
from cleaner.core.rule import Role
from cleaner.phrases import compiled
from cleaner.phrases.lookup import Lookup

_COUNTED = frozenset(
    {
        *(Role.LINE, Role.BESIDE, Role.BAR, Role.PAIR, Role.TITLE, Role.HEADING),
        *(Role.NETWORK, Role.ACTION),
    }
)
_NAVIGATION = "nav."


class Interface(NamedTuple):
    """How many different lines of a text are wordings of interfaces, and of navigation."""

    wordings: int
    navigation: int


def interface(lines: Iterable[str]) -> Interface:
    """Count the different lines that the phrase data of any language have word for word."""
    lookup = Lookup(compiled.data().tables)
    found = []
    for key in {line_key(line) for line in lines}:
        marks = [phrase.mark for phrase in lookup.exact(key)]
        found.append({mark.rule for mark in marks if mark.role in _COUNTED})
    navigation = sum(any(rule.startswith(_NAVIGATION) for rule in named) for named in found)
    return Interface(sum(map(bool, found)), navigation)
