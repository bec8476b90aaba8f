"""A feature: its name, its name for users, and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from cleaner.scorer.arrays import Floats

Source_contra = TypeVar("Source_contra", bound=Sized, contravariant=True)


class Column(NamedTuple):
    """One number for each line, that is computed together with others.

    `name` is unique and recorded in model files. `reason` is what users read where the feature
    speaks against a line; several features may share it.
    """

    name: str
    reason: str


class Feature(NamedTuple, Generic[Source_contra]):
    """A column, and what computes it: `of` returns the numbers of all lines."""

    name: str
    reason: str
    of: Callable[[Source_contra], ArrayLike]


def columns(table: Sequence[Feature[Source_contra]], source: Source_contra) -> Floats:
    """Compute all features of a table: n lines × features."""
    rows = np.empty((len(table), len(source)), np.float32)
    for number, feature in enumerate(table):
        rows[number] = feature.of(source)
    return np.ascontiguousarray(rows.T)
