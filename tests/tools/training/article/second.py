"""Training of the second look, on what networks say of documents that they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cleaner.scorer.arrays import Bools, Floats
from cleaner.scorer.article import KEEP
from cleaner.scorer.article_context import CONTEXT, DOUBTFUL, FirstLook, context
from cleaner.scorer.article_features import ARTICLE_ROLES, article_features
from cleaner.scorer.network import CLIP, Network
from tests.tools.training.article.documents import EITHER, Labelled

_LAYERS = 3  # trained one by one and averaged, as one layer of all their units
_HIDDEN = 32
_EPOCHS = 16
_RATE = 3e-3  # the highest
_RISING = 0.2  # share of the steps in which the rate rises
_DECAY = 0.1
_LINES = 512  # of a batch
_DROPPED = 0.3
_BLIND = 0.1  # share of features
_SMOOTHING = 0.02  # of the labels
_LONG = 60  # words beyond which a line weighs no more
_COMMENTS = ARTICLE_ROLES.index("comments")
_COMMENT = 0.3
"""Weight of readers' comments beside other lines: posts are often what a page is about."""
_LINE = CONTEXT.index("line")
_TRUST = 2.0  # of the first look, at first


class Doubtful(NamedTuple):
    """The lines of a document that are looked at twice: features, whether boilerplate, weights.

    Lines on which readers disagree are left out, and those that rules remove.
    """

    context: Floats
    target: Floats
    weight: Floats


def doubtful(network: Network, document: Labelled) -> Doubtful:
    """Return the doubtful lines of a document that the network has not seen."""
    lines = document.lines
    look = FirstLook(
        lines,
        network.score(article_features(lines)).roles,
        network.known_share(lines.words),
        document.structure,
    )
    which: Bools = (look.odds > DOUBTFUL) & (document.categories != EITHER) & ~document.ruled
    categories = document.categories[which]
    weight = np.sqrt(np.minimum(lines.worth[which], _LONG)) + 0.5
    weight[categories == _COMMENTS] *= _COMMENT
    return Doubtful(
        context(look, which),
        (categories > KEEP).astype(np.float32),
        weight.astype(np.float32),
    )


def trained(documents: Sequence[Doubtful]) -> dict[str, NDArray[np.generic]]:
    """Train on doubtful lines, and return the arrays for `cleaner.scorer.second_look`."""
    found = np.concatenate([one.context for one in documents])
    mean, scale = found.mean(0), 1 / np.maximum(found.std(0), 0.05)
    lines = _Lines(
        torch.from_numpy(np.clip((found - mean) * scale, -CLIP, CLIP)),
        torch.from_numpy(np.concatenate([one.target for one in documents])),
        torch.from_numpy(np.concatenate([one.weight for one in documents])),
    )
    layers = [_layer(lines, seed) for seed in range(_LAYERS)]
    arrays = {
        "mean": mean,
        "scale": scale,
        "first": np.concatenate([_array(layer.first.weight) for layer in layers]).T,
        "first_bias": np.concatenate([_array(layer.first.bias) for layer in layers]),
        "last": np.concatenate([_array(layer.last.weight)[0] for layer in layers]) / _LAYERS,
        "direct": np.mean([_array(layer.direct.weight)[0] for layer in layers], 0),
        "bias": np.mean(
            [_array(layer.direct.bias)[0] + _array(layer.last.bias)[0] for layer in layers]
        ),
    }
    return {f"second_{name}": np.asarray(array, np.float32) for name, array in arrays.items()}


class _Lines(NamedTuple):
    inputs: Tensor
    target: Tensor
    weight: Tensor


class _Layer(nn.Module):  # type: ignore[misc]  # mypy does not see PyTorch
    """Hidden units, and a way around them."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(len(CONTEXT), _HIDDEN)
        self.last = nn.Linear(_HIDDEN, 1)
        self.direct = nn.Linear(len(CONTEXT), 1)
        nn.init.normal_(self.last.weight, 0, 0.02)
        nn.init.zeros_(self.direct.weight)
        with torch.no_grad():
            self.direct.weight[0, _LINE] = _TRUST

    def forward(self, inputs: Tensor) -> Tensor:
        seen = functional.dropout(inputs, _BLIND, self.training)
        hidden = functional.dropout(torch.relu(self.first(seen)), _DROPPED, self.training)
        odds: Tensor = (self.direct(inputs) + self.last(hidden)).squeeze(1)
        return odds


def _layer(lines: _Lines, seed: int) -> _Layer:
    torch.manual_seed(seed)
    layer = _Layer()
    optimizer = torch.optim.AdamW(layer.parameters(), lr=_RATE, weight_decay=_DECAY)
    count = len(lines.inputs)
    steps = _EPOCHS * -(-count // _LINES)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=steps + 1, pct_start=_RISING
    )
    target = lines.target * (1 - _SMOOTHING) + _SMOOTHING / 2
    weight = lines.weight / lines.weight.mean()
    for chosen in (part for _ in range(_EPOCHS) for part in torch.randperm(count).split(_LINES)):
        losses = functional.binary_cross_entropy_with_logits(
            layer(lines.inputs[chosen]), target[chosen], reduction="none"
        )
        optimizer.zero_grad()
        (losses * weight[chosen]).mean().backward()
        optimizer.step()
        schedule.step()
    layer.eval()
    return layer


def _array(weights: Tensor) -> Floats:
    found: Floats = weights.detach().numpy()
    return found
