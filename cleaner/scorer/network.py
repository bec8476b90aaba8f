"""The line scorer's neural network in numpy: from the features of lines to their roles.

Each line is a vector of its features and of learned vectors for its words and for the names in its
markup. Residual layers of dilated convolutions over the lines, with means over the page and over
groups of lines, let a line see its neighbours. `tests/tools/training` trains it in PyTorch and
writes the arrays that are read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from cleaner.core import accelerator
from cleaner.core.analysis import LineRole
from cleaner.scorer.arrays import Bools, Floats, Hashes, Ints, RaggedHashes, row_sums
from cleaner.scorer.compiled_network import compiled_network
from cleaner.scorer.markup_features import MarkupFeatures
from cleaner.scorer.text_features import TextFeatures

ROLES: tuple[LineRole, ...] = get_args(LineRole)
SLOTS = 1 << 19
"""Size of the table in which a vocabulary is looked up."""
DECAY = 0.8
"""How much the names of each container further out count, relative to the one inside."""
CLIP = 5.0
"""Standard deviations from the mean at which features are clipped."""
_UNSHARED = 1 << 18
"""Multiplications up to which OpenBLAS uses one thread: GEMM_MULTITHREAD_THRESHOLD (4) × 2^16."""


class Vocabulary:
    """The words (or names) that a model knows, by 32 bits of their hashes; no two share a slot.

    `table` has for each slot the number of its word (0 for none), `hashes` the hash of each number.
    """

    def __init__(self, hashes: NDArray[np.unsignedinteger[Any]]) -> None:
        self.hashes = np.concatenate((np.zeros(1, np.uint32), hashes.astype(np.uint32)))
        self.table = np.zeros(SLOTS, np.int32)
        slots = self.hashes[1:] & np.uint32(SLOTS - 1)
        self.table[slots] = np.arange(1, len(hashes) + 1, dtype=np.int32)

    def numbers(self, hashes: Hashes) -> NDArray[np.int32]:
        """Return the number of each hash's vector: 0 for an unknown one."""
        short = hashes.astype(np.uint32)
        found: NDArray[np.int32] = self.table.take(short & np.uint32(SLOTS - 1))
        found *= self.hashes.take(found) == short
        return found


class Embedding:
    """A vocabulary and the learned vector of each of its words; row 0 is for unknown ones."""

    def __init__(self, hashes: NDArray[np.unsignedinteger[Any]], vectors: Floats) -> None:
        self.vocabulary = Vocabulary(hashes)
        self.vectors = vectors

    @property
    def width(self) -> int:
        """Numbers of a vector."""
        return int(self.vectors.shape[1])

    def known_share(self, bags: RaggedHashes) -> float:
        """Return the share of all words that are known; 1 if there are none."""
        if not len(bags.items):
            return 1.0
        return float(np.mean(self.vocabulary.numbers(bags.items) > 0))

    def sum(self, bags: RaggedHashes) -> Floats:
        """Return for each line the sum of its words' vectors."""
        if compiled := accelerator.features():
            out = np.empty((len(bags.sizes), self.width), np.float32)
            compiled.sum_bags(bags.items, bags.sizes, self._compiled, out, False)
            return out
        vectors = self.vectors.take(self.vocabulary.numbers(bags.items), 0)
        return row_sums(vectors, bags.starts, bags.sizes)

    def write_mean(self, bags: RaggedHashes, out: Floats) -> None:
        """Write for each line the mean of its words' vectors."""
        if compiled := accelerator.features():
            compiled.sum_bags(bags.items, bags.sizes, self._compiled, out, True)
        else:
            np.divide(
                self.sum(bags), np.maximum(bags.sizes, 1)[:, None], out=out, casting="same_kind"
            )

    @cached_property
    def _compiled(self) -> Any:
        """The same in the compiled module."""
        return accelerator.features().Vocabulary(SLOTS, self.vocabulary.hashes, self.vectors)


class Layer(NamedTuple):
    """A residual layer: a convolution over three lines, pooled means if any, and a linear mix."""

    dilation: int
    left: Floats
    centre: Floats
    right: Floats
    bias: Floats
    pooled: Floats | None
    mix: Floats
    mix_bias: Floats

    def convolve(self, hidden: Floats) -> Floats:
        """Return the convolution over each line and those `dilation` lines above and below."""
        z = multiply(hidden, self.centre)
        z += self.bias
        if self.dilation < len(hidden):
            z[self.dilation :] += multiply(hidden[: -self.dilation], self.left)
            z[: -self.dilation] += multiply(hidden[self.dilation :], self.right)
        return z

    def add_pooled(self, z: Floats, hidden: Floats, groups: list[GroupMeans]) -> None:
        """Add what the whole page and the groups of each line contribute."""
        if self.pooled is None:
            return
        width = hidden.shape[1]
        z += np.concatenate((hidden.mean(0), hidden.max(0))) @ self.pooled[: 2 * width]
        for number, mean in enumerate(groups, 2):
            weights = self.pooled[number * width : (number + 1) * width]
            z += mean.spread(multiply(mean(hidden), weights))


