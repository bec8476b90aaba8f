"""The class of each character, and the number by which it is hashed."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.scorer.arrays import Hashes

CLASSES = (
    "space",
    "lower",
    "upper",
    "letter",  # without case
    "ideograph",  # a word of its own
    "digit",
    "stop",  # ends a sentence
    "comma",
    "colon",
    "quote",
    "dash",
    "bracket",
    "separator",
    "symbol",
    "other",
)
SPACE, LOWER, UPPER, LETTER, IDEOGRAPH, DIGIT, STOP = range(7)
LINE_BREAK = len(CLASSES)
"""Class of the character between two lines."""
PLANE = 1 << 16
"""Code points that are told apart; those beyond count as the last one."""

_BY_CATEGORY = {
    **dict.fromkeys(("Zs", "Zl", "Zp", "Cc"), "space"),
    "Ll": "lower",
    **dict.fromkeys(("Lu", "Lt"), "upper"),
    **dict.fromkeys(("Lo", "Lm", "Mn", "Mc", "Me"), "letter"),
    **dict.fromkeys(("Nd", "Nl", "No"), "digit"),
    **dict.fromkeys(("Pi", "Pf"), "quote"),
    "Pd": "dash",
    **dict.fromkeys(("Ps", "Pe"), "bracket"),
    **dict.fromkeys(("Sc", "Sm", "Sk", "Po", "Pc"), "symbol"),
}
_BY_CHARACTER = {
    "stop": (
        ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
        "\N{FULLWIDTH QUESTION MARK}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}"
        "\N{ARABIC FULL STOP}"
    ),
    "comma": (
        ",;\N{ARABIC COMMA}\N{ARABIC SEMICOLON}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}"
        "\N{FULLWIDTH SEMICOLON}"
    ),
    "colon": ":\N{FULLWIDTH COLON}",
    "quote": "\"'`",
    "separator": (
        "|/\\~<>\N{BULLET}\N{MIDDLE DOT}"
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
        "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
    ),
}
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai and Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3041, 0x30FF),  # kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han, compatibility forms
)
"""Ranges of scripts without spaces between words."""


@cache
def tables() -> tuple[NDArray[np.uint8], Hashes]:
    """Return for each code point its class, and the number by which it is hashed.

    The numbers are those of the lower-case letter; all digits have the same one.
    """
    characters = list(map(chr, range(PLANE)))
    classes = _classes(characters)
    folded = np.arange(PLANE, dtype=np.uint64)
    for point in np.flatnonzero(classes == UPPER).tolist():
        folded[point] = ord(characters[point].lower()[0])
    folded[classes == DIGIT] = ord("0")
    return classes, folded


def _classes(characters: list[str]) -> NDArray[np.uint8]:
    numbers = {category: CLASSES.index(name) for category, name in _BY_CATEGORY.items()}
    other = CLASSES.index("other")
    categories = map(unicodedata.category, characters)
    classes = np.fromiter((numbers.get(name, other) for name in categories), np.uint8, PLANE)
    for name, members in _BY_CHARACTER.items():
        classes[[ord(character) for character in members]] = CLASSES.index(name)
    for begin, end in _UNSPACED:
        part = classes[begin : end + 1]
        part[part == LETTER] = IDEOGRAPH
    return classes
