"""Lead-ins of all languages but English: a thing, a position, a call, whose words are data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from cleaner.core.characters import EDGES, FIRST_UNSPACED
from cleaner.core.normalise import fold
from cleaner.phrases import compiled
from cleaner.phrases.languages import Language, tokens

Thing = Literal["post", "picture", "text"]

AROUND = " \t()[]*_"
"""What may surround a sentence."""
MAX_CHARACTERS = 300
"""Characters of a line in which its last sentence is looked for."""
_KINDS: dict[str, tuple[Thing, str]] = {
    "posts": ("post", "tweet"),
    "images": ("picture", "photo"),
    "videos": ("picture", "video"),
    "audio": ("picture", "audio"),
    "maps": ("picture", "map"),
    "charts": ("picture", "chart"),
    "texts": ("text", "document"),
}
"""The things in a language's data, what they are here, and the English word for them."""
_POSITIONS = ("below", "above", "here")
_MAX_WORDS = 12
_MAX_UNSPACED = 40  # characters, in scripts without spaces
_NEAR_END = 2  # words at either end of a sentence among which the call is
_NEAR_START = 5  # words among which the thing is if the sentence begins with a position
_JOINT = 3  # letters of a word that usually joins others


class Announcement(NamedTuple):
    """What a sentence announces (None: nothing).

    `keywords` are the English words for how it does so. `language` is that of the sentence,
    if it is not English.
    """

    thing: Thing | None
    keywords: tuple[str, ...] = ()
    language: Language | None = None


class _Grammar(NamedTuple):
    """The words of a language for lead-ins."""

    language: Language
    kinds: dict[str, frozenset[str]]
    below: frozenset[str]
    above: frozenset[str]
    here: frozenset[str]
    calls: frozenset[str]
    telling: frozenset[str]
    begins: frozenset[str]  # first words of positions and calls; a lead-in has one of them


def announced(sentence: str, languages: Collection[str] | None) -> Announcement | None:
    """Return what a sentence in a language other than English announces, of some languages."""
    text = fold(sentence.strip(AROUND)[:MAX_CHARACTERS])
    colon = text.endswith(":")
    return _in_spaced(text, colon, languages) or _in_unspaced(text, colon, languages)


def things() -> frozenset[str]:
    """Return the words without one of which a sentence announces nothing.

    Languages whose words are found as parts are left out: they have no ASCII words.
    """
    return frozenset(_by_thing())


def pointers() -> frozenset[str]:
    """Return the positions and calls, without one of which a sentence announces nothing.

    Those of languages whose words are found as parts are left out, as in `things`.
    """
    spaced = [one for one in _grammars() if not one.language.has_parts]
    return frozenset().union(*(one.below | one.above | one.here | one.calls for one in spaced))


def _in_spaced(text: str, colon: bool, languages: Collection[str] | None) -> Announcement | None:
    things = _by_thing()
    if things.keys().isdisjoint(text.rstrip(EDGES).replace("'", " ").split()):
        return None  # the usual case
    words = tokens(text)
    found = things.keys() & set(words) if 1 < len(words) <= _MAX_WORDS else ()
    for number in sorted({number for word in found for number in things[word]}):
        grammar = _grammars()[number]
        if languages is not None and grammar.language.code not in languages:
            continue
        if not grammar.begins.isdisjoint(words) and (parsed := _spaced(grammar, words, colon)):
            return parsed
    return None


def _in_unspaced(text: str, colon: bool, languages: Collection[str] | None) -> Announcement | None:
    if len(text) > _MAX_UNSPACED or text.isascii() or max(text) < FIRST_UNSPACED:
        return None
    parsed = (
        _unspaced(one, text, colon)
        for one in _unspaced_grammars()
        if languages is None or one.language.code in languages
    )
    return next(filter(None, parsed), None)


@lru_cache(maxsize=1)
def _grammars() -> tuple[_Grammar, ...]:
    languages = compiled.data().languages.values()
    return tuple(_grammar(language) for language in languages if language.code != "en")


@lru_cache(maxsize=1)
def _unspaced_grammars() -> tuple[_Grammar, ...]:
    return tuple(grammar for grammar in _grammars() if grammar.language.has_parts)


