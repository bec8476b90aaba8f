"""Cleaners that go wrong on certain words, for worker processes, which import this module anew."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from cleaner import Cleaner
from cleaner.core.result import Result

KILL, EXIT, HANG, SPIN, RAISE, MEMORY = (
    "kill me",
    "exit with me",
    "hang on me",
    "spin on me",
    "raise me",
    "too much for me",
)


class Troubled(Cleaner):
    """Goes wrong on the words above."""

    def clean(self, text: str, *, url: str | None = None) -> Result:
        if KILL in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if EXIT in text:
            os._exit(3)
        if HANG in text:
            time.sleep(3600)
        while SPIN in text:
            time.sleep(0.01)
        if RAISE in text:
            raise RuntimeError("a bug")
        if MEMORY in text:
            raise MemoryError
        return super().clean(text, url=url)

    def __reduce__(self) -> tuple[Callable[[], Cleaner], tuple[()]]:
        return Troubled, ()


class Stillborn(Cleaner):
    """Ends the worker process that it comes to."""

    def __reduce__(self) -> tuple[Callable[[], Cleaner], tuple[()]]:
        return _end, ()


def _end() -> Cleaner:
    os._exit(7)
