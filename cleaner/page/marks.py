"""Marks above and below the line, quotation marks and readings: small inline elements as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from cleaner.page.runs import NO_STYLES, Run, Style, Styles

_LONGEST_TITLE = 120  # characters
_LONGEST = 40  # characters of a mark; a longer superscript is text
_DIGITS = re.compile(r"\d{1,3}")
_NOTE = re.compile(r"[\[(]?\s*(\d{1,3}|[a-z]|[ivx]{1,5})\s*[\])]?")
_LISTED = re.compile(r"\[[^\[\]]{1,30}\]")  # [1], [a], [note 3], [citation needed]
_BRACKETED = re.compile(r"\[\s?(?:\d{1,3}|[a-z]|[ivx]{1,5}|\*)\s?\]")
_NOTE_CLASSES = re.compile(r"footnote|foot-note|fnref|fn-ref|note-?ref|endnote|sdfootnoteanc")
_NOTE_TEXT = re.compile(
    r"(?:side|margin|foot|end)-?note(?:[-_]?(?:content|text|body))?", re.IGNORECASE
)
_NOTE_WORDS = 3  # of the text of a note
_NOTE_PARTS = 20  # pieces of text that are counted
_LABEL = re.compile(r"[\[(]?(\d{1,3}|[*\N{DAGGER}\N{DOUBLE DAGGER}])[\])]?")
# Names of notes and sources: fn1, note-2, cite_note-3, bib.bib4, ref5. Not those of theorems.
_NAMED_NOTE = re.compile(r"fn|note|cite|bib|(?<![a-z])ref", re.IGNORECASE)
_SEVERAL = re.compile(r"\d{1,3}(?:\s?[,\N{EN DASH}-]\s?\d{1,3})+")
_EXPONENT = re.compile(r"[-+\N{MINUS SIGN}]?\d{1,4}|[-+\N{MINUS SIGN}]?[a-zA-Z]")
_WORD_BEFORE = re.compile(r"[^\W\d_]{3,}[\"'\N{RIGHT DOUBLE QUOTATION MARK}).,;:!?\]]{0,3}\s?$")
_END_BEFORE = re.compile(r"[\"'\N{RIGHT DOUBLE QUOTATION MARK}).,;:!?\]]\s?$")
# An open bracket with nothing but numbers in it: `[`, `[35, 2, `.
_IN_BRACKETS = re.compile(r"\[\s?(?:\d{1,3}\s?[,;\N{EN DASH}-]\s?)*$")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:1[0-9]|20)\d\d$")
_UNIT_BEFORE = re.compile(r"(?<![^\W\d_])(?:[kcdmnµ]?m|ft|in|yd|mi|sec|km|cm|mm|min)\s?$")
_LETTER_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]$")
# A letter and one above the line that are an abbreviation: no, Mr, Dr.
_ABBREVIATIONS = frozenset({"no", "No", "Mr", "Me", "Dr", "Pr", "St"})
_SUPERSCRIPTS = str.maketrans(
    "0123456789+-\N{MINUS SIGN}n",
    "\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}"
    "\N{SUPERSCRIPT FOUR}\N{SUPERSCRIPT FIVE}\N{SUPERSCRIPT SIX}\N{SUPERSCRIPT SEVEN}"
    "\N{SUPERSCRIPT EIGHT}\N{SUPERSCRIPT NINE}\N{SUPERSCRIPT PLUS SIGN}\N{SUPERSCRIPT MINUS}"
    "\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT LATIN SMALL LETTER N}",
)
_SUBSCRIPTS = {ord("0") + digit: chr(ord("\N{SUBSCRIPT ZERO}") + digit) for digit in range(10)}
_BACK = re.compile(
    r"[\N{LEFTWARDS ARROW WITH HOOK}\N{UPWARDS ARROW}\N{LEFTWARDS ARROW}"
    r"\N{ARROW POINTING RIGHTWARDS THEN CURVING UPWARDS}\N{UPWARDS WHITE ARROW}"
    r"\N{UPWARDS BLACK ARROW}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}^]+"
)

# Quotation marks by language, outer and inner, as browsers put them around <q>.
_QUOTES = {
    "de": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}",
    "cs": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}",
    "pl": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}",
    "ro": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}",
    "hu": "\N{DOUBLE LOW-9 QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}",
    **dict.fromkeys(
        ("fr", "es", "it", "ru", "uk", "el", "no", "nb", "fa"),
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    ),
    **dict.fromkeys(("sv", "fi"), "\N{RIGHT DOUBLE QUOTATION MARK}" * 2),
    **dict.fromkeys(("ja",), "\N{LEFT CORNER BRACKET}\N{RIGHT CORNER BRACKET}"),
}
_USUAL_QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"


def quotes_of(language: str) -> tuple[str, str]:
    """The quotation marks of a language (a BCP 47 tag or empty)."""
    marks = _QUOTES.get(language[:2].lower(), _USUAL_QUOTES)
    return marks[0], marks[1]


def raised(element: Element, before: str, styles: Styles) -> list[Run] | None:
    """The runs of a superscript; None for one that is ordinary text.

    `before` is the text before it. A note is set off in brackets (`1951 [1]`), an exponent is
    written with superscript digits or `^`. Leaves alone ordinals (`1st`), abbreviations (`Mme`),
    and symbols (`*`).
    """
    text = " ".join("".join(element.itertext()).split())
    if not text or len(text) > _LONGEST:
        return None
    target = note_target(element)
    is_named = _DIGITS.fullmatch(text) and _NOTE_CLASSES.search(_names(element))
    if target or is_named or _is_note(text, before):
        return note(text, target, styles)
    if _EXPONENT.fullmatch(text) and _takes_exponent(before, text):
        return [Run(exponent(text), styles)]
    return None


def lowered(element: Element, before: str, styles: Styles) -> list[Run] | None:
    """The runs of a subscript that begins with a digit after one; None for any other.

    Digits become those below the line; what is longer is set off (`1963 63 years ago`).
    """
    if not before[-1:].isdecimal() or len(element):
        return None
    text = " ".join((element.text or "").split())
    if not text[:1].isdecimal():
        return None
    if text.isascii() and text.isdecimal():
        return [Run(text.translate(_SUBSCRIPTS), styles)]
    return [Run(" ", styles), Run(text, styles)]


def _is_note(text: str, before: str) -> bool:
    """Whether a superscript that is not a link is a note's mark, by what it says."""
    if _LISTED.fullmatch(text) or _SEVERAL.fullmatch(text):
        return True
    return bool(_DIGITS.fullmatch(text)) and _is_note_after(before)


