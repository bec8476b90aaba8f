"""The types that every part shares: lines, documents, cuts and results. No I/O and no patterns here.

A text goes in as a `Document` (its non-blank lines, and what is known of the page) and comes out as a `Result`
(the original, and the cuts). Everything else, the cleaned text first of all, is derived from the cuts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, NamedTuple

from cleaner.normal import word_count

Kind = Literal["article", "page", "html"]
Output = Literal["text", "markdown"]
"""How a page is laid out."""
Outcome = Literal["cleaned", "empty", "nothing-found", "not-html"]
"""What became of an input: `nothing-found` is a page without an article, `not-html` a plain text that was taken for one and
cleaned as an article's text."""


ASIDE = (":line", ":opening", ":notice", ":bar")
"""Roles of phrases that are furniture word for word, however much they read like running text."""


class Span(NamedTuple):
    """A half-open range of characters, `start` included and `end` not."""

    start: int
    end: int


ShownKind = Literal[
    "post", "video", "audio", "image", "gallery", "map", "chart", "document", "other", "quote", "caption", "table", "heading"
]


class Shown(NamedTuple):
    """A thing that the markup of a page shows in the article: an embed, or a quotation, a caption, a table, a heading.

    `start` and `end` are what it has of the text (a post its words); for a thing without words both are where it stands.
    """

    start: int
    end: int
    kind: ShownKind


Role = Literal["other", "body", "title", "byline", "caption", "comment"]
"""What a line is on its page; `other` is none of the article's."""
Extractor = Literal["scorer", "trafilatura"]
"""Who says what of a page is its article: the line scorer, or trafilatura."""
Part = Literal["title", "byline", "captions", "comments"]
"""What may be kept of a page besides the article's body."""


class Score(NamedTuple):
    """How probable it is that a line belongs to what was asked for, and the features that spoke most against it."""

    probability: float
    against: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """Whole lines that are not the article, the rule by which, and how the scorer judged them if it did."""

    start: int
    end: int
    rule: str
    score: Score | None = None


class Evidence(NamedTuple):
    """What is known of a page's text before any rule reads it: by its markup, and by the line scorer.

    `left_out` are the lines that are not the article, ordered, disjoint and whole; `embeds` gives the things
    that the article shows, by their start (asked only where the text speaks of one); `fixed` are spans that no phrase may touch: listings.
    """

    left_out: tuple[LeftOut, ...] = ()
    embeds: Callable[[], tuple[Shown, ...]] = tuple
    fixed: tuple[Span, ...] = ()

    def without(self, gone: Sequence[Cut | Span]) -> Evidence:
        """What is known of the text without some spans (ordered, disjoint), all that is left out among them."""
        if not gone:
            return self._replace(left_out=())
        ends = [span.end for span in gone]
        removed = [0, *accumulate(span.end - span.start for span in gone)]

        def moved(at: int) -> int:
            number = bisect_right(ends, at)  # spans that end at or before it
            cut_short = max(0, at - gone[number].start) if number < len(gone) else 0
            return at - removed[number] - cut_short

        fixed = (Span(moved(start), moved(end)) for start, end in self.fixed)

        def embeds() -> tuple[Shown, ...]:
            return tuple(Shown(moved(start), moved(end), kind) for start, end, kind in self.embeds())

        return Evidence((), embeds, tuple(span for span in fixed if span.start < span.end))


