"""Spans: what they cover together, what they leave, and how they are fitted to lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from cleaner.core.analysis import Span

if TYPE_CHECKING:
    from cleaner.core.document import Document, Line
    from cleaner.core.rule import Rule

_EMPTY_REMAINDER = ".,:;-*()[]|/\"'\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}"
Claim = tuple[Span, "Rule"]
"""A span that a rule asks for."""


def united(spans: Iterable[Span]) -> list[Span]:
    """Return ordered, disjoint spans that cover the same characters."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def outside(span: Span, others: Sequence[Span]) -> list[Span]:
    """Return what is left of a span outside ordered, disjoint others."""
    if not others:
        return [span] if span.start < span.end else []
    pieces, position = [], span.start
    first = max(0, bisect_right(others, (position,)) - 1)
    for number in range(first, len(others)):
        start, end = others[number]
        if start >= span.end:
            break
        if start > position:
            pieces.append(Span(position, start))
        position = max(position, end)
    if position < span.end:
        pieces.append(Span(position, span.end))
    return pieces


def overlapping(spans: Sequence[Span], others: Sequence[Span]) -> list[list[int]]:
    """Return for each span the numbers of the others that overlap with it, in their order."""
    found: list[list[int]] = [[] for _ in spans]
    by_start = sorted(range(len(others)), key=lambda number: others[number].start)
    starts = [others[number].start for number in by_start]
    begun: list[int] = []  # others that begin before the span and end after its start
    taken = 0
    for number in sorted(range(len(spans)), key=lambda number: spans[number].start):
        start, end = spans[number]
        until = bisect_left(starts, start)
        begun = [at for at in (*begun, *by_start[taken:until]) if others[at].end > start]
        taken = until
        found[number] = sorted([*begun, *by_start[until : bisect_left(starts, end)]])
    return found


def disjoint(claims: Sequence[Claim]) -> list[Claim]:
    """Return ordered spans without overlaps; where two meet, the earlier claim wins."""
    by_start = sorted(range(len(claims)), key=lambda number: claims[number][0].start)
    points = sorted({point for span, _ in claims for point in span})
    out: list[Claim] = []
    held: list[int] = []  # a heap of the claims that cover the point
    begun = 0
    for start, end in pairwise(points):
        while begun < len(by_start) and claims[by_start[begun]][0].start <= start:
            heappush(held, by_start[begun])
            begun += 1
        while held and claims[held[0]][0].end <= start:
            heappop(held)
        if held:
            out.append((Span(start, end), claims[held[0]][1]))
    return out


def fit_to_lines(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """Fit ordered, disjoint spans to the lines that they touch.

    A line that loses all its words is removed whole, and blank lines are removed with a run of
    lines so that the lines around it are as far apart as the run was from the farther of them.
    What is left of a line keeps its line break.
    """
    whole, parts = _by_line(document, claims)
    whole |= {
        at: found[0][1] for at, found in parts.items() if _loses_all(document.lines[at], found)
    }
    out: list[Claim] = []
    for at, found in parts.items():
        if at not in whole:
            befores = (0, *(part.end for part, _ in found))
            out += [
                (_trimmed(document.lines[at], part, follows=before == part.start), rule)
                for (part, rule), before in zip(found, befores, strict=False)
            ]
    for run in runs(sorted(whole)):
        edges = _edges(document, run[0], run[-1])
        out += [(Span(*edges[at - run[0] : at + 2 - run[0]]), whole[at]) for at in run]
    return _merged(sorted(out, key=itemgetter(0)))


def _by_line(
    document: Document, claims: Sequence[Claim]
) -> tuple[dict[int, Rule], dict[int, list[Claim]]]:
    """Split claims at line breaks: the rules of lines that a claim covers, and parts of others."""
    starts, ends = document.index.starts, document.index.ends
    whole: dict[int, Rule] = {}
    parts: dict[int, list[Claim]] = {}
    for span, rule in claims:
        first = max(0, bisect_right(starts, span.start) - 1)
        stop = bisect_left(starts, span.end)
        if first >= stop:
            continue
        covered = range(first + (starts[first] < span.start), stop - (ends[stop - 1] > span.end))
        whole.update(dict.fromkeys(covered, rule))
        for number in {first, stop - 1}.difference(covered):
            until = min(span.end, document.lines[number].stop)
            part = Span(max(span.start, starts[number]), until)
            if part.start < part.end:
                parts.setdefault(number, []).append((part, rule))
    return whole, parts


def _loses_all(line: Line, parts: Sequence[Claim]) -> bool:
    """Tell whether ordered, disjoint parts leave no word of a line."""
    if parts[0][0].start == line.start and parts[0][0].end >= line.stop:
        return True
    taken = [span for span, _ in parts]
    left = "".join([line.original(rest) for piece in line.pieces for rest in outside(piece, taken)])
    return not any(word.strip(_EMPTY_REMAINDER) for word in left.split())


def runs(numbers: Iterable[int]) -> Iterator[range]:
    """Yield the unbroken runs of ordered numbers."""
    first = last = -1
    for number in numbers:
        if number != last + 1 or first < 0:
            if first >= 0:
                yield range(first, last + 1)
            first = number
        last = number
    if first >= 0:
        yield range(first, last + 1)


def _edges(document: Document, first: int, last: int) -> list[int]:
    """Return where the lines `first` to `last` of a run begin, with blank lines, and its end."""
    starts, ends = document.index.starts, document.index.ends
    if last + 1 == len(starts):  # the text ends with the run
        return [ends[first - 1] if first else starts[0], *ends[first:last], len(document.text)]
    if first == 0 or document.distance(first) >= document.distance(last + 1):
        return starts[first : last + 2].tolist()
    return ends[first - 1 : last + 1].tolist()


def _trimmed(line: Line, part: Span, *, follows: bool) -> Span:
    """Add the space that would be left over: before the part at the line's end, else after it.

    The space after a part that follows a word directly stays; one that `follows` another part does
    not.
    """
    text, start, end = line.text, line.offset(part.start), line.offset(part.end)
    if end == len(text):
        while start and text[start - 1].isspace():
            start -= 1
    elif follows or not start or text[start - 1].isspace():
        while end < len(text) and text[end].isspace():
            end += 1
    return line.span(start, end)


def _merged(claims: Sequence[Claim]) -> list[Claim]:
    """Join neighbouring spans of one rule, and keep spans from overlapping."""
    out: list[Claim] = []
    for span, rule in claims:
        if out and out[-1][1] is rule and out[-1][0].end >= span.start:
            out[-1] = (Span(out[-1][0].start, max(out[-1][0].end, span.end)), rule)
        elif not out or out[-1][0].end <= span.start:
            out.append((span, rule))
        elif out[-1][0].end < span.end:
            out.append((Span(out[-1][0].end, span.end), rule))
    return out
