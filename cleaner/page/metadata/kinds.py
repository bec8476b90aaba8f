"""What a page says that it is: an article, a forum, a product."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

_TYPE = re.compile(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:schema:)?([A-Za-z]{1,40})"')
ARTICLE_TYPE = re.compile(
    "(?:[A-Z][a-z]{1,20})?(?:NewsArticle|Article|BlogPosting|Recipe|HowTo|LiveBlogPosting)"
)
"""The types of schema.org that are an article."""
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


def page_kinds(root: Element) -> frozenset[str]:
    """What a page says that it is (`cleaner.scorer.markup_features.PAGE_KINDS`).

    By Open Graph, by schema.org's JSON-LD, and for forums by their software.
    """
    types: set[str] = set()
    declared: dict[tuple[str, str], str] = {}
    for element in root.iter("script", "meta"):  # one walk for both: most of the time
        if element.tag == "script":
            if element.get("type") == "application/ld+json" and element.text:
                types.update(_TYPE.findall(element.text))
            continue
        for attribute in ("property", "name"):
            if name := element.get(attribute):
                declared.setdefault((attribute, name.lower()), element.get("content") or "")
    og_type = declared.get(("property", "og:type"), "").lower()
    found = {kind for kind, names in _TYPES.items() if not types.isdisjoint(names)}
    if og_type.startswith("article") or any(map(ARTICLE_TYPE.fullmatch, types)):
        found.add("article")
    if og_type.startswith("product") or og_type == "og:product":
        found.add("product")
    if og_type in ("profile", "website"):
        found.add(og_type)
    if _FORUMS.match(declared.get(("name", "generator"), "")):
        found.add("forum")
    return frozenset(found)


def open_graph(root: Element, name: str) -> str:
    """What a page says of itself by an Open Graph property; empty if it does not."""
    for element in root.iterfind(".//meta[@property]"):
        if (element.get("property") or "").lower() == name:
            return str(element.get("content") or "")
    return ""
