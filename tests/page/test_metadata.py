"""What a page says of itself, and who is nobody's author."""

from __future__ import annotations

import json

import pytest

from cleaner import clean_html
from cleaner.page.metadata import dates
from tests.support.pages import FIRST, SECOND


def about(head: str = "", top: str = "", end: str = "", title: str = "The river rose"):  # type: ignore[no-untyped-def]
    html = (
        f"<html lang=en><head><title>{title}</title>{head}</head><body><main><article><h1>The river"
        f" rose</h1>{top}<p>{FIRST}</p><p>{SECOND}</p></article></main>{end}</body></html>"
    )
    return clean_html(html, url="https://herald.example/2019/a").metadata


def json_ld(**members: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **members}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("head", "title", "found"),
    [
        ('<meta property="og:title" content="The river rose | The Herald">', "x", "The river rose"),
        ("", "The river rose - The Herald", "The river rose"),
        ("", "River rose: a metre in one night", "The river rose"),
        # The headline is not that of the page: a name above all of them.
        (
            (
                '<meta property="og:title" content="A flood | The Herald"><meta'
                ' property="og:site_name" content="The Herald">'
            ),
            "x",
            "A flood",
        ),
        (
            "",
            "A flood in the valley on Monday night - The Herald",
            "A flood in the valley on Monday night",
        ),
        ("", "A flood - what we know", "A flood - what we know"),
    ],
)
def test_titles(head: str, title: str, found: str) -> None:
    assert about(head, title=title).title == found


