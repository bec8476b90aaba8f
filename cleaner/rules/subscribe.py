"""Newsletters, paywalls and sign-in."""

from __future__ import annotations

from cleaner.core.rule import Role, Rule
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import block, lines
from cleaner.rules.vetoes import (
    long_paragraph,
    short_heading_or_list_item,
    third_person_or_quoted,
    without_topic_words,
)

_NOT_ABOUT_MAIL = without_topic_words(
    r"newsletter | e-?mail | inbox | \bsubscri | updates? | spam | privacy | terms | \bposts?\b"
    r"| account | notif | substack | captcha"
)
_VETOES = (long_paragraph, third_person_or_quoted, short_heading_or_list_item)

RULES = (
    Rule(
        "newsletter.box",
        "newsletter sign-up box",
        block(
            (Role.LINE, Role.OPENING, Role.NOTICE),
            (Role.BESIDE,),
            unless=(*_VETOES, _NOT_ABOUT_MAIL),
        ),
        removes=(
            PROSE + "Sign up for our newsletter\n\nEmail address\n",
            PROSE + "Get the best of the valley delivered straight to your inbox every Friday.\n",
        ),
        keeps=(
            "Email address\n\n" + PROSE,
            "The parish newsletter has been printed in the same cellar since the end of the war.\n",
        ),
    ),
    Rule(
        "paywall.notice",
        "paywall or sign-in notice",
        lines(Role.LINE, Role.OPENING, Role.NOTICE, unless=_VETOES),
        removes=(
            PROSE + "Subscribe to continue reading\n",
            PROSE + "Already a subscriber? Log in\n",
        ),
        keeps=(
            "To continue reading, she lit a second candle and moved the chair to the window.\n",
        ),
    ),
)
