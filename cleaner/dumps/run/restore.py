"""Restore the original of a dump from the cleaned one and its record."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from cleaner.dumps.document import InputDocument
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import SinkMaker
from cleaner.dumps.formats.base import Source
from cleaner.dumps.run.sink import Sink
from cleaner.dumps.run.slot import check_apart, new_slot, real_path
from cleaner.dumps.stream import Opened, explain_errors, open_stream
from cleaner.dumps.task import Damage
from cleaner.record import Entry, RecordError, original_text, parse

_HTML = "was cleaned from HTML, and the record holds only the text of the page"
_NOT_A_RECORD = "{} is not the record of a dump, or it is damaged."
_SPANS = "the record has spans only (--no-removed-text), not the removed text"


def restore(
    source: Source, record: str, output: Path, make_sink: SinkMaker, *, overwrite: bool = False
) -> int:
    """Write the original of a cleaned dump to a file; returns the number of its documents.

    Texts come back byte for byte; everything else stays as it is in the cleaned dump. Raises
    DumpError where dump and record do not match, or the file exists, and OSError.
    """
    with closing(open_stream(record)) as opened:
        path = real_path(output)
        check_apart([*source.inodes(), *opened.inodes()], [path])
        sink = make_sink(new_slot(path, overwrite=overwrite))
        sink.start()
        try:
            count = _restore(source, opened, sink)
            sink.publish(sink.finish(), resumed=False)
        except BaseException:
            sink.discard()
            raise
        return count


def _restore(source: Source, record: Opened, sink: Sink) -> int:
    """Write all documents; returns their number."""
    count = missing = 0
    with closing(_entries(record)) as entries:
        for task in source.tasks(0):
            if isinstance(task, Damage):
                raise DumpError(f"{source.name}: {task.reason}.")
            batch = task.open()
            texts = []
            for document in batch.documents:
                entry = next(entries, None)
                texts.append(_original(document, entry, missing, record.name))
                missing = entry.at - document.at if entry and entry.at else missing
            sink.write(batch.output(texts))
            count += len(batch.documents)
        if next(entries, None) is not None:
            raise DumpError(
                f"{record.name}: the record has more documents than {source.name}. Same run?"
            )
    return count


def _entries(record: Opened) -> Generator[Entry, None, None]:
    """The entries of a dump's record, in order."""
    with explain_errors(record.name):
        rest = b""
        stream = record.stream()
        while data := stream.read(1 << 20):
            *lines, rest = (rest + data).split(b"\n")
            yield from (_entry(line, record.name) for line in lines)
        if rest:
            yield _entry(rest, record.name)


def _entry(line: bytes, record: str) -> Entry:
    try:
        entry = parse(line, record)
    except RecordError as error:
        raise DumpError(_NOT_A_RECORD.format(record)) from error
    if entry.at is None:
        raise DumpError(_NOT_A_RECORD.format(record))
    return entry


def _original(
    document: InputDocument, entry: Entry | None, missing: int, record: str
) -> str | None:
    """The original text of a document; None if nothing was removed from it.

    So many documents before it are `missing` at least: they could not be read.
    """
    where = f"{record}: document {document.at} ({document.id})"
    if entry is None or not _is_same(document, entry, missing):
        raise DumpError(f"{where} does not match the record. Same run?")
    if entry.is_html:
        raise DumpError(f"{where} {_HTML}.")
    if not entry.original_sha256:  # nothing was done to it
        return None
    if entry.cuts is None:
        raise DumpError(f"{record}: {_SPANS}.")
    if document.flaw:
        raise DumpError(f"{where} of the cleaned dump cannot be read: {document.flaw}.")
    try:
        text = original_text(entry, document.text or "")
    except ValueError as error:
        raise DumpError(
            f"{where} was edited after cleaning, or the record is damaged: {error}"
        ) from error
    return None if text == document.text else text


def _is_same(document: InputDocument, entry: Entry, missing: int) -> bool:
    """Whether an entry is that of a document. Numbers differ by the documents that are missing."""
    if entry.at is None or entry.at < document.at + missing:
        return False
    # A document without an id, or that could not be read, has its number as id in the record.
    has_number = entry.id == str(entry.at)
    has_none = document.id == str(document.at)
    return entry.id == document.id or (has_number and (has_none or entry.failed))
