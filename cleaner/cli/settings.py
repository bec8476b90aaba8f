"""`cleaner config`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from cleaner.cli.console import put_text
from cleaner.cli.options import CLEANING, FILE, Shared, sharing
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.config import Config


@click.command(short_help="Print the configuration in force.")
@click.argument("path", required=False, type=FILE)
@sharing(CLEANING)
def config(shared: Shared, path: str | None) -> None:
    """Print the configuration in force, and where each setting comes from. With PATH, what it means for that file."""
    session = Session(shared, Report("", quiet=True))  # so that what a run would refuse is refused here as well
    put_text(_printed(session.config))
    if path is not None:
        put_text(_for_path(session.config, path))


def _printed(config: Config) -> Iterator[str]:
    yield f"# {config.source or 'no configuration file'}\n"
    for key, value, origin in config.items():
        if value is None:
            yield f"# {key} is not set\n"
        else:
            yield f"{key} = {_toml(value)}  # {origin}\n"


def _toml(value: Any) -> str:
    """A setting as TOML: strings, lists and booleans look the same in JSON."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }" if value else "{}"
    return json.dumps(value, ensure_ascii=False)


def _for_path(config: Config, path: str) -> Iterator[str]:
    yield f"\n# {path}:\n"
    if config.excludes(path):
        yield "#   excluded, left as it is\n"
    else:
        ignored = config.ignored_for(path)
        yield f"#   cleaned, without {', '.join(ignored)}\n" if ignored else "#   cleaned\n"
