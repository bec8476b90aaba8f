"""Learning from files and dumps: two passes over all documents, in workers, resumable."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from cleaner import __version__, files
from cleaner.cli.console import Trouble
from cleaner.cli.documents import size_of
from cleaner.cli.dumps import Prepared, engine_for, report_errors, sources
from cleaner.cli.session import Session
from cleaner.dumps.document import Counts, Settings
from cleaner.dumps.errors import DumpError
from cleaner.dumps.learning import Counted, FirstPass, Noted, SecondPass
from cleaner.dumps.run.run import Workers
from cleaner.dumps.task import Job, Task
from cleaner.learn import Learner
from cleaner.learn.checkpoint import Checkpoint, CheckpointError, State
from cleaner.learn.sketch import Sketch

_CHECKPOINT_SECONDS = 30.0
_IDENTITY = (
    *("kind", "text_column", "html_column", "url_column", "id_column", "max_document"),
    *("learn_min_documents", "extensions", "encoding"),
)
"""Settings on which it depends what is learned."""
_Result = TypeVar("_Result", Noted, Counted)


def learn(session: Session, found: Sequence[files.File], output: str | None) -> Learner:
    """Read the documents twice and return what was counted. Raises Trouble.

    An interrupted run leaves a folder beside its output, from which the same command resumes.
    Without an output nothing is left.
    """
    if any(file.is_stdin for file in found):
        raise Trouble("learning reads its input twice, so stdin cannot be used; name a file.")
    try:
        if output is not None:
            return _learn(session, found, Path(f"{output}.learning"))
        with TemporaryDirectory() as folder:
            return _learn(session, found, Path(folder, "learning"))
    except (CheckpointError, DumpError) as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"{error.filename}: cannot be written: {error.strerror}.") from error


def _learn(session: Session, found: Sequence[files.File], folder: Path) -> Learner:
    learner = Learner(size_of(found), min_documents=session.config.learn_min_documents)
    config = session.config
    chosen = {name: getattr(config, name) for name in _IDENTITY}
    checkpoint = Checkpoint(folder, json.dumps([__version__, chosen, [*map(_stat, found)]]))
    try:
        _Passes(session, found, learner, checkpoint).run()
    except BaseException:
        checkpoint.close()
        raise
    checkpoint.remove()
    return learner


def _stat(file: files.File) -> tuple[Any, ...]:
    try:
        known = Path(file.path).stat()
    except OSError:  # an address
        return (file.path,)
    return file.path, known.st_size, known.st_mtime_ns


class _Passes:
    """The two passes, with a checkpoint from time to time."""

    def __init__(
        self,
        session: Session,
        found: Sequence[files.File],
        learner: Learner,
        checkpoint: Checkpoint,
    ) -> None:
        self._session, self._found = session, found
        self._learner, self._checkpoint = learner, checkpoint
        config = session.config
        is_alone = config.jobs == 1 and config.engine == "local"
        self._engine: Workers = _alone if is_alone else engine_for(config)
        self._state = checkpoint.resume(learner)
        self._saved_at = time.monotonic()

    def run(self) -> None:
        """Do what is left to do."""
        if self._state.number == 1:
            self._pass(FirstPass, self._note)
            self._save(State(2))
        shared = str(self._checkpoint.sketch)
        self._learner.sketch = Sketch.opened(shared)
        least = self._learner.min_documents
        self._pass(lambda settings: SecondPass(settings, shared, least), self._count)

    def _pass(
        self, job: Callable[[Settings], Job[_Result]], take: Callable[[str, _Result], None]
    ) -> None:
        for number, prepared in enumerate(sources(self._session, self._found)):
            with closing(prepared.source):
                if number >= self._state.source:
                    self._tell_about_hosts(prepared)
                    self._read(number, prepared, job(prepared.settings), take)

    def _tell_about_hosts(self, prepared: Prepared) -> None:
        if prepared.without_urls and self._state.number == 1:
            self._session.report.note(
                f"{prepared.name}: there is no column with URLs, so all documents are taken for"
                f" those of one site. {prepared.without_urls}"
            )

    def _read(
        self,
        number: int,
        prepared: Prepared,
        job: Job[_Result],
        take: Callable[[str, _Result], None],
    ) -> None:
        name, source = prepared.name, prepared.source
        done = self._state.tasks if number == self._state.source else 0
        counts = Counts()
        with (
            self._session.watch(name) as watcher,
            closing(self._engine(source.tasks(done), job)) as results,
        ):
            watcher.begun(source.total, counts)
            for result in results:
                take(name, result)
                done += 1
                counts.documents += result.documents
                watcher.at(source.position(), counts)
                if time.monotonic() - self._saved_at > _CHECKPOINT_SECONDS:
                    self._save(State(self._state.number, number, done))

    def _save(self, state: State) -> None:
        is_new = self._state.number == 1
        self._checkpoint.save(state, self._learner, sketch=is_new)
        self._state, self._saved_at = state, time.monotonic()

    def _note(self, name: str, noted: Noted) -> None:
        for document in noted.seen:
            self._learner.note(document)
        report_errors(self._session, name, noted.errors)

    def _count(self, name: str, counted: Counted) -> None:
        for document in counted.observed:
            self._learner.add(document)


def _alone(tasks: Iterable[Task], job: Job[Any], /) -> Generator[Any]:
    """Perform tasks in this process."""
    for task in tasks:
        yield job.perform(task, {}, lambda number: None)
