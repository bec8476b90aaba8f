"""Quality on the labelled residue documents, by the shared scorer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.tools.bench.systems import System

Row = dict[str, Any]

METRICS = {
    "core": "core residue removed",
    "removed": "all residue but readers' comments removed",
    "comments": "readers' comments removed",
    "lost": "words lost",
    "harmed": "documents harmed",
    "clean": "documents clean",
}
ASKED = {
    "here, safe": {"core": 0.85, "removed": 0.60, "lost": 0.0005, "harmed": 0.03, "clean": 0.40},
    "here, with unsafe": {
        "core": 0.92,
        "removed": 0.75,
        "comments": 0.60,
        "lost": 0.005,
        "harmed": 0.08,
        "clean": 0.55,
    },
}
"""What issue 2 asks for, on English articles: at least, but for `lost` and `harmed` at most."""
AT_MOST = frozenset({"lost", "harmed"})


def read(path: Path) -> list[Row]:
    """The labelled documents."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def score(
    documents: Sequence[Row], system: System, scorer: Path, worst: int = 0
) -> tuple[Row, str]:
    """The scorer's figures over the documents as one group, and its lines on the worst ones."""
    with tempfile.TemporaryDirectory() as folder:
        data, predictions = Path(folder, "data.jsonl"), Path(folder, "predictions.json")
        data.write_text("".join(json.dumps(row) + "\n" for row in documents), encoding="utf-8")
        predictions.write_text(
            json.dumps({row["id"]: system(row["text"]) for row in documents}), encoding="utf-8"
        )
        command = [
            sys.executable,
            str(scorer),
            "residue",
            str(predictions),
            "--data",
            str(data),
            "--json",
            "--worst",
            str(worst),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    row: Row = json.loads(done.stdout)["all"]
    return row, done.stderr


def report(
    path: Path, scorer: Path, systems: dict[str, System], worst: int = 0
) -> tuple[str, bool]:
    """The tables in Markdown, and whether all that was asked for is reached."""
    documents = read(path)
    english = [row for row in documents if row["lang"] == "en"]
    slices = {
        "English, articles": [row for row in english if row["kind"] == "article"],
        "Other languages, articles": [
            row for row in documents if row["lang"] != "en" and row["kind"] == "article"
        ],
        "English, whole pages": [row for row in english if row["kind"] == "page"],
    }
    parts, reached = [], True
    with ThreadPoolExecutor(2) as pool:
        for number, (name, rows) in enumerate(slices.items()):
            done = pool.map(
                lambda system, rows=rows: score(rows, system, scorer, worst), systems.values()
            )
            scores = dict(zip(systems, done, strict=True))
            parts.append(
                f"### {name} ({len(rows)} documents)\n\n"
                + _table({column: row for column, (row, _) in scores.items()}, number == 0)
            )
            if number == 0:
                reached = all(
                    _reached(column, metric, row[metric])
                    for column, (row, _) in scores.items()
                    for metric in METRICS
                )
                parts += _by_category(scores)
            if worst:
                parts += [f"Worst, {column}:\n\n```\n{scores[column][1]}```" for column in ASKED]
    return "\n\n".join(parts), reached


def _table(scores: dict[str, Row], asked: bool) -> str:
    rows = []
    for metric, label in METRICS.items():
        cells = [
            f"{row[metric]:.5g}" + (_verdict(column, metric, row[metric]) if asked else "")
            for column, row in scores.items()
        ]
        rows.append([label, *cells])
    return markdown(["", *scores], rows)


def _reached(column: str, metric: str, value: float) -> bool:
    wanted = ASKED.get(column, {}).get(metric)
    return wanted is None or (value <= wanted if metric in AT_MOST else value >= wanted)


def _verdict(column: str, metric: str, value: float) -> str:
    wanted = ASKED.get(column, {}).get(metric)
    if wanted is None:
        return ""
    sign = "≤" if metric in AT_MOST else "≥"
    return f" ({sign} {wanted:g}: {'reached' if _reached(column, metric, value) else 'MISSED'})"


def _by_category(scores: dict[str, tuple[Row, str]]) -> list[str]:
    ours = {column: scores[column][0]["by_category"] for column in ASKED}
    categories = next(iter(ours.values()))
    rows = [
        [name, str(words), *(f"{ours[column][name][0]:.3f}" for column in ours)]
        for name, (_, words) in categories.items()
    ]
    return [
        "Share of the words removed, by category:\n\n"
        + markdown(["category", "words", *ours], rows)
    ]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
