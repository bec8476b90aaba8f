"""Lines, documents, cuts and results, by themselves."""

from __future__ import annotations

import dataclasses

import pytest

from cleaner import Cut, Result, restore
from cleaner.core.analysis import Embed, Excluded, PageAnalysis, Span
from cleaner.core.document import Document
from cleaner.core.index import numbered_lines
from cleaner.core.rule import LineTest, Mark, Role
from tests.support.core import NO_PHRASES, document, entry, lines, matcher, read, without

TEXT = (
    "A line of a good ten words that ends as it should.\n"
    "Share\n"
    "\n"
    "Another line of a good ten words that ends as well.\n"
    "Share\n"
    "Print\n"
)
SHARE, PRINT = Mark("share", Role.LINE), Mark("tools", Role.LINE)
DOCUMENT = document(TEXT, [entry("Share", "share"), entry("Print", "tools")])


def cut(start: int, end: int, text: str) -> Cut:
    return Cut(start, end, "test.rule", "a test", text[start:end])


# --- Document ------------------------------------------------------------------------------------


def test_lines_are_found_by_mark() -> None:
    assert dict(DOCUMENT.by_mark) == {SHARE: [1, 3], PRINT: [4]}
    assert DOCUMENT.marked(SHARE) == [1, 3]
    assert DOCUMENT.marked(PRINT, SHARE) == [1, 3, 4]


def test_an_unknown_mark_finds_nothing() -> None:
    assert DOCUMENT.marked(Mark("none", Role.LINE)) == []
    assert DOCUMENT.marked(Mark("share", Role.HEADING)) == []
    assert DOCUMENT.marked() == []


def test_lines_are_found_by_test() -> None:
    shouted = LineTest("shouted", endings=("!",))
    found = read("One!\nTwo\nThree!\n", matcher((), [shouted]))
    assert found.marked(shouted) == [0, 2]
    assert found.present == {shouted}


@pytest.mark.parametrize(
    ("number", "expected"), [(-1, False), (0, False), (1, True), (3, True), (4, False), (5, False)]
)
def test_has_is_false_outside_the_document(number: int, expected: bool) -> None:
    assert DOCUMENT.has(number, frozenset({SHARE})) is expected


def test_prose_is_counted() -> None:
    assert [line.number for line in DOCUMENT.lines if line.prose] == [0, 2]
    assert [DOCUMENT.prose_before(number) for number in range(6)] == [0, 1, 1, 2, 2, 2]
    assert [DOCUMENT.prose_after(number) for number in range(5)] == [1, 1, 0, 0, 0]
    assert DOCUMENT.prose_between(0, 3) == 2
    assert DOCUMENT.prose_between(1, 2) == 0
    assert DOCUMENT.prose_between(3, 1) == 0


def test_boilerplate_that_reads_like_prose_does_not_count_as_prose() -> None:
    notice = "We use cookies and other things to make this site a better one."
    kept = "We use boats and other things to make this valley a better one."
    found = document(f"{notice}\n{kept}\n", [entry(notice)])
    assert [line.prose for line in found.lines] == [True, True]
    assert found.prose_before(1) == 0
    assert found.prose_before(2) == 1


def test_span_of_whole_lines_includes_the_line_break() -> None:
    assert TEXT[slice(*DOCUMENT.span(1))] == "Share\n"
    assert TEXT[slice(*DOCUMENT.span(3, 4))] == "Share\nPrint\n"
    assert TEXT[slice(*DOCUMENT.to_end(3))] == "Share\nPrint\n"


def test_a_line_stops_after_its_text() -> None:
    (line,) = lines("One  \n")
    assert (line.start, line.stop, line.end) == (0, 3, 6)


def test_lines_are_a_sequence() -> None:
    assert [line.text for line in DOCUMENT.lines[3:9]] == ["Share", "Print"]
    assert DOCUMENT.lines[-1].text == "Print"
    assert DOCUMENT.lines[-1].number == 4
    assert DOCUMENT.lines[1] is DOCUMENT.lines[1]
    for number in (5, -6):
        with pytest.raises(IndexError):
            DOCUMENT.lines[number]


def test_lines_know_where_they_are() -> None:
    text = "\ufeffOne  \r\n\r\n \t\nTwo\x85Three\u2028\u2028 Four"
    found = lines(text)
    assert [line.text for line in found] == ["One", "Two", "Three", " Four"]
    assert [text[line.start : line.stop] for line in found] == [line.text for line in found]
    assert [line.gap for line in found] == [True, True, False, True]
    assert found[0].start == 1
    assert found[-1].end == len(text)


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "\ufeff\n", " \t\r\n\x0b\x0c\x1c\x85\u2028"])
def test_blank_texts_have_no_lines(text: str) -> None:
    assert list(lines(text)) == []


