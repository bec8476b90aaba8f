"""What is known of a corpus: which lines repeat, and how often they are where."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from cleaner.learn.lines import keys, plain
from cleaner.learn.observe import Observed, Occurrence, Scope, observe
from cleaner.learn.sketch import Sketch, digests, salt
from cleaner.learn.templates import at_the_ends, template_key

LIMIT = 400_000
"""Lines that are counted exactly at a time, about 200 MB. Beyond it the rarest are dropped."""

_EXAMPLES = 3


class LineCount:
    """What is known of a line of a host. Documents are counted, not occurrences."""

    __slots__ = (
        "after",
        "after_count",
        "body",
        "differs",
        "documents",
        "examined",
        "examples",
        "fragment",
        "head",
        "heads",
        "host",
        "introduces",
        "precedes",
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
        self.differs = 0
        """Documents in which its figures are not those of `text`."""
        self.fragment = 0
        """Documents in which it is part of a sentence."""
        self.surrounded = 0
        """Documents in which a line beside it repeats, too; dates count in the tail only."""
        self.heads = 0
        """Documents in which a line of their own follows, or a figure."""
        self.introduces = 0
        """Documents in which the line below is text of their own: a sentence or a list."""
        self.precedes = 0
        """Documents in which there is text of their own somewhere below."""
        self.structure = 0
        """Documents in which it is part of code, a table, front matter, verse or speech."""
        self.examined = 0
        """Documents in which this was looked at: in the body, of frequent lines only."""
        self.after = 0
        """The digest of the repeated line that follows most often, found by majority vote."""
        self.after_count = 0
        self.examples: list[str] = []

    @classmethod
    def of(cls, values: Sequence[Any]) -> LineCount:
        """Return the line with these values."""
        line = cls("", "")
        for name, value in zip(cls.__slots__, values, strict=True):
            setattr(line, name, value)
        return line

    def values(self) -> list[Any]:
        """Return all values, as JSON has them."""
        return [getattr(self, name) for name in self.__slots__]

    def zone(self, name: str) -> int:
        """Return the number of documents in which the line is in a zone."""
        count: int = getattr(self, name)
        return count

    def add(self, line: Occurrence, name: str) -> None:
        """Count an occurrence in the document `name`."""
        setattr(self, line.zone, self.zone(line.zone) + 1)
        self.documents += 1
        self.differs += line.text != self.text
        self.fragment += line.fragment
        self.heads += line.heads
        self.introduces += line.introduces
        self.precedes += line.precedes
        self.structure += line.structure is True
        self.examined += line.structure is not None
        self.surrounded += line.surrounded
        if line.after:
            self._vote(line.after)
        if len(self.examples) < _EXAMPLES:
            self.examples.append(name)

    def _vote(self, after: int) -> None:
        """Note which line follows (Boyer and Moore's majority vote)."""
        if after == self.after:
            self.after_count += 1
        elif self.after_count == 0:
            self.after, self.after_count = after, 1
        else:
            self.after_count -= 1


class Seen(NamedTuple):
    """The digests of the lines and templates of a document; `group` is the `salt` of its host."""

    group: int
    lines: array[int]
    templates: array[int]


class Learner:
    """Collects what repeats. Call `look` for every document, then `count` for every document.

    Workers can do most of it: they call `seen` and `observe`, and `note` and `add` collect that.

    Memory does not depend on the size of the corpus: at most 128 MiB for the sketch, 200 MB for the
    lines that repeat, and about 200 bytes for each host with ten documents.
    """

    def __init__(self, size: int, *, min_documents: int = 3) -> None:
        """`size` is the size of the corpus in bytes, about; a line repeats from `min_documents`."""
        self.min_documents = min_documents
        # A line with its line break has 60 bytes; it counts for its host and for the corpus.
        self.sketch = Sketch(size // 30)
        self.level = 0
        """Lines in so many documents or fewer may have been dropped."""
        self.documents: Counter[str] = Counter()
        """Documents of each host that has enough, index pages and near copies left out."""
        self.left_alone = 0
        """Documents of hosts that have too few."""
        self.shared = 0
        """Documents with a host, near copies of those of other hosts left out."""
        self.lines: dict[int, LineCount] = {}

    def look(self, host: str, text: str) -> None:
        """First pass: note the lines of a document."""
        self.note(seen(host, text))

    def note(self, document: Seen) -> None:
        """First pass: note the lines of a document.

        For the corpus as a whole, hosts are counted, and documents only if they have no host.
        """
        group, add = document.group, self.sketch.add
        add([group])
        new = add([number ^ group for number in document.lines])
        if group:
            add([number ^ group for number in new])
            add([number ^ group for number in document.templates])

    def count(self, host: str, name: str, text: str) -> None:
        """Second pass: count where the repeated lines of a document are. `name` is its id."""
        for observed in observe(host, name, text, self.sketch, self.min_documents):
            self.add(observed)

    def add(self, document: Observed) -> None:
        """Second pass: count what was observed of a document."""
        match document.scope:
            case Scope.HOST:
                host = document.host
                self.documents[host] += 1
            case Scope.CORPUS:
                host = ""
                self.shared += 1
            case Scope.NOTHING:
                self.left_alone += 1
                return
        for line in document.lines:
            known = self.lines.get(line.number)
            if known is None:
                known = self.lines[line.number] = LineCount(host, line.text)
            known.add(line, document.name)
        if len(self.lines) > LIMIT:
            self._prune()

    def _prune(self) -> None:
        """Drop the rarest lines until half of the room is free (lossy counting)."""
        while len(self.lines) > LIMIT // 2:
            self.level += 1
            self.lines = {
                number: each for number, each in self.lines.items() if each.documents > self.level
            }


def seen(host: str, text: str) -> Seen:
    """Return the lines of a document, and on a host their templates, each once."""
    lines = plain(text)
    templates = dict.fromkeys(template_key(lines[at]) for at in at_the_ends(lines)) if host else ()
    return Seen(salt(host), digests(dict.fromkeys(keys(lines))), digests(filter(None, templates)))
