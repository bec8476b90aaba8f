"""An engine of Ray tasks: the same tasks as on one machine, and so the same bytes, in order.

The main process reads the dump and writes the results; the workers, on all machines of the cluster,
clean. If a worker dies, Ray does its task again. A task that keeps failing, or takes too long, is
done in a process of its own on this machine, which can tell the document that is to blame.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import socket
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar

from cleaner.dumps.errors import DumpError
from cleaner.dumps.run import pool
from cleaner.dumps.task import NO_DOCUMENT, Job, Task

_Result = TypeVar("_Result")

_TASKS_AHEAD = 2  # tasks for each worker that are in the object store at a time
_MAX_RETRIES = 3  # of a task whose worker dies
_POLL_SECONDS = 0.1  # between looks at the clock
_GRACE_SECONDS = 10.0  # in which a document that takes too long must have been given up
_STUCK = 1  # exit code of a worker that could not give a document up
_CONNECT_SECONDS = 10.0  # until somebody must answer at an address
_STORE_BYTES = 1 << 28  # object store of a cluster that is started here


class Cluster:
    """The Ray cluster at `address` (None: one of `jobs` workers, which is started here).

    `timeout` is the number of seconds for a document. Raises DumpError if Ray is not installed.
    """

    def __init__(self, address: str | None, jobs: int, timeout: float) -> None:
        try:
            import ray
        except ImportError as error:
            raise DumpError(
                f"--engine ray needs a package that is not installed ({error}):"
                " pip install 'article-cleaner[ray]'"
            ) from error
        self._package, self._is_ours = ray, False
        self._address, self._jobs, self._timeout = address, jobs, timeout

    def __call__(self, tasks: Iterable[Task], job: Job[_Result], /) -> Generator[_Result]:
        """See `Workers`. Raises DumpError if there is no cluster at the address."""
        if not self._package.is_initialized():
            _start(self._package, self._address, self._jobs)
            self._is_ours = True
        yield from _run(self._package, iter(tasks), job, self._timeout)

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        if self._is_ours:
            self._package.shutdown()


def _start(package: Any, address: str | None, jobs: int) -> None:
    if address is not None:
        _check_reachable(address)
    try:
        if address is None:
            package.init(
                num_cpus=jobs,
                object_store_memory=_STORE_BYTES,
                include_dashboard=False,
                log_to_driver=False,
                logging_level="error",
            )
        else:
            package.init(address=address, log_to_driver=False, logging_level="error")
    except (ConnectionError, ValueError, RuntimeError) as error:
        where = f"connect to a Ray cluster at {address}" if address else "start a Ray cluster"
        raise DumpError(f"cannot {where}: {error}") from error


def _check_reachable(address: str) -> None:
    """Raises DumpError if nobody listens at an address. Ray itself would try for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return  # Ray resolves `auto` and the like
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        raise DumpError(
            f"cannot connect to a Ray cluster at {address}: {error.strerror or error}."
        ) from error


def _run(
    package: Any, tasks: Any, job: Job[_Result], timeout: float
) -> Generator[_Result, None, None]:
    remote = package.remote(num_cpus=1, max_retries=_MAX_RETRIES)(_perform)
    shared = package.put(pickle.dumps(job.from_anywhere()))
    most = _TASKS_AHEAD * max(1, int(package.cluster_resources().get("CPU", 1)))
    under_way: deque[tuple[Any, Task]] = deque()
    error: DumpError | None = None
    while True:
        while tasks is not None and len(under_way) < most:
            try:
                task = next(tasks, None)
            except DumpError as stopped:  # what came before it is finished first
                task, error = None, stopped
            if task is None:
                tasks = None
                break
            under_way.append((remote.remote(task, shared, timeout), task))
        if not under_way:
            break
        answer, task = under_way.popleft()
        try:
            result: _Result | None = package.get(answer)
        except package.exceptions.RayError:
            result = None
        if result is None:
            (result,) = pool.run([task], job, 1, timeout)
        yield result
    if error is not None:
        raise error


@lru_cache(1)
def _job(pickled: bytes) -> Job[Any]:
    """Unpickle once in a worker: building a cleaner takes as long as cleaning a task."""
    job: Job[Any] = pickle.loads(pickled)
    return job


def _perform(task: Task, pickled: bytes, timeout: float) -> Any:
    """What comes of a task; None if one of its documents takes too long."""
    job = _job(pickled)
    with suppress(_TooLong), _Deadline(timeout) as deadline:
        return job.perform(task, {}, deadline.restart)
    return None


class _TooLong(BaseException):
    """A document takes too long. An Exception would count as a failure of the document."""


class _Deadline:
    """Raises `_TooLong` in the thread that made it, if a document takes longer than `timeout`.

    On every system, and in any thread: a signal reaches the main thread only. It is raised where
    Python code runs next. If that takes too long, the process ends, and Ray does the task again.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._at = time.monotonic()
        self._number = NO_DOCUMENT
        self._thread = ctypes.c_ulong(threading.get_ident())
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def restart(self, number: int) -> None:
        """See `Progress`."""
        self._at = time.monotonic()
        self._number = number

    def __enter__(self) -> _Deadline:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._done.wait(_POLL_SECONDS):
            is_late = time.monotonic() - self._at > self._timeout
            if is_late and self._number != NO_DOCUMENT:
                raised = ctypes.py_object(_TooLong)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread, raised)
                if not self._done.wait(_GRACE_SECONDS):
                    os._exit(_STUCK)
                return
