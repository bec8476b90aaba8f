"""The pipeline: from a page's bytes or text to what the engine works on.

    bytes → text → tree → blocks → draft of the article → rendered text and what to remove from it

The fate of a block is decided in these places, in this order:

1. the line scorer keeps or removes each block (`scoring.scorer.judge`), or trafilatura does;
2. the steps that `BY_SCORER`, `BY_TRAFILATURA` and `OF_FRAGMENT` list below revise that;
3. the engine removes what is left out, except lines that the user allows, and then applies the
   rules for text (`cleaner.engine`).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from cleaner import sniff
from cleaner.document import Evidence, Extractor, Metadata, Outcome, Output, Span
from cleaner.page import blocks, limits, metadata, revise, trafilatura
from cleaner.page.decode.decode import decode
from cleaner.page.embeds import place
from cleaner.page.features import features
from cleaner.page.render import RenderedPage, render
from cleaner.page.revise import Draft, Step
from cleaner.scoring import scorer

BY_SCORER: tuple[Step, ...] = (
    revise.drop_marked_boilerplate,
    revise.keep_same_markup,
    revise.drop_after_article,
    revise.close_gaps,
    place.keep_embedded_posts,
)
"""Every step that revises what the line scorer keeps."""
BY_TRAFILATURA: tuple[Step, ...] = (
    revise.drop_marked_boilerplate,
    revise.keep_same_markup,
    trafilatura.drop_duplicates,
    trafilatura.close_all_gaps,
    trafilatura.keep_lead,
    revise.drop_after_article,
)
"""Every step that revises what trafilatura keeps, before it is known whether that is enough …"""
BY_TRAFILATURA_AT_LAST: tuple[Step, ...] = (
    trafilatura.fall_back_to_main,
    place.keep_embedded_posts,
)
"""… and after that."""
OF_FRAGMENT: tuple[Step, ...] = (revise.drop_marked_boilerplate, place.keep_embedded_posts)
"""Every step for a fragment, which somebody chose: all of it is kept but boilerplate."""

_CONTROLS = bytes({*range(32)} - set(b"\t\n\f\r")) + b"\x7f"
_SPACES = bytes.maketrans(b"\f", b" ")  # in HTML a form feed is a space, but lxml does not take it
_DATA = ("{", "[")  # how JSON begins, whose strings may well have tags
# A caller who says that it is HTML is believed if there is a single tag.
_MARKUP = re.compile(
    r"</?(?:br|p|div|span|a|img|b|i|em|strong|ul|ol|li|h[1-6]|table|blockquote|pre|html|body"
    r"|article)(?:[ \t\r\n][^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(rb"<(?:html|head|body)\b", re.IGNORECASE)
# What a fragment does not have, such as the text of an article in a feed.
_WHOLE = re.compile(
    rb"<(?:html|head|body|!doctype|title|meta|nav|header|footer|main|aside)\b", re.IGNORECASE
)
_HEAD = 1 << 14  # bytes in which a page says that it is one
_OPENING = b"<html><body>"
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)


class ExtractedPage(NamedTuple):
    """The text of a page, all blocks, and what is known of it.

    `evidence` says what to remove, `about` reads the metadata, `sources` has for each line of the
    text the line of the HTML that it came from.
    """

    text: str
    evidence: Evidence
    about: Callable[[], Metadata]
    outcome: Outcome
    sources: tuple[int, ...]


class ExtractOptions(NamedTuple):
    """How to read a page: by which extractor, what the line scorer is to keep, how to render it."""

    extractor: Extractor = "scorer"
    keep: scorer.Wanted = scorer.Wanted()
    output: Output = "text"


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    charset: str | None = None,
    options: ExtractOptions = ExtractOptions(),  # noqa: B008 - it is immutable
) -> ExtractedPage:
    """Read a page or a fragment, and find its article.

    `url` is where the page is from, `charset` the encoding of the HTTP header. A text that is not
    HTML comes back unchanged, with the outcome `not-html`. Raises InvalidPage for bytes that are
    not text and for pages that are too large.
    """
    text = html if isinstance(html, str) else decode(html, charset).text
    with _no_garbage_collection():
        return _extract(text, url, options)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Put off garbage collection: a page is 100,000 objects, few of them in cycles. Saves 8 %."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _extract(text: str, url: str | None, options: ExtractOptions) -> ExtractedPage:
    if not text.strip("\ufeff \t\r\n\f\0"):
        return _plain("", "empty")
    if not _is_html(text):
        return _plain(text, "not-html")
    limits.check_size(text)
    data = _tidy(text)
    root = parse(data)
    if root is None:  # nothing but comments, say
        return _plain("", "empty")
    html = data.decode()
    page = blocks.read_page(root)
    kinds = metadata.kinds(root)
    judged: scorer.Judged | None = None
    if not _WHOLE.search(data.removeprefix(_OPENING), 0, _HEAD):
        draft = revise.run(revise.keep_all(page, kinds), OF_FRAGMENT)
    elif options.extractor == "trafilatura":
        draft = trafilatura.opinion(page, kinds, root, html, url, BY_TRAFILATURA)
        draft = revise.run(draft, BY_TRAFILATURA_AT_LAST)
    else:
        judged = scorer.judge(*features(page, kinds), options.keep) if page.blocks else None
        draft = revise.first_draft(page, kinds, judged.rules if judged else ())
        draft = revise.run(draft, BY_SCORER)
    rendered = render(page.blocks, options.output)
    about = partial(metadata.read, html, url)
    return ExtractedPage(
        rendered.text, _evidence(draft, judged, rendered), about, _outcome(draft), rendered.sources
    )


def _is_html(text: str) -> bool:
    is_data = text.lstrip()[:1] in _DATA
    return sniff.is_html(text) or (not is_data and bool(_MARKUP.search(text, 0, _HEAD)))


def _outcome(draft: Draft) -> Outcome:
    if not draft.candidates:
        return "empty"
    return "cleaned" if draft.keeps_anything else "nothing-found"


def tree(text: str) -> Element | None:
    """The tree of a page's text; None if there is nothing in it. Raises InvalidPage."""
    return parse(_tidy(text))


