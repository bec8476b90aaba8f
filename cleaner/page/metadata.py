"""What a page says of itself: title, author, date, site, language, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress

from lxml.etree import ParserError
from lxml.etree import _Element as Element
from lxml.html import HTMLParser, document_fromstring

from cleaner.document import Metadata
from cleaner.page.trafilatura import forget

_TYPE = re.compile(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:schema:)?([A-Za-z]{1,40})"')
_ARTICLE = re.compile(
    "(?:[A-Z][a-z]{1,20})?(?:NewsArticle|Article|BlogPosting|Recipe|HowTo|LiveBlogPosting)"
)
_TYPES = {
    "forum": frozenset({"DiscussionForumPosting", "QAPage"}),
    "product": frozenset({"Product", "ProductGroup"}),
    "list": frozenset({"ItemList", "CollectionPage", "SearchResultsPage", "OfferCatalog"}),
    "questions": frozenset({"FAQPage", "QAPage"}),
    "place": frozenset({"LocalBusiness", "Restaurant", "Hotel", "Place", "Event"}),
    "technical": frozenset({"TechArticle", "APIReference"}),
    "software": frozenset(
        {"SoftwareApplication", "WebApplication", "MobileApplication", "VideoGame"}
    ),
    "profile": frozenset({"ProfilePage"}),
}
"""Types of schema.org by what they make of a page."""
_FORUMS = re.compile(
    r"Discourse|phpBB|vBulletin|XenForo|MyBB|Simple Machines|SMF|Flarum|NodeBB|Invision|Vanilla"
    r"|FluxBB|punBB",
    re.IGNORECASE,
)

# What trafilatura reads of JSON-LD. It compares every author with every other, and its patterns for
# broken JSON are slow.
_KEYS = (
    *("@context", "@type", "@graph", "liveBlogUpdate", "publisher", "author", "headline"),
    *("name", "legalName", "alternateName", "givenName", "additionalName", "familyName"),
)
_SCRIPTS = './/script[@type="application/ld+json" or @type="application/settings+json"]'
_MOST_JSON = 20_000  # characters of all JSON-LD that is read. (Usually below 3,000)
_MANY = 50  # members of a list
_DEEP = 6  # levels
_LONG = 1_000  # characters of a name or a description
_MOST_META = 300  # elements
_MOST_AUTHORS = 50  # elements
_MOST_TAGS = 60_000  # of a page whose body is read as well
_MOST_CHARACTERS = 6_000_000
_UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff]")  # lxml reads these, but does not take them
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def kinds(root: Element) -> frozenset[str]:
    """What a page says that it is (`scoring.markup.PAGE_KINDS`).

    By Open Graph, by schema.org's JSON-LD, and for forums by their software.
    """
    scripts = (
        script.text
        for script in root.iterfind('.//script[@type="application/ld+json"]')
        if script.text
    )
    types = {name for text in scripts for name in _TYPE.findall(text)}
    og_type = open_graph(root, "og:type").lower()
    found = {kind for kind, names in _TYPES.items() if not types.isdisjoint(names)}
    if og_type.startswith("article") or any(map(_ARTICLE.fullmatch, types)):
        found.add("article")
    if og_type.startswith("product") or og_type == "og:product":
        found.add("product")
    if og_type in ("profile", "website"):
        found.add(og_type)
    if _FORUMS.match(_meta(root, "name", "generator")):
        found.add("forum")
    return frozenset(found)


def open_graph(root: Element, name: str) -> str:
    """What a page says of itself by an Open Graph property; empty if it does not."""
    return _meta(root, "property", name)


def read(html: str, url: str | None) -> Metadata:
    """The metadata of a page, by trafilatura; fields that the page does not have are None."""
    import trafilatura  # takes a third of a second

    html = _UNFIT.sub("", html)
    # One for each page: it may keep what it has read.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # trafilatura's own loading may give the one element of a body.
        root = document_fromstring(html.encode(), parser=parser)
    except ParserError:  # nothing but comments
        return Metadata(url=url)
    _tame(root, html)
    try:
        found = trafilatura.extract_metadata(root, default_url=url, extensive=False)
    except (AttributeError, TypeError):
        # It calls methods of whatever is in JSON-LD: {"@graph": ["a"]}, {"author": [1]}.
        _remove(root.xpath(_SCRIPTS))
        found = trafilatura.extract_metadata(root, default_url=url, extensive=False)
    forget(html)
    language = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or _meta(root, "property", "og:locale")
    )
    match = _LANGUAGE.match(language.strip())
    return Metadata(
        title=_text(found.title),
        author=_text(found.author),
        date=found.date,
        site_name=_text(found.sitename),
        language=match[0].replace("_", "-") if match else None,
        url=found.url or url,
        description=_text(found.description),
    )


def _text(value: object) -> str | None:
    """A text; None for anything else that JSON-LD may give."""
    return value if isinstance(value, str) else None


def _tame(root: Element, html: str) -> None:
    """Leave of a tree what its metadata are read from, and no more than that takes bounded time."""
    body = root.find("body")
    if body is not None and (html.count("<") > _MOST_TAGS or len(html) > _MOST_CHARACTERS):
        root.remove(body)
    left = _MOST_JSON
    for script in root.xpath(_SCRIPTS):
        script.text = _trimmed(script.text or "", left)
        left -= len(script.text)
    metas = root.findall(".//meta")
    authors = [
        meta
        for meta in metas
        if re.search(
            "author|creator|byl",
            meta.get("name", "") + meta.get("property", "") + meta.get("itemprop", ""),
        )
    ]
    _remove({*metas[_MOST_META:], *authors[_MOST_AUTHORS:]})
    for meta in metas[:_MOST_META]:
        if len(meta.get("content", "")) > _LONG:
            meta.set("content", meta.get("content")[:_LONG])
    for element in root.iterfind(".//title"):
        if element.text and len(element.text) > _LONG:
            element.text = element.text[:_LONG]


def _remove(elements: Iterable[Element]) -> None:
    for element in elements:
        element.drop_tree()


def _trimmed(script: str, most: int) -> str:
    """What is read of JSON-LD, at most `most` characters: without the members that are not read.

    A short script that is not valid JSON is left as it is.
    """
    # Not JSON, or numbers of thousands of digits; brackets in brackets.
    with suppress(ValueError, RecursionError):
        script = _UNFIT.sub(
            "", json.dumps(_kept(json.loads(script, strict=False)), ensure_ascii=False)
        )
    return script if len(script) <= most else ""


def _kept(value: object, depth: int = 0) -> object:
    """The members of a JSON value that are read."""
    if isinstance(value, str):
        return value[:_LONG]
    if depth > _DEEP or not isinstance(value, list | dict):
        return None
    if isinstance(value, list):
        return [_kept(item, depth + 1) for item in value[:_MANY]]
    return {key: _kept(value[key], depth + 1) for key in _KEYS if key in value}


def _meta(root: Element, attribute: str, name: str) -> str:
    """What the first meta element of that name or property says; empty if there is none."""
    for element in root.iterfind(f".//meta[@{attribute}]"):
        if element.get(attribute, "").lower() == name:
            return str(element.get("content") or "")
    return ""
