"""The unified diff from an original to its cleaned text, built from the cuts.

Only the lines that a cut touches are compared, so time is linear in the text whatever the length of
its lines and the number of its cuts. As in git, only a line feed ends a line: a carriage return is
one more character of its line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cleaner.core.analysis import Span
from cleaner.files.printable import printable
from cleaner.report.style import BOLD, CYAN, GREEN, RED, REVERSE, paint

if TYPE_CHECKING:
    from cleaner.core.result import Cut, Result

CONTEXT = 3
"""Lines shown around a change."""

_NO_NEWLINE = "\\ No newline at end of file\n"
_COLOURS = {"-": RED, "+": GREEN, "@": CYAN}


@dataclass(frozen=True, slots=True)
class Change:
    """Whole lines of the original, from `start` up to `end`, and the lines that replace them."""

    start: int
    end: int
    old: Sequence[str]
    new: Sequence[str]


def diff(path: str, result: Result, *, colour: bool) -> str:
    """Return a diff for `git apply` and `patch -p1`; empty if nothing was cut.

    With `colour` it is for reading only: what is removed inside a line is reversed, what could
    command a terminal is escaped, and carriage returns at the ends of lines are omitted.
    """
    text = result.original
    changes = list(_changes(text, [cut for cut in result.cuts if cut.start < cut.end]))
    if not changes:
        return ""
    name = path.replace(os.sep, "/").lstrip("/")
    head = [f"--- {_quoted('a/' + name)}\n", f"+++ {_quoted('b/' + name)}\n"]
    hunks = _hunks(text, changes)
    if not colour:
        return "".join((*head, *hunks))
    return "".join((*(_painted(line, BOLD) for line in head), *_coloured(list(hunks))))


def _changes(text: str, cuts: Sequence[Cut]) -> Iterator[Change]:
    """Yield the changed lines, region by region.

    A region begins and ends at a line's edge, in the original and in the cleaned text.
    """
    number, position = 0, 0
    while number < len(cuts):
        start = end = position = text.rfind("\n", position, cuts[number].start) + 1 or position
        kept: list[str] = []
        first = number
        while number < len(cuts) and (number == first or cuts[number].start < end):
            if cuts[number].start > position:
                kept.append(text[position : cuts[number].start])
            position = cuts[number].end
            end = max(end, _line_edge(text, position, kept)) if position >= end else end
            number += 1
        kept.append(text[position:end])
        position = end
        yield _trimmed(start, end, _lines(text[start:end]), _lines("".join(kept)))


def _line_edge(text: str, position: int, kept: Sequence[str]) -> int:
    """Return where a region can end after a cut up to `position`: there, or at the end of a line.

    If an unfinished line is kept before the cut, the line after the cut is joined to it and belongs
    to the region.
    """
    finished = not kept or kept[-1].endswith("\n")
    if finished and (position == 0 or text[position - 1] == "\n"):
        return position
    return text.find("\n", position) + 1 or len(text)


def _lines(text: str) -> list[str]:
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def _trimmed(start: int, end: int, old: Sequence[str], new: Sequence[str]) -> Change:
    """Return a change without equal lines at its start and end."""
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    rest = shorter - head
    tail = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    start += sum(map(len, old[:head]))
    end -= sum(map(len, old[len(old) - tail :]))
    return Change(start, end, old[head : len(old) - tail], new[head : len(new) - tail])


def _hunks(text: str, changes: Iterable[Change]) -> Iterator[str]:
    """Yield the lines of all hunks, each with its newline."""
    # The end of the last change, the lines of the original before it, and how many more lines the
    # cleaned text has before it.
    position = line = shift = 0
    for group in _groups(text, changes):
        start, end = group[0].start, group[-1].end
        line += text.count("\n", position, start)
        before, after = _last_lines(text, position, start), _first_lines(text, end)
        body = [*_marked(" ", before), *_body(text, group), *_marked(" ", after)]
        old, new = (sum(not piece.startswith(other) for piece in body) for other in "+-")
        first = line - len(before)
        yield f"@@ -{_range(first, old)} +{_range(first + shift, new)} @@\n"
        yield from (piece if piece.endswith("\n") else piece + "\n" + _NO_NEWLINE for piece in body)
        shift += new - old
        line += text.count("\n", start, end)
        position = end


def _groups(text: str, changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Yield groups of changes that are near enough to share a hunk."""
    group: list[Change] = []
    for change in changes:
        if group and text.count("\n", group[-1].end, change.start) > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _body(text: str, group: Sequence[Change]) -> Iterator[str]:
    position = group[0].start
    for change in group:
        yield from _marked(" ", _lines(text[position : change.start]))
        yield from _marked("-", change.old)
        yield from _marked("+", change.new)
        position = change.end


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    return (mark + line for line in lines)


