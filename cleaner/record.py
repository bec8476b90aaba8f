"""The record of what was removed: a JSON document a line, from which the originals can be rebuilt byte for byte.

    {"id": "a.txt", "source": "cleaner", "version": "0.1.0", "encoding": "utf-8",
     "sha256": "… of the cleaned text's bytes", "original_sha256": "… of the original's",
     "attributes": {"cleaner__share.counter": [[120, 126, 1.0]]},
     "removed": [[120, 126, "share.counter", "53\\n\\n"]]}

Spans are half-open and count characters (code points) of the original. `attributes` has the form of dolma's attribute
files (https://github.com/allenai/dolma, docs/data-format.md), so that their mixer can read it; the third number is 1, or 1 less
the probability of what the line scorer took. `scored` has that probability for each such span, and the features that spoke most
against it. A text that was left
unchanged because it would have lost too much also has its `refusal`, a sentence.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner import document
from cleaner.document import Cut, Result

SOURCE = "cleaner"


class RecordError(ValueError):
    """A record that cannot be read, or does not fit a text. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a record."""

    id: str
    encoding: str
    sha256: str
    original_sha256: str
    cuts: tuple[Cut, ...]


def line(name: str, result: Result, encoding: str, version: str, *, at: int | None = None, removed: bool = True) -> bytes:
    """The line of a record for one cleaned text; `encoding` must be the one that its bytes are in.

    Of a dump's document, `at` is the place (from 1); without `removed`, what went is not in the line, and cannot be restored from it.
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
    if scored := [[cut.start, cut.end, cut.score.probability, cut.score.against] for cut in result.cuts if cut.score]:
        row["scored"] = scored
    if result.kind == "html":
        row["kind"] = "html"  # what is restored is the text of the page, not its HTML
    if result.refusal:
        row["refusal"] = result.refusal
    return json_line(row)


def json_line(row: Mapping[str, Any]) -> bytes:
    """An object as a line of JSON; with escapes for all that is not ASCII where there are lone surrogates (a file name, part of a text)."""
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row).encode() + b"\n"


class Writer:
    """A record file that is being written, line by line, so that a run that is interrupted leaves a record of what it did.

    With `append` what the file holds stays, and only texts that changed are added: a second run over files that were
    cleaned in place must not wipe out what the first one removed. Without, the file is begun anew and every text has a
    line. Raises RecordError if the file cannot be written. A context manager.
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
        """Put one text on record, on the disk and not only in a buffer. Raises RecordError."""
        if self._append and not result.changed:
            return
        try:
            self._file.write(line(name, result, encoding, self._version))
            self._file.flush()
            if self._append:  # the text itself goes next: what is removed must be safe before
                os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordError(f"{self._path}: the record cannot be written: {error.strerror}.") from error

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _torn(self) -> bool:
        """Whether the last line has no end: an earlier run was killed while it wrote."""
        with Path(self._path).open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"


def read(data: bytes, name: str) -> Iterator[Entry]:
    """The entries of a record's bytes; `name` is used in messages. Raises RecordError."""
    for number, row in enumerate(data.split(b"\n"), 1):  # not splitlines: only \n ends a line of JSONL
        if row.strip():
            yield _entry(row, f"{name}, line {number}")


def _entry(row: bytes, where: str) -> Entry:
    try:
        fields = json.loads(row)
        cuts = tuple(Cut(int(start), int(end), str(rule), "", str(text)) for start, end, rule, text in fields["removed"])
        return Entry(str(fields["id"]), str(fields["encoding"]), str(fields["sha256"]), str(fields["original_sha256"]), cuts)
    except (ValueError, TypeError, LookupError) as error:
        raise RecordError(f"{where} is not a line of a record that `cleaner clean --record` wrote.") from error


def choose(entries: Iterable[Entry], cleaned: bytes, name: str) -> Entry:
    """The entry that belongs to a cleaned text, by the text's hash; where several do, the one of that file name.

    Raises RecordError if none fits, or if several do that lead to different originals.
    """
    digest = _digest(cleaned)
    fitting = [entry for entry in entries if entry.sha256 == digest]
    if not fitting:
        raise RecordError(f"{name}: the record does not fit this text. It was changed after cleaning, or the record is of other texts.")
    fitting = [entry for entry in fitting if entry.cuts] or fitting  # a text cleaned twice: the first time is meant
    if len({entry.original_sha256 for entry in fitting}) > 1:
        base = _base(name)
        fitting = [entry for entry in fitting if entry.id == name] or [entry for entry in fitting if _base(entry.id) == base] or fitting
    if len({entry.original_sha256 for entry in fitting}) > 1:
        names = ", ".join(sorted({entry.id for entry in fitting})[:5])
        raise RecordError(f"{name}: several originals came to this same text ({names}). Keep that one's line of the record only.")
    return fitting[-1]


def restore(entry: Entry, cleaned: bytes, name: str) -> bytes:
    """The original's bytes, from the cleaned text's bytes and its entry. Raises RecordError if they do not fit."""
    try:
        original = document.restore(cleaned.decode(entry.encoding), entry.cuts).encode(entry.encoding)
    except (ValueError, LookupError) as error:
        raise RecordError(f"{name}: the record is damaged: {error}") from error
    if _digest(original) != entry.original_sha256:
        raise RecordError(f"{name}: the record is damaged: what it rebuilds is not the original.")
    return original


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
