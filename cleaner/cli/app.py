"""The group of commands, and how any run of it ends."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from cleaner import __version__
from cleaner.cli import INTERRUPTED
from cleaner.cli.console import discard_stdout, is_terminal, say
from cleaner.cli.signals import Terminated, heed_signals
from cleaner.hints import meant

BROKEN_PIPE = 141
"""What a shell reports for a program that died of a closed pipe, as `head` does to those before it."""

_MODULES = {
    "clean": "cleaning",
    "check": "checking",
    "sample": "sampling",
    "rules": "listing",
    "rule": "listing",
    "restore": "restoring",
    "config": "settings",
    "completion": "completion",
}


class App(click.Group):
    """Imports a command only when it is asked for, and gives every way out its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        command = getattr(import_module(f"cleaner.cli.{_MODULES[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name. Raises click.UsageError, with what to do, if there is none."""
        name = args[0]
        if name not in _MODULES and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"There is no command {name!r}. {_meant(name)}", ctx)
        return super().resolve_command(ctx, args)

    # A closed pipe is seen to in the next two and not in `main`, because click's own `main` would exit with 1 for it.

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse the arguments; --help and --version print here."""
        try:
            return super().make_context(*args, **extra)
        except BrokenPipeError:
            raise _closed_pipe() from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and give its exit code."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _closed_pipe() from None
        except Terminated:
            raise
        except KeyboardInterrupt:
            return _interrupted()

    # click's own `main` gives back what the command gave; this one never comes back, hence the ignore.
    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run and exit. No exception gets through, and none looks like findings (exit code 1)."""
        extra.pop("standalone_mode", None)
        heed_signals()
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except click.ClickException as error:
            error.show()
            code = 2
        except (click.Abort, KeyboardInterrupt) as error:
            code = _interrupted()
            if isinstance(error.__cause__, Terminated):
                code = error.__cause__.exit_code
        except MemoryError:
            say("There is not enough memory for this. Split the input, or give it in smaller files.")
            code = 2
        except Exception as error:  # noqa: BLE001 - a bug of ours: uncaught, it would exit with 1 and look like findings
            code = _bug(error, wanted="--debug" in (args or sys.argv[1:]))
        sys.exit(code)


def _meant(name: str) -> str:
    """What may have been meant by something that is no command."""
    if Path(name).exists():
        return f"To clean a text: cleaner clean {shlex.quote(name)}"
    return meant(name, _MODULES, f"There are {', '.join(_MODULES)}.")


def _closed_pipe() -> click.exceptions.Exit:
    discard_stdout()
    return click.exceptions.Exit(BROKEN_PIPE)


def _interrupted() -> int:
    if is_terminal(sys.stderr):
        click.echo(err=True)  # behind the ^C that the terminal wrote
    say("Interrupted.")
    return INTERRUPTED


def _bug(error: Exception, *, wanted: bool) -> int:
    if wanted or os.environ.get("CLEANER_DEBUG"):
        import traceback

        click.echo(traceback.format_exc(), err=True, nl=False)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    say(f"cleaner {__version__} stopped because of a bug in it: {what}")
    say("Please report it, with the command, the text, and what `cleaner --debug …` (or CLEANER_DEBUG=1) prints.")
    return 2


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="cleaner", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug (as CLEANER_DEBUG=1 does).")
def app(debug: bool) -> None:
    """Give web articles back their own words: remove comment forms, share bars, placeholders and other furniture.

    \b
    Exit codes: 0 clean or done, 1 findings (or files fixed by `check --fix`),
    2 a mistake in the command or configuration, or a file that could not be read or written.
    """
