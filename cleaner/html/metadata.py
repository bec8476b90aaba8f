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
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def kinds(root: Element) -> tuple[bool, bool]:
    """Whether a page says that it is an article, and whether it says that it is a thread of a forum (Open Graph, schema.org)."""
    data = [script.text for script in root.iterfind('.//script[@type="application/ld+json"]') if script.text]
    article = any(_ARTICLE_TYPES.search(text) for text in data) or (_meta(root, "og:type") or "").lower().startswith("article")
    return article, any(_FORUM_TYPES.search(text) for text in data)


def read(html: str, url: str | None) -> Metadata:
    """The metadata of a page, by trafilatura; fields that the page does not have are None."""
    root = load_html(html)
    if root is None:
        return Metadata(url=url)
    found = trafilatura.extract_metadata(root, default_url=url, extensive=False)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or _meta(root, "og:locale") or ""
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


def _meta(root: Element, name: str) -> str | None:
    for element in root.iterfind(".//meta[@property]"):
        if element.get("property") == name:
            return str(element.get("content") or "")
    return None
