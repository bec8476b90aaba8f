"""Clean one document of a dump, turning every error into a result: no document can stop a run."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cleaner import __version__, record
from cleaner.api import Cleaner, is_html
from cleaner.core.analysis import Kind, Output
from cleaner.core.result import Result
from cleaner.core.words import count_up_to
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.files import globs

_HTML = "this is HTML: name its column with --html-column, or use --as article to clean it as text"


class InputDocument(NamedTuple):
    """A document as it was read: its number in the dump (from 1), its id, and its text or HTML.

    `charset` is the encoding that a server declared. `flaw` says why it could not be read. `kind`
    is what the text is, if that is known of this one. `path` is that of a file, for per-file
    ignores.
    """

    at: int
    id: str
    text: str | None = None
    html: bytes | str | None = None
    url: str | None = None
    charset: str | None = None
    flaw: str = ""
    kind: Kind | None = None
    path: str = ""


class OutputDocument(NamedTuple):
    """A document after cleaning: the result, or the error because of which it passes unchanged."""

    input: InputDocument
    result: Result | None
    error: str = ""

    @property
    def text(self) -> str | None:
        """The cleaned text; None if the document passes unchanged."""
        return None if self.result is None else self.result.text

    @property
    def changed(self) -> bool:
        """Whether its text in the output differs from the input."""
        return self.result is not None and (self.input.text is None or self.result.changed)


class PerFile(NamedTuple):
    """Rule ids and prefixes that are ignored for files that match a glob, relative to `root`.

    `here` is the folder that paths of documents are relative to: a worker may be in another one.
    """

    root: str
    here: str
    ignores: tuple[tuple[str, tuple[str, ...]], ...]

    def ignored(self, path: str) -> tuple[str, ...]:
        """What is ignored for a file."""
        whole = os.path.join(self.here, path)  # noqa: PTH118 - for every document
        return tuple(globs.listed(whole, self.root, self.ignores))


class Settings(NamedTuple):
    """How to clean documents.

    Longer ones than `max_chars` (bytes for HTML) pass unchanged. Without `removed_text` records
    have spans only, and originals cannot be restored from them.
    """

    cleaner: Cleaner
    output: Output = "text"
    max_chars: int = MAX_DOCUMENT_CHARS
    removed_text: bool = True
    per_file: PerFile | None = None

    def from_anywhere(self) -> Settings:
        """The same with absolute paths: workers may be in another folder."""
        options = self.cleaner.options
        files = [str(Path(path).absolute()) for path in options.phrase_files]
        models = None if options.models is None else str(Path(options.models).absolute())
        if (files, models) == ([*map(str, options.phrase_files)], options.models):
            return self
        return self._replace(cleaner=self.cleaner.replace(phrase_files=files, models=models))

    def cleaner_for(self, document: InputDocument) -> Cleaner:
        """The cleaner of a document: its kind and path may ask for other settings."""
        ignored: tuple[str, ...] = ()
        if self.per_file is not None and document.path:
            ignored = self.per_file.ignored(document.path)
        kind = document.kind or self.cleaner.options.kind
        if not ignored and kind == self.cleaner.options.kind:
            return self.cleaner
        return _variant(self.cleaner, kind, ignored)


@lru_cache(64)
def _variant(cleaner: Cleaner, kind: Kind, ignored: tuple[str, ...]) -> Cleaner:
    """A cleaner of another kind that ignores more rules."""
    return cleaner.replace(kind=kind, ignore=(*cleaner.options.ignore, *ignored))


def clean(document: InputDocument, settings: Settings) -> OutputDocument:
    """Clean a document. Never raises an Exception: errors are in the result."""
    body = document.html if document.text is None else document.text
    if body is None or document.flaw:
        return OutputDocument(document, None, document.flaw)
    if len(body) > settings.max_chars:
        limit = f"{settings.max_chars:,} (--max-document)"
        error = f"it has {len(body):,} characters, and the limit is {limit}"
        return OutputDocument(document, None, error)
    try:
        return OutputDocument(document, _result(document, settings))
    except ImportError as missing:
        error = f"HTML needs packages that are not installed ({missing})"
    except MemoryError:
        error = "there was not enough memory"
    except ValueError as reason:  # what cannot be read as it was given
        error = str(reason)
    except Exception as bug:  # noqa: BLE001 - it is reported, and must not cost the other documents
        error = f"cleaner failed on it ({type(bug).__name__}: {bug}); please report this"
    return OutputDocument(document, None, error)


def _result(document: InputDocument, settings: Settings) -> Result:
    cleaner = settings.cleaner_for(document)
    if document.text is not None:
        if cleaner.options.kind == "auto" and is_html(document.text):
            raise ValueError(_HTML)
        return cleaner.clean(document.text, url=document.url)
    return cleaner.clean_html(
        document.html or "", url=document.url, charset=document.charset, output=settings.output
    )


def record_line(document: OutputDocument, settings: Settings) -> bytes:
    """The line of a record for a document; a short one if nothing was done to it."""
    given, result = document.input, document.result
    if result is not None and (result.changed or result.refusal or result.kind == "html"):
        return record.line(
            given.id,
            result,
            "utf-8",
            __version__,
            at=given.at,
            removed=settings.removed_text,
        )
    row = {"id": given.id, "at": given.at, "source": record.SOURCE, "attributes": {}}
    if document.error:
        row["error"] = document.error
    return record.json_line(row)


def error_line(at: int, name: str, reason: str) -> bytes:
    """The line of an error file for a document that passes unchanged."""
    return record.json_line({"at": at, "id": name, "error": reason})


_COUNTED = ("documents", "changed", "refused", "failed", "without", "damaged", "characters")


@dataclass
class Counts:
    """Totals of a run. `removed` and `words` are characters and words removed, by rule family.

    Words are counted as in findings, in any script.
    """

    documents: int = 0
    changed: int = 0
    refused: int = 0
    failed: int = 0
    without: int = 0
    """Documents that have no text at all."""

    damaged: int = 0
    """Parts of the dump that cannot be read."""

    reason: str = ""
    """Why the first one failed."""

    characters: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, document: OutputDocument) -> None:
        """Count a document."""
        self.documents += 1
        result = document.result
        if result is None:
            if document.error:
                self.failed += 1
                self.reason = self.reason or document.error
            else:
                self.without += 1
            return
        self.characters += len(result.original)
        self.changed += document.changed
        self.refused += result.refusal is not None
        for cut in result.cuts:
            family = cut.rule.partition(".")[0]
            self.removed[family] += cut.end - cut.start
            self.words[family] += count_up_to(cut.text)

    def merge(self, other: Counts) -> None:
        """Add the totals of another part of the run."""
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reason = self.reason or other.reason
        self.removed.update(other.removed)
        self.words.update(other.words)
