"""Runs: the text of a block with its inline structure.

A run is a piece of text with the styles that it is in, from the outside: a link, emphasis, code.
Plain text and Markdown are two renderings of the same runs; the plain one is `text` of every run,
joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

StyleKind = Literal["link", "strong", "em", "code", "del", "math", "note", "cell", "break"]


class Style(NamedTuple):
    """A style of a run, and what belongs to it.

    `value` is the address of a `link`, the target's id of a `note`, `inline` or `display` for
    `math`. `cell` is the tab between two cells, `break` what separates two lines of a cell.
    """

    kind: StyleKind
    value: str = ""


Styles = tuple[Style, ...]
NO_STYLES: Styles = ()


class Run(NamedTuple):
    """A piece of plain text and its styles, the outermost first."""

    text: str
    styles: Styles = NO_STYLES


Piece = tuple[str, Styles]
"""A piece of HTML's text before its spaces are collapsed; a run is one afterwards."""
CELL = Run("\t", (Style("cell"),))
"""What separates two cells of a table's row."""
LINE_IN_CELL = Run(" / ", (Style("break"),))
"""What separates two lines or blocks of a cell."""
BREAK = "\x00"
"""A `<br>` in the pieces of a block; pages have no such character of their own (see `extract`)."""

# Hints where a word may be broken, and marks without width. Not removed: U+200C and U+200D, which
# change how the letters around them look.
_SOFT_HYPHEN, _ZERO_WIDTH_SPACE = "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}"
_INVISIBLE = (_SOFT_HYPHEN, "\N{WORD JOINER}", "\N{ZERO WIDTH NO-BREAK SPACE}")
# In Thai to Burmese and in Khmer a zero-width space separates words.
_SEPARATED_BY_ZERO_WIDTH = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


# Emphasis that is in a `style` attribute, as word processors and editors write it.
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)\b", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)\b", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"font-style\s*:\s*normal\b", re.IGNORECASE)
_LONGEST_STYLE = 1_000  # characters


def with_style(styles: Styles, attribute: str) -> Styles:
    """Styles, and the emphasis that a `style` attribute adds to them."""
    if "font-" not in attribute:
        return styles
    strong, em = _emphasis(attribute[:_LONGEST_STYLE])
    added = [*([Style("strong")] if strong else ()), *([Style("em")] if em else ())]
    return (*styles, *(style for style in added if style not in styles))


@lru_cache(1 << 10)
def _emphasis(attribute: str) -> tuple[bool, bool]:
    return bool(_BOLD.search(attribute)), bool(_ITALIC.search(attribute))


def shows(style: Style, attribute: str) -> bool:
    """Whether a `style` attribute leaves the emphasis that an element has by its name."""
    undone = {"strong": _NOT_BOLD, "em": _NOT_ITALIC}.get(style.kind)
    return undone is None or not undone.search(attribute[:_LONGEST_STYLE])


def visible(text: str) -> str:
    """The text without soft hyphens and other characters that nobody sees."""
    if text.isascii():
        return text
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    if _ZERO_WIDTH_SPACE in text and not _SEPARATED_BY_ZERO_WIDTH.search(text):
        text = text.replace(_ZERO_WIDTH_SPACE, "")
    return text


def lines_of(pieces: Sequence[Piece]) -> Iterable[Sequence[Piece]]:
    """The pieces between breaks."""
    line: list[Piece] = []
    for piece in pieces:
        if piece[0] == BREAK:
            yield line
            line = []
        else:
            line.append(piece)
    yield line


def collapsed(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """The runs of pieces of HTML: single spaces, none at the edge of the line or of a style."""
    if len(pieces) == 1:  # most blocks
        raw, styles = pieces[0]
        text = " ".join((raw if raw.isascii() else visible(raw)).split())
        return (Run(text, styles),) if text else ()
    for _, styles in pieces:
        if styles:
            return _collapsed(pieces)
    text = " ".join(visible("".join([text for text, _ in pieces])).split())
    return (Run(text),) if text else ()


def _collapsed(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    runs: list[Run] = []
    space: Styles | None = None  # of the space that separates the next run from the last one
    for raw, styles in pieces:
        text = visible(raw)
        words = " ".join(text.split())
        if not words:
            if text:  # between two elements with the same style it is in neither
                space = styles if space is None else _shared(space, styles)
            continue
        if text[0].isspace() and space is None:
            space = styles
        if runs and space is not None:
            _add(runs, " ", _shared(_shared(runs[-1].styles, space), styles))
        _add(runs, words, styles)
        space = styles if text[-1].isspace() else None
    return tuple(runs)


def _add(runs: list[Run], text: str, styles: Styles) -> None:
    if runs and runs[-1].styles == styles:
        runs[-1] = Run(runs[-1].text + text, styles)
    else:
        runs.append(Run(text, styles))


def _shared(first: Styles, second: Styles) -> Styles:
    """The styles that both have, from the outside."""
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] == second[shared]:
        shared += 1
    return first[:shared]


def plain(runs: Sequence[Run]) -> str:
    """The plain text of runs."""
    if len(runs) == 1:
        return runs[0].text
    return "".join([run.text for run in runs])
