"""How the page's structure revises what an extractor says, step by step."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from lxml import etree

from cleaner.page import extract
from cleaner.page.draft import LEFT_OUT, first_draft, run
from cleaner.page.walk import read_page

LONG = (
    "sentence of this paragraph has quite a number of words, so that it counts as running text and"
    " has a vote in the matter."
)

SHARE = "<div class=sharedaddy>Share this</div>"


def long(name: str) -> str:
    """A paragraph of running text that begins with a name."""
    return f"The {name} {LONG}"


def kept(
    html: str, stands: Collection[str], *, article: bool = True, forum: bool = False
) -> list[str]:
    """The first two words of each block that is kept; `stands` are those of the blocks that an
    extractor took.
    """
    read = read_page(etree.HTML(html))
    heads = [" ".join(block.text.split()[:2]) for block in read.blocks]
    kinds = frozenset(kind for kind, is_one in (("article", article), ("forum", forum)) if is_one)
    rules = ["" if head in stands else LEFT_OUT for head in heads]
    steps = (*extract.BY_TRAFILATURA, *extract.BY_TRAFILATURA_AT_LAST)
    draft = run(first_draft(read, kinds, rules), steps)
    return [head for head, one in zip(heads, draft.candidates, strict=True) if one.kept]


def texts(*names: str) -> str:
    return "".join(f"<p>{long(name)}</p>" for name in names)


@pytest.mark.parametrize(
    ("html", "stands", "left"),
    [
        # Blocks with the markup of kept ones are kept: an extractor that stopped at an
        # advertisement.
        (
            (
                f"<div><div class=body>{texts('one', 'two')}</div><div><a href=/>Ad</a></div><div"
                f" class=body>{texts('three')}</div></div>"
            ),
            ["The one", "The two"],
            ["The one", "The two", "The three"],
        ),
        # … not if hardly any of those are kept: cards of other articles.
        (
            f"<main><h1>The mill</h1>{texts('one', 'two', 'three', 'four', 'five')}</main><div"
            " class=cards>"
            + "".join(f"<div class=card>{texts(f'card{letter}')}</div>" for letter in "abcdefg")
            + "</div>",
            ["The one", "The two", "The three", "The four", "The five", "The carda"],
            ["The one", "The two", "The three", "The four", "The five"],
        ),
        # A gap between kept blocks of one container is closed.
        (
            (
                f"<article>{texts('one')}<h2>A heading</h2><ul><li>an"
                f" item</li></ul>{texts('two')}</article>"
            ),
            ["The one", "The two"],
            ["The one", "A heading", "an item", "The two"],
        ),
        # … with no links, captions, or furniture in it.
        (
            (
                f"<article>{texts('one')}<p><a href=/>More here</a></p><figcaption>A"
                f" picture</figcaption>{SHARE}{texts('two')}</article>"
            ),
            ["The one", "The two"],
            ["The one", "The two"],
        ),
        # … and not from a container inside.
        (
            (
                f"<article>{texts('one')}<div><div><div><div>A"
                f" box</div></div></div></div>{texts('two')}</article>"
            ),
            ["The one", "The two"],
            ["The one", "The two"],
        ),
        # The lead above the first paragraph comes back; a byline does not.
        (
            (
                f"<article><header><h1>The mill</h1><p>{long('lead')}</p><p>By Ada"
                f" Vale</p></header><div>{texts('one', 'two')}</div></article>"
            ),
            ["The one", "The two"],
            ["The lead", "The one", "The two"],
        ),
        # What is said twice is kept once, where most of the rest is.
        (
            (
                "<div"
                f" class=teaser><h2>{long('one')}</h2></div>"
                f"<article>{texts('one', 'two', 'three')}</article>"
            ),
            ["The one", "The two", "The three"],
            ["The one", "The two", "The three"],
        ),
        # … but a refrain is part of its song.
        (
            f"<article>{texts('one', 'two', 'one')}</article>",
            ["The one", "The two"],
            ["The one", "The two", "The one"],
        ),
        # What follows behind the article's container goes.
        (
            (
                f"<main><article>{texts('one', 'two', 'three', 'four', 'five')}</article>"
                f"<section><h2>Us</h2>{texts('six')}</section></main>"
            ),
            ["The one", "The two", "The three", "The four", "The five", "The six"],
            ["The one", "The two", "The three", "The four", "The five"],
        ),
        # A page of several equal parts has no such container.
        (
            f"<main><section>{texts('one')}</section><section>{texts('two')}</section><section>{texts('three')}</section></main>",
            ["The one", "The two", "The three"],
            ["The one", "The two", "The three"],
        ),
        # A listing between two paragraphs is part of them, however deep its frame; a line is not.
        (
            (
                f"<article>{texts('one', 'two')}<div><div><div><div><pre>x = 1</pre></div></div>"
                f"</div></div>{texts('three')}</article>"
            ),
            ["The one", "The two", "The three"],
            ["The one", "The two", "x =", "The three"],
        ),
        (
            (
                f"<article>{texts('one', 'two')}<div><div><div><div><p>x = 1</p></div></div>"
                f"</div></div>{texts('three')}</article>"
            ),
            ["The one", "The two", "The three"],
            ["The one", "The two", "The three"],
        ),
        # Nothing found: the main part of the page is taken whole, without what is furniture or
        # beside it.
        (
            (
                f"<nav>Home news</nav><main>{texts('one')}<p>A"
                f" line</p></main><aside>{texts('two')}</aside><footer>The imprint</footer>"
            ),
            [],
            ["The one", "A line"],
        ),
        # … and all of it, if it stands in a header that was never closed.
        (f"<header><p>{long('one')}</p><p>{long('two')}</p>", [], ["The one", "The two"]),
        # Furniture goes whatever the extractor says, but for an element that holds most of what it
        # took.
        (
            f"<article>{texts('one', 'two')}</article><div id=comments>{texts('three')}</div>",
            ["The one", "The two", "The three"],
            ["The one", "The two"],
        ),
        (f"<form>{texts('one', 'two')}</form>", ["The one", "The two"], ["The one", "The two"]),
        (
            f"<div id=comments>{texts('one', 'two')}</div><p>A line</p>",
            ["The one", "The two"],
            ["The one", "The two"],
        ),
        (
            "<nav>" + "<p><a href=/>Some link</a></p>" * 9 + "</nav><p>A line</p>",
            ["Some link", "A line"],
            ["A line"],
        ),
    ],
)
def test_steps(html: str, stands: list[str], left: list[str]) -> None:
    assert kept(html, stands) == left


def test_a_thread_of_a_forum_is_no_comment_section() -> None:
    thread = f"<article>{texts('one', 'two')}</article><div id=comments>{texts('three')}</div>"
    assert kept(thread, ["The one", "The two", "The three"], forum=True) == [
        "The one",
        "The two",
        "The three",
    ]


def test_a_page_that_is_no_article_must_have_a_fair_share_of_its_text() -> None:
    """Half of it is asked for where nothing says that the page is an article; an article may well
    be a small part of its page.
    """
    tiles = "".join(
        f"<div class=tile{letter}><h3>Tile {letter}</h3><p>The tile{letter} shows a boat and its"
        " price.</p></div>"
        for letter in "abcdef"
    )
    html = f"<main><section><p>{long('one')}</p></section>{tiles}</main>"
    assert kept(html, ["The one"], article=True) == ["The one"]
    assert "The tilea" in kept(html, ["The one"], article=False)


def test_an_empty_page() -> None:
    assert kept("<p></p>", []) == []


@pytest.mark.parametrize(
    ("html", "stands", "left"),
    [
        # Furniture goes whatever the scorer says of it.
        (
            f"<article>{texts('one', 'two', 'three')}<nav><p>Home news</p></nav></article>",
            ["The one", "The two", "The three", "Home news"],
            ["The one", "The two", "The three"],
        ),
        # Blocks with the markup of kept ones come back …
        (
            (
                f"<div><div class=body>{texts('one', 'two')}</div><div"
                f" class=body>{texts('three')}</div></div>"
            ),
            ["The one", "The two"],
            ["The one", "The two", "The three"],
        ),
        # Tables, listings and headings between kept blocks come back; all else is left as the
        # scorer has it.
        (
            (
                f"<article>{texts('one')}<h3>A heading</h3><pre>a ="
                f" 1</pre><table><tr><td>Mill<td>Lane</table>{texts('two')}</article>"
            ),
            ["The one", "The two"],
            ["The one", "A heading", "a =", "Mill Lane", "The two"],
        ),
        (
            f"<article>{texts('one')}<div>Advertisement here</div>{texts('two')}</article>",
            ["The one", "The two"],
            ["The one", "The two"],
        ),
        # The titles of cards come back with their texts: headings and links, not names of sections.
        (
            (
                f"<main>{texts('one')}<div><a href=/a>Mills of the valley</a><div>{long('two')}"
                f"</div></div><div><h3>A bridge</h3>{texts('three')}</div></main>"
            ),
            ["The one", "The two", "The three"],
            ["The one", "Mills of", "The two", "A bridge", "The three"],
        ),
        (
            (
                f"<main>{texts('one')}<div><a href=/a>Mills</a><div>{long('two')}</div></div>"
                f"<div><a href=/a>Mills of the valley</a><div>Three words here</div></div></main>"
            ),
            ["The one", "The two", "Three words"],
            ["The one", "The two", "Three words"],
        ),
        # Boxes of manuals between kept text, and addresses below it.
        (
            (
                f"<main>{texts('one')}<div class='admonition tip'><div>Mind the gap</div></div>"
                f"<div class=tip><div>Watch the mill</div></div>{texts('two')}</main>"
            ),
            ["The one", "The two"],
            ["The one", "Mind the", "The two"],
        ),
        (
            (
                f"<main>{texts('one')}<p><a href=/m>https://mill.example/m</a></p>"
                "<p><a href=/m>More mills</a></p></main>"
            ),
            ["The one"],
            ["The one", "https://mill.example/m"],
        ),
        # What stands behind the article's container goes, and what is in it stays.
        (
            (
                f"<main><article>{texts('one', 'two', 'three', 'four', 'five')}</article>"
                f"<section>{texts('six')}</section></main>"
            ),
            ["The one", "The two", "The three", "The four", "The five", "The six"],
            ["The one", "The two", "The three", "The four", "The five"],
        ),
        (f"<main>{texts('one', 'two')}</main>", [], []),
    ],
)
def test_what_the_scorer_says_is_revised(
    html: str, stands: Collection[str], left: list[str]
) -> None:
    read = read_page(etree.HTML(html))
    heads = [" ".join(block.text.split()[:2]) for block in read.blocks]
    rules = ["" if head in stands else "extraction.comment" for head in heads]
    draft = run(first_draft(read, frozenset(), rules), extract.BY_SCORER)
    verdicts = draft.rules
    assert [head for head, rule in zip(heads, verdicts, strict=True) if not rule] == left
    assert {rule for rule in verdicts if rule} <= {
        "extraction.comment",
        "markup.navigation",
        LEFT_OUT,
    }
