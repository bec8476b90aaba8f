"""`cleaner rules` and `cleaner rule ID`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import click

from cleaner.api import Cleaner
from cleaner.cli.console import Trouble, coloured, put_text
from cleaner.cli.help import Command
from cleaner.cli.options import RULES, complete_rule, configured
from cleaner.cli.session import require_html
from cleaner.config import Config
from cleaner.core.result import Result
from cleaner.core.rule import Rule
from cleaner.phrases import PhraseError
from cleaner.report.explained import explained, table
from cleaner.selection import UnknownRule

_RESIDUE = 0.0005
"""A `max_loss` with which the rules of the learned scorer are there."""


@click.command(
    cls=Command,
    short_help="List the rules.",
    examples=("cleaner rules", "cleaner rules share", "cleaner rules --output-format json"),
)
@click.option(
    "--output-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="A table, or JSON with the examples of each rule.",
)
@click.argument("name", metavar="[ID]", required=False, shell_complete=complete_rule)
@configured(*RULES)
def rules(config: Config, name: str | None, output_format: str) -> None:
    """List rules: id, safe or unsafe, what they remove.

    ID is the beginning of rule ids, such as a family (`wordpress`); without it, all are listed.
    """
    known = _cleaner(config, *filter(None, [name])).rules
    as_text = output_format == "text"
    put_text(table(known, colour=coloured(sys.stdout)) if as_text else _as_json(known))


@click.command(
    cls=Command,
    short_help="Explain a rule with examples.",
    examples=("cleaner rule share.counter", "cleaner rule wordpress"),
)
@click.argument("name", metavar="ID", shell_complete=complete_rule)
@configured(*RULES)
def rule(config: Config, name: str) -> None:
    """Explain a rule with examples, or list a family of rules.

    ID is a rule's id (`wordpress.comment-form`) or the beginning of several (`wordpress`).
    """
    matching = _cleaner(config, name).rules
    exact = next((each for each in matching if each.id == name), None)
    if not matching:  # rules of hosts, from files of one's own
        raise Trouble(f"{name}: its lines are in {' or '.join(map(str, config.phrase_files))}.")
    if exact is None:
        put_text(table(matching, colour=coloured(sys.stdout)))
    else:
        put_text(_explained(exact, _cleaner(config), _cleaner(config, name)))


def _explained(each: Rule, cleaner: Cleaner, alone: Cleaner) -> Iterator[str]:
    """Explain a rule. `alone` has no other rules: one of them may win over it on an example."""
    if each.whole_page:
        require_html()  # its examples are pages
    keeps = [_cleaned(example, cleaner, each).original for example in each.keeps]
    removes = [_cleaned(example, cleaner, each) for example in each.removes]
    shown = [
        result if any(cut.rule == each.id for cut in result.cuts) else _cleaned(text, alone, each)
        for text, result in zip(each.removes, removes, strict=True)
    ]
    return explained(each, shown, keeps, colour=coloured(sys.stdout))


def _cleaned(example: str, cleaner: Cleaner, rule: Rule) -> Result:
    return cleaner.clean_html(example) if rule.whole_page else cleaner.clean(example)


def _cleaner(config: Config, *select: str) -> Cleaner:
    """Return a cleaner with all rules, or the selected ones, whatever the configuration ignores."""
    phrase_files = config.phrase_files
    residue = _RESIDUE if find_spec("numpy") is not None else 0
    try:
        return Cleaner(
            kind="article",
            max_loss=residue,
            phrase_files=phrase_files,
            select=select,
            unsafe=True,
            force=True,
            keep=(),
        )
    except (PhraseError, UnknownRule) as error:
        raise Trouble(str(error)) from error


def _as_json(known: Sequence[Rule]) -> Iterator[str]:
    import json

    fields = ("id", "family", "safe", "reason", "removes", "keeps")
    rows = [{name: getattr(each, name) for name in fields} for each in known]
    yield json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
