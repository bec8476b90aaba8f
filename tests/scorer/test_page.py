"""Whole pages: what the scorer removes and keeps, and the promises that hold for any text."""

from __future__ import annotations

import pickle
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner, Result, restore, rules
from cleaner.core.analysis import Excluded, PageAnalysis, Part, Score
from cleaner.core.engine import Engine
from cleaner.scorer import page as page_scorer
from tests.support import page_cases as pages
from tests.support.core import built_in, matcher

PAGE = Cleaner(kind="page")
PROSE = (
    "The mill had to be cleared before the morning came, and nobody who lived there was hurt, but "
    "the bridge will stay closed."
)


def lines(result: Result) -> list[str]:
    return result.text.splitlines()


@pytest.mark.parametrize("name", pages.NAMES)
def test_the_article_stays(name: str) -> None:
    case = pages.read(name)
    assert [line for line in case.stay if line not in lines(PAGE.clean(case.text))] == []


@pytest.mark.parametrize("name", pages.NAMES)
def test_the_boilerplate_is_removed(name: str) -> None:
    case = pages.read(name)
    assert [line for line in case.go if line in lines(PAGE.clean(case.text))] == []


@pytest.mark.parametrize("name", pages.NAMES)
def test_careful_keeps_all_that_the_other_keeps(name: str) -> None:
    case = pages.read(name)
    kept = lines(Cleaner(kind="page", careful=True).clean(case.text))
    assert [line for line in case.stay if line not in kept] == []
    assert len(kept) >= len(lines(PAGE.clean(case.text)))


def test_removals_are_recorded_with_probability_and_reasons() -> None:
    result = PAGE.clean(pages.read("news").text)
    scored = [cut for cut in result.cuts if cut.score]
    assert {cut.rule for cut in scored} >= {"extraction.left-out"}
    assert all(
        cut.rule.startswith("extraction.")
        and 0 <= cut.score.probability < 0.9
        and len(cut.score.against) <= 3
        for cut in scored
        if cut.score
    )
    menu = next(cut for cut in scored if "Weather" in cut.text)
    assert menu.score is not None
    assert menu.score.probability < 0.2
    assert menu.score.against
    assert restore(result.text, result.cuts) == result.original


def test_scores_are_equal_and_pickled_with_their_reasons() -> None:
    late = Score(0.1, lambda: ("wording",))
    assert late == Score(0.1, ("wording",)) == pickle.loads(pickle.dumps(late))
    assert hash(late) == hash(Score(0.1, ("wording",)))
    assert late != Score(0.1)


def test_reasons_are_not_looked_for_before_they_are_asked_for() -> None:
    def never() -> tuple[str, ...]:
        raise AssertionError

    assert Score(0.1, never).probability == 0.1


def test_an_articles_text_never_passes_through_the_scorer() -> None:
    text = f"{PROSE}\n\nHome\n\n{PROSE} And so on.\n"
    assert cleaner.clean(text).text == text


@pytest.mark.parametrize("name", pages.NAMES)
def test_a_text_that_is_all_article_stays_whole(name: str) -> None:
    text = "".join(line + "\n" for line in pages.read(name).stay)
    assert PAGE.clean(text).text == text


@pytest.mark.parametrize("text", ["", "\n", " \t\n\u2028 \n", "\ufeff", "\ufeff\n"])
def test_what_is_blank_stays(text: str) -> None:
    assert PAGE.clean(text).text == text


@pytest.mark.parametrize("text", ["x", "Home", "\x00", "\ud800", "😀" * 3, "a\u0301" * 100])
def test_a_single_line_is_no_reason_to_fail(text: str) -> None:
    assert restore(PAGE.clean(text).text, PAGE.clean(text).cuts) == text


def test_line_endings_and_the_mark_of_the_encoding_survive() -> None:
    case = pages.read("news")
    text = "\ufeff" + case.text.replace("\n", "\r\n")
    result = PAGE.clean(text)
    assert result.text.startswith("\ufeff")
    assert "\n" not in result.text.replace("\r\n", "")
    assert result.text.removeprefix("\ufeff").replace("\r\n", "\n") == PAGE.clean(case.text).text


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [PROSE, "Home", "Log in", "Share", "0", "By Ada Vale", "", "Leave a Reply", "« Older"]
        ),
        st.text(max_size=30),
    ),
    max_size=20,
)


@settings(deadline=None)
@given(TEXTS)
def test_nothing_is_changed_but_what_is_on_record(parts: list[str]) -> None:
    text = "\n".join(parts)
    result = PAGE.clean(text)
    assert restore(result.text, result.cuts) == text
    assert result.restore() == text


@settings(deadline=None)
@given(TEXTS)
def test_a_page_is_settled_once_its_article_is_found(parts: list[str]) -> None:
    left = PAGE.clean("\n".join(parts)).text
    assert cleaner.clean(left).text == left


def test_the_same_page_gives_the_same_result() -> None:
    text = pages.read("blog").text
    assert PAGE.clean(text) == Cleaner(kind="page").clean(text)
    assert pickle.loads(pickle.dumps(PAGE.clean(text))) == PAGE.clean(text)


def test_very_long_pages_are_scored_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    text = pages.read("news").text * 3
    monkeypatch.setattr(page_scorer, "_MAX_LINES", 40)
    result = PAGE.clean(text)
    assert restore(result.text, result.cuts) == text
    assert "Terms of use" not in result.text
    assert "A long list of repairs" in result.text


def test_of_a_very_long_line_only_the_beginning_is_read() -> None:
    text = f"Home\n{PROSE * 20_000}\nLog in\n"
    assert PAGE.clean(text).text == f"{PROSE * 20_000}\n"


