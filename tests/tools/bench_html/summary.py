"""All numbers of a system on a data set."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from tests.support.jsonl import Row
from tests.tools.bench_html.pages import DataSet
from tests.tools.bench_html.quality import Group, Grouping, Scorer, Scores, Share, score, snippets
from tests.tools.bench_html.runs import Run
from tests.tools.bench_html.systems import BASELINE

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds per page, and memory in bytes."""

    mean: float
    median: float
    longest: float
    ratio: float | None
    """Of the mean to the baseline's in the same run."""
    loaded: int
    peak: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a system.

    One that could not be loaded (see `trouble`) has no groups, snippets and cost; all pages fail.
    """

    system: str
    version: str
    trouble: str
    failures: int
    empty: int
    errors: dict[str, str]
    groups: dict[str, Group] = field(default_factory=dict)
    wanted: Share | None = None
    unwanted: Share | None = None
    cost: Cost | None = None
    scores: Sequence[Scores] = ()


def summarise(data: DataSet, runs: Sequence[Run], scorer: Scorer) -> list[Summary]:
    """In the order of the runs."""
    grouping = Grouping(data)
    scores = {run.system: score(data, run.texts, scorer) for run in runs if run.texts}
    means = {run.system: statistics.fmean(run.seconds.values()) for run in runs if run.seconds}
    return [_summary(data, run, grouping, scores, means.get(BASELINE)) for run in runs]


def _summary(
    data: DataSet,
    run: Run,
    grouping: Grouping,
    scores: dict[str, list[Scores]],
    baseline: float | None,
) -> Summary:
    empty = sum(not text.strip() for page, text in run.texts.items() if page not in run.errors)
    if not run.texts:
        return Summary(run.system, run.version, run.trouble, len(run.errors), empty, run.errors)
    own = scores[run.system]
    compared = scores.get(BASELINE) if run.system != BASELINE else None
    wanted, unwanted = snippets(data.pages, run.texts)
    groups = grouping.averages(own, compared)
    return Summary(
        run.system,
        run.version,
        run.trouble,
        len(run.errors),
        empty,
        run.errors,
        groups,
        wanted,
        unwanted,
        cost(run, baseline),
        own,
    )


def cost(run: Run, baseline: float | None) -> Cost:
    """`baseline`: the mean seconds of what it is compared with."""
    seconds = list(run.seconds.values())
    mean = statistics.fmean(seconds)
    ratio = mean / baseline if baseline else None
    return Cost(
        mean * 1000,
        statistics.median(seconds) * 1000,
        max(seconds) * 1000,
        ratio,
        run.loaded,
        run.peak,
    )


def as_json(data: DataSet, runs: Sequence[Run], summaries: Sequence[Summary]) -> Row:
    """All numbers, with those of every page."""
    systems = {}
    for run, summary in zip(runs, summaries, strict=True):
        numbers = asdict(summary)
        scores = numbers.pop("scores")
        numbers["pages"] = {
            page.id: {"p": p, "r": r, "f1": f1, "seconds": run.seconds.get(page.id)}
            for page, (p, r, f1) in zip(data.pages[: len(scores)], scores, strict=True)
        }
        systems[run.system] = numbers
    return {
        "data": data.name,
        "pages": len(data.pages),
        "domains": len(set(data.domains)),
        "systems": systems,
    }
