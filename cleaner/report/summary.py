"""What cleaning does to a corpus, in numbers and examples. Bounded memory for any size."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from cleaner.core.normalise import line_key
from cleaner.core.result import Cut, Result
from cleaner.core.words import word_count
from cleaner.report.statistics import Tally
from cleaner.report.style import excerpt

BINS = 10
"""Bars of the histogram of the share of words removed: 0 to 10 %, 10 to 20 %, …"""
_LINES = 20_000  # different removed lines that are counted; beyond it the rare ones are dropped
_HOSTS = 20_000
_TOP = 50
_OF_RULE = 5  # of the largest removals: those of one rule are mostly alike
_SAMPLE = 60  # documents drawn at random from those that change
_MOST_CHANGED = 40
_EXTRACT = 400  # characters shown of a removal in a table


class RuleTally(NamedTuple):
    """A rule, with its counts and the start of its first removal."""

    id: str
    reason: str
    safe: bool
    tally: Tally
    example: str

    @property
    def is_learned(self) -> bool:
        """Whether `cleaner learn` wrote it."""
        return self.id.startswith("learned.")


class Removal(NamedTuple):
    """One removal in a document. Tuples of it are ordered by `weight`."""

    weight: float
    number: int
    document: str
    rule: str
    words: int
    text: str
    probability: float | None


class Sampled(NamedTuple):
    """A document of the sample."""

    name: str
    host: str
    removed: int
    words: int
    result: Result

    @property
    def share(self) -> float:
        """The share of its words that are removed."""
        return self.removed / self.words if self.words else 0.0

    @property
    def rules(self) -> list[str]:
        """The rules of its removals, each once, in order."""
        return list(dict.fromkeys(cut.rule for cut in self.result.cuts))

    @property
    def language(self) -> str:
        """The language that the page declares; empty if it does not."""
        return self.result.metadata.language or "" if self.result.kind == "html" else ""


class Line(NamedTuple):
    """A removed line, with how often and by which rule."""

    text: str
    rule: str
    times: int


@dataclass
class Summary:
    """Collects results; `add` takes one document after the other."""

    documents: int = 0
    changed: int = 0
    refused: int = 0
    failed: int = 0
    words: int = 0
    removed: int = 0
    histogram: list[int] = field(default_factory=lambda: [0] * BINS)
    failures: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    _rules: dict[str, RuleTally] = field(default_factory=dict)
    _hosts: dict[str, Tally] = field(default_factory=dict)
    _lines: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    _largest: dict[str, list[Removal]] = field(default_factory=dict)
    _doubtful: list[Removal] = field(default_factory=list)
    _most_changed: list[tuple[float, int, Sampled]] = field(default_factory=list)
    _drawn: list[tuple[float, int, Sampled]] = field(default_factory=list)
    _random: random.Random = field(default_factory=lambda: random.Random(0))

    def fail(self, name: str, error: str) -> None:
        """Count a document that could not be cleaned."""
        self.documents += 1
        self.failed += 1
        if len(self.failures) < _TOP:
            self.failures.append((name, error))

    def add(self, name: str, host: str, result: Result) -> None:
        """Count a document."""
        words = word_count(result.original)
        counted = [(cut, word_count(cut.text)) for cut in result.cuts]
        removed = sum(number for _, number in counted)
        self.documents += 1
        self.words += words
        self.removed += removed
        self.changed += result.changed
        self.histogram[min(BINS - 1, BINS * removed // max(1, words))] += result.changed
        if result.refusal is not None:
            self.refused += 1
            if len(self.refusals) < _TOP:
                self.refusals.append((name, result.refusal))
        self._add_host(host, words, removed, changed=result.changed)
        self._add_rules(counted)
        for cut, number in counted:
            self._add_removal(name, cut, number)
        if result.changed:
            self._add_sample(Sampled(name, host, removed, words, result))

    def _add_host(self, host: str, words: int, removed: int, *, changed: bool) -> None:
        if host not in self._hosts and len(self._hosts) >= _HOSTS:
            host = "(others)"
        tally = self._hosts.setdefault(host, Tally())
        tally.documents += 1
        tally.changed += changed
        tally.words += removed
        tally.total += words

    def _add_rules(self, counted: Iterable[tuple[Cut, int]]) -> None:
        seen = set()
        for cut, number in counted:
            rule = self._rules.get(cut.rule)
            if rule is None:
                example = excerpt(cut.text)
                rule = RuleTally(cut.rule, cut.reason, cut.safe, Tally(), example)
                self._rules[cut.rule] = rule
            rule.tally.cuts += 1
            rule.tally.words += number
            rule.tally.documents += cut.rule not in seen
            seen.add(cut.rule)

    def _add_removal(self, name: str, cut: Cut, words: int) -> None:
        probability = None if cut.score is None else cut.score.probability
        extract = cut.text.strip()[:_EXTRACT]
        number = -self.documents
        largest = Removal(words, number, name, cut.rule, words, extract, probability)
        _keep_largest(self._largest.setdefault(cut.rule, []), largest, _OF_RULE)
        if probability is not None:
            doubtful = largest._replace(weight=probability)
            _keep_largest(self._doubtful, doubtful, _TOP)
        for line in cut.text.splitlines():
            key = line_key(line[:_EXTRACT])
            if key:
                self._lines.setdefault((cut.rule, key), [line.strip()[:_EXTRACT], 0])[1] += 1
        if len(self._lines) > _LINES:
            common = sorted(self._lines.items(), key=lambda item: -item[1][1])
            self._lines = dict(common[: _LINES // 2])

    def _add_sample(self, one: Sampled) -> None:
        number = -self.documents
        _keep_largest(self._most_changed, (one.share, number, one), _MOST_CHANGED)
        _keep_largest(self._drawn, (self._random.random(), number, one), _SAMPLE)

    @property
    def share(self) -> float:
        """The share of all words that are removed."""
        return self.removed / self.words if self.words else 0.0

    @property
    def rules(self) -> list[RuleTally]:
        """The rules that fired, those that remove most words first."""
        return sorted(self._rules.values(), key=lambda rule: (-rule.tally.words, rule.id))

    @property
    def families(self) -> list[tuple[str, int]]:
        """The families of rules, with the words that they remove, most first."""
        words: Counter[str] = Counter()
        for rule in self._rules.values():
            words[rule.id.partition(".")[0]] += rule.tally.words
        return sorted(words.items(), key=lambda item: (-item[1], item[0]))

    @property
    def hosts(self) -> list[tuple[str, Tally]]:
        """The hosts of which most words are removed, most first; not the documents without one."""
        named = [(host, tally) for host, tally in self._hosts.items() if host]
        return sorted(named, key=lambda item: (-item[1].words, item[0]))[:_TOP]

    @property
    def lines(self) -> list[Line]:
        """The removed lines that are most frequent."""
        found = [Line(text, rule, count) for (rule, _), (text, count) in self._lines.items()]
        return sorted(found, key=lambda line: (-line.times, line.rule, line.text))[:_TOP]

    @property
    def largest(self) -> list[Removal]:
        """The largest removals, a few of each rule."""
        return sorted(chain.from_iterable(self._largest.values()), reverse=True)[:_TOP]

    @property
    def doubtful(self) -> list[Removal]:
        """The removals that the line scorer was least certain of."""
        return sorted(self._doubtful, reverse=True)

    @property
    def sample(self) -> list[Sampled]:
        """Documents that change: the most changed ones and some drawn at random."""
        found = {one.name: one for _, _, one in (*self._most_changed, *self._drawn)}
        return sorted(found.values(), key=lambda one: (-one.share, one.name))

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain data for JSON."""
        return {
            "documents": self.documents,
            "changed": self.changed,
            "refused": self.refused,
            "failed": self.failed,
            "words": self.words,
            "removed": self.removed,
            "share": round(self.share, 6),
            "histogram": self.histogram,
            "families": dict(self.families),
            "rules": [_rule_row(rule) for rule in self.rules],
            "hosts": [_host_row(host, tally) for host, tally in self.hosts],
            "lines": [line._asdict() for line in self.lines],
            "failures": [{"document": name, "error": error} for name, error in self.failures],
            "refusals": [{"document": name, "reason": why} for name, why in self.refusals],
        }


