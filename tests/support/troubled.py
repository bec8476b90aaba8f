"""Cleaners that go wrong on certain words, for worker processes, which import this module too."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cleaner import Cleaner
from cleaner.cli.parallel import FileWork
from cleaner.core.result import Result
from cleaner.dumps.task import Progress
from cleaner.files import File

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


class TroubledFiles(FileWork):
    """Ends the worker process that comes to a file called `kill.txt`."""

    def perform(
        self,
        task: Sequence[tuple[File, str]],
        given_up: Mapping[int, str],
        progress: Progress,
    ) -> Any:
        def at(number: int) -> None:
            progress(number)
            if number >= 0 and task[number][1] == "kill.txt":
                os.kill(os.getpid(), signal.SIGKILL)

        return super().perform(task, given_up, at)


def _end() -> Cleaner:
    os._exit(7)
