"""The `cleaner` command: parse, call, count, exit. What it does is done elsewhere."""

from __future__ import annotations

import sys
from typing import NoReturn

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""


def main() -> NoReturn:
    """Run the command with the arguments of this process, and exit: 0 clean or done, 1 findings, 2 trouble."""
    try:
        from cleaner.cli.app import app

        app.main(prog_name="cleaner")
    except KeyboardInterrupt:  # while importing; the command itself sees to all that comes later
        sys.stderr.write("Interrupted.\n")
    sys.exit(INTERRUPTED)
