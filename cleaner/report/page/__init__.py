"""The report as one HTML page: no network, and readable without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.report.summary import Summary, pieces

try:
    import jinja2
except ModuleNotFoundError as error:
    raise ImportError(
        "The HTML report needs Jinja2: pip install 'article-cleaner[report]'."
    ) from error

MOST = 3_000_000
"""Characters of sampled documents in a page at most, so that the file stays below 5 MB."""

_FOLDER = Path(__file__).parent


def render(summary: Summary, title: str, version: str) -> str:
    """Return the page. `title` names the corpus."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["percent"] = _percent
    environment.filters["number"] = "{:,}".format
    environment.filters["printable"] = _printable
    page = environment.get_template("page.html.j2")
    return page.render(
        summary=summary,
        title=title,
        version=version,
        documents=list(_documents(summary)),
        style=(_FOLDER / "page.css").read_text(encoding="utf-8"),
        script=(_FOLDER / "page.js").read_text(encoding="utf-8"),
    )


def _documents(summary: Summary) -> Any:
    """Yield the sampled documents with their pieces, as many as there is room for."""
    room = MOST
    for one in summary.sample:
        shown = list(pieces(one.result))
        room -= sum(len(piece.text) + 350 for piece in shown)
        if room < 0:
            return
        yield {"about": one, "pieces": shown}


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"


def _printable(text: str) -> str:
    """Replace what HTML cannot hold: control characters and lone surrogates."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
