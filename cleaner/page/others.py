"""Steps that drop what is around an article and reads like it.

The next article, readers' comments, and boxes that ask for an address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, takewhile

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.landmarks import FIRST, around, below, headline_of, is_named, is_title, text_words
from cleaner.page.revise import Candidate, Draft

COMMENTS = "markup.comments"
SUBSCRIBE = "markup.subscribe"
RELATED = "markup.related"

_COMMENT = 2  # items of a thread
_ITEMS_AROUND = 6  # containers around a block that may be a comment
_COMMENT_SHARE = 0.5  # of the kept words; what is more is the page's content
_ARTICLE = 40  # words that an article above a thread has
_NAME = 6  # words of a line that names who wrote a comment
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
_CARD_SHARE = 0.25  # words of all cards, as a share of the others
_LINKED_TITLE = range(3, 26)  # words of the title of a card
_CARD_KINDS = frozenset({"forum", "questions", "product", "list"})
_CARD_NAMES = re.compile(
    r"(?:^|[-_ ])(?:teasers?|previews?|promos?|related|recirc|rail|read-?(?:more|also|next)"
    r"|link-?(?:box|card)|(?:story|news|article)-?card)(?:$|[-_ ])",
    re.IGNORECASE,
)

_ARTICLE_WITH_BOX = 100  # words of an article that has such a box
_SIGNUP = 60  # words of a box that asks for an address
_SUMMARY_WORDS = 120  # of a box with a summary
_LABEL = 10  # words of the first line of a box
_IN_LABEL = 4  # words besides those that say that it is a machine's summary
_MACHINE_WORDS = (
    r"(?<![a-z])(?:a\.?i|ki|ia|chatgpt)(?![a-z])|ИИ|ШІ|artificial intelligence"
    r"|künstliche\w* intelligenz|intelligence artificielle|inteligencia artificial"
    r"|intelligenza artificiale|inteligência artificial|kunstmatige intelligentie"
    r"|sztuczn\w+ inteligencj\w+|нейросет\w+|искусственн\w+ интеллект\w*|yapay zek[aâ]"
    r"|umel\w+ inteligenc\w+|uměl\w+ inteligenc\w+|mesterséges intelligencia|tekoäly\w*"
    r"|人工知能|人工智能|인공지능|الذكاء الاصطناعي|בינה מלאכותית"
)
_SUMMARY_NAMES = (
    r"summar(?:y|ies)(?![a-z])|zusammen(?:ge)?fass|kurzfassung|résum|resum|riassunt|sintesi|samenvat|samengevat"
    r"|podsumowan|streszczen|özet|сводк|пересказ|резюме|підсум|sammanfatt|sammendrag|yhteenveto"
    r"|tiivistelm|souhrn|shrnut|összefoglal|rezumat|要約|まとめ|摘要|总结|總結|요약|ملخص|תקציר|סיכום"
)
_CLOCK_NAMES = (
    r"(?:current|local) time|world clock|ortszeit|uhrzeit in|weltzeit|heure locale|heure actuelle"
    r"|hora (?:local|actual)|ora (?:locale|attuale)|местное время|текущее время|поточний час"
    r"|lokale tijd|huidige tijd|aktualny czas|lokal tid|現在時刻|現地時間|当前时间|当地时间"
    r"|현재 시각|현지 시각|الوقت الآن|التوقيت المحلي"
)
_MACHINE = re.compile(_MACHINE_WORDS, re.IGNORECASE)
_SUMMARY = re.compile(_SUMMARY_NAMES, re.IGNORECASE)
_CLOCK = re.compile(_CLOCK_NAMES, re.IGNORECASE)
_LABELS = re.compile(f"{_SUMMARY_NAMES}|{_CLOCK_NAMES}", re.IGNORECASE)
_CLOCK_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b")


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
        if ours >= _ARTICLE and _words(draft.candidates[at] for at in numbers) >= _NEXT:
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
    if len(cards) < _CARDS or above < max(_ARTICLE_WITH_BOX, words):
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
    for items in _items(draft, titles):
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


def drop_comment_threads(draft: Draft) -> Draft:
    """Drop readers' comments: repeated items with a name and a time, below the article.

    Leaves alone forums and questions with answers, items that are most of the page (reports that
    go on through a day), and items that the article goes on after (a conversation that it quotes).
    """
    headline = headline_of(draft)
    if headline is None or not _THREAD_KINDS.isdisjoint(draft.kinds):
        return draft
    candidates = draft.candidates
    timed = [at for at, one in enumerate(candidates) if _is_timed(one.block)]
    if len(timed) < _COMMENT:
        return draft
    total = sum(one.block.words for one in candidates if one.kept)
    threads = [
        numbers
        for numbers in _threads(draft, timed)
        if numbers[0] > headline and not _is_between_paragraphs(draft, numbers)
    ]
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


def _is_between_paragraphs(draft: Draft, numbers: Sequence[int]) -> bool:
    """Whether kept paragraphs of one element are right above and right below some blocks."""
    before, after = numbers[0] - 1, numbers[-1] + 1
    if before < 0 or after >= len(draft.candidates):
        return False
    above, below_ = draft.candidates[before], draft.candidates[after]
    return (
        above.kept
        and below_.kept
        and below_.block.words >= FIRST
        and above.block.container.tag == below_.block.container.tag == "p"
        and above.block.container.parent is below_.block.container.parent
    )


def _threads(draft: Draft, timed: Sequence[int]) -> Iterator[list[int]]:
    """The blocks of each thread: of items with the same parent and markup, each like a comment.

    `timed` are the numbers of the blocks that say when something was written.
    """
    seen: set[int] = set()
    times = frozenset(timed)
    for siblings in _items(draft, timed):
        like = [numbers for numbers in siblings if _is_comment(draft, numbers, times)]
        if len(like) >= _COMMENT and 2 * len(like) > len(siblings):
            numbers = [at for members in siblings for at in members if at not in seen]
            seen.update(numbers)
            if numbers:
                yield sorted(numbers)


def _items(draft: Draft, marked: Sequence[int]) -> Iterator[list[list[int]]]:
    """The blocks of each item with the same parent and markup, where two or more have a mark.

    `marked` are the numbers of the blocks that are such a mark.
    """
    if len(marked) < _COMMENT:
        return
    candidates = draft.candidates
    shared = _repeated(_items_around(candidates[at].block) for at in marked)
    kinds = {
        one.number: _item_kind(one)
        for one in draft.page.containers
        if one.tag in _ITEM_TAGS and one.parent is not None and one.parent.number in shared
    }
    near = _items_near(draft, kinds)
    items: dict[_ItemKind, dict[int, list[int]]] = {}
    for at, one in enumerate(candidates):
        for number in near[one.block.container.number]:
            items.setdefault(kinds[number], {}).setdefault(number, []).append(at)
    yield from (list(members.values()) for members in items.values() if len(members) >= _COMMENT)


def _items_near(draft: Draft, kinds: Collection[int]) -> list[tuple[int, ...]]:
    """For each container which of some (numbers of) containers are the first few around it."""
    near: list[tuple[int, ...]] = []
    for container in draft.page.containers:
        outer = near[container.parent.number] if container.parent is not None else ()
        own = (container.number, *outer) if container.number in kinds else outer
        if own and draft.page.containers[own[-1]].level <= container.level - _ITEMS_AROUND:
            own = own[:-1]
        near.append(own)
    return near


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
    return bool(block.inline_elements) and "time" in dict(block.inline_elements)


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


def drop_signup_boxes(draft: Draft) -> Draft:
    """Drop small boxes with a field for an e-mail address. Leaves larger forms alone."""
    if not draft.page.asks_for_address or "product" in draft.kinds:
        return draft
    if headline_of(draft) is None or text_words(draft) < _ARTICLE_WITH_BOX:
        return draft
    everything = draft.weights(draft.candidates)
    boxes = (
        _box(draft.page.containers[number], everything, _SIGNUP)
        for number in draft.page.asks_for_address
    )
    gone = _inside(draft, boxes)
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or SUBSCRIBE, eligible=False)
        if gone[one.block.container.number]
        else one
        for one in draft.candidates
    )


def drop_labelled_boxes(draft: Draft) -> Draft:
    """Drop small boxes whose first line says that a machine wrote them, or that they are clocks.

    Leaves alone headings of the article's own parts, and short articles.
    """
    if headline_of(draft) is None:
        return draft
    labels = [
        at
        for at, one in enumerate(draft.candidates)
        if one.block.words <= _LABEL and _LABELS.search(one.block.text)
    ]
    if not labels or text_words(draft) < _ARTICLE:
        return draft
    everything = draft.weights(draft.candidates)
    boxes = (_labelled_box(draft, at, everything) for at in labels[:_MOST_LOOKED_AT])
    gone = _inside(draft, boxes)
    found = draft.keeping(
        one.kept and not gone[one.block.container.number] for one in draft.candidates
    )
    return found if text_words(found) >= _ARTICLE else draft


def _labelled_box(draft: Draft, label: int, words: Sequence[int]) -> Container | None:
    """The box that begins with a label; None if it is no box, or not what the label says."""
    blocks = [one.block for one in draft.candidates]
    box = _box(blocks[label].container, words, min(_SUMMARY_WORDS, text_words(draft) // 2))
    if box is None:
        return None
    inside = draft.inside(box)
    numbers = [at for at, block in enumerate(blocks) if inside[block.container.number]]
    if numbers[0] != label or len(numbers) < 2:
        return None
    rest = _MACHINE.sub(" ", _SUMMARY.sub(" ", blocks[label].text, count=1), count=1)
    is_summary = (
        _SUMMARY.search(blocks[label].text)
        and _MACHINE.search(blocks[label].text)
        and len(_WORD.findall(rest)) <= _IN_LABEL
    )
    is_clock = _CLOCK.search(blocks[label].text) and all(
        blocks[at].words <= _NAME and _CLOCK_TIME.search(blocks[at].text) for at in numbers[1:]
    )
    return box if is_summary or is_clock else None


def _inside(draft: Draft, boxes: Iterable[Container | None]) -> list[bool]:
    """For each container whether it is one of some boxes, or in one."""
    roots = {box.number for box in boxes if box is not None}
    gone: list[bool] = []
    for container in draft.page.containers:
        is_around = container.parent is not None and gone[container.parent.number]
        gone.append(is_around or container.number in roots)
    return gone


def _box(container: Container, words: Sequence[int], most: int) -> Container | None:
    """The largest container around one with so many words at most, and no list in it."""
    box = None
    for outer in container.ancestors():
        is_content = outer.tag in ("article", "main", "body", "html", "ul", "ol", "table")
        if is_content or words[outer.number] > most:
            break
        box = outer
    return box
