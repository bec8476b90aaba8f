"""Documents that damage costs besides the damaged ones; damaged journals that are noticed."""

from __future__ import annotations

import gzip
import os
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from cleaner.dumps.formats import base
from cleaner.dumps.run import run
from tests.dumps.test_damaged_runs import (
    FORMATS,
    JOURNALS,
    Interrupted,
    flip,
    unfinished_files,
)
from tests.dumps.test_warc import http, page, record
from tests.support.dumps import RIVER, Ran, clean, line

_COUNT = 20
_PIECES = 5  # documents of a frame or row group
_FLIPS = 200
_TEXTS = [f"{number} {RIVER * 3}" for number in range(_COUNT)]

Damaged = tuple[str, bytes, set[int]]
"""The name of a dump, its bytes, and the numbers of the documents that may be lost."""


def measure() -> None:
    """Damage one document, row, record, frame or row group after another."""
    for kind, dumps in _KINDS.items():
        lost = unnoticed = count = 0
        for name, data, damaged in dumps():
            count += 1
            ran = _cleaned(name, data)
            found = _numbers(name, ran)
            lost += len({*range(_COUNT)} - found - damaged)
            unnoticed += not (ran.counts.damaged or ran.counts.failed)
        print(f"{kind}: {count} dumps, {lost} other documents lost, {unnoticed} not noticed")


def _cleaned(name: str, data: bytes) -> Ran:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        to = "out.csv" if name.endswith(".csv") else "out.jsonl"
        return clean(path, to=to)


def _numbers(name: str, ran: Ran) -> set[int]:
    """The numbers of the documents that came out, by the beginning of their texts."""
    begins = _IN_ROW if name.endswith(".csv") else _IN_JSON
    return {int(found[1]) for found in map(begins.search, ran.output.split(b"\n")) if found}


_IN_ROW = re.compile(rb',"?(\d+) ')
_IN_JSON = re.compile(rb'"text": "(\d+) ')


def _lines() -> Iterator[Damaged]:
    lines = [line(text) for text in _TEXTS]
    for number, bad in zip(
        range(1, _COUNT), cycle((b"{oops\n", b"\xff\xfe\n", b'{"text": "a\n')), strict=False
    ):
        yield "d.jsonl", b"".join([*lines[:number], bad, *lines[number + 1 :]]), {number}


def _csv() -> Iterator[Damaged]:
    rows = [f"{number},{text.strip()}\n".encode() for number, text in enumerate(_flat())]
    bad = (b"7,a\rb\n", b'7,"not closed\n', b'7,"closed" more\n', b"7\n", b"7,a,b\n")
    for number, row in zip(range(_COUNT), cycle(bad), strict=False):
        yield "d.csv", b"".join([b"id,text\n", *rows[:number], row, *rows[number + 1 :]]), {number}


def _flat() -> list[str]:
    """Texts without commas and line ends."""
    return [text.replace("\n", " ").replace(",", ";") for text in _TEXTS]


def _pages() -> list[bytes]:
    return [f"<p>{number} {RIVER * 9}</p>".encode() for number in range(_COUNT)]


def _warc(*, packed: bool) -> Iterator[Damaged]:
    pieces = [page(number + 1, body) for number, body in enumerate(_pages())]
    lengths = (10**12, 10**6, 3, 200, -1)
    for number, length in zip(range(_COUNT), cycle(lengths), strict=False):
        bad = record(http(_pages()[number]), number=number + 1, length=length)
        data = [*pieces[:number], bad, *pieces[number + 1 :]]
        if packed:
            yield "d.warc.gz", b"".join(gzip.compress(piece) for piece in data), {number}
        else:
            yield "d.warc", b"".join(data), {number}


def _frames(name: str, pack: Callable[[bytes], bytes], pieces: list[bytes]) -> Iterator[Damaged]:
    """A flipped bit in the body of each frame."""
    chance = random.Random(name)
    frames = [pack(b"".join(pieces[at : at + _PIECES])) for at in range(0, _COUNT, _PIECES)]
    for number in [*range(len(frames))] * 5:
        bad = bytearray(frames[number])
        bad[chance.randrange(20, len(bad))] ^= 1 << chance.randrange(8)
        first = number * _PIECES
        data = b"".join([*frames[:number], bytes(bad), *frames[number + 1 :]])
        yield name, data, {*range(first, first + _PIECES)}


def _parquet() -> Iterator[Damaged]:
    noise = [f"{number} {os.urandom(300).hex()}" for number in range(_COUNT)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.parquet"
        pq.write_table(
            pa.table({"text": noise}),
            path,
            row_group_size=_PIECES,
            compression="gzip",
            use_dictionary=False,
        )
        data, meta = path.read_bytes(), pq.ParquetFile(path).metadata
    for number in range(_COUNT // _PIECES):
        column = meta.row_group(number).column(0)
        bad = bytearray(data)
        at = column.data_page_offset + column.total_compressed_size // 2
        bad[at : at + 20] = b"\xff" * 20
        first = number * _PIECES
        yield "d.parquet", bytes(bad), {*range(first, first + _PIECES)}


_ZSTD = partial(zstd.compress, options={zstd.CompressionParameter.checksum_flag: 1})
_KINDS: dict[str, Callable[[], Iterator[Damaged]]] = {
    "JSON lines, a line": _lines,
    "CSV, a row": _csv,
    "WARC, a record": partial(_warc, packed=False),
    "WARC in gzip members, a record": partial(_warc, packed=True),
    "JSON lines in gzip members, a bit": lambda: _frames(
        "d.jsonl.gz", gzip.compress, [line(text) for text in _TEXTS]
    ),
    "JSON lines in Zstandard frames, a bit": lambda: _frames(
        "d.jsonl.zst", _ZSTD, [line(text) for text in _TEXTS]
    ),
    "WARC in gzip members, a bit": lambda: _frames(
        "d.warc.gz", gzip.compress, [page(number + 1, body) for number, body in enumerate(_pages())]
    ),
    "Parquet, a row group": _parquet,
}


def measure_journals() -> None:
    """Change journals, and flip bits of journals and parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", 500)
        patch.setattr(run, "_CHECKPOINT_SECONDS", -1.0)
        wrong = [name for name, change in JOURNALS.items() if not _is_safe("dump.jsonl", change)]
        print(
            f"{len(JOURNALS) - len(wrong)} of {len(JOURNALS)} changed journals noticed or harmless",
            *wrong,
        )
        chance = random.Random(1)
        good = sum(
            _is_safe(name, partial(_flip_some, chance))
            for name, _ in zip(cycle(FORMATS), range(_FLIPS), strict=False)
        )
        print(f"{good} of {_FLIPS} flipped bits noticed or harmless")


def _flip_some(chance: random.Random, interrupted: Interrupted) -> None:
    folder = interrupted.path.parent
    flip(chance.choice([interrupted.journal, *unfinished_files(folder, interrupted.to)]), chance)


def _is_safe(name: str, change: Callable[[Interrupted], None]) -> bool:
    with TemporaryDirectory() as folder:
        interrupted = Interrupted(Path(folder), name)
        change(interrupted)
        return interrupted.is_noticed() or interrupted.is_done()
