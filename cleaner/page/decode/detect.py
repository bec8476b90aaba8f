"""Detecting the encoding of bytes from a sample of them, and lenient decoding.

Guesses are charset-normalizer's, among the encodings that pages have, corrected where it is known
to be wrong.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

import charset_normalizer

VARIED = 4
"""With fewer different bytes above ASCII nothing is detected."""
FEW = 0.02
"""Share of the bytes above ASCII that may be wrong in the right encoding."""

_BAD = "\N{REPLACEMENT CHARACTER}"
_WINDOWS = 16  # places in a page that a sample is taken from
_WINDOW = 3000  # bytes of each, and as many again: 96 KB at most
_ENOUGH = 40  # bytes above ASCII from which a declaration can be wrong
_GARBLED = 0.05  # charset-normalizer's measure, 0 to 1: text in its own encoding is below this
_SLIGHTLY_GARBLED = 0.02  # the same for Windows-1252, which servers declare that do not know

# Relatives of an encoding that have characters it lacks.
_RELATIVES = {"euc_jp": "euc_jisx0213", "big5hkscs": "cp950", "iso2022_jp": "iso2022_jp_ext"}
# Encodings with more than a byte a character.
_WIDE = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"))
_GUESSES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("koi8-r", "koi8-u", "iso8859-2", "iso8859-5", "iso8859-7", "cp866", *sorted(_WIDE)),
)
_BY_PROPER_NAME = {name.replace("-", "_"): name for name in _GUESSES}  # charset-normalizer's names

# A letter of Greek to Thai next to a Latin one.
_MIXED_WORD = re.compile("[A-Za-z][\u0370-\u0e7f]|[\u0370-\u0e7f][A-Za-z]")
_NARROW = re.compile("[\uff61-\uff9f]")

_LATIN = frozenset(("cp1250", "cp1254", "cp1257", "iso8859-2"))
_USUAL = 0.25  # share of common characters in East Asian text; below 0.05 in a wrong encoding


class _Guess(NamedTuple):
    """A codec, and the share of a sample that is garbled in it: 0 to 1."""

    codec: str
    garbled: float


def believable(sample: bytes, codec: str) -> bool:
    """Whether a sample reads like text in an encoding, or no other encoding is much better."""
    if above_ascii(sample) < _ENOUGH:
        return True
    margin = _SLIGHTLY_GARBLED if codec == "cp1252" else _GARBLED
    garbled = _garbled_share(sample, codec)
    if garbled <= margin:
        return True
    other = best_guess(sample)
    return other is None or other.codec == codec or other.garbled + margin > garbled


def best_guess(sample: bytes) -> _Guess | None:
    """The encoding in which a sample reads best; None if it reads well in none."""
    among = [codec for codec in _GUESSES if codec != "cp932" or not _is_narrow(sample)]
    match = charset_normalizer.from_bytes(sample, cp_isolation=among, enable_fallback=False).best()
    guess = _Guess(_BY_PROPER_NAME[match.encoding], match.chaos) if match else None
    if guess and guess.codec in _WIDE:
        return guess
    return _east_asian_guess(sample) or (
        guess and _Guess(_sibling(sample, guess.codec), guess.garbled)
    )


# The commonest characters of East Asian text: kana, syllables, ideographs.
_COMMON = re.compile(
    "[\N{HIRAGANA LETTER SMALL A}-\N{HIRAGANA LETTER N}"
    "\N{KATAKANA LETTER SMALL A}-\N{KATAKANA LETTER N}ー、。，「」"
    "이다는의가을에하고지로한은리기도를사자시인어아서나라"
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以"
    "说說时時要就出会會可也你对對生能而子那得于於着著下自之年]"
)


def _east_asian_guess(sample: bytes) -> _Guess | None:
    """An East Asian encoding that gives common characters.

    For samples where charset-normalizer gives up: bad bytes, or many symbols.
    """
    # GB 18030 last: it has the kana where EUC-JP has them.
    for codec in ("euc_jp", "cp932", "cp949", "big5hkscs", "gb18030"):
        text, bad = lenient(sample, codec)
        above = len(text) - len(text.encode("ascii", "ignore"))
        if bad <= 0.5 * FEW * above_ascii(sample) and len(_COMMON.findall(text)) >= _USUAL * above:
            return _Guess(codec, 0.0)
    return None


# Letters above ASCII of languages that charset-normalizer takes for Western ones, and those of them
# that only these languages have.
_ALPHABETS = (
    ("cp1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "ő"),
    ("cp1254", "çğıöşüâîûÇĞİÖŞÜ", "ış"),
)
_UPPER_CONTROLS = re.compile(rb"[\x80-\x9f]")  # where Windows-1250 has š, ž, ś and quotes


def _sibling(sample: bytes, codec: str) -> str:
    """The likelier one of Latin encodings that charset-normalizer cannot tell apart."""
    if codec not in _LATIN | {"cp1252"}:
        return codec
    matches = (name for name, letters, own in _ALPHABETS if _is_in(sample, name, letters, own))
    alphabet = next(matches, None)
    if alphabet is None:
        alphabet = "cp1252" if codec == "cp1252" or _reads_as_western(sample, codec) else codec
    if alphabet == "cp1250" and not _UPPER_CONTROLS.search(sample):
        return "iso8859-2"
    return alphabet


def _reads_as_western(sample: bytes, codec: str) -> bool:
    """Whether a sample reads in Windows-1252 as well as in an encoding."""
    one, other = (
        charset_normalizer.from_bytes(sample, cp_isolation=[name]).best()
        for name in (codec, "cp1252")
    )
    return bool(one and other and other.chaos <= one.chaos and other.coherence >= one.coherence)


def _is_in(sample: bytes, codec: str, letters: str, own: str) -> bool:
    """Whether a sample's letters above ASCII are `letters`, and all of `own` are among them."""
    found = [sign for sign in sample.decode(codec, "ignore") if sign > "\x7f" and sign.isalpha()]
    known = sum(sign in letters for sign in found)
    return all(sign in found for sign in own) and known >= 0.95 * len(found)


