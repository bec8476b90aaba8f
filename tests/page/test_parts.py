"""Parts of an article that are kept or dropped as wholes."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaner import clean_html
from cleaner.page import others, parts, revise
from cleaner.page.walk import read_page
from tests.support.pages import FIRST, SECOND

THIRD = (
    "The bridge was built in 1931 and has been closed twice since, both times for a week. A ferry"
    " will cross the river every half an hour until the engineers are done."
)
SITE = (
    "<html><head><title>{title} - The Herald</title></head><body><nav><a"
    " href=/>Home</a></nav>{body}<footer>© The Herald</footer></body></html>"
)


def left(body: str, title: str = "The river rose") -> str:
    return clean_html(SITE.format(title=title, body=body)).text


ARTICLE = f"<article><h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p></article>"


# --- Kept -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        # Lists and tables are wholes.
        (
            (
                "<p>What flowers there, in this order:</p><ul><li><a"
                " href=/w>Willow</a><li>Dandelion<li><a href=/l>Lime</a></ul>"
            ),
            ["Willow", "Dandelion", "Lime"],
        ),
        (
            (
                "<p>The ferry goes as follows:</p><table><thead><tr><th>Day<th>First</thead><tbody>"
                "<tr><td>Mon<td>6<tr><td>Sun<td>9</tbody></table>"
            ),
            ["Day\tFirst", "Mon\t6", "Sun\t9"],
        ),
        # Footnotes, in whatever element.
        (
            (
                "<footer class=footnotes><ol><li>The first notebook has no cover, and its first"
                " page is missing.</ol></footer>"
            ),
            ["The first notebook"],
        ),
        (
            (
                "<p>It was laid in 1951<sup><a href=#n1>1</a></sup> by the carpenters of the"
                " sawmill.</p><div class=x><p id=n1>1. County archive, file 12, with a"
                " drawing.</p></div>"
            ),
            ["County archive"],
        ),
        # Answers that open on a click.
        (
            (
                "<div><h3>Who may cross?</h3><div class=panel hidden><p>Everybody who has a card of"
                " the ferry, and their children.</p></div></div>"
            ),
            ["Who may cross?", "Everybody who has a card"],
        ),
        (
            (
                "<div class='callout is-collapsed'><div class=callout-title><i></i>Is there a"
                " ferry?</div><div class=callout-content style='display: none'><p>Yes, it crosses"
                " the river every half an hour.</p></div></div>"
            ),
            ["Is there a ferry?", "Yes, it crosses"],
        ),
    ],
)
def test_parts_that_are_kept(inside: str, kept: list[str]) -> None:
    text = left(
        ARTICLE.replace("</article>", f"{inside}</article>").replace(
            f"<p>{SECOND}</p>{inside}", f"{inside}<p>{SECOND}</p>"
        )
    )
    assert [part for part in kept if part not in text] == []


def test_what_a_dialog_hides_is_left_out() -> None:
    dialog = (
        "<div class=modal><div class=modal-title>Is there a ferry?</div><div class=modal-content"
        " style='display: none'><p>Yes, it crosses the river every half an hour.</p></div></div>"
    )
    assert "Yes, it crosses" not in left(ARTICLE.replace("</article>", f"{dialog}</article>"))


def test_a_sentence_below_the_headline_is_no_byline() -> None:
    standfirst = (
        "In her essay Lena Marten explores a contradictory feeling between grief and consolation."
    )
    head = (
        f"<h1>The river rose</h1><header><p class=intro>{standfirst}</p><div class=author>By Ana"
        " Roth</div></header>"
    )
    text = left(f"<article>{head}<p>{FIRST}</p><p>{SECOND}</p></article>")
    assert standfirst in text
    assert "Ana Roth" not in text


@pytest.mark.parametrize(
    "post",
    [
        "<p>Hello all.</p><p>I was ill. I am better now.</p><p>More soon.</p>",
        (
            "<p>Here is the plan:</p><p><img src=/p.png></p><p>And here is a second one:</p><p>That"
            " is all.</p>"
        ),
    ],
)
def test_very_short_posts_are_kept(post: str) -> None:
    text = left(
        f"<main><article><h1>I am back</h1><div class=entry>{post}</div></article></main>",
        "I am back",
    )
    assert all(
        part.partition("</p>")[0] in text for part in post.split("<p>")[1:] if "img" not in part
    )


def test_captions_of_a_slideshow_are_its_text() -> None:
    slides = "".join(
        f"<figure><img src=/{at}.jpg><figcaption>{text}</figcaption></figure>"
        for at, text in enumerate((FIRST, SECOND, THIRD))
    )
    text = left(f"<article><h1>The river rose</h1>{slides}</article>")
    assert all(part in text for part in (FIRST, SECOND, THIRD))


def test_captions_beside_a_text_are_not_kept_for_that() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>The mill on Monday.</figcaption></figure>"
    assert "The mill on Monday." not in left(ARTICLE.replace("<h1>", figure * 3 + "<h1>"))


# --- Dropped --------------------------------------------------------------------------------------

NEXT = (
    "<article class=next><h1>The ferry is"
    f" back</h1><p>{THIRD}</p><p>{THIRD.replace('bridge', 'jetty')}</p></article>"
)


def test_the_next_article_is_dropped() -> None:
    text = left(f"<main>{ARTICLE}{NEXT}</main>")
    assert [part for part in (FIRST, SECOND) if part not in text] == []
    assert [part for part in ("ferry is back", "jetty") if part in text] == []


def test_a_list_of_articles_is_left_alone() -> None:
    assert "jetty" in left(f"<main>{ARTICLE}{NEXT}</main>", "All articles")


COMMENT = "<li><p>{text}</p><p><cite>{name}</cite></p></li>"
WORDS = (
    "If one does not use the bridge for business, then the ban on tractors cannot hold, I think."
)
SHAPES = {
    "signed": "<li><p>{text}</p><p><cite>Comment by {name} — 17.07.2011 @ 13:04</cite></p></li>",
    "named above": "<li><a href=/u>{name}</a><time>11.01.2020, 13:20</time><p>{text}</p></li>",
    "says": "<div class=c><p>{name} says:</p><p>March 3, 2012 at 9:14 am</p><p>{text}</p></div>",
    "schrieb": (
        "<div class=c><p>{name} schrieb am 3.4.2015</p><p>{text}</p><a href=#>Antworten</a></div>"
    ),
    "set off": "<div><b>{name}</b><br>{text}<br><i>3.4.2015, 10:14</i></div>",
    "an avatar": (
        "<div><img src=/a.png><strong>{name}</strong><span>vor 3 Tagen</span><p>{text}</p></div>"
    ),
    "headings": "<article><h4>{name}</h4><time>1 January</time><p>{text}</p></article>",
    "signed below": "<div class=x><p>{text}</p><p>— {name}, 12 March 2020</p></div>",
    "ideographs": "<li><span>{name}</span><span>2020年3月12日</span><p>{text}</p></li>",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_comments_are_known_by_what_they_are(shape: str) -> None:
    items = "".join(shape.format(text=f"{WORDS} {name}.", name=name) for name in ("Bob", "Ulla"))
    text = left(f"<main>{ARTICLE}<h3>2 Comments</h3><div>{items}</div></main>")
    assert SECOND in text
    assert [part for part in ("tractors", "Comments") if part in text] == []


def test_a_report_that_goes_on_through_the_day_is_left_alone() -> None:
    entries = "".join(
        f"<div class=entry><time>{hour}:15</time><p>Ana Roth</p><p>{WORDS} It is {hour}.</p></div>"
        for hour in range(8, 20)
    )
    text = left(f"<main><article><h1>The river rose</h1><p>{FIRST}</p>{entries}</article></main>")
    assert text.count("tractors") == 12


PLANTS = "<ul><li>Willow<li>Lime<li>Elder</ul>"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        # Announced, and the text goes on.
        (f"<p>{FIRST}</p><p>What flowers there:</p>{PLANTS}<p>{SECOND}</p>", True),
        # Not announced, at the end of the text, below a heading.
        (f"<p>{FIRST}</p><p>Flowers are there.</p>{PLANTS}<p>{SECOND}</p>", False),
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>Read also:</p>{PLANTS}", False),
        (f"<p>{FIRST}</p><h2>More plants:</h2>{PLANTS}<p>{SECOND}</p>", False),
    ],
)
def test_a_list_that_the_text_announces_is_kept(body: str, kept: bool) -> None:
    page = read_page(etree.HTML(f"<main>{body}</main>"))
    draft = revise.keep_all(page, frozenset())
    left_out = draft.keeping(one.block.shape != "li" for one in draft.candidates)
    after = parts.keep_lists_and_tables_whole(left_out)
    assert {one.kept for one in after.candidates if one.block.shape == "li"} == {kept}


TITLE = "<h3><a href=/ferry>The ferry is back on the river</a></h3>"
TEASER = "<p>After two years the old boat is back.</p>"


def after_cards_are_dropped(body: str, kinds: frozenset[str] = frozenset()) -> str:
    """What is left of a page of which everything was kept."""
    page = read_page(etree.HTML(SITE.format(title="The river rose", body=body)))
    draft = others.drop_cards(revise.keep_all(page, kinds))
    return " ".join(one.block.text for one in draft.candidates if one.kept)


def with_card(card: str) -> str:
    return (
        f"<main><article><h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p>{card}"
        f"<p>{THIRD}</p></article></main>"
    )


@pytest.mark.parametrize(
    "card",
    [
        f"<article>{TITLE}{TEASER}</article>",
        f"<div class='c-teaser inline'>{TITLE}{TEASER}</div>",
        f"<div class=story-card><span>Valley</span>{TITLE}{TEASER}<span>5 min</span></div>",
        f"<section class=related><ul><li>{TITLE}</li></ul></section>",
    ],
)
def test_cards_of_other_articles_in_a_text_are_dropped(card: str) -> None:
    text = after_cards_are_dropped(with_card(card))
    assert [part for part in (FIRST, SECOND, THIRD) if part not in text] == []
    assert [part for part in ("ferry is back", "old boat") if part in text] == []


@pytest.mark.parametrize(
    "card",
    [
        # The title is no link, the box has no such name, what is linked comes after a text.
        f"<div class=teaser><h3>The ferry is back on the river</h3>{TEASER}</div>",
        f"<div class=box>{TITLE}{TEASER}</div>",
        f"<article><p>Bo Lund was on board.</p>{TITLE}{TEASER}</article>",
        # A long text, and more than a quarter of the page.
        f"<article>{TITLE}{TEASER * 10}</article>",
        f"<article>{TITLE}{TEASER}</article>" * 6,
    ],
)
def test_what_is_no_card_in_a_text_is_left_alone(card: str) -> None:
    text = after_cards_are_dropped(with_card(card))
    assert [part for part in ("ferry is back", "old boat") if part not in text] == []


def test_cards_are_the_content_of_lists() -> None:
    card = with_card(f"<article>{TITLE}{TEASER}</article>")
    assert "old boat" in after_cards_are_dropped(card, frozenset({"list"}))
    assert "old boat" not in after_cards_are_dropped(card, frozenset({"article"}))


BOX = (
    "<div class=box><h3>The valley in your inbox</h3><p>Every Friday we send you five"
    " stories.</p><form><input {field}><button>Sign up</button></form></div>"
)


@pytest.mark.parametrize("field", ["type=email", "name=email", "placeholder='Your e-mail'"])
def test_boxes_that_ask_for_an_address_are_dropped(field: str) -> None:
    text = left(
        ARTICLE.replace(f"<p>{SECOND}", BOX.format(field=field) + f"<p>{SECOND}").replace(
            "</article>", f"<p>{THIRD}</p></article>"
        )
    )
    assert "five stories" not in text
    assert THIRD in text


def test_boxes_with_other_fields_are_left_alone() -> None:
    box = (
        BOX.format(field="type=search")
        .replace("<form>", "<div>")
        .replace("</form>", "</div>")
        .replace("five stories", "five true stories of the people who live there")
    )
    text = left(
        ARTICLE.replace(f"<p>{SECOND}", box + f"<p>{SECOND}").replace(
            "</article>", f"<p>{THIRD}</p></article>"
        )
    )
    assert "five true stories" in text
