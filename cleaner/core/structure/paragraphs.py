"""Quotations, hard-wrapped paragraphs and contact blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.core import accelerator
from cleaner.core.characters import CLOSERS, COLONS, SENTENCE_ENDS
from cleaner.core.patterns import pattern
from cleaner.core.spans import runs
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, ends_sentence, places
from cleaner.core.words import word_count

_QUOTES = "\"'(\N{LEFT DOUBLE QUOTATION MARK}"
_WRAP = range(30, 101)  # columns at which text is wrapped
_WRAPPED = 3  # lines that must continue a sentence for a text to be hard-wrapped
_COLON = pattern(f"[{''.join(COLONS)}]")
_SAYS = 3  # words of a line with a colon that may introduce what somebody says
_GOES_ON = 4  # words of a sentence with which the article continues after it
_INTRODUCES = 10  # words of a sentence that introduces a quotation at the end of a text
_CONTACT_WORDS = 8
_REACHABLE = pattern(r"@\w|\+?\d[\d ()./-]{6,}\d|www\.|https?://")
_FIELD = pattern(r"\s*[^\W\d_][\w /.-]{1,25}[:\N{FULLWIDTH COLON}]")
_CONTACTS = 2


def quotations(text: Lines) -> Iterator[Region]:
    """Find a line that a sentence with a colon introduces, where the article continues after it."""
    for above in places(_COLON, text.lasts[:-1]):
        words = 0 if text.found(above) else word_count(text.texts[above])
        if words >= _INTRODUCES or (words >= _SAYS and _goes_on(text, above + 2)):
            yield Region(above + 1, above + 1, Kind.QUOTATION)


def _goes_on(text: Lines, number: int) -> bool:
    """Tell whether a line is running text, or a sentence that is no boilerplate."""
    line = text.texts[number] if number < len(text.texts) else ""
    if not line or text.prose[number]:
        return bool(line)
    return ends_sentence(line) and word_count(line) >= _GOES_ON and not text.found(number)


def wrapped(texts: list[str], close: list[int]) -> Iterator[range]:
    """Yield hard-wrapped paragraphs: numbers of lines that continue the sentence of the one above.

    `close` are the numbers of the lines without a blank line above them.
    """
    joined = _continuing(texts, close, None)
    if len(joined) >= _WRAPPED:
        joined = _continuing(texts, close, _wrap_width(texts, close))
    yield from (range(run.start - 1, run.stop) for run in runs(joined))


def _continuing(texts: list[str], close: list[int], width: int | None) -> list[int]:
    """Return the numbers of the close lines that continue the sentence of the line above."""
    if compiled := accelerator.module():
        found: list[int] = compiled.continuing(
            *(texts, close, -1 if width is None else width, _WRAP.start),
            *(SENTENCE_ENDS, CLOSERS, _QUOTES),
        )
        return found
    if width is None:  # only lines in lower case count
        close = [at for at in close if texts[at][0].islower() or texts[at][0] in _QUOTES]
    return [at for at in close if _continues(texts[at - 1], texts[at], width)]


def _continues(above: str, line: str, width: int | None) -> bool:
    """Tell whether a line continues the sentence of the line above.

    It does if it begins in lower case, or if its first word would not have fitted above.
    """
    start = line.lstrip(_QUOTES)
    if not start[:1].isalpha() or (width is None and not start[0].islower()):
        return False
    if above.endswith(":") or ends_sentence(above):
        return False
    if start[0].islower():
        return above.endswith((",", "-")) or len(above.split(None, 1)) > 1
    return (
        width is not None
        and len(above) > _WRAP.start
        and len(above) + 1 + len(start.split(" ", 1)[0]) > width
    )


def _wrap_width(texts: Sequence[str], close: Sequence[int]) -> int | None:
    """Return the column at which a text is wrapped; None if it is not."""
    lengths = sorted(len(texts[at]) for at in close)
    longest = lengths[-1 - len(lengths) // 50]
    return longest if longest in _WRAP and len(texts[0]) <= _WRAP.stop else None


def contacts(text: Lines) -> Iterator[Region]:
    """Find addresses in several short lines: at least two ways to reach somebody, and a name."""
    lines = text.texts
    fields = {at for at in text.short if ":" in lines[at] or "\N{FULLWIDTH COLON}" in lines[at]}
    fields = {at for at in fields if _FIELD.match(lines[at]) and _reaches(lines[at])}
    if not fields:
        return
    for run in runs([at for at in text.short if _is_short(lines[at])]):
        reachable = [] if fields.isdisjoint(run) else [at for at in run if _reaches(lines[at])]
        if len(reachable) < _CONTACTS:
            continue
        part = range(max(run.start, reachable[0] - 3), reachable[-1] + 1)
        if any(at not in reachable and not text.found(at) for at in part):
            yield Region.of(part, Kind.CONTACT)


def _reaches(line: str) -> bool:
    return _REACHABLE.search(line) is not None


def _is_short(line: str) -> bool:
    return word_count(line) <= _CONTACT_WORDS and not ends_sentence(line)
