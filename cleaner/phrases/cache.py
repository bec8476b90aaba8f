"""Keep compiled data beside the package, or, where nobody may write, in the user's own cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from zlib import crc32


def read(file: Path, stamp: bytes) -> bytes | None:
    """Return what was kept as `file` if it begins with this stamp; None if there is nothing."""
    for place, is_mine in ((file, True), *((own, _is_mine(own)) for own in _own(file))):
        if is_mine:
            with suppress(OSError):
                written = place.read_bytes()
                if written.startswith(stamp):
                    return written
    return None


def write(file: Path, content: bytes) -> None:
    """Keep `content` as `file`. It is only a cache: without the right to write, nothing is kept."""
    for place in (file, *_own(file)):
        with suppress(OSError):
            if place != file:
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace(place, content)
            return


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: others read the old one or the new one. Raises OSError."""
    temporary = path.with_name(f".{path.name}-{os.urandom(8).hex()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _own(file: Path) -> Iterator[Path]:
    """Yield the place of a file in the user's cache, if the user has one.

    Several installations have different places there.
    """
    with suppress(RuntimeError):  # there is no home
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        yield folder / "cleaner" / f"{crc32(os.fsencode(file)):08x}-{file.name}"


def _is_mine(path: Path) -> bool:
    """Whether a file belongs to the user. What others have put there must not be unpickled."""
    user: Callable[[], int] | None = getattr(os, "getuid", None)
    try:
        return user is None or path.stat().st_uid == user()
    except OSError:
        return False
