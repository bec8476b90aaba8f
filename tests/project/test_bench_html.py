"""The arithmetic of the HTML benchmark, on pages made here, without labelled data or peers."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support import jsonl
from tests.support.jsonl import Row
from tests.tools.bench_html import tables
from tests.tools.bench_html.interval import Bootstrap, Estimate
from tests.tools.bench_html.pages import DataSet, Page, domain, groups, read
from tests.tools.bench_html.picture import COLOURS, MARKERS
from tests.tools.bench_html.quality import Group, Scores, Share, load_scorer, score, snippets
from tests.tools.bench_html.runs import Run, collect
from tests.tools.bench_html.summary import Summary, as_json, summarise
from tests.tools.bench_html.systems import BASELINE, OURS, SYSTEMS
from tests.tools.bench_html.worker import results, timed, warm_up

FOUND = tuple(
    Page(f"{number}", "one two", group, f"{number}.example")
    for number, group in enumerate(["forum"] * 3 + ["article"] * 4 + ["listing"])
)
DATA = DataSet("made", Path("made.jsonl"), FOUND)


def overlap(predicted: str, reference: str) -> Scores:
    """A scorer that can be checked by eye: the share of the reference's words that are found."""
    got, want = set(predicted.split()), set(reference.split())
    found = len(got & want) / len(want)
    return found, found, found


def write(path: Path, rows: Iterable[Row]) -> Path:
    text = "".join(json.dumps(row) + "\n\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def ran(system: str, text: str, milliseconds: float) -> Run:
    return Run(
        system,
        {page.id: text for page in FOUND},
        {page.id: milliseconds / 1000 for page in FOUND},
        version="1.0",
        loaded=1,
        peak=2,
    )


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz"])
def test_lines_are_read_packed_or_not(tmp_path: Path, name: str) -> None:
    rows = [{"id": "a", "html": "é"}, {"id": "b", "html": "\u2028"}]
    assert list(jsonl.rows(write(tmp_path / name, rows))) == rows


def test_pages_are_joined_with_their_references(tmp_path: Path) -> None:
    pages = write(
        tmp_path / "pages.jsonl.gz",
        [{"id": each, "url": "https://www.a.example/", "html": "<p>x"} for each in "abc"],
    )
    references = write(
        tmp_path / "reference.jsonl",
        [{"id": "b", "type": "forum", "reference": "", "with": ["x"], "without": []}],
    )
    data = read("made", pages, references)
    assert data.pages == (Page("b", "", "forum", "a.example", "https://www.a.example/", ("x",)),)


def test_pages_may_carry_their_references(tmp_path: Path) -> None:
    rows = [
        {"id": str(number), "html": "", "lang": "de" if number % 2 else "en", "reference": "x"}
        for number in range(6)
    ]
    file = write(tmp_path / "pages.jsonl", rows)
    assert [page.group for page in read("made", file).pages] == ["en", "de"] * 3
    assert [page.id for page in read("made", file, limit=2).pages] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.a.example:80/b", "a.example"),
        ("http://wwwa.example", "wwwa.example"),
        ("", "7"),
        ("about:blank", "7"),
    ],
)
def test_a_domain_is_the_host(url: str, expected: str) -> None:
    assert domain(url, "7") == expected


def test_groups_are_the_larger_ones_and_the_rest() -> None:
    assert groups(FOUND) == {
        "all": list(range(8)),
        "article": [3, 4, 5, 6],
        "forum": [0, 1, 2],
        "other": [7],
    }


def test_small_groups_alone_are_not_told_apart() -> None:
    assert groups(FOUND[:2]) == {"all": [0, 1]}
    assert groups([Page("a", ""), Page("b", "")]) == {"all": [0, 1]}


def test_the_mean_is_of_the_pages_and_not_of_the_domains() -> None:
    assert Bootstrap(["a", "a", "a", "b"]).estimate([1, 1, 1, 0]) == Estimate(0.75)


def test_equal_values_have_an_interval_of_no_width() -> None:
    assert Bootstrap([str(number) for number in range(9)]).estimate([0.5] * 9) == Estimate(
        0.5, 0.5, 0.5
    )


def test_the_interval_of_a_share_is_near_the_known_one() -> None:
    estimate = Bootstrap([str(number) for number in range(400)]).estimate([1, 0] * 200)
    assert estimate.mean == 0.5
    assert (estimate.low, estimate.high) == pytest.approx(
        (0.451, 0.549), abs=0.008
    )  # 0.5 ± 1.96 · √(0.25 / 400)


