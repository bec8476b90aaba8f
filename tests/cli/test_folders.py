"""Folders: of texts, pages and dumps; cleaned by several processes; restored as a tree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.cli import parallel, session
from cleaner.cli.console import Trouble
from tests.support.cli import ACCENT, CRLF, DIRTY, PROSE, names_in, put, run, untouched
from tests.support.troubled import TroubledFiles

pytestmark = pytest.mark.usefixtures("here")

PAGE = (
    "<html><body><nav><a href=/>Home</a></nav><article><h1>The river</h1>"
    + f"<p>{PROSE}</p>" * 3
    + "</article></body></html>"
)
ROW = json.dumps({"id": 1, "text": DIRTY}) + "\n"
SKIPPED = "skipped 2 files (2 .jpg): in folders, only texts, pages and dumps are read."


def mixed(folder: Path) -> Path:
    """A folder with a text, a page, a dump and two pictures."""
    put(folder / "a.txt")
    put(folder / "sub" / "p.html", PAGE)
    put(folder / "d.jsonl", ROW)
    for name in ("x.jpg", "y.JPG"):
        put(folder / name, b"\xff\xd8\xff")
    return folder


# --- What is read --------------------------------------------------------------------------------


def test_clean_reads_texts_pages_and_dumps_and_says_what_it_skipped(tmp_path: Path) -> None:
    mixed(tmp_path / "raw")
    result = run("clean", "raw", "-o", "out")
    assert result.exit_code == 0
    assert result.stderr.count(SKIPPED) == 1
    assert "2 files cleaned.\n" in result.stderr
    assert "raw/d.jsonl: 1 document, 1 cleaned;" in result.stderr
    assert names_in(tmp_path / "out") == ["a.txt", "d.jsonl", "sub"]
    assert (tmp_path / "out" / "a.txt").read_text() == PROSE
    assert (tmp_path / "out" / "sub" / "p.txt").read_text().startswith("The river\n")
    assert json.loads((tmp_path / "out" / "d.jsonl").read_text())["text"] == PROSE


def test_check_reports_all_of_them(tmp_path: Path) -> None:
    mixed(tmp_path / "raw")
    result = run("check", "raw")
    assert result.exit_code == 1
    places = [line.partition(":")[0] for line in result.stdout.splitlines() if line[0] == "r"]
    assert places == ["raw/a.txt", "raw/sub/p.html", "raw/d.jsonl#1"]
    assert SKIPPED in result.stderr


def test_a_sample_is_drawn_from_all_of_them(tmp_path: Path) -> None:
    mixed(tmp_path / "raw")
    result = run("sample", "-n", "9", "raw")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("raw/a.txt", "raw/sub/p.html", "raw/d.jsonl#1"))


def test_a_report_is_of_all_of_them(tmp_path: Path) -> None:
    mixed(tmp_path / "raw")
    result = run("report", "--output-format", "json", "raw")
    assert result.exit_code == 0
    assert "3 documents, 3 would change" in result.stderr


def test_files_of_all_kinds_may_be_named_together(tmp_path: Path) -> None:
    mixed(tmp_path)
    result = run("clean", "a.txt", "d.jsonl", "-o", "out")
    assert result.exit_code == 0
    assert names_in(tmp_path / "out") == ["a.txt", "d.jsonl"]


@pytest.mark.parametrize("command", [("clean", "--in-place"), ("check", "--fix")])
def test_what_cannot_be_edited_is_skipped_in_folders(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    mixed(tmp_path / "raw")
    result = run(*command, "raw")
    reason = " with --in-place" if command[0] == "clean" else ""
    assert (
        "skipped 4 files (2 .jpg, 1 .jsonl, 1 .html): in folders, only texts are read"
        f"{reason}.\n" in result.stderr
    )
    assert result.exit_code == (command[0] == "check")
    assert (tmp_path / "raw" / "a.txt").read_text() == PROSE
    assert untouched(tmp_path / "raw" / "sub" / "p.html", PAGE)
    assert untouched(tmp_path / "raw" / "d.jsonl", ROW)


def test_a_record_is_of_texts_and_pages(tmp_path: Path) -> None:
    mixed(tmp_path / "raw")
    result = run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    assert result.exit_code == 0
    assert "only texts and pages are read with --record" in result.stderr
    assert names_in(tmp_path / "out") == ["a.txt", "sub"]


def test_a_table_without_texts_is_skipped_in_a_folder_and_trouble_if_named(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    put(tmp_path / "raw" / "prices.csv", "name,price\nmill,7\n")
    result = run("check", "raw")
    assert result.exit_code == 1
    assert "skipped raw/prices.csv: cannot tell which column holds the text." in result.stderr
    assert run("check", "raw/prices.csv").exit_code == 2


def test_a_dump_of_two_texts_is_trouble_in_a_folder_too(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "d.jsonl", json.dumps({"text": DIRTY, "content": DIRTY}) + "\n")
    result = run("check", "raw")
    assert result.exit_code == 2
    assert "'text' or 'content'" in result.stderr


def test_without_what_html_needs_pages_are_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise Trouble("HTML needs a package.")

    mixed(tmp_path / "raw")
    monkeypatch.setattr(session, "require_html", refuse)
    result = run("check", "raw")
    assert result.exit_code == 1
    assert "skipped 1 page. HTML needs a package." in result.stderr


def test_endings_of_the_configuration_are_looked_for_and_nothing_else(tmp_path: Path) -> None:
    mixed(tmp_path / "raw")
    put(tmp_path / "cleaner.toml", 'extensions = [".txt"]')
    result = run("check", "raw")
    assert result.stderr == "1 file would be cleaned (1 finding).\n"


def test_dumps_and_texts_are_not_written_to_one_file(tmp_path: Path) -> None:
    mixed(tmp_path)
    result = run("clean", "a.txt", "d.jsonl", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert "-o DIR" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_dumps_and_texts_do_not_share_a_record(tmp_path: Path) -> None:
    mixed(tmp_path)
    result = run("clean", "a.txt", "d.jsonl", "-o", "out", "--record", "cuts.jsonl")
    assert result.exit_code == 2
    assert "Clean dumps and files separately" in result.stderr
    assert names_in(tmp_path) == ["a.txt", "d.jsonl", "sub", "x.jpg", "y.JPG"]


# --- Several processes ---------------------------------------------------------------------------


def pile(folder: Path) -> Path:
    """A folder with what is cleaned, what is not, what cannot be read, and a refusal."""
    for number in range(6):
        put(folder / f"{number}.txt", DIRTY if number % 2 else PROSE)
    put(folder / "crlf.txt", CRLF)
    put(folder / "latin.txt", "Le café du pont".encode("latin-1"))
    put(folder / "refused.txt", "Leave a Reply\n\nYour email address will not be published.\n")
    put(folder / "page.html", PAGE)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("check",), ("clean", "-o", "out", "--record", "cuts.jsonl", "--overwrite")]
)
def test_two_processes_do_and_say_what_one_does(tmp_path: Path, command: tuple[str, ...]) -> None:
    pile(tmp_path / "raw")
    alone = run(*command, "raw")
    written = {path.name: path.read_bytes() for path in tmp_path.rglob("out/*")}
    record = tmp_path / "cuts.jsonl"
    before = record.read_bytes() if record.exists() else b""
    together = run(*command, "raw", "-j", "2")
    assert (together.stdout, together.stderr) == (alone.stdout, alone.stderr)
    assert together.exit_code == alone.exit_code == 2
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("out/*")} == written
    assert not before or record.read_bytes() == before


def test_a_file_that_ends_its_process_is_named_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "FileWork", TroubledFiles)
    for name in ("a.txt", "kill.txt", "z.txt"):
        put(tmp_path / name)
    result = run("clean", "--in-place", "a.txt", "kill.txt", "z.txt", "-j", "2")
    assert result.exit_code == 2
    died = "kill.txt: left unchanged, because the process that cleaned it died (SIGKILL)."
    assert died in result.stderr
    assert [(tmp_path / name).read_text() for name in ("a.txt", "kill.txt", "z.txt")] == [
        PROSE,
        DIRTY,
        PROSE,
    ]


def test_a_single_file_needs_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt")
    monkeypatch.setattr(parallel, "_in_processes", None)
    assert run("clean", "a.txt", "-j", "4").stdout == PROSE
    assert run("clean", "-j", "4", given=DIRTY.encode()).stdout == PROSE


def test_ray_is_for_dumps(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    result = run("clean", "a.txt", "--engine", "ray")
    assert result.exit_code == 2
    assert "Use -j" in result.stderr


# --- Restoring -----------------------------------------------------------------------------------


def test_a_tree_is_restored(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    put(tmp_path / "raw" / "sub" / "b.md", CRLF)
    put(tmp_path / "raw" / "sub" / "c.txt", PROSE)
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    result = run("restore", "out", "--record", "cuts.jsonl", "-o", "back")
    assert (result.exit_code, result.stderr) == (0, "2 files restored, 1 left unchanged.\n")
    for name in ("a.txt", "sub/b.md", "sub/c.txt"):
        assert (tmp_path / "back" / name).read_bytes() == (tmp_path / "raw" / name).read_bytes()


def test_of_equal_cleaned_texts_each_gets_its_own_original(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "one" / "a.txt", DIRTY)
    put(tmp_path / "raw" / "two" / "a.txt", PROSE + "\nLeave a Reply\n")
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    assert run("restore", "out", "--record", "cuts.jsonl", "-o", "back").exit_code == 0
    for name in ("one/a.txt", "two/a.txt"):
        assert (tmp_path / "back" / name).read_bytes() == (tmp_path / "raw" / name).read_bytes()


def test_what_the_record_does_not_know_is_trouble_and_the_rest_is_restored(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    put(tmp_path / "raw" / "b.txt")
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    put(tmp_path / "out" / "b.txt", PROSE + "An edit.\n")
    result = run("restore", "out", "--record", "cuts.jsonl", "-o", "back")
    assert result.exit_code == 2
    assert "out/b.txt: the record does not match" in result.stderr
    assert names_in(tmp_path / "back") == ["a.txt"]


def test_a_tree_that_was_cleaned_in_place_is_restored_whole(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    put(tmp_path / "raw" / "sub" / "b.txt", ACCENT)
    run("clean", "--in-place", "raw", "--record", "cuts.jsonl")
    result = run("restore", "raw", "--record", "cuts.jsonl", "-o", "back")
    assert result.exit_code == 0
    assert "1 file is not in the record and was copied unchanged" in result.stderr
    assert (tmp_path / "back" / "a.txt").read_text() == DIRTY
    assert (tmp_path / "back" / "sub" / "b.txt").read_text() == ACCENT
    assert run("restore", "raw", "--record", "cuts.jsonl", "-o", "raw").exit_code == 0
    assert (tmp_path / "raw" / "a.txt").read_text() == DIRTY
    assert untouched(tmp_path / "raw" / "sub" / "b.txt", ACCENT)


def test_the_record_of_another_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    put(tmp_path / "other" / "b.txt", ACCENT)
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    result = run("restore", "other", "--record", "cuts.jsonl", "-o", "back")
    assert result.exit_code == 2
    assert "cuts.jsonl has no entry for a file in other" in result.stderr
    assert not (tmp_path / "back").exists()


def test_the_page_of_a_text_is_not_restored_and_that_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "p.html", PAGE)
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    result = run("restore", "out", "--record", "cuts.jsonl", "-o", "back")
    assert result.exit_code == 0
    assert "1 page: the text was restored; the HTML is not in the record." in result.stderr
    assert "Home" in (tmp_path / "back" / "p.txt").read_text()


@pytest.mark.parametrize("output", [(), ("-o", "-"), ("-o", "cuts.jsonl")])
def test_a_folder_is_restored_to_a_folder_only(tmp_path: Path, output: tuple[str, ...]) -> None:
    put(tmp_path / "raw" / "a.txt")
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    before = (tmp_path / "cuts.jsonl").read_bytes()
    result = run("restore", "out", "--record", "cuts.jsonl", *output)
    assert result.exit_code == 2
    assert "-o DIR" in result.stderr
    assert (tmp_path / "cuts.jsonl").read_bytes() == before


def test_files_that_exist_are_restored_only_with_overwrite(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    run("clean", "raw", "-o", "out", "--record", "cuts.jsonl")
    mine = put(tmp_path / "back" / "a.txt", "Mine.\n")
    command = ("restore", "out", "--record", "cuts.jsonl", "-o", "back")
    assert run(*command).exit_code == 2
    assert untouched(mine, "Mine.\n")
    assert run(*command, "--overwrite").exit_code == 0
    assert mine.read_text() == DIRTY


def test_cleaned_files_that_exist_are_replaced_only_with_overwrite(tmp_path: Path) -> None:
    put(tmp_path / "raw" / "a.txt")
    mine = put(tmp_path / "out" / "a.txt", "Mine.\n")
    result = run("clean", "raw", "-o", "out")
    assert result.exit_code == 2
    assert "--overwrite" in result.stderr
    assert untouched(mine, "Mine.\n")
    assert run("clean", "raw", "-o", "out", "--overwrite").exit_code == 0
    assert mine.read_text() == PROSE
