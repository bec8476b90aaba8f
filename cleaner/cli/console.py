"""The two streams: results are written to stdout as bytes, messages to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import IO

import click

from cleaner.files import printable


class Trouble(click.ClickException):
    """A mistake in the command, the configuration or a file that ends the run.

    Exit code 2: 1 is for findings.
    """

    exit_code = 2

    def format_message(self) -> str:
        """Return the message; what could command a terminal (in a file's name) is escaped."""
        return printable(self.message)


def say(sentence: str, *, colour: str | None = None) -> None:
    """Print a message to stderr; what could command a terminal is escaped."""
    text = printable(sentence)
    click.echo(click.style(text, fg=colour) if colour and coloured(sys.stderr) else text, err=True)


COLOUR = "cleaner.colour"
"""Where the option --color is kept in the context of the command."""


def coloured(stream: IO[str] | None) -> bool:
    """Whether a stream gets colours: as --color says, else as the environment, else a terminal.

    See https://no-color.org and https://force-color.org.
    """
    context = click.get_current_context(silent=True)
    wanted = "auto" if context is None else context.meta.get(COLOUR, "auto")
    if wanted != "auto":
        return stream is not None and wanted == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return is_terminal(stream) or (stream is not None and bool(os.environ.get("FORCE_COLOR")))


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether a stream is a terminal. A stream that was closed from the start is None."""
    return stream is not None and stream.isatty()


def put(data: bytes) -> None:
    """Write bytes to stdout at once.

    Raises Trouble if they cannot be written, BrokenPipeError if nobody reads them.
    """
    if sys.stdout is None:
        raise Trouble("stdout is closed. Write to a file with -o or --output-file.")
    stream = sys.stdout.buffer
    try:
        left = memoryview(data)
        while left:  # an unbuffered stream (PYTHONUNBUFFERED) may write only a part
            left = left[stream.write(left) or 0 :]
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_stdout()
        raise Trouble(f"stdout cannot be written: {error.strerror}.") from error


def put_text(pieces: Iterable[str]) -> None:
    """Write text to stdout as UTF-8; what UTF-8 cannot encode (in a file's name) is escaped."""
    for piece in pieces:
        put(piece.encode("utf-8", "backslashreplace"))


def take() -> bytes:
    """Read all of stdin. Raises Trouble."""
    if sys.stdin is None:
        raise Trouble("stdin is closed: there is nothing to read. Name a file.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise Trouble(f"stdin cannot be read: {error.strerror}.") from error


def discard_stdout() -> None:
    """Discard what is still in the buffer of stdout, so that closing it at exit cannot fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # not a real file: nothing will be flushed
        return
