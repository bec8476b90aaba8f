"""The wheels: what is in them, and under which licence."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.tools.release import COMPILED, PACKAGES, PLACEHOLDER, to_fill_in

FACTS = "recorded as facts"
"""How phrase files end their licence that need none."""
CODE = {
    "article-cleaner": {"Apache-2.0"},
    "article-cleaner-phrases-wordpress": {"GPL-2.0-or-later"},
}

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheels")]


@pytest.fixture(scope="module", params=PACKAGES, ids=lambda folder: folder.name)
def wheel(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ZipFile]:
    """The wheel of each package, as it is built from this checkout."""
    output = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(output)]
    subprocess.run(command, cwd=request.param, check=True, capture_output=True)
    (path,) = output.glob("*.whl")
    with ZipFile(path) as archive:
        yield archive


def metadata(wheel: ZipFile) -> Message:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return email.message_from_bytes(wheel.read(name))


def phrase_files(folder: Path) -> list[dict[str, Any]]:
    """The phrase files that a package is built from, parsed."""
    found = [*folder.glob("cleaner/phrases/**/*.toml"), *folder.glob("cleaner_phrases_*/**/*.toml")]
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in found]
    return [file for file in files if "phrases" in file]


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_the_licence_is_that_of_the_code_and_the_data(folder: Path) -> None:
    named = (
        group.get("licence", file.get("file", {}).get("licence", ""))
        for file in phrase_files(folder)
        for group in file["phrases"]
    )
    data = {licence for licence in named if not licence.endswith(FACTS)}
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["license"].split(" AND ")) == CODE[project["name"]] | data


def test_the_wheel_declares_the_licence_of_the_project(wheel: ZipFile) -> None:
    declared = metadata(wheel)["License-Expression"]
    assert declared in {
        tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"]
        for folder in PACKAGES
    }


def test_the_texts_of_the_licences_are_there(wheel: ZipFile) -> None:
    texts = {Path(name).name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert "LICENSE" in texts
    if "MIT" in metadata(wheel)["License-Expression"]:
        assert {"MIT.txt", "NOTICE"} <= texts


def test_it_has_no_tests_and_no_caches(wheel: ZipFile) -> None:
    names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert len([top for top in tops if not top.endswith(".dist-info")]) == 1
    assert not any("__pycache__" in name or "/build.py" in name for name in names)


def test_the_package_has_its_data(wheel: ZipFile) -> None:
    """The core has its phrases compiled: sources beside them would make it look for changes."""
    names = set(wheel.namelist())
    if "cleaner/__init__.py" in names:
        assert {"cleaner/py.typed", "cleaner/phrases/compiled.bin"} <= names
        assert any(name.endswith("/html.npz") for name in names)
        assert not any(re.fullmatch(r"cleaner/phrases/.*\.toml", name) for name in names)
    else:
        assert any(name.endswith("/de/wordpress.toml") for name in names)


def test_the_packages_have_one_version() -> None:
    found = {
        tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        for folder in (*PACKAGES, COMPILED)
    }
    assert len(found) == 1


@pytest.mark.parametrize("folder", [*PACKAGES, COMPILED], ids=lambda folder: folder.name)
def test_the_description_on_pypi_needs_no_file_of_the_repository(folder: Path) -> None:
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    description = (folder / project["readme"]).read_text(encoding="utf-8")
    assert re.findall(r"\]\((?!https?://)[^)]*\)", description) == []
    assert "checkout" not in description


def test_what_the_publisher_must_fill_in_is_listed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "hook.md").write_text(f"repo: {PLACEHOLDER}\n")
    (tmp_path / "CHANGELOG.md").write_text("## 0.1.0 (unreleased)\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    address, page, date = to_fill_in(tmp_path)
    assert "pyproject.toml: [project.urls]" in address
    assert "docs/hook.md" in page
    assert "'(unreleased)'" in date


def test_nothing_is_left_to_fill_in_where_all_is_known(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("## 0.1.0 (2026-12-01)\n")
    (tmp_path / "pyproject.toml").write_text("[project.urls]\nHome = 'https://example.org'\n")
    assert to_fill_in(tmp_path) == []
