"""Find files: what the paths on a command line stand for."""

# Paths stay strings, as they were given (a `Path` drops `./`). Large trees are found faster, too.
# ruff: noqa: PTH116, PTH122, PTH208, PTH100, PTH112, PTH118, PTH120, PTH207

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import NamedTuple

from cleaner.files.kinds import is_address
from cleaner.suggest import nearest

STDIN = "-"
_MAGIC = frozenset("*?[")
_OWN = ("cleaner.toml", "pyproject.toml")  # configuration, which nobody expects to be cleaned


class File(NamedTuple):
    """A file to work on. `below` is its path below the folder that was named, or its bare name."""

    path: str
    below: str
    named: bool = True

    @property
    def is_stdin(self) -> bool:
        """Whether stdin is meant."""
        return self.path == STDIN


class Found:
    """The files, in order; paths that were named but are excluded; sentences about errors.

    `empty` are folders without any file that counts, `skipped` how many files in folders do not
    count, by the ending of their names.
    """

    def __init__(self) -> None:
        self.files: list[File] = []
        self.excluded: list[str] = []
        self.troubles: list[str] = []
        self.empty: list[str] = []
        self.skipped = Counter[str]()


def find(paths: Iterable[str], extensions: Iterable[str], excluded: Callable[[str], bool]) -> Found:
    """Find the files that paths stand for: files, folders, and globs that the shell did not expand.

    In folders only files with one of the extensions (lower case, with the dot) count. Hidden files
    are skipped, and links to folders are not followed. A path for which `excluded` is true (that of
    a folder ends in a slash) is left out even if it is named. No file is found twice.
    """
    found, seen = Found(), set[str]()
    endings = tuple(extensions)
    for path in paths:
        for named, base in _expanded(path, found):
            for file in _below(named, base, endings, excluded, found):
                identity = STDIN if file.is_stdin else os.path.abspath(file.path)
                if identity not in seen:
                    seen.add(identity)
                    found.files.append(file)
    return found


def _expanded(path: str, found: Found) -> Iterator[tuple[str, str]]:
    """A path, or all that a glob matches, each with the folder that its output is relative to."""
    if path == STDIN or is_address(path):
        yield path, ""
    elif os.path.lexists(path):
        yield path, path if os.path.isdir(path) else os.path.dirname(path)
    elif _MAGIC.isdisjoint(path):
        found.troubles.append(f"{path}: there is no such file or folder.{_similar(path)}")
    else:
        import glob  # rarely needed: shells expand globs themselves

        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            found.troubles.append(f"{path}: no file matches this pattern.")
        yield from ((match, fixed_part(PurePath(path))) for match in matches)


def _similar(path: str) -> str:
    """Ask whether a file or folder with a similar name in the same folder was meant."""
    folder, name = os.path.split(path.rstrip(os.sep))
    try:
        near = nearest(name, os.listdir(folder or os.curdir))
    except OSError:
        return ""
    return f" Did you mean {os.path.join(folder, near)}?" if near else ""


def fixed_part(pattern: PurePath) -> str:
    """The folder that a glob begins with: `corpus` of `corpus/**/*.txt`; empty if there is none."""
    parts = pattern.parts
    magic = next(number for number, part in enumerate(parts) if not _MAGIC.isdisjoint(part))
    return str(pattern.parents[len(parts) - magic - 1]) if magic else ""


def _below(
    path: str,
    base: str,
    endings: tuple[str, ...],
    excluded: Callable[[str], bool],
    found: Found,
) -> Iterator[File]:
    if path == STDIN:
        yield File(path, path)
    elif is_address(path):
        yield File(path, path.rpartition("/")[2])
    elif excluded(os.path.join(path, "") if os.path.isdir(path) else path):
        found.excluded.append(path)
    elif not os.path.isdir(path):
        yield File(path, os.path.relpath(path, base or os.curdir))
    else:
        any_there = False
        for inner, left_out in _walk(path, endings, excluded, found):
            any_there = True
            if not left_out:
                yield File(inner, os.path.relpath(inner, base or os.curdir), named=False)
        if not any_there:
            found.empty.append(path)


def _walk(
    folder: str, endings: tuple[str, ...], excluded: Callable[[str], bool], found: Found
) -> Iterator[tuple[str, bool]]:
    """The paths below a folder that count, in order, and whether each is excluded."""

    def unreadable(error: OSError) -> None:
        found.troubles.append(f"{error.filename}: the folder cannot be read: {error.strerror}.")

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        shown = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in shown if not excluded(os.path.join(parent, name, ""))]
        yield from ((os.path.join(parent, name), True) for name in shown if name not in folders)
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = os.path.normpath(os.path.join(parent, name))
            if name in _OWN:
                continue
            if not name.lower().endswith(endings):
                found.skipped[os.path.splitext(name)[1].lower()] += not excluded(path)
            elif not _is_readable_kind(path):
                found.troubles.append(f"{path}: skipped: not a regular file.")
            else:
                yield path, excluded(path)


def _is_readable_kind(path: str) -> bool:
    """Whether a path is not a pipe, device or socket, of which reading might wait for ever.

    Broken links are: that they cannot be read is reported where they are.
    """
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return True
