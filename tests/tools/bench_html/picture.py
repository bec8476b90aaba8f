"""F1 against CPU time: one panel for each data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.tools.bench_html.summary import Summary
from tests.tools.bench_html.systems import OURS, SYSTEMS

MARKERS = "*osD^pv<>PXhdH81"
COLOURS = (
    "black",
    *(f"C{number}" for number in range(10)),
    "navy",
    "gold",
    "teal",
    "crimson",
    "orchid",
)
"""With the markers, one for each system."""


def draw(path: Path, panels: dict[str, Sequence[Summary]]) -> None:
    """Write the picture (PNG). `panels` has the summaries by the title of their panel.

    Raises ImportError without matplotlib.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        1, len(panels), figsize=(1 + 5.5 * len(panels), 5.2), squeeze=False
    )
    for axis, (title, summaries) in zip(axes[0], panels.items(), strict=True):
        _panel(axis, title, summaries)
    entries: dict[str, Any] = {}
    for axis in axes[0]:
        handles, labels = axis.get_legend_handles_labels()
        entries |= dict(zip(labels, handles, strict=True))
    figure.legend(
        entries.values(),
        entries.keys(),
        loc="lower center",
        ncols=2 + 2 * len(panels),
        frameon=False,
        fontsize=9,
    )
    figure.tight_layout(rect=(0, 0.14, 1, 1))
    figure.savefig(path, dpi=144)
    pyplot.close(figure)


def _panel(axis: Any, title: str, summaries: Sequence[Summary]) -> None:
    for summary in summaries:
        if summary.cost is None:
            continue
        number = list(SYSTEMS).index(summary.system)
        f1 = summary.groups["all"].f1
        bars = [
            [f1.mean - (f1.mean if f1.low is None else f1.low)],
            [(f1.mean if f1.high is None else f1.high) - f1.mean],
        ]
        look = {
            "fmt": MARKERS[number],
            "color": COLOURS[number],
            "markersize": 13 if summary.system == OURS else 7,
        }
        axis.errorbar(
            [summary.cost.mean], [f1.mean], yerr=bars, capsize=3, label=summary.system, **look
        )
    axis.set(
        xscale="log",
        xlabel="CPU ms per page, one core (log scale)",
        ylabel="word F1, mean over pages (95 % interval)",
        title=title,
    )
    axis.xaxis.set_major_formatter("{x:g}")
    axis.grid(visible=True, which="both", alpha=0.25)
