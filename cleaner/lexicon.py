"""Reading documents: every line gets the marks of the phrases that it is, and of its shape.

All phrase data are compiled into one `Lexicon`. Reading asks it once for every line, and most lines are told by their first
few characters; the cost does not depend on the number of phrases, except for the few that may stand anywhere in a line.
No regular expression runs over a long line, so that hostile input costs no more than any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleaner.document import Document, Kind, Line
from cleaner.normal import EDGES, FREQUENT, NUMBERS, fold, is_prose, normalise, one_spaced

SHORT = 240  # characters; a longer line is compared by its beginning only
LONG = 1200  # characters; a line beyond this is a paragraph whatever it begins with
HEAD = 120  # characters of a long line that are normalised
MAX_HOLE = 200  # characters that %s may stand for inside a phrase
WRAPPED = frozenset({"wordpress.comment-form:line", "wordpress.comment-form:opening", "wordpress.comment-form:beside"})
"""Marks of phrases that are also recognised when mail or an old extractor has wrapped them over two or three lines."""
_WRAPPED_AT = 90  # characters; a longer line was not wrapped
_CHUNK = 1 << 16  # characters of a text that are split into lines at a time
REMEMBERED = 1 << 14  # short lines that begin as a phrase does, whose marks are remembered
GLUE_HEAD = 2  # characters by which the pieces of glued lines are found
NUMBER = "number"
"""The mark of a line that is nothing but a number: `53`, `1.2K`, `+12`."""
SIGN = "sign:"
"""What marks of signs begin with: `sign:@` is on a document that has the character anywhere."""

_PEEK = 40  # characters of either end of a line that are looked at first
_CERTAIN = 20  # characters of a phrase's beginning that are compared with them
# Marks of a line by its last character, or by its last five.
_ENDS = {
    **dict.fromkeys(":\N{FULLWIDTH COLON}", ("ends:colon",)),
    **dict.fromkeys(")]", ("ends:bracket",)),
    ",": ("ends:comma",),
    **dict.fromkeys("0123456789", ("ends:digit",)),
    **dict.fromkeys("\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHTWARDS ARROW}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}>", ("ends:arrow",)),
    **dict.fromkeys("\N{MULTIPLICATION SIGN}\N{MULTIPLICATION X}\N{HEAVY MULTIPLICATION X}\N{GREEK CAPITAL LETTER DELTA}", ("ends:symbol",)),
    "\N{PILCROW SIGN}": ("ends:pilcrow",),
}
_ENDINGS = {
    **dict.fromkeys((" more", " More", " MORE", "more.", "More.", "more\N{HORIZONTAL ELLIPSIS}", "re...", "ading", "ng...", "story"), ("ends:more",)),
    **dict.fromkeys(("elow.", "elow!", "bove.", "bove!", "here.", "here!"), ("ends:place",)),
    **dict.fromkeys(("igger", "Image"), ("ends:frame",)),
    **dict.fromkeys(("mment", "ments", "MMENT", "MENTS"), ("ends:comment",)),
    **dict.fromkeys(("rved.", "erved", "RVED.", "ERVED"), ("ends:reserved",)),
}
_BEGINS = dict.fromkeys("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFTWARDS ARROW}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}<", ("begins:arrow",))


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


_Pattern = tuple[list[str], Phrase]
_NONE: list[_Pattern] = []


def _squeeze(text: str) -> str:
    """The text with single spaces, one kept at either end where there was any."""
    return " ".join(text.split()).join((" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")) if text.strip() else ""


def _compile(text: str) -> list[str]:
    """The normalised pieces between the holes of a phrase. Raises ValueError where nothing is left to compare."""
    pieces = [NUMBERS.sub("#", _squeeze(piece)) for piece in fold(text).strip(EDGES).split("%s")]
    if sum(len(piece.strip()) for piece in pieces) < (2 if pieces[1:] else 1) or len(pieces) > 5 or "" in pieces[1:-1]:
        raise ValueError(f"The phrase {text!r} has too little text of its own to be recognised by.")
    return pieces


def _checked(needle: str) -> str:
    """A phrase that may stand anywhere in a line. Raises ValueError if it has characters that come in variants."""
    if not all(character.isalnum() or character in " -/,.:" for character in needle):
        raise ValueError(f"The phrase {needle!r} may stand anywhere in a line, so it must be made of letters, digits, spaces and , . : - / only.")
    return needle


def _by_guard(needles: Sequence[tuple[str, str]]) -> dict[bytes, list[tuple[str, str]]]:
    """Phrases that may stand anywhere, filed under as few of their words as will do: a text without the word has none of them."""
    table: dict[bytes, list[tuple[str, str]]] = {}
    left = list(needles)
    while left:
        words = Counter(word for needle, _ in left for word in {*needle.split()})
        guard = max(words, key=lambda word: (min(len(word), 5), words[word], word))
        table[guard.encode()] = [item for item in left if guard in item[0]]
        left = [item for item in left if guard not in item[0]]
    return table


def _before_number(head: str) -> str:
    """What of a phrase's beginning stands before a number that is not its first character."""
    return head[:1] + head[1:].partition("#")[0]


