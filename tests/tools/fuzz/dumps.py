"""Dumps of every format: damaged in all ways, and what must hold of a run over them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base
from cleaner.dumps.task import Task
from cleaner.rules import RULES
from tests.dumps.test_warc import page, record
from tests.support.documents import documents
from tests.support.dumps import DIRTY, PAGE, RIVER, Ran, clean, read, restored

_PACKED: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".zst": zstd.compress,
}

# --- Dumps that are whole -------------------------------------------------------------------------

_texts = st.one_of(
    st.sampled_from((DIRTY, RIVER, "", "a", DIRTY.replace("\n", "\r\n"), RIVER * 30 + DIRTY)),
    documents,
)
_lists = st.lists(_texts, min_size=1, max_size=6)


def _encoded(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _jsonl(texts: Sequence[str]) -> bytes:
    lines = ({"id": number, "text": text, "url": "x"} for number, text in enumerate(texts))
    return "".join(json.dumps(row) + "\n" for row in lines).encode()


def _table(texts: Sequence[str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "text"])
    writer.writerows([number, text.replace("\0", "")] for number, text in enumerate(texts))
    return out.getvalue().encode("utf-8", "replace")


def _parquet(texts: Sequence[str]) -> bytes:
    out = io.BytesIO()
    columns = {
        "id": [*range(len(texts))],
        "text": [*map(_encoded, texts)],
        "more": [[1, number] for number in range(len(texts))],
    }
    pq.write_table(pa.table(columns), out, row_group_size=3, compression="zstd")
    return out.getvalue()


def _warc(texts: Sequence[str]) -> bytes:
    pages = [PAGE.replace("river", _encoded(text)).encode() for text in texts]
    return b"".join(page(number, body) for number, body in enumerate(pages))


def _wet(texts: Sequence[str]) -> bytes:
    return b"".join(
        record(_encoded(text).encode(), kind="conversion", form="text/plain", number=number)
        for number, text in enumerate(texts)
    )


def _tar(texts: Sequence[str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, text in enumerate(texts):
            member = tarfile.TarInfo(f"folder/{number}.txt")
            data = _encoded(text).encode()
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.LNKTYPE, "folder/0.txt"
        archive.addfile(link)
    return out.getvalue()


class Kind(NamedTuple):
    """A format: how to lay out texts, its file's ending, and that of the output."""

    make: Callable[[Sequence[str]], bytes]
    ending: str
    to: str
    packed: bool = True


KINDS: Mapping[str, Kind] = {
    "jsonl": Kind(_jsonl, ".jsonl", ".jsonl"),
    "csv": Kind(_table, ".csv", ".csv"),
    "tsv": Kind(lambda texts: _table(texts, "\t"), ".tsv", ".tsv"),
    "parquet": Kind(_parquet, ".parquet", ".parquet", packed=False),
    "warc": Kind(_warc, ".warc", ".jsonl"),
    "wet": Kind(_wet, ".warc.wet", ".jsonl"),
    "tar": Kind(_tar, ".tar", ".jsonl"),
}

# --- Damage ---------------------------------------------------------------------------------------

_edges = st.sampled_from((b"", b"\0", b"\n", b"\r", b'"', b"\xff", b"{", b"WARC/1.0\r\n", b"PAR1"))


@st.composite
def _damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes with some of them flipped, left out, doubled, moved or added."""
    for _ in range(draw(st.integers(0, 3))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        end = min(len(data), at + draw(st.integers(1, 40)))
        match draw(st.sampled_from(("flip", "cut", "drop", "double", "add", "swap"))):
            case "flip":
                data = data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
            case "cut":
                data = data[:at]
            case "drop":
                data = data[:at] + data[end:]
            case "double":
                data = data[:end] + data[at:]
            case "add":
                some = draw(st.one_of(_edges, st.binary(max_size=12)))
                data = data[:at] + some + data[at:]
            case "swap":
                data = data[end:] + data[at:end] + data[:at]
    return data


@st.composite
def dumps(draw: st.DrawFn, kind: Kind) -> tuple[Kind, str, bytes, int]:
    """A dump, its name, and how large its tasks are. It is damaged before or after compression."""
    packing = draw(st.sampled_from(("", "", ".gz", ".zst"))) if kind.packed else ""
    data = kind.make(draw(_lists))
    if draw(st.booleans()):
        data = draw(_damaged(data))
    data = _PACKED[packing](data)
    if packing and draw(st.booleans()):
        data = draw(_damaged(data))
    return kind, f"d{kind.ending}{packing}", data, draw(st.sampled_from((1, 300, 1 << 21)))


# --- What must hold -------------------------------------------------------------------------------


def check_dump(kind: Kind, name: str, data: bytes, size: int) -> None:
    """A run ends, or stops with a sentence; the original comes back, and tasks are the same."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", size)
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            ran = clean(path, to=f"out{kind.to}")
        except DumpError as error:
            _check_sentence(str(error))
            assert not [*Path(folder).glob("out*.part*")]
            return
        _check_counts(ran, kind)
        if not any(row.get("kind") == "html" for row in ran.on_record):  # pages are not restored
            _check_restored(path, kind)
        _check_tasks(path, kind)


def _check_sentence(sentence: str) -> None:
    assert sentence.endswith((".", "?", ")"))
    assert "Traceback" not in sentence


def _check_counts(ran: Ran, kind: Kind) -> None:
    """No document is lost on the way: each is on record, and each failure has its reason."""
    assert len(ran.on_record) == ran.counts.documents
    assert len(ran.reasons) == ran.counts.failed + ran.counts.damaged
    if kind.to == ".jsonl" and kind.ending != ".jsonl":
        assert len(ran.rows) == ran.counts.documents


def _check_restored(path: Path, kind: Kind) -> None:
    """What is restored is what comes out if nothing is removed."""
    out = path.with_name(f"out{kind.to}")
    with closing(read(path, to=out.name)) as source:
        columns = Columns(text=source.columns.target)  # all its texts may be null
    original = restored(out, out.with_name(f"{out.name}.record.jsonl"), columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.support.dumps.Cleaner", _removes_nothing)
        plain = clean(path, to=f"plain{kind.to}").output
    if kind.to == ".parquet":
        one, other = (pq.read_table(io.BytesIO(each)) for each in (original, plain))
        assert one.equals(other)
    else:
        assert [*map(_meant, original.split(b"\n"))] == [*map(_meant, plain.split(b"\n"))]


def _meant(line: bytes) -> object:
    """What a line of JSON means: a text that was changed is escaped in the usual way."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


@lru_cache
def _removes_nothing(**_: Any) -> Any:
    return Cleaner(kind="article", ignore=sorted({rule.family for rule in RULES}))


def _check_tasks(path: Path, kind: Kind) -> None:
    """The tasks are the same each time, and those that a run which resumes skips are the first."""
    with closing(read(path, to=f"out{kind.to}")) as source:
        tasks = [*source.tasks(0)]
    for skip in {1, len(tasks) // 2, len(tasks)}:
        with closing(read(path, to=f"out{kind.to}")) as source:
            assert [*map(_shown, source.tasks(skip))] == [*map(_shown, tasks[skip:])]


def _shown(task: Task) -> str:
    return str(list(task.open().documents) or task)
