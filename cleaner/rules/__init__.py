"""The registry: every rule, in the order in which they win over each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from cleaner.core import structure
from cleaner.core.patterns import pattern
from cleaner.core.rule import LineTest, Mark, Role, Rule
from cleaner.phrases import compiled
from cleaner.phrases.files import Group, PhraseError
from cleaner.phrases.match import PhraseMatcher
from cleaner.rules import (
    ads,
    comments,
    credit,
    links,
    navigation,
    notices,
    page,
    pingback,
    placeholder,
    related,
    share,
    subscribe,
    wordpress,
)
from cleaner.rules.shapes import lines
from cleaner.suggest import did_you_mean

RULES: tuple[Rule, ...] = (
    *page.RULES,
    *wordpress.RULES,
    *pingback.RULES,
    *comments.RULES,
    *share.RULES,
    *links.RULES,
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
    *comments.CERTAIN,
    *comments.THREADS,
    *navigation.TAIL,
)

RENAMED = {"tail.behind-form": "tail.after-form"}
"""Rules that had another id, which configurations may still name."""

_ID = pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
_DERIVED = frozenset({Role.PAIR, Role.BAR, Role.SENTENCE})  # roles that data cannot have


@lru_cache(maxsize=8)
def matcher(tests: frozenset[LineTest], own: tuple[Group, ...] = ()) -> PhraseMatcher:
    """Return what finds the built-in phrases, a user's own, and lines that pass the tests."""
    data = compiled.data()
    tables = data.tables
    if own:
        tables = tables.copy()
        tables.add(entry for group in own for entry in group.entries())
    return PhraseMatcher(tables, tests, data.languages, endings=data.endings)


def line_tests(rules: Iterable[Rule]) -> frozenset[LineTest]:
    """Return the tests that some rules need."""
    triggers = (trigger for rule in rules for trigger in rule.finder.triggers)
    return frozenset(trigger for trigger in triggers if isinstance(trigger, LineTest))


def with_own(groups: Sequence[Group], rules: Sequence[Rule] = RULES) -> tuple[Rule, ...]:
    """Return all rules: one for each new id that a user's phrases name, which win, and `rules`.

    Raises PhraseError for phrases that no rule reads, and for what the built-in rules do not take.
    """
    known, read = {rule.id for rule in rules}, marks(rules)
    own: dict[str, Rule] = {}
    for group in groups:
        _check_language(group)
        if group.rule in known:
            check_built_in(group, read)
        elif not _ID.fullmatch(group.rule):
            raise PhraseError(
                f"{group.rule!r} is not a valid rule id; use family.name in lower case, "
                "for example 'house.slogan'."
            )
        elif group.role is not Role.LINE:
            raise PhraseError(
                f"Rule {group.rule!r} is your own: its phrases can only have the role 'line', "
                f"not {group.role.value!r}."
            )
        else:
            own[group.rule] = Rule(
                group.rule,
                group.reason or "a phrase of your own",
                lines(Role.LINE),
                group.safe is not False,
                removes=(next(group.wordings()),),
            )
    return (*own.values(), *rules)


def marks(rules: Iterable[Rule]) -> frozenset[Mark]:
    """Return the roles that some rules, or the reading of structure, use."""
    read = {mark for rule in rules for mark in rule.marks if mark.role not in _DERIVED}
    return frozenset(read | structure.MARKS)


def check_read(group: Group, read: frozenset[Mark]) -> str:
    """Return why a group's phrases would never be used, in a sentence; empty if they are."""
    if group.mark in read:
        return ""
    roles = sorted(mark.role.value for mark in read if mark.rule == group.rule)
    if not roles:
        return f"{group.rule} does not work with phrases."
    hint = did_you_mean(group.role, roles, f"It reads {', '.join(roles)}.")
    return f"{group.rule} does not read phrases of the role {group.role.value!r}. {hint}"


def check_built_in(group: Group, read: frozenset[Mark]) -> None:
    """Raise PhraseError for phrases of a built-in rule that it does not take."""
    if fault := check_read(group, read):
        raise PhraseError(fault)
    if group.reason or group.safe is not None:
        raise PhraseError(
            f"{group.rule} is a built-in rule, which has its own reason and safety: "
            "leave out reason and safe, or use an id of your own."
        )


def _check_language(group: Group) -> None:
    languages = compiled.data().languages
    if group.bound and group.language not in languages:
        raise PhraseError(
            f"{group.rule}: unknown language {group.language!r} for bound phrases; "
            f"known are {', '.join(sorted(languages))}."
        )
