"""Read the metadata of a page.

From JSON-LD, `meta` elements and the article that was found: the headline is a better title than
what the page's head says, and the lines around it name author and date.
"""

from __future__ import annotations

from lxml.etree import _Element as Element

from cleaner.core.analysis import Metadata
from cleaner.page.metadata.authors import author_of
from cleaner.page.metadata.elements import Elements
from cleaner.page.metadata.head import Head, first
from cleaner.page.metadata.header import Header
from cleaner.page.metadata.published import day_of
from cleaner.page.metadata.titles import title_of


def read(root: Element, url: str | None, header: Header) -> Metadata:
    """The metadata of a page, from its tree; fields that the page does not have are None."""
    elements = Elements(root)
    head = Head(elements, url)
    return Metadata(
        title=title_of(head, header.headline),
        author=author_of(elements, head, header),
        date=day_of(elements, head, header),
        site_name=head.site,
        language=head.language,
        url=head.address,
        description=first(head.meta("description", "og:description", "twitter:description")),
    )
