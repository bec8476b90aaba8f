"""Lead-ins: sentences that announce a thing (`Below, the tweet:`), and whether the thing is there.

The referent decides, not the words. On a page it is what the page shows (see `referent`). In a text of which no markup is known,
a lead-in to a tweet stays when the tweet's words follow it (a handle, a hashtag, a link, a quote, somebody speaking of themselves);
one to an image stays when a caption, a link or a list does.

English has a grammar of its own here. That of all other languages is one (`_read_foreign`): a thing, a position, a call; their words are
data (`cleaner/phrases/LANGUAGE/language.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from cleaner.document import Document, Line
from cleaner.languages import Language, Vocabulary, tokens
from cleaner.normal import EDGES, FIRST_UNSPACED, fold
from cleaner.phrases import compiled

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
_BOUNDARY = re.compile(
    r"""[.!?\u061f\u06d4\u0964]["'\u201d\u2019\u00bb\u201c)\]]{0,2}\s+(?=["'\u201c\u2018\u201e\u00ab(\[\u00a1\u00bf]?([^\W_]))"""
)
_UNSPACED_BOUNDARY = re.compile(r"[\u3002\uff01\uff1f][\u300d\u300f\uff09)]?\s*(?=\S)")
_EDGES = " \t()[]*_"
_TAIL = 300  # characters of a line in which its last sentence is looked for

_POST_SIGNS = re.compile(r"(?<!\w)[@#]\w|https?://|pic\.twitter\.com|\bt\.co/|\bRT\b")
_SPEAKING = re.compile(r"\b(?:I|I'm|I\u2019m|I've|I\u2019ve|my|My|me|we|We|our|Our)\b")
_QUOTES = ('"', "'", "\u201c", "\u2018", "\u201e", "\u201a", "\u300c", "\u300e", "\u300a", ">", "\u00ab", "RT ", "\u2014 ", "- ")
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
    ends = [match.end() for match in _BOUNDARY.finditer(text, base) if not match[1].islower()]
    if not ends and any(stop in text for stop in "\u3002\uff01\uff1f"):
        ends = [match.end() for match in _UNSPACED_BOUNDARY.finditer(text, base)]
    return ends[-1] if ends else 0


class Reading(NamedTuple):
    """What a sentence announces (None: nothing), in English words that say so (`gist`), and the language it is in if not English."""

    thing: Thing | None
    gist: tuple[str, ...]
    language: Language | None = None


def announced(sentence: str) -> Thing | None:
    """What a sentence announces as standing next to it, if that is all it does.

    >>> announced("Below, the tweet:"), announced("Watch the video below."), announced("The video below went viral in May.")
    ('post', 'picture', None)
    """
    return read(sentence).thing


@lru_cache(maxsize=4096)
def read(sentence: str) -> Reading:
    """A sentence as a lead-in, in whichever language."""
    words = words_of(sentence)
    thing = _announced_in_english(words, sentence.rstrip(_EDGES).endswith(":"))
    return Reading(thing, tuple(words)) if thing else _read_foreign(sentence) or Reading(None, tuple(words))


def _announced_in_english(words: Sequence[str], colon: bool) -> Thing | None:
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


def _fits_colon(words: Sequence[str], at: int) -> bool:
    """Whether words that end with a colon only announce the thing at `at`."""
    if words[-1] in _TELLING:
        return False
    if words[0] in _OPENERS:
        return at <= 5 and (at + 1 == len(words) or words[at + 1] in _JOINTS)
    if words[0] in _CALLS:
        return True
    if any(word in _PLACES for word in words[-4:]) and (words[0] in _ARTICLES or words[0] in ("you", "we", "i")):
        return _TELLING.isdisjoint(words[at + 2 :]) or [*words[at + 1 : at + 2]] in (["is"], ["are"], ["can"])
    return False


def _fits_call(words: Sequence[str]) -> bool:
    """Whether words without a colon call upon the reader to look at the thing."""
    if [*words[:2]] in (["scroll", "down"], ["click", "here"]):
        return len(words) <= 12
    calls = words[0] in _CALLS or ([*words[:2]] == ["you", "can"] and words[2:3] and words[2] in _CALLS)
    return bool(calls) and any(word in _PLACES for word in words[-2:])


