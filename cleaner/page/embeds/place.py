"""Which embeds belong to the article, where they are in its text, and the words of embedded posts.

An embed belongs to the article if the innermost container around it of which anything is kept does,
and if nothing around it shows something else: a sidebar, a teaser of another article, a box about
the author. Titles and captions of the embed itself do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from cleaner.core.analysis import Embed, EmbedKind
from cleaner.page.blocks import Block, PlacedEmbed
from cleaner.page.containers import HEADINGS, Container
from cleaner.page.draft import Draft
from cleaner.page.render import RenderedPage

_TEASER = 4  # words of a link that is another article's headline
_TITLE = 12  # words of a player's title
_MUCH = 40  # words left out beside an embed that make it part of something else
_PARAGRAPH = 12  # words of a first paragraph
_ABOVE = 10  # blocks above an embed in which the headline is looked for
# Class words of containers that show something else than the article around them.
_BESIDE = re.compile(
    r"""
      sidebar | side-bar | ^widget$ | widget[-_]area
    | related | recommend | read-?more | more-?(?:from|stories|on) | teaser | promo
    | newsletter | trending | popular | most-?(?:read|viewed)
    | author-?(?:box|bio|info|card) | about-?author | byline | avatar
    | ^comments?\b
    | advert | sponsor | ^ad- | -ad$ | ^ads?$
    | ^shar | [-_]share | cookie
    """,
    re.IGNORECASE | re.VERBOSE,
)


@lru_cache(1 << 12)
def _is_named_beside(names: tuple[str, ...]) -> bool:
    return any(map(_BESIDE.search, names))


class _Excluded(NamedTuple):
    """What is left out in a container: words outside captions; whether a headline is among them."""

    words: int = 0
    teaser: bool = False


class ArticleRegion:
    """Decides whether an embed belongs to the article of a draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._blocks, self._containers = draft.page.blocks, draft.page.containers
        self._weights = draft.kept_weights
        # For each container the innermost one around it of which anything is kept …
        self._kept_ancestor: list[Container] = []
        # … and the outermost one around it of which nothing is.
        self._excluded_root: list[Container | None] = []
        for one in self._containers:
            if one.parent is None or self._weights[one.number]:
                self._kept_ancestor.append(one)
                self._excluded_root.append(None)
            else:
                self._kept_ancestor.append(self._kept_ancestor[one.parent.number])
                self._excluded_root.append(self._excluded_root[one.parent.number] or one)

    def has(self, embed: PlacedEmbed) -> bool:
        """Whether an embed belongs to the article."""
        if not self._weights[0] or self._is_boilerplate(embed.container):
            return False
        if self._belongs_elsewhere(embed):
            return False
        around = self._kept_ancestor[embed.container.number]
        return (
            around.number in self._draft.in_article
            or self._is_above(embed)
            or self._adjoins_kept(embed)
        )

    @cached_property
    def _beside(self) -> list[bool]:
        """For each container whether its name, or one around it, says that it shows something else.

        False for containers of which anything is kept.
        """
        beside: list[bool] = []
        for one, root in zip(self._containers, self._excluded_root, strict=True):
            around = one.parent is not None and beside[one.parent.number]
            beside.append(root is not None and (around or _is_named_beside(one.words)))
        return beside

    @cached_property
    def _edges(self) -> dict[int, tuple[int, int]]:
        """The first and last block of each excluded root."""
        edges: dict[int, tuple[int, int]] = {}
        for at, place in enumerate(self._draft.page.places):
            if root := self._excluded_root[place]:
                edges[root.number] = (edges.get(root.number, (at, at))[0], at)
        return edges

    @cached_property
    def _excluded(self) -> dict[int, _Excluded]:
        """What is left out in each excluded root."""
        excluded: dict[int, _Excluded] = {}
        for block in self._blocks:
            root = self._excluded_root[block.container.number]
            own = block.container.inherited
            if root is None or own.caption or own.post >= 0 or own.boilerplate:
                continue
            before = excluded.get(root.number, _Excluded())
            is_teaser = block.words >= _TEASER and block.mostly_links
            excluded[root.number] = _Excluded(
                before.words + block.words, before.teaser or is_teaser
            )
        return excluded

    @cached_property
    def _first_paragraph(self) -> int:
        """The number of the first kept paragraph, or of the first kept block."""
        kept = self._draft.numbers
        long = (at for at in kept if self._blocks[at].words >= _PARAGRAPH)
        return next(long, kept[0])

    def _is_boilerplate(self, container: Container) -> bool:
        """Whether a container is boilerplate of which nothing is kept.

        Leaves alone `noscript`: a picture for browsers without scripts is what the others show.
        """
        root = container.inherited.boilerplate_root
        if not container.inherited.boilerplate or self._weights[root]:
            return False
        return self._containers[root].tag != "noscript"

    def _belongs_elsewhere(self, embed: PlacedEmbed) -> bool:
        """Whether an embed is in a container with another article, the author, or much else."""
        root = self._excluded_root[embed.container.number]
        if root is None:
            return False
        excluded = self._excluded.get(root.number, _Excluded())
        kind = embed.embed.kind
        has_title = kind in ("video", "audio", "map", "chart", "document")
        return (
            self._beside[embed.container.number]
            or excluded.words > _MUCH
            or (embed.container.inherited.aside and excluded.words > (_TITLE if has_title else 0))
            or (kind in ("image", "gallery") and excluded.teaser)
        )

    def _is_above(self, embed: PlacedEmbed) -> bool:
        """Whether an embed is between the headline and the first paragraph.

        In an element that is marked as main content it may be above the headline, too.
        """
        if embed.before > self._first_paragraph or embed.container.inherited.aside:
            return False
        above = self._blocks[max(0, embed.before - _ABOVE) : embed.before]
        has_headline = any(block.shape == "h1" for block in above)
        return has_headline or embed.container.inherited.main

    def _adjoins_kept(self, embed: PlacedEmbed) -> bool:
        """Whether the next block above or below an embed, and what is left out with it, is kept."""
        if embed.container.inherited.aside:
            return False
        root = self._excluded_root[embed.container.number]
        alone = (embed.before, embed.before - 1)
        first, last = self._edges.get(root.number, alone) if root else alone
        neighbours = (at for at in (first - 1, last + 1) if 0 <= at < len(self._blocks))
        return any(self._draft.kept[at] for at in neighbours)


