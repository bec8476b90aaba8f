"""The day on which a page was published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from lxml.etree import _Element as Element

from cleaner.page.jsonld import JsonObject, texts_of
from cleaner.page.metadata import dates
from cleaner.page.metadata.elements import Elements, is_elsewhere, is_in_card, text_of
from cleaner.page.metadata.head import Head, is_of_reader
from cleaner.page.metadata.header import Header

_DATE = 6  # words of a line that is a date
_PREPARED = 90  # days that a page is there before it is published; much later days are today's
_FEW = 2  # days in short lines of a page; more are those of a list of other articles
_DAY_ALONE = 4  # words of a line that is nothing but a day
_DATE_META = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished"),
    *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish_date", "published"),
    *("publication_date", "article.published", "dc.date.issued", "dcterms.issued"),
    *("citation_publication_date", "citation_date", "cxenseparse:recs:publishtime"),
    *("published-date", "article_date_original", "originalpublicationdate", "dcterms.created"),
    *("dc.date.created", "dcterms.date", "rbpubdate", "created", "bt:pubdate"),
)
_VAGUE_DATE_META = ("dc.date", "date")
_DATE_META_LATER = ("article:modified_time", "og:updated_time", "lastmod", "last-modified")
# Names of the kind: `cludo:date`, `article-publish-date`, `dc:published`.
_LIKE_DATE_META = re.compile(
    r"(?:^|[:._-])(?:publi(?:sh(?:ed)?|cation)(?:[_-]?(?:date|time|on|at))?|pub[_-]?date"
    r"|date[_-]?publi(?:shed|cation)|date)$"
)
_UPDATED = re.compile(
    r"updat|modif|edited|review|actuali|aktuali|mis à jour|aggiorn", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"\b(?:publi|posted|erschienen|veröffentlicht|verschenen|gepubliceerd|opublikowan|опублик)",
    re.IGNORECASE,
)


def day_of(elements: Elements, head: Head, header: Header) -> str | None:
    """The day on which a page was published, as ISO 8601; None if it is not known."""
    return _Dates(elements, head, header).published()


class _Dates:
    """The days that a page declares and shows."""

    def __init__(self, elements: Elements, head: Head, header: Header) -> None:
        self._elements = elements
        self._head = head
        self._header = header

    def published(self) -> str | None:
        """The day on which the page was published."""
        all_declared = list(filter(None, self._declared()))
        if not all_declared:
            return next(filter(None, self._found()), None)
        declared = all_declared[0]
        of_address = self._date_in_address()
        if of_address and dates.days_between(of_address, declared) > 1:
            return of_address
        shown = [(line, day) for line, day in self._shown() if day is not None]
        if agreed := self._agreed([day for _, day in shown], all_declared):
            return agreed
        if not shown:
            return declared
        line, day = shown[0]
        if day < declared:
            return day if _PUBLISHED.search(line) or self._is_vague(declared) else declared
        is_alone = line.count(" ") < _DAY_ALONE
        return day if is_alone and dates.days_between(declared, day) <= _PREPARED else declared

    def _declared(self) -> Iterator[str | None]:
        """The days on which the page may be published as its head says, most reliable first."""
        yield from self._declared_as_published()
        yield from map(dates.of_attribute, self._head.meta(*_VAGUE_DATE_META))
        for name, values in self._head.metas.items():
            if _LIKE_DATE_META.search(name):
                yield from map(dates.of_attribute, values)

    def _declared_as_published(self) -> Iterator[str | None]:
        """Those of them of which the head says that they are of publication."""
        yield from self._in_json(self._head.articles, "datePublished")
        yield from map(dates.of_attribute, self._head.meta(*_DATE_META))
        yield from self._in_json(self._head.nodes, "datePublished")

    def _shown(self) -> Iterator[tuple[str, str | None]]:
        """The lines near the headline that are a day, if not of an update, and their days.

        Those that begin with one, and elements of the article that are a time, are among them.
        """
        american = self._is_american()
        for line in self._header.lines:
            words = line.text.split()
            if _UPDATED.search(line.text) or "://" in line.text:
                continue
            beginning = line.text if len(words) <= _DATE else " ".join(words[:_DAY_ALONE])
            yield beginning, dates.of_text(beginning, month_first=american)
        for time in self._elements.times:
            if not _is_update(time) and not self._is_of_another(time):
                text = text_of(time)
                if not _UPDATED.search(text):
                    yield text, dates.of_attribute(time.get("datetime") or "")
                    return

    def _is_of_another(self, time: Element) -> bool:
        return is_elsewhere(time) or is_of_reader(time) or is_in_card(time, self._header.headline)

    def _agreed(self, shown: Sequence[str], declared: Sequence[str]) -> str | None:
        """The day that the page both shows and declares: what two say is right."""
        readings = (other for day in shown for other in (day, dates.other_reading(day)))
        return next(
            (day for day in chain(readings, self._named_in_lines()) if day in declared), None
        )

    def _named_in_lines(self) -> Iterator[str | None]:
        """The days that lines near the headline name anywhere, if not of an update."""
        american = self._is_american()
        for line in self._header.lines:
            if not _UPDATED.search(line.text):
                yield dates.of_text(line.text, month_first=american)

    def _is_vague(self, declared: str) -> bool:
        """Whether a declared day may be that of a change, or of a new copy of the page.

        It is that of the last change, too, or nothing says that it is of publication.
        """
        changed = [*self._in_json(self._head.articles, "dateModified")]
        changed += map(dates.of_attribute, self._head.meta(*_DATE_META_LATER))
        return declared in changed or declared not in self._declared_as_published()

    def _is_american(self) -> bool:
        return (self._head.language or "").lower() in ("en", "en-us")

    def _found(self) -> Iterator[str | None]:
        """The days that the page shows, and that of its last change, most reliable first."""
        for element, name in self._elements.properties:
            if name != "datePublished" or is_of_reader(element):
                continue
            value = element.get("datetime") or element.get("content")
            yield dates.of_attribute(value or text_of(element))
        times = [one for one in self._elements.times if not self._is_of_another(one)]
        for time in sorted(times, key=_is_update)[:3]:
            yield dates.of_attribute(time.get("datetime") or "") or dates.of_text(text_of(time))
        yield self._date_in_address()
        american = self._is_american()
        for line in self._header.lines:
            yield dates.of_text(line.text, month_first=american)
        for text in self._header.openings:
            yield dates.of_text(text, month_first=american)
        yield from self._of_short_lines(month_first=american)
        yield from self._in_json(self._head.articles, "dateModified")
        yield from map(dates.of_attribute, self._head.meta(*_DATE_META_LATER))

    def _of_short_lines(self, *, month_first: bool) -> list[str]:
        """The days in short lines anywhere on the page; none if they are of several things."""
        days = [dates.of_text(text, month_first=month_first) for text in self._header.short]
        named = [day for day in days if day]
        return named if len(set(named)) <= _FEW else []

    def _in_json(self, nodes: Iterable[JsonObject], name: str) -> Iterator[str | None]:
        for node in nodes:
            yield from map(dates.of_attribute, texts_of(node.get(name)))

    def _date_in_address(self) -> str | None:
        """The day in an address such as `/2020/03/12/`."""
        found = _DATE_IN_PATH.search(self._head.address or "")
        if not found:
            return None
        day_first = found[8] and (found[8], found[7], found[6])
        return dates.of_attribute("-".join(day_first or filter(None, found.groups())))


# /2020/03/12/, /20200312-mills, /2020/3/12/; /12-03-2020.
_DATE_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)(?:[/-]?(\d\d)[/-]?(\d\d)|/(\d\d?)/(\d\d?))(?:[/-]|$)"
    r"|/(\d\d)-(\d\d)-((?:19|20)\d\d)(?:[/-]|$)"
)


def _is_update(time: Element) -> bool:
    names = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
    return "updat" in names or "modif" in names
