"""`cleaner completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cleaner.cli.console import put_text
from cleaner.cli.help import Command


@click.command(
    cls=Command,
    short_help="Print the completion script for a shell.",
    examples=('eval "$(cleaner completion bash)"', "cleaner completion fish | source"),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print a script that makes a shell complete commands, options, rule ids and files."""
    found = get_completion_class(shell)
    assert found is not None, "click has a class for each shell that is offered"
    command = click.get_current_context().find_root().command
    put_text([found(command, {}, "cleaner", "_CLEANER_COMPLETE").source() + "\n"])
