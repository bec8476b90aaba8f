"""A task: some documents of a dump that go to a worker together, and what comes back of them.

Main process and workers see no more of a format than this: the main process cuts a dump into tasks, in its order; a worker opens a
task, cleans its documents and lays out what is to be written; the main process writes that, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from cleaner.dumps.documents import Cleaned, Counts, Given, Settings, clean, error_line, recorded
from cleaner.dumps.names import Compression
from cleaner.dumps.streams import frame
from cleaner.report import Finding, findings


class Batch(Protocol):
    """An opened task."""

    @property
    def documents(self) -> Sequence[Given]:
        """The documents, in order."""

    def output(self, texts: Sequence[str | None]) -> bytes:
        """What is written: for each document, in their order, its new text, or None for one that stays as it is."""


class Task(Protocol):
    """Some documents of a dump, in a form that can be pickled. `size` are the bytes of the dump that it is made of, about."""

    @property
    def size(self) -> int: ...

    def open(self) -> Batch: ...


class Wanted(NamedTuple):
    """What is to come back of tasks: output, a record (with what compression), findings (in texts called after their dump)."""

    settings: Settings
    output: bool = True
    record: Compression | None = None
    findings_in: str | None = None


class Product(NamedTuple):
    """What comes back of a task."""

    output: bytes
    record: bytes
    errors: bytes
    counts: Counts
    findings: tuple[tuple[Finding, ...], ...] = ()


class Progress(Protocol):
    """Is told which document a worker is at (-1: none), so that it can be given up if it takes too long."""

    def __call__(self, number: int) -> None: ...


def done(task: Task, wanted: Wanted, given_up: Mapping[int, str], at: Progress) -> Product:
    """Clean the documents of a task. Those whose number in it is in `given_up` are passed through, for the reason that stands there."""
    batch = task.open()
    counts = Counts()
    cleaned = []
    for number, given in enumerate(batch.documents):
        at(number)
        one = Cleaned(given, None, given_up[number]) if number in given_up else clean(given, wanted.settings)
        counts.add(one)
        cleaned.append(one)
    at(-1)
    record = b""
    if wanted.record is not None:
        record = frame(b"".join([recorded(one, wanted.settings) for one in cleaned]), wanted.record)
    return Product(
        batch.output([one.text if one.changed else None for one in cleaned]) if wanted.output else b"",
        record,
        b"".join([error_line(one.given.at, one.given.id, one.error) for one in cleaned if one.error]),
        counts,
        tuple(_found(wanted.findings_in, cleaned)) if wanted.findings_in is not None else (),
    )


def _found(dump: str, cleaned: Sequence[Cleaned]) -> list[tuple[Finding, ...]]:
    each = (findings(f"{dump}#{one.given.id}", replace(one.result, suggestions=())) for one in cleaned if one.result is not None)
    return [found for found in each if found]
