"""Print the benchmark's tables in Markdown, and draw F1 against CPU time."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.jsonl import Row
from tests.tools.bench_html import interval, picture, tables
from tests.tools.bench_html.pages import DataSet, read
from tests.tools.bench_html.quality import Scorer, load_scorer
from tests.tools.bench_html.runs import Run, run_all
from tests.tools.bench_html.summary import Summary, as_json, summarise
from tests.tools.bench_html.systems import BASELINE, FOLDS, SYSTEMS


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.tools.bench_html", description=__doc__)
    data = parser.add_argument_group("data: JSON lines, gzipped (.gz) or not")
    data.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data"),
        help="folder of the labelled data: wcxb/, fundus/ (default: ../shared/data)",
    )
    data.add_argument(
        "--pages",
        type=Path,
        help="instead of --data: id, html and, if known, url, type, lang, reference, with, without",
    )
    data.add_argument("--references", type=Path, help="the same without html, joined by id")
    data.add_argument(
        "--limit",
        type=int,
        default=0,
        metavar="N",
        help="only the first N pages of each type or language",
    )
    run = parser.add_argument_group("run")
    run.add_argument("--score", type=Path, help="the scorer (default: DATA/../bench/score.py)")
    run.add_argument(
        "--system",
        action="append",
        choices=SYSTEMS,
        metavar="NAME",
        help=f"only this one (repeatable): {', '.join(SYSTEMS)}",
    )
    run.add_argument(
        "--interpreter",
        action="append",
        default=[],
        metavar="SYSTEM=PYTHON",
        help="run a system in another Python, which has it installed",
    )
    run.add_argument(
        "--folds",
        type=Path,
        metavar="DIR",
        help="models by fold for cleaner, so that it reads no page that it has seen",
    )
    run.add_argument(
        "--jobs",
        type=int,
        choices=(1, 2),
        default=1,
        help="systems at a time; 1 gives the fairest CPU time (default: 1)",
    )
    run.add_argument(
        "--timeout",
        type=float,
        default=3600,
        help="seconds for one system on one data set (default: 3600)",
    )
    out = parser.add_argument_group("output")
    out.add_argument(
        "--picture", type=Path, default=Path("bench-html.png"), help="default: bench-html.png"
    )
    out.add_argument(
        "--json", type=Path, metavar="FILE", help="all numbers, with those of every page"
    )
    out.add_argument(
        "--worst",
        type=int,
        default=0,
        metavar="N",
        help=f"list the N pages where we are furthest behind {BASELINE}",
    )
    out.add_argument(
        "--keep-outputs",
        type=Path,
        metavar="DIR",
        help="write the texts of each system, as score.py reads them",
    )
    return parser.parse_args()


def data_sets(options: argparse.Namespace) -> Iterator[DataSet]:
    """The data sets that were asked for and exist.

    Raises OSError for a named file that cannot be read, and ValueError if it is not JSON lines.
    """
    if options.pages:
        yield read(
            options.pages.name.partition(".")[0], options.pages, options.references, options.limit
        )
        return
    known = {"wcxb": ("pages.jsonl.gz", "reference.jsonl.gz"), "fundus": ("dev.jsonl.gz", "")}
    for name, (pages, references) in known.items():
        folder = options.data / name
        if (folder / pages).is_file():
            yield read(
                name, folder / pages, folder / references if references else None, options.limit
            )


def keep(folder: Path, data: DataSet, runs: Sequence[Run]) -> None:
    """The texts by id: DIR/DATA/SYSTEM.json."""
    (folder / data.name).mkdir(parents=True, exist_ok=True)
    for run in runs:
        if run.texts:
            (folder / data.name / f"{run.system}.json").write_text(
                json.dumps(run.texts), encoding="utf-8"
            )


def bench(options: argparse.Namespace, data: DataSet, scorer: Scorer) -> tuple[list[Summary], Row]:
    """Run the systems on a data set and print its tables."""
    pythons = dict(item.partition("=")[::2] for item in options.interpreter)
    runs = run_all(
        options.system or list(SYSTEMS),
        data,
        pythons,
        options.timeout,
        options.jobs,
        lambda line: print(line, file=sys.stderr),
    )
    if options.keep_outputs:
        keep(options.keep_outputs, data, runs)
    summaries = summarise(data, runs, scorer)
    print(f"{tables.report(data, summaries)}\n", flush=True)
    if options.worst:
        worst = tables.worst(data, summaries, options.worst)
        print(f"{worst or 'The list of the worst needs cleaner and trafilatura.'}\n", flush=True)
    return summaries, as_json(data, runs, summaries)


def main() -> int:
    options = arguments()
    if options.folds:
        os.environ[FOLDS] = str(options.folds.resolve())
    score = options.score or options.data.parent / "bench" / "score.py"
    try:
        scorer = load_scorer(score)
        found = [data for data in data_sets(options) if data.pages]
    except (OSError, ValueError) as error:
        print(
            f"bench-html: {error}. See --data, --pages and --score in "
            "`make bench-html ARGS=--help`",
            file=sys.stderr,
        )
        return 2
    if not found:
        print(
            f"bench-html: no pages in {options.pages or options.data}. Name the folder of the "
            "labelled data: make bench-html DATA=FOLDER",
            file=sys.stderr,
        )
        return 2
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    print(
        f"{machine}. Intervals: 95 %, from {interval.RESAMPLES} bootstrap resamples of whole "
        "domains.\n",
        flush=True,
    )
    results = [bench(options, data, scorer) for data in found]
    if options.json:
        options.json.write_text(json.dumps([row for _, row in results], indent=1), encoding="utf-8")
    titles = (f"{data.name}: {len(data.pages)} pages" for data in found)
    picture.draw(
        options.picture,
        {title: summaries for title, (summaries, _) in zip(titles, results, strict=True)},
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
