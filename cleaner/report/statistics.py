"""How often each rule fires, and what that removes from how many documents and hosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cleaner.report.finding import Checked, Finding, described
from cleaner.report.style import BOLD, DIM, RED, paint

_HOSTS = 20_000  # that are told apart; the documents of others are counted together
_OTHERS = "(others)"
_SHOWN = 10  # hosts in the text; JSON has all

_Rule = tuple[str, str, bool]
"""Id, reason, whether it is safe."""


@dataclass
class Tally:
    """Counts of a rule, a family or a host. `total` are the words of a host's documents."""

    cuts: int = 0
    words: int = 0
    documents: int = 0
    changed: int = 0
    total: int = 0


@dataclass
class Statistics:
    """Totals of the documents that were added. `failed` could not be read."""

    documents: int = 0
    changed: int = 0
    refused: int = 0
    failed: int = 0
    words: int = 0
    removed: int = 0
    rules: dict[_Rule, Tally] = field(default_factory=dict)
    hosts: dict[str, Tally] = field(default_factory=dict)

    def add(self, document: Checked) -> None:
        """Count a document."""
        removed = sum(self._add_rule(each) for each in document.findings)
        for rule in {(each.rule, each.reason, each.safe) for each in document.findings}:
            self.rules[rule].documents += 1
        changed = bool(document.findings)
        self.documents += 1
        self.changed += changed
        self.refused += document.refused
        self.words += document.words
        self.removed += removed
        if document.host:
            self._add_host(document, removed, changed=changed)

    def _add_rule(self, finding: Finding) -> int:
        tally = self.rules.setdefault((finding.rule, finding.reason, finding.safe), Tally())
        tally.cuts += 1
        tally.words += finding.words
        return finding.words

    def _add_host(self, document: Checked, removed: int, *, changed: bool) -> None:
        is_known = document.host in self.hosts or len(self.hosts) < _HOSTS
        tally = self.hosts.setdefault(document.host if is_known else _OTHERS, Tally())
        tally.documents += 1
        tally.changed += changed
        tally.words += removed
        tally.total += document.words

    @property
    def share(self) -> float:
        """The share of all words that are removed."""
        return self.removed / self.words if self.words else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain data for JSON, with the names that a report has."""
        return {
            "documents": self.documents,
            "changed": self.changed,
            "refused": self.refused,
            "failed": self.failed,
            "words": self.words,
            "removed": self.removed,
            "share": round(self.share, 6),
            "rules": [
                {
                    "rule": rule,
                    "reason": reason,
                    "safe": safe,
                    "cuts": tally.cuts,
                    "words": tally.words,
                    "documents": tally.documents,
                }
                for (rule, reason, safe), tally in _ranked_rules(self.rules)
            ],
            "hosts": [
                {
                    "host": host,
                    "documents": tally.documents,
                    "changed": tally.changed,
                    "words": tally.total,
                    "removed": tally.words,
                }
                for host, tally in _ranked_hosts(self.hosts)
            ],
        }


def collected(documents: Iterable[Checked]) -> Statistics:
    """Return the statistics of documents."""
    statistics = Statistics()
    for document in documents:
        statistics.add(document)
    return statistics


def to_json(statistics: Statistics) -> str:
    """Return statistics as a JSON object. ASCII only, like findings."""
    import json

    return json.dumps(statistics.to_dict(), indent=2) + "\n"


def to_text(statistics: Statistics, *, colour: bool) -> str:
    """Return a table of rules, one of hosts if there are any, and a line with the totals.

    Those that remove most come first. Without findings there are the totals only.
    """
    if not statistics.rules:
        return f"{_totals(statistics)}\n" if statistics.documents else ""
    rules = [
        (f"{tally.cuts:,}", f"{tally.words:,}", rule, described(reason, safe))
        for (rule, reason, safe), tally in _ranked_rules(statistics.rules)
    ]
    text = _table(("count", "words", "rule", "reason"), rules, colour=colour)
    if statistics.hosts:
        hosts = [
            (f"{tally.words / max(1, tally.total):.1%}", f"{tally.words:,}", host, _of(tally))
            for host, tally in _ranked_hosts(statistics.hosts)[:_SHOWN]
        ]
        heads = ("share", "words", "host", "documents")
        text += "\n" + _table(heads, hosts, colour=colour)
    return f"{text}\n{_totals(statistics)}\n"


def _of(tally: Tally) -> str:
    return f"{tally.changed:,} of {tally.documents:,} change"


def _totals(statistics: Statistics) -> str:
    refused = f"; {statistics.refused:,} would be refused" if statistics.refused else ""
    failed = f"; {statistics.failed:,} cannot be read" if statistics.failed else ""
    return (
        f"{statistics.removed:,} of {statistics.words:,} words ({statistics.share:.1%}) in"
        f" {statistics.changed:,} of {statistics.documents:,} documents{refused}{failed}"
    )


def _ranked_rules(rules: dict[_Rule, Tally]) -> list[tuple[_Rule, Tally]]:
    return sorted(rules.items(), key=lambda item: (-item[1].cuts, -item[1].words, item[0]))


def _ranked_hosts(hosts: dict[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(hosts.items(), key=lambda item: (-item[1].words, item[0]))


_Cells = tuple[str, str, str, str]
"""Two numbers, a name, and a remark."""


def _table(head: _Cells, rows: list[_Cells], *, colour: bool) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(3)]
    heading = paint(_row(head, widths), DIM, colour=colour)
    lines = [heading, *(_row(row, widths, colour=colour) for row in rows)]
    return "".join(line + "\n" for line in lines)


def _row(cells: _Cells, widths: list[int], *, colour: bool = False) -> str:
    count, words, name, rest = cells
    painted = paint(name, BOLD, RED, colour=colour) + " " * (widths[2] - len(name))
    number = paint(count.rjust(widths[0]), BOLD, colour=colour)
    return f"{number}  {words.rjust(widths[1])}  {painted}  {rest}"
