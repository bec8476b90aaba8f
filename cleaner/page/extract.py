"""The pipeline: from a page's bytes or text to what the engine works on.

    bytes → text → tree → blocks → draft of the article → rendered text and what to remove from it

The fate of a block is decided in these places, in this order:

1. the line scorer keeps or removes each block (`scorer.page`), or trafilatura does;
2. the steps that `BY_SCORER`, `BY_TRAFILATURA` and `OF_FRAGMENT` list below revise that;
3. the engine removes what is left out, except lines that the user allows, and then applies the
   rules for text (`cleaner.core.engine`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from cleaner import content_type
from cleaner.core.analysis import Embed, Extractor, Metadata, Outcome, Output, PageAnalysis, Span
from cleaner.core.result import Cut, Result
from cleaner.page import boxes, limits, others, parts, revise, sources, threads, trafilatura
from cleaner.page import data as data_body
from cleaner.page.decode.decode import decode
from cleaner.page.draft import Draft, Step, first_draft, keep_all, run
from cleaner.page.embeds import place
from cleaner.page.embeds.detect import largest
from cleaner.page.features import features
from cleaner.page.markdown.segments import MarkdownPage
from cleaner.page.markdown.write import MarkdownOptions, markdown, picture
from cleaner.page.metadata.header import Header, header_of
from cleaner.page.metadata.kinds import page_kinds
from cleaner.page.metadata.read import read
from cleaner.page.render import RenderedPage, render
from cleaner.page.walk import read_page
from cleaner.scorer import page as page_scorer

BY_SCORER: tuple[Step, ...] = (
    revise.drop_marked_boilerplate,
    revise.keep_same_markup,
    revise.drop_after_article,
    revise.close_gaps,
    parts.keep_titles,
    parts.keep_title_of_page,
    parts.keep_addresses,
    parts.keep_standfirst,
    parts.keep_notes,
    parts.keep_captions_of_slideshow,
    parts.keep_lists_and_tables_whole,
    parts.keep_short_post,
    others.drop_next_article,
    others.drop_teasers,
    others.drop_cards,
    threads.drop_comment_threads,
    boxes.drop_signup_boxes,
    boxes.drop_labelled_boxes,
    place.keep_embedded_posts,
)
"""Every step that revises what the line scorer keeps."""
BY_TRAFILATURA: tuple[Step, ...] = (
    revise.drop_marked_boilerplate,
    revise.keep_same_markup,
    trafilatura.drop_duplicates,
    revise.close_all_gaps,
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
    """The plain text of a page, all blocks, and what is known of it.

    `evidence` says what to remove, `about` reads the metadata, `sources` has for each line of the
    text the line of the HTML that it came from. `markdown` makes the page's Markdown, if that is
    asked for.
    """

    text: str
    evidence: PageAnalysis
    about: Callable[[], Metadata]
    outcome: Outcome
    sources: tuple[int, ...]
    markdown: Callable[[Sequence[Cut]], MarkdownPage] | None = None
    embeds: _Embeds | None = None

    def finish(self, result: Result) -> Result:
        """The result of cleaning the page's text, with what is known of the page.

        If Markdown is asked for, the result is that: what was cut from the text is cut from it.
        The evidence is of no use afterwards: the page is let go of at once, which is cheaper than
        to have garbage collection find it.
        """
        if self.embeds is not None:
            self.embeds.forget()
        result = replace(result, about=self.about, outcome=self.outcome, sources=self.sources)
        if self.markdown is None:
            return result
        page = self.markdown(result.cuts)
        return replace(
            result,
            original=page.text,
            cuts=page.cuts(result.cuts),
            suggestions=page.cuts(result.suggestions),
            sources=page.sources,
        )


class _About:
    """What a page says of itself, read when it is asked for; until then its tree is kept."""

    def __init__(self, source: _Source, header: Header) -> None:
        self._page: tuple[Element, str | None, Header] | None = (source.root, source.url, header)
        self._read = Metadata()

    def __call__(self) -> Metadata:
        if page := self._page:
            self._read = read(*page)
            self._page = None
        return self._read


class _Embeds:
    """What the article of a page shows, found when it is asked for."""

    def __init__(self, draft: Draft, rendered: RenderedPage) -> None:
        self._page: tuple[Draft, RenderedPage] | None = (draft, rendered)

    def __call__(self) -> tuple[Embed, ...]:
        return place.embeds_of(*self._page) if self._page else ()

    def forget(self) -> None:
        """Let go of the page."""
        self._page = None


class ExtractOptions(NamedTuple):
    """How to read a page: by which extractor, what the line scorer is to keep, how to render it.

    `links` and `images` are for Markdown: whether to write the addresses of links, and pictures.
    """

    extractor: Extractor = "scorer"
    keep: page_scorer.KeepOptions = page_scorer.KeepOptions()
    output: Output = "text"
    links: bool = True
    images: bool = True


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
    data = html if isinstance(html, bytes) else sources.mail_of(html)
    if mail := sources.unpack_mail(data):
        html, charset, url = mail.data, mail.charset, mail.url or url
    text = html if isinstance(html, str) else decode(html, charset).text
    return _extract(text, url, options)


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
    sources.open_frames(root, tree)
    is_fragment = not _WHOLE.search(data.removeprefix(_OPENING), 0, _HEAD)
    source = _Source(root, data, url)
    found = _article(source, options, is_fragment=is_fragment)
    if not is_fragment and parts.has_no_article(found.draft) and data_body.add_to(root, tree):
        found = _article(source, options, is_fragment=False)
        found = found._replace(draft=parts.keep_data(found.draft), from_data=True)
    return _extracted(found, source, options)


class _Source(NamedTuple):
    """A page's tree, its text in UTF-8, and its address."""

    root: Element
    data: bytes
    url: str | None


