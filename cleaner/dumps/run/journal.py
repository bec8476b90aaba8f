"""The journal: what a run has done so far, so that the same command resumes it after a crash.

One line of JSON each: first what the run is (input, settings, names of its files), then
checkpoints: how many tasks are done, and the mark of each file. A checkpoint is written when the
files are on the disk; what they hold beyond it is cut off when the run resumes. Each line carries
a checksum of itself and of the line before, so that no line can be changed, removed or added
unnoticed. Only at the end may lines be torn: the run resumes from the last complete checkpoint.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cleaner.dumps.document import Counts
from cleaner.dumps.errors import DumpError
from cleaner.dumps.run.sink import Mark
from cleaner.dumps.run.slot import Slot
from cleaner.files.place import Place, create, lock, look, reopen

_MAGIC = b'{"cleaner": "journal"'
_CHECK = ', "check": "'
_CHECK_CHARS = 16
_DELETES_OPEN_FILES = os.name != "nt"


def path_of(output: Path) -> Path:
    """The path of the journal of the run that writes `output`."""
    return output.with_name(output.name + ".journal")


class State(NamedTuple):
    """How far a run is: tasks done, the mark of each file, and totals.

    `finished` means that only the files remain to be moved to their places.
    """

    tasks: int
    marks: dict[str, Mark]
    counts: Counts
    finished: bool = False


class Journal:
    """The journal of the run that writes `output`; locked until it is closed.

    `run` is what must be equal for a run to be resumed. `before` is the last checkpoint of the
    interrupted run, `slots` are its files (both empty if there is none), and `leftover` are files
    of a run that is not resumed.

    Raises DumpError if it is the journal of another run, damaged, in use, or not a journal at all.
    """

    def __init__(self, output: Path, run: Mapping[str, Any], *, restart: bool) -> None:
        self._path = path_of(output)
        self._run: dict[str, Any] = json.loads(json.dumps(run))
        self._last = ""
        self.before: State | None = None
        self.slots: dict[str, Slot] = {}
        self.leftover: list[Slot] = []
        self.is_begun = False
        """Whether it has a checkpoint."""
        self._file = self._open()
        try:
            self._read(restart=restart)
        except BaseException:
            self._file.close()
            raise

    def begin(self, slots: Mapping[str, Slot]) -> None:
        """Start over with these files. Raises OSError."""
        self.slots = dict(slots)
        self._file.seek(0)
        self._file.truncate()
        self._last, self.leftover = "", []
        self.note_files()

    def note_files(self) -> None:
        """Write what the run is, and its files. Raises OSError."""
        files = {
            name: [str(slot.path), slot.token, slot.before] for name, slot in self.slots.items()
        }
        self._add({"cleaner": "journal", "run": self._run, "files": files})

    def checkpoint(self, state: State) -> None:
        """Write a checkpoint. Raises OSError."""
        self.is_begun = True
        self._add({**state._asdict(), "counts": vars(state.counts)})

    def remove(self) -> None:
        """Delete it: the run is done."""
        if _DELETES_OPEN_FILES:  # locked until it is gone
            self._path.unlink()
            self._file.close()
        else:
            self._file.close()
            with suppress(PermissionError):  # another run has opened it since
                self._path.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Delete it if no run can be resumed from it."""
        if not self.is_begun and not self.leftover:
            self.remove()

    def close(self) -> None:
        """Close it, but keep it: the run may resume."""
        self._file.close()

    def _open(self) -> BinaryIO:
        """The file, locked. Another run may remove it in the moment before the lock is there."""
        while True:
            file = self._create_or_reopen()
            if not lock(file):
                file.close()
                raise DumpError(f"{self._path}: another run is writing this output.")
            place = look(self._path)
            if place is not None and place.inode == os.fstat(file.fileno()).st_ino:
                return file
            file.close()

    def _create_or_reopen(self) -> BinaryIO:
        try:
            return create(self._path)
        except FileExistsError:
            try:
                return reopen(self._path)
            except OSError as error:
                if error.errno in (errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO):
                    raise self._foreign() from error
                raise

    def _foreign(self) -> DumpError:
        return DumpError(
            f"{self._path} is not a journal that cleaner wrote, and would be overwritten."
            " Move it away, or name another output."
        )

    def _damaged(self) -> DumpError:
        return DumpError(
            f"{self._path} is damaged: the interrupted run cannot be resumed. Use --restart."
        )

    def _read(self, *, restart: bool) -> None:
        """Read what an earlier run has done. A torn end is cut off."""
        data = self._file.read()
        if not data.startswith(_MAGIC) and not _MAGIC.startswith(data):
            raise self._foreign()
        rows, size = self._rows(data)
        if not rows:
            if data.count(b"\n") > 1 and not restart:
                raise self._damaged()
            return
        if restart:
            self.leftover = [*_slots(rows).values()]
            return
        states = [row for row in rows if "tasks" in row]
        if not states:  # there is no checkpoint, and nothing to lose
            self.leftover = [*_slots(rows).values()]
            return
        if rows[0]["run"] != self._run:
            raise DumpError(
                f"{self._path} belongs to an interrupted run with another input or other settings."
                " Repeat that command to resume it, or use --restart."
            )
        self._file.truncate(size)
        self._file.seek(size)
        self.slots = _slots(rows)
        self.before = _state(states[-1])
        self.is_begun = True

    def _rows(self, data: bytes) -> tuple[list[dict[str, Any]], int]:
        """The lines that are complete, and how many bytes they are.

        Raises DumpError if a line that is not complete precedes one that is.
        """
        rows: list[dict[str, Any]] = []
        size = 0
        lines = data.split(b"\n")[:-1]
        for number, line in enumerate(lines):
            row = _parse(line, self._last)
            if row is None:
                if any(_looks_complete(later) for later in lines[number + 1 :]):
                    raise self._damaged()
                break
            self._last = row.pop("check")
            rows.append(row)
            size += len(line) + 1
        return rows, size

    def _add(self, row: Mapping[str, Any]) -> None:
        body = json.dumps(row)[:-1]
        self._last = _check(body, self._last)
        self._file.write(f'{body}{_CHECK}{self._last}"}}\n'.encode())
        self._file.flush()
        os.fsync(self._file.fileno())


def _check(body: str, last: str) -> str:
    """The checksum of a line that follows the line with the checksum `last`."""
    return hashlib.sha256(f"{last}\n{body}".encode()).hexdigest()[:_CHECK_CHARS]


def _parse(line: bytes, last: str) -> dict[str, Any] | None:
    """The object in a line; None if the line is torn or damaged."""
    try:
        text = line.decode()
        body, _, check = text.rpartition(_CHECK)
        if check != f'{_check(body, last)}"}}':
            return None
        row: dict[str, Any] = json.loads(text)
    except ValueError:
        return None
    return row


def _looks_complete(line: bytes) -> bool:
    """Whether a line ends as a complete one does."""
    return len(line) > len(_CHECK) + _CHECK_CHARS + 2 and _CHECK.encode() in line[-64:]


def _slots(rows: list[dict[str, Any]]) -> dict[str, Slot]:
    files = [row["files"] for row in rows if "files" in row][-1]
    return {
        name: Slot(Path(path), token, None if before is None else Place(*before))
        for name, (path, token, before) in files.items()
    }


def _state(row: Mapping[str, Any]) -> State:
    counters = {name: Counter(row["counts"][name]) for name in ("removed", "words")}
    counts = Counts(**{**row["counts"], **counters})
    return State(row["tasks"], row["marks"], counts, row["finished"])
