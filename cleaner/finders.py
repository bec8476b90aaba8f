"""The shapes that furniture comes in, and the named vetoes that hold a rule back.

A finder is made once from marks (`rule:role`, see `lexicon`) and then takes a `Document` and gives spans. Most rules are
a shape with phrases; a rule has a function of its own only where no shape fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from cleaner.document import Document, Line, Span
from cleaner.engine import Finder
from cleaner.languages import Vocabulary
from cleaner.phrases import compiled
from cleaner.phrasetables import IN

Veto = Callable[[Document, int], bool]

STRONG_ROLES = (":line", ":opening", ":notice", ":bar", ":heading", ":single")
"""Roles of phrases that are furniture by themselves, wherever they stand."""


def on(*marks: str) -> Callable[[Callable[[Document], Iterable[Span]]], Finder]:
    """Makes a finder of a function that finds nothing in a document without any of these marks."""
    return lambda function: Finder(frozenset(marks), function)


def _vetoed(document: Document, number: int, unless: tuple[Veto, ...]) -> bool:
    """Whether one of the vetoes says no, or the line is what somebody says. A `notice` is worded so that hardly anybody would say it."""
    line = document.lines[number]
    if any(mark.endswith(":notice") for mark in line.marks):
        return line.prose and (line.text.lstrip().startswith(_OPENING_QUOTES) or _has_words(line, "said"))
    return quoted(document, number) or any(veto(document, number) for veto in unless)


def lines(*marks: str, unless: tuple[Veto, ...] = ()) -> Finder:
    """Every line that carries one of the marks, unless a veto says no."""

    def find(document: Document) -> Iterator[Span]:
        for number in document.marked(*marks):
            if not _vetoed(document, number, unless):
                yield document.span(number)

    return Finder(frozenset(marks), find)


def block(strong: tuple[str, ...], beside: tuple[str, ...], bridge: tuple[str, ...] = (), unless: tuple[Veto, ...] = ()) -> Finder:
    """Lines with a `strong` mark, and the unbroken runs of lines with a `beside` mark that touch one.

    Words that are dangerous alone (`Name`, `Reply`) count only so. Lines with a `bridge` mark carry the run on and stay.
    """
    strong_marks, members = frozenset(strong), frozenset(beside)
    carried = strong_marks | members | frozenset(bridge)

    def find(document: Document) -> Iterator[Span]:
        anchors = [number for number in document.marked(*strong) if not _vetoed(document, number, unless)]
        taken = set(anchors)
        for number in anchors:
            yield document.span(number)
            for step in (-1, 1):
                at = number + step
                while at not in taken and document.has(at, carried) and not document.has(at, strong_marks):
                    if document.has(at, members):
                        taken.add(at)
                        yield document.span(at)
                    at += step

    return Finder(frozenset(strong), find)


def edge_runs(*marks: str, bridge: tuple[str, ...] = (), least: int) -> Finder:
    """Unbroken runs with at least `least` marked lines before the first or behind the last line of prose.

    Lines with a `bridge` mark carry a run on and go with it, but do not count.
    """
    wanted, carried = frozenset(marks), frozenset(marks + bridge)

    def find(document: Document) -> Iterator[Span]:
        behind = -1
        for number in document.marked(*marks):
            if number < behind:
                continue
            first, behind = number, number + 1
            while document.has(first - 1, carried):
                first -= 1
            while document.has(behind, carried):
                behind += 1
            if (document.prose_before(first) and document.prose_after(behind - 1)) or announced(document, first):
                continue
            if sum(document.has(at, wanted) for at in range(first, behind)) >= least:
                yield document.span(first, behind - 1)

    return Finder(frozenset(marks), find)


def lone_at_end(*marks: str, prose: int = 3) -> Finder:
    """Marked lines behind the article's last prose that follow prose or another marked line, not a list's item."""

    def find(document: Document) -> Iterator[Span]:
        for number in document.marked(*marks):
            if document.prose_after(number) or document.prose_before(number) < prose:
                continue
            before = document.lines[number - 1]
            if before.prose or before.marks:
                yield document.span(number)

    return Finder(frozenset(marks), find)


def lone_at_start(*marks: str, prose: int = 3) -> Finder:
    """Marked lines between the headline and the article's first prose."""

    def find(document: Document) -> Iterator[Span]:
        for number in document.marked(*marks):
            if number and not document.prose_before(number) and document.prose_after(number) >= prose and not list_item(document, number):
                yield document.span(number)

    return Finder(frozenset(marks), find)


