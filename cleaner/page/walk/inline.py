"""Inline and unknown elements: whether they are in a line, and those that are taken as a whole.

Those are formulas, marks and texts of notes, and readings of characters.
"""

from __future__ import annotations

from itertools import islice

from lxml.etree import _Element as Element

from cleaner.page import formulas, marks
from cleaner.page.containers import HEADINGS
from cleaner.page.runs import BREAK, Run, Style, Styles
from cleaner.page.walk.state import Walk
from cleaner.page.walk.tags import ATOMS, INLINE, LOOKED_INTO, holds_blocks

_SENTENCE = 5  # words around a button that make it part of a sentence
_LABEL = 6  # words of such a button


def is_in_line(walk: Walk, element: Element, tag: object) -> bool:
    """Whether an element that is not inline by its name is part of a sentence.

    That is so for a button in a sentence, and for elements with unknown names that hold no
    block and have text before or after them.
    """
    if not isinstance(tag, str):
        return False
    if tag == "button":
        return _is_question(element) or _is_in_sentence(walk, element)
    if tag in ATOMS:
        return True
    before, after = walk.before(), element.tail or ""
    has_text_around = (bool(before) and not before.endswith(BREAK)) or bool(after.strip())
    return has_text_around and not _sticks(before, element, after) and not holds_blocks(element)


def _is_in_sentence(walk: Walk, button: Element) -> bool:
    """Whether a button is named in a sentence: there is more text around it than it has.

    Inline elements around the button do not matter.
    """
    if not walk.pieces:
        return False
    around = walk.last_pieces()
    words = len(around.split()) + len(_tail(button).split())
    label = "".join(islice(button.itertext(), _LABEL))
    return bool(around.strip()) and words >= _SENTENCE and len(label.split()) <= _LABEL


def atom(walk: Walk, element: Element, tag: str, classes: str, styles: Styles) -> bool:
    """Write an element that is taken as a whole: a formula, a note's mark, a reading.

    False if it is an ordinary element.
    """
    runs: list[Run] | None = None
    if tag == "sup":
        runs = marks.raised(element, walk.before(), styles)
    elif tag == "sub":
        runs = marks.lowered(element, walk.before(), styles)
    elif tag == "ruby":
        runs = marks.with_readings(element, styles)
    elif formulas.is_formula(tag, classes):
        runs = formula(element, styles)
    elif "MathJax" in classes and formulas.is_drawn_twice(element):
        runs = []
    elif tag == "a" and "#" in (element.get("href") or ""):
        runs = marks.linked_note(element, walk.before(), styles)
    if runs is not None:
        walk.pieces.extend(runs)
    return runs is not None


def note_text(walk: Walk, element: Element, styles: Styles) -> None:
    """Set aside the text of a note that is in the middle of a line, and write its mark.

    The mark is what is right before it, if that is one, or its number on the page.
    """
    walk.noted += 1
    name = element.get("id") or f"note:{walk.noted}"
    mark = ""
    while walk.pieces and not mark:
        text, kept = walk.pieces.pop()
        mark = marks.note_label(text)
        if text.strip() and not mark:
            walk.pieces.append((text, kept))
            break
    walk.pieces.extend(marks.note(mark or str(walk.noted), name, styles))
    walk.notes.append((element, name))


def set_apart(walk: Walk, span: Element, styles: Styles) -> None:
    """Put a space between two spans of a heading or caption that a page shows on two lines.

    They touch in the HTML, have different classes, and the second begins like a new text.
    """
    above = span.getprevious()
    if above is None or above.tag != "span" or above.tail or not walk.pieces:
        return
    last, first = walk.pieces[-1][0][-1:], (span.text or "")[:1]
    are_apart = last.isalnum() and first.isalnum() and not first.islower()
    if are_apart and not last.isupper() and above.get("class") != span.get("class"):
        walk.pieces.append((" ", styles))


def formula(element: Element, styles: Styles) -> list[Run]:
    tex = formulas.tex_of(element)
    if not tex:
        return [] if element.tag == "script" else [Run("".join(element.itertext()), styles)]
    kind = "display" if formulas.is_display(element) else "inline"
    return [Run(tex, (*styles, Style("math", kind)))]


def _tail(element: Element) -> str:
    """What follows an element in its line, or the inline element that it is the last part of."""
    outer: Element | None = element
    while outer is not None:
        if (tail := outer.tail) and not tail.isspace():
            return str(tail)
        parent = outer.getparent()
        is_last = outer.getnext() is None and parent is not None and parent.tag in INLINE
        outer = parent if is_last else None
    return ""


def _is_question(button: Element) -> bool:
    """Whether a button is all that a heading or term has: it opens what is below it."""
    parent = button.getparent()
    if parent is None or (parent.tag not in HEADINGS and parent.tag != "dt"):
        return False
    is_all = (
        len(parent) == 1 and not (parent.text or "").strip() and not (button.tail or "").strip()
    )
    return is_all and not holds_blocks(button)


def _sticks(before: str, element: Element, after: str) -> bool:
    """Whether the text of an element would become one word with the text before or after it."""
    text = "".join(islice(element.itertext(), LOOKED_INTO)).strip()
    first, last = text[:1], text[-1:]
    return (before[-1:].isalnum() and first.isalnum()) or (after[:1].isalnum() and last.isalnum())
