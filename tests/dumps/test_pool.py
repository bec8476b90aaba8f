"""Worker processes: the same as without them, and nothing is left running."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner import Cleaner
from cleaner.dumps.columns import Columns
from cleaner.dumps.document import Settings
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base, jsonl
from cleaner.dumps.run import pool, ray
from cleaner.dumps.task import Batch, Outputs, Task, TaskResult, perform
from tests.support.dumps import (
    RIVER,
    TAIL,
    children,
    descendants,
    dump,
    is_running,
    line,
    rows,
    tasks_of,
)
from tests.support.paths import ROOT
from tests.support.troubled import EXIT, HANG, KILL, MEMORY, RAISE, SPIN, Stillborn, Troubled


@pytest.fixture(autouse=True)
def _nothing_is_left_running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(base, "TASK_BYTES", 400)
    yield
    assert children() == []


def tasks(data: bytes, folder: Path) -> list[Task]:
    path = folder / "dump.jsonl"
    path.write_bytes(data)
    return tasks_of(path)


def outputs(cleaner: Cleaner | None = None) -> Outputs:
    return Outputs(Settings(cleaner or Troubled()), record="", findings_in="dump")


def alone(given: Iterable[Task], how: Outputs) -> list[TaskResult]:
    return [perform(task, how, {}, lambda number: None) for task in given]


def reasons(products: Iterable[TaskResult]) -> dict[str, str]:
    return {row["id"]: row["error"] for product in products for row in rows(product.errors)}


def output_rows(products: Iterable[TaskResult]) -> list[dict[str, str]]:
    return [row for product in products for row in rows(product.output)]


def with_words(words: dict[int, str], count: int = 12) -> bytes:
    return b"".join(
        line(
            (words.get(number, "") + "\n" if number in words else "") + RIVER + TAIL, id=str(number)
        )
        for number in range(count)
    )


def test_workers_give_the_same_as_none_in_the_same_order(tmp_path: Path) -> None:
    given = tasks(dump(80) + b"oops\n", tmp_path)
    assert len(given) > 10
    expected = alone(given, outputs())
    for jobs in (1, 2):
        assert list(pool.run(iter(given), outputs(), jobs, 60)) == expected


def test_no_tasks_are_no_products(tmp_path: Path) -> None:
    assert list(pool.run(iter([]), outputs(), 2, 60)) == []


@pytest.mark.parametrize("word", [KILL, EXIT, HANG])
def test_a_document_that_ends_or_holds_up_its_worker_costs_no_other(
    word: str, tmp_path: Path
) -> None:
    given = tasks(with_words({0: word, 4: word, 5: word, 11: word}), tmp_path)
    products = list(pool.run(iter(given), outputs(), 2, 1.0 if word == HANG else 60))
    errors = reasons(products)
    assert sorted(errors) == ["0", "11", "4", "5"]
    expected = {
        KILL: "died (SIGKILL)",
        EXIT: "died (exit code 3)",
        HANG: "longer than 1 seconds (--timeout)",
    }[word]
    assert all(expected in reason for reason in errors.values())
    for number, row in enumerate(output_rows(products)):
        assert row == {
            "id": str(number),
            "text": word + "\n" + RIVER + TAIL if str(number) in errors else RIVER,
        }


def test_a_document_on_which_the_cleaner_fails_is_passed_through_with_what_it_said(
    tmp_path: Path,
) -> None:
    given = tasks(with_words({3: RAISE, 7: MEMORY}), tmp_path)
    products = list(pool.run(iter(given), outputs(), 2, 60))
    errors = reasons(products)
    assert "RuntimeError: a bug" in errors["3"]
    assert "please report" in errors["3"]
    assert "not enough memory" in errors["7"]
    assert [row["text"] == RIVER for row in output_rows(products)] == [
        number not in (3, 7) for number in range(12)
    ]


def test_a_task_of_ray_gives_up_in_any_thread(tmp_path: Path) -> None:
    job = pickle.dumps(outputs())
    (slow,) = tasks(with_words({1: SPIN}, count=2), tmp_path)[:1]
    (quick,) = tasks(with_words({}, count=1), tmp_path)
    with ThreadPoolExecutor(1) as threads:
        answers = [threads.submit(ray._perform, task, job, 0.5) for task in (slow, quick)]
    assert answers[0].result() is None
    assert answers[1].result() == perform(quick, outputs(), {}, lambda number: None)
    assert ray._perform(slow, job, 0.5) is None


def test_slow_documents_that_stay_below_the_limit_are_cleaned(tmp_path: Path) -> None:
    given = tasks(dump(40), tmp_path)
    assert reasons(pool.run(iter(given), outputs(), 2, 30)) == {}


def test_a_worker_that_dies_at_its_start_is_a_sentence_and_not_a_loop(tmp_path: Path) -> None:
    given = tasks(dump(20), tmp_path)
    with pytest.raises(DumpError, match=r"keep dying .*exit code 7"):
        list(pool.run(iter(given), outputs(Stillborn()), 2, 60))


class Broken(NamedTuple):
    """A task that cannot be opened."""

    error: Exception
    size: int = 1

    def open(self) -> Batch:
        raise self.error


def test_a_task_that_cannot_be_done_is_a_sentence(tmp_path: Path) -> None:
    for error, said in (
        (DumpError("The rows are no rows."), "The rows are no rows"),
        (KeyError("x"), "KeyError: 'x'.*report"),
    ):
        with pytest.raises(DumpError, match=said):
            list(pool.run(iter([*tasks(dump(4), tmp_path), Broken(error)]), outputs(), 2, 60))


def test_what_came_before_a_dump_could_not_be_read_on_is_done_first(tmp_path: Path) -> None:
    given = tasks(dump(40), tmp_path)

    def cut_off() -> Iterator[Task]:
        yield from given
        raise DumpError("dump.jsonl: the file ends in the middle.")

    products = pool.run(cut_off(), outputs(), 2, 60)
    assert [next(products) for _ in given] == alone(given, outputs())
    with pytest.raises(DumpError, match="ends in the middle"):
        next(products)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_nothing_runs_on_behind_an_error_in_the_reader(
    error: type[BaseException], tmp_path: Path
) -> None:
    given = tasks(dump(10), tmp_path)

    def interrupted() -> Iterator[Task]:
        yield from given
        raise error

    with pytest.raises(error):
        list(pool.run(interrupted(), outputs(), 2, 60))


def test_nothing_runs_on_behind_an_early_end(tmp_path: Path) -> None:
    products = pool.run(iter(tasks(dump(200), tmp_path)), outputs(), 2, 60)
    next(products)
    assert len(children()) == 2
    products.close()


def test_workers_stay_for_other_work_and_are_given_it(tmp_path: Path) -> None:
    given = tasks(dump(40), tmp_path)
    with closing(pool.Pool(2, 60)) as workers:
        whole = list(workers(iter(given), outputs()))
        started = children()
        assert whole == alone(given, outputs())
        others = outputs(Cleaner(select=["share"]))
        assert list(workers(iter(given), others)) == alone(given, others) != whole
        assert children() == started


def test_workers_that_are_left_in_the_middle_of_a_task_do_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "TASK_BYTES", 1)  # a task is one document: all but the first hang
    hanging = tasks(with_words(dict.fromkeys(range(1, 12), HANG)), tmp_path)
    with closing(pool.Pool(2, 60)) as workers:
        unfinished = workers(iter(hanging), outputs())
        next(unfinished)
        before = {*children()}
        unfinished.close()
        assert len({*children()}) < len(before)
        given = tasks(dump(40), tmp_path)
        assert list(workers(iter(given), outputs())) == alone(given, outputs())


def test_no_more_than_a_few_tasks_are_taken_before_their_turn(tmp_path: Path) -> None:
    given = tasks(dump(400), tmp_path)
    taken: list[int] = []

    def counted() -> Iterator[Task]:
        for number, task in enumerate(given):
            taken.append(number)
            yield task

    products = pool.run(counted(), outputs(), 2, 60)
    for number, _ in zip(range(10), products, strict=False):
        assert len(taken) <= number + 1 + 8
    products.close()


_KILLED = """
import os
from multiprocessing import active_children
from cleaner.dumps.run import pool, ray
from tests.dumps.test_pool import endless, outputs

