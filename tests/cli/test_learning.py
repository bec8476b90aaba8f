"""Learning in workers, on Ray, and after an interruption: always the same proposals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import learning
from cleaner.dumps.formats import base
from cleaner.learn import checkpoint as checkpoints
from cleaner.learn.sketch import Sketch, digest
from tests.support.cli import put, run
from tests.support.corpus import document

HOST = "herald.example"
SIGN = "Our own choice of the week is on page nine, every Thursday."


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(base, "TASK_BYTES", 1_500)
    for name in ("a.jsonl", "b.jsonl"):
        rows = (
            {"id": f"{name}-{number}", "url": f"https://{HOST}/{number}", "text": text}
            for number, text in enumerate(_texts(name))
        )
        put(tmp_path / name, "".join(json.dumps(row) + "\n" for row in rows))
    return ["a.jsonl", "b.jsonl"]


def _texts(name: str) -> Iterator[str]:
    for number in range(20):
        yield document(number + (20 if name == "b.jsonl" else 0), tail=[SIGN])


def learned(paths: list[str], output: str, *options: str) -> str:
    done = run("learn", *paths, "-o", output, *options)
    assert done.exit_code == 0, done.stderr
    return Path(output).read_text(encoding="utf-8")


def test_workers_learn_the_same(corpus: list[str]) -> None:
    expected = learned(corpus, "one.toml")
    assert SIGN in expected
    assert learned(corpus, "two.toml", "-j", "2") == expected
    assert not [*Path().glob("*.learning")]


def test_files_are_learned_in_workers_too() -> None:
    for number, text in enumerate(_texts("a.jsonl")):
        put(Path("in", HOST, f"{number}.txt"), text)
    expected = learned(["in"], "one.toml")
    assert SIGN in expected
    assert learned(["in"], "two.toml", "-j", "2") == expected


@pytest.mark.slow
@pytest.mark.xdist_group("ray")
def test_ray_learns_the_same(corpus: list[str]) -> None:
    pytest.importorskip("ray")
    expected = learned(corpus, "one.toml")
    assert learned(corpus, "two.toml", "--engine", "ray", "-j", "1") == expected


class Killed(BaseException):
    """What stops a run like a kill."""


@pytest.fixture
def frequent(monkeypatch: pytest.MonkeyPatch) -> list[checkpoints.State]:
    """A checkpoint after every task, and the states that were saved."""
    monkeypatch.setattr(learning, "_CHECKPOINT_SECONDS", -1.0)
    saved: list[checkpoints.State] = []
    save = checkpoints.Checkpoint.save

    def noted(
        self: checkpoints.Checkpoint, state: checkpoints.State, *rest: Any, **how: Any
    ) -> None:
        save(self, state, *rest, **how)
        saved.append(state)

    monkeypatch.setattr(checkpoints.Checkpoint, "save", noted)
    return saved


def killed_after(
    count: int, paths: list[str], output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is killed after so many tasks."""
    left = [count]
    read = learning._alone

    def mortal(tasks: Any, job: Any) -> Any:
        for each in read(tasks, job):
            if not left[0]:
                raise Killed
            left[0] -= 1
            yield each

    with monkeypatch.context() as patch:
        patch.setattr(learning, "_alone", mortal)
        with pytest.raises(Killed):
            run("learn", *paths, "-o", output)


@pytest.mark.parametrize("count", [0, 7, 25])
def test_an_interrupted_run_resumes(
    count: int,
    corpus: list[str],
    frequent: list[checkpoints.State],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = learned(corpus, "one.toml")
    assert len(frequent) > 24  # tasks
    frequent.clear()
    killed_after(count, corpus, "two.toml", monkeypatch)
    before = len(frequent)
    assert not Path("two.toml").exists()
    assert learned(corpus, "two.toml") == expected
    assert frequent[before:][0].tasks or count == 0
    assert not [*Path().glob("*.learning")]


def test_another_run_does_not_resume(
    corpus: list[str], frequent: list[checkpoints.State], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(5, corpus, "two.toml", monkeypatch)
    done = run("learn", *corpus, "-o", "two.toml", "--learn-min-documents", "4")
    assert done.exit_code == 2
    assert "belongs to an interrupted run" in done.stderr
    put(Path("a.jsonl"), "".join(Path("a.jsonl").read_text().splitlines(keepends=True)[:5]))
    assert "belongs to an interrupted run" in run("learn", *corpus, "-o", "two.toml").stderr


@pytest.mark.parametrize("kind", ["state", "sketch", "lines"])
def test_a_damaged_checkpoint_is_a_sentence(
    kind: str,
    corpus: list[str],
    frequent: list[checkpoints.State],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killed_after(20, corpus, "two.toml", monkeypatch)
    (path,) = Path("two.toml.learning").glob(f"{kind}*")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = run("learn", *corpus, "-o", "two.toml")
    assert (done.exit_code, "two.toml.learning is damaged" in done.stderr) == (2, True)


def test_a_folder_of_ones_own_is_left_alone(corpus: list[str]) -> None:
    own = put(Path("two.toml.learning", "notes.txt"), "mine")
    done = run("learn", *corpus, "-o", "two.toml")
    assert (done.exit_code, own.read_text()) == (2, "mine")
    assert "is not a folder that cleaner made" in done.stderr


def test_a_sketch_comes_back_from_a_file_and_a_pickle(tmp_path: Path) -> None:
    import pickle

    sketch = Sketch(100)
    numbers = [digest(b"%d" % number) for number in range(500)]
    for times, number in enumerate(numbers):
        sketch.add([number] * (times % 4))
    sketch.save(tmp_path / "sketch")
    opened = Sketch.opened(str(tmp_path / "sketch"))
    again = pickle.loads(pickle.dumps(opened))
    for other in (opened, again):
        assert [*map(other.count, numbers)] == [*map(sketch.count, numbers)]
        other.add([numbers[0]])
    assert Sketch.opened(str(tmp_path / "sketch")).count(numbers[0]) == sketch.count(numbers[0])
