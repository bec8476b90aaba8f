"""Findings as CSV, for spreadsheets: a row for each, under the names of the columns.

The removed text is in the column `removed`: a column `text` would make the file look like a dump.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.core.rule import Rule
    from cleaner.report.finding import Finding

_COLUMNS = ("path", "line", "column", "rule", "reason", "safe", "words", "removed")


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield the rows. The removed text has its line breaks, but no blanks around it."""
    yield _row(_COLUMNS)
    for finding in findings:
        values = {**finding._asdict(), "words": finding.words, "removed": finding.text.strip()}
        yield _row(values[column] for column in _COLUMNS)


def _row(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode("utf-8", "backslashreplace").decode()  # lone surrogates
