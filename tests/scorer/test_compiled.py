"""What the compiled module computes for the scorers is what Python and numpy compute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.core import accelerator
from cleaner.core.structure import Kind, Region
from cleaner.scorer.article import ScoredText, Tier, line_evidence, scored
from cleaner.scorer.article_features import ARTICLE_ROLES, FAMILIES, ArticleLines, article_features
from cleaner.scorer.attribution import attribute
from cleaner.scorer.compiled_lines import CompiledLines
from cleaner.scorer.model_file import load
from cleaner.scorer.network import SLOTS, Network, Scores
from cleaner.scorer.second_look import SecondLook
from tests.support.accelerator import accelerated, assert_scored_alike, needed
from tests.support.cases import read
from tests.support.hostile import HOSTILE
from tests.support.paths import FIXTURES

PROSE = (
    "The river rose by a metre in the night, and the old bridge was closed to all traffic.",
    "Die Brücke ist seit 1931 zweimal gesperrt worden, beide Male eine Woche lang. Niemand kam um.",
    "El alcalde dio las gracias a los bomberos, que habían trabajado hasta el amanecer.",
    "下のビデオを見てください。川は夜の間に一メートル上がった。",
)
SHORT = (
    *("Share", "7.", "Read more »", "© 2024 The Post", "— — —", "字", "Ünïcödé: x", "…", "[1]"),
    *("More information:", "Sign up for our newsletter!", "We use cookies.", "Anna Vale | 3 min"),
    *("E\u0301tude N\u00ba 5", "\ud800 x", "🎉 Join 20,000 readers", "१२ लोग", " indented"),
    *("a", "word "),
)
LINES = st.lists(
    st.one_of(
        st.sampled_from((*PROSE, *SHORT)),
        st.text(min_size=1, max_size=60).filter(str.strip),
        st.lists(st.sampled_from((*PROSE, *SHORT)), min_size=2, max_size=4).map(" ".join),
    ).map(lambda text: text.replace("\n", " ")),
    min_size=1,
    max_size=12,
)
REGIONS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from(list(Kind))), max_size=3
)

pytestmark = needed


def pair(texts: Sequence[str], seed: int) -> tuple[ArticleLines, CompiledLines]:
    """Count lines in both ways, with some gaps and phrases between them."""
    chance = np.random.default_rng(seed)
    close = np.flatnonzero(chance.random(len(texts)) < 0.5).tolist()
    found = chance.random((len(texts), 2 * len(FAMILIES))) < 0.1
    gaps = np.ones(len(texts), bool)
    gaps[close] = False
    plain = ArticleLines(texts, gaps, found)
    return plain, CompiledLines(load("article"), list(texts), lambda: (close, found))


def inside(regions: Sequence[tuple[int, int, Kind]], count: int) -> list[Region]:
    """Make regions of a text with so many lines of any numbers."""
    return [
        Region(min(first, last) % count, max(min(first, last) % count, last % count), kind)
        for first, last, kind in regions
    ]


def in_both_ways(
    texts: Sequence[str], seed: int, regions: Sequence[Region] = ()
) -> tuple[ScoredText | None, ScoredText | None]:
    """Score a text in both ways."""
    network = load("article")
    second = SecondLook(network.extra)
    plain, fast = pair(texts, seed)
    with accelerated(on=False):
        expected = scored(network, second, plain, lambda: regions)
    return expected, scored(network, second, fast, lambda: regions)


@settings(deadline=None, max_examples=300)
@given(LINES, st.integers(0, 99))
def test_lines_are_counted_alike(texts: list[str], seed: int) -> None:
    plain, fast = pair(texts, seed)
    assert len(plain) == len(fast)
    assert plain.total_words == fast.total_words
    assert load("article").known_share(plain.words) == fast.known_share()
    assert plain.word_counts.tolist() == fast.word_counts.tolist()
    assert plain.worth.tolist() == fast.worth.tolist()
    assert plain.running.tolist() == fast.running.tolist()
    assert plain.is_label.tolist() == fast.is_label.tolist()


@settings(deadline=None, max_examples=300)
@given(LINES, st.integers(0, 99))
def test_the_networks_inputs_are_the_same(texts: list[str], seed: int) -> None:
    plain, fast = pair(texts, seed)
    expected = load("article").score(article_features(plain)).inputs
    np.testing.assert_allclose(fast.inputs(), expected, atol=1e-5)


@settings(deadline=None, max_examples=300)
@given(LINES, st.integers(0, 99), REGIONS)
def test_texts_are_scored_alike(
    texts: list[str], seed: int, regions: list[tuple[int, int, Kind]]
) -> None:
    whole = [*texts, *PROSE[:3]]  # of languages that the network knows
    plain, fast = in_both_ways(whole, seed, inside(regions, len(whole)))
    if plain is None or fast is None:
        assert plain is fast
        return
    np.testing.assert_allclose(plain.odds, fast.odds, atol=1e-3)
    assert plain.categories == fast.categories


@pytest.mark.parametrize("name", ["page", "html", "article"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 31, 150])
def test_networks_are_applied_alike(name: Literal["page", "html", "article"], count: int) -> None:
    network, chance = load(name), np.random.default_rng(count)
    inputs = chance.standard_normal((count, len(network.first)), np.float32)
    groups = [
        np.unique(chance.integers(0, 5, count), return_inverse=True)[1]
        for _ in range(pooled_groups(network))
    ]
    results = []
    for on in (False, True):
        with accelerated(on=on):
            results.append(network.applied(inputs, groups))
    plain, fast = results
    np.testing.assert_allclose(plain.roles, fast.roles, atol=1e-4)
    closed = np.mean([one != other for one, other in zip(plain.gates, fast.gates, strict=True)])
    assert closed < 0.001
    assert reasons(network, plain, on=False) == reasons(network, fast, on=True)


def pooled_groups(network: Network) -> int:
    """Return how many kinds of groups a network pools."""
    rows = [len(layer.pooled) for layer in network.layers if layer.pooled is not None]
    return rows[0] // len(network.last) - 2


def reasons(network: Network, scores: Scores, *, on: bool) -> list[tuple[str, ...]]:
    """Return what speaks against the last lines."""
    rows = np.arange(len(scores.roles))[-3:]
    with accelerated(on=on):
        return attribute(network, scores.of(rows), [0])


def test_nothing_speaks_against_no_lines() -> None:
    network = load("article")
    scores = network.applied(np.zeros((2, len(network.first)), np.float32), [np.zeros(2, int)])
    assert attribute(network, scores.of(np.zeros(0, np.int64)), [0]) == []


@pytest.mark.parametrize("folder", ["articles", "languages"])
def test_the_scorer_removes_the_same_of_cases(folder: str) -> None:
    for path in sorted((FIXTURES / folder).glob("*.txt")):
        assert_scored_alike(read(path).text)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_the_scorer_removes_the_same_of_hostile_texts(name: str) -> None:
    assert_scored_alike(HOSTILE[name](3_000))


def test_a_long_text_has_numbers_beyond_the_table_of_logarithms() -> None:
    plain, fast = pair([f"{PROSE[0]} " * 120], 0)
    expected = load("article").score(article_features(plain)).inputs
    np.testing.assert_allclose(fast.inputs(), expected, atol=1e-5)


def test_arrays_that_do_not_fit_are_refused() -> None:
    compiled, network = accelerator.module(), load("article")
    _, fast = pair(PROSE, 0)
    with pytest.raises(ValueError, match="another size than the text"):
        fast._text.inputs(np.empty((1, len(network.first)), np.float32))
    with pytest.raises(ValueError, match="another size than the network"):
        network.applied(np.zeros((2, 3), np.float32), [np.zeros(2, int)])
    with pytest.raises(ValueError, match="another size than the network"):
        network.applied(np.zeros((2, len(network.first)), np.float32), [])
    with pytest.raises(ValueError, match="negative"):
        network.applied(np.zeros((2, len(network.first)), np.float32), [np.full(2, -1)])
    with pytest.raises(ValueError, match="as many vectors"):
        compiled.Vocabulary(SLOTS, np.zeros(2, np.uint32), np.zeros((3, 2), np.float32))
    with pytest.raises(ValueError, match="share a slot"):
        compiled.Vocabulary(64, np.array([0, 1, 65], np.uint32), np.zeros((3, 2), np.float32))


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from([-np.inf, -1.5, 0.25, 0.25, 3]), st.integers(0, 200)), min_size=1
    ),
    st.sampled_from([Tier(1, 0), Tier(1, 0.4, 0.2), Tier(1, 0, 0.2), Tier(1, -0.2)]),
)
def test_evidence_is_the_same(lines: list[tuple[float, int]], tier: Tier) -> None:
    odds, words = np.array([one for one, _ in lines], np.float32), np.array([n for _, n in lines])
    found = []
    for on in (False, True):
        with accelerated(on=on):
            found.append(line_evidence(odds, words, tier))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6, atol=1e-6)


def test_a_line_must_not_be_empty() -> None:
    with pytest.raises(ValueError, match="empty"):
        CompiledLines(load("article"), ["word", ""], lambda: ([], np.zeros((2, 2), bool)))
    with pytest.raises(ValueError, match="no lines"):
        CompiledLines(load("article"), [], lambda: ([], np.zeros((0, 2), bool)))


def test_the_numbers_of_the_module_are_those_of_the_features() -> None:
    """It refuses arrays of another width, so that features cannot change in one place only."""
    _, fast = pair(PROSE, 0)
    inputs = fast.inputs()
    assert inputs.shape == (len(PROSE), len(load("article").first))
    roles = load("article").applied(inputs, (fast.look,)).roles
    assert roles.shape == (len(PROSE), len(ARTICLE_ROLES))
