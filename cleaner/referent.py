"""Whether what a lead-in announces is on the page: the page's own embeds decide, not the words around them.

A thing right beside the lead-in, on the side that it names, need only be of a kind that may be meant (a photo may be one of a tweet).
One farther off has to be of the very kind, and the lead-in may not end with a colon: `Watch the video below.` is true of a video
three paragraphs down, `Below, the video:` is not. Running text is no referent, unless it is quoted or signed as posts are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from cleaner import leadin
from cleaner.document import Document, Line

_Kinds = frozenset[str]
_ANY_PICTURE = frozenset({"image", "gallery", "post", "other", "caption"})
_DRAWN = _ANY_PICTURE | {"map", "chart", "document"}


class _Meant(NamedTuple):
    """Kinds of things that a word may mean where they stand beside it, and where they stand farther off."""

    near: _Kinds
    far: _Kinds


_POST = _Meant(frozenset({"post", "quote", "image", "gallery", "other"}), frozenset({"post"}))
_TEXT = _Meant(frozenset({"document", "quote", "post", "image", "gallery", "other", "table"}), frozenset({"document"}))
_IMAGE = _Meant(_DRAWN | {"video"}, frozenset({"image", "gallery"}))
_VIDEO = _Meant(_ANY_PICTURE | {"video"}, frozenset({"video"}))
_AUDIO = _Meant(frozenset({"audio", "video", "post", "other"}), frozenset({"audio"}))
_MAP = _Meant(_DRAWN, frozenset({"map"}))
_CHART = _Meant(_DRAWN | {"table"}, frozenset({"chart"}))
_EMBED = _Meant(_DRAWN | {"audio", "video", "quote", "table"}, frozenset())
_BY_WORD: dict[str, _Meant] = {
    **dict.fromkeys(("video", "videos", "clip", "clips", "footage", "trailer", "teaser", "livestream", "watch"), _VIDEO),
    **dict.fromkeys(("audio", "podcast", "recording", "playlist", "song", "listen", "hear", "stream"), _AUDIO),
    **dict.fromkeys(("chart", "charts", "graph", "graphs", "graphic", "graphics", "diagram", "infographic", "poll"), _CHART),
    "map": _MAP,
    "embed": _EMBED,
}
_BY_THING: dict[leadin.Thing, _Meant] = {"post": _POST, "text": _TEXT, "picture": _IMAGE}
_ABOVE = frozenset({"above"})
_BELOW = frozenset({"below", "beneath", "underneath", "following", "down"})
_PAPERS = frozenset({"document", "documents"})
_BETWEEN = 2  # lines that are no running text (a label, a title) between a lead-in and its thing
_LOOKED_AT = 10  # lines behind a lead-in

_SIGNED = ("\N{EM DASH}", "\N{EN DASH} ", "-- ")
_SIGNATURE = 12  # words of one
_HANDLE = re.compile(r"(?<!\w)@\w|pic\.twitter\.com|\bt\.co/")
_CLOSING = {"\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}", '"': '"'}


def is_there(document: Document, number: int, sentence: str, reading: leadin.Reading) -> bool:
    """Whether what the sentence at the end of line `number` announces is there; of texts without markup, whether it seems to be."""
    if document.kind != "html":
        return leadin.referent_follows(document, number, reading)
    return _inside_words(document, number) or shows(document, number, sentence, reading) or _reads_like_it(document, number, reading)


def shows(document: Document, number: int, sentence: str, reading: leadin.Reading) -> bool:
    """Whether the page shows what a sentence announces, on the side that it names."""
    words, thing = reading.gist, reading.thing or "picture"
    named = next((word for word in words if word in _BY_WORD), "")
    meant = _BY_WORD.get(named, _BY_THING[thing]) if thing == "picture" else _BY_THING[thing]
    colon = sentence.rstrip(" )]*_").endswith((":", "\N{FULLWIDTH COLON}"))
    above, below = not _ABOVE.isdisjoint(words), not _BELOW.isdisjoint(words)
    up, down = above or not (below or colon), below or colon or not above
    if (down and _near_below(document, number, meant)) or (up and _near_above(document, number, meant.near)):
        return True
    return not colon and (
        (below and _anywhere_below(document, number, meant.far)) or (above and _anywhere_above(document, number, meant.far))
    )


def _inside_words(document: Document, number: int) -> bool:
    """Whether a line is what a post says, or somebody who is quoted: their words announce nothing of the page's."""
    at = document.lines[number].start
    for kind in ("post", "quote"):
        spans = document.shown.get(kind, ())
        before = bisect_right(spans, (at, inf)) - 1
        if before >= 0 and spans[before].start <= at < spans[before].end:
            return True
    return False


