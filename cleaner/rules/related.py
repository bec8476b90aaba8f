"""Other articles: links and teasers, and the lists of them behind an article or in its midst."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cleaner.document import Document, Span
from cleaner.engine import Finder, Rule
from cleaner.finders import (
    cross_reference,
    describes,
    either,
    ends_as_sentence,
    few_words,
    first_line,
    heading_of_prose,
    in_the_article,
    introduces,
    is_furniture,
    item_in_article,
    labelled,
    lines,
    list_item,
    long_paragraph,
    on,
    reported,
)
from cleaner.lexicon import NUMBER
from cleaner.normal import EDGES, fold
from cleaner.phrases import compiled
from cleaner.rules.examples import PROSE

_RELATED = ("related.block:heading", "related.block:single")
_TEASER_VETOES = (ends_as_sentence, introduces, long_paragraph, cross_reference)
_SINGLE = frozenset({"related.block:single"})
_PAGER = frozenset({"nav.post:previous", "nav.post:next", "nav.post:line", NUMBER})
_SHARE = frozenset({"share.button:line", "share.button:bar"})
_HEADLINE_WORDS = range(3, 31)
_HEADLINES = 12  # a list of related articles is no longer than that
_TEASERS = 15  # lines behind a heading of related articles that may go with it
# A date stuck to a headline: `… Announces Latest Bombing Raid on ISIS TargetsFEB. 5, 2015`
_GLUED_DATE = re.compile(
    r"[a-z\N{RIGHT SINGLE QUOTATION MARK}'?!](?:JAN|FEB|MARCH|APRIL|MAY|JUNE|JULY|AUG|SEPT|OCT|NOV|DEC)\.? \d{1,2}, \d{4}$"
)
_SHORT_EDGE = 4  # letters of `more`
_SENTENCE_ENDS = tuple(".!?\N{HORIZONTAL ELLIPSIS}\N{RIGHT DOUBLE QUOTATION MARK}\"')]\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH QUESTION MARK}")
_SENTENCE_ENDS += tuple("\N{FULLWIDTH EXCLAMATION MARK}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}")
_SENTENCE_ENDS += tuple("\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT CORNER BRACKET}")


@lru_cache(maxsize=1)
def _edge_phrases() -> dict[str, tuple[str, ...]]:
    """What a paragraph may end with, folded, by the last two characters, the longest first."""
    table: dict[str, list[str]] = {}
    for phrase in sorted({fold(text) for text in compiled.data().tables().edges}, key=lambda phrase: (-len(phrase), phrase)):
        table.setdefault(phrase[-2:], []).append(phrase)
    return {end: tuple(group) for end, group in table.items()}


@on("ends:more", "ends:bracket", "ends:arrow")
def _edges(document: Document) -> Iterator[Span]:
    """`… Read more` and the like at the end of a paragraph."""
    for number in document.marked("ends:more", "ends:bracket", "ends:arrow"):
        line = document.lines[number]
        if line.prose and (start := _edge(line.text)):
            yield Span(line.start + start, line.stop)


def _edge(text: str) -> int:
    """Where in a paragraph `Read more` begins with the space before it, behind a sentence's end or in square brackets; 0 if it has none.

    A short word alone (`more`) is one only in lower case, or with dots or an arrow behind it.
    """
    core = text.rstrip(EDGES)
    end = core[-2:].lower()
    for phrase in _edge_phrases().get(end if end.isascii() else fold(end), ()):
        start = len(core) - len(phrase)
        bare = len(phrase) <= _SHORT_EDGE and core[start:][:1].isupper() and len(core) == len(text)
        if start <= 0 or bare or fold(core[start:]) != phrase:
            continue
        before = core[:start].rstrip("([ \t")
        if before.endswith(_SENTENCE_ENDS) or (before and "[" in core[len(before) : start]):
            return len(before)
    return 0


def _headlines_behind(document: Document, heading: int) -> list[int]:
    """The lines behind a heading that read like other articles' headlines, up to the next prose or furniture.

    Where the list is in the midst of an article, its end must show: by a blank line, or else the last headline stays, for
    it may be the heading of the prose behind it.
    """
    if document.has(heading, _SINGLE):
        return [heading + 1] if _is_headline(document, heading + 1) else []
    found: list[int] = []
    for number in range(heading + 1, min(heading + 1 + _HEADLINES, len(document.lines))):
        if document.has(number, _PAGER):
            continue
        if not _is_headline(document, number):
            if document.prose_between(number, number + 1) and found and not _closed(document, heading, found[-1]):
                found.pop()
            break
        if found and document.lines[number].gap and not document.lines[heading + 1].gap and document.prose_after(heading):
            break
        found.append(number)
    return found


def _closed(document: Document, heading: int, last: int) -> bool:
    """Whether a blank line ends a list that had none inside."""
    return document.lines[last + 1].gap and not document.lines[last].gap and last > heading


def _is_headline(document: Document, number: int) -> bool:
    if not 0 <= number < len(document.lines):
        return False
    line = document.lines[number]
    return (
        not line.prose and line.words in _HEADLINE_WORDS and not ends_as_sentence(document, number) and not is_furniture(document, number)
    )


def _related(*, behind_article: bool) -> Finder:
    """Headings of related articles with the headlines behind them; behind the article, or in the midst of it."""

    def find(document: Document) -> Iterator[Span]:
        for heading in document.marked(*_RELATED, "related.block:title"):
            if (document.prose_after(heading) == 0) != behind_article or document.prose_before(heading) == 0:
                continue
            headlines = _headlines_behind(document, heading)
            if headlines:
                yield document.span(heading, headlines[-1])

    return on(*_RELATED, "related.block:title")(find)


@on(*_RELATED)
def _closed_by_sharing(document: Document) -> Iterator[Span]:
    """From a heading of related articles to the share bar that closes the list, a few lines on."""
    for heading in document.marked(*_RELATED):
        for number in range(heading + 2, min(heading + 2 + _HEADLINES, len(document.lines))):
            if document.has(number, _SHARE):
                yield document.span(heading, number - 1)
                break


@on(*_RELATED)
def _tail_of_related(document: Document) -> Iterator[Span]:
    """From a heading of related articles near the end of the article to the end of the text, teasers and all."""
    for heading in document.marked(*_RELATED):
        left = len(document.lines) - heading - 1
        if 0 < left <= _TEASERS and document.prose_before(heading) >= 4 * max(1, document.prose_after(heading)):
            yield Span(document.lines[heading].start, len(document.text))
            return


@on("ends:digit")
def _dated_teasers(document: Document) -> Iterator[Span]:
    """A headline with its date stuck to it, as the New York Times' related coverage has it: `… ISIS TargetsFEB. 5, 2015`."""
    for number in document.marked("ends:digit"):
        line = document.lines[number]
        if line.text[-4:].isdigit() and _GLUED_DATE.search(line.text, max(0, len(line.text) - 20)):
            yield document.span(number)


