"""`cleaner rules` and `cleaner rule ID`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from cleaner.api import Cleaner, UnknownRule
from cleaner.cli.console import Trouble, coloured, put_text
from cleaner.cli.options import CONFIGURED, Shared, complete_rule, effective, sharing
from cleaner.cli.session import require_html
from cleaner.core.rule import Rule
from cleaner.phrases import PhraseError
from cleaner.report.explained import explained, table


@click.command(short_help="List the rules.")
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True)
@sharing(CONFIGURED)
def rules(shared: Shared, output_format: str) -> None:
    """List the rules: id, whether safe, and what they remove."""
    known = _cleaner(shared).rules
    put_text(_as_json(known) if output_format == "json" else table(known, colour=coloured(sys.stdout)))


@click.command(short_help="Explain a rule with examples.")
@click.argument("name", metavar="ID", shell_complete=complete_rule)
@sharing(CONFIGURED)
def rule(shared: Shared, name: str) -> None:
    """Explain a rule with examples, or list a family of them.

    ID is a rule's id (`wordpress.comment-form`) or the beginning of several (`wordpress`).
    """
    fitting = _cleaner(shared, name).rules
    exact = [each for each in fitting if each.id == name]
    put_text(_explained(exact[0], _cleaner(shared)) if exact else table(fitting, colour=coloured(sys.stdout)))


def _explained(each: Rule, cleaner: Cleaner) -> Iterator[str]:
    if each.whole_page:
        require_html()  # its examples are pages
    clean = cleaner.clean_html if each.whole_page else cleaner.clean
    keeps = [clean(example).original for example in each.keeps]
    return explained(each, [clean(example) for example in each.removes], keeps, colour=coloured(sys.stdout))


def _cleaner(shared: Shared, *select: str) -> Cleaner:
    """A cleaner with all rules, or those that are selected, as the configuration makes them; its `ignore` hides none here."""
    try:
        return Cleaner(phrase_files=effective(shared).phrases, select=select, unsafe=True, force=True, keep=())
    except (PhraseError, UnknownRule) as error:
        raise Trouble(str(error)) from error


def _as_json(known: Sequence[Rule]) -> Iterator[str]:
    import json

    rows = [
        {"id": each.id, "family": each.family, "safe": each.safe, "reason": each.reason, "removes": each.removes, "keeps": each.keeps}
        for each in known
    ]
    yield json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
