"""Which repeated lines are boilerplate: propose generously, then let named vetoes say no."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from cleaner.core.characters import QUESTION_MARKS
from cleaner.core.rule import Phrase
from cleaner.core.structure import REFERENCES
from cleaner.core.words import word_count
from cleaner.learn.counts import Learner, LineCount
from cleaner.learn.lines import (
    BODY,
    HEAD,
    LABEL_WORDS,
    TAIL,
    ZONES,
    has_address,
    is_figure,
    is_item,
    is_sentence,
    label,
)
from cleaner.learn.observe import HOST_DOCUMENTS
from cleaner.learn.proposals import Proposal, Where
from cleaner.learn.templates import HOLE
from cleaner.phrases.match import PhraseMatcher
from cleaner.rules import matcher


class Thresholds(NamedTuple):
    """What a line must show to be proposed. Shares are of documents.

    Measured on the development half of `hosts` (2,431 documents of 69 hosts, 120 labelled); the
    result changes little when any of them is halved or doubled.
    """

    host_documents: int = HOST_DOCUMENTS
    documents: int = 3
    zone: float = 0.3
    """A line stays in a zone that has less than this share of its documents."""
    fragment: float = 0.3
    """A line stays if it is part of a sentence in this share of its documents."""
    structure: float = 0.3
    """A line stays if it is code, a table or speech in this share of its documents."""
    heads: float = 0.5
    """A label stays if a line of their own follows in this share of its documents."""
    alone: float = 0.1
    """A line in a smaller share of its host's documents needs repeated lines beside it …"""
    surrounded: float = 0.5
    """… in this share of its documents."""
    template: float = 0.3
    """A template with names or dates must be in this share of its host's documents."""
    body: float = 0.5
    """Inside the body a line must be in this share of its host's documents …"""
    body_words: int = 4
    """… and be a sentence of so many words."""
    head: float = 0.5
    """In the head a line in a smaller share of the documents needs repeated lines beside it."""
    item: float = 0.8
    """An item of a list must be in this share of its host's documents."""
    tail: float = 0.3
    """From a line in this share of the documents, all to the end of the document is removed …"""
    tail_clean: float = 0.95
    """… if in this share of its documents no prose of the article follows."""
    precedes: float = 0.5
    """… and in less than this share there are sentences or lists of the article below."""
    tail_documents: int = 4
    block: float = 0.8
    """Lines that follow each other in this share of their documents are one proposal."""


Veto = Callable[[LineCount, int, Thresholds], bool]
"""Says no to a line, given the number of documents of its host."""


def part_of_a_sentence(line: LineCount, host: int, limits: Thresholds) -> bool:
    """Links break sentences into lines, and `In a study published in` repeats."""
    return line.fragment >= limits.fragment * line.documents


