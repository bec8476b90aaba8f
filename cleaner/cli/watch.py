"""Run again whenever files change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn

from cleaner.cli.console import Trouble, say
from cleaner.files import counted

_SECONDS = 0.5
"""Time between looks at the files. (Notifications of changes do not work on network drives.)"""

Snapshot = Mapping[str, tuple[int, int]]
"""Size and time of the last change (nanoseconds) of each file."""


def snapshot(paths: Iterable[str]) -> Snapshot:
    """Look at files. Those that do not exist are left out."""
    seen = {}
    for path in paths:
        try:
            status = Path(path).stat()
        except OSError:
            continue
        seen[path] = (status.st_size, status.st_mtime_ns)
    return seen


def watch(
    look: Callable[[], Snapshot],
    act: Callable[[], object],
    wait: Callable[[float], object] = time.sleep,
) -> NoReturn:
    """Act at once, and again after each change, until Ctrl-C.

    What changes while acting counts as a change: nothing is missed. Trouble ends it at first;
    later it is shown, since the next change may mend a file that was saved half done.
    """
    seen: Snapshot | None = None
    while True:
        now = look()
        if now != seen:
            if seen is None:
                act()
            else:
                say(f"{time.strftime('%H:%M:%S')} {_changed(seen, now)} changed:")
                _act_or_show(act)
            seen = now
        wait(_SECONDS)


def _act_or_show(act: Callable[[], object]) -> None:
    try:
        act()
    except Trouble as trouble:
        trouble.show()


def _changed(before: Snapshot, now: Snapshot) -> str:
    names = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    more = f" and {counted(len(names) - 1, 'more file')}" if len(names) > 1 else ""
    return names[0] + more
