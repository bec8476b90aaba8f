"""Rules for people: a table of them, or one with examples and what it removes from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.core.analysis import Span
from cleaner.core.result import Result
from cleaner.core.spans import outside
from cleaner.files.printable import printable
from cleaner.report.style import BOLD, DIM, GREEN, RED, YELLOW, paint

if TYPE_CHECKING:
    from cleaner.core.rule import Rule


def table(rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield a line for each rule: id, safe or unsafe, what it removes."""
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        padding = " " * (width - len(rule.id))
        safe = "safe  " if rule.safe else "unsafe"
        yield f"{_name(rule, colour=colour)}{padding}  {safe}  {rule.reason}\n"


def _name(rule: Rule, *, colour: bool) -> str:
    return paint(rule.id, BOLD, RED if rule.safe else YELLOW, colour=colour)


def explained(
    rule: Rule, removes: Sequence[Result], keeps: Sequence[str], *, colour: bool
) -> Iterator[str]:
    """Yield what a rule is for, with examples.

    `removes` are results of texts that it removes something from, `keeps` texts it leaves alone.
    """
    yield f"{_name(rule, colour=colour)}: {rule.reason}\n\n"
    if rule.family == "residue":
        yield "Found by the learned scorer: applied with --max-loss. It knows no fixed phrases.\n"
    elif rule.safe:
        yield "Safe: applied by default.\n"
    else:
        yield "Unsafe: only counted unless you pass --unsafe.\n"
    marked = [_marked(result, rule.id, colour=colour) for result in removes]
    yield from _examples("Removes the lines marked with -:", marked, colour=colour)
    yield from _examples("Leaves this alone:", [_plain(text) for text in keeps], colour=colour)


def _examples(title: str, examples: Sequence[Iterable[str]], *, colour: bool) -> Iterator[str]:
    if examples:
        yield f"\n{paint(title, BOLD, colour=colour)}\n"
    for number, lines in enumerate(examples, 1):
        heading = ""
        if len(examples) > 1:
            heading = paint(f"  --- {number} of {len(examples)} ---", DIM, colour=colour) + "\n"
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        yield f"\n{heading}{text}\n"


def _plain(text: str) -> Iterator[str]:
    return (f"    {printable(line)}" for line in text.strip("\n").split("\n"))


def _marked(result: Result, rule: str, *, colour: bool) -> Iterator[str]:
    """Yield the lines of an example.

    Lines that the rule changes are marked with `-`, and with `+` what is left of them.
    """
    position, text = 0, result.original
    removed = [cut.span for cut in result.cuts if cut.rule == rule]
    kept = outside(Span(0, len(text)), removed)
    for line in text.split("\n"):
        end = position + len(line)
        left = "".join(
            text[max(start, position) : min(stop, end)]
            for start, stop in kept
            if start < end and stop > position
        )
        if left == line:
            yield f"    {printable(line)}"
        else:
            yield paint(f"  - {printable(line)}", RED, colour=colour)
            if left.strip():
                yield paint(f"  + {printable(left)}", GREEN, colour=colour)
        position = end + 1