def _variants(texts: Iterable[str]) -> set[str]:
    """Texts in plain characters, and as they are written with typographic ones."""
    plain = set(texts)
    for high, low in FREQUENT:
        plain |= {text.replace(low, high)[: len(text)] for text in plain if low in text}
    return plain


def _by_two(texts: Iterable[str], *, end: bool = False) -> dict[str, tuple[str, ...]]:
    """Texts by their first (or last) two characters."""
    table: dict[str, list[str]] = {}
    for text in sorted(set(texts)):
        table.setdefault(text[-2:] if end else text[:2], []).append(text)
    return {two: tuple(group) for two, group in table.items()}


def _raw_lines(text: str) -> Iterator[str]:
    """The lines of a text with their endings, as `str.splitlines` has them, but never all at once."""
    if len(text) <= 2 * _CHUNK:
        yield from text.splitlines(keepends=True)
        return
    start = 0
    while start < len(text):
        end = text.find("\n", min(start + _CHUNK, len(text))) + 1 or len(text)
        yield from text[start:end].splitlines(keepends=True)
        start = end


class Lexicon:
    """Phrases and signs compiled for looking up. Built once, then only read."""

    def __init__(self, phrases: Iterable[Phrase], signs: Iterable[str] = ()) -> None:
        self.exact: dict[str, tuple[str, ...]] = {}
        self._signs = [(sign, SIGN + sign) for sign in sorted(set(signs))]
        self._by_head: dict[str, list[_Pattern]] = {}
        self._by_tail: dict[str, list[_Pattern]] = {}
        self._glued: dict[str, dict[str, list[tuple[str, str]]]] = {}
        # Furniture repeats from document to document, so what was found of its lines is worth remembering.
        self._remembered = lru_cache(REMEMBERED)(self._phrases)
        needles: list[tuple[str, str]] = []
        for phrase in phrases:
            self._add(phrase, needles)
        self._needles = _by_guard(needles)
        glued = [key for table in self._glued.values() for group in table.values() for key, _ in group]
        for table in self._glued.values():
            for group in table.values():
                group.sort(key=lambda item: -len(item[0]))
        patterns = [pieces[0] for group in self._by_head.values() for pieces, _ in group]
        self._pattern_tails = _by_two([pieces[-1] for group in self._by_tail.values() for pieces, _ in group], end=True)
        self._pattern_heads = _by_two(patterns)
        self._glued_heads = _by_two(glued)
        # A line that is longer than _CERTAIN is no shorter phrase. Of a phrase with a number, what stands before it is compared.
        long = [key for key in self.exact if len(key) >= _CERTAIN]
        self._heads = _by_two(_before_number(head[:_CERTAIN]) for head in (*long, *patterns, *glued))
        every = {_before_number(head[:_CERTAIN]) for head in (*self.exact, *patterns, *glued)}
        self._short_heads = _by_two((*every, "#"))
        self._sevens = frozenset(_variants(head[:7] for head in every if len(head) >= 7))
        self._fours = frozenset(_variants(head[:4] for head in every if 4 <= len(head) < 7))
        self._twos = frozenset(_variants(head[:2] for head in every if len(head) < 4))
        tails = [pieces[-1].rpartition("#")[2] for group in self._by_tail.values() for pieces, _ in group]
        self._tails = _by_two(tails, end=True)
        self._ends = frozenset(_variants(tail[-2:] for tail in tails))

    def _add(self, phrase: Phrase, needles: list[tuple[str, str]]) -> None:
        pieces = _compile(phrase.text)
        if len(pieces) == 1:
            key = pieces[0]
            if phrase.mark not in self.exact.get(key, ()):
                self.exact[key] = (*self.exact.get(key, ()), phrase.mark)
            if phrase.glued and len(key) >= GLUE_HEAD:
                table = self._glued.setdefault(phrase.mark.partition(":")[0], {})
                table.setdefault(key[:GLUE_HEAD], []).append((key, phrase.mark))
        elif len(pieces[0]) > 1:
            self._by_head.setdefault(pieces[0][:2], []).append((pieces, phrase))
        elif len(pieces[-1]) > 1:
            self._by_tail.setdefault(pieces[-1][-2:], []).append((pieces, phrase))
        elif len(pieces) == 3 and not pieces[0] and not pieces[2]:
            needles.append((_checked(pieces[1].strip()), phrase.mark))
        else:
            raise ValueError(f"The phrase {phrase.text!r} has no beginning and no end of its own to be found by.")

    def read(self, text: str, kind: Kind = "article", known: Iterable[Line] = ()) -> Document:
        """A text as a document. Lines that stood in `known` with the same text are not looked up again."""
        facts = {line.text: line for line in known}
        anywhere: list[tuple[str, str]] | None = None
        signs = frozenset([mark for sign, mark in self._signs if sign in text])
        lines: list[Line] = []
        position, gap = 0, True
        for raw in _raw_lines(text):
            start, position = position, position + len(raw)
            if raw == "\n":
                gap = True
                continue
            body = raw.rstrip()
            if start == 0 and body.startswith("\ufeff"):
                start, body = 1, body[1:]
            if not body:
                gap = True
                continue
            seen = facts.get(body)
            if seen is not None:
                lines.append(Line(start, position, seen.text, seen.marks, seen.prose, gap))
            else:
                prose = is_prose(body)
                marks = self._look_up(body, prose)
                if anywhere is None:
                    anywhere = self._anywhere(text)
                if anywhere and len(body) <= LONG:
                    lowered = body.lower()
                    marks += tuple(mark for needle, mark in anywhere if needle in lowered and mark not in marks)
                lines.append(Line(start, position, body, marks, prose, gap))
            gap = False
        return Document(text, tuple(self._unwrapped(lines)), kind, signs=signs)

    def _unwrapped(self, lines: list[Line]) -> list[Line]:
        """The lines, those marked that are parts of a phrase wrapped over two or three lines; only where a form is."""
        if not any(mark in WRAPPED for line in lines for mark in line.marks):
            return lines
        out = list(lines)
        for number, line in enumerate(lines[:-1]):
            for last in (number + 1, number + 2):
                if last >= len(lines) or lines[last].gap or lines[last].prose or len(line.text) > _WRAPPED_AT:
                    break
                marks = self.marks(normalise(" ".join(part.text.strip() for part in lines[number : last + 1])))
                if not WRAPPED.isdisjoint(marks):
                    for at in range(number, last + 1):
                        out[at] = out[at]._replace(marks=tuple(dict.fromkeys(out[at].marks + marks)))
        return out

    def _anywhere(self, text: str) -> list[tuple[str, str]]:
        """The phrases of those that may stand anywhere in a line which do stand in the text, with their marks."""
        raw = text.encode("utf-8", "surrogatepass").lower()  # several times as fast as lower-casing letters beyond Latin-1
        return [item for guard, group in self._needles.items() if guard in raw for item in group if item[0].encode() in raw]

    def _look_up(self, body: str, prose: bool) -> tuple[str, ...]:
        """The marks of a line: of its shape, and of the phrases that it is.

        Most lines begin (and, where they are not prose, end) as no phrase does, which a few characters tell.
        """
        shape = _ENDS.get(body[-1]) or _ENDINGS.get(body[-5:], ())
        core = body
        if not body[0].isalpha():
            if body[0] in _BEGINS:
                shape += _BEGINS[body[0]]
            core = body.lstrip(EDGES)
        head = core[:7].lower()
        if (
            head not in self._sevens
            and head[:4] not in self._fours
            and head[:2] not in self._twos
            and core[:1].isalpha()
            and (prose or (body[-1].isalnum() and body[-2:].lower() not in self._ends))
        ):
            return shape
        return self._remembered(body, prose) + shape if len(body) <= SHORT else self._phrases(body, prose) + shape

    def _phrases(self, body: str, prose: bool) -> tuple[str, ...]:
        size = len(body)
        if size > LONG or not self._may_match(body, prose):
            return ()
        return self.marks(normalise(body if size <= SHORT else body[:HEAD]), whole=size <= SHORT, prose=prose)

    def _may_match(self, body: str, prose: bool) -> bool:
        """Whether a line begins or ends as some phrase does, compared at greater length. Never wrong in saying no."""
        body = body.strip(EDGES)
        head = body[:_PEEK]
        head = one_spaced(head.lower() if head.isascii() else fold(head).lstrip(EDGES))
        if head[:1].isdigit() or head[:1] == "%":
            head = NUMBERS.sub("#", head)
        heads = self._heads if len(body) > _PEEK else self._short_heads
        if head.startswith(heads.get(head[:2], ())):
            return True
        if prose or len(body) > SHORT:
            return False
        tail = body[-_PEEK:]
        tail = one_spaced(tail.lower() if tail.isascii() else fold(tail))
        return tail.endswith(self._tails.get(tail[-2:], ()))

    def marks(self, key: str, *, whole: bool = True, prose: bool = False) -> tuple[str, ...]:
        """The marks of a normalised line; with `whole` false, of a line of which only the head is given.

        Of running text (`prose`), patterns match only if they are a paragraph's, and have a beginning of their own.
        """
        if key == "#":
            return (NUMBER,)
        found = self.exact.get(key, ()) if whole else ()
        candidates = self._by_head[key[:2]] if key.startswith(self._pattern_heads.get(key[:2], ())) else _NONE
        if whole and not prose and key.endswith(self._pattern_tails.get(key[-2:], ())):
            candidates = candidates + self._by_tail[key[-2:]]
        for pieces, phrase in candidates:
            if key.startswith(pieces[0]) and (phrase.paragraph or not prose) and phrase.mark not in found and _matches(key, pieces, whole):
                found += (phrase.mark,)
        if whole and not found and key.startswith(self._glued_heads.get(key[:2], ())):
            for rule, table in self._glued.items():
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
        if position and key[position] in EDGES:
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
