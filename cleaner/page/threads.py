"""A step that drops readers' comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS
from cleaner.page.draft import FIRST, Draft
from cleaner.page.items import LEAST, repeated_items
from cleaner.page.landmarks import ARTICLE, WORD, is_named

COMMENTS = "markup.comments"
_COMMENT_SHARE = 0.5  # of the kept words; what is more is the page's content
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
_THREAD_KINDS = frozenset({"forum", "questions"})
_BOLD = frozenset({"b", "strong", "cite"})
_AUTHOR_NAMES = re.compile(r"author|user|name|nick|member|poster|commenter|vcard", re.IGNORECASE)


def drop_comment_threads(draft: Draft) -> Draft:
    """Drop readers' comments: repeated items with a name and a time, below the article.

    Leaves alone forums and questions with answers, items that are most of the page (reports that
    go on through a day), and items that the article goes on after (a conversation that it quotes).
    """
    page, headline = draft.page, draft.headline
    if headline is None or not _THREAD_KINDS.isdisjoint(draft.kinds):
        return draft
    timed = [at for at, block in enumerate(page.blocks) if _is_timed(block)]
    if len(timed) < LEAST:
        return draft
    total = sum(compress(page.words, draft.kept))
    threads = [
        numbers
        for numbers in _threads(draft, timed)
        if numbers[0] > headline and not _is_between_paragraphs(draft, numbers)
    ]
    words = sum(page.words[at] for numbers in threads for at in numbers if draft.kept[at])
    if not words or words > _COMMENT_SHARE * total:
        return draft
    first = min(numbers[0] for numbers in threads)
    above = sum(
        page.words[at]
        for at in range(headline, first)
        if draft.kept[at] and page.words[at] >= FIRST
    )
    if above < max(ARTICLE, words):
        return draft
    gone = (at for numbers in threads for at in _with_heading(draft, numbers))
    return draft.dropping(gone, COMMENTS)


def _is_between_paragraphs(draft: Draft, numbers: Sequence[int]) -> bool:
    """Whether kept paragraphs of one element are right above and right below some blocks."""
    above, below = numbers[0] - 1, numbers[-1] + 1
    blocks = draft.page.blocks
    if above < 0 or below >= len(blocks) or not (draft.kept[above] and draft.kept[below]):
        return False
    first, second = blocks[above].container, blocks[below].container
    return (
        blocks[below].words >= FIRST
        and first.tag == second.tag == "p"
        and first.parent is second.parent
    )


def _threads(draft: Draft, timed: Sequence[int]) -> Iterator[list[int]]:
    """The blocks of each thread: of items with the same parent and markup, each like a comment.

    `timed` are the numbers of the blocks that say when something was written.
    """
    seen: set[int] = set()
    times = frozenset(timed)
    for siblings in repeated_items(draft, timed):
        like = [numbers for numbers in siblings if _is_comment(draft, numbers, times)]
        if len(like) >= LEAST and 2 * len(like) > len(siblings):
            numbers = [at for members in siblings for at in members if at not in seen]
            seen.update(numbers)
            if numbers:
                yield sorted(numbers)


def _is_comment(draft: Draft, numbers: Sequence[int], times: frozenset[int]) -> bool:
    """Whether blocks are a comment: a text, a time, and the name of who wrote it."""
    timed = [draft.page.blocks[at] for at in numbers if at in times]
    if not timed:
        return False
    blocks = [draft.page.blocks[at] for at in numbers]
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
    return any(tag == "time" for tag, _ in block.inline_elements)


def _is_name(block: Block) -> bool:
    """Whether a short line may be somebody's name: linked, set off, or named so by its markup."""
    if not 0 < block.words <= 3 or _TIME.search(block.text):
        return False
    is_set_off = block.shape in HEADINGS or any(tag in _BOLD for tag, _ in block.inline_elements)
    return is_set_off or block.linked > 0 or is_named(block, _AUTHOR_NAMES, 2)


def _has_name_and_time(block: Block) -> bool:
    """Whether a line with a time has one to four words more, as a name has: `Ana, 3 May 2020`."""
    words = WORD.findall(_TIME.sub(" ", block.text))
    return 1 <= len(words) <= 4 and not words[0][0].islower()


def _with_heading(draft: Draft, numbers: Sequence[int]) -> Iterable[int]:
    """A thread's blocks and the heading right above them."""
    above = numbers[0] - 1
    if above >= 0 and draft.page.shapes[above] in HEADINGS:
        return [above, *numbers]
    return numbers
