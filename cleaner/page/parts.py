"""Steps for the parts of an article that an extractor judges line by line and gets wrong.

Lists and tables are kept or dropped as wholes; standfirsts, notes and the captions of a slideshow
are text; very short posts are kept. The next article, readers' comments and boxes that ask for an
address are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, NOTE_NAMES, Container, common_ancestor
from cleaner.page.data import ITEMPROP
from cleaner.page.render import ROWS
from cleaner.page.revise import Candidate, Draft

BYLINE = "extraction.byline"
COMMENTS = "markup.comments"
SUBSCRIBE = "markup.subscribe"

_SENTENCE_ENDS = re.compile(
    r"[.!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
    r"\N{FULLWIDTH QUESTION MARK}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}]"
    r"[\"')\]\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]?$"
)
_FIRST = 12  # words of a first paragraph
_STANDFIRST = 8  # words of a sentence below the headline

_REFERENCE_NAMES = re.compile(
    r"ref-?list|references?(?![a-z])|bibliograph|citation|(?<![a-z])sources?(?![a-z])|further",
    re.IGNORECASE,
)
_NO_STANDFIRST = frozenset({"forum", "product", "questions"})
_STANDFIRST_NAMES = re.compile(
    r"stand-?first|(?:^|[-_ ])(?:deck|dek|intro|lead|lede|subtitle|sub-?headline)(?:$|[-_ ])",
    re.IGNORECASE,
)
_NOTES_AROUND = 6  # containers around a note that may be called so

_SLIDES = 3  # captions of a slideshow
_BESIDE_SLIDES = 150  # words of an article that is a slideshow
_SLIDE = 15  # words of such a caption, on average

_SHORT = 60  # words of text below which a post is very short
_SHORT_MAIN = 300  # words of a main part that is kept whole then
_NO_ARTICLE = 30  # words of text below which the page's data are looked at
_NEXT_TO_NOTHING = 10  # words of text: nothing but the headline is left

_COMMENT = 2  # items of a thread
_COMMENT_SHARE = 0.5  # of the kept words; what is more is the page's content
_ARTICLE = 40  # words that an article above a thread has
_NAME = 6  # words of a line that names who wrote a comment
_TIME = re.compile(
    r"""
      \b\d{1,2}[.:h]\d{2}\b
    | \b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b | \b\d{1,2}[-/.]\s?\d{1,2}[-/.,]\s?(?:\d{4}|\d{2})\b
    | \b\d{1,2}\.?\s[^\W\d_]{3,12}\.?,?\s\d{4}\b | \b[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4}\b
    | \b(?:vor|il\ y\ a|hace|há|fa)\s\d+\s[^\W\d_]+ | \b\d+\s[^\W\d_]+\sago\b
    | \d{4}年\d{1,2}月\d{1,2}日
    """,
    re.VERBOSE,
)
_SIGNED = re.compile(
    r"\b(?:comment by|posted by|says|said|writes|wrote|schreibt|schrieb|sagt|meint|a écrit|dit"
    r"|dice|escribió|disse|escreveu|ha scritto|schreef|skrev|написал[аи]?|пишет|napisał[a]?)\b",
    re.IGNORECASE,
)
_THREAD_KINDS = frozenset({"forum", "questions"})

_ARTICLE_WITH_BOX = 100  # words of an article that has such a box
_SIGNUP = 60  # words of a box that asks for an address


# --- What is kept --------------------------------------------------------------------------------


def keep_standfirst(draft: Draft) -> Draft:
    """Keep sentences below the headline that were taken for a byline. Leaves names and dates."""
    headline = _headline(draft)
    if headline is None or not _NO_STANDFIRST.isdisjoint(draft.kinds):
        return draft
    first = next(
        (at for at, one in _below(draft, headline) if one.kept and one.block.words >= _FIRST), None
    )
    if first is None:
        return draft
    return draft.keeping(
        one.kept or (headline < at < first and one.eligible and _is_standfirst(one))
        for at, one in enumerate(draft.candidates)
    )


def _is_standfirst(one: Candidate) -> bool:
    block = one.block
    is_sentence = block.words >= _STANDFIRST and bool(_SENTENCE_ENDS.search(block.text))
    if not is_sentence or block.mostly_links or block.container.inherited.caption:
        return False
    return one.scored == BYLINE or _is_named(block, _STANDFIRST_NAMES, 1)


def keep_notes(draft: Draft) -> Draft:
    """Keep the footnotes of the article: by their names, or by links that lead to them.

    Leaves alone lists of references, which are titles and addresses.
    """
    if not draft.keeps_anything:
        return draft
    first = next(at for at, one in enumerate(draft.candidates) if one.kept)
    article = draft.article(draft.weights())
    near = draft.inside(article.parent or article)
    targets = _targets(draft)
    return draft.keeping(
        one.kept
        or (
            at > first
            and one.eligible
            and near[one.block.container.number]
            and _is_note(one.block, targets)
            and not _is_named(one.block, _REFERENCE_NAMES, _NOTES_AROUND)
        )
        for at, one in enumerate(draft.candidates)
    )


def _targets(draft: Draft) -> frozenset[str]:
    """The names to which marks of notes in the kept text lead."""
    return frozenset(
        style.value
        for one in draft.candidates
        if one.kept
        for run in one.block.runs
        for style in run.styles
        if style.kind == "note" and style.value
    )


def _is_note(block: Block, targets: frozenset[str]) -> bool:
    if targets and any(container.names[2] in targets for container in _around(block.container, 3)):
        return True
    return not targets.isdisjoint(block.anchors) or _is_named(block, NOTE_NAMES, _NOTES_AROUND)


def keep_captions_of_slideshow(draft: Draft) -> Draft:
    """Keep captions if they are most of the text: in a slideshow they are the article."""
    captions = [
        one
        for one in draft.candidates
        if one.eligible and one.block.container.inherited.caption and one.is_text
    ]
    words = sum(one.block.words for one in captions)
    text = _text_words(draft)
    if len(captions) < _SLIDES or words < _SLIDE * len(captions) or text > _BESIDE_SLIDES:
        return draft
    if words <= 2 * text:
        return draft
    shown = {id(one.block) for one in captions}
    return draft.keeping(one.kept or id(one.block) in shown for one in draft.candidates)


def keep_lists_and_tables_whole(draft: Draft) -> Draft:
    """Keep all of a list or table if half of its words are kept, or if it is between kept text.

    Leaves alone those of which nothing is kept, and boilerplate in them.
    """
    if not draft.keeps_anything:
        return draft
    candidates = draft.candidates
    keep = [one.kept for one in candidates]
    for numbers in _lists_and_tables(draft):
        kept = [at for at in numbers if candidates[at].kept]
        if not kept or len(kept) == len(numbers):
            continue
        words = sum(candidates[at].block.words for at in numbers)
        enough = 2 * sum(candidates[at].block.words for at in kept) >= words
        if enough or _is_between_text(candidates, numbers[0], numbers[-1]):
            for at in numbers:
                keep[at] = keep[at] or candidates[at].eligible
    return draft.keeping(keep)


def _lists_and_tables(draft: Draft) -> Iterator[list[int]]:
    """The numbers of the blocks of each list and table, the outermost ones in the article."""
    article = draft.article(draft.weights())
    inside = draft.inside(article)
    parts: list[Container | None] = []
    for container in draft.page.containers:
        part = parts[container.parent.number] if container.parent is not None else None
        is_part = container.tag in ("ul", "ol", "dl", "table") and container is not article
        parts.append(part or (container if is_part and inside[container.number] else None))
    blocks = [one.block for one in draft.candidates]

    def part_of(at: int) -> Container | None:
        part = parts[blocks[at].container.number]
        is_layout = (
            part is not None and part.tag == "table" and blocks[at].shape not in ("li", *ROWS)
        )
        return None if is_layout else part

    for part, numbers in groupby(range(len(blocks)), part_of):
        if part is not None:
            yield list(numbers)


def _is_between_text(candidates: Sequence[Candidate], first: int, last: int) -> bool:
    """Whether the blocks above and below are kept, or the one above announces what follows."""
    above = candidates[first - 1] if first else None
    below = candidates[last + 1] if last + 1 < len(candidates) else None
    if above is None or not above.kept:
        return False
    return above.block.text.endswith((":", "\N{FULLWIDTH COLON}")) or (
        below is not None and below.kept and below.block.words >= _FIRST
    )


def keep_short_post(draft: Draft) -> Draft:
    """Keep a very short main part whole, and some text if nothing but the headline is kept.

    Leaves alone products, and pages with more text than a few sentences. Links are kept only on
    pages that are not articles: cards that lead on are their content.
    """
    words = _text_words(draft)
    headline = _headline(draft)
    if words >= _SHORT or headline is None or "product" in draft.kinds:
        return draft
    region = _region(draft, headline)
    if region is None:
        return draft
    inside = draft.inside(region)
    takes_links = "article" not in draft.kinds

    def is_content(at: int, one: Candidate) -> bool:
        block = one.block
        if at <= headline or not one.eligible or not inside[block.container.number]:
            return False
        if one.scored in (BYLINE, "extraction.caption", "extraction.comment"):
            return False
        return not block.mostly_links or (takes_links and block.shape != "li")

    content = [at for at, one in enumerate(draft.candidates) if is_content(at, one)]
    size = sum(draft.candidates[at].block.words for at in content)
    if size > _SHORT_MAIN and words >= _NEXT_TO_NOTHING:
        return draft
    wanted = frozenset(content)
    return draft.keeping(one.kept or at in wanted for at, one in enumerate(draft.candidates))


def _region(draft: Draft, headline: int) -> Container | None:
    """The innermost container around the headline that has text of its own after it."""
    for container in draft.candidates[headline].block.container.ancestors():
        if container.parent is None or container.tag == "body":
            return None
        inside = draft.inside(container)
        for at, one in _below(draft, headline):
            block = one.block
            if inside[block.container.number] and one.eligible and block.shape not in HEADINGS:
                return container if at else None
    return None


def has_no_article(draft: Draft) -> bool:
    """Whether next to nothing but headings is kept of a page."""
    return _text_words(draft) < _NO_ARTICLE


def keep_data(draft: Draft) -> Draft:
    """Keep the article that was in the page's data, and of the rest the headline alone."""
    inside = [one.names[4] == ITEMPROP for one in draft.page.containers]
    for container in draft.page.containers:
        if container.parent is not None and inside[container.parent.number]:
            inside[container.number] = True
    return draft.keeping(
        inside[one.block.container.number] or (one.kept and one.block.shape == "h1")
        for one in draft.candidates
    )


