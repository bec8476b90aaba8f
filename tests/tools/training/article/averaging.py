"""The mean of networks, as model files hold them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.scorer.arrays import Floats

Arrays = dict[str, NDArray[np.generic]]


def averaged(networks: Sequence[Arrays]) -> Arrays:
    """Return the mean of exported networks, which were trained from the same weights on.

    It errs less than any of them, as if all were asked, and costs as much as one (Wortsman and
    others, "Model soups", 2022). Normalisations are folded in, so it needs none of its own.
    """
    out = dict(networks[0])
    for name, array in networks[0].items():
        scale = f"{name}_scale"
        if scale in out:
            out |= small(name, np.mean([one[name] * one[scale] for one in networks], 0))
        elif array.dtype.kind == "f" and not name.endswith("_scale"):
            mean = np.mean([one[name].astype(np.float32) for one in networks], 0)
            out[name] = mean.astype(array.dtype)
    return out


def small(name: str, values: Floats) -> Arrays:
    """Return an array as 8-bit integers, and the scale of each column."""
    scale = np.abs(values).max(0) / 127
    return {name: np.round(values / scale).astype(np.int8), f"{name}_scale": scale}
