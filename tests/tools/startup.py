"""Measure what a hook costs: processor time of `cleaner check` beside other checkers of files.

    pip install codespell typos ruff
    python -m compileall -q cleaner
    python -m tests.tools.startup > startup.md
    python -m tests.tools.figures startup startup.md

Prints a table with the processor time (user and system) of each command for one file and for 500,
the best of five runs. Texts are cut from a sample in `seeds/`, Python files from this project, each
of 3 kB. A program that is not on the path has no row.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.paths import ROOT
from tests.tools.bench_dumps.measured import cpu_seconds

FILES = 500
RUNS = 5
CHARS = 3000
TEXTS = {
    "Python that does nothing": (sys.executable, "-c", "pass"),
    "cleaner check": (sys.executable, "-m", "cleaner", "check", "--isolated"),
    "codespell": ("codespell",),
    "typos": ("typos",),
}
CODE = {"ruff check": ("ruff", "check", "--no-cache", "--isolated")}


def main() -> int:
    """Measure all commands and print the table. Returns 0."""
    print(f"Python {sys.version.split()[0]}; {FILES} files of {CHARS // 1000} kB; milliseconds of")
    print(f"processor time, the best of {RUNS} runs\n")
    print(f"| command | one file | {FILES} files |")
    print("| --- | ---: | ---: |")
    with TemporaryDirectory() as folder:
        texts = _written(Path(folder, "texts"), _start_of("seeds", "*.txt"), ".txt")
        code = _written(Path(folder, "code"), _start_of("cleaner/cli", "check.py"), ".py")
        for commands, files in ((TEXTS, texts), (CODE, code)):
            for name, command in commands.items():
                if shutil.which(command[0]):
                    one, all_of_them = _best(command, files[:1]), _best(command, files)
                    print(f"| {name} | {one:.0f} | {all_of_them:.0f} |", flush=True)
    return 0


def _start_of(folder: str, pattern: str) -> str:
    """The whole lines of a file's first `CHARS` characters."""
    longest = max((ROOT / folder).glob(pattern), key=lambda path: path.stat().st_size)
    return longest.read_text(encoding="utf-8")[:CHARS].rpartition("\n")[0] + "\n"


def _written(folder: Path, text: str, ending: str) -> list[str]:
    folder.mkdir()
    paths = [folder / f"file{number:03}{ending}" for number in range(FILES)]
    for path in paths:
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def _best(command: Sequence[str], files: Sequence[str]) -> float:
    """The least processor time of a command on files, in milliseconds, of `RUNS` runs."""
    return 1000 * min(_seconds([*command, *files]) for _ in range(RUNS))


def _seconds(command: Sequence[str]) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = cpu_seconds()
    subprocess.run(command, capture_output=True, env=environment, check=False, timeout=300)
    return cpu_seconds() - before


if __name__ == "__main__":
    sys.exit(main())
