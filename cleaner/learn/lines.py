"""A document as lines that can be compared with those of other documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress, pairwise
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.characters import BULLETS
from cleaner.core.document import Document
from cleaner.core.matcher import Found
from cleaner.core.normalise import with_plain_marks
from cleaner.core.patterns import pattern
from cleaner.core.rule import Phrase
from cleaner.core.spans import united
from cleaner.core.structure import code, speech, tables
from cleaner.core.structure.kinds import Region
from cleaner.core.structure.lines import Lines
from cleaner.core.words import is_prose, word_count

ARTICLE_PROSE = 20
"""Words of a line of prose that is certainly the article's. Headlines of other articles that end
with a question mark count as prose, and rarely have so many."""

HEAD, BODY, TAIL = "head", "body", "tail"
ZONES = (HEAD, BODY, TAIL)
"""Where a line is in its document: before, between or after the prose of its article."""

_ADDRESSES = ("://", "www.", "@", "doi:", "doi ", "10.")
"""What lines have in which digits tell one thing from another: web and mail addresses, DOIs."""

SHORT = 80
"""Characters of a line that may be a template, and in which numbers do not matter."""

_CONTINUATION = frozenset(",.;:)!?%\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}")
_STOPS = frozenset(
    ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
    "\N{FULLWIDTH QUESTION MARK}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}"
)
_OPENERS = "\"'([\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_CLOSERS = "\"')]*\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK} "


class Zones(NamedTuple):
    """The numbers of the first and last line of the article's prose; `first > last` without."""

    first: int
    last: int

    def of(self, number: int) -> str:
        """Return the zone of a line."""
        if number < self.first:
            return HEAD
        return TAIL if number > self.last else BODY


def plain(text: str) -> list[str]:
    """Return the lines of a text that are not blank, without spaces around them."""
    return [line for whole in text.splitlines() if (line := whole.strip())]


def places(text: str) -> list[tuple[int, int]]:
    """Return start and end of the lines that are not blank, with their line breaks."""
    lines = text.splitlines(keepends=True)
    edges = [*accumulate(map(len, lines), initial=0)]
    return [*compress(pairwise(edges), [not line.isspace() for line in lines])]


def key(text: str) -> bytes:
    """Return what makes two lines the same: their letters, without case and numbers.

    Digits of addresses stay: `DOI: 10.1038/…` names another work each time.

    >>> key("• 12 Comments"), key("https://doi.org/10.1038/1")
    (b'comments', b'httpsdoiorg1010381')
    """
    return keys([text.strip().replace("\n", " ")])[0]


def keys(lines: Sequence[str]) -> list[bytes]:
    """Return the key of each line (see `key`), which is quick for many lines together."""
    if not lines:
        return []
    whole = "\n".join([line if len(line) > SHORT else line.lower() for line in lines])
    if not whole.isascii():
        whole = with_plain_marks(whole)
        for bullet in BULLETS:
            whole = whole.replace(bullet, "")
    letters = whole.encode("utf-8", "surrogatepass").translate(_LOWER, _MARKS).split(b"\n")
    return [
        found if len(line) > SHORT or found.isalpha() else _numberless(line, found)
        for line, found in zip(lines, letters, strict=True)
    ]


def _numberless(line: str, letters: bytes) -> bytes:
    """Return the key of a short line; that of a line without letters has its signs."""
    bare = letters.translate(None, _DIGITS)
    if len(bare) < len(letters) and has_address(line):
        return letters
    return bare or _NUMBER.sub("#", line).encode("utf-8", "surrogatepass")


_NUMBER = pattern(r"\d[\d.,:/]*")
_DIGIT = pattern(r"\d")
_DIGITS = b"0123456789"
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum() and code != ord("\n"))
"""ASCII but letters, digits and line breaks."""
_LOWER = bytes(range(256)).lower()


def ascii_letters(text: str) -> list[bytes]:
    """Return the ASCII letters of each line in lower case: lines with the same key have the same.

    >>> ascii_letters("Read on: 12 more\\nCafé")
    [b'readonmore', b'caf']
    """
    for sign in _WIDE_BREAKS:
        text = text.replace(sign, "\n")
    return text.encode("ascii", "ignore").translate(_BROKEN, _NO_LETTERS).split(b"\n")


_WIDE_BREAKS = ("\N{NEXT LINE}", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")
_BREAKS = b"\n\r\v\f\x1c\x1d\x1e"
"""What else ends a line (`str.splitlines`)."""
_BROKEN = _LOWER.translate(bytes.maketrans(_BREAKS, b"\n" * len(_BREAKS)))
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha() and code not in _BREAKS)


