"""`cleaner config`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from cleaner.cli.console import put_text
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, READING, configured
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.config import schema as schema_of_files


@click.command(
    name="config",
    cls=Command,
    short_help="Print the effective configuration.",
    examples=(
        "cleaner config",
        "cleaner config raw/flood.txt",
        "cleaner config --schema",
    ),
)
@click.argument("path", required=False, type=FILE)
@click.option("--schema", is_flag=True, help="Print the JSON schema of configuration files.")
@configured(*READING, "check", "learn", "output", "writing", "messages")
def config(config: Config, path: str | None, schema: bool) -> None:
    """Show effective settings and their origin, for PATH if given."""
    if schema:
        put_text([json.dumps(schema_of_files(), indent=2) + "\n"])
        return
    Session(config, Report("", quiet=True))  # refuses what a run would refuse
    put_text(_printed(config))
    if path is not None:
        put_text(_for_path(config, path))


def _printed(config: Config) -> Iterator[str]:
    yield f"# {config.source or 'no configuration file'}\n"
    for key, value, origin in config.items():
        if value is None:
            yield f"# {key} is not set\n"
        else:
            yield f"{key} = {_toml(value)}  # {origin}\n"


def _toml(value: Any) -> str:
    """Return a setting as TOML: strings, lists and booleans look the same in JSON."""
    if isinstance(value, Mapping):
        items = (f"{_toml(key)} = {_toml(item)}" for key, item in value.items())
        return "{ " + ", ".join(items) + " }" if value else "{}"
    return json.dumps(value, ensure_ascii=False)


def _for_path(config: Config, path: str) -> Iterator[str]:
    yield f"\n# {path}:\n"
    if config.excludes(path):
        yield "#   excluded, left unchanged\n"
    else:
        ignored = config.ignored_for(path)
        yield f"#   cleaned, without {', '.join(ignored)}\n" if ignored else "#   cleaned\n"
