"""Sharing, following, counting: button bars, like boxes, counters; print and font tools; star ratings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import (
    among_figures,
    bare_words,
    block,
    edge_runs,
    either,
    heading_of_prose,
    in_the_article,
    is_furniture,
    item_in_article,
    lines,
    list_item,
    lone_at_end,
    lone_at_start,
    on,
    reported,
)
from cleaner.lexicon import NUMBER
from cleaner.rules.examples import PROSE

BUTTONS = ("share.button:line", "share.button:bar", "share.counter:line")
_SHARES = frozenset({"share.counter:shares"})
_UNIT = frozenset({"share.counter:unit"}) | _SHARES
_NUMBERS = frozenset({NUMBER})
_IN_BAR = _UNIT | _NUMBERS | frozenset(BUTTONS)
_HEAD_LINES = 12  # lines before the first paragraph in which a counter may stand
_COUNT = re.compile(r"\d{1,3}(?:,\d{3}){0,3}|\d{1,9}|\d{1,4}(?:[.,]\d{1,2})? ?[KkMm]")  # 53, 1,204, 1.2K; not 5.7
_GALLERY = re.compile(r"\+\d{1,3}")  # how many more pictures a gallery has: `+12`
_GALLERY_LEAST = 3
_FOLLOWERS = re.compile(r"[\d.,]+[KkMm]? Followers$")
_SCORE = re.compile(r"\s*(?:[\N{BULLET}*-]|\d{1,3}\.)\s+\d{1,5}")  # a list's item with a score in it: `• 5`, `1. 49`


def counters(document: Document) -> Iterator[int]:
    """Numbers of the lines that count shares: in a bar of units and buttons, or between the headline and the first paragraph."""
    seen = -1
    for number in document.marked(NUMBER):
        if number <= seen:
            continue
        first, last = _bar(document, number)
        seen = last
        if _is_bar(document, first, last):
            yield from (at for at in range(first, last + 1) if document.has(at, _NUMBERS | _UNIT))
        else:
            yield from (at for at in range(number, last + 1) if document.has(at, _NUMBERS) and _under_headline(document, at))


@on(NUMBER)
def _counters(document: Document) -> Iterator[Span]:
    return (document.span(number) for number in counters(document))


def _bar(document: Document, number: int) -> tuple[int, int]:
    """The unbroken run of numbers, units and buttons around a line."""
    first = last = number
    while document.has(first - 1, _IN_BAR):
        first -= 1
    while document.has(last + 1, _IN_BAR):
        last += 1
    return first, last


def _is_bar(document: Document, first: int, last: int) -> bool:
    """Whether a run has a button in it, or two units; in the midst of an article, where units and numbers alone may be a
    table, one of the units must be shares."""
    run = range(first, last + 1)
    if any(is_furniture(document, at) for at in run):
        return True
    units = sum(document.has(at, _UNIT) for at in run)
    return units > 1 and (not in_the_article(document, first) or any(document.has(at, _SHARES) for at in run))


def _under_headline(document: Document, number: int) -> bool:
    """Whether the line is a bare `0`, or one of several numbers, behind a headline and before any prose."""
    line = document.lines[number]
    if number == 0 or number > _HEAD_LINES or document.prose_before(number) or not document.prose_after(number):
        return False
    if not _COUNT.fullmatch(line.text.strip()):
        return False
    alone = not any(document.has(at, _NUMBERS) for at in (number - 1, number + 1))
    return line.text.strip() == "0" if alone else not document.has(0, _NUMBERS)


@on(NUMBER)
def _gallery_counters(document: Document) -> Iterator[Span]:
    """`+12` again and again: what a gallery says under each of its pictures."""
    plus = [number for number in document.marked(NUMBER) if _GALLERY.fullmatch(document.lines[number].text.strip())]
    if len({document.lines[number].text.strip() for number in plus}) == 1 and len(plus) >= _GALLERY_LEAST:
        yield from (document.span(number) for number in plus)


@on(NUMBER, "share.counter:item")
def _scores(document: Document) -> Iterator[Span]:
    """List items that are nothing but a number, three or more and each alone: the scores of posts in a forum."""
    items = [number for number in document.marked(NUMBER, "share.counter:item") if _SCORE.fullmatch(document.lines[number].text)]
    lone = [number for number in items if number - 1 not in items or number + 1 not in items]
    if len(lone) >= _GALLERY_LEAST:
        yield from (document.span(number) for number in lone)


def _author_boxes(document: Document) -> Iterator[int]:
    """Numbers of the lines `Written by Ada Vale` right above a count of followers: Medium's box on the author."""
    for number in document.marked("share.follow:line"):
        above = document.lines[number - 1] if number else None
        if above and above.text.startswith("Written by ") and not above.prose and _FOLLOWERS.match(document.lines[number].text):
            yield number - 1


