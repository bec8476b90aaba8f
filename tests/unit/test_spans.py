"""Spans that overlap, and the space around those that are removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.engine import sweep
from cleaner.core.rule import Finder, Rule
from cleaner.core.spans import overlapping
from tests.support.core import matcher

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda at: Span(at[0], sum(at))),
    max_size=8,
)


@given(SPANS, SPANS)
def test_each_span_finds_all_that_overlap_with_it(spans: list[Span], others: list[Span]) -> None:
    assert overlapping(spans, others) == [
        [at for at, other in enumerate(others) if other.start < span.end and span.start < other.end]
        for span in spans
    ]


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert overlapping([Span(3, 5)], [Span(0, 3), Span(5, 9)]) == [[]]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("The mill (x) is open.", "The mill is open."),
        ("The mill(x) is open.", "The mill is open."),
        ("(x) The mill is open.", "The mill is open."),
        ("The mill is open (x)", "The mill is open"),
    ],
)
def test_one_space_is_left_between_words(line: str, left: str) -> None:
    def find(document: Document) -> Iterator[Span]:
        at = document.text.index("(x)")
        yield Span(at, at + 3)

    rule = Rule("house.mark", "a mark", lambda _: Finder(find, finds=lambda _: True))
    claims = sweep(Document(line, matcher(())), [rule])
    assert Document(line, matcher(())).without(claims).kept_text() == left