class Scores(NamedTuple):
    """For n lines: `roles` is n × roles, probabilities with sum 1. `attribute` needs the rest.

    `gates` tells which units are open: of the first layer, then of the residual ones.
    """

    roles: Floats
    inputs: Floats
    gates: Sequence[Bools] | Bools

    def of(self, rows: Ints) -> Scores:
        """Return the scores of some of the lines."""
        gates = np.asarray(self.gates)[:, rows]
        return Scores(self.roles[rows], self.inputs[rows], gates)


class Network:
    """A trained network. Immutable.

    `arrays` are as training writes them; `dense_reasons` name the dense features for users. `words`
    and `pairs` are the vectors of words; features are made less by `mean`, and times `scale`.
    """

    def __init__(
        self, arrays: Mapping[str, NDArray[np.generic]], dense_reasons: Sequence[str]
    ) -> None:
        self._arrays = arrays
        self._dense_reasons = tuple(dense_reasons)
        self.has_markup = "name_vectors" in arrays
        self.mean, self.scale = self._floats("mean"), self._floats("scale")
        self.first, self.first_bias = self._floats("first"), self._floats("first_bias")
        self.last, self.last_bias = self._floats("last"), self._floats("last_bias")
        self.layers = tuple(
            self._layer(number, int(dilation))
            for number, dilation in enumerate(arrays["dilations"])
        )

    @cached_property
    def words(self) -> Embedding:
        """The vectors of words."""
        return self._embedding("words", "word_vectors")

    @cached_property
    def pairs(self) -> Embedding:
        """The vectors of neighbouring words."""
        return self._embedding("pairs", "pair_vectors")

    @cached_property
    def _names(self) -> Embedding:
        return self._embedding("names", "name_vectors")

    @cached_property
    def _inline(self) -> Embedding:
        return self._embedding("inline", "inline_vectors")

    def _floats(self, name: str) -> Floats:
        values = np.ascontiguousarray(self._arrays[name], dtype=np.float32)
        scale = self._arrays.get(f"{name}_scale")  # of arrays stored as small integers
        return values if scale is None else values * scale.astype(np.float32)

    def extra(self, name: str) -> NDArray[np.generic]:
        """Return an array of the model file that is not part of the network."""
        return self._arrays[name]

    def has(self, name: str) -> bool:
        """Tell whether the model file has an array."""
        return name in self._arrays

    def part(self, prefix: str) -> Network:
        """Return the network whose arrays have a prefix; it has the same inputs as this one."""
        shared = {name: self._arrays[name] for name in ("mean", "scale")}
        mine = {
            name.removeprefix(prefix): array
            for name, array in self._arrays.items()
            if name.startswith(prefix)
        }
        return Network(shared | mine, self._dense_reasons)

    def known_share(self, words: RaggedHashes) -> float:
        """Return the share of a text's words that the network was trained on."""
        return self.words.known_share(words)

    def _embedding(self, hashes: str, vectors: str) -> Embedding:
        return Embedding(self._arrays[hashes].astype(np.uint32), self._floats(vectors))

    def _layer(self, number: int, dilation: int) -> Layer:
        has_pooled = f"pooled{number}" in self._arrays
        left, centre, right = self._floats(f"conv{number}")
        return Layer(
            dilation,
            left,
            centre,
            right,
            self._floats(f"bias{number}"),
            self._floats(f"pooled{number}") if has_pooled else None,
            self._floats(f"mix{number}"),
            self._floats(f"mix_bias{number}"),
        )

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """What each input is, in words for users; several inputs share one."""
        out = list(self._dense_reasons)
        out += ["wording"] * (self.words.width + self.pairs.width)
        if self.has_markup:
            out += ["class names of its HTML element"] * self._names.width
            out += ["class names of the HTML around it"] * (2 * self._names.width)
            out += ["HTML elements in it"] * self._inline.width
        return tuple(out)

    @cached_property
    def members(self) -> tuple[tuple[str, ...], Floats]:
        """The different reasons, and for each input a row with 1 for its own, else 0."""
        reasons = tuple(dict.fromkeys(self.reasons))
        member = np.array([reasons.index(reason) for reason in self.reasons])
        return reasons, np.eye(len(reasons), dtype=np.float32)[member]

    def score(self, text: TextFeatures, markup: MarkupFeatures | None = None) -> Scores:
        """Return the roles of lines. `markup` is for models with markup, which require it."""
        groups = markup.groups if markup else (text.look,)
        return self.applied(self.inputs(text, markup), groups)

    def applied(self, inputs: Floats, groups: Sequence[Ints]) -> Scores:
        """Return the roles of lines by their inputs, and by the numbers of their groups."""
        if accelerator.module():
            return self._applied_fast(inputs, groups)
        hidden = multiply(inputs, self.first) + self.first_bias
        gates = [hidden > 0]
        hidden *= gates[0]
        means = [GroupMeans(group) for group in groups]
        for layer in self.layers:
            z = layer.convolve(hidden)
            layer.add_pooled(z, hidden, means)
            gate = z > 0
            z *= gate
            gates.append(gate)
            hidden += multiply(z, layer.mix)
            hidden += layer.mix_bias
        logits: Floats = multiply(hidden, self.last) + self.last_bias
        return Scores(_softmax(logits), inputs, gates)

    def _applied_fast(self, inputs: Floats, groups: Sequence[Ints]) -> Scores:
        count = len(inputs)
        gates = np.empty((1 + len(self.layers), count, self.first.shape[1]), bool)
        roles = np.empty((count, self.last.shape[1]), np.float32)
        compiled_network(self).score(inputs, list(groups), gates.view(np.uint8), roles)
        return Scores(roles, inputs, gates)

    def inputs(self, text: TextFeatures, markup: MarkupFeatures | None = None) -> Floats:
        """Return the inputs of lines: features, standardised, and vectors of words and names."""
        dense = text.dense if markup is None else np.concatenate((text.dense, markup.dense), 1)
        out = np.empty((len(dense), len(self.first)), np.float32)
        at = dense.shape[1]
        self._standardise(dense, out[:, :at])
        for words, bags in ((self.words, text.words), (self.pairs, text.pairs)):
            words.write_mean(bags, out[:, at : at + words.width])
            at += words.width
        if markup is not None:
            self._add_markup(markup, out[:, at:])
        return out

    def _standardise(self, dense: Floats, out: Floats) -> None:
        if compiled := accelerator.features():
            compiled.standardise(dense, self.mean, self.scale, CLIP, out)
            return
        np.subtract(dense, self.mean, out=out)
        out *= self.scale
        np.clip(out, -CLIP, CLIP, out=out)

    def _add_markup(self, markup: MarkupFeatures, out: Floats) -> None:
        """Write vectors of names: of each line's container, its parent, all further out.

        And the mean of those of its inline elements.
        """
        own = self._names.sum(markup.names)
        ancestors = markup.tree.decay_ancestors(own, DECAY)
        nothing = np.zeros((1, own.shape[1]), np.float32)  # of the parent -1: there is none
        parents = np.append(markup.tree.parents, -1)
        parent = parents[markup.container]
        width = self._names.width
        out[:, :width] = own[markup.container]
        out[:, width : 2 * width] = np.concatenate((own, nothing))[parent]
        out[:, 2 * width : 3 * width] = np.concatenate((ancestors, nothing))[parents[parent]]
        self._inline.write_mean(markup.inline, out[:, 3 * width :])


