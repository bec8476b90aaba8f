"""Whole pages: what is left of them, what is recorded, and what becomes of other inputs."""

from __future__ import annotations

import pickle
from dataclasses import replace
from unittest.mock import patch

import pytest

import cleaner
from cleaner import Cleaner, Metadata, UnknownRule, clean_html
from cleaner.api import NOTHING_FOUND
from cleaner.page import extract
from cleaner.page.errors import InvalidPage
from cleaner.page.metadata.read import read as read_metadata
from tests.support.pages import FIRST, SECOND, page, text
from tests.support.promises import assert_promises

BOX = "<div class=sharedaddy><h3>Share this:</h3><p>Click to share on Facebook</p></div>"
PROSE = (
    "The last flood of this kind was in 1904, when the whole of the lower town stood under water"
    " for a week."
)


def rules(html: str) -> set[str]:
    """The rules that take something off a page."""
    return {cut.rule for cut in clean_html(html).cuts}


# --- What is left ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("", ()),
        ("<h2>Upstream</h2>", ("Upstream",)),
        ("<ul><li>the mill</li><li>the bridge</li></ul>", ("- the mill\n- the bridge",)),
        (
            "<ol><li>the mill</li><li>the bridge<ul><li>its piers</li></ul></li></ol>",
            ("- the mill\n- the bridge\n  - its piers",),
        ),
        (
            "<ul><li><p>the mill</p><p>built in 1190</p></li><li>the bridge</li></ul>",
            ("- the mill\n  built in 1190\n- the bridge",),
        ),
        (
            "<p>The mill<br>3 Mill Lane<br><br>The bridge</p>",
            ("The mill\n3 Mill Lane", "The bridge"),
        ),
        (f"<blockquote><p>{PROSE}</p></blockquote>", (PROSE,)),
        (
            "<pre>def rise(metres):\n    return metres + 1\n</pre>",
            ("def rise(metres):\n    return metres + 1",),
        ),
        ("<pre><code>a<br>  b</code></pre>", ("a\n  b",)),
        (
            "<table><tr><th>Place</th><th>Metres</th></tr><tr><td>Mill</td><td>1.2</td></tr><tr><td>Bridge</td><td>0.9</td></tr></table>",
            ("Place\tMetres\nMill\t1.2\nBridge\t0.9",),
        ),
        (
            f"<table><tr><td><p>{PROSE}</p><p>{PROSE[::-1]}</p></td></tr></table>",
            (PROSE, PROSE[::-1]),
        ),
        (f"<p>{PROSE.replace('flood', '<b>flo</b>od')}</p>", (PROSE,)),
        (f"<p>{PROSE.replace('flood', '<a href=/flood>flood</a>')}</p>", (PROSE,)),
        (f"<div>{PROSE}</div>", (PROSE,)),
        (
            (
                f"<p>{PROSE}</p><script>var a = 1;</script><style>p {{ color: red"
                " }</style><template><p>Later</p></template>"
            ),
            (PROSE,),
        ),
        (f"<p>{PROSE}</p><!-- a note -->", (PROSE,)),
        (f"<p>{PROSE.replace(' ', ' &nbsp; ')}</p>", (PROSE,)),
        (f"<p>{PROSE.replace(' ', chr(12))}</p>", (PROSE,)),
    ],
)
def test_structure_is_kept(inside: str, left: tuple[str, ...]) -> None:
    assert clean_html(page(inside)).text == text(*left)


@pytest.mark.parametrize(
    "inside",
    [
        BOX,
        "<button>Show more</button>",
        "<form><p>Subscribe to our newsletter</p><input name=email></form>",
        "<div id=comments><p>I saw it, too, and I will not forget how the water came.</p></div>",
        "<p style='display: none'>Not for readers, who need not know of it at all.</p>",
        "<p hidden>Not for readers, who need not know of it at all.</p>",
        "<span class=screen-reader-text>Skip to the end of the article</span>",
        "<nav><a href=/2>Next page</a></nav>",
        (
            "<div class='jp-relatedposts'><h3>Related</h3><p>The mill before the flood, and what is"
            " left of it now.</p></div>"
        ),
        "<select><option>Choose a region</option><option>North</option></select>",
    ],
)
def test_furniture_goes(inside: str) -> None:
    assert clean_html(page(inside)).text == text()


