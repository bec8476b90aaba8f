"""Steps that revise, by the structure of a page, what an extractor keeps of it.

Thresholds were chosen by F1 on the development pages of WCXB and fundus (`make bench-html`); none
of them is sharp.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import compress, islice, pairwise, repeat
from operator import and_

from cleaner.page.blocks import Page
from cleaner.page.containers import (
    CONTROL,
    HIDDEN,
    NAVIGATION,
    Container,
    Inherited,
    Signature,
    common_ancestor,
)
from cleaner.page.draft import Draft

_MAJORITY = 0.4  # share of the kept words, or of the page's: what holds so much is main content
_POST = 20  # words in a form or dialog that may be a post of a forum: some wrap each in a form
_FOOTER = 25  # words of a footer that is not the content of a short page either
_SAME_MARKUP = 0.2  # share of the words with one markup that must be kept for the rest to be kept
_VOTER = 10  # words of a block whose fate counts for the others with its markup
_GAP = 25  # blocks between two kept ones that may be filled in
_DEEPER = 2  # levels below the container in which blocks are filled in
_DEEPER_LISTING = 8  # the same for listings, which have bars and frames around them
_CALLOUT = re.compile(r"(?:^|[-_ ])(?:callout|admonition|markdown-alert)(?:$|[-_ ])")
_PARTS = frozenset({"row", "head", "pre", "h2", "h3", "h4"})  # belong to the paragraphs around them


def drop_marked_boilerplate(draft: Draft) -> Draft:
    """Drop blocks in elements whose markup names them as boilerplate, and say which are eligible.

    Leaves alone an element that holds much of what the extractor kept, or of the whole text: it is
    main content whatever it is called (a form around a whole page or a post, a forum's thread, a
    text for browsers without scripts). What is beside the main content is not eligible either.
    """
    page = draft.page
    is_content = _content_test(draft)
    believed = {-1: False}
    marks: dict[int, str] = {}
    for key, own in page.inherited.items():
        root = own.boilerplate_root
        if root not in believed:
            believed[root] = not is_content(own)
        marks[key] = own.boilerplate if believed[root] else ""
    rules = [marks[key] for key in page.sections]
    beside = _beside(page, marks)
    may_be = {key: not rule and key not in beside for key, rule in marks.items()}
    if not any(rules):
        kept = draft.kept
    else:
        kept = [
            keep and (not rule or rule == known)
            for keep, rule, known in zip(draft.kept, rules, draft.boilerplate, strict=True)
        ]
    eligible = [may_be[key] for key in page.sections]
    return Draft(page, draft.kinds, kept, draft.scored, rules, eligible)


def _beside(page: Page, marks: Mapping[int, str]) -> frozenset[int]:
    """Those of `page.inherited` that are beside the main content.

    `marks` are the rules by which they are boilerplate. A page of which most is in a header or an
    aside (one that is never closed, say) has nothing beside its main content.
    """
    beside = frozenset(key for key, own in page.inherited.items() if own.aside)
    if not beside:
        return beside
    text = [
        (key, words)
        for key, words in compress(zip(page.sections, page.words, strict=True), page.is_text)
        if not marks[key]
    ]
    is_most = 2 * sum(words for key, words in text if key in beside) > sum(
        words for _, words in text
    )
    return frozenset() if is_most else beside


def _content_test(draft: Draft) -> Callable[[Inherited], bool]:
    """A function that says whether an element marked as boilerplate holds main content."""
    page = draft.page
    marked = [own for own in page.inherited.values() if own.boilerplate]
    if not marked:
        return lambda _: False
    # However many links, a menu is one.
    kept = page.weights(map(and_, page.is_text, draft.kept))
    everything = page.weights(page.is_text)
    hidden = {own.boilerplate_root for own in marked if own.boilerplate == HIDDEN}
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


def keep_same_markup(draft: Draft) -> Draft:
    """Keep text with the markup of kept blocks, if those are a fair share of all that have it."""
    page, blocks = draft.page, draft.page.blocks
    left_out = [
        at
        for at, (kept, may_be, is_text) in enumerate(
            zip(draft.kept, draft.eligible, page.is_text, strict=True)
        )
        if not kept and may_be and is_text
    ]
    if not left_out or not draft.keeps_anything:
        return draft
    total: Counter[Signature] = Counter()
    kept: Counter[Signature] = Counter()
    for at, words in enumerate(page.words):
        if words >= _VOTER and page.is_text[at]:
            signature = blocks[at].container.signature
            total[signature] += words
            if draft.kept[at]:
                kept[signature] += words
    liked = {one for one, words in kept.items() if words >= _SAME_MARKUP * total[one]}
    keep = list(draft.kept)
    for at in left_out:
        keep[at] = blocks[at].container.signature in liked
    return draft.keeping(keep)


def drop_after_article(draft: Draft) -> Draft:
    """Drop what follows the article's container: teasers, boxes about the author."""
    if not draft.keeps_anything:
        return draft
    inside, places = draft.in_article, draft.page.places
    last = next(at for at in reversed(draft.numbers) if places[at] in inside)
    return draft.keeping([*draft.kept[: last + 1], *repeat(False, len(places) - last - 1)])


def close_gaps(draft: Draft) -> Draft:
    """Keep tables, listings, headings and callouts between two kept blocks of one container."""
    blocks = draft.page.blocks
    return _filled(
        draft, lambda at: blocks[at].shape in _PARTS or _is_callout(blocks[at].container)
    )


def _is_callout(container: Container) -> bool:
    """Whether a container is in a box of the kind that manuals have."""
    return any(_CALLOUT.search(outer.names[1]) for outer in islice(container.ancestors(), 3))


def close_all_gaps(draft: Draft) -> Draft:
    """Keep whatever is between two kept blocks of one container, except captions and links."""
    return _filled(draft, lambda _: True)


def _filled(draft: Draft, may_be: Callable[[int], bool]) -> Draft:
    """The draft with what may be between two kept blocks, in the container that both share."""
    blocks, keep = draft.page.blocks, list(draft.kept)
    for above, below in pairwise(draft.numbers):
        if not 1 < below - above <= _GAP:
            continue
        container = common_ancestor(blocks[above].container, blocks[below].container)
        for at in range(above + 1, below):
            keep[at] = _fills_gap(draft, at, container) and may_be(at)
    return draft.keeping(keep)


def _fills_gap(draft: Draft, at: int, container: Container) -> bool:
    """Whether a block may be kept, is text, no caption, and is in a container or little deeper."""
    block = draft.page.blocks[at]
    own = block.container
    if block.shape in ("row", "head"):
        own = next((outer for outer in own.ancestors() if outer.tag == "table"), own)
    deepest = _DEEPER_LISTING if block.shape == "pre" else _DEEPER
    near = 0 <= own.level - container.level <= deepest
    if not (near and draft.eligible[at] and draft.page.is_text[at]) or own.inherited.caption:
        return False
    return common_ancestor(own, container) is container
