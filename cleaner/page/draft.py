"""Drafts: which blocks of a page an article is made of, as far as the steps so far can say.

A step is a function from a draft to a draft; `extract` lists them in their order. Nothing is
deleted: a draft says for each block whether it is kept, and otherwise by which rule it will be
removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import NamedTuple

from cleaner.page.blocks import Block, Page
from cleaner.page.containers import HEADINGS, Container

LEFT_OUT = "extraction.left-out"
FIRST = 12
"""Words of a first paragraph."""
_ARTICLE = 0.8  # share of the kept words that the article's container has


class Candidate(NamedTuple):
    """A block, and what a draft says of it (see there)."""

    block: Block
    kept: bool
    scored: str = ""
    boilerplate: str = ""
    eligible: bool = True

    @property
    def is_text(self) -> bool:
        """Whether it is more than links."""
        return not self.block.mostly_links


@dataclass(frozen=True)
class Draft:
    """What the article of a page is after some steps.

    `kinds` is what the page says that it is (see `page_kinds`). The others have an entry for each
    block: `kept` whether it is kept, `boilerplate` the rule by which its markup makes it
    boilerplate, `scored` the rule of the line scorer, both empty for none. An `eligible` block may
    be kept although the extractor left it out.
    """

    page: Page
    kinds: frozenset[str]
    kept: Sequence[bool]
    scored: Sequence[str]
    boilerplate: Sequence[str]
    eligible: Sequence[bool]

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The blocks, each with what the draft says of it."""
        return tuple(
            map(
                Candidate._make,
                zip(
                    self.page.blocks,
                    self.kept,
                    self.scored,
                    self.boilerplate,
                    self.eligible,
                    strict=True,
                ),
            )
        )

    @property
    def rules(self) -> list[str]:
        """For each block the rule by which it is removed; empty if it is kept."""
        return [
            "" if kept else boilerplate or scored or LEFT_OUT
            for kept, boilerplate, scored in zip(
                self.kept, self.boilerplate, self.scored, strict=True
            )
        ]

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the blocks that are kept."""
        return list(compress(range(len(self.kept)), self.kept))

    @property
    def keeps_anything(self) -> bool:
        """Whether any block is kept."""
        return True in self.kept

    def keeping(self, keep: Iterable[bool]) -> Draft:
        """The draft that keeps these blocks: a flag for each."""
        flags = list(keep)
        if self.kept == flags:
            return self
        return Draft(self.page, self.kinds, flags, self.scored, self.boilerplate, self.eligible)

    def also_keeping(self, numbers: Iterable[int]) -> Draft:
        """The draft that keeps some blocks, too."""
        flags = list(self.kept)
        for at in numbers:
            flags[at] = True
        return self.keeping(flags)

    def dropping(self, numbers: Iterable[int], rule: str, *, for_good: bool = False) -> Draft:
        """The draft without some blocks, which are boilerplate by a rule if by no other.

        They are no longer eligible if they are dropped `for_good`.
        """
        kept, eligible = list(self.kept), list(self.eligible)
        boilerplate = list(self.boilerplate)
        for at in numbers:
            kept[at] = False
            boilerplate[at] = boilerplate[at] or rule
            eligible[at] = eligible[at] and not for_good
        return Draft(self.page, self.kinds, kept, self.scored, boilerplate, eligible)

    @cached_property
    def kept_weights(self) -> list[int]:
        """For each container the words of the kept blocks in it."""
        return self.page.weights(self.kept)

    @cached_property
    def kept_container(self) -> Container:
        """The article's container: the innermost one with nearly all of the words that are kept.

        (At least one must be.)
        """
        weights = self.kept_weights
        enough = _ARTICLE * weights[0]
        # No two of them are beside each other, and an inner one has a higher number.
        last = next(at for at in range(len(weights) - 1, -1, -1) if weights[at] >= enough)
        return self.page.containers[last]

    @cached_property
    def in_article(self) -> range:
        """The numbers of the article's container and those inside it."""
        return self.page.inside(self.kept_container)

    @cached_property
    def text_words(self) -> int:
        """The words of the kept text, without headings."""
        page = self.page
        of_all = sum(compress(page.words, self.kept))
        return of_all - sum(page.words[at] for at in page.headings if self.kept[at])

    @cached_property
    def headline(self) -> int | None:
        """The number of the `h1` kept above the first text, or of the first in main content.

        Of several above the text, the last: others are the name of the site. On a page without one
        it is the first heading that is kept, if the page is called so.
        """
        blocks, numbers = self.page.blocks, self.page.headlines
        kept = [at for at in numbers if self.kept[at]]
        if len(kept) > 1:
            texts = (
                at
                for at in self.numbers
                if at >= kept[0] and blocks[at].words >= FIRST and blocks[at].shape not in HEADINGS
            )
            text = next(texts, len(blocks))
            return max((at for at in kept if at < text), default=kept[0])
        main = (at for at in numbers if blocks[at].container.inherited.main)
        found = next(iter(kept), next(main, None))
        return self._first_heading() if found is None else found

    def _first_heading(self) -> int | None:
        """The number of the first heading that is kept, if the page is called so."""
        headings = (
            at
            for at in self.page.headings
            if self.kept[at] and self.page.shapes[at] in ("h2", "h3")
        )
        first = next(headings, None)
        if first is None or not self.page.is_called(self.page.blocks[first].text):
            return None
        return first


Step = Callable[[Draft], Draft]


def first_draft(page: Page, kinds: frozenset[str], rules: Sequence[str]) -> Draft:
    """What the line scorer makes of a page: a rule for each block, empty if the block is kept."""
    count = len(page.blocks)
    return Draft(page, kinds, [not rule for rule in rules], rules, [""] * count, [True] * count)


def keep_all(page: Page, kinds: frozenset[str]) -> Draft:
    """The draft that keeps every block."""
    return first_draft(page, kinds, [""] * len(page.blocks))


def run(draft: Draft, steps: Iterable[Step]) -> Draft:
    """The draft after these steps."""
    for step in steps:
        draft = step(draft)
    return draft
