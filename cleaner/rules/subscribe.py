"""Newsletters, paywalls and sign-in."""

from __future__ import annotations

from cleaner.engine import Rule
from cleaner.finders import bare_words, block, lacking, lines, long_paragraph, reported
from cleaner.rules.examples import PROSE

_NOT_OF_MAIL = lacking(
    r"newsletter | e-?mail | inbox | \bsubscri | updates? | spam | privacy | terms | \bposts?\b | account | notif | substack | captcha"
)
_VETOES = (long_paragraph, reported, bare_words, _NOT_OF_MAIL)

RULES = (
    Rule(
        "newsletter.box",
        "a box for subscribing to a newsletter",
        block(
            ("newsletter.box:line", "newsletter.box:opening", "newsletter.box:notice"),
            ("newsletter.box:beside",),
            unless=_VETOES,
        ),
        removes=(
            PROSE + "Sign up for our newsletter\n\nEmail address\n",
            PROSE + "Get the best of the valley delivered straight to your inbox every Friday.\n",
        ),
        keeps=("Email address\n\n" + PROSE, "The parish newsletter has been printed in the same cellar since the end of the war.\n"),
    ),
    Rule(
        "paywall.notice",
        "a paywall or sign-in notice",
        lines("paywall.notice:line", "paywall.notice:opening", "paywall.notice:notice", unless=(long_paragraph, reported, bare_words)),
        removes=(PROSE + "Subscribe to continue reading\n", PROSE + "Already a subscriber? Log in\n"),
        keeps=("To continue reading, she lit a second candle and moved the chair nearer to the window.\n",),
    ),
)
