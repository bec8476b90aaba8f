"""The diagram of the pipeline on the page "How it works", as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape

PAGE = "images/pipeline.svg"
_WIDTH = 720
_HEIGHT = 720
_BOX_HEIGHT = 40
_CHARACTER = 7.2  # width of a character, on average, in the font of the boxes
_PADDING = 28
_STYLE = (
    "text{font:14px sans-serif;fill:#222;text-anchor:middle}"
    ".label{font-size:12px;fill:#555;text-anchor:start;paint-order:stroke;stroke:#fff;"
    "stroke-width:4px}"
    "rect.box{fill:#eef2ff;stroke:#4f5fa8}"
    ".arrow{fill:none;stroke:#666;stroke-width:1.5;marker-end:url(#head)}"
)


class Box(NamedTuple):
    """A box: the middle of its top edge, and its text."""

    x: int
    y: int
    text: str

    @property
    def width(self) -> float:
        """The width that its text needs."""
        return len(self.text) * _CHARACTER + _PADDING

    @property
    def bottom(self) -> int:
        """The vertical position of its bottom edge."""
        return self.y + _BOX_HEIGHT


class Arrow(NamedTuple):
    """An arrow from the bottom of one box to the top of another, and what is beside it."""

    start: str
    end: str
    label: str = ""


BOXES = {
    "bytes": Box(360, 12, "bytes"),
    "html": Box(120, 98, "HTML"),
    "page": Box(360, 98, "text of a whole page"),
    "article": Box(600, 98, "article text"),
    "scorer": Box(240, 184, "line scorer"),
    "structure": Box(240, 270, "structure of the page (HTML only)"),
    "document": Box(360, 356, "Document: the original, and what has been removed so far"),
    "rules": Box(360, 436, "rules find spans"),
    "engine": Box(360, 516, "engine settles overlaps, cuts, records"),
    "guard": Box(360, 596, "guard: would most words be lost?"),
    "result": Box(190, 676, "Result: original and cuts"),
    "refusal": Box(530, 676, "Result: text unchanged, with a refusal"),
}
ARROWS = (
    Arrow("bytes", "html", "decode"),
    Arrow("bytes", "page", "decode"),
    Arrow("bytes", "article", "decode"),
    Arrow("html", "scorer", "blocks with markup"),
    Arrow("page", "scorer", "lines"),
    Arrow("scorer", "structure", "probability of each line"),
    Arrow("structure", "document", "parts of the article"),
    Arrow("article", "document"),
    Arrow("document", "rules"),
    Arrow("rules", "engine", "spans"),
    Arrow("engine", "guard", "if no rule finds anything"),
    Arrow("guard", "result", "no"),
    Arrow("guard", "refusal", "yes"),
)
_BACK = ("engine", "document", "again")
"""The arrow that leads back, beside the boxes."""


def svg() -> str:
    """The diagram, without any font or script from elsewhere."""
    return "\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' aria-label="From bytes to the cleaned text">'
    )
    yield f"<style>{_STYLE}</style>"
    yield (
        '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8"'
        ' orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#666"/></marker>'
    )
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    for arrow in ARROWS:
        yield from _arrow(BOXES[arrow.start], BOXES[arrow.end], arrow.label)
    yield from _back()
    for box in BOXES.values():
        yield (
            f'<rect class="box" x="{box.x - box.width / 2:.0f}" y="{box.y}" rx="6"'
            f' width="{box.width:.0f}" height="{_BOX_HEIGHT}"/>'
        )
        yield f'<text x="{box.x}" y="{box.y + 25}">{escape(box.text)}</text>'
    yield "</svg>"


def _arrow(start: Box, end: Box, label: str) -> Iterator[str]:
    yield f'<path class="arrow" d="M{start.x},{start.bottom} L{end.x},{end.y}"/>'
    if label:
        x, y = (start.x + end.x) // 2 + 8, (start.bottom + end.y) // 2 + 4
        yield f'<text class="label" x="{x}" y="{y}">{escape(label)}</text>'


def _back() -> Iterator[str]:
    start, end = BOXES[_BACK[0]], BOXES[_BACK[1]]
    right, side = start.x + start.width / 2, end.x + end.width / 2 - 20
    middle = start.y + _BOX_HEIGHT // 2
    yield f'<path class="arrow" d="M{right:.0f},{middle} L{side:.0f},{middle} V{end.bottom}"/>'
    yield f'<text class="label" x="{side + 8:.0f}" y="{middle - 50}">{_BACK[2]}</text>'
