"""What publishers' pages carry around an article: related articles, newsletters, paywalls, ads, cookies, navigation, notices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import (
    Finder,
    block,
    edge_runs,
    either,
    ends_as_sentence,
    heading_of_prose,
    in_the_article,
    is_furniture,
    lines,
    long_paragraph,
)

_PROSE = "The river rose by a metre in the night, and the old bridge was closed to all traffic.\n\n"
_HEADLINE_WORDS = range(3, 31)
_HEADLINES = 12  # a list of related articles is no longer than that
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


def _headlines_behind(document: Document, heading: int) -> Iterator[int]:
    """The lines behind a heading that read like other articles' headlines, up to the next prose or furniture."""
    for number in range(heading + 1, min(heading + 1 + _HEADLINES, len(document.lines))):
        line = document.lines[number]
        if line.prose or line.words not in _HEADLINE_WORDS or ends_as_sentence(document, number) or is_furniture(document, number):
            return
        yield number


def _related(*, behind_article: bool) -> Finder:
    """Headings of related articles with the headlines behind them; behind the article, or in the midst of it."""

    def find(document: Document) -> Iterator[Span]:
        for heading in document.marked("related.block:heading"):
            if (document.prose_after(heading) == 0) != behind_article or document.prose_before(heading) == 0:
                continue
            headlines = list(_headlines_behind(document, heading))
            if headlines:
                yield document.span(heading, headlines[-1])

    return find


def _addresses(document: Document) -> Iterator[Span]:
    """An e-mail address as a whole line, behind the article."""
    for number, line in enumerate(document.lines):
        if "@" in line.text and line.words == 1 and document.prose_before(number) and not document.prose_after(number):
            if _EMAIL.fullmatch(line.text.strip(" \t()[]<>*|")):
                yield document.span(number)


