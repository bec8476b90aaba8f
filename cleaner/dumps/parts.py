"""Files that grow until a run is done, and then appear at once: until then they stand beside their name, ending in `.part`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from cleaner.dumps.trouble import DumpTrouble

PART = ".part"
FOLDER = ".parts"
"""What stands behind a file's name until it is in its place: one file, or a folder of them."""


class Sink(Protocol):
    """Where the output of tasks goes, in their order."""

    @property
    def settled(self) -> bool:
        """Whether what was written can be kept as it is."""

    def write(self, output: bytes) -> None:
        """Take the output of the next task. Raises OSError."""

    def kept(self) -> int:
        """See to it that all is on the disk, and say how much there is: with that number the run can be gone on with. Raises OSError."""

    def publish(self) -> None:
        """Put the whole output in its place. Raises OSError."""

    def close(self) -> None:
        """Let go of files, of a run that does not end."""

    def discard(self) -> None:
        """Let go of them, and take them away."""


class Part:
    """A file that is written beside its name. Of an earlier run, the first `kept` bytes are gone on with."""

    def __init__(self, path: Path, kept: int | None = None, *, even_if_empty: bool = True) -> None:
        self._path, self._even_if_empty = path, even_if_empty
        self._part = path.with_name(path.name + PART)
        try:
            self._file: BinaryIO = self._part.open("wb" if kept is None else "r+b")
        except FileNotFoundError as error:
            if kept is None:
                raise
            raise DumpTrouble(f"{self._part} is gone, which the run before has left. Begin anew: --restart.") from error
        if kept is not None:
            if self._file.seek(0, os.SEEK_END) < kept:
                self._file.close()
                raise DumpTrouble(f"{self._part} is shorter than the run before left it. Begin anew: --restart.")
            self._file.truncate(kept)
            self._file.seek(kept)

    @property
    def settled(self) -> bool:
        return True

    def write(self, output: bytes) -> None:
        self._file.write(output)

    def kept(self) -> int:
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def publish(self) -> None:
        size = self.kept()
        self._file.close()
        if size or self._even_if_empty:
            self._part.replace(self._path)
        else:
            self._path.unlink(missing_ok=True)  # what an earlier run said is no longer so
            self._part.unlink()

    def close(self) -> None:
        self._file.close()

    def discard(self) -> None:
        with suppress(OSError):  # of a full disk: what is left in the buffer has nowhere to go
            self._file.close()
        self._part.unlink(missing_ok=True)


def is_begun(path: Path) -> bool:
    """Whether a file is not in its place yet, but being written."""
    return any(path.with_name(path.name + ending).exists() for ending in (PART, FOLDER))


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> object: ...

    def flush(self) -> None: ...
