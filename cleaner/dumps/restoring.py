"""A dump as it was, from the cleaned one and the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from contextlib import closing
from typing import Any

from cleaner.document import Cut
from cleaner.document import restore as put_back
from cleaner.dumps.documents import Given
from cleaner.dumps.parts import Sink
from cleaner.dumps.run import Source
from cleaner.dumps.streams import opened, reading
from cleaner.dumps.trouble import DumpTrouble

_HTML = "was cleaned from HTML, and the record has the page's text alone: its HTML is not in it"
_SPANS = "the record has spans only (--no-removed-text), and not what was removed"


def restore(source: Source, record: str, sink: Sink) -> int:
    """Write the original of a cleaned dump, and say how many documents it has.

    Texts come back byte for byte, all else as it is in the cleaned dump. Raises DumpTrouble where dump and record do not fit, and OSError.
    """
    try:
        with closing(_entries(record)) as entries:
            count = 0
            for task in source.tasks(0):
                batch = task.open()
                sink.write(batch.output([_original(given, next(entries, None), record) for given in batch.documents]))
                count += len(batch.documents)
            if next(entries, None) is not None:
                raise DumpTrouble(f"{record}: the record has more documents than {source.name}: they are not of one run.")
        sink.publish()
    except BaseException:
        sink.discard()
        raise
    return count


def _entries(record: str) -> Generator[dict[str, Any], None, None]:
    """The lines of a dump's record, in order."""
    file = opened(record)
    try:
        with reading(record):
            rest = b""
            stream = file.stream()
            while data := stream.read(1 << 20):
                *lines, rest = (rest + data).split(b"\n")
                yield from (_entry(line, record) for line in lines)
            if rest:
                yield _entry(rest, record)
    finally:
        file.close()


def _entry(line: bytes, record: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        row["at"], row["id"], row["attributes"]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise DumpTrouble(f"{record} is not the record of a dump that `cleaner clean --record` wrote.") from error
    return dict(row)


def _original(given: Given, row: dict[str, Any] | None, record: str) -> str | None:
    """The original text of a document; None if nothing was removed from it."""
    # One that was not read when the dump was cleaned has no other id in the record than its number.
    if row is None or row["at"] != given.at or row["id"] not in (given.id, str(given.at) if "error" in row else given.id):
        raise DumpTrouble(f"{record}: document {given.at} ({given.id}) is not in its place in the record. Are they of one run?")
    if row.get("kind") == "html":
        raise DumpTrouble(f"{record}: document {given.at} ({given.id}) {_HTML}.")
    if not row["attributes"]:
        return None
    if "removed" not in row:
        raise DumpTrouble(f"{record}: {_SPANS}.")
    if given.flaw:
        raise DumpTrouble(f"{record}: document {given.at} ({given.id}) of the cleaned dump cannot be read: {given.flaw}.")
    try:
        cuts = [Cut(start, end, rule, "", text) for start, end, rule, text in row["removed"]]
        text = put_back(given.text or "", cuts)
        digest = str(row["original_sha256"])
    except (ValueError, TypeError, LookupError) as error:
        raise DumpTrouble(
            f"{record}: document {given.at} ({given.id}) was changed after cleaning, or the record is damaged: {error}"
        ) from error
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != digest:
        raise DumpTrouble(f"{record}: document {given.at} ({given.id}) was changed after cleaning: what comes back is not the original.")
    return text
