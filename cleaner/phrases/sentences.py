"""Phrases as sentences of long lines, for texts whose paragraphs were joined into one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise

from cleaner.core.characters import FIRST_CJK, OPENING_QUOTES
from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Phrase, Role
from cleaner.phrases.lookup import Lookup

LONG = 300
"""Characters; a line has sentences if it has more, or a third of it in Chinese and Japanese."""
_LABEL = Mark("ad.label", Role.LINE)
_PROBE = 48  # characters that show whether a text is Chinese or Japanese
_FEW_LINES = 3  # lines of a text without paragraphs
AVERAGE = 800
"""Characters of a line of such a text, on average, if it has more lines."""
_MOST = 50_000  # characters of a line in which sentences are looked for
_COMPARED = 240  # characters of a sentence
_WORDS = 9  # words of a phrase
_START = pattern(
    r"(?:[.!?\u0964\u06d4\u061f][\"'\u201d\u2019\u00bb)]{0,2}\s+"
    r"|[\u3002\uff01\uff1f][\u300d\u300f\uff09\u201d]?\s*)(?=\S)"
)
_WORD = pattern(r"\S+")
_ROLES = frozenset({Role.LINE})
_CALLS = frozenset({Role.CALL, Role.OPENING, Role.NOTICE})
_CLOSED_ROLES = _ROLES | {Role.OPENING, Role.NOTICE, Role.HEADING, Role.SINGLE}


def is_flat(text: str) -> bool:
    """Tell whether the paragraphs of a text were joined into a few lines."""
    lines = text.count("\n") + 1
    return is_long(text) and (lines <= _FEW_LINES or len(text) > AVERAGE * lines)


def is_long(line: str) -> bool:
    """Tell whether a line is long enough for several sentences. Chinese says more in a letter."""
    if len(line) > LONG or line.isascii():
        return len(line) > LONG
    return len(line) > LONG // 3 and max(line[:_PROBE]) >= FIRST_CJK


def sentences(
    line: str, lookup: Lookup, key: Callable[[str], str]
) -> Iterator[tuple[Phrase, int, int]]:
    """Yield the phrases that are a sentence of a line, with where they begin and end.

    A phrase without a stop after it counts if the next word begins in upper case.
    """
    starts = [match.end() for match in _START.finditer(line, 0, _MOST)]
    for start, end in pairwise([*starts, len(line)]):
        if end - start > _MOST or line[start] in OPENING_QUOTES:
            continue
        words = list(islice(_WORD.finditer(line, start, min(end, start + _COMPARED)), _WORDS + 1))
        for number in reversed(range(min(_WORDS, len(words)))):
            last = words[number].end()
            after = line[words[number + 1].start()] if number + 1 < len(words) else ""
            after = after or line[last:end].lstrip()[:1]
            if after and not after.isupper():
                continue
            found = _matched(line[start:last], lookup, key, whole=not after)
            if number == 0:
                found = [phrase for phrase in found if _is_one_word(phrase, line[start])]
            for phrase in found:
                yield phrase._replace(mark=Mark(phrase.mark.rule, Role.SENTENCE)), start, last
            if found:
                break


def _matched(text: str, lookup: Lookup, key: Callable[[str], str], *, whole: bool) -> list[Phrase]:
    """Return the phrases that a sentence is.

    Headings (`Read also`) and calls (`Watch …`) must be a `whole` sentence, or in brackets.
    """
    closed = whole or (text.startswith("(") and text.endswith(")"))
    roles = _CLOSED_ROLES if closed else _ROLES
    found = [phrase for phrase in lookup.exact(key(text)) if phrase.mark.role in roles]
    if found or not closed:
        return found
    matched = lookup.matched(key(text), prose=False, whole=True)
    return [phrase for phrase in matched if phrase.mark.role in _CALLS]


def _is_one_word(phrase: Phrase, first: str) -> bool:
    """Tell whether one word may be a sentence: it is a label of advertisements, or Chinese."""
    return phrase.mark == _LABEL or first >= FIRST_CJK
