"""A few seconds of fuzzing dumps; the long run is `python -m tests.tools.fuzz SECONDS`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.fuzz import dumps


@pytest.mark.slow
@pytest.mark.parametrize("name", dumps.KINDS)
@settings(max_examples=20)
@given(data=st.data())
def test_dumps(name: str, data: st.DataObject) -> None:
    dumps.check_dump(*data.draw(dumps.dumps(dumps.KINDS[name])))