class Metadata(NamedTuple):
    """What a page says of itself. `date` is ISO 8601 (a day or more), `language` a BCP 47 tag, `url` the canonical address."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    site_name: str | None = None
    language: str | None = None
    url: str | None = None
    description: str | None = None


class Line(NamedTuple):
    """A line that is not blank.

    `start` and `end` are character offsets in the document's text; `end` lies behind the line break.
    `text` has no line break and no space at its end, `marks` name the phrases that it is (`rule:role`, see `lexicon`),
    `prose` says whether it reads like running text, `gap` whether a blank line (or the start of the text) stands before it.
    """

    start: int
    end: int
    text: str
    marks: tuple[str, ...]
    prose: bool
    gap: bool

    @property
    def words(self) -> int:
        """How many words the line has, by the space between them, or by its letters in scripts without it."""
        return word_count(self.text)

    @property
    def stop(self) -> int:
        """The offset behind the last character of `text`."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Document:
    """The lines that still stand, and what is known of the page. Immutable.

    `signs` are marks of the text as a whole (`sign:@`: the character stands in it somewhere). `embeds` and `fixed` are of the
    page's markup, as in `Evidence`.
    """

    text: str
    lines: tuple[Line, ...]
    kind: Kind = "article"
    signs: frozenset[str] = frozenset()
    embeds: Callable[[], tuple[Shown, ...]] = field(default=tuple, compare=False)
    fixed: tuple[Span, ...] = ()

    @cached_property
    def by_mark(self) -> Mapping[str, tuple[int, ...]]:
        """Line numbers by mark, in order. Only lines that carry a mark are visited again."""
        table: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            for mark in line.marks:
                table.setdefault(mark, []).append(number)
        return {mark: tuple(numbers) for mark, numbers in table.items()}

    @cached_property
    def present(self) -> frozenset[str]:
        """All marks of the text and its lines, and `prose` if any line is."""
        return self.signs.union(self.by_mark, ("prose",) if self.prose else ())

    @cached_property
    def prose(self) -> tuple[int, ...]:
        """Numbers of the lines that read like running text and are no phrase of furniture, in order."""
        return tuple(
            number
            for number, line in enumerate(self.lines)
            if line.prose and not (line.marks and any(mark.endswith(ASIDE) for mark in line.marks))
        )

    @cached_property
    def shown(self) -> Mapping[str, tuple[Shown, ...]]:
        """What the page shows, by kind, in order."""
        table: dict[str, list[Shown]] = {}
        for thing in self.embeds():
            table.setdefault(thing.kind, []).append(thing)
        return {kind: tuple(things) for kind, things in table.items()}

    @cached_property
    def starts(self) -> list[int]:
        """Where the lines start, in order."""
        return [line.start for line in self.lines]

    def lines_with(self, *signs: str) -> list[int]:
        """Numbers of the lines that have any of the signs in them, in order. As fast as `str.find`, where they are rare."""
        found: set[int] = set()
        for sign in signs:
            at = self.text.find(sign)
            while at >= 0:
                number = bisect_right(self.starts, at) - 1
                found.add(number)
                at = self.text.find(sign, self.lines[number].end)
        return sorted(found)

    def marked(self, *marks: str) -> list[int]:
        """Numbers of the lines that carry any of the marks, in order."""
        found = [self.by_mark[mark] for mark in marks if mark in self.by_mark]
        return list(found[0]) if len(found) == 1 else sorted(set().union(*found))

    def has(self, number: int, marks: frozenset[str]) -> bool:
        """Whether line `number` carries any of the marks. False outside the document."""
        return 0 <= number < len(self.lines) and not marks.isdisjoint(self.lines[number].marks)

    def prose_between(self, first: int, last: int) -> int:
        """How many lines of prose there are from line `first` up to but not including line `last`."""
        return max(0, bisect_left(self.prose, last) - bisect_left(self.prose, first))

    def prose_before(self, number: int) -> int:
        """How many lines of prose stand before line `number`."""
        return bisect_left(self.prose, number)

    def prose_after(self, number: int) -> int:
        """How many lines of prose stand after line `number`."""
        return len(self.prose) - bisect_right(self.prose, number)

    def span(self, first: int, last: int | None = None) -> Span:
        """The characters of whole lines, from line `first` to line `last`, both included."""
        return Span(self.lines[first].start, self.lines[first if last is None else last].end)


