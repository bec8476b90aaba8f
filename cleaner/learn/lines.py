"""A document as lines that can be compared with those of other documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.document import Document, Found
from cleaner.core.normalise import line_key
from cleaner.core.rule import Phrase
from cleaner.core.spans import united
from cleaner.core.structure import Kind
from cleaner.core.words import is_prose, word_count

ARTICLE_PROSE = 20
"""Words of a line of prose that is certainly the article's. Headlines of other articles that end
with a question mark count as prose, and rarely have so many."""

HEAD, BODY, TAIL = "head", "body", "tail"
ZONES = (HEAD, BODY, TAIL)
"""Where a line is in its document: before, between or after the prose of its article."""

_ADDRESSES = ("://", "www.", "@", "doi:", "doi ", "10.")
"""What lines have in which digits tell one thing from another: web and mail addresses, DOIs."""

_SHORT = 80
"""Characters of a line that may be a template with a number in it; longer ones are compared as
they are, which is twenty times as fast."""

_CONTINUATION = frozenset(",.;:)!?%\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}")
_STOPS = frozenset(
    ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
    "\N{FULLWIDTH QUESTION MARK}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}"
)
_OPENERS = "\"'([\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_CLOSERS = "\"')]*\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK} "


class Line(NamedTuple):
    """A line that is not blank: its span (line break included), text, key and words."""

    start: int
    end: int
    text: str
    key: str
    words: int
    prose: bool


class Zones(NamedTuple):
    """The numbers of the first and last line of the article's prose; `first > last` without."""

    first: int
    last: int

    def of(self, number: int) -> str:
        """Return the zone of a line."""
        if number < self.first:
            return HEAD
        return TAIL if number > self.last else BODY


def keys(text: str) -> Iterator[str]:
    """Yield the keys of the lines that are not blank."""
    return (key(line) for line in text.splitlines() if line.strip())


def templates(text: str) -> Iterator[str]:
    """Yield the templates of the lines that have one."""
    return (form for line in text.splitlines() if (form := template(line)))


def read(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    found, position = [], 0
    for whole in text.splitlines(keepends=True):
        line = whole.strip()
        if line:
            found.append(_line(position, position + len(whole), line))
        position += len(whole)
    return found


def _line(start: int, end: int, text: str) -> Line:
    return Line(start, end, text, key(text), max(1, word_count(text)), is_prose(text))


def key(text: str) -> str:
    """Return what makes two lines the same: their text without case, numbers and bullets.

    Digits of addresses stay: `DOI: 10.1038/…` names another work each time.

    >>> key("• 12 Comments"), key("https://doi.org/10.1038/1")
    ('# comments', 'https://doi.org/10.1038/1')
    """
    line = text.strip().lower()
    return " ".join(line.split()) if len(line) > _SHORT else _short_key(line)


@lru_cache(maxsize=4096)
def _short_key(line: str) -> str:
    if any(sign in line for sign in _ADDRESSES):
        return " ".join(line.split())
    return line_key(line) or line


HOLE = "%s"
"""What replaces names, dates and numbers in a template, as in phrase files."""


def template(text: str) -> str:
    """Return a short line with its names, dates and numbers replaced; empty if it has none.

    Names are words with capital letters after the first word, alone or several. At least two other
    words must be left, so that the line still tells what it is.

    >>> template("Posted by Ana Mendes on May 9, 2024"), template("Follow us on the river")
    ('posted by %s on %s', '')
    """
    if len(text) > _SHORT or any(sign in text.lower() for sign in _ADDRESSES):
        return ""
    found: list[str] = []
    for number, word in enumerate(text.split()):
        if _is_name(word, number):
            if found[-1:] != [HOLE]:
                found.append(HOLE)
        else:
            found.append(word.lower())
    words = sum(word != HOLE and word[0].isalpha() for word in found)
    return " ".join(found) if HOLE in found and words >= _LEAST_WORDS else ""


_LEAST_WORDS = 2  # of a template besides its holes


def _is_name(word: str, number: int) -> bool:
    plain = word.lstrip(_OPENERS)
    return any(map(str.isdigit, plain)) or (number > 0 and plain[:1].isupper())


def phrase_key(text: str) -> str:
    """Return the key of a phrase: that of its line, or the template that it writes with `%s`."""
    return " ".join(text.lower().split()) if HOLE in text else key(text)


def zones(lines: Sequence[Line], repeated: Sequence[bool]) -> Zones:
    """Return the zones of a document.

    `repeated` says for each line whether it repeats elsewhere: the others are its own. A document
    of which most is outside of its prose (a list of changes, a law) is its body as a whole: what
    repeats between its own lines is a template.
    """
    own = [at for at, again in enumerate(repeated) if not again]
    prose = [at for at in own if lines[at].prose]
    certain = [at for at in prose if lines[at].words >= ARTICLE_PROSE] or prose
    if not certain:
        return Zones(len(lines), -1)
    found = Zones(certain[0], certain[-1])
    inside = sum(lines[at].words for at in own if found.of(at) == BODY)
    if 2 * inside < sum(lines[at].words for at in own):
        return Zones(0, len(lines) - 1)
    return found


def label(text: str) -> str:
    """Return the label that a line starts with, such as `Q` in `Q: Why?`; empty without one."""
    head, colon, rest = text.partition(": ")
    return head if colon and rest and len(head) <= _LABEL else ""


_LABEL = 25  # characters of a label
_REGIONS = frozenset(
    {Kind.FRONT_MATTER, Kind.CODE, Kind.TABLE, Kind.SPEECH, Kind.VERSE, Kind.TERMS}
)


def structure(text: str) -> list[Span]:
    """Return the parts of a text that are code, tables, front matter, verse, speech or terms.

    They are in order and disjoint.
    """
    document = Document(text, _NoPhrases(), found={})
    regions = (region for region in document.regions if region.kind in _REGIONS)
    return united(document.span(first, last) for first, last, _ in regions)


class _NoPhrases:
    """A matcher that finds nothing: structure is read without phrases here."""

    def scan(self, text: str, kept: Sequence[Span]) -> dict[int, Found]:
        return {}

    def match(self, line: str) -> Found:
        return ()

    def resolve(self, document: Document) -> Mapping[int, Found]:
        return {}

    def shown(self, document: Document) -> frozenset[str]:
        return frozenset()

    def sentences(self, line: str) -> Iterable[tuple[Phrase, int, int]]:
        return ()

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        return None


def is_fragment(lines: Sequence[Line], at: int, repeated: Sequence[bool]) -> bool:
    """Whether a line is part of a sentence whose other part is only in this document.

    Scrapers break sentences at links: `In a study published in` / `Nature` / `, researchers …`.
    """
    if at and not repeated[at - 1] and _continues(lines[at].text):
        return True
    after = at + 1
    return after < len(lines) and not repeated[after] and _continues(lines[after].text)


def _continues(text: str) -> bool:
    return text[0].islower() or text[0] in _CONTINUATION


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return text.rstrip(_CLOSERS)[-1:] in _STOPS
