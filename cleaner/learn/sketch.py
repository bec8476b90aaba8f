"""A counting sketch: how often each of very many things was seen, in fixed memory.

A count-min sketch with conservative update (Estan and Varghese 2002; Cormode and Muthukrishnan
2005) of two rows of bytes. Counts are never too low (up to 255) and rarely too high: with a row of
four bytes for each different thing, one thing in 5,000 that was seen once is taken for three.
"""

from __future__ import annotations

from hashlib import blake2b

MOST_WIDTH = 1 << 26
"""Bytes of a row at most: two rows take 128 MiB."""
_LEAST_WIDTH = 1 << 16
_FULL = 255


def digest(group: str, key: str) -> int:
    """Return a hash of 64 bits that is the same in every process."""
    data = f"{group}\0{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


class Sketch:
    """Counts things by their `digest`."""

    def __init__(self, different: int) -> None:
        """Make room for so many different things; more make counts less exact."""
        width = _LEAST_WIDTH
        while width < 4 * different and width < MOST_WIDTH:
            width *= 2
        self._mask = width - 1
        self._rows = bytearray(width), bytearray(width)

    def add(self, number: int) -> None:
        """Count a thing once more."""
        first, second = self._rows
        one, two = number & self._mask, (number >> 32) & self._mask
        count = min(first[one], second[two])
        if count < _FULL:
            first[one] = max(first[one], count + 1)
            second[two] = max(second[two], count + 1)

    def count(self, number: int) -> int:
        """Return how often a thing was seen; 255 means at least that."""
        first, second = self._rows
        return min(first[number & self._mask], second[(number >> 32) & self._mask])
