"""Runs that are stopped, at whatever moment, and gone on with; and the files that they leave."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner import Cleaner
from cleaner.dumps.columns import Columns
from cleaner.dumps.document import Settings
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base
from cleaner.dumps.formats import rows as row_tasks
from cleaner.dumps.run import journal, run
from cleaner.dumps.run.journal import Journal, State
from cleaner.dumps.run.run import Engine, to_files
from cleaner.dumps.run.sink import PartialFile
from cleaner.dumps.run.slot import new_slot
from cleaner.dumps.task import Outputs, Task, TaskResult
from tests.support.cli import names_in
from tests.support.dumps import (
    DIRTY,
    RIVER,
    TAIL,
    Watcher,
    dump,
    here,
    line,
    read,
    rows,
    target_for,
    unfinished,
)

FORMATS = [
    "dump.jsonl",
    "dump.jsonl.gz",
    "dump.jsonl.zst",
    "dump.csv",
    "dump.parquet",
    "texts.tar>out.parquet",
    "texts.tar>out.jsonl.gz",
]


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TASK_BYTES", 500)
    monkeypatch.setattr(row_tasks, "GROUP_BYTES", 1000)
    monkeypatch.setattr(run, "_CHECKPOINT_SECONDS", -1.0)


def made(folder: Path, name: str, count: int = 14) -> tuple[Path, str]:
    """A dump of that form with a document that cannot be cleaned; the name of its output."""
    from tests.dumps.test_archive import tar

    name, _, to = name.partition(">")
    path = folder / name
    texts = [RIVER * 3 + (TAIL if number % 2 else "") for number in range(count)]
    if name.endswith(".parquet"):
        pq.write_table(pa.table({"id": list(range(count)), "text": texts}), path, row_group_size=4)
    elif name.endswith(".tar"):
        path.write_bytes(
            tar(
                *[(f"{number}.txt", text.encode()) for number, text in enumerate(texts)],
                ("bad.txt", b"\xff"),
            )
        )
    elif name.endswith(".csv"):
        path.write_text(
            "id,text\n"
            + "".join(f'{number},"{text}"\n' for number, text in enumerate(texts))
            + "short\n"
        )
    else:
        path.write_bytes(
            b"".join(line(text) for text in texts[:5])
            + b"oops\n"
            + b"".join(line(text) for text in texts[5:])
        )
    return path, to or f"out-{name}"


def go(
    path: Path,
    to: str,
    engine: Engine = here,
    *,
    restart: bool = False,
    watcher: Watcher | None = None,
    overwrite: bool = False,
    **settings: Any,
) -> Any:
    with closing(read(path, to=to)) as source:
        target = target_for(source, path.with_name(to), restart=restart, overwrite=overwrite)
        return to_files(source, target, Settings(Cleaner(**settings)), engine, watcher or Watcher())


def left(folder: Path, to: str) -> dict[str, bytes]:
    """What a run has written, by the names of its files."""
    found = {
        str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return {name: path.read_bytes() for name, path in found.items() if name.startswith(to)}


def stopped(after: int, error: BaseException | None = None) -> Engine:
    """An engine that ends in the middle."""

    def engine(tasks: Iterable[Task], outputs: Outputs) -> Generator[TaskResult, None, None]:
        for number, product in enumerate(here(tasks, outputs)):
            if number == after:
                raise error or Killed
            yield product

    return engine


# --- Going on -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_that_is_stopped_between_any_two_tasks_comes_to_the_same(
    name: str, tmp_path: Path
) -> None:
    path, to = made(tmp_path, name)
    counts = go(path, to)
    whole = left(tmp_path, to)
    for after in range(100):
        for file in whole:
            (tmp_path / file).unlink(missing_ok=True)
        watcher = Watcher()
        try:
            go(path, to, stopped(after))
        except Killed:
            assert to not in left(tmp_path, to)
            again = go(path, to, watcher=watcher)
        else:
            break
        assert left(tmp_path, to) == whole
        assert again == counts
        assert (watcher.before or 0) > 0 or after < 4
    assert after > 2


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_that_is_killed_at_any_write_comes_to_the_same(name: str, tmp_path: Path) -> None:
    path, to = made(tmp_path, name)
    go(path, to)
    whole = left(tmp_path, to)
    assert f"{to}.errors.jsonl" in whole or name == "dump.parquet"
    for moment in range(1000):
        for file in whole:
            (tmp_path / file).unlink(missing_ok=True)
        overwrite = name == "dump.parquet"
        if overwrite:
            (tmp_path / f"{to}.errors.jsonl").write_bytes(b"of an earlier run")
        with killed_at(moment) as calls, suppress(Killed):
            go(path, to, overwrite=overwrite)
        if calls[0] <= moment:
            break
        if (tmp_path / to).exists() and not (tmp_path / f"{to}.journal").exists():
            assert left(tmp_path, to) == whole, f"killed at call {moment}"  # it was done
            continue
        again = go(path, to, overwrite=overwrite)
        assert left(tmp_path, to) == whole, f"killed at call {moment}"
        assert again.documents == 14 + (name != "dump.parquet")
    assert moment > 10


def killed_at(moment: int) -> Any:
    """While it is open, the process ends at a call, with this number, that changes the disk."""
    calls = [0]
    stack = ExitStack()
    patch = stack.enter_context(pytest.MonkeyPatch.context())

    def ending(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **how: Any) -> Any:
            calls[0] += 1
            if calls[0] == moment + 1 and moment % 2:
                raise Killed
            done = function(*args, **how)
            if calls[0] == moment + 1:
                raise Killed
            return done

        return call

    for owner, function in (
        (os, "fsync"),
        (os, "link"),
        (Path, "replace"),
        (Path, "unlink"),
        (shutil, "rmtree"),
        (Path, "mkdir"),
    ):
        patch.setattr(owner, function, ending(getattr(owner, function)))

    class Calls:
        def __enter__(self) -> list[int]:
            return calls

        def __exit__(self, *_: object) -> None:
            stack.close()

    return Calls()


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.parquet"])
@pytest.mark.parametrize("torn", [b'{"tasks": 3, "ke', b"\x00" * 50, b"{}", b"\n\n", b"[]\n"])
def test_a_journal_whose_last_line_is_torn_is_gone_on_with_more_than_once(
    torn: bytes, name: str, tmp_path: Path
) -> None:
    path, to = made(tmp_path, name)
    go(path, to)
    whole = left(tmp_path, to)
    for file in whole:
        (tmp_path / file).unlink()
    for after in (2, 1):
        with pytest.raises(Killed):
            go(path, to, stopped(after))
        with (tmp_path / f"{to}.journal").open("ab") as end:
            end.write(torn)
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "link", _no_more)
    with patch.context(), pytest.raises(Killed):
        go(path, to)
    patch.undo()
    go(path, to)
    assert left(tmp_path, to) == whole


def _no_more(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"cleaner": "journal"', b'{"cleaner": "journal", "run": 1}\n']
)
def test_a_journal_that_says_nothing_is_no_reason_to_stop(data: bytes, tmp_path: Path) -> None:
    path, to = made(tmp_path, "dump.jsonl")
    (tmp_path / f"{to}.journal").write_bytes(data)
    go(path, to)
    assert (tmp_path / to).exists()


@pytest.mark.parametrize(
    "data", [b"null\n", b"[1]\n", b'"run"\n', b'{"tasks": 1}\n', b"my diary\n", b"\xff\xfe\n"]
)
@pytest.mark.parametrize("restart", [False, True])
def test_a_file_of_somebody_elses_at_the_journals_place_is_left_alone(
    restart: bool, data: bytes, tmp_path: Path
) -> None:
    path, to = made(tmp_path, "dump.jsonl")
    diary = tmp_path / f"{to}.journal"
    diary.write_bytes(data)
    with pytest.raises(DumpError, match="not a journal that cleaner wrote"):
        go(path, to, restart=restart)
    assert diary.read_bytes() == data
    assert not (tmp_path / to).exists()


# --- What is not gone on with ---------------------------------------------------------------------


def interrupted(tmp_path: Path, name: str = "dump.jsonl") -> tuple[Path, str, dict[str, bytes]]:
    path, to = made(tmp_path, name)
    with pytest.raises(Killed):
        go(path, to, stopped(3 if name == "dump.jsonl" else 5))
    return path, to, left(tmp_path, to)


def test_another_input_is_a_sentence_and_nothing_is_touched(tmp_path: Path) -> None:
    path, to, before = interrupted(tmp_path)
    path.write_bytes(dump(3))
    with pytest.raises(DumpError, match=r"another input or other settings.*--restart"):
        go(path, to)
    assert left(tmp_path, to) == before


def test_other_settings_are_a_sentence_and_nothing_is_touched(tmp_path: Path) -> None:
    path, to, before = interrupted(tmp_path)
    for settings in (
        {"select": ("share",)},
        {"unsafe": True},
        {"allow": ("Leave a Reply",)},
        {"force": True},
    ):
        with pytest.raises(DumpError, match="other settings"):
            go(path, to, **settings)
    assert left(tmp_path, to) == before


def test_another_size_of_tasks_is_a_sentence_and_nothing_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, to, before = interrupted(tmp_path)
    monkeypatch.setattr(base, "TASK_BYTES", base.TASK_BYTES + 1)
    with pytest.raises(DumpError, match="other settings"):
        go(path, to)
    assert left(tmp_path, to) == before


def test_another_error_file_or_record_is_a_sentence_and_nothing_is_touched(tmp_path: Path) -> None:
    path, to, before = interrupted(tmp_path)
    with closing(read(path, to=to)) as source:
        target = target_for(source, tmp_path / to)
        for other in (
            target._replace(errors=tmp_path / "e"),
            target._replace(record=tmp_path / "r"),
            target._replace(record=None),
        ):
            with pytest.raises(DumpError, match="other settings"):
                to_files(source, other, Settings(Cleaner()), here, Watcher())
    assert left(tmp_path, to) == before
    assert not (tmp_path / "e").exists()


def test_restart_begins_anew(tmp_path: Path) -> None:
    path, to, _ = interrupted(tmp_path)
    path.write_bytes(dump(3))
    watcher = Watcher()
    assert go(path, to, restart=True, watcher=watcher).documents == 3
    assert watcher.before == 0
    assert (tmp_path / to).read_bytes().count(b"\n") == 3


def test_a_run_that_has_done_nothing_yet_stands_in_nobodys_way(tmp_path: Path) -> None:
    path, to = made(tmp_path, "dump.jsonl")
    with pytest.raises(Killed):
        go(path, to, stopped(0))
    path.write_bytes(dump(3))
    assert go(path, to).documents == 3


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.parquet"])
def test_a_part_that_is_gone_is_a_sentence_with_what_to_do(name: str, tmp_path: Path) -> None:
    path, to, _ = interrupted(tmp_path, name)
    part = unfinished(tmp_path / to)
    shutil.rmtree(part) if name == "dump.parquet" else part.unlink()
    with pytest.raises(DumpError, match="--restart"):
        go(path, to)
    go(path, to, restart=True)
    assert (tmp_path / to).exists()


def test_a_part_that_is_too_short_is_a_sentence_with_what_to_do(tmp_path: Path) -> None:
    path, to, _ = interrupted(tmp_path)
    os.truncate(unfinished(tmp_path / to), 5)
    with pytest.raises(DumpError, match="--restart"):
        go(path, to)


def test_two_runs_at_once_are_refused_and_the_first_one_goes_on(tmp_path: Path) -> None:
    path, to = made(tmp_path, "dump.jsonl")

    def meddling(tasks: Iterable[Task], outputs: Outputs) -> Generator[TaskResult, None, None]:
        for product in here(tasks, outputs):
            with pytest.raises(DumpError, match="another run is writing this output"):
                go(path, to)
            with pytest.raises(DumpError, match="another run is writing this output"):
                go(path, to, restart=True)
            yield product

    counts = go(path, to, meddling)
    assert counts.documents == 15
    assert len(rows((tmp_path / f"{to}.record.jsonl").read_bytes())) == 15


# --- The files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_but_the_output_the_record_and_the_errors_is_left(
    name: str, tmp_path: Path
) -> None:
    path, to = made(tmp_path, name)
    go(path, to)
    expected = {path.name, to, f"{to}.record.jsonl"} | (
        {f"{to}.errors.jsonl"} if name != "dump.parquet" else set()
    )
    assert {*names_in(tmp_path)} == expected


def test_an_output_that_is_there_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path, to = made(tmp_path, "dump.jsonl")
    (tmp_path / to).write_bytes(b"old")
    with pytest.raises(Killed):
        go(path, to, stopped(3), overwrite=True)
    assert (tmp_path / to).read_bytes() == b"old"
    go(path, to)
    assert (tmp_path / to).read_bytes() != b"old"


def test_an_error_file_of_an_earlier_run_goes_when_there_are_no_errors(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(b"oops\n" + line())
    for data, there in ((b"oops\n" + line(), True), (line(), False)):
        path.write_bytes(data)
        with closing(read(path, Columns("text"))) as source:
            to_files(
                source,
                target_for(source, tmp_path / "out.jsonl", overwrite=True),
                Settings(Cleaner()),
                here,
                Watcher(),
            )
        assert (tmp_path / "out.jsonl.errors.jsonl").exists() == there


@pytest.mark.parametrize("error", [DumpError("dump.jsonl: it ends."), KeyboardInterrupt()])
def test_what_is_done_is_kept_when_a_run_ends_early(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_CHECKPOINT_SECONDS", 1e9)
    path, to = made(tmp_path, "dump.jsonl")
    with pytest.raises(type(error)):
        go(path, to, stopped(3, error))
    journal = rows((tmp_path / f"{to}.journal").read_bytes())
    assert journal[-1]["tasks"] == 3
    assert journal[-1]["marks"]["output"]["bytes"] == unfinished(tmp_path / to).stat().st_size


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("name", ["dump.jsonl", "dump.jsonl.zst", "dump.parquet"])
def test_a_full_disk_is_a_sentence_and_the_run_is_gone_on_with(
    name: str, after: int, tmp_path: Path
) -> None:
    path, to = made(tmp_path, name)
    go(path, to)
    whole = left(tmp_path, to)
    for file in whole:
        (tmp_path / file).unlink()
    calls, fsync = [0], os.fsync

    def full(handle: int) -> None:
        calls[0] += 1
        if calls[0] > 2 + after:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(
            DumpError,
            match=r"no space left on the disk\. Progress is saved; repeat the command to resume",
        ):
            go(path, to)
    assert to not in left(tmp_path, to)
    go(path, to)
    assert left(tmp_path, to) == whole


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    path, _ = made(tmp_path, "dump.jsonl")
    with closing(read(path)) as source:
        target = target_for(source, tmp_path / "none" / "out.jsonl")
        with pytest.raises(DumpError, match="cannot be written"):
            to_files(source, target, Settings(Cleaner()), here, Watcher())


def test_a_record_that_cannot_be_written_leaves_nothing_that_is_in_the_way(tmp_path: Path) -> None:
    path, to = made(tmp_path, "dump.jsonl")
    with closing(read(path, to=to)) as source:
        target = target_for(source, tmp_path / to)
        with pytest.raises(DumpError, match="cannot be written"):
            to_files(
                source,
                target._replace(record=tmp_path / "none" / "r"),
                Settings(Cleaner()),
                here,
                Watcher(),
            )
    assert go(path, to).documents == 15


# --- Parts and the journal by themselves ----------------------------------------------------------


def test_a_part_goes_on_behind_what_was_kept(tmp_path: Path) -> None:
    slot = new_slot(tmp_path / "x", overwrite=False)
    part = PartialFile(slot)
    part.start()
    part.write(b"abc")
    mark = part.checkpoint()
    part.write(b"lost")
    part.close()
    part = PartialFile(slot)
    part.resume(mark)
    part.write(b"def")
    part.publish(part.finish(), resumed=False)
    assert (tmp_path / "x").read_bytes() == b"abcdef"
    assert names_in(tmp_path) == ["x"]


def test_what_is_discarded_is_gone(tmp_path: Path) -> None:
    part = PartialFile(new_slot(tmp_path / "x", overwrite=False))
    part.start()
    part.write(b"abc")
    part.discard()
    assert names_in(tmp_path) == []


def test_a_journal_says_how_far_a_run_was(tmp_path: Path) -> None:
    from cleaner.dumps.document import Counts

    state = State(3, {"output": {"bytes": 7}}, Counts(documents=5))
    state.counts.removed.update({"share": 2})
    journal = Journal(tmp_path / "out", {"input": ("a", 1)}, restart=False)
    assert journal.before is None
    slots = {"output": new_slot(tmp_path / "out", overwrite=False)}
    journal.begin(slots)
    journal.checkpoint(state)
    journal.close()
    again = Journal(tmp_path / "out", {"input": ("a", 1)}, restart=False)
    assert again.before == state
    assert again.slots == slots
    again.remove()
    assert names_in(tmp_path) == []


def test_the_record_has_one_line_for_each_document_in_order(tmp_path: Path) -> None:
    path, to = made(tmp_path, "dump.jsonl")
    go(path, to)
    lines = rows((tmp_path / f"{to}.record.jsonl").read_bytes())
    assert [row["at"] for row in lines] == [*range(1, 16)]
    assert all(row["source"] == "cleaner" for row in lines)
    assert [row["at"] for row in lines if "error" in row] == [6]
    changed = next(row for row in lines if row["attributes"])
    original = RIVER * 3 + TAIL
    assert all(original[start:end] == text for start, end, _, text in changed["removed"])
    assert json.loads((tmp_path / f"{to}.errors.jsonl").read_bytes())["at"] == 6
    assert DIRTY not in (tmp_path / to).read_text()


@pytest.mark.parametrize("deletes_open_files", [True, False], ids=["Unix", "Windows"])
def test_a_journal_is_deleted_as_the_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deletes_open_files: bool
) -> None:
    """Windows deletes no file that is open; elsewhere it is locked until it is gone."""
    monkeypatch.setattr(journal, "_DELETES_OPEN_FILES", deletes_open_files)
    made = journal.Journal(tmp_path / "out.jsonl", {}, restart=False)
    path, was_closed = journal.path_of(tmp_path / "out.jsonl"), list[bool]()
    unlink = Path.unlink

    def watched(self: Path, missing_ok: bool = False) -> None:
        was_closed.append(made._file.closed)
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    made.remove()
    assert was_closed == [not deletes_open_files]
    assert made._file.closed
    assert not path.exists()
