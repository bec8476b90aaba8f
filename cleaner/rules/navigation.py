"""Site navigation: menus, post navigation, breadcrumbs, tags; and what follows a comment form."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from cleaner.core.analysis import Span
from cleaner.core.characters import BACKWARD_ARROWS, CROSSES, FORWARD_ARROWS
from cleaner.core.document import Document, Line
from cleaner.core.patterns import pattern
from cleaner.core.rule import AFTER_CUT, NUMBER, LineTest, Mark, Role, Rule
from cleaner.core.structure import ends_sentence
from cleaner.core.words import word_count
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import (
    block,
    either,
    lines,
    of,
    runs_outside_article,
    single_after_article,
    triggered_by,
)
from cleaner.rules.vetoes import (
    alone_in_article,
    ends_as_sentence,
    explained,
    first_line,
    in_the_article,
    is_boilerplate,
)
from cleaner.rules.wordpress import FORM

_ARTICLE = 3  # lines of prose that make an article
_PREVIOUS, _NEXT = of("nav.post", Role.PREVIOUS, Role.NEXT)
_MENU_WORDS = of("nav.menu", Role.BESIDE, Role.LINE)
_CRUMBS, _LINKS = of("nav.menu", Role.CRUMBS, Role.LINKS)
_FILED = (Mark("tags.list", Role.LINE), Mark("wordpress.post-meta", Role.LINE))
_TOPICS = of("tags.list", Role.BESIDE)
_TAGS_INSIDE = pattern(r"[:\uff1a,]\s*\S")  # `Tags: bridge`; the items are on the same line
_TAGGED_ARTICLE = 2  # lines of prose before the tags
_MOST_TAGS = 12
_TAG_WORDS = 3
_BACK = (*BACKWARD_ARROWS[:2], f"{BACKWARD_ARROWS[2]} ", "<< ")
_ON = (*FORWARD_ARROWS[:2], f" {FORWARD_ARROWS[2]}", " >>")
_CRUMB_SIGNS = tuple(
    f" {sign} " for sign in (">", "/", "|", "::", "\N{BULLET}", *FORWARD_ARROWS[:3])
)
_SITE_WORDS = (
    *("rss", "home", "contact", "about", "privacy", "terms", "archives", "login", "log in"),
    *("sitemap", "subscribe", "advertis", "careers", "cookie"),
)
_QUOTES = (
    ("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}", _ON[0]),
    ("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", FORWARD_ARROWS[2]),
)
_SIGNS = "".join((*_BACK, *_ON))
_SENTENCE = (". ", "? ", "! ", "?", "\N{HORIZONTAL ELLIPSIS}", "\N{ARABIC QUESTION MARK}")
_MOST_GUILLEMETS = 4  # a text with more of them has quotations
_GUILLEMETS = tuple(sign for pair in _QUOTES for sign in pair)
_SEPARATOR = pattern(r"\s[|/\N{MIDDLE DOT}\N{BULLET}\N{EN DASH}-](?:\s|$)|\|")
_FOOTER = 30  # words of a line of links
_SITE_LINKS = 3  # how many of a site's usual links make a footer
_LINK = 5  # words of a link
_LONGEST = 1_000  # characters of a line of links
_BARS = 3  # bars in a row of links
_BAR_WORDS = 40  # words of a row of links
_MENU_ITEM = 3  # words of an item of a menu
_MENU = 5  # items of a menu
_POST_TITLE = range(3, 26)  # words of a link to another post
_HEADLINE = 12  # characters of a headline that a breadcrumb may repeat


def _is_arrow_link(line: str) -> bool:
    """Tell whether a line has an arrow at one end. Paired guillemets are quotation marks."""
    text = line.strip()
    if len(line) > _LONGEST or text.startswith(_BACK) == text.endswith(_ON):
        return False
    quoted = any(opening in text and closing in text for opening, closing in _QUOTES)
    bare = text.strip(_SIGNS)
    sentence = bare.endswith((".", ",", ";")) or any(sign in bare for sign in _SENTENCE)
    return not quoted and not sentence and word_count(line) in _POST_TITLE


def _is_link_bar(line: str) -> bool:
    """Tell whether a line is four or more short links between bars, one of them a site's own."""
    if line.count("|") < _BARS or len(line) > _LONGEST or word_count(line) > _BAR_WORDS:
        return False
    if any(len(link.split()) > _LINK for link in line.split("|")):
        return False
    lowered = line.lower()
    return any(word in lowered for word in _SITE_WORDS)


