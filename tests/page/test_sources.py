"""Pages that have to be unpacked, opened or flattened before they can be read."""

from __future__ import annotations

import json
from email.message import EmailMessage
from html import escape

import pytest

from cleaner import clean_html
from tests.support.pages import FIRST, SECOND, page, text

ARTICLE = f"<h1>The river rose</h1><p>{FIRST}</p><p>{SECOND}</p>"


def mail(html: str, transfer: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "The river", "post@herald.example"
    message.set_content("The river rose. See the page.")
    message.add_alternative(html, subtype="html", cte=transfer)
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="a.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64", "8bit"])
def test_mails_and_saved_pages(transfer: str) -> None:
    html = page("<p>Über den Fluß führte eine Brücke, die niemand mehr benutzt hat.</p>")
    assert clean_html(mail(html, transfer)).text == clean_html(html).text


def test_the_address_of_a_saved_page() -> None:
    data = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type:"
        ' multipart/related;\r\n\tboundary="x"\r\n\r\n--x\r\nContent-Type:'
        " text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location:"
        f" https://herald.example/river\r\n\r\n{page()}\r\n--x--\r\n"
    )
    result = clean_html(data)
    assert (result.text, result.metadata.url) == (text(), "https://herald.example/river")


@pytest.mark.parametrize(
    "other",
    [
        f"<p>From: the editors</p>{ARTICLE}",
        f"Note: two things\nTo: all\n\n{ARTICLE}",
        "From: the editors\n\nNothing more.\n",
    ],
)
def test_text_that_begins_like_a_mail(other: str) -> None:
    assert clean_html(other).original.startswith(("From:", "Note:"))


def test_text_after_the_end_of_the_page() -> None:
    html = page().replace(f"<p>{SECOND}</p>", f"</body></html><p>{SECOND}</p>")
    assert clean_html(html).text == text()


@pytest.mark.parametrize("mode", ["shadowrootmode", "shadowroot"])
def test_declared_shadow_roots(mode: str) -> None:
    html = page().replace(
        f"<p>{SECOND}</p>", f"<x-y><template {mode}=open><p>{SECOND}</p></template></x-y>"
    )
    assert clean_html(html).text == text()
    assert SECOND not in clean_html(html.replace(f" {mode}=open", "")).original


def test_documents_in_frames() -> None:
    frame = f'<iframe srcdoc="{escape(ARTICLE)}"></iframe>'
    html = (
        "<html><head><title>The river"
        f" rose</title></head><body><header>Letters</header>{frame}</body></html>"
    )
    assert clean_html(html).text == text()


def test_small_documents_in_frames_are_widgets() -> None:
    assert (
        "Buy a boat"
        not in clean_html(page('<iframe srcdoc="<p>Buy a boat</p>"></iframe>')).original
    )


LAST = (
    "The ferry crosses the river every half an hour until then, and whoever has a card of the"
    " library of the town pays nothing, as the company has promised in a letter to the school."
)
SHELL = "<html><head><title>The river rose</title>{}</head><body><div id=app></div>{}</body></html>"


def test_the_article_in_json_ld() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": f"{FIRST}\n\n{SECOND}"})
    html = SHELL.format(
        f'<script type="application/ld+json">{data}</script>', "<h1>The river rose</h1>"
    )
    result = clean_html(html)
    assert (result.text, result.outcome) == (text(), "from-data")


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<script>window.__INITIAL_STATE__ = {};</script>",
    ],
)
def test_the_article_in_the_state_of_a_framework(script: str) -> None:
    state = {
        "props": {
            "post": {"body": ARTICLE},
            "related": [{"body": ARTICLE.replace("river", "ferry") * 2}],
        }
    }
    result = clean_html(SHELL.format("", script.replace("{}", json.dumps(state))))
    assert (result.text, result.outcome) == (text(), "from-data")


def test_tags_in_json_ld_that_are_escaped() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": escape(ARTICLE)})
    html = SHELL.format(f'<script type="application/ld+json">{data}</script>', "")
    assert clean_html(html).text == text()


def test_state_that_is_a_text() -> None:
    state = json.dumps(json.dumps({"post": {"body": ARTICLE}}))
    html = SHELL.format("", f"<script>window.__PRELOADED_STATE__ = JSON.parse({state})</script>")
    assert clean_html(html).text == text()


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "paragraph", "text": FIRST}, {"type": "paragraph", "text": f"{SECOND} &c."}],
        [{"text": f"<p>{FIRST}</p>"}, {"image": "a.jpg"}, {"text": f"<p>{SECOND} &amp;c.</p>"}],
        [
            {"style": "normal", "children": [{"text": FIRST[:30]}, {"text": FIRST[30:]}]},
            {"style": "normal", "children": [{"text": SECOND}, {"text": " &c."}]},
        ],
        [
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": FIRST}]},
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": f"{SECOND} &c."}]},
        ],
    ],
)
def test_state_that_has_a_member_for_each_paragraph(blocks: list[object]) -> None:
    state = json.dumps({"props": {"story": {"blocks": [*blocks, {"text": LAST}]}}})
    script = f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    result = clean_html(SHELL.format("", script))
    assert result.text.split("\n\n") == [FIRST, f"{SECOND} &c.", f"{LAST}\n"]


@pytest.mark.parametrize(("name", "outcome"), [("blocks", "from-data"), ("returns", "empty")])
def test_a_few_lines_in_state_are_an_article_if_they_are_called_so(name: str, outcome: str) -> None:
    state = json.dumps({"props": {name: [{"text": FIRST}, {"text": SECOND[:100]}]}})
    script = f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    assert clean_html(SHELL.format("", script)).outcome == outcome


def test_lists_of_other_articles_in_state_are_not_one() -> None:
    texts = {"Mill": FIRST, "Mayor": SECOND, "Ferry": LAST}
    stories = [{"title": name, "text": text} for name, text in texts.items()]
    script = f"<script>window.__INITIAL_STATE__ = {json.dumps({'stories': stories})}</script>"
    assert clean_html(SHELL.format("", script)).outcome != "from-data"


def test_data_beside_an_article_are_not_looked_at() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": "Another text. " * 60})
    html = page(head=f'<script type="application/ld+json">{data}</script>')
    assert (clean_html(html).text, clean_html(html).outcome) == (text(), "cleaned")


@pytest.mark.parametrize(
    "data", ["{", '{"articleBody": 7}', '["a"]', '{"articleBody": "Too short."}', "null"]
)
def test_data_that_hold_no_article(data: str) -> None:
    html = SHELL.format(
        f'<script type="application/ld+json">{data}</script>', "<h1>The river rose</h1>"
    )
    assert clean_html(html).outcome != "from-data"
