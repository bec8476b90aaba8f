"""A run over a dump: tasks to workers, products to files, in order; on record how far it is, so that it can be gone on with."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cleaner import __version__
from cleaner.dumps import pool
from cleaner.dumps.columns import Columns
from cleaner.dumps.documents import Counts, Settings
from cleaner.dumps.journal import Journal, State, path_of
from cleaner.dumps.names import LIMIT, split_name
from cleaner.dumps.parts import Part, Sink, Writable, is_begun
from cleaner.dumps.task import Product, Task, Wanted
from cleaner.dumps.trouble import DumpTrouble
from cleaner.report import Finding

_KEEP_EVERY = 1.0  # seconds

Engine = Callable[[Iterable[Task], Wanted], Generator[Product]]
"""What takes tasks and gives their products, in order."""


class Source(Protocol):
    """A dump that is read."""

    name: str
    columns: Columns
    known: tuple[str, ...]  # columns besides `id` and `text` of rows that are made of records
    guessed: frozenset[str]

    def tasks(self, skip: int) -> Iterator[Task]:
        """All tasks but the first `skip`, in order, always the same. Raises DumpTrouble where it cannot be read on."""

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells whether it is still the same dump."""

    @property
    def total(self) -> int | None:
        """Its bytes; None if there is no knowing."""

    def position(self) -> int:
        """How many of them were read."""

    def close(self) -> None:
        """Nothing more will be read."""


class Target(NamedTuple):
    """Where things go: output, record (None: nowhere), and what is said of documents that were passed through.

    `sink` makes the output's, from the number that it said was kept.
    """

    output: Path
    record: Path | None
    errors: Path
    sink: Callable[[Path, int | None], Sink] = Part
    restart: bool = False


class Watcher(Protocol):
    """Is told how a run goes."""

    def begun(self, total: int | None, before: Counts) -> None: ...

    def at(self, position: int, counts: Counts) -> None: ...


def local(jobs: int, limit: float = LIMIT) -> Engine:
    """An engine of processes on this machine."""
    return lambda tasks, wanted: pool.run(tasks, wanted, jobs, limit)


def to_files(source: Source, target: Target, settings: Settings, engine: Engine, watcher: Watcher) -> Counts:
    """Clean a dump into files, which appear when all is done; go on with a run that was stopped.

    Raises DumpTrouble where the dump cannot be read on or a file cannot be written: what is done is kept then, and the same
    command goes on.
    """
    paths: dict[str, Path | None] = {"record": target.record, "errors": target.errors, "output": target.output}
    wanted = Wanted(settings, record=None if target.record is None else split_name(target.record.name)[1])
    try:
        with ExitStack() as stack:
            journal = Journal(target.output, _identity(source, target, settings), restart=target.restart)
            stack.callback(journal.close)
            before = journal.before
            is_finished = before is not None and before.finished  # but for the names of its files
            sinks: dict[str, Sink] = {}
            for name, path in paths.items():
                if path is not None and (not is_finished or is_begun(path)):
                    kept = None if before is None else before.kept[name]
                    sinks[name] = target.sink(path, kept) if name == "output" else Part(path, kept, even_if_empty=name == "record")
                    stack.callback(sinks[name].close)
            try:
                counts = before.counts if before and is_finished else _go(source, engine, wanted, sinks, journal, watcher)
            except DumpTrouble:
                if not journal.is_begun:  # nothing is done: nothing need be kept
                    for sink in sinks.values():
                        sink.discard()
                    journal.remove()
                raise
            for sink in sinks.values():
                sink.publish()
            journal.remove()
            return counts
    except OSError as error:
        raise DumpTrouble(_cannot_write(target.output, error)) from error


def _go(source: Source, engine: Engine, wanted: Wanted, sinks: Mapping[str, Sink], journal: Journal, watcher: Watcher) -> Counts:
    """Do what is left to do, and put on record how far it is every few seconds, and at the end."""
    state = journal.before or State(0, {}, Counts())
    tasks, counts = state.tasks, state.counts
    watcher.begun(source.total, counts)
    kept_at = time.monotonic()

    def keep(*, is_finished: bool = False) -> None:
        journal.keep(State(tasks, {name: sink.kept() for name, sink in sinks.items()}, counts, is_finished))

    with closing(engine(source.tasks(tasks), wanted)) as products:
        try:
            for product in products:
                for name, sink in sinks.items():
                    sink.write(getattr(product, name))
                tasks += 1
                counts.more(product.counts)
                watcher.at(source.position(), counts)
                if time.monotonic() - kept_at > _KEEP_EVERY and sinks["output"].settled:
                    keep()
                    kept_at = time.monotonic()
        except (DumpTrouble, KeyboardInterrupt):
            if tasks and sinks["output"].settled:
                keep()
            raise
    keep(is_finished=True)
    return counts


def to_stream(source: Source, file: Writable, settings: Settings, engine: Engine, watcher: Watcher) -> Counts:
    """Clean a dump, and write what is cleaned as it comes. Such a run cannot be gone on with. Raises DumpTrouble, and OSError."""
    counts = Counts()
    watcher.begun(source.total, counts)
    with closing(engine(source.tasks(0), Wanted(settings))) as products:
        for product in products:
            file.write(product.output)
            file.flush()
            counts.more(product.counts)
            watcher.at(source.position(), counts)
    return counts


def found(
    source: Source, settings: Settings, engine: Engine, watcher: Watcher, failed: Callable[[bytes], object]
) -> Generator[tuple[Finding, ...], None, Counts]:
    """What is found in a dump, document by document; what it came to in the end. Nothing is written. Raises DumpTrouble.

    `failed` is given the lines that an error file would have.
    """
    counts = Counts()
    watcher.begun(source.total, counts)
    with closing(engine(source.tasks(0), Wanted(settings, output=False, findings_in=source.name))) as products:
        for product in products:
            counts.more(product.counts)
            watcher.at(source.position(), counts)
            failed(product.errors)
            yield from product.findings
    return counts


def _identity(source: Source, target: Target, settings: Settings) -> dict[str, Any]:
    """What must be the same for a run to be gone on with."""
    chosen = settings.cleaner.settings
    files = [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in chosen["phrase_files"]]
    how = {**chosen, "phrase_files": files, "output": settings.output, "most": settings.most, "removed": settings.removed}
    return {
        "version": __version__,
        "input": source.identity,
        "record": None if target.record is None else str(target.record.absolute()),
        "errors": str(target.errors.absolute()),
        "settings": {name: list(value) if isinstance(value, tuple) else value for name, value in how.items()},
    }


def _cannot_write(output: Path, error: OSError) -> str:
    kept = "What is done is kept: give the same command again to go on." if path_of(output).exists() else ""
    if error.errno == errno.ENOSPC:
        return f"{error.filename or output}: there is no space left on the disk. {kept}"
    return f"{error.filename or output}: cannot be written: {error.strerror or error}. {kept}"
