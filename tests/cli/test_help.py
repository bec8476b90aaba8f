"""The help of the commands: its sections, its width, and its examples."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner

from cleaner.cli.app import COMMANDS, app
from tests.support.cli import DIRTY, PROSE, put, run

pytestmark = pytest.mark.usefixtures("here")


def help_of(command: str, width: int) -> str:
    result = CliRunner(env={"COLUMNS": str(width + 2)}).invoke(app, [command, "--help"])
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_as_wide_as_the_terminal(command: str, width: int) -> None:
    lines = help_of(command, width).splitlines()
    assert max(map(len, lines)) <= width
    found = [re.match(r"  -.*?\S  +(?=\S)", line) for line in lines]
    assert len({one.end() for one in found if one}) == 1, (
        "all sections have their help texts in one column"
    )


@pytest.mark.parametrize("command", ["sample", "report", "review", "learn"])
def test_help_begins_with_what_only_the_command_has(command: str) -> None:
    shown = help_of(command, 80)
    first = shown.partition("\nOptions:\n")[2].partition("\n\n")[0]
    assert len(re.findall(r"^  -", first, re.MULTILINE)) <= 4
    titles = re.findall(r"^(\w+):$", shown, re.MULTILINE)
    assert titles == ["Options", "Reading", "Rules", "Cleaning", "Dumps", "General", "Examples"]


def test_help_of_few_options_has_no_sections() -> None:
    shown = help_of("completion", 80)
    assert re.findall(r"^(\w+):$", shown, re.MULTILINE) == ["Options", "Examples"]


EXAMPLES = [
    example
    for name in COMMANDS
    for example in app.get_command(Context(app), name).examples  # type: ignore[union-attr]
]


@pytest.mark.parametrize("example", [each for each in EXAMPLES if "completion" not in each])
def test_examples_in_the_help_run(example: str, tmp_path: Path) -> None:
    put(tmp_path / "raw" / "flood.txt")
    put(tmp_path / "article.txt")
    put(
        tmp_path / "page.html",
        "<html><body><article>" + f"<p>{PROSE}</p>" * 3 + "</article></html>",
    )
    put(tmp_path / "dump.jsonl", json.dumps({"id": 1, "text": DIRTY}) + "\n")
    if "--phrases" in example:
        put(tmp_path / "sites.toml", '[[phrases]]\nrule = "mine.a"\ntext = ["Slogan of ours"]\n')
    if "restore" in example:
        run("clean", "raw", "-o", "clean", "--record", "cuts.jsonl")
        run("clean", "dump.jsonl", "-o", "clean.jsonl", "--record", "removed.jsonl")
    program, *arguments = shlex.split(example)
    given = b"y" if "review" in arguments else None
    result = run(*arguments, given=given)
    assert program == "cleaner"
    assert result.exit_code in (0, 1), result.output
