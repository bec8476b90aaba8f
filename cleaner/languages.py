"""Languages: which ones a text shows itself to be in, and the words that rules need of each.

No rule asks for *the* language of a text. A phrase that is an ordinary line elsewhere counts where the text has function words of the
phrase's language that no other one has; a text may show several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from cleaner.normal import EDGES, fold

_LOOKED_AT = 1_500  # characters of a text's beginning, and of its end, whose words are looked at
_SIGNS = {"ja": "の", "th": "า", "zh": "的"}  # without which no text is in a language whose words are looked for one by one
_ENOUGH = 3  # different words of a language's own by which a text shows it

_AROUND = "".join(character for character in EDGES if character != "'")  # what may stand around a word

Words = frozenset[str]


class LeadIn(NamedTuple):
    """What lead-ins are made of in a language, in lower case: things, positions, calls, and what lets the thing speak itself."""

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
    """A language by its BCP 47 code, and its words; `unspaced` says that it is written without spaces, so that words are found as parts.

    `stop_words` are function words by which it is known, `address` how a page speaks to its reader and of itself, `first_person` how
    people speak of themselves, `said` verbs that say who said something.
    """

    code: str
    name: str
    stop_words: Words
    address: Words
    first_person: Words
    said: Words
    lead_in: LeadIn

    @property
    def unspaced(self) -> bool:
        """Whether it is written without spaces between words."""
        return self.code.partition("-")[0] in ("ja", "th", "zh")


class Evidence:
    """Tells which languages a text shows itself to be in. Built once, then only read."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._own: dict[str, tuple[str, ...]] = {}
        self._parts: list[tuple[str, str, Words]] = []
        for language in languages:
            if language.unspaced:
                self._parts.append((language.code, _SIGNS[language.code.partition("-")[0]], language.stop_words))
                continue
            for word in language.stop_words:
                self._own[word] = (*self._own.get(word, ()), language.code)

    def shown(self, text: str) -> frozenset[str]:
        """The codes of the languages of which a text has enough function words, in its first or its last 1,500 characters."""
        sample = text if len(text) <= 2 * _LOOKED_AT else text[:_LOOKED_AT] + " " + text[-_LOOKED_AT:]
        sample = sample.lower()
        own = self._own
        counts = Counter(chain.from_iterable([own[word] for word in own.keys() & set(sample.split())]))
        for code, sign, words in self._parts:
            if sign in sample:
                counts[code] = sum(word in sample for word in words)
        return frozenset(code for code, count in counts.items() if count >= _ENOUGH)


def tokens(text: str) -> list[str]:
    """The words of a text as they are written, without the marks around them; what stands before an apostrophe is one of its own (`l'`)."""
    spaced = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'", "' ")
    return [word for word in (word.strip(_AROUND) for word in spaced.split()) if word and not word.isdigit()]


def _key(word: str) -> str:
    """A word as it is compared: one in lower case in its normal form."""
    return fold(word) if word == word.lower() else word


class Vocabulary:
    """Words of many languages, and whether a text has one of them. Those with a capital letter count only so, the others in any case.

    Words of more than one word are found side by side; those of languages without spaces, as parts of the text.
    """

    def __init__(self, words: Iterable[tuple[Language, Words]]) -> None:
        listed = list(words)
        self._parts = tuple(word for language, found in listed if language.unspaced for word in found)
        spaced = {_key(" ".join(tokens(word))) for language, found in listed if not language.unspaced for word in found}
        self._words = frozenset(spaced)
        self._most = max((word.count(" ") + 1 for word in spaced), default=0)

    def within(self, text: str) -> bool:
        """Whether the text has one of the words."""
        found = tokens(text)
        lower = [fold(word) for word in found]
        for size in range(1, self._most + 1):
            for at in range(len(found) - size + 1):
                if " ".join(lower[at : at + size]) in self._words or " ".join(found[at : at + size]) in self._words:
                    return True
        return not text.isascii() and any(part in text for part in self._parts)
