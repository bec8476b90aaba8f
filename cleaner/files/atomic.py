"""Write files: completely or not at all, and only if their bytes change."""

# Paths stay strings, as they were given.
# ruff: noqa: PTH101, PTH105, PTH108, PTH112, PTH116, PTH118, PTH120, PTH123

from __future__ import annotations

import errno
import os
import stat

from cleaner.files.errors import FileError


def write(path: str, data: bytes) -> bool:
    """Write bytes to a file if it holds others, completely or not at all; returns whether it did.

    A link stays a link: the file that it points to is replaced. The file keeps its mode, and its
    owner if root writes. Anything but a regular file (`/dev/null`, a named pipe) is written to
    directly. Raises FileError; the old file is unchanged then.
    """
    try:
        return _write(os.path.realpath(path), data)
    except BrokenPipeError:  # the reader of a named pipe is gone: the run ends as for stdout
        raise
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {_why_not(path, error)}.") from error


def _why_not(path: str, error: OSError) -> str:
    folder = os.path.dirname(os.path.realpath(path))
    if isinstance(error, FileNotFoundError) and not os.path.isdir(folder):
        return f"there is no folder {os.path.dirname(path) or folder}; make it first"
    return error.strerror or str(error)


def _write(target: str, data: bytes) -> bool:
    try:
        known = os.stat(target)
    except FileNotFoundError:
        _replace(target, data, None)
        return True
    if not stat.S_ISREG(known.st_mode):
        with open(target, "wb") as file:
            file.write(data)
        return True
    if _holds(target, known.st_size, data):
        return False
    if not os.access(target, os.W_OK):  # replacing needs no permission for the file
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    _replace(target, data, known)
    return True


def _give_back(path: str, known: os.stat_result) -> None:
    """Give a file the owner and mode of the one that it replaces. Only root can change owners."""
    owner = known.st_uid, known.st_gid
    made = os.stat(path)
    if (made.st_uid, made.st_gid) != owner and os.name == "posix" and os.geteuid() == 0:
        os.chown(path, *owner)
    os.chmod(path, stat.S_IMODE(known.st_mode))  # after the owner, whose change clears bits


def _holds(path: str, size: int, data: bytes) -> bool:
    """Whether a file holds these bytes already. One that cannot be read counts as different."""
    if size != len(data) or not os.access(path, os.R_OK):
        return False
    with open(path, "rb") as file:
        return file.read() == data


def _replace(path: str, data: bytes, known: os.stat_result | None) -> None:
    """Write beside the file, then replace it at once: readers see the old text or the new one."""
    temporary = os.path.join(
        os.path.dirname(path), f".cleaner-{os.getpid()}-{os.urandom(4).hex()}.tmp"
    )
    handle = os.open(
        temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if known is not None:
            _give_back(temporary, known)
        os.replace(temporary, path)
    except BaseException:  # Ctrl-C as well: nothing may be left
        os.unlink(temporary)
        raise
