"""Colour, and removed text made safe for a terminal."""

from __future__ import annotations

BOLD, DIM, RED, GREEN, CYAN, YELLOW = "1", "2", "31", "32", "36", "33"

WIDTH = 100
"""Characters of removed text that are shown in a line."""

# Python calls them unprintable, but they are part of words and emoji, and harmless.
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def paint(text: str, *codes: str, colour: bool) -> str:
    """Return the text in ANSI colours, or unchanged unless `colour`."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if colour and text else text


def printable(text: str) -> str:
    """Return the text with escapes for what could command a terminal or cannot be encoded.

    >>> printable("a\\tb\\x1b[31mc")
    'a b\\\\x1b[31mc'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in _JOINERS else _escaped(character)
        for character in text
    )


def _escaped(character: str) -> str:
    if character.isspace() and character not in "\r\n":
        return " "
    return ascii(character)[1:-1]


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
