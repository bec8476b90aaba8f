"""Ray Data, on a Ray of two processes on this machine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray
import ray.data

from cleaner import UnknownRule
from cleaner.dumps.errors import DumpError
from cleaner.integrations.arrow import ArrowCleaner
from cleaner.integrations.ray import clean_dataset
from tests.support import pages
from tests.support.texts import AD, ARTICLE, FORM, PAGE, PDF, TIDY

STORE = 200_000_000
"""Bytes of Ray's object store in these tests."""

ROWS = pa.table(
    {
        "id": list(range(60)),
        "text": [AD, TIDY, None, "", FORM, f"{AD}\r\n"] * 10,
        "score": [0.5] * 60,
    }
)

pytestmark = [
    pytest.mark.xdist_group("ray"),
    # Ray sets deprecated settings of its own whenever it makes or copies a DataContext, and warns.
    pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning:ray.data.context"),
    pytest.mark.filterwarnings(
        "ignore:`target_shuffle_max_block_size` is deprecated:UserWarning:ray.data.context"
    ),
]


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.init(
        num_cpus=2, include_dashboard=False, object_store_memory=STORE, configure_logging=False
    )
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def rows(dataset: ray.data.Dataset) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = dataset.take_all()
    return found


def test_the_same_texts_as_on_one_machine(tmp_path: Path) -> None:
    pq.write_table(ROWS, tmp_path / "rows.parquet", row_group_size=20)
    dataset = ray.data.read_parquet(str(tmp_path / "rows.parquet"))
    cleaned = clean_dataset(dataset, concurrency=1, batch_size=7, error_column="error")
    assert rows(cleaned) == ArrowCleaner(error_column="error")(ROWS).to_pylist()


def test_records_come_along() -> None:
    cleaned = rows(
        clean_dataset(
            ray.data.from_arrow(ROWS), concurrency=1, batch_size=60, record_column="record"
        )
    )
    assert cleaned == ArrowCleaner(record_column="record")(ROWS).to_pylist()


def test_pages_and_one_that_cannot_be_read() -> None:
    dataset = ray.data.from_arrow(pa.table({"id": ["a", "b"], "html": [PAGE.encode(), PDF]}))
    good, bad = rows(clean_dataset(dataset, concurrency=1, error_column="error"))
    assert good == {"id": "a", "text": ARTICLE, "error": None}
    assert (bad["id"], bad["text"]) == ("b", None)
    assert bad["error"].startswith("this is a PDF document")


def test_tidy_texts_and_other_columns_are_left_alone() -> None:
    tidy = pa.table({"id": [1, 2, 3], "text": [TIDY, None, ""], "tags": [["a"], [], None]})
    assert rows(clean_dataset(ray.data.from_arrow(tidy), concurrency=1)) == tidy.to_pylist()


def test_rows_that_pandas_made() -> None:
    frame = pd.DataFrame({"id": [1, 2], "text": [AD, TIDY]})
    assert rows(clean_dataset(ray.data.from_pandas(frame), concurrency=1)) == [
        {"id": 1, "text": TIDY},
        {"id": 2, "text": TIDY},
    ]


def test_batches_without_a_value_are_cleaned_by_the_columns_of_the_others() -> None:
    """Ray makes blocks of rows, and one where all texts are null has a column of no type."""
    known = [{"id": number, "text": AD if number < 10 else None} for number in range(20)]
    cleaned = rows(clean_dataset(ray.data.from_items(known, override_num_blocks=4), concurrency=1))
    assert cleaned == [{"id": row["id"], "text": row["text"] and TIDY} for row in known]


def test_nothing_is_cleaned_before_it_is_asked_for(tmp_path: Path) -> None:
    dataset = ray.data.from_arrow(ROWS)
    assert (
        clean_dataset(dataset, text_column="text").count() == 60
    )  # rows are counted without an actor
    assert rows(dataset) == ROWS.to_pylist()


def test_columns_are_looked_for_at_once() -> None:
    with pytest.raises(DumpError, match="no columns of text"):
        clean_dataset(ray.data.from_arrow(pa.table({"score": [1.0]})))
    with pytest.raises(DumpError, match="there is no text column 'txt'"):
        clean_dataset(ray.data.from_arrow(ROWS), text_column="txt")


@pytest.mark.parametrize("concurrency", [0, -1, (0, 2), (3, 2)])
def test_a_concurrency_that_is_none(concurrency: Any) -> None:
    with pytest.raises(ValueError, match="concurrency must be"):
        clean_dataset(ray.data.from_arrow(ROWS), concurrency=concurrency)


def test_other_mistakes_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="batch_size must be at least 1, not 0"):
        clean_dataset(ray.data.from_arrow(ROWS), batch_size=0)
    with pytest.raises(UnknownRule, match=r"ad\.lable"):
        clean_dataset(ray.data.from_arrow(ROWS), select=["ad.lable"])


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing() -> None:
    """Two processes are killed: Ray starts the second to repeat what the first one was doing."""
    long = "\n\n".join([pages.FIRST, pages.SECOND] * 40)
    texts = [f"Day {number} of the flood.\n\n{long}\n\nLeave a Reply\n" for number in range(800)]
    blocks = [pa.table({"id": [number], "text": [text]}) for number, text in enumerate(texts)]
    blocks = [pa.concat_tables(blocks[start : start + 20]) for start in range(0, len(blocks), 20)]
    cleaned: list[dict[str, Any]] = []
    killed: set[int] = set()
    for batch in clean_dataset(
        ray.data.from_arrow(blocks), concurrency=1, batch_size=10
    ).iter_batches(batch_size=20, batch_format="pyarrow"):
        assert isinstance(batch, pa.Table)
        cleaned.extend(batch.to_pylist())
        if len(killed) < 2:
            killed.add(kill(worker(killed)))
    assert len(killed) == 2
    assert cleaned == ArrowCleaner()(pa.concat_tables(blocks)).to_pylist()
    assert cleaned[0]["text"] == f"Day 0 of the flood.\n\n{long}\n"


def worker(not_these: set[int]) -> int:
    """The process that cleans: a descendant of this one, to which Ray gives a name."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for entry in Path("/proc").iterdir():
            if (
                entry.name.isdigit()
                and (pid := int(entry.name)) not in not_these
                and "MapWorker" in command(pid)
                and is_ours(pid)
            ):
                return pid
        time.sleep(0.05)
    raise AssertionError("No process cleans.")


def kill(pid: int) -> int:
    os.kill(pid, signal.SIGKILL)
    return pid


def command(pid: int) -> str:
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:  # it has ended
        return ""


def is_ours(pid: int) -> bool:
    """Whether a process is a descendant of this one."""
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            return False
        if pid == os.getpid():
            return True
    return False
