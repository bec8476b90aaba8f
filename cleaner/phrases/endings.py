"""How lines end that end with a word of a lead-in and a stop: `… in the video below.`"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.core.characters import FULL_STOPS
from cleaner.phrases.languages import Language
from cleaner.phrases.tables import Rows

ENDING = 5
"""Characters of a line's end that are compared; four in scripts without spaces."""
_STOPS = (*FULL_STOPS[:3], "!", "\N{FULLWIDTH EXCLAMATION MARK}")
"""What may follow the last word of a call."""


def endings_of(languages: Iterable[Language]) -> Rows:
    """Return how lines end with the words of lead-ins, and the lists that these words are in."""
    found = dict.fromkeys(
        (ending, name)
        for language in languages
        for name, words in language.lead_in._asdict().items()
        for word in sorted(words)
        for ending in _endings(word, spaced=not language.unspaced or word.isascii())
    )
    made = Rows()
    for ending, name in found:
        made.add(ending, name)
    return made


def _endings(word: str, *, spaced: bool) -> Iterator[str]:
    """Yield how a line ends that ends with a word and a stop: its last five characters.

    Four in scripts without spaces. Words that are too short to be told by them yield nothing.
    """
    size = ENDING if spaced else ENDING - 1
    for stop in _STOPS:
        ending = (f" {word}{stop}" if spaced else f"{word}{stop}")[-size:]
        if len(ending) == size:
            yield ending
