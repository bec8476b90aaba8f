"""Findings as text, JSON, JSON lines and GitHub annotations, and the table of rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core.result import Result
from cleaner.files.printable import printable
from cleaner.report import FORMATS, Finding, findings, render
from cleaner.report.statistics import table as statistics
from cleaner.report.style import WIDTH, excerpt
from tests.support.report import ARTICLE, FOLDER, RULES, Snapshot, found, results

SNAPSHOTS = FOLDER / "formats"
HOSTILE = "⟦share.counter|0 \x1b[2J\N{RIGHT-TO-LEFT OVERRIDE} \udc80⟧\n"
LONG = f"⟦a.b|{'word ' * 100}⟧\n"


def rendered(text: str, form: str, *, colour: bool = False, path: str = "corpus/a.txt") -> str:
    return "".join(render(found(text, path), form, colour=colour, rules=RULES))


@pytest.mark.snapshot
@pytest.mark.parametrize("form", FORMATS)
def test_formats(form: str, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    output = re.sub(
        r'"semanticVersion": "[^"]*"', '"semanticVersion": "0"', rendered(ARTICLE, form)
    )
    snapshot.assert_match(output, f"article.{form}")


@pytest.mark.snapshot
@pytest.mark.parametrize(
    ("name", "text"),
    {"hostile": HOSTILE, "long": LONG, "carriage-returns": ARTICLE.replace("\n", "\r\n")}.items(),
)
def test_text(name: str, text: str, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match(rendered(text, "text"), f"{name}.text")


@pytest.mark.snapshot
def test_coloured_text(snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match(rendered(ARTICLE, "text", colour=True), "coloured.text")


@pytest.mark.snapshot
@pytest.mark.parametrize("colour", [False, True])
def test_statistics(colour: bool, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    text = (
        ARTICLE + "⟦share.counter|1.2K⟧ x ⟦share.counter|0⟧ x ⟦placeholder.tweet|See the tweet:⟧\n"
    )
    snapshot.assert_match(
        statistics(found(text), colour=colour),
        "coloured-statistics.text" if colour else "statistics.text",
    )


@pytest.mark.parametrize(
    ("form", "output"), [("text", ""), ("json", "[]\n"), ("jsonl", ""), ("github", "")]
)
@pytest.mark.parametrize("text", ["", "Nothing to see.\n"])
def test_nothing_found(form: str, output: str, text: str) -> None:
    assert rendered(text, form) == output


def test_no_statistics_without_findings() -> None:
    assert statistics((), colour=True) == ""


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_machines_get_no_colour(form: str) -> None:
    assert rendered(ARTICLE, form, colour=True) == rendered(ARTICLE, form)


def test_colour_changes_nothing_else() -> None:
    assert re.sub(r"\x1b\[[\d;]*m", "", rendered(ARTICLE, "text", colour=True)) == rendered(
        ARTICLE, "text"
    )
    assert re.sub(r"\x1b\[[\d;]*m", "", statistics(found(ARTICLE), colour=True)) == statistics(
        found(ARTICLE), colour=False
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", ["Nothing.", ARTICLE, HOSTILE])
def test_pieces_are_whole_lines(form: str, text: str) -> None:
    assert all(
        piece.endswith("\n") for piece in render(found(text), form, colour=False, rules=RULES)
    )


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_encoded(form: str) -> None:
    rendered(HOSTILE, form, path="\udcff.txt").encode()


@pytest.mark.parametrize("form", ["text", "github"])
def test_no_terminal_is_commanded(form: str) -> None:
    assert rendered(HOSTILE, form, path="a\x1b[2J\nb.txt").replace("\n", "").isprintable()


@given(results())
def test_json_carries_everything(result: Result) -> None:
    expected = [
        {key: value for key, value in finding._asdict().items() if value not in (None, ())}
        for finding in findings("a.txt", result)
    ]
    array = "".join(render(findings("a.txt", result), "json", colour=False, rules=()))
    lines = "".join(render(findings("a.txt", result), "jsonl", colour=False, rules=()))
    assert json.loads(array) == [json.loads(line) for line in lines.splitlines()] == expected


def test_findings_are_taken_one_at_a_time() -> None:
    taken: list[Finding] = []

    def source() -> Iterator[Finding]:
        for finding in found(ARTICLE):
            taken.append(finding)
            yield finding

    for form in ("text", "jsonl", "github"):
        taken.clear()
        next(iter(render(source(), form, colour=False, rules=RULES)))
        assert len(taken) == 1


def test_an_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"unknown output format 'xml'; use text, json"):
        render((), "xml", colour=False, rules=())


@pytest.mark.parametrize(
    ("path", "escaped"),
    [
        ("a.txt", "a.txt"),
        ("a,b:c%.txt", "a%2Cb%3Ac%25.txt"),
        ("a b;c=d.txt", "a b;c=d.txt"),
        ("é.txt", "é.txt"),
        ("a\nb\r.txt", "a%0Ab%0D.txt"),
        ("a\x1b[31m\u202e\udcff.txt", "a\\x1b[31m\\u202e\\udcff.txt"),
        ("%0A::error::x.txt", "%250A%3A%3Aerror%3A%3Ax.txt"),
    ],
)
def test_github_properties(path: str, escaped: str) -> None:
    assert rendered("⟦a.b|0⟧", "github", path=path).startswith(f"::warning file={escaped},line=1,")


def test_github_messages() -> None:
    _, _, message = rendered("⟦a.b|100%, now: yes⟧", "github").split("::", 2)
    assert message == "corpus/a.txt:1:1: a.b a reason: 100%25, now: yes\n"


def test_github_columns_only_within_a_line() -> None:
    assert ",col=1,endColumn=2," in rendered("⟦a.b|0⟧", "github")
    assert rendered("⟦a.b|0\n53⟧", "github").startswith(
        "::warning file=corpus/a.txt,line=1,endLine=2,title=cleaner (a.b)::"
    )


def test_text_of_a_blank_cut_is_its_headline() -> None:
    assert rendered("one\n⟦a.b|\n⟧two", "text") == "corpus/a.txt:2:1: a.b a reason\n"


@pytest.mark.parametrize(
    "text",
    [
        "Reply",
        "Café – “yes”",
        "🌊👩\N{ZERO WIDTH JOINER}🔬",
        "日本語",
        "می\N{ZERO WIDTH NON-JOINER}خواهم",
        "",
    ],
)
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert printable(text) == excerpt(text) == text


@given(st.text())
def test_excerpts_are_short_and_printable(text: str) -> None:
    shown = excerpt(text, 20)
    assert (
        shown.replace("\N{ZERO WIDTH JOINER}", "")
        .replace("\N{ZERO WIDTH NON-JOINER}", "")
        .isprintable()
    )
    if printable(text) == text:
        assert len(shown) <= 20
        assert text.split() == shown.split() or "\N{HORIZONTAL ELLIPSIS}" in shown


def test_long_text_is_shortened() -> None:
    assert len(excerpt("x" * 1000)) == WIDTH
    assert excerpt("a" * 10 + " " * 10_000 + "b").endswith("\N{HORIZONTAL ELLIPSIS}")


def test_importing_the_package_is_light() -> None:
    code = (
        "import sys, cleaner; before = set(sys.modules); import cleaner.report; "
        "print(*sorted(set(sys.modules) - before))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert all(name.startswith("cleaner.report") for name in output.split()), output
