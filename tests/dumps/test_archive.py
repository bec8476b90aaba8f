"""Tar archives, and files of a folder, as dumps."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import tracemalloc
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from backports import zstd

from cleaner import Cleaner
from cleaner.dumps.document import Settings
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import (
    FileFormat,
    base,
    format_of,
    open_files,
    open_source,
    sink_for,
)
from cleaner.dumps.formats.base import ReadOptions
from cleaner.dumps.run.run import Target, to_files
from cleaner.dumps.stream import open_stream
from tests.support.dumps import (
    DIRTY,
    PAGE,
    RIVER,
    TAIL,
    Ran,
    Watcher,
    clean,
    here,
    restored,
    rows,
    tasks_of,
)

_RAW = {"": lambda data: data, ".gz": gzip.compress, ".zst": zstd.compress}

NOTHING = dict.fromkeys(("title", "author", "published", "site_name", "language", "canonical_url"))
"""What a text says of itself, in Parquet."""


def tar(*members: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def cleaned(
    data: bytes, place: Path, *, name: str = "texts.tar", to: str = "out.jsonl", most: int = 10**6
) -> Ran:
    (place / name).write_bytes(data)
    return clean(place / name, to=to, most=most)


TEXT = ("a/b.txt", DIRTY.encode())


# --- Tar ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "compression"),
    [("t.tar", ""), ("t.tar.gz", ".gz"), ("t.tgz", ".gz"), ("t.tar.zst", ".zst"), ("t.tar.gz", "")],
)
def test_files_become_rows_with_their_path_and_their_text(
    name: str, compression: str, tmp_path: Path
) -> None:
    ran = cleaned(
        _RAW[compression](tar(TEXT, ("c.MD", RIVER.encode()), ("p.html", PAGE.encode()))),
        tmp_path,
        name=name,
    )
    assert [row["id"] for row in ran.rows] == ["a/b.txt", "c.MD", "p.html"]
    assert [row["text"] for row in ran.rows][:2] == [RIVER, RIVER]
    assert ran.rows[2]["text"].startswith("The river rose in the night")
    assert [row.get("kind") for row in ran.on_record] == [None, None, "html"]


def test_a_tar_becomes_parquet(tmp_path: Path) -> None:
    cleaned(tar(TEXT, ("bad.txt", b"\xff")), tmp_path, to="out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [
        {"id": "a/b.txt", **NOTHING, "text": RIVER},
        {"id": "bad.txt", **NOTHING, "text": None},
    ]


def test_the_texts_come_back(tmp_path: Path) -> None:
    cleaned(
        tar(
            TEXT,
            ("bad.txt", b"\xff"),
            ("c.txt", b"\xef\xbb\xbf" + DIRTY.replace("\n", "\r\n").encode()),
        ),
        tmp_path,
    )
    original = rows(restored(tmp_path / "out.jsonl", tmp_path / "out.jsonl.record.jsonl"))
    assert [row["text"] for row in original] == [
        DIRTY,
        None,
        "\ufeff" + DIRTY.replace("\n", "\r\n"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../../up.txt",
        "/etc/passwd.txt",
        "a/../../b.txt",
        "./x.txt",
        "C:\\x.txt",
        "\u202e.txt",
        "a\nb.txt",
        " .txt",
    ],
)
def test_names_are_ids_and_nothing_is_written_there(name: str, tmp_path: Path) -> None:
    place = tmp_path / "in" / "here"
    place.mkdir(parents=True)
    ran = cleaned(tar((name, DIRTY.encode())), place)
    assert [row["id"] for row in ran.rows] == [name]
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "out.jsonl",
        "out.jsonl.record.jsonl",
        "texts.tar",
    ]


@pytest.mark.parametrize("to", ["out.jsonl", "out.parquet"])
def test_a_name_that_is_no_utf_8_is_an_id_that_is(to: str, tmp_path: Path) -> None:
    ran = cleaned(tar(("caf\udce9.txt", DIRTY.encode()), form=tarfile.GNU_FORMAT), tmp_path, to=to)
    ids = (
        [row["id"] for row in ran.rows]
        if to == "out.jsonl"
        else pq.read_table(tmp_path / to).column("id").to_pylist()
    )
    assert ids == ["caf\\xe9.txt"]
    assert [row["id"] for row in ran.on_record] == ids
    ran.output.decode("utf-8" if to == "out.jsonl" else "latin-1")


@pytest.mark.parametrize(
    "other",
    [
        special("l.txt", tarfile.SYMTYPE, "/etc/passwd"),
        special("d.txt", tarfile.CHRTYPE),
        special("b.txt", tarfile.BLKTYPE),
        special("f.txt", tarfile.FIFOTYPE),
        special("dir.txt", tarfile.DIRTYPE),
        ("photo.jpg", b"\xff\xd8"),
        ("texts.jsonl", b"{}"),
        ("txt", b"a"),
        ("a.txt.bak", b"a"),
    ],
)
def test_what_is_no_text_and_no_page_is_left_out(
    other: tuple[str, bytes] | tarfile.TarInfo, tmp_path: Path
) -> None:
    ran = cleaned(tar(other, TEXT, other), tmp_path)
    assert [row["id"] for row in ran.rows] == ["a/b.txt"]
    assert ran.counts.documents == 1


def test_files_that_cannot_be_read_are_listed_and_have_no_text(tmp_path: Path) -> None:
    ran = cleaned(
        tar(("long.txt", b"x" * 2000), ("latin.txt", b"caf\xe9"), TEXT), tmp_path, most=1000
    )
    assert [row["text"] for row in ran.rows] == [None, None, RIVER]
    assert ["--max-document" in row["error"] or "UTF-8" in row["error"] for row in ran.reasons] == [
        True,
        True,
    ]


def test_an_empty_archive_has_no_documents(tmp_path: Path) -> None:
    assert cleaned(tar(), tmp_path).output == b""


@pytest.mark.parametrize("data", [b"", b"no tar at all", b"\xff" * 3000, gzip.compress(b"no tar")])
def test_what_is_no_archive_is_a_sentence(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"texts\.tar: not a tar archive"):
        cleaned(data, tmp_path)


@pytest.mark.parametrize("compression", ["", ".gz", ".zst"])
def test_of_an_archive_that_is_cut_off_the_files_before_that_are_cleaned(
    compression: str, tmp_path: Path
) -> None:
    texts = [os.urandom(9_000).hex().encode() for _ in range(40)]
    whole = tar(*[(f"{number}.txt", text) for number, text in enumerate(texts)])
    packed = _RAW[compression](whole)
    ran = cleaned(packed[: len(packed) * 2 // 3], tmp_path)
    assert 15 < len(ran.rows) < 40
    assert [row["text"].encode() for row in ran.rows] == texts[: len(ran.rows)]
    assert ran.counts.damaged == 1
    assert f"damaged after {len(ran.rows)} files" in ran.reasons[0]["error"]


@pytest.mark.parametrize("compression", ["", ".gz", ".zst"])
def test_an_archive_that_ends_in_its_first_file_is_a_sentence(
    compression: str, tmp_path: Path
) -> None:
    with pytest.raises(DumpError, match=r"texts\.tar: "):
        cleaned(_RAW[compression](tar(("a.txt", os.urandom(900)))[:700]), tmp_path)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_damaged_header_is_reported_and_not_the_end_of_the_archive(tmp_path: Path) -> None:
    data = bytearray(tar(TEXT, ("b.txt", DIRTY.encode()), ("c.txt", DIRTY.encode())))
    data[1024 + 10] ^= 0xFF
    ran = cleaned(bytes(data), tmp_path)
    assert [row["id"] for row in ran.rows] == ["a/b.txt"]
    assert "damaged after 1 file " in ran.reasons[0]["error"]


def linked(name: str, target: str) -> tarfile.TarInfo:
    return special(name, tarfile.LNKTYPE, target)


@pytest.mark.parametrize("compression", ["", ".gz"])
def test_a_hard_link_has_the_text_that_it_links_to(compression: str, tmp_path: Path) -> None:
    data = tar(
        linked("before.txt", "a/b.txt"),
        TEXT,
        linked("h.txt", "./a/b.txt"),
        ("c.txt", RIVER.encode()),
        linked("g.txt", "c.txt"),
        linked("picture.png", "a/b.txt"),
    )
    ran = cleaned(_RAW[compression](data), tmp_path, name=f"t.tar{compression}")
    assert [(row["id"], row["text"]) for row in ran.rows] == [
        ("a/b.txt", RIVER),
        ("c.txt", RIVER),
        ("before.txt", RIVER),
        ("h.txt", RIVER),
        ("g.txt", RIVER),
    ]
    assert [row["at"] for row in ran.on_record] == [1, 2, 3, 4, 5]
    assert ran.counts.failed == 0


@pytest.mark.parametrize("target", ["nothing.txt", "h.txt", "folder", "pointer.txt"])
def test_a_hard_link_to_what_is_not_there_is_listed(target: str, tmp_path: Path) -> None:
    folder, link = special("folder", tarfile.DIRTYPE), special("pointer.txt", tarfile.SYMTYPE, "a")
    ran = cleaned(tar(TEXT, folder, link, linked("h.txt", target)), tmp_path)
    assert [(row["id"], row["text"]) for row in ran.rows] == [("a/b.txt", RIVER), ("h.txt", None)]
    assert f"hard link to '{target}'" in ran.reasons[0]["error"]
    assert ran.counts.failed == 1


def test_links_of_a_damaged_archive_have_the_texts_before_the_damage(tmp_path: Path) -> None:
    data = tar(TEXT, linked("h.txt", "a/b.txt"), linked("g.txt", "c.txt"), ("c.txt", b"x" * 4096))
    ran = cleaned(data[: -(1 << 12)], tmp_path)
    assert {row["id"]: row["text"] for row in ran.rows if row["text"] is not None} == {
        "a/b.txt": RIVER,
        "h.txt": RIVER,
    }
    assert ran.counts.damaged == 1


@pytest.mark.parametrize("name", ["p.php", "P.ASPX", "index.php?id=3", "page.html?x=1"])
def test_a_page_that_a_script_made_is_read(name: str, tmp_path: Path) -> None:
    ran = cleaned(tar((name, PAGE.encode())), tmp_path)
    assert [row["id"] for row in ran.rows] == [name]
    assert ran.rows[0]["text"].startswith("The river rose in the night")


@pytest.mark.parametrize("body", [b"<?php\necho $river;\n", DIRTY.encode(), b""])
def test_a_script_itself_is_not_read(body: bytes, tmp_path: Path) -> None:
    ran = cleaned(tar(TEXT, ("p.php", body), linked("q.php", "p.php")), tmp_path)
    assert [row["id"] for row in ran.rows] == ["a/b.txt"]


def test_the_user_names_the_endings_of_texts(tmp_path: Path) -> None:
    (tmp_path / "t.tar").write_bytes(tar(TEXT, ("c.text", b"a"), ("d.srt", DIRTY.encode())))
    becomes = FileFormat("jsonl", "")
    options = ReadOptions(becomes, endings=(".srt", ".text"))
    with closing(open_source(open_stream(str(tmp_path / "t.tar")), "tar", options)) as source:
        documents = [document for task in source.tasks(0) for document in task.open().documents]
    assert [document.id for document in documents] == ["c.text", "d.srt"]


def test_the_members_of_an_archive_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "t.tar").write_bytes(tar(*[(f"{number}.png", b"") for number in range(20_000)]))
    tracemalloc.start()
    assert tasks_of(tmp_path / "t.tar", to="out.jsonl") == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE])
def test_a_name_that_claims_to_be_very_long_is_not_read_into_memory(
    kind: bytes, tmp_path: Path
) -> None:
    header = special("x", kind)
    header.size = 64_000_000
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as file:
        file.write(tar(TEXT)[: 2 * 512])
        file.write(header.tobuf(tarfile.USTAR_FORMAT))
        file.write(b"a" * header.size)
        file.write(tar(("c.txt", DIRTY.encode())))
    (tmp_path / "t.tar.gz").write_bytes(out.getvalue())
    tracemalloc.start()
    tasks = tasks_of(tmp_path / "t.tar.gz", to="out.jsonl")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    names = [row.id for task in tasks for row in task.rows]  # type: ignore[attr-defined]
    assert names[0] == "a/b.txt"
    assert names[-1] == "c.txt"
    assert peak < 20_000_000


def test_an_archive_without_its_closing_blocks_is_read(tmp_path: Path) -> None:
    data = tar(TEXT, ("b.txt", DIRTY.encode()))
    assert len(cleaned(data[: 4 * 512], tmp_path).rows) == 2


def test_tasks_of_any_size_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tar(*[(f"{number}.txt", (RIVER + TAIL * (number % 2)).encode()) for number in range(9)])
    whole = cleaned(data, tmp_path)
    monkeypatch.setattr(base, "TASK_BYTES", 1)
    again = cleaned(data, tmp_path)
    assert (again.output, again.record) == (whole.output, whole.record)
    tasks = tasks_of(tmp_path / "texts.tar", to="out.jsonl")
    assert tasks_of(tmp_path / "texts.tar", to="out.jsonl", skip=4) == tasks[4:]


# --- Folders --------------------------------------------------------------------------------------


def gathered(
    place: Path, names: list[str], to: str, most: int = 10**6
) -> tuple[Path, list[dict[str, str]]]:
    """Clean files into one dump, and read its error file."""
    output, errors = place / to, place / "errors.jsonl"
    becomes = format_of(to)
    assert becomes is not None
    with closing(
        open_files(
            "files",
            [(str(place / name), name) for name in names],
            ReadOptions(becomes, max_chars=most),
        )
    ) as made:
        target = Target(
            output, place / "record.jsonl", errors, sink_for(made, becomes.format), overwrite=True
        )
        to_files(made, target, Settings(Cleaner(), max_chars=most), here, Watcher())
    return output, rows(errors.read_bytes()) if errors.exists() else []


def test_files_of_a_folder_become_a_dump_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(DIRTY.encode())
    (tmp_path / "a.html").write_bytes(PAGE.encode())
    output, errors = gathered(tmp_path, ["b.txt", "a.html"], "out.jsonl")
    first, second = rows(output.read_bytes())
    assert first == {"id": "b.txt", "text": RIVER}
    assert (second["id"], second["text"][:9]) == ("a.html", "The river")
    assert (second["title"], second["author"]) == ("The river", None)
    assert errors == []
    output, _ = gathered(tmp_path, ["b.txt", "a.html"], "out.parquet")
    assert pq.read_table(output).to_pylist() == [{**NOTHING, **first}, second]
    output, _ = gathered(tmp_path, ["b.txt", "a.html"], "out.jsonl.zst")
    assert rows(zstd.decompress(output.read_bytes())) == [first, second]


def test_a_file_that_cannot_be_read_is_listed_and_the_others_are_cleaned(tmp_path: Path) -> None:
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    (tmp_path / "long.txt").write_bytes(b"x" * 2000)
    (tmp_path / "b.txt").write_bytes(DIRTY.encode())
    output, errors = gathered(
        tmp_path, ["dir.txt", "bad.txt", "long.txt", "b.txt"], "out.jsonl", most=1000
    )
    assert [row["text"] for row in rows(output.read_bytes())] == [None, None, None, RIVER]
    assert [row["id"] for row in errors] == ["dir.txt", "bad.txt", "long.txt"]


def test_files_do_not_become_a_table(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"Files can be written as \.jsonl or \.parquet"):
        open_files("files", [], ReadOptions(FileFormat("csv", "")))


def test_the_record_of_a_folder_restores_its_texts(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(DIRTY.encode())
    output, _ = gathered(tmp_path, ["b.txt"], "out.jsonl")
    assert json.loads(restored(output, tmp_path / "record.jsonl"))["text"] == DIRTY
