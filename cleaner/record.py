"""The record of what was removed: one JSON document a line, from which originals can be restored.

    {"id": "a.txt", "source": "cleaner", "version": "0.1.0", "encoding": "utf-8",
     "sha256": "… of the cleaned text's bytes", "original_sha256": "… of the original's",
     "attributes": {"cleaner__share.counter": [[120, 126, 1.0]]},
     "removed": [[120, 126, "share.counter", "53\\n\\n"]]}

Spans are half-open and count characters (code points) of the original. `attributes` has the form of
dolma's attribute files (https://github.com/allenai/dolma, docs/data-format.md), for its mixer. The
third number is 1, or for what the line scorer removed 1 minus the probability that it
belongs to the article. `scored` has that probability for each such span, with the features that
counted most against it. A text that was left unchanged because it would have lost too much has a
`refusal`, a sentence. A dump's document has its number, `at`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cleaner import document
from cleaner.document import Cut, Result

SOURCE = "cleaner"


class RecordError(ValueError):
    """A record that cannot be read, or does not match a text. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a record.

    `cuts` are None if the record has spans only, so that the original cannot be restored. `at` is
    the number of a dump's document; `failed` tells that it could not be cleaned.
    """

    id: str
    cuts: tuple[Cut, ...] | None = ()
    encoding: str = "utf-8"
    sha256: str = ""
    original_sha256: str = ""
    at: int | None = None
    is_html: bool = False
    failed: bool = False


def line(
    name: str,
    result: Result,
    encoding: str,
    version: str,
    *,
    at: int | None = None,
    removed: bool = True,
) -> bytes:
    """The line of a record for a cleaned text whose bytes are in `encoding`.

    `at` is the number of a dump's document (from 1). Without `removed` the line has spans only, and
    the original cannot be restored from it.
    """
    attributes: dict[str, list[list[float]]] = {}
    for cut in result.cuts:
        score = 1.0 if cut.score is None else round(1 - cut.score.probability, 4)
        attributes.setdefault(f"{SOURCE}__{cut.rule}", []).append([cut.start, cut.end, score])
    row: dict[str, Any] = {
        "id": name,
        **({} if at is None else {"at": at}),
        "source": SOURCE,
        "version": version,
        "encoding": encoding,
        "sha256": _digest(result.text.encode(encoding, "surrogatepass")),
        "original_sha256": _digest(result.original.encode(encoding, "surrogatepass")),
        "attributes": attributes,
    }
    if removed:
        row["removed"] = [[cut.start, cut.end, cut.rule, cut.text] for cut in result.cuts]
    scored = [
        [cut.start, cut.end, cut.score.probability, cut.score.against]
        for cut in result.cuts
        if cut.score
    ]
    if scored:
        row["scored"] = scored
    if result.kind == "html":
        row["kind"] = "html"  # the text of the page can be restored, its HTML cannot
    if result.refusal:
        row["refusal"] = result.refusal
    return json_line(row)


def json_line(row: Mapping[str, Any]) -> bytes:
    """An object as a line of JSON, escaped if it has lone surrogates (from a file name)."""
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row).encode() + b"\n"


class Writer:
    """A record file, written line by line: an interrupted run leaves a record of what it did.

    With `append` lines are added to the file, and only for texts that changed: a second run over
    files that were cleaned in place must not delete what the first one removed. Otherwise the file
    is written from its beginning, and every text has a line. Raises RecordError if the file cannot
    be written. A context manager.
    """

    def __init__(self, path: str, version: str, *, append: bool) -> None:
        self._path, self._version, self._append = path, version, append
        try:
            self._file = Path(path).open("ab" if append else "wb")  # noqa: SIM115 - `__exit__` closes it
            if append and self._torn():
                self._file.write(b"\n")
        except OSError as error:
            raise RecordError(f"{path}: the record cannot be written: {error.strerror}.") from error

    def add(self, name: str, result: Result, encoding: str) -> None:
        """Write the line of a text; with `append`, to the disk. Raises RecordError."""
        if self._append and not result.changed:
            return
        try:
            self._file.write(line(name, result, encoding, self._version))
            self._file.flush()
            if self._append:  # the file is replaced next: what is removed must be safe before
                os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordError(
                f"{self._path}: the record cannot be written: {error.strerror}."
            ) from error

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _torn(self) -> bool:
        """Whether the last line has no end: an earlier run was killed while it wrote it."""
        with Path(self._path).open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"


def read(data: bytes, name: str) -> Iterator[Entry]:
    """The entries of a record's bytes; `name` is used in messages. Raises RecordError."""
    for number, row in enumerate(data.split(b"\n"), 1):  # not splitlines: only \n ends a line
        if row.strip():
            yield parse(row, f"{name}, line {number}")


def parse(row: bytes, where: str) -> Entry:
    """The entry in a line of a record; `where` names the line in messages. Raises RecordError."""
    try:
        return _entry(json.loads(row))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise RecordError(f"{where} is not a cleaner record, or it is damaged.") from error


def _entry(row: Mapping[str, Any]) -> Entry:
    name, at = str(row["id"]), row.get("at")
    entry = Entry(name, at=None if at is None else int(at), failed="error" in row)
    if not row["attributes"] and "removed" not in row:  # nothing was done to it
        return entry
    cuts = None
    if "removed" in row:
        removed = row["removed"]
        cuts = tuple(Cut(int(a), int(b), str(rule), "", str(text)) for a, b, rule, text in removed)
    return replace(
        entry,
        cuts=cuts,
        encoding=str(row["encoding"]),
        sha256=str(row["sha256"]),
        original_sha256=str(row["original_sha256"]),
        is_html=row.get("kind") == "html",
    )


def choose(entries: Iterable[Entry], cleaned: bytes, name: str) -> Entry:
    """The entry of a cleaned text, found by the text's hash; if several match, by the file's name.

    Raises RecordError if none matches, or if several do that have different originals.
    """
    digest = _digest(cleaned)
    fitting = [entry for entry in entries if entry.sha256 == digest]
    if not fitting:
        raise RecordError(
            f"{name}: the record does not match: the text was edited after cleaning,"
            " or it is the wrong record."
        )
    fitting = [entry for entry in fitting if entry.cuts] or fitting  # cleaned twice: the first time
    if _differ(fitting):
        base = _base(name)
        fitting = (
            [entry for entry in fitting if entry.id == name]
            or [entry for entry in fitting if _base(entry.id) == base]
            or fitting
        )
    if _differ(fitting):
        names = ", ".join(sorted({entry.id for entry in fitting})[:5])
        raise RecordError(
            f"{name}: several originals match ({names}). Keep only the right line in the record."
        )
    return fitting[-1]


def _differ(entries: Iterable[Entry]) -> bool:
    """Whether entries have different originals."""
    return len({entry.original_sha256 for entry in entries}) > 1


def restore(entry: Entry, cleaned: bytes, name: str) -> bytes:
    """The original's bytes, from the cleaned text's bytes and its entry. Raises RecordError."""
    try:
        return original_text(entry, cleaned.decode(entry.encoding)).encode(entry.encoding)
    except (ValueError, LookupError) as error:
        raise RecordError(f"{name}: the record is damaged: {error}") from error


def original_text(entry: Entry, cleaned: str) -> str:
    """The original text. Raises ValueError if the entry does not match the cleaned one."""
    original = document.restore(cleaned, entry.cuts or ())
    if _digest(original.encode(entry.encoding, "surrogatepass")) != entry.original_sha256:
        raise ValueError("what it rebuilds is not the original.")
    return original


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
