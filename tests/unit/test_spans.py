"""Spans that overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaner.core.analysis import Span
from cleaner.core.spans import overlapping

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
