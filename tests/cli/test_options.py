"""Flags of the command and keys of the configuration: one list, but for what is of one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cleaner.cli.app import app
from cleaner.config import Config, schema
from cleaner.settings import settings_of
from tests.support.cli import DIRTY, put, run, spawn

pytestmark = pytest.mark.usefixtures("here")

OF_ONE_RUN = {
    # which configuration, and printing something else
    "--config", "--isolated", "--help", "--version", "--schema",
    # files and addresses that one run reads or writes
    "--output", "--output-file", "--record", "--errors", "--write-baseline", "--stdin-filename",
    "--url",
    # what one run is to do
    "--in-place", "--fix", "--diff", "--statistics", "--show", "--watch", "--learn", "--restart",
    "--overwrite", "--document", "--number", "--seed", "--all",
    # the form of one printout
    "report --output-format", "rules --output-format",
}  # fmt: skip
"""Flags that make no sense in a file."""

ONLY_IN_FILES = {
    "allow", "exclude", "extend", "extensions", "host", "per-file-ignores", "required-version",
}  # fmt: skip
"""Keys that are tables or lists for a corpus, or about the file itself."""


def flags() -> Iterator[tuple[str, click.Option]]:
    """The options of all commands, each with the name of its command."""
    context = click.Context(app)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        assert command is not None
        parameters = command.get_params(click.Context(command, parent=context))
        yield from ((name, each) for each in parameters if isinstance(each, click.Option))


def test_every_flag_has_a_key_unless_it_is_of_one_run() -> None:
    known = settings_of(Config)
    without = set()
    for command, option in flags():
        flag = option.opts[-1]
        setting = known.get(str(option.name))
        if setting is None or not setting.key:
            own = f"{command} {flag}"
            without.add(own if own in OF_ONE_RUN else flag)
    assert without == OF_ONE_RUN - {"--version"}


def test_every_key_has_a_flag_unless_it_is_for_files_only() -> None:
    given = {str(option.name) for _, option in flags()}
    keys = {each.key for each in settings_of(Config).values() if each.key}
    assert keys - {settings_of(Config)[name].key for name in given & {*settings_of(Config)}} == (
        ONLY_IN_FILES
    )


def test_every_key_is_in_the_schema() -> None:
    keys = {each.key for each in settings_of(Config).values() if each.key}
    assert {*schema()["properties"]} == keys


def test_what_the_file_says_of_messages_and_formats(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", DIRTY)
    put(tmp_path / "cleaner.toml", 'findings-format = "jsonl"\nexit-zero = true\nquiet = true\n')
    result = run("check", "a.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith('{"')


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", DIRTY)
    put(tmp_path / "cleaner.toml", 'findings-format = "jsonl"\nexit-zero = true\nquiet = true\n')
    result = run("check", "a.txt", "--output-format", "text", "--no-exit-zero", "--no-quiet")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.txt:3:1: ")
    assert "1 file would be cleaned" in result.stderr
    assert run("check", "a.txt", "--diff").stdout.startswith("--- ")


def test_colours_and_the_form_of_texts_in_the_file(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", DIRTY)
    put(tmp_path / "cleaner.toml", 'color = "always"\ntext-format = "jsonl"\n')
    assert b"\x1b[" in spawn("check", "a.txt").stdout
    assert b"\x1b[" not in spawn("check", "a.txt", "--color", "never").stdout
    assert run("clean", "a.txt").stdout.startswith('{"')
    assert not run("clean", "a.txt", "--output-format", "text").stdout.startswith("{")


def test_a_form_of_texts_in_the_file_does_not_matter_to_dumps(tmp_path: Path) -> None:
    put(tmp_path / "cleaner.toml", 'text-format = "jsonl"\n')
    put(tmp_path / "a.jsonl", '{"text": "The river rose."}\n')
    assert run("clean", "a.jsonl", "-o", "out.jsonl").exit_code == 0
    refused = run("clean", "a.jsonl", "-o", "b.jsonl", "--output-format", "jsonl")
    assert "--output-format jsonl does not apply to dumps" in refused.stderr
