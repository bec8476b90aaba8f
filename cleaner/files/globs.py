"""Globs like those of `.gitignore`, for excludes and per-file ignores."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from cleaner.files.place import names_folder


def fits(path: str, pattern: str) -> bool:
    """Whether a path (relative, with `/`) matches a glob, or is in a folder that does.

    A pattern without a slash matches a file or folder of that name at any depth; one with a slash
    starts at the root. `**` matches any number of folders, a slash at the end only a folder. A path
    with a slash at its end is a folder.

    >>> fits("drafts/2024/note.txt", "drafts"), fits("old/drafts.txt", "/drafts.txt")
    (True, False)
    >>> fits("a/b/c.md", "a/**/*.md")
    True
    """
    wanted = [part for part in pattern.split("/") if part not in ("", ".")]
    if not wanted:
        return False
    if pattern.endswith("/"):
        wanted.append("*")
    if "/" not in pattern.rstrip("/"):
        wanted.insert(0, "**")
    return _fits(path.split("/"), wanted)


def _fits(parts: list[str], wanted: list[str]) -> bool:
    """Whether the first parts of a path match: what is in a folder that matches, does as well."""
    if not wanted:
        return True
    if wanted[0] == "**":
        skips = range(len(parts) + (len(wanted) == 1))
        return any(_fits(parts[skipped:], wanted[1:]) for skipped in skips)
    return bool(parts) and fnmatchcase(parts[0], wanted[0]) and _fits(parts[1:], wanted[1:])


def any_fits(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path matches any of the globs."""
    return any(fits(path, pattern) for pattern in patterns)


def relative(path: str, root: str) -> str:
    """A path relative to `root`, with `/`. Outside of `root` only its name counts."""
    try:
        seen = os.path.relpath(path, root)
    except ValueError:  # another drive
        return Path(path).name
    if seen == os.pardir or seen.startswith(os.pardir + os.sep):
        seen = Path(path).name
    folder = "/" if names_folder(path) else ""
    return (seen.replace(os.sep, "/") if seen != os.curdir else "") + folder
