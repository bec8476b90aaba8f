"""A glance at a text before it is scored: a small network that tells where scoring is worth it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cleaner.scorer.arrays import Floats
from cleaner.scorer.network import Network

_PREFIX = "glance_"  # of its arrays in model files


class Glance:
    """Tells whether the scorer may remove anything of a text, given the inputs of its network.

    It costs a tenth of that network. Of 500 texts of which something is removed it misses one, on
    documents that it was not trained on (`tests/tools/training/article/glance.py`).
    """

    def __init__(self, network: Network, max_loss: float) -> None:
        self._least = _least(network.extra(f"{_PREFIX}tiers"), max_loss)
        self._network = network.part(_PREFIX)

    def __call__(self, inputs: Floats) -> bool:
        roles = self._network.applied(inputs, ()).roles
        return bool(roles[:, 1].max() >= self._least)


def glance_for(network: Network, max_loss: float) -> Callable[[Floats], bool]:
    """Return a network's glance for a share of words that may be lost."""
    return Glance(network, max_loss) if network.has(f"{_PREFIX}tiers") else _always


def _always(_inputs: Floats) -> bool:
    """Tell that scoring is worth it: the model has no glance."""
    return True


def _least(tiers: NDArray[np.generic], max_loss: float) -> float:
    """Return the probability below which a text is not scored: that of the next larger loss."""
    losses, odds = tiers.astype(np.float64).T
    at = int(np.searchsorted(losses, max_loss * (1 - 1e-6)))  # 0.0005 as a 32-bit float is more
    return float(1 / (1 + np.exp(-odds[at]))) if at < len(odds) else 0.0
