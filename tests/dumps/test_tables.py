"""CSV and TSV: quotes, line ends, delimiters, and rows that are none."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import base
from tests.support.documents import ending_documents
from tests.support.dumps import DIRTY, PAGE, RIVER, Ran, back, cleaned_bytes

Q = '"' + DIRTY.replace('"', '""') + '"'
CLEAN = '"' + RIVER + '"'


def cleaned(
    text: str | bytes,
    folder: Path,
    columns: Columns | None = None,
    *,
    name: str = "dump.csv",
    to: str = "",
) -> Ran:
    return cleaned_bytes(
        text if isinstance(text, bytes) else text.encode(), folder, columns, name=name, to=to
    )


# --- What stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n\n",
        "id,text\n",
        "id,text",
        "id,text\r\n",
        f"id,text\n1,{CLEAN}\n",
        f"id,text\r\n1,{CLEAN}\r\n",
        f'"id" ,"text"\n1,{RIVER.strip().replace(",", ";")}',
        '\ufeffid,text\n1,"a ""quoted"" word"\n',
        'id,text\n"1","unneeded quotes"\n 2 , spaces \n',
        'id,text\n1,quotes "in" the middle\n2,5" wide\n',
        "id,text\n\n1,a\n\n\r\n2,b\n\n",
        "id;text\n1;a, b and c\n",
        "id|text\n1|a\n",
        "text\na\n\n",
        'id,text\n1,"never closed\n2,b\n',
        'id,text\n1,"nul \x00 and \x85 \u2028 \x0b \x0c"\n',
    ],
)
def test_a_table_without_furniture_stays_byte_for_byte(data: str, tmp_path: Path) -> None:
    assert cleaned(data, tmp_path).output == data.encode()


def test_bytes_that_are_no_utf_8_stay_in_rows_that_change_too(tmp_path: Path) -> None:
    data = b'id,title,text\n1,caf\xe9,"' + DIRTY.encode() + b'"\n2,\xff\xfe,plain\xe9\n'
    assert (
        cleaned(data, tmp_path).output
        == b'id,title,text\n1,caf\xe9,"' + RIVER.encode() + b'"\n2,\xff\xfe,plain\xe9\n'
    )


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("dump.csv", ","),
        ("dump.csv", ";"),
        ("dump.csv", "|"),
        ("dump.csv", "\t"),
        ("dump.tsv", "\t"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_a_row_that_changes_all_values_but_its_text_stay(
    name: str, mark: str, end: str, tmp_path: Path
) -> None:
    head = mark.join(("id", "text", "note")) + end
    same = mark.join(("2", '"say ""this"""', "5")) + end
    data = head + mark.join(("1", Q, '"a\r\nb, c; d|e\tf ""g"" "')) + end + same
    ran = cleaned(data, tmp_path, name=name)
    rows = list(csv.reader(io.StringIO(ran.output.decode(), newline=""), delimiter=mark))
    assert rows[:2] == [["id", "text", "note"], ["1", RIVER, 'a\r\nb, c; d|e\tf "g" ']]
    assert ran.output.decode().startswith(head)
    assert ran.output.decode().endswith(end + same)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("inner", ["a\rb", "a\nb", "a\r\nb", " a ", "", '"', ","])
def test_line_breaks_in_other_columns_stay_in_their_quotes_whatever_ends_the_row(
    end: str, inner: str, tmp_path: Path
) -> None:
    quoted = '"' + inner.replace('"', '""') + '"'
    data = f"id,text,note\n1,{Q},{quoted}" + end
    rows = list(csv.reader(io.StringIO(cleaned(data, tmp_path).output.decode(), newline="")))
    assert rows == [["id", "text", "note"], ["1", RIVER, inner]]


def test_a_text_of_several_lines_that_changes_in_a_last_row_without_an_end_stays_one_row(
    tmp_path: Path,
) -> None:
    data = f"id,text\n1,{Q[:-1]}{DIRTY}" + '"'
    ran = cleaned(data, tmp_path)
    assert len(list(csv.reader(io.StringIO(ran.output.decode(), newline="")))) == 2
    assert ran.counts.changed == 1


