"""The documents of files and dumps, one after the other: a file is a dump of one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.cli.inputs import is_dump
from cleaner.cli.session import Session
from cleaner.files import host_of_file

if TYPE_CHECKING:
    from cleaner.core.result import Result
    from cleaner.dumps.document import InputDocument, Settings


class Cleaned(NamedTuple):
    """A document after cleaning. `result` is None for one that could not be cleaned: `error`."""

    name: str
    host: str
    result: Result | None
    error: str = ""


def cleaned(session: Session, found: Sequence[files.File]) -> Iterator[Cleaned]:
    """Clean the documents of files and dumps. Raises Trouble for a dump that cannot be read."""
    for file in found:
        of_one = _of_dump if is_dump(file, session.config) else _of_file
        yield from of_one(session, file)


def size_of(found: Sequence[files.File]) -> int:
    """Return the size of files in bytes; compressed ones count five times."""
    total = 0
    for file in found:
        packed = file.path.lower().endswith((".gz", ".zst", ".tgz", ".parquet"))
        try:
            total += Path(file.path).stat().st_size * (5 if packed else 1)
        except OSError:  # an address: nothing is known of its size
            total += 1 << 30
    return total


def _of_file(session: Session, file: files.File) -> Iterator[Cleaned]:
    given = session.read(file, file.path)
    result = session.clean(given) if given is not None else None
    if result is not None:
        yield Cleaned(file.path, host_of_file(file.path), result)


def _of_dump(session: Session, file: files.File) -> Iterator[Cleaned]:
    from cleaner.dumps.document import clean
    from cleaner.learn.proposals import host_of

    for document, settings in _read(session, file):
        one = clean(document, settings)
        name, host = f"{file.path}#{document.id}", host_of(document.url or "")
        yield Cleaned(name, host, one.result, one.error)


def _read(session: Session, file: files.File) -> Iterator[tuple[InputDocument, Settings]]:
    """Yield the documents of a dump, and how to clean them. Raises Trouble."""
    from cleaner.cli.dumps import prepared
    from cleaner.dumps.document import Counts
    from cleaner.dumps.errors import DumpError
    from cleaner.dumps.task import Damage

    try:
        source, settings, _ = prepared(session, file, None)
        counts = Counts()
        with closing(source), session.watch(file.path) as watcher:
            watcher.begun(source.total, counts)
            for task in source.tasks(0):
                if isinstance(task, Damage):
                    session.report.trouble(f"{file.path}: {task.reason}")
                for document in task.open().documents:
                    counts.documents += 1
                    yield document, settings
                watcher.at(source.position(), counts)
    except DumpError as error:
        if not session.skips(file, error):
            raise Trouble(str(error)) from error
