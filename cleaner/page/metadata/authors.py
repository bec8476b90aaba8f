"""Who wrote an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape
from itertools import islice, pairwise
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from cleaner.page.jsonld import named
from cleaner.page.metadata import dates
from cleaner.page.metadata.elements import (
    Elements,
    children_of,
    inside,
    is_elsewhere,
    shown_text,
    text_of,
)
from cleaner.page.metadata.head import Head, plain
from cleaner.page.metadata.header import Header, Line
from cleaner.page.metadata.people import (
    ALL_OF_AUTHOR,
    BY,
    BY_INSIDE,
    BYLINE_NAMES,
    ONLY_BY,
    is_account,
    is_full_name,
    is_plain_name,
    may_be_a_person_s,
    people,
    without_rest,
)

_AUTHOR_META = (
    # Journals have the authors of the works that they cite in `author`, too.
    "citation_author",
    *("author", "article:author", "og:article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "dcterms.creator", "byl", "cxenseparse:author"),
    *("authors", "creator", "dc.contributor"),
)
_MOST_FOUND = 50  # elements
_NEAR = 3  # elements around the name of one of several authors, at most
_AUTHORS = 5  # elements that name one, at most
# Between a name and a date on one line: 12.03.2020 - Ana Roth, Ana Roth | 12 March 2020.
_SEPARATOR = re.compile(r"\s*[|\N{BULLET}\N{MIDDLE DOT}]\s*|\s+[-\N{EN DASH}\N{EM DASH}]\s+|,\s")
_TIME = re.compile(r"\d{1,2}[:.]\d\d|\d{1,2}\s?(?:Uhr|h|am|pm)\b", re.IGNORECASE)
# An account that wrote something: … by mill_girl on 12 March 2020.
_ACCOUNT = re.compile(
    r"\b(?:by|von|par|por)\s+([^\W\d]\w+)\s+(?:on|am|le|el)\s+(?=\W*\d|\w+\s\d)", re.IGNORECASE
)
# The same on a line of its own: Author: mill_girl on 12 March 2020.
_NAMED_ACCOUNT = re.compile(
    r"(?:(?:author|autor|auteur):|thread\sstarter|themenstarter)\s([^\W\d]\w+)"
    r"(?:\s(?:on|am|le|el)\s\d.*)?$",
    re.IGNORECASE,
)
# What the name of a section is called, which may look like that of a person: Open Water.
_OF_SECTION = re.compile(r"section|categor|kicker|rubri|topic|channel|breadcrumb|\btags?\b")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\W_]+")
_NO_LINE = Line("", "")
# Where people have a site below that of somebody else; it may be called as they call themselves.
_HOSTS = re.compile(r"\.(?:wordpress|blogspot|tumblr|substack|typepad|livejournal|over-blog)\.")


def author_of(elements: Elements, head: Head, header: Header) -> str | None:
    """The names of the authors, separated by semicolons; None if they are not known."""
    return _Authors(elements, head, header).names()


class _Authors:
    """The authors that a page declares and shows."""

    def __init__(self, elements: Elements, head: Head, header: Header) -> None:
        self._elements = elements
        self._head = head
        self._header = header
        self._host = (urlsplit(head.url or "").hostname or "").lower()

    def names(self) -> str | None:
        """The most reliable names."""
        sources = filter(None, map(self._people, self._sources()))
        found = next(sources, [])
        found = next((more for more in sources if _is_fuller(more, found)), found)
        return "; ".join(dict.fromkeys(found)) or None

    def _people(self, names: list[str]) -> list[str]:
        found = people(map(self._without_site, map(unescape, names)))
        return [name for name in found if not self._is_site(name) and self._is_shown(name)]

    def _is_shown(self, name: str) -> bool:
        """Whether the page shows a name: the account that published it need not be its author."""
        if not self._header.is_of_page:
            return True
        words = _WORD.findall(name.lower())
        return _has_words(self._text, words, alone=" " not in name)  # it may stick to a `By`

    @cached_property
    def _text(self) -> str:
        return shown_text(self._elements.root).lower()

    def _is_site(self, name: str) -> bool:
        """Whether a name is that of the site: `Talbote`, `THE HERALD`.

        Leaves alone what may be the name of somebody whose own site it is (`Ana Roth`, or the pen
        name in the address of a blog).
        """
        labels = [plain(label) for label in self._host.split(".")]
        if may_be_a_person_s(name) or (_HOSTS.search(self._host) and plain(name) == labels[0]):
            return False
        sites = [self._head.site or "", *self._head.publishers]
        return plain(name) in {*map(plain, sites), *labels}

    def _without_site(self, name: str) -> str:
        """A name without that of the site before or after it: `Herald - Ana Roth`.

        Empty if the site is all that it names: `Mill & Wheel`, `Mill and Wheel, Talbote`.
        """
        parts = _SEPARATOR.split(name)
        rest = [part for part in parts if not self._is_site(part)]
        if len(parts) == 2 and len(rest) == 1 and (rest[0] == parts[0] or is_full_name(rest[0])):
            return rest[0]
        return name if rest and rest[0] == parts[0] else ""

    def _sources(self) -> Iterator[list[str]]:
        """Names of authors by where they are from, the most reliable ones first."""
        of_articles = (
            self._head.names_of(node.get("author")) or named(node.get("creator"))
            for node in self._head.articles
        )
        yield next(filter(None, of_articles), [])  # the others are of a list of articles
        for name in _AUTHOR_META:
            yield self._head.metas.get(name, [])
        for label, name in zip(
            self._head.meta("twitter:label1"), self._head.meta("twitter:data1"), strict=False
        ):
            if ONLY_BY.fullmatch(label):
                yield [name]
        marked = map(_in_article, _marked(self._elements))
        yield [text_of(element) for element in next(filter(None, marked), ())]
        yield from self._of_bylines()
        for elements in map(_in_article, _like_author(self._elements)):
            for element in elements:
                if is_full_name(text := without_rest(BY.sub("", text_of(element)))):
                    yield [text]
        yield from self._of_signatures()

    def _of_bylines(self) -> Iterator[list[str]]:
        """Names in the lines around the headline: after `By`, or in a line that is called so."""
        lines = self._header.lines
        for above, line in pairwise((_NO_LINE, *lines)):
            found = BY.match(line.text)
            name = without_rest(line.text[found.end() :] if found else line.text)
            if (found and (line.scored or not name[:1].islower())) or (
                ONLY_BY.fullmatch(above.text) and is_full_name(name)
            ):
                yield [name]
        for line in lines:
            yield from _in_byline(line)
        for line, below in pairwise(lines):
            if ALL_OF_AUTHOR.fullmatch(below.text) and is_plain_name(line.text):
                yield [line.text]
        yield from _between_dates(lines)
        for line in lines:
            yield from _beside_date(line)

    def _of_signatures(self) -> Iterator[list[str]]:
        """Names on lines of their own in the article and below it."""
        for above, line in pairwise((_NO_LINE, *self._header.signatures)):
            found = BY.match(line.text)
            name = line.text[found.end() :] if found else line.text
            if (found or ONLY_BY.fullmatch(above.text)) and all(map(is_full_name, people([name]))):
                yield [name]
            elif line.scored and all(map(is_plain_name, people([without_rest(name)]))):
                yield [without_rest(name)]
            elif account := _NAMED_ACCOUNT.match(line.text):
                yield [account[1]]


def _marked(elements: Elements) -> Iterator[list[Element]]:
    """The elements that say what they are: by links, microdata, microformats, Drupal's accounts."""
    named, properties = elements.named, elements.properties
    yield [link for link in elements.anchors if link.get("rel") == "author"]
    authors = [one for one, name in properties if name == "author"]
    yield inside([one for one, name in properties if name == "name"], authors)
    yield authors
    cards = [one for one, classes in named if "author" in classes and "vcard" in classes]
    yield inside([one for one, classes in named if "fn" in classes], cards)
    yield cards
    yield [one for one, classes in named if " p-author " in f" {classes} "]
    yield [one for one, classes in named if "author-name" in classes or "author__name" in classes]
    submitted = [one for one, classes in named if " submitted " in f" {classes} "]
    yield inside([one for one, classes in named if classes == "username"], submitted)


