"""Counting work: what runs in Python, which does not depend on the load of a machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def work(run: Callable[[], object], *, folder: str = "", events: tuple[str, ...] = ()) -> int:
    """Return how many lines run, and functions end, while `run` does.

    With `folder`, in files of this folder alone; with `events`, only these are counted.
    """
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += not events or event in events

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        return step if frame.f_code.co_filename.startswith(folder) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count
