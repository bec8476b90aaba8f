"""The network in numpy, compared with a slow one written from its description."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cleaner.scorer.arrays import RaggedHashes
from cleaner.scorer.attribution import attribute
from cleaner.scorer.markup_features import (
    MARKUP_FEATURES,
    MarkupColumns,
    MarkupFeatures,
    Tree,
    markup_features,
)
from cleaner.scorer.model_file import load
from cleaner.scorer.network import CLIP, DECAY, ROLES, Network, Vocabulary
from cleaner.scorer.text_features import TEXT_FEATURES, TextFeatures, text_features
from tests.support import page_cases

TEXTS = (
    *(
        "Home",
        "News",
        "The river rose by a metre in the night",
        "and the mill had to be cleared, before the morning came.",
    ),
    *("Share", "Share", "© 2023 The Post", "Home"),
)
WIDTH, WORDS, PAIRS, NAMES, INLINE = 5, 3, 2, 4, 2

REASONS = [feature.reason for feature in TEXT_FEATURES]
REASONS += [feature.reason for feature in MARKUP_FEATURES]

Arrays = dict[str, Any]


def text() -> TextFeatures:
    return text_features(TEXTS, np.array([True, False] * 4))


def markup(sizes: NDArray[np.int64]) -> MarkupFeatures:
    marked = MarkupColumns(
        container=[1, 1, 3, 3, 2, 2, 0, 1],
        shape=["li", "li", "p", "p", "p", "p", "p", "h1"],
        characters=list(map(len, TEXTS)),
        linked=[4, 4, 0, 0, 5, 5, 0, 4],
        near=[False] * 8,
        bullet=[True, True, *[False] * 6],
        boilerplate=["markup.navigation", "markup.navigation", *[""] * 6],
        traits=[(0.0,) * 7] * 8,
        inline=[(("a", ""),), (("a", "x y"),), (), (), (), (), (("b", ""),), ()],
        parents=[-1, 0, 0, 2],
        levels=[0, 1, 1, 2],
        names=[
            ("body", "", "", "", ""),
            ("nav", "menu", "top", "", ""),
            ("div", "post-12 entry", "", "main", ""),
            ("p", "", "", "", "x"),
        ],
    )
    return markup_features(marked, sizes, [True, *[False] * 9])


def arrays(*, has_markup: bool) -> Arrays:
    """A network at random that knows half of the words."""
    random = np.random.default_rng(1)

    def some(*shape: int) -> NDArray[np.float32]:
        return random.normal(0, 0.4, shape).astype(np.float32)

    features, dense = text(), len(TEXT_FEATURES) + (len(MARKUP_FEATURES) if has_markup else 0)
    words, pairs = np.unique(features.words.items)[::2], np.unique(features.pairs.items)[::2]
    out: Arrays = {
        "dilations": np.array([1, 2, 16]),
        "mean": some(dense),
        "scale": np.abs(some(dense)),
        "last": some(WIDTH, len(ROLES)),
        "words": words,
        "pairs": pairs,
        "word_vectors": some(len(words) + 1, WORDS),
        "pair_vectors": some(len(pairs) + 1, PAIRS),
        "last_bias": some(len(ROLES)),
        "first_bias": some(WIDTH),
    }
    inputs, groups = dense + WORDS + PAIRS, 1
    if has_markup:
        page = markup(features.sizes)
        names, inline = np.unique(page.names.items)[::2], np.unique(page.inline.items)
        out |= {
            "names": names,
            "inline": inline,
            "name_vectors": some(len(names) + 1, NAMES),
            "inline_vectors": some(len(inline) + 1, INLINE),
        }
        inputs, groups = inputs + 3 * NAMES + INLINE, 4
    out["first"] = some(inputs, WIDTH)
    for number in range(3):
        out |= {
            f"conv{number}": some(3, WIDTH, WIDTH),
            f"bias{number}": some(WIDTH),
            f"mix{number}": some(WIDTH, WIDTH),
        }
        out[f"mix_bias{number}"] = some(WIDTH)
    out["pooled1"] = some((2 + groups) * WIDTH, WIDTH)
    return out


def slowly(
    of: Arrays, features: TextFeatures, page: MarkupFeatures | None
) -> list[NDArray[np.float32]]:
    """The inputs and the probabilities of each line, one after the other."""

    def vectors(
        name: str, table: str, bags: RaggedHashes, number: int
    ) -> list[NDArray[np.float32]]:
        known = {int(hash_): at for at, hash_ in enumerate(of[name], 1)}
        return [of[table][known.get(int(item), 0)] for item in bags.part(number, number + 1).items]

    def mean(found: list[Any], size: int) -> Any:
        return np.mean(found, 0) if found else np.zeros(size)

    inputs = []
    for line in range(len(TEXTS)):
        dense = (
            features.dense[line]
            if page is None
            else np.concatenate((features.dense[line], page.dense[line]))
        )
        parts = [np.clip((dense - of["mean"]) * of["scale"], -CLIP, CLIP)]
        parts += [mean(vectors("words", "word_vectors", features.words, line), WORDS)]
        parts += [mean(vectors("pairs", "pair_vectors", features.pairs, line), PAIRS)]
        if page is not None:
            chain, box = [], int(page.container[line])
            while box >= 0:
                chain.append(np.sum(vectors("names", "name_vectors", page.names, box), 0))
                box = int(page.tree.parents[box])
            chain += [np.zeros(NAMES)] * 2
            parts += [
                chain[0],
                chain[1],
                np.sum([DECAY**far * names for far, names in enumerate(chain[2:])], 0),
            ]
            parts += [mean(vectors("inline", "inline_vectors", page.inline, line), INLINE)]
        inputs.append(np.concatenate(parts))
    hidden = [np.maximum(0, line @ of["first"] + of["first_bias"]) for line in inputs]
    groups = [features.look] if page is None else page.groups
    for number, dilation in enumerate(of["dilations"].tolist()):
        after = []
        for line, own in enumerate(hidden):
            z = own @ of[f"conv{number}"][1] + of[f"bias{number}"]
            if line >= dilation:
                z = z + hidden[line - dilation] @ of[f"conv{number}"][0]
            if line + dilation < len(hidden):
                z = z + hidden[line + dilation] @ of[f"conv{number}"][2]
            if number == 1:
                pools = [np.mean(hidden, 0), np.max(hidden, 0)]
                pools += [
                    np.mean(
                        [other for at, other in enumerate(hidden) if group[at] == group[line]], 0
                    )
                    for group in groups
                ]
                z = z + np.concatenate(pools) @ of["pooled1"]
            after.append(own + np.maximum(0, z) @ of[f"mix{number}"] + of[f"mix_bias{number}"])
        hidden = after
    logits = np.array([line @ of["last"] + of["last_bias"] for line in hidden])
    odds = np.exp(logits - logits.max(1, keepdims=True))
    return [np.array(inputs), odds / odds.sum(1, keepdims=True)]


@pytest.mark.parametrize("has_markup", [False, True])
def test_the_network_is_what_it_is_said_to_be(has_markup: bool) -> None:
    features, of = text(), arrays(has_markup=has_markup)
    page = markup(features.sizes) if has_markup else None
    scores = Network(of, REASONS[: len(of["mean"])]).score(features, page)
    inputs, roles = slowly(of, features, page)
    assert scores.inputs == pytest.approx(inputs, abs=1e-4)
    assert scores.roles == pytest.approx(roles, abs=1e-4)


@pytest.mark.parametrize("has_markup", [False, True])
def test_attributions_are_gradient_times_input(has_markup: bool) -> None:
    """Compared with a small step of each input of one line; only the largest ones are named."""
    features, of = text(), arrays(has_markup=has_markup)
    of["pooled1"] = np.zeros_like(of["pooled1"])
    for number in range(3):
        of[f"conv{number}"][[0, 2]] = (
            0  # then a line is its own neighbourhood, and the slope is exact
        )
    model = Network(of, REASONS[: len(of["mean"])])
    scores = model.score(features, markup(features.sizes) if has_markup else None)

    def log_odds(inputs: NDArray[np.float32]) -> float:
        hidden = np.maximum(0, inputs @ of["first"] + of["first_bias"])
        for number in range(3):
            hidden = (
                hidden
                + np.maximum(0, hidden @ of[f"conv{number}"][1] + of[f"bias{number}"])
                @ of[f"mix{number}"]
                + of[f"mix_bias{number}"]
            )
        odds = np.exp(hidden @ of["last"] + of["last_bias"])
        return float(np.log(odds[1] / (odds.sum() - odds[1])))

    line = 2
    weights: dict[str, float] = {}
    for at, name in enumerate(model.reasons):
        step = np.zeros_like(scores.inputs[line], float)
        step[at] = 1e-5
        slope = (log_odds(scores.inputs[line] + step) - log_odds(scores.inputs[line] - step)) / 2e-5
        weights[name] = weights.get(name, 0) + slope * float(scores.inputs[line][at])
    expected = sorted(weights, key=lambda name: weights[name])[:3]
    assert attribute(model, scores.of(np.array([line])), [1])[0] == tuple(
        name for name in expected if weights[name] < 0
    )


def test_a_vocabulary_tells_known_hashes_from_others_in_the_same_slot() -> None:
    words = Vocabulary(np.array([5, 1 << 19], np.uint64))
    assert words.numbers(np.array([5, 1 << 19, 5 + (1 << 19), 0, 6], np.uint64)).tolist() == [
        1,
        2,
        0,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("values", "expected"), [((1, 2, 3, 4), (10, 2, 7, 4)), ((0, 0, 0, 1), (1, 0, 1, 1))]
)
def test_sums_over_descendants(values: tuple[float, ...], expected: tuple[float, ...]) -> None:
    tree = Tree(np.array([-1, 0, 0, 2]), np.array([0, 1, 1, 2]))
    assert tree.sum_descendants(np.array(values, np.float32)[:, None]).ravel().tolist() == list(
        expected
    )


def test_the_shipped_model_tells_an_article_from_its_page() -> None:
    case = page_cases.read("blog")
    roles = (
        load("page")
        .score(text_features(case.text.splitlines(), np.ones(case.text.count("\n"), bool)))
        .roles
    )
    body = dict(zip(case.text.splitlines(), roles[:, ROLES.index("body")].tolist(), strict=True))
    assert roles.sum(1) == pytest.approx(1, abs=1e-4)
    assert min(body[line] for line in case.stay[1:]) > max(body[line] for line in case.go)
