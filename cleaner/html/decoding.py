"""A page's bytes as text: which encoding they are in, whatever they are said to be in.

What a page says of its encoding is often wrong, and its bytes are not: bytes that are UTF-8 are UTF-8. Otherwise the word of
the server comes before the word of the page, and both before a guess, as in browsers; but a word that makes the text gibberish
is not believed if another encoding makes it text. Guesses are made from a sample of bounded size, never from a whole page.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from bs4.dammit import UnicodeDammit

from cleaner.html.formats import is_binary, refuse_other_formats, unpacked
from cleaner.html.guessing import FEW, VARIED, above_ascii, believable, best_guess, lenient, sample_of
from cleaner.html.labels import HEAD, Told, all_told
from cleaner.html.trouble import HtmlTrouble

_MANY = 1_000_000  # bad bytes of UTF-8 that are looked at one by one: about a second


class Decoded(NamedTuple):
    """A page's text without its byte order mark, the Python name of its encoding, and how that was found.

    `how` is `bom`, `zeros` (UTF-16 and UTF-32 without a byte order mark), `http`, `meta`, `utf-8` (nothing was said, or the
    bytes speak against it), `detected`, or `fallback` (nothing fits; Windows-1252 takes any byte).
    """

    text: str
    encoding: str
    how: str


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """The text of a page. `charset` is the label of the HTTP header, if one is known; unknown labels are ignored.

    A gzip file is unpacked. Half a character at the end is dropped. Single bytes that do not fit come out as U+FFFD (quotes
    and dashes of Windows-1252 in UTF-8 as what they are meant for), NULs as they are, nothing as an empty text.
    Raises HtmlTrouble for other formats, binary data, and gzip files that are damaged or unpack to more than MAX_BYTES.
    """
    data = unpacked(data)
    refuse_other_formats(data)
    wide = _by_mark(data) or _by_zeros(data)
    if wide:
        return wide
    rest = data.removeprefix(codecs.BOM_UTF8)
    if is_binary(rest[:HEAD]):
        raise HtmlTrouble("this is binary data, not HTML. If it is compressed (Brotli has no mark to know it by), decompress it first.")
    told = [Told("utf-8", "bom")] if rest is not data else []  # believed if true: templates carry it into other encodings
    told += all_told(rest, charset)
    if rest.isascii():
        return _ascii(rest, told)
    return _utf8(rest, told) or _as_told(rest, told) or _as_detected(rest, told)


# --- UTF-16 and UTF-32 ----------------------------------------------------------------------------------------------

_MARKS = {  # UTF-32 first: its mark begins like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return Decoded(_wide(data[len(mark) :], codec), codec, "bom")
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    """UTF-16 and UTF-32 without a mark: its ASCII characters, of which markup is made, have zeros at one side."""
    head = data[: min(HEAD, len(data) & ~1)]
    codec = _wide_codec([head[place::4].count(0) for place in range(4)], len(head))
    if codec is None or is_binary(_wide(head, codec).encode("utf-8", "replace")):
        return None
    return Decoded(_wide(data, codec), codec, "zeros")


def _wide_codec(zeros: list[int], size: int) -> str | None:
    """The codec for the number of zeros at each of four places, of `size` bytes."""
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


# --- ASCII and UTF-8 --------------------------------------------------------------------------------------------------


def _ascii(data: bytes, told: list[Told]) -> Decoded:
    """ASCII, or ISO-2022-JP, which is made of ASCII bytes and does not look like anything else."""
    if b"\x1b$" in data:
        text, bad = lenient(data, "iso2022_jp")
        if bad <= FEW * len(text):
            return Decoded(text, "iso2022_jp", next((how for codec, how in told if codec == "iso2022_jp"), "detected"))
    codec, how = next((one for one in told if one.codec != "iso2022_jp"), Told("utf-8", "utf-8"))
    return Decoded(data.decode("ascii"), codec, how)


def _utf8(data: bytes, told: list[Told]) -> Decoded | None:
    """The text if the bytes are UTF-8, or nearly so; None if they are something else. There are bytes above ASCII."""
    how = next((how for codec, how in told if codec == "utf-8"), None)
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return _damaged_utf8(data, how, open_to_it=how is not None or not told)
    if how is None and len(text) == used:  # ASCII but for the last byte: that is a letter of another encoding
        return None
    return Decoded(text, "utf-8", how or "utf-8")


def _damaged_utf8(data: bytes, how: str | None, *, open_to_it: bool) -> Decoded | None:
    """UTF-8 in which some bytes are bad. If most are, or if it is said to be something else and more than a few, it is not."""
    bad = len(data) - len(data.decode("utf-8", "ignore").encode())
    if bad > (0.5 if open_to_it else FEW) * above_ascii(data):
        return None
    codecs.register_error("cleaner.mixed", _mixed)
    errors = "cleaner.mixed" if bad < _MANY else "replace"
    return Decoded(data.decode("utf-8", errors), "utf-8", how or "utf-8")


def _mixed(error: UnicodeError) -> tuple[str, int]:
    """A bad byte of UTF-8: a sign of Windows-1252 if it stands among ASCII, half a character otherwise."""
    assert isinstance(error, UnicodeDecodeError)
    data, start, end = error.object, error.start, error.end
    around = data[max(0, start - 1) : start] + data[end : end + 1]
    bad = data[start:end]
    if len(bad) == 1 and bad < b"\xc0" and around.isascii():  # above are letters: more often half a character
        bad = UnicodeDammit.detwingle(bad)
    return bad.decode("utf-8", "replace"), end


# --- Other encodings --------------------------------------------------------------------------------------------------


def _as_told(data: bytes, told: list[Told]) -> Decoded | None:
    """The text in the first encoding that is told and believable."""
    for codec, how in told:
        if codec != "utf-8":
            text, bad = lenient(data, codec)
            if bad <= FEW * above_ascii(data) and believable(sample_of(data), codec):
                return Decoded(text, codec, how)
    return None


def _as_detected(data: bytes, told: list[Told]) -> Decoded:
    sample = sample_of(data)
    guess = best_guess(sample) if len(set(sample) - set(range(128))) >= VARIED else None
    if guess:
        text, bad = lenient(data, guess.codec)
        if bad <= 0.1 * above_ascii(data):
            return Decoded(text, guess.codec, "detected")
    for codec, how in told:
        text, bad = lenient(data, codec)
        if bad <= 0.5 * above_ascii(data):
            return Decoded(text, codec, how)
    return Decoded(lenient(data, "cp1252")[0], "cp1252", "fallback")
