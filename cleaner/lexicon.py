"""Reading documents: every line gets the marks of the phrases that it is, and of its shape.

All phrase data are compiled into one `Lexicon`. Reading asks it once for every line; reading what cuts have left of a
document asks it only for the lines around the cuts. Long texts are read in blocks, so that what is needed besides the
lines themselves does not grow with the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from cleaner.document import Document, Evidence, Kind, Line, Span, standing
from cleaner.languages import Evidence as LanguageEvidence
from cleaner.languages import Language
from cleaner.normal import FIRST_UNSPACED, is_prose
from cleaner.phrasebook import LONG, NUMBER, SHORT, Phrasebook
from cleaner.phrasetables import BOUND, ENDING, RUNS, Phrase, Rest, Tables

__all__ = ["LONG", "NUMBER", "SHORT", "SIGN", "WRAPPED", "Lexicon", "Phrase", "blocks"]

FORM = frozenset({"wordpress.comment-form:line", "wordpress.comment-form:opening"})
WRAPPED = FORM | {"wordpress.comment-form:beside"}
"""Marks of phrases that are also recognised when mail or an old extractor has wrapped them over two or three lines."""
GLUED = tuple(f":{run}" for run in RUNS)  # roles of phrases run together; words on lines of their own are not
_WRAPPED_AT = 90  # characters; a longer line was not wrapped
_BLOCK = 1 << 16  # characters of a text that are split into lines at a time
_NO_EVIDENCE = Evidence()
SIGN = "sign:"
"""What marks of signs begin with: `sign:@` is on a document that has the character anywhere."""

# Marks of a line by its last character, or by its last five.
_ENDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(":\N{FULLWIDTH COLON}", ("ends:colon",)),
    **dict.fromkeys(")]", ("ends:bracket",)),
    ",": ("ends:comma",),
    **dict.fromkeys("0123456789", ("ends:digit",)),
    **dict.fromkeys(
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHTWARDS ARROW}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}>", ("ends:arrow",)
    ),
    **dict.fromkeys(
        "\N{MULTIPLICATION SIGN}\N{MULTIPLICATION X}\N{HEAVY MULTIPLICATION X}\N{GREEK CAPITAL LETTER DELTA}", ("ends:symbol",)
    ),
    "\N{PILCROW SIGN}": ("ends:pilcrow",),
}
_ENDINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("elow.", "elow!", "bove.", "bove!", "here.", "here!"), ("ends:place",)),
    **dict.fromkeys(("igger", "Image"), ("ends:frame",)),
    **dict.fromkeys(("mment", "ments", "MMENT", "MENTS"), ("ends:comment",)),
    **dict.fromkeys(("rved.", "erved", "RVED.", "ERVED"), ("ends:reserved",)),
}
_BEGINS = dict.fromkeys(
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFTWARDS ARROW}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}<", ("begins:arrow",)
)


_Needle = tuple[int, bytes, str]
"""Where in a phrase the word stands by which it is found, the phrase, and its mark."""
_start = attrgetter("start")


class Lexicon:
    """Phrases and signs, and the reading of texts with them. Built once, then only read."""

    def __init__(
        self,
        phrases: Iterable[Phrase],
        signs: Iterable[str] = (),
        *,
        tables: Tables | None = None,
        rest: Rest | None = None,
        languages: Iterable[Language] = (),
    ) -> None:
        """`tables`, and the `rest` of them, are phrases compiled before, to which the others are added; they are the lexicon's own then.

        Raises ValueError for a phrase that cannot be recognised.
        """
        phrases, tables = tuple(phrases), tables or Tables()
        tables.add(phrases)
        self._book = Phrasebook(tables, rest and rest._replace(load=lambda: rest.load().with_added(phrases)))
        self._languages = LanguageEvidence(languages)
        self._endings = {ending: (*tables.endings.get(ending, ()), *_ENDINGS.get(ending, ())) for ending in {*tables.endings, *_ENDINGS}}
        self._needles = by_guard(self._book.needles)
        self._signs = [(sign, SIGN + sign) for sign in sorted(set(signs))]
        self.marks = self._book.marks

    @property
    def exact(self) -> Mapping[str, tuple[str, ...]]:
        """The marks of phrases without holes, by their normal form."""
        return self._book.exact

    def read(self, text: str, kind: Kind = "article", evidence: Evidence = _NO_EVIDENCE) -> Document:
        """A text as a document, with what its page shows in it."""
        lines: list[Line] = []
        self._read_on(lines, text, 0, {}, gap=True)
        return self._document(text, lines, kind, evidence)

    def reread(self, document: Document, gone: Sequence[Span]) -> Document:
        """The document without some spans of its text (ordered, disjoint), as `read` would read what they leave.

        Lines away from the spans are taken over as they are; only those around them are read again.
        """
        old, text = _unresolved(document), document.text
        left = "".join([text[start:end] for start, end in standing(len(text), gone)])
        lines: list[Line] = []
        removed = behind = 0
        gap = True
        for first, last, less in _windows(document, gone):
            _take_over(lines, old[behind:first], removed, gap)
            start = (old[first].start if first else 0) - removed
            removed += less
            end = (old[last].start if last < len(old) else len(text)) - removed
            known = {line.text: line for line in old[first:last] if WRAPPED.isdisjoint(line.marks)}
            gap = self._read_on(lines, left[start:end], start, known, gap=old[first].gap if first else True)
            behind = last
        _take_over(lines, old[behind:], removed, gap)
        return self._document(left, lines, document.kind, Evidence((), document.embeds, document.fixed).without(gone))

    def _document(self, text: str, lines: list[Line], kind: Kind, evidence: Evidence) -> Document:
        signs = frozenset([mark for sign, mark in self._signs if sign in text])
        self._mark_wrapped(lines)
        document = Document(text, tuple(lines), kind, signs, evidence.embeds, evidence.fixed)
        if not self._book.bound.isdisjoint(document.present) and self._resolve(lines, self._languages.shown(text)):
            document = replace(document, lines=tuple(lines))
        return document

    def _read_on(self, lines: list[Line], text: str, position: int, known: Mapping[str, Line], *, gap: bool) -> bool:
        """Append the lines of a text that stands at `position`. `gap`, in and out: whether a blank line stands before what follows.

        Lines with the same text as one that is `known` are not looked up again.
        """
        for block in blocks(text):
            first, offset, fresh = len(lines), position, False
            for raw in block.splitlines(keepends=True):
                start, position = position, position + len(raw)
                body = raw.rstrip()
                if not start and body.startswith("\ufeff"):
                    start, body = 1, body[1:]
                if not body:
                    gap = True
                    continue
                if known and (seen := known.get(body)):
                    lines.append(Line(start, position, seen.text, seen.marks, seen.prose, gap))
                else:
                    fresh = True
                    prose = is_prose(body)
                    lines.append(Line(start, position, body, self._book.of_line(body, prose) + self._shape(body), prose, gap))
                gap = False
            if fresh:
                self._mark_needles(lines, first, block, offset)
        return gap

    def _mark_needles(self, lines: list[Line], first: int, text: str, offset: int) -> None:
        """Mark the lines from `first` on that have a phrase in them which may stand anywhere; they are a text's that begins at `offset`."""
        for at, mark in self._needles_in(text):
            number = bisect_right(lines, at + offset, first, key=_start) - 1
            line = lines[number]
            if len(line.text) <= LONG and mark not in line.marks:
                lines[number] = line._replace(marks=(*line.marks, mark))

    def _needles_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Where phrases stand that may stand anywhere, in characters, and their marks."""
        raw = text.encode("utf-8", "surrogatepass").lower()  # several times as fast as lower-casing letters beyond Latin-1
        for guard, group in self._needles.items():
            at, characters, counted = raw.find(guard), 0, 0
            while at >= 0:
                for offset, needle, mark in group:
                    if at >= offset and raw.startswith(needle, at - offset):
                        characters += len(raw[counted:at].decode("utf-8", "surrogatepass"))
                        counted = at
                        yield characters, mark
                at = raw.find(guard, at + len(guard))

    def _shape(self, body: str) -> tuple[str, ...]:
        """The marks of a line by how it ends and begins."""
        last = body[-1]
        marks = _ENDS.get(last) or self._endings.get(body[-ENDING:], ())
        if last >= FIRST_UNSPACED and not marks:
            marks = self._endings.get(body[1 - ENDING :], ())
        return marks + _BEGINS[body[0]] if body[0] in _BEGINS else marks

    def _resolve(self, lines: list[Line], shown: frozenset[str]) -> bool:
        """Give lines that are a phrase bound to its language (`nl?related.link:line`) the plain mark, if the text shows that language.

        Says whether any got one.
        """
        bound, any_plain = self._book.bound, False
        if not shown:
            return False
        for number, line in enumerate(lines):
            if line.marks and not bound.isdisjoint(line.marks):
                parts = [mark.partition(BOUND) for mark in line.marks if BOUND in mark]
                plain = dict.fromkeys(mark for language, _, mark in parts if language in shown and mark not in line.marks)
                if plain:
                    lines[number] = line._replace(marks=(*line.marks, BOUND, *plain))
                    any_plain = True
        return any_plain

    def _mark_wrapped(self, lines: list[Line]) -> None:
        """Mark lines that are parts of a phrase wrapped over two or three lines; only where a form is."""
        if all(FORM.isdisjoint(line.marks) for line in lines if line.marks):
            return
        found: dict[int, tuple[str, ...]] = {}
        for number, (line, following) in enumerate(pairwise(lines)):
            if following.gap or following.prose or len(line.text) > _WRAPPED_AT:
                continue
            text = line.text.strip()
            for last in range(number + 1, min(number + 3, len(lines))):
                if lines[last].gap or lines[last].prose:
                    break
                text += " " + lines[last].text.strip()
                marks = self._book.of_line(text, prose=False)
                if not WRAPPED.isdisjoint(marks) and not any(mark.endswith(GLUED) for mark in marks):
                    found |= {at: found.get(at, ()) + marks for at in range(number, last + 1)}
        for at, marks in found.items():
            lines[at] = lines[at]._replace(marks=tuple(dict.fromkeys(lines[at].marks + marks)))


def _unresolved(document: Document) -> Sequence[Line]:
    """The document's lines without the marks that `_resolve` gave them."""
    resolved = document.marked(BOUND)
    if not resolved:
        return document.lines
    lines = list(document.lines)
    for number in resolved:
        marks = lines[number].marks
        lines[number] = lines[number]._replace(marks=marks[: marks.index(BOUND)])
    return lines


