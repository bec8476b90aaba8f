"""Rules have an id, a reason and examples that they obey; all phrases are recognised."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cleaner import Cleaner, Result, Rule
from cleaner import rules as registry
from cleaner.core.engine import Engine
from cleaner.core.rule import AFTER_CUT, Mark, Phrase, Role
from cleaner.rules import RENAMED, RULES
from tests.support.core import built_in
from tests.support.documents import fill, phrases
from tests.support.promises import assert_promises

IDENTIFIER = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
REMOVES = [
    pytest.param(rule, text, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, text in enumerate(rule.removes)
]
ALONE = [
    pytest.param(rule, text, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, text in enumerate(rule.removes)
    if not rule.whole_page and AFTER_CUT not in rule.finder.triggers
]
"""Examples of which a rule removes something without page analysis and other rules."""
KEEPS = [
    pytest.param(rule, text, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, text in enumerate(rule.keeps)
]
GROUPS = list(dict.fromkeys(group for group, _ in phrases()))
WHOLE = [
    (group, text)
    for group, text in phrases()
    if group.role is not Role.TRAILING and not group.alternatives
]
PROSE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared"
    " before the morning came."
)
LANGUAGES = sorted({group.language for group in GROUPS})


def alone(rule: Rule) -> Cleaner:
    """A cleaner with this rule only, or with all if it finds what others leave."""
    select = () if AFTER_CUT in rule.finder.triggers else (rule.id,)
    return Cleaner(select=select, unsafe=True, force=True, keep=())


def cleaned(rule: Rule, text: str) -> Result:
    """What a rule alone makes of one of its examples; those of `whole_page` rules are HTML."""
    return alone(rule).clean_html(text) if rule.whole_page else alone(rule).clean(text)


# --- Rules ---------------------------------------------------------------------------------------


def test_ids_are_unique() -> None:
    assert [name for name, times in Counter(rule.id for rule in RULES).items() if times > 1] == []


def test_no_id_is_a_prefix_of_another() -> None:
    """Else there were no way to select the shorter one alone."""
    ids = [rule.id for rule in RULES]
    assert [(one, other) for one in ids for other in ids if other.startswith(one + ".")] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_well_formed(rule: Rule) -> None:
    assert IDENTIFIER.fullmatch(rule.id)
    assert rule.reason == rule.reason.strip()
    assert 0 < len(rule.reason) <= 100
    assert not rule.reason.endswith("."), "reasons go into a line of findings: no full stop"
    assert rule.removes, "a rule shows what it removes"
    assert rule.keeps, "a rule shows what it leaves alone"
    assert len(set(rule.removes)) == len(rule.removes)
    assert set(rule.keeps).isdisjoint(rule.removes)
    assert all(text.strip() for text in (*rule.removes, *rule.keeps))


@pytest.mark.parametrize(("rule", "text"), REMOVES)
def test_rule_removes(rule: Rule, text: str) -> None:
    result = cleaned(rule, text)
    found = {cut.rule for cut in result.cuts}
    assert rule.id in found if AFTER_CUT in rule.finder.triggers else found == {rule.id}
    assert_promises(result, alone(rule))


@pytest.mark.parametrize(("rule", "text"), KEEPS)
def test_rule_keeps(rule: Rule, text: str) -> None:
    assert [cut.text for cut in cleaned(rule, text).cuts if cut.rule == rule.id] == []


@pytest.mark.parametrize(("rule", "text"), ALONE)
def test_unsafe_rules_only_suggest(rule: Rule, text: str) -> None:
    result = Engine([rule], built_in(), suggest=True, force=True).clean(text)
    found, silent = (
        (result.cuts, result.suggestions) if rule.safe else (result.suggestions, result.cuts)
    )
    assert found
    assert not silent


# --- Phrase data ---------------------------------------------------------------------------------


def marks(line: str) -> set[Mark]:
    """The marks of a line by itself, with those of phrases that count only in their language."""
    found = built_in().match(line.strip())
    return {phrase.mark for phrase in found if isinstance(phrase, Phrase)}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_recognised(language: str) -> None:
    """A line that is a phrase, with its holes filled, has the mark of its group."""
    of_language = [(group, text) for group, text in WHOLE if group.language == language]
    assert [text for group, text in of_language if group.mark not in marks(fill(text))] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_raw_templates_are_recognised(language: str) -> None:
    """A theme that forgot to fill in its phrases prints them as they are: `Connecting to %s`."""
    of_language = [(group, text) for group, text in WHOLE if group.language == language]
    assert [text for group, text in of_language if group.mark not in marks(text)] == []


@pytest.mark.slow
def test_trailing_phrases_are_recognised() -> None:
    trailing = [(group, text) for group, text in phrases() if group.role is Role.TRAILING]
    found = [(text, built_in().trailing(f"{PROSE} {text}…")) for _, text in trailing]
    assert found
    assert [text for text, at in found if at is None or at[1] != len(PROSE)] == []


def test_phrases_belong_to_roles_that_rules_read() -> None:
    """A phrase of a role that no rule reads could never be used."""
    read = registry.marks(RULES)
    assert [fault for group in GROUPS if (fault := registry.check_read(group, read))] == []


# --- Names ---------------------------------------------------------------------------------------


def test_renamed_rules_have_a_new_name() -> None:
    ids = {rule.id for rule in RULES}
    assert set(RENAMED.values()) <= ids
    assert ids.isdisjoint(RENAMED)
