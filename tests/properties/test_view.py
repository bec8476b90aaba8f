"""What cuts leave of a document reads as the text that is left reads by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.rule import AFTER_CUT
from cleaner.core.spans import outside
from tests.support.core import built_in, read, seen, without
from tests.support.documents import BREAKS, SENTENCES, ending_documents
from tests.support.hostile import HOSTILE

FORM = "Leave a Reply\nYou are commenting\nusing your account.\n"
"""With it in a text, lines are phrases together with their neighbours."""

_short = st.lists(
    st.sampled_from(
        (
            *("Reply", "Name", "You are commenting", "\ufeff", "\ufeffReply", "53", " "),
            *("We use cookies and similar", SENTENCES[0], *BREAKS),
        )
    ),
    max_size=20,
).map("".join)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text, and ordered, disjoint spans of it as the engine cuts them.

    Whole lines, or parts of lines that leave the line break.
    """
    forms = st.sampled_from(("", FORM))
    text = draw(forms) + draw(st.one_of(ending_documents, _short)) + draw(forms)
    spans: list[Span] = []
    for line in read(text, built_in()).lines:
        kind = draw(st.sampled_from(("stays", "stays", "whole", "part")))
        if kind == "whole":
            spans.append(Span(line.start, line.end))
        elif kind == "part":
            edges = sorted(draw(st.tuples(*[st.integers(line.start, line.stop)] * 2)))
            spans += [Span(*edges)] if edges[0] < edges[1] else []
    return text, spans


def left(text: str, spans: list[Span]) -> Document:
    """Read the text that spans leave."""
    kept = outside(Span(0, len(text)), spans)
    return read("".join(text[start:end] for start, end in kept), built_in())


@given(cut_texts())
def test_the_view_after_cuts_reads_as_the_cleaned_text(given_text: tuple[str, list[Span]]) -> None:
    text, spans = given_text
    document = without(read(text, built_in()), spans)
    fresh = left(text, spans)
    assert document.kept_text() == fresh.text
    assert seen(document) == seen(fresh)
    assert document.present - {AFTER_CUT} == fresh.present
    assert {mark: list(numbers) for mark, numbers in document.by_mark.items()} == fresh.by_mark
    numbers = range(len(fresh.lines))
    for count in (Document.prose_before, Document.prose_after):
        assert [count(document, at) for at in numbers] == [count(fresh, at) for at in numbers]


@given(cut_texts(), st.data())
def test_the_view_after_cuts_in_two_steps(
    given_text: tuple[str, list[Span]], data: st.DataObject
) -> None:
    text, spans = given_text
    first = [span for span in spans if data.draw(st.booleans())]
    second = [span for span in spans if span not in first]
    document = without(without(read(text, built_in()), first), second)
    assert seen(document) == seen(left(text, spans))


@given(cut_texts())
def test_offsets_are_those_of_the_original(given_text: tuple[str, list[Span]]) -> None:
    text, spans = given_text
    for line in without(read(text, built_in()), spans).lines:
        assert "".join(text[start:end] for start, end in line.pieces).rstrip() == line.text
        for offset, character in enumerate(line.text):
            position = line.span(offset, offset + 1)
            assert text[slice(*position)] == character
            assert line.offset(position.start) == offset


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("A\n\n\ufeffB\n", Span(0, 3)),  # a byte-order mark that is the first character
        ("A\n\ufeff\nB\n", Span(0, 2)),
        ("A\n\nB\n\nC\n", Span(3, 6)),
        ("Name\nB\n" + FORM, Span(7, 7 + len(FORM))),  # with the form, what it made of others
        ("A\n", Span(0, 2)),
        ("A\nShare X\n", Span(7, 9)),
        ("\n", Span(0, 1)),
    ],
)
def test_the_view_at_the_edges(text: str, span: Span) -> None:
    document = without(read(text, built_in()), [span])
    assert seen(document) == seen(left(text, [span]))


@pytest.mark.parametrize("size", [1, 7, 100])
def test_texts_are_scanned_in_blocks_as_at_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    start = FORM + "\ufeff We use cookies and similar\r\n\r\n\rReply\x85\n"
    texts = [start + make(2_000) for make in HOSTILE.values()]
    whole = [seen(read(text, built_in())) for text in texts]
    monkeypatch.setattr("cleaner.core.index._BLOCK", size)
    assert [seen(read(text, built_in())) for text in texts] == whole
