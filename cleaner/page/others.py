"""Steps that drop what is around an article and reads like it.

The next article, readers' comments, and boxes that ask for an address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.landmarks import FIRST, around, below, headline_of, is_named, text_words
from cleaner.page.revise import Draft

COMMENTS = "markup.comments"
SUBSCRIBE = "markup.subscribe"
RELATED = "markup.related"

_COMMENT = 2  # items of a thread
_ITEMS_AROUND = 6  # containers around a block that may be a comment
_COMMENT_SHARE = 0.5  # of the kept words; what is more is the page's content
_ARTICLE = 40  # words that an article above a thread has
_NAME = 6  # words of a line that names who wrote a comment
_TIME = re.compile(
    r"""
      \b\d{1,2}[.:h]\d{2}\b
    | \b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b | \b\d{1,2}[-/.]\s?\d{1,2}[-/.,]\s?(?:\d{4}|\d{2})\b
    | \b\d{1,2}\.?\s[^\W\d_]{3,12}\.?,?\s\d{4}\b | \b[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4}\b
    | (?:vor|il\ y\ a|hace|há|fa)\s\d+\s[^\W\d_]+ | \d+\s[^\W\d_]+\sago\b
    | \d{4}年\d{1,2}月\d{1,2}日
    """,
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_SIGNED = re.compile(
    r"\b(?:comment by|posted by|says|said|writes|wrote|schreibt|schrieb|sagt|meint|a écrit|dit"
    r"|dice|escribió|disse|escreveu|ha scritto|schreef|skrev|написал[аи]?|пишет|napisał[a]?)\b",
    re.IGNORECASE,
)
_ITEM_TAGS = frozenset({"li", "div", "article", "section", "tr", "dd"})
_THREAD_KINDS = frozenset({"forum", "questions"})

_CARD = 80  # words of a card
_CARDS = 0.25  # words of all cards, as a share of the others
_CARD_TITLE, _CARD_TITLE_MOST = 3, 25  # words of the title of a card
_CARD_KINDS = frozenset({"forum", "questions", "product", "list"})
_CARD_NAMES = re.compile(
    r"(?:^|[-_ ])(?:teasers?|previews?|promos?|related|recirc|rail|read-?(?:more|also|next)"
    r"|link-?(?:box|card)|(?:story|news|article)-?card)(?:$|[-_ ])",
    re.IGNORECASE,
)

_ARTICLE_WITH_BOX = 100  # words of an article that has such a box
_SIGNUP = 60  # words of a box that asks for an address


def drop_next_article(draft: Draft) -> Draft:
    """Drop a second `article` with a headline of its own, loaded below the first, and all after it.

    Leaves alone pages whose title does not name the first headline, and where that is not above a
    text: lists of articles.
    """
    first = headline_of(draft)
    if first is None or not _is_title(draft, draft.candidates[first].block):
        return draft
    own = draft.candidates[first].block.container
    for _, one in below(draft, first):
        block = one.block
        if block.shape != "h1" or not one.kept or _is_title(draft, block):
            continue
        ours, theirs = _articles(own, block.container)
        if ours is None or theirs is None:
            continue
        numbers = _inside(draft, ours)
        start = _inside(draft, theirs)[0]
        words = sum(draft.candidates[at].block.words for at in numbers if draft.candidates[at].kept)
        if words >= _ARTICLE and start > numbers[-1]:
            return draft.keeping(one.kept and at < start for at, one in enumerate(draft.candidates))
    return draft


def _articles(first: Container, second: Container) -> tuple[Container | None, Container | None]:
    """The innermost `article` elements around two containers that do not have both in them."""
    shared = common_ancestor(first, second)
    ours, theirs = (
        next(
            (
                outer
                for outer in takewhile(lambda one: one is not shared, inner.ancestors())
                if outer.tag == "article"
            ),
            None,
        )
        for inner in (first, second)
    )
    return ours, theirs


def _inside(draft: Draft, container: Container) -> list[int]:
    """The numbers of the blocks in a container."""
    inside = draft.inside(container)
    return [at for at, one in enumerate(draft.candidates) if inside[one.block.container.number]]


def _is_title(draft: Draft, headline: Block) -> bool:
    """Whether the page is called like a headline."""
    title = " ".join(draft.page.title.lower().split())
    return bool(title) and " ".join(headline.text.lower().split()) in title


def drop_comment_threads(draft: Draft) -> Draft:
    """Drop readers' comments: repeated items with a name and a time, below the article.

    Leaves alone forums and questions with answers, and items that are most of the page: reports
    that go on through a day.
    """
    headline = headline_of(draft)
    if headline is None or not _THREAD_KINDS.isdisjoint(draft.kinds):
        return draft
    candidates = draft.candidates
    timed = [at for at, one in enumerate(candidates) if _is_timed(one.block)]
    if len(timed) < _COMMENT:
        return draft
    total = sum(one.block.words for one in candidates if one.kept)
    threads = [numbers for numbers in _threads(draft, timed) if numbers[0] > headline]
    words = sum(
        candidates[at].block.words for numbers in threads for at in numbers if candidates[at].kept
    )
    if not words or words > _COMMENT_SHARE * total:
        return draft
    first = min(numbers[0] for numbers in threads)
    above = sum(
        one.block.words
        for one in candidates[headline:first]
        if one.kept and one.block.words >= FIRST
    )
    if above < max(_ARTICLE, words):
        return draft
    gone = frozenset(at for numbers in threads for at in _with_heading(draft, numbers))
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or COMMENTS) if at in gone else one
        for at, one in enumerate(candidates)
    )


def _threads(draft: Draft, timed: Sequence[int]) -> Iterator[list[int]]:
    """The blocks of each thread: of items with the same parent and markup, each like a comment.

    `timed` are the numbers of the blocks that say when something was written.
    """
    candidates = draft.candidates
    shared = _repeated(_items_around(candidates[at].block) for at in timed)
    kinds = {
        one.number: _item_kind(one)
        for one in draft.page.containers
        if one.tag in _ITEM_TAGS and one.parent is not None and one.parent.number in shared
    }
    items: dict[_ItemKind, dict[int, list[int]]] = {}
    for at, one in enumerate(candidates):
        for container in around(one.block.container, _ITEMS_AROUND):
            if kind := kinds.get(container.number):
                items.setdefault(kind, {}).setdefault(container.number, []).append(at)
    seen: set[int] = set()
    times = frozenset(timed)
    for siblings in items.values():
        if len(siblings) < _COMMENT:
            continue
        like = [numbers for numbers in siblings.values() if _is_comment(draft, numbers, times)]
        if len(like) >= _COMMENT and 2 * len(like) > len(siblings):
            numbers = [at for members in siblings.values() for at in members if at not in seen]
            seen.update(numbers)
            if numbers:
                yield sorted(numbers)


_ItemKind = tuple[int, str, str]
"""What the items of a thread have in common: the number of their parent, tag and classes."""


def _item_kind(item: Container) -> _ItemKind:
    parent = item.parent
    return (-1 if parent is None else parent.number, item.tag, " ".join(item.words))


def _items_around(block: Block) -> Iterator[Container]:
    """The containers around a block that may be a comment."""
    containers = around(block.container, _ITEMS_AROUND)
    return (one for one in containers if one.parent is not None and one.tag in _ITEM_TAGS)


def _repeated(groups: Iterable[Iterable[Container]]) -> frozenset[int]:
    """The numbers of the containers that hold two or more of some containers."""
    inner = {one.number: one.parent.number for group in groups for one in group if one.parent}
    counts = Counter(inner.values())
    return frozenset(number for number, count in counts.items() if count >= _COMMENT)


def _is_comment(draft: Draft, numbers: Sequence[int], times: frozenset[int]) -> bool:
    """Whether blocks are a comment: a text, a time, and the name of who wrote it."""
    timed = [draft.candidates[at].block for at in numbers if at in times]
    if not timed:
        return False
    blocks = [draft.candidates[at].block for at in numbers]
    if not any(block.words > _NAME and not block.mostly_links for block in blocks):
        return False
    short = [block for block in blocks if block.words <= 2 * _NAME]
    return any(_SIGNED.search(block.text) or _is_name(block) for block in short) or any(
        map(_has_name_and_time, timed)
    )


def _is_timed(block: Block) -> bool:
    """Whether a short block says when something was written."""
    if block.words > 2 * _NAME:
        return False
    if _DIGIT.search(block.text) and _TIME.search(block.text):
        return True
    elements = block.inline_elements
    return bool(elements) and any(tag == "time" for tag, _ in elements)


def _is_name(block: Block) -> bool:
    """Whether a short line may be somebody's name: linked, set off, or named so by its markup."""
    if not 0 < block.words <= 3 or _TIME.search(block.text):
        return False
    is_set_off = block.shape in HEADINGS or any(tag in _BOLD for tag, _ in block.inline_elements)
    return is_set_off or block.linked > 0 or is_named(block, _AUTHOR_NAMES, 2)


