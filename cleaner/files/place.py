"""Put finished files in their places, and nobody else's file out of it.

Files are written under names that nobody can guess, created exclusively, and moved to their places
when they are complete. What was at a place before is compared by device, inode, size and time.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
_BINARY = getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


class Place(NamedTuple):
    """What is at a path. Equal for two looks if the file was neither replaced nor edited."""

    device: int
    inode: int
    size: int
    changed_ns: int


def look(path: Path) -> Place | None:
    """What is at a path; None if there is nothing. Raises OSError."""
    try:
        known = path.lstat()
    except FileNotFoundError:
        return None
    return Place(known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns)


def token() -> str:
    """A part of a file's name that nobody else uses: 64 random bits."""
    return os.urandom(8).hex()


def create(path: Path) -> BinaryIO:
    """Create a file to read and write. Raises FileExistsError if anything is there, even a link."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, 0o666)
    return os.fdopen(handle, "w+b")


def lock(file: BinaryIO) -> bool:
    """Lock a file until it is closed. Returns False if another run has locked it.

    Raises OSError if the file system has no locks.
    """
    import portalocker  # few runs need it

    try:
        portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException as error:
        raise OSError(errno.ENOLCK, f"cannot be locked: {error}", file.name) from error
    return True


def reopen(path: Path) -> BinaryIO:
    """Open a file that `create` made, to read and write. Raises OSError, for a link as well."""
    handle = os.open(path, os.O_RDWR | _NO_FOLLOW | _BINARY)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "is not a regular file", str(path))
    return os.fdopen(handle, "r+b")


def move(finished: Path, path: Path, before: Place | None) -> None:
    """Move a finished file to its place, where `before` was seen.

    Raises FileExistsError if something else is there now, and other OSErrors.
    """
    if look(path) != before:
        raise FileExistsError(errno.EEXIST, "it has changed since the run began", str(path))
    if before is not None or not _link(finished, path):
        finished.replace(path)


def _link(finished: Path, path: Path) -> bool:
    """Move a file where nothing may be; returns whether the file system can do that.

    Unlike renaming, linking fails if something has appeared there in this moment.
    """
    try:
        os.link(finished, path)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    finished.unlink()
    return True


_SEPARATORS = os.sep + (os.altsep or "")


def names_folder(path: str, separators: str = _SEPARATORS) -> bool:
    """Whether a path ends as that of a folder, which need not exist: `clean/`."""
    return path.endswith(tuple(separators))


def same_file(one: str | Path, other: str | Path) -> bool:
    """Whether two paths name one file: by device and inode, or, of new files, by their paths."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
