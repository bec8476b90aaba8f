"""Dumps on the command line: `clean`, `check`, `sample` and `restore` of them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd
from click.testing import Result

from cleaner.cli.progress import Lines, size
from cleaner.dumps.document import Counts
from cleaner.dumps.formats import base
from cleaner.dumps.run.sink import PartialFile
from tests.dumps.test_archive import tar
from tests.dumps.test_warc import page
from tests.support.cli import DIRTY, PROSE, RULE, names_in, put, run, spawn, untouched
from tests.support.dumps import (
    PAGE,
    RIVER,
    SMALL_TASK,
    TAIL,
    dump,
    line,
    rows,
    small_steps,
)
from tests.support.paths import ROOT

pytestmark = pytest.mark.usefixtures("here")

TWO = line(id="a") + line(RIVER, id="b")
CLEAN_TWO = line(RIVER, id="a") + line(RIVER, id="b")
GUESS = "using columns text='text', id='id'"


def refused(result: Result, *words: str) -> bool:
    """Whether a command ended with a sentence that has these words, and without a result."""
    said = result.stderr
    return (
        result.exit_code == 2
        and not result.stdout
        and all(word in said for word in words)
        and "bug" not in said
    )


# --- clean ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"), [("今天的新闻每天早上送到你的信箱", 8), ("The paper comes every day", 5)]
)
def test_totals_and_statistics_count_words_alike(tmp_path: Path, line: str, words: int) -> None:
    put(tmp_path / "own.toml", f'[[phrases]]\nrule = "own.line"\ntext = ["{line}"]\n')
    put(tmp_path / "a.jsonl", json.dumps({"id": 1, "text": f"{RIVER}\n{line}\n"}) + "\n")
    cleaned = run("clean", "a.jsonl", "-o", "b.jsonl", "--phrases", "own.toml").stderr
    assert f"1 document, 1 cleaned; {words} words, " in cleaned
    checked = run("check", "a.jsonl", "--phrases", "own.toml", "--statistics").stdout
    assert f"\n{words} of " in checked


def test_a_dump_goes_to_a_file_with_its_record(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", TWO)
    result = run("clean", "a.jsonl", "-o", "out.jsonl", "--record", "removed.jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert GUESS in result.stderr
    assert "a.jsonl: 2 documents, 1 cleaned; 10 words, 58 of" in result.stderr
    assert "wordpress 10" in result.stderr
    assert (tmp_path / "out.jsonl").read_bytes() == CLEAN_TWO
    assert [row["id"] for row in rows((tmp_path / "removed.jsonl").read_bytes())] == ["a", "b"]
    assert names_in(tmp_path) == ["a.jsonl", "out.jsonl", "removed.jsonl"]
    assert untouched(path, TWO)


def test_a_dump_without_a_target_goes_to_stdout(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl.gz", gzip.compress(TWO))
    result = run("clean", "a.jsonl.gz")
    assert (result.stdout_bytes, result.exit_code) == (CLEAN_TWO, 0)
    assert names_in(tmp_path) == ["a.jsonl.gz"]


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress, zstd.compress])
def test_stdin_goes_to_stdout_if_its_format_is_named(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    process = spawn("clean", "-", "--input-format", "jsonl", given=pack(TWO), folder=tmp_path)
    assert (process.stdout, process.returncode) == (CLEAN_TWO, 0)
    assert names_in(tmp_path) == []


def test_stdin_goes_to_a_file_too(tmp_path: Path) -> None:
    result = run(
        "clean",
        "-",
        "--input-format",
        "csv",
        "-o",
        "out.csv",
        given=f'id,text\n1,"{DIRTY}"\n'.encode(),
    )
    assert result.exit_code == 0
    assert (tmp_path / "out.csv").read_text() == f'id,text\n1,"{PROSE}"\n'


def test_the_format_follows_the_name_of_the_target(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    for name, unpack in (("x.jsonl.gz", gzip.decompress), ("x.ndjson.zst", zstd.decompress)):
        assert run("clean", "a.jsonl", "-o", name).exit_code == 0
        assert unpack((tmp_path / name).read_bytes()) == CLEAN_TWO


def test_a_record_is_compressed_if_its_name_says_so_and_restores(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    run("clean", "a.jsonl", "-o", "out.jsonl.zst", "--record", "r.jsonl.gz")
    assert len(rows(gzip.decompress((tmp_path / "r.jsonl.gz").read_bytes()))) == 2
    assert (
        run("restore", "out.jsonl.zst", "--record", "r.jsonl.gz", "-o", "back.jsonl").exit_code == 0
    )
    assert (tmp_path / "back.jsonl").read_bytes() == TWO


def test_parquet_and_tables_and_archives_are_dumps(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [DIRTY]}), tmp_path / "a.parquet")
    put(tmp_path / "a.warc", page())
    put(tmp_path / "a.tar", tar(("a.txt", DIRTY.encode())))
    put(tmp_path / "a.tsv", f'text\tn\n"{DIRTY}"\t1\n')
    assert [row["text"] for row in rows(run("clean", "a.parquet").stdout_bytes)] == [PROSE]
    assert rows(run("clean", "a.warc").stdout_bytes)[0]["text"].startswith("The river rose")
    assert rows(run("clean", "a.tar").stdout_bytes) == [{"id": "a.txt", "text": PROSE}]
    assert list(csv.reader(io.StringIO(run("clean", "a.tsv").stdout, newline=""), delimiter="\t"))[
        1
    ] == [PROSE, "1"]


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command does a small dump in several tasks, as it does a large one."""
    monkeypatch.setattr(base, "TASK_BYTES", SMALL_TASK)


