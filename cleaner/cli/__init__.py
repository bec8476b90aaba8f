"""The `cleaner` command: parse, call, count, exit. Each command is in the module of its name."""

from __future__ import annotations

import atexit
import gc
import sys
from typing import NoReturn

INTERRUPTED = 130
"""Exit code of a program that Ctrl-C ended, as is usual in shells."""


def main() -> NoReturn:
    """Run the command with the arguments of this process, and exit.

    Exit code 0: clean or done, 1: findings, 2: trouble.
    """
    gc.disable()  # collecting garbage while importing and exiting takes a quarter of a short run
    atexit.register(gc.freeze)
    try:
        from cleaner.cli.app import app

        app.main(prog_name="cleaner")
    except KeyboardInterrupt:  # while importing; the command itself handles all that comes later
        sys.stderr.write("Interrupted.\n")
    sys.exit(INTERRUPTED)
