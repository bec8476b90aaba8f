"""One training run.

The same examples and seed give the same network on one machine with one version of PyTorch.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

from tests.tools.training.examples import Kind
from tests.tools.training.network import Prepared, TorchNetwork, Vocabularies

EPOCHS = 6
_RISING = 0.25  # share of the steps in which the rate rises
_DECAY = 0.05
_SMOOTHING = 0.02  # of the labels
_SORTED = 128  # pages that are sorted by length together, so that batches have little padding
_STEEPEST = 1.0


class _Plan(NamedTuple):
    """How fast to learn, and from how many lines at a time, padding included.

    The trained network is a running mean over the steps: `memory` is how much of it each step
    leaves as it was.
    """

    rate: float
    lines: int
    memory: float


# Small batches and the mean gave markup a log loss of 0.260 instead of 0.271 on pages kept aside;
# ten epochs gave 0.280. Not tried for pages without markup, whose training takes far longer.
_PLANS: dict[Kind, _Plan] = {"page": _Plan(3e-3, 8_000, 0), "html": _Plan(1.5e-3, 1_500, 0.995)}


def fit(pages: Sequence[Prepared], known: Vocabularies, *, seed: int = 0) -> TorchNetwork:
    """Train a network on some pages."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    chance = random.Random(seed)
    network = TorchNetwork(known, has_markup=pages[0].example.markup is not None)
    network.standardise(pages)
    rate, lines, memory = _PLANS[pages[0].example.kind]
    epochs = [_batches(pages, lines, chance) for _ in range(EPOCHS)]
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=sum(map(len, epochs)) + 1, pct_start=_RISING
    )
    mean = deepcopy(network)
    network.train()
    for batches in epochs:
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
            _remember(mean, network, memory)
    return mean


@torch.no_grad()  # type: ignore[untyped-decorator]  # mypy does not see PyTorch
def _remember(mean: TorchNetwork, network: TorchNetwork, memory: float) -> None:
    """Move a running mean of a network, and of what it counts, towards the network."""
    state = network.state_dict()
    for name, values in mean.state_dict().items():
        if values.dtype.is_floating_point:
            values.mul_(memory).add_(state[name], alpha=1 - memory)
        else:
            values.copy_(state[name])


def _batches(pages: Sequence[Prepared], lines: int, chance: random.Random) -> list[list[Prepared]]:
    """Return all pages once, in batches of pages with about the same length."""
    order = list(range(len(pages)))
    chance.shuffle(order)
    batches: list[list[Prepared]] = []
    for start in range(0, len(order), _SORTED):
        batch: list[Prepared] = []
        for number in sorted(order[start : start + _SORTED], key=lambda at: (pages[at].size, at)):
            if batch and pages[number].size * (len(batch) + 1) > lines:
                batches.append(batch)
                batch = []
            batch.append(pages[number])
        batches.append(batch)
    chance.shuffle(batches)
    return batches
