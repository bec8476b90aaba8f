"""Counting words, and telling prose from short lines, for rules, guard and reports."""

from __future__ import annotations

import re
from functools import cache
from math import inf

from cleaner.core import accelerator
from cleaner.core.characters import (
    CLOSERS,
    FIRST_CJK,
    FIRST_UNSPACED,
    SENTENCE_ENDS,
    UNSPACED,
    UNSPACED_ENDS,
)

UNSPACED_HEAD = 240
"""Characters of a line in which letters of scripts without spaces are counted."""
SHORTEST_PROSE = 20
"""Characters; a shorter line is never taken for prose."""
SHORTEST_UNSPACED = 30
"""Characters of the shortest prose in scripts without spaces."""
_PROBE = 48  # characters that show whether a text is in such a script
_TWENTY_WORDS = 160  # characters that usually hold twenty words
_BLOCK = 1 << 11  # characters counted at a time
_ENDS, _CLOSERS = frozenset(SENTENCE_ENDS), frozenset(CLOSERS)


@cache
def _unspaced() -> re.Pattern[str]:
    """Matches a letter of a script without spaces. Compiled when needed: it takes 3 ms."""
    return re.compile(f"[{UNSPACED}]")


def unspaced_words(text: str) -> int:
    """Count words of scripts without spaces in the first 240 characters: four letters are one."""
    return len(_unspaced().findall(text, 0, UNSPACED_HEAD)) // 4


def word_count(text: str) -> int:
    """Count the words of a text.

    A word is what is between spaces. In scripts without spaces it is four letters, or two
    in Chinese and Japanese.
    """
    compiled = accelerator.module()
    words: int = compiled.words(text) if compiled else len(text.split())
    if text.isascii() or max(text[:_PROBE]) < FIRST_UNSPACED:
        return words
    letters = _unspaced().findall(text)
    return words + sum(1 if letter < FIRST_CJK else 2 for letter in letters) // 4


def count_up_to(text: str, limit: float = inf) -> int:
    """Count words block by block (`word_count`), stopping in the block that reaches `limit`."""
    words = 0
    for start in range(0, len(text), _BLOCK):
        words += word_count(text[start : start + _BLOCK])
        if start and not text[start - 1].isspace() and not text[start].isspace():
            words -= 1  # it was counted in both blocks
        if words >= limit:
            break
    return words


def is_prose(line: str) -> bool:
    """Tell whether a non-empty line reads like running text.

    It does with ten words that end like a sentence, or with twenty words however they end.
    """
    words = 0 if len(line) < SHORTEST_PROSE else _spaced_words(line[:_TWENTY_WORDS])
    if words < 20 and len(line) > _TWENTY_WORDS:
        words = _spaced_words(line)
    if words < 10 and len(line) >= SHORTEST_UNSPACED and not line.isascii():
        words = unspaced_words(line)
        if words >= 10 and line[-1] in _CLOSERS:
            return True  # quotations end without a full stop in these scripts
        if words >= SHORTEST_UNSPACED // 4 and line[-1] in UNSPACED_ENDS:
            return True  # they need fewer letters than ten words
    return words >= 20 or (words >= 10 and _ends_sentence(line))


def _ends_sentence(line: str) -> bool:
    """A closing bracket or quotation mark alone ends no sentence: headlines end like that too."""
    return line[-1] in _ENDS or (line[-1] in _CLOSERS and line[-2] in _ENDS)


def _spaced_words(text: str) -> int:
    """Count words, or at least to twenty."""
    if text[0] > " " and "  " not in text:
        return text.count(" ") + 1
    return len(text.split(None, 20))
