"""The glance at a text before it is scored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from cleaner.scorer import article as scoring
from cleaner.scorer.arrays import Floats
from cleaner.scorer.article import families, scored
from cleaner.scorer.article_features import ArticleLines, article_features
from cleaner.scorer.glance import Glance, _least, glance_for
from cleaner.scorer.model_file import load
from cleaner.scorer.network import Network
from cleaner.scorer.second_look import SecondLook
from tests.scorer.test_article import PROSE, RESIDUE
from tests.support.accelerator import accelerated

TIERS = np.array([(0.0005, 1.0), (0.005, -1.0)], np.float32)
UNITS = 4


def lines(*texts: str) -> ArticleLines:
    return ArticleLines(texts, np.ones(len(texts), bool), families([()] * len(texts)))


def made(bias: float, slope: float = 0.0) -> Network:
    """A network whose glance finds every line as probable, but for its first input."""
    width = len(load("article").first)
    first = np.zeros((width, UNITS), np.float32)
    first[0] = 1
    last = np.zeros((UNITS, 2), np.float32)
    last[0, 1] = slope
    glance = {
        "dilations": np.array([1]),
        "first": first,
        "first_bias": np.zeros(UNITS, np.float32),
        "conv0": np.zeros((3, UNITS, UNITS), np.float32),
        "bias0": np.zeros(UNITS, np.float32),
        "mix0": np.zeros((UNITS, UNITS), np.float32),
        "mix_bias0": np.zeros(UNITS, np.float32),
        "last": last,
        "last_bias": np.array([0, bias], np.float32),
        "tiers": TIERS,
    }
    shipped = load("article")
    return Network(
        {**shipped._arrays, **{f"glance_{name}": array for name, array in glance.items()}},
        ["a feature"] * len(shipped.mean),
    )


def inputs(*values: float) -> Floats:
    """The inputs of as many lines; the first input of each has a value."""
    out = np.zeros((len(values), len(load("article").first)), np.float32)
    out[:, 0] = values
    return out


@pytest.mark.parametrize(
    ("bias", "max_loss", "expected"),
    [
        (1.1, 0.0005, True),
        (0.9, 0.0005, False),
        (0.9, 0.005, True),
        (-0.9, 0.001, True),
        (-1.1, 0.005, False),
        (-9.0, 0.01, True),
    ],
    ids=str,
)
def test_how_probable_a_removal_must_be(bias: float, max_loss: float, expected: bool) -> None:
    assert glance_for(made(bias), max_loss)(inputs(0, 0)) is expected


@pytest.mark.parametrize("on", [False, True])
def test_one_line_is_enough(on: bool) -> None:
    with accelerated(on=on):
        glance = Glance(made(-5, slope=5), 0.0005)
        assert glance(inputs(0, 0, 2, 0))
        assert not glance(inputs(0, 1, 0.5, -9))


def test_more_loss_needs_no_more() -> None:
    found = [_least(TIERS, loss) for loss in (0.0001, 0.0005, 0.001, 0.005, 0.1)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0


def test_every_text_is_worth_it_to_a_model_without_a_glance() -> None:
    shipped = load("article")
    arrays = {name: a for name, a in shipped._arrays.items() if not name.startswith("glance_")}
    assert glance_for(Network(arrays, ["x"] * len(shipped.mean)), 0.0005)(inputs(0))


def test_a_text_that_is_not_worth_it_is_not_scored() -> None:
    network, of = load("article"), lines(*PROSE)
    second = SecondLook(network.extra)
    assert scored(network, second, of, tuple, lambda *_: False) is None
    found, asked = (
        scored(network, second, of, tuple, lambda *_: True),
        scored(network, second, of, tuple),
    )
    assert found is not None
    assert asked is not None
    assert found.odds.tolist() == asked.odds.tolist()


@pytest.mark.parametrize(("most", "expected"), [(0, True), (1.1, False)])
def test_texts_in_other_languages_are_scored_on_demand(
    most: float, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, of = load("article"), lines(*PROSE)
    second = SecondLook(network.extra)
    monkeypatch.setattr(scoring, "MIN_KNOWN", most)
    assert scored(network, second, of, tuple) is not None
    found = scored(network, second, of, tuple, lambda _, known: known == expected)
    assert found is not None
    assert (scored(network, second, of, tuple, any_language=False) is not None) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (PROSE, False),
        ((*PROSE, *PROSE[::-1]), False),
        (("The river rose by a metre", *PROSE), False),
        ((*PROSE, RESIDUE[1]), True),
        ((*PROSE, RESIDUE[2]), True),
        ((*PROSE, *RESIDUE[1:3]), True),
    ],
)
def test_what_the_shipped_glance_says(texts: Sequence[str], expected: bool) -> None:
    network = load("article")
    found = network.inputs(article_features(lines(*texts)))
    assert glance_for(network, 0.0005)(found) is expected
