"""Compressed streams: of several pieces, cut off, damaged, misnamed, and large."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import Compression, base, format_of
from cleaner.dumps.stream import Opened, explain_errors, frame, open_stream, pieces
from tests.support.dumps import RIVER, Ran, cleaned_bytes, dump, line

_CHECKED: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": partial(zstd.compress, options=_CHECKED),
}
NOISE = b"".join(
    line(f"{zlib.crc32(bytes([number % 256, number // 256]))} {RIVER}", id=number)
    for number in range(20_000)
)


def read(data: bytes, folder: Path) -> bytes:
    path = folder / "stream"
    path.write_bytes(data)
    with closing(open_stream(str(path))) as stream, explain_errors(stream.name):
        return stream.stream().read()


@pytest.mark.parametrize("kind", PACK)
def test_several_pieces_read_as_one_stream(kind: str, tmp_path: Path) -> None:
    data = dump(60)
    packed = b"".join(PACK[kind](data[at : at + 700]) for at in range(0, len(data), 700)) + PACK[
        kind
    ](b"")
    assert read(packed, tmp_path) == data
    assert cleaned_bytes(packed, tmp_path, name=f"dump.jsonl.{kind}").counts.documents == 60


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.jsonl.gz", "dump.jsonl.zst"])
@pytest.mark.parametrize("kind", ["", "gz", "zst"])
def test_what_a_stream_begins_with_decides_and_not_its_name(
    kind: str, name: str, tmp_path: Path
) -> None:
    data = dump(10)
    ran = cleaned_bytes(PACK[kind](data) if kind else data, tmp_path, name=name, to="out.jsonl")
    assert ran.output == cleaned_bytes(data, tmp_path, to="plain.jsonl").output


def _damaged(packed: bytes, folder: Path, kind: str, **how: Any) -> tuple[list[bytes], Ran]:
    """The lines that come of a damaged dump, and what became of it."""
    ran = cleaned_bytes(packed, folder, name=f"dump.jsonl.{kind}", to="out.jsonl", **how)
    assert ran.counts.damaged
    assert any("compressed data" in row["error"] for row in ran.reasons)
    return ran.output.splitlines(keepends=True), ran


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("share", [0.5, 0.98])
def test_of_a_stream_that_is_cut_off_what_can_be_decoded_is_cleaned(
    share: float, kind: str, tmp_path: Path
) -> None:
    packed = PACK[kind](NOISE)
    lines, ran = _damaged(packed[: int(len(packed) * share)], tmp_path, kind)
    assert lines[:-1] == NOISE.splitlines(keepends=True)[: len(lines) - 1]
    assert len(lines) > 0.8 * share * NOISE.count(b"\n")
    assert "ends in the middle of its compressed data" in ran.reasons[-1]["error"]
    assert ran.counts.failed <= 1  # the line in which it ends


@pytest.mark.parametrize("kind", PACK)
def test_of_a_stream_that_is_damaged_what_is_before_the_damage_is_cleaned(
    kind: str, tmp_path: Path
) -> None:
    packed = bytearray(PACK[kind](NOISE))
    packed[len(packed) // 2 : len(packed) // 2 + 64] = b"\xff" * 64
    lines, _ = _damaged(bytes(packed), tmp_path, kind)
    assert lines[:10] == NOISE.splitlines(keepends=True)[:10]
    assert len(lines) > 0.4 * NOISE.count(b"\n")


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("size", [1, 3_000, 1 << 21])
def test_damage_costs_no_document_of_another_frame(size: int, kind: str, tmp_path: Path) -> None:
    texts = [line(RIVER * 4 + str(number), id=f"doc-{number}") for number in range(40)]
    frames = [PACK[kind](b"".join(texts[at : at + 4])) for at in range(0, 40, 4)]
    chance = random.Random(size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", size)
        for _ in range(12):
            number = chance.randrange(10)
            frame = bytearray(frames[number])
            frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
            packed = b"".join([*frames[:number], bytes(frame), *frames[number + 1 :]])
            ran = cleaned_bytes(
                packed, tmp_path, Columns("text"), name=f"d.jsonl.{kind}", to="o.jsonl"
            )
            others = [*texts[: 4 * number], *texts[4 * number + 4 :]]
            assert [one for one in ran.output.splitlines(keepends=True) if one in others] == others
            is_harmless = ran.output == b"".join(texts)  # a bit that says nothing, such as the time
            assert is_harmless or ran.counts.damaged or ran.counts.failed


@pytest.mark.parametrize("kind", PACK)
def test_garbage_after_a_stream_is_reported(kind: str, tmp_path: Path) -> None:
    lines, ran = _damaged(PACK[kind](dump(10)) + b"garbage that is no stream", tmp_path, kind)
    assert len(lines) == 10
    assert ran.counts.documents == 10
    assert "not compressed data" in ran.reasons[0]["error"]


def test_zeros_behind_gzip_are_padding(tmp_path: Path) -> None:
    assert read(gzip.compress(b"abc") + b"\0" * 500, tmp_path) == b"abc"


@pytest.mark.parametrize("kind", PACK)
def test_the_first_bytes_alone_are_no_stream(kind: str, tmp_path: Path) -> None:
    for length in (4, 6):
        with pytest.raises(DumpError):
            read(PACK[kind](b"abc")[:length], tmp_path)


def test_what_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(DumpError, match=str(path)):
            open_stream(str(path))


@pytest.mark.parametrize("kind", PACK)
def test_a_small_file_that_unpacks_to_a_huge_one_stays_within_bounds(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(PACK[kind](b"\0" * 300_000_000))
    tracemalloc.start()
    try:
        with closing(open_stream(str(path))) as stream:
            stream.head()
            total = sum(len(piece) for piece in pieces(stream.stream(), 1 << 21))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 300_000_000
    assert peak < 30_000_000


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
def test_the_same_data_are_always_the_same_frame(compression: Compression) -> None:
    one, other = (frame(b"abc" * 1000, compression) for _ in range(2))
    assert one == other


@given(
    data=st.binary(max_size=300),
    sizes=st.lists(st.integers(1, 50), min_size=1),
    size=st.integers(1, 60),
)
def test_pieces_are_the_stream_whatever_it_gives_at_a_time(
    data: bytes, sizes: list[int], size: int
) -> None:
    class Slow(io.BytesIO):
        turns = 0

        def read(self, most: int | None = -1, /) -> bytes:
            self.turns += 1
            return super().read(min(most or 0, sizes[self.turns % len(sizes)]))

    found = list(pieces(Slow(data), size))
    assert b"".join(found) == data
    assert all(len(piece) == size for piece in found[:-1])


@given(data=st.binary(max_size=300), looks=st.integers(0, 3))
def test_looking_at_the_head_takes_nothing_away(data: bytes, looks: int) -> None:
    stream = Opened("stream", io.BytesIO(gzip.compress(data)), (), None)
    assert {stream.head() for _ in range(looks)} <= {data}
    assert stream.stream().read() == data


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("a.jsonl", ("jsonl", "")),
        ("A.JSONL.GZ", ("jsonl", "gz")),
        ("a.ndjson.zst", ("jsonl", "zst")),
        ("a.warc.wet.gz", ("wet", "gz")),
        ("a.warc.gz", ("warc", "gz")),
        ("a.tgz", ("tar", "gz")),
        ("s3://b/a.tar.zst", ("tar", "zst")),
        ("a.parquet", ("parquet", "")),
        ("a.txt", None),
        ("a.json", None),
        ("jsonl", None),
        ("a.gz", None),
        ("a.jsonl.bak", None),
        ("-", None),
    ],
)
def test_names_say_what_a_dump_is(name: str, known: tuple[str, str] | None) -> None:
    assert format_of(name) == known
