"""Mistakes that an operator may make, each with the files that must survive it.

A mistake prepares a folder and names the commands. `Mistake.lost` runs them and returns what was
lost: the test of each kind expects nothing, and the program `tests.tools.losses` counts.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.cli import DIRTY, PROSE, run
from tests.support.dumps import dump, line

MINE = b"Somebody's own words, which are nowhere else.\n"

Command = tuple[str, ...]


class Mistake(NamedTuple):
    """A mistake: files to begin with, commands, and the exit code of the last one."""

    name: str
    files: dict[str, bytes]
    commands: Sequence[Command]
    exit_code: int = 2
    prepare: Callable[[Path], None] = lambda folder: None
    changes: frozenset[str] = frozenset()
    """Files that may change."""

    def lost(self, folder: Path) -> list[str]:
        """Make the mistake in a folder; returns sentences about what was lost or went wrong."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.prepare(folder)
        before = _contents(folder)
        here = Path.cwd()
        os.chdir(folder)
        try:
            results = [run(*command) for command in self.commands]
        finally:
            os.chdir(here)
        after = _contents(folder)
        lost = [
            f"{name} is gone or has changed"
            for name, data in before.items()
            if name not in self.changes and after.get(name) != data
        ]
        if results[-1].exit_code != self.exit_code:
            lost.append(f"exit code {results[-1].exit_code}: {results[-1].stderr}")
        if "this is a bug" in results[-1].stderr:
            lost.append(results[-1].stderr)
        return lost


def _contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files, by their paths. Links count as what they point to."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def _record() -> bytes:
    return b'{"id": "x.txt", "source": "cleaner", "attributes": {}}\n'


def _link(target: str, *names: str) -> Callable[[Path], None]:
    """Make symbolic links."""

    def prepare(folder: Path) -> None:
        for name in names:
            (folder / name).symlink_to(folder / target)

    return prepare


def _hard_link(target: str, name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).hardlink_to(folder / target)