@on("share.follow:line")
def _author_box(document: Document) -> Iterator[Span]:
    return (document.span(number) for number in _author_boxes(document))


@on("share.button:action", "share.follow:line")
def _claps(document: Document) -> Iterator[Span]:
    """`--` where Medium counts claps, and a count of answers behind it: right above its buttons or its box on the author."""
    for number in (*document.marked("share.button:action"), *_author_boxes(document)):
        dashes = number - 2 if document.has(number - 1, _NUMBERS) else number - 1
        if dashes > 0 and document.lines[dashes].text.strip() == "--":
            yield document.span(dashes, number - 1)


RULES = (
    Rule(
        "share.counter",
        "a counter of shares, views or pictures",
        either(lines("share.counter:line", unless=(among_figures,)), _counters, _gallery_counters, _claps),
        removes=(
            "The flood\n\n0\n53\n\n" + PROSE,
            "The flood\n\n1.2K Shares\n\n" + PROSE,
            PROSE + "Total\n0\nShares\n",
            "+5\n\n" + PROSE + "+5\n\n" + PROSE + "+5\n",
            "The flood\n\n--\n\nShare\n\n" + PROSE,
        ),
        keeps=(
            "1\n\n" + PROSE + "2\n\n" + PROSE,
            PROSE + "53\n\n" + PROSE,
            "1\n2\n\n" + PROSE,
            PROSE + "Comments\n12\n\n" + PROSE,
            PROSE + "--\n\n1\n\n" + PROSE,
        ),
    ),
    Rule(
        "share.button",
        "a button or bar for sharing",
        either(
            block(
                BUTTONS,
                ("share.button:network", "share.button:beside", "share.button:pair"),
                bridge=(NUMBER, "share.counter:unit", "share.counter:shares"),
            ),
            edge_runs("share.button:network", bridge=(NUMBER, "share.button:beside"), least=3),
            lone_at_end("share.button:network", "share.button:pair"),
            lone_at_start("share.button:action", "share.button:pair"),
            lines("share.button:title", unless=(heading_of_prose, list_item)),
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
            PROSE + "Share on a large plate with bread and a bowl of the green sauce, while the fish is still hot from the fire.\n",
            "Spread the love\n\n" + PROSE,
        ),
    ),
    Rule(
        "share.follow",
        "an invitation to follow, like or connect",
        either(
            lines("share.follow:line", "share.follow:opening", "share.follow:notice", unless=(reported, bare_words)),
            lines("share.follow:title", unless=(heading_of_prose, list_item)),
            _author_box,
        ),
        removes=(
            PROSE + "Follow us on Twitter\n",
            PROSE + "Written by Ada Vale\n\n312 Followers\n",
            PROSE + "Like Us On Facebook |   Follow Us On Twitter |   Contact The Author\n",
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
        "tools of the page: print, e-mail, font size, feedback",
        block(("tools.print:line", "tools.print:notice"), ("tools.print:beside",), bridge=BUTTONS, unless=(bare_words, item_in_article)),
        removes=(PROSE + "Print this article\n", PROSE + "Was this article helpful?\n\nYes\n\nNo\n"),
        keeps=("Print\n\n" + PROSE, "Yes\n\nNo\n\n" + PROSE),
    ),
    Rule(
        "rating.box",
        "a box for rating the post",
        lines("rating.box:line"),
        removes=(PROSE + "How useful was this post?\n\nClick on a star to rate it!\n",),
        keeps=("The critics were asked how useful the post had been to them over the years of the war.\n",),
    ),
)

UNSAFE = (
    Rule(
        "share.score",
        "the score of a post",
        _scores,
        safe=False,
        removes=(f"{PROSE}  • 5\n\n{PROSE}  • 2\n\n{PROSE}  • 1\n",),
        keeps=(PROSE + "  • 5\n  • 10\n  • 15\n  • 20\n", PROSE + "  • 5\n\n" + PROSE),
    ),
)