# --- What is dropped -----------------------------------------------------------------------------


def drop_next_article(draft: Draft) -> Draft:
    """Drop a second `article` with a headline of its own, loaded below the first, and all after it.

    Leaves alone pages whose title does not name the first headline, and where that is not above a
    text: lists of articles.
    """
    first = _headline(draft)
    if first is None or not _is_title(draft, draft.candidates[first].block):
        return draft
    own = draft.candidates[first].block.container
    for _, one in _below(draft, first):
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
    headline = _headline(draft)
    if headline is None or not _THREAD_KINDS.isdisjoint(draft.kinds):
        return draft
    candidates = draft.candidates
    total = sum(one.block.words for one in candidates if one.kept)
    threads = [numbers for numbers in _threads(draft) if numbers[0] > headline]
    words = sum(
        candidates[at].block.words for numbers in threads for at in numbers if candidates[at].kept
    )
    if not words or words > _COMMENT_SHARE * total:
        return draft
    first = min(numbers[0] for numbers in threads)
    above = sum(
        one.block.words
        for one in candidates[headline:first]
        if one.kept and one.block.words >= _FIRST
    )
    if above < max(_ARTICLE, words):
        return draft
    gone = frozenset(at for numbers in threads for at in _with_heading(draft, numbers))
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or COMMENTS) if at in gone else one
        for at, one in enumerate(candidates)
    )


