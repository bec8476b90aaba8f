"""What cuts have left of a document reads as if it were read for the first time; long texts read in blocks as they would at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import lexicon as reader
from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.result import kept_spans
from cleaner.rules import lexicon
from tests.support.documents import BREAKS, SENTENCES, ending_documents
from tests.support.hostile import HOSTILE

FORM = "Leave a Reply\nYou are commenting\nusing your account.\n"
"""With it in a text, lines are marked for their neighbours' sake."""

_short = st.lists(
    st.sampled_from(
        ("Reply", "Name", "You are commenting", "\ufeff", "\ufeffReply", "53", " ", "We use cookies and similar", SENTENCES[0], *BREAKS)
    ),
    max_size=20,
).map("".join)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text, and ordered, disjoint spans of it: at the starts of lines, or anywhere."""
    text = draw(st.sampled_from(("", FORM))) + draw(st.one_of(ending_documents, _short)) + draw(st.sampled_from(("", FORM)))
    starts = [line.start for line in lexicon().read(text).lines] + [0, len(text)]
    places = st.one_of(st.sampled_from(starts), st.integers(0, len(text)))
    edges = sorted(set(draw(st.lists(places, max_size=8))))
    return text, [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]


def left(text: str, gone: list[Span]) -> str:
    return "".join(text[start:end] for start, end in kept_spans(len(text), gone))


@given(cut_texts())
def test_rereading_is_reading(cut: tuple[str, list[Span]]) -> None:
    text, gone = cut
    assert lexicon().reread(lexicon().read(text), gone) == lexicon().read(left(text, gone))


@given(cut_texts(), st.data())
def test_rereading_twice_is_reading(cut: tuple[str, list[Span]], data: st.DataObject) -> None:
    once = lexicon().reread(lexicon().read(cut[0]), cut[1])
    edges = sorted(data.draw(st.sets(st.integers(0, len(once.text)), min_size=2, max_size=2))) if once.text else [0, 0]
    gone = [Span(*edges)] if edges[0] < edges[1] else []
    assert lexicon().reread(once, gone) == lexicon().read(left(once.text, gone))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("A\rB\n\nC\n", Span(2, 3)),  # what is left has `\r\n` where two line breaks were
        ("A\n\n\ufeffB\n", Span(0, 3)),  # a byte-order mark comes to stand first
        ("A\n\ufeff\nB\n", Span(0, 2)),
        ("A\nB\nC\n", Span(1, 4)),  # two lines become one
        ("A\n\nB\n\nC\n", Span(3, 6)),
        ("Name\nB\n" + FORM, Span(7, 7 + len(FORM))),  # the form goes, and with it what it made of others
        ("A\n", Span(0, 2)),
        ("\n", Span(0, 1)),
    ],
)
def test_rereading_at_the_edges(text: str, gone: Span) -> None:
    assert lexicon().reread(lexicon().read(text), [gone]) == lexicon().read(left(text, [gone]))


@pytest.mark.parametrize("size", [1, 7, 100])
def test_blocks_read_as_the_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [FORM + "\ufeff We use cookies and similar\r\n\r\n\rReply\x85\n" + make(2_000) for make in HOSTILE.values()]
    whole: list[Document] = [lexicon().read(text) for text in texts]
    monkeypatch.setattr(reader, "_BLOCK", size)
    assert [lexicon().read(text) for text in texts] == whole
