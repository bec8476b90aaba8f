"""Cleaning with and without the compiled module, which must give the same results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner import Cleaner, rules
from cleaner.core import accelerator
from cleaner.page import extract
from cleaner.page.blocks import Page, PlacedEmbed
from cleaner.page.errors import InvalidPage
from cleaner.page.features import features
from cleaner.page.metadata.elements import Elements, shown_text
from cleaner.page.walk import read_page
from cleaner.phrases import compiled
from cleaner.phrases.match import SMALL
from cleaner.scorer.model_file import load
from tests.support.documents import documents

needed = pytest.mark.skipif(
    accelerator.module() is None, reason="./accelerator is not installed, or turned off"
)
"""Skips a test where the compiled module is not used."""

trees_needed = pytest.mark.skipif(
    accelerator.tree() is None, reason="./accelerator is not installed for trees, or turned off"
)
"""Skips a test where the compiled module for the trees of pages is not used."""
LOSS = 0.01
"""The share of words that the scorer may lose: the largest for which it has a threshold."""
_MODULE = accelerator.module()
_FILLINGS = ("Anna", "12", "1,204", "1.2K", "5 Mio.", "٣", "Étude №", "the old bridge", "3万", "")
_AROUND = (
    *("", "", "", " ", "• ", "– ", "«", "» ", "[", "]", "…", ":", ".", " !", ")", ",", "#", " # "),
    *("\u200b", "**", "__", "→ ", "\ufeff", "\t", "\u3000", "\u00ad", "\0", "%d", "5 ", " 7", "İ"),
    *("e\u0301", "\u0301", "\ud800", "🎉", "](x)", "The river rose by a metre. ", " (video)"),
)
_BREAKS = ("\n", "\n\n", "\r\n", " \n", "\r", "\x0b", "\x1c", "\x85", "\u2028", "")
_SHAPES = (
    *("", "1.2K", "- 5", "53 k", "Δ", "a@b.example", "<!– x –>", "© 2024 Ada", "下のビデオ："),
    *("Watch the video below:", "Below, the tweet:", "← An older post", "Tags: , , ,"),
    *("[gallery ids=1]", "Bridge falls (VIDEO)", "[Photo via Flickr]", "[…] the old bridge […]"),
    *("Home | News | Contact | Login", "River.Photo: Ada", "We use cookies to"),
    "READ MORE: this post may CONTAIN Affiliate Links",
    "The river rose by a metre and the old bridge was closed to all. Read more »",
)


CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.title, str.capitalize, str.lower)


@cache
def phrases() -> tuple[str, ...]:
    """Return all phrases of the data, in their normal form, with their holes."""
    tables = compiled.data().tables
    return tuple(text for rows in tables.rows for text in rows.texts())


@st.composite
def _lines(draw: st.DrawFn) -> str:
    """Lines of phrases, in any case, changed a little, with signs around and between them."""
    line = ""
    for phrase in draw(st.lists(st.sampled_from(phrases()), min_size=1, max_size=3)):
        filled = phrase.replace("%s", draw(st.sampled_from(_FILLINGS)))
        filled = filled.replace("#", draw(st.sampled_from(_FILLINGS)))
        case = draw(st.sampled_from(CASES))
        line += draw(st.sampled_from(_AROUND)) + case(filled) + draw(st.sampled_from(_AROUND))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(line)))
        return line[:at] + draw(st.one_of(st.sampled_from(_AROUND), st.characters())) + line[at:]
    return line


texts = st.one_of(
    documents,
    st.lists(
        st.one_of(_lines(), st.sampled_from(_SHAPES), st.text(max_size=40)),
        max_size=8,
    ).flatmap(lambda lines: st.sampled_from(_BREAKS).map(lambda sign: sign.join(lines))),
    st.text(st.characters()),
)


@contextmanager
def accelerated(*, on: bool) -> Iterator[None]:
    """Use the compiled module, or do not, in what is called inside."""
    with patch.object(accelerator, "module", lambda: _MODULE if on else None):
        yield


@cache
def cleaner(*, on: bool, unsafe: bool = False, max_loss: float = 0) -> Cleaner:
    """Return a cleaner that scans with or without the compiled module. Use it in `accelerated`."""
    with accelerated(on=on):
        rules.matcher.cache_clear()
        made = Cleaner(
            kind="article", unsafe=unsafe, suggest=not unsafe, force=True, max_loss=max_loss
        )
        rules.matcher.cache_clear()
        made.clean("x" * (SMALL + 1))  # small inputs are not scanned
        return made


def assert_same(text: str, *, unsafe: bool = False) -> None:
    """Check that a text is cleaned in the same way with and without the compiled module."""
    results = []
    for on in (False, True):
        with accelerated(on=on):
            results.append(cleaner(on=on, unsafe=unsafe).clean(text))
    plain, fast = results
    assert plain.cuts == fast.cuts
    assert plain.suggestions == fast.suggestions
    assert plain.refusal == fast.refusal


def _shown(page: Page) -> list[object]:
    """Return all that a page has, with numbers in the place of containers."""
    containers = [
        (
            one.number,
            one.parent and one.parent.number,
            one.level,
            one.inherited,
            one.names,
            one.start,
        )
        for one in page.containers
    ]
    blocks = [
        block._replace(container=block.container.number)  # type: ignore[arg-type]  # to compare it
        for block in page.blocks
    ]
    placed = [
        (one.before, one.embed if isinstance(one, PlacedEmbed) else one.element, one.link)
        for one in page.placed
    ]
    return [containers, blocks, placed, page.separators, page.asks_for_address, page.title]


def assert_same_page(html: str) -> None:
    """Check that a page is read and scored in the same way with and without the compiled module."""
    try:
        root = extract.tree(html)
    except InvalidPage:
        return
    if root is None:
        return
    pages, arrays, roles = [], [], []
    for on in (False, True):
        with accelerated(on=on):
            page = read_page(root)
            of = Elements(root)
            says = [vars(of), " ".join(shown_text(root).split())]
            pages.append([*_shown(page), *says])
            if page.blocks:
                text, markup = features(page, ())
                scores = load("html").score(text, markup)
                arrays.append([*_flat((text, markup[:4], markup.groups, scores.inputs))])
                roles.append(scores.roles)
    assert pages[0] == pages[1]
    for plain, fast in zip(*arrays, strict=True) if arrays else ():
        assert plain.dtype == fast.dtype
        np.testing.assert_array_equal(plain, fast)
    if roles:  # products are summed in another order
        np.testing.assert_allclose(roles[0], roles[1], atol=1e-4)


def _flat(values: object) -> Iterator[NDArray[np.generic]]:
    if isinstance(values, tuple):
        for value in values:
            yield from _flat(value)
    else:
        assert isinstance(values, np.ndarray)
        yield values


def assert_scored_alike(text: str) -> None:
    """Check that the scorer removes the same with and without the compiled module."""
    results = []
    for on in (False, True):
        with accelerated(on=on):
            results.append(cleaner(on=on, max_loss=LOSS).clean(text))
    plain, fast = ([(cut.start, cut.end, cut.rule) for cut in one.cuts] for one in results)
    assert plain == fast
    for one, other in zip(results[0].cuts, results[1].cuts, strict=True):
        if one.score and other.score:
            assert one.score.probability == pytest.approx(other.score.probability, abs=2e-4)
