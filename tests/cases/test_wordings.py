"""The wordings of `fixtures/wordings`, one by one: after three paragraphs, or after the first.

A file for each language: `prose` has the paragraphs; a wording `after` them or `inside` them is
removed whole, as is a sentence inside paragraphs that were joined to one line (`flat`). One that
`stays` (inside) is left alone. To add a case, add a line.
"""

from __future__ import annotations

import tomllib

import pytest

from cleaner import Cleaner
from tests.support.paths import FIXTURES
from tests.support.promises import assert_promises

CLEANER = Cleaner()
PATHS = sorted((FIXTURES / "wordings").glob("*.toml"))


def _cases(*places: str) -> list[object]:
    """Return texts with a wording and without it."""
    cases: list[object] = []
    for path in PATHS:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        first, *rest = table["prose"]
        for place in places:
            for number, wording in enumerate(table.get(place, ())):
                end = place == "after"
                parts = [first, *rest, wording] if end else [first, wording, *rest]
                apart = "\n\n" if place != "flat" else "" if first.endswith("\u3002") else " "
                texts = (apart.join(each) + "\n" for each in (parts, [first, *rest]))
                cases.append(pytest.param(*texts, id=f"{path.stem}-{place}-{number}"))
    return cases


@pytest.mark.parametrize(("text", "without"), _cases("after", "inside", "flat"))
def test_what_is_removed(text: str, without: str) -> None:
    result = CLEANER.clean(text)
    assert_promises(result, CLEANER)
    assert result.text == without


@pytest.mark.parametrize(("text", "without"), _cases("stays"))
def test_what_stays(text: str, without: str) -> None:
    assert CLEANER.clean(text).text == text
    assert CLEANER.clean(without).text == without
