"""Which columns of a dump hold the text or the HTML, the id and the address: as they were named, or guessed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cleaner.dumps.trouble import DumpTrouble
from cleaner.suggest import did_you_mean

# In lower case; of several that fit, the first is taken for ids and addresses, while texts must not be ambiguous.
_TEXT = ("text", "content", "article", "article_text", "body", "raw_content", "page_content", "maintext", "plain_text", "full_text")
_HTML = ("html", "raw_html", "page_html", "html_content", "rawhtml")
_ID = ("id", "doc_id", "docid", "document_id", "uuid", "_id", "warc_record_id", "record_id")
_URL = ("url", "uri", "link", "source_url", "page_url", "warc_target_uri", "target_uri")

TEXT = "text"
"""Column in which the text of HTML goes, if no other is named."""


class Columns(NamedTuple):
    """The names of columns: `text` or `html` is cleaned, into the column `output`; `id` and `url` may be missing."""

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
        """The column that the cleaned text goes to."""
        return self.output or (TEXT if self.html else self.source)

    def sentence(self, guessed: Collection[str]) -> str:
        """Which columns were guessed, for people; empty if all were named."""
        parts = [f"{what} from {name!r}" for what, name in self._asdict().items() if name and what in guessed]
        return f"columns: {', '.join(parts)} (--text-column and the like name others)" if parts else ""


def choose(
    names: Sequence[str], wanted: Columns, dump: str, *, kind: str = "auto", others: Sequence[str] = ()
) -> tuple[Columns, frozenset[str]]:
    """The columns of a dump, and which of them were guessed. `names` are its columns that hold text, `wanted` those that were named,
    and `others` hold what can be an id as well.

    Raises DumpTrouble if one that was named is not there, and if there is no telling which is the text.
    """
    for option, name in wanted._asdict().items():
        if name is not None and option != "output" and name not in names and not (option == "id" and name in others):
            raise DumpTrouble(f"{dump}: there is no text column {name!r}. {_there_are(names, name)}")
    text, html = wanted.text, wanted.html
    guessed: set[str] = set()
    if text is None and html is None:
        texts, pages = _fitting(names, _TEXT), _fitting(names, _HTML)
        if kind == "html" and not pages:
            texts, pages = [], texts
        elif kind == "html":
            texts = []
        elif kind in ("article", "page"):
            pages = []
        if len(texts) + len(pages) != 1:
            which = " and ".join(repr(name) for name in texts + pages)
            why = f"It may be {which}." if which else _there_are(names, "text")
            raise DumpTrouble(f"{dump}: there is no telling which column is the text. {why} Name it: --text-column or --html-column.")
        text, html = next(iter(texts), None), next(iter(pages), None)
        guessed.add("html" if html else "text")
    output = wanted.output or (TEXT if html else None)
    if output not in (None, text, html) and output in names:
        raise DumpTrouble(f"{dump}: there is a column {output!r} already, where the text of {text or html!r} would go: --output-column.")
    found: dict[str, str | None] = {"id": wanted.id, "url": wanted.url}
    for what, known in (("id", _ID), ("url", _URL)):
        if found[what] is None and (fitting := _fitting([*names, *others] if what == "id" else names, known)):
            found[what] = fitting[0]
            guessed.add(what)
    return Columns(text, html, found["id"], found["url"], wanted.output), frozenset(guessed)


def _fitting(names: Sequence[str], known: Sequence[str]) -> list[str]:
    by_name = {name.lower(): name for name in names}
    return [by_name[name] for name in known if name in by_name]


def _there_are(names: Sequence[str], near: str) -> str:
    return did_you_mean(near, names, f"There are: {', '.join(names)}.") if names else "It has none at all."
