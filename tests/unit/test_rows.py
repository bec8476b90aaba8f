"""Rows by key, read from bytes when they are first asked for."""

from __future__ import annotations

import pytest

from cleaner.phrases.tables import Rows


def filled() -> Rows:
    rows = Rows()
    for key, row in (
        ("read", "read more\t1"),
        ("read", "read on\t2"),
        ("رأي", "رأيك\t3"),
        ("", "4"),
    ):
        rows.add(key, row)
    return rows


def packed() -> Rows:
    body = bytearray(b"other")
    return Rows(filled().packed(body), bytes(body))


def test_rows_of_a_key_are_lines() -> None:
    assert filled()["read"] == "read more\t1\nread on\t2"


def test_packed_rows_are_the_same() -> None:
    read = packed()
    assert read.find("رأي") == "رأيك\t3"
    assert dict(read) == dict(filled())
    assert len(read) == 3


@pytest.mark.parametrize("key", ["rea", "reads", "x", "\0"])
def test_other_keys_have_no_rows(key: str) -> None:
    read = packed()
    assert read.find(key) is None
    assert key not in read


def test_a_row_is_added_to_those_that_were_packed() -> None:
    read = packed()
    read.add("read", "read also\t5")
    assert read["read"] == "read more\t1\nread on\t2\nread also\t5"


def test_a_copy_leaves_the_first_alone() -> None:
    first = packed()
    second = first.copy()
    second.add("read", "read also\t5")
    second.add("new", "6")
    assert dict(first) == dict(filled())
    assert second["new"] == "6"
