"""Which blocks of a page are its article, and why the others are not.

The first judge is an extractor: the line scorer, or trafilatura (the blocks that stand in its text, see `align`). What it says is
then revised by the page itself: furniture that the markup names goes; blocks with the same markup as those that were kept are
kept, too; what follows behind the container of the article goes; tables, listings and headings between kept blocks stay. Other
steps are for trafilatura alone, for the scorer has learned them: all gaps between kept blocks of one container are closed; the
lead above the first paragraph comes back; and where it found next to nothing of a page that is no article, the page's main part is
taken whole.

Every step is a function from what is kept to what is kept. The numbers were chosen by F1 on the development pages of WCXB and
fundus (README, `make bench-html`); none of them is sharp.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from operator import and_
from typing import NamedTuple

from cleaner.html.boxes import CONTROL, HEADINGS, HIDDEN, Box, Standing, common
from cleaner.html.page import Page

LEFT_OUT = "extraction.left-out"

_MAJORITY = 0.4  # of the words kept, or of the page's: what holds so much is not furniture
_POST = 20  # words in a form or dialog that may be a post of a forum: some wrap each in a form
_ALIKE = 0.2  # share of the words with one markup that must be kept for the others to be kept as well
_VOTING = 10  # words of a block that has a vote
_GAP = 25  # blocks between two kept ones that may be filled in
_DEEPER = 2  # levels below the container in which blocks are filled in
_ARTICLE = 0.8  # share of the kept words that stand in the article's container
_LEAD = 10  # words of a lead
_ABOVE = 40  # blocks above the first paragraph in which the headline is looked for
_PARTS = frozenset({"row", "head", "pre", "h2", "h3", "h4"})  # what paragraphs around it belong to
_FIRST = 12  # words of a first paragraph
_PARAGRAPH = 20  # words of a block that is surely running text
_ENOUGH = 200  # words of running text that make a page an article
_FAIR = 0.3  # share of a page's running text that a good extraction has
_SCANT = 0.5  # share of a page's main part that is too little, where the page is no article
_NOTHING = 0.05  # the same, where it is one
_ENDS = (
    *(".", "!", "?", ":", '"', "'"),
    *("\N{RIGHT DOUBLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}", "\N{HORIZONTAL ELLIPSIS}", "\N{IDEOGRAPHIC FULL STOP}"),
)

Kept = list[bool]
_Signature = tuple[object, ...]


@dataclass(frozen=True)
class Evidence:
    """What is asked of a page again and again while it is judged. `kinds` is what it says that it is."""

    page: Page
    kinds: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> list[int]:
        """How many words each block has; in scripts without spaces, four characters count as one."""
        return [_words(block.text) for block in self.page.blocks]

    @cached_property
    def signatures(self) -> list[_Signature]:
        """For each block the tags and class words of its box and the two around it."""
        known = {id(box): _signature(box) for box in {block.box.number: block.box for block in self.page.blocks}.values()}
        return [known[id(block.box)] for block in self.page.blocks]

    def weight(self, which: Iterable[bool]) -> list[int]:
        """For each box the words of chosen blocks in it."""
        weights = [0] * len(self.page.boxes)
        for block, words, chosen in zip(self.page.blocks, self.words, which, strict=True):
            if chosen:
                weights[block.box.number] += words
        for box in reversed(self.page.boxes):
            if box.parent is not None:
                weights[box.parent.number] += weights[box.number]
        return weights

    def container(self, weights: Sequence[int]) -> Box:
        """The innermost box that has nearly all of the words which the boxes have by `weights`: the article's, by what is kept."""
        enough = _ARTICLE * weights[0]
        return max((box for box in self.page.boxes if weights[box.number] >= enough), key=lambda box: box.level)

    def within(self, outer: Box) -> list[bool]:
        """For each box whether it is another one or stands in it."""
        within: list[bool] = []
        for box in self.page.boxes:
            within.append(box is outer or (box.parent is not None and within[box.parent.number]))
        return within


class Judgement(NamedTuple):
    """For each block whether it is kept, and the rule by which its markup says that it is furniture (or an empty string).

    `scant` says that little of the page's running text was kept.
    """

    kept: Kept
    furniture: list[str]
    scant: bool = False


def revise(evidence: Evidence, stands: Sequence[bool]) -> Judgement:
    """Revise what the line scorer says: `stands` tells which blocks it keeps."""
    furniture = _furniture(evidence, stands)
    kept = [stood and not rule for stood, rule in zip(stands, furniture, strict=True)]
    if any(kept):
        eligible = _eligible(evidence, furniture)
        kept = _until_end(evidence, _alike(evidence, kept, eligible))
        between = _filled(evidence, kept, eligible)
        kept = [keep or (fill and block.shape in _PARTS) for keep, fill, block in zip(kept, between, evidence.page.blocks, strict=True)]
    return Judgement(kept, furniture)