RULES = (
    Rule(
        "related.link",
        "a link to more, or to another article",
        either(
            lines("related.link:line", unless=(ends_as_sentence, introduces, item_in_article)),
            lines("related.link:opening", "related.link:notice", unless=(introduces, reported)),
            _edges,
        ),
        removes=(PROSE + "Read the full story here\n", PROSE + "Continue reading the main story\n\n" + PROSE),
        keeps=("Read more about the river in the valley's own chronicle, which is kept in the town hall.\n", "Read more books.\n"),
    ),
    Rule(
        "related.teaser",
        "the teaser of another article",
        either(
            lines("related.teaser:opening", unless=(*_TEASER_VETOES, reported)),
            lines(
                "related.teaser:loose",
                unless=(ends_as_sentence, introduces, long_paragraph, few_words, list_item, labelled, first_line, describes),
            ),
            _dated_teasers,
        ),
        removes=(
            PROSE + "Related: Ten bridges that the valley lost to its river in a hundred years\n",
            PROSE + "SEE ALSO:  A town that moved uphill\n",
        ),
        keeps=("See also: the chapter on bridges, which tells of the two older ones.\n", "Watch: the river never sleeps.\n"),
    ),
    Rule(
        "related.block",
        "a list of other articles behind this one",
        either(
            lines("related.block:heading", "related.block:single"),
            lines("related.block:title", unless=(heading_of_prose, in_the_article, list_item)),
            _related(behind_article=True),
        ),
        removes=(PROSE + "Related Articles\n\nTen bridges that the valley lost\n\nA town that moved uphill\n",),
        keeps=("See also\n\n" + PROSE, PROSE + "Related\n\n" + PROSE, PROSE + "Ten bridges that the valley lost\n"),
    ),
)

UNSAFE = (
    Rule(
        "related.inline",
        "a list of other articles in the midst of this one",
        either(
            _related(behind_article=False), _closed_by_sharing, _tail_of_related, lines("related.block:title", unless=(heading_of_prose,))
        ),
        safe=False,
        removes=(PROSE + "Related Articles\nTen bridges that the valley lost\nA town that moved uphill\n\n" + PROSE,),
        keeps=(PROSE + "Ten bridges that the valley lost\n\n" + PROSE,),
    ),
)
