"""A Scrapy item pipeline that cleans the texts of items, or takes them out of their pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Self

try:
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem
    from scrapy.settings import BaseSettings
    from scrapy.statscollectors import StatsCollector
except ModuleNotFoundError as error:
    raise ImportError(
        "cleaner.integrations.scrapy needs Scrapy: pip install 'article-cleaner[scrapy]'."
    ) from error

from cleaner.dumps.columns import TEXT
from cleaner.dumps.document import InputDocument, OutputDocument, clean, record_line
from cleaner.integrations.options import DocumentOptions
from cleaner.settings import (
    Number,
    OneOf,
    Setting,
    Strings,
    Switch,
    ValueType,
    setting,
    settings_of,
)
from cleaner.suggest import did_you_mean

_PREFIX = "CLEANER_"

_logger = logging.getLogger(__name__)


class FieldName(ValueType):
    """The name of a field of an item."""

    def read(self, value: Any, name: str) -> str:
        """Return the name. Raises ValueError for an empty one, and for what is not a string."""
        if not isinstance(value, str) or not value:
            raise ValueError(f"{name} must be the name of a field, not {value!r}.")
        return value


@dataclass(frozen=True, kw_only=True)
class PipelineOptions(DocumentOptions):
    """The settings of `CleanerPipeline`: in upper case after `CLEANER_` they are Scrapy's."""

    text_field: str | None = setting(None, FieldName(), "Field with the text.")
    html_field: str | None = setting(None, FieldName(), "Field with HTML.")
    output_field: str | None = setting(None, FieldName(), "Field for the cleaned text.")
    url_field: str = setting("url", FieldName(), "Field with the page URL.")
    record_field: str | None = setting(None, FieldName(), "Field for the record.")
    on_failure: str = setting(
        "keep", OneOf(("keep", "drop", "raise")), "What to do with an item that fails."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.text_field is None) == (self.html_field is None):
            raise ValueError(
                "Name the field to clean in one of CLEANER_TEXT_FIELD and CLEANER_HTML_FIELD."
            )
        if self.record_field in (self.source, self.target):
            raise ValueError(
                f"CLEANER_RECORD_FIELD is {self.record_field!r}, which is the field of a text:"
                " name another one."
            )
        if self.kind != "auto" and (self.html_field is not None) != (self.kind == "html"):
            fitting = "CLEANER_HTML_FIELD" if self.kind == "html" else "CLEANER_TEXT_FIELD"
            raise ValueError(f"CLEANER_KIND is {self.kind!r}: use it with {fitting}.")

    @property
    def source(self) -> str:
        """The field that is cleaned."""
        return self.html_field or self.text_field or TEXT

    @property
    def target(self) -> str:
        """The field for the cleaned text."""
        return self.output_field or (TEXT if self.html_field else self.source)


