"""HTML on the command line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.support.cli import PROSE, names_in, put, run, untouched
from tests.support.pages import FIRST, page, text

BOX = "<div class=sharedaddy><h3>Share this:</h3><p>Click to share on Facebook</p></div>"
PAGE = page(BOX)
FRAGMENT = f"<p>{FIRST}</p>\n{BOX}\n<p>{PROSE}</p>"


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.txt", "a", "a.md", "a.xml"])
def test_html_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    result = run("clean", put(tmp_path / name, PAGE))
    assert (result.exit_code, result.stdout) == (0, text())


def test_html_from_stdin() -> None:
    assert run("clean", given=PAGE.encode()).stdout == text()


def test_compressed_html() -> None:
    assert run("clean", given=gzip.compress(PAGE.encode())).stdout == text()


def test_a_fragment_of_a_feed(tmp_path: Path) -> None:
    assert run("clean", put(tmp_path / "a.txt", FRAGMENT)).stdout == f"{FIRST}\n\n{PROSE}"


def test_plain_text_named_html_is_an_articles_text(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", PROSE + "\nAdvertisement\n")
    assert run("clean", path).stdout == PROSE
    result = run("clean", "--as", "html", path)
    assert (result.exit_code, result.stdout) == (0, PROSE)
    assert "a.html: not HTML; cleaned as article text." in result.stderr


@pytest.mark.parametrize(
    "content",
    [
        "Use <b> for bold text, and <p> for a paragraph.\n",
        "# Notes\n\nA line<br>and another one.\n\n<img src=a.png>\n",
        "```html\n<html><body><p>Hello</p></body></html>\n```\n",
        "int main() { std::vector<int> rows; }\n",
    ],
)
def test_a_text_with_some_tags_in_it_is_no_html(tmp_path: Path, content: str) -> None:
    assert run("clean", put(tmp_path / "a.md", content)).stdout == content


def test_article_can_be_insisted_on(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", PAGE)
    assert run("clean", "--as", "article", path).stdout == PAGE


# --- Where it goes -------------------------------------------------------------------------------


def test_a_tree_of_pages_becomes_a_tree_of_texts(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.html", PAGE)
    put(tmp_path / "raw" / "deep" / "b.htm", PAGE)
    put(tmp_path / "raw" / "c.txt", PROSE)
    assert run("clean", "--as", "html", tmp_path / "raw", "-o", tmp_path / "out").exit_code == 0
    assert sorted(
        str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*")
    ) == ["a.txt", "deep/b.txt"]
    assert (tmp_path / "out" / "a.txt").read_text() == text()


def test_markdown_files_end_so(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.html", PAGE)
    assert (
        run(
            "clean",
            "--as",
            "html",
            "--output-format",
            "markdown",
            tmp_path / "raw",
            "-o",
            tmp_path / "out",
        ).exit_code
        == 0
    )
    assert (tmp_path / "out" / "a.md").read_text() == "# " + text()


def test_markdown_without_addresses_and_pictures(tmp_path: Path) -> None:
    html = PAGE.replace(
        "</article>", "<p>See <a href=/m>the map</a>.</p><img src=/a.jpg></article>"
    )
    path = put(tmp_path / "a.html", html)
    markdown = ("clean", "--output-format", "markdown", path)
    assert "[the map](/m)" in run(*markdown).stdout
    assert "[the map](/m)" not in run(*markdown, "--no-links", "--no-images").stdout


def test_two_pages_with_one_text_name_keep_their_endings(tmp_path: Path) -> None:
    for name in ("a.html", "a.htm", "b.html"):
        put(tmp_path / "raw" / name, PAGE)
    result = run("clean", "--as", "html", tmp_path / "raw", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert names_in(tmp_path / "out") == ["a.htm.txt", "a.html.txt", "b.txt"]


def test_a_page_beside_a_text_of_its_name(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.html", PAGE)
    put(tmp_path / "raw" / "a.txt")
    record = tmp_path / "cuts.jsonl"
    result = run("clean", tmp_path / "raw", "-o", tmp_path / "out", "--record", record)
    assert result.exit_code == 0
    assert names_in(tmp_path / "out") == ["a.html.txt", "a.txt"]
    restored = run("restore", tmp_path / "out", "--record", record, "-o", tmp_path / "back")
    assert restored.exit_code == 0
    assert (tmp_path / "back" / "a.txt").read_text() == (tmp_path / "raw" / "a.txt").read_text()


def test_a_folder_of_pages_needs_no_option(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.html", PAGE)
    result = run("clean", tmp_path / "raw", "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (0, "1 file cleaned.\n")
    assert names_in(tmp_path / "out") == ["a.txt"]


@pytest.mark.parametrize("command", [("clean", "--in-place"), ("check", "--fix")])
def test_a_page_is_never_replaced_by_its_text(tmp_path: Path, command: tuple[str, ...]) -> None:
    bad, good = put(tmp_path / "a.html", PAGE), put(tmp_path / "b.txt", PROSE + "\nAdvertisement\n")
    result = run(*command, bad, good)
    assert result.exit_code == 2
    assert "a.html: an HTML page is not replaced by its text" in result.stderr
    assert untouched(bad, PAGE)
    assert good.read_text() == PROSE


def test_json_lines(tmp_path: Path) -> None:
    pages = [put(tmp_path / "a.html", PAGE), put(tmp_path / "b.txt", PROSE)]
    result = run("clean", "--output-format", "jsonl", *pages)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert rows == [
        {
            "id": str(pages[0]),
            "text": text(),
            "kind": "html",
            "outcome": "cleaned",
            "title": "The river rose",
            "language": "en",
        },
        {"id": str(pages[1]), "text": PROSE, "kind": "article", "outcome": "cleaned"},
    ]


def test_json_lines_go_to_one_file(tmp_path: Path) -> None:
    path, rows = put(tmp_path / "a.html", PAGE), tmp_path / "rows.jsonl"
    assert run("clean", "--output-format", "jsonl", "-q", path, "-o", rows).exit_code == 0
    assert json.loads(rows.read_text())["text"] == text()
    assert run("clean", "--output-format", "jsonl", path, "-o", tmp_path).exit_code == 2
    assert run("clean", "--output-format", "jsonl", "--in-place", path).exit_code == 2
    assert untouched(path, PAGE)


def test_the_address_counts(tmp_path: Path) -> None:
    result = run(
        "clean",
        "--output-format",
        "jsonl",
        "--url",
        "https://herald.example/river",
        put(tmp_path / "a.html", PAGE),
    )
    assert json.loads(result.stdout)["url"] == "https://herald.example/river"


def test_the_encoding_can_be_named(tmp_path: Path) -> None:
    html = f"<p>{FIRST}</p><p>Мельница стояла на реке с двенадцатого века.</p>".encode("koi8-r")
    assert "Мельница" in run("clean", "--encoding", "koi8-r", put(tmp_path / "a.html", html)).stdout


# --- What went -----------------------------------------------------------------------------------


def test_check_lists_every_block_that_went_and_its_line_of_the_html(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.html", PAGE.replace("<div class=sharedaddy>", "\n\n<div class=sharedaddy>")
    )
    result = run("check", "--output-format", "jsonl", path)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [(each["rule"], each["line"]) for each in found] == [
        ("markup.navigation", 1),
        ("markup.share", 3),
        ("markup.navigation", 3),
    ]
    assert "Click to share on Facebook" in found[1]["text"]


def test_check_shows_what_went(tmp_path: Path) -> None:
    result = run("check", put(tmp_path / "a.html", PAGE))
    assert "markup.share " in result.stdout
    assert " | Click to share on Facebook" in result.stdout


def test_restore_gives_the_pages_text(tmp_path: Path) -> None:
    path, record, out = (
        put(tmp_path / "a.html", PAGE),
        tmp_path / "record.jsonl",
        tmp_path / "a.txt",
    )
    assert run("clean", path, "-o", out, "--record", record).exit_code == 0
    assert json.loads(record.read_text())["kind"] == "html"
    assert "Click to share on Facebook" in run("restore", out, "--record", record).stdout


def test_switching_a_rule_off_gives_the_text_back(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", PAGE)
    assert run("clean", "--ignore", "markup.share,share", path).stdout == text(
        "Share this:", "Click to share on Facebook"
    )


def test_rules_for_pages_are_explained() -> None:
    assert "- Share this:" in run("rule", "markup.share").stdout


# --- Bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01",
        gzip.compress(PAGE.encode())[:100],
    ],
)
def test_what_is_no_page_leaves_the_others_alone(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "raw" / "a.html", data)
    put(tmp_path / "raw" / "b.html", PAGE)
    result = run("clean", "--as", "html", tmp_path / "raw", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "a.html: " in result.stderr
    assert names_in(tmp_path / "out") == ["b.txt"]
    assert untouched(tmp_path / "raw" / "a.html", data)


def test_a_page_without_an_article_is_reported(tmp_path: Path) -> None:
    result = run(
        "clean",
        put(
            tmp_path / "a.html",
            f"<html><body><nav>{'<a href=/news>The news of the valley</a> ' * 30}</nav></body>",
        ),
    )
    assert result.exit_code == 0
    assert "a.html: No article was found on this page: all of its text is kept." in result.stderr


def test_an_empty_page(tmp_path: Path) -> None:
    assert run("clean", put(tmp_path / "a.html", "<html><body></body></html>")).stdout == ""


def test_missing_packages_get_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "cleaner.page.extract", None)
    pages, good = (
        put(tmp_path / "a.html", PAGE),
        put(tmp_path / "b.txt", PROSE + "\nAdvertisement\n"),
    )
    result = run("check", pages, good)
    assert result.exit_code == 2
    assert "a.html: HTML needs packages" in result.stderr
    assert "pip install 'article-cleaner[html]'" in result.stderr
    assert "b.txt:3:1: ad.label" in result.stdout
    assert run("clean", "--as", "html", pages).exit_code == 2
