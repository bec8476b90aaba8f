"""What publishers' pages carry around an article: related articles, newsletters, paywalls, ads, cookies, navigation, notices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Finder, Rule
from cleaner.finders import (
    attributed,
    block,
    edge_runs,
    either,
    ends_as_sentence,
    few_words,
    heading_of_prose,
    in_the_article,
    introduces,
    is_furniture,
    lines,
    list_item,
    on,
    reported,
    lone_at_end,
    long_paragraph,
)
from cleaner.lexicon import NUMBER
from cleaner.rules.wordpress import FORM

_PROSE = "The river rose by a metre in the night, and the old bridge was closed to all traffic.\n\n"
_HEADLINE_WORDS = range(3, 31)
_HEADLINES = 12  # a list of related articles is no longer than that
_TEASERS = 15  # lines behind a heading of related articles that may go with it
_ARTICLE = 3  # lines of prose that make an article
_RELATED = ("related.block:heading", "related.block:single")
_SINGLE = frozenset({"related.block:single"})
_PAGER = frozenset({"nav.post:previous", "nav.post:next", "nav.post:line", NUMBER})
_NEXT = frozenset({"nav.post:next"})
_NUMBERS = frozenset({NUMBER})
_SHARE = frozenset({"share.button:line", "share.button:bar"})
_MENU_WORDS = frozenset({"nav.menu:beside", "nav.menu:line"})
_GLUED_DATE = re.compile(r"[a-z\u2019'?!](?:JAN|FEB|MARCH|APRIL|MAY|JUNE|JULY|AUG|SEPT|OCT|NOV|DEC)\.? \d{1,2}, \d{4}$")
_BACK = ("\u00ab ", "\u2190 ", "\u2039 ", "<< ", "\u2190", "\u00ab")
_ON = (" \u00bb", " \u2192", " \u203a", " >>", "\u2192", "\u00bb")
_CRUMBS = (" > ", " \u203a ", " \u00bb ", " / ", " \u2192 ", " | ", " \u2022 ", " :: ")
_SITE_WORDS = ("rss", "home", "contact", "about", "privacy", "terms", "archives", "login", "log in", "sitemap", "subscribe", "advertise", "careers")
_SYMBOLS = frozenset("\u00d7\u2715\u2716\u0394")
_EDGE = re.compile(
    r"(?:(?<=[.!?\u2026\u201d\"')\]])|\s(?=\[|\u2026))\s*"
    r"(?:\[?\(?(?:Read more|Read More|READ MORE|Continue reading|Continue Reading|Read the full story|Learn more|Learn More|Read on|more)"
    r"(?:\.\.\.|\u2026|\.)?\)?\]?)(?: ?(?:\u2192|\u00bb|>{1,2}|\u203a))?$"
)
_CALL_SIGNS = ("omment", "let me know", "et us know", "Let me know", "As always", "thoughts", "Contact us", "Follow ", "Watch the", "Learn more", "Click here", "Sign up", "Subscribe")
_CALL = re.compile(
    r"(?<=[.!?)]) (?:"
    r"(?:Please )?(?:[Ff]eel free to|do) leave a comment"
    r"|As always, please"
    r"|Let (?:me|us) know (?:what you think|your thoughts|in the comments|all of your thoughts|if you)"
    r"|(?:Tell|Share with) (?:me|us) (?:in the comments|your thoughts)"
    r"|Leave (?:a|your) comments? (?:below|and)"
    r"|Contact us (?:today|now|to|at|for)\b"
    r"|Follow (?:me|us|him|her) on (?:Twitter|Facebook|Instagram|X|Pinterest)"
    r"|Watch the video to"
    r"|\(?Learn more about"
    r"|Learn more [A-Z]"
    r"|Click here (?:to|for)"
    r"|Sign up (?:for|to) (?:our|my)"
    r"|Subscribe to (?:our|my)"
    r")[^\n]{0,300}$"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


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
            if document.lines[number].prose and found and not _closed(document, heading, found[-1]):
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
    return not line.prose and line.words in _HEADLINE_WORDS and not ends_as_sentence(document, number) and not is_furniture(document, number)


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


@on("ends:reserved")
def _all_rights(document: Document) -> Iterator[Span]:
    """`… Inc. All rights reserved.` before or behind the article."""
    for number in document.marked("ends:reserved"):
        line = document.lines[number]
        if line.words <= 60 and line.text.lower().rstrip(".").endswith("all rights reserved") and not in_the_article(document, number):
            yield document.span(number)


@on("nav.post:previous")
def _pager(document: Document) -> Iterator[Span]:
    """`Previous` and `Next` together, or with the number of a picture between them."""
    for number in document.marked("nav.post:previous"):
        for last in (number + 1, number + 2):
            if document.has(last, _NEXT) and (last == number + 1 or document.has(number + 1, _NUMBERS)):
                yield document.span(number, last)
                break


@on("begins:arrow", "ends:arrow")
def _arrows(document: Document) -> Iterator[Span]:
    """`« The older post` and `The newer post »` before or behind the article."""
    for number in document.marked("begins:arrow", "ends:arrow"):
        line = document.lines[number]
        if line.prose or not 3 <= line.words <= 25:
            continue
        text = line.text.strip()
        if text.startswith(_BACK) != text.endswith(_ON) and not in_the_article(document, number):
            yield document.span(number)


@on("nav.menu:crumbs")
def _breadcrumbs(document: Document) -> Iterator[Span]:
    """`Home › News › Valley`, or `Home News` with the headline of the next line."""
    for number in document.marked("nav.menu:crumbs"):
        text = document.lines[number].text.strip()
        if document.prose_before(number) or number + 1 == len(document.lines):
            continue
        headline = document.lines[number + 1].text.strip()
        if any(sign in text for sign in _CRUMBS) or (len(headline) > 12 and text.endswith(headline)):
            yield document.span(number)


@on("sign:|")
def _link_bars(document: Document) -> Iterator[Span]:
    """Four or more short links in a row between bars, one of them a site's own (`News | Archives | RSS Feed`), off the article."""
    for number in document.lines_with("|"):
        line = document.lines[number]
        if line.text.count("|") < 3 or line.words > 40 or in_the_article(document, number):
            continue
        links = [link.strip().lower() for link in line.text.split("|")]
        if all(len(link.split()) <= 5 for link in links) and any(word in link for link in links for word in _SITE_WORDS):
            yield document.span(number)


