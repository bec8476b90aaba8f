"""The sweep: overlaps, blank lines, what a text may lose. The rules here are made by hand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

import pytest

from cleaner import Result, Rule
from cleaner.core.analysis import Score, Span
from cleaner.core.document import Document
from cleaner.core.engine import MAX_SWEEPS, Engine, sweep
from cleaner.core.guard import MIN_ARTICLE
from cleaner.core.normalise import line_key
from cleaner.core.rule import Finder, Shape
from tests.support.core import NO_PHRASES, finder, read


def made(find: Callable[[Document], Iterable[Span]]) -> Shape:
    """Make a shape of a function that is called for every document."""
    return lambda _: finder(find)


def words(*wanted: str) -> Shape:
    """Find each occurrence of the words in what is left of the lines."""

    def find(document: Document) -> Iterator[Span]:
        for line, word in itertools.product(document.lines, wanted):
            for match in re.finditer(word, line.text):
                yield line.span(*match.span())

    return made(find)


def rule(name: str, *wanted: str, safe: bool = True, bulk: bool = False) -> Rule:
    return Rule(f"test.{name}", f"the test's {name}", words(*wanted), safe=safe, bulk=bulk)


def cleaned(
    text: str, *rules: Rule, allowed: Iterable[str] = (), unsafe: bool = False, force: bool = True
) -> Result:
    kept = frozenset(map(line_key, allowed))
    engine = Engine(rules, NO_PHRASES, allowed=kept, unsafe=unsafe, suggest=True, force=force)
    return engine.clean(text)


def pieces(result: Result) -> list[tuple[str, str]]:
    return [(cut.rule.removeprefix("test."), cut.text) for cut in result.cuts]


# --- Nothing to do -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n", "One\nTwo\n", "\ufeff", "\r\n\r\n"])
def test_a_text_that_no_rule_minds_is_unchanged(text: str) -> None:
    assert cleaned(text, rule("a", "XX")) == Result(text)
    assert cleaned(text) == Result(text)


def test_an_empty_span_is_no_cut() -> None:
    nothing = Rule("test.nothing", "nothing", made(lambda _: [Span(1, 1), Span(0, 0)]))
    assert cleaned("One\nTwo\n", nothing).cuts == ()


def test_a_span_of_blanks_alone_is_no_cut() -> None:
    blanks = Rule("test.blanks", "blanks", made(lambda _: [Span(3, 5)]))
    assert cleaned("One\n\n\nTwo\n", blanks).cuts == ()


def asked(answer: bool, found: list[str]) -> tuple[Rule, ...]:
    """Make two rules with the same question, which note what is asked and sought."""

    def finds(_document: Document) -> bool:
        found.append("asked")
        return answer

    def find(document: Document) -> Iterator[Span]:
        found.append("sought")
        return (line.span(0, 2) for line in document.lines if line.text.startswith("XX"))

    shape: Shape = lambda _: Finder(find, finds=finds)  # noqa: E731
    return tuple(Rule(f"test.{name}", "asked", shape) for name in "ab")


def test_rules_without_triggers_are_asked_once_whether_they_find_anything() -> None:
    found: list[str] = []
    assert cleaned("One\nTwo\n", *asked(False, found)).cuts == ()
    assert found == ["asked"]


def test_rules_without_triggers_cut_what_they_find() -> None:
    found: list[str] = []
    assert cleaned("One\nXX\nTwo\n", *asked(True, found)).text == "One\nTwo\n"
    assert found == ["asked", "sought", "sought"] * 2


# --- Whole lines and the blank lines around them -------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("XX\nOne\n", "One\n", id="at the start"),
        pytest.param("XX\n\n\nOne\n", "One\n", id="at the start with blank lines behind"),
        pytest.param("\n\nXX\n\nOne\n", "\n\nOne\n", id="blank lines at the start stay"),
        pytest.param("One\nXX\n", "One\n", id="at the end"),
        pytest.param("One\n\n\nXX\n\n", "One\n", id="at the end with blank lines on both sides"),
        pytest.param("One\nXX", "One\n", id="at the end without a line break"),
        pytest.param("XX", "", id="alone"),
        pytest.param("XX\n\nXX\n", "", id="everything"),
        pytest.param("One\nXX\nTwo\n", "One\nTwo\n", id="between lines"),
        pytest.param("One\n\nXX\n\nTwo\n", "One\n\nTwo\n", id="between paragraphs"),
        pytest.param("One\n\nXX\nTwo\n", "One\n\nTwo\n", id="close to the next"),
        pytest.param("One\nXX\n\nTwo\n", "One\n\nTwo\n", id="close to the one before"),
        pytest.param(
            "One\n\n\nXX\n\nTwo\n", "One\n\n\nTwo\n", id="as far apart as the farther side"
        ),
        pytest.param(
            "One\n\nXX\n\n\nTwo\n", "One\n\n\nTwo\n", id="as far apart as the farther side, behind"
        ),
        pytest.param("One\n\nXX\n\nXX\n\nTwo\n", "One\n\nTwo\n", id="a run with blank lines in it"),
        pytest.param("One\n\nXX\nXX\n\nTwo\n", "One\n\nTwo\n", id="a run without"),
        pytest.param("One\r\n\r\nXX\r\n\r\nTwo\r\n", "One\r\n\r\nTwo\r\n", id="CRLF"),
        pytest.param(
            "One\u2028\u2028XX\u2028\u2028Two", "One\u2028\u2028Two", id="line separators"
        ),
        pytest.param("One\n \t\nXX\n \t\nTwo\n", "One\n \t\nTwo\n", id="blank lines with spaces"),
        pytest.param("\ufeffXX\nOne\n", "\ufeffOne\n", id="a BOM stays"),
        pytest.param("One\n  XX  \nTwo\n", "One\nTwo\n", id="spaces around the line go with it"),
        pytest.param("One\n\xa0\u3000XX\xa0\nTwo\n", "One\nTwo\n", id="odd spaces around it, too"),
        pytest.param("One\n* XX:\nTwo\n", "One\nTwo\n", id="a bullet and a colon are nothing left"),
    ],
)
def test_blank_lines(text: str, expected: str) -> None:
    result = cleaned(text, rule("a", "XX"))
    assert result.text == expected
    assert result.restore() == text


# --- Parts of lines ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One. XX\nTwo\n", "One.\nTwo\n", id="at the line's end"),
        pytest.param("XX One.\n", "One.\n", id="at its beginning"),
        pytest.param("One XX two.\n", "One two.\n", id="within"),
        pytest.param("One. XX", "One.", id="at the text's end"),
        pytest.param("One. XX  \r\nTwo", "One.  \r\nTwo", id="spaces at the line's end stay"),
        pytest.param("XX One. XX Two. XX\n", "One. Two.\n", id="thrice"),
    ],
)
def test_part_of_a_line(text: str, expected: str) -> None:
    assert cleaned(text, rule("a", "XX")).text == expected


def test_a_line_of_which_all_parts_go_goes_whole() -> None:
    assert pieces(cleaned("One\nXX, YY.\nTwo\n", rule("a", "XX"), rule("b", "YY"))) == [
        ("a", "XX, YY.\n")
    ]


# --- Several rules -------------------------------------------------------------------------------


def test_the_earlier_of_two_rules_keeps_what_it_asked_for() -> None:
    text = "One\nXXYY\nTwo\n"
    assert pieces(cleaned(text, rule("a", "XXYY"), rule("b", "XXYY"))) == [("a", "XXYY\n")]
    assert pieces(cleaned(text, rule("b", "XXYY"), rule("a", "XXYY"))) == [("b", "XXYY\n")]


def test_overlapping_spans_are_cut_once() -> None:
    result = cleaned("One abcdef two\n", rule("a", "abcd"), rule("b", "cdef"))
    assert result.text == "One two\n"
    assert pieces(result) == [("a", "abcd"), ("b", "ef ")]


def test_neighbouring_lines_of_one_rule_are_one_cut() -> None:
    assert pieces(cleaned("One\nXX\n\nXX\nTwo\n", rule("a", "XX"))) == [("a", "XX\n\nXX\n")]


def test_neighbouring_lines_of_two_rules_are_two_cuts() -> None:
    assert pieces(cleaned("One\nXX\nYY\nTwo\n", rule("a", "XX"), rule("b", "YY"))) == [
        ("a", "XX\n"),
        ("b", "YY\n"),
    ]


def test_what_one_cut_uncovers_is_found_in_the_next_sweep() -> None:
    """`ab` appears when `XX` in it is removed; both cuts are spans of the original."""
    result = cleaned("One aXXb two\n", rule("a", "XX"), rule("b", "ab"))
    assert result.text == "One two\n"
    assert [(cut.start, cut.end, cut.rule) for cut in result.cuts] == [
        (4, 5, "test.b"),
        (5, 7, "test.a"),
        (7, 9, "test.b"),
    ]
    assert result.restore() == "One aXXb two\n"


def test_a_line_break_that_a_later_sweep_takes_belongs_to_the_cut_beside_it() -> None:
    """`YY` goes when `XX` behind it has gone, and with it the blank line that `XX` left behind."""
    result = cleaned(
        "One\n\n\nYY\nXX\n\nTwo\n", rule("a", "XX"), Rule("test.b", "b", made(_uncovered))
    )
    assert result.text == "One\n\n\nTwo\n"
    assert pieces(result) == [("b", "YY\n"), ("a", "XX\n\n")]


def _uncovered(document: Document) -> Iterable[Span]:
    texts = [line.text for line in document.lines]
    return (
        []
        if "XX" in texts
        else [document.span(at) for at, text in enumerate(texts) if text == "YY"]
    )


def test_a_cut_says_which_rule_and_why() -> None:
    (cut,) = cleaned("One\nXX\n", rule("a", "XX")).cuts
    assert (cut.rule, cut.reason, cut.safe, cut.start, cut.end) == (
        "test.a",
        "the test's a",
        True,
        4,
        7,
    )


# --- Safe and unsafe -----------------------------------------------------------------------------


def test_unsafe_rules_suggest_and_do_not_cut() -> None:
    result = cleaned("One\nXX\nYY\n", rule("a", "XX"), rule("b", "YY", safe=False))
    assert result.text == "One\nYY\n"
    assert [(cut.rule, cut.start, cut.end, cut.text, cut.safe) for cut in result.suggestions] == [
        ("test.b", 7, 10, "YY\n", False)
    ]


def test_suggestions_are_made_on_request_only() -> None:
    assert Engine([rule("b", "YY", safe=False)], NO_PHRASES).clean("One\nYY\n").suggestions == ()


def test_unsafe_rules_cut_on_request() -> None:
    result = cleaned("One\nXX\nYY\n", rule("a", "XX"), rule("b", "YY", safe=False), unsafe=True)
    assert result.text == "One\n"
    assert result.suggestions == ()


# --- Allowed lines -------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["XX", "xx", "• XX:", "“XX”"])
def test_an_allowed_line_stays(line: str) -> None:
    assert cleaned("One\nXX\nXX YY\n", rule("a", "XX"), allowed=[line]).text == "One\nXX\nYY\n"


def test_an_allowed_line_splits_a_longer_span() -> None:
    everything = Rule("test.all", "all", made(lambda document: [Span(0, len(document.text))]))
    assert cleaned("One\nTwo\nThree\n", everything, allowed=["two"]).text == "Two\n"


# --- What a text may lose ------------------------------------------------------------------------


def test_a_text_that_would_lose_most_of_its_words_is_left_unchanged() -> None:
    result = cleaned("One\nXX XX XX\n", rule("a", "XX"), force=False)
    assert result.text == "One\nXX XX XX\n"
    assert result.cuts == ()
    assert result.refusal == (
        "Left unchanged: it would lose 3 of its 4 words. "
        "Is it an article's text? Exclude it, or use --force to clean it anyway."
    )


def test_half_of_the_words_may_go() -> None:
    assert cleaned("One two\nXX XX\n", rule("a", "XX"), force=False).text == "One two\n"


def test_a_refused_text_is_cleaned_by_force() -> None:
    result = cleaned("One\nXX XX XX\n", rule("a", "XX"))
    assert result.text == "One\n"
    assert result.refusal is None


def test_rules_that_take_most_of_a_page_do_not_count() -> None:
    article = "word " * MIN_ARTICLE + "\n"
    text = article + "XX " * MIN_ARTICLE * 3 + "\n"
    assert cleaned(text, rule("a", "XX", bulk=True), force=False).text == article
    assert cleaned(text, rule("a", "XX"), force=False).refusal is not None


def test_a_text_of_which_no_article_is_left_is_refused_whatever_took_it() -> None:
    assert cleaned("One\nXX XX XX\n", rule("a", "XX", bulk=True), force=False).refusal is not None


def test_rules_that_do_not_come_to_an_end_leave_a_text_unchanged() -> None:
    def first_letter(document: Document) -> Iterator[Span]:
        yield Span(document.lines[0].start, document.lines[0].start + 1)

    endless = Rule("test.endless", "one letter at a time", made(first_letter))
    text = "x" * (MAX_SWEEPS + 1)
    result = cleaned(text, endless)
    assert result.text == text
    assert result.cuts == ()
    assert str(result.refusal).startswith("Left unchanged: each round of rules found something new")


def test_a_sweep_gives_ordered_disjoint_spans() -> None:
    text = "XX One YY\nYY\n\nTwo XX\n"
    found = [span for span, _ in sweep(read(text, NO_PHRASES), [rule("a", "YY"), rule("b", "XX")])]
    assert found == sorted(found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert [text[span.start : span.end] for span in found] == ["XX ", " YY", "YY\n", " XX"]


# --- Scores --------------------------------------------------------------------------------------


def test_a_cut_has_the_score_that_its_rule_gives() -> None:
    def score(document: Document, span: Span) -> Score:
        return Score(0.1 * len(document.text[span.start : span.end].split()), ("wording",))

    learned = Rule("test.learned", "", words("XX", "YY YY"), score=score)
    found = cleaned("One XX two\n\nThree YY YY four.\n", learned, rule("plain", "four"))
    assert {cut.text.strip(): cut.score for cut in found.cuts} == {
        "XX": Score(0.1, ("wording",)),
        "YY YY": Score(0.2, ("wording",)),
        "four": None,
    }