if __name__ == "__main__":
    products = pool.run(endless(), outputs(), 1, 60)
    next(products)
    print(active_children()[0].pid, flush=True)
    os._exit(9)  # as a kill would: nothing is stopped, and nobody is told
"""


def test_workers_end_when_the_main_process_is_gone(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(_KILLED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # The worker holds stdout as well: this comes back when it is gone, or not at all.
    ended = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, check=False, timeout=60
    )
    assert ended.returncode == 9
    assert int(ended.stdout) > 1


def endless() -> Iterator[Task]:
    """A task again and again."""
    while True:
        yield jsonl.Lines(1, line(), Columns("text"), "")


_HANGS = """
import sys
from pathlib import Path
from cleaner.dumps.document import Settings
from cleaner.dumps.formats import FileFormat
from cleaner.dumps.columns import Columns
from cleaner.dumps.formats import jsonl
from cleaner.dumps.run import pool, ray
from cleaner.dumps.task import Outputs
from tests.support.dumps import line
from tests.support.troubled import HANG, Troubled

if __name__ == "__main__":
    def tasks():
        yield jsonl.Lines(1, line(HANG), Columns("text"), "")
        print("working", flush=True)
        yield jsonl.Lines(1, line(HANG), Columns("text"), "")

    list(pool.run(tasks(), Outputs(Settings(Troubled())), 2, 600))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent_while_a_document_hangs(
    number: signal.Signals, tmp_path: Path
) -> None:
    program = tmp_path / "hangs.py"
    program.write_text(_HANGS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"working\n"
        workers = descendants(process.pid)
        assert len(workers) >= 2
        os.kill(process.pid, number)
        process.wait(timeout=60)
    for _ in range(600):
        if not any(is_running(worker) for worker in workers):
            return
        time.sleep(0.1)
    raise AssertionError("a worker is still running")
