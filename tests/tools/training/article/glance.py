"""Trains the glance at a text: a small network that tells whether the scorer removes anything.

Its teacher is the scorer itself. What it may not miss is measured in cross-validation: how probable
a glance of a model that has not seen a document finds it that something is removed.
`python -m tests.tools.training.article.glance` adds it to a model that is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cleaner.scorer import model_file
from cleaner.scorer.arrays import Bools, Floats
from cleaner.scorer.article import STRUCTURE, Tier, line_evidence, scored
from cleaner.scorer.network import Network
from cleaner.scorer.second_look import SecondLook
from tests.tools.training.article.documents import FOLDS, Labelled, folds, labelled

UNITS = 16
_EPOCHS = 16
_RATE = 6e-3  # the highest
_DECAY = 1e-3
_TEXTS = 16  # of a batch
_GAP = 1  # lines between two texts
_FOUND = 5.0  # weight of a line that is removed beside one that stays
_MISSED = 1 / 500  # share of the documents of which something is removed
_SEED = 0


class Seen(NamedTuple):
    """A text as the network reads it, and what the scorer makes of it.

    `nearly` tells for each line and tier whether it is nearly sure enough to be removed, `removes`
    for each tier whether anything is. That is asked only of whole documents.
    """

    inputs: Tensor
    nearly: Tensor
    removes: tuple[bool, ...] = ()


class _Glance(nn.Module):  # type: ignore[misc]  # mypy does not see PyTorch
    """From the inputs of lines to log-odds, for the loosest tier; `stricter` lessens them."""

    def __init__(self, width: int, tiers: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, UNITS)
        self.convolution = nn.Conv1d(UNITS, UNITS, 3, padding=1)
        self.mix = nn.Linear(UNITS, UNITS)
        self.last = nn.Linear(UNITS, 1)
        self.stricter = nn.Parameter(torch.zeros(tiers))

    def forward(self, texts: Sequence[Tensor]) -> Tensor:
        inside = torch.cat([torch.ones(len(text) + _GAP) for text in texts])
        at = 0
        for text in texts:
            at += len(text) + _GAP
            inside[at - 1] = 0
        lines = torch.cat([functional.pad(text, (0, 0, 0, _GAP)) for text in texts])
        hidden = torch.relu(self.first(lines)) * inside[:, None]
        near = torch.relu(self.convolution(hidden.t()[None]))[0].t()
        odds: Tensor = self.last(hidden + self.mix(near))[:, 0]
        return odds[inside > 0]


def trained(texts: Sequence[Seen]) -> _Glance:
    """Train a glance on texts."""
    torch.manual_seed(_SEED)
    glance = _Glance(texts[0].inputs.shape[1], texts[0].nearly.shape[1])
    optimizer = torch.optim.AdamW(glance.parameters(), lr=_RATE, weight_decay=_DECAY)
    batches = -(-len(texts) // _TEXTS)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=_EPOCHS * batches + 1
    )
    weight = torch.tensor(_FOUND)
    for chosen in (
        part for _ in range(_EPOCHS) for part in torch.randperm(len(texts)).split(_TEXTS)
    ):
        batch = [texts[number] for number in chosen.tolist()]
        odds = glance([text.inputs for text in batch])[:, None] - glance.stricter
        target = torch.cat([text.nearly for text in batch])
        optimizer.zero_grad()
        functional.binary_cross_entropy_with_logits(odds, target, pos_weight=weight).backward()
        optimizer.step()
        schedule.step()
    return glance


def arrays(glance: _Glance, thresholds: Floats) -> dict[str, NDArray[np.generic]]:
    """Export a glance for `cleaner.scorer.glance`, as a network with two roles."""
    state = {name: value.detach().numpy() for name, value in glance.state_dict().items()}
    last = state["last.weight"].T
    found = {
        "dilations": np.array([1]),
        "first": state["first.weight"].T.astype(np.float16),
        "first_bias": state["first.bias"],
        "conv0": state["convolution.weight"].transpose(2, 1, 0).astype(np.float16),
        "bias0": state["convolution.bias"],
        "mix0": state["mix.weight"].T.astype(np.float16),
        "mix_bias0": state["mix.bias"],
        "last": np.concatenate((np.zeros_like(last), last), 1),
        "last_bias": np.array([0, *state["last.bias"]], np.float32),
        "tiers": thresholds,
    }
    return {f"glance_{name}": array for name, array in found.items()}


def seen(
    network: Network, second: SecondLook, document: Labelled, *, is_whole: bool
) -> Seen | None:
    """Show a document, or what is left of it, to the scorer; None if it is unfit."""
    found = scored(network, second, document.lines, document.structure)
    if found is None:
        return None
    odds, worth = found.look_again(()), document.lines.worth
    tiers = [Tier(*row[1:]) for row in network.extra("tiers").tolist()]
    evidence = [line_evidence(odds, worth, tier) - tier.threshold for tier in tiers]
    return Seen(
        torch.from_numpy(found.scores.inputs),
        torch.from_numpy((np.array(evidence).T >= -STRUCTURE).astype(np.float32)),
        tuple(bool(found.removed(tier)) for tier in tiers) if is_whole else (),
    )


@torch.no_grad()  # type: ignore[untyped-decorator]  # mypy does not see PyTorch
def most(glance: _Glance, text: Seen) -> float:
    """Return the log-odds of the line of a text that is most probably removed."""
    return float(glance([text.inputs]).max())


def thresholds(surest: Floats, removes: Bools, losses: Floats) -> Floats:
    """Return for each tier its loss, and the log-odds below which a text is not scored.

    `surest` are those of the surest lines of texts, `removes` is texts × tiers.
    """
    rows = []
    for loss, which in zip(losses.tolist(), removes.T, strict=True):
        found = np.sort(surest[which])
        rows.append((loss, float(found[int(_MISSED * len(found))]) if len(found) else -np.inf))
    return np.array(rows, np.float32)


def learned(network: Network, documents: Sequence[Labelled]) -> dict[str, NDArray[np.generic]]:
    """Train a glance for a network; its thresholds are chosen in cross-validation."""
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    second = SecondLook(network.extra)
    fold = folds(documents).tolist()
    texts: list[tuple[int, Seen]] = []  # with the fold of each
    for document, number in zip(documents, fold, strict=True):
        for one, is_whole in ((document, True), (document.cleaned, False)):
            if one and (text := seen(network, second, one, is_whole=is_whole)):
                texts.append((number, text))
    surest, removes = [], []
    for held in range(FOLDS):
        glance = trained([text for number, text in texts if number != held])
        for text in (text for number, text in texts if number == held and text.removes):
            surest.append(most(glance, text))
            removes.append(text.removes)
    losses = network.extra("tiers")[:, 0].astype(np.float32)
    chosen = thresholds(np.array(surest, np.float32), np.array(removes), losses)
    return arrays(trained([text for _, text in texts]), chosen)


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--more", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--models",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(model_file.__file__).parent,
)
def main(data: Path, more: Path | None, models: Path) -> None:
    """Train the glance of a model that is there."""
    network = model_file.load("article", str(models))
    found = learned(network, labelled(data, more))
    model_file.add(models / "article.npz", "article", found)
    for loss, threshold in found["glance_tiers"].tolist():
        click.echo(f"{loss:.4f}  texts below {threshold:.2f} are not scored", err=True)


if __name__ == "__main__":
    main()
