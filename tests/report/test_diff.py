"""Diffs: what a person reads, and what `git apply` makes of it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings

from cleaner.core.result import Result
from cleaner.report.unified import diff
from tests.support.report import ARTICLE, FOLDER, Snapshot, cut, marked, results

SNAPSHOTS = FOLDER / "diff"
HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")
NO_NEWLINE = "\\ No newline at end of file\n"

CASES = {
    "article": ARTICLE,
    "nothing-left": "⟦a.b|Leave a Reply\n⟧",
    "nothing-left-without-newline": "⟦a.b|Leave a Reply⟧",
    "first-line": "⟦a.b|53\n⟧one\ntwo\nthree\nfour\nfive\n",
    "last-line-without-newline": "one\ntwo\nthree\nfour\nfive\n⟦a.b|Reply⟧",
    "last-newline-goes": "one\ntwo⟦a.b|\nReply⟧",
    "kept-end-without-newline": "one⟦a.b| Below:⟧\ntwo\nthree",
    "far-end-without-newline": "one⟦a.b| Below:⟧\ntwo\nthree\nfour\nfive\nsix",
    "two-hunks": "⟦a.b|0\n⟧" + "".join(f"line {number}\n" for number in range(20)) + "⟦a.b|1\n⟧",
    "near-changes": "⟦a.b|0\n⟧1\n2\n3\n4\n5\n6\n⟦a.b|1\n⟧end\n",
    "joined-lines": "one ⟦a.b|two\nthree ⟧four\nfive\n",
    "form-feed-is-no-line-end": "one\x0ctwo\n⟦a.b|0\n⟧three\u2028four\n",
}


def applied(text: str, patch: str) -> str:
    """The text with a unified diff applied; every line must be where its header says."""
    old = re.findall(r"[^\n]*\n|[^\n]+", text)
    new: list[str] = []
    taken = 0
    _, _, *hunks = (
        re.split(r"^(?=@@ |--- |\+\+\+ )", patch, flags=re.MULTILINE)[1:] if patch else ("", "")
    )
    for hunk in hunks:
        header = HEADER.match(hunk)
        assert header
        start, old_count, new_start, new_count = (
            1 if part is None else int(part) for part in header.groups()
        )
        first = start - 1 if old_count else start
        new += old[taken:first]
        assert new_start == len(new) + (1 if new_count else 0)
        removed, added = _sides(hunk[header.end() :])
        assert (len(removed), len(added)) == (old_count, new_count)
        assert removed == old[first : first + old_count]
        new += added
        taken = first + old_count
    return "".join(new + old[taken:])


def _sides(body: str) -> tuple[list[str], list[str]]:
    lines = re.findall(r"([ +-])([^\n]*\n)(" + re.escape(NO_NEWLINE) + ")?", body)
    shown = [(mark, line[:-1] if marker else line) for mark, line, marker in lines]
    return [line for mark, line in shown if mark != "+"], [
        line for mark, line in shown if mark != "-"
    ]


@pytest.mark.snapshot
@pytest.mark.parametrize("name", CASES)
def test_diff(name: str, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    result = marked(CASES[name])
    patch = diff("corpus/a.txt", result, colour=False)
    snapshot.assert_match(patch, f"{name}.diff")
    assert applied(result.original, patch) == result.text


@pytest.mark.snapshot
def test_carriage_returns_stay(snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    patch = diff("a.txt", marked("one\r\n⟦a.b|0\r\n\r\n⟧two\rthree⟦a.b| Below:⟧\r\n"), colour=False)
    snapshot.assert_match(patch.encode(), "carriage-returns.diff")


@pytest.mark.snapshot
def test_colours(snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    patch = diff("a.txt", marked("one \x1b[2J\r\n⟦a.b|0 \x07\r\n⟧two\r\n⟦a.b|Reply⟧"), colour=True)
    snapshot.assert_match(patch.encode(), "colours.diff")


@pytest.mark.parametrize(
    ("text", "reversed_parts"),
    [
        ("The mill turned. ⟦a.b|Below, the tweet:⟧\nIt rained.\n", ["Below, the tweet:"]),
        ("The mill turned.⟦a.b| Below, the tweet:⟧\nIt rained.\n", [" Below, the tweet:"]),
        ("⟦a.b|Video: ⟧The mill turned.\nIt rained.\n", ["Video: "]),
        ("One ⟦a.b|two ⟧three ⟦a.b|four ⟧five.\n", ["two three four"]),
        ("⟦a.b|Reply\n⟧The mill turned. ⟦a.b|Share⟧\n⟦a.b|Reply\n⟧It rained.\n", ["Share"]),
        ("It rained.\n⟦a.b|Reply\n⟧The mill turned.\n", []),
        ("⟦a.b|Reply\n⟧", []),
    ],
)
def test_what_is_removed_inside_a_line_is_reversed(text: str, reversed_parts: list[str]) -> None:
    patch = diff("a.txt", marked(text), colour=True)
    assert re.findall(r"\x1b\[31;7m(.*?)\x1b", patch) == reversed_parts


def test_no_diff_of_an_unchanged_text() -> None:
    assert diff("a.txt", marked("Nothing to see.\n"), colour=False) == ""
    assert diff("a.txt", marked("Nothing to see."), colour=True) == ""


def test_no_diff_of_what_is_only_suggested() -> None:
    assert diff("a.txt", marked("Text\n⟦?readers.thread|Ann says:\n⟧"), colour=False) == ""


def test_no_diff_of_a_refused_text() -> None:
    assert diff("a.txt", Result("Leave a Reply", refusal="Left unchanged."), colour=False) == ""


def test_empty_cuts_are_no_change() -> None:
    assert diff("a.txt", cut("one\ntwo\n", [(2, 2), (4, 4)]), colour=False) == ""


def test_kept_lines_are_never_shown_as_changed() -> None:
    patch = diff("a.txt", marked("one\n⟦a.b|0\n⟧two⟦a.b|\nReply⟧\nthree\n"), colour=False)
    assert [line for line in patch.splitlines()[3:] if line[0] in "+-"] == ["-0", "-Reply"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("a.txt", ["--- a/a.txt", "+++ b/a.txt"]),
        ("/tmp/a.txt", ["--- a/tmp/a.txt", "+++ b/tmp/a.txt"]),
        ("my file.txt", ["--- a/my file.txt\t", "+++ b/my file.txt\t"]),
        ("café.txt", ["--- a/café.txt", "+++ b/café.txt"]),
        ('a"b.txt', ['--- "a/a\\042b.txt"', '+++ "b/a\\042b.txt"']),
        ("a\nb.txt", ['--- "a/a\\012b.txt"', '+++ "b/a\\012b.txt"']),
        ("\udcff.txt", ['--- "a/\\377.txt"', '+++ "b/\\377.txt"']),
        ("\ud800.txt", ['--- "a/\\355\\240\\200.txt"', '+++ "b/\\355\\240\\200.txt"']),
    ],
)
def test_file_names(path: str, headers: list[str]) -> None:
    assert diff(path, marked("one\n⟦a.b|0\n⟧"), colour=False).split("\n")[:2] == headers


@given(results())
def test_the_diff_leads_to_the_cleaned_text(result: Result) -> None:
    assert applied(result.original, diff("a.txt", result, colour=False)) == result.text


@given(results())
def test_no_diff_exactly_when_the_text_stays(result: Result) -> None:
    assert (diff("a.txt", result, colour=False) == "") == (result.text == result.original)


@given(results())
def test_what_coloured_diffs_show_commands_no_terminal(result: Result) -> None:
    shown = re.sub(r"\x1b\[[\d;]+m", "", diff("a.txt", result, colour=True))
    assert all(character.isprintable() for character in shown.replace("\n", ""))


def git_apply(folder: Path, patch: str) -> None:
    """Apply a patch in a folder with git, whatever repository it may lie in."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    environment = plain | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(
        command, cwd=folder, input=patch.encode(), env=environment, check=True, capture_output=True
    )


