"""Parts of an article that are kept or dropped as wholes."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaner import clean_html
from cleaner.page import others, parts, revise
from cleaner.page.draft import LEFT_OUT, first_draft, keep_all, run
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
        (
            (
                "<div class=accordion><h3><button aria-expanded=false>Is there a ferry?</button>"
                "</h3><div class=collapse>Yes, it crosses the river every half an hour.</div></div>"
            ),
            ["Is there a ferry?", "Yes, it crosses"],
        ),
        (
            (
                "<dl><dt><button aria-controls=a1>Is there a ferry?</button></dt><dd id=a1"
                " style='display:none'>Yes, it crosses the river every half an hour.</dd></dl>"
            ),
            ["Is there a ferry?", "Yes, it crosses"],
        ),
        (
            (
                "<div class=spoiler><div class=spoiler-head>Is there a ferry?</div><div"
                " class=spoiler-body style='display: none'>Yes, every half an hour.</div></div>"
            ),
            ["Is there a ferry?", "Yes, every half"],
        ),
        (
            (
                "<div><button aria-controls=a1>Is there a ferry?</button><div id=a1 hidden>Yes, it"
                " crosses the river every half an hour.</div></div>"
            ),
            ["Is there a ferry?", "Yes, it crosses"],
        ),
        # All tabs, not the one alone that is shown.
        (
            (
                "<div><div role=tabpanel><p>In summer the ferry crosses the river every half an"
                " hour.</p></div><div role=tabpanel hidden><p>In winter it does not cross at all,"
                " because of the ice.</p></div></div>"
            ),
            ["In summer the ferry", "In winter it does not"],
        ),
        (
            (
                "<div><label>Linux</label><div class=tab><pre>apt install ferry</pre></div><label>"
                "Mac</label><div class=tab style='display:none'><pre>brew it</pre></div></div>"
            ),
            ["apt install ferry", "brew it"],
        ),
        # A list of short items, and what a table is called.
        ("<ul><li>one boat<li>two oars<li>rope</ul>", ["one boat", "two oars", "rope"]),
        (
            (
                "<table><caption>The ferry in winter</caption><tr><th>Day<th>First<tr><td>Mon<td>6"
                "<tr><td>Sun<td>9</table>"
            ),
            ["The ferry in winter", "Mon\t6"],
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


def test_a_menu_that_a_button_opens_is_left_out() -> None:
    menu = (
        "<div><button aria-controls=m>Sections</button><div id=m hidden><p>All news of the"
        " valley</p><p>The weather and the sport of the week</p></div></div>"
    )
    assert "news of the valley" not in left(ARTICLE.replace("</article>", f"{menu}</article>"))


def test_what_is_hidden_below_a_text_is_left_out() -> None:
    hidden = "<div class=x hidden><p>The form could not be sent, please try it again.</p></div>"
    assert "could not be sent" not in left(ARTICLE.replace("</article>", f"{hidden}</article>"))


@pytest.mark.parametrize(
    ("html", "is_kept"),
    [
        ("<div><p>{a}</p><ul><li>rope<li>oars</ul><p>{b}</p></div>", True),
        ("<div><p>{a}</p><div><ul><li>rope<li>oars</ul></div><p>{b}</p></div>", True),
        ("<div><p>{a}</p><ul><li>rope<li><a href=/r>oar</a> of ash</ul><p>{b}</p></div>", True),
        ("<div><p>{a}</p><ul><li><a href=/r>rope</a><li>oars</ul><p>{b}</p></div>", False),
        ("<div><p>{a}</p><p>{b}</p><ul><li>rope<li>oars</ul></div>", False),
        ("<div><p>{a}</p><ul><li>rope<li>oars</ul><div><p>{b}</p></div></div>", False),
        ("<div><p>{a}</p><nav><ul><li>rope<li>oars</ul></nav><p>{b}</p></div>", False),
    ],
)
def test_lists_that_no_line_of_is_kept(html: str, *, is_kept: bool) -> None:
    page = read_page(etree.HTML(html.format(a=FIRST, b=SECOND)))
    rules = ["" if block.words > 5 else LEFT_OUT for block in page.blocks]
    draft = first_draft(page, frozenset(), rules)
    steps = (revise.drop_marked_boilerplate, parts.keep_lists_and_tables_whole)
    kept = [one.block.text for one in run(draft, steps).candidates if one.kept]
    assert ("rope" in kept) is is_kept


@pytest.mark.parametrize(
    ("body", "rule", "is_kept"),
    [
        # The only title that there is, however short the paragraph below it is.
        ("<article><h3>Flood marks</h3><p>{a}</p></article>", LEFT_OUT, True),
        ("<main><div><h2>Flood marks</h2><p>These are the marks:</p></div></main>", LEFT_OUT, True),
        # With a headline, of another element, above another heading or a list.
        ("<h1>Rivers</h1><article><h3>Flood marks</h3><p>{a}</p></article>", LEFT_OUT, False),
        ("<div><h3>Flood marks</h3></div><div><p>{a}</p></div>", LEFT_OUT, False),
        ("<div><h3>Flood marks</h3><h4>Of the year {a}</h4><p>{a}</p></div>", LEFT_OUT, False),
        ("<div><h3>Flood marks</h3><ul><li>{a}</ul></div>", LEFT_OUT, False),
        # Boilerplate, a caption, a title that was not asked for.
        ("<aside><h3>Flood marks</h3><p>Of 1924.</p></aside><p>{a}</p><p>{b}</p>", LEFT_OUT, False),
        ("<figcaption><h3>Flood marks</h3><p>{a}</p></figcaption>", LEFT_OUT, False),
        ("<article><h3>Flood marks</h3><p>{a}</p></article>", "extraction.title", False),
    ],
)
def test_a_heading_above_the_first_paragraph_without_a_headline(
    body: str, rule: str, *, is_kept: bool
) -> None:
    page = read_page(etree.HTML(body.format(a=FIRST, b=SECOND)))
    heads = ("Flood marks", "Rivers")
    rules = [rule if block.text in heads else "" for block in page.blocks]
    steps = (revise.drop_marked_boilerplate, parts.keep_title_of_page)
    draft = run(first_draft(page, frozenset(), rules), steps)
    kept = [block.text for block, one in zip(page.blocks, draft.kept, strict=True) if one]
    assert ("Flood marks" in kept) is is_kept


@pytest.mark.parametrize(
    "head",
    [
        "<header><p class=intro>{}</p><div class=author>By Ana Roth</div></header>",
        "<div class=meta><div class=author-info><p>{}</p><p>By Ana Roth</p></div></div>",
    ],
)
def test_a_sentence_below_the_headline_is_no_byline(head: str) -> None:
    standfirst = (
        "In her essay Lena Marten explores a contradictory feeling between grief and consolation."
    )
    head = f"<h1>The river rose</h1>{head.format(standfirst)}"
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


def test_the_footer_below_a_very_short_post_is_left_out() -> None:
    post = "<main><h1>Away</h1><p>No bread today.</p><p>Tomorrow again.</p></main>"
    footer = "<footer>© 2023 The Voice of the Valley. All rights reserved.</footer>"
    html = f"<html><head><title>Away</title></head><body>{post}{footer}</body></html>"
    assert clean_html(html).text == "Away\n\nNo bread today.\n\nTomorrow again.\n"


def test_a_short_text_that_is_all_in_a_footer_is_kept() -> None:
    html = (
        "<html><head><title>Away</title></head><body><footer><p>The inn is closed until the"
        " river has gone down, and nobody knows when.</p></footer></body></html>"
    )
    assert "nobody knows when" in clean_html(html).text


@pytest.mark.parametrize("heading", ["h1", "h2", "h3"])
def test_the_headline_may_be_a_lower_heading(heading: str) -> None:
    text = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    article = f"<div><{heading}>The river rose</{heading}>{text}</div>"
    comments = "".join(SHAPES["schrieb"].format(text=WORDS, name=name) for name in ("Bob", "Ulla"))
    found = left(f"<div>{article}<div>{comments}</div></div>")
    assert THIRD in found
    assert "tractors" not in found


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


NEXT_TEXT = f"<p>{THIRD}</p><p>{THIRD.replace('bridge', 'jetty')}</p>"
DIV = f"<div><h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p></div>"
HEADLINE = "<h1 class=entry-title>The river rose</h1>"


@pytest.mark.parametrize(
    "body",
    [
        f"{DIV}<div><h1>The ferry is back</h1>{NEXT_TEXT}</div>",
        (
            f"{HEADLINE}<div><p>{FIRST}</p><p>{SECOND}</p></div><div><h2 class=entry-title>The"
            f" ferry is back</h2><div>{NEXT_TEXT}</div></div>"
        ),
        f"<h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p><div class=more>{NEXT}</div>",
        (
            f"<div class=item-page><h2>The river rose</h2><p>{FIRST}</p><p>{SECOND}</p></div>"
            f"<div class=item-page><h2>The ferry is back</h2>{NEXT_TEXT}</div>"
        ),
    ],
    ids=["elements beside each other", "headlines of one class", "an article beside", "posts"],
)
def test_the_next_article_in_other_markup_is_dropped(body: str) -> None:
    text = left(f"<main>{body}</main>")
    assert [part for part in (FIRST, SECOND) if part not in text] == []
    assert [part for part in ("ferry is back", "jetty") if part in text] == []


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>The river rose</h1><p>{FIRST}</p><h1>The ferry is back</h1>{NEXT_TEXT}",
        (
            f"<section><h1>The river rose</h1><p>{FIRST}</p></section><section><h1>The ferry</h1>"
            f"{NEXT_TEXT}</section>"
        ),
        (
            f"<article><h1>The river rose</h1><p>{FIRST}</p><article><h1>The ferry</h1>{NEXT_TEXT}"
            "</article></article>"
        ),
        (
            f"<div><h2 class=head>The river rose</h2><p>{FIRST}</p></div><div><h2 class=head>The"
            f" ferry</h2>{NEXT_TEXT}</div>"
        ),
        f"<div><h1>The river rose</h1></div><div><h1>The ferry</h1>{NEXT_TEXT}</div>",
    ],
    ids=["parts", "sections", "articles in one", "headings in boxes", "no text above"],
)
def test_parts_with_headlines_of_their_own_are_left_alone(body: str) -> None:
    assert "jetty" in left(f"<main>{body}</main>")


WORDS = (
    "If one does not use the bridge for business, then the ban on tractors cannot hold, I think."
)
CARD = (
    "<div class=c><h3><a href=/{name}>The {name} of the valley</a></h3><p>It has been closed since"
    " the winter, and the {name} keeper has gone to live with her sister.</p></div>"
)
LINK = (
    "<a href=/{name}><div class=c><div>The {name} of the valley</div><div>It has been closed since"
    " the winter, and the {name} keeper has gone to live with her sister.</div></div></a>"
)


def with_cards(shape: str, after: str) -> str:
    cards = "".join(shape.format(name=name) for name in ("inn", "mill"))
    text = f"<h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    return left(f"<main>{after.format(text=text, cards=cards)}</main>")


@pytest.mark.parametrize(
    ("shape", "after"),
    [
        (CARD, "<article>{text}</article><section><h2>Elsewhere</h2>{cards}</section>"),
        (LINK, "<div>{text}</div><div>{cards}</div>"),
    ],
)
def test_cards_of_other_articles_are_dropped(shape: str, after: str) -> None:
    text = with_cards(shape, after)
    assert THIRD in text
    assert [part for part in ("inn keeper", "mill keeper", "Elsewhere") if part in text] == []


@pytest.mark.parametrize(
    "after",
    [
        "<article>{text}{cards}</article>",
        f"<article>{{text}}</article><div>{{cards}}</div><p>{WORDS * 2}</p>",
        "<article><h1>The river rose</h1></article><div>{cards}</div>",
    ],
    ids=["in the article", "a text follows", "most of the page"],
)
def test_other_cards_are_left_alone(after: str) -> None:
    assert "inn keeper" in with_cards(CARD, after)


def test_a_list_of_articles_is_left_alone() -> None:
    assert "jetty" in left(f"<main>{ARTICLE}{NEXT}</main>", "All articles")


COMMENT = "<li><p>{text}</p><p><cite>{name}</cite></p></li>"
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


def test_a_conversation_that_an_article_quotes_is_left_alone() -> None:
    said = "".join(
        f"<div><b>{name}</b> <span>22:{at}</span><p>{WORDS} So says {name}.</p></div>"
        for at, name in ((14, "Bob"), (31, "Ulla"))
    )
    text = left(ARTICLE.replace(f"<p>{SECOND}", f"{said}<p>{SECOND}"))
    assert [part for part in ("says Bob", "says Ulla", SECOND) if part not in text] == []


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
        # Without links between paragraphs.
        (f"<p>{FIRST}</p><p>Flowers are there.</p>{PLANTS}<p>{SECOND}</p>", True),
        # At the end of the text, announced or not, or below a heading.
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>Flowers are there.</p>{PLANTS}", False),
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>Read also:</p>{PLANTS}", False),
        (f"<p>{FIRST}</p><h2>More plants:</h2>{PLANTS}<p>{SECOND}</p>", False),
    ],
)
def test_a_list_that_the_text_announces_is_kept(body: str, kept: bool) -> None:
    page = read_page(etree.HTML(f"<main>{body}</main>"))
    draft = keep_all(page, frozenset())
    left_out = draft.keeping(one.block.shape != "li" for one in draft.candidates)
    after = parts.keep_lists_and_tables_whole(left_out)
    assert {one.kept for one in after.candidates if one.block.shape == "li"} == {kept}


TITLE = "<h3><a href=/ferry>The ferry is back on the river</a></h3>"
TEASER = "<p>After two years the old boat is back.</p>"


def after_cards_are_dropped(body: str, kinds: frozenset[str] = frozenset()) -> str:
    """What is left of a page of which everything was kept."""
    page = read_page(etree.HTML(SITE.format(title="The river rose", body=body)))
    draft = others.drop_cards(keep_all(page, kinds))
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


CLOCKS = "<p>{label}</p><p>Oberlin 2:45 a.m. May 4</p><p>Capital 1:45 a.m. May 4</p>"


def beside(box: str) -> str:
    end = f"<p>{THIRD.replace('bridge', 'weir')}</p></article>"
    return left(ARTICLE.replace(f"<p>{SECOND}", f"{box}<p>{SECOND}").replace("</article>", end))


@pytest.mark.parametrize(
    "label",
    ["Summary generated by AI", "KI-generierte Zusammenfassung", "Résumé (IA)", "AIによる要約"],
)
def test_summaries_that_a_machine_wrote_are_dropped(label: str) -> None:
    text = beside(f"<div><h4>{label}</h4><ul><li>The mill was cleared.<li>Rain is due.</ul></div>")
    assert SECOND in text
    assert [part for part in (label, "The mill was", "Rain is due") if part in text] == []


def test_clocks_are_dropped() -> None:
    assert "2:45" not in beside(f"<div>{CLOCKS.format(label='Current time in')}</div>")


@pytest.mark.parametrize(
    "box",
    [
        "<div><h4>Summary</h4><p>The mill was cleared, and more rain is due on Friday.</p></div>",
        "<h3>Summary by AI</h3><p>The mill was cleared, and more rain is due on Friday.</p>",
        (
            f"<div><h3>Summary by AI</h3><p>The mill was cleared.</p><p>{THIRD}</p>"
            f"<p>{THIRD.replace('bridge', 'ford')}</p><p>{THIRD.replace('bridge', 'jetty')}</p>"
            f"<p>{THIRD.replace('bridge', 'weir')}</p></div>"
        ),
        "<div><h3>How an AI writes a summary for readers</h3><p>The mill was cleared.</p></div>",
    ],
    ids=["by the author", "a part of the article", "long", "about summaries"],
)
def test_other_summaries_are_left_alone(box: str) -> None:
    assert "The mill was cleared" in beside(box)


@pytest.mark.parametrize("label", ["The current time of the ferry", "The night"])
def test_times_that_are_no_clocks_are_left_alone(label: str) -> None:
    text = f"<p>{label}</p><p>2:45 The bridge gives way, and the inn is cleared.</p>"
    assert "gives way" in beside(f"<div>{text}</div>")
