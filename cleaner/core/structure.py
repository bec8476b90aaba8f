"""The structure of a text, read before phrases count: regions that rules respect.

A rule does not cut inside a region. Paragraphs and contact blocks are units instead: all of them is
cut, or nothing. Structure is read from the lines that are left, so a cleaned text has the structure
that its document had at the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.core.characters import CLOSERS, SENTENCE_ENDS
from cleaner.core.rule import Mark, Role

if TYPE_CHECKING:
    from cleaner.core.document import Document, Line

REFERENCES = Mark("structure.references", Role.SECTION)
"""Marks the heading of references (phrase data of each language)."""
CONTENTS = Mark("structure.contents", Role.SECTION)
"""Marks the heading of a table of contents."""
MARKS = frozenset({REFERENCES, CONTENTS})


class Kind(StrEnum):
    """What a region is."""

    FRONT_MATTER = "front matter"
    CODE = "code"
    TABLE = "table"
    HEADING = "heading"
    SPEECH = "speech"
    VERSE = "verse"
    TERMS = "terms"
    LIST = "list"
    QUOTATION = "quotation"
    PARAGRAPH = "paragraph"
    CONTACT = "contact"

    @property
    def is_unit(self) -> bool:
        """Whether a region may be cut as a whole."""
        return self in (Kind.HEADING, Kind.PARAGRAPH, Kind.CONTACT)


class Region(NamedTuple):
    """Lines `first` to `last`, inclusive, of a document."""

    first: int
    last: int
    kind: Kind


def regions(document: Document) -> list[Region]:
    """Return the regions of the lines that are left; they may overlap."""
    lines = list(document.lines)
    paragraphs = (Region(unit[0], unit[-1], Kind.PARAGRAPH) for unit in document.wrapped)
    return [*chain.from_iterable(read(lines) for read in _READERS), *paragraphs]


def has_mark(line: Line, mark: Mark) -> bool:
    """Tell whether a line has a phrase of a role."""
    return any(phrase.mark == mark for phrase in line.phrases)


def is_boilerplate(line: Line) -> bool:
    """Tell whether a line has a phrase that is boilerplate wherever it appears."""
    return any(phrase.mark.role.is_boilerplate_alone for phrase in line.phrases)


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends like a sentence, perhaps with quotation marks or brackets."""
    return text.rstrip(CLOSERS + " ")[-1:] in SENTENCE_ENDS or text[-1:] in SENTENCE_ENDS


def blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield runs of lines without a blank line between them."""
    block: list[Line] = []
    for line in lines:
        if block and line.gap:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _region(part: Sequence[Line], kind: Kind) -> Region:
    return Region(part[0].number, part[-1].number, kind)


# --- front matter and code ----------------------------------------------------------------------

_FRONT_MATTER = 200  # lines in which front matter must end
_KEY = re.compile(r"[\w\"'][\w .\"'-]{0,60}\s*[:=]|\s|[-#\[\]{}]")
_FENCES = ("```", "~~~")
_STRONG = re.compile(
    r"""
    \s* (?:
      [{}\[\]();,]+                                        # a line of brackets
    | (?: // | /\* | \*/ | \#! | \#include\b | \$\s\S | >>>\s | HTTP/\d | (?:GET|POST|PUT)\s/ ) .*
    | (?: import | from | def | class | return | const | let | var | function | public | private
        | static | package | using | export | type | query | mutation | resource | variable )
      \s [\w.$*{"'<(] .* [;:({),\]\w"'>]
    | [\w.$\[\]'"-]{1,60} \s? (?: = | := | \+= | => | -> ) \s? \S .*
    | </?[a-zA-Z][^<>]*> .*
    | \s{2,}[\w-]+ (?:\([^()]*\))? :\s \[?\w+!?\]?! | [A-Z]+(?:_[A-Z]+)+ | "{3}.* | '{3}.*
    | .* (?: \{ | \}; | \); | \)\s?\{ | \]; | => )
    )
    """,
    re.VERBOSE,
)
_WEAK = re.compile(
    r"\s{2,}\S.*|[\w-]+(?:\([^()]*\))?\s?:\s?\S*|[\w-]+:\s\S+(?:\s\S+)?|#.*|--.*|.*,|\w+"
)
_CODE_LINE = 400  # characters; a longer line is not looked at
_CODE_SHARE = 0.12  # share of a text's lines that are certainly code, and of those that may be,
_MAYBE_SHARE = 0.5  # which make a text a program
_CODE_LEAST = 5
_DATA = re.compile(r"\s*(?:- )?[\w\"'$./-]+:(?:\s.{0,80})?|\s*- .{0,80}|\s*#.*")
_DATA_SHARE = 0.8
_BRACKET_PROSE = 12  # words of a line of code


def _front_matter(lines: Sequence[Line]) -> Iterator[Region]:
    """Find YAML between `---`, or TOML between `+++`, at the start of the text."""
    mark = lines[0].text.strip() if lines else ""
    if mark not in ("---", "+++"):
        return
    for line in lines[1:_FRONT_MATTER]:
        if line.text.strip() in (mark, "..."):
            yield _region(lines[: line.number + 1], Kind.FRONT_MATTER)
            return
        if not _KEY.match(line.text):
            return


def _code(lines: Sequence[Line]) -> Iterator[Region]:
    """Find fenced, indented and unfenced code, and a line that introduces some."""
    found = [*_fenced(lines), *_indented(lines), *_unfenced(lines)]
    yield from found
    starts = {region.first for region in found}
    for line in lines[:-1]:
        after = line.number + 1
        if after in starts and line.text.endswith((":", "\N{FULLWIDTH COLON}")):
            yield Region(line.number, line.number, Kind.CODE)


def _fenced(lines: Sequence[Line]) -> Iterator[Region]:
    first = -1
    for line in lines:
        if line.text.lstrip().startswith(_FENCES):
            if first >= 0:
                yield Region(first, line.number, Kind.CODE)
            first = line.number if first < 0 else -1
        elif line.text.startswith("`") and line.text.endswith("`"):
            yield Region(line.number, line.number, Kind.CODE)
    if first >= 0:
        yield Region(first, len(lines) - 1, Kind.CODE)


def _is_indented(line: Line) -> bool:
    return line.text.startswith(("    ", "\t"))


def _indented(lines: Sequence[Line]) -> Iterator[Region]:
    """Find runs of indented lines that a colon introduces, or that look like code."""
    indented = [line for line in lines if _is_indented(line)]
    if 2 * len(indented) > len(lines):
        return
    for run in _runs(indented):
        above = lines[run[0].number - 1].text if run[0].number else ""
        introduced = above.endswith((":", "\N{FULLWIDTH COLON}"))
        if introduced or any(_is_code(line) for line in run):
            yield _region(run, Kind.CODE)


def _unfenced(lines: Sequence[Line]) -> Iterator[Region]:
    """Find blocks in which most lines look like code; all of a text that is a program."""
    strong = sum(_is_code(line) for line in lines)
    if _is_program(lines, strong) or _is_data(lines):
        yield _region(lines, Kind.CODE)
        return
    for block in blocks(lines) if strong else ():
        code = [line for line in block if _is_code(line) or _WEAK.fullmatch(line.text[:_CODE_LINE])]
        if (
            any(_is_code(line) for line in block)
            and len(code) >= 0.6 * len(block)
            and len(block) > 1
        ):
            yield _region(block, Kind.CODE)


def _is_program(lines: Sequence[Line], strong: int) -> bool:
    if strong < max(_CODE_LEAST, _CODE_SHARE * len(lines)):
        return False
    maybe = sum(line.text[:1] in " \t#/*-" or _is_code(line) for line in lines)
    return maybe >= _MAYBE_SHARE * len(lines)


def _is_data(lines: Sequence[Line]) -> bool:
    """Tell whether a text is YAML: nearly all lines are keys or items, and some are nested."""
    rows = [line for line in lines if _DATA.fullmatch(line.text[:_CODE_LINE]) and not line.prose]
    nested = [line for line in rows if line.text.startswith("  ")]
    return len(rows) >= _DATA_SHARE * len(lines) and len(nested) >= _CODE_LEAST


def _is_code(line: Line) -> bool:
    text = line.text
    if len(text) > _CODE_LINE or line.prose or not _STRONG.fullmatch(text):
        return False
    return (
        not is_boilerplate(line)
        and text.count(" ") - len(text) + len(text.lstrip()) < _BRACKET_PROSE
    )


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield runs of lines with consecutive numbers."""
    run: list[Line] = []
    for line in lines:
        if run and line.number != run[-1].number + 1:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


# --- tables, lists, headings --------------------------------------------------------------------

_DELIMITER = re.compile(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*")
_ROWS = 3
_PAIRS = 3  # labels with a figure each that make a table
_NUMBER = re.compile(r"\W{0,3}\d[\d.,:/ ]*\s?(?:[KkMm%]|\w{1,3})?\W{0,2}")
_LABEL_WORDS = 3
_MARKDOWN_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_REFERENCE = re.compile(r"\s*(?:\[\d{1,3}\]|\d{1,3}\.\s.{10,}https?://)")
_LINK_DEFINITION = re.compile(r"\s*\[[^\[\]]+\]:(?:\s|$)")
_ENTRY = re.compile(r"\s*(?:[-*+\N{BULLET}]|\d{1,3}[.)]|\[)")
_ITEM = re.compile(r"\s*(?:[-*+\N{BULLET}]|\d{1,3}[.)])\s")
_LIST = 4  # items of a list
_LIST_SHARE = 0.3  # share of its items that may be boilerplate
_CONTENTS = 4  # entries of a table of contents


def _tables(lines: Sequence[Line]) -> Iterator[Region]:
    """Find Markdown tables, rows with the same number of tabs or bars, and label–figure pairs."""
    for run in _runs([line for line in lines if "|" in line.text]):
        if any(_DELIMITER.fullmatch(line.text[:_CODE_LINE]) for line in run):
            yield _region(run, Kind.TABLE)
    for block in blocks(lines):
        for sign, least in (("\t", 1), ("|", 2)):
            rows = [line for line in block if line.text.strip().count(sign) >= least]
            if len(rows) >= _ROWS and len({line.text.count(sign) for line in rows}) == 1:
                yield from (_region(run, Kind.TABLE) for run in _runs(rows) if len(run) >= _ROWS)
    yield from _figures(lines)


def _figures(lines: Sequence[Line]) -> Iterator[Region]:
    """Find at least three labels in a row, each with a figure on the next line."""
    at = 0
    while at + 1 < len(lines):
        first = at
        while (
            at + 1 < len(lines) and _NUMBER.fullmatch(lines[at + 1].text) and _is_label(lines[at])
        ):
            at += 2
        if (at - first) // 2 >= _PAIRS and any(not line.found for line in lines[first:at:2]):
            yield Region(first, at - 1, Kind.TABLE)
        at = max(at, first + 1)


def _is_label(line: Line) -> bool:
    short = not line.prose and line.words <= _LABEL_WORDS
    return short and not any(character.isdigit() for character in line.text)


def _headings(lines: Sequence[Line]) -> Iterator[Region]:
    """Find Markdown headings over text. A heading and the line below it are cut together."""
    for line, below in pairwise(lines):
        if _MARKDOWN_HEADING.match(line.text) and not _MARKDOWN_HEADING.match(below.text):
            yield Region(line.number, below.number, Kind.HEADING)


def _references(lines: Sequence[Line]) -> Iterator[Region]:
    """Find references: what follows their heading, and entries with a number in brackets."""
    last = -1
    for line in lines:
        if line.number > last and has_mark(line, REFERENCES):
            last = line.number
            while last + 1 < len(lines) and _ENTRY.match(lines[last + 1].text):
                last += 1
            if last > line.number:
                yield Region(line.number, last, Kind.LIST)
        elif _LINK_DEFINITION.match(line.text):
            yield Region(line.number, line.number, Kind.LIST)
    numbered = [line for line in lines if _REFERENCE.match(line.text)]
    if len(numbered) > 1:
        yield Region(numbered[0].number, numbered[-1].number, Kind.LIST)


def _lists(lines: Sequence[Line]) -> Iterator[Region]:
    """Find lists, at most a few of whose items are boilerplate."""
    for run in _runs([line for line in lines if _ITEM.match(line.text)]):
        known = sum(bool(line.phrases) for line in run)
        if len(run) >= _LIST and known <= _LIST_SHARE * len(run):
            yield _region(run, Kind.LIST)


def _contents(lines: Sequence[Line]) -> Iterator[Region]:
    """Find the entries under the heading of a table of contents."""
    found = list(blocks(lines))
    for block, entries in pairwise(found):
        if has_mark(block[-1], CONTENTS) and len(block) == 1:
            own = [line for line in entries if not line.prose and not line.found]
            if len(entries) >= _CONTENTS and own:
                yield Region(block[-1].number, entries[-1].number, Kind.LIST)
        elif has_mark(block[0], CONTENTS) and len(block) > _CONTENTS:
            yield _region(block, Kind.LIST)


# --- speech, verse, terms -----------------------------------------------------------------------

_SPEAKER = re.compile(
    r"\s*[^\W\d_][\w .'\N{RIGHT SINGLE QUOTATION MARK}()-]{0,40}[:\N{FULLWIDTH COLON}]"
)
_SPEAKER_WORDS = 4
_TURNS = 3
_ANSWER = 12  # words of an answer in an interview
_VERSE_LINE = 80  # characters
_VERSE_COMMAS = 0.12  # share of the lines of a poem that end in a comma or semicolon
_SONG_LABEL = re.compile(r"\s*\[[^\[\]]{2,30}\]\s*:?")
_TERM_WORDS = 4
_TERMS = 3


def _speech(lines: Sequence[Line]) -> Iterator[Region]:
    """Find speakers on lines of their own with what they say, and answers between questions."""
    labels = [line for line in lines if _is_speaker(line)]
    names = Counter(line.text.strip().lower() for line in labels)
    if len(labels) >= _TURNS and len(names) > 1 and max(names.values()) > 1:
        speakers = {label.number for label in labels}
        for block in blocks(lines):
            first = next((line.number for line in block if line.number in speakers), None)
            if first is not None:
                yield Region(first, block[-1].number, Kind.SPEECH)
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        asked = above.text.endswith(("?", "\N{FULLWIDTH QUESTION MARK}")) and not is_boilerplate(
            above
        )
        goes_on = below.text.endswith(("?", "\N{FULLWIDTH QUESTION MARK}"))
        if asked and goes_on and line.words <= _ANSWER and ends_sentence(line.text):
            yield Region(line.number, line.number, Kind.SPEECH)


def _is_speaker(line: Line) -> bool:
    text = line.text
    short = len(text) < 50 and len(text.split()) <= _SPEAKER_WORDS
    return short and _SPEAKER.fullmatch(text) is not None and not line.phrases


def _verse(lines: Sequence[Line]) -> Iterator[Region]:
    """Find poems, which are all of a text, and the stanzas of songs under labels in brackets."""
    stanzas = [block for block in blocks(lines) if len(block) > 1]
    for stanza in stanzas:
        if _SONG_LABEL.fullmatch(stanza[0].text) and not stanza[0].found:
            yield _region(stanza, Kind.VERSE)
    if any(line.prose or len(line.text) > _VERSE_LINE for line in lines):
        return
    inside = [line for stanza in stanzas for line in stanza]
    commas = sum(line.text.endswith((",", ";", "\N{FULLWIDTH COMMA}")) for line in inside)
    known = sum(is_boilerplate(line) for line in inside)
    if len(stanzas) > 1 and commas >= _VERSE_COMMAS * len(inside) and 2 * known < len(inside):
        yield _region(lines, Kind.VERSE)


def _terms(lines: Sequence[Line]) -> Iterator[Region]:
    """Find at least three terms, each with its explanation on the next line."""
    pairs = [
        block
        for block in blocks(lines)
        if len(block) == 2
        and len(block[0].text.split()) <= _TERM_WORDS
        and not ends_sentence(block[0].text)
        and not block[0].text.endswith(":")
        and ends_sentence(block[1].text)
        and not is_boilerplate(block[1])
    ]
    if len(pairs) >= _TERMS:
        yield from (_region(pair, Kind.TERMS) for pair in pairs)


# --- quotations, paragraphs, contacts -----------------------------------------------------------

_WRAP = range(30, 101)  # columns at which text is wrapped
_WRAPPED = 3  # lines that must continue a sentence for a text to be hard-wrapped
_INTRODUCES = 10  # words of a sentence that introduces a quotation at the end of a text
_CONTACT_WORDS = 8
_REACHABLE = re.compile(r"@\w|\+?\d[\d ()./-]{6,}\d|www\.|https?://")
_FIELD = re.compile(r"\s*[^\W\d_][\w /.-]{1,25}[:\N{FULLWIDTH COLON}]")
_CONTACTS = 2


def _quotations(lines: Sequence[Line]) -> Iterator[Region]:
    """Find a line that a sentence with a colon introduces, where the article continues after it."""
    for above, line in pairwise(lines):
        if not above.text.endswith(":") or above.found or above.words < _PAIRS:
            continue
        below = lines[line.number + 1] if line.number + 1 < len(lines) else None
        if above.words >= _INTRODUCES or (below is not None and below.prose):
            yield Region(line.number, line.number, Kind.QUOTATION)


def wrapped(texts: Sequence[str], close: Sequence[int]) -> Iterator[range]:
    """Yield hard-wrapped paragraphs: numbers of lines that continue the sentence of the one above.

    `close` are the numbers of the lines without a blank line above them.
    """
    joined = [at for at in close if _continues(texts[at - 1], texts[at], None)]
    if len(joined) >= _WRAPPED:
        width = _wrap_width(texts, close)
        joined = [at for at in close if _continues(texts[at - 1], texts[at], width)]
    first = last = -1
    for number in joined:
        if number != last + 1:
            if last > first:
                yield range(first, last + 1)
            first = number - 1
        last = number
    if last > first:
        yield range(first, last + 1)


def _continues(above: str, line: str, width: int | None) -> bool:
    """Tell whether a line continues the sentence of the line above.

    It does if it begins in lower case, or if its first word would not have fitted above.
    """
    start = line.lstrip("\"'(\N{LEFT DOUBLE QUOTATION MARK}")
    if not start[:1].isalpha() or (width is None and not start[0].islower()):
        return False
    if above.endswith(":") or ends_sentence(above):
        return False
    if start[0].islower():
        return above.endswith((",", "-")) or len(above.split(None, 1)) > 1
    return (
        width is not None
        and len(above) > _WRAP.start
        and len(above) + 1 + len(start.split(" ", 1)[0]) > width
    )


def _wrap_width(texts: Sequence[str], close: Sequence[int]) -> int | None:
    """Return the column at which a text is wrapped; None if it is not."""
    lengths = sorted(len(texts[at]) for at in close)
    longest = lengths[-1 - len(lengths) // 50]
    return longest if longest in _WRAP and len(texts[0]) <= _WRAP.stop else None


def _contacts(lines: Sequence[Line]) -> Iterator[Region]:
    """Find addresses in several short lines: at least two ways to reach somebody, and a name."""
    short = [
        line
        for line in lines
        if not line.prose and line.words <= _CONTACT_WORDS and not ends_sentence(line.text)
    ]
    for run in _runs(short):
        reachable = [line for line in run if _REACHABLE.search(line.text)]
        if len(reachable) < _CONTACTS or not any(_FIELD.match(line.text) for line in reachable):
            continue
        first, last = run.index(reachable[0]), run.index(reachable[-1])
        part = run[max(0, first - 3) : last + 1]
        if any(not line.found and not _REACHABLE.search(line.text) for line in part):
            yield _region(part, Kind.CONTACT)


_READERS: tuple[Callable[[Sequence[Line]], Iterator[Region]], ...] = (
    _front_matter,
    _code,
    _tables,
    _headings,
    _references,
    _lists,
    _contents,
    _speech,
    _verse,
    _terms,
    _quotations,
    _contacts,
)
"""In the order in which a reader of the code may want to know them; the order does not matter."""
