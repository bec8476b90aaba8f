"""A Scrapy item pipeline that cleans the texts of items, or takes them out of their pages."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any, NamedTuple, Self

try:
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem
    from scrapy.settings import BaseSettings
    from scrapy.statscollectors import StatsCollector
except ModuleNotFoundError as error:
    raise ImportError("cleaner.integrations.scrapy needs Scrapy: pip install 'article-cleaner[scrapy]'.") from error

from cleaner.api import Cleaner
from cleaner.dumps.columns import TEXT
from cleaner.dumps.document import InputDocument, OutputDocument, Settings, clean, record_line
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.hints import meant
from cleaner.integrations.options import CleanerOptions, checked_kind

_PREFIX = "CLEANER_"
_FIELDS = ("TEXT_FIELD", "HTML_FIELD", "OUTPUT_FIELD", "URL_FIELD", "RECORD_FIELD")
_LISTS = ("SELECT", "IGNORE", "ALLOW", "PHRASE_FILES", "KEEP")
_SWITCHES = ("UNSAFE", "CAREFUL")
_ALL = (*_FIELDS, *_LISTS, *_SWITCHES, "KIND", "MAX_DOCUMENT", "ON_FAILURE")
_ON_FAILURE = ("keep", "drop", "raise")

_logger = logging.getLogger(__name__)


class CleanerPipeline:
    """Cleans a field of every item: `ITEM_PIPELINES = {"cleaner.integrations.scrapy.CleanerPipeline": 300}`.

    Items are dicts, `scrapy.Item`, or objects of dataclasses and attrs. The settings:

    - `CLEANER_TEXT_FIELD` or `CLEANER_HTML_FIELD`: the field that is cleaned, of text, or of a page's HTML: as bytes (`response.body`;
      best, for a PDF or an image that a server sends for a page is told by its bytes) or as text. One of the two must be named.
    - `CLEANER_OUTPUT_FIELD`: where the cleaned text goes. Without, a text is replaced in its place, and that of HTML goes to `text`.
    - `CLEANER_URL_FIELD`: the field with the page's address (default `url`), if items have it.
    - `CLEANER_RECORD_FIELD`: a field for the record of what went, as JSON (see `cleaner.record`), from which the original text can be
      rebuilt. Its `id` is the address, if there is one, its `at` the number of the item in this crawl.
    - `CLEANER_KIND` (`article` or `page`), `CLEANER_SELECT`, `CLEANER_IGNORE`, `CLEANER_ALLOW`, `CLEANER_PHRASE_FILES`,
      `CLEANER_UNSAFE`, `CLEANER_KEEP`, `CLEANER_CAREFUL`: as the options of `cleaner.Cleaner`. Lists may be strings with commas.
    - `CLEANER_MAX_DOCUMENT`: the most characters (bytes, if it is in bytes) of a document that is cleaned.
    - `CLEANER_ON_FAILURE`: what to do with an item that has no text, or whose page cannot be read: `keep` it as it is (default), `drop`
      it, or `raise` ValueError, which Scrapy logs as an error before it drops the item. With `keep` there is a warning in the log.

    Scrapy's statistics get `cleaner/documents`, `cleaner/changed`, `cleaner/refused` (left unchanged, as too much would have gone),
    `cleaner/failed` and `cleaner/characters_removed`. Cleaning is done in Scrapy's own thread, and nothing
    else meanwhile.
    """

    def __init__(self, settings: BaseSettings, stats: StatsCollector | None = None) -> None:
        """Raises ValueError (also UnknownRule) for settings that cannot be used, and ImportError if packages for pages are missing."""
        self._fields = _fields(settings)
        self._on_failure = str(settings.get("CLEANER_ON_FAILURE", "keep"))
        if self._on_failure not in _ON_FAILURE:
            raise ValueError(f"CLEANER_ON_FAILURE is {self._on_failure!r}: it must be keep, drop or raise.")
        self._settings = Settings(Cleaner(**_options(settings, html=self._fields.html)), max_chars=_most(settings))
        self._stats = stats
        self._seen = 0
        if self._fields.html or self._settings.cleaner.kind == "page":
            _need("cleaner.page.extract" if self._fields.html else "cleaner.scorer.page")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """How Scrapy makes it."""
        return cls(crawler.settings, crawler.stats)

    def process_item(self, item: Any, spider: object = None) -> Any:  # Scrapy before 2.14 gives a spider
        """The item, cleaned. Raises DropItem or ValueError for one that cannot be, if so set, and ValueError for one without the field."""
        adapter = ItemAdapter(item)
        self._check_room(item)
        self._seen += 1
        cleaned = clean(self._given(adapter), self._settings)
        cleaned = cleaned._replace(error=cleaned.error.replace("--max-document", "CLEANER_MAX_DOCUMENT"))
        self._count(cleaned)
        if cleaned.text is None:
            self._fail(cleaned)
        elif cleaned.changed or self._fields.target != self._fields.source:
            adapter[self._fields.target] = cleaned.text
        if self._fields.record:
            adapter[self._fields.record] = record_line(cleaned, self._settings).decode().rstrip("\n")
        return item

    def _given(self, adapter: ItemAdapter) -> InputDocument:
        source = self._fields.source
        body, url = adapter.get(source), adapter.get(self._fields.url)
        url = url if isinstance(url, str) and url else None
        name = url or str(self._seen)
        if body is None:
            return InputDocument(self._seen, name, flaw=f"it has no {source!r}")
        if self._fields.html and isinstance(body, str | bytes):
            return InputDocument(self._seen, name, html=body, url=url)
        if not self._fields.html and isinstance(body, str):
            return InputDocument(self._seen, name, body)
        wanted = "text or bytes" if self._fields.html else "text"
        return InputDocument(self._seen, name, flaw=f"its {source!r} is no {wanted} but of the type {type(body).__name__}")

    def _check_room(self, item: Any) -> None:
        """Scrapy and others have items with fixed fields; one that is missing is a mistake in the project, not in the item."""
        names = ItemAdapter.get_field_names_from_class(type(item))
        for field in (self._fields.target, self._fields.record):
            if names is not None and field and field not in names:
                raise ValueError(f"Items of the class {type(item).__name__} have no field {field!r}: declare it, or name another one.")

    def _fail(self, cleaned: OutputDocument) -> None:
        message = f"Item {cleaned.input.id} could not be cleaned: {cleaned.error}"
        if self._on_failure == "raise":
            raise ValueError(message)
        if self._on_failure == "drop":
            raise DropItem(message)
        _logger.warning("%s", message)

    def _count(self, cleaned: OutputDocument) -> None:
        if self._stats is None:
            return
        self._stats.inc_value("cleaner/documents")
        result = cleaned.result
        if result is None:
            self._stats.inc_value("cleaner/failed")
            return
        if cleaned.changed:
            self._stats.inc_value("cleaner/changed")
        if result.refusal is not None:
            self._stats.inc_value("cleaner/refused")
        self._stats.inc_value("cleaner/characters_removed", sum(cut.end - cut.start for cut in result.cuts))


class _Fields(NamedTuple):
    """The names of an item's fields, and whether the source holds HTML."""

    source: str
    html: bool
    target: str
    url: str
    record: str | None


