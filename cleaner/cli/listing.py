"""`cleaner rules` and `cleaner rule ID`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from cleaner.api import Cleaner, UnknownRule
from cleaner.cli.console import Trouble, put_text
from cleaner.cli.options import CONFIGURED, Shared, complete_rule, effective, sharing
from cleaner.engine import Rule
from cleaner.phrases import PhraseError


@click.command()
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True)
@sharing(CONFIGURED)
def rules(shared: Shared, output_format: str) -> None:
    """List the rules: id, whether safe, and what they remove."""
    known = _known(shared)
    put_text(_as_json(known) if output_format == "json" else _table(known))


@click.command()
@click.argument("name", metavar="ID", shell_complete=complete_rule)
@sharing(CONFIGURED)
def rule(shared: Shared, name: str) -> None:
    """Explain a rule with examples, or list a family of them.

    ID is a rule's id (`wordpress.comment-form`) or the beginning of several (`wordpress`).
    """
    fitting = _known(shared, select=name)
    exact = [each for each in fitting if each.id == name]
    put_text(_explained(exact[0]) if exact else _table(fitting))


def _known(shared: Shared, select: str | None = None) -> Sequence[Rule]:
    try:
        return Cleaner(phrase_files=effective(shared).phrases, select=() if select is None else (select,)).rules
    except (PhraseError, UnknownRule) as error:
        raise Trouble(str(error)) from error


def _table(known: Sequence[Rule]) -> Iterator[str]:
    width = max(len(each.id) for each in known)
    for each in known:
        yield f"{each.id.ljust(width)}  {'safe  ' if each.safe else 'unsafe'}  {each.reason}\n"


def _as_json(known: Sequence[Rule]) -> Iterator[str]:
    import json

    rows = [
        {"id": each.id, "family": each.family, "safe": each.safe, "reason": each.reason, "removes": each.removes, "keeps": each.keeps}
        for each in known
    ]
    yield json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _explained(each: Rule) -> Iterator[str]:
    yield f"{each.id}: {each.reason}\n\n"
    yield "Safe: applied by default.\n" if each.safe else "Not safe: only counted, and applied with --unsafe.\n"
    for title, examples in (("Removes something here:", each.removes), ("Leaves this alone:", each.keeps)):
        if examples:
            yield f"\n{title}\n\n" + "\n\n".join(_indented(example) for example in examples) + "\n"


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.strip("\n").split("\n"))
