"""A step of a datatrove pipeline that cleans the documents' texts."""

from __future__ import annotations

from typing import Unpack

try:
    from datatrove.data import DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import StatHints
except ModuleNotFoundError as error:
    raise ImportError("cleaner.integrations.datatrove needs datatrove: pip install datatrove.") from error

from cleaner.api import Cleaner
from cleaner.core.analysis import Output
from cleaner.dumps.document import InputDocument, OutputDocument, Settings, clean, record_line
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.integrations.options import CleanerOptions, by_keyword, checked_kind


class ArticleCleaner(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Cleans `Document.text`; with `kind="html"` it is taken for a page's HTML, out of which comes the article's text.

    Every document goes on, in its order: one that cannot be cleaned as it is, with a warning in the log. What else it holds stays as it
    is, but for the metadata that are asked for: `record_key` names those for the record, as JSON (see `cleaner.record`), from which the
    original text can be rebuilt, and `error_key` those for the reason why a document was passed through, None for the others. In the
    record `at` counts the documents that this task has seen, from 1. `url_key` names the metadata that hold a page's address, if it has
    one. `output` is text or markdown (pages only), `max_document` the most characters of a document that is cleaned.

    All else are options of `cleaner.Cleaner`. Statistics: documents (`total`), `changed`, `refused` (left unchanged, as too much would
    have gone), `failed`, and `characters_removed`.

    Raises what `cleaner.Cleaner` raises, and ValueError for a kind that there is not.
    """

    type = "✂️ - FORMAT"  # as datatrove's own formatters
    name = "article-cleaner"

    def __init__(
        self,
        *,
        record_key: str | None = None,
        error_key: str | None = None,
        url_key: str = "url",
        output: Output = "text",
        max_document: int = MAX_DOCUMENT_CHARS,
        **options: Unpack[CleanerOptions],
    ) -> None:
        super().__init__()
        self._html = checked_kind(options.get("kind")) == "html"
        self._record_key, self._error_key, self._url_key = record_key, error_key, url_key
        self._settings = Settings(Cleaner(**options), output, max_document)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Clean documents one by one, as datatrove asks for them."""
        for at, document in enumerate(data or (), 1):
            with self.track_time():
                given = InputDocument(at, str(document.id), document.text)
                if self._html:
                    url = document.metadata.get(self._url_key)
                    given = InputDocument(at, str(document.id), html=document.text, url=None if url is None else str(url))
                cleaned = clean(given, self._settings)
                cleaned = cleaned._replace(error=by_keyword(cleaned.error))
                self._count(cleaned)
                if cleaned.text is not None:
                    document.text = cleaned.text
                if self._record_key is not None:
                    document.metadata[self._record_key] = record_line(cleaned, self._settings).decode().rstrip("\n")
                if self._error_key is not None:
                    document.metadata[self._error_key] = cleaned.error or None
            yield document

    def _count(self, cleaned: OutputDocument) -> None:
        self.stat_update(StatHints.total)
        result = cleaned.result
        if result is None:
            self.stat_update("failed")
            logger.warning(f"Document {cleaned.input.id} was passed through as it is: {cleaned.error}")
            return
        if cleaned.changed:
            self.stat_update("changed")
        if result.refusal is not None:
            self.stat_update("refused")
        self.stat_update("characters_removed", value=sum(cut.end - cut.start for cut in result.cuts))
