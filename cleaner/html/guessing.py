"""Guessing the encoding of bytes from a sample of them, and decoding leniently.

Guesses are charset-normalizer's, among the encodings that pages have, put right where it is known to be wrong.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

import charset_normalizer

VARIED = 4
"""Fewer different bytes above ASCII tell nothing."""
FEW = 0.02
"""The share of bytes above ASCII that may be wrong in an encoding that is right."""

_BAD = "\N{REPLACEMENT CHARACTER}"
_WINDOWS = 16  # places in a page that a sample is taken from
_WINDOW = 3000  # bytes of each, and as many again: 96 KB at most
_ENOUGH = 40  # so many bytes above ASCII may speak against a declaration
_MESS = 0.05  # charset-normalizer's measure of gibberish, 0 to 1: text in its own encoding stays below this
_LITTLE_MESS = 0.02  # Windows-1252 is what servers say who do not know

_RELATIVES = {"euc_jp": "euc_jisx0213", "big5hkscs": "cp950", "iso2022_jp": "iso2022_jp_ext"}  # some have signs that others lack
_WIDE = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"))  # more than a byte a character
_GUESSES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("koi8-r", "koi8-u", "iso8859-2", "iso8859-5", "iso8859-7", "cp866", *sorted(_WIDE)),
)
_BY_PROPER_NAME = {name.replace("-", "_"): name for name in _GUESSES}  # charset-normalizer's names to ours


_MIXED_WORD = re.compile("[A-Za-z][\u0370-\u0e7f]|[\u0370-\u0e7f][A-Za-z]")  # Greek to Thai within a Latin word
_NARROW = re.compile("[\uff61-\uff9f]")


_LATIN = frozenset(("cp1250", "cp1254", "cp1257", "iso8859-2"))
_USUAL = 0.25  # the share of common signs in a text of the Far East; in a wrong encoding it is below 0.05


class _Guess(NamedTuple):
    """A codec, and how much of a sample would be gibberish in it: 0 (nothing) to 1."""

    codec: str
    mess: float


def believable(sample: bytes, codec: str) -> bool:
    """Whether a sample reads like text in an encoding, or at least not much better in another one."""
    if above_ascii(sample) < _ENOUGH:
        return True
    margin = _LITTLE_MESS if codec == "cp1252" else _MESS
    mess = _mess(sample, codec)
    if mess <= margin:
        return True
    other = best_guess(sample)
    return other is None or other.codec == codec or other.mess + margin > mess


def best_guess(sample: bytes) -> _Guess | None:
    """The encoding in which a sample reads best."""
    among = [codec for codec in _GUESSES if codec != "cp932" or not _is_narrow(sample)]
    match = charset_normalizer.from_bytes(sample, cp_isolation=among, enable_fallback=False).best()
    guess = _Guess(_BY_PROPER_NAME[match.encoding], match.chaos) if match else None
    if guess and guess.codec in _WIDE:
        return guess
    return _wide_guess(sample) or (guess and _Guess(_sibling(sample, guess.codec), guess.mess))


# The commonest signs of the Far East: kana, and what most texts have of syllables and ideographs.
_COMMON = re.compile(
    "[\N{HIRAGANA LETTER SMALL A}-\N{HIRAGANA LETTER N}\N{KATAKANA LETTER SMALL A}-\N{KATAKANA LETTER N}ー、。，「」"
    "이다는의가을에하고지로한은리기도를사자시인어아서나라"
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年]"
)


def _wide_guess(sample: bytes) -> _Guess | None:
    """An encoding of the Far East that gives its common signs, where charset-normalizer gives up: at bad bytes, or many symbols."""
    for codec in ("euc_jp", "cp932", "cp949", "big5hkscs", "gb18030"):  # GB 18030 has the kana where EUC-JP has them
        text, bad = lenient(sample, codec)
        above = len(text) - len(text.encode("ascii", "ignore"))
        if bad <= 0.5 * FEW * above_ascii(sample) and len(_COMMON.findall(text)) >= _USUAL * above:
            return _Guess(codec, 0.0)
    return None


# Letters above ASCII of languages that charset-normalizer takes for Western ones, and those that only they have.
_ALPHABETS = (
    ("cp1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "ő"),
    ("cp1254", "çğıöşüâîûÇĞİÖŞÜ", "ış"),
)


def _sibling(sample: bytes, codec: str) -> str:
    """The likelier one of encodings of Latin letters that charset-normalizer cannot tell apart."""
    if codec not in _LATIN | {"cp1252"}:
        return codec
    alphabet = next((name for name, letters, own in _ALPHABETS if _is_written_in(sample, name, letters, own)), None)
    codec = alphabet or (codec if codec == "cp1252" or not _as_good(sample, codec) else "cp1252")
    if codec == "cp1250" and not re.search(rb"[\x80-\x9f]", sample):  # where its š, ž, ś and quotes are
        return "iso8859-2"
    return codec


def _as_good(sample: bytes, codec: str) -> bool:
    """Whether a sample reads as well in Windows-1252."""
    one, other = (charset_normalizer.from_bytes(sample, cp_isolation=[name]).best() for name in (codec, "cp1252"))
    return bool(one and other and other.chaos <= one.chaos and other.coherence >= one.coherence)


def _is_written_in(sample: bytes, codec: str, letters: str, own: str) -> bool:
    found = [sign for sign in sample.decode(codec, "ignore") if sign > "\x7f" and sign.isalpha()]
    return all(sign in found for sign in own) and sum(sign in letters for sign in found) >= 0.95 * len(found)


def _mess(sample: bytes, codec: str) -> float:
    """How much of a sample is gibberish in an encoding: 0 (nothing) to 1. Bytes that do not fit are left out."""
    text = sample.decode(codec, "ignore")
    if codec == "cp932" and _is_narrow(sample):
        return 1.0
    match = charset_normalizer.from_bytes(text.encode(codec, "ignore"), cp_isolation=[codec], enable_fallback=False).best()
    mixed = len(_MIXED_WORD.findall(text)) / max(1, len(text) - len(text.encode("ascii", "ignore")))
    return max(match.chaos, mixed) if match else 1.0


def _is_narrow(sample: bytes) -> bool:
    """Whether a sample would be half-width katakana for the most part: any text of other scripts is, as Shift-JIS."""
    text = sample.decode("cp932", "ignore")
    return 2 * len(_NARROW.findall(text)) > len(text) - len(text.encode("ascii", "ignore"))


def above_ascii(data: bytes) -> int:
    """How many bytes are above ASCII."""
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


# --- Decoding ---------------------------------------------------------------------------------------------------------


def lenient(data: bytes, codec: str) -> tuple[str, int]:
    """The text, with U+FFFD for bytes that do not fit, and how many of these there are. Half a character at the end is dropped."""
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
    """The text, without half a character at the end. Raises UnicodeDecodeError for any other flaw."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3:
            raise
        return data[: error.start].decode(codec)


