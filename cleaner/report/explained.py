"""Rules for people: the table of them, and one explained, with its examples and what it takes from them marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.core.result import Result, kept_spans
from cleaner.files.printable import printable
from cleaner.report.style import BOLD, DIM, GREEN, RED, YELLOW, paint

if TYPE_CHECKING:
    from cleaner.core.rule import Rule


def table(rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """A line a rule: id, whether safe, and what it removes."""
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        name = paint(rule.id, BOLD, RED if rule.safe else YELLOW, colour=colour) + " " * (width - len(rule.id))
        yield f"{name}  {'safe  ' if rule.safe else 'unsafe'}  {rule.reason}\n"


def explained(rule: Rule, removes: Sequence[Result], keeps: Sequence[str], *, colour: bool) -> Iterator[str]:
    """What a rule is for, and examples. `removes` are texts that it takes something from, as cleaned; `keeps` are texts it leaves alone."""
    yield f"{paint(rule.id, BOLD, RED if rule.safe else YELLOW, colour=colour)}: {rule.reason}\n\n"
    yield "Safe: applied by default.\n" if rule.safe else "Not safe: only counted, and applied with --unsafe.\n"
    yield from _examples("Removes the lines marked with -:", [_marked(result, rule.id, colour=colour) for result in removes], colour=colour)
    yield from _examples("Leaves this alone:", [_plain(text) for text in keeps], colour=colour)


def _examples(title: str, examples: Sequence[Iterable[str]], *, colour: bool) -> Iterator[str]:
    if examples:
        yield f"\n{paint(title, BOLD, colour=colour)}\n"
    for number, lines in enumerate(examples, 1):
        heading = paint(f"  --- {number} of {len(examples)} ---", DIM, colour=colour) + "\n" if len(examples) > 1 else ""
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        yield f"\n{heading}{text}\n"


def _plain(text: str) -> Iterator[str]:
    return (f"    {printable(line)}" for line in text.strip("\n").split("\n"))


def _marked(result: Result, rule: str, *, colour: bool) -> Iterator[str]:
    """The lines of an example; those that the rule takes with `-`, and with `+` what is left of one that it takes a part of."""
    position, text = 0, result.original
    kept = kept_spans(len(text), [cut for cut in result.cuts if cut.rule == rule])
    for line in text.split("\n"):
        end = position + len(line)
        left = "".join(text[max(start, position) : min(stop, end)] for start, stop in kept if start < end and stop > position)
        if left == line:
            yield f"    {printable(line)}"
        else:
            yield paint(f"  - {printable(line)}", RED, colour=colour)
            if left.strip():
                yield paint(f"  + {printable(left)}", GREEN, colour=colour)
        position = end + 1
