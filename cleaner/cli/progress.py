"""Progress of a long run, on stderr: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from cleaner.cli.console import is_terminal, say
from cleaner.files import counted

if TYPE_CHECKING:
    from cleaner.dumps.document import Counts

_SECONDS_BETWEEN_LINES = 10.0


def watching(name: str, *, quiet: bool) -> Lines | Bar:
    """Return a context manager that shows the progress of a run over the dump `name`."""
    if not quiet and is_terminal(sys.stderr):
        try:
            return Bar(name)
        except ImportError:  # rich comes with the extra for dumps, which JSON lines do not need
            return Lines(name, quiet=quiet)
    return Lines(name, quiet=quiet)


def _resuming(name: str, before: Counts) -> str:
    return f"{name}: resuming after {counted(before.documents, 'document')}."


class Lines(AbstractContextManager["Lines"]):
    """Prints the progress now and then."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self._name, self._quiet = name, quiet
        self._total: int | None = None
        self._begun = self._printed = time.monotonic()
        self._before = 0

    def begun(self, total: int | None, before: Counts) -> None:
        """Note the size of the input (bytes) and what an earlier run has done."""
        self._total, self._before = total, before.documents
        if before.documents and not self._quiet:
            say(_resuming(self._name, before))

    def at(self, position: int, counts: Counts) -> None:
        """Note how many bytes were read."""
        now = time.monotonic()
        if self._quiet or now - self._printed < _SECONDS_BETWEEN_LINES:
            return
        self._printed = now
        rate = (counts.documents - self._before) / (now - self._begun)
        done = f"{size(position)} of {size(self._total)}" if self._total else size(position)
        documents = counted(counts.documents, "document")
        say(f"{self._name}: {documents}, {done}, {rate:,.0f} documents/s")

    def __exit__(self, *_: object) -> None:
        """Print nothing more."""


class Bar(AbstractContextManager["Bar"]):
    """A progress bar with bytes, documents and rate. Raises ImportError without rich."""

    def __init__(self, name: str) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._name = name
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[documents]:,} documents"),
            TextColumn("{task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task: Any = None
        self._begun = time.monotonic()
        self._before = 0

    def begun(self, total: int | None, before: Counts) -> None:
        """Note the size of the input (bytes) and what an earlier run has done."""
        self._before = before.documents
        if before.documents:
            say(_resuming(self._name, before))
        self._begun = time.monotonic()
        self._task = self._progress.add_task(
            self._name, total=total, documents=before.documents, rate=0.0
        )
        self._progress.start()

    def at(self, position: int, counts: Counts) -> None:
        """Note how many bytes were read."""
        seconds = max(0.1, time.monotonic() - self._begun)
        rate = (counts.documents - self._before) / seconds
        self._progress.update(self._task, completed=position, documents=counts.documents, rate=rate)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def size(count: int) -> str:
    """Return a number of bytes for people: `1.2 GB`."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:,.0f} {unit}" if unit == "bytes" else f"{value:.3g} {unit}"
        value /= 1000
    raise AssertionError
