"""Parquet: types, row groups, what is kept of a file, damage, and Parquet as JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base, parquet_sink
from cleaner.dumps.formats import rows as rows_module
from tests.support.documents import ending_documents
from tests.support.dumps import DIRTY, PAGE, RIVER, back, clean, read, restored, rows

TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.large_binary(),
    pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.int8(), pa.large_string()),
]


def written(path: Path, table: pa.Table, **how: Any) -> Path:
    pq.write_table(table, path, **how)
    return path


def table(
    texts: Sequence[str | None], kind: pa.DataType | None = None, **more: pa.Array
) -> pa.Table:
    kind = kind or pa.string()
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    binary = pa.types.is_binary(inner) or pa.types.is_large_binary(inner)
    values = pa.array(
        [text.encode() if binary and text is not None else text for text in texts], inner
    )
    return pa.table(
        {
            "id": pa.array(range(len(texts))),
            "text": values.cast(kind) if kind != inner else values,
            **more,
        }
    )


def texts_of(path: Path) -> list[str | None]:
    values = pq.read_table(path).column("text").to_pylist()
    return [value.decode() if isinstance(value, bytes) else value for value in values]


# --- What stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_a_text_keeps_its_type_and_nulls_stay_null(kind: pa.DataType, tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", table([DIRTY, None, RIVER, "", DIRTY], kind))
    ran = clean(path)
    out = tmp_path / "out-dump.parquet"
    assert pq.read_schema(out).equals(pq.read_schema(path), check_metadata=True)
    assert texts_of(out) == [RIVER, None, RIVER, "", RIVER]
    assert (ran.counts.changed, ran.counts.without, ran.counts.failed) == (2, 1, 0)
    assert [row["id"] for row in ran.on_record] == ["0", "1", "2", "3", "4"]
    back(path)
    assert texts_of(tmp_path / "restored-out-dump.parquet") == [DIRTY, None, RIVER, "", DIRTY]


def test_a_text_that_went_does_not_stay_in_a_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "TASK_BYTES", 1)
    path = written(
        tmp_path / "dump.parquet",
        table([None, RIVER, DIRTY], pa.dictionary(pa.int32(), pa.string())),
    )
    clean(path)
    (chunk,) = pq.read_table(tmp_path / "out-dump.parquet").column("text").chunks
    assert chunk.dictionary.to_pylist() == [RIVER]
    assert b"Leave a Reply" not in (tmp_path / "out-dump.parquet").read_bytes()


def test_other_columns_stay_the_very_same(tmp_path: Path) -> None:
    more = {
        "n": pa.array([1, None, 3], pa.uint8()),
        "f": pa.array([float("nan"), -0.0, 1e300]),
        "when": pa.array([0, 1, None], pa.timestamp("us", tz="Europe/Berlin")),
        "money": pa.array([1, 2, 3], pa.decimal128(20, 2)),
        "list": pa.array([["a", None], [], None]),
        "struct": pa.array([{"text": DIRTY, "x": [1]}, None, {"text": None, "x": None}]),
        "map": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int64())),
        "raw": pa.array([b"\xff\x00", None, b""], pa.binary()),
        "fixed": pa.array([b"ab", None, b"cd"], pa.binary(2)),
        "word": pa.array(["x", "y", "x"]).dictionary_encode(),
        "yes": pa.array([True, None, False]),
        "nothing": pa.nulls(3),
    }
    path = written(tmp_path / "dump.parquet", table([DIRTY, RIVER, DIRTY], **more))
    clean(path, Columns("text"))
    before, after = pq.read_table(path), pq.read_table(tmp_path / "out-dump.parquet")
    assert str(before.drop_columns("text").to_pylist()) == str(
        after.drop_columns("text").to_pylist()
    )
    assert before.schema.equals(after.schema, check_metadata=True)
    assert texts_of(tmp_path / "out-dump.parquet") == [RIVER, RIVER, RIVER]


def test_metadata_of_the_file_and_of_its_columns_stay(tmp_path: Path) -> None:
    schema = pa.schema(
        [pa.field("text", pa.string(), nullable=False, metadata={"about": "the words"})],
        metadata={"made by": "the mill"},
    )
    path = written(tmp_path / "dump.parquet", pa.table({"text": [DIRTY]}, schema=schema))
    clean(path)
    kept = pq.read_schema(tmp_path / "out-dump.parquet")
    assert kept.metadata[b"made by"] == b"the mill"
    assert kept.field("text").metadata[b"about"] == b"the words"
    assert not kept.field("text").nullable


@pytest.mark.parametrize("size", [1, 300, 1 << 21])
def test_row_groups_keep_their_shape_whatever_the_tasks(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "TASK_BYTES", size)
    path = written(tmp_path / "dump.parquet", table([DIRTY, RIVER] * 12 + ["x"]), row_group_size=7)
    clean(path)
    kept = pq.ParquetFile(tmp_path / "out-dump.parquet").metadata
    assert [kept.row_group(number).num_rows for number in range(kept.num_row_groups)] == [
        7,
        7,
        7,
        4,
    ]
    assert texts_of(tmp_path / "out-dump.parquet") == [RIVER] * 24 + ["x"]


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_compression_stays(codec: str, tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", table([DIRTY]), compression=codec)
    clean(path)
    before, after = (
        pq.ParquetFile(name).metadata.row_group(0).column(1).compression
        for name in (path, tmp_path / "out-dump.parquet")
    )
    assert before == after


def test_each_column_keeps_a_compression_of_its_own(tmp_path: Path) -> None:
    data = table([DIRTY], inner=pa.array([{"a": [1]}]))
    path = written(
        tmp_path / "dump.parquet",
        data,
        compression={"id": "none", "text": "zstd", "inner.a.list.element": "gzip"},
    )
    clean(path, Columns("text"))
    group = pq.ParquetFile(tmp_path / "out-dump.parquet").metadata.row_group(0)
    assert [group.column(number).compression for number in range(3)] == [
        "UNCOMPRESSED",
        "ZSTD",
        "GZIP",
    ]


def test_a_dump_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", table([]))
    ran = clean(path)
    assert pq.read_table(tmp_path / "out-dump.parquet").schema == pq.read_schema(path)
    assert (ran.record, ran.errors, ran.counts.documents) == (b"", None, 0)


def test_a_clean_dump_has_the_same_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", table([RIVER, None, ""]))
    assert clean(path).counts.changed == 0
    assert pq.read_table(tmp_path / "out-dump.parquet").equals(pq.read_table(path))


# --- What is passed through -----------------------------------------------------------------------


def test_bytes_that_are_no_utf_8_stay_in_columns_of_bytes(tmp_path: Path) -> None:
    path = written(
        tmp_path / "dump.parquet",
        pa.table({"text": pa.array([b"caf\xe9 " + DIRTY.encode(), b"\xff\xfe"])}),
    )
    clean(path)
    assert pq.read_table(tmp_path / "out-dump.parquet").column("text").to_pylist() == [
        b"caf\xe9 " + RIVER.encode(),
        b"\xff\xfe",
    ]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_a_string_that_is_no_utf_8_stays_as_it_is_and_stops_nothing(
    kind: pa.DataType, tmp_path: Path
) -> None:
    raw = pa.array([DIRTY.encode(), b"caf\xe9", DIRTY.encode()], pa.binary())
    broken = raw.cast(pa.large_binary()) if kind == pa.large_string() else raw
    texts = pa.Array.from_buffers(kind, 3, broken.buffers())
    path = written(tmp_path / "dump.parquet", pa.table({"id": texts, "text": texts, "url": texts}))
    ran = clean(path)
    kept = pq.read_table(tmp_path / "out-dump.parquet").column("text")
    binary = [
        value.as_py()
        for value in kept.chunk(0).cast(
            pa.large_binary() if kind == pa.large_string() else pa.binary()
        )
    ]
    assert binary == [RIVER.encode(), b"caf\xe9", RIVER.encode()]
    assert ran.counts.documents == 3


def test_html_makes_way_for_its_text_in_its_place(tmp_path: Path) -> None:
    path = written(
        tmp_path / "dump.parquet",
        pa.table({"id": ["a", "b", "c"], "html": [PAGE, None, PAGE], "z": [1, 2, 3]}),
    )
    ran = clean(path)
    out = pq.read_table(tmp_path / "out-dump.parquet")
    assert out.column_names == ["id", "text", "z"]
    assert out.column("text")[0].as_py().startswith("The river rose in the night")
    assert out.column("text")[1].as_py() is None
    assert [row.get("kind") for row in ran.on_record] == ["html", None, "html"]


def test_with_an_output_column_the_text_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", table([DIRTY, None, RIVER]))
    clean(path, Columns("text", output="cleaned"))
    out = pq.read_table(tmp_path / "out-dump.parquet")
    assert out.column("text").equals(pq.read_table(path).column("text"))
    assert out.column("cleaned").to_pylist() == [RIVER, None, RIVER]


def test_a_column_that_is_there_already_is_not_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", pa.table({"html": [PAGE], "text": ["mine"]}))
    with pytest.raises(DumpError, match="'text' already"):
        clean(path, Columns(html="html"))
    with pytest.raises(DumpError, match="'html' already"):
        clean(path, Columns(text="text", output="html"))
    number = written(tmp_path / "dump.parquet", pa.table({"html": [PAGE], "text": [1]}))
    with pytest.raises(DumpError, match="'text' already"):
        clean(number)


# --- What is no Parquet ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PAR1",
        b"PAR1" + b"\0" * 100 + b"PAR1",
        b"no Parquet at all, but a text of some length",
    ],
)
def test_what_is_no_parquet_is_a_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "dump.parquet").write_bytes(data)
    with pytest.raises(DumpError, match=r"dump\.parquet: not a valid Parquet file"):
        clean(tmp_path / "dump.parquet")


@pytest.mark.parametrize("size", [1, 5_000, 1 << 21])
@pytest.mark.parametrize("to", ["out-dump.parquet", "out.jsonl"])
def test_a_damaged_page_costs_no_other_row_group(to: str, size: int, tmp_path: Path) -> None:
    texts = [f"{number} {os.urandom(200).hex()}" for number in range(60)]
    path = written(
        tmp_path / "dump.parquet",
        table(texts),
        row_group_size=20,
        compression="gzip",
        use_dictionary=False,
    )
    group = pq.ParquetFile(path).metadata.row_group(1).column(1)
    data = bytearray(path.read_bytes())
    at = group.data_page_offset + group.total_compressed_size // 2
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", size)
        ran = clean(path, to=to)
    made = pq.read_table(tmp_path / to).to_pylist() if to.endswith(".parquet") else ran.rows
    kept = [row["text"].split()[0] for row in made]
    assert [*range(20), *range(40, 60)] == [
        int(number) for number in kept if not 20 <= int(number) < 40
    ]
    assert ran.counts.damaged
    assert all("row group 1: rows" in row["error"] for row in ran.reasons)
    assert ran.counts.documents == len(made)


# --- What is small in the file and large in memory ------------------------------------------------


def unpacking(texts: Sequence[str], count: int, kind: pa.DataType | None = None) -> pa.Array:
    """Texts that are in a dictionary once, and so often in the column."""
    places = pa.array([number % len(texts) for number in range(count)], pa.int32())
    column = pa.DictionaryArray.from_arrays(places, pa.array(texts))
    return column if kind is None else column.cast(pa.string()).cast(kind)


@pytest.mark.parametrize("kind", [None, pa.string(), pa.string_view()], ids=str)
@pytest.mark.parametrize("name", ["text", "other"])
def test_texts_of_a_dictionary_are_read_a_few_at_a_time(
    name: str, kind: pa.DataType | None, tmp_path: Path
) -> None:
    column = unpacking(["a" * 1_000_000, "b" * 500_000], 60, kind)
    texts = pa.array([RIVER] * 60)
    path = written(
        tmp_path / "dump.parquet", pa.table({"text": texts, "other": texts, name: column})
    )
    assert path.stat().st_size < 100_000
    with closing(read(path, Columns("text"), to="out.jsonl")) as source:
        tasks = list(source.tasks(0))
        documents = [document for task in tasks for document in task.open().documents]
    assert all(len(task.open().documents) <= 4 for task in tasks)
    assert [document.at for document in documents] == list(range(1, 61))
    with closing(read(path, Columns("text"), to="out.jsonl")) as source:
        assert list(source.tasks(7)) == tasks[7:]


def test_a_dictionary_of_one_text_stays_one(tmp_path: Path) -> None:
    column = unpacking([DIRTY * 30], 40)
    path = written(tmp_path / "dump.parquet", pa.table({"text": column}))
    clean(path)
    kept = pq.read_table(tmp_path / "out-dump.parquet").column("text")
    assert kept.type == pa.dictionary(pa.int32(), pa.string())
    assert all(len(chunk.dictionary) == 1 for chunk in kept.chunks)


HOSTILE = {
    "a text": pa.array(["a" * 200_000_000]),
    "a list": pa.array([[0] * 2_000_000]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_row_group_that_would_take_much_memory_is_refused(name: str, tmp_path: Path) -> None:
    before = table([DIRTY, RIVER], more=pa.array(["x", "y"]))
    hostile = pa.table({"id": [9], "text": pa.array([RIVER]), "more": HOSTILE[name]})
    schema = hostile.schema
    path = tmp_path / "dump.parquet"
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        empty = pa.array([HOSTILE[name][0].as_py()[:0]] * 2, schema.field("more").type)
        good = before.set_column(2, "more", empty)
        for each in (good, hostile, good):
            writer.write_table(each)
    ran = clean(path, Columns("text"), to="out.jsonl")
    assert [row["id"] for row in ran.rows] == [0, 1, 0, 1]
    assert ran.counts.damaged == 1
    (reason,) = ran.reasons
    assert "row group 1: rows 3 to 3 cannot be read" in reason["error"]
    assert "bytes of column 'more" in reason["error"]
    assert "would unpack to" in reason["error"]


def test_lists_of_equal_numbers_are_not_refused(tmp_path: Path) -> None:
    masks = pa.array([[1] * 512] * 3_000, pa.list_(pa.int8()))
    path = written(tmp_path / "dump.parquet", pa.table({"text": [DIRTY] * 3_000, "mask": masks}))
    assert path.stat().st_size < 60_000
    ran = clean(path)
    assert (ran.counts.damaged, ran.counts.changed) == (0, 3_000)


def test_texts_that_are_much_alike_are_not_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path / "dump.parquet",
        table([DIRTY] * 40_000),
        compression="zstd",
        use_dictionary=False,
    )
    assert path.stat().st_size * 50 < len(DIRTY) * 40_000
    with closing(read(path)) as source:
        documents = [document for task in source.tasks(0) for document in task.open().documents]
    assert len(documents) == 40_000


READ = """
import sys
from contextlib import closing
from pathlib import Path
from tests.support.dumps import read
with closing(read(Path(sys.argv[1]))) as source:
    source.schema
    assert [*source.tasks(0)]
