"""Removals that are the same: one rule, one text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cleaner.core.normalise import line_key
from cleaner.core.result import Cut, Result

_CONTEXT = 80  # characters of the lines above and below
_LINES = 20_000  # different removals that are kept; beyond it the rare ones are dropped


@dataclass
class Group:
    """Equal removals of a rule, with one of them as example."""

    rule: str
    reason: str
    safe: bool
    text: str
    document: str
    before: str
    after: str
    times: int = 0
    hosts: Counter[str] = field(default_factory=Counter)


class Groups:
    """Collects removals; the frequent ones come first."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], Group] = {}

    def add(self, name: str, host: str, result: Result) -> None:
        """Add the removals of a document."""
        for cut in result.cuts:
            key = cut.rule, line_key(cut.text)
            if key not in self._groups:
                self._groups[key] = _group(name, cut, result.original)
            self._groups[key].times += 1
            self._groups[key].hosts[host] += 1
        if len(self._groups) > _LINES:
            common = sorted(self._groups.items(), key=lambda item: -item[1].times)
            self._groups = dict(common[: _LINES // 2])

    def sorted(self) -> list[Group]:
        """Return the groups, the most frequent first."""
        return sorted(self._groups.values(), key=lambda group: (-group.times, group.rule))


def _group(name: str, cut: Cut, original: str) -> Group:
    before = original[: cut.start].rstrip().rpartition("\n")[2][-_CONTEXT:]
    after = original[cut.end :].lstrip().partition("\n")[0][:_CONTEXT]
    return Group(cut.rule, cut.reason, cut.safe, cut.text.strip(), name, before, after)
