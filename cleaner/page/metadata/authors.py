"""Who wrote an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from cleaner.page.jsonld import named
from cleaner.page.metadata.elements import is_elsewhere, text_of
from cleaner.page.metadata.head import Head, plain
from cleaner.page.metadata.header import Header, Line
from cleaner.page.metadata.people import (
    AFTER_NAME,
    BY,
    BY_INSIDE,
    BYLINE_NAMES,
    ONLY_BY,
    is_full_name,
    people,
)

_WORDS_OF_PERSON = 3  # of the name of a person, at most
_AUTHOR_META = (
    *("author", "article:author", "og:article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "dcterms.creator", "citation_author", "byl", "cxenseparse:author"),
    *("authors", "creator", "dc.contributor"),
)
_AUTHOR_PATHS = (
    './/a[@rel="author"]',
    './/*[@itemprop="author"]//*[@itemprop="name"]',
    './/*[@itemprop="author"]',
)
# Elements that are called like an author, or lead to the page of one.
_LIKE_AUTHOR_PATHS = (
    './/a[contains(@href, "/author/") or contains(@href, "/authors/")]',
    './/a[contains(@href, "/contributor") or contains(@href, "/people/")]',
    './/*[contains(@class, "author") or contains(@class, "byline")][not(*)]',
    './/*[contains(@class, "author") or contains(@class, "byline")]/*[not(*)]',
    './/*[contains(@class, "author") or contains(@class, "byline")]/*/*[not(*)]',
)
_MOST_FOUND = 50  # elements


def author_of(root: Element, head: Head, header: Header) -> str | None:
    """The names of the authors, separated by semicolons; None if they are not known."""
    return _Authors(root, head, header).names()


class _Authors:
    """The authors that a page declares and shows."""

    def __init__(self, root: Element, head: Head, header: Header) -> None:
        self._root = root
        self._head = head
        self._header = header

    def names(self) -> str | None:
        """The most reliable names."""
        for names in map(people, self._authors()):
            if found := [name for name in names if not self._is_site(name)]:
                return "; ".join(dict.fromkeys(found))
        return None

    def _is_site(self, name: str) -> bool:
        """Whether a name is that of the site: `Talbote`, `THE HERALD`.

        Leaves alone what may be the name of somebody whose own site it is (`Ana Roth`).
        """
        words = name.split()
        if 1 < len(words) <= _WORDS_OF_PERSON and not name.isupper():
            return False
        host = (urlsplit(self._head.url or "").hostname or "").split(".")
        return plain(name) in {plain(self._head.site or ""), *map(plain, host)}

    def _authors(self) -> Iterator[list[str]]:
        """Names of authors, the most reliable ones first."""
        for node in self._head.articles:
            yield named(node.get("author")) or named(node.get("creator"))
        for name in _AUTHOR_META:
            yield self._head.metas.get(name, [])
        if "written by" in [label.lower() for label in self._head.meta("twitter:label1")]:
            yield self._head.metas.get("twitter:data1", [])
        yield [text_of(element) for element in self._elements(_AUTHOR_PATHS)]
        yield from self._of_bylines()
        for path in _LIKE_AUTHOR_PATHS:
            for element in self._elements((path,)):
                if is_full_name(text := AFTER_NAME.sub("", BY.sub("", text_of(element)))):
                    yield [text]

    def _of_bylines(self) -> Iterator[list[str]]:
        """Names in the lines around the headline: after `By`, or in a line that is called so."""
        lines = self._header.lines
        for above, line in pairwise((Line("", ""), *lines)):
            found = BY.match(line.text)
            name = AFTER_NAME.sub("", line.text[found.end() :] if found else line.text)
            if (found and not name[:1].islower()) or (
                ONLY_BY.fullmatch(above.text) and is_full_name(name)
            ):
                yield [name]
        for line in lines:
            after = BY_INSIDE.search(line.text)
            name = AFTER_NAME.sub("", line.text[after.end() :] if after else line.text)
            if (after or BYLINE_NAMES.search(line.names)) and is_full_name(name):
                yield [name]

    def _elements(self, paths: Iterable[str]) -> Iterator[Element]:
        """The first elements that match one of the paths, in the article."""
        for path in paths:
            found = [one for one in self._root.xpath(path)[:_MOST_FOUND] if not is_elsewhere(one)]
            yield from found[:3]
            if found:
                return
