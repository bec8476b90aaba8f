"""How a long run goes, on stderr: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from cleaner.cli.console import is_terminal, say

if TYPE_CHECKING:
    from cleaner.dumps.document import Counts

_EVERY = 10.0  # seconds between two lines


def watching(name: str, *, quiet: bool) -> Lines | Bar:
    """What watches a run over the dump `name`: a context manager that is told how far it is."""
    if not quiet and is_terminal(sys.stderr):
        try:
            return Bar(name)
        except ImportError:  # rich comes with the extra for dumps, and JSON lines need none
            return Lines(name, quiet=quiet)
    return Lines(name, quiet=quiet)


class Lines(AbstractContextManager["Lines"]):
    """Says now and then how far a run is."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self._name, self._quiet = name, quiet
        self._total: int | None = None
        self._begun = self._said = time.monotonic()
        self._before = 0

    def begun(self, total: int | None, before: Counts) -> None:
        self._total, self._before = total, before.documents
        if before.documents and not self._quiet:
            say(f"{self._name}: going on behind {before.documents:,} documents that are done.")

    def at(self, position: int, counts: Counts) -> None:
        now = time.monotonic()
        if self._quiet or now - self._said < _EVERY:
            return
        self._said = now
        rate = (counts.documents - self._before) / (now - self._begun)
        done = f"{size(position)} of {size(self._total)}" if self._total else size(position)
        say(f"{self._name}: {counts.documents:,} documents, {done}, {rate:,.0f} documents/s")

    def __exit__(self, *_: object) -> None:
        """Nothing is left to be said."""


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
        self._before = before.documents
        if before.documents:
            say(f"{self._name}: going on behind {before.documents:,} documents that are done.")
        self._begun = time.monotonic()
        self._task = self._progress.add_task(self._name, total=total, documents=before.documents, rate=0.0)
        self._progress.start()

    def at(self, position: int, counts: Counts) -> None:
        rate = (counts.documents - self._before) / max(0.1, time.monotonic() - self._begun)
        self._progress.update(self._task, completed=position, documents=counts.documents, rate=rate)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def size(count: int) -> str:
    """A number of bytes for people: `1.2 GB`."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:,.0f} {unit}" if unit == "bytes" else f"{value:.3g} {unit}"
        value /= 1000
    raise AssertionError
