"""Print the benchmark's tables in Markdown."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.support import jsonl
from tests.tools.bench_dumps.measured import Measured, run

PARTS = ("cpu", "throughput", "parts", "datatrove", "memory", "kills", "ray")
_CLEANER = [sys.executable, "-m", "cleaner"]
_SHARDS = 4


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.tools.bench_dumps", description=__doc__)
    parser.add_argument(
        "--texts",
        type=Path,
        required=True,
        help="JSON lines with articles' `text`, which are repeated to the size asked for",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("bench-dumps"), help="where the dumps are made"
    )
    parser.add_argument(
        "--gigabytes", type=float, default=2.0, help="of text, for all but memory (default: 2)"
    )
    parser.add_argument(
        "--memory",
        type=float,
        nargs="+",
        default=[0.1, 1, 5],
        metavar="GB",
        help="sizes for memory (default: 0.1 1 5)",
    )
    parser.add_argument("--kills", type=int, default=10, help="how many (default: 10)")
    parser.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="only this part (may be given more than once)",
    )
    return parser.parse_args()


def main() -> None:
    options = arguments()
    options.folder.mkdir(exist_ok=True)
    parts = options.part or PARTS
    texts = [row["text"] for row in jsonl.rows(options.texts)]
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {len(texts)} different texts\n",
        flush=True,
    )
    made = options.folder / f"dump-{options.gigabytes:g}.jsonl"
    if not {"cpu", "throughput", "parts", "datatrove", "kills", "ray"}.isdisjoint(parts):
        size = make(made, texts, options.gigabytes)
        if "cpu" in parts:
            processor_time(made, size)
        if "throughput" in parts:
            throughput(made, size)
        if "parts" in parts:
            where_time_goes(made)
        if "datatrove" in parts:
            beside_datatrove(made, size)
        if "kills" in parts:
            kills(made, options.kills)
        if "ray" in parts:
            on_ray(made, size)
    if "memory" in parts:
        memory(options.folder, texts, options.memory)


def make(path: Path, texts: Sequence[str], gigabytes: float) -> int:
    """A dump of texts, shuffled and repeated until it is large enough, and the bytes of its texts.

    It is made once.
    """
    known = path.with_suffix(".size")
    if known.exists():
        return int(known.read_text())
    size = number = 0
    with path.open("wb") as file:
        for text in _repeated(texts):
            row = {
                "id": f"doc-{number}",
                "url": f"https://site{number % 1000}.example/{number}",
                "text": text,
                "n": number,
            }
            file.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
            size += len(text.encode("utf-8", "surrogatepass"))
            number += 1
            if size >= gigabytes * 1e9:
                break
    known.write_text(str(size))
    return size


def _repeated(texts: Sequence[str]) -> Iterator[str]:
    order, chance = list(texts), random.Random(0)
    while True:
        chance.shuffle(order)
        yield from order


def _other(dump: Path, ending: str) -> Path:
    """The same dump in another format."""
    path = dump.with_suffix(ending)
    if not path.exists():
        if ending == ".parquet":
            import pyarrow.json
            import pyarrow.parquet

            table = pyarrow.json.read_json(dump)
            pyarrow.parquet.write_table(table, path, compression="zstd", row_group_size=20_000)
        else:
            from backports import zstd

            with dump.open("rb") as raw, zstd.open(path, "wb") as packed:
                shutil.copyfileobj(raw, packed, 1 << 20)
    return path


def _clean(dump: Path, *options: str, ending: str | None = None) -> list[str]:
    own = "".join(dump.suffixes[-2:] if dump.suffix == ".zst" else dump.suffixes[-1:])
    out = dump.with_name(f"clean{ending or own}")
    command = [*_CLEANER, "clean", str(dump), "-o", str(out), *options]
    return [*command, "--restart", "--overwrite", "--quiet"]


def _rows(title: str, rows: Sequence[tuple[str, Measured]], size: int) -> None:
    print(
        f"## {title}\n\n|  | MB/s | seconds | CPU seconds | MB of memory |\n"
        "| --- | ---: | ---: | ---: | ---: |"
    )
    for name, found in rows:
        print(
            f"| {name} | {size / 1e6 / found.wall:.1f} | {found.wall:.1f} | {found.cpu:.1f} "
            f"| {found.memory:.0f} |",
            flush=True,
        )
    print()


def processor_time(dump: Path, size: int, runs: int = 3) -> None:
    """What one process (`-j 1`) takes, start included, which other programs change little.

    The processor time (user and system) of the best of some runs, in which the kinds take turns;
    without the compiled module and, where it is installed, with it.
    """
    zst, record = _other(dump, ".jsonl.zst"), str(dump.with_name("record.jsonl.zst"))
    commands = {
        "JSON lines": _clean(dump, "-j", "1"),
        "JSON lines, Zstandard": _clean(zst, "-j", "1"),
        "JSON lines, Zstandard, with a record": _clean(zst, "-j", "1", "--record", record),
        "Parquet": _clean(_other(dump, ".parquet"), "-j", "1"),
    }
    kinds = _kinds()
    best = {(name, kind): float("inf") for name in commands for kind in kinds}
    for _ in range(runs):
        for (name, kind), least in best.items():
            best[name, kind] = min(least, run(commands[name], kinds[kind]).cpu)
    with dump.open("rb") as lines:
        documents = sum(1 for _ in lines)
    print(f"{documents:,} documents, {size / 1e6:.0f} MB of text; one process (`-j 1`); processor")
    print(f"time, the best of {runs} runs\n")
    columns = [f"{what}{kind}" for kind in kinds for what in ("MB per second", "documents")]
    print(f"|  | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}")
    for name in commands:
        took = [best[name, kind] for kind in kinds]
        cells = [f"{size / 1e6 / one:.1f} | {documents / one:,.0f}" for one in took]
        print(f"| {name} | {' | '.join(cells)} |")
    print(flush=True)


def _kinds() -> dict[str, dict[str, str]]:
    """How `cleaner` is run: what is said of it in a table, and the environment."""
    plain = {"": {"CLEANER_ACCELERATOR": "0"}}
    return plain | ({", compiled": {}} if find_spec("cleaner_accelerator") else {})


def throughput(dump: Path, size: int) -> None:
    """MB of text a second, end to end."""
    zst, record = _other(dump, ".jsonl.zst"), str(dump.with_name("record.jsonl.zst"))
    dumps = {".jsonl": dump, ".jsonl.zst": zst, ".parquet": _other(dump, ".parquet")}
    rows = [
        (f"{ending}, {jobs} processes", run(_clean(path, "-j", jobs)))
        for ending, path in dumps.items()
        for jobs in ("1", "2")
    ]
    rows.append(
        (".jsonl.zst, 2 processes, with record", run(_clean(zst, "-j", "2", "--record", record)))
    )
    _rows("Throughput", rows, size)


def where_time_goes(dump: Path) -> None:
    """What reading, parsing and writing take on one core, and what cleaning alone does."""
    from cleaner import Cleaner
    from cleaner.dumps.columns import Columns
    from cleaner.dumps.formats import FileFormat
    from cleaner.dumps.formats.base import ReadOptions
    from cleaner.dumps.formats.jsonl import JsonLines
    from cleaner.dumps.stream import open_stream

    cleaner, rates = Cleaner(), dict.fromkeys(("read", "parse", "clean", "write"), 0.0)
    begun, done = time.process_time(), 0

    def spent(on: str) -> None:
        nonlocal begun
        now = time.process_time()
        rates[on] += now - begun
        begun = now

    options = ReadOptions(FileFormat("jsonl", "zst"), Columns(text="text"))
    for task in JsonLines(open_stream(str(_other(dump, ".jsonl.zst"))), options).tasks(0):
        spent("read")
        batch = task.open()
        spent("parse")
        results = [cleaner.clean(given.text or "") for given in batch.documents]
        spent("clean")
        batch.output([result.text if result.changed else None for result in results])
        spent("write")
        done += task.size
        if done > 200e6:
            break
    print(
        "## Where the time goes (.jsonl.zst, one process)\n\n"
        "| | MB/s | share |\n| --- | ---: | ---: |"
    )
    for name, seconds in rates.items():
        print(f"| {name} | {done / 1e6 / seconds:.0f} | {seconds / sum(rates.values()):.0%} |")
    print(flush=True)


def beside_datatrove(dump: Path, size: int) -> None:
    """datatrove's local executor with two workers over the same lines.

    It copies them, and again with the line rules of its C4 filter, and with all of it (if spaCy is
    installed).
    """
    shards = dump.with_name("shards")
    if not shards.exists():
        shards.mkdir()
        files = [(shards / f"{number}.jsonl").open("wb") for number in range(_SHARDS)]
        with dump.open("rb") as lines:
            for number, line in enumerate(lines):
                files[number % _SHARDS].write(line)
        for file in files:
            file.close()
    rows = [
        (f"cleaner, 2 processes{kind}", run(_clean(dump, "-j", "2"), environment))
        for kind, environment in _kinds().items()
    ]
    output = dump.with_name("datatrove")
    for name in ("copy", "c4-lines", *(["c4"] if find_spec("spacy") else [])):
        shutil.rmtree(output, ignore_errors=True)
        command = [
            sys.executable,
            "-m",
            "tests.tools.bench_dumps.trove",
            name,
            str(shards),
            str(output),
        ]
        rows.append((f"datatrove, 2 workers, {name}", run(command)))
    _rows("Beside datatrove (.jsonl)", rows, size)


def kills(dump: Path, number: int) -> None:
    """Kill a run at random moments and go on.

    The outcome must be that of a run that nobody disturbed.
    """
    chance = random.Random(0)
    for ending in (".jsonl.zst", ".parquet"):
        source = _other(dump, ending)
        record = dump.with_name("record.jsonl.zst")
        command = _clean(source, "-j", "2", "--record", str(record))
        whole = run(command)
        out = Path(command[command.index("-o") + 1])
        expected = _digest(out), _digest(record)
        out.unlink()
        record.unlink()
        command.remove("--restart")
        for _ in range(number):
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                process.wait(chance.uniform(0.3, 1.5 * whole.wall / number))
                break
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        run(command)
        same = (_digest(out), _digest(record)) == expected
        print(
            f"{ending}: {number} kills at random moments, "
            f"{'the same bytes' if same else 'OTHER BYTES'}",
            flush=True,
        )
    print()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def memory(folder: Path, texts: Sequence[str], sizes: Sequence[float]) -> None:
    """Memory of all processes together, by the size of the dump."""
    record = str(folder / "record.jsonl.zst")
    print("## Memory, with 2 processes\n\n| dump | MB of memory | seconds |\n| --- | ---: | ---: |")
    for gigabytes in sizes:
        dump = folder / f"dump-{gigabytes:g}.jsonl"
        make(dump, texts, gigabytes)
        for ending in (".jsonl.zst", ".parquet"):
            found = run(_clean(_other(dump, ending), "-j", "2", "--record", record))
            print(
                f"| {gigabytes:g} GB, {ending} | {found.memory:.0f} | {found.wall:.0f} |",
                flush=True,
            )
    print()


def on_ray(dump: Path, size: int) -> None:
    """The same job through a Ray cluster on this machine."""
    source = _other(dump, ".jsonl.zst")
    rows = [
        (f"{engine}, {jobs} workers", run(_clean(source, "-j", jobs, "--engine", engine)))
        for engine in ("local", "ray")
        for jobs in ("1", "2")
    ]
    _rows("Ray on this machine, and without it (.jsonl.zst)", rows, size)


if __name__ == "__main__":
    main()
