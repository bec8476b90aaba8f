"""Worker processes that a document may crash or hold up without harm to the others.

Each worker has a pipe of its own and says in shared memory which document it is at and since when. If it dies, or is at one
document for too long (and is then killed), that document is passed through with the reason, and the rest of its task is done again.
Python's own pool cannot tell which of its tasks killed it, and gives up altogether.
"""

from __future__ import annotations

import multiprocessing as mp
import signal
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing import connection
from multiprocessing.context import SpawnContext
from typing import Any

from cleaner.dumps.task import Product, Task, Wanted, done
from cleaner.dumps.trouble import DumpTrouble

_AHEAD = 4  # tasks for each worker that may be done before their turn comes
_LOOK = 0.2  # seconds between looks at the clock
_TRIES = 2  # of a task whose worker dies outside any document
_NONE = -1.0


class _Worker:
    """A process, and the task that it is at."""

    def __init__(self, context: SpawnContext, wanted: Wanted) -> None:
        self.place = context.RawArray("d", (_NONE, 0.0))  # number of the document in the task, and since when
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, wanted, self.place), daemon=True)
        self.process.start()
        theirs.close()
        self.number: int | None = None
        self.task: Task | None = None

    def give(self, number: int, task: Task, given_up: dict[int, str]) -> None:
        self.place[0] = _NONE
        self.number, self.task = number, task
        with suppress(OSError):  # it has died; that is seen when its answer is waited for
            self.pipe.send((task, given_up))

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def run(tasks: Iterable[Task], wanted: Wanted, jobs: int, limit: float) -> Generator[Product, None, None]:
    """What comes of tasks, in their order. `limit` are the seconds that a document may take.

    No more than a few tasks for each of the `jobs` workers are held at a time. Raises DumpTrouble for a task that cannot be done at
    all, and what `tasks` raises once all that came before is done.
    """
    context = mp.get_context("spawn")  # forks of a process with threads (pyarrow's) may hang
    workers = [_Worker(context, wanted) for _ in range(jobs)]
    try:
        yield from _Run(context, workers, wanted, limit).products(iter(tasks))
    finally:
        for worker in workers:
            worker.stop()


class _Run:
    """The state of one run."""

    def __init__(self, context: SpawnContext, workers: list[_Worker], wanted: Wanted, limit: float) -> None:
        self._context, self._workers, self._wanted, self._limit = context, workers, wanted, limit
        self._given_up: dict[int, dict[int, str]] = {}  # by the task's number: documents, and why
        self._tries: dict[int, int] = {}
        self._ready: dict[int, Product] = {}

    def products(self, tasks: Iterator[Task]) -> Iterator[Product]:
        given = taken = 0
        more, trouble = True, None
        while True:
            while more and given - taken < _AHEAD * len(self._workers) and (idle := self._idle()):
                task = None
                try:
                    task = next(tasks, None)
                except DumpTrouble as error:
                    trouble = error
                if task is not None:
                    idle.give(given, task, {})
                    given += 1
                more = task is not None
            while taken in self._ready:
                yield self._ready.pop(taken)
                taken += 1
            if taken == given and not more:
                if trouble is not None:
                    raise trouble
                return
            if not (more and given - taken < _AHEAD * len(self._workers) and self._idle()):
                self._wait()

    def _idle(self) -> _Worker | None:
        return next((worker for worker in self._workers if worker.number is None), None)

    def _wait(self) -> None:
        """Take what is ready, and see to workers that have died or are held up."""
        busy = {worker.pipe: worker for worker in self._workers if worker.number is not None}
        for pipe in connection.wait(list(busy), _LOOK):
            self._take(busy[pipe])  # type: ignore[index]  # it is one of those pipes
        now = time.monotonic()
        for worker in self._workers:
            if worker.number is not None and worker.place[0] != _NONE and now - worker.place[1] > self._limit:
                self._again(worker, f"it took longer than {self._limit:g} seconds (--timeout)")

    def _take(self, worker: _Worker) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(1)
            self._again(worker, f"the process that cleaned it died ({_how(worker.process.exitcode)})")
            return
        if isinstance(answer, str):
            raise DumpTrouble(answer)
        assert worker.number is not None
        self._ready[worker.number] = answer
        self._given_up.pop(worker.number, None)
        worker.number = worker.task = None

    def _again(self, worker: _Worker, why: str) -> None:
        """Put another process in a worker's place, and let it do the task without the document at which the first one was."""
        number, task, place = worker.number, worker.task, int(worker.place[0])
        assert number is not None
        assert task is not None
        worker.stop()
        given_up = self._given_up.setdefault(number, {})
        if place >= 0:
            given_up[place] = why
        else:
            self._tries[number] = self._tries.get(number, 0) + 1
            if self._tries[number] > _TRIES:
                how = _how(worker.process.exitcode)
                raise DumpTrouble(f"A worker process died again and again between two documents ({how}). Is there enough memory?")
        fresh = _Worker(self._context, self._wanted)
        self._workers[self._workers.index(worker)] = fresh
        fresh.give(number, task, given_up)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _work(pipe: connection.Connection[Any, Any], wanted: Wanted, place: Any) -> None:
    """What a worker does until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which ends this one

    def at(number: int) -> None:
        place[1] = time.monotonic()
        place[0] = number

    with suppress(EOFError, OSError):  # the main process is gone
        while True:
            task, given_up = pipe.recv()
            try:
                answer: Product | str = done(task, wanted, given_up, at)
            except DumpTrouble as error:
                answer = str(error)
            except Exception as error:  # noqa: BLE001 - a bug of ours: a worker that dies of it would be tried again, and say no more
                answer = f"Some documents cannot be read or written ({type(error).__name__}: {error}). Please report this."
            pipe.send(answer)