def _range(before: int, count: int) -> str:
    """Return the lines of a hunk for its header; an empty range is named by the line before."""
    if count == 1:
        return str(before + 1)
    return f"{before + 1 if count else before},{count}"


def _last_lines(text: str, low: int, offset: int) -> list[str]:
    """Return the context before an offset at a line's edge, not before `low`."""
    start = offset
    for _ in range(CONTEXT):
        if start > low:
            start = text.rfind("\n", low, start - 1) + 1 or low
    return _lines(text[start:offset])


def _first_lines(text: str, offset: int) -> list[str]:
    """Return the context after an offset at a line's edge."""
    end = offset
    for _ in range(CONTEXT):
        end = text.find("\n", end) + 1 or len(text)
    return _lines(text[offset:end])


def _quoted(name: str) -> str:
    """Return a file name as git writes it: in quotes, or with a tab after one with spaces."""
    if name.isprintable() and not set(name) & {'"', "\\"}:
        return name + "\t" if " " in name else name
    try:
        data = name.encode("utf-8", "surrogateescape")  # a file name that is not UTF-8
    except UnicodeEncodeError:
        data = name.encode("utf-8", "surrogatepass")
    plain = (byte for byte in range(32, 127) if byte not in b'"\\')
    known = {byte: chr(byte) for byte in plain}
    return '"' + "".join(known.get(byte, f"\\{byte:03o}") for byte in data) + '"'


def _coloured(hunks: Sequence[str]) -> Iterator[str]:
    """Yield the lines of hunks in colour."""
    for _, run in groupby(hunks, key=lambda line: line[0] in "-+"):
        lines = list(run)
        removed = iter([line for line in lines if line[0] == "-"])
        shortened: dict[str, Span] = {}
        for line in lines:
            # Each added line is a removed one without a part, and they are in the same order.
            old = next((old for old in removed if _holds(old, line)), "") if line[0] == "+" else ""
            if old:
                shortened[old] = _difference(old, line)
        yield from (_painted(line, _COLOURS.get(line[0]), shortened.get(line)) for line in lines)


def _holds(old: str, new: str) -> bool:
    """Whether a removed line has the characters of an added one, in order."""
    left = iter(old[1:])
    return all(character in left for character in new[1:].rstrip("\n"))


def _difference(old: str, new: str) -> Span:
    """Return the part of a removed line from the first to the last difference, in whole words."""
    start = _common(old[1:], new[1:]) + 1
    if old[start - 1 : start + 1].isalnum():
        start = old.rfind(" ", 0, start) + 1 or 1
    end = len(old) - _common(old[:start:-1], new[: start - 1 : -1])
    return Span(start, end)


def _common(one: str, other: str) -> int:
    """Return how many characters two strings share from their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _painted(line: str, code: str | None, inside: Span | None = None) -> str:
    """Return a line of the diff in colour, with a part reversed.

    The marker of a missing newline stays plain.
    """
    content, _, marker = line.partition("\n")
    content = content.removesuffix("\r")
    if code is None:
        return f"{printable(content)}\n{marker}"
    start, end = inside or (len(content), len(content))
    parts = (
        paint(printable(content[:start]), code, colour=True),
        paint(printable(content[start:end]), code, REVERSE, colour=True),
        paint(printable(content[end:]), code, colour=True),
    )
    return "".join(parts) + "\n" + marker