def test_pages_of_one_domain_count_as_one_draw() -> None:
    estimate = Bootstrap([str(number // 4) for number in range(400)]).estimate(
        [1, 1, 1, 1, 0, 0, 0, 0] * 50
    )
    assert (estimate.low, estimate.high) == pytest.approx(
        (0.402, 0.598), abs=0.015
    )  # as of 100 pages


def test_the_same_values_have_the_same_interval() -> None:
    domains, values = (
        [str(number % 7) for number in range(30)],
        [number / 30 for number in range(30)],
    )
    assert Bootstrap(domains).estimate(values) == Bootstrap(domains).estimate(values)


def test_few_domains_have_no_interval() -> None:
    assert Bootstrap(list("abcd")).estimate([0, 1, 0, 1]) == Estimate(0.5)


@pytest.mark.parametrize(
    ("snippet", "text", "found"),
    [
        ("Sign  in", "please SIGN\nIN now", True),
        ("nutrition tren", "Nutrition trends", True),  # cut within a word
        ("Sign in", "signing", False),
        ("Sign in", "", False),
    ],
)
def test_snippets_are_found_but_for_case_and_white_space(
    snippet: str, text: str, found: bool
) -> None:
    pages = [Page("a", "", wanted=(snippet,), unwanted=(snippet, "nowhere"))]
    assert snippets(pages, {"a": text}) == (Share(int(found), 1), Share(int(found), 2))


def test_snippets_of_a_page_without_output_are_not_found() -> None:
    assert snippets([Page("a", "", wanted=("x",))], {}) == (Share(0, 1), Share(0, 0))


def test_the_scorer_is_loaded_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "score.py").write_text(
        "def word_f1(predicted, reference):\n    return 0.0, 0.5, 1.0\n", encoding="utf-8"
    )
    assert score(DATA, {}, load_scorer(tmp_path / "score.py")) == [(0.0, 0.5, 1.0)] * len(FOUND)


@pytest.mark.parametrize("name", ["nowhere.py", "score.txt"])
def test_a_scorer_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match=name):
        load_scorer(tmp_path / name)


def test_pages_that_a_worker_did_not_reach_are_failures() -> None:
    rows: list[Row] = [
        {"version": "1.0", "loaded": 5},
        {"id": "a", "text": "x", "seconds": 0.5, "error": ""},
        {"id": "b", "text": "", "seconds": 0.1, "error": "ValueError: no"},
    ]
    run = collect("goose3", rows, ["a", "b", "c"], "ended with -11: ")
    assert run.errors == {"b": "ValueError: no", "c": "not reached"}
    assert (run.texts, run.seconds) == ({"a": "x", "b": ""}, {"a": 0.5, "b": 0.1})
    assert (run.version, run.trouble, run.loaded, run.peak) == ("1.0", "ended with -11: ", 5, 0)


def test_what_a_system_raises_is_written_down() -> None:
    def fails(html: str, url: str, lang: str) -> str:
        raise ValueError(f"{html} {url} {lang}")

    row = timed(fails, {"id": "a", "html": "h", "url": None, "lang": "de"})
    assert (row["id"], row["text"], row["error"]) == ("a", "", "ValueError: h  de")
    assert row["seconds"] >= 0


def test_a_system_is_warmed_up_on_pages_of_its_own() -> None:
    seen: Counter[str] = Counter()

    def extract(html: str, url: str, lang: str) -> str:
        seen[url] += "<article>" in html
        return ""

    warm_up(extract)
    assert len(seen) == seen.total() == 3


def test_a_system_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "goose3", None)
    (row,) = results({"system": "goose3", "pages": "nowhere", "ids": []})
    assert row["trouble"].startswith("ModuleNotFoundError: ")


def test_the_numbers_of_two_systems() -> None:
    theirs, ours = summarise(DATA, [ran(BASELINE, "one", 20), ran(OURS, "two one", 5)], overlap)
    group = ours.groups["all"]
    assert (group.pages, group.domains, group.f1, group.difference) == (
        8,
        8,
        Estimate(1, 1, 1),
        Estimate(0.5, 0.5, 0.5),
    )
    assert theirs.groups["forum"] == Group(3, 3, 0.5, 0.5, Estimate(0.5))
    assert ours.cost is not None
    assert (ours.cost.mean, ours.cost.median, ours.cost.longest, ours.cost.ratio) == pytest.approx(
        (5, 5, 5, 0.25)
    )
    assert (ours.failures, ours.empty) == (0, 0)


