"""The cases of `fixtures/articles` (their format: `tests/support/cases.py`)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.support.cases import FOLDER, CaseError, read
from tests.support.promises import assert_promises

LANGUAGES = FOLDER.parent / "languages"
PATHS = sorted([*FOLDER.glob("*.txt"), *LANGUAGES.glob("*.txt")])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_article(path: Path) -> None:
    case = read(path)
    result = case.run()
    assert_promises(result, case.cleaner)
    assert case.outcome(result).render() == case.render()


def test_every_file_is_a_case() -> None:
    assert sorted([*FOLDER.rglob("*"), *LANGUAGES.rglob("*")]) == PATHS


def test_no_case_is_there_twice() -> None:
    seen = Counter((case.text, case.options) for case in map(read, PATHS))
    assert [text for text, times in seen.items() if times > 1] == []


def test_cases_leave_alone_as_well() -> None:
    """About four in ten cases say what stays: whole texts, and lines beside what goes."""
    assert sum(not read(path).cut for path in PATHS) >= 0.3 * len(PATHS)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("--- text\nOne\n", "the first line must say what the case shows"),
        ("A note.\n", "sections must be options, text, refusal, cleaned, cut"),
        ("A note.\n--- text\nOne\n--- txet\nTwo\n", "found text, txet"),
        ("A note.\n--- cut\n--- text\nOne\n", "in that order"),
        ("A note.\n--- text\nOne\n--- text\nOne\n", "each once"),
        ("A note.\n--- text\nOne\n--- cut\na.b | One⏎\n", "go together"),
        ("A note.\n--- options\nunsaf\n--- text\nOne\n", "unknown option 'unsaf'"),
        ("A note.\n--- options\nkind\n--- text\nOne\n", "unknown option 'kind'"),
    ],
)
def test_a_case_that_cannot_be_read(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "case.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CaseError, match=message):
        read(path)
