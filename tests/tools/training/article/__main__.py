"""`python -m tests.tools.training.article`: train the scorer for articles' text."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
import torch

from cleaner import rules
from cleaner.core.engine import Engine
from cleaner.scorer import model_file
from cleaner.scorer.arrays import Bools, Floats
from cleaner.scorer.article import scored
from cleaner.scorer.residue import residue_rules
from tests.support.paths import ROOT
from tests.tools.training.article import card, fitting, tiers
from tests.tools.training.article.documents import FOLDS, OTHER, Labelled, folds, labelled
from tests.tools.training.article.measure import effects
from tests.tools.training.article.network import (
    Prepared,
    Vocabularies,
    arrays,
    example_of,
    prepared,
    vocabularies,
)

_SHIPPED = Path(model_file.__file__).parent
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_CURVE = ROOT / "docs" / "images" / "max-loss.svg"
_NAME = "article.npz"


@click.command(context_settings={"show_default": True})
@click.option(
    "--data", type=_FOLDER, required=True, help="Folder with residue/, hosts/, wcxb/ and fundus/."
)
@click.option(
    "--more", type=_FILE, help="Further labelled texts, as `….training.article.texts` makes them."
)
@click.option("--models", type=_FOLDER, default=_SHIPPED, help="Folder for model and card.")
@click.option("--curve", type=_FILE, default=_CURVE, help="The picture to write.")
@click.option("--folds", "folder", type=_FOLDER, help="Keep the models of the folds in a folder.")
@click.option("--only-report", is_flag=True, help="Do not train: measure models that are there.")
def main(
    data: Path,
    more: Path | None,
    models: Path,
    curve: Path,
    folder: Path | None,
    only_report: bool,
) -> None:
    """Cross-validate, choose the tiers on held-out documents, and train the model on all.

    The same data give the same model, on one machine and one version of PyTorch. The scores of the
    cross-validation are written into the model card.
    """
    begun = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}", err=True)

    if only_report and folder is None:
        raise click.UsageError("--only-report needs --folds, the folder with the folds' models.")
    documents = labelled(data, more)
    with TemporaryDirectory() as scratch:
        kept = folder or Path(scratch)
        if not only_report:
            training = _Training(documents)
            say(f"{len(documents)} labelled documents")
            for number in range(FOLDS):
                training.train(folds(documents) == number, kept / str(number) / _NAME)
                say(f"fold {number}")
            training.train(np.zeros(len(documents), bool), models / _NAME)
        chosen = _tiers(documents, kept)
        for path in (models, *(kept / str(number) for number in range(FOLDS))):
            _set_tiers(path / _NAME, chosen)
        say(f"{models / _NAME}: {(models / _NAME).stat().st_size:,} bytes")
        rows = _measured(documents, kept)
        size = (models / _NAME).stat().st_size
        (models / card.NAME).write_text(card.text(documents, rows, size), encoding="utf-8")
        curve.write_text(card.curve(documents, rows), encoding="utf-8")
        say(f"{models / card.NAME}, {curve}")


def _at(which: Bools) -> list[int]:
    return np.flatnonzero(which).tolist()


class _Training:
    """Everything that a run trains on, prepared once."""

    def __init__(self, documents: list[Labelled]) -> None:
        torch.use_deterministic_algorithms(True)
        torch.set_num_threads(1)
        examples = [example_of(document) for document in documents]
        self._known: Vocabularies = vocabularies(examples)
        self._texts: list[Prepared] = prepared(examples, self._known)
        cleaned = [(at, one.cleaned) for at, one in enumerate(documents)]
        self._cleaned = {
            at: prepared([example_of(one, fitting.CLEANED)], self._known)[0]
            for at, one in cleaned
            if one is not None
        }

    def train(self, held: Bools, path: Path) -> None:
        """Train without the held-out documents, and write the model."""
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = _at(~held)
        texts = [self._texts[at] for at in mine]
        texts += [self._cleaned[at] for at in mine if at in self._cleaned]
        network = fitting.trained(texts, self._known)
        nothing = np.array([[0.0, np.inf, 0.0]], np.float32)
        model_file.save(path, "article", arrays(network, self._known) | {"tiers": nothing})


def _tiers(documents: list[Labelled], folder: Path) -> Floats:
    """Choose the tiers on articles' texts, each scored by the model of its fold."""
    networks = [model_file.load("article", str(folder / str(number))) for number in range(FOLDS)]
    pairs = zip(documents, folds(documents).tolist(), strict=True)
    return tiers.tiers(
        tiers.Held(
            [
                tiers.Scored(one, scored(networks[fold], one.lines))
                for one, fold in pairs
                if one.set != OTHER
            ]
        )
    )


def _set_tiers(path: Path, chosen: Floats) -> None:
    with np.load(path) as found:
        made = {name: found[name] for name in found.files if name != "schema"}
    model_file.save(path, "article", made | {"tiers": chosen})


def _measured(documents: list[Labelled], folder: Path) -> list[card.Row]:
    """Clean the documents through the engine with the models of their folds."""
    model_file.load.cache_clear()  # the tiers are new
    fold = dict(zip((one.id for one in documents), folds(documents).tolist(), strict=True))
    rows = []
    for loss in (0.0, *tiers.LOSSES):
        made = [_engine(loss, folder / str(number)) for number in range(FOLDS)]
        found, seconds = effects(documents, {id_: made[number] for id_, number in fold.items()})
        rows.append(card.Row(loss, found, 1000 * seconds / len(documents)))
    return rows


def _engine(loss: float, folder: Path) -> Engine:
    learned = residue_rules(loss, str(folder)) if loss else ()
    return Engine((*rules.RULES, *learned), rules.matcher(rules.line_tests(rules.RULES)))


if __name__ == "__main__":
    main()
