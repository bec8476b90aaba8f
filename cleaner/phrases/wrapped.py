"""Phrases that mail programs or old extractors wrapped over several lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cleaner.core.document import Document
from cleaner.core.matcher import Found
from cleaner.core.rule import LineTest, Phrase, Role
from cleaner.phrases.lookup import BEFORE_TRAILING

LONG = 1200
"""Characters; a longer line is a paragraph whatever it begins with."""
FORM = "wordpress.comment-form"
"""The rule whose phrases are recognised over lines that are no wrapped paragraph."""
_FORM_ROLES = (Role.LINE, Role.OPENING)
_FORM_LINE = 90  # characters; a longer line was not wrapped
_FORM_LINES = 3
_BOX = 6  # lines of a wrapped box
_ITEMS = 4  # lines of a list without stops that are no paragraph
_LABEL_WORDS = 5  # words of a label and its first item


def with_paragraphs(
    document: Document,
    found: Mapping[int, Found],
    match: Callable[[str], Found],
    begins: Callable[[str], bool],
) -> Mapping[int, Found]:
    """Add what hard-wrapped paragraphs match to each of their lines: they are cut as a whole.

    `match` returns what a line matches, `begins` whether it begins like a phrase with holes.
    """
    if not found or not document.wrapped:
        return found
    out = dict(found)
    for unit in document.wrapped:
        starts = [document.index.starts[number] for number in unit]
        lines = [document.index.texts[number] for number in unit]
        known = [start in found for start in starts]
        if not any(known) and not (len(unit) <= _BOX and begins(lines[0])):
            continue
        text = " ".join(map(str.strip, lines))
        if len(text) > LONG:
            continue
        phrases = [each for each in match(text) if isinstance(each, Phrase)]
        if not phrases and _are_labels(lines, known):
            continue
        for start in starts:
            tests: Found = tuple(each for each in out.pop(start, ()) if isinstance(each, LineTest))
            if marks := (*dict.fromkeys((*tests, *phrases)),):
                out[start] = marks
    return out


def _are_labels(lines: Sequence[str], known: Sequence[bool]) -> bool:
    """Tell whether the lines of a unit are known each by itself, or are a label and its items.

    A label is known and has an item below it, in a few words without a stop: `Tagged under`. Or it
    has several items, and there is no stop in any line.
    """
    if all(known) or not known[0]:
        return all(known)
    words, stops = sum(len(line.split()) for line in lines), (*BEFORE_TRAILING, ",", ";")
    few = words <= _LABEL_WORDS and not lines[-1].endswith(BEFORE_TRAILING)
    return few or (len(lines) > _ITEMS and not any(line.endswith(stops) for line in lines))


def with_forms(
    document: Document, found: Mapping[int, Found], phrases_of: Callable[[str], list[Phrase]]
) -> Mapping[int, Found]:
    """Add the phrases of `FORM` that two or three lines are together, if the text has others.

    `phrases_of` returns the phrases that a whole line is.
    """
    if not any(_shows_form(mark) for marks in found.values() for mark in marks):
        return found
    out, close = dict(found), set(document.close)
    starts, _, texts, prose = document.index
    for first in (at - 1 for at in document.close if len(texts[at - 1]) <= _FORM_LINE):
        text = texts[first].strip()
        for last in range(first + 1, min(first + _FORM_LINES, len(texts))):
            if last not in close or prose[last]:
                break
            text = f"{text} {texts[last].strip()}"
            phrases = phrases_of(text)
            if any(phrase.mark.rule == FORM for phrase in phrases):
                for start in starts[first : last + 1]:
                    out[start] = (*dict.fromkeys((*out.get(start, ()), *phrases)),)
    return out


def _shows_form(mark: Phrase | LineTest) -> bool:
    """Tell whether a line shows that a text has phrases of `FORM`."""
    return isinstance(mark, Phrase) and mark.mark.rule == FORM and mark.mark.role in _FORM_ROLES
