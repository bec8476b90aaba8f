"""Speed on one core, start-up time and memory."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.support.hostile import HOSTILE
from tests.support.jsonl import rows
from tests.tools.bench.quality import Row, markdown
from tests.tools.bench.systems import System

MB = 1_000_000
SENTENCE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared. "
)


def corpus(documents: Sequence[Row], size: int) -> list[str]:
    """At least `size` bytes of documents: shuffled, the same way every time, and repeated."""
    texts = [row["text"] for row in documents if row["kind"] == "article" and row["lang"] == "en"]
    shuffle = random.Random(0).shuffle
    chosen: list[str] = []
    total = 0
    while total < size:
        shuffle(texts)
        for text in texts:
            chosen.append(text)
            total += len(text.encode())
            if total >= size:
                break
    return chosen


def references(path: Path) -> list[str]:
    """The articles of a file of reference texts (gzipped JSON lines), each once."""
    articles = (row for row in rows(path) if row["type"] == "article")
    return [row["reference"] for row in articles if row["reference"]]


def seconds(work: Callable[[], object], rounds: int) -> float:
    """CPU seconds of the fastest of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def throughput(
    documents: Sequence[Row], systems: dict[str, System], sizes: Sequence[int], rounds: int
) -> str:
    """MB/s over many documents, by system and total size; and for one document of each size."""
    rows = []
    for name, system in systems.items():
        cells = []
        for size in sizes:
            texts = corpus(documents, size * MB)
            bytes_in = sum(len(text.encode()) for text in texts)
            cells.append(_rate(bytes_in, seconds(partial(_clean_all, system, texts), rounds)))
        rows.append([name, *cells])
    for name in ("cleaner", "cleaner --unsafe"):
        cells = []
        for size in sizes:
            text = "\n\n".join(corpus(documents, size * MB))
            cells.append(_rate(len(text.encode()), seconds(partial(systems[name], text), 1)))
        rows.append([f"{name}: one document of that length", *cells])
    return markdown(["MB/s (seconds), one core", *(f"{size} MB" for size in sizes)], rows)


def without_repeats(texts: Sequence[str], systems: dict[str, System], rounds: int) -> str:
    """MB/s over many different documents, by system: caches help only with what they share."""
    size = sum(len(text.encode()) for text in texts)
    rows = [
        [name, _rate(size, seconds(partial(_clean_all, system, texts), rounds))]
        for name, system in systems.items()
    ]
    return markdown([f"{len(texts)} articles, none twice", "MB/s (seconds), one core"], rows)


def _clean_all(system: System, texts: Sequence[str]) -> None:
    for text in texts:
        system(text)


def _rate(size: int, took: float) -> str:
    return f"{size / MB / took:.1f} ({took:.2f})"


def hostile(system: System, small: int, factor: int = 8) -> str:
    """Seconds on hostile documents, and their growth: linear if it is near that of the length."""
    rows = []
    for name, make in HOSTILE.items():
        took = [seconds(partial(system, make(size)), 1) for size in (small, small * factor)]
        rows.append(
            [name, *(f"{value:.3f}" for value in took), f"{took[1] / max(took[0], 1e-9):.1f}"]
        )
    return markdown(
        [
            "hostile text, cleaner --unsafe",
            f"{small / MB:g} MB",
            f"{small * factor / MB:g} MB",
            f"× (linear: {factor})",
        ],
        rows,
    )


def start_up(times: int) -> str:
    """Median wall seconds of `cleaner check` on one small file, beside a bare interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.txt")
        small.write_text(SENTENCE * 3 + "\n\nLeave a Reply\n", encoding="utf-8")
        command = [str(Path(sys.executable).with_name("cleaner")), "check", str(small)]
        rows = [
            ["`cleaner check FILE`", f"{_median(command, times, folder):.3f} s"],
            ["`python -c pass`", f"{_median([sys.executable, '-c', 'pass'], times, folder):.3f} s"],
        ]
    return markdown([f"start-up, median of {times}", "wall"], rows)


def _median(command: Sequence[str], times: int, folder: str) -> float:
    took = []
    for _ in range(times + 1):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        took.append(time.perf_counter() - start)
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            raise RuntimeError(f"{command} failed: {done.stderr}")
    return statistics.median(took[1:])


_PEAK = """
import sys
from pathlib import Path

def peak():
    lines = open("/proc/self/status")
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

from cleaner import Cleaner
cleaner = Cleaner(unsafe=True)
cleaner.clean("A small one first, so that all that is loaded once is loaded.")
before = peak()
text = Path(sys.argv[1]).read_bytes().decode()
cleaner.clean(text).text
print(peak() - before)
"""


def memory(documents: Sequence[Row], size: int) -> str:
    """Peak memory of one document, by its size, without interpreter and rules (Linux)."""
    made = {
        "articles, one after the other": "\n\n".join(corpus(documents, size)),
        "one line of sentences": SENTENCE * (size // len(SENTENCE)),
        "sentences, a line each": (SENTENCE + "\n") * (size // len(SENTENCE)),
    }
    rows = []
    for name, text in made.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())
            file.flush()
            done = subprocess.run(
                [sys.executable, "-c", _PEAK, file.name], capture_output=True, text=True, check=True
            )
        rows.append(
            [
                name,
                f"{int(done.stdout) / MB:.0f} MB",
                f"{int(done.stdout) / len(text.encode()):.1f}",
            ]
        )
    return markdown([f"memory, one document of {size // MB} MB", "peak", "× its size"], rows)
