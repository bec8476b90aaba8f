"""Quality on labelled documents, by the shared scorer."""

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
    "core": "plain boilerplate removed",
    "removed": "all boilerplate but readers' comments removed",
    "comments": "readers' comments removed",
    "lost": "words lost",
    "harmed": "documents harmed",
    "clean": "documents clean",
}
OURS = ("cleaner", "cleaner --unsafe")


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


def report(path: Path, scorer: Path, systems: dict[str, System], worst: int = 0) -> str:
    """The tables in Markdown: English and other languages, articles and whole pages."""
    documents = read(path)
    slices: dict[str, list[Row]] = {}
    for row in documents:
        language = "English" if row["lang"] == "en" else "Other languages"
        kind = "articles" if row["kind"] == "article" else "whole pages"
        slices.setdefault(f"{language}, {kind}", []).append(row)
    parts = []
    with ThreadPoolExecutor(2) as pool:
        for name, rows in sorted(slices.items()):
            done = pool.map(
                lambda system, rows=rows: score(rows, system, scorer, worst), systems.values()
            )
            scores = dict(zip(systems, done, strict=True))
            table = _table({column: row for column, (row, _) in scores.items()})
            parts.append(f"### {name} ({len(rows)} documents)\n\n{table}")
            parts.append(_by_category(scores))
            if worst:
                parts += [f"Worst, {column}:\n\n```\n{scores[column][1]}```" for column in OURS]
    return "\n\n".join(parts)


def _table(scores: dict[str, Row]) -> str:
    rows = [
        [label, *(f"{row[metric]:.4f}" for row in scores.values())]
        for metric, label in METRICS.items()
    ]
    return markdown(["", *scores], rows)


def _by_category(scores: dict[str, tuple[Row, str]]) -> str:
    ours = {column: scores[column][0]["by_category"] for column in OURS}
    categories = next(iter(ours.values()))
    rows = [
        [name, str(words), *(f"{ours[column][name][0]:.3f}" for column in ours)]
        for name, (_, words) in categories.items()
    ]
    return "Share of the words removed, by category:\n\n" + markdown(
        ["category", "words", *ours], rows
    )


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
