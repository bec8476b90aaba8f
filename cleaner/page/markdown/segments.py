"""Markdown as segments that know which characters of the plain text they belong to.

So what rules cut from the plain text of a page can be cut from its Markdown.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.result import Cut


class Segment(NamedTuple):
    """A piece of Markdown and the characters of the plain text that it belongs to.

    A `literal` one is these characters and may be cut anywhere. Any other is removed if all
    characters of one of `owners` are cut; one without owners is never removed. A `flexible` one is
    a line break that is written only where no blank line is left.
    """

    text: str
    owners: tuple[Span, ...]
    literal: bool = False
    source: int = 0
    flexible: bool = False


@dataclass(frozen=True)
class MarkdownPage:
    """The Markdown of a page, as segments."""

    segments: tuple[Segment, ...]

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.text for segment in self.segments)

    @cached_property
    def sources(self) -> tuple[int, ...]:
        """For each line of the text the line of the HTML that it came from."""
        lines: list[int] = []
        for segment in self.segments:
            lines += [segment.source] * segment.text.count("\n")
        return tuple(lines)

    def cuts(self, cuts: Sequence[Cut]) -> tuple[Cut, ...]:
        """Cuts in the plain text as cuts in the Markdown, one for each piece that is removed."""
        if not cuts:
            return ()
        removed = _Removed(cuts)
        out: list[Cut] = []
        position = 0
        for segment in self.segments:
            for start, end, cut in removed.of(segment):
                first, last = position + start, position + end
                text = self.text[first:last]
                if out and out[-1].end == first and _is_same(out[-1], cut):
                    out[-1] = replace(out[-1], end=last, text=out[-1].text + text)
                else:
                    out.append(replace(cut, start=first, end=last, text=text))
            position += len(segment.text)
        return tuple(out)


def _is_same(one: Cut, other: Cut) -> bool:
    return (one.rule, one.reason, one.score, one.safe) == (
        other.rule,
        other.reason,
        other.score,
        other.safe,
    )


class _Removed:
    """Which parts of segments are removed with cuts of the plain text (ordered, disjoint)."""

    def __init__(self, cuts: Sequence[Cut]) -> None:
        self._cuts = cuts
        self._starts = [cut.start for cut in cuts]
        self._ends = [cut.end for cut in cuts]
        self._sizes = [0, *accumulate(cut.end - cut.start for cut in cuts)]

    def of(self, segment: Segment) -> Iterator[tuple[int, int, Cut]]:
        """The parts of a segment that are removed, each with the cut."""
        if not self._cuts:
            return
        if segment.literal:
            span = segment.owners[0]
            for number in range(bisect_right(self._ends, span.start), len(self._cuts)):
                cut = self._cuts[number]
                if cut.start >= span.end:
                    break
                start, end = max(cut.start, span.start), min(cut.end, span.end)
                yield start - span.start, end - span.start, cut
            return
        for owner in segment.owners:
            whole = self._whole(owner)
            if whole is not None:
                yield 0, len(segment.text), whole
                return

    def _whole(self, owner: Span) -> Cut | None:
        """The cut with which the last characters of a span are removed, if all of it is removed."""
        if owner.start >= owner.end:
            return None
        removed = self._before(owner.end) - self._before(owner.start)
        if removed < owner.end - owner.start:
            return None
        return self._cuts[bisect_left(self._ends, owner.end)]

    def _before(self, position: int) -> int:
        """How many characters before a position are cut."""
        number = bisect_right(self._ends, position)
        inside = 0
        if number < len(self._cuts):
            inside = max(0, position - self._starts[number])
        return self._sizes[number] + inside


def settled(segments: Sequence[Segment], cuts: Sequence[Cut]) -> tuple[Segment, ...]:
    """The segments with those flexible line breaks that are needed after these cuts.

    One is needed if what is left above does not end with a blank line, and below there is none.
    """
    if not any(segment.flexible for segment in segments):
        return tuple(segments)
    removed = _Removed(cuts)
    out: list[Segment] = []
    for number, segment in enumerate(segments):
        if not segment.flexible:
            out.append(segment)
            continue
        following = (segments[at] for at in range(number + 1, len(segments)))
        below = next((left[0] for left in _lefts(following, removed)), "")
        if below not in ("", "\n") and not _ends_with_blank_line(out, removed):
            out.append(segment._replace(flexible=False))
    return tuple(out)


def _lefts(segments: Iterable[Segment], removed: _Removed) -> Iterator[str]:
    """What is left of each segment, of those of which anything is."""
    return filter(None, (_left_of(one, removed) for one in segments if not one.flexible))


def _ends_with_blank_line(segments: Sequence[Segment], removed: _Removed) -> bool:
    """Whether what is left of segments ends with a blank line, or nothing is left."""
    tail = ""
    for left in _lefts(reversed(segments), removed):
        tail = left + tail
        if len(tail) > 1:
            break
    return not tail or tail.endswith("\n\n")


def _left_of(segment: Segment, removed: _Removed) -> str:
    """What is left of a segment."""
    text, position = "", 0
    for start, end, _ in removed.of(segment):
        text += segment.text[position:start]
        position = end
    return text + segment.text[position:]
