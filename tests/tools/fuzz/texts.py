"""Texts of articles and of whole pages: strategies, and what must hold for each."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import strategies as st

from cleaner import Cleaner
from tests.support.documents import documents, ending_documents
from tests.support.promises import (
    assert_deletes_only,
    assert_on_record,
    assert_promises,
    assert_restores,
)

modes = st.fixed_dictionaries({"unsafe": st.booleans(), "force": st.booleans()})
texts = st.one_of(documents, ending_documents, st.text(st.characters()))

_menus = st.lists(
    st.sampled_from(("Home", "News", "Sport", "About us", "Contact", "Log in", "Privacy Policy")),
    max_size=12,
).map("\n".join)
page_texts = st.tuples(_menus, texts, _menus).map("\n\n".join)


def check_text(text: str, mode: dict[str, bool]) -> None:
    """Everything that holds for an article's text."""
    made = _cleaner(**mode)
    assert_promises(made.clean(text), made)


def check_page_text(text: str, mode: dict[str, bool]) -> None:
    """Everything that holds for the text of a page: all but that the result is settled as a page.

    It is an article then.
    """
    made = _page_cleaner(**mode)
    result = made.clean(text)
    assert_on_record(result.original, result.cuts, made)
    assert_deletes_only(result)
    assert_restores(result)
    article = _cleaner(**mode)
    if not result.refusal:
        assert article.clean(result.text).text == result.text


@lru_cache
def _cleaner(*, unsafe: bool, force: bool) -> Cleaner:
    return Cleaner(kind="article", unsafe=unsafe, suggest=not unsafe, force=force)


@lru_cache
def _page_cleaner(*, unsafe: bool, force: bool) -> Cleaner:
    return Cleaner(kind="page", unsafe=unsafe, suggest=not unsafe, force=force)
