"""A document of a dump: how it is cleaned so that it can stop nothing, and what is said of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner import __version__, record
from cleaner.api import Cleaner
from cleaner.document import Output, Result
from cleaner.dumps.names import MOST


class Given(NamedTuple):
    """A document as it was read: its place in the dump (from 1), its id, and its text or the page that it is in.

    `charset` is what a server said of its encoding. A `flaw` says what is wrong with one that could not be read.
    """

    at: int
    id: str
    text: str | None = None
    html: bytes | str | None = None
    url: str | None = None
    charset: str | None = None
    flaw: str = ""


class Cleaned(NamedTuple):
    """What became of a document: the result, or the reason why it was passed through as it is."""

    given: Given
    result: Result | None
    error: str = ""

    @property
    def text(self) -> str | None:
        """The cleaned text; None if the document is passed through."""
        return None if self.result is None else self.result.text

    @property
    def changed(self) -> bool:
        """Whether the text is another than it was."""
        return self.result is not None and (self.given.text is None or self.result.changed)


class Settings(NamedTuple):
    """How documents are cleaned. `most` is the size of the largest one; without `removed`, records have spans only."""

    cleaner: Cleaner
    output: Output = "text"
    most: int = MOST
    removed: bool = True


def clean(given: Given, settings: Settings) -> Cleaned:
    """Clean a document. Never raises: one that cannot be cleaned is passed through, with the reason."""
    body = given.html if given.text is None else given.text
    if body is None or given.flaw:
        return Cleaned(given, None, given.flaw)
    if len(body) > settings.most:
        return Cleaned(given, None, f"it has {len(body):,} characters, and the limit is {settings.most:,} (--max-document)")
    try:
        return Cleaned(given, _result(given, settings))
    except ImportError as trouble:
        error = f"HTML needs packages that are not installed ({trouble})"
    except MemoryError:
        error = "there was not enough memory for it"
    except ValueError as trouble:  # what `clean_html` says of bytes that are no page
        error = str(trouble)
    except Exception as trouble:  # noqa: BLE001 - a bug of ours: it is reported, and must not cost the other documents
        error = f"the cleaner failed on it ({type(trouble).__name__}: {trouble}); please report this"
    return Cleaned(given, None, error)


def _result(given: Given, settings: Settings) -> Result:
    if given.text is not None:
        return settings.cleaner.clean(given.text, url=given.url)
    return settings.cleaner.clean_html(given.html or "", url=given.url, charset=given.charset, output=settings.output)


def recorded(cleaned: Cleaned, settings: Settings) -> bytes:
    """The line of a record for a document; of one that nothing was done to, a short one."""
    given, result = cleaned.given, cleaned.result
    if result is not None and (result.changed or result.refusal or result.kind == "html"):
        return record.line(given.id, result, "utf-8", __version__, at=given.at, removed=settings.removed)
    row = {"id": given.id, "at": given.at, "source": record.SOURCE, "attributes": {}}
    if cleaned.error:
        row["error"] = cleaned.error
    return record.json_line(row)


def error_line(at: int, name: str, reason: str) -> bytes:
    """The line of an error file for a document that was passed through."""
    return record.json_line({"at": at, "id": name, "error": reason})


@dataclass
class Counts:
    """What a run came to so far. `removed` and `words` are characters and words by family of rules."""

    documents: int = 0
    changed: int = 0
    refused: int = 0
    failed: int = 0
    without: int = 0  # text at all
    characters: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, cleaned: Cleaned) -> None:
        """Count a document."""
        self.documents += 1
        result = cleaned.result
        if result is None:
            if cleaned.error:
                self.failed += 1
            else:
                self.without += 1
            return
        self.characters += len(result.original)
        self.changed += cleaned.changed
        self.refused += result.refusal is not None
        for cut in result.cuts:
            family = cut.rule.partition(".")[0]
            self.removed[family] += cut.end - cut.start
            self.words[family] += len(cut.text.split())

    def more(self, other: Counts) -> None:
        """Add what another part of the run came to."""
        for name in ("documents", "changed", "refused", "failed", "without", "characters"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.removed.update(other.removed)
        self.words.update(other.words)
