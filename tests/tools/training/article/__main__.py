"""`python -m tests.tools.training.article`: train the scorer for articles' text."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
import torch

from cleaner import rules
from cleaner.core.engine import Engine
from cleaner.scorer import model_file
from cleaner.scorer.arrays import Bools
from cleaner.scorer.article import NOTHING, scored
from cleaner.scorer.network import Network
from cleaner.scorer.residue import residue_rules
from cleaner.scorer.second_look import SecondLook
from tests.support.paths import ROOT
from tests.tools.training.article import card, fitting, second, tiers
from tests.tools.training.article.documents import FOLDS, Labelled, folds, labelled
from tests.tools.training.article.measure import Summary, measured, summary
from tests.tools.training.article.network import (
    Arrays,
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
@click.option(
    "--keep-networks",
    is_flag=True,
    help="Take the networks that are there: train the second look only, choose tiers, measure.",
)
def main(
    data: Path,
    more: Path | None,
    models: Path,
    curve: Path,
    folder: Path | None,
    keep_networks: bool,
) -> None:
    """Cross-validate, choose the tiers on held-out documents, and train the model on all.

    The same data give the same model, on one machine and one version of PyTorch. The scores of the
    cross-validation are written into the model card.
    """
    begun = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}", err=True)

    if keep_networks and folder is None:
        raise click.UsageError("--keep-networks needs --folds, the folder with the folds' models.")
    documents = labelled(data, more)
    with TemporaryDirectory() as scratch:
        kept = folder or Path(scratch)
        if not keep_networks:
            training = _Training(documents)
            say(f"{len(documents)} labelled documents")
            for number in range(FOLDS):
                training.train(folds(documents) == number, kept / str(number) / _NAME)
                say(f"fold {number}")
            training.train(np.zeros(len(documents), bool), models / _NAME)
        _add_second_looks(documents, models, kept)
        say("second looks")
        rows = _measured(documents, models, kept, say)
        say(f"{models / _NAME}: {(models / _NAME).stat().st_size:,} bytes")
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
        nothing = np.array([[0.0, *NOTHING]], np.float32)
        model_file.save(path, "article", arrays(network, self._known) | {"tiers": nothing})


def _networks(folder: Path) -> list[Network]:
    model_file.load.cache_clear()  # the files have other arrays than before
    return [model_file.load("article", str(folder / str(number))) for number in range(FOLDS)]


def _add_second_looks(documents: list[Labelled], models: Path, folder: Path) -> None:
    """Train the second looks of the model and of all folds.

    Each document is seen as the network of its fold sees it, which was trained without it; that of
    a fold is trained without the documents of the fold.
    """
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    networks, fold = _networks(folder), folds(documents)
    pairs = zip(documents, fold.tolist(), strict=True)
    found = [second.doubtful(networks[number], document) for document, number in pairs]
    for number in range(FOLDS):
        mine = [found[at] for at in _at(fold != number)]
        _add(folder / str(number) / _NAME, second.trained(mine))
    _add(models / _NAME, second.trained(found))


def _held(documents: list[Labelled], folder: Path) -> tiers.Held:
    """Return the articles' texts, each scored by the model of its fold."""
    networks = _networks(folder)
    looks = [SecondLook(network.extra) for network in networks]
    pairs = zip(documents, folds(documents).tolist(), strict=True)
    return tiers.Held(
        [
            tiers.Scored(one, scored(networks[fold], looks[fold], one.lines, one.structure))
            for one, fold in pairs
            if one.is_typical
        ]
    )


def _add(path: Path, arrays: Arrays) -> None:
    """Add arrays to a model file, or replace them."""
    with np.load(path) as found:
        made = {name: found[name] for name in found.files if name != "schema"}
    model_file.save(path, "article", made | arrays)


def _measured(
    documents: list[Labelled], models: Path, folder: Path, say: Callable[[str], None]
) -> list[card.Row]:
    """Choose the tiers, and clean the documents through the engine with the models of their folds.

    The engine cleans a text until nothing is found, and finds more than the scorer does at once.
    So a tier with which it breaks a limit is chosen again for a smaller share of the limits.
    """
    held = _held(documents, folder)
    evidence = held.evidences()
    rows, chosen = [_row(documents, 0, folder)], list[tuple[float, ...]]()
    for loss in tiers.LOSSES:
        share, within = tiers.SHARE, False
        while not within:
            tier = tiers.tier(held, evidence, loss, share)
            made = np.array([*chosen, (loss, *tier)], np.float32)
            for path in (models, *(folder / str(number) for number in range(FOLDS))):
                _add(path / _NAME, {"tiers": made})
            row = _row(documents, loss, folder)
            found = _of_articles(documents, row)
            say(f"{loss} at {share:.2f} of the limits: {tier}, {found}")
            effect = (found.lost, found.harmed, found.documents)
            within = tier == NOTHING or tiers.within(loss, *effect)
            share = tiers.smaller(share, loss, *effect)
        rows.append(row)
        chosen.append((loss, *tier))
    return rows


def _row(documents: list[Labelled], loss: float, folder: Path) -> card.Row:
    model_file.load.cache_clear()  # the tiers are new
    fold = folds(documents).tolist()
    made = [_engine(loss, folder / str(number)) for number in range(FOLDS)]
    engines = {one.id: made[number] for one, number in zip(documents, fold, strict=True)}
    found = measured(documents, engines)
    return card.Row(loss, found.effects, found.agreed, 1000 * found.seconds / len(documents))


def _of_articles(documents: list[Labelled], row: card.Row) -> Summary:
    pairs = zip(documents, row.effects, strict=True)
    return summary([effect for one, effect in pairs if one.is_typical])


def _engine(loss: float, folder: Path) -> Engine:
    learned = residue_rules(loss, str(folder)) if loss else ()
    return Engine((*rules.RULES, *learned), rules.matcher(rules.line_tests(rules.RULES)))


if __name__ == "__main__":
    main()
