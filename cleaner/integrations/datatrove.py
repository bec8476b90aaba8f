"""A step of a datatrove pipeline that cleans the documents' texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

try:
    from datatrove.data import DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import StatHints
except ModuleNotFoundError as error:
    raise ImportError(
        "cleaner.integrations.datatrove needs datatrove: pip install datatrove."
    ) from error

from cleaner.dumps.document import InputDocument, OutputDocument, clean, record_line
from cleaner.integrations.options import DocumentOptions, by_keyword
from cleaner.settings import ValueType, keywords_of, setting


@dataclass(frozen=True, kw_only=True)
class StepOptions(DocumentOptions):
    """The settings of `ArticleCleaner`."""

    record_key: str | None = setting(None, ValueType(), "Metadata for the record.")
    error_key: str | None = setting(None, ValueType(), "Metadata for errors.")
    url_key: str = setting("url", ValueType(), "Metadata with the page URL.")


class ArticleCleaner(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Cleans `Document.text`; with `kind="html"` the text is HTML and becomes the article's text.

    All documents are passed on in their order. One that cannot be cleaned is passed on unchanged,
    with a warning in the log. `record_key` names the metadata for the record, as JSON (see
    `cleaner.record`), from which the original can be rebuilt; `error_key` names the metadata for
    the reason why a document was passed through unchanged, None for the others. In the record `at`
    counts the documents of this task from 1. `url_key` names the metadata with the page's URL.
    `output` is text or markdown (HTML only). Documents of more than `max_document` characters are
    passed through. Other metadata are unchanged.

    The other settings are those of `cleaner.Cleaner`, which also tells what is raised. Statistics:
    documents (`total`), `changed`, `refused` (left unchanged because they would have lost most of
    their words), `failed`, and `characters_removed`.
    """

    type = "✂️ - FORMAT"  # as datatrove's own formatters
    name = "article-cleaner"

    @keywords_of(StepOptions)
    def __init__(self, options: StepOptions) -> None:
        super().__init__()
        self._html = options.kind == "html"
        self._record_key, self._error_key = options.record_key, options.error_key
        self._url_key = options.url_key
        self._settings = options.document_settings()

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Clean documents one by one, as datatrove asks for them."""
        for at, document in enumerate(data or (), 1):
            with self.track_time():
                cleaned = clean(self._given(at, document), self._settings)
                cleaned = cleaned._replace(error=by_keyword(cleaned.error))
                self._count(cleaned)
                if cleaned.text is not None:
                    document.text = cleaned.text
                if self._record_key is not None:
                    record = record_line(cleaned, self._settings).decode().rstrip("\n")
                    document.metadata[self._record_key] = record
                if self._error_key is not None:
                    document.metadata[self._error_key] = cleaned.error or None
            yield document

    def _given(self, at: int, document: Any) -> InputDocument:
        if not self._html:
            return InputDocument(at, str(document.id), document.text)
        url = document.metadata.get(self._url_key)
        url = None if url is None else str(url)
        return InputDocument(at, str(document.id), html=document.text, url=url)

    def _count(self, cleaned: OutputDocument) -> None:
        self.stat_update(StatHints.total)
        result = cleaned.result
        if result is None:
            self.stat_update("failed")
            name, reason = cleaned.input.id, cleaned.error
            logger.warning(f"Document {name} was passed through unchanged: {reason}")
            return
        if cleaned.changed:
            self.stat_update("changed")
        if result.refusal is not None:
            self.stat_update("refused")
        self.stat_update(
            "characters_removed", value=sum(cut.end - cut.start for cut in result.cuts)
        )