class GroupMeans:
    """Computes for each group the mean over its lines, and gives each line what its group has."""

    def __init__(self, group: Ints) -> None:
        self._group = group
        self._order = np.argsort(group, kind="stable")
        counts = np.bincount(group)
        self._starts = np.cumsum(counts) - counts
        self._share = (1 / counts).astype(np.float32)[:, None]

    def __call__(self, values: Floats) -> Floats:
        means: Floats
        if compiled := accelerator.features():
            means = np.empty((len(self._starts), values.shape[1]), np.float32)
            compiled.sum_groups(values, self._order, self._starts, means)
        else:
            means = np.add.reduceat(values.take(self._order, 0), self._starts, 0)
        means *= self._share
        return means

    def spread(self, values: Floats) -> Floats:
        """Return for each line the row of its group."""
        out: Floats = values.take(self._group, 0)
        return out


def multiply(rows: Floats, matrix: Floats) -> Floats:
    """Multiply a few rows at a time, so that OpenBLAS does not start threads.

    The products are too small to gain from threads; with one process per core, as corpora are
    cleaned, threads waiting for each other took three times as long.
    """
    step = max(1, _UNSHARED // matrix.size)
    if len(rows) <= step:
        whole: Floats = rows @ matrix
        return whole
    out = np.empty((len(rows), matrix.shape[1]), np.float32)
    for start in range(0, len(rows), step):
        np.matmul(rows[start : start + step], matrix, out=out[start : start + step])
    return out


def _softmax(logits: Floats) -> Floats:
    out: Floats = np.exp(logits - logits.max(1, keepdims=True))
    out /= out.sum(1, keepdims=True)
    return out
