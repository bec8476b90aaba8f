"""Build the wheels and source distributions of the packages into `dist/`, and check them.

    python -m tests.tools.release

Each is built twice, and each wheel once more from its source distribution: all must be the same,
byte for byte. `twine check` must pass, and the wheels must install and run. Nothing is published.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.paths import ROOT

DIST = ROOT / "dist"
PACKAGES = (ROOT, ROOT / "phrases-wordpress")
"""The folders of packages in Python alone. The wheels of `accelerator/` need a compiler for each
system: `python -m cibuildwheel accelerator` builds them."""
EPOCH = "1577836800"
"""The date of all files in what is built, 2020-01-01, in seconds: builds must not differ by it."""


def main() -> None:
    """Build, check, and print the checksums. Exits with a sentence if something is wrong."""
    shutil.rmtree(DIST, ignore_errors=True)
    with TemporaryDirectory() as scratch:
        first, second, third = (Path(scratch, name) for name in ("first", "second", "third"))
        for package in PACKAGES:
            build(package, first)
            build(package, second)
        same(first, second, "Two builds of the same source differ")
        for source in sorted(first.glob("*.tar.gz")):
            wheel_from(source, third)
        same(first, third, "The wheel from the source distribution differs", pattern="*.whl")
        shutil.copytree(first, DIST)
        try_out(sorted(DIST.glob("*.whl")), Path(scratch, "venv"))
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, sorted(DIST.iterdir())))
    for name, digest in digests(DIST).items():
        print(f"{digest}  {(DIST / name).relative_to(ROOT)}")


def build(package: Path, output: Path, *options: str) -> None:
    """Build a package into a folder: source distribution and wheel, unless options say which."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = (sys.executable, "-m", "build", "--outdir", str(output), *options, str(package))
    run(*command, environment=environment)


def wheel_from(source: Path, output: Path) -> None:
    """Build a wheel from a source distribution, as pip does where it finds no wheel."""
    with TemporaryDirectory() as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        build(next(Path(folder).iterdir()), output, "--wheel")


def same(one: Path, other: Path, message: str, pattern: str = "*") -> None:
    """Exit with a message unless two folders have the same files."""
    if (ours := digests(one, pattern)) != (theirs := digests(other, pattern)):
        names = sorted(name for name in ours | theirs if ours.get(name) != theirs.get(name))
        sys.exit(f"{message}: {', '.join(names)}.")


def digests(folder: Path, pattern: str = "*") -> dict[str, str]:
    """The SHA-256 of each file in a folder, by its name."""
    paths = sorted(folder.glob(pattern))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def try_out(wheels: list[Path], folder: Path) -> None:
    """Install wheels into an environment of their own, and clean the seeds with them."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(str(programs / "python"), "-m", "pip", "install", "--quiet", *map(str, wheels))
    run(str(programs / "cleaner"), "check", "--exit-zero", "--quiet", str(ROOT / "seeds"))
    run(str(programs / "article-cleaner"), "--version")


def run(*command: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a command outside this checkout. Exits with what it printed if it fails."""
    done = subprocess.run(
        command,
        cwd=Path(sys.prefix),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")


if __name__ == "__main__":
    main()
