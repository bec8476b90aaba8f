"""The network in PyTorch, as it is trained; `cleaner.scorer.network` is the same in numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cleaner.scorer.arrays import Hashes, RaggedHashes
from cleaner.scorer.markup_features import MARKUP_FEATURES
from cleaner.scorer.network import CLIP, DECAY, ROLES, SLOTS, Vocabulary
from cleaner.scorer.text_features import TEXT_FEATURES
from tests.tools.training.examples import Example
from tests.tools.training.folds import domain_of

DILATIONS = (1, 2, 4, 8, 16)
_POOLED = (1, 3)  # layers to which the page and the groups of lines add
_WIDTH = 64
_SIZES = {"words": 16, "pairs": 8, "names": 12, "inline": 8}  # of the vectors
_DOMAINS = {
    "words": 5,
    "pairs": 6,
    "names": 4,
    "inline": 4,
}  # on which a word or name must occur to be known
_SPREAD = 0.02  # of the vectors at first
_GAIN = 5.0  # lets vectors learn as fast as features
_UNKNOWN = 0.3  # share of words and names that are made unknown in each step
_NAMELESS = 0.15  # share of pages without known names, so that the network can do without
_BLIND = 0.1  # share of features
_DROPPED = 0.2  # share of what a layer finds
_BELOW = -100.0  # lower than any value of a line

_RARE = 2.0  # weight of titles, bylines and the like, which are rare

Vocabularies = dict[str, Hashes]


def vocabularies(examples: Iterable[Example]) -> Vocabularies:
    """Return the sorted hashes of words and names that occur on several domains.

    Of those that share a slot, only the most frequent one.
    """
    seen: dict[str, dict[str, set[int]]] = {}
    for example in examples:
        mine = seen.setdefault(domain_of(example.url), {name: set() for name in _SIZES})
        mine["words"].update(example.text.words.items.tolist())
        mine["pairs"].update(example.text.pairs.items.tolist())
        if example.markup is not None:
            mine["names"].update(example.markup.names.items.tolist())
            mine["inline"].update(example.markup.inline.items.tolist())
    out = {}
    for name, least in _DOMAINS.items():
        counts = Counter(item for mine in seen.values() for item in mine[name])
        frequent = sorted(
            (item for item, count in counts.items() if count >= least),
            key=lambda item: (-counts[item], item),
        )
        slots: dict[int, int] = {}
        for item in frequent:
            slots.setdefault(item & (SLOTS - 1), item)
        out[name] = np.array(sorted(slots.values()), np.uint64)
    return out


class Bagged(NamedTuple):
    """Bags as PyTorch takes them: numbers of vectors, starts, and weights (None: all 1)."""

    items: Tensor
    starts: Tensor
    weights: Tensor | None = None


class Prepared(NamedTuple):
    """An example as tensors."""

    example: Example
    dense: Tensor
    bags: dict[str, Bagged]
    groups: list[Tensor]
    roles: Tensor
    weights: Tensor

    @property
    def size(self) -> int:
        """Lines of the page."""
        return len(self.roles)


def prepared(examples: Iterable[Example], known: Vocabularies) -> list[Prepared]:
    """Convert examples to tensors, with the known words and names."""
    tables = {name: Vocabulary(hashes) for name, hashes in known.items()}
    return [_prepared(example, tables) for example in examples]


def _prepared(example: Example, tables: dict[str, Vocabulary]) -> Prepared:
    text, markup = example.text, example.markup
    bags = {
        "words": _bagged(text.words, tables["words"]),
        "pairs": _bagged(text.pairs, tables["pairs"]),
    }
    dense, groups = text.dense, [text.look]
    if markup is not None:
        dense = np.concatenate((dense, markup.dense), 1)
        groups = list(markup.groups)
        own = np.split(
            tables["names"].numbers(markup.names.items).astype(np.int64), markup.names.starts[1:]
        )
        parents = np.append(markup.tree.parents, -1)
        own.append(own[0][:0])  # of no container
        around = parents[markup.container]
        bags["own"] = _joined([own[box] for box in markup.container])
        bags["around"] = _joined([own[box] for box in around])
        far = _Far(own, parents)
        bags["far"] = _joined(
            [far.of(box)[0] for box in parents[around].tolist()],
            [far.of(box)[1] for box in parents[around].tolist()],
        )
        bags["inline"] = _bagged(markup.inline, tables["inline"])
    weights = (
        np.sqrt(text.sizes + 1.0)
        * ~example.doubtful
        * np.where(example.roles > ROLES.index("body"), _RARE, 1.0)
    )
    return Prepared(
        example,
        torch.from_numpy(dense),
        bags,
        [torch.from_numpy(group) for group in groups],
        torch.from_numpy(example.roles),
        torch.from_numpy((weights / max(1e-9, weights.sum())).astype(np.float32)),
    )


class _Far:
    """The names of a container and its ancestors, with weights that decay outwards."""

    def __init__(self, own: Sequence[NDArray[np.int64]], parents: NDArray[np.int64]) -> None:
        self._own, self._parents = own, parents
        self._known: dict[int, tuple[NDArray[np.int64], NDArray[np.float32]]] = {
            -1: (own[-1], np.zeros(0, np.float32))
        }

    def of(self, box: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        chain = []
        while box not in self._known:
            chain.append(box)
            box = int(self._parents[box])
        for inner in reversed(chain):
            names, weights = self._known[int(self._parents[inner])]
            mine = self._own[inner]
            self._known[inner] = (
                np.concatenate((mine, names)),
                np.concatenate((np.ones(len(mine), np.float32), np.float32(DECAY) * weights)),
            )
        return self._known[chain[0] if chain else box]


def _bagged(bags: RaggedHashes, table: Vocabulary) -> Bagged:
    return Bagged(
        torch.from_numpy(table.numbers(bags.items).astype(np.int64)), torch.from_numpy(bags.starts)
    )


def _joined(
    lists: Sequence[NDArray[np.int64]], weights: Sequence[NDArray[np.float32]] | None = None
) -> Bagged:
    sizes = np.array([len(part) for part in lists])
    return Bagged(
        torch.from_numpy(np.concatenate(lists)),
        torch.from_numpy(np.cumsum(sizes) - sizes),
        None if weights is None else torch.from_numpy(np.concatenate(weights)),
    )


class TorchNetwork(nn.Module):  # type: ignore[misc]  # mypy does not see PyTorch
    """From the lines of several pages to the logits of their roles."""

    mean: Tensor
    scale: Tensor

    def __init__(self, known: Vocabularies, *, has_markup: bool) -> None:
        super().__init__()
        self.has_markup = has_markup
        names = ("words", "pairs", "names", "inline") if has_markup else ("words", "pairs")
        self.vectors = nn.ModuleDict(
            {
                name: nn.EmbeddingBag(
                    len(known[name]) + 1, _SIZES[name], mode="sum" if name == "names" else "mean"
                )
                for name in names
            }
        )
        for table in self.vectors.values():
            nn.init.normal_(table.weight, 0, _SPREAD)
        dense = len(TEXT_FEATURES) + (len(MARKUP_FEATURES) if has_markup else 0)
        self.register_buffer("mean", torch.zeros(dense))
        self.register_buffer("scale", torch.ones(dense))
        width = (
            dense
            + _SIZES["words"]
            + _SIZES["pairs"]
            + (3 * _SIZES["names"] + _SIZES["inline"] if has_markup else 0)
        )
        pooled = (2 + (4 if has_markup else 1)) * _WIDTH
        self.first = nn.Linear(width, _WIDTH)
        self.convolutions = nn.ModuleList(
            [
                nn.Conv1d(_WIDTH, _WIDTH, 3, dilation=dilation, padding=dilation)
                for dilation in DILATIONS
            ]
        )
        self.pools = nn.ModuleDict({str(number): nn.Linear(pooled, _WIDTH) for number in _POOLED})
        self.norms = nn.ModuleList([nn.BatchNorm1d(_WIDTH) for _ in DILATIONS])
        self.mixes = nn.ModuleList([nn.Linear(_WIDTH, _WIDTH) for _ in DILATIONS])
        self.last = nn.Linear(_WIDTH, len(ROLES))

    def standardise(self, pages: Sequence[Prepared]) -> None:
        """Set mean and scale of the features from pages."""
        dense = torch.cat([page.dense for page in pages])
        self.mean.copy_(dense.mean(0))
        self.scale.copy_(1 / dense.std(0).clamp(min=0.05))

    def forward(self, pages: Sequence[Prepared]) -> Tensor:
        dense = ((torch.cat([page.dense for page in pages]) - self.mean) * self.scale).clamp(
            -CLIP, CLIP
        )
        if self.training:
            dense = dense * (torch.rand_like(dense) > _BLIND)
        parts = [self._taught("words", "words", pages), self._taught("pairs", "pairs", pages)]
        if self.has_markup:
            named = (torch.rand(len(pages)) > _NAMELESS).tolist() if self.training else None
            parts += [self._taught("names", bag, pages, named) for bag in ("own", "around")]
            parts += [
                self._taught("names", "far", pages, named) / 2,
                self._taught("inline", "inline", pages, named),
            ]
        inputs = torch.cat(
            (dense, functional.dropout(torch.cat(parts, 1) * _GAIN, _DROPPED, self.training)), 1
        )
        hidden = functional.dropout(functional.relu(self.first(inputs)), _DROPPED, self.training)
        padding = _Padding(pages)
        for number, (convolution, norm, mix) in enumerate(
            zip(self.convolutions, self.norms, self.mixes, strict=True)
        ):
            z = norm(convolution(padding.spread(hidden).transpose(1, 2))).transpose(1, 2)
            z = padding.lines(z)
            if str(number) in self.pools:
                z = z + self.pools[str(number)](
                    functional.dropout(padding.pooled(hidden), _DROPPED, self.training)
                )
            hidden = hidden + functional.dropout(mix(functional.relu(z)), _DROPPED, self.training)
        logits: Tensor = self.last(hidden)
        return logits

    def _taught(
        self, name: str, bag: str, pages: Sequence[Prepared], known: Sequence[bool] | None = None
    ) -> Tensor:
        """Return the vectors of a bag's items; `known` tells on which pages items are known."""
        bags = [page.bags[bag] for page in pages]
        items = torch.cat(
            [one.items * known[number] if known else one.items for number, one in enumerate(bags)]
        )
        if self.training:
            items = items * (torch.rand(len(items)) > _UNKNOWN)
        offsets = np.cumsum([0, *[len(one.items) for one in bags[:-1]]]).tolist()
        starts = torch.cat([one.starts + offset for one, offset in zip(bags, offsets, strict=True)])
        weights = (
            None
            if bags[0].weights is None
            else torch.cat([one.weights for one in bags if one.weights is not None])
        )
        vectors: Tensor = self.vectors[name](items, starts, per_sample_weights=weights)
        return vectors