print("pandas" in sys.modules)
"""


@pytest.mark.parametrize("number", range(len(TYPES)))
def test_reading_loads_no_pandas(number: int, tmp_path: Path) -> None:
    column = pa.array(["a", None, "b"]).cast(TYPES[number])
    path = written(tmp_path / "dump.parquet", pa.table({"text": column}))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_an_unfinished_row_group_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DumpError("stopped")

    monkeypatch.setattr(base, "TASK_BYTES", 300)
    monkeypatch.setattr(parquet_sink.ParquetFile, "_write_group", fail)
    path = written(tmp_path / "dump.parquet", table([DIRTY] * 40))
    with pytest.raises(DumpError, match="stopped"):
        clean(path)
    assert [each.name for each in tmp_path.iterdir()] == ["dump.parquet"]


def test_a_large_row_group_is_written_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "TASK_BYTES", 300)
    monkeypatch.setattr(rows_module, "GROUP_BYTES", 3_000)
    path = written(tmp_path / "dump.parquet", table([DIRTY] * 40), row_group_size=20)
    clean(path)
    kept = pq.ParquetFile(tmp_path / "out-dump.parquet").metadata
    sizes = [kept.row_group(number).num_rows for number in range(kept.num_row_groups)]
    assert len(sizes) > 2
    assert sum(sizes) == 40
    assert texts_of(tmp_path / "out-dump.parquet") == [RIVER] * 40


@pytest.mark.parametrize("has_ids", [True, False])
def test_a_dump_with_damage_is_restored(*, has_ids: bool, tmp_path: Path) -> None:
    texts = [f"{os.urandom(90).hex()}\n\n{DIRTY}" for _ in range(12)]
    data = table(texts) if has_ids else table(texts).drop_columns("id")
    path = written(
        tmp_path / "dump.parquet", data, row_group_size=4, compression="gzip", use_dictionary=False
    )
    group = pq.ParquetFile(path).metadata.row_group(1)
    column = group.column(group.num_columns - 1)
    damaged = bytearray(path.read_bytes())
    half = column.total_compressed_size // 2
    at = column.data_page_offset + half
    damaged[at : at + half] = b"\xff" * half
    path.write_bytes(damaged)
    ran = clean(path)
    assert (ran.counts.damaged, ran.counts.changed) == (1, 8)
    back(path)
    assert texts_of(tmp_path / "restored-out-dump.parquet") == [*texts[:4], *texts[8:]]


def test_not_a_number_is_null_in_json(tmp_path: Path) -> None:
    numbers = [float("nan"), float("inf"), 1.5]
    nested = [{"a": [float("nan"), 1.0]}] * 3
    written(
        tmp_path / "dump.parquet", pa.table({"text": [DIRTY] * 3, "n": numbers, "deep": nested})
    )
    ran = clean(tmp_path / "dump.parquet", to="out.jsonl")
    assert b"NaN" not in ran.output
    assert b"Infinity" not in ran.output
    assert [row["n"] for row in ran.rows] == [None, None, 1.5]
    assert ran.rows[0]["deep"] == {"a": [None, 1.0]}


def test_a_dump_without_a_column_of_text_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", pa.table({"n": [1]}))
    with pytest.raises(DumpError, match="no columns of text"):
        clean(path)


# --- As JSON lines --------------------------------------------------------------------------------


def test_parquet_becomes_json_lines_with_all_its_columns(tmp_path: Path) -> None:
    more = {
        "when": pa.array([0, None], pa.timestamp("s")),
        "raw": pa.array([b"ab", b"\xff"]),
        "list": pa.array([[{"a": "é"}], None]),
    }
    path = written(tmp_path / "dump.parquet", table([DIRTY, None], **more))
    ran = clean(path, Columns("text"), to="out.jsonl")
    assert ran.rows == [
        {"id": 0, "text": RIVER, "when": "1970-01-01 00:00:00", "raw": "ab", "list": [{"a": "é"}]},
        {"id": 1, "text": None, "when": None, "raw": "\ufffd", "list": None},
    ]
    assert "é".encode() in ran.output
    original = restored(
        tmp_path / "out.jsonl", tmp_path / "out.jsonl.record.jsonl", Columns("text")
    )
    assert [row["text"] for row in rows(original)] == [DIRTY, None]


def test_parquet_becomes_compressed_json_lines_that_are_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.parquet", table([DIRTY, RIVER]))
    clean(path, to="out.jsonl.zst")
    plain = clean(path, to="out.jsonl")
    assert clean(tmp_path / "out.jsonl.zst", to="again.jsonl").output == plain.output


def test_json_lines_do_not_become_parquet(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(json.dumps({"text": DIRTY}).encode())
    with pytest.raises(
        DumpError,
        match=r"JSONL cannot be converted to PARQUET; use an output name ending in \.jsonl",
    ):
        clean(tmp_path / "dump.jsonl", to="out.parquet")


_texts = st.one_of(
    st.none(),
    ending_documents.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)),
)


@given(
    texts=st.lists(_texts, max_size=6),
    kind=st.sampled_from(TYPES),
    group=st.integers(1, 4),
    size=st.sampled_from((1, 200, 1 << 21)),
)
def test_every_dump_comes_back(
    texts: list[str | None],
    kind: pa.DataType,
    group: int,
    size: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = written(
        tmp_path_factory.mktemp("dump") / "dump.parquet", table(texts, kind), row_group_size=group
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", size)
        clean(path, Columns("text"))
        back(path, Columns("text"))
    assert pq.read_schema(path.with_name("restored-out-dump.parquet")).equals(
        pq.read_schema(path), check_metadata=True
    )
    assert texts_of(path.with_name("restored-out-dump.parquet")) == texts
