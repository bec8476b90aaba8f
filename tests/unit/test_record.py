"""The record: what its lines hold, and that originals come back from them byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cut, Result, clean, record
from tests.support.cli import ACCENT, DIRTY, PROSE, RULE


def entries(*lines: bytes) -> list[record.Entry]:
    return list(record.read(b"".join(lines), "r.jsonl"))


def made(text: str, *spans: tuple[int, int]) -> Result:
    return Result(
        text, tuple(Cut(start, end, "a.b", "why", text[start:end]) for start, end in spans)
    )


def line(name: str, result: Result, encoding: str = "utf-8") -> bytes:
    return record.line(name, result, encoding, "1.2.3")


def test_a_line_has_the_form_of_dolma_attributes() -> None:
    row = json.loads(line("a.txt", clean(DIRTY)))
    assert (row["id"], row["source"], row["version"], row["encoding"]) == (
        "a.txt",
        "cleaner",
        "1.2.3",
        "utf-8",
    )
    for start, end, score in row["attributes"][f"cleaner__{RULE}"]:
        assert DIRTY[start:end]
        assert score == 1.0
    assert "".join(text for *_, text in row["removed"]) == DIRTY.removeprefix(clean(DIRTY).text)


def test_a_clean_text_has_a_line_without_removals() -> None:
    row = json.loads(line("a.txt", clean(PROSE)))
    assert (row["attributes"], row["removed"]) == ({}, [])
    assert row["sha256"] == row["original_sha256"]


def test_a_refusal_is_on_record() -> None:
    assert (
        json.loads(line("a.txt", Result("text", refusal="Left unchanged: …")))["refusal"]
        == "Left unchanged: …"
    )


@pytest.mark.parametrize("name", ["a\nb.txt", "caf\udce9.txt", "\u2028.txt", "é.txt"])
def test_odd_names_stay_on_one_line(name: str) -> None:
    (entry,) = entries(line(name, made(PROSE)))
    assert entry.id == name


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (DIRTY, "utf-8"),
        ("\ufeff" + DIRTY, "utf-8"),
        (DIRTY.replace("\n", "\r\n"), "utf-16-le"),
        (ACCENT + DIRTY, "latin-1"),
        (DIRTY + "\u2028\x85\x0b", "utf-8"),
    ],
)
def test_restores_byte_for_byte(text: str, encoding: str) -> None:
    if encoding == "latin-1":
        text = text.replace("\u2028", "")
    result = clean(text)
    cleaned = result.text.encode(encoding)
    entry = record.choose(entries(line("a.txt", result, encoding)), cleaned, "a.txt")
    assert result.changed
    assert record.restore(entry, cleaned, "a.txt") == text.encode(encoding)


@given(st.text(min_size=4), st.data())
def test_any_cut_restores(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    result = made(text, (start, end))
    entry = record.choose(entries(line("a", result)), result.text.encode(), "a")
    assert record.restore(entry, result.text.encode(), "a") == text.encode()


def test_the_right_one_of_many_is_found_by_its_hash() -> None:
    results = [clean(f"{number} {DIRTY}") for number in range(5)]
    lines = [line(f"{number}.txt", result) for number, result in enumerate(results)]
    cleaned = results[3].text.encode()
    assert record.choose(entries(*lines), cleaned, "renamed.txt").id == "3.txt"


def test_of_several_that_fit_the_name_decides() -> None:
    both = entries(
        line("in/a.txt", made("one two", (3, 7))), line("in/b.txt", made("one three", (3, 9)))
    )
    assert record.choose(both, b"one", "out/b.txt").id == "in/b.txt"
    with pytest.raises(record.RecordError, match=r"several originals .*in/a\.txt, in/b\.txt"):
        record.choose(both, b"one", "c.txt")


def test_a_text_that_was_cleaned_again_comes_back_from_the_first_time() -> None:
    both = entries(line("a.txt", made("one two", (3, 7))), line("a.txt", made("one")))
    assert record.restore(record.choose(both, b"one", "a.txt"), b"one", "a.txt") == b"one two"


def test_a_text_that_was_changed_since_does_not_fit() -> None:
    with pytest.raises(
        record.RecordError, match=r"^a\.txt: the record does not match: the text was edited"
    ):
        record.choose(entries(line("a.txt", clean(DIRTY))), PROSE.encode() + b"more", "a.txt")


@pytest.mark.parametrize(
    "row",
    [
        b"{",
        b"[]",
        b"7",
        b"{}",
        (
            b'{"id": "a", "encoding": "utf-8", "sha256": "", "original_sha256": "", '
            b'"removed": [[1, 2]]}'
        ),
        b"\xff",
    ],
)
def test_what_is_no_record_is_named_with_its_line(row: bytes) -> None:
    with pytest.raises(record.RecordError, match=r"r\.jsonl, line 2 is not"):
        entries(line("a", made("x")), row)


@pytest.mark.parametrize(
    "change",
    [
        ("removed", [[0, 3, "a.b", "xyz"]]),
        ("removed", []),
        ("encoding", "utf-99"),
        ("removed", [[9, 12, "a.b", "xyz"]]),
    ],
)
def test_a_damaged_record_does_not_restore(change: tuple[str, object]) -> None:
    row = json.loads(line("a", made("one two", (3, 7))))
    row[change[0]] = change[1]
    entry = record.choose(entries(json.dumps(row).encode()), b"one", "a")
    with pytest.raises(record.RecordError, match=r"the record is damaged"):
        record.restore(entry, b"one", "a")


def test_a_new_record_replaces_an_old_one_only_if_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with record.Writer(str(path), "1", append=False) as writer:
        writer.add("a", made("x"), "utf-8")
    with pytest.raises(record.RecordError, match=r"exists\. Add --overwrite"):
        record.Writer(str(path), "1", append=False)
    assert [entry.id for entry in record.read(path.read_bytes(), "r")] == ["a"]
    with record.Writer(str(path), "1", append=False, overwrite=True) as writer:
        writer.add("b", made("x"), "utf-8")
    assert [entry.id for entry in record.read(path.read_bytes(), "r")] == ["b"]
    assert [name.name for name in tmp_path.iterdir()] == ["r.jsonl"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_record_without_a_line_replaces_nothing(overwrite: bool, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    if overwrite:
        path.write_bytes(line("a", made("x")))
    with record.Writer(str(path), "1", append=False, overwrite=overwrite):
        pass
    assert path.exists() == overwrite


def test_lines_are_not_added_to_what_is_not_a_record(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("My diary.\n")
    with pytest.raises(record.RecordError, match="not a cleaner record"):
        record.Writer(str(path), "1", append=True)
    assert path.read_text() == "My diary.\n"


def test_two_runs_do_not_write_one_record(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with record.Writer(str(path), "1", append=True) as first:
        first.add("a", made("one two", (3, 7)), "utf-8")
        second = record.Writer(str(path), "1", append=True)
        with second, pytest.raises(record.RecordError, match="another run is writing"):
            second.add("b", made("one two", (3, 7)), "utf-8")
    assert [entry.id for entry in record.read(path.read_bytes(), "r")] == ["a"]


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with record.Writer(str(path), "1", append=False) as writer:
        path.write_text("somebody's")
        with pytest.raises(record.RecordError, match="has appeared"):
            writer.add("a", made("x"), "utf-8")
    assert path.read_text() == "somebody's"


def test_originals_of_one_name_that_come_to_one_text_are_told_apart(tmp_path: Path) -> None:
    paths = ["/in/a/x.txt", "/in/b/x.txt"]
    originals = ["one two", "one three"]
    both = entries(
        *(
            record.line("x.txt", made(original, (3, len(original))), "utf-8", "1", path=path)
            for original, path in zip(originals, paths, strict=True)
        )
    )
    for place in ("/in/b/x.txt", "/out/b/x.txt", "b/x.txt"):
        assert record.choose(both, b"one", place).path == "/in/b/x.txt"
    with pytest.raises(record.RecordError, match=r"/in/a/x\.txt, /in/b/x\.txt.*--document"):
        record.choose(both, b"one", "/elsewhere/x.txt")
    for original, path in zip(originals, paths, strict=True):
        entry = record.choose(both, b"one", "/elsewhere/y.txt", document=path)
        assert record.restore(entry, b"one", "y").decode() == original


def test_appending_keeps_what_is_there_and_mends_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(line("a", made("x")).rstrip(b"\n"))
    with record.Writer(str(path), "1", append=True) as writer:
        writer.add("b", made("one two", (3, 7)), "utf-8")
        writer.add("unchanged", made("x"), "utf-8")
    assert [entry.id for entry in record.read(path.read_bytes(), "r")] == ["a", "b"]


def test_a_record_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(record.RecordError, match=r"the record cannot be written"):
        record.Writer(str(tmp_path), "1", append=False)
