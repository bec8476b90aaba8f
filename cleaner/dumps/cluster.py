"""An engine of Ray tasks: the same tasks as on one machine, the same products, in the same order, and so the same bytes.

The main process reads the dump and writes what comes back; the workers, on whatever machines the cluster has, clean. A worker that
dies is Ray's to replace: the task is done again. A task that fails again and again, or takes too long, is done in a process of its own
here, where the document that is to blame is told from the others.
"""

from __future__ import annotations

import pickle
import signal
import socket
from collections import deque
from collections.abc import Generator, Iterable
from functools import lru_cache
from typing import Any

from cleaner.dumps import pool
from cleaner.dumps.run import Engine
from cleaner.dumps.task import Product, Task, Wanted, done
from cleaner.dumps.trouble import DumpTrouble

_AHEAD = 2  # tasks for each worker that are under way or done before their turn comes: they are what the object store holds
_TRIES = 3  # of a task whose worker dies
_PATIENCE = 10.0  # seconds until somebody must answer at an address
_STORE = 1 << 28  # bytes of the object store of a cluster that is started here


def ray(address: str | None, jobs: int, limit: float) -> Engine:
    """An engine on the Ray cluster at `address` (None: one of `jobs` workers is started here). `limit` are the seconds for a document.

    Raises DumpTrouble if there is no Ray, or no cluster at that address.
    """
    try:
        import ray as package
    except ImportError as error:
        raise DumpTrouble(f"--engine ray needs a package that is not installed ({error}): pip install 'article-cleaner[ray]'") from error

    def engine(tasks: Iterable[Task], wanted: Wanted) -> Generator[Product, None, None]:
        started = not package.is_initialized()
        if started:
            _start(package, address, jobs)
        try:
            yield from _run(package, iter(tasks), wanted, limit)
        finally:
            if started:
                package.shutdown()

    return engine


def _start(package: Any, address: str | None, jobs: int) -> None:
    if address is not None:
        _reached(address)
    try:
        if address is None:
            package.init(num_cpus=jobs, object_store_memory=_STORE, include_dashboard=False, log_to_driver=False, logging_level="error")
        else:
            package.init(address=address, log_to_driver=False, logging_level="error")
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise DumpTrouble(f"There is no Ray cluster to be had{f' at {address}' if address else ''}: {error}") from error


def _reached(address: str) -> None:
    """Raises DumpTrouble if nobody listens at an address: Ray itself would try for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return  # `auto` and the like are Ray's to resolve
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except OSError as error:
        raise DumpTrouble(f"There is no Ray cluster to be had at {address}: {error.strerror or error}.") from error


def _run(package: Any, tasks: Any, wanted: Wanted, limit: float) -> Generator[Product, None, None]:
    remote = package.remote(num_cpus=1, max_retries=_TRIES)(_done)
    shared = pickle.dumps(wanted)
    most = _AHEAD * max(1, int(package.cluster_resources().get("CPU", 1)))
    under_way: deque[tuple[Any, Task]] = deque()
    trouble: DumpTrouble | None = None
    while True:
        while tasks is not None and len(under_way) < most:
            try:
                task = next(tasks, None)
            except DumpTrouble as error:  # what came before it is finished first
                task, trouble = None, error
            if task is None:
                tasks = None
                break
            under_way.append((remote.remote(task, shared, limit), task))
        if not under_way:
            break
        answer, task = under_way.popleft()
        try:
            product: Product | None = package.get(answer)
        except package.exceptions.RayError:
            product = None
        if product is None:
            (product,) = pool.run([task], wanted, 1, limit)
        yield product
    if trouble is not None:
        raise trouble


@lru_cache(1)
def _wanted(pickled: bytes) -> Wanted:
    """A worker has one cleaner: to build it takes as long as to clean a task."""
    wanted = pickle.loads(pickled)
    assert isinstance(wanted, Wanted)
    return wanted


def _done(task: Task, pickled: bytes, limit: float) -> Product | None:
    """What comes of a task; None if one of its documents takes too long."""
    wanted = _wanted(pickled)

    def give_up(*_: object) -> None:
        raise _TooLong

    try:
        signal.signal(signal.SIGALRM, give_up)
    except ValueError:  # Ray runs it in another thread than the first: only the pool can stop a document then
        return done(task, wanted, {}, lambda _: None)

    def at(number: int) -> None:
        signal.setitimer(signal.ITIMER_REAL, limit if number >= 0 else 0)

    try:
        return done(task, wanted, {}, at)
    except _TooLong:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class _TooLong(BaseException):
    """A document takes longer than it may. Not an Exception, which cleaning takes for a failure of the document."""
