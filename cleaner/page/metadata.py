"""What a page says of itself: title, author, date, site, language, address, description.

Read from JSON-LD, `meta` elements and the article that was found: the headline is a better title
than what the page's head says, and the lines around it name author and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from cleaner.core.analysis import Metadata
from cleaner.page import dates
from cleaner.page.containers import HEADINGS
from cleaner.page.jsonld import JsonObject, named, nodes_of, texts_of, types_of
from cleaner.page.people import (
    AFTER_NAME,
    BY,
    BY_INSIDE,
    BYLINE_NAMES,
    ONLY_BY,
    is_full_name,
    people,
)
from cleaner.page.revise import Draft

_TYPE = re.compile(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:schema:)?([A-Za-z]{1,40})"')
_ARTICLE = re.compile(
    "(?:[A-Z][a-z]{1,20})?(?:NewsArticle|Article|BlogPosting|Recipe|HowTo|LiveBlogPosting)"
)
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
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SEPARATOR = re.compile(
    r"\s+[|\N{BROKEN BAR}\N{EN DASH}\N{EM DASH}\-\N{MIDDLE DOT}\N{BULLET}:"
    r"\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    r"\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}/~]+\s+|\s*\|\s*"
)
_WORD = re.compile(r"[^\W_]+")
_SAME = 0.5  # share of words that a headline and a title have in common
_SITE_WORDS = 5  # of the part of a title that may be the site's name

_MOST_META = 300  # elements
_LONG = 1_000  # characters of a field
_ABOVE = 8  # blocks above the headline that may name author or date
_DATE = 6  # words of a line that is a date
_LINE = 25  # words of a line that may
_OPENINGS = 3  # paragraphs that may begin with a dateline
_LONGEST_DATELINE = 80  # characters
_AFTER_DATELINE = re.compile(
    r"\s?[|\N{EN DASH}\N{EM DASH}]\s?|\s-\s|[:)]\s"
    r"|\s(?=[\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}])"
)
_PREPARED = 90  # days that a page is there before it is published; much later days are today's
_WORDS_OF_PERSON = 3  # of the name of a person, at most
_DAY_ALONE = 4  # words of a line that is nothing but a day
_FIRST = 12  # words of a first paragraph

_AUTHOR_META = (
    *("author", "article:author", "og:article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "dcterms.creator", "citation_author", "byl", "cxenseparse:author"),
    *("authors", "creator", "dc.contributor"),
)
_DATE_META = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished"),
    *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish_date", "published"),
    *("publication_date", "article.published", "dc.date.issued", "dcterms.issued", "dc.date"),
    *("citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "date"),
    *("published-date", "article_date_original", "originalpublicationdate", "dcterms.created"),
    *("dc.date.created", "dcterms.date", "rbpubdate", "created", "bt:pubdate"),
)
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
_ELSEWHERE = re.compile(
    r"comment|respond|reply|related|sidebar|footer|widget|recommend|teaser|newsletter"
    r"|(?<![a-z])(?:menu|share|popular|latest|more-|promo|forms?(?![a-z]))",
    re.IGNORECASE,
)
_AROUND = 12  # elements around a name that may say that it is somebody else's


class Line(NamedTuple):
    """A line near the headline, and what its containers and elements are called."""

    text: str
    names: str


class Header(NamedTuple):
    """The headline of an article (empty for none), and the lines that may name author and date.

    `openings` are the beginnings of the first paragraphs, which may be a dateline. `short` are
    other short lines of the page with a number in them, which may be its date, those of a few words
    first.
    """

    headline: str = ""
    lines: tuple[Line, ...] = ()
    openings: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def header_of(draft: Draft) -> Header:
    """The headline of a draft and the lines around it: to the first paragraph, and a few above."""
    candidates = draft.candidates
    numbers = [at for at, one in enumerate(candidates) if one.block.shape == "h1"]
    kept = (at for at in numbers if candidates[at].kept)
    main = (at for at in numbers if candidates[at].block.container.inherited.main)
    at = next(kept, next(main, None))
    if at is None:
        at = next(
            (n for n, one in enumerate(candidates) if one.kept and one.block.shape in HEADINGS),
            None,
        )
    paragraphs = (
        n
        for n, one in enumerate(candidates)
        if one.kept
        and n > (-1 if at is None else at)
        and one.block.words >= 2 * _FIRST
        and one.block.shape not in HEADINGS
    )
    first = next(paragraphs, min(len(candidates), (at or 0) + _ABOVE))
    start = max(0, (first if at is None else at) - _ABOVE)
    lines = tuple(
        Line(one.block.text, _names(one.block.container.names, one.block.inline_elements))
        for one in candidates[start : min(first + 1, start + 4 * _ABOVE)]
        if one.block.words <= _LINE and one.boilerplate in ("", "markup.share")
    )
    texts = (
        one.block.text
        for one in candidates[(at or 0) + 1 :]
        if one.kept and one.block.words > _DATE
    )
    openings = tuple(opening for text in islice(texts, _OPENINGS) for opening in _dateline(text))
    short = (one.block.text for one in candidates if one.block.words <= 2 * _DATE)
    dated = [text for text in short if any(map(str.isdigit, text))][:_MOST_FOUND]
    dated.sort(key=lambda text: (text.count(" ") >= _DAY_ALONE) + (text.count(" ") >= _DATE))
    headline = candidates[at].block.text if at is not None else ""
    return Header(headline, lines, openings, tuple(dated))


def _dateline(text: str) -> Iterator[str]:
    """What a paragraph begins with, up to a dash or the like: `Berlin, 12 March 2020 - `."""
    for part in _AFTER_DATELINE.split(text[:_LONGEST_DATELINE])[:-1][:2]:
        if part.count(" ") < _DATE + 2:
            yield part


def _names(own: tuple[str, ...], inline: Iterable[tuple[str, str]]) -> str:
    return " ".join([*own[1:], *(f"{tag} {classes}" for tag, classes in inline)])


def kinds(root: Element) -> frozenset[str]:
    """What a page says that it is (`scoring.markup.PAGE_KINDS`).

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
    if og_type.startswith("article") or any(map(_ARTICLE.fullmatch, types)):
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


