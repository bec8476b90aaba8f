"""Globs as in a `.gitignore`, for excludes and per-file ignores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.files.place import names_folder

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def fits(path: str, *patterns: str) -> bool:
    """Whether a path (relative, with `/`) matches globs, or is in a folder that does.

    A pattern without a slash matches a file or folder of that name at any depth; one with a slash
    starts at the root. `**` matches any number of folders, a slash at the end only a folder. A
    pattern that begins with `!` takes back what those before it matched; of several, the last one
    counts. A path with a slash at its end is a folder.

    >>> fits("drafts/2024/note.txt", "drafts"), fits("old/drafts.txt", "/drafts.txt")
    (True, False)
    >>> fits("a/b/c.md", "a/**/*.md"), fits("a/b/c.md", "*.md", "!c.md")
    (True, False)
    """
    return bool(patterns) and _compiled(patterns).match_file(path)


def listed(path: str, root: str, lists: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Yield what is listed for the globs that a path matches; the globs are relative to `root`."""
    seen = relative(path, root)
    for pattern, names in lists:
        if fits(seen, pattern):
            yield from names


def check(pattern: str) -> None:
    """Raise ValueError for a pattern that is not valid, or cannot match anything."""
    try:
        (compiled,) = _compiled((pattern,)).patterns or (None,)
    except ValueError as error:
        raise ValueError(f"{pattern!r} is not a valid glob.") from error
    if compiled is None or compiled.include is None:
        comment = " Write \\# for a name that begins with #." if pattern.startswith("#") else ""
        raise ValueError(f"the glob {pattern!r} matches nothing.{comment}")


@cache
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # only where there are globs

    return GitIgnoreSpec.from_lines(
        # As a shell reads it; git would find nothing.
        f"/{each[2:]}" if each.startswith("./") else each
        for each in patterns
    )


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
