"""Speech, verse, and terms with their explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleaner.core.characters import COLONS
from cleaner.core.patterns import pattern
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, ends_sentence, is_boilerplate, region

if TYPE_CHECKING:
    from cleaner.core.document import Line

_SPEAKER = pattern(
    r"\s*[^\W\d_][\w .'\N{RIGHT SINGLE QUOTATION MARK}()-]{0,40}[:\N{FULLWIDTH COLON}]"
)
_TIMES = pattern(r"\s*(?:\d{1,2}:)?\d{2}:\d{2}[.,]\d{3} --> \d")  # of a subtitle
_SPEAKER_WORDS = 4
SPEAKER_LINE = 50
"""Characters of a line that names a speaker; it has fewer."""
_TURNS = 3
_QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}")
_ANSWER = 12  # words of an answer in an interview
_VERSE_LINE = 80  # characters
_VERSE_COMMAS = 0.12  # share of the lines of a poem that end in a comma or semicolon
_SONG_LABEL = pattern(r"\s*\[[^\[\]]{2,30}\]\s*:?")
_TERM_WORDS = 4
_TERMS = 3


def speech(text: Lines) -> Iterator[Region]:
    """Find speakers on lines of their own with what they say, subtitles, and answers."""
    lines = text.all
    for block in text.blocks if text.have("-->") else ():
        if any(_TIMES.match(line.text) for line in block):
            yield region(block, Kind.SPEECH)
    labels = [line for line in lines if _is_speaker(line)]
    names = Counter(line.text.strip().lower() for line in labels)
    if len(labels) >= _TURNS and len(names) > 1 and max(names.values()) > 1:
        speakers = {label.number for label in labels}
        for block in text.blocks:
            first = next((line.number for line in block if line.number in speakers), None)
            if first is not None:
                yield Region(first, block[-1].number, Kind.SPEECH)
    questions = {line.number for line in lines if line.text.endswith(_QUESTION_MARKS)}
    for line in (lines[at + 1] for at in questions if at + 2 in questions):
        asked = not is_boilerplate(lines[line.number - 1])
        if asked and line.words <= _ANSWER and ends_sentence(line.text):
            yield Region(line.number, line.number, Kind.SPEECH)


def _is_speaker(line: Line) -> bool:
    text = line.text
    if len(text) >= SPEAKER_LINE or not text.endswith(COLONS):
        return False
    short = len(text.split()) <= _SPEAKER_WORDS
    return short and _SPEAKER.fullmatch(text) is not None and not line.phrases


def verse(text: Lines) -> Iterator[Region]:
    """Find poems, which are all of a text, and the stanzas of songs under labels in brackets."""
    lines = text.all
    stanzas = [block for block in text.blocks if len(block) > 1]
    for stanza in stanzas if text.have("[") else ():
        if _SONG_LABEL.fullmatch(stanza[0].text) and not stanza[0].found:
            yield region(stanza, Kind.VERSE)
    if any(line.prose or len(line.text) > _VERSE_LINE for line in lines):
        return
    inside = [line for stanza in stanzas for line in stanza]
    commas = sum(line.text.endswith((",", ";", "\N{FULLWIDTH COMMA}")) for line in inside)
    known = sum(is_boilerplate(line) for line in inside)
    if len(stanzas) > 1 and commas >= _VERSE_COMMAS * len(inside) and 2 * known < len(inside):
        yield region(lines, Kind.VERSE)


def terms(text: Lines) -> Iterator[Region]:
    """Find at least three terms, each with its explanation on the next line."""
    pairs = [
        block
        for block in text.blocks
        if len(block) == 2
        and len(block[0].text.split()) <= _TERM_WORDS
        and not ends_sentence(block[0].text)
        and not block[0].text.endswith(":")
        and ends_sentence(block[1].text)
        and not is_boilerplate(block[1])
    ]
    if len(pairs) >= _TERMS:
        yield from (region(pair, Kind.TERMS) for pair in pairs)
