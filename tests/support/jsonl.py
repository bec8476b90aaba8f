"""Files of JSON lines, as the labelled data are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def rows(path: Path) -> Iterator[Row]:
    """Yield the objects of a file of JSON lines, gzipped if its name ends in .gz.

    Blank lines are skipped. Raises OSError if the file cannot be read, and ValueError if a line is
    not JSON.
    """
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        yield from (json.loads(line) for line in file if line.strip())
