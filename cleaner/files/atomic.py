"""Write files: completely or not at all, and only if their bytes change."""

# Paths stay strings, as they were given.
# ruff: noqa: PTH101, PTH112, PTH116, PTH120, PTH123

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from cleaner.files.errors import FileError
from cleaner.files.place import create, look, move, token

_EDITED = "changed during the run; left unchanged. Clean it again."


def write(path: str, data: bytes, *, was: bytes | None = None, overwrite: bool = True) -> bool:
    """Write bytes to a file if it holds others, completely or not at all; returns whether it did.

    With `was` the file must still hold these bytes: an edit made meanwhile is not lost. Without
    `overwrite` a file that exists is not replaced.

    A link stays a link: the file that it points to is replaced. The file keeps its mode, extended
    attributes, and, as far as the user may set them, owner and group. A file with several names
    (hard links) is refused: only one of them would change. Anything but a regular file
    (`/dev/null`, a named pipe) is written to directly.

    Raises FileError; the old file is unchanged then.
    """
    try:
        return _write(os.path.realpath(path), data, was=was, overwrite=overwrite)
    except BrokenPipeError:  # the reader of a named pipe is gone: the run ends as for stdout
        raise
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {why_not(path, error)}.") from error
    except FileError as error:
        raise FileError(f"{path}: {error}") from error


def why_not(path: str, error: OSError) -> str:
    """Return in words why a file cannot be written, and what to do."""
    folder = os.path.dirname(os.path.realpath(path))
    if isinstance(error, FileNotFoundError) and not os.path.isdir(folder):
        return f"there is no folder {os.path.dirname(path) or folder}; make it first"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name a file in it"
    return error.strerror or str(error)


def _write(target: str, data: bytes, *, was: bytes | None, overwrite: bool) -> bool:
    try:
        known = os.stat(target)
    except FileNotFoundError:
        if was is not None:
            raise FileError("was deleted during the run; not written.") from None
        _replace(target, data, None, None)
        return True
    if not stat.S_ISREG(known.st_mode):
        with open(target, "wb") as file:
            file.write(data)
        return True
    if _holds(target, known.st_size, data):
        return False
    if not overwrite:
        raise FileError("exists. Add --overwrite to replace it, or name another file.")
    if not os.access(target, os.W_OK):  # replacing needs no permission for the file
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if known.st_nlink > 1:
        raise FileError(
            f"has {known.st_nlink} hard links, and only this one would change."
            " Write the text elsewhere with -o, or copy the file first."
        )
    _replace(target, data, known, was)
    return True


def _holds(path: str, size: int, data: bytes) -> bool:
    """Whether a file holds these bytes already. One that cannot be read counts as different."""
    if size != len(data) or not os.access(path, os.R_OK):
        return False
    return Path(path).read_bytes() == data


def _replace(path: str, data: bytes, known: os.stat_result | None, was: bytes | None) -> None:
    """Write beside the file, then replace it at once: readers see the old text or the new one."""
    target = Path(path)
    before = look(target)
    temporary = target.with_name(f".cleaner-{token()}.tmp")
    file = create(temporary)
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if known is not None:
            _copy_attributes(path, str(temporary), known)
        if was is not None and target.read_bytes() != was:
            raise FileError(_EDITED)
        move(temporary, target, before)
    except FileExistsError as error:
        temporary.unlink(missing_ok=True)
        raise FileError(_EDITED) from error
    except BaseException:  # Ctrl-C as well: nothing may be left
        temporary.unlink(missing_ok=True)
        raise


def _copy_attributes(source: str, path: str, known: os.stat_result) -> None:
    """Give a new file the owner, extended attributes and mode of the file that it replaces."""
    with suppress(OSError, AttributeError):  # only root may give files away
        os.chown(path, known.st_uid, known.st_gid)
    with suppress(OSError, AttributeError):  # but the group may be one of the user's
        os.chown(path, -1, known.st_gid)
    with suppress(OSError, AttributeError):  # not every system and file system has them
        for name in os.listxattr(source):
            with suppress(OSError):
                os.setxattr(path, name, os.getxattr(source, name))
    os.chmod(path, stat.S_IMODE(known.st_mode))  # last, because a change of owner clears bits
