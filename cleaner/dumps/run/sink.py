"""Output files: they grow beside their place, and appear there at once when a run is done."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from cleaner.dumps.errors import DumpError

PART = ".part"
FOLDER = ".parts"
"""Endings of the names of unfinished output: one file, or a folder of files."""


class Sink(Protocol):
    """Takes the output of tasks, in their order."""

    @property
    def can_checkpoint(self) -> bool:
        """Whether a run could resume after what was written so far."""

    def write(self, output: bytes) -> None:
        """Append the output of the next task. Raises OSError."""

    def checkpoint(self) -> int:
        """Flush and fsync; return the number from which a run can resume. Raises OSError."""

    def publish(self) -> None:
        """Move the finished output to its place. Raises OSError."""

    def close(self) -> None:
        """Close files, but keep them: the run may resume."""

    def discard(self) -> None:
        """Close files and delete them."""


class PartialFile:
    """A file that is written beside its place. `kept` is the checkpoint (bytes) to resume from."""

    def __init__(self, path: Path, kept: int | None = None, *, even_if_empty: bool = True) -> None:
        self._path, self._even_if_empty = path, even_if_empty
        self._part = path.with_name(path.name + PART)
        try:
            self._file: BinaryIO = self._part.open("wb" if kept is None else "r+b")
        except FileNotFoundError as error:
            if kept is None:
                raise
            raise DumpError(
                f"{self._part} from the interrupted run is missing. Use --restart."
            ) from error
        if kept is not None:
            self._resume(kept)

    def _resume(self, kept: int) -> None:
        if self._file.seek(0, os.SEEK_END) < kept:
            self._file.close()
            raise DumpError(
                f"{self._part} is shorter than the interrupted run left it. Use --restart."
            )
        self._file.truncate(kept)
        self._file.seek(kept)

    @property
    def can_checkpoint(self) -> bool:
        """See `Sink`."""
        return True

    def write(self, output: bytes) -> None:
        """See `Sink`."""
        self._file.write(output)

    def checkpoint(self) -> int:
        """See `Sink`: the number of bytes."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def publish(self) -> None:
        """See `Sink`. An empty file does not appear unless `even_if_empty`."""
        size = self.checkpoint()
        self._file.close()
        if size or self._even_if_empty:
            self._part.replace(self._path)
        else:
            self._path.unlink(missing_ok=True)  # an earlier run's is no longer true
            self._part.unlink()

    def close(self) -> None:
        """See `Sink`."""
        self._file.close()

    def discard(self) -> None:
        """See `Sink`."""
        with suppress(OSError):  # the disk may be full, and the buffer not empty
            self._file.close()
        self._part.unlink(missing_ok=True)


def is_begun(path: Path) -> bool:
    """Whether there is unfinished output for a path."""
    return any(path.with_name(path.name + ending).exists() for ending in (PART, FOLDER))


class Writable(Protocol):
    """A binary stream to write to."""

    def write(self, data: bytes, /) -> object:
        """Write bytes."""

    def flush(self) -> None:
        """Pass on what is buffered."""