@dataclass(frozen=True, slots=True)
class Cut:
    """One deletion: a half-open span of the original (in characters), the rule that asked for it, and what it removed.

    `score` is that of the line among them that the line scorer was least sure of, if it judged them.
    """

    start: int
    end: int
    rule: str
    reason: str
    text: str
    safe: bool = True
    score: Score | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the cut as plain data for JSON; the score only if there is one."""
        plain = {name: getattr(self, name) for name in ("start", "end", "rule", "reason", "text", "safe")}
        return plain if self.score is None else {**plain, "score": self.score._asdict()}


@dataclass(frozen=True, repr=False)
class Result:
    """The original and the cuts, in order and disjoint. All else is derived from them.

    `suggestions` are what unsafe rules would cut from the cleaned text (spans in the original); they were not applied.
    `refusal` says in a sentence why a text was left unchanged although rules fired; then `cuts` is empty, or has no more than
    took the page off an article. For HTML, `original` is the page's whole text, `about` gives the metadata, `outcome` is
    what it turned out to be, and `sources` has for each line of `original` the line of the HTML that it came from.
    """

    original: str
    cuts: tuple[Cut, ...] = ()
    suggestions: tuple[Cut, ...] = ()
    refusal: str | None = None
    kind: Kind = field(default="article", kw_only=True)
    about: Callable[[], Metadata] = field(default=Metadata, kw_only=True, repr=False, compare=False)
    outcome: Outcome = field(default="cleaned", kw_only=True)
    sources: tuple[int, ...] = field(default=(), kw_only=True, repr=False)

    @cached_property
    def text(self) -> str:
        """The cleaned text: the original without the cuts."""
        return "".join(self.original[start:end] for start, end in standing(len(self.original), self.cuts))

    @cached_property
    def metadata(self) -> Metadata:
        """What the page says of itself. Read when it is first asked for, which takes half as long as all the rest."""
        return self.about()

    def __getstate__(self) -> dict[str, object]:
        """For pickling: a tree cannot be pickled, so the metadata are read before."""
        return {**self.__dict__, "metadata": self.metadata, "about": Metadata}

    def __repr__(self) -> str:
        start = self.text[:40].replace("\n", " ")
        refused = ", refused" if self.refusal else ""
        return f"<Result {start!r}…: {len(self.text):,} of {len(self.original):,} characters, {len(self.cuts)} cuts{refused}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data for JSON; the metadata only for HTML."""
        plain: dict[str, Any] = {
            "text": self.text,
            "original": self.original,
            "kind": self.kind,
            "outcome": self.outcome,
            "refusal": self.refusal,
            "cuts": [cut.to_dict() for cut in self.cuts],
            "suggestions": [cut.to_dict() for cut in self.suggestions],
        }
        return {**plain, "metadata": self.metadata._asdict()} if self.kind == "html" else plain

    @property
    def changed(self) -> bool:
        """Whether anything was cut."""
        return bool(self.cuts)

    def restore(self) -> str:
        """The original, rebuilt from the cleaned text and the record alone."""
        return restore(self.text, self.cuts)


def standing(length: int, gone: Iterable[Cut | Span]) -> list[Span]:
    """What ordered, disjoint cuts or spans leave of a text of `length` characters, as spans of it."""
    spans, position = [], 0
    for cut in gone:
        if cut.start > position:
            spans.append(Span(position, cut.start))
        position = cut.end
    if position < length:
        spans.append(Span(position, length))
    return spans


def restore(text: str, cuts: Iterable[Cut]) -> str:
    """Put back what was cut: the original, from a cleaned text and its cuts.

    Raises ValueError if the cuts do not fit the text (out of order, or behind its end).
    """
    pieces, taken, position = [], 0, 0
    for cut in cuts:
        kept = cut.start - position
        if kept < 0 or taken + kept > len(text) or cut.end - cut.start != len(cut.text):
            raise ValueError(f"The record does not fit this text: no room for the cut at character {cut.start}.")
        pieces += [text[taken : taken + kept], cut.text]
        taken += kept
        position = cut.end
    return "".join(pieces) + text[taken:]
