"""The same dump through Ray: the same bytes, whatever happens to the workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.dumps import small_steps

PROSE = (
    "The river rose by a metre in the night, and the mill had to be cleared before the morning"
    " came. Nobody was hurt."
)
FORM = "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n"

# Ray's own processes leave a warning or two on stderr, and take seconds to start.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("ray"),  # its workers are found by their names
    pytest.mark.skipif(sys.platform == "win32", reason="workers are found in /proc"),
]


def dump(path: Path, documents: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            text = (
                f"{PROSE} It was flood number {number}.\n\n{PROSE}\n\n{FORM if number % 3 else ''}"
            )
            file.write(json.dumps({"id": f"doc-{number}", "text": text, "number": number}) + "\n")
    return path


def command(path: Path, output: Path, *options: str) -> list[str]:
    record = output.with_suffix(".record")
    return [
        sys.executable,
        "-m",
        "cleaner",
        "clean",
        str(path),
        "-o",
        str(output),
        "--record",
        str(record),
        "-q",
        *options,
    ]


def run(path: Path, output: Path, *options: str) -> tuple[bytes, bytes]:
    """The output and the record of a run."""
    subprocess.run(command(path, output, *options), check=True, timeout=300)
    return output.read_bytes(), output.with_suffix(".record").read_bytes()


def workers() -> set[int]:
    """The processes that do tasks for Ray on this machine."""
    found = set()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and (process / "cmdline").read_bytes().startswith(
                b"ray::_perform"
            ):
                found.add(int(process.name))
        except OSError:  # it has ended
            continue
    return found


def test_ray_comes_to_the_same_bytes(tmp_path: Path) -> None:
    path = dump(tmp_path / "dump.jsonl", 2_000)
    expected = run(path, tmp_path / "local.jsonl", "-j", "2")
    assert run(path, tmp_path / "ray.jsonl", "-j", "2", "--engine", "ray") == expected


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    path = dump(tmp_path / "dump.jsonl", 9_000)
    expected = run(path, tmp_path / "local.jsonl", "-j", "2")
    killed: set[int] = set()
    with subprocess.Popen(
        command(path, tmp_path / "ray.jsonl", "-j", "2", "--engine", "ray"),
        env={**os.environ, "PYTHONPATH": small_steps(tmp_path)},
    ) as process:
        while process.poll() is None and len(killed) < 2:
            for worker in workers() - killed:
                os.kill(worker, signal.SIGKILL)
                killed.add(worker)
                break
            time.sleep(0.05)
        assert process.wait(timeout=300) == 0
    assert killed
    assert (
        (tmp_path / "ray.jsonl").read_bytes(),
        (tmp_path / "ray.record").read_bytes(),
    ) == expected


def test_a_cluster_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    path = dump(tmp_path / "dump.jsonl", 1)
    failed = subprocess.run(
        command(path, tmp_path / "o.jsonl", "--engine", "ray", "--address", "127.0.0.1:1"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert failed.returncode == 2
    assert "cannot connect to a Ray cluster at 127.0.0.1:1" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not (tmp_path / "o.jsonl").exists()
