"""Colour, and removed text made safe for a terminal."""

from __future__ import annotations

from cleaner.files.printable import printable

BOLD, DIM, RED, GREEN, CYAN, YELLOW = "1", "2", "31", "32", "36", "33"

WIDTH = 100
"""Characters of removed text that are shown in a line."""


def paint(text: str, *codes: str, colour: bool) -> str:
    """Return the text in ANSI colours, or unchanged unless `colour`."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if colour and text else text


def shortened(text: str, width: int = WIDTH) -> str:
    """Return a line of at most `width` characters before escapes; `…` replaces the rest."""
    if len(text) <= width:
        return printable(text)
    return printable(text[: width - 1].rstrip()) + "\N{HORIZONTAL ELLIPSIS}"


def excerpt(text: str, width: int = WIDTH) -> str:
    """Return the start of a text as one line of at most `width` characters."""
    beginning = text.lstrip()[: 4 * width].split()
    whole = len(text.strip()) <= 4 * width
    return shortened(" ".join(beginning) + ("" if whole else " " * width), width)
