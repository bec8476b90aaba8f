"""The compiled module `cleaner_accelerator`, which is optional: the same results, faster."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

SWITCH = "CLEANER_ACCELERATOR"
"""The environment variable that turns the compiled module off: `0`."""
_INTERFACE = 3


@cache
def module() -> Any:
    """Return the compiled module; None if it is not installed, of another version or turned off."""
    if os.environ.get(SWITCH) == "0":
        return None
    try:
        import cleaner_accelerator
    except ImportError:
        return None
    return cleaner_accelerator if cleaner_accelerator.INTERFACE == _INTERFACE else None