def _has_name_and_time(block: Block) -> bool:
    """Whether a line with a time has one to four words more, as a name has: `Ana, 3 May 2020`."""
    words = _WORD.findall(_TIME.sub(" ", block.text))
    return 1 <= len(words) <= 4 and not words[0][0].islower()


_BOLD = frozenset({"b", "strong", "cite"})
_WORD = re.compile(r"[^\W\d_]+")
_AUTHOR_NAMES = re.compile(r"author|user|name|nick|member|poster|commenter|vcard", re.IGNORECASE)


def _with_heading(draft: Draft, numbers: Sequence[int]) -> Iterable[int]:
    """A thread's blocks and the heading right above them."""
    above = numbers[0] - 1
    if above >= 0 and draft.candidates[above].block.shape in HEADINGS:
        return [above, *numbers]
    return numbers


def drop_cards(draft: Draft) -> Draft:
    """Drop cards of other articles that stand in an article: small boxes with a linked title.

    Leaves alone boxes without one, and pages of which cards are a good part: lists of articles.
    """
    headline = headline_of(draft)
    if headline is None or not _CARD_KINDS.isdisjoint(draft.kinds):
        return draft
    words = draft.weights(draft.candidates)
    own = {one.number for one in draft.candidates[headline].block.container.ancestors()}
    roots: list[int] = []
    for container in draft.page.containers:
        root = roots[container.parent.number] if container.parent is not None else -1
        is_card = words[container.number] <= _CARD and container.number not in own
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
    if not dropped or dropped > _CARDS * (text_words(draft) - dropped):
        return draft
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or RELATED) if at in gone else one
        for at, one in enumerate(draft.candidates)
    )