class _Padding:
    """The positions of several pages' lines in a padded batch."""

    def __init__(self, pages: Sequence[Prepared]) -> None:
        self._pages = pages
        self._sizes = torch.tensor([page.size for page in pages])
        self._longest = int(self._sizes.max())
        self._at = torch.cat(
            [torch.arange(page.size) + number * self._longest for number, page in enumerate(pages)]
        )
        self._page = torch.repeat_interleave(torch.arange(len(pages)), self._sizes)
        self._groups = []
        for which in range(len(pages[0].groups)):
            groups, total = [], 0
            for page in pages:
                groups.append(page.groups[which] + total)
                total += int(page.groups[which].max()) + 1
            group = torch.cat(groups)
            self._groups.append((group, torch.bincount(group, minlength=total).unsqueeze(1)))

    def spread(self, lines: Tensor) -> Tensor:
        padded = torch.zeros(len(self._pages) * self._longest, lines.shape[1])
        return padded.index_copy(0, self._at, lines).view(len(self._pages), self._longest, -1)

    def lines(self, spread: Tensor) -> Tensor:
        return spread.reshape(-1, spread.shape[-1])[self._at]

    def pooled(self, lines: Tensor) -> Tensor:
        """Return mean and maximum over each line's page, and the means over its groups."""
        width = lines.shape[1]
        mean = torch.zeros(len(self._pages), width).index_add(
            0, self._page, lines
        ) / self._sizes.unsqueeze(1)
        most = self.spread(lines - _BELOW).amax(1) + _BELOW  # padding is 0
        parts = [mean[self._page], most[self._page]]
        for group, counts in self._groups:
            parts.append(
                (torch.zeros(len(counts), width).index_add(0, group, lines) / counts)[group]
            )
        return torch.cat(parts, 1)


