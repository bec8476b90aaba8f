"""The group of commands, and how every run ends."""

from __future__ import annotations

import gc
import os
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
from cleaner.suggest import did_you_mean

BROKEN_PIPE = 141
"""Exit code of a program whose output nobody reads (`cleaner … | head`), as is usual in shells."""

COMMANDS = (
    "clean",
    "check",
    "sample",
    "learn",
    "report",
    "review",
    "rules",
    "rule",
    "restore",
    "config",
    "completion",
)
"""The commands, in the order of `--help`. Each is in the module of its name."""
_MODULES = {"rule": "rules"}


class App(click.Group):
    """Imports a command only when it is used, and gives every way out its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cleaner.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name.

        Raises click.UsageError with a suggestion if there is none.
        """
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"There is no command {name!r}. {_hint(name)}", ctx)
        return super().resolve_command(ctx, args)

    # A closed pipe is handled in the next two, because click's own `main` would exit with 1.

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse the arguments; --help and --version print here."""
        try:
            return super().make_context(*args, **extra)
        except BrokenPipeError:
            raise _closed_pipe() from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and return its exit code."""
        gc.freeze()  # what was imported stays
        gc.enable()
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _closed_pipe() from None
        except Terminated:
            raise
        except KeyboardInterrupt:
            return _interrupted()

    # click's own `main` returns; this one never does, hence the ignore.
    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run and exit. No exception escapes, and none looks like findings (exit code 1)."""
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
            say("out of memory; split the input.")
            code = 2
        except Exception as error:  # noqa: BLE001 - uncaught, a bug would exit with 1, as findings do
            code = _bug(error, wanted="--debug" in (args or sys.argv[1:]))
        sys.exit(code)


def _hint(name: str) -> str:
    if Path(name).exists():
        import shlex

        return f"To clean a file: cleaner clean {shlex.quote(name)}"
    return did_you_mean(name, COMMANDS, f"There are {', '.join(COMMANDS)}; see cleaner --help.")


def _closed_pipe() -> click.exceptions.Exit:
    discard_stdout()
    return click.exceptions.Exit(BROKEN_PIPE)


def _interrupted() -> int:
    if is_terminal(sys.stderr):
        click.echo(err=True)  # after the ^C that the terminal wrote
    say("Interrupted.")
    return INTERRUPTED


def _bug(error: Exception, *, wanted: bool) -> int:
    if wanted or os.environ.get("CLEANER_DEBUG"):
        import traceback

        click.echo(traceback.format_exc(), err=True, nl=False)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    say(f"internal error in cleaner {__version__} (this is a bug): {what}")
    say(
        "Please report it, with the command, the text, and the output of `cleaner --debug …`"
        " (or CLEANER_DEBUG=1)."
    )
    return 2


@click.group(
    cls=App, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120}
)
@click.version_option(
    __version__, "-V", "--version", prog_name="cleaner", message="%(prog)s %(version)s"
)
@click.option(
    "--debug", is_flag=True, help="Show tracebacks for internal errors (also CLEANER_DEBUG=1)."
)
def app(debug: bool) -> None:
    """Remove boilerplate (comment forms, share bars, cookie notices, …) from web articles.

    \b
    Exit codes: 0 clean or done, 1 findings (or files fixed by `check --fix`),
    2 usage or configuration error, or unreadable/unwritable file.
    """