@pytest.mark.parametrize(
    "inside",
    [
        f"<div class=shareholders><p>{PROSE}</p></div>",
        f"<div class=newsletter-archive><p>{PROSE}</p></div>",
        f"<div class=commentary><p>{PROSE}</p></div>",
        f"<div class=related-to-nothing><p>{PROSE}</p></div>",
        f"<div id=social><p>{PROSE}</p></div>",
        f"<div class=navigation-history><p>{PROSE}</p></div>",
        f"<section class=cookies-recipe><p>{PROSE}</p></section>",
        f"<p style='font-style: none; color: red'>{PROSE}</p>",
        f"<div aria-hidden=false><p>{PROSE}</p></div>",
    ],
)
def test_what_is_called_like_furniture_stays(inside: str) -> None:
    assert clean_html(page(inside)).text == text(PROSE)


def test_a_form_around_the_whole_page_is_no_form() -> None:
    whole = (
        page()
        .replace("<body>", "<body><form action=/search method=post>")
        .replace("</body>", "</form></body>")
    )
    assert clean_html(whole).text == text()


def test_text_for_browsers_without_scripts_is_read_if_there_is_no_other() -> None:
    """Forums that are drawn by a script hold their threads in a <noscript>."""
    posts = "".join(
        f"<div class=post><p>{number}. {paragraph}</p></div>"
        for number, paragraph in enumerate((FIRST, SECOND, PROSE))
    )
    thread = (
        "<html><head><title>The flood</title></head><body><div"
        f" id=app></div><noscript>{posts}</noscript></body></html>"
    )
    assert all(paragraph in clean_html(thread).text for paragraph in (FIRST, SECOND, PROSE))


def test_text_for_browsers_without_scripts_is_left_out_otherwise() -> None:
    assert (
        clean_html(
            page(
                "<noscript><p>Please enable JavaScript to see the pictures of the"
                " flood.</p></noscript>"
            )
        ).text
        == text()
    )


def test_a_thread_of_a_forum_keeps_its_posts() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "The'
        ' flood"}</script>'
    )
    posts = "".join(
        f"<li class=comment><p>{paragraph}</p></li>" for paragraph in (PROSE, SECOND, FIRST)
    )
    left = clean_html(
        f"<html><head>{data}</head><body><h1>The flood</h1><ol"
        f" class=comment-list>{posts}</ol></body></html>"
    ).text
    assert all(paragraph in left for paragraph in (PROSE, SECOND, FIRST))


def test_the_order_is_the_pages() -> None:
    paragraphs = [
        f"Paragraph {number} of the report says that the river rose by {number} centimetres in an"
        " hour."
        for number in range(30)
    ]
    left = clean_html(page("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))).text
    assert left == text(*paragraphs)


def test_rules_for_texts_see_the_article() -> None:
    result = clean_html(page("<p>Advertisement</p>"))
    assert result.text == text()
    assert ("ad.label", "Advertisement") in [(cut.rule, cut.text.strip()) for cut in result.cuts]


def test_code_is_left_alone_by_rules_for_texts() -> None:
    assert clean_html(page("<pre>Advertisement\n\n0\n53\nLeave a Reply</pre>")).text == text(
        "Advertisement\n\n0\n53\nLeave a Reply"
    )


# --- Markdown -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("<h2>Upstream</h2>", ("## Upstream",)),
        ("<ol><li>the mill</li><li>the bridge</li></ol>", ("1. the mill\n2. the bridge",)),
        ("<ul><li>the mill<ul><li>its wheel</li></ul></li></ul>", ("- the mill\n  - its wheel",)),
        (f"<blockquote><p>{PROSE}</p></blockquote>", (f"> {PROSE}",)),
        ("<pre>a\n  b</pre>", ("```\na\n  b\n```",)),
        (
            "<table><tr><th>Place</th><th>Metres</th></tr><tr><td>Mill|Lane</td><td>1.2</td></tr></table>",
            ("| Place | Metres |\n| --- | --- |\n| Mill\\|Lane | 1.2 |",),
        ),
        ("<p># is the sign of the numbered gates of the weir, and it stands on all of them.</p>",
         ("\\# is the sign of the numbered gates of the weir, and it stands on all of them.",)),
        ("<p>1904. That was the year of the last flood; the water was in the town for a week.</p>",
         ("1904\\. That was the year of the last flood; the water was in the town for a week.",)),
        ("<h2>1. Upstream</h2><p>3.5 metres was the height of the water at the mill.</p>",
         ("## 1. Upstream", "3.5 metres was the height of the water at the mill.")),
        (f"<p>{PROSE}</p>", (PROSE,)),
    ],
)  # fmt: skip
def test_markdown(inside: str, left: tuple[str, ...]) -> None:
    assert clean_html(page(inside), output="markdown").text == "# " + text(*left)


