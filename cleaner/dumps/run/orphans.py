"""Tie a worker process to its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import multiprocessing as mp
import os
import signal
import sys
import threading
from multiprocessing import connection

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_ORPHANED = 1  # exit code, which nobody will ask for


def end_with_parent() -> None:
    """End this process as soon as its parent is gone, even while a document holds it up.

    A parent that is killed cannot stop its workers. On Linux the kernel does; elsewhere a thread
    waits for the parent's end, which needs a moment in which Python code runs.
    """
    parent = mp.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it ended before that
            os._exit(_ORPHANED)
    threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(_ORPHANED)
