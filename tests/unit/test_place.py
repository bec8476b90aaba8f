"""Files that are put in their places: nobody else's file is replaced, and nothing is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleaner import files
from cleaner.files import FileError, place
from cleaner.files.place import create, look, move, reopen, same_file
from tests.support.cli import DIRTY, PROSE, names_in, run


def test_a_new_file_does_not_take_the_place_of_another(tmp_path: Path) -> None:
    finished, target = tmp_path / "new", tmp_path / "target"
    finished.write_text("new")
    before = look(target)
    target.write_text("somebody's")
    with pytest.raises(FileExistsError):
        move(finished, target, before)
    assert target.read_text() == "somebody's"


def test_a_file_that_was_edited_is_not_replaced(tmp_path: Path) -> None:
    finished, target = tmp_path / "new", tmp_path / "target"
    finished.write_text("new")
    target.write_text("old")
    before = look(target)
    target.write_text("edited")
    with pytest.raises(FileExistsError):
        move(finished, target, before)
    move(finished, target, look(target))
    assert target.read_text() == "new"
    assert names_in(tmp_path) == ["target"]


@pytest.mark.parametrize("can_link", [True, False])
def test_a_file_is_moved_where_nothing_is(
    can_link: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not can_link:
        monkeypatch.setattr(os, "link", refused)
    (tmp_path / "new").write_text("new")
    move(tmp_path / "new", tmp_path / "target", None)
    assert names_in(tmp_path) == ["target"]


def test_links_are_neither_created_over_nor_opened(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        create(tmp_path / "link")
    with pytest.raises(OSError, match="symbolic link"):
        reopen(tmp_path / "link")
    assert (tmp_path / "victim").read_text() == "mine"


def test_names_of_one_file_are_known(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "hard").hardlink_to(tmp_path / "a")
    (tmp_path / "soft").symlink_to(tmp_path / "a")
    assert all(same_file(tmp_path / "a", tmp_path / name) for name in ("a", "hard", "soft"))
    assert same_file(tmp_path / "new", tmp_path / "x" / ".." / "new")
    assert not same_file(tmp_path / "a", tmp_path / "new")


def test_an_edit_made_while_a_file_is_cleaned_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DIRTY)
    create_ = place.create

    def edited(temporary: Path) -> object:
        path.write_text("edited meanwhile")
        return create_(temporary)

    monkeypatch.setattr("cleaner.files.atomic.create", edited)
    result = run("clean", path, "--in-place")
    assert result.exit_code == 2
    assert "changed during the run; left unchanged." in result.stderr
    assert path.read_text() == "edited meanwhile"
    assert names_in(tmp_path) == ["a.txt"]


def test_a_file_that_is_removed_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="was deleted during the run"):
        files.write(str(tmp_path / "a.txt"), b"new", was=b"old")
    assert names_in(tmp_path) == []


def test_extended_attributes_and_mode_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DIRTY)
    path.chmod(0o640)
    try:
        os.setxattr(path, "user.about", b"the river")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    assert files.write(str(path), PROSE.encode(), was=DIRTY.encode())
    assert os.getxattr(path, "user.about") == b"the river"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_with_two_names_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / "b.txt").hardlink_to(tmp_path / "a.txt")
    with pytest.raises(FileError, match=r"has 2 hard links.*-o"):
        files.write(str(tmp_path / "a.txt"), b"new")
    assert (tmp_path / "b.txt").read_text() == DIRTY


def test_a_file_that_exists_is_replaced_only_if_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(FileError, match=r"exists\. Add --overwrite"):
        files.write(str(path), b"new", overwrite=False)
    assert not files.write(str(path), b"old", overwrite=False)
    assert files.write(str(path), b"new", overwrite=True)


_WRITES_SLOWLY = """
import os, signal, sys, time
from cleaner.cli import app
signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
real = os.fsync
def fsync(handle):
    print("writing", flush=True)
    time.sleep(60)
    real(handle)
os.fsync = fsync
app.app(["clean", sys.argv[1], "--in-place"])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_a_file_is_written_leaves_no_other_file(
    number: signal.Signals, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DIRTY)
    with subprocess.Popen(
        [sys.executable, "-c", _WRITES_SLOWLY, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        time.sleep(0.1)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert errors.strip() == "Interrupted."
    assert names_in(tmp_path) == ["a.txt"]
    assert path.read_text() == DIRTY
