"""Run one system over pages in a process of its own: `python -m tests.tools.bench_html.worker`.

It reads a job (JSON) from standard input. Importing, loading and three pages to warm up are not
counted. One JSON line per page is written to the job's output at once, so that a crash loses
nothing. Standard library only, except for the system, so that another interpreter can run it.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
import warnings
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TextIO

from tests.support.jsonl import Row, rows
from tests.tools.bench_html.systems import SYSTEMS, Extract

SENTENCE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared"
    " before the morning came. "
)
HEAD = "<!DOCTYPE html><html lang='en'><head><title>Flood {0}</title></head>"
WARM_UP = (
    HEAD
    + "<body><nav><ul><li><a href='/'>Home</a></li></ul></nav><article>{1}</article></body></html>"
)


def peak() -> int:
    """Peak memory of this process in bytes; outside Linux it may include that of its parent."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
            1 if sys.platform == "darwin" else 1024
        )
    return next(
        int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")
    )


def warm_up(extract: Extract) -> None:
    """Three small pages, so that what is built at the first call is there."""
    for number in range(3):
        body = f"<h1>Flood {number}</h1>" + f"<p>{SENTENCE * 3}</p>" * 10
        timed(
            extract,
            {
                "html": WARM_UP.format(number, body),
                "url": f"https://example.org/{number}",
                "id": "",
                "lang": "en",
            },
        )


def timed(extract: Extract, row: Row) -> Row:
    """The text, the CPU seconds of all threads, and what was raised, if anything was."""
    html, url, lang = row["html"], row.get("url") or "", row.get("lang") or ""
    text, error = "", ""
    start = time.process_time()
    try:
        text = extract(html, url, lang)
    except KeyboardInterrupt:
        raise
    except BaseException as raised:  # noqa: BLE001 - a peer's failure is a result; a Rust panic is no Exception
        error = f"{type(raised).__name__}: {raised}"[:300]
    return {"id": row["id"], "text": text, "seconds": time.process_time() - start, "error": error}


def results(job: Row) -> Iterator[Row]:
    """First what was loaded (or why not), then a row for each page, then the peak."""
    system = SYSTEMS[job["system"]]
    try:
        extract = system.load()
    except (ImportError, AttributeError) as missing:
        yield {"trouble": f"{type(missing).__name__}: {missing}"}
        return
    warm_up(extract)
    yield {"version": installed(system.package), "loaded": peak()}
    chosen = frozenset(job["ids"])
    for row in rows(Path(job["pages"])):
        if row["id"] in chosen:
            yield timed(extract, row)
    yield {"peak": peak()}


def installed(package: str) -> str:
    """The version of a distribution, empty if it is not known."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def write(row: Row, output: TextIO) -> None:
    """One JSON line, at once in the file. Lone surrogates are written as escapes."""
    output.write(json.dumps(row) + "\n")
    output.flush()


def main() -> int:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    job = json.load(sys.stdin)
    with Path(job["output"]).open("w", encoding="utf-8") as output:
        for row in results(job):
            write(row, output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
