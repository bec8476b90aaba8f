"""Build the wheels and source distributions of the packages into `dist/`, and check them.

    python -m tests.tools.release

Those in Python alone are built twice, and each wheel once more from its source distribution: all
must be the same, byte for byte. `twine check` must pass, and the wheels must install and run.
Nothing is published. Of the accelerator, `dist/` has the source distribution, and
`dist/this-machine/` a wheel with which the others are tried out; those to publish are built by
`python -m cibuildwheel accelerator`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import venv
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.paths import ROOT

DIST = ROOT / "dist"
PACKAGES = (ROOT, ROOT / "phrases-wordpress")
"""The folders of packages in Python alone."""
COMPILED = ROOT / "accelerator"
"""The folder of the package that needs a C compiler."""
PLACEHOLDER = "https://example.org/cleaner"
"""What the documentation has where the address of the repository belongs."""
EPOCH = "1577836800"
"""The date of all files in what is built, 2020-01-01, in seconds: builds must not differ by it."""


def main() -> None:
    """Build, check, and print the checksums. Exits with a sentence if something is wrong."""
    shutil.rmtree(DIST, ignore_errors=True)
    with TemporaryDirectory() as scratch:
        first, second, third = (Path(scratch, name) for name in ("first", "second", "third"))
        for package in PACKAGES:
            step(f"building {package.name}, twice")
            build(package, first)
            build(package, second)
        same(first, second, "Two builds of the same source differ")
        for source in sorted(first.glob("*.tar.gz")):
            step(f"building the wheel once more from {source.name}")
            wheel_from(source, third)
        same(first, third, "The wheel from the source distribution differs", pattern="*.whl")
        step(f"building {COMPILED.name}: the source distribution, and a wheel from it")
        compiled = build_compiled(first, Path(scratch, "compiled"))
        shutil.copytree(first, DIST)
        if compiled:
            shutil.copytree(compiled[0].parent, DIST / "this-machine")
        step("installing the wheels into a new environment, and cleaning the seeds")
        try_out([*sorted(DIST.glob("*.whl")), *compiled], Path(scratch, "venv"))
    step("checking the metadata")
    files = sorted(path for path in DIST.rglob("*") if path.is_file())
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, files))
    for path in files:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT)}")
    for sentence in to_fill_in(ROOT):
        print(f"Before you publish: {sentence}")


def step(what: str) -> None:
    """Print what is done next, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def build_compiled(output: Path, wheels: Path) -> list[Path]:
    """Build the accelerator's source distribution, and its wheel for this machine from that.

    Returns the wheel, if there is a C compiler to make one.
    """
    with TemporaryDirectory() as scratch:
        copy = Path(scratch, COMPILED.name)  # without what was compiled in the checkout
        ignored = shutil.ignore_patterns("build", "*.egg-info", "*.so", "*.pyd", "*.c")
        shutil.copytree(COMPILED, copy, ignore=ignored)
        build(copy, output, "--sdist")
    if shutil.which(os.environ.get("CC", "cc")) is None:
        step("no C compiler: the wheel of the accelerator is left out")
        return []
    (source,) = output.glob("article_cleaner_accelerator-*.tar.gz")
    wheel_from(source, wheels)
    return list(wheels.glob("*.whl"))


def to_fill_in(root: Path) -> list[str]:
    """Sentences on what only the publisher can know, and has not filled in yet."""
    sentences = [
        f"add the repository's address to {path.relative_to(root)}: [project.urls]."
        for path in sorted([*root.glob("pyproject.toml"), *root.glob("*/pyproject.toml")])
        if "urls" not in tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
    ]
    sentences += [
        f"replace {PLACEHOLDER} in {path.relative_to(root)} by the repository's address."
        for path in sorted((root / "docs").rglob("*.md"))
        if PLACEHOLDER in path.read_text(encoding="utf-8")
    ]
    if "(unreleased)" in (root / "CHANGELOG.md").read_text(encoding="utf-8"):
        sentences.append("write the date of the release into CHANGELOG.md: '(unreleased)'.")
    return sentences


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