def _may_be_card(container: Container) -> bool:
    return container.tag == "article" or bool(_CARD_NAMES.search(container.names[1]))


def _begins_with_linked_title(blocks: Iterable[Block]) -> bool:
    """Whether the first block of a few words is the title of something else: all of it a link."""
    first = next((block for block in blocks if block.words >= _CARD_TITLE), None)
    if first is None or first.words > _CARD_TITLE_MOST:
        return False
    return first.linked >= len(first.text)


def drop_signup_boxes(draft: Draft) -> Draft:
    """Drop small boxes with a field for an e-mail address. Leaves larger forms alone."""
    if not draft.page.asks_for_address or "product" in draft.kinds:
        return draft
    if headline_of(draft) is None or text_words(draft) < _ARTICLE_WITH_BOX:
        return draft
    everything = draft.weights(draft.candidates)
    roots = {
        box.number
        for number in draft.page.asks_for_address
        if (box := _box(draft.page.containers[number], everything)) is not None
    }
    gone: list[bool] = []
    for container in draft.page.containers:
        around = container.parent is not None and gone[container.parent.number]
        gone.append(around or container.number in roots)
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or SUBSCRIBE, eligible=False)
        if gone[one.block.container.number]
        else one
        for one in draft.candidates
    )


def _box(container: Container, words: Sequence[int]) -> Container | None:
    """The largest container around a field that is still small and has no list in it."""
    box = None
    for outer in container.ancestors():
        is_content = outer.tag in ("article", "main", "body", "html", "ul", "ol", "table")
        if is_content or words[outer.number] > _SIGNUP:
            break
        box = outer
    return box
