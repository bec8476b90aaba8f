"""Documents as `cleaner sample` shows them."""

from __future__ import annotations

from cleaner.core.result import Cut, Result
from cleaner.report.sampled import sampled

TEXT = "The river rose.\nx\nx\nThe mayor closed the bridge.\n"


def test_what_is_kept_is_not_shown_as_removed_though_it_reads_the_same() -> None:
    at = TEXT.rindex("x")
    result = Result(TEXT, (Cut(at, at + 1, "a.b", "a test", "x"),))
    shown = "".join(sampled("a.txt", result, colour=False)).splitlines()
    assert shown == [
        "a.txt, 1 of 10 words removed",
        "    The river rose.",
        "    x",
        "  - x  a.b",
        "    The mayor closed the bridge.",
        "",
    ]


def test_a_single_character_that_is_kept_beside_an_equal_one_stays() -> None:
    """Equal strings of one character are the same object."""
    result = Result("x.x", (Cut(2, 3, "a.b", "a test", "x"),))
    kept = Result("xx", (Cut(1, 2, "a.b", "a test", "x"),))
    for each in (result, kept):
        lines = "".join(sampled("a.txt", each, colour=False)).splitlines()
        assert [line.startswith("  - ") for line in lines[1:3]] == [False, True]
