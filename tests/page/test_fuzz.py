"""A few seconds of fuzzing; the long run is `python -m tests.tools.fuzz SECONDS html bytes`."""

from __future__ import annotations

from hypothesis import given, settings

from tests.tools.fuzz import html as fuzz


@settings(max_examples=60)
@given(html=fuzz.pages)
def test_pages(html: str) -> None:
    fuzz.check_page(html)


@settings(max_examples=60)
@given(data=fuzz.data(), label=fuzz.labels)
def test_bytes(data: bytes, label: str | None) -> None:
    fuzz.check_data(data, label)
