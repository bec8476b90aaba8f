"""Rules: what they look for, typed, and how a shape becomes a rule's finder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cleaner.core.analysis import Score, Span

if TYPE_CHECKING:
    from cleaner.core.document import Document
    from cleaner.core.structure import Kind


class Role(StrEnum):
    """What a phrase is to its rule. `cleaner/phrases/README.md` explains each with an example."""

    LINE = "line"
    OPENING = "opening"
    NOTICE = "notice"
    BAR = "bar"
    PAIR = "pair"
    HEADING = "heading"
    SINGLE = "single"
    TITLE = "title"
    BESIDE = "beside"
    NETWORK = "network"
    ACTION = "action"
    UNIT = "unit"
    SHARES = "shares"
    ITEM = "item"
    COUNT = "count"
    COMMENT_AUTHOR = "head"
    AMBIGUOUS_LABEL = "loose"
    TRAILING = "edge"
    PREVIOUS = "previous"
    NEXT = "next"
    CRUMBS = "crumbs"
    LINKS = "links"
    ADDRESS = "address"
    CALL = "call"
    LINK = "link"
    SECTION = "section"
    SENTENCE = "sentence"

    __hash__ = str.__hash__  # ten times as fast as the hash of `Enum`

    @property
    def is_boilerplate_alone(self) -> bool:
        """Whether a line with such a phrase is boilerplate wherever it appears."""
        return self in _ALONE

    @property
    def is_never_prose(self) -> bool:
        """Whether such a line is boilerplate even if it reads like running text."""
        return self in _NEVER_PROSE


_NEVER_PROSE = frozenset({Role.LINE, Role.OPENING, Role.NOTICE, Role.BAR})
_ALONE = _NEVER_PROSE | {Role.HEADING, Role.SINGLE}


class Mark(NamedTuple):
    """A role of a rule: what a matched phrase makes of its line."""

    rule: str
    role: Role


class Phrase(NamedTuple):
    """A phrase of the data as matching reports it.

    `own_language` phrases count only in texts of their `language`. A `paragraph` phrase may match
    a line that reads like running text.
    """

    mark: Mark
    language: str = "en"
    own_language: bool = False
    paragraph: bool = False


WORDS_WITHIN = 300
"""Characters at the end of a line among which `LineTest.words` are looked for."""


@dataclass(frozen=True, eq=False)
class LineTest:
    """A property of a single line by which a rule finds it.

    A line is a candidate if it ends with one of `endings` (one or two characters, or at least four
    characters, of which the last five are compared) or with a word of the languages' lead-in lists
    named in `ending_words` and a full stop, begins with one of the `beginnings` (single
    characters), or has one of the `contains`. It passes if `fits` returns a true value for its
    text. `fits` must only look at a bounded part of a long line, and where `contains` are many, it
    must look for them itself: it is asked of lines that have another test's, too. With a `part`,
    the part of the line that it returns must be a phrase, too, that is boilerplate even as running
    text.

    `words` returns groups of folded words: a line that passes by its ending has a word of each
    among its last `WORDS_WITHIN` characters; lines in scripts without spaces need none. `fits` must
    know this itself: they only spare the accelerated scan some lines.
    """

    name: str
    endings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    ending_words: tuple[str, ...] = ()
    words: Callable[[], tuple[frozenset[str], ...]] | None = None
    fits: Callable[[str], object] = len
    part: Callable[[str], str] | None = None


NUMBER = LineTest("number")
"""Passed by a line that is nothing but a number: `53`, `1.2K`, `+12`."""

AFTER_CUT = LineTest("after a cut")
"""Triggers rules for what is left where other rules have cut. No line passes it."""

Trigger = Mark | LineTest


class Finder(NamedTuple):
    """A function from a document to spans of it.

    It finds nothing in a document without any of the `triggers`, unless `finds` tells that it does;
    `reads` are the other roles that it looks at.
    """

    find: Callable[[Document], Iterable[Span]]
    triggers: frozenset[Trigger] = frozenset()
    reads: frozenset[Mark] = frozenset()
    finds: Callable[[Document], bool] | None = None


Shape = Callable[[str], Finder]
"""Makes the finder of a rule from the rule's id. Roles named in a shape are the rule's own."""


def nothing(_rule: str) -> Finder:
    """A shape that finds nothing."""
    return Finder(lambda _: ())


def _certain(_document: Document, _span: Span) -> Score | None:
    """Return no score: most rules find what they know."""
    return None


@dataclass(frozen=True, slots=True, eq=False)  # each method takes time at start
class Rule:
    """What to remove, and why.

    `shape` makes the finder: a function from a `Document` to spans, whole lines
    (`Document.span`) or parts of one (`Line.span`). Rules only find; the engine cuts and records.
    `safe` rules are applied, others are only reported unless asked for. `removes` and `keeps` are
    example texts on which the rule fires and on which it must not. `bulk` rules may remove most of
    a page (readers' comments, a form), which does not count towards the share of words that a text
    may lose. A `whole_page` rule removes the lines that page analysis excluded under its id,
    before all other rules. `inside` are the kinds of regions in which the rule may cut. `score`
    tells how sure a learned rule is of a span that it found in a document.
    """

    id: str
    reason: str
    shape: Shape = field(default=nothing, repr=False)
    safe: bool = True
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    bulk: bool = False
    whole_page: bool = False
    inside: frozenset[Kind] = frozenset()
    score: Callable[[Document, Span], Score | None] = field(default=_certain, repr=False)
    finder: Finder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", self.shape(self.id))

    @property
    def family(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]

    @property
    def marks(self) -> frozenset[Mark]:
        """The roles, of this rule and of others, that it reads."""
        named = {trigger for trigger in self.finder.triggers if isinstance(trigger, Mark)}
        return self.finder.reads | named
