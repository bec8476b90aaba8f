"""The network in PyTorch.

It is the network of `tests.tools.training.network` without markup; `cleaner.scorer.network` is the
same in numpy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cleaner.scorer.arrays import Bools, Floats, Hashes, Ints, RaggedHashes
from cleaner.scorer.article_features import ARTICLE_FEATURES, ARTICLE_ROLES, article_features
from cleaner.scorer.network import CLIP, SLOTS, Vocabulary
from tests.tools.training.article.documents import EITHER, Labelled

DILATIONS = (1, 2, 4, 8, 16)
WIDTH = 64
GAIN = 5.0
"""Lets vectors learn as fast as features."""
_POOLED = (1, 3)  # layers to which the text and groups of lines add
SIZES = {"words": 16, "pairs": 8}
_DOMAINS = {"words": 10, "pairs": 18}  # on which a word must occur to be known
_SPREAD = 0.02  # of the vectors at first
_UNKNOWN = 0.3  # share of words made unknown in each step
_BLIND = 0.1  # share of features
_DROPPED = 0.2
_GAP = max(DILATIONS)  # lines of padding between texts
_LONG = 60  # words beyond which a line weighs no more

Vocabularies = dict[str, Hashes]


class Example(NamedTuple):
    """A text as arrays."""

    domain: str
    dense: Floats
    bags: dict[str, RaggedHashes]
    look: Ints
    target: Ints
    weight: Floats


def example_of(text: Labelled, weight: float = 1) -> Example:
    """Convert a text to arrays; all its lines count `weight` times as much."""
    found = article_features(text.lines)
    return Example(
        text.domain,
        found.dense,
        {"words": found.words, "pairs": found.pairs},
        found.look,
        np.maximum(text.categories, 0),
        _weights(found.sizes, text.categories != EITHER) * np.float32(weight),
    )


def _weights(sizes: Ints, counts: Bools) -> Floats:
    """Long lines and short texts weigh more, but less than in proportion."""
    weights = np.sqrt(np.minimum(sizes, _LONG) + 1.0) * counts
    share: Floats = (weights / np.sqrt(max(1e-9, weights.sum()))).astype(np.float32)
    return share


def vocabularies(examples: Iterable[Example]) -> Vocabularies:
    """Return the sorted hashes of words that occur on several domains, one for each slot."""
    seen: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in SIZES}
    for example in examples:
        for name, bag in example.bags.items():
            seen[name][example.domain].update(bag.items.astype(np.uint32).tolist())
    return {name: _frequent(seen[name].values(), least) for name, least in _DOMAINS.items()}


def _frequent(domains: Iterable[set[int]], least: int) -> Hashes:
    counts = Counter(item for items in domains for item in items)
    frequent = [item for item, count in counts.items() if count >= least]
    slots: dict[int, int] = {}
    for item in sorted(frequent, key=lambda item: (-counts[item], item)):
        slots.setdefault(item & (SLOTS - 1), item)
    return np.array(sorted(slots.values()), np.uint64)


@dataclass(frozen=True)
class Prepared:
    """An example as tensors: numbers of words, and how many each line has."""

    dense: Tensor
    words: dict[str, tuple[Tensor, Tensor]]
    look: Tensor
    target: Tensor
    weight: Tensor


def prepared(examples: Iterable[Example], known: Vocabularies) -> list[Prepared]:
    """Convert examples to tensors."""
    tables = {name: Vocabulary(hashes) for name, hashes in known.items()}
    return [
        Prepared(
            torch.from_numpy(one.dense),
            {name: _numbers(tables[name], bag) for name, bag in one.bags.items()},
            torch.from_numpy(one.look),
            torch.from_numpy(one.target.astype(np.int64)),
            torch.from_numpy(one.weight),
        )
        for one in examples
    ]


def _numbers(table: Vocabulary, bag: RaggedHashes) -> tuple[Tensor, Tensor]:
    numbers = table.numbers(bag.items).astype(np.int64)
    return torch.from_numpy(numbers), torch.from_numpy(bag.sizes)


class Batch:
    """Several texts below each other, with padding between them for the convolutions."""

    def __init__(self, texts: Sequence[Prepared]) -> None:
        sizes = [len(text.dense) for text in texts]
        self.dense = torch.cat([text.dense for text in texts])
        self.target = torch.cat([text.target for text in texts])
        self.weight = torch.cat([text.weight for text in texts])
        self.words = {name: self._joined([text.words[name] for text in texts]) for name in SIZES}
        self.text = torch.repeat_interleave(torch.arange(len(texts)), torch.tensor(sizes))
        self.sizes = torch.tensor(sizes, dtype=torch.float32).unsqueeze(1)
        starts = np.cumsum([_GAP, *(size + _GAP for size in sizes)])
        self.place = torch.cat(
            [torch.arange(n) + start for n, start in zip(sizes, starts.tolist(), strict=False)]
        )
        self.length = int(starts[-1])
        looks = np.cumsum([0, *(int(text.look.max()) + 1 for text in texts)]).tolist()
        self.look = torch.cat([text.look + at for text, at in zip(texts, looks, strict=False)])
        counts = torch.bincount(self.look, minlength=looks[-1])
        self.look_sizes = counts.float().unsqueeze(1)

    @staticmethod
    def _joined(parts: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        sizes = torch.cat([size for _, size in parts])
        return torch.cat([items for items, _ in parts]), torch.cumsum(sizes, 0) - sizes

    def spread(self, lines: Tensor) -> Tensor:
        """Place lines in one long sequence with padding: 1 × width × length."""
        padded = torch.zeros(self.length, lines.shape[1]).index_copy(0, self.place, lines)
        return padded.t().unsqueeze(0)

    def lines(self, sequence: Tensor) -> Tensor:
        """Take the lines out of a sequence."""
        return sequence[0].t()[self.place]

    def pooled(self, lines: Tensor) -> Tensor:
        """Return mean and maximum over each line's text, and the mean of lines that look alike."""
        shape = (len(self.sizes), lines.shape[1])
        mean = torch.zeros(shape).index_add(0, self.text, lines) / self.sizes
        most = torch.full(shape, -100.0).scatter_reduce(
            0, self.text.unsqueeze(1).expand_as(lines), lines, "amax"
        )
        alike = torch.zeros(len(self.look_sizes), lines.shape[1]).index_add(0, self.look, lines)
        parts = (mean[self.text], most[self.text], (alike / self.look_sizes)[self.look])
        return torch.cat(parts, 1)


