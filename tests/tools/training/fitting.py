"""One training run.

The same examples and seed give the same network on one machine with one version of PyTorch.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from tests.tools.training.network import Prepared, TorchNetwork, Vocabularies

EPOCHS = 6
_RATE = 3e-3
_RISING = 0.25  # share of the steps in which the rate rises
_DECAY = 0.05
_SMOOTHING = 0.02  # of the labels
_LINES = 8_000  # of a batch, padding included
_SORTED = 128  # pages that are sorted by length together, so that batches have little padding
_STEEPEST = 1.0


def fit(pages: Sequence[Prepared], known: Vocabularies, *, seed: int = 0) -> TorchNetwork:
    """Train a network on some pages."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    chance = random.Random(seed)
    network = TorchNetwork(known, has_markup=pages[0].example.markup is not None)
    network.standardise(pages)
    plan = [_batches(pages, chance) for _ in range(EPOCHS)]
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=sum(map(len, plan)) + 1, pct_start=_RISING
    )
    network.train()
    for batches in plan:
        for batch in batches:
            logits = network(batch)
            roles = torch.cat([page.roles for page in batch])
            losses = functional.cross_entropy(
                logits, roles, reduction="none", label_smoothing=_SMOOTHING
            )
            loss = (losses * torch.cat([page.weights for page in batch])).sum() / len(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
            optimizer.step()
            schedule.step()
    return network


def _batches(pages: Sequence[Prepared], chance: random.Random) -> list[list[Prepared]]:
    """Return all pages once, in batches of pages with about the same length."""
    order = list(range(len(pages)))
    chance.shuffle(order)
    batches: list[list[Prepared]] = []
    for start in range(0, len(order), _SORTED):
        batch: list[Prepared] = []
        for number in sorted(order[start : start + _SORTED], key=lambda at: (pages[at].size, at)):
            if batch and pages[number].size * (len(batch) + 1) > _LINES:
                batches.append(batch)
                batch = []
            batch.append(pages[number])
        batches.append(batch)
    chance.shuffle(batches)
    return batches
