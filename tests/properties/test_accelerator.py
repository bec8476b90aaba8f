"""The compiled module gives the same results as Python."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.core import accelerator
from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.matcher import Found
from cleaner.core.normalise import MAGNITUDES, line_key
from cleaner.core.structure.lines import Lines
from cleaner.phrases import compiled
from cleaner.phrases.accelerated import AcceleratedScanner
from cleaner.phrases.match import SMALL, PhraseMatcher
from cleaner.rules import RULES, line_tests
from tests.support.accelerator import (
    CASES,
    accelerated,
    assert_same,
    cleaner,
    needed,
    phrases,
    texts,
)
from tests.support.cases import read
from tests.support.hostile import HOSTILE
from tests.support.paths import FIXTURES
from tests.support.promises import assert_promises

PROSE = "The river rose by a metre in the night and the old bridge was closed to all traffic."
BEFORE = ("", "• ", "– ", "«", "[", " ", "\u200b", "→ ", f"{PROSE} ", "12. ", "# ")
AFTER = ("", ".", "…", " »", ":", "]", " !", "\u3000", " (3)", f" {PROSE}", ",")


WRAPPED = (
    *("The river rose by a metre in the night and the", "old bridge was closed to all traffic,"),
    *("and nobody knew when it would be open again.", "“the mill", "Leave a Reply", "(again)"),
    *("He said:", "word", " word", "a-", "Étude", "ªb", "»", "The mayor came.)", "» «", "ǅ"),
    *("The river rose by a metre in the night, which was more than the", "Bridges, all of them"),
)


@cache
def scanner() -> AcceleratedScanner:
    """Return the scanner of the compiled module."""
    data = compiled.data()
    matcher = PhraseMatcher(data.tables, line_tests(RULES), data.languages)
    assert isinstance(matcher._scanner, AcceleratedScanner)
    return matcher._scanner


@pytest.fixture(scope="module")
def matchers() -> tuple[PhraseMatcher, PhraseMatcher]:
    """Matchers without and with the compiled module, which have seen a large input."""
    data = compiled.data()
    plain, fast = (
        PhraseMatcher(data.tables, line_tests(RULES), data.languages, accelerate=on)
        for on in (False, True)
    )
    for matcher in (plain, fast):
        matcher.scan("x" * (SMALL + 1), [Span(0, SMALL + 1)])
    return plain, fast


def found(matcher: PhraseMatcher, text: str) -> dict[int, Found]:
    return matcher.scan(text, [Span(0, len(text))])


@needed
@pytest.mark.slow
@pytest.mark.parametrize("at", range(4))
def test_every_phrase_is_found(matchers: tuple[PhraseMatcher, PhraseMatcher], at: int) -> None:
    """Alone, and with signs and sentences around it, in each case."""
    lines = [
        BEFORE[(number + 3 * at) % len(BEFORE)]
        + CASES[number % len(CASES)](phrase).replace("%s", "Anna").replace("%S", "Anna")
        for number, phrase in enumerate(phrases())
    ]
    text = "\n".join(
        line.replace("#", "12") + AFTER[(number * 7 + at) % len(AFTER)]
        for number, line in enumerate(lines)
    )
    plain, fast = (found(matcher, text) for matcher in matchers)
    different = [at for at in plain.keys() | fast.keys() if plain.get(at) != fast.get(at)]
    assert [text[at : at + 80] for at in different] == []


@needed
@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(texts, st.booleans())
def test_generated_documents_are_cleaned_alike(text: str, unsafe: bool) -> None:
    assert_same(text, unsafe=unsafe)


@needed
@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_cleaned_alike(name: str) -> None:
    assert_same(HOSTILE[name](3_000))


@needed
@pytest.mark.parametrize("folder", ["articles", "languages"])
def test_cases_are_cleaned_alike(folder: str) -> None:
    for path in sorted((FIXTURES / folder).glob("*.txt")):
        case = read(path)
        assert_same(case.text.replace("\n", case.ending), unsafe=("unsafe", "") in case.options)


@needed
@settings(max_examples=200, deadline=None)
@given(texts)
def test_lines_are_the_same(text: str) -> None:
    indexes = []
    for on in (False, True):
        with accelerated(on=on):
            document = Document(text, cleaner(on=on)._matcher)
            indexes.append((document.index, document.wrapped))
    assert indexes[0] == indexes[1]


NUMBERED = (
    *("1,204", "1 204", "1.2K", "12 k", "3 mio.", "5万", "12:30", "%d", "%d, %d", "12.", "7th"),
    *("100 bin", "2 rb", "9 Comments", "1/2", "1\u00a0204", "1  204", "12\u200b3", "3\t000", "٣٫٥"),
    *("12 \u200bk", "8 \u043c", "1.٣", "1,\u200b2", "4 K", "6\u3000M", "2 м", "1．5", "10 000 000"),
    *("5", "x1"),
)
LETTERS = (
    "aKZzİıIşßΣςéẞÅﬁŉ字ก🎉\u0307\u0301\u093c#%*…’–“”`\0\u200b\u00ad\ufeff\u2003\u1680"
    "-.:/ \t\u00a0\u3000"
)
MARKED = st.lists(
    st.one_of(st.sampled_from(LETTERS), st.sampled_from(NUMBERED), st.sampled_from(MAGNITUDES)),
    max_size=12,
).map("".join)


@needed
@settings(max_examples=3_000, deadline=None)
@given(st.one_of(MARKED, st.text(max_size=30)))
def test_normal_forms_are_the_same(line: str) -> None:
    assert scanner().key(line) == line_key(line)


@needed
def test_normal_forms_of_all_phrases_are_the_same() -> None:
    lines = [case(phrase) for phrase in phrases() for case in CASES]
    assert [line for line in lines if scanner().key(line) != line_key(line)] == []


@needed
def test_long_lines_are_left_to_python() -> None:
    assert scanner()._scanner.key("a" * 300) == "a" * 300
    assert scanner()._scanner.key("a" * 301) is None


@needed
@settings(max_examples=500, deadline=None)
@given(st.one_of(MARKED, texts, st.text(st.sampled_from(" \t\n\x1c\x85\xa0\u2003\u3000a字ก"))))
def test_words_are_counted_alike(text: str) -> None:
    assert accelerator.module().words(text) == len(text.split())


@needed
@settings(max_examples=200, deadline=None)
@given(texts)
def test_edges_of_lines_are_the_same(text: str) -> None:
    found = []
    for on in (False, True):
        with accelerated(on=on):
            lines = Lines(Document(text, cleaner(on=on)._matcher))
            found.append((lines.starts, lines.firsts, lines.lasts))
    assert found[0] == found[1]


@needed
@pytest.mark.parametrize(
    ("line", "candidate"),
    [
        ("İzmir bu yaz sıcaktı", False),
        ("İZMİR", False),
        ("İzmir \u2126", True),  # the sign of the ohm becomes a letter where all is composed
        ("İzmi\u0301r", True),
        ("Ohm is \u2126, and the bridge is old", False),
    ],
)
def test_a_dotted_capital_makes_only_composed_lines_unsure(line: str, candidate: bool) -> None:
    assert bool(scanner().candidates(line)) is candidate


@needed
@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WRAPPED), min_size=1, max_size=8),
    st.sampled_from(("\n", "\r\n", "\n\n")),
)
def test_hard_wrapped_paragraphs_are_the_same(lines: list[str], sign: str) -> None:
    found = []
    for on in (False, True):
        with accelerated(on=on):
            found.append(Document(sign.join(lines), cleaner(on=on)._matcher).wrapped)
    assert found[0] == found[1]


@needed
@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\ufeff", "\r", "\r\n\r", " ", "%", "#", "1"])
def test_odd_texts(text: str) -> None:
    with accelerated(on=True):
        assert_promises(cleaner(on=True).clean(text), cleaner(on=True))
    assert_same(text)


@needed
@pytest.mark.parametrize("piece", ["a", " ", "#", "1", "é", "\0", "e\u0301", "字", "🎉", "x\n"])
def test_large_texts(piece: str) -> None:
    assert_same(piece * 20_000)


@needed
def test_the_module_refuses_what_does_not_fit() -> None:
    made, matcher = accelerator.module().Scanner, cast("Any", cleaner(on=True)._matcher)
    with pytest.raises(TypeError):
        made()
    with pytest.raises(TypeError):
        matcher._scanner._scanner.candidates(b"bytes")


@pytest.mark.parametrize(("value", "used"), [("0", False), ("1", None)])
def test_it_can_be_turned_off(value: str, used: bool | None) -> None:
    installed = accelerator.module() is not None if used is None else used
    code = "from cleaner.core import accelerator; print(accelerator.module() is not None)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"CLEANER_ACCELERATOR": value, "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str(installed)
