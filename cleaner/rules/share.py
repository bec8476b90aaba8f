"""Sharing, following, counting: button bars, counters; print and font tools; star ratings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.patterns import pattern
from cleaner.core.rule import NUMBER, Mark, Role, Rule
from cleaner.rules.closing import closings
from cleaner.rules.composed import NETWORKS, composed
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import (
    block,
    either,
    lines,
    of,
    runs_outside_article,
    sentences,
    single_after_article,
    single_before_article,
    triggered_by,
)
from cleaner.rules.vetoes import (
    among_figures,
    announced,
    heading_of_prose,
    headline,
    in_the_article,
    is_boilerplate,
    item_in_article,
    list_item,
    no_prose_yet,
    short_heading_or_list_item,
    short_heading_or_list_item_without_network,
    third_person_or_quoted,
)

BUTTONS = (*of("share.button", Role.LINE, Role.BAR), *of("share.counter", Role.LINE))
_SHARES = frozenset(of("share.counter", Role.SHARES))
_UNITS = _SHARES | frozenset(of("share.counter", Role.UNIT))
_NUMBERS = frozenset({NUMBER})
_IN_BAR = _UNITS | _NUMBERS | frozenset(BUTTONS)
_ITEM = Mark("share.counter", Role.ITEM)
_ACTION = Mark("share.button", Role.ACTION)
_FOLLOW = Mark("share.follow", Role.LINE)
_HEAD_LINES = 12  # lines before the first paragraph in which a counter may be
_COUNT = pattern(  # 53, 1,204, 1.2K; not 5.7
    r"\d{1,3}(?:,\d{3}){0,3}|\d{1,9}|\d{1,4}(?:[.,]\d{1,2})? ?[KkMm]"
)
_GALLERY = pattern(r"\+\d{1,3}")  # how many more pictures a gallery has: `+12`
_REPEATS = 3
_FOLLOWERS = pattern(r"[\d.,]+[KkMm]? Followers$")
_SCORE = pattern(r"\s*(?:[\N{BULLET}*-]|\d{1,3}\.)\s+\d{1,5}")  # `• 5`, `1. 49`


def counters(document: Document) -> Iterator[int]:
    """Yield the numbers of lines that count shares.

    They are in a bar of units and buttons, or between the headline and the first paragraph.
    """
    seen = -1
    for number in document.marked(NUMBER):
        if number <= seen:
            continue
        first, last = _bar(document, number)
        seen = last
        in_bar = _is_bar(document, first, last)
        for at in range(first if in_bar else number, last + 1):
            if document.has(at, _NUMBERS | _UNITS if in_bar else _NUMBERS) and (
                in_bar or _under_headline(document, at)
            ):
                yield at


@triggered_by(NUMBER, reads=_UNITS)
def _counters(document: Document) -> Iterator[Span]:
    return (document.span(number) for number in counters(document))


def _bar(document: Document, number: int) -> tuple[int, int]:
    """Return the unbroken run of numbers, units and buttons around a line."""
    first = last = number
    while document.has(first - 1, _IN_BAR):
        first -= 1
    while document.has(last + 1, _IN_BAR):
        last += 1
    return first, last


def _is_bar(document: Document, first: int, last: int) -> bool:
    """Tell whether a run has a button in it, or two units.

    Inside an article, where units and numbers may be a table, one of the units must be shares.
    """
    run = range(first, last + 1)
    if any(is_boilerplate(document, at) for at in run):
        return True
    units = sum(document.has(at, _UNITS) for at in run)
    shares = any(document.has(at, _SHARES) for at in run)
    return units > 1 and (shares or not in_the_article(document, first))


def _under_headline(document: Document, number: int) -> bool:
    """Tell whether a line is a bare `0`, or one of several numbers, below a headline."""
    if not 0 < number <= _HEAD_LINES or document.prose_before(number):
        return False
    text = document.lines[number].text.strip()
    if not document.prose_after(number) or not _COUNT.fullmatch(text):
        return False
    alone = not any(document.has(at, _NUMBERS) for at in (number - 1, number + 1))
    return text == "0" if alone else not document.has(0, _NUMBERS)


_LINKED_COUNT = pattern(r"\s*\[[\d.,]{1,9} ?[KkMm]?\]\(\S{1,300}\)")


@triggered_by(NUMBER)
def _linked_counters(document: Document) -> Iterator[Span]:
    """Find a number that is a link, after the article and next to other boilerplate."""
    for number in document.marked(NUMBER):
        linked = _LINKED_COUNT.fullmatch(document.lines[number].text)
        if not linked or in_the_article(document, number) or no_prose_yet(document, number):
            continue
        if any(is_boilerplate(document, at) for at in (number - 1, number + 1)):
            yield document.span(number)


@triggered_by(NUMBER)
def _gallery_counters(document: Document) -> Iterator[Span]:
    """Find `+12` again and again: what a gallery shows under each of its pictures."""
    texts = {at: document.lines[at].text.strip() for at in document.marked(NUMBER)}
    plus = {at: text for at, text in texts.items() if _GALLERY.fullmatch(text)}
    if len(set(plus.values())) == 1 and len(plus) >= _REPEATS:
        yield from (document.span(at) for at in plus)


@triggered_by(NUMBER, _ITEM)
def _scores(document: Document) -> Iterator[Span]:
    """Find list items that are only a number, three or more, each alone: scores in a forum."""
    items = [
        at for at in document.marked(NUMBER, _ITEM) if _SCORE.fullmatch(document.lines[at].text)
    ]
    numbers = set(items)
    alone = [at for at in items if at - 1 not in numbers or at + 1 not in numbers]
    if len(alone) >= _REPEATS:
        yield from (document.span(at) for at in alone)


def _author_boxes(document: Document) -> Iterator[int]:
    """Yield the numbers of lines `Written by Ada Vale` above a count of followers (Medium)."""
    for number in document.marked(_FOLLOW):
        above = document.lines[number - 1] if number else None
        written = above and above.text.startswith("Written by ") and not above.prose
        if written and _FOLLOWERS.match(document.lines[number].text):
            yield number - 1


@triggered_by(_FOLLOW)
def _author_box(document: Document) -> Iterator[Span]:
    return (document.span(number) for number in _author_boxes(document))


@triggered_by(_ACTION, _FOLLOW)
def _claps(document: Document) -> Iterator[Span]:
    """Find `--`, where Medium counts claps, and a count of replies after it."""
    for number in (*document.marked(_ACTION), *_author_boxes(document)):
        dashes = number - 2 if document.has(number - 1, _NUMBERS) else number - 1
        if dashes > 0 and document.lines[dashes].text.strip() == "--":
            yield document.span(dashes, number - 1)


def _announced_item(document: Document, number: int) -> bool:
    """The line is an item of a list that a sentence announces: the article explains buttons."""
    return list_item(document, number) and announced(document, number)


_LEAST_BUTTONS = 3


@triggered_by(_ACTION)
def _buttons_in_article(document: Document) -> Iterator[Span]:
    """Find three or more buttons in a row: `Share`, `Save`, `Print`, not as items of a list."""
    actions = [at for at in document.marked(_ACTION) if not list_item(document, at)]
    for _, run in groupby(enumerate(actions), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        if len(numbers) >= _LEAST_BUTTONS and not announced(document, numbers[0]):
            yield document.span(numbers[0], numbers[-1])


RULES = (
    Rule(
        "share.counter",
        "share, view or picture counter",
        either(
            lines(Role.LINE, unless=(among_figures,)),
            _counters,
            _linked_counters,
            _gallery_counters,
            _claps,
        ),
        removes=(
            "The flood\n\n0\n53\n\n" + PROSE,
            "The flood\n\n1.2K Shares\n\n" + PROSE,
            PROSE + "Total\n0\nShares\n",
            "+5\n\n" + PROSE + "+5\n\n" + PROSE + "+5\n",
            "The flood\n\n--\n\nShare\n\n" + PROSE,
            PROSE + "[9](https://e.example/1#comments)\n\nShare on Facebook\n",
        ),
        keeps=(
            "1\n\n" + PROSE + "2\n\n" + PROSE,
            PROSE + "53\n\n" + PROSE,
            "1\n2\n\n" + PROSE,
            PROSE + "Comments\n12\n\n" + PROSE,
            PROSE + "--\n\n1\n\n" + PROSE,
            PROSE + "[9](https://e.example/1)\n\n[10](https://e.example/2)\n",
        ),
    ),
    Rule(
        "share.button",
        "button or bar for sharing",
        either(
            block(
                BUTTONS,
                (Role.NETWORK, Role.BESIDE, Role.PAIR),
                bridge=(NUMBER, *_UNITS),
                unless=(_announced_item,),
            ),
            runs_outside_article(Role.NETWORK, bridge=(NUMBER, Role.BESIDE), least=3),
            _buttons_in_article,
            sentences(),
            single_after_article(Role.NETWORK, Role.PAIR),
            single_before_article(Role.ACTION, Role.PAIR),
            lines(Role.TITLE, unless=(heading_of_prose, list_item)),
        ),
        removes=(
            PROSE + "Share this:\n\n- Twitter\n- Facebook\n",
            "The flood\n\nTwitterFacebookLinkedInRedditEmailPrint\n\n" + PROSE,
            PROSE + "Facebook\nTwitter\nPinterest\n",
        ),
        keeps=(
            PROSE + "Facebook\nTwitter\nInstagram\n\n" + PROSE,
            PROSE + "Facebook\n",
            "Serve on a large plate\n",
            PROSE + "Share on a large plate with bread and a bowl of the green sauce, while the "
            "fish is still hot from the fire.\n",
            "Spread the love\n\n" + PROSE,
        ),
    ),
    Rule(
        "share.follow",
        "invitation to follow, like or connect",
        either(
            lines(
                Role.LINE,
                Role.OPENING,
                Role.NOTICE,
                unless=(
                    *(third_person_or_quoted, short_heading_or_list_item_without_network),
                    headline,
                ),
            ),
            lines(Role.TITLE, unless=(heading_of_prose, list_item)),
            closings(Role.LINE, Role.OPENING, Role.NOTICE),
            _author_box,
            sentences(),
            composed(NETWORKS),
        ),
        removes=(
            PROSE + "Follow us on Twitter\n",
            PROSE + "Written by Ada Vale\n\n312 Followers\n",
            PROSE + "Like Us On Facebook |   Follow Us On Twitter |   Contact The Author\n",
            PROSE + "Suivez-nous sur WhatsApp\n\n" + PROSE,
        ),
        keeps=(
            PROSE + "Written by Ada Vale\n\n312 pages\n",
            "Follow the river road for two miles\n",
            "Stay in touch\n\n" + PROSE,
            "He asked his followers on Twitter to like us on the day of the vote.\n",
        ),
    ),
    Rule(
        "tools.print",
        "page tools: print, e-mail, font size, feedback",
        either(
            block(
                (Role.LINE, Role.NOTICE),
                (Role.BESIDE, NUMBER),
                bridge=BUTTONS,
                unless=(short_heading_or_list_item, item_in_article),
            ),
            block(
                (Role.OPENING,),
                (Role.BESIDE, NUMBER),
                bridge=BUTTONS,
                unless=(item_in_article, announced),
            ),
        ),
        removes=(
            PROSE + "Print this article\n",
            "Listen to article\n\n" + PROSE,
            PROSE + "Was this article helpful?\n\nYes\n\nNo\n",
        ),
        keeps=(
            "Print\n\n" + PROSE,
            "Yes\n\nNo\n\n" + PROSE,
            PROSE + "The app has two buttons:\n\nListen to article\n\n" + PROSE,
        ),
    ),
    Rule(
        "rating.box",
        "box for rating the post",
        lines(Role.LINE),
        removes=(PROSE + "How useful was this post?\n\nClick on a star to rate it!\n",),
        keeps=("The critics were asked how useful the post had been to them over the years.\n",),
    ),
)

UNSAFE = (
    Rule(
        "share.score",
        "score of a post",
        _scores,
        safe=False,
        removes=(f"{PROSE}  • 5\n\n{PROSE}  • 2\n\n{PROSE}  • 1\n",),
        keeps=(PROSE + "  • 5\n  • 10\n  • 15\n  • 20\n", PROSE + "  • 5\n\n" + PROSE),
    ),
)
