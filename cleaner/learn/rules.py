"""The phrases of hosts as rules, and what of a document they exclude.

They belong to the first stage of the engine: like what page analysis excludes, their lines are
removed before the rules for text run, and do not count as a loss of the article.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaner.core.analysis import Excluded, PageAnalysis, Span
from cleaner.core.rule import Role, Rule
from cleaner.core.spans import outside
from cleaner.files.printable import printable
from cleaner.learn.lines import ZONES, ascii_letters
from cleaner.learn.match import WHERE, HostPhrase, HostPhrases, matches
from cleaner.learn.proposals import host_of
from cleaner.learn.templates import HOLE, phrase_key
from cleaner.phrases import Group, PhraseError
from cleaner.rules.shapes import excluded
from cleaner.suggest import did_you_mean


class HostRule(NamedTuple):
    """Phrases of one `[[phrases]]` table that has a host or says where it counts."""

    id: str
    reason: str
    host: str
    text: tuple[str, ...]
    where: tuple[str, ...]
    safe: bool
    keys: tuple[bytes, ...]
    """The keys of its phrases (`phrase_key`)."""
    for_engine: Rule

    @property
    def family(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]


class OfHost(NamedTuple):
    """The phrases of one host, and their rules for the engine."""

    phrases: HostPhrases
    rules: tuple[Rule, ...]

    def added_to(self, analysis: PageAnalysis, text: str) -> PageAnalysis:
        """Return what is known of a text, and what of it the phrases exclude."""
        if not self.rules:
            return analysis
        before = [Span(each.start, each.end) for each in analysis.excluded]
        kept = outside(Span(0, len(text)), before)
        found = self._excluded(text, kept)
        return analysis._replace(excluded=tuple(sorted([*analysis.excluded, *found])))

    def _excluded(self, text: str, kept: Sequence[Span]) -> Iterable[Excluded]:
        """Yield what the phrases exclude from the kept spans of a text."""
        rest = "".join(text[start:end] for start, end in kept)
        starts = [0, *accumulate(end - start for start, end in kept)]
        for match in matches(rest, self.phrases):
            first = bisect_right(starts, match.start) - 1
            for number in range(first, len(kept)):
                if starts[number] >= match.end:
                    break
                shift = kept[number].start - starts[number]
                start, end = max(match.start, starts[number]), min(match.end, starts[number + 1])
                yield Excluded(start + shift, end + shift, match.rule)


def host_rules(groups: Iterable[Group]) -> tuple[HostRule, ...]:
    """Return the rules of phrases with a host or a place. Raises PhraseError."""
    return tuple(_host_rule(group) for group in groups if group.is_located)


def of_host(rules: Sequence[HostRule], host: str) -> OfHost:
    """Return what rules make of documents of a host: its own and those of all hosts."""
    own = [rule for rule in rules if rule.host in (host, "")]
    own.sort(key=lambda rule: rule.host == "")
    phrases: dict[bytes, HostPhrase] = {}
    for rule in own:
        phrase = HostPhrase(rule.id, rule.where)
        for key in rule.keys:
            phrases.setdefault(key, phrase)
    engine_rules = {rule.id: rule.for_engine for rule in own}
    texts = [text for rule in own for text in rule.text]
    letters = frozenset(ascii_letters(" ".join(text.split()))[0] for text in texts)
    found = HostPhrases(phrases, letters, any(HOLE in text for text in texts))
    return OfHost(found, tuple(engine_rules.values()))


def _host_rule(group: Group) -> HostRule:
    for each in group.where:
        if each not in WHERE:
            hint = did_you_mean(each, WHERE, f"Use {', '.join(WHERE)}.")
            raise PhraseError(f"{group.rule}: unknown place {each!r} in `where`. {hint}")
    if group.role is not Role.LINE:
        raise PhraseError(
            f"{group.rule}: phrases with `host` or `where` are whole lines; remove role ="
            f" {group.role.value!r}."
        )
    reason = group.reason or f"a phrase of {printable(group.host) or 'your own'}"
    where, safe = group.where or ZONES, group.safe is not False
    for_engine = Rule(group.rule, reason, excluded, safe, whole_page=True)
    keys = tuple(map(phrase_key, group.text))
    return HostRule(
        group.rule, reason, host_of(group.host), group.text, where, safe, keys, for_engine
    )