def keep_embedded_posts(draft: Draft) -> Draft:
    """Keep all words of posts that are embedded in the article, or of which anything is kept.

    Leaves alone posts in boilerplate.
    """
    posts = [(embed, _words(draft.page.blocks, embed)) for embed in draft.page.posts]
    posts = [(embed, words) for embed, words in posts if words]
    if not posts:  # as on most pages
        return draft
    region = ArticleRegion(draft)
    keep = list(draft.kept)
    for embed, words in posts:
        if any(draft.kept[at] for at in words) or region.has(embed):
            for at in words:
                keep[at] = not draft.boilerplate[at]
    return draft.keeping(keep)


def images_of(draft: Draft) -> list[PlacedEmbed]:
    """The pictures that the article shows, in the page's order."""
    images = [one for one in draft.page.embeds if one.embed.kind == "image"]
    if not images:
        return []
    region = ArticleRegion(draft)
    return [image for image in images if region.has(image)]


def embeds_of(draft: Draft, rendered: RenderedPage) -> tuple[Embed, ...]:
    """What the article shows, in the order of its text."""
    region = ArticleRegion(draft)
    shown = [
        _position(embed, draft.page.blocks, rendered)
        for embed in draft.page.embeds
        if region.has(embed)
    ]
    shown += (
        Embed(rendered.starts[at], rendered.ends[at], kind)
        for at in draft.numbers
        if (kind := _kind(draft.page.blocks[at]))
    )
    return tuple(sorted(set(shown)))


def _kind(block: Block) -> EmbedKind | None:
    """What a block is that a text may refer to, or a heading, where such a reference ends."""
    if block.container.inherited.post < 0 and block.container.inherited.quotes:
        return "quote"
    if block.container.inherited.caption:
        return "caption"
    if block.shape in HEADINGS:
        return "heading"
    return "table" if block.shape in ("row", "head") else None


def _words(blocks: Sequence[Block], embed: PlacedEmbed) -> range:
    """The numbers of the blocks that are an embedded post's words."""
    end = embed.before
    own = embed.container
    if embed.embed.kind == "post" and own.inherited.post == own.number:
        while end < len(blocks) and blocks[end].container.inherited.post == own.number:
            end += 1
    return range(embed.before, end)


def _position(embed: PlacedEmbed, blocks: Sequence[Block], rendered: RenderedPage) -> Embed:
    words = _words(blocks, embed)
    starts, kind = rendered.starts, embed.embed.kind
    if words:
        return Embed(starts[words[0]], rendered.ends[words[-1]], kind)
    at = starts[embed.before] if embed.before < len(starts) else len(rendered.text)
    return Embed(at, at, kind)
