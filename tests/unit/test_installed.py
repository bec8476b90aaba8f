"""Phrases of other packages, found by their entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.phrases import PhraseError, compiled, files, installed
from cleaner.phrases.lookup import Lookup
from tests.support.cli import put, spawn

PROSE = "The river rose by a metre after the rain, and the mayor closed the old bridge.\n"
HEAD = '[file]\nlanguage = "en"\nplatform = "x"\nsource = "x"\nlicence = "x"\n\n'
PHRASES = '[[phrases]]\nrule = "related.link"\ntext = ["Visit our flood desk"]\n'


def install(folder: Path, name: str, phrases: str = PHRASES) -> Path:
    """A package with phrases in a folder of the import path, as pip would leave it."""
    put(folder / name / "__init__.py", "")
    put(folder / name / "data" / "en" / "web.toml", HEAD + phrases)
    information = folder / f"{name}-1.0.dist-info"
    put(information / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    put(information / "entry_points.txt", f"[cleaner.phrases]\n{name} = {name}\n")
    return folder / name / "data"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is on the import path alone, and nothing is written beside the data."""
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    monkeypatch.setattr(compiled, "EXTENDED", tmp_path / "extended.bin")
    return tmp_path


def rules_of(line: str) -> set[str]:
    found = Lookup(compiled.data.__wrapped__().tables).exact(line)
    return {phrase.mark.rule for phrase in found}


def test_without_a_package_there_are_no_folders(site: Path) -> None:
    put(site / "other-1.0.dist-info" / "entry_points.txt", "[console_scripts]\nother = other\n")
    put(site / "bare-1.0.dist-info" / "METADATA", "Name: bare\n")
    assert installed.folders() == ()
    assert compiled.data.__wrapped__().tables.exact == compiled._built_in().tables.exact
    assert not compiled.EXTENDED.exists()


def test_packages_are_found_in_the_order_of_their_names(site: Path) -> None:
    found = [install(site, name) for name in ("second_phrases", "first_phrases")]
    assert list(installed.folders()) == sorted(found)


def test_a_folder_twice_on_the_path_counts_once(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = install(site, "house_phrases")
    monkeypatch.setattr("sys.path", [str(site), str(site), str(site / "nowhere")])
    assert installed.folders() == (folder,)


def test_phrases_are_added_to_the_built_in_ones(site: Path) -> None:
    install(site, "house_phrases")
    assert rules_of("visit our flood desk") == {"related.link"}
    assert "wordpress.comment-form" in rules_of("leave a reply")


def test_they_are_compiled_once_and_again_when_they_change(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = install(site, "house_phrases")
    compiled.data.__wrapped__()
    with monkeypatch.context() as patch:
        patch.setattr(files, "groups_of", lambda _: pytest.fail("compiled again"))
        compiled.data.__wrapped__()
    put(folder / "en" / "web.toml", HEAD + PHRASES.replace("flood", "weather"))
    assert rules_of("visit our weather desk") == {"related.link"}


@pytest.mark.parametrize(
    ("phrases", "message"),
    [
        (PHRASES.replace("related.link", "house.slogan"), "house.slogan does not work with"),
        (PHRASES.replace("text", 'role = "network"\ntext'), "does not read phrases of the role"),
        (PHRASES.replace("text", 'reason = "x"\ntext'), "leave out reason and safe"),
        ("[[phrases]\n", "not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_an_error(site: Path, phrases: str, message: str) -> None:
    folder = install(site, "house_phrases", phrases)
    with pytest.raises(PhraseError, match=message) as raised:
        compiled.data.__wrapped__()
    assert str(folder) in str(raised.value)


def test_an_entry_point_without_data_is_an_error(site: Path) -> None:
    folder = install(site, "house_phrases")
    (folder / "en" / "web.toml").unlink()
    (folder / "en").rmdir()
    folder.rmdir()
    with pytest.raises(PhraseError, match="entry point 'house_phrases'"):
        installed.folders()


@pytest.mark.slow
def test_several_processes_compile_at_once(tmp_path: Path) -> None:
    install(tmp_path / "site", "house_phrases")
    extended = tmp_path / "extended.bin"
    program = (
        "from pathlib import Path; from cleaner.phrases import compiled;"
        f"compiled.EXTENDED = Path({str(extended)!r});"
        "print('visit our flood desk' in compiled.data().tables.exact.texts())"
    )
    path = f"{tmp_path / 'site'}:{Path(compiled.__file__).parents[2]}"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [process.communicate()[0] for process in started] == ["True\n"] * 3
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["extended.bin"]


@pytest.mark.slow
def test_the_command_finds_them(tmp_path: Path) -> None:
    install(tmp_path / "site", "house_phrases")
    file = put(tmp_path / "a.txt", f"{PROSE}\nVisit our flood desk\n\n{PROSE}")
    path = f"{tmp_path / 'site'}:{Path(compiled.__file__).parents[2]}"
    found = spawn("check", file, PYTHONPATH=path)
    assert b"related.link" in found.stdout
    assert spawn("check", file).returncode == 0
