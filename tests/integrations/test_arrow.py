"""Arrow tables and batches, and what goes through them: pandas, Polars, Hugging Face datasets."""

from __future__ import annotations

import inspect
import json
import pickle
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from datasets.fingerprint import Hasher

from cleaner import Cleaner, UnknownRule, record
from cleaner.dumps.errors import DumpError
from cleaner.integrations.arrow import ArrowCleaner
from tests.support.texts import AD, ARTICLE, BODY, FORM, PAGE, PDF, TIDY

TEXTS = [AD, TIDY, None, "", FORM]
CLEANED = [TIDY, TIDY, None, "", BODY]


def table(**columns: Any) -> pa.Table:
    return pa.table(
        {
            "id": list(range(7, 7 + len(TEXTS))),
            "text": TEXTS,
            "score": [0.5] * len(TEXTS),
            **columns,
        }
    )


def restored(line: str, cleaned: str) -> str:
    entry = next(record.read(line.encode(), "record"))
    return record.restore(entry, cleaned.encode(), "text").decode()


# What it does


def test_texts_are_cleaned_in_their_place() -> None:
    before = table()
    after = ArrowCleaner()(before)
    assert after["text"].to_pylist() == CLEANED
    assert after.schema == before.schema
    assert after.drop(["text"]) == before.drop(["text"])


def test_a_batch_comes_back_as_a_batch() -> None:
    batch = table().to_batches()[0]
    after = ArrowCleaner(record_column="record")(batch)
    assert isinstance(after, pa.RecordBatch)
    assert after.column("text").to_pylist() == CLEANED
    assert pa.Table.from_batches([after]).drop(["record"]) == ArrowCleaner()(table())


def test_records_rebuild_the_originals() -> None:
    after = ArrowCleaner(record_column="record")(table())
    lines = after["record"].to_pylist()
    for number in (0, 4):
        assert restored(lines[number], CLEANED[number] or "") == TEXTS[number]
    assert [(row["id"], row["at"]) for row in map(json.loads, lines)] == [
        ("7", 1),
        ("8", 2),
        ("9", 3),
        ("10", 4),
        ("11", 5),
    ]


def test_records_of_what_was_left_alone_are_empty() -> None:
    lines = ArrowCleaner(record_column="record")(table())["record"].to_pylist()
    assert [json.loads(lines[number])["attributes"] for number in (1, 2, 3)] == [{}, {}, {}]


def test_pages_make_way_for_their_articles() -> None:
    pages = pa.table(
        {"url": ["https://herald.example/river"], "raw_html": [PAGE.encode()], "language": ["en"]}
    )
    after = ArrowCleaner()(pages)
    assert after.to_pydict() == {
        "url": ["https://herald.example/river"],
        "text": [ARTICLE],
        "language": ["en"],
    }


def test_pages_as_markdown() -> None:
    after = ArrowCleaner(output="markdown", output_column="markdown")(pa.table({"html": [PAGE]}))
    assert after["markdown"][0].as_py().startswith("# The river rose\n")


def test_kind_html_takes_the_text_column_for_pages() -> None:
    assert ArrowCleaner(kind="html")(pa.table({"content": [PAGE]})).to_pydict() == {
        "text": [ARTICLE]
    }


def test_another_column_for_the_cleaned_text() -> None:
    after = ArrowCleaner(output_column="clean")(table())
    assert after["clean"].to_pylist() == CLEANED
    assert after.drop(["clean"]) == table()


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int8(), pa.string()),
    ],
    ids=str,
)
def test_the_column_keeps_its_type(kind: pa.DataType) -> None:
    texts = pa.array([AD, None, AD])
    texts = (
        texts.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else texts.cast(kind)
    )
    after = ArrowCleaner()(pa.table({"text": texts}))["text"]
    assert after.type == kind
    assert after.cast(pa.string()).to_pylist() == [TIDY, None, TIDY]


def test_a_document_that_cannot_be_cleaned_stops_nothing() -> None:
    pages = pa.table({"id": ["a", "b", "c"], "html": [PDF, PAGE.encode(), None]})
    after = ArrowCleaner(record_column="record", error_column="error")(pages)
    assert after["text"].to_pylist() == [None, ARTICLE, None]
    reason = "this is a PDF document, not HTML. Extract its text first, for example with pdftotext."
    assert after["error"].to_pylist() == [reason, None, None]
    assert json.loads(after["record"][0].as_py())["error"] == reason


def test_a_document_over_the_limit_is_passed_through() -> None:
    after = ArrowCleaner(max_document=len(AD), error_column="error")(table())
    assert after["text"].to_pylist() == [TIDY, TIDY, None, "", FORM]
    reasons = after["error"].to_pylist()
    assert reasons[:4] == [None] * 4
    assert reasons[4] == f"it has {len(FORM)} characters, and the limit is {len(AD)} (max_document)"


