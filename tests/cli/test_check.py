"""`cleaner check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.report import FORMATS
from tests.support.cli import CRLF, DIRTY, PROSE, RULE, names_in, put, run, spawn, untouched

pytestmark = pytest.mark.usefixtures("here")


# --- Looking -------------------------------------------------------------------------------------


def test_findings_are_printed_and_nothing_is_written(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    result = run("check", "a.txt")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"a.txt:3:1: {RULE} ")
    assert "Leave a Reply" in result.stdout
    assert result.stderr.startswith("1 file would be cleaned (")
    assert untouched(path)


@pytest.mark.parametrize(
    "data",
    [b"", PROSE.encode(), PROSE.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + PROSE.encode()],
)
def test_a_clean_file_has_no_findings(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path / "a.txt", data)
    result = run("check", path)
    assert (result.stdout, result.stderr, result.exit_code) == ("", "1 file clean already.\n", 0)
    assert untouched(path, data)


def test_without_a_path_the_current_folder_is_checked(tmp_path: Path) -> None:
    put(tmp_path / "x/a.txt")
    put(tmp_path / "b.jpg")
    assert run("check").stdout.startswith("x/a.txt:3:1:")


def test_absolute_paths_below_are_shown_as_seen_from_here(tmp_path: Path) -> None:
    assert run("check", put(tmp_path / "x/a.txt")).stdout.startswith("x/a.txt:")


def test_stdin_has_the_name_that_is_given() -> None:
    assert run("check", "-", given=DIRTY.encode()).stdout.startswith("-:3:1:")
    assert run("check", "-", "--stdin-filename", "n.txt", given=DIRTY.encode()).stdout.startswith(
        "n.txt:3:1:"
    )


def test_exit_zero(tmp_path: Path) -> None:
    result = run("check", "--exit-zero", put(tmp_path / "a.txt"))
    assert result.exit_code == 0
    assert RULE in result.stdout
    assert run("check", "--exit-zero", "none.txt").exit_code == 2


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(tmp_path: Path, form: str) -> None:
    result = run("check", "--output-format", form, put(tmp_path / "a.txt"))
    assert result.exit_code == 1
    assert RULE in result.stdout
    assert "a.txt" in result.stdout


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_machine_formats_are_whole_even_without_findings(tmp_path: Path, form: str) -> None:
    result = run("check", "--output-format", form, put(tmp_path / "a.txt", PROSE))
    assert json.loads(result.stdout) is not None
    assert result.exit_code == 0


def test_output_file(tmp_path: Path) -> None:
    result = run(
        "check", "--output-format", "json", "--output-file", "f.json", put(tmp_path / "a.txt")
    )
    assert (result.stdout, result.exit_code) == ("", 1)
    assert json.loads((tmp_path / "f.json").read_text())
    assert run("check", "--output-file", "none/f.json", "a.txt").exit_code == 2


def test_the_report_goes_to_stdout_by_name(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    result = run("check", "--output-file", "-", "a.txt")
    assert (result.stdout, result.exit_code) == (run("check", "a.txt").stdout, 1)
    assert names_in(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("option", ["--output-file", "--write-baseline"])
def test_no_text_is_overwritten_by_a_report(tmp_path: Path, option: str) -> None:
    path = put(tmp_path / "a.txt")
    result = run("check", option, "./a.txt", ".")
    assert result.exit_code == 2
    assert "is one of the files" in result.stderr
    assert untouched(path)


@pytest.mark.parametrize("option", ["--output-file", "--write-baseline"])
def test_a_report_that_exists_is_replaced_only_if_asked(tmp_path: Path, option: str) -> None:
    put(tmp_path / "a.txt")
    old = put(tmp_path / "f.json", "mine")
    refused = run("check", option, "f.json", "a.txt")
    assert (refused.exit_code, old.read_text()) == (2, "mine")
    assert "f.json exists. Add --overwrite" in refused.stderr
    assert run("check", option, "f.json", "--overwrite", "a.txt").exit_code < 2
    assert old.read_text() != "mine"


def test_statistics(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt")
    result = run("check", "--statistics")
    assert result.exit_code == 1
    assert RULE in result.stdout
    assert "a.txt" not in result.stdout


def test_statistics_as_json(tmp_path: Path) -> None:
    put(tmp_path / "herald.example" / "a.txt")
    put(tmp_path / "b.txt", PROSE)
    result = run("check", "--statistics", "--output-format", "json")
    data = json.loads(result.stdout)
    assert (data["documents"], data["changed"], data["refused"]) == (2, 1, 0)
    assert data["hosts"][0]["host"] == "herald.example"
    assert 0 < data["removed"] < data["words"]
    assert result.exit_code == 1


def test_diff(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    put(tmp_path / "b.txt", PROSE)
    result = run("check", "--diff")
    assert result.exit_code == 1
    assert "-Leave a Reply\n" in result.stdout
    assert "b.txt" not in result.stdout
    assert untouched(path)


def test_diff_of_clean_files_is_empty(tmp_path: Path) -> None:
    result = run("check", "--diff", put(tmp_path / "a.txt", PROSE))
    assert (result.stdout, result.exit_code) == ("", 0)


def test_unsafe_findings_are_counted_and_shown_on_request(tmp_path: Path) -> None:
    put(
        tmp_path / "own.toml",
        '[[phrases]]\nrule = "house.maybe"\nsafe = false\ntext = ["The Daily Bugle since 1890"]\n',
    )
    path = put(tmp_path / "a.txt", PROSE + "\nThe Daily Bugle since 1890\n")
    hidden = run("check", path, "--phrases", "own.toml")
    assert (hidden.stdout, hidden.exit_code) == ("", 0)
    assert hidden.stderr.startswith("1 more could be removed with --unsafe.\n")
    shown = run("check", path, "--phrases", "own.toml", "--unsafe")
    assert "house.maybe" in shown.stdout
    assert (shown.exit_code, "more could be" in shown.stderr) == (1, False)
    assert run("check", "--fix", path, "--phrases", "own.toml").exit_code == 0
    assert untouched(path, PROSE + "\nThe Daily Bugle since 1890\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--fix", "--diff"),
        ("--diff", "--statistics"),
        ("--statistics", "--output-format", "sarif"),
        ("--diff", "--output-format", "json"),
        ("--fix", "--write-baseline", "b"),
        ("--fix", "-"),
        ("--stdin-filename", "b.txt"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = put(tmp_path / "a.txt")
    result = run("check", path, *arguments, given=DIRTY.encode())
    assert (result.stdout, result.exit_code) == ("", 2)
    assert untouched(path)
    assert not (tmp_path / "b").exists()


# --- Fixing, as the hook does --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (DIRTY.encode(), PROSE.encode()),
        (CRLF, PROSE.replace("\n", "\r\n").encode()),
        (b"\xef\xbb\xbf" + DIRTY.encode(), b"\xef\xbb\xbf" + PROSE.encode()),
    ],
)
def test_fix_writes_and_fails_once(tmp_path: Path, data: bytes, expected: bytes) -> None:
    path = put(tmp_path / "a.txt", data)
    first = run("check", "--fix", path)
    assert first.exit_code == 1
    assert RULE in first.stdout
    assert first.stderr.startswith("1 file fixed (")
    assert path.read_bytes() == expected
    assert run("check", "--fix", path).exit_code == 0


@pytest.mark.parametrize(
    "data",
    [b"", PROSE.encode(), PROSE.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + PROSE.encode()],
)
def test_fix_leaves_clean_files_alone(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path / "a.txt", data)
    result = run("check", "--fix", path)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert untouched(path, data)


def test_fix_leaves_the_excluded_alone_even_when_named(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", 'exclude = ["raw/", "a.txt"]')
    paths = put(tmp_path / "a.txt"), put(tmp_path / "raw/b.txt"), put(tmp_path / "raw/deep/c.txt")
    result = run("check", "--fix", "a.txt", "raw/b.txt", "raw")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "a.txt: excluded by the configuration, left unchanged.\n" in result.stderr
    assert all(untouched(path) for path in paths)
    assert run("check", "--fix", "a.txt", "-q").stderr == ""


def test_fix_refuses_other_encodings_with_a_sentence(tmp_path: Path) -> None:
    data = b"caf\xe9 " + DIRTY.encode()
    path = put(tmp_path / "a.txt", data)
    result = run("check", "--fix", path)
    assert result.exit_code == 2
    assert "a.txt: byte 3 (0xe9) is not UTF-8" in result.stderr
    assert "--encoding latin-1" in result.stderr
    assert untouched(path, data)


def test_fix_and_trouble_exit_with_trouble(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    assert run("check", "--fix", path, "none.txt").exit_code == 2
    assert path.read_text() == PROSE


def test_nothing_is_said_of_excluded_files_that_nobody_named(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", 'exclude = ["raw/", "b.txt"]')
    put(tmp_path / "raw/a.txt")
    put(tmp_path / "b.txt")
    put(tmp_path / "c.txt", PROSE)
    assert run("check").stderr == (
        "1 file clean already.\n"  # nor of the configuration itself
    )


def test_stdin_of_an_excluded_file_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", 'exclude = ["raw/"]')
    result = run("check", "-", "--stdin-filename", "raw/a.txt", given=DIRTY.encode())
    assert (result.stdout, result.exit_code) == ("", 0)


# --- Baseline ------------------------------------------------------------------------------------


def test_what_a_baseline_accepts_is_not_found_and_not_fixed(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    written = run("check", path, "--write-baseline", "accepted.json")
    assert (written.stdout, written.exit_code) == ("", 0)
    accepted = run("check", path, "--baseline", "accepted.json")
    assert accepted.exit_code == 0
    assert accepted.stderr == ("1 finding accepted by the baseline.\n1 file clean already.\n")
    assert run("check", "--fix", "./a.txt", "--baseline", "accepted.json").exit_code == 0
    assert run("check", "--diff", path, "--baseline", "accepted.json").stdout == ""
    assert untouched(path)


def test_what_is_new_is_found_beside_a_baseline(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", 'baseline = "accepted.json"')
    old = put(tmp_path / "a.txt")
    run("check", "--write-baseline", "accepted.json")
    new = put(tmp_path / "b.txt")
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert new.read_text() == PROSE
    assert untouched(old)


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 99}'])
def test_a_bad_baseline_is_refused(tmp_path: Path, text: str | None) -> None:
    path = put(tmp_path / "a.txt")
    if text is not None:
        put(tmp_path / "b.json", text)
    result = run("check", "--fix", path, "--baseline", "b.json")
    assert result.exit_code == 2
    assert "b.json" in result.stderr
    assert untouched(path)


# --- Configuration -------------------------------------------------------------------------------


def test_per_file_ignores(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", f'per-file-ignores = {{ "letters/" = ["{RULE}"] }}')
    put(tmp_path / "letters/a.txt")
    put(tmp_path / "news/a.txt")
    result = run("check")
    assert "news/a.txt" in result.stdout
    assert "letters" not in result.stdout
    assert (
        run("check", "-", "--stdin-filename", "letters/b.txt", given=DIRTY.encode()).exit_code == 0
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('select = ["wordpres"]', ["cleaner.toml: select", "Did you mean 'wordpress'?"]),
        ('ignore = ["zzz"]', ["cleaner.toml: ignore", "no rule 'zzz'"]),
        (
            'per-file-ignores = { "none/" = ["zzz"] }',
            ["cleaner.toml: per-file-ignores", "no rule 'zzz'"],
        ),
        ('slect = ["share"]', ["unknown key 'slect'", "'select'"]),
        ('phrases = ["none.toml"]', ["none.toml cannot be read"]),
        ('allow-files = ["none.txt"]', ["none.txt: cannot be read"]),
        ('baseline = "none.json"', ["none.json: there is no such baseline", "--write-baseline"]),
        ("select = [", ["not valid TOML"]),
    ],
)
def test_a_bad_configuration_ends_the_run(tmp_path: Path, settings: str, words: list[str]) -> None:
    put(tmp_path / "cleaner.toml", settings)
    path = put(tmp_path / "a.txt")
    result = run("check", "--fix", path)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert all(word in result.stderr for word in words), result.stderr
    assert untouched(path)
    assert run("check", path, "--isolated").exit_code == 1


def test_the_command_line_beats_the_configuration(tmp_path: Path) -> None:
    put(
        tmp_path / "pyproject.toml", '[tool.cleaner]\nignore = ["wordpress"]\nencoding = "utf-16"\n'
    )
    path = put(tmp_path / "a.txt")
    assert run("check", path, "--encoding", "utf-8").exit_code == 0
    assert run("check", path, "--encoding", "utf-8", "--ignore", "wordpress.akismet").exit_code == 1
    assert run("check", path, "--isolated").exit_code == 1
    put(tmp_path / "other.toml", "")
    assert run("check", path, "--config", "other.toml").exit_code == 1


def test_configuration_is_found_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        tmp_path / "cleaner.toml",
        'exclude = ["x/raw/"]\n'
        'allow = ["Leave a Reply", "Your email address will not be published."]',
    )
    put(tmp_path / "x/raw/a.txt")
    put(tmp_path / "x/b.txt")
    monkeypatch.chdir(tmp_path / "x")
    assert run("check", ".").exit_code == 0


def test_unknown_rule_on_the_command_line() -> None:
    process = spawn("check", "--select", "wordpress,wordpress.akismt", "-")
    assert process.returncode == 2
    assert (
        b"--select: There is no rule 'wordpress.akismt'. Did you mean 'wordpress.akismet'?"
        in process.stderr
    )
