"""The unit of work: some documents of a dump that a worker cleans together, and what it returns.

Readers cut a dump into tasks, in order. A worker opens a task, cleans its documents and lays out
the bytes to write. The main process writes these in order. None of them knows more of a format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol, TypeVar

from cleaner.core.result import Result
from cleaner.core.words import word_count
from cleaner.dumps.document import (
    Counts,
    InputDocument,
    OutputDocument,
    Settings,
    clean,
    error_line,
    record_line,
)
from cleaner.dumps.formats import Compression
from cleaner.dumps.stream import frame
from cleaner.learn.proposals import host_of
from cleaner.report.finding import Checked, findings

_Result_co = TypeVar("_Result_co", covariant=True)
_Task_contra = TypeVar("_Task_contra", contravariant=True)

NO_DOCUMENT = -1
"""What `Progress` is told when no document is being cleaned."""

Progress = Callable[[int], object]
"""Is told the number (in the task) of the document that is being cleaned, to stop a slow one."""


class Batch(Protocol):
    """An opened task."""

    @property
    def documents(self) -> Sequence[InputDocument]:
        """Its documents, in order."""

    def output(self, texts: Sequence[str | None], results: Sequence[Result | None] = ()) -> bytes:
        """The bytes to write, given each document's new text; None keeps a document unchanged.

        `results` are what cleaning said of each document, for rows that say more than the text.
        """


class Task(Protocol):
    """Some documents of a dump, in a form that can be pickled."""

    @property
    def size(self) -> int:
        """How many bytes of the dump it holds, about."""

    def open(self) -> Batch:
        """Parse the documents."""


class Damage(NamedTuple):
    """A task without documents: a part of the dump that cannot be read. `at` as in documents."""

    at: int
    reason: str

    @property
    def size(self) -> int:
        """See `Task`."""
        return 0

    def open(self) -> _NoDocuments:
        """See `Task`."""
        return _NoDocuments()


class _NoDocuments:
    """See `Batch`."""

    documents: tuple[InputDocument, ...] = ()

    def output(self, texts: Sequence[str | None], results: Sequence[Result | None] = ()) -> bytes:
        """See `Batch`."""
        return b""


class Work(Protocol[_Task_contra, _Result_co]):
    """What workers do with tasks. It can be pickled."""

    def perform(
        self, task: _Task_contra, given_up: Mapping[int, str], progress: Progress
    ) -> _Result_co:
        """What comes of a task. `given_up` maps documents not to be tried again to the reasons."""


class Job(Work[Task, _Result_co], Protocol[_Result_co]):
    """What workers do with the tasks of dumps, here or on other machines."""

    def from_anywhere(self) -> Job[_Result_co]:
        """The same for workers in other folders, or on other machines."""


class Outputs(NamedTuple):
    """What tasks shall return: output, a record (None: no record), findings (None: no findings).

    `record` is the compression of the record, `findings_in` the name of the dump in findings, and
    `counted` asks for the words of every document besides its findings.
    """

    settings: Settings
    output: bool = True
    record: Compression | None = None
    findings_in: str | None = None
    counted: bool = False

    def perform(self, task: Task, given_up: Mapping[int, str], progress: Progress) -> TaskResult:
        """See `Job`: clean the documents."""
        return perform(task, self, given_up, progress)

    def from_anywhere(self) -> Outputs:
        """See `Job`."""
        return self._replace(settings=self.settings.from_anywhere())


class TaskResult(NamedTuple):
    """What a worker returns for a task: bytes to append to each file, totals, and findings."""

    output: bytes
    record: bytes
    errors: bytes
    counts: Counts
    checked: tuple[Checked, ...] = ()


def perform(
    task: Task, outputs: Outputs, given_up: Mapping[int, str], progress: Progress
) -> TaskResult:
    """Clean the documents of a task.

    `given_up` maps the numbers of documents that are not to be tried again to the reasons.
    """
    if isinstance(task, Damage):
        line = error_line(task.at, str(task.at), task.reason)
        return TaskResult(b"", b"", line, Counts(damaged=1))
    batch = task.open()
    counts = Counts()
    cleaned = []
    for number, document in enumerate(batch.documents):
        progress(number)
        flawed = document._replace(flaw=given_up.get(number, document.flaw))
        one = clean(flawed, outputs.settings)
        counts.add(one)
        cleaned.append(one)
    progress(NO_DOCUMENT)
    return TaskResult(
        _output(batch, cleaned) if outputs.output else b"",
        b"" if outputs.record is None else _record(cleaned, outputs.settings, outputs.record),
        b"".join(error_line(one.input.at, one.input.id, one.error) for one in cleaned if one.error),
        counts,
        () if outputs.findings_in is None else _checked(outputs.findings_in, cleaned, outputs),
    )


def _output(batch: Batch, cleaned: Sequence[OutputDocument]) -> bytes:
    texts = [one.text if one.changed else None for one in cleaned]
    return batch.output(texts, [one.result for one in cleaned])


def _record(
    cleaned: Sequence[OutputDocument], settings: Settings, compression: Compression
) -> bytes:
    return frame(b"".join([record_line(one, settings) for one in cleaned]), compression)


def _checked(dump: str, cleaned: Sequence[OutputDocument], outputs: Outputs) -> tuple[Checked, ...]:
    """The documents that have findings; all if their words are to be counted."""
    each = (
        Checked(
            findings(f"{dump}#{one.input.id}", replace(one.result, suggestions=())),
            host_of(one.input.url or ""),
            word_count(one.result.original) if outputs.counted else 0,
            one.result.refusal is not None,
        )
        for one in cleaned
        if one.result is not None
    )
    return tuple(one for one in each if one.findings or outputs.counted)