def _near_below(document: Document, number: int, meant: _Meant) -> bool:
    """Whether such a thing stands behind a line, before the next running text or with it as its words.

    Behind a heading only the very kind will do: what else stands there is of the next section.
    """
    at, until = document.lines[number].stop, _reach(document, number)
    heading = _first_from(document, "heading", at)
    return any(_first_from(document, kind, at) <= (until if kind in meant.far else min(until, heading)) for kind in meant.near)


def _reach(document: Document, number: int) -> int:
    """Where the running text begins behind a line, or a third line that is none."""
    between = _BETWEEN
    for line in document.lines[number + 1 : number + _LOOKED_AT]:
        if not _residue(line):
            if line.prose or not between:
                return line.start
            between -= 1
    return len(document.text) if number + _LOOKED_AT >= len(document.lines) else document.lines[number + _LOOKED_AT].start


def _residue(line: Line) -> bool:
    """Whether a line is what is left in the place of an embed (`We need your permission to load this`): it stands for the thing."""
    return any(mark.startswith("embed.residue:") for mark in line.marks)


def _near_above(document: Document, number: int, kinds: _Kinds) -> bool:
    """Whether such a thing ends before a line, behind the running text above it or with that as its words."""
    lines = document.lines
    first = number
    while first and number - first < _BETWEEN and not lines[first - 1].prose:
        first -= 1
    since = lines[first - 1].stop if first else 0
    return any(_last_until(document, kind, lines[number].start) >= since for kind in kinds)


def _anywhere_below(document: Document, number: int, kinds: _Kinds) -> bool:
    return any(_first_from(document, kind, document.lines[number].stop) <= len(document.text) for kind in kinds)


def _anywhere_above(document: Document, number: int, kinds: _Kinds) -> bool:
    return any(_last_until(document, kind, document.lines[number].start) >= 0 for kind in kinds)


def _first_from(document: Document, kind: str, at: int) -> float:
    """Where the first thing of a kind begins that does not begin before `at`; infinity if there is none."""
    spans = document.shown.get(kind, ())
    number = bisect_left(spans, (at,))
    return spans[number].start if number < len(spans) else inf


def _last_until(document: Document, kind: str, at: int) -> int:
    """Where the last thing of a kind ends that does not end behind `at`; -1 if there is none."""
    spans = document.shown.get(kind, ())
    number = bisect_left(spans, (at, at + 1)) - 1
    return spans[number].end if number >= 0 and spans[number].end <= at else -1


def _reads_like_it(document: Document, number: int, reading: leadin.Reading) -> bool:
    """Whether the lines behind read like what is announced, although the markup does not say so."""
    behind = document.lines[number + 1 : number + 4]
    if not behind:
        return False
    if reading.thing == "post":
        return _is_post(behind)
    if reading.thing == "text" and behind[0].prose:  # a statement may be given in full, a document is a thing
        return reading.language is not None or _PAPERS.isdisjoint(reading.gist)
    return not behind[0].prose and leadin.picture_follows(behind[0])


def _is_post(behind: Sequence[Line]) -> bool:
    """Whether lines are a post's: signed, begun with a handle, linked as posts are, or quoted from beginning to end."""
    text = behind[0].text
    signed = any(line.words <= _SIGNATURE and (line.text.startswith(_SIGNED) or _HANDLE.search(line.text)) for line in behind)
    return signed or text.startswith(("@", "RT ", "https://", "http://")) or _HANDLE.search(text[-60:]) is not None or _is_quoted(text)


def _is_quoted(text: str) -> bool:
    """Whether a line is one quotation and nothing else."""
    closing = _CLOSING.get(text[0])
    return closing is not None and text.find(closing, 1) == len(text) - 1