def _threads(draft: Draft) -> Iterator[list[int]]:
    """The blocks of each thread: of items with the same parent and markup, each like a comment."""
    items: dict[tuple[int, str, str], dict[int, list[int]]] = {}
    for at, one in enumerate(draft.candidates):
        for container in _around(one.block.container, _NOTES_AROUND):
            if container.parent is not None and container.tag in (
                "li",
                "div",
                "article",
                "section",
                "tr",
                "dd",
            ):
                key = (container.parent.number, container.tag, " ".join(container.words))
                items.setdefault(key, {}).setdefault(container.number, []).append(at)
    seen: set[int] = set()
    for siblings in items.values():
        if len(siblings) < _COMMENT:
            continue
        like = [numbers for numbers in siblings.values() if _is_comment(draft, numbers)]
        if len(like) >= _COMMENT and 2 * len(like) > len(siblings):
            numbers = [at for members in siblings.values() for at in members if at not in seen]
            seen.update(numbers)
            if numbers:
                yield sorted(numbers)


def _is_comment(draft: Draft, numbers: Sequence[int]) -> bool:
    """Whether blocks are a comment: a text, a time, and the name of who wrote it."""
    blocks = [draft.candidates[at].block for at in numbers]
    short = [block for block in blocks if block.words <= 2 * _NAME]
    has_text = any(block.words > _NAME and not block.mostly_links for block in blocks)
    timed = [block for block in short if _TIME.search(block.text) or _has_time(block)]
    if not (has_text and timed):
        return False
    return any(_SIGNED.search(block.text) for block in short) or any(
        block.words <= _NAME and block not in timed and _is_name(block) for block in short
    )