@pytest.mark.parametrize(
    ("site", "found"),
    [("<a href=/>The Herald</a>", "The river rose"), ("The Herald", "The Herald")],
)
def test_a_headline_below_the_name_of_the_site(site: str, found: str) -> None:
    html = (
        f"<html><head><title>The Herald: The river rose</title></head><body><h1>{site}</h1>"
        f"<h3>The river rose</h3><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    )
    assert clean_html(html).metadata.title == found


SITE = "<h1><a href=/>Notes on rivers</a></h1>"


@pytest.mark.parametrize(
    ("above", "below", "title", "date"),
    [
        # The name of the site is a headline, too.
        (f"{SITE}<p>What a small river does</p>", "", "The river rose", "2020-03-12"),
        # Below the text: another article, or a part.
        ("", f"<h1>The old mill</h1><p>{SECOND}</p>", "The river rose", "2020-03-12"),
    ],
)
def test_the_headline_is_right_above_the_text(
    above: str, below: str, title: str, date: str
) -> None:
    html = (
        "<html lang=en><head><title>Notes on rivers: The river rose</title></head><body>"
        f"{above}<div><h1>The river rose</h1><p>12 March 2020</p><p>{FIRST}</p>"
        f"<p>{SECOND}</p></div>{below}</body></html>"
    )
    found = clean_html(html).metadata
    assert (found.title, found.date) == (title, date)


@pytest.mark.parametrize("of_page", [True, False])
def test_a_review_with_the_headline_is_the_page(of_page: bool) -> None:
    headline = "<h1>The river rose</h1>"
    html = (
        f"<html><body>{'' if of_page else headline}<div itemprop=review itemscope"
        f" itemtype='https://schema.org/Review'>{headline if of_page else ''}<meta"
        f" itemprop=datePublished content=2020-03-12><p>{FIRST}</p><p>{SECOND}</p></div></body>"
    )
    assert clean_html(html).metadata.date == ("2020-03-12" if of_page else None)


HIDDEN = "<div style='display: none'><p>Ada Vale</p></div>"
SHOWN = "<p>The pictures are of Ada Vale, too, and of Bo Lund, who was on the bridge.</p>"
GRAPH = json_ld(author={"@id": "#ada"}) + json_ld(
    **{"@type": "Person", "@id": "#ada", "name": "Ada Vale"}
)


ADA = "Ada Vale"
REDACCION = "Redacción Herald"


def written(label: str, name: str) -> str:
    return f'<meta name=twitter:label1 content="{label}"><meta name=twitter:data1 content="{name}">'


@pytest.mark.parametrize(
    ("head", "top", "author"),
    [
        # Declared, and shown somewhere on the page.
        ('<meta name="author" content="Ada Vale">', SHOWN, "Ada Vale"),
        (json_ld(author={"@type": "Person", "name": "Ada Vale"}), SHOWN, "Ada Vale"),
        (json_ld(author=[{"name": "Ada Vale"}, {"name": "Bo Lund"}]), SHOWN, "Ada Vale; Bo Lund"),
        ('<meta name="author" content="By Ada Vale and Bo Lund">', SHOWN, "Ada Vale; Bo Lund"),
        (
            '<meta name=author content="Ada Vale"><meta property=og:site_name content="Ada Vale">',
            SHOWN,
            "Ada Vale",
        ),
        (GRAPH, SHOWN, "Ada Vale"),
        (written("Verfasst von", "Ada Vale"), SHOWN, "Ada Vale"),
        (json_ld(author={"name": "Ada Vale"}), "<p class=byline>by Bo Lund</p>", "Bo Lund"),
        ('<meta name="author" content="Ada Vale">', "", None),
        ('<meta name="author" content="Ada Vale">', HIDDEN, None),
        (
            '<meta name=author content="Bo Lund"><meta name=citation_author content="Ada Vale">',
            SHOWN,
            "Ada Vale",
        ),
        # All of several, and whole names.
        (
            json_ld(author={"name": "Ada Vale"}),
            "<p>By Ada Vale and Bo Lund</p>",
            "Ada Vale; Bo Lund",
        ),
        (json_ld(author={"name": "Ada Vale"}), "<p>By Bo Lund and Cy Berg</p>" + SHOWN, "Ada Vale"),
        (written("Lesezeit", "Ada Vale"), SHOWN, None),
        # Marked: links to authors, microformats, accounts.
        ("", "<p class=byline>Von <a rel=author href=/a>Ada Vale</a></p>", "Ada Vale"),
        ("", "<p><span class='author vcard'><a class='url fn'>millgirl</a></span></p>", "millgirl"),
        ("", "<div class=submitted>On Monday <span class=username>mole</span></div>", "mole"),
        ("", "<footer><address class=p-author>Ada Vale</address></footer>", "Ada Vale"),
        ("", "<p class=author-name>Ada Vale</p>", "Ada Vale"),
        (
            "",
            "<aside><span class='author vcard'><a class='url fn'>millgirl</a></span></aside>",
            None,
        ),
        # Bylines.
        ("", "<p>By Ada Vale | 12 March 2020</p>", "Ada Vale"),
        ("", "<p>Von Ada Vale, Bo Lund und Cy Berg, dpa</p>", "Ada Vale; Bo Lund; Cy Berg"),
        ("", "<p>Di Ada Vale e Bo Lund</p>", "Ada Vale; Bo Lund"),
        ("", "<p>Por Ada Vale e Costa</p>", "Ada Vale e Costa"),
        ("", "<p>ByAda Vale</p>", "Ada Vale"),
        ("", "<p>Ein Gastbeitrag von Ada Le Clerc</p>", "Ada Le Clerc"),
        ("", "<p>Par Ada Vale le 12 mars 2020</p>", "Ada Vale"),
        ("", "<p class=byline>12.03.2020 | 13:10 Uhr | Ada Vale</p>", "Ada Vale"),
        ("", "<p>Posted on March 12, 2020 by Ada Vale</p>", "Ada Vale"),
        ("", "<p>Posted in Rivers by millgirl on March 12, 2020</p>", "millgirl"),
        ("", "<div>Written by</div><div>Ada Vale</div>", "Ada Vale"),
        ("", "<p class=date>Monday</p><p>By the river</p>", None),
        ("", "<p class=byline>12.03.2020 | 13:10 Uhr | Neues vom Fluss</p>", None),
        ("", "<p>Mills in a painting by Ada Vale were the first to be lost that week</p>", None),
        # Around the name: what the box of an author begins with, agencies, accounts, the site.
        ("", "<a rel=author href=/a>Alle Artikel von Ada Vale</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>About Ada Vale</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>Ada Vale @adavale</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>Ada Vale, HNN</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>herald - Ada Vale</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>Ada</a><p class=byline>Ada Vale</p>", "Ada Vale"),
        ("", "<a rel=author href=/a>Archiv anzeigen \N{RIGHTWARDS ARROW}</a>", None),
        # What systems write if there is none, addresses, accounts, organisations.
        ('<meta name="author" content="No Author">', "<p>By Ada Vale</p>", "Ada Vale"),
        ('<meta name="author" content="admin">', "", None),
        ('<meta name="author" content="Herald">', "<p>By Ada Vale</p>", "Ada Vale"),
        ('<meta name="author" content="Mühlen GmbH">', "<p>By Ada Vale</p>", "Ada Vale"),
        ('<meta name="author" content="herald.de">', "", None),
        ("", "<a rel=author href=/a>Ministerium für Mühlen und Flüsse</a>", None),
        ("", "<a rel=author href=/a>The Herald</a>", None),
        ("", "<a rel=author href=/a>Redaktion Talbote</a>", "Redaktion Talbote"),
        (
            '<meta property=og:site_name content="Lenn News">',
            "<a rel=author href=/a>Lenn News</a>",
            None,
        ),
        # Desks are who wrote it; what a site calls itself is not, however it is written.
        (
            (
                '<meta name="author" content="Mill &amp;amp; Wheel">'
                '<meta property=og:site_name content="Mill &amp; Wheel">'
            ),
            "<p>Mill & Wheel</p>",
            None,
        ),
        (
            (
                '<meta name="author" content="Mill and Wheel, Tallinn, Estonia">'
                '<meta property=og:site_name content="Mill and Wheel">'
            ),
            "<p>Mill and Wheel, Tallinn, Estonia</p>",
            None,
        ),
        (json_ld(author={"name": "Redacci&oacute;n Herald"}), "<p>Redacción Herald</p>", REDACCION),
        # What says little is left for a full name that the page shows: accounts and initials.
        (json_ld(author={"name": "av"}), "<p>By Ada Vale</p><p>av</p>", "Ada Vale"),
        (json_ld(author={"name": "human"}), "<p>Ein Interview von Ada Vale mit human</p>", ADA),
        (json_ld(author={"name": "av"}), "<p>The <i>cave</i> is away</p>", None),
        (json_ld(author={"name": "av"}), "<p>av</p>", "av"),
        # Labels, and what somebody is.
        ("", "<p>Interview: Ada Vale</p>", "Ada Vale"),
        ("", "<p>Text & Fotos: Ada Vale</p>", "Ada Vale"),
        ("", "<p>Thread starter millgirl</p>", "millgirl"),
        ("", "<p>Author: millgirl on 12 March 2020</p>", "millgirl"),
        ("", "<p>Thread starter pack for mills</p>", None),
        ("", "<p>Autor: <a href=/l>Rechtsanwältin</a> Ada Vale</p>", "Ada Vale"),
        ("", "<p>Interview with Ada Vale</p>", None),
        ("", "<div>Ada Vale</div><a href=/ada>Alle Artikel</a>", "Ada Vale"),
        ("", "<div>Ada Vale</div><a href=/ada>Alle Fotos</a>", None),
        ("", "<a rel=author href=/a>Ada Vale Ada Vale</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>Ada Vale/HNN</a>", "Ada Vale"),
        ("", "<a rel=author href=/a>Mill Solutions Estonia</a>", None),
        ("", "<a rel=author href=/a>mill ist der Mann</a>", None),
        # The name of a section near the date, who took a picture, and what an author does.
        ("", "<p class=section>Open Water</p><p class=date>12 March 2020</p>", None),
        ("", "<p>\N{COPYRIGHT SIGN} By Ada Vale (own work)</p>", None),
        ("", "<div class=author><div><b>mole</b><p>Creating Search Engines</p></div></div>", None),
        ("", "", None),
    ],
)
def test_authors(head: str, top: str, author: str | None) -> None:
    assert about(head, top).author == author


def test_the_first_article_of_a_list_names_the_author() -> None:
    first = json_ld(author={"name": "Herald"}, publisher={"name": "Herald"})
    other = json_ld(author={"name": "Ada Vale"})
    assert about(first + other, SHOWN).author is None


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Von Ada Vale, Bo Lund und Cy Berg, HNN", "Ada Vale; Bo Lund; Cy Berg"),
        ("Autor: Ada Vale", "Ada Vale"),
        ("<b>Author:</b><p>Ada Vale</p>", "Ada Vale"),
        ("Author: millgirl on 12.03.2020, 13:10", "millgirl"),
        ("By the river", None),
        ("Grist Mill Road", None),
        ("<b>Bridge:</b><p>Ada Vale</p>", None),
    ],
)
def test_who_signs_an_article(text: str, author: str | None) -> None:
    html = f"<h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p><p>{text}</p>"
    html = f"<html><body><article>{html}</article></body></html>"
    assert clean_html(html).metadata.author == author


