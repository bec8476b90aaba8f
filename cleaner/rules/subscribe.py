"""Newsletters, paywalls and sign-in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.rule import Mark, Role, Rule
from cleaner.rules.closing import closings
from cleaner.rules.composed import ACCOUNTS, NEWSLETTER, composed
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import block, either, lines, sentences, triggered_by
from cleaner.rules.vetoes import (
    alone_in_article,
    long_paragraph,
    several_words,
    short_heading_or_list_item,
    third_person_or_quoted,
    without_topic_words,
)

_NOT_ABOUT_MAIL = without_topic_words(
    r"newsletter | e-?mail | inbox | \bsubscri | updates? | spam | privacy | terms | \bposts?\b"
    r"| account | notif | substack | captcha"
)
_MESSAGE = 7  # words
_INVITATION = Mark("newsletter.box", Role.LINE)
_BOX = 4  # lines of a box below its invitation
_VETOES = (long_paragraph, third_person_or_quoted, short_heading_or_list_item)


def _message_in_article(document: Document, number: int) -> bool:
    """A message of a few words between paragraphs, which the article may explain."""
    return document.lines[number].words <= _MESSAGE and alone_in_article(document, number)


@triggered_by(Role.LINE)
def _boxes(document: Document) -> Iterator[Span]:
    """Find the few lines of a box that begins with an invitation, between blank lines."""
    lines = document.lines
    for number in document.marked(_INVITATION):
        spared = short_heading_or_list_item(document, number) or not several_words(document, number)
        if spared or not lines[number].gap:
            continue
        below = takewhile(
            lambda line: not line.gap and not line.prose, lines[number + 1 : number + 1 + _BOX]
        )
        last = number + len([*below])
        closed = last + 1 == len(lines) or lines[last + 1].gap
        if last > number and closed:
            yield document.span(number, last)


RULES = (
    Rule(
        "newsletter.box",
        "newsletter sign-up box",
        either(
            block(
                (Role.LINE, Role.OPENING, Role.NOTICE),
                (Role.BESIDE,),
                unless=(*_VETOES, _NOT_ABOUT_MAIL),
            ),
            _boxes,
            closings(Role.LINE, Role.OPENING, Role.NOTICE),
            sentences(),
            composed(NEWSLETTER),
        ),
        removes=(
            PROSE
            + "Subscribe to our newsletter\nThe news of the valley\non Friday nights.\n\n"
            + PROSE,
            PROSE + "Sign up for our newsletter\n\nEmail address\n",
            PROSE + "Get the best of the valley delivered straight to your inbox every Friday.\n",
        ),
        keeps=(
            "Email address\n\n" + PROSE,
            PROSE + "The parish newsletter\nIts first page\nIts last page\n\n" + PROSE,
            "The parish newsletter has been printed in the same cellar since the end of the war.\n",
        ),
    ),
    Rule(
        "paywall.notice",
        "paywall or sign-in notice",
        either(
            lines(Role.LINE, Role.OPENING, Role.NOTICE, unless=(*_VETOES, _message_in_article)),
            sentences(),
            composed(ACCOUNTS),
        ),
        removes=(
            PROSE + "Subscribe to continue reading\n",
            PROSE + "Already a subscriber? Log in\n",
        ),
        keeps=(
            "To continue reading, she lit a second candle and moved the chair to the window.\n",
        ),
    ),
)