def arrays(network: TorchNetwork, known: Vocabularies) -> dict[str, NDArray[np.generic]]:
    """Export a trained network as arrays for `cleaner.scorer.network`, normalisations folded in."""
    network.eval()
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    out: dict[str, NDArray[np.generic]] = {
        "dilations": np.array(DILATIONS),
        "mean": state["mean"],
        "scale": state["scale"],
        "first_bias": state["first.bias"],
        "last": state["last.weight"].T,
        "last_bias": state["last.bias"],
    }
    first = state["first.weight"].T.copy()
    dense = len(state["mean"])
    first[dense:] *= _GAIN
    if network.has_markup:
        far = dense + _SIZES["words"] + _SIZES["pairs"] + 2 * _SIZES["names"]
        first[far : far + _SIZES["names"]] /= 2
    out["first"] = first
    for name in network.vectors:
        out[name] = known[name].astype(np.uint32)
        out[name.removesuffix("s") + "_vectors"] = state[f"vectors.{name}.weight"].astype(
            np.float16
        )
    for number in range(len(DILATIONS)):
        gain = state[f"norms.{number}.weight"] / np.sqrt(
            state[f"norms.{number}.running_var"] + network.norms[number].eps
        )
        out[f"conv{number}"] = (
            state[f"convolutions.{number}.weight"] * gain[:, None, None]
        ).transpose(2, 1, 0)
        bias = (
            state[f"convolutions.{number}.bias"] - state[f"norms.{number}.running_mean"]
        ) * gain + state[f"norms.{number}.bias"]
        if number in _POOLED:
            out[f"pooled{number}"] = state[f"pools.{number}.weight"].T
            bias = bias + state[f"pools.{number}.bias"]
        out[f"bias{number}"] = bias
        out[f"mix{number}"] = state[f"mixes.{number}.weight"].T
        out[f"mix_bias{number}"] = state[f"mixes.{number}.bias"]
    return out
