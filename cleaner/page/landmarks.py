"""Where things are in a draft: its headline, what is below it, how much text is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container
from cleaner.page.revise import Candidate, Draft

FIRST = 12
"""Words of a first paragraph."""


def headline_of(draft: Draft) -> int | None:
    """The number of the first `h1` that is kept, or of the first one in the main content.

    On a page without one it is the first heading that is kept, if the page is called so.
    """
    numbers = draft.page.headlines
    kept = (at for at in numbers if draft.candidates[at].kept)
    main = (at for at in numbers if draft.candidates[at].block.container.inherited.main)
    found = next(kept, next(main, None))
    if found is not None:
        return found
    headings = (
        at
        for at, one in enumerate(draft.candidates)
        if one.kept and one.block.shape in ("h2", "h3")
    )
    first = next(headings, None)
    if first is None or not is_title(draft, draft.candidates[first].block):
        return None
    return first


def is_title(draft: Draft, headline: Block) -> bool:
    """Whether the page is called like a headline."""
    title = " ".join(draft.page.title.lower().split())
    return bool(title) and " ".join(headline.text.lower().split()) in title


def below(draft: Draft, number: int) -> Iterator[tuple[int, Candidate]]:
    candidates = draft.candidates
    return ((at, candidates[at]) for at in range(number + 1, len(candidates)))


def text_words(draft: Draft) -> int:
    """The words of the kept text, without headings."""
    return sum(
        one.block.words for one in draft.candidates if one.kept and one.block.shape not in HEADINGS
    )


def around(container: Container, count: int) -> Iterator[Container]:
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
