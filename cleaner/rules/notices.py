"""Cookie and copyright notices, and how to reach the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.patterns import pattern
from cleaner.core.rule import LineTest, Role, Rule
from cleaner.core.words import word_count
from cleaner.rules.composed import ADDRESS, COOKIES, OWN_ADDRESS, RIGHTS, composed
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import block, either, line_endings, lines, triggered_by
from cleaner.rules.vetoes import (
    announced,
    attributed,
    before_prose,
    ends_as_sentence,
    in_the_article,
    is_prose,
    list_item,
    long_paragraph,
    no_prose_yet,
    not_prose,
    short_heading_or_list_item,
    third_person_or_quoted,
    without_topic_words,
)

# © 2014 River Press Inc. All rights reserved
_ALL_RIGHTS = pattern(
    r"""
    (?: \N{COPYRIGHT SIGN} | \(c\) | copyright | \b\d{4}\b
      | \b(?: inc | ltd | llc | corp | gmbh | company | media )\b ) .{0,300}
      all[ ]rights[ ]reserved \.? $
    | ^ all[ ]rights[ ]reserved \.? $
    """,
    re.VERBOSE,
)
_RIGHTS_WORDS = 60  # words of a line that may be such a notice
_RIGHTS_CHARACTERS = 600
_NOT_ABOUT_COOKIES = without_topic_words(
    r"experience | web[ ]?site | \bsites?\b | browser | consent | traffic | analy | settings"
    r"| preferences | personali | accept | policy"
)
# What a call to write names: an address, a number, a place for comments.
_NO_ADDRESS = without_topic_words(
    r"@ | \d{3} | comments? | let[ ](?:me|us)[ ]know | \btag | below | e-?mail | \# | http"
    r"| contact | rating | \bstars? | message | social[ ]media | instagram | twitter | facebook"
    r"| pinterest | feedback | reach[ ]out | get[ ]in[ ]touch | write[ ]to[ ](?:me|us)"
    r"| tell[ ](?:me|us)"
)
_NAME = 3  # words of a name under a letter
_SIGNATURE = 2  # lines of a greeting and a name
_EMAIL = pattern(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CALL = pattern(
    r"""
    (?<=[.!?)])[ ](?:
      (?: Please[ ])?[Ff]eel[ ]free[ ]to[ ]leave[ ]a[ ]comment
    | As[ ]always,[ ]please
    | Let[ ](?:me|us)[ ]know[ ]
      (?: what[ ]you[ ]think | your[ ]thoughts | in[ ]the[ ]comments | all[ ]of[ ]your[ ]thoughts
      | if[ ]you )
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
_CALL_WORDS = 250  # words of a paragraph that may end with a call
_CALL_SIGNS = (
    *("omment", "et me know", "et us know", "As always", "thoughts", "Contact us"),
    *("Follow ", "Watch the", "earn more", "Click here", "Sign up"),
)


def _reserves_rights(line: str) -> bool:
    short = len(line) <= _RIGHTS_CHARACTERS and line.count(" ") < _RIGHTS_WORDS
    return short and _ALL_RIGHTS.search(line.lower()) is not None


def _is_address(line: str) -> bool:
    bare = line.strip(" \t()[]<>*|")
    return _EMAIL.fullmatch(bare) is not None and " " not in line.strip()


_RIGHTS = LineTest(
    "reserves all rights",
    endings=("rved.", "erved", "RVED.", "ERVED"),
    fits=_reserves_rights,
)
_HOLDER = 60  # words of who holds a copyright, and of what may not be done
_SIGN = LineTest(
    "begins with the sign of copyright",
    beginnings=("\N{COPYRIGHT SIGN}", "\N{CIRCLED LATIN SMALL LETTER C}"),
    fits=lambda line: word_count(line) <= _HOLDER,
)
_ADDRESS = LineTest("is an e-mail address", contains=("@",), fits=_is_address)


@triggered_by(_ADDRESS)
def _addresses(document: Document) -> Iterator[Span]:
    """Find an e-mail address as a whole line, after the article and not signed with a name."""
    for number in document.marked(_ADDRESS):
        after = document.prose_before(number) and not document.prose_after(number)
        line = document.lines[number]
        continues = not line.gap and not ends_as_sentence(document, number - 1)
        if after and not continues and not _is_name(document, number - 1):
            yield document.span(number)


def _is_name(document: Document, number: int) -> bool:
    """Tell whether a line is the name under a letter."""
    line = document.lines[number]
    digits = any(character.isdigit() for character in line.text)
    return not line.prose and not line.found and not digits and line.words <= _NAME


def _signed(document: Document, number: int) -> bool:
    """A name, or a greeting and a name, is below the line: it ends a letter."""
    below = range(number + 1, min(number + 1 + _SIGNATURE, len(document.lines)))
    return any(_is_name(document, at) for at in below)


def _too_long_for_call(document: Document, number: int) -> bool:
    return document.lines[number].words > _CALL_WORDS


_NOT_THE_AUTHORS = (before_prose, no_prose_yet, list_item, _signed)
_VETOES = (long_paragraph, third_person_or_quoted, short_heading_or_list_item)

RULES = (
    Rule(
        "cookie.notice",
        "cookie or consent notice",
        either(
            block(
                (Role.LINE, Role.OPENING, Role.NOTICE),
                (Role.BESIDE,),
                unless=(*_VETOES, _NOT_ABOUT_COOKIES),
            ),
            composed(COOKIES),
        ),
        bulk=True,  # the dialog about consent may be longer than a short article
        removes=(PROSE + "This website uses cookies to improve your experience. Accept Reject\n",),
        keeps=("She uses cookies with the name of each child on them to lay the table.\n",),
    ),
    Rule(
        "copyright.notice",
        "copyright notice or terms",
        either(
            lines(
                Role.LINE,
                Role.OPENING,
                Role.NOTICE,
                unless=(long_paragraph, before_prose, third_person_or_quoted),
            ),
            lines(_RIGHTS, unless=(before_prose,)),
            lines(_SIGN, unless=(before_prose, no_prose_yet, list_item)),
            composed(RIGHTS, unless=(before_prose, no_prose_yet)),
        ),
        removes=(
            PROSE + "Copyright 2014 River Press. All rights reserved. "
            "This material may not be published or broadcast.\n",
            PROSE + "\N{COPYRIGHT SIGN} River Press\n",
        ),
        keeps=(
            PROSE + "Copyright 1911 was the year's quarrel, and all rights reserved to authors its "
            "end.\n\n" + PROSE,
        ),
    ),
    Rule(
        "contact.solicitation",
        "invitation to contact the author or editors",
        either(
            lines(
                Role.LINE,
                Role.OPENING,
                Role.NOTICE,
                unless=(*_VETOES, announced, _NO_ADDRESS),
            ),
            lines(Role.ADDRESS, unless=(in_the_article, no_prose_yet, announced, _NO_ADDRESS)),
            _addresses,
            composed(OWN_ADDRESS, unless=_NOT_THE_AUTHORS),
            composed(ADDRESS, unless=(*_NOT_THE_AUTHORS, is_prose)),
        ),
        removes=(
            PROSE + "Questions/Comments? E-mail me: someone@example.com\n",
            PROSE + "someone@example.com\n",
        ),
        keeps=(
            PROSE + "someone@example.com\n\n" + PROSE,
            "Contact us if you must, the note said, but do not expect an answer before spring.\n",
        ),
    ),
)

UNSAFE = (
    Rule(
        "contact.sentence",
        "call to write, click or follow at the end of a paragraph",
        line_endings(
            _CALL,
            within=400,
            contains=_CALL_SIGNS,
            unless=(not_prose, _too_long_for_call, attributed),
        ),
        safe=False,
        removes=(PROSE.rstrip() + " Let us know what you think of the bridge in the comments!\n",),
        keeps=("Let us know the worst, she said, and be done with it before the night is over.\n",),
    ),
)
