"""What an operator may do by mistake loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.mistakes import MISTAKES, Mistake


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_nothing_is_lost_by(mistake: Mistake, tmp_path: Path) -> None:
    assert mistake.lost(tmp_path) == []
