"""Print the benchmark's tables in Markdown."""

from __future__ import annotations

import argparse
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from tests.tools.bench import languages, quality, speed
from tests.tools.bench.systems import all_systems, ours

PARTS = ("quality", "languages", "speed", "hostile", "start-up", "memory")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.tools.bench", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="folder of the labelled data: hosts/, residue/, and wcxb/ if it is there",
    )
    parser.add_argument(
        "--labelled",
        type=Path,
        default=Path("hosts/labelled.jsonl"),
        metavar="FILE",
        help="measure quality on this file of the data (default: %(default)s, which nobody "
        "looked at while writing rules)",
    )
    parser.add_argument("--score", type=Path, required=True, help="the scorer, score.py")
    parser.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="only this part (may be given more than once)",
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[1, 10, 100],
        metavar="MB",
        help="for the speed tables (default: 1 10 100)",
    )
    parser.add_argument(
        "--rounds", type=int, default=2, help="the fastest of so many counts (default: 2)"
    )
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="also list the N worst documents"
    )
    return parser.parse_args()


def main() -> int:
    options = arguments()
    data = options.data / "residue" / "dev.jsonl"
    labelled = options.data / options.labelled
    for path in (data, labelled, options.score):
        if not path.is_file():
            print(
                f"bench: {path} does not exist. Name the folder of the labelled data: "
                "make bench DATA=FOLDER",
                file=sys.stderr,
            )
            return 2
    parts = options.part or PARTS
    print(
        f"Python {platform.python_version()}, {platform.machine()}, "
        f"datatrove {version('datatrove')}\n",
        flush=True,
    )
    if "quality" in parts:
        text = quality.report(labelled, options.score, all_systems(), options.worst)
        print(f"## Quality on {options.labelled}\n\n{text}\n", flush=True)
    if "languages" in parts:
        found = languages.quality(quality.read(data), options.score, all_systems())
        print(f"## Languages\n\n{found}\n", flush=True)
        phrases, references = (
            options.data / "l10n" / "phrases.json",
            options.data / "fundus" / "dev.jsonl.gz",
        )
        if phrases.is_file():
            print(f"WordPress' own wordings that go:\n\n{languages.recall(phrases)}\n", flush=True)
        if references.is_file():
            print(
                f"What goes of articles' own words:\n\n{languages.hits(references)}\n", flush=True
            )
    if "speed" in parts:
        systems = {name: system for name, system in all_systems().items() if name != "raw"}
        rates = speed.throughput(quality.read(data), systems, options.sizes, options.rounds)
        print(f"## Speed\n\n{rates}\n", flush=True)
        references = options.data / "wcxb" / "reference.jsonl.gz"
        if references.is_file():
            print(
                f"{speed.without_repeats(speed.references(references), systems, options.rounds)}\n",
                flush=True,
            )
    if "hostile" in parts:
        print(f"## Hostile text\n\n{speed.hostile(ours(unsafe=True), speed.MB // 2)}\n", flush=True)
    if "start-up" in parts:
        print(f"## Start-up\n\n{speed.start_up(15)}\n", flush=True)
    if "memory" in parts:
        print(f"## Memory\n\n{speed.memory(quality.read(data), 50 * speed.MB)}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
