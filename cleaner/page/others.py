"""Steps that drop other articles: the next one, teasers below the article, and cards in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.items import repeated_items
from cleaner.page.landmarks import (
    ARTICLE,
    FIRST,
    LONG_ARTICLE,
    below,
    headline_of,
    is_title,
    text_words,
)
from cleaner.page.revise import Candidate, Draft

RELATED = "markup.related"
_CARDS = 2  # of other articles
_CARD_BLOCKS = 8  # of a card
_CARD_WORDS = 90  # of a card
_CARD_TITLE = (3, 30)  # words
_TEASER = 8  # words of its text
_NO_TEASERS = frozenset({"forum", "list", "product", "questions", "website"})
_MOST_LOOKED_AT = 50  # headings and labels of a page
_NEXT = 25  # words of an article that follows another
_HEADLINE_NAMES = re.compile(
    r"(?:post|entry|article|story)[-_]*(?:title|headline|heading)", re.IGNORECASE
)
_POST_NAMES = re.compile(
    r"(?:(?:blog|single)-)?(?:post|article|entry|story|item-page|hentry)", re.IGNORECASE
)
_CARD = 80  # words of a card
_CARD_SHARE = 0.25  # words of all cards, as a share of the others
_LINKED_TITLE = range(3, 26)  # words of the title of a card
_CARD_KINDS = frozenset({"forum", "questions", "product", "list"})
_CARD_NAMES = re.compile(
    r"(?:^|[-_ ])(?:teasers?|previews?|promos?|related|recirc|rail|read-?(?:more|also|next)"
    r"|link-?(?:box|card)|(?:story|news|article)-?card)(?:$|[-_ ])",
    re.IGNORECASE,
)


def drop_next_article(draft: Draft) -> Draft:
    """Drop a second article with a headline of its own, loaded below the first, and all after it.

    It is in an element beside the first article, and its headline has the markup of the first one,
    or both are in an `article`. Leaves alone sections, pages whose title does not name the first
    headline, and those where that is not above a text: lists of articles.
    """
    first = headline_of(draft)
    if first is None or not is_title(draft, draft.candidates[first].block):
        return draft
    own = draft.candidates[first].block
    headings = (
        one.block
        for _, one in below(draft, first)
        if one.kept and one.block.shape in HEADINGS and not is_title(draft, one.block)
    )
    for block in islice(headings, _MOST_LOOKED_AT):
        theirs = _next_article(own, block)
        if theirs is None:
            continue
        inside = draft.inside(theirs)
        numbers = [
            at for at, one in enumerate(draft.candidates) if inside[one.block.container.number]
        ]
        ours = _words(draft.candidates[first : numbers[0]])
        if ours >= ARTICLE and _words(draft.candidates[at] for at in numbers) >= _NEXT:
            return draft.keeping(
                one.kept and at < numbers[0] for at, one in enumerate(draft.candidates)
            )
    return draft


def _words(candidates: Iterable[Candidate]) -> int:
    """The words of those that are kept and no headings."""
    return sum(
        one.block.words for one in candidates if one.kept and one.block.shape not in HEADINGS
    )


def _next_article(first: Block, second: Block) -> Container | None:
    """The element with the article below a headline, if it is beside that of the first headline."""
    shared = common_ancestor(first.container, second.container)
    if any(outer.tag == "section" for outer in _below(shared, second.container)):
        return None
    theirs = list(_below(shared, second.container))
    is_part = any(one.tag == "article" for one in shared.ancestors())
    is_h1 = second.shape == "h1" and not is_part
    if is_h1 and (article := next((one for one in theirs if one.tag == "article"), None)):
        return article
    words = _heading(second).words
    may_be = is_h1 or any(map(_HEADLINE_NAMES.search, words)) or _are_posts(first, second, shared)
    if len(theirs) < 2 or not may_be or words != _heading(first).words:
        return None
    return theirs[-1]


def _are_posts(first: Block, second: Block, shared: Container) -> bool:
    """Whether two headings are in elements beside each other that are both called a post."""
    outermost = [list(_below(shared, one.container))[-1:] for one in (first, second)]
    names = [" ".join(one.words) for found in outermost for one in found]
    return len(names) == 2 and names[0] == names[1] and bool(_POST_NAMES.fullmatch(names[0]))


def _below(outer: Container, inner: Container) -> Iterator[Container]:
    """The containers around `inner` that are in `outer`, from the inside."""
    return takewhile(lambda one: one is not outer, inner.ancestors())


def _heading(block: Block) -> Container:
    """The heading that a block is."""
    containers = block.container.ancestors()
    return next((one for one in containers if one.tag in HEADINGS), block.container)


def drop_teasers(draft: Draft) -> Draft:
    """Drop cards of other articles below the article: a linked title and a few lines of text each.

    They are after the `article` element that the headline is in, or are links as wholes. Leaves
    alone other cards, those that a text follows, and those that are most of the page.
    """
    headline = headline_of(draft)
    if headline is None or not _NO_TEASERS.isdisjoint(draft.kinds):
        return draft
    candidates = draft.candidates
    if not is_title(draft, candidates[headline].block):
        return draft
    cards = [numbers for numbers in _cards(draft) if numbers[0] > headline]
    inside = {at for numbers in cards for at in numbers}
    text = [
        at
        for at, one in enumerate(candidates)
        if at > headline and at not in inside and one.kept and one.block.words >= FIRST
    ]
    last = max(text, default=headline)
    cards = [numbers for numbers in _other_articles(draft, headline, cards) if numbers[0] > last]
    words = _words(candidates[at] for numbers in cards for at in numbers)
    above = _words(candidates[at] for at in text)
    if len(cards) < _CARDS or above < max(LONG_ARTICLE, words):
        return draft
    first = cards[0][0]
    first -= candidates[first - 1].block.shape in HEADINGS
    return draft.keeping(
        one.kept and not first <= at <= cards[-1][-1] for at, one in enumerate(candidates)
    )


def _other_articles(draft: Draft, headline: int, cards: list[list[int]]) -> Iterator[list[int]]:
    """The cards that are after the `article` element around a headline, or links as wholes."""
    blocks = [one.block for one in draft.candidates]
    outer = blocks[headline].container.ancestors()
    article = next((one for one in outer if one.tag == "article"), None)
    in_article = draft.inside(article) if article else []
    for numbers in cards:
        is_beside = article and not in_article[blocks[numbers[0]].container.number]
        if is_beside or all(blocks[at].linked >= len(blocks[at].text) for at in numbers):
            yield numbers


def _cards(draft: Draft) -> list[list[int]]:
    """The blocks of each card, in the page's order: of items with the same parent and markup."""
    titles = [at for at, one in enumerate(draft.candidates) if _is_title_of_card(one.block)]
    found = []
    for items in repeated_items(draft, titles):
        cards = [numbers for numbers in items if _is_card(draft, numbers)]
        if len(cards) >= _CARDS and 2 * len(cards) > len(items):
            found += cards
    return sorted(found)


