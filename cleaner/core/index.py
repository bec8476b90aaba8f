"""The lines of a text: where they are, what is left of them, and which read like running text."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, compress
from typing import Any, NamedTuple

from cleaner.core import accelerator
from cleaner.core.characters import BYTE_ORDER_MARK, CLOSERS, SENTENCE_ENDS
from cleaner.core.words import SHORTEST_PROSE, is_prose

_BLOCK = 1 << 16  # characters of a text that are split into lines at a time
_UNSURE = 2  # of the compiled module: letters must be counted


class Index(NamedTuple):
    """The non-blank lines: where they start and end (after the line break), what is left of them.

    `prose` has a 1 for each line that reads like running text.
    """

    starts: array[int]
    ends: array[int]
    texts: list[str]
    prose: bytearray

    def without(self, touched: Iterable[int], left: Mapping[int, str]) -> Index:
        """Return the index without the touched lines of which no text is left."""
        kept = Index(array("I"), array("I"), [], bytearray())
        position = 0
        for start in sorted(touched):
            at = bisect_left(self.starts, start)
            kept.extend(self, position, at)
            position = at + 1
            if start in left:
                kept.extend(self, at, position)
                kept.texts[-1], kept.prose[-1] = left[start], is_prose(left[start])
        kept.extend(self, position, len(self.starts))
        return kept

    def extend(self, other: Index, first: int, stop: int) -> None:
        """Add the lines `first` to `stop`, not including the last, of another index."""
        if first == stop:
            return
        self.starts.extend(other.starts[first:stop])
        self.ends.extend(other.ends[first:stop])
        self.texts.extend(other.texts[first:stop])
        self.prose.extend(other.prose[first:stop])


def indexed(text: str) -> Index:
    """Return the lines of a text."""
    compiled = accelerator.module()
    return _indexed_fast(compiled, text) if compiled else _indexed_plain(text)


def _indexed_fast(compiled: Any, text: str) -> Index:
    starts, ends, texts, prose = compiled.index(text, SENTENCE_ENDS, CLOSERS)
    at = prose.find(_UNSURE)
    while at >= 0:
        prose[at] = is_prose(texts[at])
        at = prose.find(_UNSURE, at)
    return Index(array("I", starts), array("I", ends), texts, prose)


def _indexed_plain(text: str) -> Index:
    index = Index(array("I"), array("I"), [], bytearray())
    for starts, ends, texts in _split(text):
        index.starts.extend(starts)
        index.ends.extend(ends)
        index.texts.extend(texts)
        index.prose.extend([len(line) >= SHORTEST_PROSE and is_prose(line) for line in texts])
    return index


def line_blocks(text: str) -> Iterator[str]:
    """Yield a text in blocks of whole lines, so that it is never split into lines all at once."""
    start = 0
    while start + 2 * _BLOCK < len(text):
        end = text.find("\n", start + _BLOCK) + 1 or len(text)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _split(text: str, offset: int = 0) -> Iterator[tuple[list[int], list[int], list[str]]]:
    """Yield starts, ends and texts of the non-blank lines of a text block by block.

    `offset` is where the text starts.
    """
    for block in line_blocks(text):
        lines = block.splitlines(keepends=True)
        texts = [line.rstrip() for line in lines]
        starts = list(accumulate(map(len, lines), initial=offset))
        ends = starts[1:]
        if BYTE_ORDER_MARK in block:
            starts[0] += not offset and block.startswith(BYTE_ORDER_MARK)  # the text's own stays
            texts = [text.lstrip(BYTE_ORDER_MARK) for text in texts]
        offset = ends[-1]
        yield [*compress(starts, texts)], [*compress(ends, texts)], [*filter(None, texts)]


def numbered_lines(text: str, offset: int = 0) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and text of each non-blank line; `offset` is where the text starts."""
    for block in _split(text, offset):
        yield from zip(*block, strict=True)
