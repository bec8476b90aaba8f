"""Repeated items: elements with the same parent and markup, such as comments or cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from cleaner.page.blocks import Block, Page
from cleaner.page.containers import Container
from cleaner.page.draft import Draft
from cleaner.page.landmarks import around

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
    page = draft.page
    shared = _repeated(_items_around(page.blocks[at]) for at in marked)
    if not shared:
        return
    kinds = {
        number: _item_kind(page.containers[number])
        for number, parent in enumerate(page.parents)
        if parent in shared and number and page.containers[number].tag in _ITEM_TAGS
    }
    near = _items_near(page, kinds)
    items: dict[_ItemKind, dict[int, list[int]]] = {}
    for at, place in enumerate(page.places):
        for number in near[place]:
            items.setdefault(kinds[number], {}).setdefault(number, []).append(at)
    yield from (list(members.values()) for members in items.values() if len(members) >= LEAST)


def _items_near(page: Page, kinds: Collection[int]) -> list[tuple[int, ...]]:
    """For each container which of some (numbers of) containers are the first few around it."""
    containers = page.containers
    near: list[tuple[int, ...]] = [()]  # the outermost one is no item
    for number, parent in islice(enumerate(page.parents), 1, None):
        own = near[parent]
        if number in kinds:
            own = (number, *own)
        if own and containers[own[-1]].level <= containers[number].level - _ITEMS_AROUND:
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
