"""The line scorer: which lines of a page belong to its article, what the others are, and why they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.document import Evidence, LeftOut, Part, Role, Score, Span
from cleaner.scoring import cutoff
from cleaner.scoring.markup import MarkupFeatures
from cleaner.scoring.model import ROLES, Model, load
from cleaner.scoring.text import Bools, Floats, TextFeatures, text_features

RULES: dict[Role, str] = {
    "other": "extraction.left-out",
    "title": "extraction.title",
    "byline": "extraction.byline",
    "caption": "extraction.caption",
    "comment": "extraction.comment",
}
"""The rule by which a line goes that is most probably this."""
_PARTS: dict[Part, Role] = {"title": "title", "byline": "byline", "captions": "caption", "comments": "comment"}

_SURELY = 0.4  # how probable a part must be at least
_LOOKED_AT = 4_000  # characters of a line that are looked at
_MOST_LINES = 20_000  # that are judged together: the memory that this takes grows with them
_MOST_CHARACTERS = 2_000_000  # the same


class Judged(NamedTuple):
    """For each line the rule by which it goes (empty if it stays), and its score (for lines that go)."""

    rules: tuple[str, ...]
    scores: tuple[Score | None, ...]


NOTHING = Judged((), ())
"""The judgement of a page without lines."""


class Wanted(NamedTuple):
    """What is wanted of a page: its parts besides the article's body, and whether to keep what is doubtful.

    `models` is a folder of models to use instead of the shipped ones.
    """

    keep: tuple[Part, ...] = ("title",)
    careful: bool = False
    models: str | None = None


def judge(text: TextFeatures, markup: MarkupFeatures | None = None, wanted: Wanted = Wanted()) -> Judged:  # noqa: B008 - it is immutable
    """Judge the lines of a page."""
    model = load("page" if markup is None else "html", wanted.models)
    keep = [ROLES.index("body"), *(ROLES.index(_PARTS[part]) for part in wanted.keep)]
    rules: list[str] = []
    scores: list[Score | None] = []
    for first in range(0, len(text.sizes), _MOST_LINES):
        last = min(first + _MOST_LINES, len(text.sizes))
        whole = last - first == len(text.sizes)
        part = text if whole else text.part(first, last)
        judged = _judge(model, part, markup if whole or markup is None else markup.part(first, last), keep, careful=wanted.careful)
        rules += judged.rules
        scores += judged.scores
    return Judged(tuple(rules), tuple(scores))


def _judge(model: Model, text: TextFeatures, markup: MarkupFeatures | None, keep: Sequence[int], *, careful: bool) -> Judged:
    scores = model.score(text, markup)
    probability = scores.roles[:, keep].sum(1)
    if careful:
        stays = cutoff.careful(probability, text.sizes)
    else:
        probability = cutoff.once(probability, text.sizes, text.exact)
        stays = cutoff.balanced(probability, text.sizes)
    stays = cutoff.with_headings(stays, probability, text.sizes)
    stays &= ~_is_surely(scores.roles, [ROLES.index(role) for role in _PARTS.values() if ROLES.index(role) not in keep], keep)
    gone = np.flatnonzero(~stays)
    rules = [""] * len(stays)
    why: list[Score | None] = [None] * len(stays)
    if len(gone):
        unkeep = scores.roles[gone]
        unkeep[:, keep] = 0
        against = model.weighed(scores, gone, keep)
        for number, role, share, names in zip(gone.tolist(), unkeep.argmax(1).tolist(), probability[gone].tolist(), against, strict=True):
            rules[number] = RULES[ROLES[role]]
            why[number] = Score(round(share, 4), names)
    return Judged(tuple(rules), tuple(why))


def _is_surely(roles: Floats, parts: Sequence[int], keep: Sequence[int]) -> Bools:
    """Whether each line is more probably one of these parts than all that is wanted: however short it is, it goes."""
    if not parts:
        return np.zeros(len(roles), bool)
    surely: Bools = roles[:, parts].max(1) > np.maximum(roles[:, keep].sum(1), _SURELY)
    return surely


def page_evidence(text: str, wanted: Wanted = Wanted()) -> Evidence:  # noqa: B008 - it is immutable
    """What the scorer says of the whole text of a page, read line by line. A very long one is judged in pieces."""
    left_out: list[LeftOut] = []
    for spans, texts, gaps in _pieces(text):
        judged = judge(text_features(texts, np.array(gaps)), None, wanted)
        left_out += [LeftOut(start, end, rule, score) for (start, end), rule, score in zip(spans, *judged, strict=True) if rule]
    return Evidence(tuple(left_out))


def _pieces(text: str) -> Iterator[tuple[Sequence[Span], Sequence[str], Sequence[bool]]]:
    """The lines of a text that are not blank: where they stand, what they say, and whether a blank line stands above them."""
    spans: list[Span] = []
    texts: list[str] = []
    gaps: list[bool] = []
    position = 1 if text.startswith("\ufeff") else 0
    characters, gap = 0, True
    for raw in text[position:].splitlines(keepends=True):
        start, position = position, position + len(raw)
        body = raw[:_LOOKED_AT].rstrip() or raw.strip()[:_LOOKED_AT]
        if body:
            spans.append(Span(start, position))
            texts.append(body)
            gaps.append(gap)
            characters += len(body)
            if len(texts) == _MOST_LINES or characters > _MOST_CHARACTERS:
                yield spans, texts, gaps
                spans, texts, gaps, characters = [], [], [], 0
        gap = not body
    if texts:
        yield spans, texts, gaps
