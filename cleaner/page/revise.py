"""Steps that revise, by the structure of a page, what an extractor keeps of it.

Each step is a function from a draft to a draft; `extract` lists them in their order. Nothing is
deleted here: a draft says for each block whether it is kept, and otherwise by which rule it will
be removed. Thresholds were chosen by F1 on the development pages of WCXB and fundus
(`make bench-html`); none of them is sharp.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from cleaner.page.blocks import Block, Page
from cleaner.page.containers import (
    CONTROL,
    HIDDEN,
    NAVIGATION,
    Container,
    Inherited,
    Signature,
    common_ancestor,
)

LEFT_OUT = "extraction.left-out"

_MAJORITY = 0.4  # share of the kept words, or of the page's: what holds so much is main content
_POST = 20  # words in a form or dialog that may be a post of a forum: some wrap each in a form
_FOOTER = 25  # words of a footer that is not the content of a short page either
_SAME_MARKUP = 0.2  # share of the words with one markup that must be kept for the rest to be kept
_VOTER = 10  # words of a block whose fate counts for the others with its markup
_GAP = 25  # blocks between two kept ones that may be filled in
_DEEPER = 2  # levels below the container in which blocks are filled in
_DEEPER_LISTING = 8  # the same for listings, which have bars and frames around them
_ARTICLE = 0.8  # share of the kept words that the article's container has
_CALLOUT = re.compile(r"(?:^|[-_ ])(?:callout|admonition|markdown-alert)(?:$|[-_ ])")
_PARTS = frozenset({"row", "head", "pre", "h2", "h3", "h4"})  # belong to the paragraphs around them


class Candidate(NamedTuple):
    """A block, and what the steps so far say of it.

    `boilerplate` is the rule by which its markup makes it boilerplate, `scored` the rule of the
    line scorer, both empty for none. An `eligible` block may be kept although the extractor left
    it out.
    """

    block: Block
    kept: bool
    scored: str = ""
    boilerplate: str = ""
    eligible: bool = True

    @property
    def rule(self) -> str:
        """The rule by which the block is removed; empty if it is kept."""
        return "" if self.kept else self.boilerplate or self.scored or LEFT_OUT

    @property
    def is_text(self) -> bool:
        """Whether it is more than links."""
        return not self.block.mostly_links


@dataclass(frozen=True)
class Draft:
    """What the article of a page is after some steps: a candidate for each of its blocks.

    `kinds` is what the page says that it is (see `page_kinds`).
    """

    page: Page
    kinds: frozenset[str]
    candidates: tuple[Candidate, ...]

    @cached_property
    def kept(self) -> list[bool]:
        """For each block whether it is kept."""
        return [one.kept for one in self.candidates]

    @property
    def keeps_anything(self) -> bool:
        """Whether any block is kept."""
        return True in self.kept

    def keeping(self, keep: Iterable[bool]) -> Draft:
        """The draft that keeps these blocks: a flag for each."""
        flags = list(keep)
        if self.kept == flags:
            return self
        return self.having(
            one if one.kept == flag else one._replace(kept=flag)
            for one, flag in zip(self.candidates, flags, strict=True)
        )

    def having(self, candidates: Iterable[Candidate]) -> Draft:
        """The draft with other candidates for the same blocks."""
        return replace(self, candidates=tuple(candidates))

    @cached_property
    def kept_weights(self) -> list[int]:
        """For each container the words of the kept blocks in it."""
        return self.weights(one for one in self.candidates if one.kept)

    @cached_property
    def kept_container(self) -> Container:
        """The article's container, by what is kept."""
        return self.article(self.kept_weights)

    @cached_property
    def in_article(self) -> list[bool]:
        """For each container whether it is the article's or inside it."""
        return self.inside(self.kept_container)

    def weights(self, chosen: Iterable[Candidate]) -> list[int]:
        """For each container the words of the chosen blocks in it."""
        weights = [0] * len(self.page.containers)
        for one in chosen:
            block = one.block
            weights[block.container.number] += block.words
        parents = self.page.parents
        for number in range(len(parents) - 1, 0, -1):
            if words := weights[number]:
                weights[parents[number]] += words
        return weights

    def article(self, weights: Sequence[int]) -> Container:
        """The article's container: the innermost one with nearly all of the words in `weights`."""
        enough = _ARTICLE * weights[0]
        holders = [number for number, words in enumerate(weights) if words >= enough]
        containers = self.page.containers
        return max((containers[number] for number in holders), key=lambda one: one.level)

    def inside(self, *outer: Container) -> list[bool]:
        """For each container whether it is one of the outer ones or inside one."""
        parents, roots = self.page.parents, {one.number for one in outer}
        first = min(roots, default=len(parents))
        inside = [False] * first
        for number, parent in enumerate(parents[first:], first):
            inside.append(number in roots or inside[parent])
        return inside


Step = Callable[[Draft], Draft]


def first_draft(page: Page, kinds: frozenset[str], rules: Sequence[str]) -> Draft:
    """What the line scorer makes of a page: a rule for each block, empty if the block is kept."""
    pairs = zip(page.blocks, rules, strict=True)
    return Draft(page, kinds, tuple(Candidate(block, not rule, rule) for block, rule in pairs))


def keep_all(page: Page, kinds: frozenset[str]) -> Draft:
    """The draft that keeps every block."""
    return first_draft(page, kinds, [""] * len(page.blocks))


def run(draft: Draft, steps: Iterable[Step]) -> Draft:
    """The draft after these steps."""
    for step in steps:
        draft = step(draft)
    return draft


