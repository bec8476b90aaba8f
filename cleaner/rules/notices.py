"""Cookie and copyright notices, and how to reach the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import (
    announced,
    attributed,
    bare_words,
    block,
    either,
    in_the_article,
    lacking,
    lines,
    long_paragraph,
    no_prose_yet,
    on,
    reported,
)
from cleaner.rules.examples import PROSE

# © 2014 River Press Inc. All rights reserved
_ALL_RIGHTS = re.compile(
    r"""
    (?: \N{COPYRIGHT SIGN} | \(c\) | copyright | \b\d{4}\b | \b(?: inc | ltd | llc | corp | gmbh | company | media )\b ) .{0,300}
      all[ ]rights[ ]reserved \.? $
    | ^ all[ ]rights[ ]reserved \.? $
    """,
    re.VERBOSE,
)
_NOT_OF_COOKIES = lacking(
    r"experience | web[ ]?site | \bsites?\b | browser | consent | traffic | analy | settings | preferences | personali | accept | policy"
)
# What a call to write names: an address, a number, a place for comments
_NO_ADDRESS = lacking(
    r"@ | \d{3} | comments? | let[ ](?:me|us)[ ]know | \btag | below | e-?mail | \# | http | contact | rating | \bstars? | message"
    r"| social[ ]media | instagram | twitter | facebook | pinterest | feedback | reach[ ]out | get[ ]in[ ]touch"
    r"| write[ ]to[ ](?:me|us) | tell[ ](?:me|us)"
)
_NAME = 3  # words of a name under a letter
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# Words without which no call in a paragraph begins; they spare most paragraphs the pattern.
_CALL_SIGNS = (
    "omment",
    "et me know",
    "et us know",
    "As always",
    "thoughts",
    "Contact us",
    "Follow ",
    "Watch the",
    "earn more",
    "Click here",
    "Sign up",
)
_CALL = re.compile(
    r"""
    (?<=[.!?)])[ ](?:
      (?: Please[ ])?[Ff]eel[ ]free[ ]to[ ]leave[ ]a[ ]comment
    | As[ ]always,[ ]please
    | Let[ ](?:me|us)[ ]know[ ](?: what[ ]you[ ]think | your[ ]thoughts | in[ ]the[ ]comments | all[ ]of[ ]your[ ]thoughts | if[ ]you )
    | (?: Tell | Share[ ]with )[ ](?:me|us)[ ](?: in[ ]the[ ]comments | your[ ]thoughts )
    | Leave[ ](?:a|your)[ ]comments?[ ](?:below|and)
    | Contact[ ]us[ ](?:today|now|to|at|for)\b
    | Follow[ ](?:me|us|him|her)[ ]on[ ](?:Twitter|Facebook|Instagram|X|Pinterest)
    | Watch[ ]the[ ]video[ ]to
    | \(?Learn[ ]more[ ]about
    | Learn[ ]more[ ][A-Z]
    | Click[ ]here[ ](?:to|for)
    | Sign[ ]up[ ](?:for|to)[ ](?:our|my)
    )[^\n]{0,300}$
    """,
    re.VERBOSE,
)


@on("ends:reserved")
def _all_rights(document: Document) -> Iterator[Span]:
    """`… Inc. All rights reserved.` before or behind the article."""
    for number in document.marked("ends:reserved"):
        line = document.lines[number]
        if line.words <= 60 and _ALL_RIGHTS.search(line.text.lower()) and not in_the_article(document, number):
            yield document.span(number)


@on("prose")
def _calls_in_prose(document: Document) -> Iterator[Span]:
    """The last sentences of a paragraph, where they ask for comments, mail or clicks."""
    for number in document.lines_with(*_CALL_SIGNS):
        line = document.lines[number]
        if not line.prose or line.words > 250:
            continue
        match = _CALL.search(line.text, max(0, len(line.text) - 400))
        if match and not attributed(document, number):
            yield Span(line.start + match.start(), line.stop)


@on("sign:@")
def _addresses(document: Document) -> Iterator[Span]:
    """An e-mail address as a whole line, behind the article."""
    for number in document.lines_with("@"):
        line = document.lines[number]
        behind = document.prose_before(number) and not document.prose_after(number) and not _signed(document, number - 1)
        if behind and line.words == 1 and _EMAIL.fullmatch(line.text.strip(" \t()[]<>*|")):
            yield document.span(number)


def _signed(document: Document, number: int) -> bool:
    """Whether the line is the name under a letter."""
    line = document.lines[number]
    return not line.prose and not line.marks and line.words <= _NAME


_VETOES = (long_paragraph, reported, bare_words, announced, _NO_ADDRESS)

RULES = (
    Rule(
        "cookie.notice",
        "a cookie or consent notice",
        block(
            ("cookie.notice:line", "cookie.notice:opening", "cookie.notice:notice"),
            ("cookie.notice:beside",),
            unless=(long_paragraph, reported, bare_words, _NOT_OF_COOKIES),
        ),
        removes=(PROSE + "This website uses cookies to improve your experience. Accept Reject\n",),
        keeps=("She uses cookies on which the name of each child is written to lay the table.\n",),
    ),
    Rule(
        "copyright.notice",
        "a copyright notice or terms",
        either(
            lines(
                "copyright.notice:line",
                "copyright.notice:opening",
                "copyright.notice:notice",
                unless=(long_paragraph, in_the_article, reported),
            ),
            _all_rights,
        ),
        removes=(PROSE + "Copyright 2014 River Press. All rights reserved. This material may not be published or broadcast.\n",),
        keeps=(PROSE + "Copyright 1911 was the year's quarrel, and all rights reserved to authors its end.\n\n" + PROSE,),
    ),
    Rule(
        "contact.solicitation",
        "a call to write to the author or the editors",
        either(
            lines(
                "contact.solicitation:line",
                "contact.solicitation:opening",
                "contact.solicitation:notice",
                unless=_VETOES,
            ),
            lines("contact.solicitation:address", unless=(in_the_article, no_prose_yet, announced, _NO_ADDRESS)),
            _addresses,
        ),
        removes=(PROSE + "Questions/Comments? E-mail me: someone@example.com\n", PROSE + "someone@example.com\n"),
        keeps=(
            PROSE + "someone@example.com\n\n" + PROSE,
            "Contact us if you must, the note said, but do not expect an answer before the spring.\n",
        ),
    ),
)

UNSAFE = (
    Rule(
        "contact.sentence",
        "a call to write, click or follow at the end of a paragraph",
        _calls_in_prose,
        safe=False,
        removes=(PROSE.rstrip() + " Let us know what you think of the bridge in the comments!\n",),
        keeps=("Let us know the worst, she said, and be done with it before the night is over.\n",),
    ),
)
