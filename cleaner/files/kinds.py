"""What the name of a file tells about its content and its host."""

from __future__ import annotations

import re
from pathlib import PurePath

from cleaner.core.patterns import pattern
from cleaner.dumps.formats import FORMATS

HTML_NAMES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")
"""How the names of HTML files end, in lower case."""

TEXT_NAMES = (".txt", ".text", ".md")
"""How the names of texts end, in lower case, unless the user names other endings."""

DUMP_NAMES = (
    *(
        ending + packed
        for row in FORMATS.values()
        for ending in row.endings
        for packed in ("", ".gz", ".zst")
    ),
    ".tgz",
)
"""How the names of dumps end, in lower case."""

SCRIPT_NAMES = (".php", ".asp", ".aspx", ".jsp", ".jspx", ".shtml", ".cgi", ".cfm", ".do")
"""How addresses of pages end that a program makes. A copy of a site has its pages by these names,
a folder of source code has programs."""

_IF_TEXT = "or use --as article if it is the text of an article."
_EXTRACT = f"Extract the articles' texts first, {_IF_TEXT}"
_TO_LINES = (
    f"Convert it to a .jsonl file with one object per line (of a list: jq -c '.[]'), {_IF_TEXT}"
)
_WITH_PDFTOTEXT = "Extract its text first, for example with pdftotext."
_WITH_PANDOC = "Extract its text first, for example with pandoc."
_WITH_OFFICE = "Extract its text first, for example with LibreOffice."
_NOT_TEXT = {
    **{ending: (row.noun, _EXTRACT) for row in FORMATS.values() for ending in row.endings},
    ".json": ("a single JSON document", _TO_LINES),
    **dict.fromkeys((".xml", ".rss", ".atom"), ("XML", _EXTRACT)),
    **dict.fromkeys(
        (".gz", ".zst", ".bz2", ".xz", ".zip", ".7z"), ("a compressed file", "Unpack it first.")
    ),
    ".pdf": ("PDF", _WITH_PDFTOTEXT),
    **{f".{name.lower()}": (name, _WITH_PANDOC) for name in ("DOCX", "ODT", "RTF", "EPUB")},
    ".doc": ("DOC", _WITH_OFFICE),
}
"""What a file is by the ending of its name, and what to do with it."""


_HOST_FOLDER = pattern(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)


def host_of_file(path: str) -> str:
    """Return the host of a file: the nearest folder that is called like one; else empty.

    >>> host_of_file("corpus/example.org/2024/a.txt"), host_of_file("corpus/a.txt")
    ('example.org', '')
    """
    folders = PurePath(path).parts[:-1]
    found = (name for name in reversed(folders) if _HOST_FOLDER.fullmatch(name))
    return next(found, "").lower().removeprefix("www.")


def is_address(path: str) -> bool:
    """Whether a path is the address of something remote: `s3://bucket/dump.jsonl`."""
    return "://" in path


def other_format(name: str) -> str:
    """A sentence on why a file of this name is not cleaned as text; empty if it may be.

    Cutting lines out of markup or data would damage it.
    """
    known = _NOT_TEXT.get(PurePath(name).suffix.lower())
    if known is None:
        return ""
    what, advice = known
    return f"{name}: {what} is not supported. {advice}"


def is_json_lines(data: bytes) -> bool:
    """Tell whether the first line of a file is a JSON object, as in a dump."""
    line, newline, _ = data.partition(b"\n")
    if not line.startswith(b"{") or not newline:
        return False
    import json  # rarely needed

    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