@pytest.mark.parametrize("size", [1, 7, 100])
def test_long_texts_are_split_the_same_way_in_blocks(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\ufeff We use cookies\r\n\r\n\rReply\x85\n" * 50 + "The end"
    whole = list(numbered_lines(text))
    monkeypatch.setattr("cleaner.core.index._BLOCK", size)
    assert list(numbered_lines(text)) == whole


def test_documents_and_cuts_are_immutable() -> None:
    # mypy sees it as well, and has to be told that this is the test.
    with pytest.raises(dataclasses.FrozenInstanceError):
        DOCUMENT.text = ""  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        cut(0, 1, TEXT).start = 1  # type: ignore[misc]


# --- What is left after cuts ---------------------------------------------------------------------

CUT = without(DOCUMENT, [Span(2, 7), DOCUMENT.span(1)])


def test_positions_do_not_move() -> None:
    assert CUT.kept_text() == TEXT.replace("Share\n", "", 1).replace("line ", "", 1)
    assert [line.number for line in CUT.lines] == [0, 1, 2, 3]
    assert [line.start for line in CUT.lines] == [
        0,
        *(DOCUMENT.lines[at].start for at in (2, 3, 4)),
    ]
    assert CUT.text is DOCUMENT.text
    assert DOCUMENT.lines[1].text == "Share"


def test_marks_are_found_by_the_numbers_of_what_is_left() -> None:
    assert CUT.marked(SHARE) == [2]
    assert CUT.marked(PRINT) == [3]


def test_offsets_in_what_is_left_of_a_line_and_in_the_original() -> None:
    line = CUT.lines[0]
    assert line.text == "A of a good ten words that ends as it should."
    assert line.pieces == [Span(0, 2), Span(7, 51)]
    at = line.text.index("good")
    assert TEXT[slice(*line.span(at, at + 4))] == "good"
    assert line.offset(TEXT.index("good")) == at
    assert line.span(0, 4) == Span(0, 9)
    assert line.original(line.span(0, 4)) == "A line of"


def test_what_a_cut_leaves_may_be_a_phrase() -> None:
    found = document("One\nShare it\n", [entry("Share", "share")])
    left = without(found, [Span(9, 12)])
    assert left.lines[1].text == "Share"
    assert left.marked(SHARE) == [1]


def test_two_line_breaks_that_a_cut_joins_are_one() -> None:
    found = without(document("One\rTwo\n\nThree\n"), [Span(4, 8)])
    assert found.kept_text().splitlines() == ["One", "Three"]
    assert [line.gap for line in found.lines] == [True, False]


@pytest.mark.parametrize(
    "text", ["One\n\ufeffTwo\n", "One\n\ufeff\ufeffTwo\n", "One\n\ufeff\nTwo\n"]
)
def test_a_byte_order_mark_is_not_text_of_a_line(text: str) -> None:
    found = document(text)
    assert [line.text for line in found.lines] == ["One", "Two"]
    assert [line.text for line in without(found, [Span(0, 4)]).lines] == ["Two"]
    assert text[slice(*found.lines[1].span(0, 3))] == "Two"


def test_a_line_that_is_left_blank_is_a_gap() -> None:
    found = without(document("One\nTwo\nThree\n"), [Span(4, 7)])
    assert [(line.text, line.gap) for line in found.lines] == [("One", True), ("Three", True)]


def test_excluded_lines_by_rule_without_blank_ones() -> None:
    excluded = [(0, 4, "b.c"), (4, 5, "a.b"), (5, 9, "a.b"), (9, 13, "b.c")]
    analysis = PageAnalysis(tuple(Excluded(*row) for row in excluded))
    found = Document("One\n\nTwo\nSix\n", NO_PHRASES, analysis=analysis)
    assert found.excluded == {"b.c": [Span(0, 4), Span(9, 13)], "a.b": [Span(5, 9)]}


def test_embeds_are_filed_by_kind() -> None:
    posts = Embed(1, 2, "post"), Embed(5, 9, "post")
    image = Embed(3, 3, "image")
    analysis = PageAnalysis(embeds=lambda: (posts[0], image, posts[1]))
    found = Document("One\n", NO_PHRASES, analysis=analysis)
    assert found.embeds == {"post": posts, "image": (image,)}


# --- Results -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "cuts",
    [
        [Cut(10, 12, "a.b", "a test", "xx")],
        [Cut(3, 4, "a.b", "a test", "x"), Cut(1, 2, "a.b", "a test", "x")],
        [Cut(0, 3, "a.b", "a test", "x")],  # the removed text is shorter than its span
    ],
    ids=["after the end", "out of order", "wrong length"],
)
def test_a_record_that_does_not_fit_is_refused(cuts: list[Cut]) -> None:
    message = r"does not match this text \(at the cut of character"
    with pytest.raises(ValueError, match=message):
        restore("abc", cuts)


def test_a_record_fits_exactly() -> None:
    assert restore("abc", [Cut(3, 5, "a.b", "a test", "xx")]) == "abcxx"
    assert restore("", []) == ""
