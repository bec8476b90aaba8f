"""One training run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cleaner.scorer.arrays import Floats
from tests.tools.training.article.network import (
    ArticleNetwork,
    Batch,
    Prepared,
    Vocabularies,
)

_EPOCHS = 6
_RATE = 3e-3  # the highest
_LINES = 3_000  # of a batch
_PAGE_LINES = 2_000  # of a batch of pages
_PAGES = 0.5  # weight of the second task, on lines of pages
_DECAY = 0.05
_RISING = 0.25  # share of the steps in which the rate rises
_SMOOTHING = 0.02  # of the labels
_FADING = 0.99  # weight of the mean of earlier steps beside the last one
_AVERAGED = 0.4  # share of the steps before those that are averaged
_STEEPEST = 1.0
_SEED = 0
_SCORED = 30  # texts scored together


CLEANED = 0.5
"""Weight of documents without their boilerplate beside those with it."""


def trained(
    texts: Sequence[Prepared], pages: Sequence[Prepared], known: Vocabularies
) -> ArticleNetwork:
    """Train a network on labelled texts, and on lines of pages as a second task.

    It gets the mean of the weights of the last steps.
    """
    torch.manual_seed(_SEED)
    network = ArticleNetwork(known)
    network.standardise(texts)
    chance = random.Random(_SEED)
    plan = [batch for _ in range(_EPOCHS) for batch in _batches(texts, _LINES, chance)]
    beside = _repeated(pages, chance)
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = len(plan) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=steps, pct_start=_RISING
    )
    mean = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(_FADING), use_buffers=True)
    network.train()
    for step, chosen in enumerate(plan):
        batch = Batch(chosen)
        loss = _loss(network(batch), batch)
        batch = Batch(next(beside))
        loss = loss + _PAGES * _loss(network.page_logits(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
        optimizer.step()
        schedule.step()
        if step > _AVERAGED * steps:
            mean.update_parameters(network)
    network.load_state_dict(mean.module.state_dict())
    return network


def _loss(logits: Tensor, batch: Batch) -> Tensor:
    losses = functional.cross_entropy(
        logits, batch.target, reduction="none", label_smoothing=_SMOOTHING
    )
    loss: Tensor = (losses * batch.weight).sum() / batch.weight.sum().clamp(min=1e-6)
    return loss


def _repeated(pages: Sequence[Prepared], chance: random.Random) -> Iterator[list[Prepared]]:
    """Yield batches of pages without end."""
    while True:
        yield from _batches(pages, _PAGE_LINES, chance)


def _batches(texts: Sequence[Prepared], lines: int, chance: random.Random) -> list[list[Prepared]]:
    """Return all texts once, in batches of about as many lines."""
    order = list(texts)
    chance.shuffle(order)
    batches: list[list[Prepared]] = [[]]
    size = 0
    for text in order:
        if batches[-1] and size + len(text.dense) > lines:
            batches.append([])
            size = 0
        batches[-1].append(text)
        size += len(text.dense)
    return batches


@torch.no_grad()  # type: ignore[untyped-decorator]  # mypy does not see PyTorch
def probabilities(network: ArticleNetwork, texts: Sequence[Prepared]) -> list[Floats]:
    """Return for each text the probabilities of its lines' categories."""
    network.eval()
    out: list[Floats] = []
    for first in range(0, len(texts), _SCORED):
        chosen = texts[first : first + _SCORED]
        found = functional.softmax(network(Batch(chosen)), 1).numpy()
        out += np.split(found, np.cumsum([len(text.dense) for text in chosen])[:-1])
    return out
