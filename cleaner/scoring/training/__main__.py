"""`python -m cleaner.scoring.training`: train the line scorer, cross-validate it, and write what is shipped."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
import numpy as np
import torch

from cleaner.scoring.training import card, fitting, network, report
from cleaner.scoring.training.examples import Example, Kind, examples, sources
from cleaner.scoring.training.folds import FOLDS, fold_of

_ALL = -1  # number of the "fold" that leaves nothing out
_KINDS: tuple[Kind, ...] = ("page", "html")
_HERE = Path(__file__).resolve().parent.parent

_Run = tuple[Kind, int, Path]


@click.command(context_settings={"show_default": True})
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="Folder with wcxb/ and fundus/, as README says.",
)
@click.option("--models", type=click.Path(path_type=Path, file_okay=False), default=_HERE, help="Where page.npz, html.npz and the card go.")
@click.option(
    "--folds",
    type=click.Path(path_type=Path, file_okay=False),
    help="Cross-validate, too: where the models of the folds go. Without it, no card.",
)
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Runs at a time, with one thread each.")
@click.option("--only-report", is_flag=True, help="Train nothing: measure the models that are there, and write the card.")
def main(data: Path, models: Path, folds: Path | None, jobs: int, only_report: bool) -> None:
    """Train the models that are shipped, and those of a cross-validation over domains, whose scores go into the model card.

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
            runs += [(kind, fold, folds / str(fold) / f"{kind}.npz") for kind in _KINDS for fold in range(FOLDS)]
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
    """Train one model, on all examples of its kind but those of its fold."""
    kind, fold, path = run
    mine = [example for example in _examples if example.kind == kind and fold_of(example.url) != fold]
    known = network.vocabularies(mine)
    trained = fitting.fit(network.prepared(mine, known), known)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **network.arrays(trained, known))
    return f"{path}: {len(mine)} examples, {path.stat().st_size:,} bytes"


if __name__ == "__main__":
    main()
