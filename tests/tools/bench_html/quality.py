"""Score the outputs: word-level precision, recall and F1 by the shared scorer, and snippets."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tools.bench_html.interval import Bootstrap, Estimate
from tests.tools.bench_html.pages import DataSet, Page, groups

Scores = tuple[float, float, float]
"""Precision, recall and F1."""
Scorer = Callable[[str, str], Scores]


@dataclass(frozen=True, slots=True)
class Group:
    """Macro averages over the pages of a group, and the paired difference of F1 to the baseline."""

    pages: int
    domains: int
    precision: float
    recall: float
    f1: Estimate
    difference: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    found: int
    of: int


def load_scorer(path: Path) -> Scorer:
    """`word_f1` of the shared scorer. Raises OSError or SyntaxError if it cannot be loaded."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise OSError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Scorer = module.word_f1
    return scorer


def score(data: DataSet, texts: Mapping[str, str], scorer: Scorer) -> list[Scores]:
    """The scores of every page, in order. A page without an output counts as an empty output."""
    return [scorer(texts.get(page.id, ""), page.reference) for page in data.pages]


class Grouping:
    """The groups of a data set, with the draws for their intervals."""

    def __init__(self, data: DataSet) -> None:
        self._members = groups(data.pages)
        self._draws = {
            name: Bootstrap([data.domains[i] for i in members])
            for name, members in self._members.items()
        }

    def averages(
        self, scores: Sequence[Scores], baseline: Sequence[Scores] | None
    ) -> dict[str, Group]:
        """By the name of the group, `all` first."""
        return {name: self._group(name, scores, baseline) for name in self._members}

    def _group(
        self, name: str, scores: Sequence[Scores], baseline: Sequence[Scores] | None
    ) -> Group:
        members, draws = self._members[name], self._draws[name]
        precision, recall, f1 = zip(*(scores[i] for i in members), strict=True)
        difference = [scores[i][2] - baseline[i][2] for i in members] if baseline else None
        return Group(
            len(members),
            draws.clusters,
            sum(precision) / len(members),
            sum(recall) / len(members),
            draws.estimate(f1),
            draws.estimate(difference) if difference else None,
        )


def flat(text: str) -> str:
    """Lower-cased, with one space for any white space."""
    return " ".join(text.lower().split())


def snippets(pages: Sequence[Page], texts: Mapping[str, str]) -> tuple[Share, Share]:
    """Count wanted and unwanted snippets in the outputs, ignoring case and white space.

    They need not be whole words: WCXB's wanted snippets begin and end within words, and its
    unwanted ones were chosen so that no word of their page's reference has them as a part.
    """
    wanted = unwanted = 0
    for page in pages:
        text = flat(texts.get(page.id, ""))
        wanted += sum(flat(snippet) in text for snippet in page.wanted)
        unwanted += sum(flat(snippet) in text for snippet in page.unwanted)
    return Share(wanted, sum(len(page.wanted) for page in pages)), Share(
        unwanted, sum(len(page.unwanted) for page in pages)
    )