# --- The record -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside", ["", BOX, "<p>Advertisement</p>", "<p>Watch the video below.</p>"]
)
def test_promises_hold_for_pages(inside: str) -> None:
    careful = Cleaner(suggest=True)
    assert_promises(careful.clean_html(page(inside)), careful)


def test_every_block_that_went_is_on_record() -> None:
    result = clean_html(
        page(
            BOX,
            behind=(
                "<aside><p>The Herald is read by all of the valley, and by some who have left"
                " it.</p></aside>"
            ),
        )
    )
    gone = {line for cut in result.cuts for line in cut.text.splitlines() if line}
    assert gone | set(result.text.splitlines()) == set(result.original.splitlines())
    assert {cut.rule for cut in result.cuts} == {
        "markup.navigation",
        "markup.share",
        "extraction.left-out",
    }


def test_a_rule_can_be_switched_off_and_its_text_is_back() -> None:
    assert clean_html(page(BOX), ignore=["markup.share", "share"]).text == text(
        "Share this:", "Click to share on Facebook"
    )
    assert (
        clean_html(page(BOX), ignore=["markup", "extraction", "share"]).text
        == clean_html(page(BOX)).original
    )


def test_allowed_lines_stay() -> None:
    assert clean_html(page(BOX), allow=["Share this"]).text == text("Share this:")


def test_unknown_rules_are_refused() -> None:
    with pytest.raises(UnknownRule, match=r"markup\.share"):
        clean_html(page(), ignore=["markup.shares"])


def test_lines_know_where_in_the_html_they_are_from() -> None:
    html = "<html>\n<body>\n<p>One</p>\n\n<p>Two</p></body></html>"
    result = clean_html(html)
    assert [
        (line, source)
        for line, source in zip(result.original.split("\n"), result.sources, strict=False)
        if line
    ] == [
        ("One", 3),
        ("Two", 5),
    ]


# --- What a page says of itself -------------------------------------------------------------------


def test_metadata() -> None:
    head = (
        '<meta name="author" content="Ada Vale"><meta property="og:site_name" content="The'
        ' Herald"><meta property="article:published_time" content="2024-05-09T07:00:00+00:00"><link'
        ' rel="canonical" href="https://herald.example/river"><meta name="description" content="A'
        ' metre in a night.">'
    )
    html = page("<p>Ada Vale, our correspondent, saw it.</p>", head=head)
    about = clean_html(html, url="https://herald.example/river?from=front").metadata
    assert about == Metadata(
        title="The river rose",
        author="Ada Vale",
        date="2024-05-09",
        site_name="The Herald",
        language="en",
        url="https://herald.example/river",
        description="A metre in a night.",
    )


def test_metadata_of_a_page_that_says_nothing() -> None:
    about = clean_html("<p>One.</p><p>Two.</p>").metadata
    assert (about.author, about.date, about.language, about.url) == (None, None, None, None)


