"""Journals and unfinished files that were damaged between two runs: noticed, or harmless."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base
from cleaner.dumps.run import run
from tests.dumps.test_run import Killed, go, made, stopped
from tests.support.dumps import unfinished

FORMATS = ["dump.jsonl", "dump.jsonl.gz", "dump.csv", "dump.parquet"]


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TASK_BYTES", 500)
    monkeypatch.setattr(run, "_CHECKPOINT_SECONDS", -1.0)


class Interrupted:
    """A run that was interrupted, and what it would have given."""

    def __init__(self, folder: Path, name: str = "dump.jsonl", after: int = 5) -> None:
        self.path, self.to = made(folder, name, 30)
        go(self.path, self.to)
        self.expected = self._outputs()
        for file in self.expected:
            (folder / file).unlink()
        with pytest.raises(Killed):
            go(self.path, self.to, stopped(after))
        self.journal = folder / f"{self.to}.journal"
        self._folder = folder

    def _outputs(self) -> dict[str, bytes]:
        folder = self.path.parent
        return {path.name: path.read_bytes() for path in folder.glob(f"{self.to}*")}

    def rows(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.journal.read_bytes().splitlines()]

    def is_noticed(self) -> bool:
        """Whether the damage is a sentence when the run is resumed."""
        try:
            go(self.path, self.to)
        except DumpError as error:
            return "journal" in str(error) or "interrupted run" in str(error)
        return False

    def is_done(self) -> bool:
        """Whether the files are those of a run that was not interrupted."""
        return self._outputs() == self.expected


def _edit(change: Callable[[list[dict[str, object]]], None]) -> Callable[[Interrupted], None]:
    """Change the rows of the journal."""

    def edit(made_: Interrupted) -> None:
        rows = made_.rows()
        change(rows)
        made_.journal.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))

    return edit


def _tasks(more: int, row: int = -1) -> Callable[[list[dict[str, object]]], None]:
    def change(rows: list[dict[str, object]]) -> None:
        rows[row]["tasks"] = int(str(rows[row]["tasks"])) + more

    return change


def _swap(rows: list[dict[str, object]]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


JOURNALS: dict[str, Callable[[Interrupted], None]] = {
    "one task more": _edit(_tasks(1)),
    "one task less": _edit(_tasks(-1)),
    "one task more before the end": _edit(_tasks(1, -2)),
    "marked as finished": _edit(lambda rows: rows[-1].update(finished=True)),
    "without the mark of the record": _edit(lambda rows: rows[-1]["marks"].pop("record")),  # type: ignore[attr-defined]
    "with another mark": _edit(lambda rows: rows[-1]["marks"]["output"].update(bytes=1)),  # type: ignore[index]
    "with other totals": _edit(lambda rows: rows[-1]["counts"].update(documents=1)),  # type: ignore[attr-defined]
    "another input": _edit(lambda rows: rows[0]["run"].update(input=["x"])),  # type: ignore[attr-defined]
    "other files": _edit(lambda rows: rows[0]["files"].pop("record")),  # type: ignore[attr-defined]
    "a line is missing": _edit(lambda rows: rows.pop(2)),  # type: ignore[arg-type]
    "the first line is missing": _edit(lambda rows: rows.pop(0)),  # type: ignore[arg-type]
    "the last line is missing": _edit(lambda rows: rows.pop()),  # type: ignore[arg-type]
    "a line comes twice": _edit(lambda rows: rows.insert(2, rows[1])),
    "lines in another order": _edit(_swap),
    "cut off": lambda run_: os.truncate(run_.journal, run_.journal.stat().st_size - 7),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_that_was_changed_is_noticed_or_harmless(name: str, tmp_path: Path) -> None:
    interrupted = Interrupted(tmp_path)
    JOURNALS[name](interrupted)
    assert interrupted.is_noticed() or interrupted.is_done()


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize("name", FORMATS)
def test_a_flipped_bit_is_noticed_or_harmless(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    for number in range(8):
        folder = tmp_path / str(number)
        folder.mkdir()
        interrupted = Interrupted(folder, name)
        files = [interrupted.journal, *unfinished_files(folder, interrupted.to)]
        flip(chance.choice(files), chance)
        assert interrupted.is_noticed() or interrupted.is_done()


def unfinished_files(folder: Path, to: str) -> list[Path]:
    """The unfinished files of a run, with those in folders."""
    found = [folder / to, *(folder / f"{to}.{end}" for end in ("record.jsonl", "errors.jsonl"))]
    parts = [part for path in found for part in folder.glob(f"{path.name}.{'[0-9a-f]' * 16}.part*")]
    return [
        file
        for part in parts
        for file in ([*part.iterdir()] if part.is_dir() else [part])
        if file.stat().st_size and file.name != "whole.parquet"
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_an_unfinished_file_that_was_changed_is_noticed(name: str, tmp_path: Path) -> None:
    interrupted = Interrupted(tmp_path, name)
    part = unfinished(tmp_path / interrupted.to)
    file = part if part.is_file() else part / "000000.parquet"
    data = bytearray(file.read_bytes())
    data[10] ^= 1
    file.write_bytes(data)
    assert interrupted.is_noticed()


@pytest.mark.parametrize("name", FORMATS)
def test_an_input_of_the_same_size_and_time_is_another_one(name: str, tmp_path: Path) -> None:
    interrupted = Interrupted(tmp_path, name)
    path, before = interrupted.path, interrupted.path.stat()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"river", b"RIVER") if b"river" in data else data[:-9] + b"X" * 9)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    with pytest.raises(DumpError, match=r"another input|cannot be read|damaged"):
        go(path, interrupted.to)


def test_a_file_that_appears_at_the_outputs_place_is_not_replaced(tmp_path: Path) -> None:
    interrupted = Interrupted(tmp_path)
    (tmp_path / interrupted.to).write_bytes(b"somebody's")
    with pytest.raises(DumpError, match=r"has appeared or changed since the run began"):
        go(interrupted.path, interrupted.to)
    assert (tmp_path / interrupted.to).read_bytes() == b"somebody's"
    go(interrupted.path, interrupted.to, overwrite=True)
    assert (tmp_path / interrupted.to).read_bytes() == interrupted.expected[interrupted.to]
