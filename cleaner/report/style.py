"""Colour, and removed text made safe for a terminal."""

from __future__ import annotations

from cleaner.files.printable import printable

BOLD, DIM, RED, GREEN, CYAN, YELLOW, REVERSE = "1", "2", "31", "32", "36", "33", "7"

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
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


def columns(text: str) -> int:
    """Return the width of a text on a terminal: wide characters of East Asia count twice."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(each) or each in _JOINERS else 1 + (east_asian_width(each) in "WF")
        for each in text
    )


def excerpt(text: str, width: int = WIDTH) -> str:
    """Return the start of a text as one line of at most `width` characters."""
    beginning = text.lstrip()[: 4 * width].split()
    whole = len(text.strip()) <= 4 * width
    return shortened(" ".join(beginning) + ("" if whole else " " * width), width)
