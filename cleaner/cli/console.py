"""The two streams: results go to stdout as bytes, everything said about them to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import IO

import click

from cleaner.files import printable


class Trouble(click.ClickException):
    """A mistake in the command, the configuration or a file that ends the run. Exit code 2: 1 is for findings."""

    exit_code = 2


def say(sentence: str, *, colour: str | None = None) -> None:
    """One sentence on stderr. What could command a terminal (a file's name may) is escaped."""
    text = printable(sentence)
    click.echo(click.style(text, fg=colour) if colour and coloured(sys.stderr) else text, err=True)


def coloured(stream: IO[str] | None) -> bool:
    """Whether a stream gets colours: only a terminal does, and only if NO_COLOR is not set (https://no-color.org)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether a stream is a terminal. None is what Python has for one that was closed from the start."""
    return stream is not None and stream.isatty()


def put(data: bytes) -> None:
    """Bytes on stdout, at once. Raises Trouble if they cannot be written, BrokenPipeError if nobody reads them."""
    if sys.stdout is None:
        raise Trouble("stdout is closed: there is nowhere to write to. Name a file with -o or --output-file.")
    stream = sys.stdout.buffer
    try:
        left = memoryview(data)
        while left:  # an unbuffered stream (PYTHONUNBUFFERED) takes a part only, and says how much
            left = left[stream.write(left) or 0 :]
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_stdout()
        raise Trouble(f"stdout cannot be written: {error.strerror}.") from error


def put_text(pieces: Iterable[str]) -> None:
    """Pieces of text on stdout as UTF-8. What has no UTF-8 (part of a file's name) is written as an escape."""
    for piece in pieces:
        put(piece.encode("utf-8", "backslashreplace"))


def take() -> bytes:
    """All of stdin. Raises Trouble."""
    if sys.stdin is None:
        raise Trouble("stdin is closed: there is nothing to read. Name a file.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise Trouble(f"stdin cannot be read: {error.strerror}.") from error


def discard_stdout() -> None:
    """Let what is still in the buffer of stdout go nowhere, so that closing it at exit does not fail again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # no real file is behind it: nothing will be flushed there
        return
