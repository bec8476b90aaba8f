"""WARC and WET: which records are documents, how they are decoded, and damage."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from backports import zstd
from fastwarc.warc import WarcRecord

from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base, warc
from cleaner.dumps.formats import rows as row_tasks
from cleaner.dumps.formats.rows import Row, RowBatch
from cleaner.dumps.task import Damage
from tests.support.dumps import DIRTY, PAGE, RIVER, Ran, clean, members, restored, tasks_of

HTTP = "application/http; msgtype=response"
HTML = "Content-Type: text/html; charset=utf-8"
BODY = PAGE.encode()


def record(
    body: bytes,
    *,
    kind: str = "response",
    form: str = HTTP,
    uri: bytes = b"http://mill.example/",
    number: int = 1,
    length: int | None = None,
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n"
        f"WARC-Date: 2024-05-09T00:00:00Z\r\nContent-Type: {form}\r\n"
        f"Content-Length: {len(body) if length is None else length}\r\nWARC-Target-URI: "
    )
    return head.encode() + uri + b"\r\n\r\n" + body + b"\r\n\r\n"


def http(body: bytes = BODY, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(headers or (HTML,)), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def page(number: int = 1, body: bytes = BODY, *headers: str, status: str = "200 OK") -> bytes:
    return record(http(body, *headers, status=status), number=number)


def found(data: bytes, folder: Path, *, name: str = "crawl.warc", most: int = 10**7) -> list[Row]:
    (folder / name).write_bytes(data)
    tasks = tasks_of(folder / name, most=most, to="out.jsonl")
    return [one for task in tasks if isinstance(task, RowBatch) for one in task.rows]


def reports(data: bytes, folder: Path, *, name: str = "crawl.warc") -> list[str]:
    """What is damaged between records."""
    (folder / name).write_bytes(data)
    tasks = tasks_of(folder / name, to="out.jsonl")
    return [task.reason for task in tasks if isinstance(task, Damage)]


def cleaned(data: bytes, folder: Path, *, name: str = "crawl.warc", **how: Any) -> Ran:
    (folder / name).write_bytes(data)
    return clean(folder / name, **{"to": "out.jsonl", **how})


GOOD = page(9)


# --- Pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl.warc.zst"])
def test_pages_become_rows_with_id_url_date_and_text(name: str, tmp_path: Path) -> None:
    pieces = [page(1), page(2, PAGE.replace("river", "lake").encode())]
    data = {
        "": b"".join(pieces),
        ".gz": members(pieces),
        ".zst": b"".join(map(zstd.compress, pieces)),
    }[name.removeprefix("crawl.warc")]
    ran = cleaned(data, tmp_path, name=name)
    first, second = ran.rows
    assert {**first, "text": ""} == {
        "id": "00000001",
        "url": "http://mill.example/",
        "date": "2024-05-09T00:00:00Z",
        "title": "The river",
        "author": None,
        "published": None,
        "site_name": None,
        "language": None,
        "canonical_url": "http://mill.example/",
        "text": "",
    }
    assert first["text"].startswith("The river rose in the night")
    assert "All rights reserved" not in first["text"]
    assert "the lake rose" in second["text"].lower()
    assert [(row["at"], row["id"], row["kind"]) for row in ran.on_record] == [
        (1, "00000001", "html"),
        (2, "00000002", "html"),
    ]


def test_pages_become_parquet(tmp_path: Path) -> None:
    cleaned(page(1) + page(2, b"\x00\x01\x02" * 200) + page(3), tmp_path, to="out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    about = ["title", "author", "published", "site_name", "language", "canonical_url"]
    assert table.column_names == ["id", "url", "date", *about, "text"]
    assert table.column("title").to_pylist() == ["The river", None, "The river"]
    assert table.column("id").to_pylist() == ["00000001", "00000002", "00000003"]
    assert table.column("text")[1].as_py() is None


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "utf-8", "windows-1252", '"ISO-8859-1"', "utf-16-le"]
)
def test_the_charset_of_the_http_header_is_heeded(charset: str, tmp_path: Path) -> None:
    body = PAGE.replace("village", "café").encode(charset.strip('"'))
    assert (
        "café"
        in cleaned(page(1, body, f"Content-Type: text/html; charset={charset}"), tmp_path).rows[0][
            "text"
        ]
    )


@pytest.mark.parametrize("charset", ["no-such-charset", "ÿþ", "utf-8\x00", "hex", "rot13"])
def test_a_charset_that_there_is_not_harms_nothing(charset: str, tmp_path: Path) -> None:
    ran = cleaned(page(1, BODY, f"Content-Type: text/html; charset={charset}"), tmp_path)
    assert ran.rows[0]["text"].startswith("The river rose")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(BODY), ("Content-Encoding: gzip",)),
        (gzip.compress(BODY), ("Content-Encoding: GZIP",)),
        (BODY, ("Content-Encoding: identity",)),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY), ("Transfer-Encoding: chunked",)),
        (
            b"".join(b"%x\r\n%s\r\n" % (1, BODY[at : at + 1]) for at in range(len(BODY)))
            + b"0\r\n\r\n",
            ("Transfer-Encoding: chunked",),
        ),
        (
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(BODY)), gzip.compress(BODY)),
            ("Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        ),
    ],
)
def test_encodings_of_bodies_are_undone(
    body: bytes, headers: tuple[str, ...], tmp_path: Path
) -> None:
    first, second = found(page(1, body, HTML, *headers) + GOOD, tmp_path)
    assert (first.body, first.flaw, second.body) == (BODY, "", BODY)


@pytest.mark.parametrize(
    "form",
    [
        "text/html",
        "TEXT/HTML; Charset=utf-8",
        "application/xhtml+xml",
        "text/html;charset=utf-8;x=y",
    ],
)
def test_html_is_known_by_its_type(form: str, tmp_path: Path) -> None:
    assert len(found(page(1, BODY, f"Content-Type: {form}"), tmp_path)) == 1


@pytest.mark.parametrize(
    "header",
    [
        "X-Nothing: 1",
        "Content-Type:",
        "Content-Type: application/octet-stream",
        "Content-Type: binary/octet-stream; charset=utf-8",
    ],
)
def test_html_without_a_type_is_known_by_its_content(header: str, tmp_path: Path) -> None:
    (one,) = found(page(1, BODY, header), tmp_path)
    assert one.body == BODY


def test_what_a_page_says_of_itself_is_in_its_row(tmp_path: Path) -> None:
    head = (
        '<html lang="en-GB"><head><meta name="author" content="Ana Roth">'
        '<meta property="og:site_name" content="The Mill">'
        '<meta property="article:published_time" content="2021-03-04T08:00:00Z">'
        '<link rel="canonical" href="https://mill.example/river">'
    )
    body = PAGE.replace("<html><head>", head).replace("<h1>", "<p>By Ana Roth</p><h1>").encode()
    (row,) = cleaned(page(1, body), tmp_path).rows
    assert (row["author"], row["published"], row["site_name"]) == (
        "Ana Roth",
        "2021-03-04",
        "The Mill",
    )
    assert (row["language"], row["canonical_url"]) == ("en-GB", "https://mill.example/river")
    assert row["date"] == "2024-05-09T00:00:00Z"


def test_texts_of_a_crawl_have_no_columns_for_pages(tmp_path: Path) -> None:
    text = record(DIRTY.encode(), kind="conversion", form="text/plain")
    (row,) = cleaned(text, tmp_path, name="crawl.wet").rows
    assert list(row) == ["id", "url", "date", "text"]


def test_a_resource_without_http_is_a_page_as_well(tmp_path: Path) -> None:
    (one,) = found(record(BODY, kind="resource", form="text/html"), tmp_path)
    assert one.body == BODY


@pytest.mark.parametrize(
    "other",
    [
        page(1, status="404 Not Found"),
        page(1, status="301 Moved"),
        page(1, status="206 Partial Content"),
        page(1, status="what?"),
        page(1, BODY, "Content-Type: application/pdf"),
        page(1, b"%PDF-1.4 " * 40, "X-Nothing: 1"),
        page(1, b"The river rose in the night.", "Content-Type: application/octet-stream"),
        page(1, BODY, "Content-Type: text/plain"),
        page(1, BODY, "Content-Encoding: gzip"),
        record(b"The river rose.", kind="resource", form="application/octet-stream"),
        record(http(b""), kind="revisit"),
        record(
            b"GET / HTTP/1.1\r\nHost: mill.example\r\n\r\n",
            kind="request",
            form="application/http; msgtype=request",
        ),
        record(b"software: mill/1.0\r\n", kind="warcinfo", form="application/warc-fields"),
        record(b"fetchTimeMs: 3\r\n", kind="metadata", form="application/warc-fields"),
        record(DIRTY.encode(), kind="conversion", form="text/plain"),
        record(b"no HTTP at all"),
        record(b""),
        record(b"{}", kind="resource", form="application/json"),
    ],
)
def test_what_is_no_page_is_left_out_and_counts_as_nothing(other: bytes, tmp_path: Path) -> None:
    ran = cleaned(other + GOOD + other, tmp_path)
    assert [row["id"] for row in ran.rows] == ["00000009"]
    assert (ran.counts.documents, ran.errors) == (1, None)


# --- RowBatch that are broken ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        page(1, b"no gzip at all", HTML, "Content-Encoding: gzip"),
        page(1, BODY, HTML, "Content-Encoding: br"),
        page(1, BODY, HTML, "Content-Encoding: zstd"),
        page(1, BODY, HTML, "Content-Encoding: deflate"),
        page(1, BODY, HTML, "Content-Encoding: no-such"),
        page(1, BODY, HTML, "Transfer-Encoding: chunked"),
        page(1, b"zz\r\n<p>\r\n0\r\n\r\n", HTML, "Transfer-Encoding: chunked"),
        page(1, b"f" * 30 + b"\r\n<p>\r\n0\r\n\r\n", HTML, "Transfer-Encoding: chunked"),
        page(1, b"f" * 15 + b"\r\n<p>\r\n0\r\n\r\n", HTML, "Transfer-Encoding: chunked"),
        page(1, BODY, HTML, *["X-Much: more"] * 10_000),
        page(1, b"x" * 20_000),
        page(1, gzip.compress(b"\0" * 5_000_000), HTML, "Content-Encoding: gzip"),
        page(1, b"\x00\x01\x02" * 1000),
    ],
)
def test_a_page_that_cannot_be_read_is_listed_and_those_around_it_are_cleaned(
    bad: bytes, tmp_path: Path
) -> None:
    ran = cleaned(page(8) + bad + GOOD, tmp_path, most=10_000)
    assert [row["id"] for row in ran.rows] == ["00000008", "00000001", "00000009"]
    assert [row["text"] is None for row in ran.rows] == [False, True, False]
    assert [(row["at"], row["id"]) for row in ran.reasons] == [(2, "00000001")]


@pytest.mark.parametrize(
    "uri",
    [
        b"http://caf\xe9.example/",
        b"\xff\xfe\xed\xa0\x80",
        b"",
        "http://é/\u2028".encode(),
        b"javascript:1" * 2000,
    ],
)
@pytest.mark.parametrize("to", ["out.jsonl", "out.parquet"])
def test_odd_addresses_stop_nothing(uri: bytes, to: str, tmp_path: Path) -> None:
    ran = cleaned(record(http(), uri=uri) + GOOD, tmp_path, to=to)
    assert (ran.counts.documents, ran.counts.failed) == (2, 0)


def test_a_record_without_an_id_is_called_by_its_number(tmp_path: Path) -> None:
    first, second = found(GOOD + GOOD.replace(b"WARC-Record-ID", b"X-Row-ID"), tmp_path)
    assert (first.id, second.id) == ("00000009", "2")


@pytest.mark.parametrize("cut", [5, 50, len(GOOD) - 300, len(GOOD) - 100])
@pytest.mark.parametrize("end", ["plain", "gzip"])
def test_of_an_archive_that_ends_in_a_record_what_came_before_is_read(
    end: str, cut: int, tmp_path: Path
) -> None:
    pieces = [page(1), page(2), GOOD]
    data = b"".join(pieces)[:-cut] if end == "plain" else members(pieces)[: -min(cut, 200)]
    first, second, *last = found(data, tmp_path)
    assert (first.flaw, second.flaw) == ("", "")
    assert any(row.flaw for row in last) or reports(data, tmp_path)


def test_a_page_that_ends_as_a_record_does_is_not_taken_for_whole(tmp_path: Path) -> None:
    data = page(1) + page(2, b"<p>first</p>\r\n\r\n<p>second</p>")
    first, second = found(data[: data.index(b"<p>second")], tmp_path)
    assert not first.flaw
    assert "ends in the middle of the record" in second.flaw


_LENGTHS = [10**12, 10**18, -5, 10**30, 20, 0, 300, "many", "\u0663"]


@pytest.mark.parametrize("length", _LENGTHS)
@pytest.mark.parametrize("pack", ["plain", "members", "one member"])
def test_a_wrong_length_costs_no_other_record(pack: str, length: int | str, tmp_path: Path) -> None:
    wrong = record(http(), length=length)  # type: ignore[arg-type]  # that is what is wrong
    pieces = [page(1), wrong, GOOD, page(3)]
    data = {
        "plain": b"".join(pieces),
        "members": members(pieces),
        "one member": gzip.compress(b"".join(pieces)),
    }[pack]
    rows_ = found(data, tmp_path)
    good = [one for one in rows_ if not one.flaw]
    assert [one.id for one in good] == ["00000001", "00000009", "00000003"]
    assert {one.body for one in good} == {BODY}
    assert len(rows_) == 4 or length == 0  # without a body it is not a page


@pytest.mark.parametrize(
    "garbage",
    [b"\xff\x00" * 500, b"some words\r\n\r\n", b"<html></html>\n" * 100, b"WARC/", b"WARC/1.0\r\n"],
)
def test_garbage_between_records_costs_none(garbage: bytes, tmp_path: Path) -> None:
    data = page(1) + page(2) + garbage + GOOD
    good = [one.id for one in found(data, tmp_path) if not one.flaw]
    assert good == ["00000001", "00000002", "00000009"]
    if not garbage.startswith(b"WARC/"):
        (report,) = reports(data, tmp_path)
        assert "between two records" in report


def test_a_record_may_quote_the_header_of_another(tmp_path: Path) -> None:
    body = b"<p>A record begins with</p>\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n<p>so</p>"
    assert [one.body for one in found(page(1, body) + GOOD, tmp_path)] == [body, BODY]


def test_what_is_no_warc_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"crawl\.warc: cannot be read: this is not WARC"):
        found(b"no WARC, but a text", tmp_path)


def test_an_empty_archive_has_no_pages(tmp_path: Path) -> None:
    assert cleaned(b"", tmp_path).output == b""
    assert found(gzip.compress(b""), tmp_path) == []


def test_a_panic_of_the_parser_costs_no_other_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panic = type("PanicException", (BaseException,), {})

    class Fragile:
        """Gives up on one body."""

        def __init__(self) -> None:
            self._real = WarcRecord()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

        def set_bytes_content(self, content: bytes) -> None:
            self._content = content
            self._real.set_bytes_content(content)

        def parse_http(self, **how: Any) -> None:
            if b"panic" in self._content:
                raise panic("called `Option::unwrap()` on a `None` value")
            self._real.is_http = True
            self._real.parse_http(**how)

    monkeypatch.setattr(warc, "WarcRecord", Fragile)
    first, second = found(page(1, b"<p>panic</p>") + GOOD, tmp_path)
    assert "called `Option" in first.flaw
    assert not second.flaw


def test_archives_that_were_damaged_at_random_lose_no_other_record(tmp_path: Path) -> None:
    chance = random.Random(5)
    pieces = [page(number, f"<p>{number}</p>".encode()) for number in range(1, 6)]
    for _ in range(300):
        number = chance.randrange(5)
        damaged = bytearray(pieces[number])
        for _ in range(chance.choice((1, 2, 5))):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.choice((0, 1, 9))] = bytes(
                [chance.choice((0, 10, 13, 45, 57, 255))]
            )
        data = b"".join([*pieces[:number], bytes(damaged), *pieces[number + 1 :]])
        bodies = [one.body for one in found(data, tmp_path) if not one.flaw]
        others = [f"<p>{other}</p>".encode() for other in range(1, 6) if other != number + 1]
        assert [body for body in bodies if body in others] == others, bytes(damaged)


def test_tasks_of_any_size_give_the_same_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"".join(
        page(number, PAGE.replace("4th", f"{number}th").encode()) for number in range(6)
    )
    whole, table = cleaned(data, tmp_path), cleaned(data, tmp_path, to="out.parquet")
    monkeypatch.setattr(base, "TASK_BYTES", 1)
    monkeypatch.setattr(row_tasks, "GROUP_BYTES", 1)
    again = cleaned(data, tmp_path)
    assert (again.output, again.record) == (whole.output, whole.record)
    cleaned(data, tmp_path, to="more.parquet")
    assert pq.read_table(tmp_path / "more.parquet").equals(pq.read_table(tmp_path / "out.parquet"))
    assert table.counts.documents == 6


# --- WET ------------------------------------------------------------------------------------------


def text(body: str = DIRTY, number: int = 1) -> bytes:
    return record(body.encode(), kind="conversion", form="text/plain", number=number)


@pytest.mark.parametrize(
    "name", ["crawl.wet", "crawl.warc.wet", "crawl.warc.wet.gz", "crawl.wet.zst"]
)
def test_conversions_become_rows_of_text(name: str, tmp_path: Path) -> None:
    pieces = [
        record(b"software: mill\r\n", kind="warcinfo", form="application/warc-fields"),
        text(),
        text(RIVER, 2),
    ]
    data = members(pieces) if name.endswith(".gz") else b"".join(pieces)
    ran = cleaned(zstd.compress(data) if name.endswith(".zst") else data, tmp_path, name=name)
    assert [(row["id"], row["text"]) for row in ran.rows] == [
        ("00000001", RIVER),
        ("00000002", RIVER),
    ]
    original = restored(
        tmp_path / "out.jsonl", tmp_path / "out.jsonl.record.jsonl", to="original.jsonl"
    )
    assert [json.loads(line)["text"] for line in original.splitlines()] == [DIRTY, RIVER]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n\r\nLeave it",
        RIVER.replace("\n", "\r\n"),
        "\u2028\x85\x00",
    ],
)
def test_a_conversion_without_furniture_stays(body: str, tmp_path: Path) -> None:
    data = record(body.encode(), kind="conversion", form=HTTP) + text(body)
    assert [row["text"] for row in cleaned(data, tmp_path, name="crawl.wet").rows] == [body, body]


def test_pages_in_a_wet_file_are_left_out(tmp_path: Path) -> None:
    assert [row["id"] for row in cleaned(GOOD + text(), tmp_path, name="crawl.wet").rows] == [
        "00000001"
    ]


def test_headers_begin_in_upper_or_lower_case(tmp_path: Path) -> None:
    path = tmp_path / "d.warc"
    path.write_bytes(page(0).replace(b"WARC/1.", b"wARC/1.", 1) + page(1))
    ran = clean(path, to="out.jsonl")
    assert (ran.counts.documents, ran.counts.damaged) == (2, 0)
