"""The journal: what a run has done so far, so that the same command resumes it after a crash.

One line of JSON each: first what the run is (input, settings), then checkpoints: how many tasks are
done, and how much of each file they made. A checkpoint is written when the files are on the disk;
what they hold beyond it is cut off when the run resumes.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.dumps.document import Counts
from cleaner.dumps.errors import DumpError

_STATE_KEYS = frozenset({"tasks", "kept", "counts", "finished"})


def path_of(output: Path) -> Path:
    """The path of the journal of the run that writes `output`."""
    return output.with_name(output.name + ".journal")


class State(NamedTuple):
    """How far a run is: tasks done, the checkpoint of each file, and totals.

    `finished` means that only the files remain to be moved to their places.
    """

    tasks: int
    kept: dict[str, int]
    counts: Counts
    finished: bool = False


class Journal:
    """The journal of the run that writes `output`.

    Raises DumpError if it is that of another run, or of one that is still running.
    """

    def __init__(self, output: Path, run: Mapping[str, Any], *, restart: bool) -> None:
        self._path = path_of(output)
        self._file = self._path.open("a+b")
        try:
            self._lock()
            self.is_begun = False
            """Whether it has a checkpoint."""
            self.before = None if restart else self._read(run)
            if self.before is None:
                self._file.truncate(0)
                self._add({"run": dict(run)})
        except BaseException:
            self._file.close()
            raise

    def checkpoint(self, state: State) -> None:
        """Write a checkpoint. Raises OSError."""
        self.is_begun = True
        self._add({**state._asdict(), "counts": vars(state.counts)})

    def remove(self) -> None:
        """Delete it: the run is done."""
        self._path.unlink()
        self._file.close()

    def close(self) -> None:
        """Close it, but keep it: the run may resume."""
        self._file.close()

    def _add(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows has no such locks: two runs at once are not noticed there
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DumpError(f"{self._path}: another run is writing this output.") from error

    def _read(self, run: Mapping[str, Any]) -> State | None:
        """How far the run was; None if it has done nothing yet.

        A torn line at the end is cut off, so that the next one does not join it.
        """
        self._file.seek(0)
        rows: list[dict[str, Any]] = []
        whole = 0
        for line in self._file.read().split(b"\n")[:-1]:
            row = _row(line, _STATE_KEYS if rows else {"run"})
            if row is None:
                break
            rows.append(row)
            whole += len(line) + 1
        if len(rows) < 2:  # there is no checkpoint, and nothing to lose
            return None
        if rows[0]["run"] != json.loads(json.dumps(run)):
            raise DumpError(
                f"{self._path} belongs to an interrupted run with another input or other settings."
                " Repeat that command to resume it, or use --restart."
            )
        self._file.truncate(whole)
        last = rows[-1]
        self.is_begun = True
        return State(last["tasks"], last["kept"], _counts(last["counts"]), last["finished"])


def _counts(row: Mapping[str, Any]) -> Counts:
    counters = {name: Counter(row[name]) for name in ("removed", "words")}
    return Counts(**{**row, **counters})


def _row(line: bytes, keys: Set[str]) -> dict[str, Any] | None:
    """The object in a line; None if the line is not complete."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and keys <= row.keys() else None
