"""The curve that `max_loss` chooses from, as SVG: boilerplate removed against words lost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 24, 56
_TICKS = 7
_STYLE = (
    "text{font:13px sans-serif;fill:#444}.axis{stroke:#888}.grid{stroke:#ddd}"
    ".curve{fill:none;stroke:#2563eb;stroke-width:2.5}circle{fill:#2563eb}"
)


class Point(NamedTuple):
    """A setting: its name, and shares of the article's words lost and of boilerplate removed."""

    name: str
    lost: float
    removed: float


def svg(points: Sequence[Point]) -> str:
    """Draw the curve through settings, from careful to thorough."""
    across = max(point.lost for point in points) * 1.08 or 1.0
    up = max(point.removed for point in points) * 1.1 or 1.0

    def place(lost: float, removed: float) -> tuple[float, float]:
        x = _LEFT + lost / across * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - removed / up * (_HEIGHT - _TOP - _BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [_frame()]
    for removed in _ticks(up):
        _, y = place(0, removed)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{removed:.0%}</text>')
    for lost in _ticks(across):
        x, _ = place(lost, 0)
        parts.append(
            f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{lost:.1%}</text>'
        )
    corners = [place(point.lost, point.removed) for point in points]
    line = " ".join(f"{x},{y}" for x, y in corners)
    parts.append(f'<polyline class="curve" points="{line}"/>')
    for (x, y), point in zip(corners, points, strict=True):
        parts.append(f'<circle cx="{x}" cy="{y}" r="4.5"/>')
        parts.append(f'<text x="{x + 8}" y="{y + 16}">{point.name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _ticks(most: float) -> list[float]:
    """Return round numbers from 0 to `most`, at most `_TICKS` steps apart."""
    size = 10.0 ** math.floor(math.log10(most))
    step = next(each for each in (0.1, 0.2, 0.5, 1, 2) if most / (each * size) <= _TICKS) * size
    return [number * step for number in range(int(most / step) + 1)]


def _frame() -> str:
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    bottom = _HEIGHT - _BOTTOM
    label = "Boilerplate removed against words of the article lost"
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    turned = f"translate(16 {bottom / 2 + _TOP}) rotate(-90)"
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">
<style>{_STYLE}</style>
<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>
<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{bottom}" y2="{bottom}"/>
<line class="axis" x1="{_LEFT}" x2="{_LEFT}" y1="{_TOP}" y2="{bottom}"/>
<text x="{middle}" y="{_HEIGHT - 12}" text-anchor="middle">words of the article lost</text>
<text transform="{turned}" text-anchor="middle">boilerplate removed</text>"""
