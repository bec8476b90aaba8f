"""The phrases of hosts as rules of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from cleaner.document import Document, Span
from cleaner.engine import Finder, Rule
from cleaner.learn.lines import ZONES, key
from cleaner.learn.match import WHERE, HostPhrase, Match, matches
from cleaner.learn.proposals import host_of
from cleaner.phrases import Group, PhraseError
from cleaner.suggest import did_you_mean


class HostRule(NamedTuple):
    """Phrases of one `[[phrases]]` table that has a host or says where it counts."""

    id: str
    reason: str
    host: str
    text: tuple[str, ...]
    where: tuple[str, ...]
    safe: bool

    @property
    def family(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]


def host_rules(groups: Iterable[Group]) -> tuple[HostRule, ...]:
    """Return the rules of phrases with a host or a place. Raises PhraseError."""
    return tuple(_host_rule(group) for group in groups if group.is_located)


def _host_rule(group: Group) -> HostRule:
    for each in group.where:
        if each not in WHERE:
            hint = did_you_mean(each, WHERE, f"Use {', '.join(WHERE)}.")
            raise PhraseError(f"{group.rule}: unknown place {each!r} in `where`. {hint}")
    if group.role != "line":
        raise PhraseError(
            f"{group.rule}: phrases with `host` or `where` are whole lines; remove role ="
            f" {group.role!r}."
        )
    reason = group.reason or f"a phrase of {group.host or 'your own'}"
    where = group.where or ZONES
    return HostRule(group.rule, reason, host_of(group.host), group.text, where, group.safe)


class HostRules:
    """Rules by host. The engine's rules of a host are made when its first document comes."""

    def __init__(self, rules: Iterable[HostRule]) -> None:
        self._by_host: dict[str, list[HostRule]] = {}
        for rule in rules:
            self._by_host.setdefault(rule.host, []).append(rule)
        self._made: dict[str, tuple[Rule, ...]] = {}

    def of(self, address: str | None) -> tuple[Rule, ...]:
        """Return the rules for a document from a URL or host; those of all hosts included."""
        if not self._by_host:
            return ()
        host = host_of(address or "")
        if host not in self._by_host:
            host = ""
        if host not in self._made:
            own = self._by_host.get(host, [])
            everywhere = self._by_host.get("", []) if host else []
            self._made[host] = tuple(_engine_rules([*own, *everywhere]))
        return self._made[host]


def _engine_rules(rules: Sequence[HostRule]) -> Iterator[Rule]:
    finder = _Finder(
        {key(text): HostPhrase(rule.id, rule.where) for rule in rules for text in rule.text}
    )
    seen: set[str] = set()
    for rule in rules:
        if rule.id not in seen:
            seen.add(rule.id)
            find = Finder(frozenset({"prose"}), partial(finder.spans, rule.id))
            yield Rule(rule.id, rule.reason, find, rule.safe, removes=rule.text[:1])


class _Finder:
    """Finds the phrases of a host in a document once for all its rules."""

    def __init__(self, phrases: Mapping[str, HostPhrase]) -> None:
        self._phrases = phrases
        self._last: tuple[str, Mapping[str, list[Match]]] = ("", {})

    def spans(self, rule: str, document: Document) -> list[Span]:
        """Return what a rule removes from a document."""
        text, found = self._last
        if text is not document.text:
            found = {}
            for each in matches(document.text, self._phrases):
                found.setdefault(each.rule, []).append(each)
            self._last = (document.text, found)  # in one step: other threads have their own text
        return [Span(each.start, each.end) for each in found.get(rule, ())]
