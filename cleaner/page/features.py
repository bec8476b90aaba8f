"""A page's blocks as the line scorer sees them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cleaner.page.blocks import Page
from cleaner.page.containers import Inherited
from cleaner.scorer.markup_features import (
    PAGE_KINDS,
    MarkupColumns,
    MarkupFeatures,
    markup_features,
)
from cleaner.scorer.text_features import TextFeatures, text_features

_LOOKED_AT = 4_000  # characters of a block
_DEEP = 3  # lists inside lists that make a difference


def features(page: Page, kinds: Collection[str]) -> tuple[TextFeatures, MarkupFeatures]:
    """The features of a page that has at least one block.

    `kinds` is what the page says that it is (`page_kinds`).
    """
    blocks = page.blocks
    texts = [block.text[:_LOOKED_AT].replace("\n", " ") for block in blocks]
    text = text_features(texts, np.array([not block.after_break for block in blocks]))
    inherited = [block.container.inherited for block in blocks]
    traits = {key: _traits(one) for key, one in {id(one): one for one in inherited}.items()}
    marked = MarkupColumns(
        container=[block.container.number for block in blocks],
        shape=[block.shape for block in blocks],
        characters=[len(block.text) for block in blocks],
        linked=[block.linked for block in blocks],
        near=[block.after_break for block in blocks],
        bullet=[block.starts_item for block in blocks],
        boilerplate=[one.boilerplate for one in inherited],
        traits=[traits[id(one)] for one in inherited],
        inline=[block.inline_elements for block in blocks],
        parents=[-1 if one.parent is None else one.parent.number for one in page.containers],
        levels=[one.level for one in page.containers],
        names=[one.names for one in page.containers],
    )
    return text, markup_features(marked, text.sizes, [kind in kinds for kind in PAGE_KINDS])


def _traits(inherited: Inherited) -> tuple[float, ...]:
    """The values of `cleaner.scorer.markup_features.TRAITS`, in that order."""
    return (
        inherited.aside,
        inherited.main,
        inherited.caption,
        inherited.post >= 0,
        inherited.quotes > 0,
        min(inherited.lists, _DEEP),
        inherited.ordered > 0,
    )