def _tar(folder: Path) -> None:
    (folder / "a.txt").write_text(DIRTY)
    (folder / "b.txt").hardlink_to(folder / "a.txt")
    with tarfile.open(folder / "both.tar", "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.add(folder / name, name)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "in" / "pipe.txt")


_TEXT = {"a.txt": DIRTY.encode()}
_DUMP = {"d.jsonl": dump(3)}
_BAD = {"d.jsonl": b"oops\n" + dump(3)}

MISTAKES = (
    Mistake(
        "a typo in the input, and a record that is there",
        {"r.jsonl": _record()},
        [("clean", "typo.txt", "-o", "o.txt", "--record", "r.jsonl")],
    ),
    Mistake(
        "a typo in the input, a record that is there, and --overwrite",
        {"r.jsonl": _record()},
        [("clean", "typo.txt", "-o", "o.txt", "--record", "r.jsonl", "--overwrite")],
    ),
    Mistake(
        "a typo in the input, and rows that are there",
        {"rows.jsonl": MINE},
        [("clean", "typo.txt", "-o", "rows.jsonl", "--output-format", "jsonl", "--overwrite")],
    ),
    Mistake(
        "a typo in the name of a dump, and output that is there",
        {"o.jsonl": MINE, "r.jsonl": MINE},
        [("clean", "typo.jsonl", "-o", "o.jsonl", "--record", "r.jsonl", "--overwrite")],
    ),
    Mistake(
        "the record of another run (files)",
        {**_TEXT, "r.jsonl": _record()},
        [("clean", "a.txt", "-o", "o.txt", "--record", "r.jsonl")],
    ),
    Mistake(
        "the record of another run (dump)",
        {**_DUMP, "r.jsonl": _record()},
        [("clean", "d.jsonl", "-o", "o.jsonl", "--record", "r.jsonl")],
    ),
    Mistake(
        "a record that is somebody's text, in place",
        {**_TEXT, "diary.txt": MINE},
        [("clean", "a.txt", "--in-place", "--record", "diary.txt")],
    ),
    Mistake(
        "an output that is there (file)",
        {**_TEXT, "o.txt": MINE},
        [("clean", "a.txt", "-o", "o.txt")],
    ),
    Mistake(
        "an output that is there (tree)",
        {"in/a.txt": DIRTY.encode(), "out/a.txt": MINE},
        [("clean", "in", "-o", "out")],
    ),
    Mistake(
        "an output that is there (dump)",
        {**_DUMP, "o.jsonl": MINE},
        [("clean", "d.jsonl", "-o", "o.jsonl")],
    ),
    Mistake(
        "an output that is there (files as a dump)",
        {**_TEXT, "o.jsonl": MINE},
        [("clean", "a.txt", "-o", "o.jsonl")],
    ),
    Mistake(
        "an error file that is there",
        {**_BAD, "o.jsonl.errors.jsonl": MINE},
        [("clean", "d.jsonl", "-o", "o.jsonl", "--text-column", "text")],
    ),
    Mistake(
        "a folder of one's own called OUTPUT.parts",
        {**_DUMP, "o.parquet.parts/000000.parquet": MINE, "in.txt": MINE},
        [("clean", "in.txt", "-o", "o.parquet")],
        exit_code=0,
    ),
    Mistake(
        "files of one's own called OUTPUT.part and RECORD.part",
        {**_DUMP, "o.jsonl.part": MINE, "r.jsonl.part": MINE},
        [("clean", "d.jsonl", "-o", "o.jsonl", "--record", "r.jsonl")],
        exit_code=0,
    ),
    Mistake(
        "an input called RECORD.part",
        {"r.jsonl.part": dump(3)},
        [
            (
                "clean",
                "r.jsonl.part",
                "--input-format",
                "jsonl",
                "-o",
                "o.jsonl",
                "--record",
                "r.jsonl",
            )
        ],
        exit_code=0,
    ),
    Mistake(
        "a file of one's own called OUTPUT.journal",
        {**_DUMP, "o.jsonl.journal": MINE},
        [("clean", "d.jsonl", "-o", "o.jsonl", "--restart", "--overwrite")],
    ),
    Mistake(
        "links at the places of temporary names",
        {**_DUMP, "victim": MINE},
        [("clean", "d.jsonl", "-o", "o.jsonl", "--record", "r.jsonl")],
        exit_code=0,
        prepare=_link("victim", "o.jsonl.part", "r.jsonl.part", "o.jsonl.parts"),
    ),
    Mistake(
        "a link at the place of the journal",
        {**_DUMP, "victim": MINE},
        [("clean", "d.jsonl", "-o", "o.jsonl", "--restart")],
        prepare=_link("victim", "o.jsonl.journal"),
    ),
    Mistake(
        "an output that is another name of the input",
        _DUMP,
        [("clean", "d.jsonl", "-o", "o.jsonl", "--overwrite")],
        prepare=_hard_link("d.jsonl", "o.jsonl"),
    ),
    Mistake(
        "a record that is another name of the input",
        _TEXT,
        [("clean", "a.txt", "-o", "o.txt", "--record", "r.jsonl", "--overwrite")],
        prepare=_hard_link("a.txt", "r.jsonl"),
    ),
    Mistake(
        "an error file that is a link to the input",
        _BAD,
        [("clean", "d.jsonl", "-o", "o.jsonl", "--errors", "e.jsonl", "--overwrite")],
        prepare=_link("d.jsonl", "e.jsonl"),
    ),
    Mistake(
        "an output that is another name of the input (file)",
        _TEXT,
        [("clean", "a.txt", "-o", "b.txt", "--overwrite")],
        prepare=_hard_link("a.txt", "b.txt"),
    ),
    Mistake(
        "a file with two names, cleaned in place",
        _TEXT,
        [("clean", "a.txt", "--in-place")],
        prepare=_hard_link("a.txt", "b.txt"),
    ),
    Mistake(
        "an original restored over another file",
        {**_TEXT, "b.txt": MINE},
        [
            ("clean", "a.txt", "-o", "o.txt", "--record", "r.jsonl"),
            ("restore", "o.txt", "--record", "r.jsonl", "-o", "b.txt"),
        ],
    ),
    Mistake(
        "a dump restored over another file",
        {**_DUMP, "b.jsonl": MINE},
        [
            ("clean", "d.jsonl", "-o", "o.jsonl", "--record", "r.jsonl"),
            ("restore", "o.jsonl", "--record", "r.jsonl", "-o", "b.jsonl"),
        ],
    ),
    Mistake(
        "a run that was done, given again",
        _DUMP,
        [("clean", "d.jsonl", "-o", "o.jsonl", "--record", "r.jsonl")] * 2,
    ),
    Mistake(
        "another input for the output of a run that was done",
        {**_DUMP, "other.jsonl": line(PROSE)},
        [
            ("clean", "d.jsonl", "-o", "o.jsonl", "--record", "r.jsonl"),
            ("clean", "other.jsonl", "-o", "o.jsonl", "--record", "r.jsonl"),
        ],
    ),
    Mistake(
        "a folder with a broken link, as a dump",
        {"in/a.txt": DIRTY.encode()},
        [("clean", "in", "-o", "o.jsonl")],
        prepare=_link("nothing", "in/broken.txt"),
    ),
    Mistake(
        "two names of one file in a folder, as a dump",
        {"in/a.txt": DIRTY.encode()},
        [("clean", "in", "-o", "o.jsonl")],
        exit_code=0,
        prepare=_link("in/a.txt", "in/b.txt"),
    ),
    Mistake(
        "a named pipe in a folder",
        {"in/a.txt": PROSE.encode()},
        [("check", "in")],
        prepare=_pipe,
    ),
    Mistake(
        "two members of an archive joined by a hard link",
        {},
        [("clean", "both.tar", "-o", "o.jsonl")],
        exit_code=0,
        prepare=_tar,
    ),
    Mistake(
        "the findings of another run",
        {**_TEXT, "f.json": MINE},
        [("check", "a.txt", "--output-file", "f.json")],
    ),
    Mistake(
        "accepted findings, accepted again",
        {**_TEXT, "b.json": MINE},
        [("check", "a.txt", "--write-baseline", "b.json")],
    ),
    Mistake(
        "a report of one's own",
        {**_TEXT, "r.html": MINE},
        [("report", "a.txt", "-o", "r.html")],
    ),
    Mistake(
        "learned rules that were edited",
        {**_DUMP, "site.toml": MINE},
        [("learn", "d.jsonl", "-o", "site.toml")],
    ),
    Mistake(
        "an output that is a broken link",
        _DUMP,
        [("clean", "d.jsonl", "-o", "o.jsonl")],
        prepare=_link("nothing", "o.jsonl"),
    ),
)
"""One of each kind."""
