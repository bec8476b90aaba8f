"""Telling HTML and whole pages from everything else: a wrong yes would destroy a file."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.content_type import is_html, is_html_bytes, is_whole_page

WORDS = (
    "The river rose by a metre after the rain, and the mayor closed the old bridge for the night."
)

HTML = {
    "a page": (
        f"<!DOCTYPE html>\n<html><head><title>News</title></head><body><p>{WORDS}</p></body></html>"
    ),
    "no doctype": f"<html>\n<body>{WORDS}</body></html>",
    "no html element": f"<head><title>News</title></head><body>{WORDS}",
    "only a body": f"<body>{WORDS}",
    "title and heading": f"<title>News</title><h1>News</h1>{WORDS}",
    "space in front": f"\n\n  \t<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<p>{WORDS}",
    "a byte order mark in front": f"\N{ZERO WIDTH NO-BREAK SPACE}<!DOCTYPE html><p>{WORDS}",
    "XHTML": (
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html '
        f'xmlns="http://www.w3.org/1999/xhtml"><body>{WORDS}</body></html>'
    ),
    "XHTML without a doctype": (
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{WORDS}</body>'
        "</html>"
    ),
    "AMP": f"<!doctype html>\n<html ⚡ lang='en'><head><meta charset='utf-8'></head><body>{WORDS}",
    "saved by a browser": (
        f"<!-- saved from url=(0024)https://example.org/a -->\n<html><body>{WORDS}</body></html>"
    ),
    "comments in front": f"<!-- a --><!-- b > c -->\n<!DOCTYPE html>\n{WORDS}",
    "a script in front": (
        f"<script>if (a < b) go();</script>\n<!DOCTYPE html><html><body>{WORDS}</body></html>"
    ),
    "paragraphs": f"<p>{WORDS}</p><p>{WORDS}</p>",
    "one paragraph": f"<p>{WORDS}</p>",
    "paragraphs that nothing closes": f"<p>{WORDS}\n<p>{WORDS}\n",
    "paragraphs and blank lines": (
        f"<p>{WORDS}</p>\n\n<p>{WORDS}</p>\n\n<h2>Later</h2>\n\n<ul>\n<li>one</li>\n</ul>\n"
    ),
    "boxes": f'<div class="post"><div>{WORDS}</div></div>',
    "a picture and breaks": f'<img src="a.jpg" alt=""/><br/>{WORDS}<br/><br/>{WORDS}',
    "a wrapped fragment": f"<![CDATA[<p>{WORDS}</p>]]>",
    "words in front": f"{WORDS}<br /><br />{WORDS}</p>",
    "words in front of paragraphs": f"{WORDS}</p>\n<p>{WORDS}</p>\n<p>{WORDS}</p>",
    "a link in front": f'<a href="/a">Home</a><p>{WORDS}</p>',
    "custom elements": (
        f"<article><amp-img src=a></amp-img><p>{WORDS}</p><my-box>{WORDS}</my-box></article>"
    ),
    "code that looks like Markdown": (
        f"<p>{WORDS}</p><pre><code># a comment\n```\n[a](b)\n</code></pre><p>{WORDS}</p>"
    ),
    "upper case": f"<P>{WORDS}</P><P>{WORDS}</P>",
}

NOT_HTML = {
    "nothing": "",
    "space": " \n\t ",
    "plain text": f"{WORDS}\n\n{WORDS}\n",
    "a heart": f"I <3 this town. {WORDS} Is 1 < 2 > 0?",
    "addresses": f"See <http://example.org/p> or write to <name@example.org>. {WORDS}",
    "mail": (
        "From: Ann <ann@example.org>\nTo: <b@example.org>\nSubject: p\n\n> On Monday "
        "<p@example.org> wrote:\n> Hello\n"
    ),
    "tags talked about": (
        "The <p> tag is for paragraphs. Close it with a </p> tag, and use a <div> tag for boxes."
    ),
    "tags in quotes": (
        'Use "<p>" and "</p>" for paragraphs, and \'<br>\' for breaks, or "<br><br>".'
    ),
    "tags in code": "Paragraphs begin with `<p>` and end with `</p>`; `<br><br>` is bad style.",
    "bold in prose": f"This is <b>bold</b> and this is <i>not</i>. {WORDS}",
    "bold in front": f"<b>Bold</b> words begin this text. {WORDS}",
    "breaks in prose": f"Roses are red<br>\nViolets are blue\n\n{WORDS}\n",
    "C++": (
        "#include <vector>\n#include <string>\nstd::vector<int> a;\ntemplate <class p> void f(p);\n"
    ),
    "generics": "Map<String, List<a>> m = new HashMap<>();\nfor (p : m) { q<b>(1); }\n",
    "Javadoc": (
        "/**\n * Adds a thing to the list.\n * <p>\n * Another paragraph about it.\n * <p>More.\n"
        " */\npublic class A {\n\n  void add(int number) { }\n}\n"
    ),
    "JSX": (
        'import React from "react";\n\nexport const A = () => (\n  <div className="a">\n    <p>'
        "{text}</p>\n  </div>\n);\n"
    ),
    "JSX alone": '<div className="a">\n  <p onClick={() => go()}>{text}</p>\n</div>',
    "a script": '(function() { document.write("<p>a</p><p>b</p>"); })();',
    "Vue": (
        "<template>\n  <div><p>{{ text }}</p></div>\n</template>\n<script>export default "
        "{}</script>"
    ),
    "a script, then a template": "<script>let a;</script>\n<template><p>a</p></template>",
    "PHP": '<?php\necho "<p>Hello</p><p>World</p>";\n',
    "RSS": (
        '<?xml version="1.0"?>\n<rss version="2.0"><channel><item><description>'
        "&lt;p&gt;a</description></item></channel></rss>"
    ),
    "RSS with markup": (
        f"<rss><channel><item><content:encoded><![CDATA[<p>{WORDS}</p><p>{WORDS}</p>]]>"
        "</content:encoded></item></channel></rss>"
    ),
    "Atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><content type="html"><p>'
        "a</p></content></entry></feed>"
    ),
    "SVG": '<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><a><text>b</text></a></svg>',
    "SVG with a doctype": (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg><style>p{}</style></svg>'
    ),
    "a sitemap": "<?xml version='1.0'?><urlset><url><loc>https://example.org/</loc></url></urlset>",
    "DocBook": (
        "<article><info><author>a</author></info><para>one</para><para>two</para><sect1><para>"
        "three</para></sect1></article>"
    ),
    "XML of sections": "<?xml version='1.0'?><section><p>one</p><p>two</p></section>",
    "JSON": '{"html": "<p>one</p><p>two</p>"}',
    "a JSON list": '[{"html": "<!DOCTYPE html><html><body><p>one</p></body></html>"}]',
    "escaped": f"&lt;p&gt;{WORDS}&lt;/p&gt;&lt;p&gt;{WORDS}&lt;/p&gt;",
    "Markdown": f"# News\n\n{WORDS}\n\n- one\n- two\n",
    "Markdown with tags": (
        f'News\n====\n\n{WORDS}<br>\nH<sub>2</sub>O <img src="a.png">\n\n<details>\n<summary>'
        f"More</summary>\n\n{WORDS}\n\n</details>\n"
    ),
    "Markdown without marks": (
        f"{WORDS}<sup>1</sup>\n\n{WORDS}<br>\n<br>\n\n<details><summary>More</summary>\n\n{WORDS}\n"
        "\n</details>\n"
    ),
    "Markdown with HTML in a fence": (
        f"{WORDS}\n\n```html\n<!DOCTYPE html>\n<p>a</p>\n<p>b</p>\n```\n"
    ),
    "Markdown with a comment in front": (
        f"<!-- markdownlint-disable -->\n<!-- a -->\n# News\n\n<p>{WORDS}</p>\n"
    ),
    "a centred picture": (
        '<p align="center">\n  <img src="logo.png">\n</p>\n\n# Tool\n\nDoes things, and does them '
        "well.\n"
    ),
    "a centred picture and plain words": (
        f'<p align="center">\n  <img src="logo.png">\n</p>\n\n{WORDS}\n\n{WORDS}\n'
    ),
    "Markdown in a box": (
        '<div align="center">\n\n# Tool\n\n[![build](a.svg)](b)\n\n</div>\n\nDoes things, and does '
        "them well.\n"
    ),
    "a box of links": (
        '<div align="center">\n<a href="a">A</a>\n</div>\n\n**Tool** does things, and does them '
        "well.\n\nIt is quick, and it is small.\n"
    ),
    "a heading as a tag": (
        '<h1 align="center">Tool</h1>\n\n## Use\n\nCall it with the name of a file.\n'
    ),
    "a table as a tag": f"<table><tr><td>a</td></tr></table>\n\n## Use\n\n{WORDS}\n",
    "an anchor in front": f'<a name="top"></a>\n\n{WORDS}\n\n{WORDS}\n',
    "a list with tags": "one <p>a</p>\n\n- two <p>b</p>\n- three <p>c</p>\n",
    "front matter": f"---\ntitle: News\n---\n<p>{WORDS}</p>\n<p>{WORDS}</p>\n",
    "Jinja": '{% extends "a.html" %}\n{% block b %}<p>a</p><p>b</p>{% endblock %}',
    "a comment without an end": f"<!-- <html><body><p>{WORDS}</p>",
    "PDF": "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nstream\n",
    "many brackets": "<" * 100_000,
    "many tags without an end": "<p " * 30_000,
}


@pytest.mark.parametrize("name", HTML)
def test_html_is_seen(name: str) -> None:
    assert is_html(HTML[name])
    assert is_html_bytes(HTML[name].encode())


@pytest.mark.parametrize("name", NOT_HTML)
def test_all_else_is_left_alone(name: str) -> None:
    assert not is_html(NOT_HTML[name])
    assert not is_html_bytes(NOT_HTML[name].encode())


@pytest.mark.parametrize(
    "encoding",
    ["latin-1", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1251"],
)
def test_bytes_in_any_encoding_are_seen(encoding: str) -> None:
    assert is_html_bytes(HTML["a page"].encode(encoding))
    assert is_html_bytes(HTML["paragraphs"].encode(encoding))
    assert not is_html_bytes(NOT_HTML["Markdown with tags"].encode(encoding))


def test_packed_pages_are_seen() -> None:
    packed = gzip.compress((HTML["a page"] * 10_000).encode())
    assert is_html_bytes(packed)
    assert is_html_bytes(packed[: len(packed) // 2])
    assert not is_html_bytes(gzip.compress(WORDS.encode()))
    assert not is_html_bytes(b"\x1f\x8b<p>no gzip at all</p>")


def test_only_the_head_counts() -> None:
    assert not is_html(WORDS + "\n" * 70_000 + HTML["paragraphs"])


PIECES = st.sampled_from(
    [
        *"<>/!-&;`\n #|[]()",
        "<p>",
        "</p>",
        "<br>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<pre>",
        "</pre>",
        "<?xml",
        "İ",
        "word ",
    ]
)


@given(st.lists(PIECES).map("".join) | st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert is_html(text) in (True, False)
    assert is_html("<!DOCTYPE html>" + text)


@given(st.binary())
def test_no_bytes_are_too_odd(data: bytes) -> None:
    assert is_html_bytes(data) in (True, False)
    assert is_html_bytes(b"\x1f\x8b" + data) in (True, False)


@given(st.text(alphabet=st.characters(exclude_characters="<")))
def test_text_without_tags_is_none(text: str) -> None:
    assert not is_html(text)


PAGES = {
    "ru": "Главная|Новости|Политика|Общество|Спорт|Поиск|¶|Контакты|Реклама на сайте|Поделиться",
    "ja": "トップ|社会|経済|スポーツ|検索|ログイン|¶|お問い合わせ"
    "|プライバシーポリシー|サイトマップ",
    "pl": "Strona główna|Wiadomości|Sport|Kultura|Zaloguj się|¶|Kontakt|Regulamin"
    "|Polityka prywatności",
    "sv": "Hoppa till innehåll|Nyheter|Sport|Kultur|Logga in|¶|Om oss|Kundtjänst|Dela",
    "tr": "Ana Sayfa|Gündem|Ekonomi|Spor|Giriş Yap|¶|Künye|İletişim|Gizlilik Politikası",
    "ko": "정치|경제|사회|스포츠|로그인|¶|이용약관|개인정보처리방침|고객센터",
    "nb": "Hopp til innhold|Nyheter|Sport|Kultur|Logg inn|¶|Kontakt oss|Personvern|Del",
    "hu": "Belföld|Külföld|Sport|Kultúra|Bejelentkezés|¶|Impresszum|Médiaajánlat|Kapcsolat",
    "ar": "الرئيسية|سياسة|اقتصاد|رياضة|¶|اتصل بنا|من نحن|سياسة الخصوصية|بحث",
    "vi": "Trang chủ|Thời sự|Thế giới|Kinh doanh|Thể thao|¶|Liên hệ|Đăng nhập|Tòa soạn",
    "a footer only, English": "¶|Home|About us|Contact|Privacy policy|Terms of use|Sign in|RSS"
    "|Share|Twitter|Facebook",
}
"""The short lines above and below (¶) the article of a page, by language."""

NOT_PAGES = {
    "three lines": f"Home\nNews\nContact\n\n{WORDS}",
    "a table of contents": f"# Home\n\n# News\n\n# Sport\n\n# Contact\n\n# Search\n\n{WORDS}",
    "a box below the article": f"{WORDS}\n\nShare\nTwitter\nFacebook\nRelated articles\nHome",
    "headings in an article": "\n\n".join(
        f"{heading}\n\n{WORDS}" for heading in ("Politics", "Sport", "Culture")
    ),
    "words of a menu in sentences": "Home, News, Sport, Contact and Search are on it.\n" * 5,
    "a list of what was sold": f"{WORDS}\n\n- Bread\n- Videos\n- Games\n- Travel books\n",
    "a poem": "Home\nis where the river bends\nsearch no more\nfor what it sends\n" * 3,
}


@pytest.mark.parametrize("lines", PAGES.values(), ids=PAGES)
def test_whole_pages_are_told_by_the_phrases_of_their_language(lines: str) -> None:
    page = lines.replace("|", "\n").replace("¶", f"\n{WORDS}\n\n{WORDS}\n")
    assert is_whole_page(page)
    assert is_whole_page(page.replace("\n", "\r\n"))


@pytest.mark.parametrize("text", NOT_PAGES.values(), ids=NOT_PAGES)
def test_other_texts_are_not_taken_for_whole_pages(text: str) -> None:
    assert not is_whole_page(text)