_ARROW = LineTest(
    "begins or ends with an arrow",
    endings=tuple(FORWARD_ARROWS),
    beginnings=tuple(BACKWARD_ARROWS),
    fits=_is_arrow_link,
)
_LINK_BAR = LineTest("links between bars", contains=("|",), fits=_is_link_bar)
_CROSS = LineTest("a lone cross", endings=tuple(CROSSES), fits=lambda line: line.strip() in CROSSES)


@triggered_by(_PREVIOUS, reads=(_NEXT,))
def _pager(document: Document) -> Iterator[Span]:
    """Find `Previous` and `Next` together, or with the number of a picture between them."""
    for number in document.marked(_PREVIOUS):
        for last in (number + 1, number + 2):
            between = last == number + 1 or document.has(number + 1, frozenset({NUMBER}))
            if document.has(last, frozenset({_NEXT})) and between:
                yield document.span(number, last)
                break


@triggered_by(_ARROW)
def _arrows(document: Document) -> Iterator[Span]:
    """Find `« The older post` and `The newer post »` before or after the article.

    Guillemets may be quotation marks over several lines: a neighbour must be a link as well.
    """
    links = document.marked(_ARROW)
    text = document.kept_text()
    quotes = sum(text.count(sign) for sign in _GUILLEMETS) > _MOST_GUILLEMETS
    for number in links:
        line = document.lines[number]
        if line.prose or first_line(document, number) or in_the_article(document, number):
            continue
        text = line.text.strip()
        certain = not text.startswith(_GUILLEMETS) and not text.endswith(_GUILLEMETS)
        around = () if quotes else (number - 1, number + 1)
        if certain or any(at in links or is_boilerplate(document, at) for at in around):
            yield document.span(number)


@triggered_by(_CRUMBS)
def _breadcrumbs(document: Document) -> Iterator[Span]:
    """Find `Home › News › Valley`, or `Home News` with the headline of the next line."""
    for number in document.marked(_CRUMBS):
        if document.prose_before(number) or number + 1 == len(document.lines):
            continue
        text = document.lines[number].text.strip()
        headline = document.lines[number + 1].text.strip()
        repeats = len(headline) > _HEADLINE and text.endswith(headline)
        if any(sign in text for sign in _CRUMB_SIGNS) or (
            repeats and len(text) > len(headline) + len("Home")
        ):
            yield document.span(number)


@triggered_by(_LINKS)
def _footer_links(document: Document) -> Iterator[Span]:
    """Find `About · Careers · Privacy · Terms`, or the same without signs between."""
    for number in document.marked(_LINKS):
        line = document.lines[number]
        if line.prose or line.words > _FOOTER or in_the_article(document, number):
            continue
        text = line.text.lower()
        links = [link for link in _SEPARATOR.split(text) if link.strip()]
        short = all(len(link.split()) <= _LINK or len(links) == 1 for link in links)
        if sum(word in text for word in _SITE_WORDS) >= _SITE_LINKS and short:
            yield document.span(number)


@triggered_by(*_FILED, *_TOPICS)
def _filed(document: Document) -> Iterator[Span]:
    """Find tags on lines of their own below `Tagged under`, after the article.

    Below `Topics`, which may be a heading, other boilerplate must follow the tags.
    """
    for number in document.marked(*_FILED, *_TOPICS):
        if document.prose_after(number) or document.prose_before(number) < _TAGGED_ARTICLE:
            continue
        tags = [*takewhile(_is_tag, document.lines[number + 1 : number + 2 + _MOST_TAGS])]
        if not 0 < len(tags) <= _MOST_TAGS or _TAGS_INSIDE.search(document.lines[number].text):
            continue
        certain = document.has(number, frozenset(_FILED))
        if certain or is_boilerplate(document, tags[-1].number + 1):
            yield document.span(number, tags[-1].number)


