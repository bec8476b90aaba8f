"""The scanner only leaves out lines that match nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.core import accelerator
from cleaner.core.analysis import Span
from cleaner.core.characters import EDGES
from cleaner.core.document import Found
from cleaner.core.index import numbered_lines
from cleaner.core.normalise import MAGNITUDES, NUMBERS, fold
from cleaner.core.rule import Role
from cleaner.phrases import Group, compiled
from cleaner.phrases.match import SMALL, PhraseMatcher
from cleaner.phrases.scan import ANYWHERE, AROUND, GLUED, KEY, KEY_END, SIGNS, TESTS, TRAILING
from cleaner.phrases.tables import Tables
from cleaner.rules import RULES, line_tests

both = pytest.mark.parametrize(
    "fast",
    [
        pytest.param(False, id="plain"),
        pytest.param(
            True,
            id="accelerated",
            marks=pytest.mark.skipif(
                accelerator.module() is None,
                reason="./accelerator is not installed, or turned off",
            ),
        ),
    ],
)
"""Runs a test with the scanner in Python and with the compiled one."""


@cache
def made(*, large: bool, fast: bool = False) -> PhraseMatcher:
    """Return a matcher of all rules that has seen a large input, or has not."""
    data = compiled.data()
    matcher = PhraseMatcher(data.tables, line_tests(RULES), data.languages, accelerate=fast)
    if large:
        matcher.scan("x" * (SMALL + 1), [Span(0, SMALL + 1)])
    return matcher


def by_line(text: str) -> dict[int, Found]:
    """Return what each line matches, without any scan."""
    lines = ((start, made(large=False).match(line)) for start, _, line in numbered_lines(text))
    return {start: found for start, found in lines if found}


def scanned(text: str, *, fast: bool) -> dict[int, Found]:
    return made(large=True, fast=fast).scan(text, [Span(0, len(text))])


def parts(line: str, *, fast: bool) -> int:
    found = made(large=True, fast=fast)._scanner.candidates(line)
    return next((parts for _, _, parts in found), 0)


@cache
def phrases() -> tuple[str, ...]:
    """Return every tenth phrase of the data, with its holes."""
    tables = compiled.data().tables
    return (
        *[*tables.exact.texts()][::10],
        *[*tables.heads.texts()][::10],
        *[*tables.tails.texts()][::10],
        *tables.anywhere.texts(),
        *[*tables.glued.texts()][::5],
    )


PROSE = "The river rose by a metre in the night and the old bridge was closed to all traffic"
FILLINGS = ("Anna", "12", "1,204", "1.2K", "5 Mio.", "٣", "Étude №", "the old bridge", "3万")
BEFORE = ("", "• ", "– ", "«", "[", "  ", "\u200b", "**", "→ ", f"{PROSE}. ", "\ufeff")
AFTER = ("", ".", "…", " »", ":", "]", " !", "\t", "\u3000", " (3)", " ✕", f" {PROSE}.")
CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.title, str.capitalize)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Texts of phrases in any case, with numbers and names in their holes and signs around them."""
    lines = []
    for phrase in draw(st.lists(st.sampled_from(phrases()), min_size=1, max_size=6)):
        case = draw(st.sampled_from(["lower", "upper", "title", "capitalize", "__str__"]))
        cased: str = getattr(phrase, case)()
        for hole in ("%s", "%S", "#"):
            cased = cased.replace(hole, draw(st.sampled_from(FILLINGS)))
        signs = draw(st.sampled_from(BEFORE)), draw(st.sampled_from(AFTER))
        lines.append(signs[0] + cased.replace("'", draw(st.sampled_from("'’`"))) + signs[1])
    return draw(st.sampled_from(("\n", "\n\n", "\r\n", " \n"))).join(lines)


@both
@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(texts())
def test_the_scan_finds_what_each_line_matches(fast: bool, text: str) -> None:
    assert scanned(text, fast=fast) == by_line(text)


@both
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_the_scan_agrees_on_any_characters(fast: bool, text: str) -> None:
    assert scanned(text, fast=fast) == by_line(text)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(texts())
def test_small_inputs_are_matched_line_by_line_with_the_same_result(text: str) -> None:
    small = PhraseMatcher(compiled.data().tables, line_tests(RULES), compiled.data().languages)
    assert small.scan(text, [Span(0, len(text))]) == by_line(text)


@both
def test_every_phrase_without_holes_is_a_candidate(fast: bool) -> None:
    scanner = made(large=True, fast=fast)._scanner
    keys = [key.replace("#", "12") for key in compiled.data().tables.exact.texts()]
    found = {line for _, line, parts in scanner.candidates("\n".join(keys)) if parts & KEY}
    assert set(keys) - found == set()


@both
@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("• Share this:", KEY),
        ("1.2K", KEY),
        ("Photo by Anna Lee/Getty Images", KEY_END),
        ("Leave a ReplyCancel reply", GLUED),
        ("Note: this post may contain affiliate links, as many do.", ANYWHERE),
        (f"{PROSE}. Read more »", TRAILING),
        ("Watch the video below:", TESTS),
        ("[gallery ids=1]", TESTS),
        ("← An older post", TESTS),
        ("Genre: ,", TESTS),
        ("[caption id=1] The bridge", SIGNS),
    ],
)
def test_what_a_line_may_match(fast: bool, line: str, part: int) -> None:
    assert parts(line, fast=fast) & part


