"""How the help of a command looks: options in sections, examples at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import click

from cleaner.suggest import nearest

SECTIONS = ("Options", "Reading", "Rules", "Cleaning", "Dumps", "General")
"""Sections of options, in the order of `--help`. The first has what only one command has."""
_TERM_WIDTH = 30
"""Columns up to which a help text is on the line of its option, as in click."""
_Function = TypeVar("_Function", bound=Callable[..., Any])


class _Decorator(Protocol):
    def __call__(self, function: _Function, /) -> _Function: ...


class Option(click.Option):
    """An option of a section of `--help`."""

    def __init__(self, *args: Any, section: str = SECTIONS[0], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.section = section


class Command(click.Command):
    """A command whose help has sections of options, and examples."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **attributes: Any) -> None:
        self.examples = tuple(examples)
        super().__init__(*args, **attributes)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments. An unknown option is compared with the known ones."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = [name for each in self.get_params(ctx) for name in each.opts]
            near = nearest(error.option_name, known)
            hint = f" Did you mean {near}?" if near else ""
            raise click.UsageError(f"There is no option {error.option_name}.{hint}", ctx) from error

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, section by section, with their help texts in one column."""
        sections: dict[str, list[tuple[str, str]]] = {name: [] for name in SECTIONS}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row is not None and isinstance(parameter, click.Option):
                sections[_section(parameter, ctx)].append(row)
        if not any(sections[name] for name in SECTIONS[1:-1]):  # few enough for one section
            sections = {SECTIONS[0]: [row for rows in sections.values() for row in rows]}
        width = min(max(len(term) for rows in sections.values() for term, _ in rows), _TERM_WIDTH)
        for name, rows in sections.items():
            if rows:
                with formatter.section(name):
                    formatter.write_dl([(term.ljust(width), text) for term, text in rows])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def in_section(section: str) -> Callable[..., _Decorator]:
    """Return `click.option` for the options of a section."""

    def option(*names: str, **attributes: Any) -> _Decorator:
        return click.option(*names, cls=Option, section=section, **attributes)

    return option


def _section(parameter: click.Option, ctx: click.Context) -> str:
    if isinstance(parameter, Option):
        return parameter.section
    return SECTIONS[-1] if parameter is ctx.command.get_help_option(ctx) else SECTIONS[0]
