"""The documentation's pages: their code blocks, and how these are run.

- A block with a title is a file: it is written to a scratch folder under that name.
- A `console` block is run there, command by command (lines that begin with `$ `), and what it
  prints is compared with the lines that follow. A line `…` stands for any lines, and the scratch
  folder is called `/home/you`. A command whose exit code is not 0 or 1 ends in `# exits with N`.
- A `python` block with `>>>` is a doctest. Blocks of a page share their names.
- A `sh` block shows what is not run: installing, and `make`.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT

GENERATED = ("reference/rules.md", "reference/command.md", "reference/settings.md")
"""Pages that `tests.tools.docs` makes, and git ignores; below `docs/`."""
PAGES = (
    ROOT / "README.md",
    ROOT / "PYPI.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(
        page
        for page in (ROOT / "docs").rglob("*.md")
        if page.relative_to(ROOT / "docs").as_posix() not in GENERATED
    ),
)

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?[^\n]*\n"
    r"(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_EXITS = re.compile(r"# exits with (\d+)$")
_ANY = "…"
_HOME = "/home/you"
_KEPT = ("HOME", "LANG", "TMPDIR")  # of the environment
_LINES = 12  # of output that `rewritten` leaves in a page


@dataclass(frozen=True)
class Block:
    """A code block of a page."""

    language: str
    title: str | None
    body: str
    start: int
    """Where its body begins in the page, in characters; the body is there with its indentation."""
    raw: str


@dataclass(frozen=True)
class Step:
    """A command of a `console` block, and the output that the page shows for it."""

    command: str
    output: str

    @property
    def exit_codes(self) -> set[int]:
        found = _EXITS.search(self.command)
        return {int(found[1])} if found else {0, 1}


def blocks(page: Path) -> list[Block]:
    """The code blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["title"],
            re.sub(rf"^{found['indent']}", "", found["body"], flags=re.MULTILINE),
            found.start("body"),
            found["body"],
        )
        for found in _FENCE.finditer(text)
    ]


def steps(block: Block) -> list[Step]:
    """The commands of a `console` block; one that ends in a backslash goes on in the next line."""
    parts = re.split(r"^\$ ", block.body, flags=re.MULTILINE)
    assert not parts[0], "a console block begins with a command"
    found = [re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", part, re.DOTALL) for part in parts[1:]]
    return [Step(match[1], match[2]) for match in found if match]


def matches(expected: str, actual: str) -> bool:
    """Whether an output is what a page shows, in which `…` stands for any lines."""
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line.strip() == _ANY else re.escape(line) + "\n"
        for line in expected.splitlines()
    )
    return re.fullmatch(pattern, _trimmed(actual)) is not None


def _trimmed(output: str) -> str:
    return "".join(line.rstrip() + "\n" for line in output.splitlines())


@dataclass(frozen=True)
class Sandbox:
    """A folder in which a page's commands run, with this checkout as `cleaner`."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Sandbox:
        """A folder with the seeds, and `cleaner` and `python` on the path."""
        (folder / ".bin").mkdir()
        for name, command in (("cleaner", "-m cleaner"), ("python", "")):
            program = folder / ".bin" / name
            program.write_text(f'#!/bin/sh\nexec {sys.executable} {command} "$@"\n')
            program.chmod(0o755)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        return cls(folder)

    def put(self, block: Block) -> None:
        """Write a block with a title as the file that it is."""
        assert block.title
        path = self.folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, encoding="utf-8")

    def run(self, step: Step) -> subprocess.CompletedProcess[str]:
        """Run a command; standard error is part of its output, as on a terminal."""
        done = subprocess.run(
            ["bash", "-c", step.command],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        done.stdout = done.stdout.replace(str(self.folder), _HOME)
        return done

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        path = os.pathsep.join((str(self.folder / ".bin"), os.environ["PATH"]))
        return kept | {"PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}


def run_doctests(page: Path) -> int:
    """Run the doctests of a page. Returns how many examples failed."""
    names: dict[str, object] = {}
    failed = 0
    for number, block in enumerate(blocks(page), 1):
        if block.language == "python" and ">>>" in block.body:
            where = f"{page.name}, block {number}"
            test = doctest.DocTestParser().get_doctest(block.body, names, where, str(page), 0)
            test.globs = names
            failed += doctest.DocTestRunner().run(test, clear_globs=False).failed
    return failed


def rewritten(page: Path, folder: Path) -> str:
    """The page with what its commands print now. Outputs that still match stay as they are."""
    sandbox = Sandbox.make(folder)
    text = page.read_text(encoding="utf-8")
    changes = []
    for block in blocks(page):
        if block.title:
            sandbox.put(block)
        elif block.language == "console":
            indent = block.raw[: len(block.raw) - len(block.raw.lstrip(" "))]
            body = "".join(f"$ {step.command}\n{_now(sandbox, step)}" for step in steps(block))
            new = "".join(f"{indent}{line}".rstrip() + "\n" for line in body.splitlines())
            changes.append((block.start, block.raw, new))
    for start, old, new in reversed(changes):
        text = text[:start] + new + text[start + len(old) :]
    return text


def _now(sandbox: Sandbox, step: Step) -> str:
    actual = _trimmed(sandbox.run(step).stdout)
    if matches(step.output, actual):
        return step.output
    lines = actual.splitlines(keepends=True)
    return actual if len(lines) <= _LINES + 3 else "".join(lines[:_LINES]) + f"{_ANY}\n"