def _keep_largest(heap: list[Any], item: Any, most: int) -> None:
    if len(heap) < most:
        heapq.heappush(heap, item)
    else:
        heapq.heappushpop(heap, item)


def _rule_row(rule: RuleTally) -> dict[str, Any]:
    tally = rule.tally
    counts = {"cuts": tally.cuts, "words": tally.words, "documents": tally.documents}
    about = {"rule": rule.id, "reason": rule.reason, "safe": rule.safe, "example": rule.example}
    return {**about, **counts}


def _host_row(host: str, tally: Tally) -> dict[str, Any]:
    counts = {"documents": tally.documents, "changed": tally.changed}
    return {"host": host, **counts, "words": tally.total, "removed": tally.words}


class Piece(NamedTuple):
    """A part of a document that is shown: kept text, a removal, or what is left out between."""

    text: str
    rule: str = ""
    reason: str = ""
    safe: bool = True
    omitted: int = 0


def pieces(result: Result, *, around: int = 300, most: int = 1500) -> Iterator[Piece]:
    """Yield a document with its removals; long kept parts are shortened in their middle.

    `around` characters are kept on each side of a removal, of which `most` are shown.
    """
    position, text = 0, result.original
    for cut in result.cuts:
        yield from _kept(text[position : cut.start], around, first=position == 0)
        shown = cut.text if len(cut.text) <= most else cut.text[:most]
        yield Piece(shown, cut.rule, cut.reason, cut.safe, len(cut.text) - len(shown))
        position = cut.end
    yield from _kept(text[position:], around, first=False, last=True)


def _kept(text: str, around: int, *, first: bool, last: bool = False) -> Iterator[Piece]:
    """Yield a kept part, without its middle if it is long."""
    if len(text) <= 3 * around:
        if text:
            yield Piece(text)
        return
    yield Piece(text[:around])
    yield Piece("", omitted=len(text) - (around if last else 2 * around))
    if not last:
        yield Piece(text[len(text) - around :])
