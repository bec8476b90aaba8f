"""The form in which lines and phrases are compared (`line_key`)."""

from __future__ import annotations

import re
from unicodedata import normalize

from cleaner.core.characters import EDGES
from cleaner.core.patterns import pattern

# Variants are replaced one by one, which runs at the speed of memory: `str.translate` is twenty
# times slower outside ASCII.
_FREQUENT = (
    ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
    ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    ("\N{EN DASH}", "-"),
    ("\N{EM DASH}", "-"),
    ("\N{HORIZONTAL ELLIPSIS}", "..."),
    ("\N{NO-BREAK SPACE}", " "),
)
_APOSTROPHES = (
    "\N{PRIME}\N{MODIFIER LETTER APOSTROPHE}`\N{SINGLE LOW-9 QUOTATION MARK}"
    "\N{HEBREW PUNCTUATION GERESH}"
)
_QUOTES = "\N{DOUBLE LOW-9 QUOTATION MARK}\N{DOUBLE PRIME}\N{HEBREW PUNCTUATION GERSHAYIM}"
_DASHES = "\N{MINUS SIGN}\N{NON-BREAKING HYPHEN}\N{HORIZONTAL BAR}\N{HEBREW PUNCTUATION MAQAF}"
_SPACES = (
    "\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{EN SPACE}\N{EM SPACE}\N{HAIR SPACE}"
    "\N{FIGURE SPACE}\N{IDEOGRAPHIC SPACE}"
)
# Joiners, direction marks and overrides, Arabic's lengthening.
_INVISIBLE = (
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}"
    "\N{SOFT HYPHEN}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}"
    "\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
    "\N{ZERO WIDTH NO-BREAK SPACE}\N{VARIATION SELECTOR-16}\N{NULL}\N{ARABIC TATWEEL}"
)
_RARE = {
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_INVISIBLE, ""),
    # Optional vowel signs of Arabic and Hebrew; the dot of Turkish İ in lower case.
    **dict.fromkeys(
        map(chr, (*range(0x64B, 0x653), *range(0x5B0, 0x5BE), 0x5C1, 0x5C2, 0x307)), ""
    ),
    # Interchangeable letters: Arabic and Persian yeh, kaf and alef; Russian ё; Turkish ı;
    # Romanian with comma and with cedilla; Greek with accents, which capitals do not have.
    **dict(zip("يىئكأإآٱةؤ", "یییکااااهو", strict=True)),
    **dict(zip("ёışţ", "еișț", strict=True)),
    **dict(zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True)),
    # Hindi's letters with a dot, which is often left out, and its two signs of nasal vowels.
    **dict(
        zip(
            "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f\u0901",
            "कखगजडढफयं",
            strict=True,
        )
    ),
    "\u093c": "",
    "\N{GREEK QUESTION MARK}": ";",
    **{chr(0xFF01 + number): chr(0x21 + number) for number in range(94)},  # full-width ASCII
    "\N{FULLWIDTH GRAVE ACCENT}": "'",
}
VARIANT_EDGES = "".join(rare for rare, plain in _RARE.items() if not plain.strip(EDGES))
"""Characters that are removed by `fold`, or become a mark or a space."""
COMBINING = frozenset(map(chr, range(0x300, 0x370)))
"""Characters that become one with the letter before them."""
_UNUSUAL = pattern("[" + "".join(map(re.escape, sorted({*_RARE, *COMBINING}))) + "]")

_UNITS = ("k", "m", "м", "к")
_ABBREVIATED = ("tsd", "tss", "tys", "tyd", "mio", "mln", "тыс", "млн", "тис", "χιλ")
_WORDS = ("mil", "bin", "rb", "jt", "nghìn", "هزار", "الف", "אלף", "हजार", "लाख")
_UNSPACED = ("พัน", "หมื่น", "แสน", "ล้าน", *"万萬億亿千만천억")
MAGNITUDES = (*_UNITS, *_ABBREVIATED, *_WORDS, *_UNSPACED)
"""What `NUMBERS` takes for a part of a number that precedes it, without a full stop."""
NUMBERS = pattern(
    rf"""
    [\d%]  # it begins with one of few characters, which `re` finds fast
    (?:
      (?<=\d) (?: \d{{0,2}} (?: [ ]\d{{3}} )+ (?!\d) | \d* (?: [.,:/٫٬]\d+ )* )
    | (?<=%) d (?: [.,:/]%d )*
    )
    (?:
      [ ]? (?: (?: {"|".join(_ABBREVIATED)} )\.? | {"|".join((*_UNITS, *_WORDS))} ) (?![^\W\d_])
    | [ ]? (?: {"|".join(_UNSPACED)} )
    )?
    """,
    re.VERBOSE,
)
"""A number with its separators and magnitude: `53`, `1,204`, `1 204`, `1.2K`, `1,2 Mio.`, `3万`,
`12:30`; and the unfilled template `%d`."""


def with_plain_marks(text: str) -> str:
    """Return the text with plain marks and spaces instead of frequent typographic ones."""
    if not text.isascii():
        for character, plain in _FREQUENT:
            if character in text:
                text = text.replace(character, plain)
    return text


def fold(text: str) -> str:
    """Return the text in lower case with plain quotes, dashes and spaces.

    Invisible characters are removed, and each letter has one form.
    """
    folded = text.lower()
    if not folded.isascii():
        folded = with_plain_marks(folded)
    elif "`" not in folded and "\0" not in folded:
        return folded
    return _with_plain_letters(folded)


def _with_plain_letters(text: str) -> str:
    """Replace rare variants of letters. No replacement is a rare variant, so any order will do."""
    unusual = set(_UNUSUAL.findall(text))
    if not unusual.isdisjoint(COMBINING):
        text = normalize("NFC", text)
        unusual = set(_UNUSUAL.findall(text))
    for character in unusual & _RARE.keys():
        text = text.replace(character, _RARE[character])
    return text


def line_key(text: str) -> str:
    """Return the form in which a line is compared.

    Lower case, plain quotes and dashes, single spaces, numbers as `#`, no bullets and no
    punctuation at either end.

    >>> line_key("  •  12 Thoughts on “Spring”:")
    '# thoughts on "spring'
    """
    return NUMBERS.sub("#", single_spaced(fold(text)).strip(EDGES))


_LINK = pattern(r"!?\[([^\[\]]{1,300})\]\([^()\s]{1,1000}\)")
_EMPHASIS = pattern(r"(\*{1,3}|_{1,3})(?=\S)([^*_]{1,300})(?<=\S)\1")


def without_markdown(text: str) -> str:
    """Return a line without Markdown's emphasis and link addresses.

    >>> without_markdown("**Read more:** [Ferry fares](https://example.org/1)")
    'Read more: Ferry fares'
    """
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    return _EMPHASIS.sub(r"\2", text) if "**" in text or "__" in text else text


def single_spaced(text: str) -> str:
    """Return the text with single spaces between its words."""
    return " ".join(text.split()) if "  " in text or "\t" in text else text