def _is_tag(line: Line) -> bool:
    others = any(
        phrase.mark.role.is_boilerplate_alone and not phrase.mark.rule.startswith("tags.")
        for phrase in line.phrases
    )
    return line.words <= _TAG_WORDS and not ends_sentence(line.text) and not others


@triggered_by(*FORM)
def _after_form(document: Document) -> Iterator[Span]:
    """Find everything from the comment form to the end, after an article and before no prose."""
    for number in document.marked(*FORM):
        if not document.prose_after(number) and document.prose_before(number) >= _ARTICLE:
            yield document.to_end(number)
            return


_TAIL_ARTICLE = 4  # lines of prose that must come before a tail
_SHORT_ARTICLE = 2  # and before one that is known from phrases
_BUTTONS = ("comments.", "share.", "tools.")
_TAIL_WORDS = 12
_LABEL_CHARACTERS = 200  # of a removed line, with the blank lines above it
_BETWEEN_POSTS = 3  # removals between paragraphs: `2 Likes` under each post ends nothing
_FOOTNOTES = (
    *("\N{SUPERSCRIPT ONE}", "\N{SUPERSCRIPT TWO}", "\N{SUPERSCRIPT THREE}"),
    *("\N{DAGGER}", "\N{DOUBLE DAGGER}"),
)
_LEFTOVERS = 15  # lines of a tail
_PER_CUT = 4  # lines of a tail for each cut in it
_OPENS_NO_TAIL = ("ad.", "placeholder.", "related.inline", "embed.", "credit.", "tail.")


@triggered_by(AFTER_CUT)
def _leftovers(document: Document) -> Iterator[Span]:
    """Find short lines, up to the first sentence, after a cut below the article's last prose.

    After little prose, only lines that are known from among boilerplate (`Like`, `Reply`).
    """
    if len(document.prose) < _SHORT_ARTICLE:
        return
    fits = _is_leftover if len(document.prose) >= _TAIL_ARTICLE else _is_known_leftover
    last_prose = document.index.starts[document.prose[-1]]
    after = [
        at
        for at, rule in document.removed
        if at > last_prose and not rule.startswith(_OPENS_NO_TAIL)
    ]
    if not after or document.index.starts[-1] <= min(after):
        return
    before = [at for at, _ in document.removed if at < last_prose]
    cuts = after
    if len(before) >= _BETWEEN_POSTS:
        inside = Counter(_label(document, at) for at in before)
        cuts = [at for at in after if inside[_label(document, at)] < _BETWEEN_POSTS]
    if not cuts:
        return
    start = bisect_right(document.index.starts, min(cuts))
    tail = [*takewhile(fits, document.lines[start:])]
    if len(tail) <= min(_LEFTOVERS, _PER_CUT * len(cuts)):
        yield from (document.span(line.number) for line in tail)


def _label(document: Document, at: int) -> str:
    """Return the letters of the line that was removed at an offset: `likes` of `2 Likes`."""
    lines = document.text[at : at + _LABEL_CHARACTERS].splitlines()
    text = next((line for line in lines if line.strip()), "")
    return "".join(filter(str.isalpha, text)).removesuffix("s")


def _is_leftover(line: Line) -> bool:
    if line.text.lstrip().startswith(_FOOTNOTES) or ends_sentence(line.text):
        return False
    heads_section = any(phrase.mark.role is Role.SECTION for phrase in line.phrases)
    return line.words <= _TAIL_WORDS and not heads_section


def _is_known_leftover(line: Line) -> bool:
    return _is_leftover(line) and any(
        phrase.mark.rule.startswith(_BUTTONS) for phrase in line.phrases
    )


