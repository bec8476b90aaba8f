"""Features: their names, their names for users, and the functions that compute them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from cleaner.scorer.arrays import Floats

Source_contra = TypeVar("Source_contra", bound=Sized, contravariant=True)


class Column(NamedTuple):
    """A feature: one number for each line.

    `name` is unique and recorded in model files. `reason` is what users read where the feature
    speaks against a line; several features may share it.
    """

    name: str
    reason: str


class Group(NamedTuple, Generic[Source_contra]):
    """Columns that are computed together, because a call for each takes longer than its numbers.

    `rows` returns a row for each column, or the row of a single one.
    """

    columns: tuple[Column, ...]
    rows: Callable[[Source_contra], ArrayLike]


def feature(
    name: str, reason: str, row: Callable[[Source_contra], ArrayLike]
) -> Group[Source_contra]:
    """Return a group of one column; `row` returns the numbers of all lines."""
    return Group((Column(name, reason),), row)


def features(
    names: Iterable[str], reason: str, rows: Callable[[Source_contra], ArrayLike]
) -> Group[Source_contra]:
    """Return a group of columns with the same reason."""
    return Group(tuple(Column(name, reason) for name in names), rows)


def columns(groups: Iterable[Group[Source_contra]]) -> tuple[Column, ...]:
    """Return the columns of some groups."""
    return tuple(column for group in groups for column in group.columns)


def table(groups: Sequence[Group[Source_contra]], source: Source_contra) -> Floats:
    """Compute all columns of some groups: n lines × columns."""
    rows = np.empty((sum(len(group.columns) for group in groups), len(source)), np.float32)
    first = 0
    for group in groups:
        last = first + len(group.columns)
        rows[first:last] = group.rows(source)
        first = last
    return np.ascontiguousarray(rows.T)
