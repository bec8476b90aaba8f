"""The options that commands have in common, and the configuration that they make together with a file's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.config import Config, ConfigError, check_encoding, check_parts, find, load

COMMAND_LINE = "command line"
FILE = click.Path(readable=False)
"""Completed as a file by shells. Whether there is one, and can be read, is seen to where it is opened."""
_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Shared:
    """What the common options said. None and empty: not given."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    unsafe: bool | None
    force: bool | None
    allow: tuple[str, ...]
    phrases: tuple[str, ...]
    encoding: str | None
    kind: str
    keep: tuple[str, ...]
    careful: bool | None
    extractor: str | None
    config: str | None
    isolated: bool
    quiet: bool


def _listed(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Values that are repeated, comma separated, or both."""
    return tuple(part.strip() for item in value for part in item.split(",") if part.strip())


def _parts(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Parts of a page; the word `nothing` stands for none of them."""
    parts = _listed(context, parameter, value)
    try:
        check_parts(parts)
    except ConfigError as error:
        raise click.BadParameter(str(error)) from error
    return parts


def complete_rule(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The rule ids and families that a half-typed one, the last of several with commas between, may become: for the shell."""
    from cleaner import Cleaner

    before, comma, last = incomplete.rpartition(",")
    names = {name for rule in Cleaner().rules for name in (rule.id, rule.family)}
    return sorted(before + comma + name for name in names if name.startswith(last))


CONFIGURED = (
    click.option("--config", metavar="FILE", type=FILE, help="Configuration to use instead of the one found from here upwards."),
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
    click.option("--phrases", metavar="FILE", type=FILE, multiple=True, help="Phrases of your own, as in the README. Repeatable."),
)
"""The options of every command that knows rules."""

CLEANING = (
    click.option("--select", metavar="IDS", multiple=True, callback=_listed, shell_complete=complete_rule,
                 help="Use only these rules: ids or prefixes, comma separated, repeatable."),
    click.option("--ignore", metavar="IDS", multiple=True, callback=_listed, shell_complete=complete_rule,
                 help="Do without these rules. Of two that fit, the longer one wins."),
    click.option("--unsafe/--no-unsafe", default=None, help="Apply the rules that are not safe, too."),
    click.option("--force/--no-force", default=None, help="Clean a text even if it loses most of its words."),
    click.option("--allow", metavar="FILE", type=FILE, multiple=True, help="Lines never to touch, one a line. Repeatable."),
    click.option("--encoding", metavar="NAME", help="Encoding of the texts (default: utf-8)."),
    click.option("--as", "kind", type=click.Choice(("auto", "article", "page", "html")), default="auto", show_default=True,
                 help="What the input is: an article's text, a page's whole text, or HTML."),
    click.option("--keep", metavar="PARTS", multiple=True, callback=_parts,
                 help="Of whole pages and HTML, what to keep besides the article's body: title (the default), byline, captions, comments,"
                      " comma separated; or nothing."),
    click.option("--careful/--no-careful", default=None,
                 help="Of whole pages and HTML, leave out only what is hardly part of the article."),
    click.option("--extractor", type=click.Choice(("scorer", "trafilatura")), help="What finds the article in HTML (default: scorer)."),
    *CONFIGURED,
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but what went wrong."),
)  # fmt: skip
"""The options of every command that cleans."""


def sharing(options: tuple[Callable[[Any], Any], ...]) -> Callable[[_Function], Callable[..., Any]]:
    """A decorator that gives a command these options, and its function one `Shared` as first argument for them."""

    def decorate(function: _Function) -> Callable[..., Any]:
        @wraps(function)
        def call(**given: Any) -> Any:
            shared = Shared(**{field.name: given.pop(field.name, _DEFAULTS.get(field.name)) for field in fields(Shared)})
            return function(shared, **given)

        for option in reversed(options):
            call = option(call)
        return call

    return decorate


_DEFAULTS: dict[str, Any] = {
    "select": (),
    "ignore": (),
    "allow": (),
    "phrases": (),
    "kind": "auto",
    "keep": (),
    "isolated": False,
    "quiet": False,
}


def effective(shared: Shared) -> Config:
    """The configuration of a run: the file's, with the command line's on top. Raises Trouble.

    Allowed lines and phrases of the command line come in addition, all else replaces what the file says.
    """
    try:
        config = _from_file(shared)
        if shared.encoding:
            check_encoding(shared.encoding)
    except ConfigError as error:
        raise Trouble(str(error)) from error
    given: dict[str, Any] = {
        "select": shared.select,
        "ignore": shared.ignore,
        "unsafe": shared.unsafe,
        "force": shared.force,
        "encoding": shared.encoding,
        "keep": shared.keep,
        "careful": shared.careful,
        "extractor": shared.extractor,
        "allow-files": config.allow_files + shared.allow if shared.allow else (),
        "phrases": config.phrases + shared.phrases if shared.phrases else (),
    }
    return config.override(COMMAND_LINE, {key: value for key, value in given.items() if value not in (None, ())})


def _from_file(shared: Shared) -> Config:
    here = Path.cwd()
    if shared.config is not None:
        return load(Path(shared.config))
    path = None if shared.isolated else find(here)
    return load(path) if path is not None else Config(root=str(here))


def allowed_lines(config: Config) -> tuple[str, ...]:
    """The lines that no rule may touch: the configured ones and those of the allow files. Raises Trouble."""
    lines = list(config.allow)
    for path in config.allow_files:
        lines += [line for line in own_text(path).removeprefix("\ufeff").splitlines() if line.strip()]
    return tuple(lines)


def own_text(path: str) -> str:
    """The text of a file that the configuration names, in UTF-8. Raises Trouble."""
    try:
        return files.decode(files.read(path), "utf-8", path).text
    except files.FileError as error:
        raise Trouble(str(error)) from error
