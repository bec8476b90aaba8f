"""What the head of a page and its JSON-LD say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

from cleaner.page.jsonld import JsonObject, named, nodes_of, types_of
from cleaner.page.metadata.kinds import ARTICLE_TYPE

if TYPE_CHECKING:
    from cleaner.page.metadata.elements import Elements

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_WORD = re.compile(r"[^\W_]+")
_OF_READER = re.compile(r"\b(?:reviews?|(?:User)?Comments?)\b", re.IGNORECASE)
_MOST_META = 300  # elements
_MOST_NAMES = 50  # of a list
_LONG = 1_000  # characters of a field


class Head:
    """The head of a page, and its JSON-LD.

    `metas` is what the `meta` elements say, by their name or property in lower case. `nodes` are
    the objects of its JSON-LD, `articles` those of them that are an article.
    """

    def __init__(self, elements: Elements, url: str | None) -> None:
        self.url = url
        self.metas = _metas(elements.metas)
        self.nodes = nodes_of(elements.scripts)
        self.articles = [
            node for node in self.nodes if any(map(ARTICLE_TYPE.fullmatch, types_of(node)))
        ]
        self._root = elements.root
        self._links = elements.links

    def meta(self, *names: str) -> Iterator[str]:
        """What the `meta` elements of these names say, in the order of the names."""
        for name in names:
            yield from self.metas.get(name, ())

    def names_of(self, value: object) -> list[str]:
        """The names of an object, or of the one that it refers to by its `@id`."""
        values = value if isinstance(value, list) else [value]
        names: list[str] = []
        for one in values[:_MOST_NAMES]:
            known = self._by_id.get(str(one.get("@id"))) if isinstance(one, dict) else None
            names += named(one) or named(known)
        return names

    @cached_property
    def _by_id(self) -> dict[str, JsonObject]:
        return {str(node["@id"]): node for node in self.nodes if "@id" in node and "name" in node}

    @property
    def title(self) -> str:
        """The `title` element; empty if there is none."""
        return self._root.findtext(".//head/title") or self._root.findtext(".//title") or ""

    @cached_property
    def publishers(self) -> list[str]:
        """The names of the publishers of the articles."""
        return [name for node in self.articles for name in named(node.get("publisher"))]

    @cached_property
    def site(self) -> str | None:
        """The name of the site."""
        sites = (name for node in self.nodes if "WebSite" in types_of(node) for name in named(node))
        return first(
            [*self.meta("og:site_name"), *self.publishers, *sites, *self.meta("application-name")]
        )

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares."""
        root = self._root
        language = (
            root.get("lang")
            or root.get("{http://www.w3.org/XML/1998/namespace}lang")
            or first(self.meta("og:locale", "content-language"))
            or ""
        )
        match = _LANGUAGE.match(language.strip())
        return match[0].replace("_", "-") if match else None

    @cached_property
    def address(self) -> str | None:
        """The canonical address of the page; the one that it is from if it declares none."""
        links = (link for link in self._links if link.get("rel") == "canonical")
        found = first([*(link.get("href") or "" for link in links), *self.meta("og:url")])
        if not found:
            return self.url
        try:
            absolute = urljoin(self.url or "", found)
            return absolute if urlsplit(absolute).scheme in ("http", "https") else self.url
        except ValueError:
            return self.url


def _metas(elements: Sequence[Element]) -> dict[str, list[str]]:
    """What the `meta` elements say, by their name or property in lower case."""
    metas: dict[str, list[str]] = {}
    for element in elements[:_MOST_META]:
        content = (element.get("content") or "")[:_LONG].strip()
        if element.get("itemprop") and is_of_reader(element):
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "")[:_LONG].lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def is_of_reader(element: Element) -> bool:
    """Whether an element is part of a reader's review or comment, as schema.org marks them.

    A review that has the headline in it is the page itself.
    """
    return any(
        _OF_READER.search(f"{outer.get('itemprop') or ''} {outer.get('itemtype') or ''}")
        and outer.find(".//h1") is None
        for outer in element.iterancestors()
    )


def first(values: Iterable[str]) -> str | None:
    """The first of the texts that is not blank, on one line; None if all are."""
    return next((text for text in map(one_line, values) if text), None)


def one_line(text: str) -> str:
    """A text with single spaces only; a very long one is cut off."""
    return " ".join(text[:_LONG].split())


def plain(text: str) -> str:
    """The letters and digits of a text in lower case."""
    return "".join(_WORD.findall(text.lower()))
