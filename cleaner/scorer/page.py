"""Which lines of a page are not its article, by which rule they are excluded, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, compress, groupby
from operator import not_
from typing import NamedTuple

import numpy as np

from cleaner.core.analysis import Excluded, LineRole, PageAnalysis, Part, Score
from cleaner.core.index import line_blocks
from cleaner.scorer import cutoff
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.attribution import Reasons
from cleaner.scorer.markup_features import MarkupFeatures
from cleaner.scorer.model_file import load
from cleaner.scorer.network import ROLES, Network, Scores
from cleaner.scorer.text_features import TextFeatures, text_features

RULES: dict[LineRole, str] = {
    "other": "extraction.left-out",
    "title": "extraction.title",
    "byline": "extraction.byline",
    "caption": "extraction.caption",
    "comment": "extraction.comment",
}
"""The rule that excludes a line whose most probable role is this."""
_BY_ROLE = [RULES.get(role, "") for role in ROLES]
_PARTS: dict[Part, LineRole] = {
    "title": "title",
    "byline": "byline",
    "captions": "caption",
    "comments": "comment",
}
_LEAST_OF_A_PART = 0.4  # probability of a part that was not asked for
_MAX_LINE_CHARS = 4_000  # that are read of a line
_MAX_LINES = 20_000  # scored together; limits memory
_MAX_PIECE_CHARS = 2_000_000  # read together, about; limits memory


class KeepOptions(NamedTuple):
    """What to keep of a page: parts besides the article's body, and whether to keep doubtful lines.

    `models` is a folder of models to use instead of the shipped ones.
    """

    keep: tuple[Part, ...] = ("title",)
    careful: bool = False
    models: str | None = None


class _Batch(NamedTuple):
    """Lines that were scored together, from number `first` on."""

    first: int
    network: Network
    scores: Scores
    keep: Sequence[int]


class ScoredLines(NamedTuple):
    """For each line the rule that excludes it (empty: it stays), and its probability to be wanted.

    Duplicates have the probability 0.
    """

    rules: tuple[str, ...]
    probability: Floats
    batches: tuple[_Batch, ...]

    def scores(self, lines: Sequence[int]) -> list[Score]:
        """Return why these lines (numbers in ascending order) are excluded.

        The reasons are found when they are asked for.
        """
        against: list[Callable[[], tuple[str, ...]]] = []
        numbers = np.array(lines, np.int64)
        for first, network, scores, keep in self.batches:
            mine = numbers[(numbers >= first) & (numbers < first + len(scores.roles))]
            if len(mine):
                reasons = Reasons(network, scores, mine - first, keep)
                against += (partial(reasons.of, place) for place in range(len(mine)))
        shares = self.probability[numbers].tolist()
        return [Score(round(share, 4), why) for share, why in zip(shares, against, strict=True)]


def score_lines(
    text: TextFeatures,
    markup: MarkupFeatures | None = None,
    options: KeepOptions = KeepOptions(),  # noqa: B008 - it is immutable
) -> ScoredLines:
    """Decide which lines of a page to exclude.

    Raises what `model_file.load` raises.
    """
    network = load("page" if markup is None else "html", options.models)
    keep = [ROLES.index("body"), *(ROLES.index(_PARTS[part]) for part in options.keep)]
    rules: list[str] = []
    probability = []
    batches = []
    for first in range(0, len(text.sizes), _MAX_LINES):
        last = min(first + _MAX_LINES, len(text.sizes))
        whole = last - first == len(text.sizes)
        part = text if whole else text.part(first, last)
        scores = network.score(part, markup if whole or not markup else markup.part(first, last))
        wanted = scores.roles[:, keep].sum(1)
        if not options.careful:
            wanted = cutoff.zero_duplicates(wanted, part.sizes, part.exact)
        chosen = _chosen(wanted, part.sizes, is_html=markup is not None, careful=options.careful)
        rules += _rules(scores.roles, chosen, keep)
        probability.append(wanted)
        batches.append(_Batch(first, network, scores, keep))
    return ScoredLines(tuple(rules), np.concatenate(probability), tuple(batches))


def _chosen(probability: Floats, words: Ints, *, is_html: bool, careful: bool) -> Bools:
    """Tell which lines to keep by their probability."""
    if careful:
        chosen = cutoff.limit_expected_loss(probability, words)
    else:
        doubted = cutoff.doubt(probability) if is_html else probability
        chosen = cutoff.maximise_expected_f1(doubted, words)
    return cutoff.keep_headings(chosen, probability, words)


def _rules(roles: Floats, chosen: Bools, keep: Sequence[int]) -> list[str]:
    stays = chosen & ~_is_unwanted_part(roles, keep)
    others = roles.copy()
    others[:, keep] = -1
    best = others.argmax(1).tolist()
    return ["" if stay else _BY_ROLE[at] for stay, at in zip(stays.tolist(), best, strict=True)]


def _is_unwanted_part(roles: Floats, keep: Sequence[int]) -> Bools:
    """Tell which lines are more probably a part that was not asked for than anything wanted."""
    parts = [at for at in map(ROLES.index, _PARTS.values()) if at not in keep]
    if not parts:
        return np.zeros(len(roles), bool)
    wanted = np.maximum(roles[:, keep].sum(1), _LEAST_OF_A_PART)
    unwanted: Bools = roles[:, parts].max(1) > wanted
    return unwanted


def excluded_runs(
    rules: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    scored: ScoredLines | None = None,
) -> list[Excluded]:
    """Join neighbouring lines that the same rule excludes (empty: the line stays).

    `starts` and `ends` are the lines' offsets in the text. Each run has the score of its most
    probable line, if the scorer excluded any of its lines.
    """
    runs: list[tuple[int, int]] = []
    at = 0
    for rule, lines in groupby(rules):
        first, at = at, at + sum(1 for _ in lines)
        if rule:
            runs.append((first, at))
    probability = scored.probability.tolist() if scored else []
    best = [_most_probable(scored, probability, first, end) for first, end in runs]
    scores = iter(scored.scores([line for line in best if line is not None]) if scored else ())
    return [
        Excluded(starts[first], ends[end - 1], rules[first], None if line is None else next(scores))
        for (first, end), line in zip(runs, best, strict=True)
    ]


def _most_probable(
    scored: ScoredLines | None, probability: Sequence[float], first: int, end: int
) -> int | None:
    """Return the most probable of the lines that the scorer excluded; None if there are none."""
    if scored is None:
        return None
    excluded = [line for line in range(first, end) if scored.rules[line]]
    return max(excluded, key=probability.__getitem__, default=None)


def analyse_page(
    text: str,
    options: KeepOptions = KeepOptions(),  # noqa: B008 - it is immutable
) -> PageAnalysis:
    """Find the lines of a page's whole text that are not its article.

    A very long text is scored in pieces. Raises what `model_file.load` raises.
    """
    found: list[Excluded] = []
    for piece in pieces(text):
        scored = score_lines(text_features(piece.texts, np.array(piece.gaps)), None, options)
        found += excluded_runs(scored.rules, piece.starts, piece.ends, scored)
    return PageAnalysis(tuple(found))


class Piece(NamedTuple):
    """Lines that are not blank: texts, whether a blank line is above each, offsets."""

    texts: list[str]
    gaps: list[bool]
    starts: list[int]
    ends: list[int]


def pieces(text: str) -> Iterator[Piece]:
    """Yield the lines of a text that are not blank; a very long text gives several pieces."""
    position = 1 if text.startswith("\ufeff") else 0
    piece = Piece([], [True], [], [])
    characters = 0
    for block in line_blocks(text[position:] if position else text):
        raws = block.splitlines(keepends=True)
        bodies = _bodies(raws)
        edges = list(accumulate(map(len, raws), initial=position))
        position = edges[-1]
        piece.texts.extend(filter(None, bodies))
        piece.starts.extend(compress(edges, bodies))
        piece.ends.extend(compress(edges[1:], bodies))
        gaps = [piece.gaps.pop(), *map(not_, bodies)]  # the last is of the line below
        piece.gaps.extend(compress(gaps, bodies))
        piece.gaps.append(gaps[-1])
        characters += sum(map(len, bodies))
        if characters > _MAX_PIECE_CHARS:
            yield from _finished(piece)
            piece = Piece([], piece.gaps[-1:], [], [])
            characters = 0
    yield from _finished(piece)


def _bodies(raws: Sequence[str]) -> list[str]:
    """Return what is read of lines: without spaces at the end, and not all of a very long one."""
    if max(map(len, raws), default=0) <= _MAX_LINE_CHARS:
        return list(map(str.rstrip, raws))
    return [raw[:_MAX_LINE_CHARS].rstrip() or raw.strip()[:_MAX_LINE_CHARS] for raw in raws]


def _finished(piece: Piece) -> Iterator[Piece]:
    if piece.texts:
        yield piece._replace(gaps=piece.gaps[:-1])
