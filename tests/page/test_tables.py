"""Tables: no value moves to another column, and layouts are read as blocks."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from cleaner.page.walk import read_page


def rows(html: str) -> list[str]:
    return [block.text for block in read_page(etree.HTML(f"<table>{html}</table>")).blocks]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        # Empty cells keep their column.
        ("<tr><th>A<th>B<th>C<tr><td>1<td><td>3<tr><td><td>2", ["A\tB\tC", "1\t\t3", "\t2"]),
        # What spans rows or columns leaves room.
        (
            "<tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>3<tr><td>4<td>5",
            ["A\tB", "1\t2", "\t3", "4\t5"],
        ),
        ("<tr><td colspan=2>1<td>2<tr><td>3<td>4<td>5", ["1\t\t2", "3\t4\t5"]),
        ("<tr><td rowspan=0>1<td>2<tr><td>3<tr><td>4", ["1\t2", "\t3", "\t4"]),
        ("<tr><td rowspan=2 colspan=2>1<td>2<tr><td>3", ["1\t\t2", "\t\t3"]),
        # Several lines in a cell.
        (
            "<tr><th>Day<th>Hours<tr><td>Mon<td>8 to 10<br>2 to 4",
            ["Day\tHours", "Mon\t8 to 10 / 2 to 4"],
        ),
        ("<tr><td>Mon<td><ul><li>10 to 8</ul>", ["Mon\t10 to 8"]),
        # Cells without a row.
        ("<thead><th>A<th>B</thead><tbody><tr><td>1<td>2", ["A\tB", "1\t2"]),
        ("<tbody><td>1<td>2</tbody><tbody><td>3<td>4", ["1\t2", "3\t4"]),
        # A line of code in a cell; more lines are a listing.
        ("<tr><td><pre>cc -O2 a.c</pre><td>fast", ["cc -O2 a.c\tfast"]),
        ("<tr><td><pre>a = 1\nb = 2</pre><td>Two", ["a = 1\nb = 2", "Two"]),
        # Layouts.
        ("<tr><td>One<tr><td>Two", ["One", "Two"]),
        (f"<tr><td>{'word ' * 100}<td>Two", [("word " * 100).strip(), "Two"]),
        ("<tr><td><h2>One</h2><td>Two", ["One", "Two"]),
        ("<tr><td><table><tr><td>1<td>2</table><td>Two", ["1\t2", "Two"]),
    ],
)
def test_rows(html: str, texts: list[str]) -> None:
    assert rows(html) == texts


def test_what_is_for_presentation_is_a_layout() -> None:
    html = "<table role=presentation><tr><td>One<td>Two</table>"
    assert [block.text for block in read_page(etree.HTML(html)).blocks] == ["One", "Two"]


@pytest.mark.parametrize("number", range(40))
def test_every_value_is_in_its_column(number: int) -> None:
    """Tables with spans, gaps and several blocks in a cell, each value named after its column."""
    chance = random.Random(number)
    columns, html = chance.randint(2, 6), "<tr>"
    taken: dict[tuple[int, int], bool] = {}
    html += "".join(f"<th>c{column}" for column in range(columns))
    for row in range(chance.randint(1, 6)):
        html += "<tr>"
        column = 0
        while column < columns:
            if taken.get((row, column)):
                column += 1
                continue
            wide = chance.choice([1, 1, 1, 2])
            wide = wide if column + wide <= columns and not taken.get((row, column + 1)) else 1
            high = chance.choice([1, 1, 1, 2, 3])
            taken.update({(row + r, column + c): True for r in range(high) for c in range(wide)})
            text = chance.choice(
                [f"c{column}", f"<p>c{column}</p><p>c{column}</p>", "", f"<b>c{column}</b>"]
            )
            html += f"<td rowspan={high} colspan={wide}>{text}</td>"
            column += wide
    for text in rows(html):
        for at, cell in enumerate(text.split("\t")):
            assert {*cell.replace(" / ", " ").split()} <= {f"c{at}"}, (html, text)
