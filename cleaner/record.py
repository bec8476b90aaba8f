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

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.core import result as document
from cleaner.core.result import Cut, Result
from cleaner.files.place import create, lock, look, move, token

SOURCE = "cleaner"
_MAX_LINE_BYTES = 1 << 16  # of a first line, to tell whether it is that of a record


class RecordError(ValueError):
    """A record that cannot be read, or does not match a text. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a record.

    `cuts` are None if the record has spans only, so that the original cannot be restored. `path`
    is where the original was, `at` the number of a dump's document; `failed` tells that it could
    not be cleaned.
    """

    id: str
    cuts: tuple[Cut, ...] | None = ()
    encoding: str = "utf-8"
    sha256: str = ""
    original_sha256: str = ""
    at: int | None = None
    path: str = ""
    is_html: bool = False
    failed: bool = False


def line(
    name: str,
    result: Result,
    encoding: str,
    version: str,
    *,
    at: int | None = None,
    path: str | None = None,
    removed: bool = True,
) -> bytes:
    """The line of a record for a cleaned text whose bytes are in `encoding`.

    `path` is where the original was, `at` the number of a dump's document (from 1). Without
    `removed` the line has spans only, and the original cannot be restored from it.
    """
    attributes: dict[str, list[list[float]]] = {}
    for cut in result.cuts:
        score = 1.0 if cut.score is None else round(1 - cut.score.probability, 4)
        attributes.setdefault(f"{SOURCE}__{cut.rule}", []).append([cut.start, cut.end, score])
    row: dict[str, Any] = {
        "id": name,
        **({} if at is None else {"at": at}),
        **({} if path is None else {"path": path}),
        "source": SOURCE,
        "version": version,
        "encoding": encoding,
        "sha256": digest_of(result.text.encode(encoding, "surrogatepass")),
        "original_sha256": digest_of(result.original.encode(encoding, "surrogatepass")),
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

    With `append` lines are added to a record, and only for texts that changed: a second run over
    files that were cleaned in place must not delete what the first one removed. Otherwise every
    text has a line, and a file that exists is replaced only with `overwrite`, when the run ends.
    The file is created when its first line is written. A context manager.

    Raises RecordError if the file cannot be written, exists, or is in use by another run.
    """

    def __init__(self, path: str, version: str, *, append: bool, overwrite: bool = False) -> None:
        self._name, self._version, self._append = path, version, append
        self._path = Path(os.path.realpath(path))
        self._part: Path | None = None
        self._file: BinaryIO | None = None
        if self._path.is_dir():
            raise RecordError(f"{path}: the record cannot be written: it is a folder.")
        self._is_special = self._path.exists() and not self._path.is_file()  # `/dev/null`
        self._before = look(self._path)
        if self._before is None or self._is_special:
            return
        if append:
            self._check_is_record()
        elif not overwrite:
            raise RecordError(
                f"{path} exists. Add --overwrite to replace it, or name another record."
            )

    def add(self, name: str, result: Result, encoding: str) -> None:
        """Write the line of a text; with `append`, to the disk. Raises RecordError."""
        if self._append and not result.changed:
            return
        with self._explain_errors():
            if self._file is None:
                self._file = self._open()
            self._file.write(line(name, result, encoding, self._version, path=_absolute(name)))
            self._file.flush()
            if self._append:  # the file is replaced next: what is removed must be safe before
                os.fsync(self._file.fileno())

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the record. One that replaces a file is moved to its place, as far as it came."""
        if self._file is not None:
            self._file.close()
        if self._part is not None:
            with self._explain_errors():
                move(self._part, self._path, self._before)

    def _open(self) -> BinaryIO:
        if self._is_special:
            return self._path.open("wb")
        if self._append:
            return self._open_to_append()
        if self._before is None:
            return create(self._path)
        self._part = self._path.with_name(f"{self._path.name}.{token()}.part")
        return create(self._part)

    def _open_to_append(self) -> BinaryIO:
        """Open the record, locked, at the beginning of a line: an earlier run may have torn one."""
        file = self._path.open("a+b")
        if not lock(file):
            file.close()
            raise RecordError(f"{self._name}: another run is writing this record.")
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        return file

    def _check_is_record(self) -> None:
        """Raises RecordError if lines would be added to a file that is not a record."""
        with self._explain_errors(), self._path.open("rb") as file:
            first = file.readline(_MAX_LINE_BYTES)
        if first.strip() and not first.startswith(b'{"id"'):
            raise RecordError(
                f"{self._name} exists and is not a cleaner record. Name another file for it."
            )

    @contextmanager
    def _explain_errors(self) -> Iterator[None]:
        try:
            yield
        except FileExistsError as error:
            raise RecordError(
                f"{self._name} has appeared or changed since the run began, and was not replaced."
            ) from error
        except OSError as error:
            raise RecordError(
                f"{self._name}: the record cannot be written: {error.strerror}."
            ) from error


def read(data: bytes, name: str) -> Iterator[Entry]:
    """The entries of a record's bytes, which may be compressed with gzip.

    `name` is used in messages. Raises RecordError.
    """
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise RecordError(f"{name}: the gzip file is damaged ({error}).") from error
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
        path=str(row.get("path", "")),
        is_html=row.get("kind") == "html",
    )


