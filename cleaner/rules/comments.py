"""Readers' comments: headings and counts, comment systems, and the threads themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.guard import DATE, NUMBERED, is_dated
from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Role, Rule
from cleaner.rules.closing import closings
from cleaner.rules.composed import INVITATION, composed
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import block, either, line_endings, lines, of, triggered_by
from cleaner.rules.vetoes import (
    alone_in_article,
    among_figures,
    ends_as_sentence,
    explained,
    heading_of_prose,
    is_boilerplate,
    list_item,
    long_paragraph,
    no_prose_yet,
    third_person_or_quoted,
)
from cleaner.rules.wordpress import FORM, FORM_FIELDS

_COUNTS = (
    *of("comments.heading", Role.LINE, Role.OPENING, Role.BESIDE),
    *of("pingback.list", Role.LINE),
)
_SYSTEM = Mark("comments.system", Role.LINE)
_AUTHOR = Mark("comments.thread", Role.COMMENT_AUTHOR)
_ITEMS = ("1. ", "\N{BULLET} ", "- ", "[\N{HORIZONTAL ELLIPSIS}]", "[...]")
_BEFORE_THREAD = 2  # lines of prose that must come before a thread
_ARTICLE = 5  # lines of prose that make an article
_REACH = 5  # lines after a heading in which the first comment must appear
_SPEAKERS = 4  # different authors of a thread without a heading; an interview has fewer
_ITEM_HEAD = 80  # characters of an item in which its date is
_AUTHOR_WORDS = 8  # a comment begins with a name and a date, not a sentence


@triggered_by(*_COUNTS, *FORM, reads=(_AUTHOR,))
def _threads(document: Document) -> Iterator[Span]:
    """Find everything from the heading of the comments, or the form above them, to the end."""
    for number in document.marked(*_COUNTS, *FORM):
        if document.prose_before(number) >= _BEFORE_THREAD and _comments_follow(document, number):
            yield document.to_end(number)
            return


def _comments_follow(document: Document, number: int) -> bool:
    """Tell whether a comment follows: its author's line, or the first item of a list.

    After a bare `Discussion` a list is not enough.
    """
    bare = not is_boilerplate(document, number)
    return any(
        _is_author(document, at)
        or (not bare and document.lines[at].text.lstrip().startswith(_ITEMS))
        for at in range(number + 1, min(number + 1 + _REACH, len(document.lines)))
    )


@triggered_by(*FORM, _SYSTEM)
def _after_form(document: Document) -> Iterator[Span]:
    """Find everything from a comment form or system to the end, where the article is above."""
    marked = [at for at in document.marked(*FORM, _SYSTEM) if document.prose_before(at) >= _ARTICLE]
    for number, following in pairwise(marked):
        prose = document.prose_before(number), document.prose_after(number)
        if following - number <= _REACH and prose[1] * 4 <= prose[0]:
            yield document.to_end(number)
            return


def _is_author(document: Document, number: int) -> bool:
    marked = document.has(number, frozenset({_AUTHOR}))
    return marked and document.lines[number].words <= _AUTHOR_WORDS


@triggered_by(_AUTHOR)
def _without_heading(document: Document) -> Iterator[Span]:
    """Find comments by four or more people (`Jane says`), from the first to the end.

    In an interview two or three take turns, and in a survey of opinions nobody has a date or
    number.
    """
    heads = [
        at
        for at in document.marked(_AUTHOR)
        if _is_author(document, at) and document.prose_before(at) >= _BEFORE_THREAD
    ]
    dated = sum(
        any(is_dated(line.text) for line in document.lines[at : at + 2])
        or NUMBERED.match(document.lines[at].text) is not None
        for at in heads
    )
    names = {document.lines[at].text.strip().lower() for at in heads}
    if len(names) >= _SPEAKERS and 2 * dated >= len(heads):
        yield document.to_end(heads[0])


# `by Ada Vale · Leave a Comment`, `March 3, 2014 | 12 Comments`
_NUMBERED = pattern(r"\s*(?:\d{1,4}[.)]|[-*\N{BULLET}]|\#\d+)\s+\S")
_FIRST_ITEM = 3  # lines after the heading in which the first comment must begin
_LAST_ITEM = 8  # lines from the start of the last comment to the end


@triggered_by(*_COUNTS, *of("comments.heading", Role.TITLE), *FORM, reads=(_AUTHOR,))
def _certain_threads(document: Document) -> Iterator[Span]:
    """Find comments after their heading or form, each with a name and a date, to the end."""
    triggers = (*_COUNTS, *of("comments.heading", Role.TITLE), *FORM)
    for number in document.marked(*triggers):
        if document.prose_before(number) < _BEFORE_THREAD:
            continue
        first = range(number + 1, min(number + 1 + _FIRST_ITEM, len(document.lines)))
        found = next((at for at in first if _starts_item(document, at)), None)
        if found is not None and any(_starts_item(document, at) for at in _last(document, found)):
            yield document.to_end(number)
            return


def _last(document: Document, first: int) -> range:
    """Return the lines, below a first comment, in which the last one must begin."""
    return range(max(first + 1, len(document.lines) - _LAST_ITEM), len(document.lines))


def _starts_item(document: Document, number: int) -> bool:
    """Tell whether a comment begins: a name with a date, or a numbered item with one."""
    line = document.lines[number]
    if _NUMBERED.match(line.text):
        return DATE.search(line.text[:_ITEM_HEAD]) is not None or _is_dated_below(document, number)
    if line.prose or line.words > _AUTHOR_WORDS:
        return False
    return _is_author(document, number) or _is_dated_below(document, number)


def _is_dated_below(document: Document, number: int) -> bool:
    """Tell whether the line after a short one has the date of a comment."""
    below = document.lines[number + 1 : number + 2]
    return bool(below) and is_dated(below[0].text) and below[0].words <= _AUTHOR_WORDS


_BYLINE_COUNT = pattern(
    r"\s*[|/\N{MIDDLE DOT}\N{BULLET}\N{EN DASH}\N{EM DASH}-]\s*"
    r"(?:Leave a comment|Add a comment|No comments|\d{1,4} comments?)$",
    re.IGNORECASE,
)


def _statement_in_article(document: Document, number: int) -> bool:
    """`Comments are closed.` as a sentence between paragraphs: the article speaks about them."""
    return ends_as_sentence(document, number) and alone_in_article(document, number)


RULES = (
    Rule(
        "comments.heading",
        "heading or count of readers' comments",
        either(
            block(
                (Role.LINE, Role.OPENING),
                (Role.BESIDE,),
                bridge=(*FORM, *FORM_FIELDS, _SYSTEM),
                unless=(among_figures, _statement_in_article),
            ),
            line_endings(_BYLINE_COUNT, within=40, endings=("mment", "ments", "MMENT", "MENTS")),
            lines(Role.TITLE, unless=(heading_of_prose, list_item)),
            lines(Role.COUNT, unless=(heading_of_prose, list_item, no_prose_yet)),
            closings(Role.LINE, Role.OPENING),
            composed(INVITATION),
        ),
        removes=(
            PROSE + "3 thoughts on “The flood”\n",
            PROSE + "Comments are closed.\n",
            "The flood\n\n12 Comments\n\n" + PROSE,
            "The flood\n\nby Ada Vale · Leave a Comment\n\n" + PROSE,
        ),
        keeps=(
            PROSE + "Comments\n\n" + PROSE,
            "There were 12 comments on the plan, and the council read them all.\n",
        ),
    ),
    Rule(
        "comments.system",
        "part of a comment system",
        block(
            (Role.LINE, Role.OPENING, Role.NOTICE),
            (Role.BESIDE, *FORM_FIELDS),
            bridge=FORM,
            unless=(long_paragraph, third_person_or_quoted, alone_in_article, explained),
        ),
        removes=(PROSE + "Please enable JavaScript to view the comments powered by Disqus.\n",),
        keeps=(
            PROSE + "Sign in\n\nRegister\n",
            "Disqus was founded in 2007 and is used by many news sites for their comments.\n",
        ),
    ),
)

CERTAIN = (
    Rule(
        "comments.items",
        "reader comments with names and dates, after their heading",
        _certain_threads,
        bulk=True,
        removes=(
            PROSE + PROSE + "2 Comments\n\nJane\nMay 3, 2019 at 5:12 pm\nI saw it, too.\n\n"
            "Tom\nMay 4, 2019 at 9:30 am\nSo did I.\n",
        ),
        keeps=(
            PROSE + PROSE + "2 Comments\n\nJane\nI saw it, too.\n\nTom\nSo did I.\n\n" + PROSE,
            "2 Comments\n\nJane\nMay 3, 2019 at 5:12 pm\nI saw it, too.\n\n" + PROSE,
        ),
    ),
)

THREADS = (
    Rule(
        "comments.thread",
        "reader comments, starting at their heading",
        either(_threads, _without_heading, _after_form),
        safe=False,
        bulk=True,
        removes=(
            PROSE + PROSE + "2 Comments\n\nJane says\n\n"
            "We heard the water all night and could not sleep for the noise of it.\n",
        ),
        keeps=("2 Comments\n\n" + PROSE, PROSE + "Jane says\n\n" + PROSE),
    ),
)
