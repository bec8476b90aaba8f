"""A network's weights, in the form in which the compiled module applies them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cleaner.core import accelerator
from cleaner.scorer.arrays import Floats

if TYPE_CHECKING:
    from cleaner.scorer.network import Network


@cache
def compiled_network(network: Network) -> Any:
    """Return the compiled module's network, which is to be there."""
    compiled = accelerator.module()

    def matrix(values: Floats) -> Any:
        return compiled.Matrix(np.ascontiguousarray(np.atleast_2d(values)))

    layers = [
        compiled.Layer(
            layer.dilation,
            *map(matrix, (layer.left, layer.centre, layer.right, layer.bias)),
            None if layer.pooled is None else matrix(layer.pooled),
            *map(matrix, (layer.mix, layer.mix_bias)),
        )
        for layer in network.layers
    ]
    first, first_bias = map(matrix, (network.first, network.first_bias))
    last, last_bias = map(matrix, (network.last, network.last_bias))
    return compiled.Network(first, first_bias, layers, last, last_bias)
