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
    scripts = (
        script.text
        for script in root.iterfind('.//script[@type="application/ld+json"]')
        if script.text
    )
    types = {name for text in scripts for name in _TYPE.findall(text)}
    og_type = open_graph(root, "og:type").lower()
    found = {kind for kind, names in _TYPES.items() if not types.isdisjoint(names)}
    if og_type.startswith("article") or any(map(ARTICLE_TYPE.fullmatch, types)):
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


def _meta(root: Element, attribute: str, name: str) -> str:
    """What the first meta element of that name or property says; empty if there is none."""
    for element in root.iterfind(f".//meta[@{attribute}]"):
        if (element.get(attribute) or "").lower() == name:
            return str(element.get("content") or "")
    return ""
