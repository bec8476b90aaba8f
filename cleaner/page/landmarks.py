"""What several steps look for: names of the elements around a block, and how long an article is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.page.blocks import Block
from cleaner.page.containers import Container

ARTICLE = 40
"""Words that an article has above what is dropped."""
LONG_ARTICLE = 100
"""Words of one that has boxes or teasers."""
WORD = re.compile(r"[^\W\d_]+")
"""Matches a word."""


def around(container: Container, count: int) -> Iterator[Container]:
    """A container and those around it, `count` at most."""
    outer: Container | None = container
    while outer is not None and count > 0:
        yield outer
        outer, count = outer.parent, count - 1


def is_named(block: Block, names: re.Pattern[str], count: int) -> bool:
    """Whether one of the containers around a block is called so by its classes, id or role."""
    return any(
        names.search(name)
        for container in around(block.container, count)
        for name in container.names[1:4]
        if name
    )
