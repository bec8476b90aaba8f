"""Types of arrays, and lists of hashes of different lengths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.core import accelerator

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Bools = NDArray[np.bool_]


class RaggedHashes(NamedTuple):
    """Some hashes for each of n lines (or containers).

    Those of line i are `items[starts[i] : starts[i] + sizes[i]]`; there are no gaps between lines.
    """

    items: Hashes
    starts: Ints
    sizes: Ints

    @classmethod
    def from_lists(cls, lists: Sequence[Sequence[int]]) -> RaggedHashes:
        """Build from one list of hashes for each line."""
        sizes = np.fromiter(map(len, lists), np.int64, len(lists))
        items = np.fromiter(chain.from_iterable(lists), np.uint64, int(sizes.sum()))
        return cls(items, np.cumsum(sizes) - sizes, sizes)

    @classmethod
    def from_bytes(cls, items: bytes, sizes: bytes) -> RaggedHashes:
        """Build from what the compiled module gives: 64 bits for each hash, and for each size."""
        lengths = np.frombuffer(sizes, np.int64)
        return cls(np.frombuffer(items, np.uint64), np.cumsum(lengths) - lengths, lengths)

    def part(self, first: int, last: int) -> RaggedHashes:
        """Return the hashes of lines `first` to `last` - 1."""
        starts = self.starts[first:last]
        end = self.starts[last] if last < len(self.starts) else len(self.items)
        return RaggedHashes(self.items[starts[0] : end], starts - starts[0], self.sizes[first:last])


def row_sums(values: Floats, starts: Ints, sizes: Ints) -> Floats:
    """Sum the rows of each line: row i is the sum of `values[starts[i] : starts[i] + sizes[i]]`."""
    if len(values) and sizes.all():
        whole: Floats = np.add.reduceat(values, starts, 0)
        return whole
    out = np.zeros((len(starts), values.shape[1]), np.float32)
    if len(values):
        filled = sizes > 0
        out[filled] = np.add.reduceat(values, starts[filled], 0)
    return out


def add_rows(out: Floats, places: Ints, values: Floats) -> None:
    """Add each row of `values` to the row of `out` at its place."""
    if compiled := accelerator.features():
        compiled.add_rows(out, places, values)
    else:
        np.add.at(out, places, values)


def renumber(groups: Ints) -> Ints:
    """Number groups from 0 without gaps, in the same order."""
    return np.unique(groups, return_inverse=True)[1]
