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
    layers = [
        compiled.Layer(
            layer.dilation,
            *map(matrix, (layer.left, layer.centre, layer.right, layer.bias)),
            None if layer.pooled is None else matrix(layer.pooled),
            *map(matrix, (layer.mix, layer.mix_bias)),
            (matrix(layer.mix.T), matrix(layer.centre.T)),
        )
        for layer in network.layers
    ]
    first = map(matrix, (network.first, network.first_bias, network.first.T))
    return compiled.Network(*first, layers, *map(matrix, (network.last, network.last_bias)))


def matrix(values: Floats) -> Any:
    """Return a matrix of the compiled module; a vector is one row."""
    return accelerator.module().Matrix(np.ascontiguousarray(np.atleast_2d(values)))