def _garbled_share(sample: bytes, codec: str) -> float:
    """The share of a sample that is garbled in an encoding, 0 to 1. Skips bytes that do not fit."""
    text = sample.decode(codec, "ignore")
    if codec == "cp932" and _is_narrow(sample):
        return 1.0
    clean = text.encode(codec, "ignore")
    match = charset_normalizer.from_bytes(clean, cp_isolation=[codec], enable_fallback=False).best()
    above = len(text) - len(text.encode("ascii", "ignore"))
    mixed = len(_MIXED_WORD.findall(text)) / max(1, above)
    return max(match.chaos, mixed) if match else 1.0


def _is_narrow(sample: bytes) -> bool:
    """Whether a sample in Shift-JIS would be mostly half-width katakana, as other scripts are."""
    text = sample.decode("cp932", "ignore")
    above = len(text) - len(text.encode("ascii", "ignore"))
    return 2 * len(_NARROW.findall(text)) > above


def above_ascii(data: bytes) -> int:
    """The number of bytes above ASCII."""
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


# --- Decoding -------------------------------------------------------------------------------------


def lenient(data: bytes, codec: str) -> tuple[str, int]:
    """The text with U+FFFD for bytes that do not fit, and their number.

    Half a character at the end is dropped.
    """
    if codec not in _WIDE and not codec.startswith(("utf", "iso2022")):
        text = codecs.charmap_decode(data, "strict", _table(codec))[0]
        return text, text.count(_BAD)
    for exact in (codec, _RELATIVES.get(codec, codec)):
        try:
            return _whole(data, exact), 0
        except UnicodeDecodeError:
            continue
    text = data.decode(codec, "replace")
    return text, text.count(_BAD)


def _whole(data: bytes, codec: str) -> str:
    """The text without half a character at the end. Raises UnicodeDecodeError for other errors."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3:
            raise
        return data[: error.start].decode(codec)


@lru_cache(maxsize=64)
def _table(codec: str) -> str:
    """The character of each of the 256 bytes.

    As in browsers, unassigned bytes up to 0x9F are control characters.
    """
    known = (bytes((byte,)).decode(codec, "replace") for byte in range(256))
    return "".join(
        chr(byte) if sign == _BAD and byte < 0xA0 else sign for byte, sign in enumerate(known)
    )


# --- A sample -------------------------------------------------------------------------------------

_ABOVE = re.compile(rb"[\x80-\xff]")
_BELOW = re.compile(rb"[<>\s]")  # these, as all below 0x30, are never a character's second byte
_BREAK = re.compile(rb"[<>\n]")
_LOOK_BACK = 80  # bytes before the first one above ASCII: the beginning of a word or two


def sample_of(data: bytes) -> bytes:
    """Lines and text between tags with bytes above ASCII, from all over a page.

    At most 100 KB, and whole characters.
    """
    pieces: list[bytes] = []
    position, stride = 0, max(_WINDOW, len(data) // _WINDOWS + 1)
    for window in range(0, len(data), stride):
        if window > position:
            between = _BELOW.search(data, window)
            position = between.end() if between else len(data)
        taken = 0
        while taken < _WINDOW:
            start, end = _next_piece(data, position)
            pieces.append(data[start:end])
            taken += end - start + 1
            position = end
            if start == end:
                break
    return b"\n".join(filter(None, pieces))


def _next_piece(data: bytes, position: int) -> tuple[int, int]:
    """Start and end of the next text with bytes above ASCII; empty at the end of the data."""
    above = _ABOVE.search(data, position)
    if above is None:
        return len(data), len(data)
    at = above.start()
    start = max(position, at - _LOOK_BACK)
    start += 1 + max(data[start:at].rfind(stop) for stop in (b"<", b">", b"\n"))
    stop = _BREAK.search(data, at, at + _WINDOW)
    if stop:
        return start, stop.start()
    cut = max(data.rfind(bytes((byte,)), at, at + _WINDOW) for byte in b" \t\r,.-")
    return start, cut + 1 if cut > at else min(len(data), at + _WINDOW)
