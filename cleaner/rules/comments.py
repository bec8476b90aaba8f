"""Readers' comments: headings and counts, comment systems, and the threads themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import (
    among_figures,
    block,
    either,
    heading_of_prose,
    is_furniture,
    lines,
    list_item,
    long_paragraph,
    no_prose_yet,
    on,
    parts,
    reported,
)
from cleaner.rules.examples import PROSE
from cleaner.rules.wordpress import FORM

HEADING = ("comments.heading:line",)
_COUNTS = ("comments.heading:line", "comments.heading:opening", "comments.heading:beside", "pingback.list:line")
_HEADS = frozenset({"comments.thread:head"})
_ITEMS = ("1. ", "\N{BULLET} ", "- ", "[\N{HORIZONTAL ELLIPSIS}]", "[...]")
_BEFORE_THREAD = 2  # lines of prose that must stand before a thread: an article comes first
_ARTICLE = 5  # lines of prose that make an article
_REACH = 5  # lines behind a heading in which the first comment must show itself
_SPEAKERS = 4  # an interview has fewer
_HEAD_WORDS = 8  # a comment's head is a name and a date, not a sentence


@on(*_COUNTS, *FORM)
def _threads(document: Document) -> Iterator[Span]:
    """From the heading of the comments, or the form above them, to the end of the text."""
    for number in document.marked(*_COUNTS, *FORM):
        if document.prose_before(number) >= _BEFORE_THREAD and _comments_follow(document, number):
            yield Span(document.lines[number].start, len(document.text))
            return


def _comments_follow(document: Document, number: int) -> bool:
    """Whether a comment shows itself behind the line: the head of one, or (not behind a bare `Discussion`) a list's first item."""
    bare = not is_furniture(document, number)
    return any(
        _is_head(document, at) or (not bare and document.lines[at].text.lstrip().startswith(_ITEMS))
        for at in range(number + 1, min(number + 1 + _REACH, len(document.lines)))
    )


@on(*FORM, "comments.system:line")
def _form_tail(document: Document) -> Iterator[Span]:
    """From the first line of a comment form or system to the end, where the article is behind it and more such lines follow."""
    marked = [number for number in document.marked(*FORM, "comments.system:line") if document.prose_before(number) >= _ARTICLE]
    for number, following in pairwise(marked):
        if following - number <= _REACH and document.prose_after(number) * 4 <= document.prose_before(number):
            yield Span(document.lines[number].start, len(document.text))
            return


def _is_head(document: Document, number: int) -> bool:
    return document.has(number, _HEADS) and document.lines[number].words <= _HEAD_WORDS


@on(*_HEADS)
def _heads(document: Document) -> Iterator[Span]:
    """Threads without a heading: heads of comments (`Jane says`) by four or more people, from the first to the end.

    In an interview two or three speak by turns.
    """
    heads = [at for at in document.marked(*_HEADS) if _is_head(document, at) and document.prose_before(at) >= _BEFORE_THREAD]
    if len({document.lines[at].text.strip().lower() for at in heads}) >= _SPEAKERS:
        yield Span(document.lines[heads[0]].start, len(document.text))


# `by Ada Vale · Leave a Comment`, `March 3, 2014 | 12 Comments`
_BYLINE_COUNT = re.compile(
    r"\s*[|/\N{MIDDLE DOT}\N{BULLET}\N{EN DASH}\N{EM DASH}-]\s*(?:Leave a comment|Add a comment|No comments|\d{1,4} comments?)$",
    re.IGNORECASE,
)

RULES = (
    Rule(
        "comments.heading",
        "a heading or count of readers' comments",
        either(
            block(
                (*HEADING, "comments.heading:opening"),
                ("comments.heading:beside",),
                bridge=(*FORM, "wordpress.comment-form:beside", "comments.system:line"),
                unless=(among_figures,),
            ),
            parts("ends:comment", fits=_BYLINE_COUNT, within=40),
            lines("comments.heading:title", unless=(heading_of_prose, list_item)),
            lines("comments.heading:count", unless=(heading_of_prose, list_item, no_prose_yet)),
        ),
        removes=(
            PROSE + "3 thoughts on “The flood”\n",
            PROSE + "Comments are closed.\n",
            "The flood\n\n12 Comments\n\n" + PROSE,
            "The flood\n\nby Ada Vale · Leave a Comment\n\n" + PROSE,
        ),
        keeps=(PROSE + "Comments\n\n" + PROSE, "There were 12 comments on the plan, and the council read them all.\n"),
    ),
    Rule(
        "comments.system",
        "part of a comment system",
        block(
            ("comments.system:line", "comments.system:opening", "comments.system:notice"),
            ("comments.system:beside", "wordpress.comment-form:beside"),
            bridge=FORM,
            unless=(long_paragraph, reported),
        ),
        removes=(PROSE + "Please enable JavaScript to view the comments powered by Disqus.\n",),
        keeps=(PROSE + "Sign in\n\nRegister\n", "Disqus was founded in 2007 and is used by many news sites for their comments.\n"),
    ),
)

THREADS = (
    Rule(
        "comments.thread",
        "readers' comments, from their heading on",
        either(_threads, _heads, _form_tail),
        safe=False,
        bulk=True,
        removes=(PROSE + PROSE + "2 Comments\n\nJane says\n\nWe heard the water all night and could not sleep for the noise of it.\n",),
        keeps=("2 Comments\n\n" + PROSE, PROSE + "Jane says\n\n" + PROSE),
    ),
)
