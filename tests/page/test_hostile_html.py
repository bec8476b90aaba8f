"""Hostile pages: nothing raised but InvalidPage, every promise kept, and work that grows with a
page's size, not faster.

Work is counted (lines of our Python run), not timed; what libraries do inside is not seen by that.
`python -m tests.tools.measure_pages` times the same pages, at the largest sizes that are not
refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from trafilatura.utils import line_processing, trim

import cleaner
from cleaner import Cleaner
from cleaner.page import limits, trafilatura
from cleaner.page.errors import InvalidPage
from cleaner.page.walk import elements
from cleaner.phrases import match
from cleaner.scorer import cutoff
from cleaner.scorer.arrays import Bools, Floats, Ints
from tests.support.accelerator import accelerated
from tests.support.hostile_pages import ARTICLE, BYTES, HEAD, PAGES, page
from tests.support.page_promises import CLEANER, assert_page_promises
from tests.tools.fuzz.html import check_data, check_page

SIZE = 3_000  # characters
SMALL = 16_000
FACTOR = 3
SLACK = 1.6
"""Linear work is FACTOR times that of the small page; quadratic work would be FACTOR times FACTOR.
"""
OURS = str(Path(cleaner.__file__).parent)
Choose = Callable[[Floats, Ints], Bools]


def work(html: str, choose: Choose = cutoff.maximise_expected_f1) -> int:
    """How many lines of our own Python run while a page is cleaned. Without trafilatura's verdict,
    which may turn with the size. `choose` says which lines the line scorer keeps.
    """
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "line"

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        return step if frame.f_code.co_filename.startswith(OURS) else None

    made = Cleaner(force=True)
    before = sys.gettrace()
    with (
        patch.object(trafilatura, "MAX_TAGS", 0),
        patch.object(cutoff, "maximise_expected_f1", choose),
    ):
        sys.settrace(trace)
        try:
            with suppress(InvalidPage):
                made.clean_html(html)
        finally:
            sys.settrace(before)
    return count


def keep_all(probability: Floats, words: Ints) -> Bools:
    return np.ones(len(words), bool)


@pytest.mark.parametrize("name", PAGES)
def test_promises_hold_on_hostile_pages(name: str) -> None:
    check_page(PAGES[name](SIZE))


@pytest.mark.parametrize("name", BYTES)
def test_promises_hold_on_hostile_bytes(name: str) -> None:
    check_data(BYTES[name](SIZE), None)


@pytest.fixture(scope="module")
def scanner() -> None:
    """Make cleaners build their scanner, as they do after much text, before work is counted."""
    Cleaner(force=True).clean("The river rose.\n" * (match.SMALL // 10))
    Cleaner(force=True).clean("Река поднялась.\n")


LEAST = 250_000
"""Lines of work that do not count: some is done only for texts without paragraphs, or of a size."""


@pytest.mark.slow
@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("name", PAGES)
def test_work_grows_with_size(name: str) -> None:
    small, large = (PAGES[name](size) for size in (SMALL, SMALL * FACTOR))
    most = SLACK * len(large) / len(small)
    if work(large) > most * max(work(small), LEAST):  # the scorer's verdict turned with the size?
        assert work(large, keep_all) <= most * max(work(small, keep_all), LEAST)


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_have_their_size(name: str) -> None:
    assert SIZE / 2 <= len(PAGES[name](SIZE)) <= SIZE * 3 + len(page(""))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>" + "x" * limits.MAX_CHARACTERS, "20,000,00"),
        ("<p>" + "<b>" * limits.MAX_TAGS, "300,002 tags"),
        (
            f"<p {''.join(f'a{number} ' for number in range(limits.MAX_ATTRIBUTES + 1))}>",
            "20,000 attributes",
        ),
        ("<p>The mill.</p>" + "<x-y>w" * 100_000, "2,000 deep"),
        ("<p " + "a " * 1_000_000, "never closed"),
        (HEAD + "<p " + "a=1 " * 1_000_000 + ">", "20,000 attributes"),
    ],
    ids=[
        "characters",
        "tags",
        "attributes",
        "depth",
        "a tag never closed",
        "a million attributes",
    ],
)
def test_monsters_are_refused(html: str, words: str) -> None:
    """In a sentence that says what is wrong and what to do."""
    with pytest.raises(InvalidPage, match=words) as caught:
        CLEANER.clean_html("<!doctype html>" + html)
    assert str(caught.value).count(".") == 2


@pytest.mark.parametrize("tag", ["font", "div", "span", "section", "b"])
def test_elements_that_nest_very_deep_are_flattened(tag: str) -> None:
    html = HEAD + f"<{tag}>" * 5_000 + "The mill had to be cleared before the morning came."
    assert "The mill had to be cleared" in CLEANER.clean_html(html).original


def test_a_long_script_is_no_monster() -> None:
    script = f"<script>{'if (a < b) { c = d; } ' * 50_000}</script>"
    assert CLEANER.clean_html(page(script)).text == CLEANER.clean_html(page("")).text


BY_TRAFILATURA = Cleaner(extractor="trafilatura")


def _is_asked(html: str) -> bool:
    with patch("trafilatura.extract", return_value="") as extract:
        BY_TRAFILATURA.clean_html(html)
    return bool(extract.called)


@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (lambda: page("<p>w</p>" * 100), True),
        (lambda: page(f"<p>{'<b>w</b> ' * 1000}</p>"), True),
        (lambda: page(f"<p>{'<b>w</b> ' * (trafilatura.MAX_CHILDREN + 1)}</p>"), False),
        (lambda: page("<p>w<b>w" * (trafilatura.MAX_TAGS // 2 + 1)), False),
        (lambda: page("<p>a" + "\u0301" * 10), True),
        (lambda: page("<p>a" + "\u0316\u0301" * 1000), False),
        (lambda: page("<p>a" + "\u0316\u200b\u0301" * 1000), False),
        (
            lambda: page(
                "<script type=application/ld+json>"
                + '{"@type": ["Article", "NewsArticle"]}' * 1000
                + "</script>"
            ),
            True,
        ),
        (
            lambda: page("<script type=application/ld+json>" + '"@type": [' * 10_000 + "</script>"),
            False,
        ),
    ],
)
def test_trafilatura_is_asked_where_its_time_is_bounded(
    make: Callable[[], str], asked: bool
) -> None:
    assert _is_asked(make()) == asked


def test_the_article_is_found_without_trafilatura() -> None:
    """The page's main part, less what the markup says is none of it."""
    html = page("<nav><p>Home</p></nav>")
    with patch.object(trafilatura, "MAX_TAGS", 0):
        result = BY_TRAFILATURA.clean_html(html)
    assert result.text == BY_TRAFILATURA.clean_html(f"{HEAD}<article>{ARTICLE}</article>").text