def test_an_element_around_the_headline_is_the_page() -> None:
    body = f"<h1>Rivers</h1><a rel=author href=/a>Ada Vale</a><p>{FIRST}</p><p>{SECOND}</p>"
    page = f"<html><body><div class=one-sidebar>{body}</div></body></html>"
    assert clean_html(page).metadata.author == "Ada Vale"
    box = f"<div><h1>Rivers</h1><p>{FIRST}</p></div><div class=sidebar><a rel=author>Bo</a></div>"
    assert clean_html(f"<html><body>{box}</body></html>").metadata.author is None


def test_the_pen_name_in_the_address_of_a_blog_is_an_author() -> None:
    body = f"<h1>Rivers</h1><a rel=author href=/a>Millgirl</a><p>{FIRST}</p><p>{SECOND}</p>"
    html = f"<html><body>{body}</body></html>"
    assert clean_html(html, url="https://millgirl.wordpress.com/a").metadata.author == "Millgirl"
    assert clean_html(html, url="https://millgirl.example/a").metadata.author is None


def test_the_author_of_an_article_in_the_data_of_a_page_need_not_be_shown() -> None:
    text = f"{FIRST} {SECOND}"
    head = json_ld(articleBody=text, headline="The river rose", author={"name": "Ada Vale"})
    html = f"<html><head>{head}</head><body><div id=root></div></body></html>"
    assert clean_html(html).metadata.author == "Ada Vale"


