"""Closing sentences: where they begin, and how the words by which they are found are written."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.rules.closing import CLOSING, closing_sentence

CALL = "Read more here."
BEFORE = "The mill at the lower bridge is open on Mondays."


@pytest.mark.parametrize(
    ("before", "call"),
    [
        (BEFORE, "Read more here."),
        (BEFORE, "READ MORE HERE"),
        ("The mill is open, they say…", "Read more here!"),
        ("“The mill is open.”", "Read more here."),
        ("The mill is open", "(Read more here)"),
        ("The mill is open.", "(Read more here.)"),
        (BEFORE, "Lea también: El molino"),
    ],
)
def test_a_closing_sentence(before: str, call: str) -> None:
    line = f"{before} {call}"
    assert closing_sentence(line) == len(before) + 1
    assert any(sign in line for sign in CLOSING.contains)


@pytest.mark.parametrize(
    "line",
    [
        CALL,
        "",
        f"{BEFORE} Nobody reads more here.",
        f"{BEFORE} {CALL} It is not true.",
        f"{BEFORE} (Read more here) and there.",
        f"{BEFORE} Read on:",
        "The mill, Read more",
    ],
)
def test_no_closing_sentence(line: str) -> None:
    assert closing_sentence(line) is None


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"{BEFORE} {CALL}", BEFORE),
        (f"“Come in!” she said. {BEFORE} {CALL}", f"“Come in!” she said. {BEFORE}"),
        (f"«Entrez», dit-elle. {BEFORE} {CALL}", f"«Entrez», dit-elle. {BEFORE}"),
        (f"« Entrez », dit-elle. {BEFORE} {CALL}", f"« Entrez », dit-elle. {BEFORE}"),
        (f"„Herein“, sagt sie. {BEFORE} {CALL}", f"„Herein“, sagt sie. {BEFORE}"),
    ],
)
def test_a_call_after_a_quotation_is_removed(line: str, left: str) -> None:
    assert _cleaned(line) == left


@pytest.mark.parametrize(
    "line",
    [
        f"On the board was written: “{BEFORE} {CALL}”",
        f'On the board was written: "{BEFORE} {CALL} And so on."',
        f"On the board was written: “{BEFORE} {CALL}",
        f"Sur le tableau : « {BEFORE} {CALL}",
        f"{BEFORE} Sign up for their newsletter and the bread is never sold out.",
        f"{BEFORE} Read more here, he said.",
        f"Open. {CALL}",
    ],
)
def test_a_call_that_is_not_the_pages_stays(line: str) -> None:
    assert _cleaned(line) == line


def _cleaned(line: str) -> str:
    """Return what is left of a line between two paragraphs."""
    prose = "The river rose by a metre in the night, and the old bridge was closed to all traffic."
    text = Cleaner().clean(f"{prose}\n\n{line}\n\n{prose} It rained.\n").text
    return text.split("\n\n")[1]
