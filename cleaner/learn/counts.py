"""The two passes over a corpus: which lines repeat, and where they are."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable

from cleaner.learn.lines import is_fragment, keys, label, read, structure, zones
from cleaner.learn.sketch import Sketch, digest

LIMIT = 500_000
"""Lines that are counted exactly at a time, about 150 MB. Beyond it the rarest are dropped."""

COPY = 0.6
"""A document of which more than this share of words repeats is an index page or a near copy."""

_EXAMPLES = 3
_TURNS = 3  # lines of their own with the same label make a dialogue


class LineCount:
    """What is known of a line of a host. Documents are counted, not occurrences."""

    __slots__ = (
        "after",
        "after_count",
        "body",
        "documents",
        "examples",
        "fragment",
        "head",
        "heads",
        "host",
        "structure",
        "surrounded",
        "tail",
        "text",
    )

    def __init__(self, host: str, text: str) -> None:
        self.host = host
        self.text = text
        self.documents = 0
        self.head = self.body = self.tail = 0
        self.fragment = 0
        """Documents in which it is part of a sentence."""
        self.surrounded = 0
        """Documents in which a line beside it repeats, too."""
        self.heads = 0
        """Documents in which a line of their own follows."""
        self.structure = 0
        """Documents in which it is part of code, a table, front matter, verse or speech."""
        self.after = 0
        """The digest of the repeated line that follows most often, found by majority vote."""
        self.after_count = 0
        self.examples: list[str] = []

    def zone(self, name: str) -> int:
        """Return the number of documents in which the line is in a zone."""
        count: int = getattr(self, name)
        return count

    def vote(self, after: int) -> None:
        """Note which line follows (Boyer and Moore's majority vote)."""
        if after == self.after:
            self.after_count += 1
        elif self.after_count == 0:
            self.after, self.after_count = after, 1
        else:
            self.after_count -= 1


class Learner:
    """Collects what repeats. Call `look` for every document, then `count` for every document.

    Memory does not depend on the size of the corpus: 128 MiB for the sketch, 150 MB for the lines
    that repeat, and about 200 bytes for each host.
    """

    def __init__(self, size: int, *, min_documents: int = 3) -> None:
        """`size` is the size of the corpus in bytes, about; a line repeats from `min_documents`."""
        self.min_documents = min_documents
        self._sketch = Sketch(size // 60)  # bytes of a line, with its line break
        self._level = 0
        self.documents: Counter[str] = Counter()
        """Documents of each host, index pages and near copies left out."""
        self.lines: dict[int, LineCount] = {}

    def look(self, host: str, text: str) -> None:
        """First pass: note the lines of a document."""
        for number in {digest(host, each) for each in keys(text)}:
            self._sketch.add(number)

    def count(self, host: str, name: str, text: str) -> None:
        """Second pass: count where the repeated lines of a document are. `name` is its id."""
        document = _Document(host, text, self._repeats)
        if document.is_copy:
            return
        self.documents[host] += 1
        for number, at in document.places.items():
            known = self.lines.get(number)
            if known is None:
                known = self.lines[number] = LineCount(host, document.lines[at].text)
            document.add_to(known, at)
            if len(known.examples) < _EXAMPLES:
                known.examples.append(name)
        if len(self.lines) > LIMIT:
            self._prune()

    def _repeats(self, number: int) -> bool:
        return self._sketch.count(number) >= self.min_documents

    def _prune(self) -> None:
        """Drop the rarest lines until half of the room is free (lossy counting)."""
        while len(self.lines) > LIMIT // 2:
            self._level += 1
            self.lines = {
                number: each for number, each in self.lines.items() if each.documents > self._level
            }


class _Document:
    """A document in the second pass, with the lines of it that repeat."""

    def __init__(self, host: str, text: str, repeats: Callable[[int], bool]) -> None:
        self.lines = lines = read(text)
        self._digests = [digest(host, line.key) for line in lines]
        self._again = [repeats(number) for number in self._digests]
        self._zones = zones(lines, self._again)
        self._regions = structure(text) if any(self._again) else []
        self._starts = [region.start for region in self._regions]
        own = (line for line, again in zip(lines, self._again, strict=True) if not again)
        self._labels = Counter(label(line.text) for line in own)
        self.places = {
            number: at
            for at, (number, again) in enumerate(zip(self._digests, self._again, strict=True))
            if again
        }
        """The digests of the lines that repeat, with the number of their last line."""

    @property
    def is_copy(self) -> bool:
        """Whether it is an index page or a near copy, or has no words."""
        words = sum(line.words for line in self.lines)
        pairs = zip(self.lines, self._again, strict=True)
        return sum(line.words for line, again in pairs if again) > COPY * words or not words

    def _is_structure(self, at: int) -> bool:
        """Whether a line is in a region, or a turn of a dialogue: others have its label."""
        line = self.lines[at]
        turn = label(line.text)
        if turn and self._labels[turn] >= _TURNS:
            return True
        region = bisect_right(self._starts, line.start) - 1
        return region >= 0 and line.start < self._regions[region].end

    def add_to(self, count: LineCount, at: int) -> None:
        """Count the line `at`, and what is around it."""
        zone = self._zones.of(at)
        setattr(count, zone, count.zone(zone) + 1)
        count.documents += 1
        count.fragment += is_fragment(self.lines, at, self._again)
        follows = at + 1 < len(self.lines) and self._again[at + 1]
        count.heads += at + 1 < len(self.lines) and not follows
        count.structure += self._is_structure(at)
        count.surrounded += follows or (at > 0 and self._again[at - 1])
        if follows:
            count.vote(self._digests[at + 1])
