"""The flags of the commands, made from the settings, and the configuration of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from cleaner import files
from cleaner.cli.console import COLOUR, Trouble
from cleaner.cli.help import in_section
from cleaner.config import COLOURS, Config, candidates, find, load
from cleaner.settings import (
    FilePath,
    FilePaths,
    Number,
    OneOf,
    Setting,
    Strings,
    Switch,
    settings_of,
)

COMMAND_LINE = "command line"
FILE = click.Path(readable=False)
"""Shells complete it as a file. Whether it exists and can be read is checked when it is opened."""
_Function = TypeVar("_Function", bound=Callable[..., Any])

RULES = ("rules",)
"""Groups of settings of every command that knows rules."""
CLEANING = ("cleaning", "rules")
"""Groups of settings of every command that cleans files."""
READING = (*CLEANING, "columns", "dumps")
"""Groups of settings of every command that reads files and dumps."""


def complete_rule(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete a rule id or family for the shell; it may be the last of several with commas."""
    from cleaner import Cleaner

    before, comma, last = incomplete.rpartition(",")
    names = {name for rule in Cleaner().rules for name in (rule.id, rule.family)}
    return sorted(before + comma + name for name in names if name.startswith(last))


def configured(*groups: str) -> Callable[[_Function], Callable[..., Any]]:
    """Decorate a command with the flags of some groups of settings.

    The function gets the configuration of the run as first argument.
    """
    chosen = [each for each in settings_of(Config).values() if each.flag and each.group in groups]

    def decorate(function: _Function) -> Callable[..., Any]:
        @wraps(function)
        def call(*, config_file: str | None, isolated: bool, **given: Any) -> Any:
            values = {each.name: given.pop(each.name) for each in chosen}
            configuration = Configuration(config_file, isolated, values)
            context = click.get_current_context()
            context.meta[_CONFIGURATION] = configuration
            config = configuration.read()
            if COLOUR not in context.meta:
                _use_colour(context, config.color)
            return function(config, **given)

        for option in reversed((*map(_option, chosen), *_COMMON)):
            call = option(call)
        return call

    return decorate


def _keep_colour(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Use colours as --color says, before anything is printed or read."""
    if value is not None:
        _use_colour(context, value)


def _use_colour(context: click.Context, value: str) -> None:
    context.meta[COLOUR] = value
    context.color = None if value == "auto" else value == "always"  # for click's own output


_general_option = in_section("General")
_COMMON = (
    _general_option(
        "--config",
        "config_file",
        metavar="FILE",
        type=FILE,
        help="Configuration file (default: nearest in this or a parent folder).",
    ),
    _general_option("--isolated", is_flag=True, help="Use no configuration file."),
    _general_option(
        "--color",
        type=click.Choice(COLOURS),
        expose_value=False,
        is_eager=True,
        callback=_keep_colour,
        help="When to use colours.  [default: auto]",
    ),
)


_CONFIGURATION = "cleaner.configuration"
"""Where the `Configuration` is kept in the context of the command."""


class Configuration(NamedTuple):
    """Where the configuration of a run comes from: a file, and flags.

    `values` are those of the flags, by field; None means not given.
    """

    file: str | None
    isolated: bool
    values: dict[str, Any]

    def read(self) -> Config:
        """Return that of the file, changed by the flags. Raises Trouble."""
        try:
            config = self._from_file()
            known = settings_of(Config)
            given = {
                name: (*getattr(config, name), *value) if known[name].adds else value
                for name, value in self.values.items()
                if value is not None
            }
            return config.override(COMMAND_LINE, given)
        except ValueError as error:
            raise Trouble(str(error)) from error

    def _from_file(self) -> Config:
        here = Path.cwd()
        if self.file is not None and self.isolated:
            raise Trouble("use either --config or --isolated.")
        if self.file is not None:
            return load(Path(self.file))
        path = None if self.isolated else find(here)
        return load(path) if path is not None else Config(root=str(here))

    def files(self, config: Config) -> list[Path]:
        """Return the files that could change what `read` returns, which was `config` before."""
        if self.file is not None:
            own = [Path(self.file)]
        else:
            own = [] if self.isolated else list(candidates(Path.cwd()))
        return [*own, *map(Path, config.extend)]


def is_flag_given(config: Config, name: str) -> bool:
    """Tell whether a field of the configuration is set by a flag, and not by a file."""
    return config.origins.get(name) == COMMAND_LINE


def configuration() -> Configuration:
    """Return where the configuration of the command that runs comes from."""
    found: Configuration = click.get_current_context().meta[_CONFIGURATION]
    return found


# --- One flag ---------------------------------------------------------------------------------


def _option(each: Setting) -> Callable[[Any], Any]:
    """Make the click option of a setting. Its value is None if it was not given."""
    names = each.flag.split("/")
    option = in_section(each.section)
    if isinstance(each.type, Switch):
        negated = f"/--no-{names[-1].removeprefix('--')}" if each.key else ""
        flags = (*names[:-1], names[-1] + negated)
        return option(*flags, each.name, is_flag=True, default=None, help=_help(each))
    return option(
        *names, each.name, default=None, help=_help(each), callback=_checked(each), **_form(each)
    )


def _form(each: Setting) -> dict[str, Any]:
    match each.type:
        case OneOf():
            return {"type": click.Choice(each.type.choices)}
        case Number():
            return {"metavar": each.type.metavar}
        case FilePaths():
            return {"type": FILE, "metavar": "FILE", "multiple": True}
        case FilePath():
            return {"type": FILE, "metavar": each.type.metavar}
        case Strings():
            complete = complete_rule if each.name in ("select", "ignore") else None
            listed = {"multiple": True, "metavar": each.type.metavar}
            return {**listed, "shell_complete": complete} if complete else listed
    return {"metavar": each.type.metavar}


def _help(each: Setting) -> str:
    default = each.default
    if default in (None, (), False) or "default:" in each.help:
        return each.help
    return f"{each.help}  [default: {_shown(default)}]"


def _shown(default: Any) -> str:
    match default:
        case True:
            return "on"
        case tuple():
            return ", ".join(default)
        case float():
            return f"{default:g}"
        case int():
            return f"{default:,}"
    return str(default)


def _checked(each: Setting) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Make a callback that reads a given value through the setting's type."""

    def read(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is None or value == ():
            return None
        if isinstance(each.type, Strings) and not isinstance(each.type, FilePaths):
            value = _split(value)
        if isinstance(each.type, Number):
            value = each.type.parse(value)
        try:
            return each.type.read(value, each.flag.rpartition("/")[2])
        except ValueError as error:
            raise click.UsageError(str(error), context) from error

    return read


def _split(values: Iterable[str]) -> tuple[str, ...]:
    """Return values that are repeated, comma separated, or both."""
    return tuple(part.strip() for item in values for part in item.split(",") if part.strip())


# --- Files that the configuration names -------------------------------------------------------


def allowed_lines(config: Config) -> tuple[str, ...]:
    """Return the lines that no rule may remove: `allow` and those of the allow files."""
    lines = list(config.allow)
    for path in config.allow_files:
        text = own_text(path).removeprefix("\ufeff")
        lines += [line for line in text.splitlines() if line.strip()]
    return tuple(lines)


def own_text(path: str) -> str:
    """Return the text of a file that the configuration names, in UTF-8. Raises Trouble."""
    try:
        return files.decode(files.read(path), "utf-8", path).text
    except files.FileError as error:
        raise Trouble(str(error)) from error
