"""A page's bytes as text, in the encoding that they are in, whatever they are declared to be in.

Pages often declare the wrong encoding; bytes that are valid UTF-8 are UTF-8. Otherwise the HTTP
header is asked first, then the page itself, then statistics, as in browsers. A declaration that
makes the text garbled is not believed if another encoding makes it readable. Statistics use a
sample of bounded size, never a whole page.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from bs4.dammit import UnicodeDammit

from cleaner.page.decode.declared import HEAD, DeclaredEncoding, declared_encodings
from cleaner.page.decode.detect import (
    FEW,
    VARIED,
    above_ascii,
    believable,
    best_guess,
    lenient,
    sample_of,
)
from cleaner.page.decode.signatures import is_binary, refuse_other_formats, unpacked
from cleaner.page.errors import InvalidPage

_MAX_REPAIRED = 1_000_000  # bad bytes of UTF-8 that are looked at one by one: about a second


class Decoded(NamedTuple):
    """A page's text without its byte order mark, the Python name of its encoding, and its origin.

    `how` is `bom`, `zeros` (UTF-16 and UTF-32 without a byte order mark), `http`, `meta`, `utf-8`
    (nothing is declared, or the bytes prove it wrong), `detected`, or `fallback` (nothing fits;
    Windows-1252 takes any byte).
    """

    text: str
    encoding: str
    how: str


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """The text of a page. `charset` is the label of the HTTP header; unknown labels are ignored.

    Unpacks gzip. Drops half a character at the end. Bytes that do not fit become U+FFFD (quotes and
    dashes of Windows-1252 in UTF-8 become what they are meant to be). NULs stay.
    Raises InvalidPage for other formats, binary data, and gzip files that are damaged or unpack to
    more than `signatures.MAX_BYTES`.
    """
    data = unpacked(data)
    refuse_other_formats(data)
    wide = _by_byte_order_mark(data) or _by_zeros(data)
    if wide:
        return wide
    rest = data.removeprefix(codecs.BOM_UTF8)
    if is_binary(rest[:HEAD]):
        raise InvalidPage(
            "this is binary data, not HTML. If it is compressed (Brotli cannot be detected),"
            " decompress it first."
        )
    # A mark of UTF-8 is believed if true: templates carry it into other encodings.
    declared = [DeclaredEncoding("utf-8", "bom")] if rest is not data else []
    declared += declared_encodings(rest, charset)
    if rest.isascii():
        return _ascii(rest, declared)
    return _utf8(rest, declared) or _as_declared(rest, declared) or _as_detected(rest, declared)


# --- UTF-16 and UTF-32 ----------------------------------------------------------------------------

_MARKS = {  # UTF-32 first: its mark begins like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def _by_byte_order_mark(data: bytes) -> Decoded | None:
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return Decoded(_wide(data[len(mark) :], codec), codec, "bom")
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    """UTF-16 and UTF-32 without a mark: ASCII, of which markup is made, has zeros on one side."""
    head = data[: min(HEAD, len(data) & ~1)]
    codec = _wide_codec([head[place::4].count(0) for place in range(4)], len(head))
    if codec is None or is_binary(_wide(head, codec).encode("utf-8", "replace")):
        return None
    return Decoded(_wide(data, codec), codec, "zeros")


def _wide_codec(zeros: list[int], size: int) -> str | None:
    """The codec of `size` bytes, by the number of zeros at each of four places."""
    if zeros[2] + zeros[3] > 0.45 * size and zeros[0] < 0.01 * size:
        return "utf-32-le"
    if zeros[0] + zeros[1] > 0.45 * size and zeros[3] < 0.01 * size:
        return "utf-32-be"
    first, second = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if second > 0.025 * size and first <= 0.05 * second:
        return "utf-16-le"
    if first > 0.025 * size and second <= 0.05 * first:
        return "utf-16-be"
    return None


def _wide(data: bytes, codec: str) -> str:
    width = 4 if codec.startswith("utf-32") else 2
    return data[: len(data) - len(data) % width].decode(codec, "replace")


# --- ASCII and UTF-8 ------------------------------------------------------------------------------


def _ascii(data: bytes, declared: list[DeclaredEncoding]) -> Decoded:
    """ASCII, or ISO-2022-JP, which is made of ASCII bytes and looks like nothing else."""
    if b"\x1b$" in data:
        text, bad = lenient(data, "iso2022_jp")
        if bad <= FEW * len(text):
            how = next((how for codec, how in declared if codec == "iso2022_jp"), "detected")
            return Decoded(text, "iso2022_jp", how)
    others = (one for one in declared if one.codec != "iso2022_jp")
    codec, how = next(others, DeclaredEncoding("utf-8", "utf-8"))
    return Decoded(data.decode("ascii"), codec, how)


def _utf8(data: bytes, declared: list[DeclaredEncoding]) -> Decoded | None:
    """The text if the bytes, some of them above ASCII, are UTF-8 or nearly so; else None."""
    how = next((how for codec, how in declared if codec == "utf-8"), None)
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return _damaged_utf8(data, how, likely=how is not None or not declared)
    if how is None and len(text) == used:  # only the last byte is above ASCII: a letter elsewhere
        return None
    return Decoded(text, "utf-8", how or "utf-8")


def _damaged_utf8(data: bytes, how: str | None, *, likely: bool) -> Decoded | None:
    """UTF-8 with some bad bytes; None if most are bad.

    Unless UTF-8 is likely (declared, or nothing is), more than a few bad bytes are enough for None.
    """
    bad = len(data) - len(data.decode("utf-8", "ignore").encode())
    if bad > (0.5 if likely else FEW) * above_ascii(data):
        return None
    codecs.register_error("cleaner.mixed", _mixed)
    errors = "cleaner.mixed" if bad < _MAX_REPAIRED else "replace"
    return Decoded(data.decode("utf-8", errors), "utf-8", how or "utf-8")


def _mixed(error: UnicodeError) -> tuple[str, int]:
    """A bad byte of UTF-8: a character of Windows-1252 between ASCII, else half a character."""
    assert isinstance(error, UnicodeDecodeError)
    data, start, end = error.object, error.start, error.end
    around = data[max(0, start - 1) : start] + data[end : end + 1]
    bad = data[start:end]
    # From 0xC0 on are letters: more often half a character.
    if len(bad) == 1 and bad < b"\xc0" and around.isascii():
        bad = UnicodeDammit.detwingle(bad)
    return bad.decode("utf-8", "replace"), end


# --- Other encodings ------------------------------------------------------------------------------


def _as_declared(data: bytes, declared: list[DeclaredEncoding]) -> Decoded | None:
    """The text in the first encoding that is declared and believable."""
    for codec, how in declared:
        if codec != "utf-8":
            text, bad = lenient(data, codec)
            if bad <= FEW * above_ascii(data) and believable(sample_of(data), codec):
                return Decoded(text, codec, how)
    return None


def _as_detected(data: bytes, declared: list[DeclaredEncoding]) -> Decoded:
    """The text in the likeliest encoding, else in one that is declared, else in Windows-1252."""
    sample = sample_of(data)
    is_varied = len(set(sample) - set(range(128))) >= VARIED
    guess = best_guess(sample) if is_varied else None
    if guess:
        text, bad = lenient(data, guess.codec)
        if bad <= 0.1 * above_ascii(data):
            return Decoded(text, guess.codec, "detected")
    for codec, how in declared:
        text, bad = lenient(data, codec)
        if bad <= 0.5 * above_ascii(data):
            return Decoded(text, codec, how)
    return Decoded(lenient(data, "cp1252")[0], "cp1252", "fallback")
