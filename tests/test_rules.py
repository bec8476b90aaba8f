"""Every rule has an id, a reason and examples that it obeys; every phrase of the data is recognised, and is there once."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from cleaner import Cleaner, Rule
from cleaner import rules as registry
from cleaner.engine import clean
from cleaner.lexicon import LONG, normalise
from cleaner.phrases import Group
from cleaner.rules import RULES
from tests.documents import fill, phrases
from tests.promises import assert_promises

IDENTIFIER = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
REMOVES = [pytest.param(rule, text, id=f"{rule.id}-{number}") for rule in RULES for number, text in enumerate(rule.removes)]
KEEPS = [pytest.param(rule, text, id=f"{rule.id}-{number}") for rule in RULES for number, text in enumerate(rule.keeps)]
PHRASES = [pytest.param(group, text, id=f"{group.mark}-{text[:40]}") for group, text in phrases()]
GROUPS = list(dict.fromkeys(group for group, _ in phrases()))


def alone(rule: Rule) -> Cleaner:
    """A cleaner with this rule only."""
    return Cleaner(select=[rule.id], unsafe=True, force=True)


# --- Rules ----------------------------------------------------------------------------------------------------------


def test_ids_are_unique() -> None:
    assert [name for name, times in Counter(rule.id for rule in RULES).items() if times > 1] == []


def test_families_stand_together() -> None:
    families = [family for family, _ in groupby(rule.family for rule in RULES)]
    assert [name for name, times in Counter(families).items() if times > 1] == []


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
    result = alone(rule).clean(text)
    assert {cut.rule for cut in result.cuts} == {rule.id}
    assert_promises(result, alone(rule))


@pytest.mark.parametrize(("rule", "text"), KEEPS)
def test_rule_keeps(rule: Rule, text: str) -> None:
    assert [cut.text for cut in alone(rule).clean(text).cuts] == []


@pytest.mark.parametrize(("rule", "text"), REMOVES)
def test_unsafe_rules_only_suggest(rule: Rule, text: str) -> None:
    result = clean(text, [rule], registry.lexicon(), force=True)
    found, silent = (result.cuts, result.suggestions) if rule.safe else (result.suggestions, result.cuts)
    assert found
    assert not silent


# --- Phrase data ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("group", "text"), PHRASES)
def test_phrase_is_recognised(group: Group, text: str) -> None:
    """The lexicon gives a line that is this phrase, with its holes filled, the group's mark."""
    lines = registry.lexicon().read(f"{fill(text)}\n")
    assert len(lines) == 1
    assert group.mark in lines[0].marks


@pytest.mark.parametrize(("group", "text"), [item for item in PHRASES if "%" in str(item.values[1])])
def test_raw_template_is_recognised(group: Group, text: str) -> None:
    """A theme that forgot to fill in its phrases prints them as they are: `Connecting to %s`."""
    assert group.mark in registry.lexicon().read(f"{text}\n")[0].marks


@pytest.mark.parametrize(("group", "text"), PHRASES)
def test_phrase_is_well_formed(group: Group, text: str) -> None:
    assert text.split() == re.split(r"[ \xa0]", text), "single spaces, none at the ends"
    assert len(text) < LONG
    assert text.isprintable()
    assert set(re.findall(r"%.", text)) - {"%s", "%d"} <= {"% ", "%)", "%."}, "%s and %d are the only holes"
    assert "%s%s" not in text
    assert "%s %s" not in text
    assert not re.search(r"%\d", text), "numbered holes (%1$s) are to be written as %s or %d"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.mark)
def test_group_is_well_formed(group: Group) -> None:
    assert group.rule in {rule.id for rule in RULES}
    assert LANGUAGE.fullmatch(group.language)
    assert group.platform
    assert group.source
    assert group.licence
    assert not group.reason, "the rule gives the reason"
    assert group.safe, "the rule says whether it is safe"


def test_phrases_are_there_once() -> None:
    """No two phrases of one mark have the same normal form, in whichever group or file they stand."""
    seen = Counter((group.mark, normalise(text)) for group, text in phrases())
    assert [key for key, times in seen.items() if times > 1] == []


def test_roles_are_used() -> None:
    """Every role in the data is named by a rule of its family; one that is not could never fire."""
    folder = Path(inspect.getfile(registry)).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r"[:\"']([a-z][a-z-]*)[\"']", source))
    assert sorted({group.mark for group in GROUPS if group.role not in named}) == []
