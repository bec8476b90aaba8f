"""Worker processes. A document that crashes or holds up its worker does not harm the others.

Each worker has a pipe of its own. It tells in shared memory which document it is at, and since
when. If it dies, or is at one document for too long (and is then killed), that document passes
unchanged with the reason, and the rest of its task is done again. Python's own pool cannot tell
which of its tasks killed a worker, and gives up as a whole.
"""

from __future__ import annotations

import multiprocessing as mp
import signal
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from multiprocessing import connection
from typing import Any, Generic, TypeVar

from cleaner.dumps.errors import DumpError
from cleaner.dumps.run.orphans import end_with_parent
from cleaner.dumps.task import NO_DOCUMENT, Work

_Result = TypeVar("_Result")
_Task = TypeVar("_Task")

_CONTEXT = mp.get_context("spawn")  # forks of a process with threads (pyarrow's) may hang
_TASKS_AHEAD = 4  # tasks for each worker that may be done before their turn
_POLL_SECONDS = 0.2  # between looks at the clock
_MAX_TRIES = 2  # of a task whose worker dies outside of any document


class _Worker:
    """A process, the work that it knows, and the task that it does."""

    def __init__(self) -> None:
        self.place = _CONTEXT.RawArray("d", (NO_DOCUMENT, 0.0))
        """Number of the document in the task, and since when."""

        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(theirs, self.place), daemon=True)
        self.process.start()
        theirs.close()
        self.work: Work[Any, Any] | None = None
        self.number: int | None = None
        self.task: Any = None

    def start(self, work: Work[Any, Any], number: int, task: Any, given_up: dict[int, str]) -> None:
        self.place[0] = NO_DOCUMENT
        self.number, self.task = number, task
        new, self.work = (None if work is self.work else work), work
        with suppress(OSError):  # it has died, which is noticed when its answer is awaited
            self.pipe.send((new, task, given_up))

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Pool:
    """Up to `jobs` processes, which are started when there is work, and stay until it is closed.

    `timeout` is the number of seconds that a document may take.
    """

    def __init__(self, jobs: int, timeout: float) -> None:
        self._jobs, self._timeout = jobs, timeout
        self._workers: list[_Worker] = []

    def __call__(
        self, tasks: Iterable[_Task], work: Work[_Task, _Result], /
    ) -> Generator[_Result, None, None]:
        """Do the work on tasks; yields the results in the order of the tasks.

        At most a few tasks for each worker are held. Raises DumpError for a task that cannot be
        done at all, and what `tasks` raises once all that came before is done.
        """
        self._workers += [_Worker() for _ in range(self._jobs - len(self._workers))]
        try:
            yield from _Run(self._workers, work, self._timeout).results(iter(tasks))
        finally:
            self._stop([worker for worker in self._workers if worker.number is not None])

    def close(self) -> None:
        """End all processes."""
        self._stop([*self._workers])

    def _stop(self, workers: Iterable[_Worker]) -> None:
        for worker in workers:
            worker.stop()
            self._workers.remove(worker)


def run(
    tasks: Iterable[_Task], work: Work[_Task, _Result], jobs: int, timeout: float
) -> Generator[_Result, None, None]:
    """Do the work on tasks in processes that end after it (see `Pool`)."""
    with closing(Pool(jobs, timeout)) as pool:
        yield from pool(tasks, work)


class _Run(Generic[_Task, _Result]):
    """The state of one run."""

    def __init__(self, workers: list[_Worker], work: Work[_Task, _Result], timeout: float) -> None:
        self._workers, self._work, self._timeout = workers, work, timeout
        self._given_up: dict[int, dict[int, str]] = {}  # by the task: documents, and the reasons
        self._tries: dict[int, int] = {}
        self._results: dict[int, _Result] = {}

    def results(self, tasks: Iterator[_Task]) -> Iterator[_Result]:
        """The results of tasks, in their order."""
        given = taken = 0
        error: DumpError | None = None
        has_more = True
        while True:
            while has_more and self._has_room(given - taken) and (idle := self._idle()):
                task = None
                try:
                    task = next(tasks, None)
                except DumpError as stopped:  # what came before it is finished first
                    error = stopped
                if task is not None:
                    idle.start(self._work, given, task, {})
                    given += 1
                has_more = task is not None
            while taken in self._results:
                yield self._results.pop(taken)
                taken += 1
            if taken == given and not has_more:
                if error is not None:
                    raise error
                return
            if not (has_more and self._has_room(given - taken) and self._idle()):
                self._wait()

    def _has_room(self, under_way: int) -> bool:
        return under_way < _TASKS_AHEAD * len(self._workers)

    def _idle(self) -> _Worker | None:
        return next((worker for worker in self._workers if worker.number is None), None)

    def _wait(self) -> None:
        """Take the results that are ready, and replace workers that have died or take too long."""
        busy = {worker.pipe: worker for worker in self._workers if worker.number is not None}
        for pipe in connection.wait(list(busy), _POLL_SECONDS):
            self._take(busy[pipe])  # type: ignore[index]  # it is one of those pipes
        now = time.monotonic()
        for worker in self._workers:
            is_at_document = worker.number is not None and worker.place[0] != NO_DOCUMENT
            if is_at_document and now - worker.place[1] > self._timeout:
                self._retry(worker, f"it took longer than {self._timeout:g} seconds (--timeout)")

    def _take(self, worker: _Worker) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(1)
            how = _how(worker.process.exitcode)
            self._retry(worker, f"the process that cleaned it died ({how})")
            return
        if isinstance(answer, str):
            raise DumpError(answer)
        assert worker.number is not None
        self._results[worker.number] = answer
        self._given_up.pop(worker.number, None)
        worker.number = worker.task = None

    def _retry(self, worker: _Worker, why: str) -> None:
        """Replace the worker, and retry its task without the document that it was at."""
        number, task, place = worker.number, worker.task, int(worker.place[0])
        assert number is not None
        worker.stop()
        given_up = self._given_up.setdefault(number, {})
        if place >= 0:
            given_up[place] = why
        else:
            self._tries[number] = self._tries.get(number, 0) + 1
            if self._tries[number] > _MAX_TRIES:
                how = _how(worker.process.exitcode)
                raise DumpError(
                    f"worker processes keep dying ({how}). Out of memory? Try a smaller -j."
                )
        fresh = _Worker()
        self._workers[self._workers.index(worker)] = fresh
        fresh.start(self._work, number, task, given_up)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _serve(pipe: connection.Connection[Any, Any], place: Any) -> None:
    """Perform tasks until the main process closes the pipe."""
    end_with_parent()
    # Ctrl-C ends the main process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def progress(number: int) -> None:
        place[1] = time.monotonic()
        place[0] = number

    work: Any = None
    with suppress(EOFError, OSError):  # the main process is gone
        while True:
            new, task, given_up = pipe.recv()
            work = new or work
            try:
                answer = work.perform(task, given_up, progress)
            except DumpError as error:
                answer = str(error)
            except Exception as bug:  # noqa: BLE001 - if the worker died of it, the reason would be lost
                answer = (
                    f"Some documents cannot be read or written ({type(bug).__name__}: {bug})."
                    " Please report this."
                )
            pipe.send(answer)
