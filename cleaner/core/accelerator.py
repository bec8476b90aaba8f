"""The compiled modules of `cleaner_accelerator`, which are optional: the same results, faster."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import Any

SWITCH = "CLEANER_ACCELERATOR"
"""The environment variable that turns the compiled module off: `0`."""
_INTERFACE = 4


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


def tree() -> Any:
    """Return the compiled module for the trees of pages; None if it is not used."""
    return _part("_tree") if module() else None


def features() -> Any:
    """Return the compiled module for the features of lines; None if it is not used."""
    return _part("_features") if module() else None


@cache
def _part(name: str) -> Any:
    try:
        return import_module(f"cleaner_accelerator.{name}")
    except (ImportError, TypeError, ValueError):  # lxml is missing, or it has other structures
        return None
