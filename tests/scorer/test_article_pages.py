"""Lines of whole pages for the article scorer's second task: what they are, and who is held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleaner.scorer.network import ROLES
from tests.scorer.test_article_training import labelled
from tests.tools.training.article.documents import folds

pytest.importorskip("resiliparse")
from tests.tools.training.article.pages import PageText, apart, of_page
from tests.tools.training.examples import Source

TITLE = "The mill at Long Reach opens again"
PARAGRAPHS = (
    "The mill at Long Reach stood still for thirty years, until two brothers bought it in spring.",
    "They repaired the wheel first, and then the roof, with oak from the woods behind the village.",
    "On Saturday the first flour was ground, and a good part of the village came to watch it done.",
)
BELOW = (
    "Read next: ten walks along the river",
    "Get the village newsletter every Friday",
    "All rights reserved by the Reach Courier",
)
PAGE = f"""<html><head><title>{TITLE}</title></head><body>
<nav><a href="/">Home page of the Courier</a> <a href="/sport">Sport and games</a></nav>
<article><h1>{TITLE}</h1>{"".join(f"<p>{one}</p>" for one in PARAGRAPHS)}</article>
<div class="below">{"".join(f"<p>{one}</p>" for one in BELOW)}</div></body></html>"""
SOURCE = Source(
    "7", "wcxb", "article", "en", "https://www.example.co.uk/mill", PAGE, "\n".join(PARAGRAPHS), ""
)


def roles_by_line(texts: list[PageText]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in texts:
        for line, role in zip(text.lines.texts, text.roles.tolist(), strict=True):
            found.setdefault(line.strip(), set()).add(ROLES[role])
    return found


def test_lines_in_the_reference_are_the_content_and_others_are_not() -> None:
    texts = of_page(SOURCE)
    found = roles_by_line(texts)
    assert all(found[one] == {"body"} for one in PARAGRAPHS)
    assert all(found[one] == {"other"} for one in BELOW)
    assert found[TITLE] == {"title"}
    assert {(text.page, text.domain) for text in texts} == {("wcxb/7", "example.co.uk")}


def test_the_texts_of_a_page_are_different_and_always_the_same() -> None:
    texts = ["\n".join(text.lines.texts) for text in of_page(SOURCE)]
    assert len(set(texts)) == len(texts) > 1
    assert texts == ["\n".join(text.lines.texts) for text in of_page(SOURCE)]


def test_a_line_with_the_words_of_the_content_is_left_out_of_training() -> None:
    again = PAGE.replace(BELOW[0], PARAGRAPHS[0])
    doubtful = [text.doubtful.sum() for text in of_page(replace(SOURCE, html=again))]
    assert max(doubtful) == 1
    assert not any(text.doubtful.any() for text in of_page(SOURCE))


@pytest.mark.parametrize("html", ["", "<html><body></body></html>"])
def test_a_page_without_text_gives_no_texts(html: str) -> None:
    assert of_page(replace(SOURCE, html=html)) == []


def test_the_pages_and_domains_of_a_fold_are_kept_apart() -> None:
    documents = [labelled(page="wcxb/7", domain="d"), labelled(page="q", domain="e.org")]
    first, second = folds(documents).tolist()
    assert first != second
    text = of_page(SOURCE)[0]
    texts = [text, replace(text, page="wcxb/8", domain="e.org"), replace(text, page="wcxb/9")]
    assert apart(texts, documents, first) == [False, True, True]
    assert apart(texts, documents, second) == [True, False, True]
    assert apart(texts, documents, -1) == [True, True, True]


def test_all_lines_have_a_role() -> None:
    for text in of_page(SOURCE):
        assert len(text.roles) == len(text.doubtful) == len(text.lines)
        assert np.all(text.roles < len(ROLES))
