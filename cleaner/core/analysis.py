"""What is known about a page before the text rules run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Kind = Literal["article", "page", "html"]
Output = Literal["text", "markdown"]
"""How a page is rendered."""
Outcome = Literal["cleaned", "empty", "nothing-found", "not-html", "from-data"]
"""The outcome for one input: `nothing-found` is a page without an article, `from-data` one whose
article was only in data of its scripts (JSON-LD, the state of a framework), `not-html` a plain text
that was given as HTML and cleaned as article text."""
Extractor = Literal["scorer", "trafilatura"]
"""What finds the article on a page: the line scorer or trafilatura."""
LineRole = Literal["other", "body", "title", "byline", "caption", "comment"]
"""What a line is on its page; `other` is not part of the article."""
Part = Literal["title", "byline", "captions", "comments"]
"""What to keep of a page besides the article's body."""
Shown = Literal["post", "video", "audio", "image", "gallery", "map", "chart", "document", "other"]
EmbedKind = Shown | Literal["quote", "caption", "table", "heading"]


class Span(NamedTuple):
    """A half-open range of characters: `start` is included, `end` is not."""

    start: int
    end: int


class Embed(NamedTuple):
    """A thing that the page shows in the article: an embed, quotation, caption, table or heading.

    `start` and `end` delimit its words in the text; without words both are its position.
    """

    start: int
    end: int
    kind: EmbedKind


class Score:
    """How probable it is that a line is wanted, and the features that count most against it.

    `against` may be a function that finds them: it is called when they are first asked for.
    """

    __slots__ = ("_against", "probability")

    def __init__(
        self, probability: float, against: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    ) -> None:
        self.probability = probability
        self._against = against

    @property
    def against(self) -> tuple[str, ...]:
        """The features that count most against the line, the strongest first."""
        if not isinstance(self._against, tuple):
            self._against = self._against()
        return self._against

    def _asdict(self) -> dict[str, Any]:
        return {"probability": self.probability, "against": self.against}

    def __repr__(self) -> str:
        return f"Score(probability={self.probability!r}, against={self.against!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Score):
            return NotImplemented
        return self.probability == other.probability and self.against == other.against

    def __hash__(self) -> int:
        return hash((self.probability, self.against))

    def __reduce__(self) -> tuple[type[Score], tuple[float, tuple[str, ...]]]:
        return Score, (self.probability, self.against)


class Excluded(NamedTuple):
    """Whole lines that are not part of the article, the rule that excludes them, their score."""

    start: int
    end: int
    rule: str
    score: Score | None = None


class PageAnalysis(NamedTuple):
    """Results of page analysis that the rules build on.

    `excluded` are ordered, disjoint. `embeds` returns what the article shows, ordered by start
    (called only where the text speaks of an embed). Rules for text do not touch `protected` spans
    (listings of code).
    """

    excluded: tuple[Excluded, ...] = ()
    embeds: Callable[[], tuple[Embed, ...]] = tuple
    protected: tuple[Span, ...] = ()


NO_ANALYSIS = PageAnalysis()


class Metadata(NamedTuple):
    """What a page declares about itself.

    `date` is ISO 8601 (a day or more precise), `language` a BCP 47 tag, `url` the canonical
    address.
    """

    title: str | None = None
    author: str | None = None
    date: str | None = None
    site_name: str | None = None
    language: str | None = None
    url: str | None = None
    description: str | None = None
