"""Signals that end a run: they are turned into exceptions, so that no unfinished file is left."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import NoReturn

_ENDING = ("SIGTERM", "SIGHUP")


class Terminated(KeyboardInterrupt):
    """The run was asked to end. Handled like Ctrl-C, with an exit code of its own."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number
        """What a shell reports for a process that a signal ended."""


def heed_signals() -> None:
    """Raise `Terminated` for signals that end a process, unless they are ignored (`nohup`)."""
    for name in _ENDING:
        number = getattr(signal, name, None)
        with suppress(ValueError):  # only the main thread may set handlers
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, _terminate)


def _terminate(number: int, frame: object) -> NoReturn:
    raise Terminated(number)