@pytest.mark.parametrize(
    ("rule", "line"), [("extraction", "Weather"), ("extraction.left-out", "Weather")]
)
def test_an_ignored_rule_removes_nothing(rule: str, line: str) -> None:
    text = pages.read("news").text
    assert line not in lines(PAGE.clean(text))
    assert line in lines(Cleaner(kind="page", ignore=[rule]).clean(text))


def test_lines_that_are_allowed_stay() -> None:
    text = pages.read("news").text
    assert "Weather" in lines(Cleaner(kind="page", allow=["weather"]).clean(text))


@pytest.mark.parametrize("part", get_args(Part))
def test_each_part_has_a_rule(part: Part) -> None:
    ids = {rule.id for rule in PAGE.rules}
    assert f"extraction.{part.removesuffix('s')}" in ids
    assert set(page_scorer.RULES.values()) <= ids


def test_a_title_goes_only_where_it_is_not_asked_for() -> None:
    text = pages.read("news").text
    title = "Harbour bridge to close for three weeks while engineers replace its bearings"
    assert title in lines(PAGE.clean(text))
    result = Cleaner(kind="page", keep=()).clean(text)
    assert title not in lines(result)
    assert next(cut for cut in result.cuts if title in cut.text).rule == "extraction.title"


def test_comments_stay_where_they_are_asked_for() -> None:
    text = pages.read("blog").text
    comment = (
        "Thank you for this! I always thought that it was the fault of my oven. "
        "Will try it at the weekend."
    )
    assert comment not in lines(PAGE.clean(text))
    assert comment in lines(Cleaner(kind="page", keep=["title", "comments"]).clean(text))


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"keep: unknown part 'titel'\. Did you mean 'title'"):
        Cleaner(keep=["titel"])  # type: ignore[list-item]  # the mistake is what is tested


def test_models_of_your_own(tmp_path: object) -> None:
    with pytest.raises(ValueError, match=r"has no page\.npz"):
        Cleaner(kind="page", models=str(tmp_path)).clean(PROSE)


def test_lines_that_differ_in_numbers_are_not_duplicates() -> None:
    days = [
        f"Day {number} of the walk took us over {number + 3} passes and down to the hut, where "
        "there was soup and a warm stove."
        for number in range(9)
    ]
    text = "A walk across the Alps\n\n" + "\n\n".join(days) + "\n"
    assert PAGE.clean(text).text == text


def test_a_refrain_stays_as_often_as_it_is_sung() -> None:
    verses = [line for line in pages.read("extracted").stay if len(line) > 100]
    text = "".join(f"{verse}\n\nOh, the mill wheel\n\n" for verse in verses)
    assert Cleaner(kind="page", careful=True).clean(text).text.count("mill wheel") == len(verses)


def test_a_line_that_stays_is_read_although_its_double_is_left_out() -> None:
    text = f"{PROSE}\n\nLeave a Reply\nLeave a Reply\n"
    start = text.index("Leave")
    end = text.index("Leave", start + 1)
    evidence = PageAnalysis((Excluded(start, end, "extraction.left-out"),))
    result = Engine(rules.RULES, built_in()).clean(text, kind="page", analysis=evidence)
    assert [cut.rule for cut in result.cuts] == ["extraction.left-out", "wordpress.comment-form"]


def without_phrases() -> Engine:
    """Return an engine that only takes away what page analysis excluded."""
    return Engine(Cleaner().rules, matcher(()))


@pytest.mark.parametrize(
    ("text", "spans", "left"),
    [
        ("Home\n\nOne\n\nTwo\n", [(0, 5)], "One\n\nTwo\n"),
        ("\n\nHome\n\nOne\n", [(2, 7)], "\n\nOne\n"),
        ("\ufeffHome\nOne\n", [(1, 6)], "\ufeffOne\n"),
        ("One\n\nHome\nTwo\n", [(5, 10)], "One\n\nTwo\n"),
        ("One\nHome\n\n\nTwo\n", [(4, 9)], "One\n\n\nTwo\n"),
        ("One\n\nHome\n\n\nNews\n\nTwo\n", [(5, 10), (12, 17)], "One\n\nTwo\n"),
        ("One\n\nHome\n", [(5, 10)], "One\n"),
        ("One\r\n\r\nHome\r\n\r\n  Two\r\n", [(7, 13)], "One\r\n\r\n  Two\r\n"),
        ("Home\nNews\n", [(0, 5), (5, 10)], ""),
        ("One\nHome", [(4, 8)], "One\n"),
        ("One\u2028Home\u2028Two", [(4, 9)], "One\u2028Two"),
    ],
)
def test_blank_lines_around_what_is_left_out(
    text: str, spans: list[tuple[int, int]], left: str
) -> None:
    evidence = PageAnalysis(
        tuple(Excluded(start, end, "extraction.left-out") for start, end in spans)
    )
    result = without_phrases().clean(text, kind="page", analysis=evidence)
    assert result.text == left
    assert restore(result.text, result.cuts) == text


@pytest.mark.parametrize(("kind", "left"), [("page", "```\nHome\n```\nOne\n"), ("html", "One\n")])
def test_code_between_fences_is_left_out_of_no_text(
    kind: Literal["page", "html"], left: str
) -> None:
    evidence = PageAnalysis((Excluded(0, 13, "extraction.left-out"),))
    result = without_phrases().clean("```\nHome\n```\nOne\n", kind=kind, analysis=evidence)
    assert result.text == left


def test_a_blank_line_that_is_left_out_is_no_cut() -> None:
    evidence = PageAnalysis((Excluded(4, 5, "extraction.left-out"),))
    assert without_phrases().clean("One\n\nTwo\n", kind="page", analysis=evidence).cuts == ()
