"""Whole pages' texts on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cleaner import content_type
from tests.support import page_cases
from tests.support.cli import DIRTY, PROSE, put, run, spawn, untouched
from tests.support.pages import page

NEWS = page_cases.read("news").text
TITLE = "Harbour bridge to close for three weeks while engineers replace its bearings"
FIRST = "The bridge over the inner harbour will close"


def test_a_whole_page_is_told_from_an_article_and_that_is_said(tmp_path: Path) -> None:
    result = run("clean", put(tmp_path / "a.txt", NEWS))
    assert result.exit_code == 0
    assert result.stdout.startswith(TITLE)
    assert "Weather" not in result.stdout
    assert "a.txt: treated as a whole page" in result.stderr


def test_quiet_does_not_say_it(tmp_path: Path) -> None:
    assert run("clean", "-q", put(tmp_path / "a.txt", NEWS)).stderr == ""


def test_an_article_is_taken_for_one_and_nothing_is_said(tmp_path: Path) -> None:
    result = run("clean", put(tmp_path / "a.txt", DIRTY))
    assert result.stdout == PROSE
    assert "whole page" not in result.stderr


@pytest.mark.parametrize("name", page_cases.NAMES)
def test_what_is_taken_for_a_whole_page(name: str) -> None:
    assert content_type.is_whole_page(page_cases.read(name).text) == (name != "extracted")


@pytest.mark.parametrize(
    "text",
    [
        "",
        DIRTY,
        f"{PROSE}\nHome\n\nContact\n\nAbout\n",  # three are too few: they may be headings
        "Home, News, Contact, About, Login and Search are what every menu has.\n" * 3,
        "# Contact\n\n# Home\n\n# About\n\n# News\n\n# Login\n" + PROSE,  # headings of a document
    ],
)
def test_what_is_taken_for_an_article(text: str) -> None:
    assert not content_type.is_whole_page(text)


def test_a_page_can_be_insisted_on_and_so_can_an_article(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", f"Opinion\nWeather\n\n{page_cases.read('extracted').text}")
    assert "Weather" in run("clean", "--as", "article", path).stdout
    assert "Weather" not in run("clean", "--as", "page", path).stdout


def test_check_lists_what_goes_with_its_probability(tmp_path: Path) -> None:
    result = run("check", "--as", "page", put(tmp_path / "a.txt", NEWS))
    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert first.split(" [")[0].endswith("a.txt:1:1: extraction.left-out not part of the article")
    assert first.split(" [")[1][:4].startswith("0.")
    rows = [
        json.loads(line)
        for line in run(
            "check", "--as", "page", "--output-format", "jsonl", tmp_path / "a.txt"
        ).stdout.splitlines()
    ]
    assert 0 <= rows[0]["probability"] < 0.5
    assert rows[0]["against"]


def test_the_record_gives_the_page_back(tmp_path: Path) -> None:
    path, record = put(tmp_path / "a.txt", NEWS), tmp_path / "r.jsonl"
    assert run("clean", "--in-place", "--record", record, path).exit_code == 0
    assert "Weather" not in path.read_text()
    row = json.loads(record.read_text())
    start, end, probability, against = row["scored"][0]
    assert "Weather" in NEWS[start:end]
    assert [start, end, round(1 - probability, 4)] in row["attributes"][
        "cleaner__extraction.left-out"
    ]
    assert against
    assert run("restore", path, "--record", record, "-o", tmp_path / "b.txt").exit_code == 0
    assert (tmp_path / "b.txt").read_text() == NEWS


def test_what_is_cleaned_twice_does_not_change_again(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", NEWS)
    run("clean", "--in-place", path)
    once = path.read_bytes()
    run("clean", "--in-place", path)
    assert path.read_bytes() == once


@pytest.mark.parametrize(
    ("keep", "kept"),
    [("title", True), ("nothing", False), ("byline,captions", False), ("captions,title", True)],
)
def test_parts_to_keep(tmp_path: Path, keep: str, kept: bool) -> None:
    result = run("clean", "--keep", keep, put(tmp_path / "a.txt", NEWS))
    assert (TITLE in result.stdout) == kept
    assert FIRST in result.stdout


@pytest.mark.parametrize("keep", ["titel", "nothing,title", "body"])
def test_parts_that_there_are_not(tmp_path: Path, keep: str) -> None:
    path = put(tmp_path / "a.txt", NEWS)
    result = run("clean", "--in-place", "--keep", keep, path)
    assert result.exit_code == 2
    assert "unknown part" in result.stderr
    assert untouched(path, NEWS)


def test_parts_of_html(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", page(""))
    assert "<title>" not in run("clean", path).stdout
    with_title, without = (
        run("clean", "--keep", keep, path).stdout for keep in ("title", "nothing")
    )
    assert with_title.endswith(without)


def test_the_configuration_says_what_to_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "a.txt", NEWS)
    put(tmp_path / "cleaner.toml", 'keep = ["nothing"]\n')
    assert TITLE not in run("clean", "a.txt").stdout
    assert TITLE in run("clean", "--keep", "title", "a.txt").stdout
    put(tmp_path / "cleaner.toml", "careful = true\n")
    careful = run("clean", "a.txt").stdout
    assert len(careful) >= len(run("clean", "--no-careful", "a.txt").stdout)


def test_trafilatura_can_be_asked_instead(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.html",
        page("<div class=teasers><ul><li><a href=/a>The mill</a></li></ul></div>"),
    )
    result = run("check", "--extractor", "trafilatura", "--output-format", "jsonl", path)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["rule"] for row in rows} >= {"extraction.left-out"}
    assert not any("probability" in row for row in rows)


@pytest.fixture
def without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] == "numpy" or name.startswith("cleaner.scorer"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)


@pytest.mark.usefixtures("without_numpy")
def test_without_numpy_a_page_gets_a_sentence(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", NEWS)
    insisted = run("clean", "--in-place", "--as", "page", path)
    assert insisted.exit_code == 2
    assert "pip install 'article-cleaner[page]'" in insisted.stderr
    guessed = run("clean", path)
    assert guessed.exit_code == 0
    assert "looks like a whole page; cleaned as article text." in guessed.stderr
    assert "Weather" in guessed.stdout


@pytest.mark.usefixtures("without_numpy")
def test_without_numpy_max_loss_gets_one_sentence(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(tmp_path / name, NEWS)
    asked = run("check", "--as", "article", "--max-loss", "0.005", tmp_path)
    assert asked.exit_code == 2
    assert asked.stderr.count("pip install 'article-cleaner[page]'") == 1
    assert run("check", "--as", "article", "--exit-zero", tmp_path).exit_code == 0


def test_an_article_on_the_command_line_loads_no_numpy(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", DIRTY)
    done = spawn("clean", path, PYTHONVERBOSE="1")
    assert done.stdout.decode() == PROSE
    assert b"numpy" not in done.stderr