@pytest.mark.usefixtures("small_tasks")
def test_two_processes_write_what_one_does(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump(4_000))
    for jobs in ("1", "2"):
        assert (
            run(
                "clean", "a.jsonl", "-o", f"{jobs}.jsonl", "--record", f"r{jobs}.jsonl", "-j", jobs
            ).exit_code
            == 0
        )
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert (tmp_path / "r1.jsonl").read_bytes() == (tmp_path / "r2.jsonl").read_bytes()


def test_errors_are_listed_in_a_file_and_in_the_exit_code(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO + b"oops\n")
    for arguments, name in (((), "out.jsonl.errors.jsonl"), (("--errors", "e.jsonl"), "e.jsonl")):
        result = run("clean", "a.jsonl", "-o", "out.jsonl", "--overwrite", *arguments)
        assert result.exit_code == 2
        assert (
            f"1 document could not be cleaned and was passed through unchanged; see {name}."
            in result.stderr
        )
        assert [row["at"] for row in rows((tmp_path / name).read_bytes())] == [3]
        assert (tmp_path / "out.jsonl").read_bytes() == CLEAN_TWO + b"oops\n"
    assert run("clean", "a.jsonl").exit_code == 2


def test_quiet_says_nothing_of_a_run_without_errors(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    result = run("clean", "a.jsonl", "-o", "out.jsonl", "-q")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)


