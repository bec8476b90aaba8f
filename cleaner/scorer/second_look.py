"""The second look: how sure the network is of a line, in view of what it says of the whole text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.core import accelerator
from cleaner.scorer.arrays import Floats
from cleaner.scorer.compiled_network import matrix
from cleaner.scorer.network import CLIP, multiply

NAMES = ("mean", "scale", "first", "first_bias", "last", "direct", "bias")
"""The arrays of a second look; in model files, `second_` precedes them."""


class SecondLook:
    """A layer of hidden units over the features of `article_context`, and a way around it.

    `array` returns an array of the model file by name.
    """

    def __init__(self, array: Callable[[str], NDArray[np.generic]]) -> None:
        found = {name: array(f"second_{name}").astype(np.float32) for name in NAMES}
        self._mean, self._scale = found["mean"], found["scale"]
        self._first, self._first_bias = found["first"], found["first_bias"]
        self._last, self._direct, self._bias = found["last"], found["direct"], found["bias"]

    @cached_property
    def _compiled(self) -> Any:
        """The same in the compiled module."""
        return accelerator.module().SecondLook(
            *(self._mean, self._scale, matrix(self._first), matrix(self._first_bias)),
            *(self._last, self._direct, float(self._bias), CLIP),
        )

    def odds(self, context: Floats) -> Floats:
        """Return the log-odds of lines to be boilerplate, given their features."""
        if accelerator.module():
            out = np.empty(len(context), np.float32)
            self._compiled.odds(context, out)
            return out
        inputs = np.clip((context - self._mean) * self._scale, -CLIP, CLIP)
        hidden = np.maximum(multiply(inputs, self._first) + self._first_bias, 0)
        odds: Floats = inputs @ self._direct + hidden @ self._last + self._bias
        return odds
