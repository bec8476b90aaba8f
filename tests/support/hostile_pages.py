"""Hostile pages, by size: what makes parsers, extractors and careless loops slow, large or wrong.

Shared by the tests, the fuzzer and the program that measures them
(`python -m tests.tools.measure_pages`).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import count, islice, product

from tests.support.documents import SENTENCES
from tests.support.hostile import HOSTILE as TEXTS
from tests.support.hostile import PROSE, repeat

HEAD = "<!DOCTYPE html><html lang=en><head><title>The flood</title></head><body>"
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TAIL = "</body></html>"
_FRAGMENT = "<p>The river rose by a metre in the night.</p>\n<p>The mill was cleared.</p>\n"


def page(body: str, head: str = "") -> str:
    """A page with an article, and something hostile behind that."""
    return f"{HEAD.replace('</head>', head + '</head>')}<article>{ARTICLE}</article>{body}{TAIL}"


def nested(tag: str, size: int, *, text: str = "", closed: bool = True) -> str:
    """Elements within each other, to about `size` characters: with `text` behind each opening tag,
    closed or not.
    """
    name = tag.split(None, 1)[0]
    closing = f"</{name}>" * closed
    depth = max(1, size // (len(tag) + 2 + len(text) + len(closing)))
    return f"<{tag}>{text}" * depth + PROSE + closing * depth


def numbered(pattern: str, size: int) -> str:
    """The pattern with 0, 1, 2, … in the place of `%d`, to about `size` characters."""
    width = len(pattern) - 2 + len(str(size // len(pattern)))
    return "".join(
        islice((pattern.replace("%d", str(number)) for number in count()), max(1, size // width))
    )


def _unclosed(*tags: str) -> Callable[[int], str]:
    return lambda size: HEAD + repeat("".join(f"<{tag}>The river rose. " for tag in tags), size)


def _nesting(tag: str, text: str = "", *, closed: bool = True) -> Callable[[int], str]:
    return lambda size: page(nested(tag, size, text=text, closed=closed))


def _names(number: int) -> list[str]:
    """So many different names, none of which is part of another."""
    return ["".join(letters).title() for letters in islice(product("bcdfghjklm", repeat=7), number)]


def _article(**members: object) -> str:
    return json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **members})


def _json_ld(data: Callable[[int], str]) -> Callable[[int], str]:
    return lambda size: page("", f'<script type="application/ld+json">{data(size)}</script>')


_PLAIN = (
    "div",
    "span",
    "b",
    "font",
    "form",
    "pre",
    "blockquote",
    "section",
    "noscript",
    "template",
    "svg",
    "math",
    "q",
    "h1",
    "button",
    "a",
)
_LISTS = {
    "lists": "ul><li",
    "ordered lists": "ol><li",
    "definitions": "dl><dd",
    "tables": "table><tr><td",
    "quotes of lists": "blockquote><ul><li",
    "selects": "select><option",
    "objects": "object><embed",
    "figures": "figure><figcaption",
    "framesets": "frameset><frame",
    "posts": 'blockquote class="twitter-tweet"><p',
    "comments": 'div class="comment-list"><p',
    "hidden": 'div style="display:none"><p',
}
_UNCLOSED = {
    "paragraphs": ("p",),
    "divs": ("div",),
    "spans": ("span",),
    "anchors": ("a href=x",),
    "cells": ("td",),
    "rows": ("tr", "td"),
    "tables": ("table", "tr", "td"),
    "items": ("li",),
    "lists": ("ul", "li"),
    "formatting": ("b", "i", "u"),
    "formatting in paragraphs": ("p", "b", "i"),
    "fonts in anchors": ("a", "font"),
    "everything": (
        "div",
        "p",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "b",
        "a",
        "form",
        "h1",
        "pre",
        "blockquote",
        "select",
        "button",
    ),
    "bodies": ("body",),
    "pages": ("html", "head", "body"),
    "headings": ("h1",),
    "forms": ("form",),
    "options": ("option",),
}
_SWALLOWING = (
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "plaintext",
    "listing",
    "noscript",
    "iframe",
    "noframes",
    "noembed",
    "svg",
    "select",
)


def _never_closed(tag: str) -> Callable[[int], str]:
    return lambda size: page(f"<{tag}>" + repeat(f"<p>{PROSE}</p>", size))


def _many_unclosed(tag: str) -> Callable[[int], str]:
    return lambda size: page(repeat(f"<{tag}>", size))


PAGES: dict[str, Callable[[int], str]] = {
    # --- Depth
    **{f"nested {tag}": _nesting(tag) for tag in _PLAIN},
    **{
        f"nested {tag} with words": _nesting(tag, "The river rose. ")
        for tag in ("div", "span", "blockquote", "section")
    },
    **{f"nested {name}": _nesting(tags) for name, tags in _LISTS.items()},
    **{
        f"nested {name} never closed": _nesting(tags, "w ", closed=False)
        for name, tags in _LISTS.items()
    },
    "nested classes": lambda size: page(numbered('<div class="c%d x y">w ', size)),
    "nested unknown elements": lambda size: page(nested("x-y", size)),
    "nested elements of other names": lambda size: page(numbered("<x%d>w ", size)),
    "a paragraph at each depth": lambda size: page(repeat(f"<div><p>{PROSE}</p>", size)),
    "the same paragraph at each depth": lambda size: page(
        repeat("<div><p>The river rose by a metre in the night.</p>", size)
    ),
    "prose, then a paragraph at each depth": lambda size: page(
        repeat(f"<p>{PROSE}</p>", size // 2) + repeat("<div><p>w w w", size // 2)
    ),
    "a comb": lambda size: page(
        repeat(f"<div><p>{PROSE}</p><div>", size // 2)
        + repeat(f"</div><p>{PROSE}</p></div>", size // 2)
    ),
    "posts at each depth": lambda size: page(
        repeat('<div><blockquote class="twitter-tweet">w w w</blockquote>', size)
    ),
    "pictures at each depth": lambda size: page(repeat("<div><p>word word<img src=a.jpg>", size)),
    "cells at each depth": lambda size: page(repeat("<div><table><tr><td>a<td>b</table>", size)),
    "items at each depth": lambda size: page(repeat("<ul><li>word word", size)),
    # --- Never closed
    **{f"unclosed {name}": _unclosed(*tags) for name, tags in _UNCLOSED.items()},
    **{f"{tag} never closed": _never_closed(tag) for tag in _SWALLOWING},
    **{f"many unclosed {tag}": _many_unclosed(tag) for tag in _SWALLOWING},
    "comment never closed": lambda size: page("<!--" + repeat(f"<p>{PROSE}</p>", size)),
    "many comments": lambda size: page(repeat("<!-- a --><p>w", size)),
    "many comments never closed": lambda size: page(repeat("<!--", size)),
    "comments within comments": lambda size: page(repeat("<!-- <!-- -->", size)),
    "CDATA never closed": lambda size: page("<![CDATA[" + repeat("x", size)),
    "many CDATA": lambda size: page(repeat("<![CDATA[ x ]]>", size)),
    "a page within CDATA": lambda size: "<![CDATA[" + page(repeat(f"<p>{PROSE}</p>", size)) + "]]>",
    "processing instructions": lambda size: page(repeat("<?php echo 1 ?>", size)),
    "a tag never closed": lambda size: page("<p " + repeat("a ", size)),
    "an attribute never closed": lambda size: page('<p class="' + repeat("a ", size)),
    "closing tags": lambda size: page(repeat("</p></div></b></table></a>", size)),
    "closing tags of open elements": lambda size: page(
        nested("div", size // 2, closed=False) + repeat("</span></p>", size // 2)
    ),
    "mixed up": lambda size: page(
        repeat("<b><i>The</b> river</i> <p>rose</b><table><a><tr>", size)
    ),
    "conditional comments": lambda size: page(repeat("<!--[if IE]><p>w<![endif]-->", size)),
    # --- Many
    **{
        f"many {piece}": lambda size, piece=piece: page(repeat(piece, size))  # type: ignore[misc]
        for piece in (
            *(
                "<p>",
                "<br>",
                "w<br>",
                "<br><br>",
                "<a>",
                "<a href=x>w</a>",
                "<td>",
                "<tr><td>w<td>w",
                "<hr>",
                "<img>",
                "<img src=a.jpg>",
            ),
            *(
                "<h1>w</h1>",
                "<h2>The river rose by a metre</h2>",
                "<wbr>",
                "w<wbr>",
                "<nobr>",
                "<input>",
                "<option>w",
                "<li>w",
                "<dt>w<dd>w",
            ),
            *(
                "<iframe src=https://www.youtube.com/embed/x></iframe>",
                "<video src=a.mp4></video>",
                "<object data=a.pdf></object>",
            ),
            *(
                "<blockquote class=twitter-tweet><p>w w w w</p></blockquote>",
                "<div class=gallery></div>",
                "<canvas class=chart></canvas>",
            ),
            *(
                "<meta>",
                "<meta property=og:type content=article>",
                "<base href=x>",
                "<link rel=canonical href=x>",
                "<title>w</title>",
            ),
            *(
                "<style>a{}</style>",
                "<script>a</script>",
                "<svg/>",
                "<math><mi>x</mi></math>",
                "<noscript><p>w</noscript>",
                "<template>w</template>",
            ),
            *(
                "<body class=x>",
                "<html lang=de>",
                "<frame src=x>",
                "<form>w</form>",
                "<button>w</button>",
                "<ul></ul>",
                "<table></table>",
            ),
            *(
                "<p hidden>w",
                "<p style='display: none'>w",
                "<span class=advertisement>w</span>",
                "<pre>w</pre>",
                "<code>w</code>",
                "<q>w</q>",
            ),
            *(
                "<div class=share-buttons>w w w w w</div>",
                "<figure><img src=a.jpg><figcaption>w</figcaption></figure>",
                "<main>w",
                "<article>w",
            ),
            *(
                "<p lang=de>",
                "<p><span>w</span></p>",
                "<div><div>w</div></div>",
                "<sup>1</sup>",
                "<a name=x></a>",
                "<font color=red>w</font>",
            ),
        )
    },
    "short lines": lambda size: page(repeat("<p>1</p>", size)),
    "replies": lambda size: page(repeat("<p>Reply</p>", size)),
    "lines of three words": lambda size: page(repeat("<p>Leave a Reply</p>", size)),
    "identical paragraphs": lambda size: page(repeat(f"<p>{PROSE}</p>", size)),
    "identical paragraphs in an article": lambda size: (
        HEAD + "<article>" + repeat(f"<p>{PROSE}</p>", size)
    ),
    "identical paragraphs in boxes": lambda size: page(repeat(f"<div><p>{PROSE}</p></div>", size)),
    "two paragraphs in turn": lambda size: page(
        repeat(f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>", size)
    ),
    "two short lines in turn": lambda size: page(repeat("<p>Reply</p><p>Like this</p>", size)),
    "paragraphs and short lines in turn": lambda size: page(
        repeat(f"<p>{PROSE}</p><p>Reply</p>", size)
    ),
    "other paragraphs": lambda size: page(
        numbered(
            "<p>The river %d rose by %d metres, which had not been seen in the valley before.</p>",
            size,
        )
    ),
    "paragraphs nearly the same": lambda size: page(numbered(f"<p>{PROSE} %d</p>", size)),
    "other words in short lines": lambda size: page(numbered("<p>w%d</p>", size)),
    "one word again and again": lambda size: page(f"<p>{repeat('word ', size)}</p>"),
    "one word in paragraphs": lambda size: page(
        repeat("<p>word word word word word word word word</p>", size)
    ),
    "one word in paragraphs of other lengths": lambda size: page(
        "".join(f"<p>{'word ' * (5 + at % 40)}</p>" for at in range(size // 130))
    ),
    "one paragraph": lambda size: page(f"<p>{repeat(PROSE + ' ', size)}</p>"),
    "one paragraph of other words": lambda size: page(f"<p>{numbered('w%d ', size)}</p>"),
    "one word": lambda size: page(f"<p>{'w' * size}</p>"),
    "one word without a tag": lambda size: HEAD + "w" * size,
    "text without tags": lambda size: HEAD + repeat(PROSE + " ", size),
    "lines without tags": lambda size: HEAD + repeat(PROSE + "\n\n", size),
    "a listing": lambda size: page(f"<pre>{repeat(PROSE + chr(10), size)}</pre>"),
    "a listing of blank lines": lambda size: page(f"<pre>w{chr(10) * size}w</pre>"),
    "a listing of tabs": lambda size: page(f"<pre>{chr(9) * size}w</pre>"),
    "a listing in one line": lambda size: page(f"<pre>{'x' * size}</pre>"),
    "a listing of fences": lambda size: page(f"<pre>{repeat('```' + chr(10), size)}</pre>"),
    "spaces": lambda size: page("<p>w" + " " * size + "w</p>"),
    "blank lines": lambda size: page("<p>w" + "\n" * size + "w</p>"),
    "spaces between tags": lambda size: page(repeat("<p>   \n\n  </p>   \n", size)),
    "no-break spaces": lambda size: page("<p>w" + "\xa0" * size + "w</p>"),
    "no-break spaces in paragraphs": lambda size: page(repeat("<p>&nbsp;</p>", size)),
    "a wide row": lambda size: page(f"<table><tr>{repeat('<td>w</td>', size)}</tr></table>"),
    "a table": lambda size: page(
        f"<table>{repeat('<tr>' + '<td>word word</td>' * 8 + '</tr>', size)}</table>"
    ),
    "a table of headings": lambda size: page(
        f"<table>{repeat('<tr><th>w</th><td>word</td></tr>', size)}</table>"
    ),
    "a table of long cells": lambda size: page(
        f"<table>{repeat(f'<tr><td>{PROSE}</td><td>{PROSE}</td></tr>', size)}</table>"
    ),
    "a table of bars": lambda size: page(f"<table><tr><td>a<td>{'|' * size}</table>"),
    "rows that span": lambda size: page(
        f"<table>{repeat('<tr><td colspan=999999999 rowspan=999999999>w<td>w', size)}</table>"
    ),
    "a list": lambda size: page(f"<ol>{repeat('<li>The river rose</li>', size)}</ol>"),
    "links in one paragraph": lambda size: page(f"<p>{repeat('<a href=x>word</a> ', size)}</p>"),
    "breaks in one paragraph": lambda size: page(f"<p>{repeat(PROSE + '<br>', size)}</p>"),
    "short lines with breaks": lambda size: page(f"<p>{repeat('word<br>', size)}</p>"),
    "formatting in one paragraph": lambda size: page(
        f"<p>{repeat('<b>w</b> <i>w</i> ', size)}</p>"
    ),
    "main parts": lambda size: HEAD + repeat(f"<main><p>{PROSE}</p></main>", size),
    "articles": lambda size: (
        HEAD + repeat(f"<article><h1>The river</h1><p>{PROSE}</p></article>", size)
    ),
    "furniture alone": lambda size: HEAD + repeat(f"<nav><p>{PROSE}</p></nav>", size),
    "links alone": lambda size: (
        HEAD + repeat("<p><a href=x>The river rose by a metre</a></p>", size)
    ),
    # --- Fragments, which are looked at more closely before they are taken for HTML
    "fragment: a long name": lambda size: _FRAGMENT + "<" + "a" * size,
    "fragment: a long name of marks": lambda size: _FRAGMENT + "<" + repeat("a:-", size),
    "fragment: a long closing tag": lambda size: _FRAGMENT + "</" + "a" * size,
    "fragment: names": lambda size: _FRAGMENT + repeat("<a", size),
    "fragment: paragraphs": lambda size: repeat(f"<p>{PROSE}</p>\n\n", size),
    "fragment: breaks": lambda size: repeat(f"{PROSE}<br><br>\n", size),
    "fragment: spaces between breaks": lambda size: _FRAGMENT + repeat("<br>" + " " * 90, size),
    "fragment: blank lines": lambda size: _FRAGMENT + repeat("\n" + " " * 90, size),
    "fragment: scripts": lambda size: _FRAGMENT + repeat("<script>", size),
    "fragment: a rule of signs": lambda size: _FRAGMENT + "\n" + "=" * size + "x",
    "fragment: comments": lambda size: repeat("<!---->", size) + _FRAGMENT,
    "fragment: words": lambda size: _FRAGMENT + repeat("word ", size),
    # --- Attributes
    "attributes on one element": lambda size: page(f"<p {numbered('a%d=1 ', size)}>w</p>"),
    "the same attribute": lambda size: page(f"<p {repeat('class=x ', size)}>w</p>"),
    "attributes on many elements": lambda size: page(
        repeat(f"<p {numbered('a%d=1 ', 4000)}>word</p>", size)
    ),
    "a large attribute": lambda size: page(f'<p title="{"x" * size}">w</p>'),
    "a large address": lambda size: page(
        f'<p><a href="http://x/{"x/" * (size // 2)}">w</a> <img src="http://x/{"x" * 99}"></p>'
    ),
    "large addresses of frames": lambda size: page(
        f'<iframe src="http://{"a." * (size // 2)}com/{"x/" * 9}"></iframe>'
    ),
    "a large data address": lambda size: page(
        f'<img src="data:image/png;base64,{"A" * size}"><p>w</p>'
    ),
    "a large srcset": lambda size: page(f'<img srcset="{repeat("a.jpg 1x, ", size)}"><p>w</p>'),
    "a large class": lambda size: page(f'<p class="{"x" * size}">w</p>'),
    "class words": lambda size: page(f'<p class="{repeat("x ", size)}">w</p>'),
    "other class words": lambda size: page(f'<p class="{numbered("x%d ", size)}">w</p>'),
    "class words for everything": lambda size: page(
        repeat(f'<div class="{numbered("x%d ", 4000)}"><p>w</p></div>', size)
    ),
    "a class of each element": lambda size: page(numbered('<p class="x%d">w</p>', size)),
    "a large class of each element": lambda size: page(
        numbered(f'<p class="{"x " * 500}%d">w</p>', size)
    ),
    "an id of each element": lambda size: page(numbered("<p id=x%d>w</p>", size)),
    "an id of all elements": lambda size: page(repeat("<p id=x>w</p>", size)),
    "a large style": lambda size: page(f'<p style="{repeat("color: red; ", size)}">w</p>'),
    "a style of each element": lambda size: page(
        numbered('<p style="margin: %dpx; display: none">w</p>', size)
    ),
    "quotes in a tag": lambda size: page(f"<p {repeat('=' + chr(34), size)}>w</p>"),
    "equals signs in a tag": lambda size: page(f"<p {'=' * size}>w</p>"),
    "slashes in a tag": lambda size: page(f"<p {repeat('/ ', size)}>w</p>"),
    "a long name": lambda size: page(f"<{'x' * size}>w"),
    "a long name of an attribute": lambda size: page(f"<p {'x' * size}=1>w"),
    # --- Entities
    **{
        f"entities {piece}": lambda size, piece=piece: page(f"<p>{repeat(piece, size)}</p>")  # type: ignore[misc]
        for piece in (
            *(
                "&amp;",
                "&nbsp;",
                "&#x1F600;",
                "&lt;",
                "&lt;p&gt;",
                "&",
                "&;",
                "&#;",
                "&#x;",
                "&#0;",
                "&#xD800;",
                "&#x110000;",
                "&#1;",
                "&x",
            ),
            *(
                "&#99999999999999999999;",
                "&amp",
                "&notit;",
                "&CounterClockwiseContourIntegral;",
                "&#xFFFE;",
                "&#133;",
                "&shy;",
                "&#8203;",
            ),
        )
    },
    "entities in an attribute": lambda size: page(
        f'<p title="{repeat("&amp;&lt;&#1;", size)}">w</p>'
    ),
    "an entity of a million digits": lambda size: page(f"<p>&#{'9' * size};</p>"),
    "an entity with a long name": lambda size: page(f"<p>&{'x' * size};</p>"),
    "billion laughs": lambda size: (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 30))
        + f"]><html><body><article>{ARTICLE}</article><p>{repeat('&a29; ', size)}</p></body></html>"
    ),
    "quadratic blow-up": lambda size: (
        "<!DOCTYPE html [<!ENTITY a"
        f' "{"ha" * (size // 4)}">]><html><body><p>{PROSE}</p>'
        f"<p>{repeat('&a;', size // 2)}</p></body></html>"
    ),
    "an external entity": lambda size: (
        '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % b SYSTEM'
        ' "http://127.0.0.1:9/x"> %b;]>'
        + page(repeat("<p>&a;</p>", size)).removeprefix("<!DOCTYPE html>")
    ),
    "a large document type": lambda size: f"<!DOCTYPE html {'x' * size}>" + page(""),
    "document types": lambda size: page(repeat("<!DOCTYPE html>", size)),
    # --- Characters
    "angle brackets <": lambda size: page("<" * size),
    "angle brackets < with space": lambda size: page(repeat("< ", size)),
    "angle brackets >": lambda size: page(">" * size),
    "angle brackets <>": lambda size: page(repeat("<>", size)),
    "angle brackets </": lambda size: page(repeat("</", size)),
    "angle brackets <!": lambda size: page(repeat("<!", size)),
    "angle brackets <p<p": lambda size: page(repeat("<p", size)),
    "ampersands and brackets": lambda size: page(repeat("&<", size)),
    "NULs": lambda size: page(f"<p>The river{chr(0) * size} rose</p>"),
    "NULs everywhere": lambda size: "\0".join(page(repeat(f"<p>{PROSE}</p>", size // 2))),
    "control characters": lambda size: page(
        f"<p>{repeat(''.join(map(chr, range(32))) + chr(0x7F), size)}</p>"
    ),
    "control characters of ISO 8859": lambda size: page(
        f"<p>{repeat(''.join(map(chr, range(0x80, 0xA0))), size)}</p>"
    ),
    "odd line breaks": lambda size: page(
        f"<p>{repeat('w' + chr(0x2028) + 'w' + chr(0x85) + 'w' + chr(0x2029), size)}</p>"
    ),
    "odd line breaks in a listing": lambda size: page(
        f"<pre>{repeat('w' + chr(0x2028) + 'w' + chr(0x85) + chr(12) + chr(11), size)}</pre>"
    ),
    "surrogates": lambda size: page(
        f"<p>{repeat(chr(0xD800) + 'w' + chr(0xDC00) + chr(0xDFFF), size)}</p>"
    ),
    "surrogates in a name": lambda size: page(
        f"<p title='{chr(0xD800) * size}' class='{chr(0xDC00)}'>w</p>"
    ),
    "noncharacters": lambda size: page(
        f"<p>{repeat(chr(0xFFFE) + 'w' + chr(0xFFFF) + chr(0x1FFFE) + chr(0xFDD0), size)}</p>"
    ),
    "byte order marks": lambda size: "\ufeff" + page(f"<p>{repeat(chr(0xFEFF) + 'w', size)}</p>"),
    "marks of direction": lambda size: page(
        f"<p>{repeat(''.join(map(chr, (0x202E, 119, 0x2066, 119, 0x200F, 119, 0x2069))), size)}</p>"
    ),
    "combining marks": lambda size: page(f"<p>a{chr(0x301) * size}</p>"),
    "combining marks in disorder": lambda size: page(
        f"<p>a{repeat(chr(0x316) + chr(0x301), size)}</p>"
    ),
    "combining marks in disorder, some": lambda size: page(
        f"<p>{repeat('a' + (chr(0x316) + chr(0x301)) * 49, size)}</p>"
    ),
    "combining marks and what is not seen": lambda size: page(
        f"<p>{repeat(chr(0x301) + chr(0x200B) + chr(0x316) + chr(0x200B), size)}</p>"
    ),
    "combining marks in elements": lambda size: page(
        f"<p>{repeat('<b>&#x301;</b>&#x316;', size)}</p>"
    ),
    "zero-width marks": lambda size: page(
        f"<p>{repeat('w' + chr(0x200B) + chr(0x200D) + 'w' + chr(0xAD), size)}</p>"
    ),
    "letters that grow": lambda size: page(f"<p>{repeat('İﬃǰΐ', size)}</p>"),
    "Chinese without spaces": lambda size: page(f"<p>{repeat('河水在夜里上涨了一米。', size)}</p>"),
    "Chinese in paragraphs": lambda size: page(repeat("<p>河水在夜里上涨了一米。</p>", size)),
    "one Chinese character": lambda size: page(f"<p>{'河' * size}</p>"),
    "one Chinese character in paragraphs": lambda size: page(
        repeat("<p>河河河河河河河河河河</p>", size)
    ),
    "Thai without spaces": lambda size: page(
        f"<p>{repeat('แม่น้ำเพิ่มขึ้นหนึ่งเมตรในตอนกลางคืน', size)}</p>"
    ),
    "hangul in parts": lambda size: page(f"<p>{repeat('가각', size)}</p>"),
    "emoji": lambda size: page(f"<p>{repeat('👨‍👩‍👧‍👦🏳️‍🌈', size)}</p>"),
    # --- What a page says of itself
    "JSON-LD": _json_ld(
        lambda size: json.dumps(
            {"@type": "NewsArticle", "articleBody": "x" * size, "headline": "The flood"}
        )
    ),
    "JSON-LD with an article": _json_ld(
        lambda size: json.dumps({"@type": "NewsArticle", "articleBody": repeat(PROSE + " ", size)})
    ),
    "JSON-LD deep": _json_ld(lambda size: "[" * (size // 2) + "]" * (size // 2)),
    "JSON-LD deep in objects": _json_ld(
        lambda size: '{"a":' * (size // 6) + "1" + "}" * (size // 6)
    ),
    "JSON-LD deep in authors": _json_ld(
        lambda size: '{"@type":"Person","author":' * (size // 28) + "1" + "}" * (size // 28)
    ),
    "JSON-LD within bounds of recursion": _json_ld(
        lambda size: f"[{','.join(['[' * 300 + ']' * 300] * max(1, size // 601))}]"
    ),
    "JSON-LD never closed": _json_ld(
        lambda size: repeat('{"@type":"Article","author":{"@type":"Person","name":"Ana', size)
    ),
    "JSON-LD of numbers": _json_ld(
        lambda size: f'{{"@type":"Article","datePublished":{"9" * size}}}'
    ),
    "JSON-LD of names": _json_ld(lambda size: _article(author=[{"name": "Ana"}] * (size // 16))),
    "JSON-LD of types": _json_ld(
        lambda size: f'{{"@type": [{repeat(chr(34) + "Article" + chr(34) + ",", size)}"x"]}}'
    ),
    "JSON-LD of spaces": _json_ld(lambda size: '{"@type"' + " " * size + ': "Article"}'),
    "JSON-LD that is not": _json_ld(lambda size: repeat('"@type": ', size)),
    "JSON-LD of brackets": _json_ld(lambda size: repeat('"@type": [', size)),
    "JSON-LD of graphs": _json_ld(
        lambda size: '{"@graph":[' + repeat('{"@type":"Person"},', size) + "{}]}"
    ),
    "JSON-LD in other types": _json_ld(
        lambda size: (
            '{"@type":{"@type":[null,1,[],{}]},"author":5,"headline":[{}],"publisher":[[]],"name":'
            + "1" * size
            + "}"
        )
    ),
    "many JSON-LD": lambda size: page(
        "",
        repeat(
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"w"}</script>',
            size,
        ),
    ),
    "a large title": lambda size: page("", f"<title>{repeat('The flood - ', size)}</title>"),
    "a large description": lambda size: page(
        "", f'<meta name=description content="{repeat("word ", size)}">'
    ),
    "a large author": lambda size: page(
        "", f'<meta name=author content="{repeat("by Ana, ", size)}">'
    ),
    "an author of spaces": lambda size: page(
        "", f'<meta name=author content="Ana{" " * size}Lee">'
    ),
    "an author of addresses": lambda size: page(
        "", f'<meta name=author content="{repeat("a.", size)}@">'
    ),
    "a large date": lambda size: page(
        "", f'<meta property="article:published_time" content="{"2024-01-01" * (size // 10)}">'
    ),
    "a date of digits": lambda size: page(f"<time datetime='{'1' * size}'>{'1' * size}</time>"),
    "many dates": lambda size: page(
        repeat("<time datetime=2024-01-01>1 January 2024</time>", size)
    ),
    "dates in the text": lambda size: page(
        f"<p>{repeat('2024-01-01 12.11.2019 May 3, 2001 ', size)}</p>"
    ),
    "dates in addresses": lambda size: page(repeat("<a href=/2024/01/01/x>w</a>", size)),
    "a large language": lambda size: page("").replace("lang=en", f"lang={'en-' * (size // 3)}"),
    "a large canonical address": lambda size: page(
        "", f'<link rel=canonical href="http://a.b/{"x/" * (size // 2)}">'
    ),
    "bylines": lambda size: page(repeat("<p class=byline>By Ana Lee</p>", size)),
    "many authors": lambda size: page("", repeat("<meta name=author content='Ana Lee'>", size)),
    "many other authors": lambda size: page(
        "", "".join(f"<meta name=author content='{name}'>" for name in _names(size // 32))
    ),
    "an author of many names": lambda size: page(
        "", f'<meta name=author content="{", ".join(_names(size // 8))}">'
    ),
    "JSON-LD of other authors": _json_ld(
        lambda size: _article(
            author=[{"@type": "Person", "name": name} for name in _names(size // 40)]
        )
    ),
    "JSON-LD with an author of many names": _json_ld(
        lambda size: _article(author=", ".join(_names(size // 8)))
    ),
    "JSON-LD of a title that is none": _json_ld(
        lambda size: _article(headline={"a": ["x"] * (size // 6)}, author=[1], publisher=3)
    ),
    "JSON-LD of a graph that is none": _json_ld(
        lambda size: _article(**{"@graph": ["x"] * (size // 6)})
    ),
    "JSON-LD of authors, never closed": _json_ld(
        lambda size: repeat('"author":{"name":"Ana Lee"},', size)
    ),
    "JSON-LD of authors without names": _json_ld(lambda size: repeat('"author" ', size)),
    "JSON-LD of brackets <": _json_ld(lambda size: "<" * size),
    "JSON-LD of surrogates": _json_ld(
        lambda size: _article(headline="\ud800\ufffe\0" * (size // 12))
    ),
    "empty galleries at each depth": lambda size: page(
        repeat("<div class=gallery>", min(size // 2, 4000)) + repeat("<span></span>", size // 2)
    ),
    "links in quotes at each depth": lambda size: page(
        repeat("<blockquote>", min(size // 2, 2400)) + repeat("<a href=x></a>", size // 2)
    ),
    "objects at each depth": lambda size: page(
        repeat("<object>", min(size // 2, 1600)) + repeat("<param>", size // 2)
    ),
    "large addresses of pictures": lambda size: page(
        f'<img src="//{"a-" * (size // 4)}{"/ads" * (size // 8)}">'
    ),
    "an address of spaces": lambda size: page(f'<img srcset="{" " * size}"><p>w</p>'),
    "many tags": lambda size: page(
        repeat("<a rel=tag href=/tag/x>w</a>", size),
        repeat("<meta property=article:tag content=x>", size // 2),
    ),
    "many sites": lambda size: page(
        "", repeat("<meta property=og:site_name content='The Herald'>", size)
    ),
    "a licence": lambda size: page(
        repeat(
            "<a rel=license href=https://creativecommons.org/licenses/by/4.0/>CC BY 4.0</a>", size
        )
    ),
    "declared encodings": lambda size: page("", repeat("<meta charset=x-nonsense>", size)),
    "an encoding that is none": lambda size: page(
        repeat("<p>é</p>", size), "<meta charset=utf-7><meta charset=hz><meta charset=base64>"
    ),
    # --- What is cut from the text
    **{
        f"text: {name}": lambda size, make=make: page(
            "".join(f"<p>{line}</p>" for line in make(size).splitlines())
        )  # type: ignore[misc]
        for name, make in TEXTS.items()
    },
}
"""By name: a function from the number of characters (of what is hostile) to the page."""

_UTF16 = "utf-16-le"


def _bytes_of(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


BYTES: dict[str, Callable[[int], bytes]] = {
    "zeros": lambda size: b"\0" * size,
    "one byte": lambda size: b"\xff" * size,
    "every byte": lambda size: bytes(range(256)) * (size // 256),
    "every byte in a page": lambda size: _bytes_of(HEAD) + bytes(range(32, 256)) * (size // 224),
    "bytes that are no UTF-8": lambda size: _bytes_of(HEAD) + b"\xc3\x28" * (size // 2),
    "halves of characters": lambda size: _bytes_of(HEAD) + b"\xe2\x82 " * (size // 3),
    "one bad byte in ten": lambda size: _bytes_of(HEAD) + (b"The river" + b"\x96") * (size // 10),
    "continuation bytes": lambda size: _bytes_of(HEAD) + b"\x80" * size,
    "beyond Unicode": lambda size: _bytes_of(HEAD) + b"\xf7\xbf\xbf\xbf" * (size // 4),
    "surrogates in UTF-8": lambda size: _bytes_of(HEAD) + b"\xed\xa0\x80" * (size // 3),
    "overlong NULs": lambda size: _bytes_of(HEAD) + b"\xc0\x80" * (size // 2),
    "UTF-16 cut short": lambda size: b"\xff\xfe" + _bytes_of(page("w" * (size // 2)), _UTF16)[:-1],
    "UTF-16 of surrogates": lambda size: (
        b"\xff\xfe" + _bytes_of(page("\ud800" * (size // 2)), _UTF16)
    ),
    "UTF-16 that is said to be UTF-32": lambda size: (
        b"\xff\xfe\0\0" + _bytes_of(page("w" * (size // 2)), _UTF16)
    ),
    "UTF-32 beyond Unicode": lambda size: b"\xff\xfe\0\0" + b"\xff" * size,
    "UTF-16 without a mark": lambda size: _bytes_of(page("w" * (size // 2)), _UTF16),
    "ISO-2022-JP escapes": lambda size: _bytes_of(HEAD) + b"\x1b$B" * (size // 3),
    "ISO-2022-JP": lambda size: _bytes_of(page("河水" * (size // 6)), "iso2022_jp"),
    "UTF-7": lambda size: _bytes_of(HEAD) + b"+ADw-script+AD4-" * (size // 16),
    "GB 18030 in four bytes": lambda size: _bytes_of(HEAD) + b"\x81\x30\x81\x30" * (size // 4),
    "Shift-JIS": lambda size: _bytes_of(
        page("河水が夜のうちに一メートル上がった。" * (size // 36)), "cp932"
    ),
    "Big5 and GBK mixed": lambda size: (
        _bytes_of(HEAD)
        + (_bytes_of("河水上漲", "big5") + _bytes_of("河水上涨", "gb18030")) * (size // 16)
    ),
    "declared encodings": lambda size: _bytes_of(
        page(
            "é" * (size // 2), "<meta charset=windows-1252><meta charset=gbk><meta charset=utf-16>"
        )
    ),
    "many declared encodings": lambda size: _bytes_of(page("é", "<meta charset=x>" * (size // 16))),
    "meta never closed": lambda size: _bytes_of(HEAD) + b"\xe9" + b"<meta " * (size // 6),
    "meta of spaces": lambda size: b"<meta" + b" " * size + b"charset=\xe9",
    "XML declaration never closed": lambda size: (
        b"<?xml " + b"encoding='x' " * (size // 13) + b"\xe9"
    ),
    "comments in the head": lambda size: b"<html><!--" + b"<!--" * (size // 4) + b"\xe9",
    "gzip bomb": lambda size: gzip.compress(b"<html><body><p>" + b"w " * (size * 50)),
    "gzip of gzip": lambda size: gzip.compress(gzip.compress(_bytes_of(page("w" * size)))),
    "gzip cut short": lambda size: gzip.compress(_bytes_of(page("w" * size)))[:-9],
    "gzip of many members": lambda size: gzip.compress(b"<p>w") * (size // 24),
    "gzip of empty members": lambda size: gzip.compress(b"") * (size // 20),
    "gzip with a long name": lambda size: b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"n" * size,
    "a gzip page": lambda size: gzip.compress(
        _bytes_of(page(f"<p>{PROSE}</p>" * (size // 200 + 1)))
    ),
    "PDF": lambda size: b"%PDF-1.7\n" + b"<p>w" * (size // 4),
    "PNG": lambda size: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * (size // 256),
    "JPEG": lambda size: b"\xff\xd8\xff\xe0" + bytes(range(256)) * (size // 256),
    "ZIP": lambda size: b"PK\x03\x04" + bytes(range(256)) * (size // 256),
    "JSON with HTML in it": lambda size: _bytes_of(
        json.dumps([page("")] * max(1, size // len(page(""))))
    ),
    "spaces": lambda size: b" " * size,
    "byte order marks": lambda size: b"\xef\xbb\xbf" * (size // 3),
    "spaces, then a page": lambda size: b" " * size + _bytes_of(page("")),
}
"""By name: a function from the number of bytes to what is said to be a page."""
