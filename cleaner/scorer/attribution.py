"""Which features speak against a line: gradient × input."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from cleaner.scorer.arrays import Floats, Ints
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
    by_reason = weights @ members
    order = np.argsort(by_reason, 1)[:, :most]
    lowers = np.take_along_axis(by_reason, order, 1) < 0
    return [
        tuple(reasons[number] for number, does in zip(line, do, strict=True) if does)
        for line, do in zip(order.tolist(), lowers.tolist(), strict=True)
    ]


def _gradient(network: Network, scores: Scores, keep: Sequence[int]) -> Floats:
    """Return the gradient of the log-odds of some roles by each input of each line."""
    roles = scores.roles
    kept = np.zeros(roles.shape[1], bool)
    kept[list(keep)] = True
    share = np.clip(roles[:, kept].sum(1, keepdims=True), 1e-6, 1 - 1e-6)
    slope = np.where(kept, roles / share, -roles / (1 - share)) @ network.last.T
    slope = slope.astype(np.float32)
    for layer, gate in zip(reversed(network.layers), reversed(scores.gates), strict=True):
        slope += multiply(multiply(slope, layer.mix.T) * gate, layer.centre.T)
    return multiply(slope * scores.first, network.first.T)
