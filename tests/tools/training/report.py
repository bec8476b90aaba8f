"""Scores of a cross-validation, through the public functions.

Every page is cleaned by models that have seen no page of its domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from cleaner import Cleaner
from cleaner.core.analysis import Part
from tests.tools.training.examples import Source, page_text
from tests.tools.training.folds import domain_of, fold_of
from tests.tools.training.measure import Mean, Row, groups, mean, word_f1, words_of

INPUTS = ("HTML", "text")
"""The second is the page's text by resiliparse, without any markup."""
_WORST = 20


class Setting(NamedTuple):
    """How to clean: the input, and what to keep besides the body."""

    input: str
    keep: tuple[Part, ...]


SETTINGS = tuple(Setting(name, keep) for name in INPUTS for keep in (("title",), ()))


def measured(pages: Sequence[Source], folds: Path, jobs: int) -> dict[Setting, list[Row]]:
    """Return the scores of all pages in each setting."""
    out: dict[Setting, list[Row]] = {setting: [] for setting in SETTINGS}
    with ProcessPoolExecutor(jobs) as pool:
        for source, scores in zip(
            pages, pool.map(partial(_scores, folds=folds), pages, chunksize=16), strict=True
        ):
            for setting, f1 in zip(SETTINGS, scores, strict=True):
                out[setting].append(
                    Row(
                        source.id,
                        source.set,
                        source.type,
                        source.language,
                        domain_of(source.url or source.id),
                        f1,
                    )
                )
    return out


def _scores(source: Source, folds: Path) -> list[float]:
    """Return the score of one page in each setting."""
    models = folds / str(fold_of(source.url or source.id))
    reference = words_of(source.reference)
    text = page_text(source.html)
    scores = []
    for setting in SETTINGS:
        cleaner = _cleaner(setting, models)
        result = (
            cleaner.clean_html(source.html, url=source.url)
            if setting.input == "HTML"
            else cleaner.clean(text)
        )
        scores.append(word_f1([words_of(result.text)], reference))
    return scores


@cache
def _cleaner(setting: Setting, models: Path) -> Cleaner:
    return Cleaner(kind="page", keep=setting.keep, models=str(models))


def tables(found: dict[Setting, list[Row]]) -> Iterator[str]:
    """Yield Markdown: scores by page type and language, and the worst pages."""
    yield "| input | kept | WCXB, all | WCXB, articles | news (fundus) |\n"
    yield "| --- " * 5 + "|\n"
    for setting, rows in found.items():
        wcxb = [row for row in rows if row.set == "wcxb"]
        parts = (
            wcxb,
            [row for row in wcxb if row.type == "article"],
            [row for row in rows if row.set == "fundus"],
        )
        yield _row(setting.input, _kept(setting), *(_cell(mean(part)) for part in parts))
    for title, of, by in (
        ("By page type", "wcxb", lambda row: row.type),
        ("By language of the news pages", "fundus", lambda row: row.language),
    ):
        yield from _by(title, found, of, by)
    rows = sorted((row for row in found[SETTINGS[0]]), key=lambda row: (row.f1, row.id))[:_WORST]
    yield (
        f"\nThe {_WORST} worst pages of HTML: "
        + ", ".join(f"{row.id} ({row.type}, {row.f1:.2f})" for row in rows)
        + ".\n"
    )


def _by(
    title: str, found: dict[Setting, list[Row]], of: str, by: Callable[[Row], str]
) -> Iterator[str]:
    columns = [groups([row for row in found[setting] if row.set == of], by) for setting in SETTINGS]
    yield f"\n{title}:\n\n"
    yield _row("", "pages", *(f"{setting.input}, {_kept(setting)}" for setting in SETTINGS))
    yield "| --- " * (2 + len(columns)) + "|\n"
    for name in columns[0]:
        pages = str(columns[0][name].pages)
        yield _row(name, pages, *(_cell(column[name]) for column in columns))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _kept(setting: Setting) -> str:
    return "body and title" if setting.keep else "body"


def _cell(value: Mean) -> str:
    return f"{value.f1:.3f} ({value.low:.3f}–{value.high:.3f})"