def test_a_text_that_loses_its_quotes_and_gets_them_back_is_the_same_value(tmp_path: Path) -> None:
    data = f'text,id\n"{RIVER.strip()}\n\nLeave a Reply\n",1\n'
    ran = cleaned(data, tmp_path)
    assert ran.counts.changed == 1
    assert list(csv.reader(io.StringIO(back(tmp_path / "dump.csv").decode(), newline=""))) == list(
        csv.reader(io.StringIO(data, newline=""))
    )


# --- What is passed through, and what is refused --------------------------------------------------


def test_rows_with_too_few_or_too_many_columns_are_passed_through_with_the_reason(
    tmp_path: Path,
) -> None:
    data = f"id,text\n1,{Q}\n2\n3,a,{Q}\n4,{Q}\n"
    ran = cleaned(data, tmp_path)
    assert ran.output.decode() == f"id,text\n1,{CLEAN}\n2\n3,a,{Q}\n4,{CLEAN}\n"
    assert [(row["at"], row["id"]) for row in ran.reasons] == [(2, "2"), (3, "3")]
    assert "3 columns instead of 2" in ran.reasons[1]["error"]


@pytest.mark.parametrize("data", ["text,text\na,b\n", "id,text,id\n1,a,2\n"])
def test_two_columns_with_one_name_are_refused(data: str, tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="two columns have the same name"):
        cleaned(data, tmp_path)


def test_what_is_no_csv_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"dump\.csv: line 1 is not valid CSV"):
        cleaned("id,text\r1,a\r2,b\r", tmp_path)


_BAD_ROWS = [
    "2,a\rb\n",
    '2,"not closed\n',
    '2,"closed" and more\n',
    '2,"not closed, with a\nsecond line\n',
    "2\n",
    "2,a,b,c\n",
    '2,"\n',
    '"2,x\n',
    "\r\r2\n",
]


@pytest.mark.parametrize("bad", _BAD_ROWS)
@pytest.mark.parametrize("size", [1, 60, 10_000])
def test_a_damaged_row_costs_no_other(size: int, bad: str, tmp_path: Path) -> None:
    data = f"id,text\n1,{Q}\n{bad}3,{Q}\n4,plain\n5,{Q}\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", size)
        ran = cleaned(data, tmp_path)
    kept = f"id,text\n1,{CLEAN}\n{bad}3,{CLEAN}\n4,plain\n5,{CLEAN}\n"
    assert ran.output.decode() == kept
    assert ran.counts.documents == 4 + bad.count("\n")
    assert ran.counts.failed == bad.count("\n")
    assert {row["at"] for row in ran.reasons} <= {2, 3}
    assert back(tmp_path / "dump.csv") == data.encode()


def test_a_row_that_is_cut_off_is_passed_through_with_the_reason(tmp_path: Path) -> None:
    data = f'id,text\n1,{Q}\n2,"{RIVER}'
    ran = cleaned(data, tmp_path)
    assert ran.output.decode() == f'id,text\n1,{CLEAN}\n2,"{RIVER}'
    assert ran.counts.failed


def test_a_quote_that_is_never_closed_does_not_take_the_whole_dump_into_memory(
    tmp_path: Path,
) -> None:
    data = 'id,text\n1,"never closed\n' + "2,a plain row of the dump\n" * 200_000
    ran = cleaned_bytes(data.encode(), tmp_path, name="dump.csv", most=1000)
    assert ran.output == data.encode()
    assert (ran.counts.documents, ran.counts.failed) == (200_001, 1)
    assert "not valid CSV" in ran.reasons[0]["error"]


def test_a_line_without_an_end_does_not_take_the_whole_dump_into_memory(tmp_path: Path) -> None:
    data = "id,text\n1,a\n" + "x" * 5_000_000
    ran = cleaned_bytes(data.encode(), tmp_path, name="dump.csv", most=1000)
    assert ran.output == data.encode()
    assert "too long" in ran.reasons[0]["error"]


