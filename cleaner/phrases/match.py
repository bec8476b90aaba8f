"""Finding phrases: which lines of a text may match anything, and what a line matches.

`scan` looks at a few characters of each line; in most texts that is all. The cost does not depend
on the number of phrases or languages, and no regular expression runs over a long line, so hostile
input costs no more than any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from cleaner.core import structure
from cleaner.core.analysis import Span
from cleaner.core.characters import (
    CLOSERS,
    EDGES,
    FORWARD_ARROWS,
    SENTENCE_ENDS,
)
from cleaner.core.document import Document, Found, line_blocks, numbered_lines
from cleaner.core.normalise import NUMBERS, fold, line_key, single_spaced, without_markdown
from cleaner.core.rule import NUMBER, LineTest, Mark, Phrase, Role
from cleaner.core.words import is_prose
from cleaner.phrases.languages import Language, LanguageDetector
from cleaner.phrases.tables import (
    BEGINNING,
    END,
    ENDING,
    FILED,
    HEADS,
    STOPS,
    TAIL,
    TAIL_FILED,
    Tables,
    line_endings,
)

SHORT = 240
"""Characters; a longer line is compared by its beginning only."""
LONG = 1200
"""Characters; a longer line is a paragraph whatever it begins with."""
FLAT = 300
"""Characters; in a longer line, phrases are also looked for as sentences."""
_FLAT_MOST = 50_000  # characters of a line in which they are looked for
_SENTENCE_WORDS = 9
_SENTENCE_START = re.compile(r"[.!?\u3002\uff01\uff1f\u0964][\"'\u201d\u2019\u00bb)]{0,2}\s+(?=\S)")
_WORD_END = re.compile(r"\S+")
HEAD = 120
"""Characters of a long line that are normalised."""
MAX_HOLE = 200
"""Characters that `%s` may stand for inside a phrase."""
WRAPPED = "wordpress.comment-form"
"""The rule whose phrases are recognised when mail or an old extractor wrapped them over lines."""
_UNUSUAL = re.compile(r"[0-9`\t%]|  ")  # what the key of an ASCII line has in another form
_ASCII = re.compile(r"[\x00-\x7f]+")
_WRAPPED_AT = 90  # characters; a longer line was not wrapped
_WRAPPED_LINES = 3
_FORM = (Role.LINE, Role.OPENING)
GLUE_HEAD = 3  # characters by which phrases run together are found; one may have two
_SHORT_TRAILING = 4  # letters of `more`
_NUMBER_SIGNS = "0123456789٠١٢٣٤٥٦٧٨٩.,:/ kKmM" + EDGES
_TRAILING_SIGNS = frozenset(")]" + FORWARD_ARROWS)
_BEFORE_TRAILING = tuple(SENTENCE_ENDS + CLOSERS)


class PhraseMatcher:
    """The phrases and line tests of a set of rules, ready to be searched for. Immutable."""

    def __init__(
        self,
        tables: Tables,
        tests: Iterable[LineTest] = (),
        languages: Mapping[str, Language] | None = None,
    ) -> None:
        self._tables = tables
        self._phrases = tables.known()
        self._languages = languages or {}
        self._detector = LanguageDetector(self._languages.values())
        tests = tuple(tests)
        self._by_ending: dict[str, list[LineTest]] = {}
        self._by_beginning: dict[str, list[LineTest]] = {}
        for test in tests:
            for ending in chain(test.endings, self._word_endings(test)):
                self._by_ending.setdefault(ending[-ENDING:], []).append(test)
            for beginning in test.beginnings:
                self._by_beginning.setdefault(beginning, []).append(test)
        self._containing = [test for test in tests if test.contains]
        self._guards = guard_words(tables.anywhere)
        self._needles: dict[bytes, list[str]] = {}
        for guard in self._guards:
            needles = [needle for needle in tables.anywhere if guard in needle]
            self._needles.setdefault(_ascii_part(guard), []).extend(needles)
        self._signs = frozenset(sign for test in self._containing for sign in test.contains)
        self._tails = _filed(tables.tails, slice(-TAIL_FILED, None))
        self._may_match = self._test()

    def scan(self, text: str, kept: Sequence[Span]) -> dict[int, Found]:
        """Return what the lines of the kept spans match, by where they start."""
        found: dict[int, Found] = {}
        for start, end in kept:
            position = start
            for block in line_blocks(text[start:end]):
                for at, line in self._candidates(block, position):
                    if marks := self.match(line):
                        found[at] = marks
                position += len(block)
        return found

    def match(self, line: str) -> Found:
        """Return what one line matches; `line` has no space at its end."""
        found: list[Phrase | LineTest] = []
        prose = is_prose(line)
        plain = without_markdown(line[:LONG])
        if len(line) <= LONG:
            short = len(plain) <= SHORT
            key = line_key(plain if short else plain[:HEAD])
            found += [NUMBER] if key == "#" else self._matched(key, prose, short)
            found += self._anywhere(plain.lower())
        if len(line) > FLAT:
            found += dict.fromkeys(phrase for phrase, _, _ in self.sentences(line))
        if prose and (trailing := self.trailing(line)):
            found.append(trailing[0])
        found += [test for test in self._asked(line) if test.fits(line)]
        return tuple(dict.fromkeys(found))

    def shown(self, document: Document) -> frozenset[str]:
        """Return the codes of the languages that a document shows."""
        return self._detector.shown(document.kept_text())

    def sentences(self, line: str) -> Iterator[tuple[Phrase, int, int]]:
        """Yield the phrases that are a sentence of a long line, with where they begin and end.

        For texts whose paragraphs were joined into one line. A phrase without a stop after it
        counts if the next word begins in upper case.
        """
        ends = [0, *(match.end() for match in _SENTENCE_START.finditer(line, 0, _FLAT_MOST))]
        for start, end in zip(ends, [*ends[1:], len(line)], strict=True):
            if start == 0 or end - start > _FLAT_MOST:
                continue
            words = list(_WORD_END.finditer(line, start, min(end, start + SHORT)))
            for last in reversed(words[1:_SENTENCE_WORDS]):
                whole = last.end() == len(line[start:end].rstrip()) + start
                if not whole and not line[last.end() :].lstrip()[:1].isupper():
                    continue
                key = line_key(line[start : last.end()])
                for number in self._tables.exact.get(key, "").split("\n"):
                    phrase = self._phrases[int(number)] if number else None
                    if phrase and phrase.mark.role is Role.LINE:
                        mark = Mark(phrase.mark.rule, Role.SENTENCE)
                        yield phrase._replace(mark=mark), start, last.end()
                        break
                else:
                    continue
                break

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        """Return the phrase at the end of a paragraph (`… Read more`) and where it begins.

        It follows the end of a sentence, or stands in square brackets. A short word alone (`more`)
        counts only in lower case, or with dots or an arrow after it.
        """
        core = line.rstrip(EDGES)
        for row in self._tables.trailing.get(fold(core[-4:])[-2:], "").split("\n"):
            number, _, key = row.partition("\t")
            start = _start_of(core, key) if key else 0
            if start <= 0:
                continue
            if len(key) <= _SHORT_TRAILING and core[start].isupper() and len(core) == len(line):
                continue
            before = core[:start].rstrip("([ \t")
            if before.endswith(_BEFORE_TRAILING) or (before and "[" in core[len(before) : start]):
                return self._phrases[int(number)], len(before)
        return None

    def resolve(self, document: Document) -> Mapping[int, Found]:
        """Return `document.found` with what depends on other lines.

        Phrases that count only in texts of their language are dropped where the text does not show
        it, and phrases that are wrapped over lines are added.
        """
        found = self._with_paragraphs(document, document.found or {})
        own = [
            p for marks in found.values() for p in marks if isinstance(p, Phrase) and p.own_language
        ]
        if own:
            shown = self.shown(document)
            others = {phrase for phrase in own if phrase.language not in shown}
            found = {at: left for at, marks in found.items() if (left := _less(marks, others))}
        if any(_shows_form(mark) for marks in found.values() for mark in marks):
            found = self._with_wrapped(document, found)
        return found

    # --- candidates -----------------------------------------------------------------------------

    def _candidates(self, block: str, position: int) -> Iterator[tuple[int, str]]:
        """Yield the lines of a block that may match anything, with their offsets."""
        signs = [sign for sign in self._signs if sign in block]
        needles = self._needles_in(block)
        may_match = self._may_match
        for start, _, line in numbered_lines(block, position):
            if (
                may_match(line)
                or (len(line) > FLAT and any(self.sentences(line)))
                or (signs and self._has_sign(line, signs))
                or (needles and any(needle in line.lower() for needle in needles))
            ):
                yield start, line

    def _has_sign(self, line: str, signs: Iterable[str]) -> bool:
        """Tell whether a line passes a test for lines that contain something."""
        found = any(sign in line for sign in signs)
        return found and any(test.fits(line) for test in self._containing)

    def _needles_in(self, text: str) -> list[str]:
        """Return the phrases that may appear anywhere in a line and appear in the text."""
        raw = text.encode("utf-8", "surrogatepass").lower()  # faster than lower-casing characters
        guarded = [needles for guard, needles in self._needles.items() if guard in raw]
        lowered = text.lower() if guarded else ""
        return [needle for needles in guarded for needle in needles if needle in lowered]

    def _test(self) -> Callable[[str], bool]:
        """Return a function that tells whether a line may match. False is certain.

        It runs for every line of a corpus, so it is one function, and looks only at the first and
        last characters of most lines.
        """
        tables, tests, by_beginning = self._tables, self._by_ending, self._by_beginning
        beginnings = _parsed(tables.beginnings)
        beginnings["#" + END] = ("#" + END,)  # a line that is a number
        words = {key: _rows(rows) for key, rows in tables.short_heads.items()}
        short_heads = {key: tuple({head for head, _ in rows}) for key, rows in words.items()}
        glued = _filed(tables.glued, slice(GLUE_HEAD))
        tails, trailing_ends = self._tails, frozenset(tables.trailing_ends)

        def may_match(line: str) -> bool:
            if "](" in line or line.startswith(("**", "__")):
                line = without_markdown(line[:LONG]).strip() or line
            first, last = line[0], line[-1]
            core = line if first.isalpha() else line.lstrip(EDGES)
            head = core[:BEGINNING].lower()
            if not head.isascii() or _UNUSUAL.search(head):
                head = line_key(core[: 2 * BEGINNING])
                if len(core) <= 2 * BEGINNING:
                    head += END
            elif len(core) < 2 * BEGINNING and len(short := core.rstrip(EDGES)) < BEGINNING:
                head = short.lower() + END
            start = head[:FILED]
            if start in beginnings and head.startswith(beginnings[start]):
                return True
            start = head.partition(" ")[0]
            if start in short_heads or (start := head[:2]) in short_heads:
                if head.startswith(short_heads[start]):
                    rest = fold(core[:LONG])
                    if any(head.startswith(at) and word in rest for at, word in words[start]):
                        return True
            ending = line[-ENDING:]
            for end in (last, ending, ending[1:]):
                if end in tests:
                    for test in tests[end]:
                        if test.fits(line):
                            return True
            if last in _TRAILING_SIGNS or ending in trailing_ends or ending[1:] in trailing_ends:
                if self.trailing(line):
                    return True
            if first in by_beginning and any(test.fits(line) for test in by_beginning[first]):
                return True
            if len(line) > SHORT:
                return False
            for start in (head[:GLUE_HEAD], head[: GLUE_HEAD - 1]):
                if start in glued and head.startswith(glued[start]):
                    if self._unglued(line_key(line)):
                        return True
            tail = core.rstrip(EDGES)[-2 * TAIL :].lower()  # its key may be shorter
            if not tail.isascii():
                tail = fold(tail)
            if _UNUSUAL.search(tail):
                tail = NUMBERS.sub("#", single_spaced(tail))
            end = tail[-TAIL_FILED:]
            return end in tails and tail.endswith(tails[end])

        return may_match

    # --- one line -------------------------------------------------------------------------------

    def _matched(self, key: str, prose: bool, whole: bool) -> Iterator[Phrase]:
        """Yield the phrases that a normalised line is; `whole` is false if only its head is given.

        Of running text, phrases with holes match only if they are a paragraph's, and have a
        beginning of their own.
        """
        tables, matched = self._tables, False
        if whole and key in tables.exact:
            matched = True
            yield from (self._phrases[int(number)] for number in tables.exact[key].split("\n"))
        rows = [tables.heads[key[:size]] for size in HEADS if key[:size] in tables.heads]
        if whole and not prose:
            ends = self._tails.get(key[-TAIL_FILED:], ())
            rows += [tables.tails[end] for end in ends if key.endswith(end)]
        for row in "\n".join(rows).split("\n") if rows else ():
            number, _, pattern = row.partition("\t")
            phrase = self._phrases[int(number)]
            if (phrase.paragraph or not prose) and _fits(key, pattern.split("%s"), whole=whole):
                matched = True
                yield phrase
        if whole and not matched:
            yield from self._unglued(key)

    def _unglued(self, key: str) -> list[Phrase]:
        """Return the phrases of one rule that a line consists of, run together."""
        return [phrase for pieces in self._glued.values() for phrase in unglued(key, pieces)]

    def _anywhere(self, lowered: str) -> Iterator[Phrase]:
        """Yield the phrases that a line contains."""
        if any(guard in lowered for guard in self._guards):
            for needle, numbers in self._tables.anywhere.items():
                if needle in lowered:
                    yield from (self._phrases[int(number)] for number in numbers.split("\n"))

    def _asked(self, line: str) -> list[LineTest]:
        """Return the tests for which a line is a candidate."""
        by_ending = self._by_ending
        asked = [*by_ending.get(line[-1], ()), *by_ending.get(line[-ENDING:], ())]
        asked += by_ending.get(line[1 - ENDING :], ())
        asked += self._by_beginning.get(line[0], ())
        for test in self._containing:
            if any(sign in line for sign in test.contains):
                asked.append(test)
        return asked

    def _word_endings(self, test: LineTest) -> Iterator[str]:
        for language in self._languages.values():
            for name in test.ending_words:
                for word in getattr(language.lead_in, name):
                    yield from line_endings(word, STOPS)

    @cached_property
    def _glued(self) -> dict[str, dict[str, list[tuple[str, Phrase]]]]:
        """Phrases that may be run together, by rule and first characters, longest first."""
        table: dict[str, dict[str, list[tuple[str, Phrase]]]] = {}
        for key in sorted(self._tables.glued, key=len, reverse=True):
            for number in self._tables.glued[key].split("\n"):
                phrase = self._phrases[int(number)]
                pieces = table.setdefault(phrase.mark.rule, {})
                pieces.setdefault(key[:GLUE_HEAD], []).append((key, phrase))
        return table

    # --- wrapped phrases ------------------------------------------------------------------------

    def _with_paragraphs(
        self, document: Document, found: Mapping[int, Found]
    ) -> Mapping[int, Found]:
        """Add the phrases of hard-wrapped paragraphs to the first line of each.

        The other lines follow it: a paragraph is cut as a whole.
        """
        if not found:
            return found
        out = dict(found)
        for unit in structure.wrapped(list(document.lines)):
            if not any(line.start in found for line in unit):
                continue
            text = " ".join(line.text.strip() for line in unit)
            if len(text) > LONG:
                continue
            phrases = [found for found in self.match(text) if isinstance(found, Phrase)]
            for line in unit:
                own = [mark for mark in out.get(line.start, ()) if not isinstance(mark, Phrase)]
                if marks := tuple(dict.fromkeys([*own, *phrases])):
                    out[line.start] = marks
                else:
                    out.pop(line.start, None)
        return out

    def _with_wrapped(self, document: Document, found: Mapping[int, Found]) -> dict[int, Found]:
        """Add the phrases of `WRAPPED` that two or three lines are together."""
        out = dict(found)
        lines = document.lines
        for number in range(len(lines) - 1):
            text = ""
            for line in lines[number : number + _WRAPPED_LINES]:
                if text and (line.gap or line.prose):
                    break
                text = f"{text} {line.text.strip()}".lstrip()
                if line.number > number and self._may_match(text):
                    phrases = self._whole_phrases(text)
                    for at in range(number, line.number + 1):
                        start = lines[at].start
                        out[start] = tuple(dict.fromkeys((*out.get(start, ()), *phrases)))
                if len(lines[number].text) > _WRAPPED_AT:
                    break
        return out

    def _whole_phrases(self, text: str) -> list[Phrase]:
        """Return the phrases of a wrapped line, if it is one of `WRAPPED` and not run together."""
        phrases = [*self._matched(line_key(text), prose=False, whole=True)]
        if any(p.mark.role in (Role.PAIR, Role.BAR) for p in phrases):
            return []
        return phrases if any(p.mark.rule == WRAPPED for p in phrases) else []


def guard_words(needles: Iterable[str]) -> list[str]:
    """Return words, as few as will do, of which every needle has one (greedy set cover)."""
    guards: list[str] = []
    left = list(needles)
    while left:
        words = {
            word: sum(word in other for other in left) for needle in left for word in needle.split()
        }
        guards.append(max(words, key=lambda word: (min(len(word), 5), words[word], word)))
        left = [needle for needle in left if guards[-1] not in needle]
    return guards


def _ascii_part(word: str) -> bytes:
    """Return the longest part of a word whose case can be changed byte by byte."""
    return max(_ASCII.findall(word), key=len, default="").encode()


def _start_of(line: str, key: str) -> int:
    """Return where the end of a line begins of which `key` is the folded form; 0 if none is."""
    end, size = len(line), len(key)
    if not fold(line[-2 * size :]).endswith(key):
        return 0
    starts = range(end - size, max(0, end - 2 * size), -1)
    return next((start for start in starts if fold(line[start:]) == key), 0)


def unglued(key: str, table: Mapping[str, list[tuple[str, Phrase]]]) -> tuple[Phrase, ...]:
    """Return the phrases of a line that is two or more of one rule run together, else none.

    With them a phrase of role `pair`, or of role `bar` if there are more than two. All are of one
    language and of English, whose words appear among those of all others. Linear in the line.
    """
    reached: dict[int, dict[str, tuple[Phrase, ...]]] = {0: {"": ()}}
    for position in range(len(key)):
        if not reached:
            return ()
        for language, phrases in reached.pop(position, {}).items():
            if position and key[position] in EDGES:
                reached.setdefault(position + 1, {}).setdefault(language, phrases)
            head = key[position : position + GLUE_HEAD]
            for text, phrase in chain(table.get(head, ()), table.get(head[:-1], ())):
                own = "" if phrase.language == "en" else phrase.language
                if key.startswith(text, position) and (not language or own in ("", language)):
                    after = reached.setdefault(position + len(text), {})
                    after.setdefault(own or language, (*phrases, phrase))
    found = next(iter(reached.get(len(key), {}).values()), ())
    if len(found) < 2:
        return ()
    role = Role.BAR if len(found) > 2 else Role.PAIR
    run = found[0]._replace(
        mark=Mark(found[0].mark.rule, role),
        own_language=all(phrase.own_language for phrase in found),
    )
    return (*dict.fromkeys(found), run)


def _fits(key: str, pieces: Sequence[str], *, whole: bool) -> bool:
    """Tell whether a key is these pieces with something in every hole.

    A hole at the end may also stand for nothing, or for the rest of a long line.
    """
    if not key.startswith(pieces[0]) or not key.endswith(pieces[-1]) or (not whole and pieces[-1]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:-1]:
        at = key.find(piece, position + 1, position + MAX_HOLE + len(piece))
        if at < 0:
            return False
        position = at + len(piece)
    hole = len(key) - len(pieces[-1]) - position
    return 1 <= hole <= MAX_HOLE if pieces[-1] else hole >= 0


def _parsed(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(rows.split("\n")) for key, rows in table.items()}


def _rows(rows: str) -> list[tuple[str, str]]:
    """Return the two columns of some rows."""
    return [
        (first, second) for first, _, second in (row.partition("\t") for row in rows.split("\n"))
    ]


def _filed(keys: Iterable[str], part: slice) -> dict[str, tuple[str, ...]]:
    """Return keys by a part of them."""
    table: dict[str, tuple[str, ...]] = {}
    for key in keys:
        table[key[part]] = (*table.get(key[part], ()), key)
    return table


def _shows_form(mark: Phrase | LineTest) -> bool:
    """Tell whether a line shows that a text has phrases of `WRAPPED`."""
    return isinstance(mark, Phrase) and mark.mark.rule == WRAPPED and mark.mark.role in _FORM


def _less(marks: Found, dropped: set[Phrase]) -> Found:
    return tuple(mark for mark in marks if mark not in dropped)
