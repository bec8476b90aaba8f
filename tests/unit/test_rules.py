"""Every rule has an id, a reason and examples that it obeys; every phrase of the data is recognised, and is there once."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path

import pytest
from cleaner.phrasetables import BOUND, EDGE

from cleaner import Cleaner, Result, Rule
from cleaner import rules as registry
from cleaner.core.engine import clean
from cleaner.rules import RULES
from tests.support.documents import fill, phrases
from tests.support.promises import assert_promises

IDENTIFIER = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
REMOVES = [pytest.param(rule, text, id=f"{rule.id}-{number}") for rule in RULES for number, text in enumerate(rule.removes)]
KEEPS = [pytest.param(rule, text, id=f"{rule.id}-{number}") for rule in RULES for number, text in enumerate(rule.keeps)]
GROUPS = list(dict.fromkeys(group for group, _ in phrases()))
LANGUAGES = sorted({group.language for group in GROUPS})


def alone(rule: Rule) -> Cleaner:
    """A cleaner with this rule only."""
    return Cleaner(select=[rule.id], unsafe=True, force=True, keep=())


def cleaned(rule: Rule, text: str) -> Result:
    """What a rule alone makes of one of its examples, which is a page for rules that look at whole pages."""
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
    assert {cut.rule for cut in result.cuts} == {rule.id}
    assert_promises(result, alone(rule))


@pytest.mark.parametrize(("rule", "text"), KEEPS)
def test_rule_keeps(rule: Rule, text: str) -> None:
    assert [cut.text for cut in cleaned(rule, text).cuts] == []


@pytest.mark.parametrize(("rule", "text"), [example for example in REMOVES if not example.values[0].whole_page])  # type: ignore[union-attr]
def test_unsafe_rules_only_suggest(rule: Rule, text: str) -> None:
    result = clean(text, [rule], registry.lexicon(), suggest=True, force=True)
    found, silent = (result.cuts, result.suggestions) if rule.safe else (result.suggestions, result.cuts)
    assert found
    assert not silent


# --- Phrase data ---------------------------------------------------------------------------------


def marks(line: str) -> set[str]:
    """The marks that the lexicon gives to a line on a page of its own, those that are bound to a language among them."""
    (found,) = registry.lexicon().read(f"{line}\n").lines
    return {mark.rpartition(BOUND)[2] for mark in found.marks}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_recognised(language: str) -> None:
    """The lexicon gives a line that is a phrase, with its holes filled, the mark of its group."""
    assert [text for group, text in phrases() if group.language == language and group.mark not in marks(fill(text))] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_raw_templates_are_recognised(language: str) -> None:
    """A theme that forgot to fill in its phrases prints them as they are: `Connecting to %s`."""
    assert [text for group, text in phrases() if group.language == language and group.mark not in marks(text)] == []


def test_marks_are_named() -> None:
    """Every mark in the data is named by a rule; one that is not could never fire."""
    folder = Path(inspect.getfile(registry)).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r"\"([a-z][a-z-]*\.[a-z-]+:[a-z]+)\"", source))
    assert sorted({group.mark for group in GROUPS if group.mark not in {*named, EDGE}}) == []