def test_the_label_of_a_form_is_no_author() -> None:
    form = (
        "<form><p class=comment-form-author><label for=author>Name</label><input"
        " id=author></p></form>"
    )
    assert about(end=form).author is None


@pytest.mark.parametrize(
    "end",
    [
        "<div class=comments><p class=comment-author>Ulla Brandt</p><p>I was there.</p></div>",
        "<div class=testimonials><span class=author-name>Ulla Brandt</span></div>",
    ],
)
def test_who_wrote_something_else_is_no_author(end: str) -> None:
    assert about(end=end).author is None


DAY = "2020-03-12"
BUILT = json_ld(datePublished="2020-06-01T07:00:00Z", dateModified="2020-06-01T09:00:00Z")
PUBLISHED = json_ld(datePublished="2020-06-01T07:00:00Z", dateModified="2020-07-02")


@pytest.mark.parametrize(
    ("head", "top", "date"),
    [
        # The page was built anew on the day that it declares; the day near the headline is older.
        (BUILT, "<p class=date>12 March 2020</p>", DAY),
        (BUILT, "<p>March 12, 2020</p><p>By Ana Roth</p>", DAY),
        (PUBLISHED, "<p>Published 12 March 2020</p>", DAY),
        # Names of the kind.
        ('<meta name="mill:date" content="2020-03-12T08:00:00Z">', "", DAY),
        ('<meta name="article-publish-date" content="2020-03-12">', "", DAY),
        # What the head says twice, and the page shows, is right; so is what only the page shows.
        (BUILT + '<meta name="date" content="2020-06-03">', "<p>3 June 2020</p>", "2020-06-03"),
        (
            BUILT + '<meta name="date" content="2020-06-03">',
            "<time datetime=2020-06-03>",
            "2020-06-03",
        ),
        (BUILT, "<p class=date>12 August 2020</p>", "2020-08-12"),
        (BUILT, "<p>12 March 2020 - Report: Ana Roth and Bo Lund (photos)</p>", DAY),
        # What a line near the headline has among other words, and the head says, too.
        (
            BUILT + '<meta name="pubdate" content="2020-06-02">',
            "<p>By Ana Roth and Bo Lund 2 June 2020 00:04</p>",
            "2020-06-02",
        ),
        # Nothing says that the day in the head is of publication.
        ('<meta name="dc.date" content="2020-06-03">', "<p>12 March 2020</p>", DAY),
        (
            '<meta name="date" content="2020-06-03">',
            "<aside class=meta><time datetime=2020-03-12>12 March</time></aside>",
            DAY,
        ),
        # A day that can be read in two ways is what the head says.
        ('<meta name="date" content="2020-03-12">', "<p>12/03/2020</p>", DAY),
        # Left as declared: days of something else, and of an update.
        (PUBLISHED, "<p class=date>12 March 2020</p>", "2020-06-01"),
        ('<meta name="date" content="2020-06-03">', "<p>Updated 12 March 2020</p>", "2020-06-03"),
        (
            '<meta name="date" content="2020-06-03">',
            "<aside class=box><time datetime=2020-03-12>12 March</time></aside>",
            "2020-06-03",
        ),
        (
            BUILT + '<meta name="pubdate" content="2020-06-02">',
            "<p>By Ana Roth and Bo Lund, who saw the fair of 2 July 2020</p>",
            "2020-06-01",
        ),
        (BUILT, "<p>Updated 12 March 2020</p>", "2020-06-01"),
        (BUILT, "<p>The bridge of 12 March 2020 was the third one in ten years</p>", "2020-06-01"),
        (BUILT, "<p>https://mill.example/2020/03/12/report</p>", "2020-06-01"),
        (BUILT, "<p>The fair in the park is on 12 August 2020</p>", "2020-06-01"),
        (BUILT, "<p>Updated 12 August 2020</p>", "2020-06-01"),
        (BUILT, "<p>12 August 2021</p>", "2020-06-01"),
        ('<meta name="mill:update" content="2020-03-12">', "", None),
    ],
)
def test_declared_and_shown_dates(head: str, top: str, date: str | None) -> None:
    assert about(head, top).date == date