def _is_note_after(before: str) -> bool:
    """Whether a number above the line after this text is that of a note."""
    if not before or _YEAR_BEFORE.search(before):
        return True
    if _UNIT_BEFORE.search(before):
        return False
    return bool(_WORD_BEFORE.search(before) or (_END_BEFORE.search(before)))


def _takes_exponent(before: str, text: str) -> bool:
    if text[-1].isalpha():  # 2e and Mme are ordinals and abbreviations; ex is e to the power of x
        letter = _LETTER_BEFORE.search(before)
        return letter is not None and letter[0] + text not in _ABBREVIATIONS
    return bool(before) and not before[-1].isspace()


def exponent(text: str) -> str:
    """A number or letter above the line, in characters of the line.

    >>> exponent("6"), exponent("x")
    ('⁶', '^x')
    """
    raised_text = text.translate(_SUPERSCRIPTS)
    return f"^{text}" if any(map(str.isascii, raised_text)) else raised_text


def note_target(element: Element) -> str:
    """The id that the link in or around a superscript leads to on the same page; empty for none."""
    link = element if element.tag == "a" else element.find(".//a")
    if link is None and (parent := element.getparent()) is not None and parent.tag == "a":
        link = parent
    href = (link.get("href") or "") if link is not None else ""
    mark = href.rfind("#")
    return href[mark + 1 :] if mark >= 0 and mark + 1 < len(href) else ""


