"""Files at the edge: what is found, what is text, and writes that are whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import files
from cleaner.files.place import names_folder
from cleaner.files.printable import portable
from cleaner.files.search import fixed_part
from tests.support.cli import DIRTY, names_in, put, untouched

TXT = (".txt", ".md")


def found(*paths: str | Path, excluded: tuple[str, ...] = ()) -> files.Found:
    return files.find([str(path) for path in paths], TXT, lambda path: Path(path).name in excluded)


def names(result: files.Found) -> list[str]:
    return [file.below for file in result.files]


# --- Finding -------------------------------------------------------------------------------------


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.md", "a.TXT", "c.html"):
        put(tmp_path / name)
    assert names(found(tmp_path)) == ["a.TXT", "b/1.md", "b/2.txt"]


def test_what_is_hidden_is_skipped_in_folders(tmp_path: Path) -> None:
    for name in (".git/a.txt", "b/.c/d.txt", "._e.txt", "f.txt"):
        put(tmp_path / name)
    assert names(found(tmp_path)) == ["f.txt"]
    assert names(found(tmp_path / "._e.txt")) == ["._e.txt"]


def test_a_file_that_is_named_needs_no_extension(tmp_path: Path) -> None:
    assert names(found(put(tmp_path / "article"))) == ["article"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "a/x.txt")
    (tmp_path / "a/loop").symlink_to(tmp_path / "a", target_is_directory=True)
    assert names(found(tmp_path)) == ["a/x.txt"]


def test_no_file_comes_twice(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    assert names(found(path, tmp_path, f"{tmp_path}/./a.txt")) == ["a.txt"]


def test_globs_that_the_shell_left_are_expanded(tmp_path: Path) -> None:
    for name in ("a/1.txt", "b/2.txt", "3.txt"):
        put(tmp_path / name)
    assert names(found(tmp_path / "**/*.txt")) == ["3.txt", "a/1.txt", "b/2.txt"]
    assert names(found(tmp_path / "[ab]")) == ["a/1.txt", "b/2.txt"]


def test_a_file_with_a_glob_for_a_name_is_a_file(tmp_path: Path) -> None:
    put(tmp_path / "[a].txt")
    put(tmp_path / "a.txt")
    assert names(found(tmp_path / "[a].txt")) == ["[a].txt"]


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        (PurePosixPath("corpus/**/*.txt"), "corpus"),
        (PurePosixPath("*.txt"), ""),
        (PurePosixPath("/*.txt"), "/"),
        (PurePosixPath("/data/a/[bc]/x.txt"), "/data/a"),
        (PureWindowsPath("corpus/**/*.txt"), "corpus"),
        (PureWindowsPath(r"C:\data\raw\*.txt"), r"C:\data\raw"),
        (PureWindowsPath(r"\\host\share\*.txt"), "\\\\host\\share\\"),
    ],
)
def test_the_folder_that_a_glob_begins_with(pattern: PurePath, folder: str) -> None:
    assert fixed_part(pattern) == folder


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        ("raw\\sub\\a.txt", PureWindowsPath, "raw/sub/a.txt"),
        ("raw\\a.txt", PurePosixPath, "raw\\a.txt"),  # a name with a backslash
        ("raw/a.txt", PurePosixPath, "raw/a.txt"),
        ("s3://bucket/a.txt", PureWindowsPath, "s3://bucket/a.txt"),
    ],
)
def test_paths_in_reports_for_other_systems(path: str, kind: type[PurePath], expected: str) -> None:
    assert portable(path, kind) == expected


@pytest.mark.parametrize(
    ("path", "separators", "expected"),
    [
        ("clean/", "/", True),
        ("clean", "/", False),
        ("clean\\", "/", False),
        ("clean/", "\\/", True),
        ("clean\\", "\\/", True),
        ("clean", "\\/", False),
    ],
)
def test_a_path_that_names_a_folder(path: str, separators: str, expected: bool) -> None:
    assert names_folder(path, separators) is expected


def test_folders_without_files_that_count_are_named(tmp_path: Path) -> None:
    put(tmp_path / "empty" / "a.JPG")
    put(tmp_path / "full" / "a.txt")
    result = found(tmp_path / "empty", tmp_path / "full")
    assert result.empty == [str(tmp_path / "empty")]
    assert result.skipped == {".jpg": 1}
    assert result.troubles == []


@pytest.mark.parametrize("name", ["none.txt", "none*.txt"])
def test_nothing_there_is_trouble(tmp_path: Path, name: str) -> None:
    result = found(tmp_path / name)
    assert not result.files
    assert len(result.troubles) == 1
    assert name in result.troubles[0]


def test_the_excluded_is_left_out_even_when_named(tmp_path: Path) -> None:
    for name in ("a.txt", "raw/b.txt", "c.txt"):
        put(tmp_path / name)
    result = found(tmp_path, excluded=("raw", "a.txt"))
    assert names(result) == ["c.txt"]
    assert result.excluded == []  # of what nobody named nothing is said
    named = found(tmp_path / "a.txt", excluded=("a.txt",))
    assert (named.files, named.troubles, named.excluded) == ([], [], [str(tmp_path / "a.txt")])


def test_a_folder_with_excluded_files_only_is_no_trouble(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    assert not found(tmp_path, excluded=("a.txt",)).troubles


# --- Bytes and text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"a\r\nb\rc\n\n", "utf-8"),
        (b"\xef\xbb\xbfa\n", "utf-8"),
        (b"\xef\xbb\xbfa\n", "utf-8-sig"),
        (b"no mark\n", "utf-8-sig"),
        (b"\xff\xfea\0\n\0", "utf-16"),
        (b"\xfe\xff\0a\0\n", "utf-16"),
        (b"a\0\n\0", "utf-16"),
        (b"a\0\n\0", "UTF_16_LE"),
        (b"\xff\xfe\0\0a\0\0\0", "utf-32"),
        (b"caf\xe9\x85\n", "latin-1"),
        (b"\x93caf\xe9\x94\n", "cp1252"),
        (b"x" * 150 + b"\0\n", "utf-8"),
    ],
)
def test_bytes_come_back_as_they_were(data: bytes, encoding: str) -> None:
    text = files.decode(data, encoding, "a.txt")
    assert text.encode(text.text) == data


@given(st.text())
def test_any_utf8_text_comes_back(text: str) -> None:
    data = ("a" * 100 * (text.count("\0") + 1) + text).encode()
    decoded = files.decode(data, "utf-8", "a.txt")
    assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"good\xe9bad", "utf-8", ["a.txt", "byte 4 (0xe9)", "UTF-8", "--encoding latin-1"]),
        (b"it\x92s", "utf-8", ["byte 2 (0x92)", "separately", "--encoding windows-1252"]),
        (b"\xed\xa0\x80", "utf-8", ["byte 0 (0xed)"]),
        (b"caf\x81", "cp1252", ["byte 3 (0x81)", "CP1252"]),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "utf-8", ["PNG image", "exclude this file"]),
        (b"\x7fELF\0\0\0\0", "utf-8", ["a program"]),
        (b"GIF89a\x01\0\x01\0\0\0\0", "latin-1", ["GIF image"]),
        (b"%PDF-1.4\n%\xe2\xe3\n", "latin-1", ["a PDF", "pdftotext"]),
        (b"PK\x03\x04abc", "latin-1", ["ZIP", "Unpack the archive"]),
        (b"\1\2\0\0\3\4\5\0\0\1", "utf-8", ["binary file"]),
        ("\ufeffUne page\n".encode("utf-16-le"), "utf-8", ["UTF-16", "--encoding utf-16"]),
        ("Plain words here\n".encode("utf-16-le"), "utf-8", ["UTF-16"]),
        (b"abc", "utf-16", ["not UTF-16"]),
        (b"+AGE-", "utf-7", ["byte for byte"]),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, encoding: str, words: list[str]) -> None:
    with pytest.raises(files.FileError) as caught:
        files.decode(data, encoding, "a.txt")
    assert all(word in str(caught.value) for word in words), str(caught.value)


# --- Writing -------------------------------------------------------------------------------------


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    path.chmod(0o640)
    assert files.write(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names_in(tmp_path) == ["a.txt"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    os.chown(path, 65534, 65534)
    files.write(str(path), b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_the_same_bytes_are_not_written(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    assert not files.write(str(path), DIRTY.encode())
    assert untouched(path)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = put(tmp_path / "deep/a.txt")
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    files.write(str(link), b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_device_is_not_replaced() -> None:
    files.write(os.devnull, b"gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = put(tmp_path / "a.txt")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        files.FileError, match=r"a\.txt: cannot be written: No space left on device\."
    ):
        files.write(str(path), b"new")
    assert untouched(path)
    assert names_in(tmp_path) == ["a.txt"]


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: str, __: str) -> None:
        raise KeyboardInterrupt

    path = put(tmp_path / "a.txt")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(str(path), b"new")
    assert untouched(path)
    assert names_in(tmp_path) == ["a.txt"]


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.txt")
    monkeypatch.setattr(
        os, "access", lambda _, mode: mode == os.R_OK
    )  # root may write anything: ask the file's mode instead
    with pytest.raises(files.FileError, match=r"Permission denied"):
        files.write(str(path), b"new")
    assert untouched(path)


@pytest.mark.parametrize("name", ["a-folder", "none/b.txt", "file.txt/b.txt"])
def test_what_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-folder").mkdir()
    put(tmp_path / "file.txt")
    with pytest.raises(files.FileError, match=r"cannot be written"):
        files.write(str(tmp_path / name), b"new")
    assert untouched(tmp_path / "file.txt")


def test_a_folder_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        files.FileError,
        match=r"none/b\.txt: cannot be written: there is no folder none; make it first\.",
    ):
        files.write("none/b.txt", b"new")


@pytest.mark.parametrize("name", ["A.JSONL", "x/a.csv", "a.xml", "a.json"])
def test_formats_that_may_be_text_are_told_by_their_names(name: str) -> None:
    sentence = files.other_format(name)
    assert sentence.startswith(f"{name}: ")
    assert "--as article" in sentence


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.txt.gz", "Unpack it"),
        ("a.ZIP", "Unpack it"),
        ("a.pdf", "PDF is not supported. Extract its text first, for example with pdftotext."),
        ("a.docx", "DOCX is not supported. Extract its text first, for example with pandoc."),
        ("a.doc", "LibreOffice"),
    ],
)
def test_formats_that_are_not_text_are_told_by_their_names(name: str, advice: str) -> None:
    sentence = files.other_format(name)
    assert sentence.startswith(f"{name}: ")
    assert advice in sentence
    assert "--as" not in sentence


@pytest.mark.parametrize(
    "name", ["a.txt", "a.md", "a", "-", ".html", "json", "a.json.txt", "a.html"]
)
def test_other_names_say_nothing_against_a_file(name: str) -> None:
    assert files.other_format(name) == ""
