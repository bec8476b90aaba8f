"""Findings: cuts and suggestions with their line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleaner.core.words import count_up_to

if TYPE_CHECKING:
    from cleaner.core.result import Cut, Result


_BESIDE = 100  # characters
_BREAK = re.compile(r"[\r\n]")


class Finding(NamedTuple):
    """One removal, done or suggested, and where it is.

    `line` and `column` are those of the first character of the removed text that is not blank;
    `end_line` and `end_column` are those after its last one. All four count from 1: lines as
    editors do (a line feed, a carriage return or both end a line; form feeds and U+2028 do not),
    columns in characters (code points). `start` and `end` are the half-open span of the removal,
    blanks included, in characters of the original, and `text` is that part of it. Blank text is at
    its start. For an HTML page, lines are those of the HTML on which the text's elements begin,
    columns are 1, and offsets count in the text of the page. If the line scorer was asked,
    `probability` is that of its least certain line to belong to the article, and `against` are the
    features that lowered it most. `before` and `after` are what is beside the removed text in its
    first and last line, up to 100 characters.
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
    before: str = ""
    after: str = ""

    @property
    def words(self) -> int:
        """The number of words removed, in any script, counted as the guard counts them."""
        return count_up_to(self.text)


def described(reason: str, safe: bool) -> str:
    """Return the reason of a rule, and whether the rule is unsafe."""
    return reason if safe else f"{reason} (unsafe)"


class Checked(NamedTuple):
    """A document's findings, and what statistics need of it.

    `words` are those of the document. A document is refused if it would lose too much.
    """

    findings: tuple[Finding, ...]
    host: str = ""
    words: int = 0
    refused: bool = False


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


def findings(path: str, result: Result) -> tuple[Finding, ...]:
    """Return the cuts and suggestions of a result as findings, in order of position.

    `path` is the name for reports; nothing is read from there. Takes time linear in the text,
    whatever the number of cuts.
    """
    cuts = sorted((*result.cuts, *result.suggestions), key=lambda cut: (cut.start, cut.end))
    places = _places(result.original, {offset for cut in cuts for offset in visible(cut)})
    if result.sources:
        places = {
            offset: Place(_source(result.sources, place.line), 1)
            for offset, place in places.items()
        }
    return tuple(_finding(path, cut, places, result.original) for cut in cuts)


def _source(sources: Sequence[int], line: int) -> int:
    """Return the line of the HTML that a line of the page's text is from; 1 if unknown."""
    return max(1, sources[min(line, len(sources)) - 1])


def visible(cut: Cut | Finding) -> tuple[int, int]:
    """Return the span of a removal in the original without the blanks around it.

    The span is half-open, and empty if all is blank.
    """
    start = cut.start + len(cut.text) - len(cut.text.lstrip())
    if start == cut.end:
        return cut.start, cut.start
    return start, cut.start + len(cut.text.rstrip())


def _finding(path: str, cut: Cut, places: dict[int, Place], original: str) -> Finding:
    start, end = visible(cut)
    before = _BREAK.split(original[max(0, start - _BESIDE) : start])[-1]
    after = _BREAK.split(original[end : end + _BESIDE], maxsplit=1)[0]
    score = (cut.score.probability, cut.score.against) if cut.score else ()
    return Finding(
        path,
        *places[start],
        *places[end],
        cut.start,
        cut.end,
        cut.rule,
        cut.reason,
        cut.text,
        cut.safe,
        *score,
    )._replace(before=before.lstrip(), after=after.rstrip())


def _places(text: str, offsets: Iterable[int]) -> dict[int, Place]:
    """Return line and column of each offset, in one pass over the text."""
    return dict(_walk(text, sorted(offsets)))


def _walk(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, Place]]:
    position, line, line_start = 0, 1, 0
    for offset in offsets:
        # Between "\r" and "\n" the line has not ended: that "\r" is left for the next step.
        stop = offset - 1 if text[max(0, offset - 1) : offset + 1] == "\r\n" else offset
        feeds, returns = text.count("\n", position, stop), text.count("\r", position, stop)
        if feeds or returns:
            pairs = text.count("\r\n", position, stop) if feeds and returns else 0
            line += feeds + returns - pairs
            line_start = max(text.rfind("\n", position, stop), text.rfind("\r", position, stop)) + 1
        position = stop
        yield offset, Place(line, offset - line_start + 1)
