"""The line scorer's network, in numpy: from the features of a page's lines to the probability of each role, and why.

Each line is a vector of its features and of what its words and the names in its markup have taught; layers of convolutions
over the page's lines, and means over the whole page and over lines of one kind, let it know its neighbours. It is trained by
`cleaner.scoring.training` (PyTorch), which writes the arrays that are read here; only numpy is needed to run it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from cleaner.document import Role
from cleaner.scoring.markup import MARKUP_NAMES, MarkupFeatures
from cleaner.scoring.text import TEXT_NAMES, Bags, Floats, Hashes, Ints, TextFeatures, sums

ROLES: tuple[Role, ...] = get_args(Role)
SLOTS = 1 << 19
"""Of the table by which a vocabulary is looked up."""
FAR = 0.8
"""How much less the names of each box further out weigh."""
_UNSHARED = 1 << 18
"""Multiplications up to which OpenBLAS does not share out a product (its GEMM_MULTITHREAD_THRESHOLD is 4, for 2^16 each)."""
CLIP = 5.0
"""Standard deviations from the mean beyond which a feature says nothing more."""


class Vocabulary:
    """The words (or names) that a model knows, by 32 bits of their hashes; no two may have one slot."""

    def __init__(self, hashes: NDArray[np.unsignedinteger[Any]]) -> None:
        self._hashes = np.concatenate((np.zeros(1, np.uint32), hashes.astype(np.uint32)))
        self._table = np.zeros(SLOTS, np.int32)
        self._table[self._hashes[1:] & np.uint32(SLOTS - 1)] = np.arange(1, len(hashes) + 1, dtype=np.int32)

    def numbers(self, hashes: Hashes) -> Ints:
        """For each hash the number of its vector: 0 for one that is not known."""
        short = hashes.astype(np.uint32)
        found: Ints = self._table[short & np.uint32(SLOTS - 1)]
        known: Ints = np.where(self._hashes[found] == short, found, 0)
        return known


class Layer(NamedTuple):
    """A layer: a convolution over three lines that stand `dilation` apart, what the page and groups of lines add, and a mix of both."""

    dilation: int
    left: Floats
    centre: Floats
    right: Floats
    bias: Floats
    pooled: Floats | None
    mix: Floats
    mix_bias: Floats


class Scores(NamedTuple):
    """For n lines: `roles` is n × len(ROLES), probabilities that add up to 1. The rest is for `Model.weighed`."""

    roles: Floats
    inputs: Floats
    first: NDArray[np.bool_]
    gates: tuple[NDArray[np.bool_], ...]


class Model:
    """A trained network. Immutable; `arrays` as training writes them."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._arrays = arrays
        self._words, self._pairs = self._vocabulary("words"), self._vocabulary("pairs")
        self._word_vectors, self._pair_vectors = self._floats("word_vectors"), self._floats("pair_vectors")
        self.has_markup = "name_vectors" in arrays
        if self.has_markup:
            self._names, self._inline = self._vocabulary("names"), self._vocabulary("inline")
            self._name_vectors, self._inline_vectors = self._floats("name_vectors"), self._floats("inline_vectors")
        self._mean, self._scale = self._floats("mean"), self._floats("scale")
        self._first, self._first_bias = self._floats("first"), self._floats("first_bias")
        self._last, self._last_bias = self._floats("last"), self._floats("last_bias")
        self._layers = tuple(self._layer(number, int(dilation)) for number, dilation in enumerate(arrays["dilations"]))

    def _floats(self, name: str) -> Floats:
        return np.ascontiguousarray(self._arrays[name], dtype=np.float32)

    def _vocabulary(self, name: str) -> Vocabulary:
        return Vocabulary(self._arrays[name].astype(np.uint32))

    def _layer(self, number: int, dilation: int) -> Layer:
        left, centre, right = self._floats(f"conv{number}")
        pooled = self._floats(f"pooled{number}") if f"pooled{number}" in self._arrays else None
        return Layer(
            dilation,
            left,
            centre,
            right,
            self._floats(f"bias{number}"),
            pooled,
            self._floats(f"mix{number}"),
            self._floats(f"mix_bias{number}"),
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each input is, in words."""
        dense = (*TEXT_NAMES, *MARKUP_NAMES) if self.has_markup else TEXT_NAMES
        out = [*dense, *["its words"] * self._word_vectors.shape[1], *["its pairs of words"] * self._pair_vectors.shape[1]]
        if self.has_markup:
            size = self._name_vectors.shape[1]
            out += [*["its element's names"] * size, *["the names of the element around it"] * size, *["the names further out"] * size]
            out += ["the elements in it"] * self._inline_vectors.shape[1]
        return tuple(out)

    @cached_property
    def _by_name(self) -> tuple[tuple[str, ...], Ints]:
        """The different names of inputs, and where each begins: inputs of one name stand together."""
        different = tuple(dict.fromkeys(self.names))
        return different, np.array([self.names.index(name) for name in different])

    def score(self, text: TextFeatures, markup: MarkupFeatures | None = None) -> Scores:
        """The roles of a page's lines. A model with markup needs that of the page, one without takes none."""
        parts = [(text.dense if markup is None else np.concatenate((text.dense, markup.dense), 1)) - self._mean]
        parts[0] *= self._scale
        np.clip(parts[0], -CLIP, CLIP, out=parts[0])
        parts += [_mean(self._words, self._word_vectors, text.words), _mean(self._pairs, self._pair_vectors, text.pairs)]
        groups = [text.kind]
        if markup is not None:
            own = _sum(self._names, self._name_vectors, markup.names)
            far = markup.tree.inwards(own, FAR)
            outside = np.concatenate((own, np.zeros((1, own.shape[1]), np.float32)))  # a box without a parent has the number -1
            further = np.concatenate((far, np.zeros((1, own.shape[1]), np.float32)))
            parents = np.append(markup.tree.parents, -1)
            around = parents[markup.box]
            parts += [own[markup.box], outside[around], further[parents[around]], _mean(self._inline, self._inline_vectors, markup.inline)]
            groups = list(markup.groups)
        inputs = np.concatenate(parts, 1)
        hidden = _times(inputs, self._first) + self._first_bias
        first = hidden > 0
        hidden *= first
        means = [_Means(group) for group in groups]
        gates = []
        for layer in self._layers:
            z = _times(hidden, layer.centre)
            z += layer.bias
            if layer.dilation < len(hidden):
                z[layer.dilation :] += _times(hidden[: -layer.dilation], layer.left)
                z[: -layer.dilation] += _times(hidden[layer.dilation :], layer.right)
            if layer.pooled is not None:
                width = hidden.shape[1]
                z += np.concatenate((hidden.mean(0), hidden.max(0))) @ layer.pooled[: 2 * width]
                for number, mean in enumerate(means, 2):
                    z += mean(_times(hidden, layer.pooled[number * width : (number + 1) * width]))
            gate = z > 0
            z *= gate
            gates.append(gate)
            hidden += _times(z, layer.mix)
            hidden += layer.mix_bias
        logits: Floats = _times(hidden, self._last) + self._last_bias
        return Scores(_softmax(logits), inputs, first, tuple(gates))

    def weighed(self, scores: Scores, rows: Ints, keep: Sequence[int], most: int = 3) -> list[tuple[str, ...]]:
        """For some lines the features of their own that spoke most against keeping them, those first that weighed most.

        What a feature weighs is the gradient of the log-odds by it (the line's neighbours taken as they are) times its deviation
        from the mean. `keep` are the numbers of the roles that are kept.
        """
        roles = scores.roles[rows]
        kept = np.zeros(len(ROLES), bool)
        kept[list(keep)] = True
        share = np.clip(roles[:, kept].sum(1, keepdims=True), 1e-6, 1 - 1e-6)
        slope = (np.where(kept, roles / share, -roles / (1 - share)) @ self._last.T).astype(np.float32)
        for layer, gate in zip(reversed(self._layers), reversed(scores.gates), strict=True):
            slope += _times(_times(slope, layer.mix.T) * gate[rows], layer.centre.T)
        weights = _times(slope * scores.first[rows], self._first.T) * scores.inputs[rows]
        names, starts = self._by_name
        by_name = np.add.reduceat(weights, starts, 1)
        order = np.argpartition(by_name, most, 1)[:, :most]
        order = np.take_along_axis(order, np.argsort(np.take_along_axis(by_name, order, 1), 1), 1)
        weighs = np.take_along_axis(by_name, order, 1) < 0
        return [
            tuple(names[number] for number, does in zip(line, do, strict=True) if does)
            for line, do in zip(order.tolist(), weighs.tolist(), strict=True)
        ]


def _times(rows: Floats, matrix: Floats) -> Floats:
    """The product of both, a few rows at a time.

    OpenBLAS takes all cores for larger products. They are too small to gain by it, and with one process a core, as corpora are cleaned,
    the threads wait for each other: that took three times as long.
    """
    out = np.empty((len(rows), matrix.shape[1]), np.float32)
    step = max(1, _UNSHARED // matrix.size)
    for start in range(0, len(rows), step):
        np.matmul(rows[start : start + step], matrix, out=out[start : start + step])
    return out


def _softmax(logits: Floats) -> Floats:
    out: Floats = np.exp(logits - logits.max(1, keepdims=True))
    out /= out.sum(1, keepdims=True)
    return out


def _sum(vocabulary: Vocabulary, vectors: Floats, bags: Bags) -> Floats:
    return sums(vectors[vocabulary.numbers(bags.items)], bags.starts, bags.sizes)


def _mean(vocabulary: Vocabulary, vectors: Floats, bags: Bags) -> Floats:
    out = _sum(vocabulary, vectors, bags)
    out /= np.maximum(bags.sizes, 1)[:, None]
    return out


class _Means:
    """The mean of a group's lines, for each line."""

    def __init__(self, group: Ints) -> None:
        self._group = group
        self._order = np.argsort(group, kind="stable")
        counts = np.bincount(group)
        self._starts = np.cumsum(counts) - counts
        self._share = (1 / counts).astype(np.float32)[:, None]

    def __call__(self, values: Floats) -> Floats:
        means = np.add.reduceat(values[self._order], self._starts, 0)
        means *= self._share
        out: Floats = means[self._group]
        return out


@cache
def load(name: str, folder: str | None = None) -> Model:
    """The model for a kind of page, `page` (text alone) or `html`: that which is shipped, or one in a folder. Raises OSError."""
    path = (files("cleaner.scoring") if folder is None else Path(folder)).joinpath(f"{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return Model(dict(arrays))
