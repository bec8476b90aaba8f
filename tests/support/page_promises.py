"""The promises that the result for a page keeps, as assertions on one result. What holds for texts
does, too (`tests.support.promises`).
"""

from __future__ import annotations

from collections import Counter

from lxml import etree
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from cleaner import Cleaner, Metadata, Result
from tests.support.promises import (
    assert_deletes_only,
    assert_lines_stay_apart,
    assert_no_new_blank_lines,
    assert_on_record,
    assert_restores,
)

CLEANER = Cleaner()


def assert_page_promises(result: Result, cleaner: Cleaner = CLEANER) -> None:
    """All that holds for the result of every page, whatever went in. Reads the metadata as well."""
    assert_on_record(result.original, result.cuts, cleaner)
    assert_deletes_only(result)
    assert_restores(result)
    assert_lines_stay_apart(result)
    assert_no_new_blank_lines(result)
    if result.outcome == "not-html":
        assert not result.sources
    else:
        assert len(result.sources) == result.original.count("\n")
        assert "\0" not in result.original
    result.text.encode("utf-8") if result.outcome != "not-html" else None
    assert_metadata(result.metadata)


def assert_metadata(metadata: Metadata) -> None:
    """Each field is a text or missing."""
    for value in metadata:
        assert value is None or isinstance(value, str)


def assert_same_words(text: Result, markdown: Result) -> None:
    """The same words are in plain text and in Markdown as it is shown, and the same are kept."""
    assert text.outcome == markdown.outcome
    if text.outcome == "not-html":
        assert text.text == markdown.text
        return
    assert _letters(text.original) == _letters(shown(markdown.original))
    assert _letters(text.text) == _letters(shown(markdown.text))


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def shown(markdown: str) -> str:
    """The text of Markdown as a page shows it: without addresses, and without pictures."""
    html = etree.HTML(f"<body>{_MARKDOWN.render(markdown)}")
    return "".join(html.itertext()) if html is not None else ""


def _letters(text: str) -> Counter[str]:
    """How often each letter stands in a text. (Digits number the items of Markdown.)"""
    return Counter(sign for sign in text if sign.isalpha())
