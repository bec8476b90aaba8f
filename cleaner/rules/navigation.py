"""Ways through the site: menus, post navigation, breadcrumbs, tags; and what stands behind the comment form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import block, edge_runs, either, ends_as_sentence, in_the_article, lines, lone_at_end, on
from cleaner.lexicon import NUMBER
from cleaner.rules.examples import PROSE
from cleaner.rules.wordpress import FORM

_ARTICLE = 3  # lines of prose that make an article
_NEXT = frozenset({"nav.post:next"})
_NUMBERS = frozenset({NUMBER})
_MENU_WORDS = frozenset({"nav.menu:beside", "nav.menu:line"})
_BACK = ("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}", "\N{LEFTWARDS ARROW}", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} ", "<< ")
_ON = ("\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}", "\N{RIGHTWARDS ARROW}", " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}", " >>")
_CRUMBS = tuple(
    f" {sign} "
    for sign in (
        ">",
        "/",
        "|",
        "::",
        *"\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHTWARDS ARROW}\N{BULLET}",
    )
)
_SITE_WORDS = (
    "rss",
    "home",
    "contact",
    "about",
    "privacy",
    "terms",
    "archives",
    "login",
    "log in",
    "sitemap",
    "subscribe",
    "advertis",
    "careers",
    "cookie",
)
_SEPARATOR = re.compile(r"\s[|/\N{MIDDLE DOT}\N{BULLET}\N{EN DASH}-](?:\s|$)|\|")
_FOOTER = 30  # words of a line of links
_SITE_LINKS = 3  # how many of a site's own links make it one
_LINK = 5  # words of a link
_SYMBOLS = frozenset("\N{MULTIPLICATION SIGN}\N{MULTIPLICATION X}\N{HEAVY MULTIPLICATION X}\N{GREEK CAPITAL LETTER DELTA}")


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
        if any(sign in text for sign in _CRUMBS) or (len(headline) > 12 and text.endswith(headline) and len(text) > len(headline) + 4):
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


@on("nav.menu:links")
def _footer_links(document: Document) -> Iterator[Span]:
    """`About · Careers · Privacy · Terms`, or the same without signs between: the links at a page's foot."""
    for number in document.marked("nav.menu:links"):
        line = document.lines[number]
        if line.prose or line.words > _FOOTER or in_the_article(document, number):
            continue
        text = line.text.lower()
        links = [link for link in _SEPARATOR.split(text) if link.strip()]
        if sum(word in text for word in _SITE_WORDS) >= _SITE_LINKS and all(
            len(link.split()) <= _LINK or len(links) == 1 for link in links
        ):
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


RULES = (
    Rule(
        "nav.menu",
        "navigation of the site",
        either(
            block(("nav.menu:line", "nav.menu:notice"), ("nav.menu:beside",)),
            _breadcrumbs,
            _link_bars,
            _footer_links,
            _symbols,
            lone_at_end("nav.menu:beside", "nav.menu:pair", "tags.list:beside"),
            lines("nav.menu:bar", unless=(in_the_article,)),
            edge_runs("nav.menu:beside", "nav.menu:line", "share.follow:line", "newsletter.box:line", least=4),
        ),
        removes=("Skip to content\n\nThe flood\n\n" + PROSE, "Home\nNews\nAbout us\nContact\n\nThe flood\n\n" + PROSE),
        keeps=("Home\n\n" + PROSE, PROSE + "Home\nNews\nAbout\nContact\n\n" + PROSE),
    ),
    Rule(
        "nav.post",
        "a link to the previous or next post or page",
        either(lines("nav.post:line"), _pager, _arrows),
        removes=(PROSE + "Previous Post\n", PROSE + "Page 1 of 3\n"),
        keeps=("The next post was a day's ride away, and they reached it only when the moon was up.\n",),
    ),
    Rule(
        "tags.list",
        "a list of tags or categories",
        lines("tags.list:line", unless=(in_the_article, ends_as_sentence)),
        removes=(PROSE + "Tags: bridge, flood, river\n",),
        keeps=(PROSE + "Topics: the flood and the bridge\n\n" + PROSE, "Categories: there are three of them.\n"),
    ),
)

TAIL = (
    Rule(
        "tail.behind-form",
        "behind the comment form: the article is over",
        _behind_the_form,
        bulk=True,
        removes=(PROSE * 3 + "Leave a Reply\n\nThe valley in pictures\n\nBridges and mills\n",),
        keeps=(PROSE + "Leave a Reply\n\nThe valley in pictures\n\n", PROSE * 3 + "Leave a Reply\n\nThe bridge\n\n" + PROSE),
    ),
)

UNSAFE = (
    Rule(
        "nav.header",
        "a menu before the article",
        _menus,
        safe=False,
        removes=("Valley:\nHome\nThe mayor\nPodcasts\nRivers\nBooks\n\nThe flood\n\n" + PROSE,),
        keeps=("Bridge\nRiver\nMill\nRain\nSnow\n\n" + PROSE,),
    ),
)
