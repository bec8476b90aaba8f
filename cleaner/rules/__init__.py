"""The registry: every rule, in the order in which they win over each other. One family a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner import phrases
from cleaner.engine import Rule
from cleaner.finders import lines
from cleaner.lexicon import SIGN, Lexicon
from cleaner.phrases import compiled
from cleaner.rules import ads, comments, credit, navigation, notices, page, pingback, placeholder, related, share, subscribe, wordpress

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")

RULES: tuple[Rule, ...] = (
    *page.RULES,
    *wordpress.RULES,
    *pingback.RULES,
    *comments.RULES,
    *share.RULES,
    *placeholder.RULES,
    *credit.RULES,
    *related.RULES,
    *subscribe.RULES,
    *ads.RULES,
    *navigation.RULES,
    *notices.RULES,
    *navigation.UNSAFE,
    *notices.UNSAFE,
    *related.UNSAFE,
    *share.UNSAFE,
    *credit.UNSAFE,
    *comments.THREADS,
    *navigation.TAIL,
)


@lru_cache(maxsize=8)
def lexicon(own: tuple[phrases.Group, ...] = ()) -> Lexicon:
    """The built-in phrases and a user's own, compiled, with the signs that the rules look for."""
    signs = {mark.removeprefix(SIGN) for rule in RULES for mark in rule.find.marks if mark.startswith(SIGN)}
    data = compiled.data()
    plain = (group for group in own if not group.is_located)
    own_phrases = (phrase for group in plain for phrase in group.phrases())
    return Lexicon(own_phrases, signs, tables=data.tables(), rest=data.rest(), languages=data.languages.values())


def with_own(groups: Sequence[phrases.Group]) -> tuple[Rule, ...]:
    """All rules: one for each new rule id that a user's phrases name (they win), and the built-in ones. Raises PhraseError."""
    built_in = {rule.id for rule in RULES}
    own: dict[str, Rule] = {}
    for group in groups:
        if group.is_located:  # see `cleaner.learn`
            continue
        if group.bound and group.language not in compiled.data().languages:
            known_languages = ", ".join(sorted(compiled.data().languages))
            raise phrases.PhraseError(
                f"Phrases of {group.rule!r} are bound to {group.language!r}, which no text shows itself to be in: "
                f"known are {known_languages}."
            )
        if group.rule in built_in:
            continue
        if not _ID.fullmatch(group.rule):
            raise phrases.PhraseError(f"{group.rule!r} is no rule id: write a family and a name in lower case, such as 'house.slogan'.")
        if group.role != "line":
            raise phrases.PhraseError(f"Rule {group.rule!r} is your own: its phrases can only have the role 'line', not {group.role!r}.")
        own[group.rule] = Rule(group.rule, group.reason or "a phrase of your own", lines(group.mark), group.safe, removes=group.text[:1])
    return (*own.values(), *RULES)
