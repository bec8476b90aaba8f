"""Each system in a fresh process over the same pages in the same order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.jsonl import Row, rows
from tests.support.paths import ROOT
from tests.tools.bench_html.pages import DataSet

ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


@dataclass
class Run:
    """Outputs of a system on a data set; a page that was not reached has an error, no seconds."""

    system: str
    texts: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    version: str = ""
    trouble: str = ""
    """Why the system could not be loaded, or its process ended early."""
    loaded: int = 0
    """Bytes: the peak before the first page."""
    peak: int = 0
    """Bytes: the peak after the last page."""


def collect(system: str, rows: Iterable[Row], ids: Sequence[str], ended: str) -> Run:
    """A run from the worker's rows; `ended` says how the process ended, empty if well."""
    run = Run(system, trouble=ended)
    for row in rows:
        run.version = row.get("version", run.version)
        run.loaded = row.get("loaded", run.loaded)
        run.peak = row.get("peak", run.peak)
        run.trouble = row.get("trouble", run.trouble)
        if "id" in row:
            run.texts[row["id"]], run.seconds[row["id"]] = row["text"], row["seconds"]
            if row["error"]:
                run.errors[row["id"]] = row["error"]
    run.errors |= {page: "not reached" for page in ids if page not in run.texts}
    return run


def run(system: str, data: DataSet, python: str, timeout: float) -> Run:
    """One system in a process of its own, ended after `timeout` seconds."""
    ids = [page.id for page in data.pages]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "rows.jsonl")
        output.touch()
        job = json.dumps(
            {"system": system, "pages": str(data.file.resolve()), "ids": ids, "output": str(output)}
        )
        ended = _worker(python, job, timeout)
        return collect(system, _whole(output), ids, ended)


def _worker(python: str, job: str, timeout: float) -> str:
    environment = os.environ | ONE_CORE | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [python, "-m", "tests.tools.bench_html.worker"]
    try:
        done = subprocess.run(
            command,
            input=job,
            capture_output=True,
            text=True,
            timeout=timeout,
            env=environment,
            check=False,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return f"stopped after {timeout:g} s"
    except OSError as error:
        return str(error)
    last = (done.stderr.strip().splitlines() or [""])[-1]
    return f"ended with {done.returncode}: {last}" if done.returncode else ""


def _whole(output: Path) -> Iterable[Row]:
    """The rows of a file whose last line may have been cut off by a crash."""
    try:
        yield from rows(output)
    except ValueError:
        return


def run_all(
    systems: Sequence[str],
    data: DataSet,
    pythons: Mapping[str, str],
    timeout: float,
    jobs: int,
    tell: Callable[[str], None],
) -> list[Run]:
    """Run systems, one or two at a time; `tell` gets a line for each that is done."""

    def one(system: str) -> Run:
        done = run(system, data, pythons.get(system, sys.executable), timeout)
        tell(f"{data.name}: {system}: {done.trouble or f'{sum(done.seconds.values()):.1f} s'}")
        return done

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, systems))
