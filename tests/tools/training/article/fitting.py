"""One training run."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
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


def trained(texts: Sequence[Prepared], known: Vocabularies) -> ArticleNetwork:
    """Train a network on labelled texts; it gets the mean of the weights of the last steps."""
    torch.manual_seed(_SEED)
    network = ArticleNetwork(known)
    network.standardise(texts)
    chance = random.Random(_SEED)
    plan = [_batches(texts, chance) for _ in range(_EPOCHS)]
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = sum(map(len, plan)) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=steps, pct_start=_RISING
    )
    mean = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(_FADING), use_buffers=True)
    network.train()
    for step, batch in enumerate(Batch(chosen) for batches in plan for chosen in batches):
        losses = functional.cross_entropy(
            network(batch), batch.target, reduction="none", label_smoothing=_SMOOTHING
        )
        loss = (losses * batch.weight).sum() / batch.weight.sum().clamp(min=1e-6)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
        optimizer.step()
        schedule.step()
        if step > _AVERAGED * steps:
            mean.update_parameters(network)
    network.load_state_dict(mean.module.state_dict())
    return network


def _batches(texts: Sequence[Prepared], chance: random.Random) -> list[list[Prepared]]:
    """Return all texts once, in batches of about as many lines."""
    order = list(texts)
    chance.shuffle(order)
    batches: list[list[Prepared]] = [[]]
    size = 0
    for text in order:
        if batches[-1] and size + len(text.dense) > _LINES:
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
