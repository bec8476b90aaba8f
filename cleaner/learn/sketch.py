"""A counting sketch: how often each of very many things was seen, in fixed memory.

A count-min sketch with conservative update (Estan and Varghese 2002; Cormode and Muthukrishnan
2005) of two rows of bytes. Counts are never too low (up to 255) and rarely too high: with a row of
four bytes for each different thing, one thing in 5,000 that was seen once is taken for three.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b, sha256
from mmap import ACCESS_COPY, mmap
from pathlib import Path

from cleaner.files.place import create

_Row = bytearray | memoryview
MOST_WIDTH = 1 << 26
"""Bytes of a row at most: two rows take 128 MiB."""
_LEAST_WIDTH = 1 << 16
_FULL = 255


def digest(key: bytes) -> int:
    """Return a hash of 64 bits that is the same in every process."""
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "little")


def digests(keys: Iterable[bytes]) -> array[int]:
    """Return the digest of each key, which is quick for many together."""
    numbers = array("Q", b"".join([blake2b(key, digest_size=8).digest() for key in keys]))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@lru_cache(4096)
def salt(group: str) -> int:
    """Return the number that makes a digest one of a group (`digest ^ salt`); 0 without a group."""
    return digest(f"\0{group}".encode("utf-8", "surrogatepass")) if group else 0


class Sketch:
    """Counts things by their `digest`."""

    def __init__(self, different: int) -> None:
        """Make room for so many different things; more make counts less exact."""
        width = _LEAST_WIDTH
        while width < 4 * different and width < MOST_WIDTH:
            width *= 2
        self._mask = width - 1
        self._rows: tuple[_Row, _Row] = (bytearray(width), bytearray(width))

    @classmethod
    def opened(cls, path: str) -> Sketch:
        """Return the sketch that was saved to a file; what is added to it is not saved.

        Processes that open the same file share its memory. Raises OSError.
        """
        sketch = cls(0)
        with Path(path).open("rb") as file:
            whole = memoryview(mmap(file.fileno(), 0, access=ACCESS_COPY))
        width = len(whole) // 2
        sketch._mask = width - 1
        sketch._rows = whole[:width], whole[width:]
        return sketch

    def save(self, path: Path) -> str:
        """Write it to a file that is not there yet, and return its SHA-256. Raises OSError."""
        digest = sha256()
        with create(path) as file:
            for row in self._rows:
                file.write(row)
                digest.update(row)
        return digest.hexdigest()

    def __getstate__(self) -> tuple[int, bytes, bytes]:
        """Return all that it holds, for a pickle."""
        return self._mask, bytes(self._rows[0]), bytes(self._rows[1])

    def __setstate__(self, state: tuple[int, bytes, bytes]) -> None:
        """Take what a pickle holds."""
        self._mask = state[0]
        self._rows = bytearray(state[1]), bytearray(state[2])

    def add(self, numbers: Iterable[int]) -> list[int]:
        """Count things once more; returns those that were not seen before."""
        (first, second), mask = self._rows, self._mask
        new = []
        for number in numbers:
            one, two = number & mask, (number >> 32) & mask
            in_first, in_second = first[one], second[two]
            if in_first < in_second:
                first[one] = in_first + 1
            elif in_second < in_first:
                second[two] = in_second + 1
            elif in_first < _FULL:
                first[one] = second[two] = in_first + 1
            if not in_first or not in_second:
                new.append(number)
        return new

    def count(self, number: int) -> int:
        """Return how often a thing was seen; 255 means at least that."""
        in_first = self._rows[0][number & self._mask]
        in_second = self._rows[1][(number >> 32) & self._mask]
        return min(in_first, in_second)

    def reach(self, numbers: Iterable[int], least: int) -> list[bool]:
        """Tell of each thing whether it was seen so often, or as often as can be counted."""
        (first, second), mask, least = self._rows, self._mask, min(least, _FULL)
        return [
            first[number & mask] >= least and second[(number >> 32) & mask] >= least
            for number in numbers
        ]
