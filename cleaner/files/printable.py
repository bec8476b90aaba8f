"""What is printed and is not a result: numbers with nouns, and texts that command no terminal."""

from __future__ import annotations

from pathlib import PurePath

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


def portable(path: str, kind: type[PurePath] = PurePath) -> str:
    """Return a path with slashes, as programs on other systems read it."""
    return path if "://" in path else kind(path).as_posix()


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 file`, `2 files`.

    >>> counted(1, "file"), counted(1200, "more line")
    ('1 file', '1,200 more lines')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _escaped(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character.isspace() and character not in "\r\n":
        return " "
    return ascii(character)[1:-1]
