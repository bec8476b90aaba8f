"""Usual mistakes: each gets a message that leads to success when it is followed."""

from __future__ import annotations

import gzip
import io
import json
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.cli import DIRTY, PROSE, put, run

pytestmark = pytest.mark.usefixtures("here")

PAGE = (
    "<html><body><nav><a href=/>Home</a></nav><article><h1>The river</h1>"
    + f"<p>{PROSE}</p>" * 3
    + "</article></body></html>"
)
ROW = {"id": 1, "text": DIRTY}
LATIN = DIRTY.replace("river", "rivière").encode("latin-1")


def _lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("inner.txt", DIRTY)
    return data.getvalue()


FILES: dict[str, str | bytes] = {
    "a.txt": DIRTY,
    "b.txt": DIRTY,
    "raw/a.txt": DIRTY,
    "raw/b.txt": PROSE,
    "pictures/x.jpg": b"\xff\xd8\xff",
    "p.html": PAGE,
    "latin.txt": LATIN,
    "utf16.txt": DIRTY.encode("utf-16"),
    "d.jsonl": _lines(ROW),
    "e.jsonl": _lines(ROW),
    "two.jsonl": _lines({"text": DIRTY, "content": DIRTY}),
    "odd.jsonl": _lines({"id": 1, "paragraph": DIRTY}),
    "dump": _lines(ROW),
    "list.json": json.dumps([ROW]),
    "pdf.txt": b"%PDF-1.4\n%\xe2\xe3\n",
    "report.pdf": b"%PDF-1.4\n%\xe2\xe3\n",
    "letter.docx": _zip(),
    "a.zip": _zip(),
    "renamed.txt": _zip(),
    "packed.txt.gz": gzip.compress(DIRTY.encode()),
    "feed.xml": "<?xml version='1.0'?><rss></rss>",
    "own.toml": '[[phrases]]\nrule = "share"\ntext = ["Slogan of ours"]\n',
    "bad/cleaner.toml": 'ignor = ["share"]\n',
    "later.toml": 'required-version = ">=99"\n',
    "cuts.jsonl": "",
    "array.jsonl": '[{"text": "a"},\n{"text": "b"}]\n',
    "indented.jsonl": '{\n  "text": "a"\n}\n',
    "plain.jsonl": DIRTY,
    "fake.jsonl.gz": DIRTY,
    "cut.jsonl.gz": gzip.compress(b'{"text": "a"}\n' * 9)[:-9],
    "pages.jsonl": json.dumps({"text": PAGE}) + "\n",
    "bytes.txt": bytes(range(256)),
}
"""What each mistake begins with."""


class Mistake(NamedTuple):
    """A command, what its message says, and the command that follows its advice.

    Options of the second command are all in the message, unless the first has them. `do` is what
    the message asks for besides: the work of another program, or an edit.
    """

    wrong: str
    says: str
    right: str
    do: Callable[[], object] = lambda: None


def _write(name: str, content: str | bytes) -> Callable[[], object]:
    return lambda: put(Path(name), content)


def _record() -> None:
    Path("cuts.jsonl").unlink()
    assert run("clean", "a.txt", "-o", "clean.txt", "--record", "cuts.jsonl").exit_code == 0


