"""Lead-ins: sentences that announce a thing (`Below, the tweet:`), and whether the thing is there.

The referent decides, not the words. On a page it is what the page shows (see `referent`). In a text of which no markup is known,
a lead-in to a tweet stays when the tweet's words follow it (a handle, a hashtag, a link, a quote, somebody speaking of themselves);
one to an image stays when a caption, a link or a list does.
English only so far; the words are data, the grammar is in `announced`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from cleaner.document import Document, Line

Thing = Literal["post", "picture", "text"]

_POSTS = frozenset({"tweet", "tweets", "retweet", "post", "posts"})
_PICTURES = frozenset(
    {
        *("image", "images", "photo", "photos", "photograph", "photographs", "picture", "pictures", "pic", "pics", "snap", "snaps"),
        *("video", "videos", "clip", "clips", "footage", "trailer", "teaser", "livestream", "screenshot", "screenshots"),
        *("audio", "podcast", "recording", "playlist", "song", "gallery", "slideshow", "infographic", "map", "chart", "charts"),
        *("graph", "graphs", "graphic", "graphics", "diagram", "poll", "embed", "gif", "cartoon"),
    }
)
_TEXTS = frozenset({"document", "documents", "statement", "letter", "report", "transcript", "memo", "press", "release"})
_PLACES = frozenset({"below", "above", "here", "beneath", "underneath", "following"})
_OPENERS = frozenset({"below", "above", "here", "here's", "heres"})
_CALLS = frozenset(
    {"watch", "see", "view", "check", "listen", "hear", "look", "scroll", "click", "tap", "take", "play", "read", "stream", "catch"}
)
_PLAYED = frozenset({"watch", "listen", "hear", "stream"})
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "their", "our", "my", "this", "these", "full", "more", "some", "that", "one"})
# What may stand behind the thing; another noun there (`video marketing stats`) means that the thing is something else.
_JOINTS = frozenset(
    {
        *(
            "of",
            "from",
            "by",
            "showing",
            "shows",
            "that",
            "which",
            "in",
            "on",
            "at",
            "with",
            "via",
            "for",
            "taken",
            "posted",
            "below",
            "above",
        ),
        *(
            "here",
            "explaining",
            "and",
            "where",
            "to",
            "shared",
            "about",
            "as",
            "when",
            "courtesy",
            "he",
            "she",
            "they",
            "we",
            "i",
            "it",
            "so",
            "if",
        ),
        *("just", "again", "now", "depicting", "is", "are", "from", "itself", "released", "uploaded", "captured", "tweeted", "featuring"),
    }
)
_TELLING = frozenset(
    {
        "shows",
        "show",
        "showed",
        "says",
        "say",
        "said",
        "reads",
        "read",
        "stated",
        "states",
        "reveals",
        "reveal",
        "included",
        "include",
        "includes",
        "was",
        "is",
        "are",
        "were",
        "has",
        "have",
        "had",
        "wrote",
        "captioned",
    }
)
_MOST_WORDS = 24
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_BOUNDARY = re.compile(r"""[.!?]["'\u201d\u2019)\]]{0,2}\s+(?=["'\u201c\u2018(\[]?[A-Z0-9])""")
_EDGES = " \t()[]*_"
_TAIL = 300  # characters of a line in which its last sentence is looked for

_POST_SIGNS = re.compile(r"(?<!\w)[@#]\w|https?://|pic\.twitter\.com|\bt\.co/|\bRT\b")
_SPEAKING = re.compile(r"\b(?:I|I'm|I\u2019m|I've|I\u2019ve|my|My|me|we|We|our|Our)\b")
_QUOTES = ('"', "'", "\u201c", "\u2018", ">", "\u00ab", "RT ", "\u2014 ", "- ")
_PICTURE_SIGNS = re.compile(
    r"https?://|\bphotos?\b|\bimages?\b|\bpictures?\b|\bcredits?\b|\bcourtesy\b|\bsource\b|\bgetty\b|\breuters\b|\bscreenshot\b|\bfig(?:ure)?\b|\bpictured\b"
    r"|\((?:left|right|above|below|centre|center|r|l)\)|\bvia\b|\bwww\.",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:[-*\u2022|!\[<]|\d+[.)])|.*(?:\t|\|)")
_DASHES = ("\u2014", "\u2013 ", "-- ", "- ")  # what a signature under a post begins with
_SIGNATURE = 12  # words of one
_CAPTION = 40  # words of a caption that is a sentence
_LOOKED_AT = 600  # characters of a line in which signs are looked for


def last_sentence(text: str) -> int:
    """The offset at which the last sentence of a line begins (0 if it is the only one)."""
    base = max(0, len(text) - _TAIL)
    return max((base + match.end() for match in _BOUNDARY.finditer(text, base)), default=0) if base == 0 or len(text) > _TAIL else 0


def announced(sentence: str) -> Thing | None:
    """What a sentence announces as standing next to it, if that is all it does.

    >>> announced("Below, the tweet:"), announced("Watch the video below."), announced("The video below went viral in May.")
    ('post', 'picture', None)
    """
    colon = sentence.rstrip(_EDGES).endswith(":")
    words = words_of(sentence)
    if not 1 < len(words) <= _MOST_WORDS:
        return None
    at = next((number for number, word in enumerate(words) if word in _POSTS or word in _PICTURES or word in _TEXTS), None)
    if at is None:
        played = words[0] in _PLAYED and words[-1] in ("below", "above") and len(words) <= (3 if words[0] == "watch" else 10)
        return "picture" if played else None
    thing: Thing = "post" if words[at] in _POSTS else "text" if words[at] in _TEXTS else "picture"
    fits = _fits_colon(words, at) if colon else thing != "text" and _fits_call(words)
    return thing if fits else None


def words_of(sentence: str) -> list[str]:
    """The words of a sentence, in lower case."""
    return _WORD.findall(sentence.strip(_EDGES).lower().replace("\u2019", "'")[:_TAIL])


def _fits_colon(words: list[str], at: int) -> bool:
    """Whether words that end with a colon only announce the thing at `at`."""
    if words[-1] in _TELLING:
        return False
    if words[0] in _OPENERS:
        return at <= 5 and (at + 1 == len(words) or words[at + 1] in _JOINTS)
    if words[0] in _CALLS:
        return True
    if any(word in _PLACES for word in words[-4:]) and (words[0] in _ARTICLES or words[0] in ("you", "we", "i")):
        return _TELLING.isdisjoint(words[at + 2 :]) or words[at + 1 : at + 2] in (["is"], ["are"], ["can"])
    return False


def _fits_call(words: list[str]) -> bool:
    """Whether words without a colon call upon the reader to look at the thing."""
    if words[:2] in (["scroll", "down"], ["click", "here"]):
        return len(words) <= 12
    calls = words[0] in _CALLS or (words[:2] == ["you", "can"] and words[2:3] and words[2] in _CALLS)
    return bool(calls) and any(word in _PLACES for word in words[-2:])


def referent_follows(document: Document, number: int, thing: Thing) -> bool:
    """Whether the announced thing, or its words, seem to stand behind line `number`. For a text of which no markup is known."""
    behind = document.lines[number + 1 : number + 4]
    if not behind:
        return False
    if thing == "post":
        return _post_follows(behind)
    return (thing == "text" and behind[0].prose) or picture_follows(behind[0])


def _post_follows(behind: Sequence[Line]) -> bool:
    """Whether the lines are a post's: quoted, in the first person, with a handle or link in the first, or signed soon after."""
    text = behind[0].text.lstrip()
    signed = any(
        line.text.lstrip().startswith(_DASHES) or (line.words <= _SIGNATURE and _POST_SIGNS.search(line.text)) for line in behind[1:]
    )
    return signed or text.startswith(_QUOTES) or any(signs.search(text, 0, _LOOKED_AT) for signs in (_SPEAKING, _POST_SIGNS))


def picture_follows(line: Line) -> bool:
    """Whether a line is a caption, a link, a table or a list; a short line right under a lead-in may well be a caption."""
    head = line.text[:_LOOKED_AT]
    if _LISTED.match(head):
        return True
    if line.prose:
        return line.words <= _CAPTION and _PICTURE_SIGNS.search(head) is not None
    return not line.gap or _PICTURE_SIGNS.search(head) is not None
