"""A document as lines that can be compared with those of other documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.document import Document, Found
from cleaner.core.normalise import line_key, single_spaced
from cleaner.core.patterns import pattern
from cleaner.core.rule import Phrase
from cleaner.core.spans import united
from cleaner.core.structure import code, speech, tables
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
    """A line that is not blank: its span (line break included), text and key."""

    start: int
    end: int
    text: str
    key: str


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


def read(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    found, position = [], 0
    for whole in text.splitlines(keepends=True):
        end = position + len(whole)
        if line := whole.strip():
            found.append(Line(position, end, line, key(line)))
        position = end
    return found


def key(text: str) -> str:
    """Return what makes two lines the same: their text without case, numbers and bullets.

    Digits of addresses stay: `DOI: 10.1038/…` names another work each time.

    >>> key("• 12 Comments"), key("https://doi.org/10.1038/1")
    ('# comments', 'https://doi.org/10.1038/1')
    """
    line = text.strip().lower()
    return _single_spaced(line) if len(line) > _SHORT else _short_key(line)


def _single_spaced(line: str) -> str:
    return single_spaced(line.replace("\N{NO-BREAK SPACE}", " "))


@lru_cache(maxsize=4096)
def _short_key(line: str) -> str:
    return _single_spaced(line) if _has_address(line) else line_key(line) or line


def _has_address(line: str) -> bool:
    for sign in _ADDRESSES:  # noqa: SIM110 (twice as fast as any())
        if sign in line:
            return True
    return False


HOLE = "%s"
"""What replaces names, dates and numbers in a template, as in phrase files."""


def template(text: str) -> str:
    """Return a short line with its names, dates and numbers replaced; empty if it has none.

    Names are words with capital letters after the first word, alone or several. At least two other
    words must be left, so that the line still tells what it is.

    >>> template("Posted by Ana Mendes on May 9, 2024"), template("Follow us on the river")
    ('posted by %s on %s', '')
    """
    words = text.split() if len(text) <= _SHORT else ()
    if len(words) <= _LEAST_WORDS or _has_address(text.lower()):
        return ""
    holes = [_is_name(word, number) for number, word in enumerate(words)]
    if True not in holes:
        return ""
    pairs = zip(words, holes, strict=True)
    if sum(not hole and word[0].isalpha() for word, hole in pairs) < _LEAST_WORDS:
        return ""
    before = [False, *holes]
    parts = zip(words, holes, before, strict=False)
    return " ".join(
        HOLE if hole else word.lower() for word, hole, again in parts if not (hole and again)
    )


_LEAST_WORDS = 2  # of a template besides its holes
_DIGIT = pattern(r"\d")


def _is_name(word: str, number: int) -> bool:
    if number and (word[0].isupper() or word.lstrip(_OPENERS)[:1].isupper()):
        return True
    return not word.isalpha() and _DIGIT.search(word) is not None


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
    found = _prose(lines, own, _is_certain) or _prose(lines, own, is_prose)
    if not found:
        return Zones(len(lines), -1)
    inside = sum(len(lines[at].text) for at in own if found.of(at) == BODY)
    if 2 * inside < sum(len(lines[at].text) for at in own):
        return Zones(0, len(lines) - 1)
    return found


def _prose(
    lines: Sequence[Line], own: Sequence[int], is_article: Callable[[str], bool]
) -> Zones | None:
    """Return the zones from the first to the last of a document's own lines that passes a test."""
    for first in own:
        if is_article(lines[first].text):
            return Zones(first, next(at for at in reversed(own) if is_article(lines[at].text)))
    return None


def _is_certain(text: str) -> bool:
    return word_count(text) >= ARTICLE_PROSE and is_prose(text)


def label(text: str) -> str:
    """Return the label that a line starts with, such as `Q` in `Q: Why?`; empty without one."""
    head, colon, rest = text.partition(": ")
    return head if colon and rest and len(head) <= _LABEL else ""


_LABEL = 25  # characters of a label
_READERS = (
    *(code.front_matter, code.code, tables.tables),
    *(speech.speech, speech.verse, speech.terms),
)


def structure(text: str) -> list[Span]:
    """Return the parts of a text that are code, tables, front matter, verse, speech or terms.

    They are in order and disjoint.
    """
    document = Document(text, _NoPhrases(), found={})
    left = Lines(document)
    regions = chain.from_iterable(read(left) for read in _READERS)
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
