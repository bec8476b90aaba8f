"""Advertisements: labels, affiliate notices, calls to buy or support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import attributed, bare_words, either, item_of_announced, lacking, lines, list_item, long_paragraph, on, reported
from cleaner.normal import normalise
from cleaner.rules.examples import PROSE

_NOBODYS_LINKS = lacking(
    r"\bour\b | \bwe\b | \bus\b | \bI\b | \bmy\b | \bthis[ ](?:post|page|site|website|article|blog)\b | \blinks?\b | \bAmazon\b"
)


@on("ad.label:title")
def _repeated(document: Document) -> Iterator[Span]:
    """`Advertising` twice or more: a label returns, a heading does not."""
    labels = document.marked("ad.label:title")
    seen = Counter(normalise(document.lines[number].text) for number in labels)
    yield from (document.span(number) for number in labels if seen[normalise(document.lines[number].text)] > 1)


RULES = (
    Rule(
        "ad.label",
        "the label of an advertisement",
        either(lines("ad.label:line", unless=(list_item, item_of_announced)), lines("ad.label:title", unless=(bare_words,)), _repeated),
        removes=(
            PROSE + "ADVERTISEMENT\n\n" + PROSE,
            (PROSE + "Advertising\n\n") * 2 + PROSE,
            PROSE + "Story continues below advertisement\n\n" + PROSE,
        ),
        keeps=(
            PROSE + "Advertising\n\n" + PROSE,
            "The advertisement ran for a week in both of the valley's papers and drew no answer.\n",
        ),
    ),
    Rule(
        "ad.affiliate",
        "a notice of affiliate links or sponsorship",
        lines("ad.affiliate:opening", "ad.affiliate:notice", unless=(long_paragraph, attributed, _NOBODYS_LINKS)),
        removes=(
            "This post may contain affiliate links. Read my disclosure policy.\n\n" + PROSE,
            PROSE + "River Notes is a participant in the Amazon Services LLC Associates Program, an affiliate advertising program.\n",
        ),
        keeps=("An affiliate of the bank paid for the bridge, and its name can be read on the railing.\n",),
    ),
    Rule(
        "ad.promo",
        "a call to buy, book, try or support",
        lines("ad.promo:line", "ad.promo:opening", unless=(long_paragraph, reported, bare_words)),
        removes=(PROSE + "Shop now\n", PROSE + "Check price on Amazon\n"),
        keeps=("They had to shop now for the whole winter, because the pass would be closed by snow.\n",),
    ),
)
