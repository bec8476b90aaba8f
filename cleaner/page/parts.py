"""Steps that keep parts of an article which an extractor judges line by line and gets wrong.

Lists and tables are kept or dropped as wholes; standfirsts, notes and the captions of a slideshow
are text; very short posts are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from cleaner.core.characters import CLOSERS, COLONS, SENTENCE_ENDS
from cleaner.page.blocks import Block
from cleaner.page.containers import HEADINGS, Container, common_ancestor
from cleaner.page.data import ITEMPROP
from cleaner.page.landmarks import FIRST, around, below, headline_of, is_named, text_words
from cleaner.page.render import ROWS
from cleaner.page.revise import Candidate, Draft

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


def keep_standfirst(draft: Draft) -> Draft:
    """Keep sentences below the headline that were taken for a byline, or stand beside one.

    Leaves names and dates.
    """
    headline = headline_of(draft)
    if headline is None or not _NO_STANDFIRST.isdisjoint(draft.kinds):
        return draft
    first = next(
        (at for at, one in below(draft, headline) if one.kept and one.block.words >= FIRST), None
    )
    if first is None:
        return draft
    return draft.keeping(
        one.kept or (headline < at < first and one.eligible and _is_standfirst(draft, at))
        for at, one in enumerate(draft.candidates)
    )


def _is_standfirst(draft: Draft, number: int) -> bool:
    one = draft.candidates[number]
    block = one.block
    is_sentence = block.words >= _STANDFIRST and bool(_SENTENCE_END.search(block.text))
    if not is_sentence or block.mostly_links or block.container.inherited.caption:
        return False
    near = draft.candidates[number - 1 : number + 2]  # there is a headline above it
    bylines = (other for other in near if other.scored == BYLINE)
    beside = any(other.block.container.parent is block.container.parent for other in bylines)
    return beside or is_named(block, _STANDFIRST_NAMES, 1)


def keep_titles(draft: Draft) -> Draft:
    """Keep the titles of kept cards: a heading or a link right above a text in the same element.

    Leaves alone items of lists, captions, boilerplate, and what is above a short line.
    """
    if not draft.keeps_anything:
        return draft
    article, inside = draft.kept_container, draft.in_article
    keep = draft.kept.copy()
    for at, (one, text) in enumerate(pairwise(draft.candidates)):
        if one.kept or not text.kept or not _may_be_title(one) or not _is_text_of_card(text):
            continue
        card = common_ancestor(one.block.container, text.block.container)
        keep[at] = card is not article and inside[card.number]
    return draft.keeping(keep)


def _may_be_title(one: Candidate) -> bool:
    """Whether a block that is not boilerplate is a heading, or nothing but a short link."""
    block = one.block
    if not one.eligible or block.words > _TITLE or block.container.inherited.caption:
        return False
    is_link = block.shape == "p" and block.linked >= len(block.text)
    return block.shape in HEADINGS or (is_link and block.words >= _LINK)


def _is_text_of_card(one: Candidate) -> bool:
    return one.block.shape == "p" and one.block.words >= _TEASER


def keep_addresses(draft: Draft) -> Draft:
    """Keep addresses that are paragraphs of their own below kept ones, as posts have them."""
    found = [
        at
        for at, one in enumerate(draft.candidates)
        if one.eligible and not one.kept and _is_address(one.block)
    ]
    if not found:
        return draft
    keep = [one.kept for one in draft.candidates]
    for at in found:
        above = draft.candidates[at - 1].block if at and keep[at - 1] else None
        keep[at] = (
            above is not None
            and above.shape == "p"
            and above.container.parent is draft.candidates[at].block.container.parent
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
    first = next(at for at, one in enumerate(draft.candidates) if one.kept)
    targets = _targets(draft)
    if not targets and not any(one.block.container.inherited.notes for one in draft.candidates):
        return draft
    article = draft.kept_container
    near = draft.inside(article.parent or article)
    return draft.keeping(
        one.kept
        or (
            at > first
            and one.eligible
            and near[one.block.container.number]
            and (_is_target(one.block, targets) or _is_in_notes(one.block))
        )
        for at, one in enumerate(draft.candidates)
    )


def _is_in_notes(block: Block) -> bool:
    """Whether a block is in an element that is called notes, and not references."""
    in_notes = block.container.inherited.notes
    return in_notes and not is_named(block, _REFERENCE_NAMES, _NOTES_AROUND)


def _targets(draft: Draft) -> frozenset[str]:
    """The names to which marks of notes in the kept text lead."""
    return frozenset(
        style.value
        for one in draft.candidates
        if one.kept and "[" in one.block.text
        for run in one.block.runs
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
    captions = [
        one
        for one in draft.candidates
        if one.eligible and one.block.container.inherited.caption and one.is_text
    ]
    words = sum(one.block.words for one in captions)
    text = text_words(draft)
    if len(captions) < _SLIDES or words < _SLIDE * len(captions) or text > _BESIDE_SLIDES:
        return draft
    if words <= 2 * text:
        return draft
    shown = {id(one.block) for one in captions}
    return draft.keeping(one.kept or id(one.block) in shown for one in draft.candidates)


def keep_lists_and_tables_whole(draft: Draft) -> Draft:
    """Keep all of a list or table if half of its words are kept, or if it is between kept text.

    Leaves alone boilerplate in them, and those of which nothing is kept, unless a text announces
    them, or they are between paragraphs of the same element and have few links.
    """
    if not draft.keeps_anything:
        return draft
    candidates = draft.candidates
    keep = draft.kept.copy()
    for numbers in _lists_and_tables(draft):
        kept = [at for at in numbers if draft.kept[at]]
        if len(kept) == len(numbers):
            continue
        words = sum(candidates[at].block.words for at in numbers)
        enough = 2 * sum(candidates[at].block.words for at in kept) >= words
        if kept:
            wanted = enough or _is_between_text(candidates, numbers[0], numbers[-1])
        else:
            announced = _is_announced(candidates, numbers[0], numbers[-1])
            wanted = announced or _is_part_of_text(candidates, numbers)
        if wanted:
            for at in numbers:
                keep[at] = keep[at] or candidates[at].eligible
    return draft.keeping(keep)


def _lists_and_tables(draft: Draft) -> Iterator[list[int]]:
    """The numbers of the blocks of each list and table, the outermost ones in the article."""
    article, inside = draft.kept_container, draft.in_article
    parts: list[Container | None] = []
    for container in draft.page.containers:
        part = parts[container.parent.number] if container.parent is not None else None
        is_part = container.tag in ("ul", "ol", "dl", "table") and container is not article
        parts.append(part or (container if is_part and inside[container.number] else None))
    of_blocks = [parts[one.block.container.number] for one in draft.candidates]
    for at, part in enumerate(of_blocks):
        if part is not None and part.tag == "table":
            block = draft.candidates[at].block
            is_layout = block.shape not in ("li", *ROWS) and block.container.tag != "caption"
            of_blocks[at] = None if is_layout else part
    for part, numbers in groupby(range(len(of_blocks)), of_blocks.__getitem__):
        if part is not None:
            yield list(numbers)


def _is_between_text(candidates: Sequence[Candidate], first: int, last: int) -> bool:
    """Whether the blocks above and below are kept, or the one above announces what follows."""
    above = candidates[first - 1] if first else None
    if above is None or not above.kept:
        return False
    return above.block.text.endswith(COLONS) or _goes_on(candidates, last)


def _is_announced(candidates: Sequence[Candidate], first: int, last: int) -> bool:
    """Whether a kept text announces what follows it, and text follows that."""
    above = candidates[first - 1] if first else None
    if above is None or not above.kept or above.block.shape != "p":
        return False
    return above.block.text.endswith(COLONS) and _goes_on(candidates, last)


def _goes_on(candidates: Sequence[Candidate], last: int) -> bool:
    """Whether kept text follows a block."""
    below = candidates[last + 1] if last + 1 < len(candidates) else None
    return below is not None and below.kept and below.block.words >= FIRST


def _is_part_of_text(candidates: Sequence[Candidate], numbers: Sequence[int]) -> bool:
    """Whether a list with few links is between two kept paragraphs of the same element."""
    first, last = numbers[0], numbers[-1]
    if not first or last + 1 >= len(candidates):
        return False
    above, below_ = candidates[first - 1], candidates[last + 1]
    outer = above.block.container.parent
    if not (above.kept and below_.kept and outer is below_.block.container.parent):
        return False
    blocks = [candidates[at].block for at in numbers]
    if any(candidates[at].scored in _OTHER_ROLES for at in numbers):
        return False
    return (
        above.block.container.tag == below_.block.container.tag == "p"
        and 2 * sum(block.linked for block in blocks) < sum(len(block.text) for block in blocks)
        and any(around_.parent is outer for around_ in blocks[0].container.ancestors())
    )


def keep_short_post(draft: Draft) -> Draft:
    """Keep a very short main part whole, and some text if nothing but the headline is kept.

    Leaves alone products, and pages with more text than a few sentences. Links are kept only on
    pages that are not articles: cards that lead on are their content.
    """
    words = text_words(draft)
    headline = headline_of(draft)
    if words >= _SHORT or headline is None or "product" in draft.kinds:
        return draft
    region = _region(draft, headline)
    if region is None or draft.candidates[headline].block.shape != "h1":
        return draft
    inside = draft.inside(region)
    takes_links = "article" not in draft.kinds

    def is_content(at: int, one: Candidate) -> bool:
        block = one.block
        if at <= headline or not one.eligible or not inside[block.container.number]:
            return False
        if one.scored in _OTHER_ROLES:
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
        for at, one in below(draft, headline):
            block = one.block
            if inside[block.container.number] and one.eligible and block.shape not in HEADINGS:
                return container if at else None
    return None


def has_no_article(draft: Draft) -> bool:
    """Whether next to nothing but headings is kept of a page."""
    return text_words(draft) < _NO_ARTICLE


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
