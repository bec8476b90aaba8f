"""The line scorer: which lines of a page belong to its article, what the others are, and why they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, groupby
from typing import NamedTuple

import numpy as np

from cleaner.document import Evidence, LeftOut, Part, Role, Score
from cleaner.lexicon import blocks
from cleaner.scoring import cutoff
from cleaner.scoring.markup import MarkupFeatures
from cleaner.scoring.model import ROLES, Model, Scores, load
from cleaner.scoring.text import Bools, Floats, Ints, TextFeatures, text_features

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
_MOST_CHARACTERS = 2_000_000  # that are read together, about


class _Part(NamedTuple):
    """Lines that were judged together: the number of the first, and what the model made of them."""

    first: int
    model: Model
    scores: Scores
    keep: Sequence[int]


class Judged(NamedTuple):
    """For each line the rule by which it goes (empty if it stays), and how probably it belongs to what is wanted (and is no repeat)."""

    rules: tuple[str, ...]
    probability: Floats
    parts: tuple[_Part, ...]

    def scores(self, lines: Sequence[int]) -> list[Score]:
        """Why these lines (by their numbers, in order) go. To find the reasons takes as long as to judge, so it is done for few."""
        against: list[tuple[str, ...]] = []
        numbers = np.array(lines, np.int64)
        for part in self.parts:
            mine = numbers[(numbers >= part.first) & (numbers < part.first + len(part.scores.roles))]
            if len(mine):
                against += part.model.weighed(part.scores, mine - part.first, part.keep)
        return [Score(round(share, 4), names) for share, names in zip(self.probability[numbers].tolist(), against, strict=True)]


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
    probability = []
    parts = []
    for first in range(0, len(text.sizes), _MOST_LINES):
        last = min(first + _MOST_LINES, len(text.sizes))
        whole = last - first == len(text.sizes)
        part = text if whole else text.part(first, last)
        scores = model.score(part, markup if whole or markup is None else markup.part(first, last))
        found = scores.roles[:, keep].sum(1)
        if not wanted.careful:
            found = cutoff.once(found, part.sizes, part.exact)
        rules += _rules(scores.roles, found, part.sizes, keep, careful=wanted.careful)
        probability.append(found)
        parts.append(_Part(first, model, scores, keep))
    return Judged(tuple(rules), np.concatenate(probability), tuple(parts))


def _rules(roles: Floats, probability: Floats, words: Ints, keep: Sequence[int], *, careful: bool) -> list[str]:
    stays = (cutoff.careful if careful else cutoff.balanced)(probability, words)
    stays = cutoff.with_headings(stays, probability, words)
    stays &= ~_is_surely(roles, [ROLES.index(role) for role in _PARTS.values() if ROLES.index(role) not in keep], keep)
    others = roles.copy()
    others[:, keep] = -1
    return ["" if stay else RULES[ROLES[role]] for stay, role in zip(stays.tolist(), others.argmax(1).tolist(), strict=True)]


def _is_surely(roles: Floats, parts: Sequence[int], keep: Sequence[int]) -> Bools:
    """Whether each line is more probably one of these parts than all that is wanted: however short it is, it goes."""
    if not parts:
        return np.zeros(len(roles), bool)
    surely: Bools = roles[:, parts].max(1) > np.maximum(roles[:, keep].sum(1), _SURELY)
    return surely


def left_out(verdicts: Sequence[str], starts: Sequence[int], ends: Sequence[int], judged: Judged | None = None) -> list[LeftOut]:
    """Lines by which rule they go (empty: they stay) and where they stand → those that go, neighbours of one rule as one.

    Each is scored, if its lines were `judged`, as the most probable one of them that was to go.
    """
    runs: list[tuple[int, int]] = []
    surest: list[int] = []  # for each run its most probable line, -1 if none was judged to go
    at = 0
    for rule, lines in groupby(verdicts):
        first, at = at, at + sum(1 for _ in lines)
        if rule:
            runs.append((first, at - 1))
            gone = [line for line in range(first, at) if judged.rules[line]] if judged else ()
            surest.append(max(gone, key=judged.probability.__getitem__) if judged and gone else -1)
    scores = iter(judged.scores([line for line in surest if line >= 0]) if judged else ())
    return [
        LeftOut(starts[first], ends[last], verdicts[first], next(scores) if line >= 0 else None)
        for (first, last), line in zip(runs, surest, strict=True)
    ]


def page_evidence(text: str, wanted: Wanted = Wanted()) -> Evidence:  # noqa: B008 - it is immutable
    """What the scorer says of the whole text of a page, read line by line. A very long one is judged in pieces."""
    found: list[LeftOut] = []
    for piece in pieces(text):
        judged = judge(text_features(piece.texts, np.array(piece.gaps)), None, wanted)
        found += left_out(judged.rules, piece.starts, piece.ends, judged)
    return Evidence(tuple(found))


class Piece(NamedTuple):
    """Lines of a text that are not blank: what they say, whether a blank line stands above them, where they begin and end."""

    texts: list[str]
    gaps: list[bool]
    starts: list[int]
    ends: list[int]


def pieces(text: str) -> Iterator[Piece]:
    """The lines of a text that are not blank, those of a very long one in several pieces."""
    position = 1 if text.startswith("\ufeff") else 0
    piece = Piece([], [True], [], [])
    characters = 0
    for block in blocks(text[position:] if position else text):
        raws = block.splitlines(keepends=True)
        bodies = [raw[:_LOOKED_AT].rstrip() or raw.strip()[:_LOOKED_AT] for raw in raws]
        edges = list(accumulate(map(len, raws), initial=position))
        position = edges[-1]
        piece.texts.extend(filter(None, bodies))
        piece.starts.extend(compress(edges, bodies))
        piece.ends.extend(compress(edges[1:], bodies))
        gaps = [piece.gaps.pop(), *(not body for body in bodies)]  # the last one is for the line that follows
        piece.gaps.extend(compress(gaps, bodies))
        piece.gaps.append(gaps[-1])
        characters += sum(map(len, bodies))
        if characters > _MOST_CHARACTERS:
            yield from _finished(piece)
            piece = Piece([], piece.gaps[-1:], [], [])
            characters = 0
    yield from _finished(piece)


def _finished(piece: Piece) -> Iterator[Piece]:
    if piece.texts:
        yield piece._replace(gaps=piece.gaps[:-1])