def read(html: str, url: str | None, header: Header = Header()) -> Metadata:  # noqa: B008
    """The metadata of a page; fields that the page does not have are None."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    root = etree.fromstring(html.encode("utf-8", "ignore"), parser) if html.strip() else None
    return _Reader(root, url, header).metadata() if root is not None else Metadata(url=url)


class _Reader:
    """A page whose metadata are read."""

    def __init__(self, root: Element, url: str | None, header: Header) -> None:
        self._root = root
        self._url = url
        self._header = header
        self._metas = _metas(root)
        self._nodes = nodes_of(root)
        self._articles = [
            node for node in self._nodes if any(map(_ARTICLE.fullmatch, types_of(node)))
        ]

    def metadata(self) -> Metadata:
        site = self._site()
        return Metadata(
            title=self._title(site),
            author=self._author(),
            date=self._date(),
            site_name=site,
            language=self._language(),
            url=self._address() or self._url,
            description=_first(self._meta("description", "og:description", "twitter:description")),
        )

    def _meta(self, *names: str) -> Iterator[str]:
        for name in names:
            yield from self._metas.get(name, ())

    def _site(self) -> str | None:
        publishers = (name for node in self._articles for name in named(node.get("publisher")))
        sites = (
            name for node in self._nodes if "WebSite" in types_of(node) for name in named(node)
        )
        return _first(
            [*self._meta("og:site_name"), *publishers, *sites, *self._meta("application-name")]
        )

    def _language(self) -> str | None:
        root = self._root
        language = (
            root.get("lang")
            or root.get("{http://www.w3.org/XML/1998/namespace}lang")
            or _first(self._meta("og:locale", "content-language"))
            or ""
        )
        match = _LANGUAGE.match(language.strip())
        return match[0].replace("_", "-") if match else None

    def _address(self) -> str | None:
        links = self._root.iterfind('.//link[@rel="canonical"]')
        found = _first([*(link.get("href") or "" for link in links), *self._meta("og:url")])
        if not found:
            return None
        try:
            absolute = urljoin(self._url or "", found)
            return absolute if urlsplit(absolute).scheme in ("http", "https") else None
        except ValueError:
            return None

    # --- Title ------------------------------------------------------------------------------------

    def _title(self, site: str | None) -> str | None:
        """The headline if the head of the page agrees with it; else what the head says."""
        headlines = (text for node in self._articles for text in texts_of(node.get("headline")))
        page = self._root.findtext(".//head/title") or self._root.findtext(".//title") or ""
        told = [*self._meta("og:title"), *headlines, *self._meta("twitter:title"), page]
        known = [title for title in (_one_line(title) for title in told) if title]
        headline = self._header.headline
        if headline and (not known or any(_agree(headline, title) for title in known)):
            return headline
        return _without_site(known[0], site, self._url) if known else None

    # --- Author -----------------------------------------------------------------------------------

    def _author(self) -> str | None:
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
        host = (urlsplit(self._url or "").hostname or "").split(".")
        return _plain(name) in {_plain(self._site() or ""), *map(_plain, host)}

    def _authors(self) -> Iterator[list[str]]:
        """Names of authors, the most reliable ones first."""
        for node in self._articles:
            yield named(node.get("author")) or named(node.get("creator"))
        for name in _AUTHOR_META:
            yield self._metas.get(name, [])
        if "written by" in [label.lower() for label in self._meta("twitter:label1")]:
            yield self._metas.get("twitter:data1", [])
        yield [_text(element) for element in self._elements(_AUTHOR_PATHS)]
        yield from self._of_bylines()
        for path in _LIKE_AUTHOR_PATHS:
            for element in self._elements((path,)):
                if is_full_name(text := AFTER_NAME.sub("", BY.sub("", _text(element)))):
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
            found = [one for one in self._root.xpath(path)[:_MOST_FOUND] if not _is_elsewhere(one)]
            yield from found[:3]
            if found:
                return

    # --- Date -------------------------------------------------------------------------------------

    def _date(self) -> str | None:
        """The day on which the page was published."""
        all_declared = list(filter(None, self._declared()))
        if not all_declared:
            return next(filter(None, self._found()), None)
        declared = all_declared[0]
        shown = [(line, day) for line, day in self._shown() if day is not None]
        for _, day in shown:  # what two say is right
            for other in (day, dates.other_reading(day)):
                if other in all_declared:
                    return other
        if not shown:
            return declared
        line, day = shown[0]
        if day < declared:
            return day if _PUBLISHED.search(line) or self._is_vague(declared) else declared
        is_alone = line.count(" ") < _DAY_ALONE
        return day if is_alone and dates.days_between(declared, day) <= _PREPARED else declared

    def _declared(self) -> Iterator[str | None]:
        """The days on which the page may be published as its head says, most reliable first."""
        yield from self._in_json(self._articles, "datePublished")
        yield from map(dates.of_attribute, self._meta(*_DATE_META))
        yield from self._in_json(self._nodes, "datePublished")
        for name, values in self._metas.items():
            if _LIKE_DATE_META.search(name):
                yield from map(dates.of_attribute, values)

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
        for time in self._root.iterfind(".//time"):
            if not _is_elsewhere(time) and not _is_update(time):
                text = _text(time)
                if not _UPDATED.search(text):
                    yield text, dates.of_attribute(time.get("datetime") or "")
                    return

    def _is_vague(self, declared: str) -> bool:
        """Whether a declared day is that of the last change, too: the page may be a new copy."""
        changed = [*self._in_json(self._articles, "dateModified")]
        changed += map(dates.of_attribute, self._meta(*_DATE_META_LATER))
        return declared in changed

    def _is_american(self) -> bool:
        return (self._language() or "").lower() in ("en", "en-us")

    def _found(self) -> Iterator[str | None]:
        """The days that the page shows, and that of its last change, most reliable first."""
        for element in self._root.iterfind('.//*[@itemprop="datePublished"]'):
            value = element.get("datetime") or element.get("content")
            yield dates.of_attribute(value or _text(element))
        times = [one for one in self._root.iterfind(".//time") if not _is_elsewhere(one)]
        for time in sorted(times, key=_is_update)[:3]:
            yield dates.of_attribute(time.get("datetime") or "") or dates.of_text(_text(time))
        american = self._is_american()
        for line in self._header.lines:
            yield dates.of_text(line.text, month_first=american)
        for text in self._header.openings:
            yield dates.of_text(text, month_first=american)
        yield self._date_in_address()
        for text in self._header.short:
            yield dates.of_text(text, month_first=american)
        for time in self._root.iterfind(".//time"):
            yield dates.of_attribute(time.get("datetime") or "")
        yield from self._in_json(self._articles, "dateModified")
        yield from map(dates.of_attribute, self._meta(*_DATE_META_LATER))

    def _in_json(self, nodes: Iterable[JsonObject], name: str) -> Iterator[str | None]:
        for node in nodes:
            yield from map(dates.of_attribute, texts_of(node.get(name)))

    def _date_in_address(self) -> str | None:
        """The day in an address such as `/2020/03/12/`."""
        found = _DATE_IN_PATH.search(self._address() or self._url or "")
        return dates.of_attribute("-".join(found.groups())) if found else None


_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?:[/-]|$)")


def _is_update(time: Element) -> bool:
    names = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
    return "updat" in names or "modif" in names


def _is_elsewhere(element: Element) -> bool:
    """Whether an element is in comments, a list of other articles, or beside the article."""
    for count, outer in enumerate(element.iterancestors()):
        if count > _AROUND or outer.tag in ("body", "main"):
            return False
        if outer.tag in ("aside", "footer", "form", "nav"):
            return True
        names = f"{outer.get('class') or ''} {outer.get('id') or ''}"
        if _ELSEWHERE.search(names):
            return True
    return False


def _metas(root: Element) -> dict[str, list[str]]:
    """What the `meta` elements say, by their name or property in lower case."""
    metas: dict[str, list[str]] = {}
    for number, element in enumerate(root.iter("meta")):
        if number >= _MOST_META:
            break
        content = (element.get("content") or "")[:_LONG].strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "")[:_LONG].lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _meta(root: Element, attribute: str, name: str) -> str:
    """What the first meta element of that name or property says; empty if there is none."""
    for element in root.iterfind(f".//meta[@{attribute}]"):
        if (element.get(attribute) or "").lower() == name:
            return str(element.get("content") or "")
    return ""


def _first(values: Iterable[str]) -> str | None:
    return next((text for text in map(_one_line, values) if text), None)


def _one_line(text: str) -> str:
    return " ".join(text[:_LONG].split())


def _text(element: Element) -> str:
    return _one_line(" ".join(element.itertext()))


def _agree(headline: str, title: str) -> bool:
    """Whether a headline and what the page is called are the same but for a few words."""
    ours, theirs = (set(_WORD.findall(text.lower())) for text in (headline, title))
    if not ours or not theirs:
        return False
    return len(ours & theirs) >= _SAME * min(len(ours), len(theirs)) and (
        len(ours & theirs) >= _SAME * len(ours)
    )


def _without_site(title: str, site: str | None, url: str | None) -> str:
    """A title without the name of the site at its end or beginning."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    host = urlsplit(url).hostname or "" if url else ""
    names = {_plain(site or ""), *(_plain(part) for part in host.split(".") if len(part) > 3)}
    for part, at in ((parts[-1], -1), (parts[0], 0)):
        if _plain(part) in names or (names & {_plain(part).removeprefix("the")}):
            rest = title[: title.rindex(part)] if at else title[title.index(part) + len(part) :]
            return (
                _SEPARATOR.sub(" ", f" {rest} ", count=0).strip()
                if len(parts) == 2
                else _trimmed(rest)
            )
    if len(parts[-1].split()) <= _SITE_WORDS < len(title.split()) - len(parts[-1].split()):
        return _trimmed(title[: title.rindex(parts[-1])])
    return title


def _trimmed(title: str) -> str:
    return title.strip(" \t|-:/~\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}\N{BULLET}")


def _plain(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))
