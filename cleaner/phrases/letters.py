"""What is compared of lines and phrases to find candidates: their letters and numbers, as bytes.

Marks, spaces and quotes vary between sites, so they are dropped; a digit is a `0`. Lines are looked
at in bulk, a block of a text at a time: `str` and `bytes` methods run at the speed of memory.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.core.characters import EDGES
from cleaner.core.normalise import VARIANT_EDGES, fold
from cleaner.core.patterns import pattern

SHOWN = 28
"""Characters at either end of a line that are compared in other scripts than Latin."""
AROUND = EDGES + VARIANT_EDGES + "\x1f\u1680\u2000\u2001\u2004\u2005\u2006\u2008\u205f"
"""Characters that may surround a phrase, in any variant."""
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_DROPPED = bytes(set(range(128)) - set(b"\n#0123456789abcdefghijklmnopqrstuvwxyz"))
_NUMBER = pattern(r"\d[\d٫٬]*")
_DIGIT_LEADS = (*b"\xd9\xdb\xdf\xe0\xe1\xea\xf0",)  # first bytes of digits outside ASCII

# Texts in Latin letters are compared without following bytes of UTF-8: the first byte of a letter
# outside ASCII is the same in upper and lower case (U+00C0 to U+017F, U+0200 to U+023F).
_LEADS = b"\xc3\xc4\xc5\xc8"
_SIGNS = b"\xc2\xe2\xef\xf0"  # first bytes of signs, which are dropped
LATIN = bytes(range(0xC0)) + _LEADS + _SIGNS
OTHERS = (
    *(letter.encode() for letter in "İıȠȺȽȾ\N{KELVIN SIGN}\N{ANGSTROM SIGN}"),
    *(b"\xef\xbc", b"\xef\xbd"),  # full-width forms of ASCII
    b"\xe2\xb1",  # letters among signs
)
"""Letters whose lower case has another first byte, or that are compared as an ASCII letter."""
_TIMES, _COPYRIGHT = "\N{MULTIPLICATION SIGN}", "\N{COPYRIGHT SIGN}"
_LATIN_ZEROS = bytes.maketrans(b"123456789" + _LEADS, b"000000000" + b"\x01" * len(_LEADS))
_LATIN_DROPPED = _DROPPED + bytes({*range(0x80, 0x100)} - {*_LEADS})


def letters_of(rows: Iterable[str]) -> bytes:
    """Return the letters and numbers at both ends of lines. A line break is around each line."""
    stripped = [row.strip(AROUND) for row in rows]
    ends = [row if len(row) <= 2 * SHOWN else row[:SHOWN] + row[-SHOWN:] for row in stripped]
    text = fold("\n".join(["", *ends, ""]))
    raw = raw_bytes(text)
    if any(lead in raw for lead in _DIGIT_LEADS):
        raw = raw_bytes(_NUMBER.sub("0", text))
    return _squeezed(raw)


def latin_letters(text: str) -> bytes:
    """Return the letters of lines in Latin letters, with one byte for those outside ASCII."""
    plain = text.replace(_TIMES, "").replace(_COPYRIGHT, "c")
    return _squeezed(plain.encode().lower(), _LATIN_ZEROS, _LATIN_DROPPED)


def latin_keys(keys: Iterable[str]) -> list[bytes]:
    """Return what is compared of normalised texts in Latin letters; others are left out."""
    latin = (key for key in keys if not key.encode().translate(None, LATIN))
    return _numbers_as_zeros(latin_letters("\n".join(latin).replace("#", "0")))


def all_keys(keys: Iterable[str]) -> list[bytes]:
    """Return what is compared of normalised texts in any script."""
    return _numbers_as_zeros(_squeezed("\n".join(keys).replace("#", "0").encode()))


def _numbers_as_zeros(letters: bytes) -> list[bytes]:
    """Return the letters of each line that has any, and one `0` for each number."""
    while b"00" in letters:
        letters = letters.replace(b"00", b"0")
    return [found for found in letters.split(b"\n") if found]


def _squeezed(raw: bytes, zeros: bytes = _ZEROS, dropped: bytes = _DROPPED) -> bytes:
    """Return the letters of lines in lower case, and `0` for each digit or `#` between letters."""
    if b"%" in raw:
        raw = raw.replace(b"%d", b"0")
    letters = raw.translate(zeros, dropped)
    if b"#" in letters:
        while b"##" in letters:
            letters = letters.replace(b"##", b"#")
        letters = letters.replace(b"\n#", b"\n").replace(b"#\n", b"\n").replace(b"#", b"0")
    return letters


def raw_bytes(text: str) -> bytes:
    """Return bytes with ASCII letters in lower case: faster than lower-casing characters."""
    return text.encode("utf-8", "surrogatepass").lower()