RULES = (
    Rule(
        "related.link",
        "a link to more, or to another article",
        lines("related.link:line", unless=(ends_as_sentence,)),
        removes=(_PROSE + "Read the full story here\n", _PROSE + "Continue reading the main story\n\n" + _PROSE),
        keeps=("Read more about the river in the valley's own chronicle, which is kept in the town hall.\n", "Read more books.\n"),
    ),
    Rule(
        "related.teaser",
        "the teaser of another article",
        lines("related.teaser:opening", unless=(ends_as_sentence, long_paragraph)),
        removes=(
            _PROSE + "Related: Ten bridges that the valley lost to its river in a hundred years\n",
            _PROSE + "SEE ALSO:  A town that moved uphill\n",
        ),
        keeps=("See also: the chapter on bridges, which tells of the two older ones.\n", "Watch: the river never sleeps.\n"),
    ),
    Rule(
        "related.block",
        "a list of other articles behind this one",
        either(lines("related.block:heading", unless=(heading_of_prose, in_the_article)), _related(behind_article=True)),
        removes=(_PROSE + "Related Articles\n\nTen bridges that the valley lost\n\nA town that moved uphill\n",),
        keeps=("See also\n\n" + _PROSE, _PROSE + "Related\n\n" + _PROSE, _PROSE + "Ten bridges that the valley lost\n"),
    ),
    Rule(
        "newsletter.box",
        "a box for subscribing to a newsletter",
        block(("newsletter.box:line", "newsletter.box:opening"), ("newsletter.box:beside",), unless=(long_paragraph,)),
        removes=(_PROSE + "Sign up for our newsletter\n\nEmail address\n", _PROSE + "Get the best of the valley delivered straight to your inbox every Friday.\n"),
        keeps=("Email address\n\n" + _PROSE, "The parish newsletter has been printed in the same cellar since the end of the war.\n"),
    ),
    Rule(
        "paywall.notice",
        "a paywall or sign-in notice",
        lines("paywall.notice:line", "paywall.notice:opening"),
        removes=(_PROSE + "Subscribe to continue reading\n", _PROSE + "Already a subscriber? Log in\n"),
        keeps=("To continue reading, she lit a second candle and moved the chair nearer to the window.\n",),
    ),
    Rule(
        "ad.label",
        "the label of an advertisement",
        lines("ad.label:line", unless=()),
        removes=(_PROSE + "ADVERTISEMENT\n\n" + _PROSE, _PROSE + "Story continues below advertisement\n\n" + _PROSE),
        keeps=("The advertisement ran for a week in both of the valley's papers and drew no answer.\n",),
    ),
    Rule(
        "ad.affiliate",
        "a notice of affiliate links or sponsorship",
        lines("ad.affiliate:opening", unless=(long_paragraph,)),
        removes=(
            "This post may contain affiliate links. Read my disclosure policy.\n\n" + _PROSE,
            _PROSE + "River Notes is a participant in the Amazon Services LLC Associates Program, an affiliate advertising program.\n",
        ),
        keeps=("An affiliate of the bank paid for the bridge, and its name can be read on the railing.\n",),
    ),
    Rule(
        "ad.promo",
        "a call to buy, book, try or support",
        lines("ad.promo:line", "ad.promo:opening", unless=(long_paragraph,)),
        removes=(_PROSE + "Shop now\n", _PROSE + "Check price on Amazon\n"),
        keeps=("They had to shop now for the whole winter, because the pass would be closed by snow.\n",),
    ),
    Rule(
        "cookie.notice",
        "a cookie or consent notice",
        block(("cookie.notice:line", "cookie.notice:opening"), (), unless=(long_paragraph,)),
        removes=(_PROSE + "This website uses cookies to improve your experience. Accept Reject\n",),
        keeps=("She uses cookies on which the name of each child is written to lay the table.\n",),
    ),
    Rule(
        "nav.menu",
        "navigation of the site",
        either(
            block(("nav.menu:line",), ("nav.menu:beside",)),
            edge_runs("nav.menu:beside", "nav.menu:line", "share.follow:line", "newsletter.box:line", least=4),
        ),
        removes=("Skip to content\n\nThe flood\n\n" + _PROSE, "Home\nNews\nAbout us\nContact\n\nThe flood\n\n" + _PROSE),
        keeps=("Home\n\n" + _PROSE, _PROSE + "Home\nNews\nAbout\nContact\n\n" + _PROSE),
    ),
    Rule(
        "nav.post",
        "a link to the previous or next post or page",
        lines("nav.post:line"),
        removes=(_PROSE + "Previous Post\n", _PROSE + "Page 1 of 3\n"),
        keeps=("The next post was a day's ride away, and they reached it only when the moon was up.\n",),
    ),
    Rule(
        "tags.list",
        "a list of tags or categories",
        lines("tags.list:line", unless=(in_the_article, ends_as_sentence)),
        removes=(_PROSE + "Tags: bridge, flood, river\n",),
        keeps=(_PROSE + "Topics: the flood and the bridge\n\n" + _PROSE, "Categories: there are three of them.\n"),
    ),
    Rule(
        "copyright.notice",
        "a copyright notice or terms",
        lines("copyright.notice:line", "copyright.notice:opening", unless=(long_paragraph, in_the_article)),
        removes=(_PROSE + "Copyright 2014 River Press. All rights reserved. This material may not be published or broadcast.\n",),
        keeps=(_PROSE + "Copyright 1911 was the year's quarrel, and all rights reserved to authors its end.\n\n" + _PROSE,),
    ),
    Rule(
        "contact.solicitation",
        "a call to write to the author or the editors",
        either(lines("contact.solicitation:line", "contact.solicitation:opening", unless=(long_paragraph,)), _addresses),
        removes=(_PROSE + "Questions/Comments? E-mail me: someone@example.com\n", _PROSE + "someone@example.com\n"),
        keeps=(_PROSE + "someone@example.com\n\n" + _PROSE, "Contact us if you must, the note said, but do not expect an answer before the spring.\n"),
    ),
)

UNSAFE = (
    Rule(
        "related.inline",
        "a list of other articles in the midst of this one",
        either(_related(behind_article=False), lines("related.block:heading", unless=(heading_of_prose,))),
        safe=False,
        removes=(_PROSE + "Related Articles\n\nTen bridges that the valley lost\n\n" + _PROSE,),
        keeps=(_PROSE + "Ten bridges that the valley lost\n\n" + _PROSE,),
    ),
)
