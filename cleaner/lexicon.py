"""Reading lines: normal forms, phrases looked up, and what a line looks like (words, prose).

All phrase data are compiled into one `Lexicon`. Reading a document asks it once for every line; the cost does not
depend on the number of phrases, except for the few that may stand anywhere in a line. No regular expression runs over
a whole line of text here, so that hostile input costs no more than any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaner.document import Line

SHORT = 240  # characters; a longer line is compared by its beginning only
LONG = 1200  # characters; a line beyond this is a paragraph whatever it begins with
HEAD = 160  # characters of a long line that are normalised
NUMBER = "number"
"""The mark of a line that is nothing but a number: `53`, `1.2K`, `+12`."""
MAX_HOLE = 200  # characters that %s may stand for inside a phrase
GLUE_HEAD = 2  # characters by which the pieces of glued lines are found

_FOLD = str.maketrans(
    {
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{PRIME}\N{MODIFIER LETTER APOSTROPHE}`", "'"),
        **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\N{DOUBLE PRIME}", '"'),
        **dict.fromkeys("\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{NON-BREAKING HYPHEN}\N{HORIZONTAL BAR}", "-"),
        **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " "),
        **dict.fromkeys("\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{SOFT HYPHEN}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ZERO WIDTH NO-BREAK SPACE}\N{VARIATION SELECTOR-16}\N{NULL}", None),
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{FULLWIDTH COLON}": ":",
    }
)
# What may stand around a phrase without being part of it: bullets, arrows, brackets, end punctuation, icons.
_EDGES = " \t.,:;!?*#+-_|/\\<>[](){}~=\"'^&\N{BULLET}\N{MIDDLE DOT}\N{BLACK CIRCLE}\N{WHITE BULLET}\N{BLACK SMALL SQUARE}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{LEFTWARDS ARROW}\N{RIGHTWARDS ARROW}\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}\N{NORTH EAST ARROW}\N{RIGHTWARDS DOUBLE ARROW}\N{LONG RIGHTWARDS ARROW}\N{LONG LEFTWARDS ARROW}\N{BLACK RIGHT-POINTING TRIANGLE}\N{BLACK RIGHT-POINTING SMALL TRIANGLE}\N{BLACK DOWN-POINTING TRIANGLE}\N{BLACK DOWN-POINTING SMALL TRIANGLE}\N{BLACK UP-POINTING TRIANGLE}\N{BLACK RIGHT-POINTING POINTER}\N{BLACK LEFT-POINTING POINTER}\N{MULTIPLICATION SIGN}\N{MULTIPLICATION X}\N{HEAVY MULTIPLICATION X}\N{CHECK MARK}\N{HEAVY CHECK MARK}\N{BLACK HEART SUIT}\N{HEAVY BLACK HEART}\N{WHITE HEART SUIT}\N{BLACK STAR}\N{WHITE STAR}\N{ENVELOPE}\N{BLACK TELEPHONE}\N{SPEECH BALLOON}\N{PARTY POPPER}\N{PERSON RAISING BOTH HANDS IN CELEBRATION}\N{WHITE RIGHT POINTING BACKHAND INDEX}\N{WHITE DOWN POINTING BACKHAND INDEX}\N{BELL}\N{CAMERA}\N{TRIANGULAR FLAG ON POST}\N{LINK SYMBOL}"
# A number with its separators and magnitude: 53, 1,204, 1.2K, 12:30; and the raw template %d.
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*(?: ?[km](?![^\W\d_]))?|%d")
_SENTENCE_END = tuple(".!?\"'\N{HORIZONTAL ELLIPSIS}\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK})\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}")


def normalise(text: str) -> str:
    """A line's key: lower case, plain quotes and dashes, single spaces, numbers as `#`, bare of bullets and end punctuation.

    >>> normalise("  •  12 Thoughts on “Spring”:")
    '# thoughts on "spring'
    """
    key = text.lower()
    if not key.isascii():
        key = key.translate(_FOLD)
    key = " ".join(key.split()).strip(_EDGES)
    return _NUMBER.sub("#", key)


def is_prose(text: str, words: int) -> bool:
    """Whether a line reads like running text: a sentence of ten words, or twenty words however they end.

    Scripts that do not put spaces between words count four characters as a word.
    """
    if words < 10 and not text.isascii():
        words = max(words, sum(character >= "\u0e00" for character in text[:200]) // 4)
    return words >= 20 or (words >= 10 and text.endswith(_SENTENCE_END))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the data: `mark` is `rule:role`; `%s` in `text` stands for anything, `%d` for a number.

    `glued` phrases are also recognised run together (`Leave a ReplyCancel reply`), as mark and as `rule:pair` or `rule:bar`.
    A `paragraph` phrase may match running text; others with a hole match only what does not read like a sentence.
    """

    text: str
    mark: str
    glued: bool = False
    paragraph: bool = False