class ArticleNetwork(nn.Module):  # type: ignore[misc]  # mypy does not see PyTorch
    """From the lines of several texts to logits."""

    mean: Tensor
    scale: Tensor

    def __init__(self, known: Vocabularies) -> None:
        super().__init__()
        dense = len(ARTICLE_FEATURES)
        self.vectors = nn.ModuleDict(
            {
                name: nn.EmbeddingBag(len(known[name]) + 1, size, mode="mean")
                for name, size in SIZES.items()
            }
        )
        for table in self.vectors.values():
            nn.init.normal_(table.weight, 0, _SPREAD)
        self.register_buffer("mean", torch.zeros(dense))
        self.register_buffer("scale", torch.ones(dense))
        self.first = nn.Linear(dense + sum(SIZES.values()), WIDTH)
        self.convolutions = nn.ModuleList(
            [nn.Conv1d(WIDTH, WIDTH, 3, dilation=one, padding=one) for one in DILATIONS]
        )
        self.norms = nn.ModuleList([nn.BatchNorm1d(WIDTH) for _ in DILATIONS])
        self.pools = nn.ModuleDict({str(one): nn.Linear(3 * WIDTH, WIDTH) for one in _POOLED})
        self.mixes = nn.ModuleList([nn.Linear(WIDTH, WIDTH) for _ in DILATIONS])
        self.last = nn.Linear(WIDTH, len(ARTICLE_ROLES))

    def standardise(self, texts: Sequence[Prepared]) -> None:
        """Set mean and scale of the features from texts."""
        dense = torch.cat([text.dense for text in texts])
        self.mean.copy_(dense.mean(0))
        self.scale.copy_(1 / dense.std(0).clamp(min=0.05))

    def forward(self, batch: Batch) -> Tensor:
        dense = ((batch.dense - self.mean) * self.scale).clamp(-CLIP, CLIP)
        if self.training:
            dense = dense * (torch.rand_like(dense) > _BLIND)
        vectors = torch.cat([self._mean_vectors(name, batch) for name in SIZES], 1)
        inputs = torch.cat((dense, self._dropped(vectors * GAIN)), 1)
        hidden = self._dropped(functional.relu(self.first(inputs)))
        layers = zip(self.convolutions, self.norms, self.mixes, strict=True)
        for number, (convolution, norm, mix) in enumerate(layers):
            z = norm(batch.lines(convolution(batch.spread(hidden))))
            if str(number) in self.pools:
                z = z + self.pools[str(number)](self._dropped(batch.pooled(hidden)))
            hidden = hidden + self._dropped(mix(functional.relu(z)))
        logits: Tensor = self.last(hidden)
        return logits

    def _mean_vectors(self, name: str, batch: Batch) -> Tensor:
        items, starts = batch.words[name]
        if self.training:
            items = items * (torch.rand(len(items)) > _UNKNOWN)
        vectors: Tensor = self.vectors[name](items, starts)
        return vectors

    def _dropped(self, values: Tensor) -> Tensor:
        return functional.dropout(values, _DROPPED, self.training)


