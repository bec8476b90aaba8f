"""The promises of the design, section 2, on generated, large and pinned documents."""

from __future__ import annotations

import itertools
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Rule, clean
from cleaner.core.normalise import line_key
from cleaner.rules import RULES
from tests.support.documents import (
    BREAKS,
    SENTENCES,
    documents,
    ending_documents,
    examples,
    furniture,
)
from tests.support.paths import ROOT
from tests.support.promises import assert_promises, line_starts

TEXTS = sorted(
    path
    for folder in ("seeds", "fixtures")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
)

MODES = [
    pytest.param(
        {"unsafe": unsafe, "force": force},
        id=f"{'unsafe' if unsafe else 'safe'}{'-force' if force else ''}",
    )
    for unsafe in (False, True)
    for force in (False, True)
]
PROSE = SENTENCES[0]
any_document = st.one_of(documents, ending_documents)


@lru_cache
def cleaner(unsafe: bool = False, force: bool = False) -> Cleaner:
    return Cleaner(kind="article", unsafe=unsafe, suggest=not unsafe, force=force)


# --- Generated documents -------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@given(text=any_document)
def test_documents(mode: dict[str, bool], text: str) -> None:
    made = cleaner(**mode)
    assert_promises(made.clean(text), made)


@given(text=st.text(st.characters()))
def test_any_text(text: str) -> None:
    made = cleaner(unsafe=True, force=True)
    assert_promises(made.clean(text), made)


@given(text=any_document, unsafe=st.booleans())
def test_same_text_same_result(text: str, unsafe: bool) -> None:
    assert cleaner(unsafe, True).clean(text) == Cleaner(
        kind="article", unsafe=unsafe, suggest=not unsafe, force=True
    ).clean(text)


@given(text=any_document, data=st.data())
def test_allowed_lines_stay(text: str, data: st.DataObject) -> None:
    """No cut touches a line that is allowed, whatever the rules say."""
    lines = [line for line in text.splitlines() if line_key(line)]
    allowed = data.draw(st.lists(st.sampled_from(lines), max_size=3)) if lines else []
    keys = {line_key(line) for line in allowed}
    result = Cleaner(kind="article", unsafe=True, force=True, allow=allowed).clean(text)
    for start, end in itertools.pairwise(line_starts(text)):
        body = text[start:end].strip()
        if line_key(body) not in keys:
            continue
        first = start + text[start:end].index(body)
        touched = [cut for cut in result.cuts if cut.start < first + len(body) and cut.end > first]
        assert not touched, f"{body!r} is allowed, and was cut"
    assert_promises(result, Cleaner(kind="article", unsafe=True, force=True, allow=allowed))


@given(text=any_document, rule=st.sampled_from(RULES))
def test_ignored_rules_do_not_cut(text: str, rule: Rule) -> None:
    made = Cleaner(kind="article", unsafe=True, force=True, ignore=[rule.id])
    result = made.clean(text)
    assert rule.id not in {cut.rule for cut in result.cuts}
    assert_promises(result, made)


@given(text=any_document, family=st.sampled_from(sorted({rule.family for rule in RULES})))
def test_selected_families_cut_alone(text: str, family: str) -> None:
    made = Cleaner(kind="article", unsafe=True, force=True, select=[family])
    result = made.clean(text)
    assert {cut.rule.partition(".")[0] for cut in result.cuts} <= {family}
    assert_promises(result, made)


# --- Rules' examples, seeds and fixtures ---------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_examples(mode: dict[str, bool]) -> None:
    made = cleaner(**mode)
    for text in examples():
        assert_promises(made.clean(text), made)


@pytest.mark.parametrize("ending", BREAKS, ids=ascii)
def test_examples_under_every_line_ending(ending: str) -> None:
    """A rule finds the same lines whatever ends them."""
    made = cleaner(unsafe=True, force=True)
    for text in examples():
        result = made.clean(ending.join(text.splitlines()))
        assert_promises(result, made)
        assert (
            result.text.splitlines() == made.clean("\n".join(text.splitlines())).text.splitlines()
        )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_seeds_and_fixtures(path: Path, mode: dict[str, bool]) -> None:
    made = cleaner(**mode)
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    assert_promises(made.clean(text), made)