def parse(data: bytes) -> Element | None:
    """The tree of a page in UTF-8; None if there is nothing in it.

    Raises InvalidPage where libxml2 gives up, which it does silently.
    """
    # Not lxml.html's parser: its elements are made in Python, which takes a third longer to walk.
    parser = etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(data, parser)
    limits.check_complete(parser)
    return root


def _plain(text: str, outcome: Outcome) -> ExtractedPage:
    return ExtractedPage(text, Evidence(), Metadata, outcome, ())


def _tidy(text: str) -> bytes:
    """The text in UTF-8 without control characters; a fragment (of a feed, say) as a page."""
    cdata = _CDATA.fullmatch(text) if text.lstrip().startswith("<![CDATA[") else None
    plain = cdata[1] if cdata else text
    data = plain.encode("utf-8", "ignore").translate(_SPACES, _CONTROLS)
    return data if _PAGE.search(data, 0, _HEAD) else _OPENING + data


def _evidence(draft: Draft, judged: scorer.Judged | None, rendered: RenderedPage) -> Evidence:
    rules = [one.rule for one in draft.candidates]
    spans = rendered.spans
    left_out = scorer.left_out(
        rules, [span.start for span in spans], [span.end for span in spans], judged
    )
    return Evidence(
        tuple(left_out), partial(place.embeds_of, draft, rendered), _listings(draft, rendered)
    )


def _listings(draft: Draft, rendered: RenderedPage) -> tuple[Span, ...]:
    """The spans that no phrase may touch: listings of code."""
    shapes = [one.block.shape for one in draft.candidates]
    return tuple(span for span, shape in zip(rendered.spans, shapes, strict=True) if shape == "pre")
