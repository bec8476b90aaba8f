"""Other articles: links and teasers, and lists of them after an article or inside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.core.analysis import Span
from cleaner.core.characters import COLONS
from cleaner.core.document import Document
from cleaner.core.normalise import line_key
from cleaner.core.patterns import pattern
from cleaner.core.rule import NUMBER, LineTest, Mark, Role, Rule, Shape, Trigger
from cleaner.rules.closing import closings
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import either, lines, of, sentences, trailing, triggered_by
from cleaner.rules.vetoes import (
    colon_before_prose,
    cross_reference,
    ends_as_sentence,
    few_words,
    first_line,
    heading_of_prose,
    heads_address,
    heads_values,
    in_key_value_table,
    in_the_article,
    is_boilerplate,
    item_in_article,
    label_followed_by_lowercase,
    list_item,
    long_paragraph,
    signed,
    third_person_or_quoted,
)

_SINGLE = Mark("related.block", Role.SINGLE)
_BESIDE = Mark("related.block", Role.BESIDE)
_HEADINGS = of("related.block", Role.HEADING, Role.SINGLE)
_TITLE = Mark("related.block", Role.TITLE)
_PAGER: frozenset[Trigger] = frozenset(
    {*of("nav.post", Role.PREVIOUS, Role.NEXT, Role.LINE), NUMBER}
)
_SHARE = frozenset(of("share.button", Role.LINE, Role.BAR))
_TEASER_VETOES = (ends_as_sentence, colon_before_prose, long_paragraph, cross_reference)
_HEADLINE_WORDS = range(3, 31)
_SHORT_HEADLINE = 2  # words of one below another
_HEADLINES = 12  # a list of related articles is no longer
_TEASERS = 15  # lines after a heading of related articles that may be removed with it
# A date joined to a headline: `… Announces Latest Bombing Raid on ISIS TargetsFEB. 5, 2015`
_JOINED_DATE = pattern(
    r"[a-z\N{RIGHT SINGLE QUOTATION MARK}'?!]"
    r"(?:JAN|FEB|MARCH|APRIL|MAY|JUNE|JULY|AUG|SEPT|OCT|NOV|DEC)\.? \d{1,2}, \d{4}$"
)
_DATE = 20  # characters of a date
_DATED_LINES = 3  # kicker, headline and date of a teaser
_END_DATE = pattern(
    r"(?:[^\W\d]{3,10}\.? \d{1,2}, \d{4}|\d{1,2}\.? (?:de )?[^\W\d]{3,10}\.? (?:de )?\d{4}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}[-\u5e74.]\s?\d{1,2}[-\u6708.]\s?\d{1,2}\u65e5?)\.?$"
)


def _has_joined_date(line: str) -> bool:
    start = max(0, len(line) - _DATE)
    return line[-4:].isdigit() and _JOINED_DATE.search(line, start) is not None


_YEARS = tuple(f" {year}" for year in range(1990, 2050))
_DATED = LineTest("a headline with its date", endings=_YEARS, fits=_has_joined_date)


def _headlines_after(document: Document, heading: int) -> list[int]:
    """Return the lines after a heading that read like headlines, up to prose or boilerplate.

    The end of a list inside an article must be visible by a blank line. Otherwise the last
    headline stays: it may be the heading of the prose after it.
    """
    if document.has(heading, frozenset({_SINGLE})):
        return [heading + 1] if _is_headline(document, heading + 1) else []
    found: list[int] = []
    for number in range(heading + 1, min(heading + 1 + _HEADLINES, len(document.lines))):
        if document.has(number, _PAGER):
            continue
        if number - 1 in (heading, *found[-1:]) and (dated := _dated_block(document, number)):
            found += dated
        if found and number <= found[-1]:
            continue
        if not _is_headline(document, number):
            prose = document.prose_between(number, number + 1)
            if prose and found and not _closed(document, heading, found[-1]):
                found.pop()
            break
        separate = document.lines[number].gap and not document.lines[heading + 1].gap
        if found and separate and document.prose_after(heading):
            break
        found.append(number)
    return found


def _dated_block(document: Document, number: int) -> list[int]:
    """Return the lines of a block that ends with a date: kicker, headline and date of a teaser."""
    if not document.lines[number].gap:
        return []
    last = number
    while last + 1 < len(document.lines) and not document.lines[last + 1].gap:
        last += 1
    block = document.lines[number : last + 1]
    fits = len(block) <= _DATED_LINES and not any(line.prose for line in block)
    return [line.number for line in block] if fits and _ends_with_date(block[-1].text) else []


def _ends_with_date(line: str) -> bool:
    return _END_DATE.search(line, max(0, len(line) - _DATE)) is not None


def _closed(document: Document, heading: int, last: int) -> bool:
    """Tell whether a list has an end: a date, or the first blank line in it."""
    if _ends_with_date(document.lines[last].text):
        return True
    return document.lines[last + 1].gap and not document.lines[last].gap and last > heading


def _is_headline(document: Document, number: int) -> bool:
    if not 0 <= number < len(document.lines):
        return False
    line = document.lines[number]
    if line.prose or line.words not in _HEADLINE_WORDS:
        return False
    return not ends_as_sentence(document, number) and not is_boilerplate(document, number)


_LINK_ITEM = pattern(r"\s*(?:[-*+\N{BULLET}]|\d{1,2}[.)])?\s*\[[^\[\]]{3,200}\]\(\S{4,300}\)")
_LABELS = (*_HEADINGS, _TITLE, *of("related.link", Role.LINE))
_LINE = 600  # characters of an item that are looked at
_REPEATS = 3  # how often a label is in a text that is a link below each item
_HOST = pattern(r"\]\((?:https?:)?//(?:www\.)?([^/\s)]+)")
_HEADING_WORDS = 3  # words up to which the last line above prose may be its heading


def _heads_sources(document: Document, number: int) -> bool:
    """The line heads links to several sites: the article's own, and not articles of this site."""
    hosts: set[str] = set()
    for line in document.lines[number + 1 : number + 1 + _HEADLINES]:
        if not _LINK_ITEM.match(line.text):
            break
        hosts.update(match[1] for match in _HOST.finditer(line.text, 0, _LINE))
    return len(hosts) > 1