@pytest.mark.parametrize(
    ("head", "top", "date"),
    [
        (
            json_ld(datePublished="2020-03-12T07:00:00Z", dateModified="2021-01-01"),
            "",
            "2020-03-12",
        ),
        (
            '<meta property="article:published_time" content="2020-03-12T07:00:00+01:00">',
            "",
            "2020-03-12",
        ),
        ("", "<time datetime=2020-03-12>last week</time>", "2020-03-12"),
        ("", "<p>Tuesday, March 12, 2020</p>", "2020-03-12"),
        ("", "<p>Published on 12 March 2020 by Ada Vale</p>", "2020-03-12"),
        # Datelines, and lines that say when a page was changed.
        ("", f"<p>Tallinn, 12 March 2020 - {FIRST}</p>", "2020-03-12"),
        ("", f"<p>(12 March 2020) {FIRST}</p>", "2020-03-12"),
        ("", "<p>This page was last changed on 12 March 2020 at 13:22</p>", "2020-03-12"),
        ("", f"<p>On 12 March 2020 {FIRST}</p>", None),
        ("", "<p>Room 12, floor 20</p>", None),
    ],
)
def test_dates(head: str, top: str, date: str | None) -> None:
    assert about(head, top).date == date


@pytest.mark.parametrize(
    ("end", "date"),
    [
        ("<footer><p>Page of 12 March 2020</p></footer>", "2020-03-12"),
        # Days of several other things, of a comment, of a picture.
        ("<p>12 March 2020</p><p>Mill 13 March 2020</p><p>Fair 14 March 2020</p>", None),
        ("<div id=comments><p>12 March 2020 at 10:14</p></div>", None),
        ("<p>Mill at night \N{COPYRIGHT SIGN} Ada Vale, 12 March 2020</p>", None),
        ("<aside><time datetime=2020-03-12>then</time></aside>", None),
        # Of a reader's review, and of the card of something else.
        (
            (
                "<div itemprop=review itemscope itemtype='https://schema.org/Review'><meta"
                " itemprop=datePublished content=2020-03-12><p>Ana: good</p></div>"
            ),
            None,
        ),
        (
            "<div itemprop=comment><time itemprop=datePublished datetime=2020-03-12></time></div>",
            None,
        ),
        ("<div><h3>The old mill burns</h3><time datetime=2020-03-12>then</time></div>", None),
        # Of the page: a heading that is a label, a text with sections.
        ("<div><h3>Published</h3><time datetime=2020-03-12>then</time></div>", "2020-03-12"),
        (
            (
                f"<div><h2>What the river took</h2><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST}</p>"
                "<time datetime=2020-03-12>then</time></div>"
            ),
            "2020-03-12",
        ),
        ("<meta itemprop=datePublished content=2020-03-12>", "2020-03-12"),
    ],
)
def test_a_date_elsewhere_on_the_page(end: str, date: str | None) -> None:
    assert about(end=f"<div>{'<p>Mills</p>' * 12}</div>{end}").date == date


