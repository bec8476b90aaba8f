"""What the integrations share: their settings, and messages in terms of keywords."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from cleaner.api import Cleaner
from cleaner.core.analysis import Output
from cleaner.dumps.document import Settings
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.options import Options
from cleaner.settings import Number, OneOf, setting

_OPTION = re.compile(r"--((?:text|html|id|url|output)-column|max-document)\b")


@dataclass(frozen=True, kw_only=True)
class DocumentOptions(Options):
    """The settings of a cleaner, and those of the documents that an integration hands to it."""

    output: Output = setting("text", OneOf(get_args(Output)), "Plain text or Markdown.")
    max_document: int = setting(
        MAX_DOCUMENT_CHARS,
        Number(1, "CHARACTERS"),
        "Documents longer than this are passed through unchanged.",
    )

    def document_settings(self) -> Settings:
        """Build the cleaner. Texts are article text unless `kind` says otherwise."""
        return Settings(Cleaner(**self.cleaner_keywords()), self.output, self.max_document)


def by_keyword(message: str) -> str:
    """Reword a message about flags of the command: `--text-column` becomes `text_column`."""
    return _OPTION.sub(lambda option: option[1].replace("-", "_"), message)
