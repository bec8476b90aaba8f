"""Whether a page shows what a lead-in announces: its embeds decide, not the words around them.

A thing right beside the lead-in, on the side that it names, need only be of an acceptable kind (a
photo may be one of a tweet). A distant one must be of the very kind, and the lead-in may not end
with a colon: `Watch the video below.` is true of a video three paragraphs down, `Below, the video:`
is not. Prose is not a target unless it is quoted or signed as posts are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from cleaner.core.characters import COLONS
from cleaner.core.document import Document, Line
from cleaner.core.patterns import pattern
from cleaner.rules.leadin.follows import picture_follows, target_follows
from cleaner.rules.leadin.grammar import AROUND, Announcement, Thing

_Kinds = frozenset[str]
_ANY_PICTURE = frozenset({"image", "gallery", "post", "other", "caption"})
_DRAWN = _ANY_PICTURE | {"map", "chart", "document"}


class _Accepted(NamedTuple):
    """Kinds of things that a word may mean if they are beside it, and if they are distant."""

    adjacent: _Kinds
    distant: _Kinds


_POST = _Accepted(frozenset({"post", "quote", "image", "gallery", "other"}), frozenset({"post"}))
_TEXT = _Accepted(
    frozenset({"document", "quote", "post", "image", "gallery", "other", "table"}),
    frozenset({"document"}),
)
_IMAGE = _Accepted(_DRAWN | {"video"}, frozenset({"image", "gallery"}))
_VIDEO = _Accepted(_ANY_PICTURE | {"video"}, frozenset({"video"}))
_AUDIO = _Accepted(frozenset({"audio", "video", "post", "other"}), frozenset({"audio"}))
_MAP = _Accepted(_DRAWN, frozenset({"map"}))
_CHART = _Accepted(_DRAWN | {"table"}, frozenset({"chart"}))
_EMBED = _Accepted(_DRAWN | {"audio", "video", "quote", "table"}, frozenset())
_WORDS = {
    "video videos clip clips footage trailer teaser livestream watch": _VIDEO,
    "audio podcast recording playlist song listen hear stream": _AUDIO,
    "chart charts graph graphs graphic graphics diagram infographic poll": _CHART,
    "map": _MAP,
    "embed": _EMBED,
}
_BY_WORD = {word: accepted for words, accepted in _WORDS.items() for word in words.split()}
_BY_THING: dict[Thing, _Accepted] = {"post": _POST, "text": _TEXT, "picture": _IMAGE}
_ABOVE = frozenset({"above"})
_BELOW = frozenset({"below", "beneath", "underneath", "following", "down"})
_PAPERS = frozenset({"document", "documents"})
_BETWEEN = 2  # lines that are not prose (a label, a title) between a lead-in and its thing
_REACH = 10  # lines after a lead-in

_SIGNED = ("\N{EM DASH}", "\N{EN DASH} ", "-- ")
_SIGNATURE = 12  # words of a signature under a post
_HANDLE = pattern(r"(?<!\w)@\w|pic\.twitter\.com|\bt\.co/")
_LINK = 60  # characters at the end of a post in which its link is
_CLOSING = {"\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}", '"': '"'}


def target_present(document: Document, number: int, sentence: str, announced: Announcement) -> bool:
    """Tell whether what the sentence at the end of line `number` announces is there.

    In a text without markup, whether it seems to be.
    """
    if document.kind != "html":
        return target_follows(document, number, announced)
    return (
        _inside_words(document, number)
        or page_shows(document, number, sentence, announced)
        or _reads_like_it(document, number, announced)
    )


def page_shows(document: Document, number: int, sentence: str, announced: Announcement) -> bool:
    """Tell whether the page shows what a sentence announces, on the side that it names."""
    words, thing = announced.keywords, announced.thing or "picture"
    named = next((word for word in words if word in _BY_WORD), "")
    accepted = _BY_WORD.get(named, _BY_THING[thing]) if thing == "picture" else _BY_THING[thing]
    colon = sentence.rstrip(AROUND).endswith(COLONS)
    above, below = not _ABOVE.isdisjoint(words), not _BELOW.isdisjoint(words)
    up, down = above or not (below or colon), below or colon or not above
    if down and _near_below(document, number, accepted):
        return True
    if up and _near_above(document, number, accepted.adjacent):
        return True
    line, distant = document.lines[number], accepted.distant
    return not colon and any(
        (below and _first_from(document, kind, line.stop) <= len(document.text))
        or (above and _last_until(document, kind, line.start) >= 0)
        for kind in distant
    )


def _inside_words(document: Document, number: int) -> bool:
    """Tell whether a line belongs to a post or a quotation, which announce nothing of the page."""
    at = document.lines[number].start
    for kind in ("post", "quote"):
        spans = document.embeds.get(kind, ())
        before = bisect_right(spans, (at, inf)) - 1
        if before >= 0 and spans[before].start <= at < spans[before].end:
            return True
    return False


def _near_below(document: Document, number: int, accepted: _Accepted) -> bool:
    """Tell whether an acceptable thing follows a line, before the next prose or with it as words.

    After a heading only the very kind counts: other things belong to the next section.
    """
    at, until = document.lines[number].stop, _reach(document, number)
    heading = _first_from(document, "heading", at)
    return any(
        _first_from(document, kind, at)
        <= (until if kind in accepted.distant else min(until, heading))
        for kind in accepted.adjacent
    )


def _reach(document: Document, number: int) -> int:
    """Return where the prose begins after a line, or the third line that is not prose."""
    between = _BETWEEN
    for line in document.lines[number + 1 : number + _REACH]:
        if not _residue(line):
            if line.prose or not between:
                return line.start
            between -= 1
    last = number + _REACH
    return document.lines[last].start if last < len(document.lines) else len(document.text)


def _residue(line: Line) -> bool:
    """Tell whether a line replaces an embed: `We need your permission to load this`."""
    return any(phrase.mark.rule == "embed.residue" for phrase in line.phrases)


def _near_above(document: Document, number: int, kinds: _Kinds) -> bool:
    """Tell whether such a thing ends before a line, after the prose above it or as its words."""
    lines = document.lines
    first = number
    while first and number - first < _BETWEEN and not lines[first - 1].prose:
        first -= 1
    since = lines[first - 1].stop if first else 0
    return any(_last_until(document, kind, lines[number].start) >= since for kind in kinds)


def _first_from(document: Document, kind: str, at: int) -> float:
    """Return where the first thing of a kind from `at` on begins; infinity without one."""
    spans = document.embeds.get(kind, ())
    number = bisect_left(spans, (at,))
    return spans[number].start if number < len(spans) else inf


def _last_until(document: Document, kind: str, at: int) -> int:
    """Return where the last thing of a kind that ends by `at` ends; -1 without one."""
    spans = document.embeds.get(kind, ())
    number = bisect_left(spans, (at, at + 1)) - 1
    return spans[number].end if number >= 0 and spans[number].end <= at else -1


def _reads_like_it(document: Document, number: int, announced: Announcement) -> bool:
    """Tell whether the lines after it read like the thing although the markup does not show it."""
    after = document.lines[number + 1 : number + 4]
    if not after:
        return False
    if announced.thing == "post":
        return _is_post(after)
    if announced.thing == "text" and after[0].prose:  # a statement may follow in full
        return announced.language is not None or _PAPERS.isdisjoint(announced.keywords)
    return not after[0].prose and picture_follows(after[0])


def _is_post(after: Sequence[Line]) -> bool:
    """Tell whether lines are a post's: signed, with a handle or link, or quoted as a whole."""
    text = after[0].text
    signed = any(
        line.words <= _SIGNATURE and (line.text.startswith(_SIGNED) or _HANDLE.search(line.text))
        for line in after
    )
    begins = text.startswith(("@", "RT ", "https://", "http://"))
    return signed or begins or _HANDLE.search(text[-_LINK:]) is not None or _is_quoted(text)


def _is_quoted(text: str) -> bool:
    """Tell whether a line is one quotation and nothing else."""
    closing = _CLOSING.get(text[0])
    return closing is not None and text.find(closing, 1) == len(text) - 1
