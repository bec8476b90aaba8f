"""The shapes that furniture comes in, and the named vetoes that hold a rule back.

A finder is made once from marks (`rule:role`, see `lexicon`) and then takes a `Document` and gives spans. Most rules are
a shape with phrases; a rule has a function of its own only where no shape fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cleaner.document import Document, Span

Finder = Callable[[Document], Iterable[Span]]
Veto = Callable[[Document, int], bool]


def lines(*marks: str, unless: tuple[Veto, ...] = ()) -> Finder:
    """Every line that carries one of the marks, unless a veto says no."""

    def find(document: Document) -> Iterator[Span]:
        for number in document.marked(*marks):
            if not any(veto(document, number) for veto in unless):
                yield document.span(number)

    return find


def block(strong: tuple[str, ...], beside: tuple[str, ...], bridge: tuple[str, ...] = (), unless: tuple[Veto, ...] = ()) -> Finder:
    """Lines with a `strong` mark, and the unbroken runs of lines with a `beside` mark that touch one.

    Words that are dangerous alone (`Name`, `Reply`) count only so. Lines with a `bridge` mark carry the run on and stay.
    """
    strong_marks, members = frozenset(strong), frozenset(beside)
    carried = strong_marks | members | frozenset(bridge)

    def find(document: Document) -> Iterator[Span]:
        taken: set[int] = set()
        for number in document.marked(*strong):
            if number in taken or any(veto(document, number) for veto in unless):
                continue
            taken.add(number)
            yield document.span(number)
            for step in (-1, 1):
                at = number + step
                while at not in taken and document.has(at, carried) and not document.has(at, strong_marks):
                    if document.has(at, members):
                        taken.add(at)
                        yield document.span(at)
                    at += step

    return find


def either(*finders: Finder) -> Finder:
    """What any of the finders finds."""

    def find(document: Document) -> Iterator[Span]:
        for finder in finders:
            yield from finder(document)

    return find


# --- Vetoes: named reasons to leave a line alone -------------------------------------------------------------------


def heading_of_prose(document: Document, number: int) -> bool:
    """The line stands over running text: the next line is prose, so it may be a real article's heading."""
    return number + 1 < len(document.lines) and document.lines[number + 1].prose


def prose_follows(document: Document, number: int) -> bool:
    """Running text follows somewhere behind the line: the article is not over."""
    return document.prose_after(number) > 0


def no_prose_before(document: Document, number: int) -> bool:
    """No running text stands before the line: the article has not begun."""
    return document.prose_before(number) == 0