@on("ends:symbol")
def _symbols(document: Document) -> Iterator[Span]:
    """A lone `×`: the button that closed something."""
    for number in document.marked("ends:symbol"):
        if document.lines[number].text.strip() in _SYMBOLS and not in_the_article(document, number):
            yield document.span(number)


@on(*FORM)
def _behind_the_form(document: Document) -> Iterator[Span]:
    """From the comment form to the end of the text, where an article stands before it and no prose behind it."""
    for number in document.marked(*FORM):
        if document.prose_after(number) == 0 and document.prose_before(number) >= _ARTICLE:
            yield Span(document.lines[number].start, len(document.text))
            return


@on("nav.menu:beside", "nav.menu:line")
def _menus(document: Document) -> Iterator[Span]:
    """Runs of very short lines before the article, two of which are words of menus."""
    run: list[int] = []
    for number in range(len(document.lines) + 1):
        if number < len(document.lines) and document.lines[number].words <= 3 and not (run and document.lines[number].gap):
            run.append(number)
            continue
        if len(run) >= 5 and not document.prose_before(run[0]) and sum(document.has(at, _MENU_WORDS) for at in run) >= 2:
            yield document.span(run[0], run[-1])
        if number < len(document.lines) and document.prose_before(number):
            return
        run = []


@on("ends:more", "ends:bracket", "ends:arrow")
def _edges(document: Document) -> Iterator[Span]:
    """`… Read more` and the like at the end of a line of prose."""
    for number in document.marked("ends:more", "ends:bracket", "ends:arrow"):
        line = document.lines[number]
        match = _EDGE.search(line.text, max(0, len(line.text) - 60))
        if line.prose and match and match.start():
            yield Span(line.start + match.start(), line.stop)


