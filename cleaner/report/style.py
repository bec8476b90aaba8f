"""What text for people has in common: colour, and removed text made fit for a terminal."""

from __future__ import annotations

from cleaner.files.printable import printable

BOLD, DIM, RED, GREEN, CYAN, YELLOW = "1", "2", "31", "32", "36", "33"

WIDTH = 100
"""Characters of removed text shown in one line."""


def paint(text: str, *codes: str, colour: bool) -> str:
    """The text in ANSI colours, or as it is unless `colour`."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if colour and text else text


def shortened(text: str, width: int = WIDTH) -> str:
    """One line of text, fit to be shown, of `width` characters at most before escapes; `…` stands for what is left out."""
    if len(text) <= width:
        return printable(text)
    return printable(text[: width - 1].rstrip()) + "\N{HORIZONTAL ELLIPSIS}"


def excerpt(text: str, width: int = WIDTH) -> str:
    """The beginning of a text in one line: runs of blanks as one space, shortened to `width` characters."""
    beginning = text.lstrip()[: 4 * width].split()
    whole = len(text.strip()) <= 4 * width
    return shortened(" ".join(beginning) + ("" if whole else " " * width), width)
