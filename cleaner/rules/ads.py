"""Advertisements: labels, affiliate notices, calls to buy or support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.normalise import line_key
from cleaner.core.rule import Mark, Role, Rule
from cleaner.core.structure import Kind
from cleaner.rules.closing import closings
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import either, lines, sentences, triggered_by
from cleaner.rules.vetoes import (
    attributed,
    first_line_with_words,
    heading_of_prose,
    list_item,
    list_item_after_colon,
    long_paragraph,
    short_heading_or_list_item,
    third_person_or_quoted,
    without_topic_words,
)

_TITLE = Mark("ad.label", Role.TITLE)
_NOT_ITS_OWN_LINKS = without_topic_words(
    r"\bour\b | \bwe\b | \bus\b | \bI\b | \bmy\b | \blinks?\b | \bAmazon\b"
    r"| \bthis[ ](?:post|page|site|website|article|blog)\b"
)


@triggered_by(_TITLE)
def _repeated(document: Document) -> Iterator[Span]:
    """Find `Advertising` twice or more: a label returns, a heading does not."""
    labels = {at: line_key(document.lines[at].text) for at in document.marked(_TITLE)}
    seen = Counter(labels.values())
    yield from (document.span(at) for at, label in labels.items() if seen[label] > 1)


RULES = (
    Rule(
        "ad.label",
        "label of an advertisement",
        either(
            lines(
                Role.LINE,
                unless=(list_item, list_item_after_colon, first_line_with_words),
            ),
            lines(Role.TITLE, unless=(short_heading_or_list_item,)),
            _repeated,
            closings(Role.LINE),
            sentences(),
        ),
        inside=frozenset({Kind.QUOTATION}),
        removes=(
            PROSE + "ADVERTISEMENT\n\n" + PROSE,
            (PROSE + "Advertising\n\n") * 2 + PROSE,
            PROSE + "Story continues below advertisement\n\n" + PROSE,
            PROSE + "- Advertisement -\n\n" + PROSE,
            PROSE + "\N{EM DASH} Anzeige \N{EM DASH}\n\n" + PROSE,
        ),
        keeps=(
            PROSE + "Advertising\n\n" + PROSE,
            PROSE + "Anzeige\n\n" + PROSE,
            PROSE + "Advertisement\n\nAn advertisement ran for a week in both of the papers of "
            "the valley, and nobody came to see the horse.\n\n" + PROSE,
            PROSE + "- News\n- Advertisement\n- Letters\n\n" + PROSE,
            "The advertisement ran for a week in both of the valley's papers and drew no answer.\n",
        ),
    ),
    Rule(
        "ad.affiliate",
        "notice of affiliate links or sponsorship",
        lines(Role.OPENING, Role.NOTICE, unless=(long_paragraph, attributed, _NOT_ITS_OWN_LINKS)),
        removes=(
            "This post may contain affiliate links. Read my disclosure policy.\n\n" + PROSE,
            PROSE + "River Notes is a participant in the Amazon Services LLC Associates Program, "
            "an affiliate advertising program.\n",
        ),
        keeps=(
            "An affiliate of the bank paid for the bridge, and its name is on the railing.\n",
            "The affiliate of the bank may earn a commission of two per cent, the mayor said.\n",
        ),
    ),
    Rule(
        "ad.promo",
        "call to buy, book, try or support",
        either(
            lines(
                Role.LINE,
                Role.OPENING,
                unless=(long_paragraph, third_person_or_quoted, short_heading_or_list_item),
            ),
            lines(Role.TITLE, unless=(heading_of_prose, list_item)),
            closings(Role.LINE),
        ),
        removes=(PROSE + "Shop now\n", PROSE + "Check price on Amazon\n"),
        keeps=(
            PROSE + "Get the feeling of a boat in your app\n\n" + PROSE,
            "They had to shop now for the whole winter, because the pass would be closed soon.\n",
        ),
    ),
)
