"""From a page's bytes or text to what the engine works on: the page's text, and what its markup says of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import trafilatura
from lxml import etree

from cleaner import sniff
from cleaner.document import Evidence, Metadata, Outcome, Span
from cleaner.html import align, judge, layout, metadata, page, shown
from cleaner.html.decoding import decode
from cleaner.html.trouble import HtmlTrouble

MOST_CHARACTERS = 20_000_000
"""A page that has more is refused. The longest of the 1,623 development pages has 5 million."""
MOST_TAGS = 300_000
"""A page with more angle brackets is refused: its tree and trafilatura's copies of it would take gigabytes. (Seen: 22,000.)"""
MOST_ATTRIBUTES = 20_000
"""An element with more is refused: libxml2 compares each with all others."""

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # who wants its warnings has a handler; others do not get them on stderr

_LONG_TAG = 1 << 16  # characters
# Not lxml.html's parser: its elements are made in Python, which takes a third longer to walk.
_PARSER = etree.HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)
_CONTROLS = bytes({*range(32)} - set(b"\t\n\f\r")) + b"\x7f"
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# Somebody says that it is HTML: then a single tag is enough to believe it.
_MARKUP = re.compile(
    r"</?(?:br|p|div|span|a|img|b|i|em|strong|ul|ol|li|h[1-6]|table|blockquote|pre|html|body|article)(?:[ \t\r\n][^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(rb"<(?:html|head|body)\b", re.IGNORECASE)
_HEAD = 1 << 14  # bytes in which a page says that it is one
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)


class Reading(NamedTuple):
    """A page's text (all its blocks), the evidence on it, how to read its metadata, and for each line of the text that of the HTML."""

    text: str
    evidence: Evidence
    about: Callable[[], Metadata]
    outcome: Outcome
    sources: tuple[int, ...]


def read(html: bytes | str, *, url: str | None = None, charset: str | None = None, output: layout.Output = "text") -> Reading:
    """Read a page or a fragment of one. A text that is no HTML comes back as it is, with the outcome `not-html`.

    `url` is where the page is from, `charset` what the HTTP header says. Raises HtmlTrouble for bytes that are no text and pages
    that are too large.
    """
    text = html if isinstance(html, str) else decode(html, charset).text
    if not text.strip("\ufeff \t\r\n\f\0"):
        return _plain("", "empty")
    if not (sniff.is_html(text) or _MARKUP.search(text, 0, _HEAD)):
        return _plain(text, "not-html")
    _refuse_monsters(text)
    data = _tidy(text)
    root = etree.fromstring(data, _PARSER)
    if root is None:  # nothing but comments, say
        return _plain("", "empty")
    read_page = page.read(root)
    text = data.decode()
    evidence = judge.Evidence(read_page, *metadata.kinds(root))
    judgement = _judgement(evidence, text, url)
    verdicts = shown.with_posts(evidence, judge.verdicts(evidence, judgement), judgement.furniture)
    laid = layout.lay_out(read_page.blocks, output)
    outcome: Outcome = "cleaned" if not all(verdicts) else "nothing-found" if verdicts else "empty"
    return Reading(laid.text, _evidence(evidence, verdicts, laid), partial(metadata.read, text, url), outcome, laid.sources)


def _plain(text: str, outcome: Outcome) -> Reading:
    return Reading(text, Evidence(), Metadata, outcome, ())


def _refuse_monsters(text: str) -> None:
    """Raises HtmlTrouble for what would take the machine's memory or time."""
    if len(text) > MOST_CHARACTERS:
        raise HtmlTrouble(
            f"this page has {len(text):,} characters, more than the {MOST_CHARACTERS:,} that a page may have. Split it first."
        )
    if text.count("<") > MOST_TAGS:
        raise HtmlTrouble(f"this page has {text.count('<'):,} tags, more than the {MOST_TAGS:,} that a page may have. Split it first.")
    _refuse_endless_tags(text)


def _tidy(text: str) -> bytes:
    """The text in UTF-8 without control characters, and a fragment (of a feed, say) as a page."""
    cdata = _CDATA.fullmatch(text) if text.lstrip().startswith("<![CDATA[") else None
    data = (cdata[1] if cdata else text).encode("utf-8", "ignore").translate(None, _CONTROLS)
    return data if _PAGE.search(data, 0, _HEAD) else b"<html><body>%b</body></html>" % data


def _refuse_endless_tags(text: str) -> None:
    """Raises HtmlTrouble for a tag that has a great many attributes. Looks at a few characters in each 64 KB."""
    at = 0
    while at < len(text):
        end = text.rfind(">", at, at + _LONG_TAG)
        if end >= 0:
            at = end + 1
            continue
        stop = text.find(">", at)
        stop = len(text) if stop < 0 else stop
        start = text.find("<", at, stop)
        in_script = text.rfind("<script", 0, at) > text.rfind("</script", 0, at)
        if start >= 0 and not in_script and len(_QUOTED.sub("", text[start:stop]).split()) > MOST_ATTRIBUTES:
            raise HtmlTrouble(f"a tag of this page has more than {MOST_ATTRIBUTES:,} attributes, or is never closed. Repair it first.")
        at = stop + 1


def _judgement(evidence: judge.Evidence, html: str, url: str | None) -> judge.Judgement:
    """trafilatura's verdict as the page's structure revises it. Its other extractors are asked only if that leaves little."""
    texts = [block.text for block in evidence.page.blocks]
    for fast in (True, False):
        found = trafilatura.extract(html, url=url, include_comments=False, fast=fast) or ""
        judgement = judge.judge(evidence, align.standing(texts, found))
        if not judgement.scant:
            break
    return judgement


def _evidence(evidence: judge.Evidence, verdicts: list[str], laid: layout.Layout) -> Evidence:
    left_out: list[tuple[Span, str]] = []
    for span, rule in zip(laid.spans, verdicts, strict=True):
        if rule:
            left_out.append((span, rule))
    embeds = shown.shown(evidence, verdicts, laid)
    fixed = tuple(span for span, block in zip(laid.spans, evidence.page.blocks, strict=True) if block.shape == "pre")
    return Evidence(tuple(left_out), embeds, fixed)