def choose(
    entries: Iterable[Entry], cleaned: bytes, name: str, *, document: str | None = None
) -> Entry:
    """The entry of a cleaned text, found by the text's hash.

    If several originals match, `document` names one by its id or path; otherwise the path of the
    cleaned text decides, as far as it is the same as an original's. Raises RecordError if none
    matches, or if it remains open which one does.
    """
    digest = digest_of(cleaned)
    fitting = [entry for entry in entries if entry.sha256 == digest]
    if document is not None:
        named = [entry for entry in fitting if document in (entry.id, entry.path)]
        if fitting and not named:
            raise RecordError(
                f"{name}: it is not the text of {document!r}, but of {_names(fitting)}."
            )
        fitting = named
    if not fitting:
        raise RecordError(
            f"{name}: the record does not match: the text was edited after cleaning,"
            " or it is the wrong record."
        )
    if _differ(fitting):
        fitting = _nearest(fitting, _absolute(name) or name)
    fitting = [entry for entry in fitting if entry.cuts] or fitting  # cleaned twice: the first time
    if _differ(fitting):
        raise RecordError(
            f"{name}: several originals match ({_names(fitting)})."
            " Name the one you want with --document."
        )
    return fitting[-1]


def _names(entries: Iterable[Entry]) -> str:
    """Name the originals of some entries: the first five."""
    return ", ".join(sorted({entry.path or entry.id for entry in entries})[:5])


def _differ(entries: Iterable[Entry]) -> bool:
    """Whether entries have different originals."""
    return len({entry.original_sha256 for entry in entries}) > 1


def _nearest(entries: Sequence[Entry], path: str) -> list[Entry]:
    """The entries whose paths have most parts, counted from the end, in common with a path."""
    common = [_common_parts(entry.path or entry.id, path) for entry in entries]
    return [entry for entry, count in zip(entries, common, strict=True) if count == max(common)]


def _common_parts(one: str, other: str) -> int:
    parts = [path.replace("\\", "/").split("/")[::-1] for path in (one, other)]
    pairs = zip(*parts, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _absolute(name: str) -> str | None:
    """The absolute path of a file; None for stdin."""
    return None if name == "-" else os.path.abspath(name)  # noqa: PTH100 - resolves `..` only


def restore(entry: Entry, cleaned: bytes, name: str) -> bytes:
    """The original's bytes, from the cleaned text's bytes and its entry. Raises RecordError."""
    try:
        return original_text(entry, cleaned.decode(entry.encoding)).encode(entry.encoding)
    except (ValueError, LookupError) as error:
        raise RecordError(f"{name}: the record is damaged: {error}") from error


def original_text(entry: Entry, cleaned: str) -> str:
    """The original text. Raises ValueError if the entry does not match the cleaned one."""
    original = document.restore(cleaned, entry.cuts or ())
    if digest_of(original.encode(entry.encoding, "surrogatepass")) != entry.original_sha256:
        raise ValueError("the rebuilt text is not the original.")
    return original


def digest_of(data: bytes) -> str:
    """Return the hash by which a record knows a text."""
    return hashlib.sha256(data).hexdigest()