# --- Other languages ---------------------------------------------------------------------------------------------------

_KINDS: dict[str, tuple[Thing, str]] = {
    "posts": ("post", "tweet"),
    "images": ("picture", "photo"),
    "videos": ("picture", "video"),
    "audio": ("picture", "audio"),
    "maps": ("picture", "map"),
    "charts": ("picture", "chart"),
    "texts": ("text", "document"),
}
"""The kinds of things in a language's data, what they are here, and the English word for them."""
_MOST_FOREIGN = 12  # words
_MOST_UNSPACED = 40  # characters, in scripts without spaces
_NEAR_END = 2  # words at either end of a sentence among which the call is
_JOINT = 3  # letters of a word that joins others, as a rule
_NEAR_START = 5  # words among which the thing is, where a position begins the sentence


class _Grammar(NamedTuple):
    """A language's words for lead-ins, found as words side by side, or as parts where it has no spaces."""

    language: Language
    kinds: dict[str, frozenset[str]]
    below: frozenset[str]
    above: frozenset[str]
    here: frozenset[str]
    calls: frozenset[str]
    telling: frozenset[str]
    begins: frozenset[str]  # the first words of positions and calls, without one of which no sentence is a lead-in

    @property
    def parts(self) -> bool:
        """Whether words are found as parts of others: there are no spaces, or particles stick to words (Korean)."""
        return self.language.unspaced or self.language.code == "ko"


@lru_cache(maxsize=1)
def _grammars() -> tuple[_Grammar, ...]:
    return tuple(_grammar(language) for language in compiled.data().languages.values() if language.code != "en")


def _grammar(language: Language) -> _Grammar:
    lead_in, parts = language.lead_in, language.unspaced or language.code == "ko"

    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) if parts else " ".join(tokens(fold(word))) for word in getattr(lead_in, name))

    below, above, here, calls, telling = (words(name) for name in ("below", "above", "here", "calls", "telling"))
    begins = frozenset(word.partition(" ")[0] for word in below | above | here | calls)
    return _Grammar(language, {kind: words(kind) for kind in _KINDS}, below, above, here, calls, telling, begins)


@lru_cache(maxsize=1)
def _by_thing() -> dict[str, tuple[int, ...]]:
    """The numbers of the grammars in which a word is a thing."""
    table: dict[str, tuple[int, ...]] = {}
    for number, grammar in enumerate(_grammars()):
        if not grammar.parts:
            for word in frozenset().union(*grammar.kinds.values()):
                table[word] = (*table.get(word, ()), number)
    return table


def _read_foreign(sentence: str) -> Reading | None:
    """What a sentence announces in some language other than English."""
    things = _by_thing()
    text = fold(sentence.strip(_EDGES)[:_TAIL])
    colon = text.endswith(":")
    if not things.keys().isdisjoint(text.rstrip(EDGES).replace("'", " ").split()):  # seldom, in languages that this is not for
        words = tokens(text)
        found = things.keys() & set(words) if 1 < len(words) <= _MOST_FOREIGN else ()
        for number in sorted({number for word in found for number in things[word]}):
            grammar = _grammars()[number]
            if not grammar.begins.isdisjoint(words) and (reading := _spaced(grammar, words, colon)):
                return reading
    if len(text) <= _MOST_UNSPACED and not text.isascii() and max(text) >= FIRST_UNSPACED:
        for grammar in _grammars():
            if grammar.parts and (reading := _unspaced(grammar, text, colon)):
                return reading
    return None


def _spaced(grammar: _Grammar, words: Sequence[str], colon: bool) -> Reading | None:
    """A sentence's words by the grammar of a language that puts spaces between them."""
    places = {name: set(_where(words, getattr(grammar, name))) for name in ("below", "above", "here", "calls")}
    position = places["below"] | places["above"] | places["here"]
    kind, at = next(((kind, at) for at, word in enumerate(words) for kind, things in grammar.kinds.items() if word in things), ("", 0))
    called = any(at < _NEAR_END or at >= len(words) - _NEAR_END for at in places["calls"])
    if colon:
        speaks = words[-1] in grammar.telling or any(word in grammar.telling for word in words[at + 1 :])
        leads = (0 in position and at <= _NEAR_START) or called or any(place >= len(words) - 2 * _NEAR_END for place in position)
        behind = words[at + 1] if at + 1 < len(words) else ""  # a verb or noun there makes a sentence of it: `Below the photo hung a note:`
        joined = len(behind) <= _JOINT or behind in grammar.language.stop_words or at + 1 in position | places["calls"]
        joined |= kind == "posts" or 0 in places["here"] | places["calls"]  # `here` is no preposition
        fits = leads and joined and not speaks
    else:
        fits = called and bool(position) and kind != "texts"
    return _reading(grammar, kind, places) if fits and kind else None


