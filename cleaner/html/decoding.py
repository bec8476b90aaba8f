"""A page's bytes as text: which encoding they are in, whatever they are said to be in.

What a page says of its encoding is often wrong, and its bytes are not: bytes that are UTF-8 are UTF-8. Otherwise the word of
the server comes before the word of the page, and both before a guess, as in browsers; but a word that makes the text gibberish
is not believed if another encoding makes it text. Guesses are made from a sample of bounded size, never from a whole page.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from functools import lru_cache
from typing import NamedTuple

import charset_normalizer
from bs4.dammit import EncodingDetector, UnicodeDammit

from cleaner.html.trouble import HtmlTrouble

MAX_BYTES = 200 * 1024 * 1024
"""How much a gzip file may unpack to."""

_HEAD = 4096  # bytes in which a page names its encoding, and a binary file shows itself
_CONTROLS = bytes({*range(32)} - set(b"\t\n\f\r\x1b")) + b"\x7f"  # ESC is what ISO-2022-JP is made with
_BINARY = 0.05  # so many control characters are not text

_BAD = "\N{REPLACEMENT CHARACTER}"
_WINDOWS = 16  # places in a page that a sample is taken from
_WINDOW = 3000  # bytes of each, and as many again: 96 KB at most
_VARIED = 4  # fewer different bytes above ASCII tell nothing
_ENOUGH = 40  # so many bytes above ASCII may speak against a declaration
_FEW = 0.02  # the share of bytes above ASCII that may be wrong in an encoding that is right
_MESS = 0.05  # charset-normalizer's measure of gibberish, 0 to 1: text in its own encoding stays below this
_MANY = 1_000_000  # bad bytes of UTF-8 that are looked at one by one: about a second
_LITTLE_MESS = 0.02  # Windows-1252 is what servers say who do not know


class Decoded(NamedTuple):
    """A page's text without its byte order mark, the Python name of its encoding, and how that was found.

    `how` is `bom`, `zeros` (UTF-16 and UTF-32 without a byte order mark), `http`, `meta`, `utf-8` (nothing was said, or the
    bytes speak against it), `detected`, or `fallback` (nothing fits; Windows-1252 takes any byte).
    """

    text: str
    encoding: str
    how: str


class _Told(NamedTuple):
    """An encoding that a page is said to be in, and who says so."""

    codec: str
    how: str


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """The text of a page. `charset` is the label of the HTTP header, if one is known; unknown labels are ignored.

    A gzip file is unpacked. Half a character at the end is dropped. Single bytes that do not fit come out as U+FFFD (quotes
    and dashes of Windows-1252 in UTF-8 as what they are meant for), NULs as they are, nothing as an empty text.
    Raises HtmlTrouble for other formats, binary data, and gzip files that are damaged or unpack to more than MAX_BYTES.
    """
    data = _unpacked(data)
    _refuse_other_formats(data)
    wide = _by_mark(data) or _by_zeros(data)
    if wide:
        return wide
    rest = data.removeprefix(codecs.BOM_UTF8)
    if _is_binary(rest[:_HEAD]):
        raise HtmlTrouble("this is binary data, not HTML. If it is compressed (Brotli has no mark to know it by), decompress it first.")
    told = [_Told("utf-8", "bom")] if rest is not data else []  # believed if true: templates carry it into other encodings
    told += _all_told(rest, charset)
    if rest.isascii():
        return _ascii(rest, told)
    return _utf8(rest, told) or _as_told(rest, told) or _as_detected(rest, told)


# --- What is no page --------------------------------------------------------------------------------------------------

_COMPRESSED = {
    b"\x1f\x8b": "gzip, twice over",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\xfd7zXZ\0": "xz",
    b"BZh91AY&SY": "bzip2",
    b"\x04\x22\x4d\x18": "LZ4",
}

_DOCUMENT = "Take its text out first, with a tool made for that."
_NO_TEXT = "There is no article in it; leave it out."
_UNPACK = "Unpack it first, and name the pages in it."

_FORMATS = {  # by the first bytes; None is any byte
    b"%PDF-": ("a PDF document", _DOCUMENT),
    b"%!PS-Adobe": ("a PostScript document", _DOCUMENT),
    b"{\\rtf": ("an RTF document", _DOCUMENT),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Word, Excel or PowerPoint document", _DOCUMENT),
    b"PK\x03\x04": ("a ZIP archive or an office document (docx, odt, epub)", _UNPACK),
    b"PK\x05\x06": ("an empty ZIP archive", _NO_TEXT),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"\x89PNG\r\n\x1a\n": ("a PNG image", _NO_TEXT),
    b"\xff\xd8\xff": ("a JPEG image", _NO_TEXT),
    b"GIF87a": ("a GIF image", _NO_TEXT),
    b"GIF89a": ("a GIF image", _NO_TEXT),
    b"II*\0": ("a TIFF image", _NO_TEXT),
    b"MM\0*": ("a TIFF image", _NO_TEXT),
    b"\0\0\1\0": ("an icon", _NO_TEXT),
    b"\x1a\x45\xdf\xa3": ("a WebM or Matroska video", _NO_TEXT),
    b"OggS\0": ("an Ogg recording", _NO_TEXT),
    b"ID3\2": ("an MP3 recording", _NO_TEXT),
    b"ID3\3": ("an MP3 recording", _NO_TEXT),
    b"ID3\4": ("an MP3 recording", _NO_TEXT),
    b"fLaC\0": ("a FLAC recording", _NO_TEXT),
    b"wOFF": ("a font", _NO_TEXT),
    b"wOF2": ("a font", _NO_TEXT),
    b"\x7fELF": ("a program", _NO_TEXT),
    b"MZ\x90\0": ("a program", _NO_TEXT),
    b"\0asm": ("a program", _NO_TEXT),
    b"\xca\xfe\xba\xbe": ("a program", _NO_TEXT),
    b"\xcf\xfa\xed\xfe": ("a program", _NO_TEXT),
    b"SQLite format 3\0": ("an SQLite database", _NO_TEXT),
    b"PAR1": ("a Parquet file", "Read it as a dump."),
}
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a WAV recording", b"AVI ": "an AVI video"}


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise HtmlTrouble("this is a gzip file, and it is damaged or cut short. Fetch it again.") from error
    if len(unpacked) > MAX_BYTES:
        raise HtmlTrouble(f"this gzip file unpacks to more than {MAX_BYTES >> 20} MiB, which is no page. Leave it out.")
    return unpacked


def _refuse_other_formats(data: bytes) -> None:
    for mark, packing in _COMPRESSED.items():
        if data.startswith(mark):
            raise HtmlTrouble(f"this is compressed ({packing}). Decompress it first.")
    for mark, (what, remedy) in _FORMATS.items():
        if data.startswith(mark):
            raise HtmlTrouble(f"this is {what}, not HTML. {remedy}")
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        raise HtmlTrouble(f"this is {_RIFF[data[8:12]]}, not HTML. {_NO_TEXT}")
    if data[4:8] == b"ftyp":
        raise HtmlTrouble(f"this is an MP4 video or an AVIF or HEIC image, not HTML. {_NO_TEXT}")


def _is_binary(head: bytes) -> bool:
    """Whether a head has more control characters than text does. Bytes, or characters written as UTF-8."""
    return len(head) - len(head.translate(None, _CONTROLS)) > _BINARY * len(head)


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
    head = data[: min(_HEAD, len(data) & ~1)]
    codec = _wide_codec([head[place::4].count(0) for place in range(4)], len(head))
    if codec is None or _is_binary(_wide(head, codec).encode("utf-8", "replace")):
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


# --- What is told -----------------------------------------------------------------------------------------------------

_META = re.compile(rb"<\s{0,9}meta[\s/][^>]{0,500}", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DESCRIBES = re.compile(rb"\b(?:name|property|itemprop)\s{0,9}=", re.IGNORECASE)  # a description may be about charsets

# https://encoding.spec.whatwg.org/#names-and-labels, with the Python codec that comes nearest to what browsers do.
# Left out: what browsers refuse to decode (ISO-2022-KR, HZ).
_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127"
    " iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7"
    " iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8"
    " iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1"
    " iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 x-user-defined",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}
# Not in the standard: names that Python, databases and people use.
_NICKNAMES = {
    "utf-8": "utf_8 utf-8-sig",
    "cp1251": "win-1251 windows1251",
    "cp1252": "latin-1 latin_1 windows1252",
    "gb18030": "cp936 gb-2312",
    "big5hkscs": "cp950 big5hkscs",
    "euc_jp": "euc_jp eucjp",
    "cp932": "cp932 shiftjis",
    "cp949": "cp949 euc_kr euckr",
    "cp874": "cp874",
}
_CODECS = {label: codec for table in (_LABELS, _NICKNAMES) for codec, labels in table.items() for label in labels.split()}


def _all_told(data: bytes, charset: str | None) -> list[_Told]:
    """What is said of the encoding, the strongest word first. Labels that mean nothing are left out."""
    by_header = _CODECS.get((charset or "").strip(" \t\r\n\f\"';").lower())
    by_page = _told_by_page(data[:_HEAD])
    told = [_Told(by_header, "http")] if by_header and not by_header.startswith("utf-16") else []
    return [*told, _Told(by_page, "meta")] if by_page else told


def _told_by_page(head: bytes) -> str | None:
    """The codec that the first `meta` element with a known label names, or the XML declaration."""
    head = _COMMENT.sub(b"", head)
    declaration = head[: head.find(b"?>") + 2]
    pieces = [(declaration, False), *((tag + b">", True) for tag in _META.findall(head) if not _DESCRIBES.search(tag))]
    for piece, is_html in pieces:  # one by one: on a whole head that is meant ill, the search takes seconds
        label = EncodingDetector.find_declared_encoding(piece, is_html, search_entire_document=True)
        codec = _CODECS.get((label or "").strip())
        if codec:
            return "utf-8" if codec.startswith("utf-16") else codec  # in UTF-16 it could not have been read
    return None


# --- ASCII and UTF-8 --------------------------------------------------------------------------------------------------


def _ascii(data: bytes, told: list[_Told]) -> Decoded:
    """ASCII, or ISO-2022-JP, which is made of ASCII bytes and does not look like anything else."""
    if b"\x1b$" in data:
        text, bad = _lenient(data, "iso2022_jp")
        if bad <= _FEW * len(text):
            return Decoded(text, "iso2022_jp", next((how for codec, how in told if codec == "iso2022_jp"), "detected"))
    codec, how = next((one for one in told if one.codec != "iso2022_jp"), _Told("utf-8", "utf-8"))
    return Decoded(data.decode("ascii"), codec, how)


def _utf8(data: bytes, told: list[_Told]) -> Decoded | None:
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
    if bad > (0.5 if open_to_it else _FEW) * _above_ascii(data):
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


def _above_ascii(data: bytes) -> int:
    """How many bytes are above ASCII."""
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


# --- Other encodings --------------------------------------------------------------------------------------------------

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


def _as_told(data: bytes, told: list[_Told]) -> Decoded | None:
    """The text in the first encoding that is told and believable."""
    for codec, how in told:
        if codec != "utf-8":
            text, bad = _lenient(data, codec)
            if bad <= _FEW * _above_ascii(data) and _believable(_sample(data), codec):
                return Decoded(text, codec, how)
    return None


def _believable(sample: bytes, codec: str) -> bool:
    """Whether a sample reads like text in an encoding, or at least not much better in another one."""
    if _above_ascii(sample) < _ENOUGH:
        return True
    margin = _LITTLE_MESS if codec == "cp1252" else _MESS
    mess = _mess(sample, codec)
    if mess <= margin:
        return True
    other = _guess(sample)
    return other is None or other.codec == codec or other.mess + margin > mess


def _as_detected(data: bytes, told: list[_Told]) -> Decoded:
    sample = _sample(data)
    guess = _guess(sample) if len(set(sample) - set(range(128))) >= _VARIED else None
    if guess:
        text, bad = _lenient(data, guess.codec)
        if bad <= 0.1 * _above_ascii(data):
            return Decoded(text, guess.codec, "detected")
    for codec, how in told:
        text, bad = _lenient(data, codec)
        if bad <= 0.5 * _above_ascii(data):
            return Decoded(text, codec, how)
    return Decoded(_lenient(data, "cp1252")[0], "cp1252", "fallback")


def _guess(sample: bytes) -> _Guess | None:
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
        text, bad = _lenient(sample, codec)
        above = len(text) - len(text.encode("ascii", "ignore"))
        if bad <= 0.5 * _FEW * _above_ascii(sample) and len(_COMMON.findall(text)) >= _USUAL * above:
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


# --- Decoding ---------------------------------------------------------------------------------------------------------


def _lenient(data: bytes, codec: str) -> tuple[str, int]:
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


def _sample(data: bytes) -> bytes:
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
