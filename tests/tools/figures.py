"""Put what a benchmark printed into the documentation.

    make bench > bench.md
    python -m tests.tools.figures articles bench.md

replaces what is between the marks of the section (`articles`, `html`, `dumps` or `startup`) in
`docs/quality.md`. Headings become one level deeper. Read the diff before you commit it.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "quality.md"


def main() -> int:
    """Rewrite the page. Returns 2 if it has no such section."""
    parser = argparse.ArgumentParser(
        prog="tests.tools.figures", description=__doc__.splitlines()[0]
    )
    parser.add_argument("section", help="the section's name in docs/quality.md")
    parser.add_argument("file", type=Path, help="what the benchmark printed")
    options = parser.parse_args()
    try:
        page = with_figures(
            PAGE.read_text(encoding="utf-8"),
            options.section,
            options.file.read_text(encoding="utf-8"),
        )
    except ValueError as error:
        print(f"figures: {error}", file=sys.stderr)
        return 2
    PAGE.write_text(page, encoding="utf-8")
    return 0


def with_figures(page: str, section: str, figures: str) -> str:
    """A page with the figures between the marks of a section. Raises ValueError without these."""
    marks = re.compile(
        rf"(<!-- {re.escape(section)}: begin[^\n]*-->\n).*?(\n<!-- {re.escape(section)}: end -->)",
        re.DOTALL,
    )
    found = marks.search(page)
    if not found:
        raise ValueError(f"the page has no section {section!r} between begin and end marks.")
    deeper = re.sub(r"^(#+) ", r"#\1 ", figures.strip(), flags=re.MULTILINE)
    return f"{page[: found.end(1)]}\n{deeper}\n{page[found.start(2) :]}"


if __name__ == "__main__":
    sys.exit(main())
