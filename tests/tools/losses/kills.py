"""Runs that are killed at random moments and resumed: their bytes, and processes left behind."""

from __future__ import annotations

import gzip
import io
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from tests.dumps.test_warc import page
from tests.support.dumps import PAGE, RIVER, TAIL, descendants, dump, is_running
from tests.support.paths import ROOT

_KILLS = 60
_DOCUMENTS = 1_000
_PAGES = 80
_LEAST_SECONDS = 0.3  # until a run is killed

_PROGRAM = """
from cleaner.dumps.formats import base
from cleaner.dumps.run import run
from cleaner.cli import main
base.TASK_BYTES = 1 << 16
run._CHECKPOINT_SECONDS = 0.1
main()
"""
"""The command with small tasks and many checkpoints, so that a small dump has many states."""


def measure() -> None:
    """Kill runs over a dump of each format, and print how many came to the same in the end."""
    chance = random.Random(2)
    good = orphans = 0
    with TemporaryDirectory() as folder:
        dumps = _dumps(Path(folder))
        for name in dumps:
            kills = _KILLS // len(dumps)
            same, left = _killed(Path(folder), name, kills, chance)
            good += kills * same
            orphans += left
            print(
                f"{name}: {kills} kills, {'same' if same else 'OTHER'} bytes, {left} left running",
                flush=True,
            )
    print(f"{good} of {_KILLS} kills gave the same bytes; {orphans} processes left behind")


def _killed(folder: Path, name: str, kills: int, chance: random.Random) -> tuple[bool, int]:
    """Whether a run that was killed so often comes to the same; processes that outlive a kill."""
    begun = time.monotonic()
    _run(folder, name, "expected")
    most = time.monotonic() - begun
    done = left = 0
    while done < kills:
        with subprocess.Popen(
            _command(name, "killed"), cwd=folder, env=_ENVIRONMENT, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(chance.uniform(_LEAST_SECONDS, most))
            family = descendants(process.pid)
            if process.poll() is None:
                process.send_signal(chance.choice((signal.SIGKILL, signal.SIGTERM)))
                done += 1
        left += _left(family)
        if process.returncode == 0:  # it was done: start over
            if not _is_same(folder):
                return False, left
            for path in folder.glob("killed*"):
                path.unlink()
    if not (folder / "killed.jsonl").exists():
        _run(folder, name, "killed")
    same = _is_same(folder)
    for path in (*folder.glob("killed*"), *folder.glob("expected*")):
        path.unlink()
    return same, left


def _left(family: list[int]) -> int:
    """How many of these processes still run after some seconds."""
    for _ in range(50):
        if not any(map(is_running, family)):
            return 0
        time.sleep(0.1)
    return sum(map(is_running, family))


def _is_same(folder: Path) -> bool:
    names = ("jsonl", "record")
    return all(
        (folder / f"expected.{end}").read_bytes() == (folder / f"killed.{end}").read_bytes()
        for end in names
    )


_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def _command(name: str, to: str) -> list[str]:
    output = ["-o", f"{to}.jsonl", "--record", f"{to}.record", "-q", "-j", "2"]
    return [sys.executable, "-c", _PROGRAM, "clean", name, *output]


def _run(folder: Path, name: str, to: str) -> None:
    done = subprocess.run(
        _command(name, to), cwd=folder, env=_ENVIRONMENT, check=False, capture_output=True
    )
    if done.returncode not in (0, 2):
        raise SystemExit(done.stderr.decode())


def _dumps(folder: Path) -> list[str]:
    """A dump of each format; returns their names."""
    (folder / "d.jsonl").write_bytes(dump(_DOCUMENTS, size=40))
    texts = [RIVER * 40 + (TAIL if number % 2 else "") for number in range(_DOCUMENTS)]
    pq.write_table(pa.table({"text": texts}), folder / "d.parquet", row_group_size=500)
    (folder / "d.warc").write_bytes(
        b"".join(page(number, PAGE.encode()) for number in range(_PAGES))
    )
    with tarfile.open(folder / "d.tar", "w") as archive:
        for number, text in enumerate(texts):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    (folder / "texts").mkdir()
    for number, text in enumerate(texts):
        (folder / "texts" / f"{number}.txt").write_text(text)
    (folder / "d.jsonl.gz").write_bytes(gzip.compress(dump(_DOCUMENTS, size=40)))
    return ["d.jsonl", "d.jsonl.gz", "d.parquet", "d.warc", "d.tar", "texts"]