def test_bytes_that_are_no_utf8_have_a_record_too() -> None:
    after = ArrowCleaner(record_column="record")(pa.table({"text": [AD.encode() + b"\xff"]}))
    assert after["text"].to_pylist() == [TIDY.encode() + b"\xff"]


def test_bytes_that_are_no_utf8_are_kept() -> None:
    assert ArrowCleaner()(pa.table({"text": [AD.encode() + b"\xff"]}))["text"].to_pylist() == [
        TIDY.encode() + b"\xff"
    ]


@pytest.mark.parametrize(
    "rows",
    [pa.table({"text": pa.array([], pa.string())}), pa.table({"text": [None, None]})],
    ids=["none", "nulls"],
)
def test_nothing_to_clean(rows: pa.Table) -> None:
    assert ArrowCleaner()(rows) == rows
    added = ArrowCleaner(record_column="record", error_column="error")(rows)
    assert added.drop(["record", "error"]) == rows
    assert added["error"].to_pylist() == [None] * len(rows)


def test_an_empty_batch_stays_one() -> None:
    batch = table().to_batches()[0].slice(0, 0)
    assert ArrowCleaner()(batch) == batch


def test_tidy_texts_are_left_alone() -> None:
    rows = pa.table({"text": [TIDY, BODY, ""]}, metadata={"made": "by hand"})
    after = ArrowCleaner()(rows)
    assert after == rows
    assert after.schema.metadata == {b"made": b"by hand"}


def test_what_is_cleaned_once_is_left_alone() -> None:
    once = ArrowCleaner()(table())
    assert ArrowCleaner()(once) == once


# Which columns


def test_a_column_without_values_is_a_candidate_as_in_the_other_batches() -> None:
    tool = ArrowCleaner()
    values = pa.schema({"text": pa.string(), "id": pa.string(), "url": pa.string()})
    nulls = pa.schema({"text": pa.null(), "id": pa.null(), "url": pa.null()})
    assert tool.columns(values) == tool.columns(nulls)
    for schema in (
        {"text": pa.string(), "content": pa.null()},
        {"text": pa.null(), "content": pa.string()},
    ):
        with pytest.raises(DumpError, match="'text' or 'content'"):
            tool.columns(pa.schema(schema))


def test_columns_for_a_schema_are_those_that_are_used() -> None:
    tool = ArrowCleaner(record_column="record")
    named = tool.for_schema(table().schema)
    assert named(table()) == tool(table())
    with pytest.raises(DumpError, match="there is no text column 'text'"):
        named(pa.table({"content": [AD], "id": [1]}))
    assert tool(pa.table({"content": [AD]}))["content"].to_pylist() == [
        TIDY
    ]  # that one still guesses


def test_no_column_of_text() -> None:
    with pytest.raises(
        DumpError,
        match=r"cannot tell which column holds the text.* Use text_column or html_column\.$",
    ):
        ArrowCleaner()(pa.table({"score": [1.0], "title": ["The river rose"]}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text_column": "score"}, "there is no text column 'score'"),
        ({"id_column": "score"}, "there is no text column 'score'"),
        (
            {"record_column": "text"},
            "there is a column 'text' already. Name another one: record_column.",
        ),
        (
            {"error_column": "score"},
            "there is a column 'score' already. Name another one: error_column.",
        ),
        ({"output_column": "id"}, "there is a column 'id' already, .* output_column."),
        (
            {"output_column": "score"},
            "there is a column 'score' already. Name another one: output_column.",
        ),
        (
            {"output_column": "new", "record_column": "new"},
            "there is a column 'new' already. Name another one: record_column.",
        ),
        (
            {"record_column": "new", "error_column": "new"},
            "there is a column 'new' already. Name another one: error_column.",
        ),
    ],
)
def test_a_column_that_cannot_be_used(options: Any, message: str) -> None:
    with pytest.raises(DumpError, match=message):
        ArrowCleaner(**options)(table())


def test_the_articles_do_not_overwrite_a_column() -> None:
    with pytest.raises(
        DumpError,
        match=r"there is a column 'text' already, and the text of 'html' would replace it",
    ):
        ArrowCleaner(html_column="html")(pa.table({"html": [PAGE], "text": ["A note."]}))
    with pytest.raises(
        DumpError, match=r"there is a column 'text' already\. Name another one: record_column\."
    ):
        ArrowCleaner(record_column="text")(pa.table({"html": [PAGE]}))


