"""Languages: which ones a text shows, and the words that rules need of each.

No rule asks for *the* language of a text. A phrase that is an ordinary line in other languages
counts where the text has function words of the phrase's language; a text may show several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from cleaner.core.characters import EDGES
from cleaner.core.normalise import fold

_SAMPLE = 1_500  # characters at either end of a text whose words are looked at
_ENOUGH = 3  # different function words by which a text shows a language
_MOST = 5  # different frequent words by which a text shows the language that has the most of them
_MORE = 2  # frequent words that it must have more than other languages
_RELATED = 2  # languages that may have the most words together, such as Danish and Norwegian
_LAST = "\U0010ffff"  # of all characters
_AROUND = "".join(character for character in EDGES if character != "'")  # what may surround a word

Words = frozenset[str]

CLASSES = frozenset(
    ["own", "sign_up", "consent", "respond", "follow", "forbid", "log_in", "unlock", "write_to"]
)
"""Names of the classes of words that `cleaner/rules/composed.py` reads."""


class LeadIn(NamedTuple):
    """The words that lead-ins consist of in a language, in lower case.

    Things (`posts` to `texts`), positions (`below`, `above`, `here`), what the reader is told to
    do (`calls`), and what precedes a colon when the thing itself speaks (`telling`).
    """

    posts: Words = frozenset()
    images: Words = frozenset()
    videos: Words = frozenset()
    audio: Words = frozenset()
    maps: Words = frozenset()
    charts: Words = frozenset()
    texts: Words = frozenset()
    below: Words = frozenset()
    above: Words = frozenset()
    here: Words = frozenset()
    calls: Words = frozenset()
    telling: Words = frozenset()


class Language(NamedTuple):
    """A language by its BCP 47 code, and its words.

    `stop_words` are function words by which it is recognised, `frequent` those that others may have
    too, `address` how a page speaks to its reader and of itself, `first_person` how people speak of
    themselves, `said` verbs of saying.
    `unspaced` is a character that every text in the language contains, if it is written without
    spaces between words. `particles` is true if particles are written together with words.
    `classes` are the words that wordings of boilerplate are composed of, by what they are for
    (`sign_up`); a word that ends with `*` stands for all that begin with it.
    """

    code: str
    name: str
    stop_words: Words
    address: Words
    first_person: Words
    said: Words
    unspaced: str = ""
    particles: bool = False
    frequent: Words = frozenset()
    classes: Mapping[str, Words] = {}
    lead_in: LeadIn = LeadIn()

    @property
    def has_parts(self) -> bool:
        """Whether words are found as parts of others."""
        return bool(self.unspaced) or self.particles


class LanguageDetector:
    """Tells which languages a text shows. Immutable."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._languages = tuple(languages)
        self._with_parts = tuple(one for one in self._languages if one.has_parts)

    def shown(self, text: str) -> frozenset[str]:
        """Return the codes of the languages of which a text has enough function words.

        Looks at the first and the last 1,500 characters. A short text often has too few words that
        tell one language from all others. If it shows none, or English, whose words are everywhere,
        the language counts, too, of which it has the most frequent words by some margin.
        """
        whole = len(text) <= 2 * _SAMPLE
        sample = (text if whole else f"{text[:_SAMPLE]} {text[-_SAMPLE:]}").lower()
        words = set(sample.split())
        known = self._by_word.keys() & words
        counts = Counter(chain.from_iterable(self._by_word[word] for word in known))
        for language in self._languages:
            if language.unspaced and language.unspaced in sample:
                counts[language.code] = sum(word in sample for word in language.stop_words)
        shown = frozenset(code for code, count in counts.items() if count >= _ENOUGH)
        return shown if shown - {"en"} else shown | self._most_likely(sample, words)

    def _most_likely(self, sample: str, words: Iterable[str]) -> frozenset[str]:
        """Return the codes of the language, or two, of which a text has most frequent words."""
        known = self._frequent.keys() & set(tokens(" ".join(words)))
        counts = Counter(chain.from_iterable(self._frequent[word] for word in known))
        for language in self._with_parts if self._letters_of_parts.search(sample) else ():
            counts[language.code] += sum(word in sample for word in language.frequent)
        least = max(_MOST, max(counts.values(), default=0) - _MORE + 1)
        likely = [code for code, count in counts.items() if count >= least]
        return frozenset(likely if len(likely) <= _RELATED else ())

    @cached_property
    def _letters_of_parts(self) -> re.Pattern[str]:
        """Matches a letter that may be of a word of languages whose words are parts of others."""
        highest = (max(word) for one in self._with_parts for word in one.frequent)
        return re.compile(f"[{re.escape(min(highest, default=_LAST))}-{_LAST}]")

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the languages that have a function word."""
        return _codes_by_word(
            (word, one.code)
            for one in self._languages
            if not one.unspaced
            for word in one.stop_words
        )

    @cached_property
    def _frequent(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the languages that have a frequent word."""
        return _codes_by_word(
            (word, one.code)
            for one in self._languages
            if not one.has_parts
            for word in one.stop_words | one.frequent
        )


def _codes_by_word(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of languages by word."""
    table: dict[str, tuple[str, ...]] = {}
    for word, code in pairs:
        table[word] = (*table.get(word, ()), code)
    return table


def tokens(text: str) -> list[str]:
    """Return the words of a text as they are written, without the signs around them.

    What precedes an apostrophe is a word of its own (`l'`).
    """
    spaced = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'", "' ")
    words = (word.strip(_AROUND) for word in spaced.split())
    return [word for word in words if word and not word.isdigit()]


class Vocabulary:
    """Words of some languages, and whether a text has one of them.

    Words with a capital letter are compared as they are, the others in any case. Expressions of
    several words are found side by side, words of languages without spaces as parts of the text.
    """

    def __init__(self, words: Iterable[tuple[Language, Words]]) -> None:
        listed = list(words)
        self._parts = tuple(word for language, some in listed if language.unspaced for word in some)
        spaced = [word for language, some in listed if not language.unspaced for word in some]
        self._words = frozenset(_key(" ".join(tokens(word))) for word in spaced)
        self._firsts = frozenset(word.partition(" ")[0] for word in self._words)
        self._longest = max((word.count(" ") + 1 for word in self._words), default=0)

    def within(self, text: str) -> bool:
        """Tell whether the text has one of the words."""
        found = tokens(text)
        lower = fold("\n".join(found)).split("\n")
        if not self._firsts.isdisjoint(found) or not self._firsts.isdisjoint(lower):
            for size in range(1, self._longest + 1):
                for at in range(len(found) - size + 1):
                    if " ".join(lower[at : at + size]) in self._words:
                        return True
                    if " ".join(found[at : at + size]) in self._words:
                        return True
        return not text.isascii() and any(part in text for part in self._parts)


def _key(word: str) -> str:
    """Return a word as it is compared: in its normal form if it is in lower case."""
    return fold(word) if word == word.lower() else word
