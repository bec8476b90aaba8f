"""Repeated items: elements with the same parent and markup, such as comments or cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from cleaner.page.blocks import Block
from cleaner.page.containers import Container
from cleaner.page.landmarks import around
from cleaner.page.revise import Draft

LEAST = 2
"""Items of which there are as many are repeated."""
_ITEMS_AROUND = 6  # containers around a block that may be an item
_ITEM_TAGS = frozenset({"li", "div", "article", "section", "tr", "dd"})


def repeated_items(draft: Draft, marked: Sequence[int]) -> Iterator[list[list[int]]]:
    """The blocks of each item with the same parent and markup, where two or more have a mark.

    `marked` are the numbers of the blocks that are such a mark.
    """
    if len(marked) < LEAST:
        return
    candidates = draft.candidates
    shared = _repeated(_items_around(candidates[at].block) for at in marked)
    kinds = {
        one.number: _item_kind(one)
        for one in draft.page.containers
        if one.tag in _ITEM_TAGS and one.parent is not None and one.parent.number in shared
    }
    near = _items_near(draft, kinds)
    items: dict[_ItemKind, dict[int, list[int]]] = {}
    for at, one in enumerate(candidates):
        for number in near[one.block.container.number]:
            items.setdefault(kinds[number], {}).setdefault(number, []).append(at)
    yield from (list(members.values()) for members in items.values() if len(members) >= LEAST)


def _items_near(draft: Draft, kinds: Collection[int]) -> list[tuple[int, ...]]:
    """For each container which of some (numbers of) containers are the first few around it."""
    near: list[tuple[int, ...]] = []
    for container in draft.page.containers:
        outer = near[container.parent.number] if container.parent is not None else ()
        own = (container.number, *outer) if container.number in kinds else outer
        if own and draft.page.containers[own[-1]].level <= container.level - _ITEMS_AROUND:
            own = own[:-1]
        near.append(own)
    return near


_ItemKind = tuple[int, str, str]
"""What repeated items have in common: the number of their parent, tag and classes."""


def _item_kind(item: Container) -> _ItemKind:
    parent = item.parent
    return (-1 if parent is None else parent.number, item.tag, " ".join(item.words))


def _items_around(block: Block) -> Iterator[Container]:
    """The containers around a block that may be an item."""
    containers = around(block.container, _ITEMS_AROUND)
    return (one for one in containers if one.parent is not None and one.tag in _ITEM_TAGS)


def _repeated(groups: Iterable[Iterable[Container]]) -> frozenset[int]:
    """The numbers of the containers that hold two or more of some containers."""
    inner = {one.number: one.parent.number for group in groups for one in group if one.parent}
    counts = Counter(inner.values())
    return frozenset(number for number, count in counts.items() if count >= LEAST)