@pytest.mark.parametrize(
    "data",
    [
        '{"@context":"https://schema.org","@graph":["a"]}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":[1]}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":[[]]}',
        '{"@context":"https://schema.org","@type":"NewsArticle","headline":["a"]}',
        '{"@context":"https://schema.org","@type":"NewsArticle","headline":{"a":1}}',
        '{"@context":"https://schema.org","@type":[[]]}',
        '{"@context":"https://schema.org","@type":[null]}',
        '{"@context":"https://schema.org","@type":"Organization","name":["a"]}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":{"name":[1]}}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":{"givenName":1,"familyName":2}}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":"[1]"}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":"9' + "9" * 5000 + '"}',
        '{"@context":"https://schema.org","@type":"NewsArticle","author":' + "9" * 5000 + "}",
        '{"@context":"https://schema.org","@type":"NewsArticle","author":"' + "[" * 900 + '"}',
        "[1]",
        "[[]]",
        "1",
        '"a"',
        "null",
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_metadata_of_strange_json(data: str) -> None:
    """What is said elsewhere is still read."""
    html = page(
        "",
        '<meta name=description content="A flood."><script'
        f' type="application/ld+json">{data}</script>',
    )
    assert_page_promises(CLEANER.clean_html(html))
    assert CLEANER.clean_html(html).metadata.description == "A flood."


def test_large_pages_are_forgotten() -> None:
    """What is remembered from page to page (markup, trafilatura's lines) does not grow with their
    size.
    """
    classes, words = "x" * 600_000, "word " * 120_000
    with (
        accelerated(on=False),
        patch(f"{elements.__name__}.own_traits", return_value=None) as changes,
    ):
        large = page(f'<p class="{classes}">w</p><p id="{classes}">{words}</p>')
        BY_TRAFILATURA.clean_html(large).metadata  # noqa: B018 - reads them
    assert max(len(part) for call in changes.call_args_list for part in call.args) < 2_000
    assert line_processing.cache_info().currsize == trim.cache_info().currsize == 0


def test_metadata_of_characters_that_lxml_does_not_take() -> None:
    """Found by fuzzing: trafilatura writes the title into a tree."""
    html = (
        page("")
        .replace("The river rose -", "The river \ufffe rose \uffff -")
        .replace("<h1>", "<h1>\ufffe<title>\ufffe")
    )
    assert_page_promises(CLEANER.clean_html(html))
    assert CLEANER.clean_html(html).metadata.title is not None
