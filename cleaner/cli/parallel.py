"""Read and clean files, in as many processes as the configuration says, in their order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.cli.outcome import Report
from cleaner.cli.session import Input, Session
from cleaner.config import Config

if TYPE_CHECKING:
    from cleaner.core.analysis import Output
    from cleaner.core.result import Result
    from cleaner.dumps.task import Progress

_TOGETHER = 8  # most files that a process is given at a time
_TURNS = 4  # times that a process is given files, at least, so that all end at about the same time


class Cleaned(NamedTuple):
    """A file, what was read from it, and its result."""

    file: files.File
    given: Input
    result: Result


class _Event(NamedTuple):
    """A call of a method of the report."""

    method: str
    arguments: tuple[Any, ...]


class Events(Report):
    """Prints nothing, and keeps what is reported: of workers, for the main process to report."""

    def __init__(self) -> None:
        super().__init__("")
        self.kept: list[_Event] = []

    def trouble(self, sentence: str) -> None:
        self.kept.append(_Event("trouble", (sentence,)))

    def refusal(self, path: str, sentence: str) -> None:
        self.kept.append(_Event("refusal", (path, sentence)))

    def whole_page(self, name: str) -> None:
        self.kept.append(_Event("whole_page", (name,)))

    def note(self, sentence: str) -> None:
        self.kept.append(_Event("note", (sentence,)))

    def take(self) -> list[_Event]:
        """Return what was reported since the last call."""
        kept, self.kept = self.kept, []
        return kept


_Answer = tuple[Input | None, "Result | None", list[_Event]]


def results(session: Session, named: Sequence[tuple[files.File, str]]) -> Iterator[Cleaned]:
    """Yield the results of files, each with the name that messages use for it.

    What cannot be read or cleaned is reported, and so is a file at which a worker process dies.
    Raises Trouble if they die before they come to any file.
    """
    jobs = min(session.config.jobs, len(named))
    alone = jobs < 2 or any(file.is_stdin for file, _ in named)
    answers = _here(session, named) if alone else _in_processes(session, named, jobs)
    for (file, _), (given, result, events) in zip(named, answers, strict=True):
        for event in events:
            getattr(session.report, event.method)(*event.arguments)
        if given is not None and result is not None:
            yield Cleaned(file, given, result)


def _here(session: Session, named: Sequence[tuple[files.File, str]]) -> Iterator[_Answer]:
    return (_clean(session, file, name) for file, name in named)


def _clean(session: Session, file: files.File, name: str) -> _Answer:
    given = session.read(file, name)
    return given, None if given is None else session.clean(given), []


def _in_processes(
    session: Session, named: Sequence[tuple[files.File, str]], jobs: int
) -> Iterator[_Answer]:
    from cleaner.dumps.errors import DumpError
    from cleaner.dumps.run import pool  # only several processes need it

    work = FileWork(session.config, session.output, session.url)
    size = max(1, min(_TOGETHER, len(named) // (jobs * _TURNS)))
    tasks = (named[at : at + size] for at in range(0, len(named), size))
    try:
        for answers in pool.run(tasks, work, jobs, math.inf):
            yield from answers
    except DumpError as error:
        raise Trouble(str(error)) from error


class FileWork:
    """Reads and cleans some files in a worker process. A file that ends its process is reported."""

    def __init__(self, config: Config, output: Output, url: str | None) -> None:
        self._config, self._output, self._url = config, output, url

    @cached_property
    def _session(self) -> Session:
        """The session of the worker process; its report is that of `_events`."""
        return Session(self._config, self._events, output=self._output, url=self._url)

    @cached_property
    def _events(self) -> Events:
        return Events()

    def perform(
        self,
        task: Sequence[tuple[files.File, str]],
        given_up: Mapping[int, str],
        progress: Progress,
    ) -> list[_Answer]:
        """See `Work`."""
        from cleaner.dumps.task import NO_DOCUMENT

        answers: list[_Answer] = []
        session = self._session
        for number, (file, name) in enumerate(task):
            if number in given_up:
                sentence = f"{name}: left unchanged, because {given_up[number]}."
                answers.append((None, None, [_Event("trouble", (sentence,))]))
                continue
            progress(number)
            given, result, _ = _clean(session, file, name)
            answers.append((given, result, self._events.take()))
        progress(NO_DOCUMENT)
        return answers
