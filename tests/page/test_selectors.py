"""The table of selectors: well-formed, of use, and no selector takes what is only called alike."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cleaner.page.selectors import boilerplate_rule, families
from cleaner.rules import RULES

SELECTOR = re.compile(
    r"(?P<tag>[a-z][a-z0-9-]*)?(?:(?P<sign>[.#])(?P<name>[A-Za-z][\w:-]*)(?P<star>\*)?)?"
)
SELECTORS = [
    pytest.param(family.rule, selector, id=selector)
    for family in families()
    for selector, _ in family.selectors
]


def found(selector: str, name: str | None = None) -> str:
    """The rule by which an element is boilerplate that a selector means, or one of another name."""
    match = SELECTOR.fullmatch(selector)
    assert match is not None
    own = (match["name"] or "") + ("x1" if match["star"] else "") if name is None else name
    classes, identity = (own, "") if match["sign"] == "." else ("", own)
    return boilerplate_rule(
        match["tag"] or "div",
        classes if match["name"] else "",
        identity if match["name"] else "",
        "",
    )


@pytest.mark.parametrize(("rule", "selector"), SELECTORS)
def test_selectors_take_what_they_name(rule: str, selector: str) -> None:
    assert found(selector) == rule


@pytest.mark.parametrize(
    ("rule", "selector"), [each for each in SELECTORS if re.search(r"[.#]", str(each.values[1]))]
)
def test_selectors_leave_alone_what_is_called_alike(rule: str, selector: str) -> None:
    name = SELECTOR.fullmatch(selector)["name"]  # type: ignore[index]
    assert found(selector, f"un{name}") != rule
    if not selector.endswith("*"):
        assert found(selector, f"{name}zz") != rule
        assert found(selector, f"{name}-zz") in ("", rule)


@pytest.mark.parametrize(("rule", "selector"), SELECTORS)
@pytest.mark.parametrize("tag", ["html", "body", "main"])
def test_the_page_itself_is_not_boilerplate(rule: str, selector: str, tag: str) -> None:
    """Themes put on the body what the page has: `no-sidebar comments-open`."""
    name = (SELECTOR.fullmatch(selector)["name"] or "") + "x1"  # type: ignore[index]
    assert boilerplate_rule(tag, name, name, "") == ""


def test_selectors_are_there_once() -> None:
    times = Counter(selector for family in families() for selector, _ in family.selectors)
    assert [selector for selector, count in times.items() if count > 1] == []


def test_selectors_say_who_emits_them() -> None:
    assert [
        selector
        for family in families()
        for selector, platform in family.selectors
        if not platform.strip()
    ] == []


def test_rules_of_the_table_are_there_and_look_at_whole_pages() -> None:
    known = {rule.id for rule in RULES if rule.whole_page}
    assert {family.rule for family in families()} <= known


def test_a_class_is_one_word_of_several() -> None:
    assert boilerplate_rule("div", "entry sharedaddy robots-nocontent", "", "") == "markup.share"


def test_names_are_told_apart_by_case() -> None:
    assert boilerplate_rule("div", "outbrain", "", "") == ""
    assert boilerplate_rule("div", "OUTBRAIN", "", "") == "markup.related"