def _grammar(language: Language) -> _Grammar:
    def words(name: str) -> frozenset[str]:
        listed: frozenset[str] = getattr(language.lead_in, name)
        whole = language.has_parts
        return frozenset(fold(word) if whole else " ".join(tokens(fold(word))) for word in listed)

    below, above, here, calls = (words(name) for name in (*_POSITIONS, "calls"))
    begins = frozenset(word.partition(" ")[0] for word in below | above | here | calls)
    kinds = {kind: words(kind) for kind in _KINDS}
    return _Grammar(language, kinds, below, above, here, calls, words("telling"), begins)


@lru_cache(maxsize=1)
def _by_thing() -> dict[str, tuple[int, ...]]:
    """Return the numbers of the grammars in which a word is a thing."""
    table: dict[str, tuple[int, ...]] = {}
    for number, grammar in enumerate(_grammars()):
        if not grammar.language.has_parts:
            for word in frozenset().union(*grammar.kinds.values()):
                table[word] = (*table.get(word, ()), number)
    return table


def _spaced(grammar: _Grammar, words: Sequence[str], colon: bool) -> Announcement | None:
    """Parse the words of a sentence by the grammar of a language with spaces between words."""
    places = {name: set(_where(words, getattr(grammar, name))) for name in (*_POSITIONS, "calls")}
    position = places["below"] | places["above"] | places["here"]
    kind, at = _first_thing(grammar, words)
    called = any(place < _NEAR_END or place >= len(words) - _NEAR_END for place in places["calls"])
    if not colon:
        fits = called and bool(position) and kind != "texts"
    else:
        fits = grammar.telling.isdisjoint([*words[at + 1 :], words[-1]])
        near_end = any(place >= len(words) - 2 * _NEAR_END for place in position)
        fits = fits and ((0 in position and at <= _NEAR_START) or called or near_end)
        fits = fits and _is_joined(grammar, words, at, kind, places)
    return _announcement(grammar, kind, places) if fits and kind else None


def _first_thing(grammar: _Grammar, words: Sequence[str]) -> tuple[str, int]:
    """Return the kind and place of the first thing of a sentence."""
    for at, word in enumerate(words):
        for kind, things in grammar.kinds.items():
            if word in things:
                return kind, at
    return "", 0


def _is_joined(
    grammar: _Grammar, words: Sequence[str], at: int, kind: str, places: dict[str, set[int]]
) -> bool:
    """Tell whether no verb or noun follows the thing, as in `Below the photo hung a note:`."""
    after = words[at + 1] if at + 1 < len(words) else ""
    position = places["below"] | places["above"] | places["here"]
    return (
        len(after) <= _JOINT
        or after in grammar.language.stop_words
        or at + 1 in position | places["calls"]
        or kind == "posts"
        or 0 in places["here"] | places["calls"]  # `here` is not a preposition
    )


def _unspaced(grammar: _Grammar, text: str, colon: bool) -> Announcement | None:
    """Parse a sentence by the grammar of a language whose words are found as parts."""
    kinds = (kind for kind, some in grammar.kinds.items() if any(word in text for word in some))
    kind = next(kinds, None)
    if kind is None:
        return None  # the usual case
    places = {
        name: {0} if any(word in text for word in getattr(grammar, name)) else set[int]()
        for name in (*_POSITIONS, "calls")
    }
    position = places["below"] or places["above"] or places["here"]
    if colon:
        tells = any(text.rstrip(":").endswith(word) for word in grammar.telling)
        fits = bool(position or places["calls"]) and not tells
    else:
        fits = bool(position and places["calls"]) and kind != "texts"
    return _announcement(grammar, kind, places) if fits else None


def _announcement(grammar: _Grammar, kind: str, places: dict[str, set[int]]) -> Announcement:
    thing, word = _KINDS[kind]
    keywords = (word, *(name for name in _POSITIONS if places[name]))
    return Announcement(thing, keywords, grammar.language)


def _where(words: Sequence[str], wanted: frozenset[str]) -> Iterator[int]:
    """Yield where in a sentence one of the words begins; three side by side may be one."""
    for at in range(len(words)):
        if any(" ".join(words[at : at + size]) in wanted for size in (1, 2, 3)):
            yield at
