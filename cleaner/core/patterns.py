"""Regular expressions that are compiled when they are first used, so that starting is fast."""

from __future__ import annotations

import re
from typing import Any, cast


class _Pattern:
    """Has the methods of a compiled pattern."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, method)  # found without this function from now on
        return method


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` does, compiled when one of its methods is first asked for."""
    return cast("re.Pattern[str]", _Pattern(source, flags))
