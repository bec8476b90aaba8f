"""Which columns of a dump hold the text or HTML, the id and the URL: as named, or guessed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cleaner.dumps.errors import DumpError, NoTextColumn
from cleaner.suggest import did_you_mean

# Names by which columns are guessed, in lower case. Of several that fit, the first is taken for ids
# and URLs; for texts a second one makes the guess ambiguous.
_TEXT = (
    "text",
    "content",
    "article",
    "article_text",
    "body",
    "raw_content",
    "page_content",
    "maintext",
    "plain_text",
    "full_text",
)
_HTML = ("html", "raw_html", "page_html", "html_content", "rawhtml")
_ID = ("id", "doc_id", "docid", "document_id", "uuid", "_id", "warc_record_id", "record_id")
_URL = (
    *("url", "uri", "link", "source_url", "page_url", "warc_target_uri", "target_uri"),
    *("host", "hostname", "domain", "netloc"),
)

TEXT = "text"
"""Column that gets the text of HTML, unless the user names another."""


class Columns(NamedTuple):
    """Names of columns: `text` or `html` is cleaned into `output`. The others may be None."""

    text: str | None = None
    html: str | None = None
    id: str | None = None
    url: str | None = None
    output: str | None = None

    @property
    def source(self) -> str:
        """The column that is cleaned."""
        return self.html or self.text or TEXT

    @property
    def target(self) -> str:
        """The column that gets the cleaned text."""
        return self.output or (TEXT if self.html else self.source)

    def sentence(self, guessed: Collection[str]) -> str:
        """A sentence about the columns that were guessed; empty if there are none."""
        parts = [
            f"{what}={name!r}" for what, name in self._asdict().items() if name and what in guessed
        ]
        if not parts:
            return ""
        return f"using columns {', '.join(parts)} (override with --text-column etc.)"


def choose(
    names: Sequence[str],
    wanted: Columns,
    dump: str,
    *,
    kind: str = "auto",
    others: Sequence[str] = (),
) -> tuple[Columns, frozenset[str]]:
    """The columns of a dump, and which of them were guessed.

    `names` are its columns that hold text, `others` those that can only be an id, and `wanted` the
    columns that the user named. Raises DumpError if one of these is missing, or if it cannot guess
    the column of the text.
    """
    _check_named(names, others, wanted, dump)
    text, html = wanted.text, wanted.html
    guessed: set[str] = set()
    if text is None and html is None:
        text, html = _guess_body(names, dump, kind)
        guessed.add("html" if html else "text")
    output = wanted.output or (TEXT if html else None)
    if output not in (None, text, html) and output in names:
        raise DumpError(
            f"{dump}: there is a column {output!r} already, and the text of {text or html!r} would"
            " replace it. Name another one with --output-column."
        )
    found: dict[str, str | None] = {"id": wanted.id, "url": wanted.url}
    for what, known in (("id", _ID), ("url", _URL)):
        candidates = [*names, *others] if what == "id" else names
        if found[what] is None and (fitting := _fitting(candidates, known)):
            found[what] = fitting[0]
            guessed.add(what)
    return Columns(text, html, found["id"], found["url"], wanted.output), frozenset(guessed)


def _check_named(names: Sequence[str], others: Sequence[str], wanted: Columns, dump: str) -> None:
    for option, name in wanted._asdict().items():
        if name is None or option == "output" or name in names:
            continue
        if not (option == "id" and name in others):
            near = _there_are(names, name)
            raise DumpError(f"{dump}: there is no text column {name!r}. {near}")


def _guess_body(names: Sequence[str], dump: str, kind: str) -> tuple[str | None, str | None]:
    """The column of the text and that of the HTML, of which one is None. Raises DumpError."""
    texts, pages = _fitting(names, _TEXT), _fitting(names, _HTML)
    if kind == "html":
        texts, pages = [], pages or texts
    elif kind in ("article", "page"):
        pages = []
    if len(texts) + len(pages) != 1:
        if not names:
            raise NoTextColumn(f"{dump}: it has no columns of text; nested fields are not read.")
        if not texts + pages:
            raise NoTextColumn(
                f"{dump}: cannot tell which column holds the text. {_there_are(names, 'text')}"
                " Nested fields are not read. Use --text-column or --html-column."
            )
        which = " or ".join(repr(name) for name in texts + pages)
        raise DumpError(
            f"{dump}: cannot tell which column holds the text: {which}?"
            " Use --text-column or --html-column."
        )
    return next(iter(texts), None), next(iter(pages), None)


def _fitting(names: Sequence[str], known: Sequence[str]) -> list[str]:
    by_name = {name.lower(): name for name in names}
    return [by_name[name] for name in known if name in by_name]


def _there_are(names: Sequence[str], near: str) -> str:
    if not names:
        return "It has no text columns."
    return did_you_mean(near, names, f"There are: {', '.join(names)}.")
