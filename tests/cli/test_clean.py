"""`cleaner clean` and `cleaner restore`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.cli import ACCENT, CRLF, DIRTY, PROSE, RULE, names_in, put, run, spawn, untouched

pytestmark = pytest.mark.usefixtures("here")


# --- To stdout -----------------------------------------------------------------------------------


def test_a_file_goes_to_stdout_and_stays_itself(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    result = run("clean", path)
    assert (result.stdout, result.stderr, result.exit_code) == (PROSE, "1 file cleaned.\n", 0)
    assert untouched(path)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_stdin_goes_to_stdout(arguments: tuple[str, ...]) -> None:
    result = run("clean", *arguments, given=DIRTY.encode())
    assert (result.stdout, result.exit_code) == (PROSE, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        PROSE.encode(),
        PROSE.replace("\n", "\r\n").encode(),
        PROSE.rstrip("\n").encode(),
        b"\xef\xbb\xbf" + PROSE.encode(),
        b" \r \n\x0c\xc2\x85\xe2\x80\xa8\n",
    ],
)
def test_a_clean_text_passes_through_byte_for_byte(data: bytes) -> None:
    process = spawn("clean", "-", given=data)
    assert (process.stdout, process.returncode) == (data, 0)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (CRLF, PROSE.replace("\n", "\r\n").encode()),
        (b"\xef\xbb\xbf" + DIRTY.encode(), b"\xef\xbb\xbf" + PROSE.encode()),
    ],
)
def test_line_endings_and_bom_of_kept_text_survive(data: bytes, expected: bytes) -> None:
    assert spawn("clean", "-", given=data).stdout == expected


def test_other_encodings_go_in_and_come_out(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", (ACCENT + DIRTY).encode("latin-1"))
    process = spawn("clean", path, "--encoding", "latin-1")
    assert process.stdout == (ACCENT + PROSE).encode("latin-1")


def test_show_says_on_stderr_what_went(tmp_path: Path) -> None:
    result = run("clean", "--show", put(tmp_path / "a.txt"))
    assert result.stdout == PROSE
    assert RULE in result.stderr
    assert "Leave a Reply" in result.stderr
    assert "\x1b" not in result.stderr


def test_quiet_says_nothing(tmp_path: Path) -> None:
    result = run("clean", "-q", put(tmp_path / "a.txt"))
    assert (result.stdout, result.stderr) == (PROSE, "")


def test_several_texts_need_a_folder(tmp_path: Path) -> None:
    paths = [put(tmp_path / "x/a.txt"), put(tmp_path / "x/b.txt")]
    for arguments in (paths, [tmp_path / "x"]):
        result = run("clean", *arguments)
        assert (result.stdout, result.exit_code) == ("", 2)
        assert "-o DIR" in result.stderr


# --- To files ------------------------------------------------------------------------------------


def test_output_file(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    result = run("clean", path, "-o", "b.txt")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert (tmp_path / "b.txt").read_text() == PROSE
    assert untouched(path)


def test_output_folder_keeps_the_tree(tmp_path: Path) -> None:
    put(tmp_path / "in/x/a.txt", CRLF)
    put(tmp_path / "in/y/b.md", PROSE)
    result = run("clean", "in", "-o", "out")
    assert result.stderr == "1 file cleaned, 1 left unchanged.\n"
    assert (tmp_path / "out/x/a.txt").read_bytes() == PROSE.replace("\n", "\r\n").encode()
    assert (tmp_path / "out/y/b.md").read_bytes() == PROSE.encode()


def test_output_folder_is_not_written_twice_nor_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    assert run("clean", ".", "-o", "out").exit_code == 0
    os.utime(tmp_path / "out/a.txt", (1_000_000_000, 1_000_000_000))
    assert run("clean", ".", "-o", "out").exit_code == 0
    assert untouched(tmp_path / "out/a.txt", PROSE)
    assert names_in(tmp_path / "out") == ["a.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x/a.txt", "y/a.txt", "-o", "out"), "would both be written"),
        (("x", "-o", "x"), "would be written to itself"),
        (("x/a.txt", "-o", "x/a.txt"), "would be written to itself"),
        (("x/a.txt", "-o", "link.txt"), "would be written to itself"),
        (("x", "-o", "y/a.txt"), "is a file"),
        (("-", "-o", "x"), "stdin has no file name"),
        (("x/a.txt", "-o", "out", "--in-place"), "use either --in-place or -o"),
        (("-", "--in-place"), "stdin cannot be cleaned in place"),
        (("x/a.txt", "-o", "none/b.txt"), "there is no folder none; make it first"),
        (("x/a.txt", "-o", "b.txt", "--record", "b.txt"), "b.txt is one of the files"),
        (("x", "-o", "out", "--record", "out/a.txt"), "out/a.txt is one of the files"),
        (("x/a.txt", "--record", "-"), "needs a file name"),
        (("x/a.txt", "--in-place", "--record", "x/a.txt"), "is one of the files"),
        (("x/a.txt", "--in-place", "--record", "none/r.jsonl"), "the record cannot be written"),
    ],
)
def test_contradictions_write_nothing(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    paths = put(tmp_path / "x/a.txt"), put(tmp_path / "y/a.txt")
    (tmp_path / "link.txt").symlink_to(paths[0])
    result = run("clean", *arguments, given=DIRTY.encode())
    assert result.exit_code == 2
    assert words in result.stderr
    assert all(untouched(path) for path in paths)
    assert names_in(tmp_path) == ["link.txt", "x", "y"]


def test_nothing_is_written_outside_the_output_folder(tmp_path: Path) -> None:
    put(tmp_path / "in/x/a.txt")
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/x").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    result = run("clean", "in", "-o", "out")
    assert result.exit_code == 2
    assert "is outside of out" in result.stderr
    assert not names_in(tmp_path / "elsewhere")


def test_in_place_writes_only_what_changed(tmp_path: Path) -> None:
    dirty, clean = put(tmp_path / "a.txt"), put(tmp_path / "b.txt", PROSE)
    result = run("clean", "--in-place", dirty, clean)
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        "1 file cleaned, 1 left unchanged.\n",
        0,
    )
    assert dirty.read_text() == PROSE
    assert untouched(clean, PROSE)


@pytest.mark.parametrize(
    "data",
    [
        PROSE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PROSE.encode(),
        b"",
        PROSE.rstrip().encode(),
    ],
)
def test_in_place_leaves_clean_files_alone(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path / "a.txt", data)
    assert run("clean", "--in-place", path).exit_code == 0
    assert untouched(path, data)


def test_a_text_that_would_lose_most_of_itself_is_passed_on(tmp_path: Path) -> None:
    text = "Rain.\n\nLeave a Reply\n\nYour email address will not be published.\n"
    path = put(tmp_path / "a.txt", text)
    result = run("clean", path)
    assert (result.stdout, result.exit_code) == (text, 0)
    assert "a.txt: Left unchanged: it would lose" in result.stderr
    assert run("clean", "--in-place", path, "--quiet").stderr.count("Left unchanged") == 1
    assert untouched(path, text)
    assert run("clean", "--force", path).stdout == "Rain.\n"
    assert run("check", "--fix", path).exit_code == 1
    assert untouched(path, text)


# --- Trouble -------------------------------------------------------------------------------------


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    bad, good = put(tmp_path / "a.txt", b"caf\xe9 " + DIRTY.encode()), put(tmp_path / "b.txt")
    result = run("clean", "--in-place", bad, "none.txt", good)
    assert result.exit_code == 2
    assert "byte 3 (0xe9)" in result.stderr
    assert "none.txt: there is no such file" in result.stderr
    assert result.stderr.endswith("1 file cleaned, 2 failed.\n")
    assert untouched(bad, b"caf\xe9 " + DIRTY.encode())
    assert good.read_text() == PROSE


def test_what_is_no_plain_text_by_its_name_is_left_unless_asked_for(tmp_path: Path) -> None:
    page, good = put(tmp_path / "a.json"), put(tmp_path / "b.txt")
    result = run("clean", "--in-place", page, good)
    assert result.exit_code == 2
    assert "a.json: a single JSON document is not supported." in result.stderr
    assert untouched(page)
    assert good.read_text() == PROSE
    assert run("clean", "--in-place", "--as", "article", page).exit_code == 0
    assert page.read_text() == PROSE


def test_in_place_refuses_what_is_not_a_regular_file(tmp_path: Path) -> None:
    import threading

    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=(DIRTY.encode(),))
    writer.start()
    result = run("clean", "--in-place", fifo)
    writer.join()
    assert result.exit_code == 2
    assert "not a regular file" in result.stderr


# --- Rules ---------------------------------------------------------------------------------------


def test_allowed_lines_stay(tmp_path: Path) -> None:
    put(tmp_path / "keep.txt", "\ufeffleave a reply\r\n\r\n")
    result = run("clean", put(tmp_path / "a.txt"), "--allow", "keep.txt")
    assert "Leave a Reply\n" in result.stdout
    assert "Your email" not in result.stdout


def test_ignored_rules_do_nothing(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    for ids in (RULE, "wordpress", f"wordpress.akismet, {RULE}"):
        assert (
            run("clean", path, "--isolated", "--ignore", ids, "--select", "wordpress").stdout
            == DIRTY
        )


def test_own_phrases(tmp_path: Path) -> None:
    put(
        tmp_path / "own.toml",
        '[[phrases]]\nrule = "house.footer"\ntext = ["The Daily Bugle since 1890"]\n',
    )
    path = put(tmp_path / "a.txt", PROSE + "\nThe Daily Bugle since 1890\n")
    assert run("clean", path).stdout.endswith("1890\n")
    assert run("clean", path, "--phrases", "own.toml").stdout == PROSE
    assert run("clean", path, "--phrases", "own.toml", "--ignore", "house").stdout.endswith(
        "1890\n"
    )


# --- Record and restore --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [DIRTY.encode(), CRLF, b"\xef\xbb\xbf" + CRLF, PROSE.encode(), b""]
)
def test_restore_gives_the_very_bytes(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "a.txt", data)
    assert run("clean", "a.txt", "-o", "b.txt", "--record", "r.jsonl").exit_code == 0
    process = spawn("restore", "b.txt", "--record", "r.jsonl", folder=tmp_path)
    assert (process.stdout, process.returncode) == (data, 0)
    assert run("restore", "b.txt", "--record", "r.jsonl", "-o", "c.txt").exit_code == 0
    assert (tmp_path / "c.txt").read_bytes() == data


def test_restore_from_stdin(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    cleaned = run("clean", "a.txt", "--record", "r.jsonl").stdout
    assert run("restore", "-", "--record", "r.jsonl", given=cleaned.encode()).stdout == DIRTY


def test_record_has_a_line_for_every_text(tmp_path: Path) -> None:
    put(tmp_path / "in/a.txt")
    put(tmp_path / "in/b.txt", PROSE)
    run("clean", "in", "-o", "out", "--record", "r.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_bytes().splitlines()]
    assert [(row["id"], bool(row["removed"])) for row in rows] == [
        ("in/a.txt", True),
        ("in/b.txt", False),
    ]


def test_cleaning_in_place_again_does_not_lose_the_record(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    for _ in range(2):
        assert run("clean", "--in-place", path, "--record", "r.jsonl").exit_code == 0
    assert run("restore", path, "--record", "r.jsonl", "-o", path).exit_code == 0
    assert path.read_text() == DIRTY


def test_restore_refuses_a_text_that_was_changed(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    run("clean", path, "-o", "b.txt", "--record", "r.jsonl")
    (tmp_path / "b.txt").write_text(PROSE + "More.\n")
    result = run("restore", "b.txt", "--record", "r.jsonl", "-o", path)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert "does not match" in result.stderr
    assert untouched(path)


def test_restore_does_not_overwrite_the_record(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    run("clean", "--in-place", path, "--record", "r.jsonl")
    record = (tmp_path / "r.jsonl").read_bytes()
    result = run("restore", path, "--record", "r.jsonl", "-o", "./r.jsonl")
    assert result.exit_code == 2
    assert "is the record" in result.stderr
    assert (tmp_path / "r.jsonl").read_bytes() == record


@pytest.mark.parametrize(
    ("record", "words"), [("none.jsonl", "cannot be read"), ("a.txt", "line 1 is not")]
)
def test_restore_names_what_is_no_record(tmp_path: Path, record: str, words: str) -> None:
    put(tmp_path / "a.txt")
    result = run("restore", "a.txt", "--record", record)
    assert result.exit_code == 2
    assert words in result.stderr
