"""The command as a whole: its other commands, its streams, and every way that it can end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from cleaner import Cleaner, Rule, __version__
from cleaner.cli.app import COMMANDS
from cleaner.config import Config
from tests.support.cli import DIRTY, PROSE, RULE, names_in, put, run, spawn, untouched
from tests.support.paths import ROOT

pytestmark = pytest.mark.usefixtures("here")


# --- Listing -------------------------------------------------------------------------------------


def test_rules_lists_every_rule() -> None:
    result = run("rules")
    ids = [rule.id for rule in Cleaner(max_loss=0.005).rules]
    assert "residue.ad" in ids
    assert [line.split()[0] for line in result.stdout.splitlines()] == ids
    rows = json.loads(run("rules", "--output-format", "json").stdout)
    assert [row["id"] for row in rows] == ids
    assert {"id", "family", "safe", "reason", "removes", "keeps"} == set(rows[0])


def test_rule_explains_with_examples() -> None:
    result = run("rule", RULE)
    assert result.exit_code == 0
    for words in (
        RULE,
        "Removes the lines marked with -:",
        "  - Leave a Reply\n",
        "Leaves this alone:",
        "Safe:",
    ):
        assert words in result.stdout


def test_rule_marks_what_goes_from_a_line_that_stays(tmp_path: Path) -> None:
    shown = run("rule", "placeholder.lead-in").stdout
    removed, _, left = next(
        pair for pair in re.findall(r"^  - (.*)(\n)  \+ (.*)$", shown, re.MULTILINE)
    )
    assert removed.startswith(left)


@pytest.mark.parametrize("rule", Cleaner().rules, ids=lambda rule: rule.id)
def test_every_explanation_shows_what_goes(rule: Rule) -> None:
    printed = run("rule", rule.id).stdout
    assert "\n\n\n" not in printed
    shown, _, kept = printed.partition("Leaves this alone:")
    assert "\n  - " in shown
    assert "\n  - " not in kept


def test_rule_with_a_family_lists_it() -> None:
    lines = run("rule", "wordpress").stdout.splitlines()
    assert len(lines) > 1
    assert all(line.startswith("wordpress.") for line in lines)


def test_unknown_rule_has_a_suggestion() -> None:
    result = run("rule", "wordpress.akismt")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert "Did you mean 'wordpress.akismet'?" in result.stderr


def test_own_rules_are_listed(tmp_path: Path) -> None:
    put(
        tmp_path / "own.toml",
        '[[phrases]]\nrule = "house.footer"\nreason = "our footer"\n'
        'text = ["The Daily Bugle since 1890"]\n',
    )
    put(tmp_path / "cleaner.toml", 'phrases = ["own.toml"]')
    assert "house.footer" in run("rules").stdout
    assert "our footer" in run("rule", "house.footer").stdout
    assert "house.footer" not in run("rules", "--isolated").stdout


# --- Configuration -------------------------------------------------------------------------------


def test_config_prints_toml_that_says_where_from(tmp_path: Path) -> None:
    put(
        tmp_path / "cleaner.toml",
        'ignore = ["wordpress.akismet"]\nper-file-ignores = { "b\\"*" = ["wordpress"] }\n'
        'exclude = ["x/"]',
    )
    result = run("config", "--unsafe")
    printed = tomllib.loads(result.stdout)
    assert printed["ignore"] == ["wordpress.akismet"]
    assert printed["per-file-ignores"] == {'b"*': ["wordpress"]}
    assert printed["unsafe"] is True
    assert "unsafe = true  # command line\n" in result.stdout
    assert f'exclude = ["x/"]  # {tmp_path / "cleaner.toml"}\n' in result.stdout
    assert 'encoding = "utf-8"  # default\n' in result.stdout
    assert "x/a.txt:\n#   excluded" in run("config", "x/a.txt").stdout
    assert "cleaned, without wordpress.akismet\n" in run("config", "a.txt").stdout


def test_what_config_prints_can_be_used_as_configuration(tmp_path: Path) -> None:
    put(tmp_path / "other.toml", run("config").stdout)
    assert run("config", "--config", "other.toml").exit_code == 0


def test_config_prints_the_schema_of_its_keys() -> None:
    printed = json.loads(run("config", "--schema").stdout)
    assert {key for key, _, _ in Config().items()} == set(printed["properties"])


def test_config_refuses_what_a_run_would_refuse(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", 'select = ["zzz"]')
    assert run("config").exit_code == 2


# --- The rest ------------------------------------------------------------------------------------


def test_version() -> None:
    assert run("--version").stdout == f"cleaner {__version__}\n"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(command: str) -> None:
    result = run(*command.split(), "--help")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert "Usage:" in result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_CLEANER_COMPLETE" in result.stdout


def test_rule_ids_are_completed(tmp_path: Path) -> None:
    process = spawn(
        folder=tmp_path,
        _CLEANER_COMPLETE="bash_complete",
        COMP_WORDS="cleaner rule wordpress.c",
        COMP_CWORD="2",
    )
    assert f"plain,{RULE}".encode() in process.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("cleaner check --select share,wordpress.c", f"plain,share,{RULE}"),
        ("cleaner clean a", "file,a"),
        ("cleaner check --config a", "file,a"),
        ("cleaner restore a", "file,a"),
        ("cleaner che", "plain,check"),
    ],
)
def test_what_shells_complete(tmp_path: Path, words: str, completed: str) -> None:
    position = str(len(words.split()) - 1)
    process = spawn(
        folder=tmp_path, _CLEANER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=position
    )
    assert completed in process.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("chek", "Did you mean 'check'?"),
        ("a b.txt", "cleaner clean 'a b.txt'"),
        ("zzz", "There are clean, check, sample, learn, report"),
    ],
)
def test_what_is_no_command_has_a_suggestion(tmp_path: Path, name: str, words: str) -> None:
    put(tmp_path / "a b.txt")
    result = run(name)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chek",),
        ("check", "--nope"),
        ("rule",),
        ("check", "none.txt"),
        ("check", "empty"),
        ("check", "*.none"),
        ("restore", "x"),
        ("completion", "tcsh"),
        ("check", "--config", "none.toml"),
        ("check", "--encoding", "utf-9", "."),
        ("clean", "--as", "pdf", "-"),
        ("check", "--allow", "none.txt"),
    ],
)
def test_mistakes_exit_with_2_and_a_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    process = spawn(*arguments, folder=tmp_path)
    assert (process.stdout, process.returncode) == (b"", 2)
    assert process.stderr
    assert b"Traceback" not in process.stderr


def test_a_bug_is_not_taken_for_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(Cleaner, "clean", broken)
    path = put(tmp_path / "a.txt")
    result = run("check", "--fix", path)
    assert result.exit_code == 2
    assert "(this is a bug): RuntimeError: no such luck" in result.stderr
    assert "report" in result.stderr
    assert "Traceback" not in result.stderr
    assert untouched(path)
    assert "Traceback" in run("--debug", "check", path).stderr
    monkeypatch.setenv("CLEANER_DEBUG", "1")
    assert "Traceback" in run("check", path).stderr


def test_running_out_of_memory_has_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def huge(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Cleaner, "clean", huge)
    result = run("check", put(tmp_path / "a.txt"))
    assert result.exit_code == 2
    assert "out of memory" in result.stderr


def process(*arguments: str | Path, stdout: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, env=environment)


@pytest.mark.parametrize(
    "arguments",
    [("check", "a.txt"), ("clean", "a.txt"), ("rules",), ("--help",), ("check", "--help")],
)
def test_a_closed_pipe_is_left_quietly(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    put(tmp_path / "a.txt")
    reading, writing = os.pipe()
    os.close(reading)
    with process(*arguments, stdout=writing) as child:
        os.close(writing)
        _, said = child.communicate(timeout=60)
    assert (child.returncode, said) == (141, b"")


@pytest.mark.parametrize(
    ("closed", "words"),
    [("0<&-", b"stdin is closed"), ("1>&-", b"stdout is closed"), ("2>&-", b"")],
)
def test_closed_streams(tmp_path: Path, closed: str, words: bytes) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f"{sys.executable} -m cleaner clean - {closed}"
    outcome = subprocess.run(
        command, shell=True, input=DIRTY.encode(), capture_output=True, env=environment, check=False
    )
    assert outcome.returncode == (2 if words else 0)
    assert words in outcome.stderr
    assert b"bug" not in outcome.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_has_a_sentence(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    with (
        Path("/dev/full").open("wb") as full,
        process("clean", "a.txt", stdout=full.fileno()) as child,
    ):
        _, said = child.communicate(timeout=60)
    assert (child.returncode, said) == (
        2,
        b"Error: stdout cannot be written: No space left on device.\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is needed that can be filled")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_no_part_of_a_text_is_lost_on_its_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    put(tmp_path / "a.txt", PROSE * 20_000)
    with process("clean", "a.txt", stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(10)
        child.stdout.close()  # in the middle of the text, which must not look complete
        assert child.wait(timeout=60) == 141
    assert spawn("clean", "a.txt", folder=tmp_path).stdout.decode() == PROSE * 20_000


def test_interrupted_files_are_finished_or_untouched(tmp_path: Path) -> None:
    first = put(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.txt")  # the run waits here for a writer that does not come
    last = put(tmp_path / "c.txt")
    with process("clean", "--in-place", "a.txt", "b.txt", "c.txt", stdout=subprocess.PIPE) as child:
        for _ in range(600):
            if first.read_text() == PROSE:
                break
            time.sleep(0.05)
        time.sleep(0.2)  # from the file that is done to the one that waits
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert (child.returncode, said) == (130, b"Interrupted.\n")
    assert first.read_text() == PROSE
    assert untouched(last)
    assert names_in(tmp_path) == ["a.txt", "b.txt", "c.txt"]


def test_names_of_files_cannot_command_the_terminal(tmp_path: Path) -> None:
    name = "\x1b[31mred.txt"
    put(tmp_path / name, b"\xe9")
    outcome = spawn("check", name, folder=tmp_path)
    assert outcome.returncode == 2
    assert b"\x1b" not in outcome.stderr


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    put(tmp_path / name)
    outcome = spawn("check", "--output-format", "json", ".", folder=tmp_path)
    assert outcome.returncode == 1
    assert json.loads(outcome.stdout)


def test_no_colours_without_a_terminal(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    for arguments in (
        ("check",),
        ("check", "--diff"),
        ("check", "--statistics"),
        ("clean", "--show", "a.txt"),
    ):
        outcome = spawn(*arguments, folder=tmp_path)
        assert b"\x1b" not in outcome.stdout + outcome.stderr


@pytest.mark.parametrize(("setting", "coloured"), [("", True), ("1", False)])
def test_colours_on_a_terminal_unless_no_color(
    tmp_path: Path, setting: str, coloured: bool
) -> None:
    pty = pytest.importorskip("pty")
    put(tmp_path / "a.txt")
    main, side = pty.openpty()
    os.environ["NO_COLOR"] = setting
    try:
        with process("check", "a.txt", stdout=side):
            os.close(side)
            shown = b""
            while part := _read(main):
                shown += part
    finally:
        del os.environ["NO_COLOR"]
        os.close(main)
    assert RULE.encode() in shown
    assert (b"\x1b[" in shown) is coloured


@pytest.mark.parametrize(("refused", "coloured"), [("", True), ("1", False)])
def test_colours_in_a_pipe_if_the_environment_forces_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, coloured: bool
) -> None:
    put(tmp_path / "a.txt")
    assert "\x1b[" not in run("check", "a.txt").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", refused)
    assert ("\x1b[" in run("check", "a.txt").stdout) is coloured


def test_what_is_said_behind_a_text_begins_its_own_line(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    put(tmp_path / "a.txt", PROSE.rstrip())
    main, side = pty.openpty()
    command = [sys.executable, "-m", "cleaner", "clean", "a.txt"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=side, stderr=side, env=environment):
        os.close(side)
        shown = b"".join(iter(lambda: _read(main), b""))
    os.close(main)
    assert shown.decode().splitlines() == [PROSE.rstrip(), "1 file left unchanged."]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side is closed
        return b""


def test_start_up_imports_nothing_heavy(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", PROSE)
    code = (
        "import sys; from cleaner.cli.app import app\n"
        "try: app(['check', '-q', 'a.txt'])\n"
        "except SystemExit: print(sorted({'json', 'hashlib', 'lxml', 'trafilatura', 'numpy',"
        " 'rich', 'traceback'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=True
    )
    assert outcome.stdout == b"[]\n", outcome.stdout


def test_dirty_text_is_what_these_tests_take_it_for() -> None:
    assert Cleaner().clean(DIRTY).text == PROSE
    assert not Cleaner().clean(PROSE).changed