@on("prose")
def _calls_in_prose(document: Document) -> Iterator[Span]:
    """The last sentences of a paragraph, where they ask for comments, mail or clicks."""
    for number in document.lines_with(*_CALL_SIGNS):
        line = document.lines[number]
        if not line.prose or line.words > 250:
            continue
        match = _CALL.search(line.text, max(0, len(line.text) - 400))
        if match:
            yield Span(line.start + match.start(), line.stop)


@on("sign:@")
def _addresses(document: Document) -> Iterator[Span]:
    """An e-mail address as a whole line, behind the article."""
    for number in document.lines_with("@"):
        line = document.lines[number]
        if line.words == 1 and document.prose_before(number) and not document.prose_after(number):
            if _EMAIL.fullmatch(line.text.strip(" \t()[]<>*|")):
                yield document.span(number)


RULES = (
    Rule(
        "related.link",
        "a link to more, or to another article",
        either(
            lines("related.link:line", unless=(ends_as_sentence, introduces)),
            lines("related.link:opening", unless=(introduces, reported)),
            _edges,
        ),
        removes=(_PROSE + "Read the full story here\n", _PROSE + "Continue reading the main story\n\n" + _PROSE),
        keeps=("Read more about the river in the valley's own chronicle, which is kept in the town hall.\n", "Read more books.\n"),
    ),
    Rule(
        "related.teaser",
        "the teaser of another article",
        either(
            lines("related.teaser:opening", unless=(ends_as_sentence, introduces, long_paragraph, reported)),
            lines("related.teaser:loose", unless=(ends_as_sentence, introduces, long_paragraph, few_words, list_item)),
            _dated_teasers,
        ),
        removes=(
            _PROSE + "Related: Ten bridges that the valley lost to its river in a hundred years\n",
            _PROSE + "SEE ALSO:  A town that moved uphill\n",
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
        removes=(_PROSE + "Related Articles\n\nTen bridges that the valley lost\n\nA town that moved uphill\n",),
        keeps=("See also\n\n" + _PROSE, _PROSE + "Related\n\n" + _PROSE, _PROSE + "Ten bridges that the valley lost\n"),
    ),
    Rule(
        "newsletter.box",
        "a box for subscribing to a newsletter",
        block(("newsletter.box:line", "newsletter.box:opening"), ("newsletter.box:beside",), unless=(long_paragraph, reported)),
        removes=(_PROSE + "Sign up for our newsletter\n\nEmail address\n", _PROSE + "Get the best of the valley delivered straight to your inbox every Friday.\n"),
        keeps=("Email address\n\n" + _PROSE, "The parish newsletter has been printed in the same cellar since the end of the war.\n"),
    ),
    Rule(
        "paywall.notice",
        "a paywall or sign-in notice",
        lines("paywall.notice:line", "paywall.notice:opening", unless=(long_paragraph, reported)),
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
        lines("ad.affiliate:opening", unless=(long_paragraph, attributed)),
        removes=(
            "This post may contain affiliate links. Read my disclosure policy.\n\n" + _PROSE,
            _PROSE + "River Notes is a participant in the Amazon Services LLC Associates Program, an affiliate advertising program.\n",
        ),
        keeps=("An affiliate of the bank paid for the bridge, and its name can be read on the railing.\n",),
    ),
    Rule(
        "ad.promo",
        "a call to buy, book, try or support",
        lines("ad.promo:line", "ad.promo:opening", unless=(long_paragraph, reported)),
        removes=(_PROSE + "Shop now\n", _PROSE + "Check price on Amazon\n"),
        keeps=("They had to shop now for the whole winter, because the pass would be closed by snow.\n",),
    ),
    Rule(
        "cookie.notice",
        "a cookie or consent notice",
        block(("cookie.notice:line", "cookie.notice:opening"), ("cookie.notice:beside",), unless=(long_paragraph, reported)),
        removes=(_PROSE + "This website uses cookies to improve your experience. Accept Reject\n",),
        keeps=("She uses cookies on which the name of each child is written to lay the table.\n",),
    ),
    Rule(
        "nav.menu",
        "navigation of the site",
        either(
            block(("nav.menu:line",), ("nav.menu:beside",)),
            _breadcrumbs,
            _link_bars,
            _symbols,
            lone_at_end("nav.menu:beside", "tags.list:beside"),
            edge_runs("nav.menu:beside", "nav.menu:line", "share.follow:line", "newsletter.box:line", least=4),
        ),
        removes=("Skip to content\n\nThe flood\n\n" + _PROSE, "Home\nNews\nAbout us\nContact\n\nThe flood\n\n" + _PROSE),
        keeps=("Home\n\n" + _PROSE, _PROSE + "Home\nNews\nAbout\nContact\n\n" + _PROSE),
    ),
    Rule(
        "nav.post",
        "a link to the previous or next post or page",
        either(lines("nav.post:line"), _pager, _arrows),
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
        either(
            lines("copyright.notice:line", "copyright.notice:opening", unless=(long_paragraph, in_the_article, reported)),
            _all_rights,
        ),
        removes=(_PROSE + "Copyright 2014 River Press. All rights reserved. This material may not be published or broadcast.\n",),
        keeps=(_PROSE + "Copyright 1911 was the year's quarrel, and all rights reserved to authors its end.\n\n" + _PROSE,),
    ),
    Rule(
        "contact.solicitation",
        "a call to write to the author or the editors",
        either(
            lines("contact.solicitation:line", "contact.solicitation:opening", unless=(long_paragraph, reported)),
            lines("contact.solicitation:address", unless=(in_the_article,)),
            _addresses,
        ),
        removes=(_PROSE + "Questions/Comments? E-mail me: someone@example.com\n", _PROSE + "someone@example.com\n"),
        keeps=(_PROSE + "someone@example.com\n\n" + _PROSE, "Contact us if you must, the note said, but do not expect an answer before the spring.\n"),
    ),
)

TAIL = (
    Rule(
        "tail.behind-form",
        "behind the comment form: the article is over",
        _behind_the_form,
        bulk=True,
        removes=(_PROSE * 3 + "Leave a Reply\n\nThe valley in pictures\n\nBridges and mills\n",),
        keeps=(_PROSE + "Leave a Reply\n\nThe valley in pictures\n\n", _PROSE * 3 + "Leave a Reply\n\nThe bridge\n\n" + _PROSE),
    ),
)

UNSAFE = (
    Rule(
        "nav.header",
        "a menu before the article",
        _menus,
        safe=False,
        removes=("Valley:\nHome\nThe mayor\nPodcasts\nRivers\nBooks\n\nThe flood\n\n" + _PROSE,),
        keeps=("Bridge\nRiver\nMill\nRain\nSnow\n\n" + _PROSE,),
    ),
    Rule(
        "contact.sentence",
        "a call to write, click or follow at the end of a paragraph",
        _calls_in_prose,
        safe=False,
        removes=(_PROSE.rstrip() + " Let us know what you think of the bridge in the comments!\n",),
        keeps=("Let us know the worst, she said, and be done with it before the night is over.\n",),
    ),
    Rule(
        "related.inline",
        "a list of other articles in the midst of this one",
        either(_related(behind_article=False), _closed_by_sharing, _tail_of_related, lines("related.block:title", unless=(heading_of_prose,))),
        safe=False,
        removes=(_PROSE + "Related Articles\nTen bridges that the valley lost\nA town that moved uphill\n\n" + _PROSE,),
        keeps=(_PROSE + "Ten bridges that the valley lost\n\n" + _PROSE,),
    ),
)