@pytest.mark.parametrize(
    ("path", "head", "date"),
    [
        ("2020/03/12/mill", "", "2020-03-12"),
        ("2020/3/12/mill", "", "2020-03-12"),
        ("news/12-03-2020", "", "2020-03-12"),
        ("2020/03/12/mill", BUILT, "2020-03-12"),
        # The day on which it was written, and the next one.
        ("2020/05/31/mill", BUILT, "2020-06-01"),
        ("mills/12-13-2020", "", None),
        ("2020/3/mill", "", None),
    ],
)
def test_the_date_in_an_address(path: str, head: str, date: str | None) -> None:
    html = f"<html><head>{head}</head><body><h1>Rivers</h1><p>{FIRST}</p></body></html>"
    assert clean_html(html, url=f"https://herald.example/{path}").metadata.date == date


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2020-03-12", "2020-03-12"),
        ("2020/3/12 10:14", "2020-03-12"),
        ("12.03.2020, 10:14 Uhr", "2020-03-12"),
        ("12/03/2020", "2020-03-12"),
        ("3/25/2020", "2020-03-25"),
        ("12.3.20", "2020-03-12"),
        ("12. März 2020", "2020-03-12"),
        ("12 mars 2020", "2020-03-12"),
        ("12 de marzo de 2020", "2020-03-12"),
        ("12 марта 2020 г.", "2020-03-12"),
        ("12 marca 2020", "2020-03-12"),
        ("12 martie 2020", "2020-03-12"),
        ("12 maart 2020", "2020-03-12"),
        ("Mar 12th, 2020", "2020-03-12"),
        ("2020年3月12日", "2020-03-12"),
        ("2020년 3월 12일", "2020-03-12"),
        ("12 مارس 2020", "2020-03-12"),
        # Not days.
        ("12 people in 2020", None),
        ("32.13.2020", None),
        ("1.2.3", None),
        ("March 2020", None),
        ("30 February 2020", None),
        ("12 March 1520", None),
    ],
)
def test_days_in_lines(line: str, day: str | None) -> None:
    assert dates.of_text(line) == day


def test_days_of_the_united_states() -> None:
    assert dates.of_text("03/12/2020", month_first=True) == "2020-03-12"
    assert dates.of_text("03.12.2020", month_first=True) == "2020-12-03"
