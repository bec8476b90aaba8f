"""The picture in the README: what the command prints on a terminal, as SVG."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from tests.support.paths import ROOT

PAGE = "images/demo.svg"
SAMPLE = """\
The river rose by a metre in the night, and the mill had to be cleared before the morning.

Advertisement

The mayor closed the bridge until the engineers have looked at it. Below, the video:

The school stays closed until Friday.

Share this:
Facebook
Twitter

Leave a Reply

Your email address will not be published. Required fields are marked *
"""
COMMANDS = ("check flood.txt", "clean flood.txt")
_COLUMNS = 92


def svg() -> str:
    """The commands of the picture and what they print, in colour."""
    console = Console(
        record=True,
        width=_COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    with TemporaryDirectory() as folder:
        Path(folder, "flood.txt").write_text(SAMPLE, encoding="utf-8")
        for command in COMMANDS:
            console.print(Text.assemble(("$ ", "dim"), (f"cleaner {command}", "bold")))
            console.print(Text.from_ansi(on_a_terminal(command.split(), Path(folder)).rstrip()))
            console.print()
    return console.export_svg(title="cleaner", unique_id="cleaner")


def on_a_terminal(arguments: list[str], folder: Path) -> str:
    """What the command prints in a folder on a terminal, with its colours."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(_COLUMNS), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [sys.executable, "-m", "cleaner", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        return _read(ours).decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """What is written to a terminal until its other end is closed (an error on Linux)."""
    parts = []
    try:
        while part := os.read(terminal, 1 << 16):
            parts.append(part)
    except OSError:
        pass
    finally:
        os.close(terminal)
    return b"".join(parts)
