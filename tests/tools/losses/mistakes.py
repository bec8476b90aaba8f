"""Operators' mistakes that lose something."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.mistakes import MISTAKES


def measure() -> None:
    """Make every mistake, and print those that lose something."""
    count = 0
    for mistake in MISTAKES:
        with TemporaryDirectory() as folder:
            lost = mistake.lost(Path(folder))
        count += bool(lost)
        for sentence in lost:
            print(f"lost: {mistake.name}: {sentence}", flush=True)
    print(f"{count} of {len(MISTAKES)} mistakes lose something")