class _Found(NamedTuple):
    """The article of a page, and what the line scorer made of the page if it was asked."""

    draft: Draft
    judged: page_scorer.ScoredLines | None = None
    from_data: bool = False


def _article(source: _Source, options: ExtractOptions, *, is_fragment: bool) -> _Found:
    """Find the article of a page by the steps that fit."""
    page = read_page(source.root)
    kinds = page_kinds(source.root)
    if is_fragment:
        return _Found(run(keep_all(page, kinds), OF_FRAGMENT))
    if options.extractor == "trafilatura":
        html = source.data.decode()
        draft = trafilatura.opinion(page, kinds, source.root, html, source.url, BY_TRAFILATURA)
        return _Found(run(draft, BY_TRAFILATURA_AT_LAST))
    judged = page_scorer.score_lines(*features(page, kinds), options.keep) if page.blocks else None
    draft = first_draft(page, kinds, judged.rules if judged else ())
    return _Found(run(draft, BY_SCORER), judged)


def _extracted(found: _Found, source: _Source, options: ExtractOptions) -> ExtractedPage:
    draft = found.draft
    rendered = render(draft.page.blocks)
    embeds = _Embeds(draft, rendered)
    written = MarkdownOptions(options.links, options.images, source.url)
    return ExtractedPage(
        rendered.text,
        _evidence(draft, found.judged, rendered, embeds),
        _About(source, header_of(draft, is_of_page=not found.from_data)),
        "from-data" if found.from_data else _outcome(draft),
        rendered.sources,
        partial(_markdown, draft, rendered, written) if options.output == "markdown" else None,
        embeds,
    )


def _markdown(
    draft: Draft, rendered: RenderedPage, options: MarkdownOptions, cuts: Sequence[Cut]
) -> MarkdownPage:
    pictures: dict[int, list[str]] = {}
    for image in place.images_of(draft) if options.images else ():
        source = largest(image.embed.sets) or image.embed.url
        link = image.link if options.links else ""
        if text := picture(image.embed.text, source, options.url, link):
            pictures.setdefault(image.before, []).append(text)
    return markdown(draft, rendered, pictures, cuts, options)


def _is_html(text: str) -> bool:
    is_data = text.lstrip()[:1] in _DATA
    return content_type.is_html(text) or (not is_data and bool(_MARKUP.search(text, 0, _HEAD)))


def _outcome(draft: Draft) -> Outcome:
    if not draft.page.blocks:
        return "empty"
    return "cleaned" if draft.keeps_anything else "nothing-found"


def tree(text: str) -> Element | None:
    """The tree of a page's text; None if there is nothing in it. Raises InvalidPage."""
    return parse(_tidy(text))


def parse(data: bytes) -> Element | None:
    """The tree of a page in UTF-8; None if there is nothing in it.

    Raises InvalidPage where libxml2 gives up, which it does silently.
    """
    for flatten in (bytes, sources.flattened, sources.without_structure):
        # Not lxml.html's parser: its elements are made in Python, which takes longer to walk.
        parser = etree.HTMLParser(
            collect_ids=False,
            default_doctype=False,
            encoding="utf-8",
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
        )
        root = etree.fromstring(flatten(data), parser)
        if not limits.is_too_deep(parser):
            break
    limits.check_complete(parser)
    return root


def _plain(text: str, outcome: Outcome) -> ExtractedPage:
    return ExtractedPage(text, PageAnalysis(), Metadata, outcome, ())


def _tidy(text: str) -> bytes:
    """The text in UTF-8 without control characters; a fragment (of a feed, say) as a page."""
    cdata = _CDATA.fullmatch(text) if text.lstrip().startswith("<![CDATA[") else None
    plain = cdata[1] if cdata else text
    data = plain.encode("utf-8", "ignore").translate(_SPACES, _CONTROLS)
    data = sources.without_early_end(data)
    return data if _PAGE.search(data, 0, _HEAD) else _OPENING + data


def _evidence(
    draft: Draft,
    judged: page_scorer.ScoredLines | None,
    rendered: RenderedPage,
    embeds: _Embeds,
) -> PageAnalysis:
    starts, ends = rendered.starts, rendered.ends
    left_out = page_scorer.excluded_runs(draft.rules, starts, ends, judged)
    return PageAnalysis(tuple(left_out), embeds, _listings(draft, rendered))


def _listings(draft: Draft, rendered: RenderedPage) -> tuple[Span, ...]:
    """The spans that no phrase may touch: listings of code."""
    shapes = draft.page.shapes
    if "pre" not in shapes:
        return ()
    return tuple(span for span, shape in zip(rendered.spans, shapes, strict=True) if shape == "pre")