def _fields(settings: BaseSettings) -> _Fields:
    for name in settings:
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _ALL:
            known = [_PREFIX + one for one in _ALL]
            raise ValueError(f"There is no setting {name}. {meant(name, known, 'The settings are in its docstring.')}")
    named = {one: settings.get(_PREFIX + one) for one in _FIELDS}
    for one, field in named.items():
        if field is not None and (not isinstance(field, str) or not field):
            raise ValueError(f"{_PREFIX}{one} is {field!r}: it must be the name of a field.")
    text, html = named["TEXT_FIELD"], named["HTML_FIELD"]
    if (text is None) == (html is None):
        raise ValueError("Name the field to clean in one of CLEANER_TEXT_FIELD and CLEANER_HTML_FIELD.")
    source = text or html
    target = named["OUTPUT_FIELD"] or (TEXT if html else source)
    if named["RECORD_FIELD"] in (source, target):
        raise ValueError(f"CLEANER_RECORD_FIELD is {named['RECORD_FIELD']!r}, which is the field of a text: name another one.")
    return _Fields(source, html is not None, target, named["URL_FIELD"] or "url", named["RECORD_FIELD"])


def _options(settings: BaseSettings, *, html: bool) -> CleanerOptions:
    found: dict[str, Any] = {}
    for name in _LISTS:
        if settings.get(_PREFIX + name) is not None:
            found[name.lower()] = settings.getlist(_PREFIX + name)
    for name in _SWITCHES:
        try:
            found[name.lower()] = settings.getbool(_PREFIX + name)
        except ValueError as error:
            raise ValueError(f"{_PREFIX}{name} is {settings.get(_PREFIX + name)!r}: it must be True or False.") from error
    kind = checked_kind(settings.get("CLEANER_KIND"))
    if kind is not None and html != (kind == "html"):
        fitting = "CLEANER_HTML_FIELD" if kind == "html" else "CLEANER_TEXT_FIELD"
        raise ValueError(f"CLEANER_KIND is {kind!r}: that goes with {fitting}.")
    options: CleanerOptions = {**found}  # type: ignore[typeddict-item]  # its keys are those of the lists and switches
    if kind is not None:
        options["kind"] = kind
    return options


def _most(settings: BaseSettings) -> int:
    given = settings.get("CLEANER_MAX_DOCUMENT", MAX_DOCUMENT_CHARS)
    try:
        most = int(given)
    except (TypeError, ValueError):
        most = 0
    if most < 1:
        raise ValueError(f"CLEANER_MAX_DOCUMENT is {given!r}: it must be a number of characters.")
    return most


def _need(module: str) -> None:
    """Import what pages need now, and not with the first item. Raises ImportError."""
    try:
        import_module(module)
    except ImportError as error:
        raise ImportError(f"Pages need packages that are not installed ({error}): pip install 'article-cleaner[html]'.") from error