def _unspaced(grammar: _Grammar, text: str, colon: bool) -> Reading | None:
    """A sentence by the grammar of a language in which words are found as parts."""
    places = {name: {0} if any(word in text for word in getattr(grammar, name)) else set() for name in ("below", "above", "here", "calls")}
    position = places["below"] or places["above"] or places["here"]
    kind = next((kind for kind, things in grammar.kinds.items() if any(word in text for word in things)), "")
    if colon:
        fits = bool(position or places["calls"]) and not any(text.rstrip(":").endswith(word) for word in grammar.telling)
    else:
        fits = bool(position and places["calls"]) and kind != "texts"
    return _reading(grammar, kind, places) if fits and kind else None


def _reading(grammar: _Grammar, kind: str, places: dict[str, set[int]]) -> Reading:
    thing, word = _KINDS[kind]
    return Reading(thing, (word, *(name for name in ("below", "above", "here") if places[name])), grammar.language)


def _where(words: Sequence[str], wanted: frozenset[str]) -> Iterator[int]:
    """Where in a sentence one of the words begins; up to three words side by side may be one (`ci dessous`)."""
    for at in range(len(words)):
        if any(" ".join(words[at : at + size]) in wanted for size in (1, 2, 3)):
            yield at


@lru_cache(maxsize=64)
def _vocabulary(code: str, names: tuple[str, ...]) -> Vocabulary:
    language = compiled.data().languages[code]
    return Vocabulary((language, getattr(language if name == "first_person" else language.lead_in, name)) for name in names)


def _has(reading: Reading, line: Line, *names: str) -> bool:
    """Whether a line has some words of the language that a lead-in is in."""
    return reading.language is not None and _vocabulary(reading.language.code, names).within(line.text[:_LOOKED_AT])


# --- What follows ------------------------------------------------------------------------------------------------------


def referent_follows(document: Document, number: int, reading: Reading) -> bool:
    """Whether the announced thing, or its words, seem to stand behind line `number`. For a text of which no markup is known."""
    behind = document.lines[number + 1 : number + 4]
    if not behind:
        return False
    if reading.thing == "post":
        return _post_follows(behind) or _speaks(reading, behind[0])
    described = (not behind[0].prose or behind[0].words <= _CAPTION) and _has(reading, behind[0], "images", "videos")
    return (reading.thing == "text" and behind[0].prose) or picture_follows(behind[0]) or described


def _speaks(reading: Reading, line: Line) -> bool:
    """Whether somebody speaks of themselves in a line, in the language of the lead-in."""
    if reading.language is None:
        return _SPEAKING.search(line.text, 0, _LOOKED_AT) is not None
    return _has(reading, line, "first_person")


def _post_follows(behind: Sequence[Line]) -> bool:
    """Whether the lines are a post's: quoted, with a handle or link in the first, or signed soon after."""
    text = behind[0].text.lstrip()
    signed = any(
        line.text.lstrip().startswith(_DASHES) or (line.words <= _SIGNATURE and _POST_SIGNS.search(line.text)) for line in behind[1:]
    )
    return signed or text.startswith(_QUOTES) or _POST_SIGNS.search(text, 0, _LOOKED_AT) is not None


def picture_follows(line: Line) -> bool:
    """Whether a line is a caption, a link, a table or a list; a short line right under a lead-in may well be a caption."""
    head = line.text[:_LOOKED_AT]
    if _LISTED.match(head):
        return True
    if line.prose:
        return line.words <= _CAPTION and _PICTURE_SIGNS.search(head) is not None
    return not line.gap or _PICTURE_SIGNS.search(head) is not None
