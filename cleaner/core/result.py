"""Results: the original text and the cuts, from which everything else is derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cleaner.core.analysis import Kind, Metadata, Outcome, Score, Span
from cleaner.core.spans import outside


@dataclass(frozen=True, slots=True)
class Cut:
    """One deletion: a half-open span of the original in characters, the rule, and the text.

    `score` is that of the line removed, if a learned scorer judged it; of several lines, that of
    the one most probably wanted.
    """

    start: int
    end: int
    rule: str
    reason: str
    text: str
    safe: bool = True
    score: Score | None = None

    @property
    def span(self) -> Span:
        """The characters of the original that were cut."""
        return Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """Return the cut as plain data for JSON; the score only if there is one."""
        fields = ("start", "end", "rule", "reason", "text", "safe")
        plain = {name: getattr(self, name) for name in fields}
        return plain if self.score is None else {**plain, "score": self.score._asdict()}


@dataclass(frozen=True, repr=False)
class Result:
    """The original and the cuts, in order and disjoint. All else is derived from them.

    `suggestions` are what unsafe rules would cut from the cleaned text (spans of the original);
    they were not applied. `refusal` is a sentence that says why a text was left unchanged although
    rules matched; `cuts` then holds at most what separated an article from its page. For HTML,
    `original` is the whole text of the page, `about` returns its metadata, and `sources` has the
    line of the HTML for each line of `original`.
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
        kept = outside(Span(0, len(self.original)), [cut.span for cut in self.cuts])
        return "".join([self.original[start:end] for start, end in kept])

    @cached_property
    def metadata(self) -> Metadata:
        """What the page declares about itself.

        Read on first use, which takes about a tenth of the time of everything else. Until then the
        page's tree is kept, which takes more memory than its text.
        """
        return self.about()

    def __getstate__(self) -> dict[str, object]:
        """Read the metadata before pickling, because the page's tree cannot be pickled."""
        return {**self.__dict__, "metadata": self.metadata, "about": Metadata}

    @property
    def changed(self) -> bool:
        """Whether anything was cut."""
        return bool(self.cuts)

    def __repr__(self) -> str:
        start = self.text[:40].replace("\n", " ")
        size = f"{len(self.text):,} of {len(self.original):,} characters"
        refused = ", refused" if self.refusal else ""
        cuts = f"{len(self.cuts)} cut{'' if len(self.cuts) == 1 else 's'}"
        return f"<Result {start!r}…: {size}, {cuts}{refused}>"

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

    def restore(self) -> str:
        """Rebuild the original from the cleaned text and the cuts alone."""
        return restore(self.text, self.cuts)


def restore(text: str, cuts: Iterable[Cut]) -> str:
    """Rebuild the original from a cleaned text and its cuts.

    Raises ValueError if the cuts do not fit the text (out of order, or after its end).
    """
    pieces, taken, position = [], 0, 0
    for cut in cuts:
        kept = cut.start - position
        if kept < 0 or taken + kept > len(text) or cut.end - cut.start != len(cut.text):
            raise ValueError(
                f"The record does not match this text (at the cut of character {cut.start})."
            )
        pieces += [text[taken : taken + kept], cut.text]
        taken += kept
        position = cut.end
    return "".join(pieces) + text[taken:]