def _like_author(elements: Elements) -> Iterator[list[Element]]:
    """The elements that lead to the page of an author, or are called like one."""
    leading = [(link, href) for link in elements.anchors if (href := link.get("href"))]
    yield [link for link, href in leading if "/author/" in href or "/authors/" in href]
    yield [link for link, href in leading if "/contributor" in href or "/people/" in href]
    named = elements.named
    called = [one for one, classes in named if "author" in classes or "byline" in classes]
    all_called = [
        one
        for one, classes in named
        if "author" in classes or "byline" in classes or classes == "autor"
    ]
    yield [one for one in all_called if not len(one)]
    yield [one for one in children_of(all_called) if not len(one)]
    yield [one for one in children_of(called, 2) if not len(one) and one.tag != "p"]


def _in_article(elements: list[Element]) -> list[Element]:
    """The first few of some elements that are in the article, and near each other."""
    found = [one for one in elements[:_MOST_FOUND] if not is_elsewhere(one)]
    return [one for one in found[:_AUTHORS] if _are_near(found[0], one)]


def _has_words(text: str, words: Sequence[str], *, alone: bool) -> bool:
    """Whether a text in lower case has some words in this order, with no others between them.

    The first may be the end of a longer word, and the last the beginning of one, unless they are to
    stand `alone`.
    """
    if not words:
        return not alone
    start = text.find(words[0])
    while start >= 0:
        end = start + len(words[0])
        for word in words[1:]:
            after = _BETWEEN.match(text, end)
            if after is None or not text.startswith(word, after.end()):
                break
            end = after.end() + len(word)
        else:
            around = text[max(0, start - 1) : start] + text[end : end + 1]
            if not alone or not _WORD.search(around):
                return True
        start = text.find(words[0], start + 1)
    return False