@given(results())
@settings(max_examples=40)
def test_git_applies_it(tmp_path_factory: pytest.TempPathFactory, result: Result) -> None:
    file = tmp_path_factory.mktemp("work") / "my file.txt"
    file.write_bytes(result.original.encode())
    patch = diff(file.name, result, colour=False)
    if patch:
        git_apply(file.parent, patch)
    assert file.read_bytes().decode() == result.text


@pytest.mark.parametrize("name", ['a "b".txt', "tab\there.txt", "é\\n.txt"])
def test_git_finds_files_with_odd_names(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("one\nReply\n")
    git_apply(tmp_path, diff(name, marked("one\n⟦a.b|Reply\n⟧"), colour=False))
    assert file.read_text() == "one\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "spans", "lines"),
    [
        ("word " * 10_000_000, [(offset, offset + 5) for offset in range(0, 50_000_000, 5000)], 7),
        (
            "some line\n" * 1_000_000,
            [(offset, offset + 10) for offset in range(0, 10_000_000, 1000)],
            2 + 9_999 * 8 + 5,
        ),
        (
            "some line\n" * 200_000,
            [(offset + 4, offset + 9) for offset in range(0, 2_000_000, 10)],
            2 + 1 + 400_000,
        ),
    ],
    ids=["one line of 50 MB", "a million lines", "every line changed"],
)
def test_large_texts(text: str, spans: list[tuple[int, int]], lines: int) -> None:
    assert diff("a.txt", cut(text, spans), colour=False).count("\n") == lines
