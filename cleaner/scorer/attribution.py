"""Which features speak against a line: gradient × input."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from cleaner.core import accelerator
from cleaner.scorer.arrays import Floats, Ints
from cleaner.scorer.compiled_network import compiled_network
from cleaner.scorer.network import Network, Scores, multiply

MOST = 3
"""Reasons that are given for a line."""


class Reasons:
    """What speaks against some lines (`rows`), found when it is asked for of the first of them.

    That takes as long as a fifth of scoring, and few callers ask.
    """

    def __init__(self, network: Network, scores: Scores, rows: Ints, keep: Sequence[int]) -> None:
        self._given = network, scores.of(rows), keep

    @cached_property
    def _found(self) -> list[tuple[str, ...]]:
        return attribute(*self._given)

    def of(self, number: int) -> tuple[str, ...]:
        """Return the reasons against a line, by its place among `rows`."""
        return self._found[number]


def attribute(
    network: Network, scores: Scores, keep: Sequence[int], most: int = MOST
) -> list[tuple[str, ...]]:
    """Return for each line the reasons that speak most against keeping it, strongest first.

    The weight of an input is the gradient of the log-odds of the roles `keep` by it (neighbouring
    lines are taken as constant) times its deviation from the mean; inputs with the same reason are
    added up. At most `most` reasons are given, and only those that lower the log-odds.
    """
    weights = _gradient(network, scores, keep) * scores.inputs
    reasons, members = network.members
    out = []
    for by_reason in (weights @ members).tolist():
        against = sorted((value, number) for number, value in enumerate(by_reason) if value < 0)
        out.append(tuple(reasons[number] for _, number in against[:most]))
    return out


def _gradient(network: Network, scores: Scores, keep: Sequence[int]) -> Floats:
    """Return the gradient of the log-odds of some roles by each input of each line."""
    roles = scores.roles
    kept = np.zeros(roles.shape[1], bool)
    kept[list(keep)] = True
    share = np.clip(roles[:, kept].sum(1, keepdims=True), 1e-6, 1 - 1e-6)
    slope = np.where(kept, roles / share, -roles / (1 - share)) @ network.last.T
    slope = slope.astype(np.float32)
    if accelerator.module():
        out = np.empty((len(roles), len(network.first)), np.float32)
        gates = np.ascontiguousarray(scores.gates).view(np.uint8)
        compiled_network(network).gradient(slope, np.arange(len(roles)), gates, out)
        return out
    first, *layers = scores.gates
    for layer, gate in zip(reversed(network.layers), reversed(layers), strict=True):
        slope += multiply(multiply(slope, layer.mix.T) * gate, layer.centre.T)
    return multiply(slope * first, network.first.T)
