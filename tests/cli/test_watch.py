"""Checking again when files change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleaner.cli import watch as module
from cleaner.cli.watch import Snapshot, snapshot, watch
from tests.support.cli import DIRTY, PROSE, put, run

pytestmark = pytest.mark.usefixtures("here")


class Enough(Exception):
    """Ends a watch."""


def acts(looks: list[Snapshot]) -> int:
    """How often a watch acts that sees these snapshots, one after the other."""
    acted = []
    following: Iterator[Snapshot] = iter(looks)

    def wait(_: float) -> None:
        if not left:
            raise Enough

    left = looks[:]

    def look() -> Snapshot:
        left.pop()
        return next(following)

    with pytest.raises(Enough):
        watch(look, lambda: acted.append(1), wait)
    return len(acted)


@pytest.mark.parametrize(
    ("looks", "times"),
    [
        ([{}], 1),
        ([{"a": (1, 1)}] * 4, 1),
        ([{"a": (1, 1)}, {"a": (1, 2)}, {"a": (1, 2)}], 2),
        ([{"a": (1, 1)}, {}, {"a": (1, 1)}], 3),
        ([{}, {"a": (1, 1), "b": (1, 1)}], 2),
    ],
)
def test_it_acts_at_once_and_after_each_change(looks: list[Snapshot], times: int) -> None:
    assert acts(looks) == times


def test_a_snapshot_is_of_files_that_exist(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    before = snapshot([str(path), str(tmp_path / "none")])
    assert list(before) == [str(path)]
    assert snapshot([str(path)]) == before
    os.utime(path, (5, 5))
    assert snapshot([str(path)]) != before


def changing(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> None:
    """Let time pass in a watch: each step is taken while it waits; then Ctrl-C."""
    following = iter(steps)

    def wait(_: float) -> None:
        step = next(following, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(module.watch, "__defaults__", (wait,))


def test_check_prints_again_what_it_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt", PROSE)
    changing(
        monkeypatch,
        lambda: None,
        lambda: put(tmp_path / "b.txt", DIRTY),
        lambda: put(tmp_path / "c.jpg", b"x"),
        (tmp_path / "b.txt").unlink,
    )
    result = run("check", "--watch", ".")
    assert result.exit_code == 130
    assert result.stdout.count("b.txt:3:1: wordpress.comment-form") == 1
    assert result.stderr.count("b.txt changed:\n") == 2
    assert result.stderr.count("1 file clean already.\n") == 2
    assert "1 file would be cleaned (1 finding), 1 clean already.\n" in result.stderr


def test_own_phrases_are_watched_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt", PROSE + "\nOur slogan of the day\n")
    own = '[[phrases]]\nrule = "mine.a"\ntext = ["{}"]\n'
    put(tmp_path / "own.toml", own.format("Another slogan of ours"))
    changing(monkeypatch, lambda: put(tmp_path / "own.toml", own.format("Our slogan of the day")))
    result = run("check", "--watch", "a.txt", "--phrases", "own.toml")
    assert result.stdout.count("mine.a") == 1


def test_the_configuration_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt", DIRTY)
    config = tmp_path / "cleaner.toml"
    base = tmp_path / "base.toml"
    changing(
        monkeypatch,
        lambda: put(config, 'ignore = ["wordpress"]\n'),
        lambda: put(config, 'ignore = ["wordpres'),
        lambda: (put(base, 'exclude = ["*.txt"]\n'), put(config, 'extend = ["base.toml"]\n')),
        lambda: put(base, "exclude = []\n"),
        lambda: put(tmp_path / "other.toml", "exclude = []\n"),
    )
    result = run("check", "--watch", "a.txt")
    assert result.exit_code == 130
    assert result.stdout.count("a.txt:3:1: wordpress.comment-form") == 2  # at first and at last
    assert result.stderr.count("cleaner.toml changed:") + result.stderr.count("base.toml") >= 3
    assert "not valid TOML" in result.stderr
    assert "1 file clean already." in result.stderr
    assert "other.toml changed" not in result.stderr


def test_no_configuration_is_watched_if_none_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.txt", DIRTY)
    changing(monkeypatch, lambda: put(tmp_path / "cleaner.toml", 'ignore = ["wordpress"]\n'))
    result = run("check", "--watch", "--isolated", "a.txt")
    assert "changed:" not in result.stderr


def test_trouble_at_the_start_ends_the_watch(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", DIRTY)
    put(tmp_path / "cleaner.toml", "ignor = []\n")
    result = run("check", "--watch", "a.txt")
    assert result.exit_code == 2
    assert "Did you mean 'ignore'?" in result.stderr
    missing = run("check", "--watch", "--isolated", "none/")
    assert (missing.exit_code, "there is no such file" in missing.stderr) == (2, True)


def test_what_fix_writes_is_checked_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.txt", DIRTY)
    changing(monkeypatch, lambda: None, lambda: None)
    result = run("check", "--watch", "--fix", "a.txt")
    assert path.read_text() == PROSE
    assert result.stderr.count("1 file fixed (1 finding).") == 1
    assert result.stderr.count("1 file left unchanged.") == 1


@pytest.mark.parametrize(
    ("more", "other"),
    [
        (("-",), "stdin"),
        (("--output-file", "x.txt"), "--output-file"),
        (("--write-baseline", "x.json"), "--write-baseline"),
    ],
)
def test_what_happens_once_is_not_watched(
    tmp_path: Path, more: tuple[str, ...], other: str
) -> None:
    put(tmp_path / "a.txt")
    result = run("check", "--watch", *more)
    assert result.exit_code == 2
    assert f"--watch cannot be used with {other}." in result.stderr
