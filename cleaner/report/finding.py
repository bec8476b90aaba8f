"""Findings: cuts and suggestions with the place where a person finds them in an editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaner.core.result import Cut, Result


@dataclass(frozen=True, slots=True)
class Finding:
    """One removal, done or suggested, and where it is.

    `line` and `column` are those of the first character of the removed text that is not blank; `end_line` and
    `end_column` lie behind its last one. All four count from 1: lines as editors do (a line ends with a line feed, a
    carriage return, or both together; form feeds and U+2028 do not end one), columns in characters (code points).
    `start` and `end` are the half-open span of all that goes, blanks included, as character offsets in the original,
    and `text` is what stands there. Text that is blank altogether is found at its start. For an HTML page, lines are those
    of the HTML on which the text's elements begin, columns are 1, and offsets count in the text of the page.
    Where the line scorer judged, `probability` is that of the most doubtful line to belong to what was asked for, and `against`
    are the features that spoke most against it.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    rule: str
    reason: str
    text: str
    safe: bool
    probability: float | None = None
    against: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """How many blank-separated words go."""
        return len(self.text.split())


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


def findings(path: str, result: Result) -> tuple[Finding, ...]:
    """What was cut from one text and what unsafe rules would cut from it, in order of position.

    `path` names the text in reports; nothing is read from there. Time is linear in the text, however many cuts there are.
    """
    cuts = sorted((*result.cuts, *result.suggestions), key=lambda cut: (cut.start, cut.end))
    places = _places(result.original, {offset for cut in cuts for offset in visible(cut)})
    if result.sources:
        places = {offset: Place(_source(result.sources, place.line), 1) for offset, place in places.items()}
    return tuple(_finding(path, cut, places) for cut in cuts)


def _source(sources: Sequence[int], line: int) -> int:
    """The line of the HTML that a line of the page's text came from; 1 if that is not known."""
    return max(1, sources[min(line, len(sources)) - 1])


def visible(cut: Cut | Finding) -> tuple[int, int]:
    """The half-open span, in the original, of the removed text without the blanks around it; empty if it is all blank."""
    start = cut.start + len(cut.text) - len(cut.text.lstrip())
    if start == cut.end:
        return cut.start, cut.start
    return start, cut.start + len(cut.text.rstrip())


def _finding(path: str, cut: Cut, places: dict[int, Place]) -> Finding:
    start, end = visible(cut)
    return Finding(path, *places[start], *places[end], cut.start, cut.end, cut.rule, cut.reason, cut.text, cut.safe, *(cut.score or ()))


def _places(text: str, offsets: Iterable[int]) -> dict[int, Place]:
    """Line and column of each offset. The text is gone through once."""
    return dict(_walk(text, sorted(offsets)))


def _walk(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, Place]]:
    position, line, line_start = 0, 1, 0
    for offset in offsets:
        # Between the two halves of "\r\n" the line has not ended yet: that "\r" is left for the next step.
        stop = offset - 1 if text[max(0, offset - 1) : offset + 1] == "\r\n" else offset
        feeds, returns = text.count("\n", position, stop), text.count("\r", position, stop)
        if feeds or returns:
            pairs = text.count("\r\n", position, stop) if feeds and returns else 0
            line += feeds + returns - pairs
            line_start = max(text.rfind("\n", position, stop), text.rfind("\r", position, stop)) + 1
        position = stop
        yield offset, Place(line, offset - line_start + 1)
