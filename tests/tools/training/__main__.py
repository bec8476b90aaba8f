"""`python -m tests.tools.training`: train the line scorer, cross-validate it, write the models."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
import torch

from cleaner.scorer import model_file
from tests.tools.training import card, fitting, network, report
from tests.tools.training.examples import Example, Kind, examples, sources
from tests.tools.training.folds import FOLDS, fold_of

_ALL = -1  # number of the "fold" that holds nothing out
_KINDS: tuple[Kind, ...] = ("page", "html")
_SHIPPED = Path(model_file.__file__).parent

_Run = tuple[Kind, int, Path]


@click.command(context_settings={"show_default": True})
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="Folder with wcxb/ and fundus/.",
)
@click.option(
    "--models",
    type=click.Path(path_type=Path, file_okay=False),
    default=_SHIPPED,
    help="Folder for page.npz, html.npz and the model card.",
)
@click.option(
    "--folds",
    type=click.Path(path_type=Path, file_okay=False),
    help="Cross-validate, too, and write the model card; folder for the models of the folds.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    help="Processes, with one thread each.",
)
@click.option(
    "--only-report",
    is_flag=True,
    help="Do not train: measure the existing models, and write the card.",
)
def main(data: Path, models: Path, folds: Path | None, jobs: int, only_report: bool) -> None:
    """Train the shipped models, and with --folds those of a cross-validation over domains.

    The scores of the cross-validation are written into the model card.

    The same data give the same models, on one machine and one version of PyTorch.
    """
    begun = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}", err=True)

    pages = sources(data)
    if not only_report:
        found = examples(pages, jobs)
        say(f"{len(pages)} pages, {len(found)} examples")
        runs: list[_Run] = [(kind, _ALL, models / f"{kind}.npz") for kind in _KINDS]
        if folds is not None:
            runs += [
                (kind, fold, folds / str(fold) / f"{kind}.npz")
                for kind in _KINDS
                for fold in range(FOLDS)
            ]
        with ProcessPoolExecutor(jobs, initializer=_share, initargs=(found,)) as pool:
            for line in pool.map(_run, runs):
                say(line)
    if folds is None:
        return
    scores = report.measured(pages, folds, jobs)
    say("measured")
    (models / card.NAME).write_text(card.text(scores, models), encoding="utf-8")
    click.echo("".join(report.tables(scores)))


_examples: list[Example] = []


def _share(found: list[Example]) -> None:
    _examples[:] = found
    torch.set_num_threads(1)


def _run(run: _Run) -> str:
    """Train one model on all examples of its kind, except those of its fold."""
    kind, fold, path = run
    mine = [
        example for example in _examples if example.kind == kind and fold_of(example.url) != fold
    ]
    known = network.vocabularies(mine)
    trained = fitting.fit(network.prepared(mine, known), known)
    path.parent.mkdir(parents=True, exist_ok=True)
    model_file.save(path, kind, network.arrays(trained, known))
    return f"{path}: {len(mine)} examples, {path.stat().st_size:,} bytes"


if __name__ == "__main__":
    main()