def judge(evidence: Evidence, stands: Sequence[bool]) -> Judgement:
    """Revise what trafilatura says: `stands` tells which blocks stand in its text."""
    furniture = _furniture(evidence, stands)
    kept = [stood and not rule for stood, rule in zip(stands, furniture, strict=True)]
    eligible = _eligible(evidence, furniture)
    if any(kept):
        kept = _alike(evidence, kept, eligible)
        kept = _once(evidence, kept)
        kept = _filled(evidence, kept, eligible)
        kept = _with_lead(evidence, kept, eligible)
        kept = _until_end(evidence, kept)
    scant = _is_scant(evidence, kept, eligible)
    return Judgement(_rescued(evidence, kept, eligible), furniture, scant)


def whole(evidence: Evidence) -> Judgement:
    """Keep all that is no furniture: for a fragment, which is an article's text already."""
    furniture = _furniture(evidence, [True] * len(evidence.page.blocks))
    kept = [not rule for rule in furniture]
    return Judgement(kept, furniture)


def verdicts(judgement: Judgement, rules: Sequence[str] = ()) -> list[str]:
    """For each block the rule by which it is left out, or an empty string if it is kept. `rules` are the scorer's."""
    named = zip_longest(judgement.kept, judgement.furniture, rules, fillvalue="")
    return ["" if keep else furniture or rule or LEFT_OUT for keep, furniture, rule in named]


def _is_scant(evidence: Evidence, kept: Kept, eligible: Kept) -> bool:
    """Whether less of the running text is kept that may be kept than a good extraction has, or nothing at all."""
    prose = found = 0
    for block, words, keep, may in zip(evidence.page.blocks, evidence.words, kept, eligible, strict=True):
        if may and words >= _FIRST and not block.mostly_links:
            prose += words
            found += words * keep
    return found < _FAIR * prose or not any(kept)


def _furniture(evidence: Evidence, stands: Sequence[bool]) -> list[str]:
    """For each block the rule by which it is furniture of a known markup.

    An element that holds much of what the extractor took, or of all that the page says, is the page's content whatever it is
    called: a form around a whole page or a post, a thread of a forum, a text for browsers without scripts.
    """
    page = evidence.page
    texts = [not block.mostly_links for block in page.blocks]  # links are no content, however many: a menu stays one
    weights = evidence.weight(map(and_, stands, texts))
    all_words = evidence.weight(texts)
    hidden = {block.box.standing.outermost for block in page.blocks if block.box.standing.furniture == HIDDEN}
    drawn = sum(all_words[number] for number in hidden) > all_words[0] / 2  # by a script, from what the page hides so far

    def is_content(standing: Standing) -> bool:
        took, has = weights[standing.outermost], all_words[standing.outermost]
        if took > _MAJORITY * max(1, weights[0]) or (drawn and standing.furniture == HIDDEN):
            return True
        if standing.furniture == CONTROL:
            return has >= _POST and took > has / 2
        return "forum" in evidence.kinds and standing.furniture == "markup.comments"

    believed = {-1: False}
    out = []
    for block in page.blocks:
        standing = block.box.standing
        if standing.outermost not in believed:
            believed[standing.outermost] = not is_content(standing)
        out.append(standing.furniture if believed[standing.outermost] else "")
    return out


def _eligible(evidence: Evidence, furniture: Sequence[str]) -> Kept:
    """Which blocks may be kept though the extractor left them out: no furniture, and nothing beside the main content.

    A page that stands for the most part in a header or an aside (one that was never closed, say) has nothing beside it.
    """
    rows = list(zip(evidence.page.blocks, evidence.words, furniture, strict=True))
    text = sum(words for block, words, rule in rows if not rule and not block.mostly_links)
    beside = sum(words for block, words, rule in rows if not rule and not block.mostly_links and block.box.standing.aside)
    return [not rule and (beside > text / 2 or not block.box.standing.aside) for block, _, rule in rows]


def _alike(evidence: Evidence, kept: Kept, eligible: Kept) -> Kept:
    """Keep blocks with the markup of kept ones, if those are a fair share of all that have it."""
    total: Counter[_Signature] = Counter()
    share: Counter[_Signature] = Counter()
    for block, words, signature, keep in zip(evidence.page.blocks, evidence.words, evidence.signatures, kept, strict=True):
        if words >= _VOTING and not block.mostly_links:
            total[signature] += words
            share[signature] += words * keep
    liked = {signature for signature, words in total.items() if share[signature] >= _ALIKE * words and share[signature]}
    rows = zip(evidence.page.blocks, evidence.signatures, kept, eligible, strict=True)
    return [keep or (may and signature in liked and not block.mostly_links) for block, signature, keep, may in rows]