def drop_marked_boilerplate(draft: Draft) -> Draft:
    """Drop blocks in elements whose markup names them as boilerplate, and say which are eligible.

    Leaves alone an element that holds much of what the extractor kept, or of the whole text: it is
    main content whatever it is called (a form around a whole page or a post, a forum's thread, a
    text for browsers without scripts).
    """
    inherited = [one.block.container.inherited for one in draft.candidates]
    is_content = _content_test(draft, inherited)
    believed = {-1: False}
    rules = []
    for own in inherited:
        root = own.boilerplate_root
        if root not in believed:
            believed[root] = not is_content(own)
        rules.append(own.boilerplate if believed[root] else "")
    return draft.having(_marked(draft.candidates, rules))


def _content_test(draft: Draft, inherited: Sequence[Inherited]) -> Callable[[Inherited], bool]:
    """A function that says whether an element marked as boilerplate holds main content.

    `inherited` is what the container of each block inherits.
    """
    text = [one for one in draft.candidates if one.is_text]  # however many links, a menu is one
    kept = draft.weights(one for one in text if one.kept)
    everything = draft.weights(text)
    hidden = {own.boilerplate_root for own in inherited if own.boilerplate == HIDDEN}
    # The page hides its text until a script shows it.
    shown_by_script = sum(everything[number] for number in hidden) > everything[0] / 2

    def is_content(inherited: Inherited) -> bool:
        took, has = kept[inherited.boilerplate_root], everything[inherited.boilerplate_root]
        is_line = inherited.boilerplate == NAVIGATION and has <= _FOOTER and took < kept[0]
        if took > _MAJORITY * max(1, kept[0]) and not is_line:
            return True
        if shown_by_script and inherited.boilerplate == HIDDEN:
            return True
        if inherited.boilerplate == CONTROL:
            return has >= _POST and took > has / 2
        return "forum" in draft.kinds and inherited.boilerplate == "markup.comments"

    return is_content


def _marked(candidates: Sequence[Candidate], rules: Sequence[str]) -> Iterator[Candidate]:
    """Candidates with the rules by which they are boilerplate, which are not kept.

    They are eligible if they are neither boilerplate nor beside the main content. A page of which
    most is in a header or an aside (one that is never closed, say) has nothing beside its main
    content.
    """
    words = beside = 0
    for one, rule in zip(candidates, rules, strict=True):
        if not rule and one.is_text:
            words += one.block.words
            beside += one.block.words * one.block.container.inherited.aside
    all_beside = beside > words / 2
    for one, rule in zip(candidates, rules, strict=True):
        block, kept, scored, boilerplate, eligible = one
        may_be = not rule and (all_beside or not block.container.inherited.aside)
        if rule == boilerplate and may_be == eligible:
            yield one
        else:
            keep = kept and (not rule or rule == boilerplate)
            yield Candidate(block, keep, scored, rule, may_be)


def keep_same_markup(draft: Draft) -> Draft:
    """Keep text with the markup of kept blocks, if those are a fair share of all that have it."""
    total: Counter[Signature] = Counter()
    kept: Counter[Signature] = Counter()
    for one in draft.candidates:
        words = one.block.words
        if words >= _VOTER and one.is_text:
            signature = one.block.container.signature
            total[signature] += words
            kept[signature] += words * one.kept
    liked = {
        signature
        for signature, words in total.items()
        if kept[signature] and kept[signature] >= _SAME_MARKUP * words
    }
    if not liked:
        return draft
    return draft.keeping(
        one.kept or (one.eligible and one.is_text and one.block.container.signature in liked)
        for one in draft.candidates
    )


def drop_after_article(draft: Draft) -> Draft:
    """Drop what follows the article's container: teasers, boxes about the author."""
    if not draft.keeps_anything:
        return draft
    in_article = draft.in_article
    inside = [in_article[one.block.container.number] for one in draft.candidates]
    last = max(at for at, one in enumerate(draft.candidates) if one.kept and inside[at])
    return draft.keeping(
        one.kept and (at <= last or inside[at]) for at, one in enumerate(draft.candidates)
    )


def close_gaps(draft: Draft) -> Draft:
    """Keep tables, listings, headings and callouts between two kept blocks of one container."""
    return draft.keeping(
        one.kept or (fill and (one.block.shape in _PARTS or _is_callout(one.block.container)))
        for one, fill in zip(draft.candidates, between_kept(draft), strict=True)
    )


def _is_callout(container: Container) -> bool:
    """Whether a container is in a box of the kind that manuals have."""
    return any(_CALLOUT.search(outer.names[1]) for outer in islice(container.ancestors(), 3))


def between_kept(draft: Draft) -> list[bool]:
    """For each block whether it is between two kept ones, in the container that both share.

    False for kept blocks, captions and links.
    """
    between = [False] * len(draft.candidates)
    kept = [at for at, one in enumerate(draft.candidates) if one.kept]
    for above, below in pairwise(kept):
        if below - above > _GAP:
            continue
        container = common_ancestor(
            draft.candidates[above].block.container, draft.candidates[below].block.container
        )
        for at in range(above + 1, below):
            between[at] = _fills_gap(draft.candidates[at], container)
    return between


def _fills_gap(one: Candidate, container: Container) -> bool:
    own = one.block.container
    if one.block.shape in ("row", "head"):
        own = next((outer for outer in own.ancestors() if outer.tag == "table"), own)
    deepest = _DEEPER_LISTING if one.block.shape == "pre" else _DEEPER
    near = 0 <= own.level - container.level <= deepest
    if not (near and one.eligible and one.is_text) or own.inherited.caption:
        return False
    return common_ancestor(own, container) is container
