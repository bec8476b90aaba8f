"""Read the metadata of a page.

From JSON-LD, `meta` elements and the article that was found: the headline is a better title than
what the page's head says, and the lines around it name author and date.
"""

from __future__ import annotations

from lxml import etree

from cleaner.core.analysis import Metadata
from cleaner.page.metadata.authors import author_of
from cleaner.page.metadata.head import Head, first
from cleaner.page.metadata.header import Header
from cleaner.page.metadata.published import day_of
from cleaner.page.metadata.titles import title_of


def read(data: bytes, url: str | None, header: Header) -> Metadata:
    """The metadata of a page (in UTF-8); fields that the page does not have are None."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return Metadata(url=url)
    head = Head(root, url)
    return Metadata(
        title=title_of(head, header.headline),
        author=author_of(root, head, header),
        date=day_of(root, head, header),
        site_name=head.site,
        language=head.language,
        url=head.address,
        description=first(head.meta("description", "og:description", "twitter:description")),
    )
