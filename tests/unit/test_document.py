"""Lines, documents, cuts and results, by themselves."""

from __future__ import annotations

import dataclasses

import pytest
from cleaner.XXX.lexicon import Phrase

from cleaner import Cut, Result, restore
from cleaner.core.analysis import Span
from cleaner.core.document import Line
from cleaner.core.result import kept_spans
from tests.support.core import document

TEXT = "A line of a good ten words that ends as it should.\nShare\n\nAnother line of a good ten words that ends as well.\nShare\nPrint\n"
DOCUMENT = document(TEXT, [Phrase("Share", "share:line"), Phrase("Print", "tools:line")])


def cut(start: int, end: int, text: str) -> Cut:
    return Cut(start, end, "test.rule", "a test", text[start:end])


# --- Document -------------------------------------------------------------------------------------------------------


def test_lines_are_found_by_mark() -> None:
    assert dict(DOCUMENT.by_mark) == {"share:line": (1, 3), "tools:line": (4,)}
    assert DOCUMENT.marked("share:line") == [1, 3]
    assert DOCUMENT.marked("tools:line", "share:line") == [1, 3, 4]


def test_an_unknown_mark_finds_nothing() -> None:
    assert DOCUMENT.marked("none:line") == []
    assert DOCUMENT.marked() == []


@pytest.mark.parametrize(("number", "expected"), [(-1, False), (0, False), (1, True), (3, True), (4, False), (5, False)])
def test_has_is_false_outside_the_document(number: int, expected: bool) -> None:
    assert DOCUMENT.has(number, frozenset({"share:line"})) is expected


def test_prose_is_counted() -> None:
    assert DOCUMENT.prose == (0, 2)
    assert [DOCUMENT.prose_before(number) for number in range(5)] == [0, 1, 1, 2, 2]
    assert [DOCUMENT.prose_after(number) for number in range(5)] == [1, 1, 0, 0, 0]
    assert DOCUMENT.prose_between(0, 3) == 2
    assert DOCUMENT.prose_between(1, 2) == 0
    assert DOCUMENT.prose_between(3, 1) == 0


def test_span_of_whole_lines_includes_the_line_break() -> None:
    assert TEXT[slice(*DOCUMENT.span(1))] == "Share\n"
    assert TEXT[slice(*DOCUMENT.span(3, 4))] == "Share\nPrint\n"


def test_a_line_stops_behind_its_text() -> None:
    line = Line(start=10, end=17, text="Share", marks=(), prose=False, gap=True)
    assert line.stop == 15


def test_documents_and_cuts_are_immutable() -> None:
    # mypy sees it as well, and has to be told that this is the test.
    with pytest.raises(dataclasses.FrozenInstanceError):
        DOCUMENT.text = ""  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        cut(0, 1, TEXT).start = 1  # type: ignore[misc]


# --- Results --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "abcdef"),
        ([(0, 2)], "cdef"),
        ([(4, 6)], "abcd"),
        ([(2, 4)], "abef"),
        ([(0, 1), (1, 2), (3, 4)], "cef"),
        ([(0, 6)], ""),
    ],
)
def test_text_is_what_the_cuts_leave(spans: list[tuple[int, int]], expected: str) -> None:
    result = Result("abcdef", tuple(cut(start, end, "abcdef") for start, end in spans))
    assert result.text == expected
    assert result.changed == bool(spans)
    assert result.restore() == "abcdef"


def test_standing_gives_spans_of_the_original() -> None:
    assert kept_spans(6, [cut(1, 2, "abcdef"), cut(4, 6, "abcdef")]) == [Span(0, 1), Span(2, 4)]
    assert kept_spans(0, []) == []


@pytest.mark.parametrize(
    "cuts",
    [
        [Cut(10, 12, "a.b", "a test", "xx")],  # behind the end
        [Cut(3, 4, "a.b", "a test", "x"), Cut(1, 2, "a.b", "a test", "x")],  # out of order
        [Cut(0, 3, "a.b", "a test", "x")],  # the removed text is not as long as its span
    ],
    ids=["behind the end", "out of order", "wrong length"],
)
def test_a_record_that_does_not_fit_is_refused(cuts: list[Cut]) -> None:
    with pytest.raises(ValueError, match="does not fit this text: no room for the cut at character"):
        restore("abc", cuts)


def test_a_record_fits_exactly() -> None:
    assert restore("abc", [Cut(3, 5, "a.b", "a test", "xx")]) == "abcxx"
    assert restore("", []) == ""
