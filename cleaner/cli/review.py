"""`cleaner review`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from cleaner.cli.console import Trouble, coloured
from cleaner.cli.destination import apart, put_file
from cleaner.cli.documents import cleaned
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, READING, configured
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.config import Config, load
from cleaner.core.words import word_count
from cleaner.files.printable import counted, printable
from cleaner.report.decisions import Decisions
from cleaner.report.groups import Group, Groups
from cleaner.report.style import BOLD, DIM, RED, YELLOW, paint, shortened

_KEYS = (
    "[y] remove  [a] remove all of this rule  [s] remove all on this host\n"
    "[k] keep this text  [r] ignore the rule  [h] ignore it on this host\n"
    "[g] go on with a rule or a host that you name  [q] save and stop"
)
_TELLING = 3  # words of a line of a block that is kept everywhere
_LINES = 8
"""Lines of a removal that are shown."""


@click.command(
    cls=Command,
    short_help="Review removals one at a time, and save the decisions.",
    examples=("cleaner review raw/", "cleaner review dump.jsonl -o decisions.toml"),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=FILE,
    default="review.toml",
    show_default=True,
    help="Configuration file for the decisions; earlier ones in it are kept.",
)
@configured(*READING, "messages")
def review(config: Config, paths: tuple[str, ...], output: str) -> int:
    """Review removals one at a time. Identical removals are asked about once.

    PATH is a file, a folder, a glob or a dump; without any, the current folder. The corpus is not
    changed. To apply the decisions, add extend = ["review.toml"] to your configuration.
    """
    report = Report("shown", quiet=config.quiet)
    session = Session(config, report)
    found = session.find(paths or (os.curdir,))
    if any(file.is_stdin for file in found):
        raise Trouble("review asks on the terminal, so stdin cannot be used; name a file.")
    apart(output, "the decisions", found)
    decisions = _earlier(output)
    before = len(decisions)
    groups = Groups()
    for each in cleaned(session, found):
        if each.result is not None:
            groups.add(each.name, each.host, each.result)
    _ask_all(groups.sorted(), decisions)
    if len(decisions) > before or not Path(output).exists():
        put_file(output, [decisions.to_toml()], overwrite=True)  # it has the earlier ones, too
        new = counted(len(decisions) - before, "decision")
        report.note(f'wrote {new} to {output}. Use them with extend = ["{output}"].')
    else:
        report.note("no new decisions.")
    return report.exit_code


def _earlier(path: str) -> Decisions:
    """Read the decisions that a file holds already. Raises Trouble."""
    decisions = Decisions()
    if not Path(path).exists():
        return decisions
    try:
        config = load(Path(path))
    except ValueError as error:
        raise Trouble(str(error)) from error
    other = [name for name in config.origins if name not in ("ignore", "allow", "hosts")]
    if other:
        raise Trouble(
            f"{path} has other settings than decisions ({other[0]}); use another -o FILE."
        )
    decisions.merge(config.ignore, config.allow, config.hosts)
    return decisions


@dataclass
class _Agreed:
    """Rules, and hosts, of which all removals are right. That needs no configuration."""

    rules: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)

    def covers(self, group: Group) -> bool:
        """Whether there is nothing to ask about a group."""
        return group.rule in self.rules or self.hosts.issuperset(group.hosts)


def _ask_all(groups: Sequence[Group], decisions: Decisions) -> None:
    """Ask about each group that no decision covers, until the answer is q."""
    agreed, left = _Agreed(), list(groups)
    while left:
        group = left[0]
        decided = group.text in decisions.allow or all(
            decisions.covers(group.rule, host) for host in group.hosts
        )
        if not decided and not agreed.covers(group):
            _show(group, f"{len(groups) - len(left) + 1} of {len(groups)}")
            answer = _decide(group, decisions, agreed)
            if answer == "q":
                return
            if answer == "g":
                left = _named_first(left)
                continue
        del left[0]


def _named_first(groups: list[Group]) -> list[Group]:
    """Ask for a rule, a family of rules or a host, and return the groups with its own first."""
    name = click.prompt("Rule or host", err=True).strip()
    own = [group for group in groups if _is_of(group, name)]
    if not own:
        click.echo(f"No removal is left of {printable(name)!r}.", err=True)
    return own + [group for group in groups if not _is_of(group, name)]


def _is_of(group: Group, name: str) -> bool:
    return name in group.hosts or f"{group.rule}.".startswith(f"{name}.")


def _decide(group: Group, decisions: Decisions, agreed: _Agreed) -> str:
    """Ask until there is an answer, note it and return it (`q` at the end of the input)."""
    host = next((host for host, _ in group.hosts.most_common() if host), "")
    while (answer := _answer()) not in ("q", "\x04", "g"):
        if _noted(answer, group, host, decisions, agreed):
            return answer
        no_host = answer in ("h", "s")
        reason = "this document has no host" if no_host else f"{answer!r} is not an answer"
        click.echo(f"{reason}: {_KEYS}", err=True)
    return "g" if answer == "g" else "q"


def _noted(answer: str, group: Group, host: str, decisions: Decisions, agreed: _Agreed) -> bool:
    """Note an answer. Returns False if it is none."""
    match answer:
        case "y" | "\r" | "\n":
            pass
        case "a":
            agreed.rules.add(group.rule)
        case "s" if host:
            agreed.hosts.add(host)
        case "k":
            decisions.allow.update(_kept(group.text))
        case "r":
            decisions.ignore.add(group.rule)
        case "h" if host:
            decisions.ignore_on(host, group.rule)
        case _:
            return False
    return True


def _kept(text: str) -> list[str]:
    """Return the lines to allow. Of several, one or two words are no evidence by themselves."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [line for line in lines if word_count(line) >= _TELLING] or lines


def _answer() -> str:
    try:
        return click.getchar().lower()
    except (OSError, EOFError) as error:
        raise Trouble("review needs a terminal.") from error


def _show(group: Group, number: str) -> None:
    colour = coloured(sys.stderr)
    rule = paint(group.rule, BOLD, RED if group.safe else YELLOW, colour=colour)
    hosts = [host for host, _ in group.hosts.most_common(3) if host]
    where = f" on {', '.join(hosts)}" if hosts else ""
    lines = [line.strip() for line in group.text.splitlines() if line.strip()]
    rows = [
        f"\n{number}  {rule}  {group.reason}; {counted(group.times, 'time')}{printable(where)}",
        paint(f"  {printable(group.document)}", DIM, colour=colour),
        f"    {printable(group.before)}" if group.before else "",
        *(paint(f"  - {shortened(line)}", RED, colour=colour) for line in lines[:_LINES]),
        f"  - … {counted(len(lines) - _LINES, 'more line')}" if len(lines) > _LINES else "",
        f"    {printable(group.after)}" if group.after else "",
        paint(_KEYS, DIM, colour=colour),
    ]
    click.echo("\n".join(row for row in rows if row), err=True)