def parts(*marks: str, fits: re.Pattern[str], within: int, unless: tuple[Veto, ...] = ()) -> Finder:
    """What of the last `within` characters of lines with one of the marks (`prose` is one here) fits a pattern, unless a veto says no."""

    def find(document: Document) -> Iterator[Span]:
        for number in document.prose if marks == ("prose",) else document.marked(*marks):
            line = document.lines[number]
            match = fits.search(line.text, max(0, len(line.text) - within))
            if match and not any(veto(document, number) for veto in unless):
                yield Span(line.start + match.start(), line.start + match.end())

    return on(*marks)(find)


def either(*finders: Finder) -> Finder:
    """What any of the finders finds."""

    def find(document: Document) -> Iterator[Span]:
        for finder in finders:
            if not finder.marks.isdisjoint(document.present):
                yield from finder(document)

    return Finder(frozenset().union(*(finder.marks for finder in finders)), find)


# --- Vetoes: named reasons to leave a line alone -------------------------------------------------------------------


def heading_of_prose(document: Document, number: int) -> bool:
    """The line stands over running text: the next line is prose, so it may be a real article's heading."""
    return number + 1 < len(document.lines) and document.lines[number + 1].prose


def behind_prose(document: Document, number: int) -> bool:
    """Running text stands before the line: it is not the headline's."""
    return document.prose_before(number) > 0


def in_the_article(document: Document, number: int) -> bool:
    """Running text stands both before and behind the line."""
    return document.prose_before(number) > 0 and document.prose_after(number) > 0


_FULL_STOPS = (
    *(".", ".\N{RIGHT DOUBLE QUOTATION MARK}", '."', ".\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}", ".\N{LEFT DOUBLE QUOTATION MARK}"),
    *("\N{IDEOGRAPHIC FULL STOP}", "\N{DEVANAGARI DANDA}", "\N{ARABIC FULL STOP}"),
)


def ends_as_sentence(document: Document, number: int) -> bool:
    """The line ends with a full stop, as sentences do and headlines do not."""
    text = document.lines[number].text
    return text.endswith(_FULL_STOPS) and not text.endswith("...")


_ATTRIBUTION = re.compile(
    r"""\b(?:
      said | says | say[ ]that | told | asked | warned | explained | shouted | wrote | announced | argued | claimed | reported | replied
    | promised | insisted | remembered | recalled | complained | used[ ]to[ ]say | began | put[ ]it | according[ ]to
    | (?:study|survey|regulator|court|report|researchers)[ ](?:found|showed)
    )\b""",
    re.VERBOSE,
)
_ADDRESS = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|YOUR|[Oo]ur|[Mm]y|[Uu]s|[Mm]e)\b")


@lru_cache(maxsize=128)
def _vocabulary(code: str, what: str) -> Vocabulary:
    language = compiled.data().languages.get(code)  # of some there are phrases only
    return Vocabulary([(language, getattr(language, what))] if language else [])


def _has_words(line: Line, what: str) -> bool:
    """Whether a line has one of the words that the language of its phrase has for something."""
    return any(_vocabulary(mark.removeprefix(IN), what).within(line.text) for mark in line.marks if mark.startswith(IN))


def attributed(document: Document, number: int) -> bool:
    """The line is running text in which somebody is quoted."""
    line = document.lines[number]
    return line.prose and (_ATTRIBUTION.search(line.text) is not None or _has_words(line, "said"))


def reported(document: Document, number: int) -> bool:
    """The line is running text in which somebody is quoted, or which stands in the article and speaks to nobody.

    Furniture speaks to its reader (`we use cookies to improve your experience`); an article reports what others say.
    """
    if attributed(document, number):
        return True
    line = document.lines[number]
    spoken_to = _ADDRESS.search(line.text) or _has_words(line, "address")
    return line.prose and in_the_article(document, number) and not spoken_to


def lacking(pattern: str) -> Veto:
    """A veto for running text that has nothing of what such notices speak of: the phrase at its beginning may be anybody's.

    The pattern is English, and so are the phrases that it doubts; those of other languages are longer instead.
    """
    signs = re.compile(pattern, re.IGNORECASE | re.VERBOSE)

    def lacks(document: Document, number: int) -> bool:
        line = document.lines[number]
        return line.prose and signs.search(line.text) is None and not any(mark.startswith(IN) for mark in line.marks)

    return lacks


_FIGURE = re.compile(r"[-*\N{BULLET}\s]*\d[\d.,]*\s+\w")  # `53 letters`; not `1. Thanks`


def among_figures(document: Document, number: int) -> bool:
    """The line is one of a list of figures in the article: a neighbour begins with a number, too, and is no furniture."""
    around = [at for at in (number - 1, number + 1) if 0 <= at < len(document.lines) and not is_furniture(document, at)]
    return in_the_article(document, number) and any(
        not document.lines[at].prose and _FIGURE.match(document.lines[at].text) and "." not in document.lines[at].text.split()[0]
        for at in around
    )


