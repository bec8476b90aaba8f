"""Whole commands, measured: wall time, CPU time, and memory of all their processes at the peak."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE")
_SET_CHILD_SUBREAPER = 36  # of prctl(2)
_ORPHANS = 10.0  # seconds after which processes that a command left behind are not waited for


class Measured(NamedTuple):
    """Seconds on the clock and of all processors, and megabytes at the peak.

    The megabytes are those that are private to the processes together.
    """

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> Measured:
    """Run a command to its end. Raises subprocess.CalledProcessError if it fails.

    On Linux, processes that it leaves behind count until they have ended, too: datatrove's workers
    are children of a server that nobody waits for.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = cpu_seconds()
    begun = monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    _, said = process.communicate()
    watcher.join()
    wall = monotonic() - begun
    _wait_for_orphans()
    cpu = cpu_seconds() - before
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    return Measured(wall, cpu, peak[0])


def _wait_for_orphans() -> None:
    """Wait until all children of this process have ended, or for a few seconds."""
    until = monotonic() + _ORPHANS
    while monotonic() < until:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not ended:
            time.sleep(0.05)


def cpu_seconds() -> float:
    """Seconds of all processors that this process's children took, of those that have ended."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def peak_of(command: Sequence[str], environment: dict[str, str]) -> float:
    """Megabytes that are private to a command's processes together, at the peak. It may fail."""
    peak = 0.0
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_private, _family(process.pid))))
            threading.Event().wait(0.02)
    return peak


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_private, _family(process.pid))))
        threading.Event().wait(0.2)


def _family(root: int) -> list[int]:
    """A process and all below it."""
    found, new = [root], [root]
    while new:
        new = [child for parent in new for child in _children(parent)]
        found += new
    return found


def _children(parent: int) -> list[int]:
    try:
        return [
            int(child)
            for task in Path(f"/proc/{parent}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:  # it has ended
        return []


def _private(process: int) -> float:
    """Megabytes of a process that no file backs."""
    try:
        resident, shared = Path(f"/proc/{process}/statm").read_text().split()[1:3]
    except OSError:
        return 0.0
    return (int(resident) - int(shared)) * _PAGE / 1e6
