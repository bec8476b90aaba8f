"""Output files: written under other names beside their places, and moved there when a run is done.

At a checkpoint a file gives a mark: how much of it there is, and a digest of that. A run resumes
from the mark, if the file still has these bytes.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from cleaner.dumps.errors import DumpError
from cleaner.dumps.run.slot import Slot, appeared, remove_unfinished
from cleaner.files.place import create, look, move, reopen

_BUFFER_BYTES = 1 << 20

Mark = Mapping[str, Any]
"""How far a file is, as JSON."""


class Sink(Protocol):
    """Takes the output of tasks, in their order. All methods raise OSError."""

    def start(self) -> None:
        """Create the unfinished file."""

    def resume(self, mark: Mark) -> None:
        """Continue an unfinished file. Raises DumpError if it is not as it was at `mark`."""

    @property
    def can_checkpoint(self) -> bool:
        """Whether a run could resume after what was written so far."""

    def write(self, output: bytes) -> None:
        """Append the output of the next task."""

    def checkpoint(self) -> Mark:
        """Flush and fsync; return the mark from which a run can resume."""

    def finish(self) -> Mark:
        """Complete and close the file; return its mark."""

    def publish(self, mark: Mark, *, resumed: bool) -> None:
        """Move the finished file to its place, unless an interrupted run has done that.

        `resumed` tells that the file was finished by another process, so that it must be verified.
        Raises DumpError if it is not as it was at `mark`.
        """

    def close(self) -> None:
        """Close the file, but keep it: the run may resume."""

    def discard(self) -> None:
        """Close the unfinished file and delete it."""


class PartialFile:
    """A sink that appends to one file."""

    def __init__(self, slot: Slot, *, even_if_empty: bool = True) -> None:
        self._slot, self._even_if_empty = slot, even_if_empty
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()

    def start(self) -> None:
        """See `Sink`."""
        self._file = create(self._slot.part)

    def resume(self, mark: Mark) -> None:
        """See `Sink`."""
        with missing(self._slot.part):
            self._file = reopen(self._slot.part)
        self._digest = _digest(self._file, mark["bytes"])
        if self._digest.hexdigest() != mark["sha256"]:
            raise changed(self._slot.part)
        self._file.truncate(mark["bytes"])
        self._file.seek(mark["bytes"])

    @property
    def can_checkpoint(self) -> bool:
        """See `Sink`."""
        return True

    def write(self, output: bytes) -> None:
        """See `Sink`."""
        assert self._file is not None
        self._file.write(output)
        self._digest.update(output)

    def checkpoint(self) -> Mark:
        """See `Sink`: the number of bytes and their digest."""
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        return {"bytes": self._file.tell(), "sha256": self._digest.hexdigest()}

    def finish(self) -> Mark:
        """See `Sink`."""
        mark = self.checkpoint()
        self.close()
        return mark

    def publish(self, mark: Mark, *, resumed: bool) -> None:
        """See `Sink`. An empty file does not appear unless `even_if_empty`."""
        if mark["bytes"] or self._even_if_empty:
            publish_file(self._slot.part, self._slot, mark["sha256"], resumed=resumed)
            return
        self._slot.part.unlink(missing_ok=True)
        if self._slot.before is not None and look(self._slot.path) == self._slot.before:
            self._slot.path.unlink()  # what an earlier run reported is no longer true

    def close(self) -> None:
        """See `Sink`."""
        if self._file is not None:
            self._file.close()

    def discard(self) -> None:
        """See `Sink`."""
        with suppress(OSError):  # the disk may be full, and the buffer not empty
            self.close()
        remove_unfinished(self._slot)


def publish_file(finished: Path, slot: Slot, sha256: str, *, resumed: bool) -> None:
    """Move a finished file with this digest to its place, unless an interrupted run has done that.

    Raises DumpError if the file has other bytes, and OSError.
    """
    if not finished.exists():
        if not slot.path.is_file() or file_digest(slot.path) != sha256:
            raise DumpError(f"{finished} from the interrupted run is missing. Use --restart.")
        return
    if resumed and file_digest(finished) != sha256:
        raise changed(finished)
    if look(finished) == look(slot.path):  # linked to its place, and not yet removed here
        finished.unlink()
        return
    try:
        move(finished, slot.path, slot.before)
    except FileExistsError as error:
        raise appeared(slot.path) from error


def file_digest(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(file: BinaryIO, size: int) -> Any:
    """The SHA-256, to be continued, of the first `size` bytes of a file."""
    digest = hashlib.sha256()
    while size and (data := file.read(min(size, _BUFFER_BYTES))):
        digest.update(data)
        size -= len(data)
    return digest


@contextmanager
def missing(path: Path) -> Iterator[None]:
    """Turn the absence of a file of the interrupted run into a sentence. Raises DumpError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            raise DumpError(
                f"{path} from the interrupted run is missing. Use --restart."
            ) from error
        raise


def changed(path: Path) -> DumpError:
    """The error for a file of the interrupted run that has other bytes now."""
    return DumpError(f"{path} has changed since the interrupted run. Use --restart.")


class Writable(Protocol):
    """A binary stream to write to."""

    def write(self, data: bytes, /) -> object:
        """Write bytes."""

    def flush(self) -> None:
        """Pass on what is buffered."""
