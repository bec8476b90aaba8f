"""What an interrupted run has learned so far, in a folder, from which the same command resumes."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.files.place import create, lock, reopen, token
from cleaner.learn.counts import Learner, LineCount
from cleaner.learn.sketch import Sketch

_STATE, _LOCK = "state.json", "lock"
_NUMBERS = ("level", "shared", "left_alone")
_SKETCH, _LINES = "sketch-", "lines-"


class CheckpointError(Exception):
    """A folder from which a run cannot be resumed. The message says what to do."""


class State(NamedTuple):
    """How far a run is: in the first or second pass, in which source, after how many tasks."""

    number: int = 1
    source: int = 0
    tasks: int = 0


class Checkpoint:
    """The folder of a run, which nobody else may use until it is closed or removed.

    `identity` tells whether a run is the same. Raises CheckpointError for a folder of another run,
    or one that no run has made, and OSError.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder, self._identity = folder, identity
        self._made: dict[str, str] = {}
        """The current files with their SHA-256."""
        self._claim()
        try:
            self._known = self._read()
        except BaseException:
            self.close()
            raise

    def resume(self, learner: Learner) -> State:
        """Fill a new learner with what was learned; returns how far that is."""
        if not self._known:
            return State()
        self._made = dict(self._known["files"])
        for name, digest in self._made.items():
            if not self._holds(name, digest):
                raise self._damaged()
        learner.sketch = Sketch.opened(str(self.sketch))
        learner.documents = Counter(self._known["documents"])
        for name in _NUMBERS:
            setattr(learner, name, self._known[name])
        learner.lines = dict(self._lines())
        return State(*self._known["state"])

    @property
    def sketch(self) -> Path:
        """The file with the sketch, as it was saved last."""
        return self._folder / next(name for name in self._made if name.startswith(_SKETCH))

    def save(self, state: State, learner: Learner, *, sketch: bool) -> None:
        """Save what was learned; the sketch only if it has changed. Raises OSError."""
        made = {name: digest for name, digest in self._made.items() if name.startswith(_SKETCH)}
        if sketch:
            name = f"{_SKETCH}{token()}"
            made = {name: learner.sketch.save(self._folder / name)}
        if learner.lines:
            name = f"{_LINES}{token()}"
            made[name] = _save_lines(self._folder / name, learner)
        self._write(
            {
                "cleaner": "learning",
                "identity": self._identity,
                "state": state,
                "files": made,
                **{name: getattr(learner, name) for name in _NUMBERS},
                "documents": learner.documents,
            }
        )
        for name in self._made.keys() - made.keys():
            (self._folder / name).unlink(missing_ok=True)
        self._made = made

    def remove(self) -> None:
        """Remove the folder, and no files but those of the run."""
        for path in self._folder.iterdir():
            if _is_ours(path.name):
                path.unlink()
        self.close()
        self._folder.rmdir()

    def close(self) -> None:
        """Release the folder; the run may resume."""
        self._lock.close()

    def _claim(self) -> None:
        self._folder.mkdir(exist_ok=True)
        if not all(_is_ours(path.name) for path in self._folder.iterdir()):
            raise CheckpointError(
                f"{self._folder} is not a folder that cleaner made. Move it away, or name another"
                " output."
            )
        place = self._folder / _LOCK
        try:
            self._lock = create(place)
        except FileExistsError:
            self._lock = reopen(place)
        if not lock(self._lock):
            self.close()
            raise CheckpointError(f"{self._folder}: another run is learning for this output.")

    def _read(self) -> dict[str, Any]:
        try:
            text = (self._folder / _STATE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        try:
            body, _, check = text.rstrip("\n").rpartition("\n")
            if _digest(body.encode()) != check:
                raise self._damaged()
            known: dict[str, Any] = json.loads(body)
        except ValueError as error:
            raise self._damaged() from error
        if known["identity"] != self._identity:
            raise CheckpointError(
                f"{self._folder} belongs to an interrupted run with another input or other"
                " settings. Repeat that command to resume it, or delete the folder."
            )
        return known

    def _write(self, known: dict[str, Any]) -> None:
        body = json.dumps(known)
        temporary = self._folder / f"{_STATE}-{token()}"
        with create(temporary) as file:
            file.write(f"{body}\n{_digest(body.encode())}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._folder / _STATE)

    def _damaged(self) -> CheckpointError:
        return CheckpointError(
            f"{self._folder} is damaged: the interrupted run cannot be resumed. Delete it."
        )

    def _holds(self, name: str, digest: str) -> bool:
        try:
            with (self._folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            return False

    def _lines(self) -> Iterator[tuple[int, LineCount]]:
        for name in self._made:
            if name.startswith(_LINES):
                with (self._folder / name).open("rb") as file:
                    for row in file:
                        number, *values = json.loads(row)
                        yield number, LineCount.of(values)


def _save_lines(path: Path, learner: Learner) -> str:
    digest = hashlib.sha256()
    with create(path) as file:
        for number, line in learner.lines.items():
            row = json.dumps([number, *line.values()]).encode() + b"\n"
            digest.update(row)
            file.write(row)
    return digest.hexdigest()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_ours(name: str) -> bool:
    return name == _LOCK or name.startswith((_STATE, _SKETCH, _LINES))
