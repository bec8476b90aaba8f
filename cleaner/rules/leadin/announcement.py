"""What a sentence announces, in any language."""

from __future__ import annotations

from functools import lru_cache

from cleaner.core.characters import FIRST_UNSPACED, UNSPACED_ENDS
from cleaner.core.normalise import fold
from cleaner.core.patterns import pattern
from cleaner.phrases.languages import tokens
from cleaner.rules.leadin import english, grammar
from cleaner.rules.leadin.grammar import MAX_CHARACTERS, Announcement

_BOUNDARY = pattern(
    r"""[.!?\u061f\u06d4\u0964]["'\u201d\u2019\u00bb\u201c)\]]{0,2}\s+"""
    r"""(?=["'\u201c\u2018\u201e\u00ab(\[\u00a1\u00bf]?([^\W_]))"""
)
_UNSPACED_BOUNDARY = pattern(rf"[{UNSPACED_ENDS}][\u300d\u300f\uff09)]?\s*(?=\S)")
_WORDS = pattern(r"[a-z]+")
_PARTS = pattern(r"\w+")
_MAX_SENTENCE = 2 * MAX_CHARACTERS  # characters; a longer one announces nothing
_RECENT = 64  # sentences that are not parsed again: about those of a document


@lru_cache(maxsize=1)
def things() -> frozenset[str]:
    """Return the words without one of which a sentence announces nothing, of all languages."""
    return english.things() | grammar.things()


@lru_cache(maxsize=1)
def parts_of_things() -> frozenset[str]:
    """Return the first letters of each thing, up to a hyphen or the like."""
    return frozenset(_PARTS.findall(thing)[0] for thing in things())


@lru_cache(maxsize=1)
def pointers() -> frozenset[str]:
    """Return words of positions and calls, of which each announcement has one, as letters only."""
    expressions = (_PARTS.findall(each) for each in english.pointers() | grammar.pointers())
    return frozenset(max(words, key=len) for words in expressions if words)


def last_sentence(text: str) -> int:
    """Return where the last sentence of a line begins; 0 if it is the only one."""
    base = max(0, len(text) - MAX_CHARACTERS)
    ends = [at.end() for at in _BOUNDARY.finditer(text, base) if not at[1].islower()]
    if not ends and any(stop in text for stop in UNSPACED_ENDS):
        ends = [at.end() for at in _UNSPACED_BOUNDARY.finditer(text, base)]
    return ends[-1] if ends else 0


def parse_announcement(sentence: str, languages: frozenset[str] | None = None) -> Announcement:
    """Return what a sentence announces next to it, if that is all it does.

    It may be English, or in one of some `languages` (codes; None: in any).

    >>> parse_announcement("Below, the tweet:").thing
    'post'
    >>> parse_announcement("The video below went viral in May.").thing is None
    True
    """
    if len(sentence) > _MAX_SENTENCE:
        return Announcement(None)
    return _parsed(sentence, languages)


def announces(line: str) -> bool:
    """Tell whether the last sentence of a line announces a thing."""
    end = fold(_near_end(line))
    spaced = end.isascii() or max(end) < FIRST_UNSPACED
    if spaced and parts_of_things().isdisjoint(_PARTS.findall(end)):
        return False  # the usual case
    if spaced and things().isdisjoint(_WORDS.findall(end) if end.isascii() else tokens(end)):
        return False
    if spaced and pointers().isdisjoint(_PARTS.findall(end.replace("_", " "))):
        return False
    return parse_announcement(line[last_sentence(line) :]).thing is not None


def _near_end(line: str) -> str:
    """Return the last sentence of a line, and perhaps more before it. Faster than finding it."""
    end = line[-MAX_CHARACTERS:]
    start = max(end.rfind(". ", 0, -2), end.rfind("? ", 0, -2), end.rfind("! ", 0, -2)) + 2
    return end[start:] if start > 1 and end[start].isupper() else end


@lru_cache(maxsize=_RECENT)
def _parsed(sentence: str, languages: frozenset[str] | None) -> Announcement:
    words = english.words_of(sentence)
    colon = sentence.rstrip(grammar.AROUND).endswith(":")
    if thing := english.announced(words, colon=colon):
        return Announcement(thing, tuple(words))
    return grammar.announced(sentence, languages) or Announcement(None, tuple(words))
