"""`cleaner learn` and `cleaner clean --learn`."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.cli import put, run
from tests.support.corpus import document

pytestmark = pytest.mark.usefixtures("here")

TAIL = ["Paper lanterns", "Our own choice of the week is on page nine, every Thursday."]


def dump(count: int = 12) -> bytes:
    rows = (
        {"id": n, "url": f"https://herald.example/{n}", "text": document(n, tail=TAIL)}
        for n in range(count)
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text().splitlines()]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_dump_is_learned_and_cleaned_with_what_was_learned(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, gzip.compress(dump()) if name.endswith("gz") else dump())
    done = run("learn", name, "-o", "site.toml")
    assert done.exit_code == 0
    assert "1 rule (2 lines) for 1 host, learned from 12 documents of 1 host." in done.stderr
    assert 'host = "herald.example"' in (tmp_path / "site.toml").read_text()
    assert run("clean", name, "-o", "out.jsonl", "--phrases", "site.toml").exit_code == 0
    assert texts(tmp_path / "out.jsonl") == [document(number) for number in range(12)]


def test_proposals_are_printed_without_an_output(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump())
    assert "[[phrases]]" in run("learn", "a.jsonl").stdout


def test_both_passes_in_one_command(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump())
    done = run("clean", "a.jsonl", "--learn", "-o", "out.jsonl", "--record", "r.jsonl")
    assert done.exit_code == 0
    assert texts(tmp_path / "out.jsonl") == [document(number) for number in range(12)]
    assert "learned.herald.example." in (tmp_path / "out.jsonl.learned.toml").read_text()
    assert run("restore", "out.jsonl", "--record", "r.jsonl", "-o", "back.jsonl").exit_code == 0
    assert (tmp_path / "back.jsonl").read_bytes() == dump()
    again = run("clean", "out.jsonl", "--phrases", "out.jsonl.learned.toml", "-o", "again.jsonl")
    assert "12 documents, 0 cleaned" in again.stderr


def test_a_rule_that_was_learned_can_be_ignored(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", dump())
    run("learn", "a.jsonl", "-o", "site.toml")
    options = ("--phrases", "site.toml", "--ignore", "learned")
    assert run("clean", "a.jsonl", "-o", "out.jsonl", *options).exit_code == 0
    assert texts(tmp_path / "out.jsonl") == texts(tmp_path / "a.jsonl")


def test_a_folder_that_is_called_like_a_host_is_one(tmp_path: Path) -> None:
    for number in range(12):
        put(tmp_path / f"corpus/herald.example/{number:02}.txt", document(number, tail=TAIL))
        put(tmp_path / f"corpus/other.example/{number:02}.txt", document(number + 20))
    assert run("learn", "corpus", "-o", "site.toml").exit_code == 0
    (tmp_path / "cleaner.toml").write_text('phrases = ["site.toml"]')
    done = run("check", "corpus", "--statistics")
    assert "learned.herald.example." in done.stdout
    assert "12 files would be cleaned" in done.stderr
    assert run("clean", "corpus", "--learn", "-o", "out").exit_code == 0
    assert (tmp_path / "out/herald.example/03.txt").read_text() == document(3)


@pytest.mark.parametrize(
    ("column", "hosts", "sentence"),
    [
        ("host", 1, "for 1 host, learned from 12 documents of 1 host."),
        ("domain", 1, "for 1 host, learned from 12 documents of 1 host."),
        (
            "url",
            12,
            "for the corpus as a whole, learned from 12 documents of hosts with fewer than 10",
        ),
        (
            "site",
            1,
            "for the corpus as a whole, learned from 12 documents without a host.",
        ),
    ],
)
def test_the_hosts_of_documents_are_told(
    tmp_path: Path, column: str, hosts: int, sentence: str
) -> None:
    rows = (
        {column: f"herald{number % hosts}.example", "text": document(number, tail=["The Herald"])}
        for number in range(12)
    )
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert f"1 rule (1 line) {sentence}" in run("learn", "a.jsonl", "-o", "site.toml").stderr


@pytest.mark.parametrize(("column", "is_told"), [("source", True), ("url", False)])
@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_where_no_column_has_urls_the_columns_are_named(
    tmp_path: Path, column: str, is_told: bool, ending: str
) -> None:
    rows = [
        {column: "https://herald.example/1", "text": document(number, tail=["The Herald"])}
        for number in range(12)
    ]
    path = tmp_path / f"a.{ending}"
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif ending == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[column, "text"], *(row.values() for row in rows)])
    else:
        put(path, "".join(json.dumps(row) + "\n" for row in rows))
    told = run("learn", path.name, "-o", "site.toml").stderr
    sentence = "all documents are taken for those of one site. Name the column: --url-column."
    assert (f"{sentence} There are: source." in told) == is_told
    named = run("learn", path.name, "-o", "sites.toml", "--url-column", column).stderr
    assert "one site" not in named
    assert "for 1 host, learned" in named


@pytest.mark.parametrize(("column", "is_told"), [("site", True), ("url", False)])
def test_phrases_of_hosts_need_the_hosts_of_documents(
    tmp_path: Path, column: str, is_told: bool
) -> None:
    put(tmp_path / "a.jsonl", json.dumps({column: "a.example", "text": document(1)}) + "\n")
    put(
        tmp_path / "own.toml",
        '[[phrases]]\nrule = "own.line"\nhost = "a.example"\ntext = ["The Herald"]\n',
    )
    done = run("clean", "a.jsonl", "-o", "b.jsonl", "--phrases", "own.toml")
    assert done.exit_code == 0
    assert ("what is set for 1 host does not apply" in done.stderr) == is_told
    assert ("--url-column. There are: site." in done.stderr) == is_told
    assert "does not apply" not in run("clean", "a.jsonl", "-o", "c.jsonl").stderr


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(5, "no host has 10 documents"), (12, "no line repeats often enough")],
)
def test_nothing_to_learn_is_said(tmp_path: Path, count: int, sentence: str) -> None:
    rows = ({"url": "herald.example", "text": document(n)} for n in range(count))
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = run("learn", "a.jsonl", "-o", "site.toml")
    assert (done.exit_code, sentence in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("learn", "-"), "stdin cannot be used"),
        (("learn",), "PATH"),
        (("learn", "none.jsonl"), "there is no such file"),
        (("learn", "a.jsonl", "-o", "a.jsonl"), "would overwrite it"),
        (("clean", "a.jsonl", "--learn"), "use -o"),
        (("learn", "a.jsonl", "--learn-min-documents", "1"), "must be at least 2, not 1"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    put(tmp_path / "a.jsonl", dump())
    done = run(*arguments)
    assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
