"""From a page's bytes or text to what the engine works on: the page's text, and what its markup says of it."""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from cleaner import content_type
from cleaner.document import Evidence, Extractor, Metadata, Outcome, Output
from cleaner.html import align, bounds, judge, layout, metadata, page, scored, shown
from cleaner.html.decoding import decode
from cleaner.scorer import page as page_scorer

_CONTROLS = bytes({*range(32)} - set(b"\t\n\f\r")) + b"\x7f"
_SPACES = bytes.maketrans(b"\f", b" ")  # a form feed is a space of HTML's, but lxml takes none
# Somebody says that it is HTML: then a single tag is enough to believe it.
_DATA = ("{", "[")  # what JSON begins with, and there may well be tags in its strings
_MARKUP = re.compile(
    r"</?(?:br|p|div|span|a|img|b|i|em|strong|ul|ol|li|h[1-6]|table|blockquote|pre|html|body|article)(?:[ \t\r\n][^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(rb"<(?:html|head|body)\b", re.IGNORECASE)
# What a fragment does not have: a feed's article, say, which somebody chose already, so that nothing needs to be found in it.
_WHOLE = re.compile(rb"<(?:html|head|body|!doctype|title|meta|nav|header|footer|main|aside)\b", re.IGNORECASE)
_HEAD = 1 << 14  # bytes in which a page says that it is one
_OPENING = b"<html><body>"
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)


class Reading(NamedTuple):
    """A page's text (all its blocks), the evidence on it, how to read its metadata, and for each line of the text that of the HTML."""

    text: str
    evidence: Evidence
    about: Callable[[], Metadata]
    outcome: Outcome
    sources: tuple[int, ...]


class Manner(NamedTuple):
    """How a page is to be read: by which extractor, what is wanted of it (by the line scorer), and how to lay it out."""

    extractor: Extractor = "scorer"
    wanted: page_scorer.KeepOptions = page_scorer.KeepOptions()
    output: Output = "text"


def read(
    html: bytes | str,
    *,
    url: str | None = None,
    charset: str | None = None,
    manner: Manner = Manner(),  # noqa: B008 - it is immutable
) -> Reading:
    """Read a page or a fragment of one. A text that is no HTML comes back as it is, with the outcome `not-html`.

    `url` is where the page is from, `charset` what the HTTP header says. Raises HtmlTrouble for bytes that are no text and pages
    that are too large.
    """
    text = html if isinstance(html, str) else decode(html, charset).text
    with _uncollected():
        return _read(text, url, manner)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off the search for reference cycles: a page is a hundred thousand small objects, hardly one in a cycle, and it takes 8 %."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(text: str, url: str | None, manner: Manner) -> Reading:
    if not text.strip("\ufeff \t\r\n\f\0"):
        return _plain("", "empty")
    if not (content_type.is_html(text) or (text.lstrip()[:1] not in _DATA and _MARKUP.search(text, 0, _HEAD))):
        return _plain(text, "not-html")
    bounds.refuse_monsters(text)
    data = _tidy(text)
    root = parsed(data)
    if root is None:  # nothing but comments, say
        return _plain("", "empty")
    read_page = page.read(root)
    text = data.decode()
    evidence = judge.Evidence(read_page, metadata.kinds(root))
    judged: page_scorer.ScoredLines | None = None
    if not _WHOLE.search(data.removeprefix(_OPENING), 0, _HEAD):
        judgement = judge.whole(evidence)
        verdicts = judge.verdicts(judgement)
    elif manner.extractor == "trafilatura":
        judgement = _by_trafilatura(evidence, root, text, url)
        verdicts = judge.verdicts(judgement)
    else:
        judged = page_scorer.score_lines(*scored.features(read_page, evidence.kinds), manner.wanted) if read_page.blocks else None
        rules = judged.rules if judged else ()
        judgement = judge.revise(evidence, [not rule for rule in rules])
        verdicts = judge.verdicts(judgement, rules)
    verdicts = shown.with_posts(evidence, verdicts, judgement.furniture)
    laid = layout.lay_out(read_page.blocks, manner.output)
    outcome: Outcome = "cleaned" if not all(verdicts) else "nothing-found" if verdicts else "empty"
    return Reading(laid.text, _evidence(evidence, verdicts, judged, laid), partial(metadata.read, text, url), outcome, laid.sources)


def tree(text: str) -> Element | None:
    """The tree of a page's text, tidied up; None if there is nothing in it."""
    return parsed(_tidy(text))


def parsed(data: bytes) -> Element | None:
    """The tree of a page; None if there is nothing in it. Raises HtmlTrouble where libxml2 gives up, which it does without a word."""
    # Not lxml.html's parser: its elements are made in Python, which takes a third longer to walk.
    parser = etree.HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    bounds.refuse_half(parser)
    return root


def _plain(text: str, outcome: Outcome) -> Reading:
    return Reading(text, Evidence(), Metadata, outcome, ())


def _tidy(text: str) -> bytes:
    """The text in UTF-8 without control characters, and a fragment (of a feed, say) as a page."""
    cdata = _CDATA.fullmatch(text) if text.lstrip().startswith("<![CDATA[") else None
    data = (cdata[1] if cdata else text).encode("utf-8", "ignore").translate(_SPACES, _CONTROLS)
    return data if _PAGE.search(data, 0, _HEAD) else _OPENING + data


def _by_trafilatura(evidence: judge.Evidence, root: Element, html: str, url: str | None) -> judge.Judgement:
    """trafilatura's verdict as the page's structure revises it. Its other extractors are asked only if that leaves little."""
    import trafilatura  # takes a third of a second

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # who wants its warnings has a handler; others get none on stderr
    texts = [block.text for block in evidence.page.blocks]
    if not bounds.may_be_asked(evidence.page, root, html):
        return judge.judge(evidence, [False] * len(texts))
    for fast in (True, False):
        found = trafilatura.extract(html, url=url, include_comments=False, fast=fast) or ""
        judgement = judge.judge(evidence, align.standing(texts, found))
        if not judgement.scant or not bounds.may_be_asked_for_more(evidence.page, article="article" in evidence.kinds):
            break
    bounds.forget(html)
    return judgement


def _evidence(evidence: judge.Evidence, verdicts: Sequence[str], judged: page_scorer.ScoredLines | None, laid: layout.Layout) -> Evidence:
    left_out = page_scorer.excluded_runs(verdicts, [span.start for span in laid.spans], [span.end for span in laid.spans], judged)
    embeds = partial(shown.shown, evidence, verdicts, laid)
    fixed = tuple(span for span, block in zip(laid.spans, evidence.page.blocks, strict=True) if block.shape == "pre")
    return Evidence(tuple(left_out), embeds, fixed)