_HEADS_NO_LINKS = (heads_address, heads_values)


def _items(document: Document, label: int) -> list[int] | None:
    """Return the lines that a label inside the article announces, up to prose or boilerplate.

    None if something else follows, so that it is unknown what the label announces.
    """
    found: list[int] = []
    for number in range(label + 1, min(label + 1 + _HEADLINES, len(document.lines))):
        line = document.lines[number]
        if line.prose or is_boilerplate(document, number):
            break
        short = found and not line.gap and line.words == _SHORT_HEADLINE
        if not (short or _is_headline(document, number) or _LINK_ITEM.match(line.text)):
            return None
        found.append(number)
    else:
        return None
    if len(found) > 1 and _is_block(document, label, found):
        return found
    if document.has(label, frozenset({_SINGLE})):
        return found if _is_block(document, label, found) else found[:1]
    if len(found) > 1 and document.lines[found[-1]].words <= _HEADING_WORDS:
        found.pop()
    if len(found) == 1 and not document.lines[label].text.endswith(COLONS):
        return found if _is_box(document, label, found[0]) else None
    return found


def _is_block(document: Document, label: int, items: list[int]) -> bool:
    """Tell whether a label and items have a blank line after them, and none between them."""
    last = items[-1] if items else label
    inside = any(document.lines[number].gap for number in range(label + 1, last + 1))
    return not inside and document.lines[last + 1].gap


def _is_box(document: Document, label: int, last: int) -> bool:
    """Tell whether lines are set off from the others by blank lines, with none inside."""
    return document.lines[last + 1].gap and not document.lines[last].gap and last == label + 1


