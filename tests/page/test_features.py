"""HTML as the line scorer sees it, and what it makes of pages."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import etree

import cleaner
from cleaner import Cleaner, restore
from cleaner.page.features import _traits
from cleaner.page.features import features as features_of
from cleaner.page.metadata.kinds import page_kinds
from cleaner.page.walk import read_page
from cleaner.scorer import page as page_scorer
from cleaner.scorer.markup_features import (
    BOILERPLATE,
    MARKUP_FEATURES,
    SHAPES,
    TRAITS,
    MarkupFeatures,
)
from tests.support import pages
from tests.support.pages import FIRST, SECOND
from tests.tools.training.folds import domain_of

NAMES = [feature.name for feature in MARKUP_FEATURES]


def features(html: str) -> MarkupFeatures:
    root = etree.HTML(html)
    return features_of(read_page(root), page_kinds(root))[1]


def column(found: MarkupFeatures, name: str) -> list[float]:
    return [round(float(value), 3) for value in found.dense[:, NAMES.index(name)]]


def test_links_shapes_and_boilerplate() -> None:
    found = features(
        "<nav><a href=/>Home</a></nav><h1>The mill</h1><ul><li>An item <a"
        " href=/>more</a></li></ul><p><b>Bold</b> words</p>"
    )
    assert column(found, "share of links") == [1, 0, pytest.approx(4 / 12, abs=1e-3), 0]
    assert column(found, "shape h1") == [0, 1, 0, 0]
    assert column(found, "shape li") == [0, 0, 1, 0]
    assert column(found, "boilerplate by its markup: navigation") == [1, 0, 0, 0]
    assert column(found, "boilerplate by its markup: none") == [0, 1, 1, 1]
    assert column(found, "emphasis") == [0, 0, 0, 1]
    assert column(found, "begins an item") == [0, 0, 1, 0]


def test_where_the_running_text_is() -> None:
    found = features(
        f"<div><div><p>{FIRST}</p><p>{SECOND}</p></div><p>Share</p></div><div><p>Menu</p></div>"
    )
    assert column(found, "running text in container 0")[2:] == [0, 0]
    assert column(found, "running text in container 1") == [1, 1, 1, 0]
    assert found.groups[1][0] == found.groups[1][1] != found.groups[1][2]


def test_lines_with_the_same_markup_are_of_one_kind() -> None:
    card = "<div class=card><p>{}</p></div>"
    found = features(
        f"<main><p>{FIRST}</p></main>" + "".join(map(card.format, ("One", "Two", "Three")))
    )
    assert column(found, "lines of its kind") == pytest.approx(
        np.log1p([1, 3, 3, 3]).round(3).tolist()
    )


def test_numbers_in_names_do_not_tell_boxes_apart() -> None:
    one, two = (
        features("<div id=post-17 class='a b12'>x</div>"),
        features("<div id=post-4 class='a b7'>x</div>"),
    )
    assert one.names.items.tolist() == two.names.items.tolist()
    assert (
        one.names.items.tolist()
        != features("<div id=page-4 class='a b7'>x</div>").names.items.tolist()
    )


def test_all_that_a_page_may_have_is_known() -> None:
    assert {rule.id for rule in cleaner.Cleaner().rules if rule.id.startswith("markup.")} <= {
        *BOILERPLATE
    }
    assert {"p", "li", "row", "head", "pre", "caption"} <= {*SHAPES}
    assert len(_traits(read_page(etree.HTML("<p>x")).blocks[0].container.inherited)) == len(TRAITS)


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("", set()),
        ('<meta property="og:type" content="article">', {"article"}),
        ('<meta property="og:type" content="product.item">', {"product"}),
        ('<meta property="og:type" content="website">', {"website"}),
        ('<meta name="generator" content="Discourse 3.2">', {"forum"}),
        (
            (
                '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type":'
                ' "Person"}}</script>'
            ),
            {"article"},
        ),
        (
            '<script type="application/ld+json">{"@type": ["QAPage"]}</script>',
            {"forum", "questions"},
        ),
        ('<script type="application/ld+json">{"@type": "ProductGroup"}</script>', {"product"}),
        ('<script>{"@type": "Product"}</script>', set()),  # a script that is no data
        ("<p>og:type article, schema.org Product</p>", set()),  # words of the page
    ],
)
def test_what_a_page_says_that_it_is(head: str, kinds: set[str]) -> None:
    assert page_kinds(etree.HTML(f"<html><head>{head}</head><body><p>x</p></body></html>")) == kinds


def test_what_goes_from_a_page_has_a_score() -> None:
    result = cleaner.clean_html(
        pages.page(
            behind=(
                "<section class=teasers><h3><a href=/a>The bridge</a></h3><h3><a href=/b>The"
                " ferry</a></h3></section>"
            )
        )
    )
    assert result.text == pages.text()
    scores = [cut.score for cut in result.cuts]
    assert any(score is not None and score.probability < 0.5 and score.against for score in scores)


def test_a_fragment_is_an_article_already_and_nothing_is_judged() -> None:
    result = cleaner.clean_html(f"<p>{FIRST}</p><p>Home</p><p>{SECOND}</p>")
    assert result.text == f"{FIRST}\n\nHome\n\n{SECOND}\n"


def test_very_large_pages_are_judged_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_scorer, "_MAX_LINES", 5)
    result = cleaner.clean_html(pages.page())
    assert restore(result.text, result.cuts) == result.original
    assert FIRST in result.text


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<html><body><p></p></body></html>",
        "<html><body><script>x</script></body></html>",
    ],
)
def test_a_page_without_a_line(html: str) -> None:
    assert cleaner.clean_html(html).outcome == "empty"


def test_careful_keeps_more() -> None:
    html = pages.page(
        behind=(
            "<section><p>Ada Vale writes about rivers for the Herald, and lives in the valley with"
            " two dogs and a boat.</p></section>"
        )
    )
    assert len(Cleaner(careful=True).clean_html(html).text) >= len(Cleaner().clean_html(html).text)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://blog.example.co.uk/", "example.co.uk"),
        ("https://a.b.example.org", "example.org"),
        ("0042", "0042"),
    ],
)
def test_pages_of_one_domain_are_held_out_together(url: str, domain: str) -> None:
    assert domain_of(url) == domain