# Which options


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text_column": "a", "html_column": "b"}, "not both"),
        ({"text_column": "a", "kind": "html"}, "name an html_column"),
        ({"html_column": "a", "kind": "page"}, "name a text_column"),
        ({"keep": ["headline"]}, "headline"),
        ({"kind": "pages"}, "not 'pages'. Did you mean 'page'"),
    ],
)
def test_options_that_do_not_go_together(options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ArrowCleaner(**options)


def test_an_unknown_rule_is_told_at_once() -> None:
    with pytest.raises(UnknownRule, match=r"ad\.lable"):
        ArrowCleaner(ignore=["ad.lable"])


def test_options_of_the_cleaner_are_passed_on() -> None:
    assert ArrowCleaner(ignore=["ad"])(table())["text"].to_pylist() == [AD, TIDY, None, "", BODY]
    assert ArrowCleaner(allow=["Advertisement"])(table())["text"].to_pylist() == [
        AD,
        TIDY,
        None,
        "",
        BODY,
    ]


def test_the_typed_options_are_the_cleaners() -> None:
    cleaners = set(inspect.signature(Cleaner).parameters)
    assert cleaners < set(inspect.signature(ArrowCleaner).parameters)


def test_a_pickle_is_small_and_does_the_same(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[phrases]]\nrule = "mine.slogan"\nreason = "our slogan"\n'
        'text = ["The Daily Flood since %d"]\n'
    )
    tool = ArrowCleaner(ignore=["ad"], phrase_files=[own], record_column="record")
    rows = pa.table({"text": [AD, f"{TIDY}\n\nThe Daily Flood since 1902\n"]})
    data = pickle.dumps(tool)
    assert len(data) < 2_000
    again = pickle.loads(data)(rows)
    assert again == tool(rows)
    assert again["text"].to_pylist() == [AD, f"{TIDY}\n"]


# Other tools


def test_pandas() -> None:
    frame = pd.DataFrame({"id": [1, 2], "text": [AD, TIDY]}, index=["a", "b"])
    cleaned = ArrowCleaner()(pa.Table.from_pandas(frame)).to_pandas()
    assert cleaned["text"].tolist() == [TIDY, TIDY]
    pd.testing.assert_frame_equal(cleaned.drop(columns="text"), frame.drop(columns="text"))


def test_pandas_with_pages() -> None:
    frame = pd.DataFrame({"html": [PAGE], "score": [0.5]}, index=["a"])
    cleaned = ArrowCleaner()(pa.Table.from_pandas(frame)).to_pandas()
    assert list(cleaned.columns) == ["text", "score"]
    assert cleaned.loc["a", "text"] == ARTICLE


def test_frames_are_taken_as_they_are() -> None:
    for frame in (pl.DataFrame({"text": [AD, TIDY]}), pd.DataFrame({"text": [AD, TIDY]})):
        cleaned = ArrowCleaner()(frame)
        assert isinstance(cleaned, pa.Table)
        assert cleaned["text"].to_pylist() == [TIDY, TIDY]


@pytest.mark.parametrize("data", [[AD], {"text": [AD]}, AD, None])
def test_what_has_no_arrow_data_is_refused(data: object) -> None:
    with pytest.raises(TypeError, match="needs a pyarrow Table or RecordBatch, or data with"):
        ArrowCleaner()(data)


@pytest.mark.parametrize("column", [pl.Series("text", [AD]), pa.chunked_array([[AD]])])
def test_a_column_alone_is_refused(column: object) -> None:
    with pytest.raises(TypeError, match="needs a table, not a column alone"):
        ArrowCleaner()(column)


def test_polars() -> None:
    frame = pl.DataFrame({"id": [1, 2], "text": [AD, TIDY], "tags": [["a"], []]})
    cleaned = pl.from_arrow(ArrowCleaner()(frame.to_arrow()))
    assert isinstance(cleaned, pl.DataFrame)
    assert cleaned["text"].to_list() == [TIDY, TIDY]
    assert cleaned.drop("text").equals(frame.drop("text"))


@pytest.fixture
def dataset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> datasets.Dataset:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    return datasets.Dataset.from_dict({"id": list(range(6)), "text": [AD, TIDY] * 3})


def test_hugging_face_datasets(dataset: datasets.Dataset) -> None:
    cleaned = (
        dataset.with_format("arrow")
        .map(ArrowCleaner(error_column="error"), batched=True, batch_size=4)
        .with_format(None)
    )
    assert cleaned["text"][:] == [TIDY] * 6
    assert cleaned["error"][:] == [None] * 6
    assert cleaned.remove_columns(["text", "error"])[:] == dataset.remove_columns("text")[:]


def test_hugging_face_datasets_know_that_it_is_the_same() -> None:
    """By this hash `map` finds what it has done before."""
    tool = ArrowCleaner(ignore=["ad"])
    before = Hasher.hash(tool)
    tool(table())
    assert Hasher.hash(tool) == before == Hasher.hash(ArrowCleaner(ignore=["ad"]))
    assert Hasher.hash(ArrowCleaner()) != before