class CleanerPipeline:
    """Cleans a field of every item.

        ITEM_PIPELINES = {"cleaner.integrations.scrapy.CleanerPipeline": 300}

    Items are dicts, `scrapy.Item`, or objects of dataclasses and attrs. The settings:

    - `CLEANER_TEXT_FIELD` or `CLEANER_HTML_FIELD` (one is required): the field to clean. HTML may
      be bytes (`response.body`; preferred, because a PDF or an image that a server sends as a page
      is recognised by its bytes) or text.
    - `CLEANER_OUTPUT_FIELD`: the field for the cleaned text. By default text replaces the original,
      and the text of HTML is written to `text`.
    - `CLEANER_URL_FIELD`: the field with the page's URL (default `url`), if items have it.
    - `CLEANER_RECORD_FIELD`: a field for the record of the removals, as JSON (see
      `cleaner.record`), from which the original can be rebuilt. Its `id` is the URL, if there is
      one, its `at` the number of the item in this crawl.
    - `CLEANER_KIND` (`article` or `page`), `CLEANER_SELECT`, `CLEANER_IGNORE`, `CLEANER_ALLOW`,
      `CLEANER_UNSAFE`, … : every setting of `cleaner.Cleaner` in upper case. Lists may be strings
      with commas.
    - `CLEANER_OUTPUT`: `text` or `markdown` (HTML only).
    - `CLEANER_MAX_DOCUMENT`: documents of more characters (bytes, for bytes) are not cleaned.
    - `CLEANER_ON_FAILURE`: what to do with an item that has no text, or whose page cannot be read:
      `keep` it unchanged with a warning in the log (default), `drop` it, or `raise` ValueError,
      which Scrapy logs as an error before it drops the item.

    Scrapy's statistics get `cleaner/documents`, `cleaner/changed`, `cleaner/refused` (left
    unchanged because they would have lost most of their words), `cleaner/failed` and
    `cleaner/characters_removed`. Cleaning runs in Scrapy's own thread and blocks it meanwhile.
    """

    def __init__(self, settings: BaseSettings, stats: StatsCollector | None = None) -> None:
        """Read the settings.

        Raises ValueError (also UnknownRule) for settings that cannot be used, and ImportError if
        packages for pages are missing.
        """
        self._options = PipelineOptions(**dict(_values(settings)))
        self._settings = self._options.document_settings()
        self._stats = stats
        self._seen = 0
        if self._options.html_field:
            _need("cleaner.page.extract")
        elif self._options.kind == "page":
            _need("cleaner.scorer.page")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler."""
        return cls(crawler.settings, crawler.stats)

    def process_item(
        self,
        item: Any,
        spider: object = None,  # Scrapy before 2.14 passes it
    ) -> Any:
        """Clean an item.

        Raises DropItem or ValueError for one that fails, if so set, and ValueError for a class of
        items that has no field for the text or the record.
        """
        adapter = ItemAdapter(item)
        self._check_room(item)
        self._seen += 1
        cleaned = clean(self._given(adapter), self._settings)
        error = cleaned.error.replace("--max-document", "CLEANER_MAX_DOCUMENT")
        cleaned = cleaned._replace(error=error)
        self._count(cleaned)
        if cleaned.text is None:
            self._fail(cleaned)
        elif cleaned.changed or self._options.target != self._options.source:
            adapter[self._options.target] = cleaned.text
        if self._options.record_field:
            record = record_line(cleaned, self._settings).decode().rstrip("\n")
            adapter[self._options.record_field] = record
        return item

    def _given(self, adapter: ItemAdapter) -> InputDocument:
        source, html = self._options.source, self._options.html_field is not None
        body, url = adapter.get(source), adapter.get(self._options.url_field)
        url = url if isinstance(url, str) and url else None
        name = url or str(self._seen)
        if body is None:
            return InputDocument(self._seen, name, flaw=f"it has no {source!r}")
        if html and isinstance(body, str | bytes):
            return InputDocument(self._seen, name, html=body, url=url)
        if not html and isinstance(body, str):
            return InputDocument(self._seen, name, body)
        wanted, found = "text or bytes" if html else "text", type(body).__name__
        return InputDocument(self._seen, name, flaw=f"its {source!r} must be {wanted}, not {found}")

    def _check_room(self, item: Any) -> None:
        """Raise ValueError if a class of items with fixed fields has no field for the output."""
        names = ItemAdapter.get_field_names_from_class(type(item))
        for field in (self._options.target, self._options.record_field):
            if names is not None and field and field not in names:
                raise ValueError(
                    f"Items of the class {type(item).__name__} have no field {field!r}: declare it,"
                    " or name another one."
                )

    def _fail(self, cleaned: OutputDocument) -> None:
        message = f"Item {cleaned.input.id} could not be cleaned: {cleaned.error}"
        if self._options.on_failure == "raise":
            raise ValueError(message)
        if self._options.on_failure == "drop":
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
        removed = sum(cut.end - cut.start for cut in result.cuts)
        self._stats.inc_value("cleaner/characters_removed", removed)


def _values(settings: BaseSettings) -> Iterator[tuple[str, Any]]:
    """Yield the settings that are given. Raises ValueError for unknown and unusable ones."""
    known = {_PREFIX + each.name.upper(): each for each in settings_of(PipelineOptions).values()}
    for name in settings:
        if not name.startswith(_PREFIX):
            continue
        if name not in known:
            hint = did_you_mean(name, known, "See help(CleanerPipeline).")
            raise ValueError(f"unknown setting {name}. {hint}")
        if settings.get(name) is not None:
            each = known[name]
            yield each.name, each.read(_value(settings, name, each), name)


def _value(settings: BaseSettings, name: str, each: Setting) -> Any:
    """Return a value as Scrapy reads it: settings of a command line are strings."""
    try:
        if isinstance(each.type, Strings):
            return settings.getlist(name)
        if isinstance(each.type, Switch):
            return settings.getbool(name)
        if isinstance(each.type, Number):
            return settings.getint(name)
    except (TypeError, ValueError):
        pass  # the setting's type has the better message
    return settings.get(name)


def _need(module: str) -> None:
    """Import a module now and not with the first item. Raises ImportError."""
    try:
        import_module(module)
    except ImportError as error:
        raise ImportError(
            f"Pages need packages that are not installed ({error}):"
            " pip install 'article-cleaner[html]'."
        ) from error
