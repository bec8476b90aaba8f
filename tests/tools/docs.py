"""Write the parts of the documentation that are made from the program.

    python -m tests.tools.docs            the catalogue of rules, the command's help, the pictures
    python -m tests.tools.docs --write    also what the commands in the pages print: read the diff

The catalogue and the help are not committed; `make docs` makes them. The pictures are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from cleaner import Rule
from cleaner.cli.app import app
from cleaner.config import Config
from cleaner.rules import RULES
from cleaner.settings import settings_of
from tests.support import docs
from tests.support.paths import ROOT
from tests.tools import diagram, picture

RULES_PAGE, COMMAND_PAGE, SETTINGS_PAGE = docs.GENERATED
_WIDTH = "88"


def main() -> None:
    """Write the pages into `docs/`."""
    parser = argparse.ArgumentParser(prog="tests.tools.docs", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="also update the outputs in the pages")
    options = parser.parse_args()
    generate(ROOT / "docs")
    if options.write:
        for page in docs.PAGES:
            with TemporaryDirectory() as folder:
                page.write_text(docs.rewritten(page, Path(folder)), encoding="utf-8")


def generate(folder: Path) -> None:
    """Write the generated pages and the pictures into a folder."""
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    (folder / "images").mkdir(exist_ok=True)
    (folder / RULES_PAGE).write_text("".join(catalogue()), encoding="utf-8")
    (folder / COMMAND_PAGE).write_text("".join(command_help()), encoding="utf-8")
    (folder / SETTINGS_PAGE).write_text("".join(settings_table()), encoding="utf-8")
    (folder / picture.PAGE).write_text(picture.svg(), encoding="utf-8")
    (folder / diagram.PAGE).write_text(diagram.svg(), encoding="utf-8")


def catalogue() -> Iterator[str]:
    """The page that lists every rule, with the examples that the tests run."""
    safe = sum(rule.safe for rule in RULES)
    yield "# Rules\n\n"
    yield f"{len(RULES)} rules: {safe} are safe and applied by default, "
    yield f"{len(RULES) - safe} are only reported unless you pass `--unsafe`.\n"
    yield "Where two rules overlap, the one that is listed first wins. `cleaner rule ID` shows "
    yield "the same in a terminal.\n\n"
    yield "| rule | safe | what it removes |\n|---|---|---|\n"
    for rule in RULES:
        anchor = rule.id.replace(".", "")
        yield f"| [`{rule.id}`](#{anchor}) | {'yes' if rule.safe else 'no'} | {rule.reason} |\n"
    for family, rules in groupby(sorted(RULES, key=_family), key=_family):
        yield f"\n## {family}\n"
        for rule in rules:
            yield f"\n### {rule.id}\n\n{_explained(rule)}"


def _family(rule: Rule) -> str:
    return rule.family


def _explained(rule: Rule) -> str:
    """A rule as `cleaner rule` explains it, with its examples as a block."""
    head, _, examples = _output("rule", rule.id).partition("\n\n")
    _, _, reason = head.partition(": ")
    safe, _, examples = examples.partition("\n\n")
    body = "\n".join(line.removeprefix("  ") for line in examples.rstrip().split("\n"))
    return f"{reason}\n\n*{safe.strip()}*\n\n````diff\n{body}\n````\n"


def command_help() -> Iterator[str]:
    """The page with the help of every command."""
    yield "# Command\n\nWhat `cleaner --help` and the help of each command print.\n"
    for name in (None, *app.list_commands(None)):  # type: ignore[arg-type]  # it takes no notice
        title = f"cleaner {name}" if name else "cleaner"
        shown = _output(*([name] if name else []), "--help")
        yield f"\n## {title}\n\n```text\n{shown.rstrip()}\n```\n"


def settings_table() -> Iterator[str]:
    """The page with every setting that a configuration file or the command has."""
    yield "# Settings\n\n| key | option | default | meaning |\n|---|---|---|---|\n"
    shown = (each for each in settings_of(Config).values() if each.key or each.flag)
    for setting in shown:
        key, flag = (f"`{name}`" if name else "" for name in (setting.key, setting.flag))
        default = (
            f"`{_toml(setting.default)}`" if setting.key and setting.default is not None else ""
        )
        yield f"| {key} | {flag} | {default} | {setting.help} |\n"


def _toml(value: object) -> str:
    """A default as in a configuration file."""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def _output(*arguments: str) -> str:
    done = CliRunner(env={"COLUMNS": _WIDTH, "NO_COLOR": "1"}).invoke(
        app, list(arguments), prog_name="cleaner"
    )
    if done.exit_code:
        sys.exit(f"cleaner {' '.join(arguments)}: {done.output}")
    return done.stdout


if __name__ == "__main__":
    main()