# --- Fixed small ones ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\r\n",
        "\x00",
        "\ufeff",
        "\ufeff\n",
        "\ud800",
        "\u2028",
        "\x1c\x1d\x1e",
        " ",
        "\n\n\n",
        PROSE,
        "He said:",
        "Short one",
    ],
    ids=ascii,
)
def test_nothing_to_clean(text: str) -> None:
    result = clean(text, kind="article", unsafe=True, force=True)
    assert result.text == text
    assert not result.cuts
    assert result.refusal is None


def test_byte_order_mark_and_line_endings_survive() -> None:
    text = (
        "\ufeffThe river rose by a metre in the night.\r\n\r\nLeave a "
        "Reply\r\n\r\nThe mill had to be cleared in the night, at last.\r\n"
    )
    assert clean(text).text == (
        "\ufeffThe river rose by a metre in the night.\r\n\r\nThe mill had to be "
        "cleared in the night, at last.\r\n"
    )


JAPANESE = (
    "川は夜のうちに一メートルも水位が上がり、下の橋のそばの水車小屋は避難しなければならなかった。"
)
WEEKNIGHTS = "You can listen to Ana Mendes weeknights on RadioSpring"
PARAGRAPHS = f"\n{PROSE}\n" * 3
SETTLED = {
    "no paragraphs are left": (
        f"Leave a Reply\n\n\n\n{PROSE * 3} {WEEKNIGHTS}\n",
        f"{PROSE * 3}\n",
    ),
    "a line that shows Japanese becomes the first": (
        f"Leave a Reply\n\n{JAPANESE} {WEEKNIGHTS}\n",
        f"{JAPANESE}\n",
    ),
    "paragraphs are left": (
        f"Leave a Reply\n\n{JAPANESE} {WEEKNIGHTS}\n{PARAGRAPHS}",
        f"{JAPANESE} {WEEKNIGHTS}\n{PARAGRAPHS}",
    ),
}


@pytest.mark.parametrize("name", SETTLED)
def test_what_is_left_is_read_as_a_text_of_its_own(name: str) -> None:
    text, left = SETTLED[name]
    result = cleaner().clean(text)
    assert result.text == left
    assert_promises(result, cleaner())


def test_a_paragraph_whose_middle_was_excluded_is_cut_as_a_whole() -> None:
    text = f"حمل تطبيق Ana Mendes\n12 تعليق/ات\na\n{PROSE}\n"
    result = Cleaner(kind="page").clean(text)
    assert result.text == f"{PROSE}\n"
    assert cleaner().clean(result.text).text == result.text


# --- Large ones ----------------------------------------------------------------------------------

FIFTY_MB = 50_000_000  # the longest document of a dump
TEN_MB = 10_000_000
LINES = 200_000

LARGE = {
    "one line of words": lambda: "word " * (FIFTY_MB // 5),
    "one line without a space": lambda: "x" * TEN_MB,
    "one line of boilerplate": lambda: "Leave a Reply" * (TEN_MB // 13),
    "many sentences": lambda: (PROSE + "\n") * LINES,
    "many short lines": lambda: "".join(f"{number}\n" for number in range(LINES)),
    "many blank lines": lambda: f"{PROSE}\n" + "\n" * LINES + f"Leave a Reply\n\n{PROSE}\n",
    "many lines of spaces": lambda: f"{PROSE}\n" + " \t\n" * LINES + f"Leave a Reply\n{PROSE}\n",
    "boilerplate between sentences": lambda: f"{PROSE}\n\nLeave a Reply\n\n" * (LINES // 10),
    "boilerplate alone": lambda: "Leave a Reply\n" * (LINES // 5),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_documents(name: str) -> None:
    made = cleaner(unsafe=True, force=True)
    assert_promises(made.clean(LARGE[name]()), made)


@pytest.mark.slow
def test_a_blank_run_is_not_made_longer_by_furniture_in_it() -> None:
    lines = [line for line in furniture() if "\n" not in line]
    for unsafe in (False, True):  # each takes other lines
        text = "".join(f"{line}\n\n" for line in lines[unsafe::4])
        cleaned = cleaner(unsafe, True).clean(f"{PROSE}\n\n{text}{PROSE}\n").text
        assert "\n\n\n" not in cleaned