def _has_time(block: Block) -> bool:
    return any(tag == "time" for tag, _ in block.inline_elements)


def _is_name(block: Block) -> bool:
    """Whether a short line may be somebody's name: linked, or named so by its markup."""
    is_linked = block.linked > 0 and block.words <= 3
    return is_linked or _is_named(block, _AUTHOR_NAMES, 2)


_AUTHOR_NAMES = re.compile(r"author|user|name|nick|member|poster|commenter|vcard", re.IGNORECASE)


def _with_heading(draft: Draft, numbers: Sequence[int]) -> Iterable[int]:
    """A thread's blocks and the heading right above them."""
    above = numbers[0] - 1
    if above >= 0 and draft.candidates[above].block.shape in HEADINGS:
        return [above, *numbers]
    return numbers


def drop_signup_boxes(draft: Draft) -> Draft:
    """Drop small boxes with a field for an e-mail address. Leaves larger forms alone."""
    if not draft.page.asks_for_address or "product" in draft.kinds:
        return draft
    if _headline(draft) is None or _text_words(draft) < _ARTICLE_WITH_BOX:
        return draft
    everything = draft.weights(lambda _: True)
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


# --- Common ---------------------------------------------------------------------------------------


def _headline(draft: Draft) -> int | None:
    """The number of the first `h1` that is kept, or of the first one in the main content."""
    numbers = [at for at, one in enumerate(draft.candidates) if one.block.shape == "h1"]
    kept = (at for at in numbers if draft.candidates[at].kept)
    main = (at for at in numbers if draft.candidates[at].block.container.inherited.main)
    return next(kept, next(main, None))


def _below(draft: Draft, number: int) -> Iterator[tuple[int, Candidate]]:
    candidates = draft.candidates
    return ((at, candidates[at]) for at in range(number + 1, len(candidates)))


def _text_words(draft: Draft) -> int:
    """The words of the kept text, without headings."""
    return sum(
        one.block.words for one in draft.candidates if one.kept and one.block.shape not in HEADINGS
    )


def _around(container: Container, count: int) -> Iterator[Container]:
    for number, outer in enumerate(container.ancestors()):
        if number >= count:
            return
        yield outer


def _is_named(block: Block, names: re.Pattern[str], count: int) -> bool:
    """Whether one of the containers around a block is called so by its classes, id or role."""
    return any(
        names.search(name)
        for container in _around(block.container, count)
        for name in container.names[1:4]
        if name
    )