@triggered_by(*_MENU_WORDS)
def _menus(document: Document) -> Iterator[Span]:
    """Find runs of very short lines before the article, two of which are words of menus."""
    words = frozenset(_MENU_WORDS)
    run: list[int] = []
    for number in range(len(document.lines) + 1):
        line = document.lines[number] if number < len(document.lines) else None
        if line and line.words <= _MENU_ITEM and not (run and line.gap):
            run.append(number)
            continue
        known = sum(document.has(at, words) for at in run) if len(run) >= _MENU else 0
        if known > 1 and not document.prose_before(run[0]):
            yield document.span(run[0], run[-1])
        if line and document.prose_before(number):
            return
        run = []


RULES = (
    Rule(
        "nav.menu",
        "navigation of the site",
        either(
            block(
                (Role.LINE, Role.NOTICE),
                (Role.BESIDE,),
                unless=(alone_in_article, explained),
            ),
            _breadcrumbs,
            lines(_LINK_BAR, unless=(in_the_article,)),
            _footer_links,
            lines(_CROSS, unless=(in_the_article,)),
            single_after_article(Role.BESIDE, Role.PAIR, *of("tags.list", Role.BESIDE)),
            lines(Role.BAR, unless=(in_the_article,)),
            runs_outside_article(
                Role.BESIDE,
                Role.LINE,
                *of("share.follow", Role.LINE),
                *of("newsletter.box", Role.LINE),
                least=4,
            ),
        ),
        removes=(
            "Skip to content\n\nThe flood\n\n" + PROSE,
            "Home\nNews\nAbout us\nContact\n\nThe flood\n\n" + PROSE,
        ),
        keeps=("Home\n\n" + PROSE, PROSE + "Home\nNews\nAbout\nContact\n\n" + PROSE),
    ),
    Rule(
        "nav.post",
        "link to the previous or next post or page",
        either(lines(Role.LINE), _pager, _arrows),
        removes=(PROSE + "Previous Post\n", PROSE + "Page 1 of 3\n"),
        keeps=("The next post was a day's ride away, and they reached it only by moonlight.\n",),
    ),
    Rule(
        "tags.list",
        "list of tags or categories",
        either(
            lines(Role.LINE, unless=(in_the_article, ends_as_sentence)),
            block((Role.LINE,), (Role.TITLE,), unless=(in_the_article, ends_as_sentence)),
            _filed,
        ),
        removes=(
            PROSE + "Tags: bridge, flood, river\n",
            PROSE * 2 + "Published in News\nTagged under\nbridge\nflood\n",
        ),
        keeps=(
            PROSE + "Published in News\n",
            PROSE * 2
            + "Tagged under\n\nThe bridge was opened again in May, and so was the mill.\n",
            PROSE + "Topics: the flood and the bridge\n\n" + PROSE,
            "Categories: there are three of them.\n",
        ),
    ),
)

TAIL = (
    Rule(
        "tail.leftovers",
        "short lines among boilerplate after the article",
        _leftovers,
        removes=(PROSE * 4 + "Previous Post\n\nRiver notes of the week\n",),
        keeps=(
            PROSE * 4 + "River notes of the week\n",
            PROSE * 4 + "Previous Post\n\nThe river fell again on Sunday.\n",
            PROSE * 4 + "Previous Post\n\nReferences\n",
            PROSE * 4 + "Advertisement\n\nRiver notes of the week\n",
            PROSE * 4 + "Previous Post\n\n\N{SUPERSCRIPT ONE} In the old measure\n",
            (PROSE + "2 Likes\n\n") * 4 + "Thank you for this\n",
        ),
    ),
    Rule(
        "tail.after-form",
        "text after the comment form",
        _after_form,
        bulk=True,
        removes=(PROSE * 3 + "Leave a Reply\n\nThe valley in pictures\n\nBridges and mills\n",),
        keeps=(
            PROSE + "Leave a Reply\n\nThe valley in pictures\n\n",
            PROSE * 3 + "Leave a Reply\n\nThe bridge\n\n" + PROSE,
        ),
    ),
)

UNSAFE = (
    Rule(
        "nav.header",
        "menu above the article",
        _menus,
        safe=False,
        removes=("Valley:\nHome\nThe mayor\nPodcasts\nRivers\nBooks\n\nThe flood\n\n" + PROSE,),
        keeps=("Bridge\nRiver\nMill\nRain\nSnow\n\n" + PROSE,),
    ),
)
