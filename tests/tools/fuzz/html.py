"""HTML pages and bytes for `clean_html`: strategies, and what must hold for each.

Pages are built (trees of elements, classes of the furniture table, phrases), mangled (pieces of
built and hostile pages spliced, cut, doubled, flipped), or raw (any text or bytes around some
HTML).
"""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st

from cleaner import Result, content_type
from cleaner.page import extract
from cleaner.page.decode.decode import decode
from cleaner.page.embeds.providers import BEGINNINGS, ELEMENTS, HOSTS, MARKS, NAMES
from cleaner.page.errors import InvalidPage
from cleaner.page.selectors import families
from tests.support.documents import SENTENCES, furniture
from tests.support.hostile_pages import BYTES, PAGES
from tests.support.page_promises import CLEANER, assert_page_promises, assert_same_words

# --- Pages that are built -------------------------------------------------------------------------

_TAGS = (
    *(
        "p",
        "div",
        "span",
        "a",
        "b",
        "i",
        "em",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tbody",
        "tr",
        "td",
        "th",
        "caption",
        "h1",
        "h2",
    ),
    *(
        "h3",
        "h6",
        "blockquote",
        "q",
        "cite",
        "pre",
        "code",
        "listing",
        "xmp",
        "plaintext",
        "figure",
        "figcaption",
        "section",
        "article",
    ),
    *(
        "main",
        "aside",
        "header",
        "footer",
        "nav",
        "menu",
        "form",
        "button",
        "select",
        "option",
        "textarea",
        "label",
        "noscript",
        "template",
    ),
    *(
        "svg",
        "math",
        "mi",
        "script",
        "style",
        "title",
        "head",
        "body",
        "html",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "picture",
    ),
    *(
        "canvas",
        "details",
        "summary",
        "dialog",
        "address",
        "time",
        "font",
        "center",
        "sup",
        "x-y",
        "frameset",
        "noframes",
        "ruby",
        "rt",
    ),
    *ELEMENTS,
)
_VOID = (
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "base",
    "wbr",
    "param",
    "source",
    "col",
    "frame",
)
_SELECTORS = [selector for family in families() for selector, _ in family.selectors]
_noise = st.text(st.characters(), max_size=8)
_classes = st.lists(
    st.one_of(
        st.sampled_from(
            [selector.rpartition(".")[2].rstrip("*") for selector in _SELECTORS if "." in selector]
        ),
        st.sampled_from(
            [
                *NAMES,
                "post",
                "article",
                "entry-content",
                "caption",
                "sidebar",
                "x1",
                "related",
                "byline",
                "author",
            ]
        ),
        _noise,
    ),
    max_size=3,
).map(" ".join)
_values = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(furniture()),
    _noise,
    st.integers(-9, 99999).map(str),
)
_addresses = st.one_of(
    st.sampled_from([f"https://www.{host}/x.mp4" for host in HOSTS]),
    st.sampled_from(
        [
            "",
            " ",
            "//",
            "http://[",
            "http://a:b/",
            "data:x",
            "javascript:x",
            "/2024/01/01/x",
            "a.jpg 1x, b.jpg 2x",
            "#",
            "?",
            "https://x/a.pdf",
        ]
    ),
    _noise,
)
_attributes = st.lists(
    st.one_of(
        st.tuples(st.just("class"), _classes),
        st.tuples(
            st.sampled_from(
                [
                    "href",
                    "src",
                    "srcset",
                    "data-src",
                    "cite",
                    "data",
                    "data-href",
                    "poster",
                    "value",
                    "content",
                ]
            ),
            _addresses,
        ),
        st.tuples(
            st.sampled_from(
                [
                    "id",
                    "role",
                    "name",
                    "property",
                    "itemprop",
                    "rel",
                    "type",
                    "title",
                    "lang",
                    "width",
                    "height",
                ]
            ),
            _values,
        ),
        st.tuples(st.sampled_from(["id"]), st.sampled_from([*BEGINNINGS, "comments", "sidebar"])),
        st.tuples(
            st.sampled_from(["role"]),
            st.sampled_from(["navigation", "main", "article", "banner", "dialog", "tooltip"]),
        ),
        st.tuples(
            st.sampled_from(["style"]),
            st.sampled_from(["display:none", "visibility: hidden", "color:red", "display : none"]),
        ),
        st.tuples(
            st.sampled_from(["hidden", "aria-hidden", "open", *MARKS]),
            st.sampled_from(["", "true", "false"]),
        ),
        st.tuples(
            st.sampled_from(["colspan", "rowspan", "start", "value"]),
            st.sampled_from(["0", "-1", "99999999999", "x"]),
        ),
        st.tuples(st.text("abcdefgh:-_.", min_size=1, max_size=4), _noise),
    ),
    max_size=3,
)
_scripts = st.sampled_from(
    [
        (
            "<script"
            ' type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"x","author":["Ana",{"name":"Lee"}]}</script>'
        ),
        '<script type="application/ld+json">{"@type":"DiscussionForumPosting"}</script>',
        (
            "<script"
            ' type="application/ld+json">{"@context":"http://schema.org","@graph":[1,{"@type":["x",null]}]}</script>'
        ),
        "<meta property=og:type content=article><meta name=generator content=Discourse>",
        "<!-- x -->",
        "<!--",
        "<![CDATA[x]]>",
        "<?php x ?>",
        "<!DOCTYPE html>",
        "</",
        "<",
        "&",
        "&#0;",
        "&#xD800;",
        "&#x0A;",
        "&nbsp;",
        "\0",
        "\ufffe",
        "\u2028",
        "\x85",
        "\r",
        "\f",
        "\ud800",
    ]
)
_words = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(SENTENCES),
    st.sampled_from(furniture()),
    _noise,
    _scripts,
    st.just("\n"),
    st.just(" "),
)