def _is_title_of_card(block: Block) -> bool:
    return _CARD_TITLE[0] <= block.words <= _CARD_TITLE[1] and block.linked >= len(block.text)


def _is_card(draft: Draft, numbers: Sequence[int]) -> bool:
    """Whether blocks are a linked title and a short text, and nothing else but a few lines."""
    blocks = [draft.candidates[at].block for at in numbers]
    title = next((at for at, block in enumerate(blocks) if _is_title_of_card(block)), len(blocks))
    is_small = len(blocks) <= _CARD_BLOCKS and sum(one.words for one in blocks) <= _CARD_WORDS
    text = blocks[title + 1 :]
    return is_small and any(one.words >= _TEASER and one.shape not in HEADINGS for one in text)


def drop_cards(draft: Draft) -> Draft:
    """Drop cards of other articles that stand in an article: small boxes with a linked title.

    Leaves alone boxes without one, and pages of which cards are a good part: lists of articles.
    """
    headline = headline_of(draft)
    if headline is None or not _CARD_KINDS.isdisjoint(draft.kinds):
        return draft
    words = draft.weights(draft.candidates)
    kept = draft.weights(one for one in draft.candidates if one.kept)
    own = {one.number for one in draft.candidates[headline].block.container.ancestors()}
    roots: list[int] = []
    for container in draft.page.containers:
        root = roots[container.parent.number] if container.parent is not None else -1
        is_card = kept[container.number] and words[container.number] <= _CARD
        is_card = is_card and container.number not in own
        roots.append(container.number if root < 0 and is_card and _may_be_card(container) else root)
    cards: dict[int, list[int]] = {}
    for at, one in enumerate(draft.candidates):
        if (root := roots[one.block.container.number]) >= 0:
            cards.setdefault(root, []).append(at)
    gone = frozenset(
        at
        for numbers in cards.values()
        if _begins_with_linked_title(draft.candidates[at].block for at in numbers)
        for at in numbers
        if draft.candidates[at].kept
    )
    dropped = sum(draft.candidates[at].block.words for at in gone)
    if not dropped or dropped > _CARD_SHARE * (text_words(draft) - dropped):
        return draft
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or RELATED) if at in gone else one
        for at, one in enumerate(draft.candidates)
    )


def _may_be_card(container: Container) -> bool:
    return container.tag == "article" or bool(_CARD_NAMES.search(container.names[1]))


def _begins_with_linked_title(blocks: Iterable[Block]) -> bool:
    """Whether the first block of a few words is the title of something else: all of it a link."""
    first = next((block for block in blocks if block.words >= _LINKED_TITLE.start), None)
    if first is None or first.words not in _LINKED_TITLE:
        return False
    return first.linked >= len(first.text)