def _squeeze(text: str) -> str:
    """The text with single spaces, one kept at either end where there was any."""
    return " ".join(text.split()).join((" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")) if text.strip() else ""


def _compile(text: str) -> list[str]:
    """The normalised pieces between the holes of a phrase. Raises ValueError where nothing is left to compare."""
    raw = text.lower().translate(_FOLD).strip(_EDGES).split("%s")
    pieces = [_NUMBER.sub("#", _squeeze(piece)) for piece in raw]
    if sum(len(piece.strip()) for piece in pieces) < (2 if pieces[1:] else 1) or len(pieces) > 5 or "" in pieces[1:-1]:
        raise ValueError(f"The phrase {text!r} has too little text of its own to be recognised by.")
    return pieces


_BUCKETS = (2, 4, 8)  # characters of a pattern's beginning or end that it is filed under
_NONE: list[tuple[list[str], Phrase]] = []


def _bucket(piece: str) -> int:
    """How many characters a pattern is filed under: as many as it has, of the sizes that are looked up."""
    return max((size for size in _BUCKETS if size <= len(piece)), default=0)


class Lexicon:
    """Phrases compiled for looking up. Built once for a set of phrases, then only read."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.exact: dict[str, tuple[str, ...]] = {}
        self._by_head: dict[str, list[tuple[list[str], Phrase]]] = {}
        self._by_tail: dict[str, list[tuple[list[str], Phrase]]] = {}
        self._needles: list[tuple[str, str]] = []
        self._glued: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for phrase in phrases:
            self._add(phrase)
        for table in self._glued.values():
            for group in table.values():
                group.sort(key=lambda item: -len(item[0]))

    def _add(self, phrase: Phrase) -> None:
        pieces = _compile(phrase.text)
        if len(pieces) == 1:
            key = pieces[0]
            if phrase.mark not in self.exact.get(key, ()):
                self.exact[key] = (*self.exact.get(key, ()), phrase.mark)
            if phrase.glued and len(key) >= GLUE_HEAD:
                table = self._glued.setdefault(phrase.mark.partition(":")[0], {})
                table.setdefault(key[:GLUE_HEAD], []).append((key, phrase.mark))
        elif len(pieces[0]) > 1:
            self._by_head.setdefault(pieces[0][: _bucket(pieces[0])], []).append((pieces, phrase))
        elif len(pieces[-1]) > 1:
            self._by_tail.setdefault(pieces[-1][-_bucket(pieces[-1]) :], []).append((pieces, phrase))
        elif len(pieces) == 3 and not pieces[0] and not pieces[2]:
            self._needles.append((pieces[1].strip(), phrase.mark))
        else:
            raise ValueError(f"The phrase {phrase.text!r} has no beginning and no end of its own to be found by.")

    def read(self, text: str, known: Iterable[Line] = ()) -> tuple[Line, ...]:
        """The non-blank lines of a text. Lines that stood in `known` with the same text are not looked up again."""
        needles = self._active(text)
        facts = {line.text: line for line in known}
        lines: list[Line] = []
        position, gap = 0, True
        for raw in text.splitlines(keepends=True):
            start, position = position, position + len(raw)
            body = raw.rstrip()
            if start == 0 and body.startswith("\ufeff"):
                start, body = 1, body[1:]
            if not body:
                gap = True
                continue
            seen = facts.get(body)
            if seen is not None:
                lines.append(seen._replace(start=start, end=position, gap=gap))
            else:
                words = body.count(" ") + 1 if len(body) > SHORT else len(body.split())
                prose = is_prose(body, words)
                key, marks = self._look_up(body, prose, needles)
                lines.append(Line(start, position, body, key, marks, words, prose, gap))
            gap = False
        return tuple(lines)

    def _active(self, text: str) -> list[tuple[str, str]]:
        """The phrases that may stand anywhere in a line, and do occur in this text."""
        lowered = text.lower()
        if not lowered.isascii():
            lowered = lowered.translate(_FOLD)
        return [needle for needle in self._needles if needle[0] in lowered]

    def _look_up(self, body: str, prose: bool, needles: list[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
        size = len(body)
        if size > LONG:
            return "", ()
        whole = size <= SHORT
        key = normalise(body if whole else body[:HEAD])
        marks = self.marks(key, whole=whole, prose=prose)
        if needles:
            lowered = body.lower().translate(_FOLD)
            marks += tuple(mark for needle, mark in needles if needle in lowered and mark not in marks)
        return key, marks

    def marks(self, key: str, *, whole: bool = True, prose: bool = False) -> tuple[str, ...]:
        """The marks of a normalised line; with `whole` false, of a line of which only the head is given."""
        if key == "#":
            return (NUMBER,)
        found = self.exact.get(key, ()) if whole else ()
        candidates = [item for size in _BUCKETS for item in self._by_head.get(key[:size], _NONE)]
        if whole:
            candidates += [item for size in _BUCKETS for item in self._by_tail.get(key[-size:], _NONE)]
        for pieces, phrase in candidates:
            if (phrase.paragraph or not prose) and phrase.mark not in found and _matches(key, pieces, whole):
                found += (phrase.mark,)
        if whole and not found:
            for rule, table in self._glued.items():
                if key[:GLUE_HEAD] in table:
                    found += _unglue(key, rule, table)
        return found


def _unglue(key: str, rule: str, table: dict[str, list[tuple[str, str]]]) -> tuple[str, ...]:
    """The marks of a line that is two or more of a rule's phrases run together, else none. Linear in the line."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for position in range(len(key)):
        if not reached:
            return ()
        marks = reached.pop(position, None)
        if marks is None:
            continue
        if position and key[position] in _EDGES:
            reached.setdefault(position + 1, marks)
        for phrase, mark in table.get(key[position : position + GLUE_HEAD], ()):
            if key.startswith(phrase, position):
                reached.setdefault(position + len(phrase), (*marks, mark))
    marks = reached.get(len(key), ())
    return (*dict.fromkeys(marks), f"{rule}:{'bar' if len(marks) > 2 else 'pair'}") if len(marks) > 1 else ()


def _matches(key: str, pieces: list[str], whole: bool) -> bool:
    """Whether a key is these pieces with something in every hole. A hole at the end may stand for the rest of a long line."""
    if not key.startswith(pieces[0]) or not key.endswith(pieces[-1]) or (not whole and pieces[-1]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:-1]:
        found = key.find(piece, position + 1, position + MAX_HOLE + len(piece))
        if found < 0:
            return False
        position = found + len(piece)
    hole = len(key) - len(pieces[-1]) - position
    return hole >= (1 if pieces[-1] or len(pieces) > 2 else 0) and (not pieces[-1] or hole <= MAX_HOLE)
