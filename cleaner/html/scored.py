"""A page's blocks as the line scorer sees them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cleaner.html.boxes import Standing
from cleaner.html.page import Page
from cleaner.scorer.markup_features import PAGE_KINDS, MarkupColumns, MarkupFeatures, markup_features
from cleaner.scorer.text_features import TextFeatures, text_features

_LOOKED_AT = 4_000  # characters of a block
_DEEP = 3  # lists in lists that make a difference


def features(page: Page, kinds: Collection[str]) -> tuple[TextFeatures, MarkupFeatures]:
    """The features of a page that has at least one block; `kinds` is what it says of itself (`metadata.kinds`)."""
    blocks = page.blocks
    texts = [block.text[:_LOOKED_AT].replace("\n", " ") for block in blocks]
    text = text_features(texts, np.array([not block.near for block in blocks]))
    standings = [block.box.standing for block in blocks]
    known = {id(standing): _traits(standing) for standing in standings}
    boxes = page.boxes
    marked = MarkupColumns(
        container=[block.box.number for block in blocks],
        shape=[block.shape for block in blocks],
        characters=[len(block.text) for block in blocks],
        linked=[block.linked for block in blocks],
        near=[block.near for block in blocks],
        bullet=[block.bullet for block in blocks],
        boilerplate=[standing.furniture for standing in standings],
        traits=[known[id(standing)] for standing in standings],
        inline=[block.inline for block in blocks],
        parents=[-1 if box.parent is None else box.parent.number for box in boxes],
        levels=[box.level for box in boxes],
        names=[box.names for box in boxes],
    )
    return text, markup_features(marked, text.sizes, [kind in kinds for kind in PAGE_KINDS])


def _traits(standing: Standing) -> tuple[float, ...]:
    return (
        standing.aside,
        standing.main,
        standing.caption,
        standing.post >= 0,
        standing.quotes > 0,
        min(standing.lists, _DEEP),
        standing.ordered > 0,
    )
