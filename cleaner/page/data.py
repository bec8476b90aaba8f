"""The article in a page's data, for pages that a script draws from it.

Looked at only if the page's markup has no article: `articleBody` of JSON-LD, then the state of
frameworks (`__NEXT_DATA__` and the like).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

ITEMPROP = "cleaner-data"
"""The itemprop of the element that `add_to` puts the article in."""
_ENOUGH = 50  # words of an article
_ENOUGH_ELSEWHERE = 120  # … of paragraphs in a list that is not called so; shops have them, too
_LONGEST = 5_000_000  # characters of a script that are read
_MOST_VALUES = 200_000  # of a page's data that are looked at
_JSON_LD = "application/ld+json"
_STATES = frozenset({"__NEXT_DATA__", "__NUXT_DATA__", "__APOLLO_STATE__", "__INITIAL_STATE__"})
_ASSIGNED = re.compile(
    r"(?:window\.)?(?:__(?:INITIAL|PRELOADED|APOLLO)_STATE__|__NUXT__|__data)\s*=\s*"
    r"(?:JSON\.parse\(\s*)?([{\"])"
)
_BODY_NAMES = re.compile(
    r"^(?:article_?body|body|content|html|text|rendered|body_?html|content_?html|description_?html"
    r"|post_?content|story|fulltext)$",
    re.IGNORECASE,
)
# Members that hold something else than the article.
_OTHER_NAMES = re.compile(
    r"related|recommend|comment|sidebar|footer|header|nav|menu|teaser|trending|popular|legal|cookie"
    r"|consent|newsletter|translation|i18n|locale|messages|config",
    re.IGNORECASE,
)
_OF_PARAGRAPHS = re.compile(
    r"^(?:article|story|post|entry)?_?(?:body|blocks|sections|paragraphs|components)$|^story$",
    re.IGNORECASE,
)
# Members with the text of a paragraph, and with the pieces that it is made of.
_PARAGRAPH_NAMES = ("text", "html", "value", "content", "paragraph", "body")
_PIECES_NAMES = ("children", "content", "spans")
_TITLED = frozenset({"title", "headline", "url", "href", "slug", "link"})  # of other articles
_MOST_PIECES = 1_000  # of a paragraph
_DEEPEST_PIECE = 4  # objects in each other that a paragraph is made of
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_ESCAPED = re.compile(r"&lt;(?:p|br|h[1-6]|li|div)\b", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(?:p|br|h[1-6]|li|div)\b", re.IGNORECASE)


class DataBody(NamedTuple):
    """The article in a page's data: its HTML, and where it was: `json-ld` or `state`."""

    html: str
    origin: str


def body_of(root: Element) -> DataBody | None:
    """The article in the data of a page; None if there is none."""
    for script in root.iter("script"):
        if script.get("type") == _JSON_LD and (body := _longest(_parsed(script.text), ld=True)):
            return DataBody(_as_html(body), "json-ld")
    for script in root.iter("script"):
        if body := _longest(_state(script), ld=False):
            return DataBody(_as_html(body), "state")
    return None


def add_to(root: Element, parse: Callable[[str], Element | None]) -> bool:
    """Put the article in the data of a page after the rest of its body; False if there is none."""
    found = body_of(root)
    inner = parse(found.html) if found else None
    body, article = root.find("body"), inner.find("body") if inner is not None else None
    if found is None or body is None or article is None:
        return False
    added = etree.SubElement(body, "article", {"itemprop": ITEMPROP, "data-origin": found.origin})
    added.text = article.text
    added.extend(list(article))
    return True


def _state(script: Element) -> object:
    """The value that a framework's script holds; None for any other script."""
    text = script.text or ""
    if script.get("id") in _STATES or script.get("type") == "application/json":
        return _parsed(text)
    if len(text) > _LONGEST or not (found := _ASSIGNED.search(text)):
        return None
    try:
        value: object = json.JSONDecoder(strict=False).raw_decode(text, found.start(1))[0]
    except (ValueError, RecursionError):
        return None  # JavaScript, not JSON
    return _parsed(value) if isinstance(value, str) else value


def _parsed(text: str | None) -> object:
    if not text or len(text) > _LONGEST:
        return None
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def _longest(value: object, *, ld: bool) -> str:
    """The longest text of a body in a value; empty if none is an article."""
    texts = ((name, _with_tags(text)) for name, text in _texts(value))
    found = [text for name, text in texts if _is_body(name, text, ld=ld)]
    return max(found, key=len, default="")


def _is_body(name: str, text: str, *, ld: bool) -> bool:
    if ld:
        return name == "articleBody" and len(text.split()) >= _ENOUGH
    if not _BODY_NAMES.match(name):
        return False
    return bool(_PARAGRAPHS.search(text)) and len(_TAG.sub(" ", text).split()) >= _ENOUGH


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """The texts in a value by the name of their member, without those of other members."""
    stack: list[tuple[str, object]] = [("", value)]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        name, one = stack.pop()
        if isinstance(one, str):
            yield name, one
        elif isinstance(one, dict):
            inner = ((str(key), member) for key, member in one.items())
            stack += [(key, member) for key, member in inner if not _OTHER_NAMES.search(key)]
        elif isinstance(one, list):
            stack += [(name, member) for member in one]
            yield "body", _joined(one, _ENOUGH if _OF_PARAGRAPHS.match(name) else _ENOUGH_ELSEWHERE)


def _joined(members: list[object], enough: int) -> str:
    """The HTML of a list of objects with a paragraph each and enough words; empty for any other."""
    objects = [one for one in members if isinstance(one, dict)]
    if len(objects) < 2 or not all(_TITLED.isdisjoint(one) for one in objects):
        return ""
    texts = [text for one in objects if (text := _paragraph(one, _DEEPEST_PIECE).strip())]
    if sum(len(text.split()) for text in texts) < enough:
        return ""
    return "".join(f"<p>{text}</p>" for text in texts)


def _paragraph(one: object, depth: int) -> str:
    """The HTML of an object that has a text, or pieces that make up one; empty for any other."""
    if not isinstance(one, dict) or not depth:
        return ""
    for name in _PARAGRAPH_NAMES:
        text = one.get(name)
        if isinstance(text, str) and text:
            return text if _TAG.search(text) else escape(text, quote=False)
    pieces: list[object] = next(
        (one[name] for name in _PIECES_NAMES if isinstance(one.get(name), list)), []
    )
    return "".join(_paragraph(piece, depth - 1) for piece in pieces[:_MOST_PIECES])


def _with_tags(text: str) -> str:
    """A text whose tags are escaped with its tags; any other text as it is."""
    return unescape(text) if _ESCAPED.search(text) and not _PARAGRAPHS.search(text) else text


def _as_html(text: str) -> str:
    """A body as HTML: one that is plain text as paragraphs."""
    if _PARAGRAPHS.search(text):
        return text
    plain = unescape(text) if "&" in text else text
    lines = [line.strip() for line in plain.split("\n") if line.strip()]
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    return "".join(f"<p>{line}</p>" for line in escaped)
