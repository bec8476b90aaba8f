"""The walk: what a page's blocks are, and what is known of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaner.page.blocks import Page
from cleaner.page.containers import common_ancestor
from cleaner.page.walk import read_page
from tests.tools.fuzz import html as fuzz


def read(html: str) -> Page:
    return read_page(etree.HTML(html))


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("One<p>Two</p>Three", ["One", "Two", "Three"]),
        ("<p>O<b>n</b>e <i>and</i> <a href=/>two</a>.</p>", ["One and two."]),
        ("<p>  One\n\t two&nbsp; three </p>", ["One two three"]),
        ("<div>One<div>Two</div>Three</div>", ["One", "Two", "Three"]),
        ("<p>One<br>Two<br><br>Three</p>", ["One", "Two", "Three"]),
        ("<a href=/><div>One</div><div>Two</div></a>", ["One", "Two"]),
        ("<span>One</span><span>Two</span>", ["OneTwo"]),
        ("<p>One<script>two</script><style>three</style><!-- four -->five</p>", ["Onefive"]),
        ("<p>One <svg><text>two</text></svg><template>three</template></p>", ["One"]),
        ("<p>One <img alt=two> three</p>", ["One three"]),
        ("<ul><li>One<ul><li>Two</ul><li>Three</ul>", ["One", "Two", "Three"]),
        ("<dl><dt>One<dd>Two</dl>", ["One", "Two"]),
        ("<table><tr><td>One<td>Two<tr><td>Three<td>Four</table>", ["One\tTwo", "Three\tFour"]),
        ("<table><tr><td><p>One</p><td><p>Two</p></table>", ["One\tTwo"]),
        ("<table><tr><td><p>One</p><p>Two</p><td>Three</table>", ["One / Two\tThree"]),
        (
            "<table><tr><td><table><tr><td>One<td>Two</table><td>Three</table>",
            ["One\tTwo", "Three"],
        ),
        (f"<table><tr><td>{'word ' * 100}<td>Two</table>", [("word " * 100).strip(), "Two"]),
        ("<table><tr><td>One</table>", ["One"]),
        ("<pre>\nOne\n  two\n\n</pre>", ["One\n  two"]),
        ("<pre><span>One</span>\n  <b>two</b></pre>", ["One\n  two"]),
        ("<custom-element>One</custom-element>Two", ["One", "Two"]),
        ("<p></p><div> </div>", []),
    ],
)
def test_blocks(html: str, texts: list[str]) -> None:
    assert [block.text for block in read(html).blocks] == texts


@pytest.mark.parametrize(
    ("html", "shapes"),
    [
        ("<h1>a</h1><h2><span>b</span></h2><h6><div>c</div></h6>", ["h1", "h2", "h6"]),
        ("<ul><li>a<li><p>b</p></ul><p>c</p>", ["li", "li", "p"]),
        ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", ["head", "row"]),
        (
            "<figure><figcaption>a</figcaption></figure><div class='wp-caption-text'>b</div>",
            ["caption", "caption"],
        ),
        ("<li><h3>a</h3></li>", ["h3"]),
        ("<li><pre>a</pre></li>", ["pre"]),
        ("<li><blockquote>a</blockquote></li>", ["p"]),
    ],
)
def test_shapes(html: str, shapes: list[str]) -> None:
    assert [block.shape for block in read(html).blocks] == shapes


@pytest.mark.parametrize(
    ("html", "rules"),
    [
        ("<div class=sharedaddy><p>a</p></div><p>b</p>", ["markup.share", ""]),
        ("<nav>a</nav><div role=navigation>b</div><footer>c</footer>", ["markup.navigation"] * 3),
        ("<blockquote>a<footer>b</footer></blockquote>", ["", ""]),
        ("<form>a</form><button>b</button><dialog>c</dialog>", ["markup.control"] * 3),
        (
            (
                "<div hidden>a</div><div aria-hidden=true>b</div><div style='color: red; DISPLAY :"
                " none'>c</div>"
            ),
            ["markup.hidden"] * 3,
        ),
        (
            (
                "<div style='display: block'>a</div><div aria-hidden=false>b</div><div"
                " style='font-variant: none'>c</div>"
            ),
            ["", "", ""],
        ),
        ("<nav><div class=sharedaddy>a</div></nav>", ["markup.navigation"]),
        ("<p>a <span class=screen-reader-text>b</span> c</p>", ["", "markup.tools"]),
        (
            "<noscript><p>a</p></noscript><noscript><p>b</p></noscript>",
            ["markup.hidden", "markup.hidden"],
        ),
        ("<p>a <span class=share>b</span></p>", [""]),
    ],
)
def test_boilerplate(html: str, rules: list[str]) -> None:
    assert [block.container.inherited.boilerplate for block in read(html).blocks] == rules


def test_each_text_for_browsers_without_scripts_is_its_own() -> None:
    first, second = read("<noscript><p>a</p></noscript><noscript><p>b</p></noscript>").blocks
    assert first.container.inherited.boilerplate_root != second.container.inherited.boilerplate_root


@pytest.mark.parametrize(
    ("html", "mostly"),
    [
        ("<p><a href=/>one two</a></p>", True),
        ("<p>one two three four <a href=/>five</a></p>", False),
        ("<a href=/><p>one two</p></a>", True),
        ("<p><a href=/>one</a> <a href=/>two</a> 3</p>", True),
    ],
)
def test_links(html: str, mostly: bool) -> None:
    assert [block.mostly_links for block in read(html).blocks] == [mostly]


def test_containers_are_a_tree() -> None:
    read_page = read("<main><article><p>a</p></article><aside><p>b</p></aside></main>")
    assert [container.number for container in read_page.containers] == list(
        range(len(read_page.containers))
    )
    assert all(
        container.parent is None or container.parent.number < container.number
        for container in read_page.containers
    )
    first, second = read_page.blocks
    assert common_ancestor(first.container, second.container).tag == "main"
    assert (
        first.container.inherited.main,
        first.container.inherited.aside,
        second.container.inherited.aside,
    ) == (True, False, True)


def test_numbered_class_words_do_not_tell_what_a_box_is() -> None:
    assert read("<p class='lead css-1x2y3z post-77'>a</p>").blocks[0].container.words == ("lead",)


def test_deep_trees_are_no_deeper_for_the_walk() -> None:
    depth = 250
    assert [block.text for block in read("<div>" * depth + "a" + "</div>" * depth).blocks] == ["a"]


_TAGS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "b",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "h2",
        "blockquote",
        "a",
        "section",
        "em",
        "figcaption",
    ]
)
_WORDS = st.sampled_from(["one", "two", "three", "four"])
_trees = st.recursive(
    _WORDS.map(lambda word: f" {word} "),
    lambda inner: st.tuples(_TAGS, st.lists(inner, max_size=4)).map(
        lambda parts: f"<{parts[0]}>{' '.join(parts[1])}</{parts[0]}>"
    ),
    max_leaves=25,
)


@given(html=_trees)
def test_every_word_is_in_a_block_once_and_in_order(html: str) -> None:
    root = etree.HTML(f"<body><i></i>{html}</body>")
    assert (
        " ".join(block.text for block in read_page(root).blocks).split()
        == "".join(root.itertext()).split()
    )


@settings(max_examples=150, deadline=None)
@given(html=st.one_of(_trees, fuzz.pages))
def test_what_is_inside_a_container_follows_it(html: str) -> None:
    """Of steps that ask for the numbers from one to another, and of sums over what is inside."""
    read = read_page(etree.HTML(f"<body><p>One <span class=footnote>two</span> three</p>{html}"))
    for outer in read.containers:
        around = [one.number for one in read.containers if outer in one.ancestors()]
        assert around == list(read.inside(outer))
        words = (block.words for block in read.blocks if outer in block.container.ancestors())
        assert sum(words) == read.all_weights[outer.number]