MISTAKES = [
    # Where results go
    Mistake("clean a.txt b.txt", "use -o DIR", "clean a.txt b.txt -o out"),
    Mistake("clean raw", "use -o DIR or --in-place", "clean raw --in-place"),
    Mistake("clean raw -o a.txt", "Several files need a folder: -o DIR", "clean raw -o out"),
    Mistake("clean a.txt -o a.txt", "Use --in-place", "clean a.txt --in-place"),
    Mistake("clean a.txt -o b.txt", "Add --overwrite", "clean a.txt -o b.txt --overwrite"),
    Mistake(
        "clean a.txt -o none/b.txt",
        "make it first",
        "clean a.txt -o none/b.txt",
        lambda: Path("none").mkdir(),
    ),
    Mistake("clean a.txt --in-place -o c.txt", "use either", "clean a.txt -o c.txt"),
    Mistake("clean raw -o raw", "Use --in-place", "clean raw --in-place"),
    Mistake("clean a.txt --record -", "needs a file name", "clean a.txt --record c.jsonl"),
    Mistake("clean a.txt --record a.txt", "Rename one", "clean a.txt --record c.jsonl"),
    Mistake("clean a.txt --record b.txt", "name another", "clean a.txt --record c.jsonl"),
    Mistake("clean p.html --in-place", "`cleaner clean … -o DIR`", "clean p.html -o out/"),
    Mistake("clean - --in-place", "Omit --in-place", "clean -"),
    # Files that are not there
    Mistake("clean a.tx", "Did you mean a.txt?", "clean a.txt"),
    Mistake("clean raw/c.txt", "Did you mean raw/", "clean raw/b.txt"),
    Mistake("clean 'x*.txt'", "no file matches", "clean 'a*.txt'"),
    Mistake("clean pictures -o out", "no texts, pages or dumps", "clean raw -o out"),
    Mistake("clean https://example.org/p.html", "| cleaner clean -", "clean p.html"),
    Mistake("clean raw/a.txt raw/b.txt -o one.txt", "-o DIR", "clean raw/a.txt raw/b.txt -o one/"),
    Mistake("check --models . p.html --max-loss 0.01", "has no article.npz", "check raw"),
    Mistake("check --isolated --config x.toml raw", "either --config or --isolated", "check raw"),
    Mistake("check -j 99999 raw", "between 1 and 1000", "check -j 2 raw"),
    # What is no dump
    Mistake(
        "clean array.jsonl",
        "jq -c '.[]'",
        "clean rows.jsonl",
        _write("rows.jsonl", '{"text": ""}\n'),
    ),
    Mistake(
        "clean indented.jsonl",
        "jq -c .",
        "clean rows.jsonl",
        _write("rows.jsonl", '{"text": ""}\n'),
    ),
    Mistake("clean plain.jsonl", "ends in .txt", "clean plain.txt", _write("plain.txt", DIRTY)),
    Mistake("clean fake.jsonl.gz", "this is not a .gz file", "clean a.txt"),
    Mistake("clean cut.jsonl.gz -o x.jsonl", "part of the dump cannot be read", "clean a.txt"),
    Mistake(
        "clean pages.jsonl -o new.jsonl",
        "--html-column",
        "clean pages.jsonl --html-column text -o other.jsonl",
    ),
    Mistake("clean bytes.txt --encoding latin-1", "this is a binary file", "clean a.txt"),
    # Files that are not text
    Mistake("clean latin.txt", "--encoding latin-1", "clean latin.txt --encoding latin-1"),
    Mistake("clean latin.txt --encoding latn", "latin-1", "clean latin.txt --encoding latin-1"),
    Mistake("clean utf16.txt", "--encoding utf-16", "clean utf16.txt --encoding utf-16"),
    Mistake("clean pdf.txt", "pdftotext", "clean new.txt", _write("new.txt", DIRTY)),
    Mistake(
        "clean pdf.txt --encoding latin-1", "pdftotext", "clean new.txt", _write("new.txt", DIRTY)
    ),
    Mistake("clean report.pdf", "pdftotext", "clean new.txt", _write("new.txt", DIRTY)),
    Mistake(
        "clean letter.docx", "for example with pandoc", "clean new.txt", _write("new.txt", DIRTY)
    ),
    Mistake(
        "clean a.zip",
        "Unpack it",
        "clean unpacked/inner.txt",
        lambda: zipfile.ZipFile("a.zip").extractall("unpacked"),
    ),
    Mistake(
        "clean renamed.txt",
        "Unpack the archive",
        "clean unpacked/inner.txt",
        lambda: zipfile.ZipFile("renamed.txt").extractall("unpacked"),
    ),
    Mistake(
        "clean packed.txt.gz",
        "Unpack it",
        "clean packed.txt",
        _write("packed.txt", gzip.decompress(gzip.compress(DIRTY.encode()))),
    ),
    Mistake("clean feed.xml", "Extract the articles", "clean new.txt", _write("new.txt", DIRTY)),
    Mistake(
        "clean list.json",
        "a .jsonl file with one object per line",
        "clean new.jsonl",
        _write("new.jsonl", _lines(ROW)),
    ),
    # Dumps
    Mistake("clean d.jsonl -o x.txt", "use .jsonl", "clean d.jsonl -o x.jsonl"),
    Mistake("clean d.jsonl -o x.wet", "WET files cannot be written", "clean d.jsonl -o x.jsonl"),
    Mistake("clean d.jsonl e.jsonl -o x.jsonl", "-o DIR", "clean d.jsonl e.jsonl -o out/"),
    Mistake("clean a.txt d.jsonl -o x.jsonl", "use -o DIR", "clean a.txt d.jsonl -o out"),
    Mistake("clean d.jsonl -o d.jsonl", "must be different files", "clean d.jsonl -o x.jsonl"),
    Mistake("clean d.jsonl -o e.jsonl", "--overwrite", "clean d.jsonl -o e.jsonl --overwrite"),
    Mistake("clean d.jsonl --in-place", "-o FILE", "clean d.jsonl -o x.jsonl"),
    Mistake("clean d.jsonl --output-format jsonl", "-o FILE", "clean d.jsonl -o x.jsonl"),
    Mistake(
        "clean d.jsonl --record r.jsonl", "-o FILE", "clean d.jsonl --record r.jsonl -o x.jsonl"
    ),
    Mistake("clean d.jsonl --encoding latin-1", "does not apply", "clean d.jsonl"),
    Mistake("clean two.jsonl", "--text-column", "clean two.jsonl --text-column content"),
    Mistake("clean odd.jsonl", "--text-column", "clean odd.jsonl --text-column paragraph"),
    Mistake("clean d.jsonl --text-column txt", "mean 'text'", "clean d.jsonl --text-column text"),
    Mistake(
        "clean two.jsonl --text-column text --html-column content",
        "use either",
        "clean two.jsonl --text-column text",
    ),
    Mistake("clean d.jsonl --address x", "needs --engine ray", "clean d.jsonl"),
    Mistake("clean --input-format parquet -", "name a file", "clean d.jsonl"),
    Mistake("check d.jsonl --fix", "`cleaner clean DUMP -o FILE`", "clean d.jsonl -o x.jsonl"),
    Mistake("check d.jsonl --diff", "`cleaner sample DUMP`", "sample d.jsonl"),
    Mistake(
        "restore d.jsonl --record cuts.jsonl",
        "use -o FILE",
        "restore clean.txt --record cuts.jsonl -o back.txt",
        _record,
    ),
    # Restoring
    Mistake("restore a.txt", "'--record'", "restore clean.txt --record cuts.jsonl", _record),
    Mistake(
        "restore a.txt --record d.jsonl",
        "is not a cleaner record",
        "restore clean.txt --record cuts.jsonl",
        _record,
    ),
    Mistake(
        "restore raw --record cuts.jsonl",
        "use -o DIR",
        "restore out --record cuts.jsonl -o back",
        lambda: run("clean", "raw", "-o", "out", "--record", "cuts.jsonl", "--overwrite"),
    ),
    # Options
    Mistake("check a.txt --ignore shares", "Did you mean 'share'?", "check a.txt --ignore share"),
    Mistake("check a.txt --select all", "`cleaner rules` lists them", "rules"),
    Mistake("rule shar", "Did you mean 'share'?", "rule share"),
    Mistake("clean a.txt --keep titel", "Did you mean 'title'?", "clean a.txt --keep title"),
    Mistake("clean a.txt --keep all", "Known are title, byline", "clean a.txt --keep title,byline"),
    Mistake(
        "clean a.txt --max-loss 5%", "a number (between 0 and 1)", "clean a.txt --max-loss 0.005"
    ),
    Mistake(
        "clean a.txt --jobs auto", "a whole number (between 1 and 1000)", "clean a.txt --jobs 2"
    ),
    Mistake("clean a.txt --as text", "'article'", "clean a.txt --as article"),
    Mistake("clean a.txt --unsave", "Did you mean --unsafe?", "clean a.txt --unsafe"),
    Mistake(
        "clean a.txt --models mine",
        "is not a folder",
        "clean a.txt --models mine",
        lambda: Path("mine").mkdir(),
    ),
    Mistake("check a.txt --output-format xml", "'junit'", "check a.txt --output-format junit"),
    Mistake("check a.txt --fix --diff", "use either", "check a.txt --fix"),
    Mistake("check - --fix", "`cleaner clean -`", "clean -"),
    Mistake(
        "check a.txt --stdin-filename x.txt", "give - as PATH", "check - --stdin-filename x.txt"
    ),
    Mistake(
        "check a.txt --baseline x.json",
        "Write one with --write-baseline x.json",
        "check a.txt --write-baseline x.json",
    ),
    Mistake(
        "check a.txt --baseline b.txt", "--write-baseline", "check a.txt --write-baseline x.json"
    ),
    Mistake(
        "check a.txt --config bad/cleaner.toml",
        "Did you mean 'ignore'?",
        "check a.txt --config bad/cleaner.toml",
        _write("bad/cleaner.toml", 'ignore = ["share"]'),
    ),
    Mistake(
        "check a.txt --config later.toml",
        "pip install 'article-cleaner>=99'",
        "check a.txt --config later.toml",
        _write("later.toml", 'required-version = ">=0.1"\n'),
    ),
    Mistake(
        "check a.txt --phrases own.toml",
        "for example 'house.slogan'",
        "check a.txt --phrases own.toml",
        _write("own.toml", '[[phrases]]\nrule = "house.slogan"\ntext = ["Slogan of ours"]\n'),
    ),
    # Commands
    Mistake("a.txt", "To clean a file: cleaner clean a.txt", "clean a.txt"),
    Mistake("chek a.txt", "Did you mean 'check'?", "check a.txt"),
    Mistake("help", "see cleaner --help", "--help"),
    Mistake("learn -", "name a file", "learn a.txt"),
    Mistake("completion sh", "'bash'", "completion bash"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.wrong)
def test_following_the_advice_leads_to_success(mistake: Mistake, tmp_path: Path) -> None:
    for name, content in FILES.items():
        put(tmp_path / name, content)
    wrong, right = shlex.split(mistake.wrong), shlex.split(mistake.right)
    refused = run(*wrong, given=DIRTY.encode())
    message = refused.stderr
    assert refused.exit_code == 2
    assert mistake.says in message
    assert "internal error" not in message
    new = {each for each in right if each.startswith("-") and each not in ("-", *wrong)}
    assert [each for each in sorted(new) if each not in message] == []
    mistake.do()
    done = run(*right, given=DIRTY.encode())
    assert done.exit_code in (0, 1), done.stderr
    assert "failed" not in done.stderr


def test_a_dump_without_an_ending_is_cleaned_as_text_and_that_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "dump", FILES["dump"])
    assert "use --input-format jsonl." in run("clean", "dump").stderr
    done = run("clean", "dump", "--input-format", "jsonl")
    assert json.loads(done.stdout)["text"] == PROSE


@pytest.mark.parametrize("data", [b"{\n", b"{} and more\n", b"[1]\n", DIRTY.encode(), b"", b"{}"])
def test_a_text_is_not_taken_for_a_dump(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "a.txt", data)
    assert "--input-format" not in run("clean", "a.txt").stderr
