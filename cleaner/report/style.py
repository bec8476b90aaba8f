"""What text for people has in common: colour, and removed text made fit for a terminal."""

from __future__ import annotations

BOLD, DIM, RED, GREEN, CYAN, YELLOW = "1", "2", "31", "32", "36", "33"

WIDTH = 100
"""Characters of removed text shown in one line."""

# Not printable as Python sees it, but part of words and emoji, and harmless.
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def paint(text: str, *codes: str, colour: bool) -> str:
    """The text in ANSI colours, or as it is unless `colour`."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if colour and text else text


def printable(text: str) -> str:
    """The text with everything that could command a terminal, or that no encoding can carry, written as an escape.

    >>> printable("a\\tb\\x1b[31mc")
    'a b\\\\x1b[31mc'
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character in _JOINERS else _escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character.isspace() and character not in "\r\n":
        return " "
    return ascii(character)[1:-1]


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