def _is_announcing(document: Document, label: int) -> bool:
    """Tell whether a label is a heading: a link to more is one with a colon, dots or capitals."""
    heading, text = frozenset({*_HEADINGS, _TITLE}), document.lines[label].text
    return document.has(label, heading) or text.endswith((*COLONS, "...")) or text.isupper()


def _returning(document: Document) -> frozenset[int]:
    """Return the lines with a label without a colon that the text has several times.

    It is then the link below each item of a list, and heads nothing.
    """
    keys = {
        number: line_key(document.lines[number].text)
        for number in document.marked(*_LABELS)
        if not document.lines[number].text.endswith(COLONS)
    }
    counts = Counter(keys.values())
    return frozenset(number for number, key in keys.items() if counts[key] >= _REPEATS)


@triggered_by(*_LABELS)
def _inside_article(document: Document) -> Iterator[Span]:
    """Find a label inside the article with all that it announces."""
    returning = _returning(document)
    for label in document.marked(*_LABELS):
        if not in_the_article(document, label) or not _is_announcing(document, label):
            continue
        if label in returning or heads_values(document, label):
            continue
        if items := _items(document, label):
            yield document.span(label, items[-1])


@triggered_by(_BESIDE)
def _empty_boxes(document: Document) -> Iterator[Span]:
    """Find `Further Reading` with nothing below it but a link to more."""
    for number in document.marked(_BESIDE):
        after = number + 1
        below = document.lines[after].phrases if after < len(document.lines) else ()
        links = any(phrase.mark.rule.startswith("related.") for phrase in below)
        if links and is_boilerplate(document, after) and not document.prose_after(number):
            yield document.span(number)


def _announces_what_stays(document: Document, number: int) -> bool:
    """The label is inside the article and announces lines that would stay."""
    below = document.lines[number + 1] if number + 1 < len(document.lines) else None
    if not in_the_article(document, number) or below is None or below.prose:
        return False
    return _is_announcing(document, number) and _items(document, number) is None


def _related(*, after_article: bool) -> Shape:
    """Find headings of related articles with their headlines, after the article or inside it."""

    @triggered_by(*_HEADINGS, _TITLE, reads=of("nav.post", Role.PREVIOUS, Role.NEXT, Role.LINE))
    def find(document: Document) -> Iterator[Span]:
        returning = _returning(document)
        for heading in document.marked(*_HEADINGS, _TITLE):
            is_after = document.prose_after(heading) == 0
            if is_after != after_article or document.prose_before(heading) == 0:
                continue
            if heading in returning or heads_values(document, heading):
                continue
            if document.has(heading, frozenset({_TITLE})) and _heads_sources(document, heading):
                continue
            if headlines := _headlines_after(document, heading):
                yield document.span(heading, headlines[-1])

    return find


@triggered_by(*_HEADINGS)
def _up_to_share_bar(document: Document) -> Iterator[Span]:
    """Find a heading of related articles up to the share bar that closes the list."""
    for heading in document.marked(*_HEADINGS):
        for number in range(heading + 2, min(heading + 2 + _HEADLINES, len(document.lines))):
            if document.has(number, _SHARE):
                yield document.span(heading, number - 1)
                break


@triggered_by(*_HEADINGS)
def _up_to_end(document: Document) -> Iterator[Span]:
    """Find everything from a heading of related articles near the end of the article."""
    for heading in document.marked(*_HEADINGS):
        left = len(document.lines) - heading - 1
        before, after = document.prose_before(heading), document.prose_after(heading)
        if 0 < left <= _TEASERS and before >= 4 * max(1, after):
            yield document.to_end(heading)
            return