@both
@pytest.mark.parametrize(
    "line",
    [
        "",
        f"{PROSE}.",
        "Die Brücke über den Fluß wurde am Abend für den Verkehr gesperrt.",
        "Мост через реку закрыли вечером для всех машин.",
        "河水一夜之间上涨了一米，大桥禁止通行。",
        "Bypassing the old bridge takes an hour.",
        "12 boats were lost",
        "The river rose,",
    ],
)
def test_lines_that_cannot_match_are_no_candidates(fast: bool, line: str) -> None:
    assert not parts(line, fast=fast)


@both
@pytest.mark.parametrize("text", ["", "\n\n", " \t\n"])
def test_a_blank_text_has_no_candidates(fast: bool, text: str) -> None:
    assert scanned(text, fast=fast) == {}


@both
def test_only_kept_spans_are_scanned(fast: bool) -> None:
    text = "Share this:\nShare this:\n"
    assert list(made(large=True, fast=fast).scan(text, [Span(12, len(text))])) == [12]


@both
def test_a_matcher_without_phrases_has_no_candidates(fast: bool) -> None:
    found = PhraseMatcher(Tables(), accelerate=fast)
    text = "x" * SMALL + "\nRain."
    assert found.scan(text, [Span(0, len(text))]) == {}
    assert list(found._scanner.candidates("Rain.\nSun.")) == []


@both
def test_a_beginning_that_two_phrases_share_counts_for_both(fast: bool) -> None:
    tables = Tables()
    for text, glued in (
        ("Say one things", True),
        ("Not now", True),
        ("Say one things to %s", False),
    ):
        tables.add(Group("a.b", (text,), glued=glued).entries())
    found = PhraseMatcher(tables, accelerate=fast)
    found.scan("x" * (SMALL + 1), [Span(0, SMALL + 1)])
    line = "Say one things Not now"
    assert found.scan(line, [Span(0, len(line))]) == {0: found.match(line)}


@both
@pytest.mark.parametrize(("role", "paragraph"), [(Role.LINE, False), (Role.OPENING, True)])
def test_running_text_is_a_candidate_for_paragraphs_only(
    fast: bool, role: Role, paragraph: bool
) -> None:
    tables, notice = Tables(), "Say one to Anna"
    tables.add(Group("a.b", ("Say one to %s", "%s one thing was said"), role).entries())
    found = PhraseMatcher(tables, accelerate=fast)
    found.scan("x" * (SMALL + 1), [Span(0, SMALL + 1)])
    lines = (
        notice,
        f"{notice}. {PROSE}.",
        "That one thing was said",
        f"{PROSE}. One thing was said.",
    )
    candidates = [bool([*found._scanner.candidates(line)]) for line in lines]
    assert candidates == [True, paragraph, True, False]


@both
def test_a_byte_order_mark_is_not_part_of_the_first_line(fast: bool) -> None:
    assert list(scanned("\ufeffShare this:", fast=fast)) == [1]


@both
def test_byte_order_marks_are_not_part_of_later_lines(fast: bool) -> None:
    text = "Rain.\n\ufeffLeave a Reply\n"
    assert by_line(text) == scanned(text, fast=fast)
    assert by_line(text)


@both
def test_positions_are_right_in_a_text_of_many_blocks(fast: bool) -> None:
    text = f"{PROSE}.\n" * 5_000 + "Share this:\n"
    assert list(scanned(text, fast=fast)) == [text.index("Share")]


def test_the_scanner_is_made_for_large_inputs_only() -> None:
    data = compiled.data()
    matcher = PhraseMatcher(data.tables, line_tests(RULES), data.languages)
    matcher.scan(PROSE, [Span(0, len(PROSE))])
    assert "_scanner" not in vars(matcher)
    matcher.scan("x" * SMALL, [Span(0, SMALL)])
    assert "_scanner" in vars(matcher)


@pytest.mark.parametrize("magnitude", MAGNITUDES)
def test_magnitudes_are_part_of_numbers(magnitude: str) -> None:
    assert NUMBERS.fullmatch(f"3 {magnitude}")


def test_what_is_left_out_of_keys_is_known_around_lines() -> None:
    breaks = "\N{NEXT LINE}\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
    characters = [chr(code) for code in range(0x20, 0x20000) if not 0xD800 <= code < 0xE000]
    dropped = {each for each in characters if not fold(each).strip(EDGES).strip()}
    assert dropped - {*AROUND, *breaks} == set()


@both
@pytest.mark.parametrize(
    "between", ["  ", "\t", "\u200b" * 40, " " * 40, "\N{COMBINING ACUTE ACCENT}"]
)
def test_what_is_between_words_does_not_hide_a_phrase(fast: bool, between: str) -> None:
    line = f"Share{between} this: {PROSE}"
    assert scanned(line, fast=fast) == by_line(line)
    short = f"Share{between} this:"
    assert scanned(short, fast=fast) == by_line(short)


@both
@pytest.mark.parametrize(
    ("line", "matches"),
    [
        ("Share this:TwitterFacebookLike this:Like Loading...", True),
        ("Share this: Twitter Facebook Like this:Like Loading...", True),
        ("Share this:TwitterFacebook groups are free to use", False),
    ],
)
def test_labels_run_together_are_candidates(fast: bool, line: str, matches: bool) -> None:
    assert scanned(line, fast=fast) == by_line(line)
    assert bool(by_line(line)) is matches