def test_an_output_column_is_refused_for_a_table(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="--output-column"):
        cleaned("id,text\n1,a\n", tmp_path, Columns("text", output="cleaned"))


# --- Names, numbers and tasks ---------------------------------------------------------------------


def test_a_tsv_is_divided_by_tabs_whatever_its_header_holds(tmp_path: Path) -> None:
    data = f"id, number\ttext, as it was, in the paper\n1\t{Q}\n"
    ran = cleaned(data, tmp_path, Columns("text, as it was, in the paper"), name="dump.tsv")
    assert ran.output.decode() == f"id, number\ttext, as it was, in the paper\n1\t{CLEAN}\n"


def test_delimiters_in_the_quotes_of_a_header_do_not_count(tmp_path: Path) -> None:
    data = f'id,"note; or; remark; or such",text\n1,a,{Q}\n'
    assert cleaned(data, tmp_path).output.decode().endswith(f"\n1,a,{CLEAN}\n")


def test_rows_are_counted_without_header_and_blank_lines(tmp_path: Path) -> None:
    ran = cleaned(f"text\n\n{Q}\n\nb\n", tmp_path)
    assert [(row["at"], row["id"]) for row in ran.on_record] == [(1, "1"), (2, "2")]


@pytest.mark.parametrize("size", [1, 10, 150, 10_000])
def test_tasks_of_any_size_give_the_same(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = f'\ufeff"id","te""xt",text\r\n1,a,{Q}\r\n\r\n2,"b\n\nc",{Q}\r\n3\n4,d,{Q}'
    whole = cleaned(data, tmp_path)
    monkeypatch.setattr(base, "TASK_BYTES", size)
    pieces = cleaned(data, tmp_path)
    assert whole.counts.changed == 3
    assert (pieces.output, pieces.record, pieces.errors) == (
        whole.output,
        whole.record,
        whole.errors,
    )


def test_html_in_a_table_makes_way_for_its_text_in_the_same_column(tmp_path: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["id", "html"], ["1", PAGE], ["2", ""]])
    rows = list(
        csv.reader(io.StringIO(cleaned(out.getvalue(), tmp_path).output.decode(), newline=""))
    )
    assert rows[0] == ["id", "html"]
    assert rows[1][1].startswith("The river rose in the night")
    assert "<p>" not in rows[1][1]


_cells = st.one_of(
    st.sampled_from(("", "a", '"', ",", "\r", "\n", "\r\n", " x ", "é")),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
_texts = ending_documents.filter(
    lambda text: text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)
)


@given(
    rows=st.lists(st.tuples(_cells, _texts, _cells), max_size=4),
    mark=st.sampled_from(",;\t|"),
    end=st.sampled_from(("\n", "\r\n")),
    quoting=st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
    torn=st.booleans(),
    size=st.integers(1, 300),
)
def test_every_table_comes_back_value_for_value(
    rows: list[tuple[str, str, str]],
    mark: str,
    end: str,
    quoting: int,
    torn: bool,
    size: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("dump")
    lines = [f"id{mark}text{mark}note{end}"]
    for row in rows:
        cells = [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row]
        lines.append(
            mark.join(
                cells
                if quoting == csv.QUOTE_ALL
                else [
                    cell if cell.isalnum() else quoted
                    for cell, quoted in zip(row, cells, strict=True)
                ]
            )
            + end
        )
    data = "".join(lines).removesuffix(end if torn else "\0").encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "TASK_BYTES", size)
        ran = cleaned_bytes(data, folder, Columns("text", id="id"), name="dump.csv")
        restored = back(folder / "dump.csv", Columns("text", id="id"))
    assert ran.counts.failed == 0
    assert list(csv.reader(io.StringIO(restored.decode(), newline=""), delimiter=mark)) == [
        ["id", "text", "note"],
        *map(list, rows),
    ]
    if not ran.counts.changed:
        assert ran.output == data