def _element(
    tag: str, attributes: list[tuple[str, str]], inside: list[str], *, closed: bool
) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes)
    return f"<{tag}{written}>{''.join(inside)}" + f"</{tag}>" * closed


def _elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        _element,
        st.sampled_from(_TAGS),
        _attributes,
        st.lists(inner, max_size=6),
        closed=st.sampled_from((True, True, True, False)),
    )


_void = st.builds(_element, st.sampled_from(_VOID), _attributes, st.just([]), closed=st.just(False))
_trees = st.recursive(st.one_of(_words, _words, _void), _elements, max_leaves=40)
built = st.lists(_trees, max_size=6).map(
    lambda parts: f"<html><body>{''.join(parts)}</body></html>"
)

# --- Pages that are mangled or raw ----------------------------------------------------------------

_hostile = st.builds(
    lambda name, size: PAGES[name](size), st.sampled_from(sorted(PAGES)), st.integers(50, 1500)
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Pieces of pages, doubled, cut, put into each other."""
    text = draw(st.one_of(built, _hostile))
    for _ in range(draw(st.integers(1, 5))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        change = draw(st.sampled_from(("cut", "keep", "double", "splice", "noise", "swap")))
        if change == "cut":
            text = text[:start] + text[end:]
        elif change == "keep":
            text = text[start:end]
        elif change == "double":
            text = text[:end] + text[start:end][:2000] * draw(st.integers(1, 5)) + text[end:]
        elif change == "splice":
            text = text[:start] + draw(st.one_of(built, _hostile)) + text[start:]
        elif change == "noise":
            text = text[:start] + draw(_noise) + text[start:]
        else:
            text = text[end:] + text[start:end] + text[:start]
    return text[:20_000]


raw = st.builds(
    "".join,
    st.lists(
        st.one_of(
            st.text(st.characters()),
            st.sampled_from(
                ["<p>", "</p>", "<html>", "<", ">", "&", "&#", "<!--", "<br>", "<div class="]
            ),
        )
    ),
)
pages = st.one_of(built, mangled(), mangled(), raw)
_ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-32",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "cp1251",
    "gb18030",
    "cp932",
    "big5",
    "iso2022_jp",
    "euc_jp",
    "cp949",
)
_hostile_bytes = st.builds(
    lambda name, size: BYTES[name](size), st.sampled_from(sorted(BYTES)), st.integers(300, 2000)
)


@st.composite
def data(draw: st.DrawFn) -> bytes:
    """The bytes of a page in some encoding, or of something else, damaged or not."""
    out = draw(
        st.one_of(
            st.binary(),
            _hostile_bytes,
            st.builds(
                lambda text, encoding: text.encode(encoding, "replace"),
                pages,
                st.sampled_from(_ENCODINGS),
            ),
        )
    )
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(out)))
        out = draw(
            st.sampled_from(
                (
                    out[:at],
                    out[at:],
                    out[:at] + draw(st.binary(max_size=6)) + out[at:],
                    out[:at] + out[at + 1 :],
                )
            )
        )
    return out


labels = st.one_of(st.none(), st.sampled_from(_ENCODINGS), st.text(max_size=8))

# --- What must hold -------------------------------------------------------------------------------

TALLY: Counter[str] = Counter()
"""What the pages of a long run came to."""


def check_page(html: str) -> None:
    """Everything that holds for the text of a page."""
    try:
        result = CLEANER.clean_html(html)
    except InvalidPage:  # larger than a page may be
        TALLY["refused"] += 1
        return
    TALLY[result.outcome] += 1
    assert_page_promises(result)
    markdown = CLEANER.clean_html(html, output="markdown")
    assert_page_promises(markdown)
    assert_same_words(result, markdown)
    if result.outcome != "not-html":
        assert_words_are_the_pages(result, html)
        again = _ARTICLE.clean(result.text)  # which may look like a page that shows a page's code
        TALLY["settled" if again.text == result.text else f"again: {again.cuts[0].rule}"] += 1
        if again.text != result.text:
            EXAMPLES.setdefault(again.cuts[0].rule, (html, again.cuts[0].text))


_ARTICLE = CLEANER.replace(kind="article")

EXAMPLES: dict[str, tuple[str, str]] = {}
"""By rule a page whose cleaned text loses more when it is cleaned again, and what."""


def check_data(some: bytes, label: str | None) -> None:
    """Everything that holds for bytes that are said to be a page."""
    content_type.is_html_bytes(some)
    refused = ""
    try:
        decoded = decode(some, label)
        TALLY[f"bytes {decoded.how}"] += 1
        content_type.is_html(decoded.text)
        assert_page_promises(CLEANER.clean_html(some, charset=label))
    except InvalidPage as trouble:
        TALLY["bytes refused"] += 1
        refused = str(trouble)
    assert not refused or (refused[0].islower() and refused.endswith("."))


def assert_words_are_the_pages(result: Result, html: str) -> None:
    """The letters of each line stand in the page in their order, and lines begin in its order.

    A note or a label in the middle of a line follows that line, so lines may end in another order.
    """
    root = extract.tree(html)
    page = "" if root is None else "".join(root.itertext())
    left = Counter(page)
    left.subtract(letter for letter in result.original if letter.isalpha())
    assert min(left.values(), default=0) >= 0, "a letter is in the text more often than in the page"
    start = 0
    for line in result.original.splitlines():
        at = start - 1
        for number, letter in enumerate(filter(str.isalpha, line)):
            at = page.find(letter, at + 1)
            assert at >= 0, "a word of the text is not in the page"
            if number == 0:
                start = at
