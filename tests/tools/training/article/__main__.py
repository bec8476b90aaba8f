"""`python -m tests.tools.training.article`: train the scorer for articles' text."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click
import numpy as np
import torch

from cleaner.scorer import model_file
from tests.tools.training.article import fitting, tiers
from tests.tools.training.article.documents import FOLDS, Labelled, folds, labelled
from tests.tools.training.article.network import (
    ArticleNetwork,
    Prepared,
    Vocabularies,
    arrays,
    example_of,
    prepared,
    vocabularies,
)
from tests.tools.training.article.renderings import Rendering, renderings
from tests.tools.training.examples import sources

_SHIPPED = Path(model_file.__file__).parent / "article.npz"
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(context_settings={"show_default": True})
@click.option(
    "--data", type=_FOLDER, required=True, help="Folder with residue/, hosts/, wcxb/ and fundus/."
)
@click.option("--model", type=_FILE, default=_SHIPPED, help="The model file to write.")
@click.option("--folds", "folder", type=_FOLDER, help="Folder for the models of the folds.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes.")
@click.option("--pages", type=click.IntRange(0), help="Use only so many pages (for trying it out).")
def main(data: Path, model: Path, folder: Path | None, jobs: int, pages: int | None) -> None:
    """Cross-validate, choose the tiers on held-out documents, and train the model on all."""
    begun = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}", err=True)

    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(jobs)
    documents = labelled(data)
    weak = renderings(sources(data)[:pages], jobs)
    say(f"{len(documents)} labelled documents, {len(weak)} renderings")
    training = _Training(documents, weak)
    fold = folds(documents)
    roles = []
    for number in range(FOLDS):
        network = training.fit(fold == number)
        roles.append(
            fitting.probabilities(network, [training.texts[at] for at in _at(fold == number)])
        )
        if folder is not None:
            path = folder / str(number) / "article.npz"
            path.parent.mkdir(parents=True, exist_ok=True)
            model_file.save(path, "article", arrays(network, training.known))
        say(f"fold {number}")
    order = [at for number in range(FOLDS) for at in _at(fold == number)]
    held = tiers.Held.of(
        [documents[at] for at in order],
        [one for found in roles for one in found],
        [training.known_share(at) for at in order],
    )
    chosen = tiers.tiers(held)
    network = training.fit(np.zeros(len(documents), bool))
    model_file.save(model, "article", arrays(network, training.known) | {"tiers": chosen})
    say(f"{model}: {model.stat().st_size:,} bytes")
    for loss, threshold, slope in chosen.tolist():
        click.echo(f"{loss:.4f}: threshold {threshold:.2f}, slope {slope:.1f}")


def _at(which: np.typing.NDArray[np.bool_]) -> list[int]:
    return np.flatnonzero(which).tolist()


class _Training:
    """Everything that a run trains on, prepared once."""

    def __init__(self, documents: list[Labelled], weak: list[Rendering]) -> None:
        self._documents = documents
        self._weak = weak
        examples = [example_of(document) for document in documents]
        others = [example_of(rendering) for rendering in weak]
        self.known: Vocabularies = vocabularies([*examples, *others])
        self.texts: list[Prepared] = prepared(examples, self.known)
        self._renderings = prepared(others, self.known)
        cleaned = [(at, one.cleaned) for at, one in enumerate(documents)]
        self._cleaned = {
            at: prepared([example_of(one, fitting.CLEANED)], self.known)[0]
            for at, one in cleaned
            if one is not None
        }

    def known_share(self, at: int) -> float:
        """Return the share of known words of a document."""
        numbers, _ = self.texts[at].words["words"]
        return float((numbers > 0).float().mean()) if len(numbers) else 1.0

    def fit(self, held: np.typing.NDArray[np.bool_]) -> ArticleNetwork:
        """Train on all that is not of the held-out documents, their pages or their domains."""
        pages = {self._documents[at].page for at in _at(held)}
        domains = {self._documents[at].domain for at in _at(held)}
        weak = [
            one
            for one, about in zip(self._renderings, self._weak, strict=True)
            if about.page not in pages and about.domain not in domains
        ]
        mine = _at(~held)
        texts = [self.texts[at] for at in mine]
        texts += [self._cleaned[at] for at in mine if at in self._cleaned]
        return fitting.fit(weak, texts, self.known)


if __name__ == "__main__":
    main()