def item_in_article(document: Document, number: int) -> bool:
    """The line is an item of a list in the midst of the article."""
    return list_item(document, number) and in_the_article(document, number)


_OPENING_QUOTES = tuple(
    '"\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT CORNER BRACKET}'
)
_CLOSING_QUOTES = tuple(
    '"\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT CORNER BRACKET}'
)


def quoted(document: Document, number: int) -> bool:
    """The whole line is in quotation marks: somebody says it."""
    text = document.lines[number].text.strip()
    return text.startswith(_OPENING_QUOTES) and text.rstrip(".,").endswith(_CLOSING_QUOTES)


def announced(document: Document, number: int) -> bool:
    """The line is in a list that a sentence with a colon announces, a few lines above."""
    for at in range(number - 1, max(-1, number - 8), -1):
        if document.lines[at].prose or document.lines[at].text.endswith(":"):
            return document.lines[at].text.endswith(":") and document.lines[at].words > 2 and not is_furniture(document, at)
    return False


def item_of_announced(document: Document, number: int) -> bool:
    """The same, and a plain line of the list stands above this one: an advertisement may well stand right behind a colon."""
    above = document.lines[number - 1] if number else None
    return above is not None and not above.prose and not above.text.endswith(":") and not above.marks and announced(document, number)


def introduces(document: Document, number: int) -> bool:
    """The line ends with a colon and running text follows: it introduces what somebody says."""
    return document.lines[number].text.endswith(":") and heading_of_prose(document, number)


def list_item(document: Document, number: int) -> bool:
    """The line is an item of a list, or quoted."""
    return document.lines[number].text.lstrip().startswith(("- ", "* ", "\N{BULLET}", "> ", "+ ", "\N{EN DASH} ", "\N{MIDDLE DOT} "))


_LABEL = re.compile(r"\s*(?:[-*\N{BULLET}] )?\w[\w /]{1,24}: ")


def labelled(document: Document, number: int) -> bool:
    """A neighbour begins with a label, too (`Sensor: full frame` above `Video: 4K`): the lines are a table."""
    around = [at for at in (number - 1, number + 1) if 0 <= at < len(document.lines)]
    return any(_LABEL.match(document.lines[at].text) for at in around)


_CREDITED = re.compile(r"(?::| by| via|^\W*\w{1,6}\.)\s*([^\W\d_]|\d)")


def describes(document: Document, number: int) -> bool:
    """What stands behind the label is no name and no headline: it begins in lower case or with a number, as a description does."""
    match = _CREDITED.search(document.lines[number].text)
    return match is not None and (match[1].islower() or match[1].isdigit())


def few_words(document: Document, number: int) -> bool:
    """The line has fewer than six words: too few for a label and a headline."""
    return document.lines[number].words < 6


def bare_words(document: Document, number: int) -> bool:
    """One to three words that head running text, or up to six that are an item of a list, with no furniture beside them.

    `Subscribe`, `Get started`, `Cookie policy`: a button on most pages, but a heading or a step in an article about them.
    """
    line = document.lines[number]
    if line.words > 6 or any(character.isdigit() for character in line.text):
        return False
    if announced(document, number):
        return True
    inside = in_the_article(document, number)  # there the items of a list do not vouch for each other
    beside = any(is_furniture(document, at) and not (inside and list_item(document, at)) for at in (number - 1, number + 1))
    return not beside and (list_item(document, number) or (line.words <= 3 and heading_of_prose(document, number)))


def cross_reference(document: Document, number: int) -> bool:
    """`See also: chapter 4`, written as a sentence is and not as a label (`SEE ALSO`)."""
    return document.lines[number].text.lstrip(" (").startswith("See also")


def first_line(document: Document, number: int) -> bool:
    """The first line of the text: the article's own title."""
    return number == 0


def many_words(document: Document, number: int) -> bool:
    """The line has more than twelve words: too many for names alone."""
    return document.lines[number].words > 12


def no_prose_yet(document: Document, number: int) -> bool:
    """No running text stands before the line: the head of the article."""
    return document.prose_before(number) == 0


def several_words(document: Document, number: int) -> bool:
    """The line has more than one word."""
    return document.lines[number].words > 1


def long_paragraph(document: Document, number: int) -> bool:
    """The line has over ninety words: whatever phrase stands in it, there is more to it than a notice."""
    return document.lines[number].words > 90


def is_furniture(document: Document, number: int) -> bool:
    """Whether line `number` carries a mark of furniture that needs no company. False outside the document."""
    return 0 <= number < len(document.lines) and any(mark.endswith(STRONG_ROLES) for mark in document.lines[number].marks)
