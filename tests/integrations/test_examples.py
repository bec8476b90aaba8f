"""The examples of the documentation, each run as it stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.paths import ROOT
from tests.support.site import PAGES, served
from tests.support.texts import AD, ARTICLE, BODY, FORM, TIDY

EXAMPLES = ROOT / "tests" / "integrations" / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("with_*.py"))
ON_A_TABLE = [name for name in NAMES if name != "with_scrapy"]


def run(folder: Path, *command: str) -> None:
    environment = {**os.environ, "HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        cwd=folder,
        env=environment,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.xdist_group("ray")  # one of them
@pytest.mark.parametrize("name", ON_A_TABLE)
def test_an_example_on_a_table(name: str, tmp_path: Path) -> None:
    dump = pa.table({"id": ["a", "b", "c"], "text": [AD, TIDY, FORM], "language": ["en"] * 3})
    pq.write_table(dump, tmp_path / "dump.parquet")
    run(tmp_path, str(EXAMPLES / f"{name}.py"))
    rows = sorted(pq.read_table(tmp_path / "clean.parquet").to_pylist(), key=lambda row: row["id"])
    assert [(row["id"], row["text"]) for row in rows] == [("a", TIDY), ("b", TIDY), ("c", BODY)]
    assert [row.get("metadata", row)["language"] for row in rows] == [
        "en"
    ] * 3  # datatrove puts other columns there


def test_the_example_for_scrapy(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with served(site) as address:
        run(tmp_path, str(EXAMPLES / "with_scrapy.py"), address)
    items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert sorted(item["url"].rpartition("/")[2] for item in items) == sorted(PAGES)
    assert [item["text"] for item in items if "text" in item] == [ARTICLE] * 3
