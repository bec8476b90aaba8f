"""What the tests of the command share: texts with and without boilerplate, ways to run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from cleaner.cli.app import app
from tests.support.paths import ROOT

PROSE = (
    "The river rose by a metre after the rain, and the mayor closed the old bridge for the night.\n"
)
DIRTY = PROSE + "\nLeave a Reply\n\nYour email address will not be published.\n"
RULE = "wordpress.comment-form"
CRLF = DIRTY.replace("\n", "\r\n").encode()
ACCENT = (
    "Le café du pont ferma tôt à cause de la pluie, et le maire fit évacuer tout le quartier.\n"
)


def run(*args: str | Path, given: bytes | None = None) -> Result:
    """Run the command in this process, with the configuration of the current folder."""
    return CliRunner().invoke(app, [str(arg) for arg in args], input=given)


def spawn(
    *args: str | Path, given: bytes = b"", folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, where bytes, exit codes and signals are real."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "cleaner", *(str(arg) for arg in args)]
    return subprocess.run(
        command,
        input=given,
        capture_output=True,
        cwd=folder,
        env=environment,
        check=False,
        timeout=60,
    )


def put(path: Path, text: str | bytes = DIRTY) -> Path:
    """Write a file and its folders, dated back so that any rewrite shows in its mtime."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    return path


def names_in(folder: Path) -> list[str]:
    """What a folder holds, hidden files too, in order."""
    return sorted(path.name for path in folder.iterdir())


def untouched(path: Path, text: str | bytes = DIRTY) -> bool:
    """Whether a file that `put` wrote is as it was: its bytes, and its mtime."""
    return (
        path.read_bytes() == (text.encode() if isinstance(text, str) else text)
        and path.stat().st_mtime == 1_000_000_000
    )
