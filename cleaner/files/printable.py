"""Escape what could command a terminal: for everything printed that is not a result."""

from __future__ import annotations

# Not printable to Python, but parts of words and emoji, and harmless.
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def printable(text: str) -> str:
    """Escape control and format characters, lone surrogates, and line breaks; tabs become spaces.

    The result is one line. File names, ids, and messages of other packages need this: any of them
    may hold an escape sequence. Joiners of words and emoji are left alone.

    >>> printable("a\\tb\\x1b[31mc")
    'a b\\\\x1b[31mc'
    """
    if text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character.isspace() and character not in "\r\n":
        return " "
    return ascii(character)[1:-1]
