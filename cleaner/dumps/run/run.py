"""A run over a dump: tasks to workers, results to files in order, checkpoints to the journal."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from cleaner import __version__
from cleaner.dumps.document import Counts, Settings
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import SinkMaker, base, split_name
from cleaner.dumps.formats.base import Source
from cleaner.dumps.run.journal import Journal, State, path_of
from cleaner.dumps.run.sink import PartialFile, Sink, Writable
from cleaner.dumps.run.slot import (
    Slot,
    appeared,
    check_apart,
    new_slot,
    real_path,
    remove_unfinished,
)
from cleaner.dumps.task import Job, Outputs, Task, TaskResult
from cleaner.files.atomic import why_not
from cleaner.files.place import look
from cleaner.report.finding import Checked

_CHECKPOINT_SECONDS = 1.0
_Result = TypeVar("_Result")

Engine = Callable[[Iterable[Task], Outputs], Generator[TaskResult]]
"""Performs tasks and yields their results, in order."""


class Workers(Protocol):
    """An engine for any job: cleaning, and learning what repeats."""

    def __call__(self, tasks: Iterable[Task], job: Job[_Result], /) -> Generator[_Result]:
        """Perform a job on tasks; yields what comes of them, in order."""


class Target(NamedTuple):
    """The files of a run: output, record (None: no record), and errors of documents.

    `sink` makes the output file. With `restart` an interrupted run is not resumed; with `overwrite`
    files that exist are replaced.
    """

    output: Path
    record: Path | None
    errors: Path
    sink: SinkMaker = PartialFile
    restart: bool = False
    overwrite: bool = False

    @property
    def paths(self) -> dict[str, Path]:
        """The files to write, by the field of `TaskResult` that they get."""
        record = {} if self.record is None else {"record": self.record}
        return {**record, "errors": self.errors, "output": self.output}


class Watcher(Protocol):
    """Is told about the progress of a run."""

    def begun(self, total: int | None, before: Counts) -> None:
        """The dump has `total` bytes (None: unknown); an earlier run has done `before`."""

    def at(self, position: int, counts: Counts) -> None:
        """So many bytes were read, and `counts` are the totals so far."""


def to_files(
    source: Source, target: Target, settings: Settings, engine: Engine, watcher: Watcher
) -> Counts:
    """Clean a dump into files, which appear when all is done. Resumes an interrupted run.

    Raises DumpError where the dump cannot be read further, or a file cannot be written. The part
    that is done is kept, and the same command resumes the run.
    """
    target = _with_real_paths(target)
    check_apart(source.inodes(), [*target.paths.values(), path_of(target.output)])
    try:
        with ExitStack() as stack:
            identity = _identity(source, target, settings)
            journal = Journal(target.output, identity, restart=target.restart)
            stack.callback(journal.close)
            sinks = _begin(journal, target, stack)
            state = journal.before
            if state is None or not state.finished:
                record = None if target.record is None else split_name(target.record.name)[1]
                outputs = Outputs(settings, record=record)
                state = _run(source, engine, outputs, sinks, journal, watcher)
            for name, sink in sinks.items():
                sink.publish(state.marks[name], resumed=state is journal.before)
            journal.remove()
            return state.counts
    except OSError as error:
        raise DumpError(_cannot_write(target.output, error)) from error


def _with_real_paths(target: Target) -> Target:
    record = None if target.record is None else real_path(target.record)
    return target._replace(
        output=real_path(target.output), record=record, errors=real_path(target.errors)
    )


def _begin(journal: Journal, target: Target, stack: ExitStack) -> dict[str, Sink]:
    """Start or resume the files of a run; `stack` closes them. Raises DumpError, and OSError."""
    sinks: dict[str, Sink] = {}
    try:
        slots = _slots(journal, target)
        for name, slot in slots.items():
            sinks[name] = _sink(name, slot, target)
            stack.callback(sinks[name].close)
            if journal.before is None:
                sinks[name].start()
            elif not journal.before.finished:  # else they remain to be moved only
                sinks[name].resume(journal.before.marks[name])
    except (DumpError, OSError):
        _abandon(journal, sinks)
        raise
    return sinks


def _sink(name: str, slot: Slot, target: Target) -> Sink:
    if name == "output":
        return target.sink(slot)
    return PartialFile(slot, even_if_empty=name == "record")


def _slots(journal: Journal, target: Target) -> dict[str, Slot]:
    """The files of the interrupted run, or new ones, of which the journal is told."""
    if journal.before is None:
        slots = {
            name: new_slot(path, overwrite=target.overwrite) for name, path in target.paths.items()
        }
        for leftover in journal.leftover:
            remove_unfinished(leftover)
        journal.begin(slots)
        return slots
    for name, slot in journal.slots.items():
        if journal.before.finished or look(slot.path) == slot.before:
            continue
        if not target.overwrite:
            raise appeared(slot.path)
        journal.slots[name] = slot._replace(before=look(slot.path))
    if target.overwrite:
        journal.note_files()
    return journal.slots


def _abandon(journal: Journal, sinks: Mapping[str, Sink]) -> None:
    """Remove the files of a run that has done nothing that could be resumed."""
    if not journal.is_begun:
        for sink in sinks.values():
            sink.discard()
        journal.abandon()


def _run(
    source: Source,
    engine: Engine,
    outputs: Outputs,
    sinks: Mapping[str, Sink],
    journal: Journal,
    watcher: Watcher,
) -> State:
    """Do what is left to do, with a checkpoint every second and at the end."""
    state = journal.before or State(0, {}, Counts())
    tasks, counts = state.tasks, state.counts
    watcher.begun(source.total, counts)
    checkpoint_at = time.monotonic()

    def checkpoint() -> None:
        marks = {name: sink.checkpoint() for name, sink in sinks.items()}
        journal.checkpoint(State(tasks, marks, counts))

    with closing(engine(source.tasks(tasks), outputs)) as results:
        try:
            for result in results:
                for name, sink in sinks.items():
                    sink.write(getattr(result, name))
                tasks += 1
                counts.merge(result.counts)
                watcher.at(source.position(), counts)
                is_due = time.monotonic() - checkpoint_at > _CHECKPOINT_SECONDS
                if is_due and sinks["output"].can_checkpoint:
                    checkpoint()
                    checkpoint_at = time.monotonic()
        except (DumpError, KeyboardInterrupt):
            if tasks and sinks["output"].can_checkpoint:
                checkpoint()
            _abandon(journal, sinks)
            raise
    marks = {name: sink.finish() for name, sink in sinks.items()}
    finished = State(tasks, marks, counts, finished=True)
    journal.checkpoint(finished)
    return finished


def to_stream(
    source: Source, file: Writable, settings: Settings, engine: Engine, watcher: Watcher
) -> Counts:
    """Clean a dump into a stream. Such a run cannot be resumed. Raises DumpError, and OSError."""
    counts = Counts()
    for result in _results(source, Outputs(settings), engine, watcher, counts):
        file.write(result.output)
        file.flush()
    return counts


def check(
    source: Source,
    settings: Settings,
    engine: Engine,
    watcher: Watcher,
    report_errors: Callable[[bytes], object],
    *,
    counted: bool = False,
) -> Generator[Checked, None, Counts]:
    """Yield the documents of a dump that have findings; returns the totals. Writes nothing.

    With `counted` all documents are yielded, with their words. `report_errors` is given the lines
    that an error file would get. Raises DumpError.
    """
    counts = Counts()
    outputs = Outputs(settings, output=False, findings_in=source.name, counted=counted)
    for result in _results(source, outputs, engine, watcher, counts):
        report_errors(result.errors)
        yield from result.checked
    return counts


def _results(
    source: Source, outputs: Outputs, engine: Engine, watcher: Watcher, counts: Counts
) -> Generator[TaskResult]:
    """All results, which are added to `counts`."""
    watcher.begun(source.total, counts)
    with closing(engine(source.tasks(0), outputs)) as results:
        for result in results:
            counts.merge(result.counts)
            watcher.at(source.position(), counts)
            yield result


def _identity(source: Source, target: Target, settings: Settings) -> dict[str, Any]:
    """What must be equal for a run to be resumed, as JSON."""
    chosen = settings.cleaner.settings
    files = [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in chosen["phrase_files"]]
    how = {
        **chosen,
        "phrase_files": files,
        "output": settings.output,
        "max_chars": settings.max_chars,
        "removed_text": settings.removed_text,
        "per_file": settings.per_file,
    }
    return {
        "version": __version__,
        "tasks": [base.TASK_BYTES, base.TASK_DOCUMENTS],
        "input": source.identity,
        "record": None if target.record is None else str(target.record.absolute()),
        "errors": str(target.errors.absolute()),
        "settings": {
            name: list(value) if isinstance(value, tuple) else value for name, value in how.items()
        },
    }


def _cannot_write(output: Path, error: OSError) -> str:
    kept = ""
    if path_of(output).exists():
        kept = " Progress is saved; repeat the command to resume."
    name = error.filename or output
    if error.errno == errno.ENOSPC:
        return f"{name}: there is no space left on the disk.{kept}"
    return f"{name}: cannot be written: {why_not(str(name), error)}.{kept}"
