"""Speech, verse, and terms with their explanations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from cleaner.core.characters import CLOSERS, COLONS, SENTENCE_ENDS
from cleaner.core.patterns import pattern
from cleaner.core.spans import runs
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, ends_sentence, places
from cleaner.core.words import word_count

_SPEAKER = pattern(
    r"\s*[^\W\d_][\w .'\N{RIGHT SINGLE QUOTATION MARK}()-]{0,40}[:\N{FULLWIDTH COLON}]"
)
_TIMES = pattern(r"\s*(?:\d{1,2}:)?\d{2}:\d{2}[.,]\d{3} --> \d")  # of a subtitle
_SPEAKER_WORDS = 4
SPEAKER_LINE = 50
"""Characters of a line that names a speaker; it has fewer."""
_TURNS = 3
_COLON = pattern(f"[{''.join(COLONS)}]")
_QUESTION = pattern("[?\N{FULLWIDTH QUESTION MARK}]")
_STOP = pattern(f"[{re.escape(SENTENCE_ENDS + CLOSERS)}]")  # after a sentence
_ANSWER = 12  # words of an answer in an interview
_VERSE_LINE = 80  # characters
_VERSE_COMMAS = 0.12  # share of the lines of a poem that end in a comma or semicolon
_BRACKET = pattern(r"\[")
_SONG_LABEL = pattern(r"\s*\[[^\[\]]{2,30}\]\s*:?")
_TERM_WORDS = 4
_TERMS = 3


def speech(text: Lines) -> Iterator[Region]:
    """Find speakers on lines of their own with what they say, subtitles, and answers."""
    lines = text.texts
    times = {at for at in text.having(">") if _TIMES.match(lines[at])}
    for block in text.blocks if times else ():
        if not times.isdisjoint(block):
            yield Region.of(block, Kind.SPEECH)
    speakers = [at for at in places(_COLON, text.lasts) if _is_speaker(text, at)]
    if len(speakers) >= _TURNS and _take_turns(lines[at].strip().lower() for at in speakers):
        named = set(speakers)
        for block in text.blocks:
            first = next((at for at in block if at in named), None)
            if first is not None:
                yield Region(first, block[-1], Kind.SPEECH)
    questions = set(places(_QUESTION, text.lasts))
    for at in questions:
        if at + 2 in questions and not text.is_boilerplate(at):
            answer = lines[at + 1]
            if word_count(answer) <= _ANSWER and ends_sentence(answer):
                yield Region(at + 1, at + 1, Kind.SPEECH)


def _take_turns(names: Iterable[str]) -> bool:
    """Tell whether there are several names, and one of them comes back."""
    counts = Counter(names)
    return len(counts) > 1 and max(counts.values()) > 1


def _is_speaker(text: Lines, number: int) -> bool:
    line = text.texts[number]
    if len(line) >= SPEAKER_LINE or len(line.split()) > _SPEAKER_WORDS:
        return False
    return _SPEAKER.fullmatch(line) is not None and not text.phrases(number)


def verse(text: Lines) -> Iterator[Region]:
    """Find poems, which are all of a text, and the stanzas of songs under labels in brackets."""
    lines = text.texts
    for stanza in text.several if "[" in text.firsts else ():
        if _SONG_LABEL.fullmatch(lines[stanza.start]) and not text.found(stanza.start):
            yield Region.of(stanza, Kind.VERSE)
    if any(text.prose) or any(len(line) > _VERSE_LINE for line in lines):
        return
    inside = [at for stanza in text.several for at in stanza]
    commas = sum(lines[at].endswith((",", ";", "\N{FULLWIDTH COMMA}")) for at in inside)
    known = sum(text.is_boilerplate(at) for at in inside)
    many = len(text.several) > 1 and commas >= _VERSE_COMMAS * len(inside)
    if many and 2 * known < len(inside):
        yield Region(0, len(lines) - 1, Kind.VERSE)


def terms(text: Lines) -> Iterator[Region]:
    """Find at least three terms, each with its explanation on the next line.

    There are blank lines between the pairs, or between all lines.
    """
    pairs = [block for block in text.several if len(block) == 2 and _is_term(text, block.start)]
    if len(pairs) >= _TERMS:
        yield from (Region.of(pair, Kind.TERMS) for pair in pairs)
    yield from _spaced_terms(text)


def _spaced_terms(text: Lines) -> Iterator[Region]:
    """Find at least three terms in a row, with blank lines around them and their explanations."""
    close = set(text.document.close)
    pairs = [
        (at - 1, at)
        for at in places(_STOP, text.lasts)
        if at and not text.prose[at] and close.isdisjoint((at - 1, at, at + 1))
    ]
    found = (pair for pair in pairs if _is_term(text, pair[0]))
    for run in runs(chain.from_iterable(found)):
        if len(run) >= 2 * _TERMS:
            yield Region.of(run, Kind.TERMS)


def _is_term(text: Lines, number: int) -> bool:
    """Tell whether a line is a few words, and the next one a sentence that is no boilerplate."""
    term, explanation = text.texts[number : number + 2]
    if len(term.split()) > _TERM_WORDS or term.endswith(":") or ends_sentence(term):
        return False
    return ends_sentence(explanation) and not text.is_boilerplate(number + 1)
