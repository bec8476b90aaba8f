"""Memory that hostile documents leave, and the peak for small files that claim to be large."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from backports import zstd

from tests.dumps.test_warc import http, page, record
from tests.support.dumps import DIRTY, line
from tests.support.paths import ROOT
from tests.tools.bench_dumps.measured import peak_of

_CLAIM = 400_000_000
_LEFT = """
import gc, resource
from pathlib import Path
from cleaner import Cleaner
def resident():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
cleaner = Cleaner(unsafe=True)
ends = [":", ")", "]", "(", "[", "}", "\\u201d", "?", "!", "-"]
for lines in (50, 50, 50, 20_000):  # the last makes what only long texts need, once and for all
    cleaner.clean("The river rose by a metre in the night, and the mill was cleared.\\n" * lines)
before = resident()
for number in range(60):
    cleaner.clean(f"{number} " + "word " * 200_000 + ends[number % len(ends)] + "\\n")
print(resident() - before)
"""


def measure() -> None:
    """Print megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _LEFT], env=_ENVIRONMENT, capture_output=True, text=True, check=True
    )
    print(f"60 documents with a line of 1 MB leave {float(done.stdout):.0f} MB behind", flush=True)
    for name, make in _FILES.items():
        with TemporaryDirectory() as folder:
            path = Path(folder) / name.split()[0]
            make(path)
            peaks = [f"{to} {_peak(path, to):.0f}" for to in _OUTPUTS.get(path.suffix, (".jsonl",))]
            size = path.stat().st_size / 1e6
            print(f"{name}: {size:.2f} MB, peak in MB: {', '.join(peaks)}", flush=True)


_OUTPUTS = {".csv": (".csv",), ".parquet": (".jsonl", ".parquet")}
"""What a dump is cleaned into, by the ending of its name."""


def _peak(path: Path, to: str) -> float:
    """Megabytes that cleaning a dump takes."""
    output = path.with_name(f"out{to}")
    command = [sys.executable, "-m", "cleaner", "clean", str(path), "-o", str(output), "-q"]
    return peak_of(command, _ENVIRONMENT)


_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def _tar(path: Path, kind: bytes) -> None:
    header = tarfile.TarInfo("x.txt")
    header.type, header.size = kind, _CLAIM
    with gzip.open(path, "wb", 9) as file:
        file.write(header.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(_CLAIM // 1_000_000):
            file.write(b"a" * 1_000_000)
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            member = tarfile.TarInfo("b.txt")
            member.size = len(DIRTY)
            archive.addfile(member, io.BytesIO(DIRTY.encode()))
        file.write(b"\0" * (-_CLAIM % 512) + out.getvalue())


def _bomb(path: Path) -> None:
    with gzip.open(path, "wb", 9) as file:
        file.write(line(DIRTY) + b'{"text": "')
        for _ in range(_CLAIM // 1_000_000):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + line(DIRTY))


def _zstd_bomb(path: Path) -> None:
    plain = line(DIRTY) + b'{"text": "' + b"a" * _CLAIM + b'"}\n' + line(DIRTY)
    path.write_bytes(zstd.compress(plain, 19))


def _csv(path: Path) -> None:
    path.write_bytes(b'id,text\n1,"never closed\n' + b"2,a row\n" * 200_000)


def _parquet(path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000), pa.array(["a" * 100_000]))
    pq.write_table(pa.table({"text": texts}), path)


def _same_text(path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000), pa.array(["a" * 100_000]))
    pq.write_table(pa.table({"text": texts.cast(pa.string())}), path)


def _prefixes(path: Path) -> None:
    encodings = {"text": "DELTA_BYTE_ARRAY"}
    table = pa.table({"text": ["a" * 100_000] * 4_000})
    pq.write_table(table, path, use_dictionary=False, column_encoding=encodings)


def _one_page(path: Path) -> None:
    table = pa.table({"text": ["a" * 100_000] * 4_000})
    pq.write_table(table, path, use_dictionary=False, compression="zstd", data_page_size=_CLAIM * 2)


def _columns(path: Path) -> None:
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000), pa.array(["a" * 100_000]))
    names = ("text", "title", "summary", "source")
    pq.write_table(pa.table({name: same.cast(pa.string()) for name in names}), path)


def _lists(path: Path) -> None:
    table = pa.table({"text": [DIRTY] * 10, "numbers": [[0] * (_CLAIM // 80)] * 10})
    pq.write_table(table, path)


def _warc(path: Path) -> None:
    path.write_bytes(page(1) + record(http(), length=10**12) + page(2))


def _nested(path: Path) -> None:
    path.write_bytes(line(DIRTY) + b"[" * 100_000 + b"\n" + line("a"))


def _short(path: Path) -> None:
    path.write_bytes(line(DIRTY) + b"{}\n" * 700_000)


_FILES: dict[str, Callable[[Path], None]] = {
    "t.tar.gz with a name of 400 MB": lambda path: _tar(path, tarfile.GNUTYPE_LONGNAME),
    "t.tar.gz with attributes of 400 MB": lambda path: _tar(path, tarfile.XHDTYPE),
    "t.tar.gz with a text of 400 MB": lambda path: _tar(path, tarfile.REGTYPE),
    "d.jsonl.gz with a line of 400 MB": _bomb,
    "d.jsonl.zst with a line of 400 MB": _zstd_bomb,
    "d.csv with a quote that is not closed": _csv,
    "d.warc that claims 10^12 bytes": _warc,
    "d.jsonl nested 100,000 deep": _nested,
    "d.jsonl of 700,000 short lines": _short,
    "d.parquet with 400 MB of one text in a dictionary": _parquet,
    "d.parquet with 400 MB of one string": _same_text,
    "d.parquet with 400 MB in four columns": _columns,
    "d.parquet with 400 MB of equal beginnings": _prefixes,
    "d.parquet with a page of 400 MB": _one_page,
    "d.parquet with lists of 400 MB": _lists,
}
