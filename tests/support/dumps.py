"""What the tests of dumps share: texts, ways to run a dump through, and what came of it."""

from __future__ import annotations

import gzip
import json
import multiprocessing as mp
import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import Cleaner
from cleaner.core.analysis import Kind
from cleaner.dumps.columns import Columns
from cleaner.dumps.document import Counts, Settings
from cleaner.dumps.formats import format_of, open_source, sink_for
from cleaner.dumps.formats.base import ReadOptions, Source
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.dumps.run.restore import restore
from cleaner.dumps.run.run import Engine, Target, to_files
from cleaner.dumps.stream import open_stream
from cleaner.dumps.task import Outputs, Task, TaskResult, perform
from tests.support.paths import ROOT

RIVER = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared.\n"
)
TAIL = "\nLeave a Reply\n\nYour email address will not be published.\n"
DIRTY = RIVER + TAIL

PAGE = (
    "<!DOCTYPE html><html><head><title>The river</title></head><body>"
    "<nav><a href='/'>Home</a> <a href='/n'>News</a></nav><article>"
    "<h1>The river rose in the night</h1>"
    + "".join(
        f"<p>The river rose by a metre in the night of the {day}th, and the mill at the lower"
        " bridge had to be cleared by the men of the village, who had seen nothing like it since"
        " the spring of 1954.</p>"
        for day in range(4, 10)
    )
    + "</article><footer>All rights reserved</footer></body></html>"
)


SMALL_TASK = 100_000
"""Bytes of a task if small dumps are to be done in several."""


class Watcher:
    """Sees what a run says of itself."""

    def __init__(self) -> None:
        self.before: int | None = None
        self.positions: list[int] = []

    def begun(self, total: int | None, before: Counts) -> None:
        self.before = before.documents

    def at(self, position: int, counts: Counts) -> None:
        self.positions.append(position)


def here(tasks: Iterable[Task], outputs: Outputs) -> Generator[TaskResult, None, None]:
    """An engine without any processes: task after task, in this one."""
    for task in tasks:
        yield perform(task, outputs, {}, lambda number: None)


class Ran(NamedTuple):
    """What a run wrote: None for what is not there."""

    output: bytes
    record: bytes
    errors: bytes | None
    counts: Counts

    @property
    def rows(self) -> list[Any]:
        return rows(self.output)

    @property
    def on_record(self) -> list[dict[str, Any]]:
        return rows(self.record)

    @property
    def reasons(self) -> list[dict[str, Any]]:
        return rows(self.errors or b"")


def rows(data: bytes) -> list[Any]:
    """The lines of a JSON lines file."""
    return [json.loads(line) for line in data.split(b"\n") if line]


def read(
    path: Path,
    columns: Columns | None = None,
    *,
    kind: str = "auto",
    most: int = MAX_DOCUMENT_CHARS,
    to: str = "",
) -> Source:
    """A dump, as the command opens it; `to` is the name of the output."""
    known, becomes = format_of(path.name), format_of(to or path.name)
    assert known is not None
    assert becomes is not None
    return open_source(
        open_stream(str(path)), known.format, ReadOptions(becomes, columns or Columns(), kind, most)
    )


def clean(
    path: Path,
    columns: Columns | None = None,
    *,
    to: str = "",
    kind: str = "auto",
    as_: Kind = "article",
    most: int = MAX_DOCUMENT_CHARS,
    removed: bool = True,
    engine: Engine = here,
    restart: bool = False,
) -> Ran:
    """Clean a dump into files beside it, and read these."""
    output = path.with_name(to or "out-" + path.name)
    made = read(path, columns, kind=kind, most=most, to=output.name)
    with closing(made):
        target = target_for(made, output, restart=restart, overwrite=True)
        counts = to_files(
            made,
            target,
            Settings(Cleaner(kind=as_), max_chars=most, removed_text=removed),
            engine,
            Watcher(),
        )
    assert target.record is not None
    errors = target.errors.read_bytes() if target.errors.exists() else None
    return Ran(output.read_bytes(), target.record.read_bytes(), errors, counts)


