"""What a run has done so far, so that the same command goes on with it after a kill.

A line of JSON each: first what the run is (the input, the settings), then, now and then, how many tasks are done and how much of each
file that came to. A line is written when the files are on the disk; what they hold beyond it is cut off when the run goes on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.dumps.documents import Counts
from cleaner.dumps.trouble import DumpTrouble

_STATE = frozenset({"tasks", "kept", "counts", "finished"})


def path_of(output: Path) -> Path:
    """Where the journal of the run stands that writes `output`."""
    return output.with_name(output.name + ".journal")


class State(NamedTuple):
    """How far a run is: tasks, what each of its files holds, and its counts; `finished` if only names are left to be changed."""

    tasks: int
    kept: dict[str, int]
    counts: Counts
    finished: bool = False


class Journal:
    """The journal of the run that writes `output`. Raises DumpTrouble if it is another run's, or one that is under way."""

    def __init__(self, output: Path, run: Mapping[str, Any], *, restart: bool) -> None:
        self._path = path_of(output)
        self._file = self._path.open("a+b")
        try:
            self._lock()
            self.is_begun = False  # there is something to go on with
            self.before = None if restart else self._read(run)
            if self.before is None:
                self._file.truncate(0)
                self._add({"run": dict(run)})
        except BaseException:
            self._file.close()
            raise

    def keep(self, state: State) -> None:
        """Put on record how far the run is. Raises OSError."""
        counts = {**vars(state.counts), "removed": dict(state.counts.removed), "words": dict(state.counts.words)}
        self.is_begun = True
        self._add({"tasks": state.tasks, "kept": state.kept, "counts": counts, "finished": state.finished})

    def remove(self) -> None:
        """The run has ended."""
        self._path.unlink()
        self._file.close()

    def close(self) -> None:
        """The run will be gone on with."""
        self._file.close()

    def _add(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: two runs at once are not noticed there
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DumpTrouble(f"{self._path}: another run is writing this output.") from error

    def _read(self, run: Mapping[str, Any]) -> State | None:
        """How far the run was; None if it has done nothing yet. What is left of a torn line is cut off: the next one must not join it."""
        self._file.seek(0)
        rows: list[dict[str, Any]] = []
        whole = 0
        for line in self._file.read().split(b"\n")[:-1]:
            row = _row(line, _STATE if rows else {"run"})
            if row is None:
                break
            rows.append(row)
            whole += len(line) + 1
        if len(rows) < 2:  # nobody has anything to lose
            return None
        if rows[0]["run"] != json.loads(json.dumps(run)):
            raise DumpTrouble(
                f"{self._path} is of a run with another input or other settings."
                " Give the same command to go on with that, or --restart to begin anew."
            )
        self._file.truncate(whole)
        last = rows[-1]
        counts = Counts(**{**last["counts"], "removed": Counter(last["counts"]["removed"]), "words": Counter(last["counts"]["words"])})
        self.is_begun = True
        return State(last["tasks"], last["kept"], counts, last["finished"])


def _row(line: bytes, keys: Set[str]) -> dict[str, Any] | None:
    """What stands in a line; None if it is not whole."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and keys <= row.keys() else None