def _are_near(first: Element, other: Element) -> bool:
    """Whether two elements share one of the elements around them."""
    around = set(islice(first.iterancestors(), _NEAR))
    return not around.isdisjoint(islice(other.iterancestors(), _NEAR))


def _is_fuller(more: Sequence[str], found: Sequence[str]) -> bool:
    """Whether names say more than others: those and further ones, or a first name in full."""
    if len(found) == 1 and " " not in found[0]:
        is_of_account = is_account(found[0]) and is_full_name(more[0])
        return is_of_account or more[0].startswith(f"{found[0]} ")
    return set(found) < set(more) and len(more) <= _AUTHORS


def _in_byline(line: Line) -> Iterator[list[str]]:
    """The name in a line that is called like a byline, or in one with a `by`."""
    after = BY_INSIDE.search(line.text)
    name = without_rest(line.text[after.end() :] if after else line.text)
    is_byline = (after and (line.scored or _is_date(line))) or BYLINE_NAMES.search(line.names)
    if is_byline and is_full_name(name):
        yield [name]
    if account := _ACCOUNT.search(line.text) or _NAMED_ACCOUNT.match(line.text):
        yield [account[1]]


def _between_dates(lines: Sequence[Line]) -> Iterator[list[str]]:
    """Lines that are a name, among others of a byline, beside a date."""
    for above, line, below in zip(lines, lines[1:], (*lines[2:], _NO_LINE), strict=False):
        is_scored = line.scored or (above.scored and below.scored)
        is_scored = is_scored and not _OF_SECTION.search(line.names)
        if is_scored and is_plain_name(line.text) and (_is_date(above) or _is_date(below)):
            yield [line.text]


def _beside_date(line: Line) -> Iterator[list[str]]:
    """The name on a line that has a date, too: `12.03.2020 | 13:10 | Ana Roth`."""
    is_byline = line.scored or BYLINE_NAMES.search(line.names)
    if not (is_byline and _is_date(line)):
        return
    parts = [part for part in _SEPARATOR.split(line.text) if part]
    names = [part for part in parts if not _is_date(Line(part, ""))]
    if len(names) == 1 and is_plain_name(names[0]):
        yield names
    elif is_plain_name(name := without_rest(line.text)):
        yield [name]


def _is_date(line: Line) -> bool:
    return bool(_TIME.search(line.text)) or dates.of_text(line.text) is not None