def has_address(line: str) -> bool:
    """Whether a line has a web or mail address or a DOI, in which digits matter."""
    lowered = line.lower()
    for sign in _ADDRESSES:  # noqa: SIM110 (twice as fast as any())
        if sign in lowered:
            return True
    return False


def zones(lines: Sequence[str], repeated: Sequence[bool]) -> Zones:
    """Return the zones of a document.

    `repeated` says for each line whether it repeats elsewhere: the others are its own. A document
    of which most is outside of its prose (a list of changes, a law) is its body as a whole: what
    repeats between its own lines is a template.
    """
    own = [at for at, again in enumerate(repeated) if not again]
    found = _prose(lines, own, _is_certain) or _prose(lines, own, is_prose)
    if not found:
        return Zones(len(lines), -1)
    inside = sum(len(lines[at]) for at in own if found.of(at) == BODY)
    if 2 * inside < sum(len(lines[at]) for at in own):
        return Zones(0, len(lines) - 1)
    return found


def _prose(
    lines: Sequence[str], own: Sequence[int], is_article: Callable[[str], bool]
) -> Zones | None:
    """Return the zones from the first to the last of a document's own lines that passes a test."""
    for first in own:
        if is_article(lines[first]):
            return Zones(first, next(at for at in reversed(own) if is_article(lines[at])))
    return None


def _is_certain(text: str) -> bool:
    # A word and its space take two characters; in scripts without spaces, two letters are a word.
    return (
        len(text) >= 2 * ARTICLE_PROSE - 1 and word_count(text) >= ARTICLE_PROSE and is_prose(text)
    )


def label(text: str) -> str:
    """Return the label that a line starts with, such as `Q` in `Q: Why?`; empty without one."""
    head, colon, rest = text.partition(": ")
    return head if colon and rest and len(head) <= _LABEL else ""


_LABEL = 25  # characters of a label
Reader = Callable[[Lines], Iterator[Region]]
READERS: tuple[Reader, ...] = (
    *(code.front_matter, code.code, tables.tables),
    *(speech.speech, speech.verse, speech.terms),
)


def structure(text: str, readers: Iterable[Reader] = READERS) -> list[Span]:
    """Return the parts of a text that are code, tables, front matter, verse, speech or terms.

    They are in order and disjoint.
    """
    document = Document(text, _NoPhrases(), found={})
    left = Lines(document)
    regions = chain.from_iterable(read(left) for read in readers)
    return united(document.span(first, last) for first, last, _ in regions)


class _NoPhrases:
    """A matcher that finds nothing: structure is read without phrases here."""

    def scan(self, text: str, kept: Sequence[Span]) -> dict[int, Found]:
        return {}

    def match(self, line: str) -> Found:
        return ()

    def resolve(self, document: Document) -> Mapping[int, Found]:
        return {}

    def shown(self, text: str) -> frozenset[str]:
        return frozenset()

    def sentences(self, line: str) -> Iterable[tuple[Phrase, int, int]]:
        return ()

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        return None


def is_fragment(lines: Sequence[str], at: int, repeated: Sequence[bool]) -> bool:
    """Whether a line is part of a sentence whose other part is only in this document.

    Scrapers break sentences at links: `In a study published in` / `Nature` / `, researchers …`.
    """
    if at and not repeated[at - 1] and _continues(lines[at]):
        return True
    after = at + 1
    return after < len(lines) and not repeated[after] and _continues(lines[after])


def _continues(text: str) -> bool:
    return text[0].islower() or text[0] in _CONTINUATION


LABEL_WORDS = 7
"""Words of a label, or of a line with a figure, at most."""


def is_figure(text: str) -> bool:
    """Whether a line is a short one with a number: a date, a price, a cooking time."""
    return _DIGIT.search(text) is not None and word_count(text) <= LABEL_WORDS


def is_item(text: str) -> bool:
    """Whether a line is an item of a list."""
    return text.startswith(("- ", "* "))


def is_rule(text: str) -> bool:
    """Whether a line is drawn with `---` or `===`."""
    return len(text) >= _RULE and text.strip(text[0]) == "" and text[0] in "-="


_RULE = 3  # characters of a drawn line


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return text.rstrip(_CLOSERS)[-1:] in _STOPS


def is_listed(text: str) -> bool:
    """Whether a line is an item of a list, or begins with a figure (`2 eggs`)."""
    return text[0].isdigit() or is_item(text)


def is_text(text: str) -> bool:
    """Whether a line is a sentence or in a list."""
    return is_listed(text) or (is_sentence(text) and word_count(text) >= _SENTENCE_WORDS)


_SENTENCE_WORDS = 4  # of a sentence