def test_columns_that_are_named_are_not_said_to_be_guessed(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", json.dumps({"body": DIRTY, "text": DIRTY, "key": 7}).encode())
    result = run(
        "clean", "a.jsonl", "-o", "out.jsonl", "--text-column", "body", "--id-column", "key"
    )
    assert "columns" not in result.stderr
    assert rows((tmp_path / "out.jsonl").read_bytes()) == [{"body": PROSE, "text": DIRTY, "key": 7}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("both.jsonl",), ("'text' or 'content'", "--text-column")),
        (("none.jsonl",), ("cannot tell which column", "--text-column")),
        (("numbers.jsonl",), ("it has no columns of text",)),
        (("a.jsonl", "--text-column", "txet"), ("Did you mean 'text'?",)),
        (("a.jsonl", "--id-column", "idd"), ("no text column 'idd'",)),
        (("a.jsonl", "--in-place"), ("--in-place does not apply to dumps",)),
        (("a.jsonl", "--show"), ("--show does not apply to dumps",)),
        (("a.jsonl", "a.txt", "-o", "."), ("a.txt would be written to itself",)),
        (("a.jsonl", "b.jsonl"), ("-o DIR",)),
        (("a.jsonl", "b.jsonl", "-o", "out.jsonl"), ("-o DIR",)),
        (("a.jsonl", "b.jsonl", "-o", "d/", "--record", "r.jsonl"), ("--record", "one by one")),
        (("a.jsonl", "b.jsonl", "-o", "d/", "--errors", "e.jsonl"), ("--errors", "one by one")),
        (("a.jsonl", "x/a.jsonl", "-o", "d/"), ("would both be written to d/a.jsonl",)),
        (("a.jsonl", "-o", "a.jsonl"), ("must be different files",)),
        (("a.jsonl", "-o", "./x/../a.jsonl"), ("must be different files",)),
        (("a.jsonl", "-o", "link.jsonl"), ("must be different files",)),
        (("a.jsonl", "-o", "out.jsonl", "--record", "a.jsonl"), ("must be different files",)),
        (("a.jsonl", "-o", "out.jsonl", "--record", "out.jsonl"), ("must be different files",)),
        (("a.jsonl", "-o", "out.jsonl", "--errors", "a.jsonl"), ("must be different files",)),
        (("a.txt", "-o", "out.jsonl", "--record", "a.txt"), ("must be different files",)),
        (
            ("a.jsonl", "-o", "out.jsonl", "--errors", "out.jsonl.journal"),
            ("must be different files",),
        ),
        (
            ("a.jsonl", "--text-column", "text", "--html-column", "text"),
            ("either --text-column or --html-column",),
        ),
        (("a.txt", "-o", "out.jsonl", "--errors", "./a.txt"), ("must be different files",)),
        (("a.jsonl", "-o", "out.jsonl", "--record", "x"), ("x is not a regular file",)),
        (
            ("a.jsonl", "-o", "out.jsonl", "--record", "/dev/null"),
            ("/dev/null is not a regular file",),
        ),
        (
            ("a.jsonl", "-o", "out.jsonl", "--errors", "/dev/null"),
            ("/dev/null is not a regular file",),
        ),
        (("a.jsonl", "-o", "out.txt"), ("unknown output format",)),
        (("a.jsonl", "-o", "/dev/null"), ("unknown output format",)),
        (("a.jsonl", "-o", "out.parquet"), ("JSONL cannot be converted to PARQUET",)),
        (("a.jsonl", "-o", "none/out.jsonl"), ("there is no folder", "none; make it first")),
        (("a.jsonl", "--record", "r.jsonl"), ("-o FILE",)),
        (("a.jsonl", "-j", "0"), ("-j",)),
        (("a.jsonl", "--timeout", "0"), ("--timeout",)),
        (("a.jsonl", "--input-format", "xml"), ("--input-format",)),
        (("gone.jsonl", "-o", "out.jsonl"), ("gone.jsonl: there is no such file",)),
        (("bad.parquet", "-o", "out.parquet"), ("bad.parquet: not a valid Parquet file",)),
        (("bad.warc", "-o", "out.jsonl"), ("bad.warc: cannot be read",)),
        (("-", "--input-format", "parquet"), ("name a file",)),
        (("-", "--input-format", "jsonl", "-o", "x/"), ("unknown output format",)),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_nothing_is_written(
    arguments: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    paths = [
        put(tmp_path / "a.jsonl", TWO),
        put(tmp_path / "b.jsonl", TWO),
        put(tmp_path / "x/a.jsonl", TWO),
        put(tmp_path / "a.txt", TWO),
    ]
    put(tmp_path / "both.jsonl", b'{"content": "a", "text": "b"}')
    put(tmp_path / "none.jsonl", b'{"title": "a"}')
    put(tmp_path / "numbers.jsonl", b'{"price": 7}')
    put(tmp_path / "bad.parquet", b"no Parquet")
    put(tmp_path / "bad.warc", b"no WARC, but a text")
    put(tmp_path / "bad.jsonl.gz", gzip.compress(TWO)[:-9])
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "a.jsonl")
    before = {name for name in names_in(tmp_path) if name != "d"}
    assert refused(run("clean", *arguments, given=TWO), *words)
    assert all(untouched(path, TWO) for path in paths)
    assert {name for name in names_in(tmp_path) if name != "d"} == before
    assert Path("/dev/null").is_char_device()
    assert not (tmp_path / "d").exists() or names_in(tmp_path / "d") == []


def test_several_dumps_go_to_a_folder_that_is_made(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    put(tmp_path / "b.csv", f'id,text\n1,"{DIRTY}"\n')
    put(tmp_path / "c.warc.gz", gzip.compress(page()))
    put(tmp_path / "d.tgz", gzip.compress(tar(("a.txt", DIRTY.encode()))))
    put(tmp_path / "e.warc.wet", page().replace(b"WARC-Type: response", b"WARC-Type: conversion"))
    result = run(
        "clean", "a.jsonl", "b.csv", "c.warc.gz", "d.tgz", "e.warc.wet", "-o", "made/here/"
    )
    assert result.exit_code == 0, result.stderr
    assert names_in(tmp_path / "made/here") == [
        "a.jsonl",
        "b.csv",
        "c.jsonl.gz",
        "d.jsonl.gz",
        "e.jsonl",
    ]
    assert rows(gzip.decompress((tmp_path / "made/here/d.jsonl.gz").read_bytes())) == [
        {"id": "a.txt", "text": PROSE}
    ]


def test_a_dump_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", b'{"title": "a"}\n')
    put(tmp_path / "b.jsonl", TWO)
    result = run("clean", "a.jsonl", "b.jsonl", "-o", "made/")
    assert result.exit_code == 2
    assert (tmp_path / "made/b.jsonl").read_bytes() == CLEAN_TWO
    assert names_in(tmp_path / "made") == ["b.jsonl"]


def test_an_empty_dump_is_cleaned(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.csv", "a.warc"):
        put(tmp_path / name, b"")
        result = run("clean", name, "-o", f"out-{name.replace('warc', 'jsonl')}", "--overwrite")
        assert (result.exit_code, "0 documents, 0 cleaned" in result.stderr) == (0, True)


def test_files_become_one_dump(tmp_path: Path) -> None:
    paths = [put(tmp_path / "texts/a.txt"), put(tmp_path / "texts/b/c.txt", PROSE)]
    put(tmp_path / "texts/p.html", PAGE)
    result = run("clean", "texts", "-o", "out.jsonl", "--record", "r.jsonl")
    assert result.exit_code == 0
    first, page, second = rows((tmp_path / "out.jsonl").read_bytes())
    assert first == {"id": "a.txt", "text": PROSE}
    assert page["id"] == "p.html"
    assert second == {"id": "b/c.txt", "text": PROSE}
    assert untouched(paths[0])
    assert untouched(paths[1], PROSE)


def test_a_text_that_happens_to_be_json_is_no_dump(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", DIRTY)
    assert run("clean", "a.txt").stdout == PROSE


def test_options_for_dumps_are_refused_for_a_text(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", DIRTY)
    assert refused(run("clean", "a.txt", "--engine", "ray"), "--engine works for dumps only")


def test_a_full_stdout_is_a_sentence(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "cleaner", "clean", "a.jsonl"],
            **_how(tmp_path),
            stdout=full,
            check=False,
        )
    assert process.returncode == 2
    assert b"stdout cannot be written: No space left on device." in process.stderr
    assert b"bug" not in process.stderr


def test_a_closed_pipe_ends_the_run_in_silence(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump(60_000))
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "cleaner", "clean", "-q", "a.jsonl"],
        **_how(tmp_path),
        stdout=writing,
        check=False,
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (141, b"")


def _how(folder: Path, **environment: str) -> dict[str, Any]:
    return {
        "cwd": folder,
        "env": {**os.environ, "PYTHONPATH": str(ROOT), **environment},
        "stderr": subprocess.PIPE,
        "stdin": subprocess.DEVNULL,
        "timeout": 60,
    }


@pytest.mark.usefixtures("small_tasks")
def test_a_disk_that_is_too_small_is_a_sentence_and_what_is_done_is_kept(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump(6_000))
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        " from cleaner.cli import main; main()"
    )
    process = subprocess.run(
        [sys.executable, "-c", limited, "clean", "a.jsonl", "-o", "out.jsonl"],
        **_how(tmp_path, PYTHONPATH=small_steps(tmp_path)),
        check=False,
    )
    assert process.returncode == 2
    assert (
        b"out.jsonl: cannot be written: File too large. Progress is saved; repeat the command to"
        b" resume." in process.stderr
    )
    assert b"Traceback" not in process.stderr
    assert not (tmp_path / "out.jsonl").exists()
    again = run("clean", "a.jsonl", "-o", "out.jsonl")
    assert (again.exit_code, "resuming after" in again.stderr) == (0, True)
    run("clean", "a.jsonl", "-o", "again.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "again.jsonl").read_bytes()


# --- Kills ---------------------------------------------------------------------------------------


def _has_lines(path: Path, count: int) -> bool:
    return path.exists() and path.read_bytes().count(b"\n") >= count


def _until(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    for _ in range(6_000):
        if condition() or process.poll() is not None:
            return
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "output"),
    [("a.jsonl", "out.jsonl"), ("a.jsonl.gz", "out.jsonl.zst"), ("a.parquet", "out.parquet")],
)
def test_a_command_that_is_killed_and_given_again_comes_to_the_same(
    source: str, output: str, tmp_path: Path
) -> None:
    data = dump(1500, size=8) + b"oops\n"
    if source == "a.parquet":
        table = pa.Table.from_pylist(rows(data[:-5]))
        pq.write_table(table, tmp_path / source, row_group_size=100)
    else:
        put(tmp_path / source, gzip.compress(data) if source.endswith(".gz") else data)
    command = ("clean", source, "-o", output, "--record", "r.jsonl", "-j", "2")
    written = [tmp_path / output, tmp_path / "r.jsonl", tmp_path / f"{output}.errors.jsonl"]
    steps = small_steps(tmp_path)
    expected = spawn(*command, folder=tmp_path, PYTHONPATH=steps).returncode
    whole = [path.read_bytes() for path in written if path.exists()]
    journal = tmp_path / f"{output}.journal"
    ended, went_on = [], 0
    for moment in (0, 2) if source == "a.jsonl" else (1,):
        for path in written:
            path.unlink(missing_ok=True)
        lines = 0
        for kill in range(2):
            process = subprocess.Popen(
                [sys.executable, "-m", "cleaner", *command], **_popen(tmp_path, steps)
            )
            _until(partial(_has_lines, journal, lines + moment + kill), process)
            process.send_signal(signal.SIGKILL)
            ended.append(process.wait())
            lines = journal.read_bytes().count(b"\n") if journal.exists() else 0
        last = spawn(*command, folder=tmp_path, PYTHONPATH=steps)
        assert last.returncode == expected
        went_on += b"resuming after" in last.stderr
        assert [path.read_bytes() for path in written if path.exists()] == whole
    assert -signal.SIGKILL in ended
    assert went_on
    assert not journal.exists()


def _popen(folder: Path, path: str) -> dict[str, Any]:
    """How to start a command that is slow, so that it can be stopped in the middle."""
    return {
        "cwd": folder,
        "env": {**os.environ, "PYTHONPATH": path, "SLOW": "1"},
        "stderr": subprocess.DEVNULL,
        "stdin": subprocess.DEVNULL,
    }


@pytest.mark.slow
def test_an_interrupt_says_so_keeps_what_is_done_and_leaves_no_process(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump(3_000, size=8))
    steps = small_steps(tmp_path)
    how = _popen(tmp_path, steps)
    how |= {"stderr": subprocess.PIPE, "start_new_session": True}
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", "a.jsonl", "-o", "out.jsonl", "-j", "2"], **how
    )
    journal = tmp_path / "out.jsonl.journal"
    _until(partial(_has_lines, journal, 2), process)  # one of the run, and a checkpoint
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers get it, too
    _, said = process.communicate(timeout=60)  # ends when no worker holds stderr any more
    assert process.returncode == 130
    assert said.endswith(b"Interrupted.\n")
    assert b"Traceback" not in said
    assert rows(journal.read_bytes())[-1]["tasks"] > 0
    again = spawn("clean", "a.jsonl", "-o", "out.jsonl", folder=tmp_path, PYTHONPATH=steps)
    assert b"resuming after" in again.stderr
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 3_000


def test_a_run_from_stdin_does_not_go_on_with_another_dump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    data = dump(200)
    command = ("clean", "-", "--input-format", "jsonl", "-o", "out.jsonl")
    monkeypatch.setattr("cleaner.dumps.run.run._CHECKPOINT_SECONDS", -1.0)
    with monkeypatch.context() as patch:
        patch.setattr(PartialFile, "finish", interrupted)
        assert run(*command, given=data).exit_code == 130
    assert refused(run(*command, given=dump(30)), "another input")
    assert run(*command, given=data).exit_code == 0
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 200


# --- check ---------------------------------------------------------------------------------------


def test_findings_name_the_document_the_line_and_the_column(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", TWO)
    result = run("check", "a.jsonl")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"a.jsonl#a:3:1: {RULE} ")
    assert "a.jsonl#b" not in result.stdout
    assert GUESS in result.stderr
    assert untouched(path, TWO)
    assert names_in(tmp_path) == ["a.jsonl"]


def test_a_clean_dump_has_no_findings(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", CLEAN_TWO)
    result = run("check", "a.jsonl")
    assert (result.stdout, result.exit_code) == ("", 0)


def test_findings_do_not_fail_if_that_is_asked_for(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    result = run("check", "a.jsonl", "--exit-zero", "--statistics")
    assert result.exit_code == 0
    assert RULE in result.stdout
    assert "a.jsonl#a" not in result.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_statistics_count_all_documents(jobs: str, tmp_path: Path) -> None:
    rows = [
        {"id": number, "url": f"https://www.herald.example/{number}", "text": text}
        for number, text in enumerate((DIRTY, PROSE, "Leave a Reply\n", None))
    ]
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    options = ("--statistics", "--output-format", "json", "-j", jobs)
    data = json.loads(run("check", "a.jsonl", *options).stdout)
    assert (data["documents"], data["changed"], data["refused"]) == (3, 1, 1)
    assert [(host["host"], host["documents"]) for host in data["hosts"]] == [("herald.example", 3)]
    assert data["words"] > data["removed"] > 0


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "github"])
def test_findings_come_in_every_format(form: str, tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    result = run("check", "a.jsonl", "--output-format", form)
    assert result.exit_code == 1
    assert RULE in result.stdout


def test_documents_that_cannot_be_checked_are_said_and_make_the_run_fail(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", CLEAN_TWO + b"oops\n" + line(17, id="c"))
    result = run("check", "a.jsonl", "-q")
    assert result.exit_code == 2
    assert "a.jsonl#3: this line is not JSON" in result.stderr
    assert "a.jsonl#c: 'text' is not a string" in result.stderr


@pytest.mark.usefixtures("small_tasks")
def test_a_dump_that_ends_early_is_said_and_its_findings_are_printed(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl.gz", gzip.compress(dump(2_000), 0)[:-2_000])
    result = run("check", "a.jsonl.gz")
    assert result.exit_code == 2
    assert "a.jsonl.gz#doc-0:3:1" in result.stdout
    assert "ends in the middle" in result.stderr


@pytest.mark.parametrize("option", [("--fix",), ("--diff",)])
def test_what_is_for_files_is_refused_for_dumps(option: tuple[str, ...], tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", TWO)
    assert refused(run("check", "a.jsonl", *option), "cleaner clean DUMP -o FILE")
    assert untouched(path, TWO)
    assert names_in(tmp_path) == ["a.jsonl"]


def test_rules_that_are_ignored_find_nothing_in_dumps(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    assert run("check", "a.jsonl", "--ignore", "wordpress").exit_code == 0


# --- sample --------------------------------------------------------------------------------------


def test_a_sample_shows_what_would_go(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", dump(30))
    result = run("sample", "a.jsonl", "-n", "2")
    assert result.exit_code == 0
    assert result.stdout.count("a.jsonl#doc-") == 2
    assert "- Leave a Reply  wordpress.comment-form" in result.stdout
    assert "\x1b" not in result.stdout
    assert untouched(path, dump(30))
    assert names_in(tmp_path) == ["a.jsonl"]


def test_a_sample_is_the_same_each_time_and_another_with_another_seed(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump(300))
    first, again, other = (
        run("sample", "a.jsonl", "--seed", seed).stdout for seed in ("1", "1", "2")
    )
    assert first == again != other


def test_a_sample_of_a_clean_dump_says_so(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", CLEAN_TWO)
    result = run("sample", "a.jsonl")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "would change" in result.stderr
    assert "a.jsonl#" in run("sample", "a.jsonl", "--all").stdout


def test_damage_is_reported_by_every_command_that_reads(tmp_path: Path) -> None:
    put(tmp_path / "bad.jsonl.gz", gzip.compress(TWO)[:-9])
    for command in ("sample", "report", "learn"):
        result = run(command, "bad.jsonl.gz")
        assert (result.exit_code, "bad.jsonl.gz: " in result.stderr) == (2, True), command


@pytest.mark.parametrize("name", ["gone.jsonl", "none.jsonl", "bad.parquet"])
def test_a_sample_of_what_is_no_dump_is_a_sentence(name: str, tmp_path: Path) -> None:
    put(tmp_path / "none.jsonl", b'{"title": "a"}')
    put(tmp_path / "bad.parquet", b"no Parquet")
    assert refused(run("sample", name), name)


def test_a_sample_of_a_folder_is_drawn_from_its_files(tmp_path: Path) -> None:
    for number in range(9):
        put(tmp_path / f"texts/{number}.txt", DIRTY if number % 2 else PROSE)
    result = run("sample", "texts", "-n", "3")
    assert result.exit_code == 0
    names = [
        line.partition(",")[0] for line in result.stdout.splitlines() if line.startswith("texts/")
    ]
    assert len(names) == 3
    assert all(int(name[6]) % 2 for name in names)
    assert "- Leave a Reply  wordpress.comment-form" in run("sample", "texts/1.txt").stdout


@pytest.mark.parametrize(
    ("when", "coloured"), [("always", True), ("never", False), ("auto", False)]
)
def test_colours_survive_a_pipe_if_you_say_so(tmp_path: Path, when: str, coloured: bool) -> None:
    put(tmp_path / "a.txt")
    for command in ("sample", "check"):
        process = spawn(command, "a.txt", "--color", when, folder=tmp_path)
        assert (b"\x1b[" in process.stdout) is coloured, command


# --- restore -------------------------------------------------------------------------------------


@pytest.fixture
def cleaned(tmp_path: Path) -> Path:
    put(tmp_path / "a.jsonl", TWO)
    run("clean", "a.jsonl", "-o", "out.jsonl", "--record", "r.jsonl")
    return tmp_path / "out.jsonl"


def test_a_dump_comes_back_byte_for_byte(cleaned: Path) -> None:
    result = run("restore", cleaned, "--record", "r.jsonl", "-o", "back.jsonl")
    assert (result.exit_code, "restored 2 documents" in result.stderr) == (0, True)
    assert Path("back.jsonl").read_bytes() == TWO
    assert cleaned.read_bytes() == CLEAN_TWO


def _edited(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("dump_is", "record_is", "words"),
    [
        (lambda data: _edited(data, b"The river", b"A river"), None, "was edited after cleaning"),
        (
            lambda data: _edited(data, b"The river rose by a metre", b""),
            None,
            "was edited after cleaning",
        ),
        (
            lambda data: b"".join(reversed(data.splitlines(keepends=True))),
            None,
            "does not match the record",
        ),
        (lambda data: data.splitlines(keepends=True)[0], None, "more documents"),
        (lambda data: data + data, None, "does not match the record"),
        (lambda data: b"\n" + data, None, "does not match the record"),
        (
            lambda data: _edited(data, b'"text": "The', b'"text": 1, "x": "The'),
            None,
            "was changed|no text column",
        ),
        (None, lambda data: b"", "does not match the record"),
        (None, lambda data: b"no record\n", "is not the record of a dump"),
        (None, lambda data: b"[" * 100_000, "is not the record of a dump"),
        (None, lambda data: b"[1]\n", "is not the record of a dump"),
        (None, lambda data: b'{"id": "a", "at": 1}\n', "is not the record of a dump"),
        (None, lambda data: data[:-30], "is not the record of a dump"),
        (None, lambda data: _edited(data, b'"original_sha256"', b'"other"'), "damaged"),
        (
            None,
            lambda data: _edited(data, b'"removed": [[', b'"removed": [[-5, 1, 2], ['),
            "damaged",
        ),
        (
            None,
            lambda data: _edited(
                data, b'"removed": [[', b'"removed": [[0, 99999999999, "x", "y"], ['
            ),
            "damaged",
        ),
        (None, lambda data: _edited(data, b"Leave a Reply", b"Leave a reply"), "not the original"),
        (
            None,
            lambda data: b'{"id": "x", "source": "cleaner", "attributes": {}}\n' + data,
            "is not the record of a dump",
        ),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_nothing_is_written(
    dump_is: Callable[[bytes], bytes] | None,
    record_is: Callable[[bytes], bytes] | None,
    words: str,
    cleaned: Path,
) -> None:
    record = Path("r.jsonl")
    for path, change in ((cleaned, dump_is), (record, record_is)):
        if change is not None:
            path.write_bytes(change(path.read_bytes()))
    result = run(
        "restore",
        cleaned,
        "--record",
        "r.jsonl",
        "-o",
        "back.jsonl",
        "--text-column",
        "text",
        "--id-column",
        "id",
    )
    assert result.exit_code == 2
    assert re.search(words, result.stderr)
    assert "bug" not in result.stderr
    assert not any(name.startswith("back") for name in names_in(cleaned.parent))


def test_a_record_without_the_texts_has_spans_only_and_restores_nothing(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    run("clean", "a.jsonl", "-o", "out.jsonl", "--record", "r.jsonl", "--no-removed-text")
    first, second = rows((tmp_path / "r.jsonl").read_bytes())
    assert first["attributes"] == {f"cleaner__{RULE}": [[len(RIVER), len(RIVER + TAIL), 1.0]]}
    assert b"Leave a Reply" not in (tmp_path / "r.jsonl").read_bytes()
    assert second["attributes"] == {}
    assert refused(
        run("restore", "out.jsonl", "--record", "r.jsonl", "-o", "back.jsonl"), "--no-removed-text"
    )
    assert "back.jsonl" not in names_in(tmp_path)


@pytest.mark.parametrize("escaped", [True, False])
def test_letters_that_were_removed_are_restored_as_they_were_written(
    tmp_path: Path, escaped: bool
) -> None:
    texts = [RIVER + "Share this:\n\n• Twitter\n\nLeave a Reply\n", RIVER + "Ein Müller sah es.\n"]
    lines = [json.dumps({"text": text}, ensure_ascii=escaped) + "\n" for text in texts]
    put(tmp_path / "a.jsonl", "".join(lines).encode())
    run("clean", "a.jsonl", "-o", "out.jsonl", "--record", "r.jsonl")
    assert "•" not in json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])["text"]
    assert run("restore", "out.jsonl", "--record", "r.jsonl", "-o", "b.jsonl").exit_code == 0
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_html_is_not_restored(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", json.dumps({"id": "x", "html": PAGE}).encode())
    run("clean", "a.jsonl", "-o", "out.jsonl", "--record", "r.jsonl")
    assert refused(
        run("restore", "out.jsonl", "--record", "r.jsonl", "-o", "back.jsonl"),
        "the record holds only the text of the page",
    )
    assert not any(name.startswith("back") for name in names_in(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("out.jsonl", "--record", "r.jsonl"), "-o FILE"),
        (("out.jsonl", "--record", "r.jsonl", "-o", "-"), "-o FILE"),
        (("out.jsonl", "--record", "r.jsonl", "-o", "out.jsonl"), "must be different files"),
        (("out.jsonl", "--record", "r.jsonl", "-o", "r.jsonl"), "must be different files"),
        (
            ("out.jsonl", "--record", "gone.jsonl", "-o", "back.jsonl"),
            "gone.jsonl: there is no such file",
        ),
        (("out.jsonl", "--record", "r.jsonl", "-o", "back.txt"), "unknown output format"),
        (("out.jsonl", "--record", "r.jsonl", "-o", "none/back.jsonl"), "none; make it first"),
        (
            ("gone.jsonl", "--record", "r.jsonl", "-o", "back.jsonl"),
            "gone.jsonl: there is no such file",
        ),
    ],
)
def test_a_dump_is_not_restored_to_just_anywhere(
    arguments: tuple[str, ...], words: str, cleaned: Path
) -> None:
    before = {name: (cleaned.parent / name).read_bytes() for name in names_in(cleaned.parent)}
    assert refused(run("restore", *arguments), words)
    assert {
        name: (cleaned.parent / name).read_bytes() for name in names_in(cleaned.parent)
    } == before


def test_a_dump_with_long_documents_is_restored_as_it_was_cleaned(tmp_path: Path) -> None:
    data = line(RIVER * 20 + TAIL, id="a") + line(id="b")
    put(tmp_path / "a.jsonl", data)
    assert (
        run(
            "clean", "a.jsonl", "-o", "out.jsonl", "--record", "r.jsonl", "--max-document", "500"
        ).exit_code
        == 2
    )
    for most in ("500", "50_000_000"):
        assert (
            run(
                "restore",
                "out.jsonl",
                "--record",
                "r.jsonl",
                "-o",
                "back.jsonl",
                "--overwrite",
                "--max-document",
                most,
            ).exit_code
            == 0
        )
        assert (tmp_path / "back.jsonl").read_bytes() == data


# --- Progress ------------------------------------------------------------------------------------


def test_lines_of_progress_come_now_and_then_and_not_when_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    for quiet in (False, True):
        with Lines("a.jsonl", quiet=quiet) as lines:
            lines.begun(2_000_000, Counts(documents=10))
            for _ in range(25):
                clock[0] += 1
                lines.at(1_000_000, Counts(documents=1010))
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert said[0] == "a.jsonl: resuming after 10 documents."
    assert said[1] == "a.jsonl: 1,010 documents, 1 MB of 2 MB, 100 documents/s"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (1_234_000_000, "1.23 GB"),
        (10**16, "1e+04 TB"),
    ],
)
def test_sizes_are_for_people(count: int, said: str) -> None:
    assert size(count) == said


def test_a_short_run_without_a_terminal_has_no_lines_of_progress(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    assert "documents/s" not in run("clean", "a.jsonl", "-o", "out.jsonl").stderr


def test_accepted_findings_of_a_dump_are_not_reported_again(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", TWO)
    assert run("check", "a.jsonl", "--write-baseline", "b.json").exit_code == 0
    done = run("check", "a.jsonl", "--baseline", "b.json")
    assert (done.exit_code, done.stdout) == (0, "")
    put(tmp_path / "a.jsonl", TWO + TWO.replace(b'"id": "a"', b'"id": "new"'))
    done = run("check", "a.jsonl", "--baseline", "b.json")
    assert done.exit_code == 1
    assert {line.partition(":")[0] for line in done.stdout.splitlines() if line[0] != " "} >= {
        "a.jsonl#new"
    }


def test_an_encoding_is_for_files(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "The river rose."}\n')
    done = run("clean", str(path), "-o", str(tmp_path / "b.jsonl"), "--encoding", "latin-1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "does not apply to dumps" in done.stderr
    assert not (tmp_path / "b.jsonl").exists()


def test_documents_that_are_passed_through_are_no_files_that_failed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "The river rose."}\nno JSON\n')
    done = run("clean", str(path), "-o", str(tmp_path / "b.jsonl"))
    assert done.exit_code == 2
    assert "1 document could not be cleaned" in done.stderr
    assert "file failed" not in done.stderr
    assert (tmp_path / "b.jsonl").read_bytes() == path.read_bytes()