def note(text: str, target: str, styles: Styles) -> list[Run]:
    """The runs of a note's mark: set off from the text before it, in brackets."""
    kept = _without_links(styles)
    match = _NOTE.fullmatch(text)
    shown = f"[{match[1]}]" if match else text if _LISTED.fullmatch(text) else f"[{text}]"
    return [Run(" ", kept), Run(shown, (*kept, Style("note", target)))]


def _without_links(styles: Styles) -> Styles:
    return tuple(style for style in styles if style.kind != "link")


def linked_note(link: Element, before: str, styles: Styles) -> list[Run] | None:
    """The runs of a link that is a note's mark; none for the way back from a note (an arrow).

    None for any other link. `before` is the text before it: a number right after a word is a mark,
    and so is one in brackets with others (`[35, 2]`). Superscripts in links are for `raised`.
    """
    target = note_target(link)
    if not target:
        return None
    text = " ".join("".join(link.itertext()).split())
    if _BACK.fullmatch(text):
        return []
    if link.find("sup") is not None or link.getparent().tag == "sup":
        return None
    if _DIGITS.fullmatch(text) and _IN_BRACKETS.search(before):
        return [Run(text, (*_without_links(styles), Style("note", target)))]
    if before.endswith("(") and not _NAMED_NOTE.search(target):
        return None  # `see (2)`, which leads to an equation
    is_close = bool(before) and not before[-1].isspace()
    is_mark = _BRACKETED.fullmatch(text) or (
        _NOTE.fullmatch(text)
        and (is_close or _NOTE_CLASSES.search(_names(link)))
        and (_DIGITS.fullmatch(text) or _NOTE_CLASSES.search(_names(link)))
    )
    return note(text, target, styles) if is_mark else None


def is_title(cite: Element) -> bool:
    """Whether a `cite` element is the title of a work, which readers see in italics.

    Leaves alone whole references, which have italics of their own or are long, and marks of notes.
    """
    if cite.find(".//i") is not None or cite.find(".//em") is not None:
        return False
    text = "".join(cite.itertext()).strip()
    return len(text) <= _LONGEST_TITLE and not text.startswith(("[", "("))


def _names(link: Element) -> str:
    return f"{link.get('class') or ''} {link.get('role') or ''} {link.get('epub:type') or ''}"


def is_note_text(element: Element, classes: str) -> bool:
    """Whether an element in a line is the text of a note, by its class, and not the note's mark."""
    if "ote" not in classes or not any(map(_NOTE_TEXT.fullmatch, classes.split())):
        return False
    words = (len(text.split()) for text in islice(element.itertext(), _NOTE_PARTS))
    return sum(words) >= _NOTE_WORDS


def note_label(text: str) -> str:
    """The label of a mark in front of a note's text: a number or symbol; empty for other text.

    >>> note_label(" [1] "), note_label("*"), note_label("the mill")
    ('1', '*', '')
    """
    found = _LABEL.fullmatch(text.strip())
    return found[1] if found else ""


def with_readings(ruby: Element, styles: Styles = NO_STYLES) -> list[Run]:
    """The runs of a ruby element: each base, and its reading in brackets after it."""
    runs = []
    for is_reading, text in _ruby_parts(ruby):
        if text.strip():
            runs.append(Run(f"({text.strip()})" if is_reading else text, styles))
    return runs


def _ruby_parts(ruby: Element) -> Iterator[tuple[bool, str]]:
    """The texts of a ruby element, and whether each is a reading."""
    yield False, ruby.text or ""
    for child in ruby:
        if child.tag in ("rt", "rtc"):
            yield True, "".join(child.itertext())
        elif child.tag != "rp" and isinstance(child.tag, str):
            yield False, "".join(child.itertext())
        yield False, child.tail or ""