RULES = (
    Rule(
        "related.link",
        "'read more' link, or link to another article",
        either(
            lines(
                Role.LINE, unless=(ends_as_sentence, colon_before_prose, item_in_article, signed)
            ),
            lines(
                Role.OPENING,
                Role.NOTICE,
                unless=(colon_before_prose, third_person_or_quoted, signed),
            ),
            trailing(Role.TRAILING),
            closings(Role.LINE, Role.OPENING, Role.NOTICE),
            sentences(),
        ),
        removes=(
            PROSE + "Read the full story here\n",
            PROSE + "Continue reading the main story\n\n" + PROSE,
            PROSE.rstrip() + " Read more about the river here.\n\n" + PROSE,
        ),
        keeps=(
            PROSE.rstrip() + " Read the sky first, and the river second.\n\n" + PROSE,
            PROSE.rstrip() + " The mill had promised the town \N{LEFT DOUBLE QUOTATION MARK}more."
            "\N{RIGHT DOUBLE QUOTATION MARK}\n\n" + PROSE,
            "Read more about the river in the valley's own chronicle, kept in the town hall.\n",
            "Read more books.\n",
            PROSE + "Read the full story of the mill\n\N{EM DASH}Ada Vale\n\n" + PROSE,
        ),
    ),
    Rule(
        "related.teaser",
        "teaser for another article",
        either(
            lines(Role.OPENING, unless=(*_TEASER_VETOES, third_person_or_quoted, heads_address)),
            lines(
                Role.AMBIGUOUS_LABEL,
                unless=(
                    *(ends_as_sentence, colon_before_prose, long_paragraph, few_words, list_item),
                    *(in_key_value_table, first_line, label_followed_by_lowercase),
                ),
            ),
            lines(_DATED),
            closings(Role.OPENING),
        ),
        removes=(
            PROSE + "Related: Ten bridges that the valley lost to its river in a hundred years\n",
            PROSE + "SEE ALSO:  A town that moved uphill\n",
        ),
        keeps=(
            "See also: the chapter on bridges, which tells of the two older ones.\n",
            "Watch: the river never sleeps.\n",
        ),
    ),
    Rule(
        "related.block",
        "list of other articles after this one",
        either(
            lines(
                Role.HEADING,
                Role.SINGLE,
                unless=(_announces_what_stays, item_in_article, first_line, *_HEADS_NO_LINKS),
            ),
            lines(
                Role.TITLE,
                unless=(
                    *(heading_of_prose, in_the_article, list_item, _heads_sources),
                    *_HEADS_NO_LINKS,
                ),
            ),
            _related(after_article=True),
            _inside_article,
            _empty_boxes,
            sentences(),
        ),
        removes=(
            PROSE + "Related Articles\n\nTen bridges that the valley lost\n\n"
            "A town that moved uphill\n",
            PROSE + "Further Reading\n\nContinue reading...\n",
        ),
        keeps=(
            PROSE + "Minimum:\nMemory: 8 GB\nSystem: 64-bit\nNetwork: broadband\n"
            "Recommended:\nMemory: 12 GB\nSystem: 64-bit\nNetwork: broadband\n",
            PROSE + "Further Reading\n\nVale, Ada. The Bridge. Valley Press, 1912.\n",
            "See also\n\n" + PROSE,
            PROSE + "Related\n\n" + PROSE,
            PROSE + "Ten bridges that the valley lost\n",
            PROSE + "Recommended:\n- Weight: 64 kilos\n- Height: two metres\n",
            PROSE + "More information:\nhttps://valley.example/bridges\n",
            PROSE + "The bridge at noon\nRead More\nThe mill at night\nRead More\n"
            "The tower of the old church\nRead More\nThe ferry\n\n" + PROSE,
        ),
    ),
)

UNSAFE = (
    Rule(
        "related.inline",
        "list of other articles inside this one",
        either(
            _related(after_article=False),
            _up_to_share_bar,
            _up_to_end,
            lines(*of("related.block", Role.TITLE), unless=(heading_of_prose,)),
        ),
        safe=False,
        removes=(
            PROSE + "Related Articles\nTen bridges that the valley lost\nA town that moved uphill\n"
            "It rained.\n\n" + PROSE,
            PROSE + "Related Articles\n\nTen bridges that fell May 3, 2016\n\n"
            "Opinion\nA town that moved uphill May 4, 2016\n\n" + PROSE,
        ),
        keeps=(PROSE + "Ten bridges that the valley lost\n\n" + PROSE,),
    ),
)
