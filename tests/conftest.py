"""Settings and fixtures that tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline: a test never asserts a time. On CI examples are the same every time, so that a
# failure is the fault of the change. `make check` tries fewer.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.register_profile("fast", settings.get_profile("local"), max_examples=25)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow tests first: the other processes do the quick ones while the last of them ends."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name data with gzip by its size: it holds the time, and processes must name tests alike."""
    if isinstance(val, bytes) and b"\x1f\x8b" in val:
        return f"{len(val)} bytes with gzip"
    return None
