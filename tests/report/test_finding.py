"""Findings: order, and the line and column where they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from cleaner import Cleaner
from cleaner.core.analysis import Span
from cleaner.core.result import Cut, Result
from cleaner.core.rule import Finder, Rule
from cleaner.report import findings
from cleaner.report.finding import visible
from tests.support.report import ARTICLE, cut, found, marked, results

BREAK = re.compile(r"\r\n|\r|\n")


def naive(text: str, offset: int) -> tuple[int, int]:
    """Line and column the slow way: all line breaks that end at the offset or before it."""
    ends = [mark.end() for mark in BREAK.finditer(text) if mark.end() <= offset]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("⟦a.b|0⟧\nText\n", (1, 1, 1, 2)),
        ("Text\n⟦a.b|\n0\n⟧", (3, 1, 3, 2)),
        ("Text\r\n⟦a.b|0\r\n⟧", (2, 1, 2, 2)),
        ("Text\r⟦a.b|0\r53⟧", (2, 1, 3, 3)),
        ("One sentence.⟦a.b| Below, the tweet:⟧\n", (1, 15, 1, 32)),
        ("🌊 ⟦a.b|0⟧", (1, 3, 1, 4)),
        ("Text⟦a.b|\r\n\r\nReply\r\nName⟧", (3, 1, 4, 5)),
        ("Text\r⟦a.b|\nReply⟧", (2, 1, 2, 6)),
    ],
)
def test_place(text: str, place: tuple[int, int, int, int]) -> None:
    (finding,) = found(text)
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == place


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_what_does_not_end_a_line_in_an_editor_does_not_here(separator: str) -> None:
    (finding,) = found(f"Text{separator}more ⟦a.b|0⟧")
    assert (finding.line, finding.column) == (1, 11)


@pytest.mark.parametrize("text", ["", "\n", "\N{ZERO WIDTH NO-BREAK SPACE}Text\r\n", "Text \udc80"])
def test_nothing_in_a_text_without_cuts(text: str) -> None:
    assert found(text) == ()


def test_nothing_in_a_text_that_was_refused() -> None:
    assert findings("a.txt", Result("Leave a Reply", refusal="Left unchanged.")) == ()


def test_blank_text_is_found_at_its_start() -> None:
    (finding,) = found("Text\n⟦a.b|\n \n⟧More")
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (2, 1, 2, 1)
    assert (finding.start, finding.end, finding.text) == (5, 8, "\n \n")


def test_cuts_and_suggestions_in_order() -> None:
    assert [(finding.line, finding.rule, finding.safe) for finding in found(ARTICLE)] == [
        (3, "share.counter", True),
        (7, "placeholder.tweet", True),
        (10, "wordpress.comment-form", True),
        (17, "readers.thread", False),
    ]


def test_a_suggestion_before_the_cuts() -> None:
    assert [finding.rule for finding in found("⟦?b.c|1⟧ x ⟦a.b|2⟧ x ⟦?b.c|3⟧ x ⟦a.b|4⟧")] == [
        "b.c",
        "a.b",
        "b.c",
        "a.b",
    ]


def test_overlapping_suggestions_keep_their_places() -> None:
    result = Result(
        "one\ntwo\n",
        (),
        tuple(Cut(start, 7, "a.b", "why", "one\ntwo"[start:], False) for start in (4, 0)),
    )
    assert [
        (finding.line, finding.end_line, finding.end_column)
        for finding in findings("a.txt", result)
    ] == [(1, 2, 4), (2, 2, 4)]


def test_nothing_is_changed_on_the_way() -> None:
    result = marked(ARTICLE)
    for finding in findings("any path", result):
        assert finding.path == "any path"
        assert result.original[finding.start : finding.end] == finding.text


@given(results())
def test_places_as_counted_the_slow_way(result: Result) -> None:
    for finding in findings("a.txt", result):
        start, end = visible(finding)
        assert (finding.line, finding.column) == naive(result.original, start)
        assert (finding.end_line, finding.end_column) == naive(result.original, end)
        assert result.original[start:end] == finding.text.strip()


@given(results())
def test_one_finding_for_each_cut(result: Result) -> None:
    assert [(finding.start, finding.end) for finding in findings("a.txt", result)] == [
        (cut.start, cut.end) for cut in result.cuts
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    ["word " * 10_000_000, "some line\n" * 1_000_000],
    ids=["one line of 50 MB", "a million lines"],
)
def test_large_texts_with_many_cuts(line: str) -> None:
    spans = [(offset, offset + 10) for offset in range(0, len(line), 500)]
    last = findings("a.txt", cut(line, spans))[-1]
    assert (last.line, last.column) == (
        line.count("\n", 0, last.start) + 1,
        (last.start + 1) if "\n" not in line else 1,
    )


@pytest.mark.parametrize(
    "line",
    [
        "The form for a reply has the fields of a name and an address.",
        "お名前とメールアドレスを入力してください。",
        "Reply form, as the page of the site showed it on that day: お名前を入力する。",
    ],
)
def test_words_are_counted_as_in_a_refusal(line: str) -> None:
    text = f"{line}\n" * 100
    own = Rule(
        "house.form",
        "a form",
        lambda _: Finder(lambda _: [Span(0, len(text))], finds=lambda _: True),
    )
    refused = Cleaner(rules=[own]).clean(text).refusal
    cleaned = Cleaner(rules=[own], force=True).clean(text)
    words = sum(finding.words for finding in findings("a.txt", cleaned))
    assert refused
    assert f"it would lose {words} of its {words} words" in refused
