"""Where an output file will be, and the names that it has until then."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cleaner.dumps.errors import DumpError
from cleaner.files.place import Place, look, token


class Slot(NamedTuple):
    """The place of an output file.

    `token` makes the names of unfinished files unique. `before` is what was at the place when the
    run began.
    """

    path: Path
    token: str
    before: Place | None

    @property
    def part(self) -> Path:
        """The unfinished file."""
        return self.path.with_name(f"{self.path.name}.{self.token}.part")

    @property
    def folder(self) -> Path:
        """The folder of unfinished files, for formats that need one."""
        return self.path.with_name(f"{self.path.name}.{self.token}.parts")


def new_slot(path: Path, *, overwrite: bool) -> Slot:
    """The slot of a new file. Raises DumpError if there is one, unless it is to be overwritten."""
    before = look(path)
    if before is not None and not overwrite:
        raise DumpError(f"{path} exists. Add --overwrite to replace it, or name another file.")
    return Slot(path, token(), before)


def real_path(path: Path) -> Path:
    """A path with links followed. Raises DumpError for what is not a regular file."""
    real = Path(os.path.realpath(path))
    if path.is_symlink() and not real.exists():
        raise DumpError(f"{path} is a broken link. Remove it, or name another file.")
    if real.exists() and not real.is_file():
        raise DumpError(
            f"{path} is not a regular file. Output, record and error file must be regular files,"
            " because they are replaced when the run ends."
        )
    return real


def check_apart(read: Iterable[tuple[int, int]], written: Iterable[Path]) -> None:
    """Raises DumpError if a file would be written twice, or over one that is read.

    `read` has the device and inode of files: they may have several names.
    """
    places = [_inode(path) or str(path) for path in written]
    if len({*places}) < len(places) or not {*places}.isdisjoint(read):
        raise DumpError("input, output, record and error file must be different files.")


def _inode(path: Path) -> tuple[int, int] | None:
    place = look(path)
    return None if place is None else (place.device, place.inode)


def remove_unfinished(slot: Slot) -> None:
    """Remove the unfinished files of a slot. Only its run makes such names."""
    slot.part.unlink(missing_ok=True)
    shutil.rmtree(slot.folder, ignore_errors=True)


def appeared(path: Path) -> DumpError:
    """The error for a place at which something else is than when the run began."""
    return DumpError(
        f"{path} has appeared or changed since the run began. Progress is saved: move that file"
        " away and repeat the command, or repeat it with --overwrite."
    )
