"""English lead-ins. The things, positions and calls are data (`phrases/en/language.toml`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cleaner.core.patterns import pattern
from cleaner.phrases import compiled
from cleaner.phrases.languages import LeadIn
from cleaner.rules.leadin.grammar import AROUND, MAX_CHARACTERS, Thing

_OPENERS = frozenset({"below", "above", "here", "here's", "heres"})
_DIRECTIONS = (("scroll", "down"), ("click", "here"))
_PLAYED = frozenset({"watch", "listen", "hear", "stream"})
_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "our",
        "my",
        "this",
        "these",
        "full",
        "more",
        "some",
        "that",
        "one",
    ]
)
# What may follow the thing. Another noun (`video marketing stats`) makes it something else.
_JOINTS = frozenset(
    [
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
        "just",
        "again",
        "now",
        "depicting",
        "is",
        "are",
        "itself",
        "released",
        "uploaded",
        "captured",
        "tweeted",
        "featuring",
    ]
)
_MAX_WORDS = 24
_WORD = pattern(r"[a-z]+(?:'[a-z]+)?")


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence in lower case."""
    plain = sentence.strip(AROUND).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _WORD.findall(plain[:MAX_CHARACTERS])


def announced(words: Sequence[str], *, colon: bool) -> Thing | None:
    """Return what the words of a sentence announce; `colon` tells whether it ends with one."""
    if not 1 < len(words) <= _MAX_WORDS:
        return None
    things = _things()
    at = next((number for number, word in enumerate(words) if word in things), None)
    if at is None:
        most = 3 if words[0] == "watch" else 10
        played = words[0] in _PLAYED and words[-1] in ("below", "above") and len(words) <= most
        return "picture" if played else None
    thing = things[words[at]]
    fits = _fits_colon(words, at) if colon else thing != "text" and _fits_call(words)
    return thing if fits else None


def things() -> frozenset[str]:
    """Return the words without one of which a sentence announces nothing."""
    return _PLAYED.union(_things())


def pointers() -> frozenset[str]:
    """Return the positions and calls, without one of which a sentence announces nothing."""
    return _places() | _lead_in().calls | _OPENERS | {first for first, _ in _DIRECTIONS}


@lru_cache(maxsize=1)
def _lead_in() -> LeadIn:
    return compiled.data().languages["en"].lead_in


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return _lead_in().below | _lead_in().above | _lead_in().here


@lru_cache(maxsize=1)
def _things() -> dict[str, Thing]:
    words = _lead_in()
    pictures = words.images | words.videos | words.audio | words.maps | words.charts
    things: dict[str, Thing] = dict.fromkeys(pictures, "picture")
    return things | dict.fromkeys(words.texts, "text") | dict.fromkeys(words.posts, "post")


def _fits_colon(words: Sequence[str], at: int) -> bool:
    """Tell whether words that end with a colon only announce the thing at `at`."""
    telling, calls = _lead_in().telling, _lead_in().calls
    if words[-1] in telling:
        return False
    if words[0] in _OPENERS:
        return at <= 5 and (at + 1 == len(words) or words[at + 1] in _JOINTS)
    if words[0] in calls:
        return True
    if "following" in words[at + 1 :]:  # `This report has the following segments:`
        return False
    near_end = any(word in _places() for word in words[-4:])
    if near_end and (words[0] in _ARTICLES or words[0] in ("you", "we", "i")):
        after = [*words[at + 1 : at + 2]]
        return telling.isdisjoint(words[at + 2 :]) or after in (["is"], ["are"], ["can"])
    return False


def _fits_call(words: Sequence[str]) -> bool:
    """Tell whether words without a colon call upon the reader to look at the thing."""
    if tuple(words[:2]) in _DIRECTIONS:
        return len(words) <= 12
    calls = _lead_in().calls
    addressed = [*words[:2]] == ["you", "can"] and words[2:3] and words[2] in calls
    return bool(words[0] in calls or addressed) and any(word in _places() for word in words[-2:])
