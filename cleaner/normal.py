"""Normal forms: what makes two lines the same phrase, and what makes a line running text.

The functions here run over every line of a corpus. They are written for speed where that matters: `str` methods run at the
speed of memory, a regular expression takes twenty times as long a character, so none runs over a line that is not short.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

LOOKED_AT = 240  # characters in which letters of scripts without spaces are counted
FIRST_UNSPACED = "\N{THAI CHARACTER KO KAI}"  # the first letter of a script without spaces between words

_SEEN_AT_ONCE = 48  # characters in which a script without spaces shows itself
_FIRST_OF_THE_EAST = "\N{HIRAGANA LETTER SMALL A}"  # the first of Japanese and Chinese among them

_AS_A_RULE = 160  # characters in which twenty words stand as a rule, so that a long line need not be counted to its end

# Characters that are written for plain ones. The frequent ones are replaced one by one, which runs at the speed of memory;
# `str.translate` with a table is twenty times slower, so it is for the rest, and only where one of them stands in the text.
FREQUENT = (
    ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
    ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    ("\N{EN DASH}", "-"),
    ("\N{EM DASH}", "-"),
    ("\N{HORIZONTAL ELLIPSIS}", "..."),
    ("\N{NO-BREAK SPACE}", " "),
)
_SELDOM = str.maketrans(
    {
        **dict.fromkeys("\N{PRIME}\N{MODIFIER LETTER APOSTROPHE}`\N{SINGLE LOW-9 QUOTATION MARK}\N{HEBREW PUNCTUATION GERESH}", "'"),
        **dict.fromkeys("\N{DOUBLE LOW-9 QUOTATION MARK}\N{DOUBLE PRIME}\N{HEBREW PUNCTUATION GERSHAYIM}", '"'),
        **dict.fromkeys("\N{MINUS SIGN}\N{NON-BREAKING HYPHEN}\N{HORIZONTAL BAR}\N{HEBREW PUNCTUATION MAQAF}", "-"),
        **dict.fromkeys(
            "\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{EN SPACE}\N{EM SPACE}\N{HAIR SPACE}\N{FIGURE SPACE}\N{IDEOGRAPHIC SPACE}", " "
        ),
        # What cannot be seen: joiners, marks and overrides of direction, Arabic's lengthening.
        **dict.fromkeys(
            "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{SOFT HYPHEN}\N{LEFT-TO-RIGHT MARK}"
            "\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}"
            "\N{POP DIRECTIONAL FORMATTING}\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}"
            "\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}\N{ZERO WIDTH NO-BREAK SPACE}"
            "\N{VARIATION SELECTOR-16}\N{NULL}\N{ARABIC TATWEEL}"
        ),
        # Vowel signs that are written now and then: Arabic's, Hebrew's; and the dot of Turkish İ in lower case.
        **dict.fromkeys(map(chr, (*range(0x64B, 0x653), *range(0x5B0, 0x5BE), 0x5C1, 0x5C2, 0x307))),
        # Letters of which one stands for the other: Arabic and Persian yeh, kaf and alef; Russian ё; Turkish ı; Romanian with comma and
        # with cedilla; Greek with accents, which capitals do not have.
        **dict(zip("يىئكأإآٱةؤ", "یییکااااهو", strict=True)),
        **dict(zip("ёışţ", "еișț", strict=True)),
        **dict(zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True)),
        # Hindi's letters with a dot, which is left out as often as not, and its two signs of nasal vowels.
        **dict(zip("\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f\u0901", "कखगजडढफयं", strict=True)),
        "\u093c": None,
        "\N{GREEK QUESTION MARK}": ";",
        **{chr(0xFF01 + number): chr(0x21 + number) for number in range(94)},  # full-width forms of ASCII
    }
)
_HAS_SELDOM = re.compile("[" + "".join(re.escape(chr(point)) for point in sorted(_SELDOM)) + "]")
_DECOMPOSED = re.compile("[\u0300-\u036f]")
# What may stand around a phrase without being part of it: bullets, arrows, brackets, end punctuation, icons.
EDGES = (
    "\N{NO-BREAK SPACE}\N{EN DASH}\N{EM DASH}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{HORIZONTAL ELLIPSIS} \t.,:;!?*#+-_|/\\<>[](){}~=\"'^&"
    "\N{BULLET}\N{MIDDLE DOT}\N{BLACK CIRCLE}\N{WHITE BULLET}\N{BLACK SMALL SQUARE}"
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{LEFTWARDS ARROW}"
    "\N{RIGHTWARDS ARROW}\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}\N{NORTH EAST ARROW}\N{RIGHTWARDS DOUBLE ARROW}"
    "\N{LONG RIGHTWARDS ARROW}\N{LONG LEFTWARDS ARROW}\N{BLACK RIGHT-POINTING TRIANGLE}"
    "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}\N{BLACK DOWN-POINTING TRIANGLE}\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
    "\N{BLACK UP-POINTING TRIANGLE}\N{BLACK RIGHT-POINTING POINTER}\N{BLACK LEFT-POINTING POINTER}\N{MULTIPLICATION SIGN}"
    "\N{MULTIPLICATION X}\N{HEAVY MULTIPLICATION X}\N{CHECK MARK}\N{HEAVY CHECK MARK}\N{BLACK HEART SUIT}"
    "\N{HEAVY BLACK HEART}\N{WHITE HEART SUIT}\N{BLACK STAR}\N{WHITE STAR}\N{ENVELOPE}\N{BLACK TELEPHONE}\N{SPEECH BALLOON}"
    "\N{PARTY POPPER}\N{PERSON RAISING BOTH HANDS IN CELEBRATION}\N{WHITE RIGHT POINTING BACKHAND INDEX}"
    "\N{WHITE DOWN POINTING BACKHAND INDEX}\N{BELL}\N{CAMERA}\N{TRIANGULAR FLAG ON POST}\N{LINK SYMBOL}"
    # Of other languages: inverted and low marks, stops and commas of each script, brackets and bullets of the East, full-width forms.
    "¡¿„‚‟।॥۔؟،؛、。・◎☞「」『』【】《》〈〉〔〕※●○◆◇■□▼▽▲△▶◀⇨➜➔➤↓▪◾◼♡👇"
    "！＂＃＄％＆＇（）＊＋，－．／：；＜＝＞？＠［＼］＾＿｀｛｜｝～"
)
# A number with its separators and magnitude: 53, 1,204, 1 204, 1.2K, 1,2 Mio., 3万, 12:30; and the raw template %d.
NUMBERS = re.compile(
    r"""
    (?: \d{1,3} (?: [ ]\d{3} )+ (?!\d) | \d+ (?: [.,:/٫٬]\d+ )* )
    (?: [ ]?
      (?:
        (?:
          [kmмк] | t[sy][ds]\.? | mio\.? | mln\.? | mil | тыс\.? | млн\.? | тис\.? | χιλ\.? | bin | rb | jt | nghìn
        | هزار | الف | אלף | हजार | लाख
        )
        (?![^\W\d_])
      | [万萬億亿千만천억] | พัน | หมื่น | แสน | ล้าน
      )
    )?
    | %d (?: [.,:/]%d )*
    """,
    re.VERBOSE,
)
_STOPS = frozenset(
    ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
    "\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}\N{MYANMAR SIGN SECTION}\N{KHMER SIGN KHAN}"
)
# A bracket or quotation mark alone ends no sentence: headlines and list items end so, too.
_CLOSERS = frozenset(
    "\"')]\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT CORNER BRACKET}"
    "\N{RIGHT WHITE CORNER BRACKET}\N{FULLWIDTH RIGHT PARENTHESIS}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
)


@cache
def _unspaced() -> re.Pattern[str]:
    """A letter of a script without spaces between words: Thai and Lao, Burmese, Khmer, kana and Chinese. Compiling it takes 3 ms."""
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]")


def fold(text: str) -> str:
    """The text in lower case, with plain quotes, dashes and spaces, without invisible characters, and each letter in one form."""
    folded = text.lower()
    if not folded.isascii():
        if _DECOMPOSED.search(folded):
            folded = normalize("NFC", folded)
        for character, plain in FREQUENT:
            if character in folded:
                folded = folded.replace(character, plain)
        if _HAS_SELDOM.search(folded):
            folded = folded.translate(_SELDOM)
    elif "`" in folded or "\0" in folded:
        folded = folded.translate(_SELDOM)
    return folded


def normalise(text: str) -> str:
    """A line's key: lower case, plain quotes and dashes, single spaces, numbers as `#`, bare of bullets and end punctuation.

    >>> normalise("  •  12 Thoughts on “Spring”:")
    '# thoughts on "spring'
    """
    return NUMBERS.sub("#", one_spaced(fold(text)).strip(EDGES))


def one_spaced(text: str) -> str:
    """The text with single spaces between its words."""
    return " ".join(text.split()) if "  " in text or "\t" in text else text


def _words(text: str) -> int:
    """How many words there are, or twenty; what stands between two single spaces is a word."""
    if text[0] > " " and "  " not in text:
        return text.count(" ") + 1
    return len(text.split(None, 20))


def unspaced_words(text: str) -> int:
    """How many words of scripts without spaces a text has, at four letters a word, in its first 240 characters."""
    return len(_unspaced().findall(text, 0, LOOKED_AT)) // 4


def word_count(text: str) -> int:
    """How many words a text has: what stands between spaces, and in scripts without them four letters, or two of Chinese and Japanese."""
    words = len(text.split())
    if text.isascii() or max(text[:_SEEN_AT_ONCE]) < FIRST_UNSPACED:
        return words
    letters = _unspaced().findall(text)
    return words + sum(1 if letter < _FIRST_OF_THE_EAST else 2 for letter in letters) // 4


def is_prose(text: str) -> bool:
    """Whether a line reads like running text: a sentence of ten words, or twenty words however they end.

    Scripts that do not put spaces between words count four characters as a word.
    """
    words = 0 if len(text) < 20 else _words(text[:_AS_A_RULE])
    if words < 20 and len(text) > _AS_A_RULE:
        words = _words(text)
    if words < 10 and len(text) >= 40 and not text.isascii():
        words = unspaced_words(text)
        if words >= 10 and text[-1] in _CLOSERS:
            return True  # there, what somebody says ends without a full stop
    return words >= 20 or (words >= 10 and (text[-1] in _STOPS or (text[-1] in _CLOSERS and text[-2] in _STOPS)))
