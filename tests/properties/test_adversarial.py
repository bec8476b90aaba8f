"""Hostile texts cost no more than others: work grows with their length, not faster.

Work is counted (lines of Python run), not timed. That does not see what regular expressions, string
methods and the compiled module do inside: `make bench` times the same texts at two sizes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.accelerator import accelerated, cleaner
from tests.support.hostile import HOSTILE
from tests.support.promises import assert_promises
from tests.support.work import work

CLEANER = cleaner(on=False, unsafe=True)
SMALL = 12_000  # characters
FACTOR = 4
SLACK = 1.5
"""Linear work is FACTOR times that of the small text; quadratic work its square."""


@pytest.fixture(autouse=True, scope="module")
def plain() -> Iterator[None]:
    """Run without the compiled module, and have all scanners made before work is counted."""
    with accelerated(on=False):
        CLEANER.clean("Река поднялась.\n")
        yield


def work_on(text: str) -> int:
    """How many lines of Python run, and functions end, while the text is cleaned."""
    return work(lambda: CLEANER.clean(text))


def test_work_is_counted() -> None:
    """The yardstick itself: twice the lines are about twice the work."""
    once, twice = (work_on("The river rose.\n" * number) for number in (5000, 10_000))
    assert once > 5000
    assert 1.8 < twice / once < 2.2


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_length(name: str) -> None:
    small, large = (work_on(HOSTILE[name](size)) for size in (SMALL, SMALL * FACTOR))
    assert large <= FACTOR * SLACK * max(small, 1000)


@pytest.mark.parametrize("name", HOSTILE)
def test_promises_hold_on_hostile_text(name: str) -> None:
    assert_promises(CLEANER.clean(HOSTILE[name](SMALL)), CLEANER)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_have_their_size(name: str) -> None:
    assert SMALL / 2 <= len(HOSTILE[name](SMALL)) <= SMALL * 2
