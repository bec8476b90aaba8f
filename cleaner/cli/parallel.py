"""Read and clean files, in as many processes as the configuration says, in their order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.cli.outcome import Report
from cleaner.cli.session import Input, Session
from cleaner.config import Config

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cleaner.core.analysis import Output
    from cleaner.core.result import Result

_AHEAD = 8  # files for each process that may be done before their turn


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

    What cannot be read or cleaned is reported. Raises Trouble if a worker process dies.
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
    from concurrent.futures import ProcessPoolExecutor  # only several processes need it
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    executor = ProcessPoolExecutor(
        jobs,
        get_context("spawn"),  # forks of a process with threads may hang
        _begin,
        (session.config, session.output, session.url),
    )
    waiting: deque[Future[_Answer]] = deque()
    try:
        for file, name in named:
            waiting.append(executor.submit(_work, file, name))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise Trouble(
            "A worker process died, perhaps for want of memory. Use fewer (-j), or -j 1 to see at"
            " which file."
        ) from error
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


# --- In a worker ------------------------------------------------------------------------------

_worker: list[tuple[Session, Events]] = []
"""The session of this process, and what it has reported."""


def _begin(config: Config, output: Output, url: str | None) -> None:
    from cleaner.dumps.run.orphans import end_with_parent

    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the main process, which ends this
    events = Events()
    _worker.append((Session(config, events, output=output, url=url), events))


def _work(file: files.File, name: str) -> _Answer:
    session, events = _worker[0]
    given, result, _ = _clean(session, file, name)
    return given, result, events.take()
