"""What a page says of itself: title, author, date, site, language, address."""

from __future__ import annotations

import re

import trafilatura
from lxml.etree import _Element as Element
from trafilatura.utils import load_html

from cleaner.document import Metadata

_ARTICLE_TYPES = re.compile(
    r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:[A-Z][a-z]{1,20})?(?:NewsArticle|Article|BlogPosting|Recipe|HowTo|LiveBlogPosting)"'
)
_FORUM_TYPES = re.compile(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:DiscussionForumPosting|QAPage)"')
_FORUMS = re.compile(r"Discourse|phpBB|vBulletin|XenForo|MyBB|Simple Machines|SMF|Flarum|NodeBB|Invision|Vanilla|FluxBB|punBB", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def kinds(root: Element) -> tuple[bool, bool]:
    """Whether a page says that it is an article, and whether it says that it is a thread of a forum.

    Both by Open Graph and schema.org's JSON-LD, the latter also by the software that made the page.
    """
    data = [script.text for script in root.iterfind('.//script[@type="application/ld+json"]') if script.text]
    article = any(_ARTICLE_TYPES.search(text) for text in data) or _meta(root, "property", "og:type").lower().startswith("article")
    forum = any(_FORUM_TYPES.search(text) for text in data) or _FORUMS.match(_meta(root, "name", "generator")) is not None
    return article, forum


def read(html: str, url: str | None) -> Metadata:
    """The metadata of a page, by trafilatura; fields that the page does not have are None."""
    root = load_html(html)
    if root is None:
        return Metadata(url=url)
    found = trafilatura.extract_metadata(root, default_url=url, extensive=False)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or _meta(root, "property", "og:locale")
    match = _LANGUAGE.match(language.strip())
    return Metadata(
        title=found.title,
        author=found.author,
        date=found.date,
        site_name=found.sitename,
        language=match[0].replace("_", "-") if match else None,
        url=found.url or url,
        description=found.description,
    )


def _meta(root: Element, attribute: str, name: str) -> str:
    """What the first meta element of that name or property says; empty if there is none."""
    for element in root.iterfind(f".//meta[@{attribute}]"):
        if element.get(attribute, "").lower() == name:
            return str(element.get("content") or "")
    return ""