def by_guard(needles: Sequence[tuple[str, str]]) -> dict[bytes, list[_Needle]]:
    """Phrases that may stand anywhere, filed under as few of their words as will do: a text without the word has none of them."""
    table: dict[bytes, list[_Needle]] = {}
    left = list(needles)
    while left:
        words = Counter(word for needle, _ in left for word in {*needle.split()})
        guard = max(words, key=lambda word: (min(len(word), 5), words[word], word))
        table[guard.encode()] = [(needle.encode().index(guard.encode()), needle.encode(), mark) for needle, mark in left if guard in needle]
        left = [item for item in left if guard not in item[0]]
    return table


def blocks(text: str) -> Iterator[str]:
    """A text in blocks of whole lines, so that a long one is never split into lines all at once."""
    start = 0
    while start + 2 * _BLOCK < len(text):
        end = text.find("\n", start + _BLOCK) + 1 or len(text)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _windows(document: Document, gone: Iterable[Span]) -> list[tuple[int, int, int]]:
    """The lines to be read again, as ordered ranges that do not touch, each with the number of characters that go from it.

    A whole line stands on either side of what goes, so that it does not matter what that does to line breaks and blank
    lines. Lines that may have been marked for their neighbours' sake are among them.
    """
    starts = document.starts
    size = len(starts)
    touched = [(max(0, bisect_left(starts, start) - 1), min(size, bisect_left(starts, end) + 1), end - start) for start, end in gone]
    touched += [(number, number + 1, 0) for number in document.marked(*WRAPPED)]
    windows: list[tuple[int, int, int]] = []
    for first, last, less in sorted(touched):
        if windows and first <= windows[-1][1]:
            before = windows.pop()
            windows.append((before[0], max(before[1], last), before[2] + less))
        else:
            windows.append((first, last, less))
    return windows


def _take_over(lines: list[Line], old: Sequence[Line], removed: int, gap: bool) -> None:
    """Append lines that stand `removed` characters further on in the old text; `gap` is what stands before the first of them."""
    if not removed:
        lines += old
        return
    first = len(lines)
    lines += [Line(start - removed, end - removed, text, marks, prose, gap_before) for start, end, text, marks, prose, gap_before in old]
    if old and lines[first].gap is not gap:
        lines[first] = lines[first]._replace(gap=gap)