Arrays = dict[str, NDArray[np.generic]]


def arrays(network: ArticleNetwork, known: Vocabularies) -> Arrays:
    """Export a network as arrays for `cleaner.scorer.network`, normalisations folded in.

    Vectors are stored as 8-bit integers with one scale for each column, weights as 16-bit floats.
    """
    network.eval()
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    first = state["first.weight"].T.copy()
    first[len(state["mean"]) :] *= GAIN
    out: Arrays = {
        "dilations": np.array(DILATIONS),
        "mean": state["mean"],
        "scale": state["scale"],
        "first": first.astype(np.float16),
        "first_bias": state["first.bias"],
        "last": state["last.weight"].T,
        "last_bias": state["last.bias"],
    }
    for name in SIZES:
        vectors = state[f"vectors.{name}.weight"]
        scale = np.abs(vectors).max(0) / 127
        out[name] = known[name].astype(np.uint32)
        out[f"{name.removesuffix('s')}_vectors"] = np.round(vectors / scale).astype(np.int8)
        out[f"{name.removesuffix('s')}_vectors_scale"] = scale
    for number in range(len(DILATIONS)):
        out |= _layer(network, state, number)
    return out


def _layer(network: ArticleNetwork, state: dict[str, Floats], number: int) -> Arrays:
    spread = np.sqrt(state[f"norms.{number}.running_var"] + network.norms[number].eps)
    gain = state[f"norms.{number}.weight"] / spread
    shift = state[f"convolutions.{number}.bias"] - state[f"norms.{number}.running_mean"]
    bias = shift * gain + state[f"norms.{number}.bias"]
    kernel = state[f"convolutions.{number}.weight"] * gain[:, None, None]
    out: Arrays = {
        f"conv{number}": kernel.transpose(2, 1, 0).astype(np.float16),
        f"mix{number}": state[f"mixes.{number}.weight"].T.astype(np.float16),
        f"mix_bias{number}": state[f"mixes.{number}.bias"],
    }
    if number in _POOLED:
        out[f"pooled{number}"] = state[f"pools.{number}.weight"].T.astype(np.float16)
        bias = bias + state[f"pools.{number}.bias"]
    out[f"bias{number}"] = bias
    return out
