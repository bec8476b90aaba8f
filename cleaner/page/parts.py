"""Steps that keep parts of an article which an extractor judges line by line and gets wrong.

Lists and tables are kept or dropped as wholes; standfirsts, notes and the captions of a slideshow
are text; very short posts are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress, groupby

from cleaner.core.characters import CLOSERS, COLONS, SENTENCE_ENDS
from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.data import ITEMPROP
from cleaner.page.draft import FIRST, LEFT_OUT, Draft
from cleaner.page.landmarks import around, is_named
from cleaner.page.render import ROWS

BYLINE = "extraction.byline"
_OTHER_ROLES = frozenset({BYLINE, "extraction.caption", "extraction.comment"})

_SENTENCE_END = re.compile(f"[{re.escape(SENTENCE_ENDS)}][{re.escape(CLOSERS)}]?$")
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
_TITLE = 20  # words of the title of a card
_LINK = 3  # words of a title that is a link, at least; shorter ones are the names of sections
_TEASER = 9  # words of its text
_ADDRESS = re.compile(r"https?://\S+")
_NOTES_AROUND = 6  # containers around a note that may be called so

_SLIDES = 3  # captions of a slideshow
_BESIDE_SLIDES = 150  # words of an article that is a slideshow
_SLIDE = 15  # words of such a caption, on average

_SHORT = 60  # words of text below which a post is very short
_SHORT_MAIN = 300  # words of a main part that is kept whole then
_NO_ARTICLE = 30  # words of text below which the page's data are looked at
_NEXT_TO_NOTHING = 10  # words of text: nothing but the headline is left
_LISTS = frozenset({"ul", "ol", "dl", "table"})


def keep_standfirst(draft: Draft) -> Draft:
    """Keep sentences below the headline that were taken for a byline, or stand beside one.

    Leaves names and dates.
    """
    headline = draft.headline
    if headline is None or not _NO_STANDFIRST.isdisjoint(draft.kinds):
        return draft
    words = draft.page.words
    first = next((at for at in draft.numbers if at > headline and words[at] >= FIRST), None)
    if first is None:
        return draft
    keep = list(draft.kept)
    for at in range(headline + 1, first):
        keep[at] = keep[at] or (draft.eligible[at] and _is_standfirst(draft, at))
    return draft.keeping(keep)


def _is_standfirst(draft: Draft, number: int) -> bool:
    blocks = draft.page.blocks
    block = blocks[number]
    is_sentence = block.words >= _STANDFIRST and bool(_SENTENCE_END.search(block.text))
    if not is_sentence or block.mostly_links or block.container.inherited.caption:
        return False
    near = range(number - 1, min(number + 2, len(blocks)))  # there is a headline above it
    beside = any(
        draft.scored[at] == BYLINE and blocks[at].container.parent is block.container.parent
        for at in near
    )
    return beside or is_named(block, _STANDFIRST_NAMES, 1)


def keep_titles(draft: Draft) -> Draft:
    """Keep the titles of kept cards: a heading or a link right above a text in the same element.

    Leaves alone items of lists, captions, boilerplate, and what is above a short line.
    """
    if not draft.keeps_anything:
        return draft
    page, keep = draft.page, list(draft.kept)
    for below in draft.numbers:
        at = below - 1
        if at < 0 or draft.kept[at] or not _is_text_of_card(page.blocks[below]):
            continue
        if draft.eligible[at] and _may_be_title(page.blocks[at]):
            card = common_ancestor(page.blocks[at].container, page.blocks[below].container)
            keep[at] = card is not draft.kept_container and card.number in draft.in_article
    return draft.keeping(keep)


def _may_be_title(block: Block) -> bool:
    """Whether a block is a heading, or nothing but a short link."""
    if block.words > _TITLE or block.container.inherited.caption:
        return False
    is_link = block.shape == "p" and block.linked >= len(block.text)
    return block.shape in HEADINGS or (is_link and block.words >= _LINK)


def _is_text_of_card(block: Block) -> bool:
    return block.shape == "p" and block.words >= _TEASER


def keep_title_of_page(draft: Draft) -> Draft:
    """Keep a heading right above the first paragraph, in the same element, if there is no `h1`.

    It is the only title then. Leaves alone captions, boilerplate, titles that were not asked for,
    and headings above other headings or lists.
    """
    page = draft.page
    if page.headlines or not draft.keeps_anything or not draft.numbers[0]:
        return draft
    first = draft.numbers[0]
    heading, paragraph = page.blocks[first - 1], page.blocks[first]
    is_title = (
        draft.eligible[first - 1]
        and draft.scored[first - 1] == LEFT_OUT
        and heading.shape in HEADINGS
        and heading.words <= _TITLE
        and paragraph.container.tag == paragraph.shape == "p"
        and heading.container.parent is paragraph.container.parent
    )
    return draft.also_keeping([first - 1]) if is_title else draft


def keep_addresses(draft: Draft) -> Draft:
    """Keep addresses that are paragraphs of their own below kept ones, as posts have them."""
    blocks, keep = draft.page.blocks, list(draft.kept)
    for at, block in enumerate(blocks):
        if keep[at] or not draft.eligible[at] or not _is_address(block):
            continue
        above = blocks[at - 1] if at and keep[at - 1] else None
        keep[at] = (
            above is not None
            and above.shape == "p"
            and above.container.parent is block.container.parent
        )
    return draft.keeping(keep)


def _is_address(block: Block) -> bool:
    text = block.text
    return text.startswith("http") and block.shape == "p" and bool(_ADDRESS.fullmatch(text))


def keep_notes(draft: Draft) -> Draft:
    """Keep the footnotes of the article: by their names, or by marks in the text that lead to them.

    Leaves alone lists of references to which no mark leads: they are titles and addresses.
    """
    if not draft.keeps_anything:
        return draft
    targets = _targets(draft)
    if not targets and not any(own.notes for own in draft.page.inherited.values()):
        return draft
    article = draft.kept_container
    near = draft.page.inside(article.parent or article)
    keep = list(draft.kept)
    for at in range(draft.numbers[0] + 1, len(keep)):
        block = draft.page.blocks[at]
        if not keep[at] and draft.eligible[at] and block.container.number in near:
            keep[at] = _is_target(block, targets) or _is_in_notes(block)
    return draft.keeping(keep)


def _is_in_notes(block: Block) -> bool:
    """Whether a block is in an element that is called notes, and not references."""
    in_notes = block.container.inherited.notes
    return in_notes and not is_named(block, _REFERENCE_NAMES, _NOTES_AROUND)


def _targets(draft: Draft) -> frozenset[str]:
    """The names to which marks of notes in the kept text lead."""
    return frozenset(
        style.value
        for block in compress(draft.page.blocks, draft.kept)
        if "[" in block.text
        for run in block.runs
        for style in run.styles
        if style.kind == "note" and style.value
    )


def _is_target(block: Block, targets: frozenset[str]) -> bool:
    """Whether the mark of a note leads to a block."""
    if not targets:
        return False
    named = (container.names[2] in targets for container in around(block.container, 3))
    return any(named) or not targets.isdisjoint(block.anchors)


def keep_captions_of_slideshow(draft: Draft) -> Draft:
    """Keep captions if they are most of the text: in a slideshow they are the article."""
    page = draft.page
    if not any(own.caption for own in page.inherited.values()):
        return draft
    captions = [
        at
        for at, block in enumerate(page.blocks)
        if draft.eligible[at] and block.container.inherited.caption and page.is_text[at]
    ]
    words = sum(page.words[at] for at in captions)
    text = draft.text_words
    if len(captions) < _SLIDES or words < _SLIDE * len(captions) or text > _BESIDE_SLIDES:
        return draft
    return draft.also_keeping(captions) if words > 2 * text else draft


def keep_lists_and_tables_whole(draft: Draft) -> Draft:
    """Keep all of a list or table if half of its words are kept, or if it is between kept text.

    Leaves alone boilerplate in them, and those of which nothing is kept, unless a text announces
    them, or they are between paragraphs of the same element and have few links.
    """
    if not draft.keeps_anything:
        return draft
    found: list[int] = []
    for numbers in _lists_and_tables(draft):
        kept = [at for at in numbers if draft.kept[at]]
        if len(kept) == len(numbers):
            continue
        if kept:
            size = draft.page.words.__getitem__
            enough = 2 * sum(map(size, kept)) >= sum(map(size, numbers))
            wanted = enough or _is_between_text(draft, numbers[0], numbers[-1])
        else:
            announced = _is_announced(draft, numbers[0], numbers[-1])
            wanted = announced or _is_part_of_text(draft, numbers)
        if wanted:
            found += (at for at in numbers if draft.eligible[at])
    return draft.also_keeping(found)


def _lists_and_tables(draft: Draft) -> Iterator[list[int]]:
    """The numbers of the blocks of each list and table, the outermost ones in the article."""
    page = draft.page
    containers = page.containers
    parts: list[Container | None] = [None] * len(containers)
    begun = draft.in_article.start + 1
    for at in range(begun, draft.in_article.stop):
        if at >= begun and containers[at].tag in _LISTS:
            inside = page.inside(containers[at])
            parts[inside.start : inside.stop] = [containers[at]] * len(inside)
            begun = inside.stop
    of_blocks = [parts[place] for place in page.places]
    for at, part in enumerate(of_blocks):
        if part is not None and part.tag == "table":
            block = page.blocks[at]
            is_layout = block.shape not in ("li", *ROWS) and block.container.tag != "caption"
            of_blocks[at] = None if is_layout else part
    for part, numbers in groupby(range(len(of_blocks)), of_blocks.__getitem__):
        if part is not None:
            yield list(numbers)


def _is_between_text(draft: Draft, first: int, last: int) -> bool:
    """Whether the blocks above and below are kept, or the one above announces what follows."""
    if not first or not draft.kept[first - 1]:
        return False
    return draft.page.blocks[first - 1].text.endswith(COLONS) or _goes_on(draft, last)


def _is_announced(draft: Draft, first: int, last: int) -> bool:
    """Whether a kept text announces what follows it, and text follows that."""
    if not first or not draft.kept[first - 1]:
        return False
    above = draft.page.blocks[first - 1]
    return above.shape == "p" and above.text.endswith(COLONS) and _goes_on(draft, last)


def _goes_on(draft: Draft, last: int) -> bool:
    """Whether kept text follows a block."""
    below = last + 1
    return below < len(draft.kept) and draft.kept[below] and draft.page.words[below] >= FIRST


def _is_part_of_text(draft: Draft, numbers: Sequence[int]) -> bool:
    """Whether a list with few links is between two kept paragraphs of the same element."""
    page, first, last = draft.page, numbers[0], numbers[-1]
    if not first or last + 1 >= len(page.blocks):
        return False
    if not (draft.kept[first - 1] and draft.kept[last + 1]):
        return False
    above, below = page.blocks[first - 1].container, page.blocks[last + 1].container
    if above.parent is not below.parent or any(draft.scored[at] in _OTHER_ROLES for at in numbers):
        return False
    blocks = [page.blocks[at] for at in numbers]
    return (
        above.tag == below.tag == "p"
        and 2 * sum(block.linked for block in blocks) < sum(len(block.text) for block in blocks)
        and any(around_.parent is above.parent for around_ in blocks[0].container.ancestors())
    )


def keep_short_post(draft: Draft) -> Draft:
    """Keep a very short main part whole, and some text if nothing but the headline is kept.

    Leaves alone products, and pages with more text than a few sentences. Links are kept only on
    pages that are not articles: cards that lead on are their content.
    """
    page, words, headline = draft.page, draft.text_words, draft.headline
    if words >= _SHORT or headline is None or "product" in draft.kinds:
        return draft
    region = _region(draft, headline)
    if region is None or page.shapes[headline] != "h1":
        return draft
    inside = page.inside(region)
    takes_links = "article" not in draft.kinds
    content = [
        at
        for at in range(headline + 1, len(page.blocks))
        if draft.eligible[at]
        and page.places[at] in inside
        and draft.scored[at] not in _OTHER_ROLES
        and (page.is_text[at] or (takes_links and page.shapes[at] != "li"))
    ]
    size = sum(page.words[at] for at in content)
    if size > _SHORT_MAIN and words >= _NEXT_TO_NOTHING:
        return draft
    return draft.also_keeping(content)


def _region(draft: Draft, headline: int) -> Container | None:
    """The innermost container around the headline that has text of its own after it."""
    page = draft.page
    for container in page.blocks[headline].container.ancestors():
        if container.parent is None or container.tag == "body":
            return None
        inside = page.inside(container)
        for at in range(headline + 1, len(page.blocks)):
            if draft.eligible[at] and page.places[at] in inside and page.shapes[at] not in HEADINGS:
                return container
    return None


def has_no_article(draft: Draft) -> bool:
    """Whether next to nothing but headings is kept of a page."""
    return draft.text_words < _NO_ARTICLE


def keep_data(draft: Draft) -> Draft:
    """Keep the article that was in the page's data, and of the rest the headline alone."""
    page = draft.page
    inside = [one.names[4] == ITEMPROP for one in page.containers]
    for container in page.containers:
        if container.parent is not None and inside[container.parent.number]:
            inside[container.number] = True
    return draft.keeping(
        inside[place] or (kept and shape == "h1")
        for place, kept, shape in zip(page.places, draft.kept, page.shapes, strict=True)
    )
