"""The hooks, run by the real pre-commit on commits to scratch repositories.

pre-commit builds one environment from the package in the working tree; all tests share it. That
needs PyPI, as `make test` itself does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.support.cli import DIRTY, PROSE, RULE
from tests.support.paths import ROOT

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PACKAGE = (
    *("cleaner", "LICENSES", "LICENSE", "NOTICE", "PYPI.md"),
    *("pyproject.toml", ".pre-commit-hooks.yaml"),
)
BOM = b"\xef\xbb\xbf"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hook")]  # one environment for all


@dataclass(frozen=True)
class Repository:
    """A scratch repository, out of reach of the user's own git configuration."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def put(self, name: str, data: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def commit(self) -> tuple[int, str]:
        """Try to commit everything: the exit code, and what was said."""
        self.git("add", "--all")
        done = self.run("git", "commit", "--message", "texts")
        return done.returncode, done.stdout + done.stderr

    def committed(self, name: str) -> bytes:
        return subprocess.run(
            ["git", "show", f"HEAD:{name}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            check=True,
        ).stdout

    @property
    def commits(self) -> int:
        return int(self.git("rev-list", "--all", "--count"))


def repository(folder: Path, home: Path) -> Repository:
    folder.mkdir()
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT"))
    }
    who = {
        f"GIT_{role}_{what}": "nobody@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    alone = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PRE_COMMIT_HOME": str(home),
    }
    made = Repository(folder, plain | who | alone)
    made.git("init", "--quiet", "--initial-branch", "main")
    return made


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The package in a repository of its own, so that uncommitted changes are tested, too."""
    base = tmp_path_factory.mktemp("hook")
    made = repository(base / "package", base / "home")
    for name in PACKAGE:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, made.folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, made.folder / name)
    assert made.commit()[0] == 0
    return made


def corpus_with(hook: str, package: Repository, folder: Path) -> Repository:
    """A repository of texts with a hook installed, and no commit yet."""
    made = repository(folder, Path(package.environment["PRE_COMMIT_HOME"]))
    source = {
        "repo": str(package.folder),
        "rev": package.git("rev-parse", "HEAD"),
        "hooks": [{"id": hook}],
    }
    made.put(".pre-commit-config.yaml", yaml.safe_dump({"repos": [source]}))
    done = made.run(sys.executable, "-m", "pre_commit", "install")
    assert done.returncode == 0, done.stdout + done.stderr
    return made


@pytest.fixture
def corpus(package: Repository, tmp_path: Path) -> Repository:
    """A repository of texts with the fixing hook."""
    return corpus_with("cleaner", package, tmp_path / "corpus")


@pytest.fixture
def checked_corpus(package: Repository, tmp_path: Path) -> Repository:
    """A repository of texts with the hook that only checks."""
    return corpus_with("cleaner-check", package, tmp_path / "corpus")


def test_a_dirty_file_is_fixed_and_the_commit_stopped(corpus: Repository) -> None:
    file = corpus.put("a.txt", DIRTY)
    code, said = corpus.commit()
    assert (code, corpus.commits, file.read_text()) == (1, 0, PROSE)
    assert f"a.txt:3:1: {RULE}" in said
    assert "files were modified by this hook" in said
    assert corpus.commit()[0] == 0
    assert corpus.committed("a.txt") == PROSE.encode()


def test_clean_files_pass(corpus: Repository) -> None:
    texts = {
        "a.txt": PROSE,
        "deep/b.md": "# Comments\n\n" + PROSE,
        "empty.txt": "",
        "no-newline.text": PROSE.strip(),
    }
    files = [corpus.put(name, text) for name, text in texts.items()]
    before = [file.stat().st_mtime_ns for file in files]
    assert corpus.commit()[0] == 0
    assert [file.stat().st_mtime_ns for file in files] == before
    assert {name: corpus.committed(name).decode() for name in texts} == texts


@pytest.mark.parametrize("bom", [b"", BOM], ids=["plain", "BOM"])
def test_line_ends_and_bom_are_kept(corpus: Repository, bom: bytes) -> None:
    file = corpus.put("a.txt", bom + DIRTY.replace("\n", "\r\n").encode())
    assert corpus.commit()[0] == 1
    assert file.read_bytes() == bom + PROSE.replace("\n", "\r\n").encode()
    assert corpus.commit()[0] == 0


def test_a_latin_1_file_is_refused_with_a_sentence(corpus: Repository) -> None:
    data = (DIRTY + "Café\n").encode("latin-1")
    file = corpus.put("a.txt", data)
    code, said = corpus.commit()
    assert (code, corpus.commits, file.read_bytes()) == (1, 0, data)
    assert "exit code: 2" in said
    assert "a.txt: " in said
    assert "utf-8" in said.lower()
    assert "Traceback" not in said


def test_a_latin_1_file_that_is_configured_is_fixed(corpus: Repository) -> None:
    corpus.put("cleaner.toml", 'encoding = "latin-1"\n')
    file = corpus.put("a.txt", ("Café. " + DIRTY).encode("latin-1"))
    assert corpus.commit()[0] == 1
    assert file.read_bytes() == ("Café. " + PROSE).encode("latin-1")


def test_excluded_files_are_untouched_even_when_named(corpus: Repository) -> None:
    corpus.put("cleaner.toml", 'exclude = ["raw/"]\n')
    file = corpus.put("raw/a.txt", DIRTY)
    assert corpus.commit()[0] == 0
    assert file.read_text() == DIRTY
    named = corpus.run(
        sys.executable, "-m", "pre_commit", "run", "cleaner", "--verbose", "--files", "raw/a.txt"
    )
    assert named.returncode == 0, named.stdout
    assert "raw/a.txt: excluded" in named.stdout
    assert file.read_text() == DIRTY


def test_a_typo_in_the_configuration_stops_the_commit(corpus: Repository) -> None:
    corpus.put("cleaner.toml", 'exclud = ["raw/"]\n')
    file = corpus.put("a.txt", DIRTY)
    code, said = corpus.commit()
    assert (code, corpus.commits, file.read_text()) == (1, 0, DIRTY)
    assert "exit code: 2" in said
    assert "Did you mean 'exclude'?" in said


def test_what_a_repository_says_about_itself_is_left_alone(corpus: Repository) -> None:
    names = ("README.md", "docs/Licence.txt", "requirements-dev.txt", "code.py", "page.html")
    files = [corpus.put(name, DIRTY) for name in names]
    code, said = corpus.commit()
    assert code == 0, said
    assert "no files to check" in said
    assert all(file.read_text() == DIRTY for file in files)


def test_names_with_spaces_and_accents(corpus: Repository) -> None:
    files = [
        corpus.put(name, DIRTY)
        for name in ("my text.txt", "é/Ü.TXT", "requirements of peace/readme first.md")
    ]
    assert corpus.commit()[0] == 1
    assert all(file.read_text() == PROSE for file in files)


def test_many_files_at_once(corpus: Repository) -> None:
    files = [corpus.put(f"{number}.txt", DIRTY if number % 2 else PROSE) for number in range(60)]
    assert corpus.commit()[0] == 1
    assert all(file.read_text() == PROSE for file in files)
    assert corpus.commit()[0] == 0


def test_the_checking_hook_changes_nothing(checked_corpus: Repository) -> None:
    file = checked_corpus.put("a.txt", DIRTY)
    code, said = checked_corpus.commit()
    assert (code, checked_corpus.commits, file.read_text()) == (1, 0, DIRTY)
    assert f"a.txt:3:1: {RULE}" in said
    assert "modified" not in said


def test_clean_files_pass_the_checking_hook(checked_corpus: Repository) -> None:
    checked_corpus.put("a.txt", PROSE)
    assert checked_corpus.commit()[0] == 0


def test_both_hooks_on_trial(package: Repository, corpus: Repository) -> None:
    dirty, clean = corpus.put("a.txt", DIRTY), corpus.put("b.txt", PROSE)
    corpus.git("add", "--all")
    trial = corpus.run(
        sys.executable, "-m", "pre_commit", "try-repo", str(package.folder), "--all-files"
    )
    assert trial.returncode == 1, trial.stdout + trial.stderr
    assert "- hook id: cleaner\n" in trial.stdout
    assert (dirty.read_text(), clean.read_text()) == (PROSE, PROSE)
    assert (
        trial.stdout.count("Passed") == 1
    )  # the checking hook comes second, and there is nothing left to report


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_hooks_differ_only_in_fixing() -> None:
    fixing, checking = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert [hook["id"] for hook in (fixing, checking)] == ["cleaner", "cleaner-check"]
    assert fixing["entry"] == checking["entry"] + " --fix"
    assert {key for key in fixing if fixing[key] != checking[key]} == {
        "id",
        "name",
        "description",
        "entry",
    }