@pytest.mark.parametrize(
    "html",
    [
        "<body><iframe></iframe></body>",
        "<html><!-- nothing --></html>",
        "<video><html>",
        "<embed><body>html",
    ],
)
def test_metadata_of_a_page_that_is_one_element(html: str) -> None:
    """trafilatura loads such a page as that element, and then cannot take it out of its parent."""
    assert clean_html(html).metadata == Metadata()


def test_results_can_be_pickled() -> None:
    result = clean_html(page())
    again = pickle.loads(pickle.dumps(result))
    assert (again.text, again.cuts, again.metadata) == (result.text, result.cuts, result.metadata)
    assert again == replace(result)


def test_of_results_that_are_kept_only_the_last_few_keep_a_tree() -> None:
    def read(html: str, count: int, *, keep: bool) -> int:
        """How many pages' metadata is read while some pages are cleaned."""
        with patch(f"{extract.__name__}.read", wraps=read_metadata) as reads:
            kept = [clean_html(html) if keep else len(clean_html(html).text) for _ in range(count)]
            assert len(kept) == count
            return reads.call_count

    read(page(), 8, keep=False)  # results of other tests
    assert read(page(), 50, keep=False) == 0
    assert read(page(), 50, keep=True) == 42


# --- Inputs that are no pages ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "",
        b"",
        " \n\t ",
        "\ufeff",
        "<html><!-- nothing --></html>",
        "<html><head></head><body></body></html>",
    ],
)
def test_empty(html: str | bytes) -> None:
    result = clean_html(html)
    assert (result.outcome, result.text.strip(), result.cuts) == ("empty", "", ())


def test_plain_text_is_cleaned_as_an_articles() -> None:
    plain = f"{FIRST}\n\nAdvertisement\n\n{SECOND}\n"
    result = clean_html(plain)
    assert (result.outcome, result.kind) == ("not-html", "article")
    assert result.text == cleaner.clean(plain).text


@pytest.mark.parametrize(
    "other",
    [
        '{"html": "<p>One</p><p>Two</p>"}',
        '[["<p>One</p>"]]',
        "Two < three, and five > four.",
        "if a <b: pass",
    ],
)
def test_data_and_signs_are_no_html(other: str) -> None:
    assert (clean_html(other).outcome, clean_html(other).text) == ("not-html", other)


def test_a_page_without_an_article_keeps_its_text() -> None:
    result = clean_html(
        f"<html><body><nav>{'<a href=/news>The news of the valley</a> ' * 30}</nav></body></html>"
    )
    assert (result.outcome, result.refusal, result.text) == (
        "nothing-found",
        NOTHING_FOUND,
        result.original,
    )


@pytest.mark.parametrize(
    "fragment",
    [
        f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"<![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]>",
        f"<div><p>{FIRST}</p></div>\n<div><p>{SECOND}</p></div>",
        f"{FIRST}<br/><br/>{SECOND}<br/>",
    ],
)
def test_fragments_of_feeds(fragment: str) -> None:
    result = clean_html(fragment)
    assert (result.outcome, result.text) == ("cleaned", f"{FIRST}\n\n{SECOND}\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_bytes_are_decoded(encoding: str) -> None:
    prose = (
        "Die Mühle stand still – „für immer“, sagte der Müller, und keiner der Gäste wollte ihm das"
        " glauben an diesem Tag."
    )
    html = page(f"<p>{prose}</p>").replace("utf-8", encoding)
    assert clean_html(html.encode(encoding)).text == text(prose)


def test_the_word_of_the_server_counts() -> None:
    prose = (
        "Река поднялась на метр за ночь, и мельницу пришлось освободить ещё до утра, пока никто не"
        " пострадал."
    )
    html = page(f"<p>{prose}</p>").replace('<meta charset="utf-8">', "")
    assert clean_html(html.encode("koi8-r"), charset="koi8-r").text == text(prose)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
        b"\x1f\x8b\x08\x00broken",
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(InvalidPage, match=r"^[a-z].*[.!]$"):
        clean_html(data)