@lru_cache(maxsize=64)
def _table(codec: str) -> str:
    """What each of the 256 bytes stands for. As in browsers, those that stand for nothing are control characters up to 0x9f."""
    known = (bytes((byte,)).decode(codec, "replace") for byte in range(256))
    return "".join(chr(byte) if sign == _BAD and byte < 0xA0 else sign for byte, sign in enumerate(known))


# --- A sample ---------------------------------------------------------------------------------------------------------

_ABOVE = re.compile(rb"[\x80-\xff]")
_ASIDE = re.compile(rb"[<>\s]")  # these and what is below 0x30 are never the second byte of a character
_BREAK = re.compile(rb"[<>\n]")
_LOOK_BACK = 80  # bytes before the first one above ASCII: the beginning of a word or two


def sample_of(data: bytes) -> bytes:
    """Lines and text between tags with bytes above ASCII, from all over a page: at most 100 KB, and whole characters."""
    pieces: list[bytes] = []
    position, stride = 0, max(_WINDOW, len(data) // _WINDOWS + 1)
    for window in range(0, len(data), stride):
        if window > position:
            aside = _ASIDE.search(data, window)
            position = aside.end() if aside else len(data)
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
    """Where the next text with bytes above ASCII starts and ends; an empty one at the end of the data."""
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
