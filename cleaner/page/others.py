"""Steps that drop other articles: the next one, teasers below the article, and cards in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.draft import FIRST, Draft
from cleaner.page.items import repeated_items
from cleaner.page.landmarks import ARTICLE, LONG_ARTICLE

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
    page, first = draft.page, draft.headline
    if first is None or not page.is_called(page.blocks[first].text):
        return draft
    own = page.blocks[first]
    headings = (
        page.blocks[at]
        for at in page.headings
        if at > first and draft.kept[at] and not page.is_called(page.blocks[at].text)
    )
    for block in islice(headings, _MOST_LOOKED_AT):
        theirs = _next_article(own, block)
        if theirs is None:
            continue
        inside = page.inside(theirs)
        numbers = [at for at, place in enumerate(page.places) if place in inside]
        ours = _words(draft, range(first, numbers[0]))
        if ours >= ARTICLE and _words(draft, numbers) >= _NEXT:
            return draft.keeping(keep and at < numbers[0] for at, keep in enumerate(draft.kept))
    return draft


def _words(draft: Draft, numbers: Iterable[int]) -> int:
    """The words of those of some blocks that are kept and no headings."""
    page = draft.page
    return sum(
        page.words[at] for at in numbers if draft.kept[at] and page.shapes[at] not in HEADINGS
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
    page, headline = draft.page, draft.headline
    if headline is None or not _NO_TEASERS.isdisjoint(draft.kinds):
        return draft
    if not page.is_called(page.blocks[headline].text):
        return draft
    cards = [numbers for numbers in _cards(draft) if numbers[0] > headline]
    inside = {at for numbers in cards for at in numbers}
    text = [
        at for at in draft.numbers if at > headline and at not in inside and page.words[at] >= FIRST
    ]
    last = max(text, default=headline)
    cards = [numbers for numbers in _other_articles(draft, headline, cards) if numbers[0] > last]
    words = _words(draft, (at for numbers in cards for at in numbers))
    above = _words(draft, text)
    if len(cards) < _CARDS or above < max(LONG_ARTICLE, words):
        return draft
    first = cards[0][0]
    first -= page.shapes[first - 1] in HEADINGS
    return draft.keeping(
        keep and not first <= at <= cards[-1][-1] for at, keep in enumerate(draft.kept)
    )


def _other_articles(draft: Draft, headline: int, cards: list[list[int]]) -> Iterator[list[int]]:
    """The cards that are after the `article` element around a headline, or links as wholes."""
    blocks = draft.page.blocks
    outer = blocks[headline].container.ancestors()
    article = next((one for one in outer if one.tag == "article"), None)
    in_article = draft.page.inside(article) if article else range(0)
    for numbers in cards:
        is_beside = article and blocks[numbers[0]].container.number not in in_article
        if is_beside or all(blocks[at].linked >= len(blocks[at].text) for at in numbers):
            yield numbers


def _cards(draft: Draft) -> list[list[int]]:
    """The blocks of each card, in the page's order: of items with the same parent and markup."""
    titles = [at for at, block in enumerate(draft.page.blocks) if _is_title_of_card(block)]
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
    blocks = [draft.page.blocks[at] for at in numbers]
    title = next((at for at, block in enumerate(blocks) if _is_title_of_card(block)), len(blocks))
    is_small = len(blocks) <= _CARD_BLOCKS and sum(one.words for one in blocks) <= _CARD_WORDS
    text = blocks[title + 1 :]
    return is_small and any(one.words >= _TEASER and one.shape not in HEADINGS for one in text)


def drop_cards(draft: Draft) -> Draft:
    """Drop cards of other articles that stand in an article: small boxes with a linked title.

    Leaves alone boxes without one, and pages of which cards are a good part: lists of articles.
    """
    page, headline = draft.page, draft.headline
    if headline is None or not _CARD_KINDS.isdisjoint(draft.kinds):
        return draft
    gone = [
        at
        for numbers in _small_boxes(draft, page.blocks[headline].container)
        if _begins_with_linked_title(page.blocks[at] for at in numbers)
        for at in numbers
        if draft.kept[at]
    ]
    dropped = sum(page.words[at] for at in gone)
    if not dropped or dropped > _CARD_SHARE * (draft.text_words - dropped):
        return draft
    return draft.dropping(gone, RELATED)


def _small_boxes(draft: Draft, headline: Container) -> Iterable[list[int]]:
    """The blocks of each small box that may be a card, of which anything is kept.

    Boxes around the headline are none.
    """
    page, kept, words = draft.page, draft.kept_weights, draft.page.all_weights
    own = {one.number for one in headline.ancestors()}
    roots = [-1] * len(words)
    end = 0
    for number, container in enumerate(page.containers):
        is_small = number >= end and kept[number] > 0 and words[number] <= _CARD
        if is_small and number not in own and _may_be_card(container):
            inside = page.inside(container)
            roots[inside.start : inside.stop] = [number] * len(inside)
            end = inside.stop
    cards: dict[int, list[int]] = {}
    if end:
        for at, place in enumerate(page.places):
            if roots[place] >= 0:
                cards.setdefault(roots[place], []).append(at)
    return cards.values()


def _may_be_card(container: Container) -> bool:
    return container.tag == "article" or bool(_CARD_NAMES.search(container.names[1]))


def _begins_with_linked_title(blocks: Iterable[Block]) -> bool:
    """Whether the first block of a few words is the title of something else: all of it a link."""
    first = next((block for block in blocks if block.words >= _LINKED_TITLE.start), None)
    if first is None or first.words not in _LINKED_TITLE:
        return False
    return first.linked >= len(first.text)