def target_for(
    made: Source, output: Path, *, restart: bool = False, overwrite: bool = False
) -> Target:
    """Where `clean` writes to."""
    becomes = format_of(output.name)
    assert becomes is not None
    record, errors = (
        output.with_name(output.name + ".record.jsonl"),
        output.with_name(output.name + ".errors.jsonl"),
    )
    return Target(output, record, errors, sink_for(made, becomes.format), restart, overwrite)


def unfinished(output: Path) -> Path:
    """The unfinished file or folder of an output."""
    (found,) = output.parent.glob(f"{output.name}.{'[0-9a-f]' * 16}.part*")
    return found


def cleaned_bytes(
    data: bytes,
    folder: Path,
    columns: Columns | None = None,
    *,
    name: str = "dump.jsonl",
    **how: Any,
) -> Ran:
    """Clean a dump of these bytes."""
    path = folder / name
    path.write_bytes(data)
    return clean(path, columns, **how)


def tasks_of(
    path: Path,
    columns: Columns | None = None,
    *,
    skip: int = 0,
    most: int = MAX_DOCUMENT_CHARS,
    to: str = "",
) -> list[Task]:
    """The tasks of a dump."""
    with closing(read(path, columns, most=most, to=to)) as made:
        return list(made.tasks(skip))


def restored(cleaned: Path, record: Path, columns: Columns | None = None, *, to: str = "") -> bytes:
    """The original of a cleaned dump."""
    output = cleaned.with_name(to or "restored-" + cleaned.name)
    made = read(cleaned, columns, kind="article", to=output.name)
    becomes = format_of(output.name)
    assert becomes is not None
    with closing(made):
        restore(made, str(record), output, sink_for(made, becomes.format), overwrite=True)
    return output.read_bytes()


def back(path: Path, columns: Columns | None = None) -> bytes:
    """The original of what `clean` made of a dump."""
    output = path.with_name("out-" + path.name)
    return restored(output, output.with_name(output.name + ".record.jsonl"), columns)


def line(text: object = DIRTY, **more: object) -> bytes:
    """A line of a dump."""
    return json.dumps({**more, "text": text}, ensure_ascii=False).encode() + b"\n"


def dump(count: int, every: int = 2, size: int = 1) -> bytes:
    """A dump of so many documents, of which each `every`th has something to remove."""
    return b"".join(
        line((RIVER * size) + (TAIL if number % every == 0 else ""), id=f"doc-{number}")
        for number in range(count)
    )


def members(pieces: Sequence[bytes]) -> bytes:
    """A gzip file of several members."""
    return b"".join(gzip.compress(piece, mtime=0) for piece in pieces)


def children() -> list[int | None]:
    """The processes that this one has started and that still run."""
    return [process.pid for process in mp.active_children()]


def descendants(parent: int) -> list[int]:
    """The processes below a process."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[1]) == parent:
            child = int(path.parent.name)
            found += [child, *descendants(child)]
    return found


def is_running(process: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def small_steps(folder: Path) -> str:
    """The PYTHONPATH of a command that works in small tasks, and often notes what is done.

    It is slow, so that it can be stopped in the middle, if SLOW is in the environment, too.
    """
    code = f"""
import os, time
import cleaner.api, cleaner.dumps.formats.base, cleaner.dumps.run.run

def slowly(self, text, clean=cleaner.api.Cleaner.clean, **how):
    time.sleep(0.002)
    return clean(self, text, **how)

cleaner.dumps.formats.base.TASK_BYTES = {SMALL_TASK}
cleaner.dumps.run.run._CHECKPOINT_SECONDS = 0.1
if "SLOW" in os.environ:
    cleaner.api.Cleaner.clean = slowly
"""
    (folder / "site").mkdir()
    (folder / "site/sitecustomize.py").write_text(code)
    return os.pathsep.join((str(folder / "site"), str(ROOT)))
