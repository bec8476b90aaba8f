"""Findings as text, JSON, JSON lines and GitHub annotations, and the table of rules."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core.result import Result
from cleaner.files.printable import printable
from cleaner.report import FORMATS, Finding, findings, render
from cleaner.report.finding import Checked
from cleaner.report.statistics import collected, to_json, to_text
from cleaner.report.style import WIDTH, excerpt
from tests.support.report import ARTICLE, FOLDER, RULES, Snapshot, found, results

SNAPSHOTS = FOLDER / "formats"
HOSTILE = "⟦share.counter|0 \x1b[2J\N{RIGHT-TO-LEFT OVERRIDE} \udc80⟧\n"
LONG = f"⟦a.b|{'word ' * 100}⟧\n"


def statistics(findings: Iterable[Finding], *, colour: bool) -> str:
    document = Checked(tuple(findings), "herald.example", 100)
    return to_text(collected([document, Checked((), "", 20)]), colour=colour)


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


def test_csv_quotes_what_a_spreadsheet_would_read_as_more_cells() -> None:
    text = 'x\n\n⟦a.b|Share, or "like" this:\nTwitter⟧\n'
    rows = [*csv.DictReader(io.StringIO(rendered(text, "csv")))]
    assert [(row["rule"], row["removed"]) for row in rows] == [
        ("a.b", 'Share, or "like" this:\nTwitter')
    ]
    assert "text" not in rows[0]  # in a folder, such a file must not look like a dump


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


def test_statistics_group_the_digits_of_large_numbers() -> None:
    document = Checked(tuple(found("⟦a.b|" + "word " * 1204 + "⟧\n")), "herald.example", 1204)
    text = to_text(collected([document]), colour=False)
    assert text.count("1,204") == 4  # a rule, a host, and twice in the totals


@pytest.mark.parametrize(
    ("form", "output"),
    [
        ("text", ""),
        ("json", "[]\n"),
        ("jsonl", ""),
        ("github", ""),
        ("gitlab", "[]\n"),
        ("csv", "path,line,column,rule,reason,safe,words,removed\n"),
    ],
)
@pytest.mark.parametrize("text", ["", "Nothing to see.\n"])
def test_nothing_found(form: str, output: str, text: str) -> None:
    assert rendered(text, form) == output


def test_no_statistics_without_findings() -> None:
    assert statistics((), colour=True) == "0 of 120 words (0.0%) in 0 of 2 documents\n"
    assert to_text(collected([]), colour=True) == ""
    empty = json.loads(to_json(collected([])))
    assert (empty["documents"], empty["share"], empty["rules"], empty["hosts"]) == (0, 0, [], [])


def test_statistics_as_json() -> None:
    document = Checked(tuple(found("⟦a.b|one two⟧ x ⟦a.b|three⟧\n")), "herald.example", 10)
    refused = Checked((), "gazette.example", 30, refused=True)
    data = json.loads(to_json(collected([document, refused, Checked((), "", 20)])))
    assert {key: data[key] for key in ("documents", "changed", "refused", "words", "removed")} == {
        "documents": 3,
        "changed": 1,
        "refused": 1,
        "words": 60,
        "removed": 3,
    }
    assert data["share"] == 0.05
    (rule,) = data["rules"]
    assert (rule["rule"], rule["cuts"], rule["words"], rule["documents"]) == ("a.b", 2, 3, 1)
    assert data["hosts"] == [
        {"host": "herald.example", "documents": 1, "changed": 1, "words": 10, "removed": 3},
        {"host": "gazette.example", "documents": 1, "changed": 0, "words": 30, "removed": 0},
    ]


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


# GitLab's documentation, "Code Quality report format".
GITLAB_FIELDS = {"description", "check_name", "fingerprint", "severity", "location"}


def test_gitlab_issues_have_what_gitlab_asks_for() -> None:
    text = "⟦share.counter|0⟧\nA bridge.\n⟦share.counter|0⟧\n⟦tail.x|Two\nlines⟧\n"
    issues = json.loads(rendered(text, "gitlab"))
    assert len(issues) == 3
    for issue in issues:
        assert set(issue) == GITLAB_FIELDS
        assert issue["severity"] in ("info", "minor")
        assert issue["location"]["path"] == "corpus/a.txt"
    assert issues[2]["location"]["lines"] == {"begin": 4, "end": 5}
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_gitlab_fingerprints_stay_when_lines_move() -> None:
    before = json.loads(rendered("⟦share.counter|0⟧\n", "gitlab"))
    after = json.loads(rendered("A line.\n\n⟦share.counter|0⟧\n", "gitlab"))
    assert before[0]["fingerprint"] == after[0]["fingerprint"]


def suites(document: str) -> list[Element]:
    root = fromstring(document)
    assert root.tag == "testsuites"
    return list(root)


def test_junit_has_a_suite_for_each_file() -> None:
    every = [*found(ARTICLE, "a.txt"), *found("⟦share.counter|0⟧\n", "b & <c>.txt")]
    document = "".join(render(every, "junit", colour=False, rules=RULES))
    first, second = suites(document)
    assert (first.get("name"), second.get("name")) == ("a.txt", "b & <c>.txt")
    for suite in (first, second):
        assert int(suite.get("tests", "")) == len(suite)
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))
    (failure,) = second.findall("testcase/failure")
    assert failure.get("type") == "share.counter"
    assert failure.text == "b & <c>.txt:1:1"


def test_junit_without_findings_is_a_test_that_passes() -> None:
    (suite,) = suites(rendered("Nothing to see.\n", "junit"))
    assert (suite.get("tests"), suite.get("failures"), len(suite)) == ("1", "0", 1)
    assert list(suite[0]) == []


@pytest.mark.parametrize("path", ["a.txt", "a\x00\x1b.txt", "a\n<&\"'>.txt", "\udcff\ufffe.txt"])
def test_junit_is_xml_whatever_it_reports(path: str) -> None:
    assert len(suites(rendered(HOSTILE, "junit", path=path))) == 1


def shown(text: str, *, colour: bool = False) -> list[str]:
    """What `text` prints below the headline."""
    return rendered(text, "text", colour=colour).splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The end. ⟦a.b|Share this⟧\n", ["  1 | The end. Share this", "    |          ^^^^^^^^^^"]),
        ("⟦a.b|Share⟧ the end.\n", ["  1 | Share the end.", "    | ^^^^^"]),
        ("橋が閉じた。⟦a.b|共有⟧\n", ["  1 | 橋が閉じた。共有", "    |             ^^^^"]),
        ("cafe\u0301 ⟦a.b|Share⟧\n", ["  1 | cafe\u0301 Share", "    |      ^^^^^"]),
        (
            "A line. ⟦a.b|Share\nLike⟧ it.\n",
            ["  1 | A line. Share", "    |         ^^^^^", "  2 | Like it.", "    | ^^^^"],
        ),
    ],
)
def test_a_part_of_a_line_is_underlined(text: str, lines: list[str]) -> None:
    assert shown(text) == lines


@pytest.mark.parametrize(
    "text", ["⟦a.b|Share⟧\n", "One.\n  ⟦a.b|Share⟧  \nTwo.", "⟦a.b|Share\n⟧Two"]
)
def test_a_whole_line_is_not_underlined(text: str) -> None:
    assert "^" not in "".join(shown(text))


def test_what_is_beside_it_is_shortened() -> None:
    source, marks = shown("word " * 40 + "⟦a.b|Share⟧" + " word" * 40)
    assert len(source) < 90
    assert source[marks.index("^") :].startswith("Share word")
    assert "…" in source[:9]
    assert source.endswith("…")


def test_a_part_of_a_line_is_red() -> None:
    assert shown("The end. ⟦a.b|Share⟧\n", colour=True)[0].endswith("The end. \x1b[31mShare\x1b[0m")


@given(results())
def test_what_is_beside_a_finding_is_from_its_lines(result: Result) -> None:
    for finding in findings("a.txt", result):
        assert not {"\n", "\r"} & {*finding.before, *finding.after}
        start = result.original.index(finding.text.lstrip(), finding.start)
        assert result.original[:start].endswith(finding.before)


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
