"""Alignment: which lines of a page stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.page.align import lines_in

MILL = "The mill had to be cleared before the morning came."
BRIDGE = "The old bridge will stay closed until the engineers have looked at it."
RAIN = "More rain is expected for the end of the week, though less than on Monday."
GUEST = "Rain fell on other valleys too, and nobody was hurt in any of them."


@pytest.mark.parametrize(
    ("lines", "text", "stands"),
    [
        ([MILL, BRIDGE, RAIN], f"{MILL}\n{BRIDGE}\n{RAIN}", [True, True, True]),
        ([MILL, GUEST, RAIN], f"{MILL}\n{RAIN}", [True, False, True]),
        ([MILL, BRIDGE], f"{MILL} {BRIDGE}", [True, True]),  # joined
        ([f"{MILL} {BRIDGE}"], f"{MILL}\n{BRIDGE}", [True]),  # split
        ([MILL, GUEST], "", [False, False]),
        ([], MILL, []),
        ([""], MILL, [False]),
        (["Home", MILL, "Home"], f"{MILL}", [False, True, False]),
        (["Upstream", MILL], f"Upstream\n{MILL}", [True, True]),
        (
            ["Upstream", MILL, "Upstream", RAIN],
            f"{MILL}\nUpstream\n{RAIN}",
            [False, True, True, True],
        ),
        (
            [MILL, RAIN, MILL],
            f"{MILL}\n{RAIN}",
            [True, True, False],
        ),  # repeated on the page, once in the text
        ([RAIN, MILL], f"{MILL}\n{RAIN}", [True, True]),  # moved
        ([MILL, "river", RAIN], f"{MILL}\n{RAIN}", [True, False, True]),
        (
            ["Mill\t1.2 m\t9 May", "Bridge\t0.9 m\t9 May"],
            "| Mill | 1.2 m | 9 May |\n|---|---|---|\n| Bridge | 0.9 m | 9 May |",
            [True, True],
        ),
        (["the mill", "the bridge"], "- the mill\n- the bridge", [True, True]),
        (["河水在夜里上涨了一米。", "首页"], "河水在夜里上涨了一米。", [True, False]),
        (["Cafe\u0301 on the mill lane is closed"], "Caf\u00e9 on the mill lane is closed", [True]),
        ([MILL + " Nobody was hurt."], MILL, [True]),  # most of it
        ([MILL + " " + GUEST + " " + RAIN + " " + BRIDGE], MILL, [False]),
    ],
)
def test_standing(lines: list[str], text: str, stands: list[bool]) -> None:
    assert lines_in(lines, text) == stands


words = st.sampled_from(
    [
        "the",
        "mill",
        "river",
        "rose",
        "by",
        "a",
        "metre",
        "in",
        "old",
        "new",
        "Home",
        "News",
        "1",
        "2",
        "河",
        "水",
    ]
)
some_lines = st.lists(st.lists(words, max_size=12).map(" ".join), max_size=12)


@given(drawn=st.lists(st.lists(words, max_size=12, unique=True).map(" ".join), max_size=12))
def test_all_stand_in_their_own_text(drawn: list[str]) -> None:
    lines = [
        " ".join(f"{word}{number}" for word in line.split()) for number, line in enumerate(drawn)
    ]  # each with words of its own
    assert lines_in(lines, "\n".join(lines)) == [bool(line) for line in lines]


@given(lines=some_lines, other=some_lines)
def test_there_is_an_answer_for_each_line(lines: list[str], other: list[str]) -> None:
    assert len(lines_in(lines, "\n".join(other))) == len(lines)


@given(lines=some_lines)
def test_nothing_stands_in_a_text_of_other_words(lines: list[str]) -> None:
    assert not any(lines_in(lines, "Lorem ipsum dolor sit amet\nconsectetur"))
