"""Whether the lines after a lead-in read like what it announces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.core.characters import COLONS
from cleaner.core.document import Document, Line
from cleaner.core.patterns import pattern
from cleaner.phrases import compiled
from cleaner.rules.leadin.announcement import parse_announcement
from cleaner.rules.leadin.grammar import Announcement

_POSTED_PICTURE = pattern(r"pic\.twitter\.com/|(?<!\w)t\.co/")
_POST_SIGNS = pattern(r"(?<!\w)[@#]\w|https?://|pic\.twitter\.com|\bt\.co/|\bRT\b")
_SPEAKING = pattern(r"\b(?:I|I'm|I\u2019m|I've|I\u2019ve|my|My|me|we|We|our|Our)\b")
_QUOTES = (*"\"'\u201c\u2018\u201e\u201a\u300c\u300e\u300a>\u00ab", "RT ", "\u2014 ", "- ")
_PICTURE_SIGNS = pattern(
    r"https?://|\b(?:photos?|images?|pictures?|credits?|courtesy|source|getty|reuters|screenshot)\b"
    r"|\b(?:fig(?:ure)?|pictured|via)\b|\((?:left|right|above|below|centre|center|r|l)\)|\bwww\.",
    re.IGNORECASE,
)
_LISTED = pattern(r"\s*(?:[-*\u2022|!\[<]|\d+[.)])|.*(?:\t|\|)")
_SIGNED = ("\u2014", "\u2013 ", "-- ", "- ")  # what a signature under a post begins with
_SIGNATURE = 12  # words of a signature
_CAPTION = 40  # words of a caption that is a sentence
_HEAD = 600  # characters of a line in which signs are looked for
_REACH = 3  # lines after a lead-in


def target_follows(document: Document, number: int, announced: Announcement) -> bool:
    """Tell whether the announced thing seems to follow line `number`, in a text without markup."""
    after = document.lines[number + 1 : number + 1 + _REACH]
    if not after:
        return False
    first = after[0]
    if announced.thing == "post":
        return _post_follows(after) or _speaks(announced, first)
    short = not first.prose or first.words <= _CAPTION
    described = short and _has_word(announced, first, "lead_in.images", "lead_in.videos")
    is_text = announced.thing == "text" and first.prose
    return is_text or picture_follows(first) or described


def picture_follows(line: Line) -> bool:
    """Tell whether a line is a caption, a link, a table, a list, or a post with a picture.

    A short line right under a lead-in may well be a caption, but not if it is a lead-in, too.
    """
    head = line.text[:_HEAD]
    if _LISTED.match(head) or _POSTED_PICTURE.search(head):
        return True
    if line.prose:
        return line.words <= _CAPTION and _PICTURE_SIGNS.search(head) is not None
    if line.text.endswith(COLONS) and parse_announcement(line.text).thing:
        return False
    return not line.gap or _PICTURE_SIGNS.search(head) is not None


def _speaks(announced: Announcement, line: Line) -> bool:
    """Tell whether people speak of themselves in a line, in the language of the lead-in."""
    if announced.language is None:
        return _SPEAKING.search(line.text, 0, _HEAD) is not None
    return _has_word(announced, line, "first_person")


def _post_follows(after: Sequence[Line]) -> bool:
    """Tell whether lines are a post's: quoted, with a handle or link, or signed soon after."""
    text = after[0].text.lstrip()
    signed = any(
        line.text.lstrip().startswith(_SIGNED)
        or (line.words <= _SIGNATURE and _POST_SIGNS.search(line.text))
        for line in after[1:]
    )
    return signed or text.startswith(_QUOTES) or _POST_SIGNS.search(text, 0, _HEAD) is not None


def _has_word(announced: Announcement, line: Line, *names: str) -> bool:
    """Tell whether a line has words of some lists of the language of a lead-in."""
    if announced.language is None:
        return False
    words = compiled.vocabulary(announced.language.code, *names)
    return words.within(line.text[:_HEAD])