def stands_alone(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A rare line between lines of the article: a journal's name, a sentence of background."""
    rare = line.documents < limits.alone * host
    return rare and line.surrounded < limits.surrounded * line.documents


def is_structure(line: LineCount, host: int, limits: Thresholds) -> bool:
    """Code, tables, front matter, verse, the turns of dialogues, and where nobody looked."""
    return line.structure >= limits.structure * line.examined


def heads_own_text(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A heading of a template: a Markdown heading, or a label above the article's own lines."""
    if line.heads < limits.heads * line.documents:
        return False
    if line.text.startswith("#") or has_no_letters(line, host, limits):
        return True
    alone = line.surrounded < limits.surrounded * line.documents
    short = word_count(line.text) <= LABEL_WORDS and not is_sentence(line.text)
    return alone and short and _is_in(HEAD, line, limits)


def tells_a_figure(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A short line before the article that differs by its numbers: a date, a cooking time."""
    return is_figure(line.text) and not has_address(line.text) and _is_in(HEAD, line, limits)


def tells_a_fact(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A price, or a label with a figure (`Rating: 4/5`), that differs from document to document.

    Offers are the same everywhere.
    """
    if 2 * line.differs < line.documents:
        return False
    return _PRICE.search(line.text) is not None or (
        label(line.text) != "" and is_figure(line.text.partition(": ")[2])
    )


_PRICE = re.compile(
    r"[$\u20AC\u00A3\u00A5\u20B9]\s?\d|\d\s?[\u20AC\u00A3\u00A5\u20B9]|\d (?:USD|EUR|GBP)\b"
)


def heads_references(line: LineCount, host: int, limits: Thresholds) -> bool:
    """The heading of the works that an article cites, in any language."""
    found = _phrases().match(line.text)
    return any(isinstance(each, Phrase) and each.mark == REFERENCES for each in found)


@cache
def _phrases() -> PhraseMatcher:
    return matcher(frozenset())


def is_list_item(line: LineCount, host: int, limits: Thresholds) -> bool:
    """An item of a list: an ingredient, a contributor. Menus are the same in all documents."""
    if not is_item(line.text):
        return False
    return line.documents < limits.item * host or _is_in(HEAD, line, limits)


def is_markup(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A tag, a comment or a shortcode on a line of its own."""
    return _MARKUP.match(line.text) is not None


_MARKUP = re.compile(r"</?[a-zA-Z]|<!--|\{[%{<]|:::")


def defines_a_reference(line: LineCount, host: int, limits: Thresholds) -> bool:
    """The address of a link in Markdown (`[dam]: https://…`), without which the text has none."""
    return _REFERENCE.match(line.text) is not None


_REFERENCE = re.compile(r"\[[^\]\n]+\]:\s")


def is_rare_template(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A template in few documents of its host: headlines are alike now and then."""
    return HOLE in line.text and line.documents < limits.template * host


def _is_in(zone: str, line: LineCount, limits: Thresholds) -> bool:
    return line.zone(zone) >= limits.zone * line.documents


VETOES: tuple[Veto, ...] = (
    part_of_a_sentence,
    stands_alone,
    is_structure,
    heads_own_text,
    tells_a_figure,
    tells_a_fact,
    heads_references,
    is_list_item,
    is_markup,
    defines_a_reference,
    is_rare_template,
)
"""Vetoes of a line in any zone."""


def has_no_letters(line: LineCount, host: int, limits: Thresholds) -> bool:
    """`}` in code, `$0.00` in a table."""
    return not any(character.isalpha() for character in line.text)


def is_no_sentence(line: LineCount, host: int, limits: Thresholds) -> bool:
    """Headings and labels: `Ingredients`, `At a Glance`, a speaker's name, a row of a table."""
    return word_count(line.text) < limits.body_words or not is_sentence(line.text)


def is_in_few_documents(line: LineCount, host: int, limits: Thresholds) -> bool:
    """Sentences that open each part of a series."""
    return line.documents < limits.body * host


def is_asked(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A question that all interviews of a column ask, above an answer of the document's own."""
    return line.text.endswith((*QUESTION_MARKS,)) and line.heads >= limits.heads * line.documents


BODY_VETOES: tuple[Veto, ...] = (has_no_letters, is_no_sentence, is_in_few_documents, is_asked)
"""Vetoes of a line between the prose of the article."""


def is_own_headline(line: LineCount, host: int, limits: Thresholds) -> bool:
    """The title of a document, which others list among their related articles."""
    return line.head < limits.documents


def heads_sections(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A heading or symbol that is between the paragraphs of as many articles, where it stays."""
    in_body = _is_in(BODY, line, limits)
    return in_body and (has_no_letters(line, host, limits) or is_no_sentence(line, host, limits))


def opens_some(line: LineCount, host: int, limits: Thresholds) -> bool:
    """The title of a series, or the introduction of a column, above some of the articles."""
    rare = line.documents < limits.head * host
    return rare and line.surrounded < limits.surrounded * line.documents


HEAD_VETOES: tuple[Veto, ...] = (is_own_headline, heads_sections, opens_some)
"""Vetoes of a line before the prose of the article."""


def introduces_text(line: LineCount, host: int, limits: Thresholds) -> bool:
    """A label over the article's own list or sentences (`Ingredients`), not over headlines."""
    short = word_count(line.text) <= LABEL_WORDS and not is_sentence(line.text)
    return short and line.introduces >= limits.heads * line.documents


TAIL_VETOES: tuple[Veto, ...] = (introduces_text,)
"""Vetoes of a line after the prose of the article."""

_ZONE_VETOES: Mapping[str, tuple[Veto, ...]] = {
    HEAD: HEAD_VETOES,
    BODY: BODY_VETOES,
    TAIL: TAIL_VETOES,
}


def decide(learner: Learner, limits: Thresholds | None = None) -> list[Proposal]:
    """Return the proposals for the corpus and for each host, the most frequent first."""
    limits = limits or Thresholds()
    documents = learner.documents + Counter({"": learner.shared})
    by_host: dict[str, dict[int, LineCount]] = {}
    for number, line in learner.lines.items():
        if documents[line.host] >= limits.host_documents:
            by_host.setdefault(line.host, {})[number] = line
    return [
        proposal
        for host in sorted(by_host)
        for proposal in _proposals(host, by_host[host], documents[host], limits)
    ]


def _proposals(
    host: str, lines: Mapping[int, LineCount], documents: int, limits: Thresholds
) -> list[Proposal]:
    found = {
        number: where
        for number, line in lines.items()
        if (where := _where(line, documents, limits))
    }
    blocks = sorted(_blocks(lines, found, limits), key=lambda block: -lines[block[0]].documents)
    return [
        Proposal(
            host,
            tuple(lines[each].text for each in block),
            found[block[0]],
            lines[block[0]].documents,
            documents,
            tuple(lines[block[0]].examples),
        )
        for block in blocks
    ]


def _where(line: LineCount, host: int, limits: Thresholds) -> Where:
    """Return where a line may be removed; empty if it is not boilerplate."""
    if line.documents < limits.documents or any(veto(line, host, limits) for veto in VETOES):
        return ()
    places = tuple(zone for zone in ZONES if _allowed(zone, line, host, limits))
    return (*places, "to-end") if places and _is_anchor(line, host, limits) else places


def _allowed(zone: str, line: LineCount, host: int, limits: Thresholds) -> bool:
    return _is_in(zone, line, limits) and not any(
        veto(line, host, limits) for veto in _ZONE_VETOES[zone]
    )


def _is_anchor(line: LineCount, host: int, limits: Thresholds) -> bool:
    """Whether the article is over where the line begins."""
    return (
        line.documents >= max(limits.tail * host, limits.tail_documents)
        and line.zone(TAIL) >= limits.tail_clean * line.documents
        and line.precedes < limits.precedes * line.documents
        and not has_no_letters(line, host, limits)
    )


def _blocks(
    lines: Mapping[int, LineCount], found: Mapping[int, Where], limits: Thresholds
) -> Iterator[list[int]]:
    """Yield the proposed lines in groups that follow each other in nearly all documents."""
    after = dict(_followers(lines, found, limits))
    inner = set(after.values())
    starts = [number for number in found if number not in inner]
    done: set[int] = set()
    for start in (*starts, *found):  # lines in a circle have no start
        block: list[int] = []
        at: int | None = start
        while at is not None and at not in done:
            done.add(at)
            block.append(at)
            at = after.get(at)
        if block:
            yield block


def _followers(
    lines: Mapping[int, LineCount], found: Mapping[int, Where], limits: Thresholds
) -> Iterable[tuple[int, int]]:
    """Yield a line and the one that belongs below it in the same block."""
    taken: set[int] = set()
    for number, where in found.items():
        line = lines[number]
        after = line.after
        if after not in found or found[after] != where or after in taken or after == number:
            continue
        most = max(line.documents, lines[after].documents)
        if line.after_count >= limits.block * most:
            taken.add(after)
            yield number, after