def test_failures_are_no_empty_outputs() -> None:
    run = ran("goose3", " \n", 1)
    run.errors["0"] = "ValueError: \n no"
    (summary,) = summarise(DATA, [run], overlap)
    assert (summary.failures, summary.empty) == (1, 7)
    assert tables.notes([summary]) == ["- goose3: 1 × ValueError: ValueError: no"]


def missing() -> Summary:
    run = collect(
        "magic-html",
        [{"trouble": "ModuleNotFoundError: No module named 'magic_html'"}],
        [page.id for page in FOUND],
        "",
    )
    return summarise(DATA, [run], overlap)[0]


def test_a_missing_system_fails_on_every_page_and_stays_in_the_tables() -> None:
    assert (missing().failures, missing().groups, missing().cost) == (8, {}, None)
    text = tables.report(DATA, [missing()])
    assert "| magic-html | – | – | – | – |" in text
    assert "- magic-html: NOT RUN: ModuleNotFoundError: No module named 'magic_html'" in text


def test_the_tables() -> None:
    summaries = [
        *summarise(DATA, [ran(BASELINE, "one", 20), ran(OURS, "two one", 5)], overlap),
        missing(),
    ]
    text = tables.report(DATA, summaries)
    assert "### made (8 pages of 8 domains)" in text
    assert (
        "| cleaner 1.0 | 1.000 | 1.000 | 1.000 (1.000–1.000) | +0.500 (+0.500 to +0.500) |" in text
    )
    assert "| system | all (8) | article (4) | forum (3) | other (1) |" in text
    assert "| trafilatura | 0.500 (0.500–0.500) | 0.500 | 0.500 | 0.500 |" in text
    assert "| cleaner | 5.0 | 5.0 | 5 | 0.25 | 0 | 0 | 0 | 0 |" in text
    assert "snippets" not in text


def test_the_table_of_snippets_has_the_reference_as_its_bound() -> None:
    data = DataSet(
        "made",
        Path("made.jsonl"),
        (Page("0", "one two", wanted=("one", "two"), unwanted=("three",)),),
    )
    (summary,) = summarise(data, [Run(OURS, {"0": "one three"}, {"0": 0.1})], overlap)
    text = tables.snippet_table(data, [summary])
    assert "| snippets | wanted, kept (of 2) | unwanted, left (of 1) |" in text
    assert "| cleaner | 50.0 % | 100.0 % |" in text
    assert "| *the reference itself* | 100.0 % | 0.0 % |" in text


@pytest.mark.parametrize(
    ("value", "mean", "difference"),
    [
        (Estimate(0.5), "0.500", "+0.500"),
        (Estimate(-0.0125, -0.5, 0.25), "-0.013 (-0.500–0.250)", "-0.013 (-0.500 to +0.250)"),
    ],
)
def test_estimates_are_worded(value: Estimate, mean: str, difference: str) -> None:
    assert (tables.estimate(value), tables.signed(value)) == (mean, difference)


def test_the_worst_pages_are_those_furthest_behind() -> None:
    ours, theirs = ran(OURS, "one two", 1), ran(BASELINE, "one", 1)
    ours.texts["4"] = ""
    text = tables.worst(DATA, summarise(DATA, [ours, theirs], overlap), 1)
    assert text.splitlines()[-1] == "| 4 | article | 0.000 | 0.500 |  |"
    assert tables.worst(DATA, [missing()], 1) == ""


def test_all_numbers_can_be_written() -> None:
    run = ran(OURS, "one", 5)
    written = json.loads(json.dumps(as_json(DATA, [run], summarise(DATA, [run], overlap))))
    numbers = written["systems"][OURS]
    assert (written["pages"], written["domains"], numbers["groups"]["all"]["f1"]["mean"]) == (
        8,
        8,
        0.5,
    )
    assert numbers["pages"]["3"] == {"p": 0.5, "r": 0.5, "f1": 0.5, "seconds": 0.005}


def test_every_system_has_a_look_of_its_own() -> None:
    assert len(set(MARKERS)) == len(set(COLOURS)) == len(SYSTEMS)