def _once(evidence: Evidence, kept: Kept) -> Kept:
    """Of blocks with the same text keep one, that whose container has most of what is kept, and those in that container: a refrain."""
    places: dict[str, list[int]] = {}
    for number, keep in enumerate(kept):
        if keep and evidence.words[number] >= 3 and evidence.page.blocks[number].shape not in ("row", "head", "pre"):
            places.setdefault(evidence.page.blocks[number].text, []).append(number)
    repeated = [numbers for numbers in places.values() if len(numbers) > 1]
    if not repeated:
        return kept
    weights = evidence.weight(kept)
    out = list(kept)
    for numbers in repeated:
        best = max(numbers, key=lambda number: _surroundings(evidence.page.blocks[number].box, weights))
        container = evidence.page.blocks[best].box.parent
        for number in numbers:
            out[number] = evidence.page.blocks[number].box.parent is container
    return out


def _surroundings(box: Box, weights: Sequence[int]) -> int:
    chain = box.chain()
    return sum(weights[outer.number] for outer, _ in zip(chain, range(4), strict=False))


def _filled(evidence: Evidence, kept: Kept, eligible: Kept) -> Kept:
    """Keep what stands between two kept blocks in the container that both have in common. Not captions, and not links."""
    blocks = evidence.page.blocks
    out = list(kept)
    last = -1
    for number, keep in enumerate(kept):
        if not keep:
            continue
        if last >= 0 and 1 < number - last <= _GAP:
            container = common(blocks[last].box, blocks[number].box)
            for between in range(last + 1, number):
                block = blocks[between]
                near = 0 <= block.box.level - container.level <= _DEEPER and common(block.box, container) is container
                out[between] = near and eligible[between] and not block.mostly_links and not block.box.standing.caption
        last = number
    return out


def _with_lead(evidence: Evidence, kept: Kept, eligible: Kept) -> Kept:
    """Keep sentences between the headline and the first kept paragraph: the deck, the summary, the lead."""
    blocks, words = evidence.page.blocks, evidence.words
    first = next((n for n, keep in enumerate(kept) if keep and words[n] >= _FIRST and blocks[n].shape not in HEADINGS), kept.index(True))
    headline = next((n for n in range(first, max(-1, first - _ABOVE), -1) if blocks[n].shape == "h1"), None)
    if headline is None:
        return kept
    out = list(kept)
    for number in range(headline + 1, first):
        block = blocks[number]
        sentence = words[number] >= _LEAD and block.text.endswith(_ENDS) and block.linked < 0.3 * len(block.text)
        out[number] = kept[number] or (eligible[number] and sentence and not block.box.standing.caption)
    return out


def _until_end(evidence: Evidence, kept: Kept) -> Kept:
    """Leave out what stands behind the container that has nearly all of what is kept: teasers, boxes about the author."""
    within = evidence.within(evidence.container(evidence.weight(kept)))
    inside = [within[block.box.number] for block in evidence.page.blocks]
    last = max(number for number, keep in enumerate(kept) if keep and inside[number])
    return [keep and (number <= last or inside[number]) for number, keep in enumerate(kept)]


def _rescued(evidence: Evidence, kept: Kept, eligible: Kept) -> Kept:
    """Take the main part of a page whole, if the extractor found too little of it. An article is left at much less."""
    blocks, words = evidence.page.blocks, evidence.words
    in_main = sum(count for block, count, may in zip(blocks, words, eligible, strict=True) if may and block.box.standing.main)
    everywhere = sum(count for count, may in zip(words, eligible, strict=True) if may)
    only_main = in_main > everywhere / 2
    part = [may and (block.box.standing.main or not only_main) for block, may in zip(blocks, eligible, strict=True)]
    size = in_main if only_main else everywhere
    found = sum(count for count, keep in zip(words, kept, strict=True) if keep)
    prose = sum(
        n for n, block, keep in zip(words, blocks, kept, strict=True) if keep and n >= _PARAGRAPH and block.linked < 0.3 * len(block.text)
    )
    least = _NOTHING if "article" in evidence.kinds or prose >= _ENOUGH else _SCANT
    if found >= least * size:
        return kept
    return _once(evidence, [keep or may for keep, may in zip(kept, part, strict=True)])  # slides are there twice


def _signature(box: Box) -> _Signature:
    out: list[object] = []
    at: Box | None = box
    for _ in range(3):
        if at is None:
            break
        out += (at.tag, at.words)
        at = at.parent
    return tuple(out)


def _words(text: str) -> int:
    words = text.count(" ") + 1
    if words < 4 and len(text) > 20 and not text.isascii():
        return max(words, len(text) // 4)
    return words
