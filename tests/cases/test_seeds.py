"""The two seed texts: what must be removed; clean text and findings pinned in `fixtures/seeds`."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from cleaner import Cleaner, Cut, Result, clean
from tests.support.paths import ROOT
from tests.support.promises import longest_blank_run

SNAPSHOTS = ROOT / "fixtures" / "seeds"
SEEDS = sorted((ROOT / "seeds").iterdir())
OWN_WORDS = (
    "guaid",
    "venezuel",
    "caracas",
    "maduro",
    "vecchio",
    "southern command",
    "collaborative relationship",
    "our crisis",
)
"""What the seeds speak of. No rule may know it."""


class Snapshot(Protocol):
    """What is used of pytest-snapshot's fixture, which has no types."""

    snapshot_dir: Path

    def assert_match(self, value: str | bytes, snapshot_name: str) -> None: ...


def seed(number: str) -> str:
    (path,) = (ROOT / "seeds").glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- What they lose ------------------------------------------------------------------------------


@pytest.mark.parametrize("unsafe", [False, True])
def test_seed_000_loses_counters_and_the_orphaned_caption(unsafe: bool) -> None:
    text = seed("000")
    furniture = "0\n53\nNational Assembly speaker Juan Guaido\n\n"
    assert text.count(furniture) == 1
    assert clean(text, unsafe=unsafe).text == text.replace(furniture, "")


@pytest.mark.parametrize("unsafe", [False, True])
def test_seed_001_loses_lead_ins_contact_and_all_behind_the_comments(unsafe: bool) -> None:
    text = seed("001")
    article, heading, _ = text.partition("One thought on “")
    assert heading
    for furniture in (
        " Below, the tweet:",
        "Below, an image from the rally at which Guaido spoke today:\n\n",
        "\nQuestions/Comments? E-mail me: invenezuelablog@gmail.com\n\n",
    ):
        assert article.count(furniture) == 1
        article = article.replace(furniture, "")
    assert clean(text, unsafe=unsafe).text == article


@pytest.mark.parametrize(
    "line",
    [
        seed("001").split("He said:\n\n")[1].splitlines()[0],
        "Guaido: China Talking to Contact Group",
        (
            "Guaido’s announcement follows a tweet by the U.S. Southern Command on May 9th"
            " regarding Venezuela."
        ),
    ],
)
def test_seed_001_keeps(line: str) -> None:
    assert line in lines(clean(seed("001"), unsafe=True).text)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_have_no_doubled_blank_lines(path: Path) -> None:
    assert longest_blank_run(clean(path.read_text(encoding="utf-8"), unsafe=True).text) == 1


def test_no_rule_knows_the_seeds_own_words() -> None:
    """In code and English data; in other languages a name may be a word."""
    sources = [
        *(ROOT / "cleaner").rglob("*.py"),
        *(ROOT / "cleaner" / "html").glob("*.toml"),
        *(ROOT / "cleaner" / "phrases" / "en").glob("*.toml"),
    ]
    assert sources
    known = [
        (word, path.name)
        for path in sources
        for word in OWN_WORDS
        if word in path.read_text(encoding="utf-8").lower()
    ]
    assert known == []


# --- Snapshots -----------------------------------------------------------------------------------


@pytest.mark.snapshot
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_clean_text_is_pinned(path: Path, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match(
        clean(path.read_bytes().decode("utf-8")).text.encode("utf-8"), f"{path.stem}.clean.txt"
    )


@pytest.mark.snapshot
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_findings_are_pinned(path: Path, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match(
        findings(Cleaner(suggest=True).clean(path.read_bytes().decode("utf-8"))).encode("utf-8"),
        f"{path.stem}.findings.txt",
    )


def test_no_snapshot_is_orphaned() -> None:
    expected = {f"{path.stem}.{kind}.txt" for path in SEEDS for kind in ("clean", "findings")}
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected


def findings(result: Result) -> str:
    """The cuts and suggestions of a result, one a line."""
    return "".join(map(_finding, result.cuts)) + "".join(
        f"suggested: {_finding(cut)}" for cut in result.suggestions
    )


def _finding(cut: Cut) -> str:
    return f"{cut.start}-{cut.end} {cut.rule} ({cut.reason}): {cut.text!r}\n"
