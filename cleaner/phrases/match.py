"""Finding phrases: what the lines of a text match.

A `Scanner` tells which lines may match anything; in most texts few can. No regular expression runs
over a long line, so hostile input costs no more than any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import accumulate, chain, pairwise

from cleaner.core import accelerator
from cleaner.core.analysis import Span
from cleaner.core.characters import (
    BYTE_ORDER_MARK,
    CLOSERS,
    EDGES,
    FIRST_CJK,
    OPENING_QUOTES,
    SENTENCE_ENDS,
)
from cleaner.core.document import Document, Found, line_blocks, numbered_lines
from cleaner.core.normalise import fold, line_key, without_markdown
from cleaner.core.patterns import pattern
from cleaner.core.rule import NUMBER, LineTest, Mark, Phrase, Role
from cleaner.core.words import is_prose
from cleaner.phrases.accelerated import AcceleratedScanner
from cleaner.phrases.languages import Language, LanguageDetector
from cleaner.phrases.scan import (
    ANYWHERE,
    EVERYTHING,
    GLUED,
    KEY,
    KEY_END,
    SENTENCES,
    SIGNS,
    TESTS,
    TRAILING,
    Scanner,
    by_word,
)
from cleaner.phrases.tables import (
    ALTERNATIVE,
    ENDING,
    EXACT,
    HEADS,
    STOPS,
    Tables,
    line_endings,
    phrase_of,
)

SHORT = 240
"""Characters; a longer line is compared by its beginning only."""
SMALL = 300_000
"""Characters that are matched line by line before a scanner is made."""
LONG = 1200
"""Characters; a longer line is a paragraph whatever it begins with."""
FLAT = 300
"""Characters; phrases are found as sentences of longer lines, in a text without paragraphs."""
_LABEL = Mark("ad.label", Role.LINE)
_PROBE = 48  # characters that show whether a text is Chinese or Japanese
_FLAT_LINES = 3  # lines of a text without paragraphs
_FLAT_AVERAGE = 800  # characters of a line, if it has more
_FLAT_MOST = 50_000  # characters of a line in which they are looked for
_SENTENCE_WORDS = 9
_SENTENCE_START = pattern(
    r"(?:[.!?\u0964\u06d4\u061f][\"'\u201d\u2019\u00bb)]{0,2}\s+"
    r"|[\u3002\uff01\uff1f][\u300d\u300f\uff09\u201d]?\s*)(?=\S)"
)
_SENTENCES = frozenset({Role.LINE})
_CALLS = frozenset({Role.CALL, Role.OPENING, Role.NOTICE})
_CLOSED_SENTENCES = _SENTENCES | {Role.OPENING, Role.NOTICE, Role.HEADING, Role.SINGLE}
_WORD_END = pattern(r"\S+")
_MOST_BESIDE = 120  # characters of a line of phrases side by side
_FIRST_WORDS = 8  # words of the first
_GLUE = pattern(
    r"[a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f.:!?)\u2026]"
    r"(?=[A-Z\u00c0-\u00de\u0410-\u042f])"
)
_LEAST_FIRST = 12  # letters that it has more than, so that the scanner knows it
HEAD = 120
"""Characters of a long line that are normalised."""
MAX_HOLE = 200
"""Characters that `%s` may stand for inside a phrase."""
WRAPPED = "wordpress.comment-form"
"""The rule whose phrases are recognised when mail or an old extractor wrapped them over lines."""
_TAIL_FILED = 2  # characters by which ends are filed
_WRAPPED_AT = 90  # characters; a longer line was not wrapped
_WRAPPED_LINES = 3
_FORM = (Role.LINE, Role.OPENING)
_BEGINNING = 16  # characters of a line by which it begins like a phrase
_BOX = 6  # lines of a wrapped box
_ITEMS = 4  # lines of a list without stops that are no paragraph
_LABEL_WORDS = 5  # words of a label and its first item
GLUE_HEAD = 3  # characters by which phrases run together are found; one may have two
_NEED_PROSE = KEY | KEY_END | TRAILING
_GLUED_FILED = 4  # characters that tell most lines from phrases run together
_SHORT_TRAILING = 4  # letters of `more`
_BEFORE_TRAILING = tuple(SENTENCE_ENDS + CLOSERS)


Pattern = tuple[Phrase, list[tuple[str, ...]]]
"""A phrase with holes, and the pieces between them, each with its alternatives."""


class PhraseMatcher:
    """The phrases and line tests of a set of rules, ready to be searched for.

    Immutable, except that it counts the characters that it was given: making a scanner takes
    longer than matching every line of a few files.
    """

    def __init__(
        self,
        tables: Tables,
        tests: Iterable[LineTest] = (),
        languages: Mapping[str, Language] | None = None,
        *,
        accelerate: bool = True,
    ) -> None:
        """Unless `accelerate`, the compiled module is not used even where it is installed."""
        self._tables = tables
        self._compiled = accelerator.module() if accelerate else None
        self._phrase = cache(partial(phrase_of, list(tables.phrases)))
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
        self._containing = [(sign, test) for test in tests for sign in test.contains]
        self._tails = _filed(tables.tails, slice(-_TAIL_FILED, None))
        self._glued_heads = {key[:_GLUED_FILED] for key in tables.glued}
        self._scanned = 0
        self._parsed: dict[str, list[Pattern]] = {}

    def scan(self, text: str, kept: Sequence[Span]) -> dict[int, Found]:
        """Return what the lines of the kept spans match, by where they start."""
        found: dict[int, Found] = {}
        flat = _is_flat(text)
        for start, end in kept:
            for at, line, parts in self._candidates(text[start:end], start, flat=flat):
                if marks := self.match(line, parts):
                    found[at] = marks
        return found

    def match(self, line: str, parts: int = EVERYTHING) -> Found:
        """Return what one line matches; `line` has no space at its end.

        `parts` are what it may match (`scan.KEY` and so on).
        """
        found: list[Phrase | LineTest] = []
        if parts & ~(TESTS | SIGNS):
            prose = bool(parts & _NEED_PROSE) and is_prose(line)
            plain = without_markdown(line[:LONG])
            whole = len(plain) <= SHORT
            if (parts & KEY and len(line) <= LONG) or (parts & KEY_END and not prose and whole):
                key = line_key(plain if whole else plain[:HEAD])
                found += [NUMBER] if key == "#" else self._matched(key, prose, whole)
                if whole and not found and not prose:
                    found += self._side_by_side(key if len(plain) > _MOST_BESIDE else spaced(plain))
            if parts & GLUED and not found and whole:
                found += self._unglued(line_key(plain))
            if parts & ANYWHERE and len(line) <= LONG:
                found += self._anywhere(plain.lower())
            if parts & SENTENCES and _is_long(line):
                found += dict.fromkeys(phrase for phrase, _, _ in self.sentences(line))
            if parts & TRAILING and prose and (trailing := self.trailing(line)):
                found.append(trailing[0])
        if parts & (TESTS | SIGNS):
            found += [test for test in self._asked(line, parts) if test.fits(line)]
        return tuple(dict.fromkeys(found))

    def _candidates(
        self, text: str, position: int, *, flat: bool
    ) -> Iterator[tuple[int, str, int]]:
        """Yield the lines that may match anything, with their offsets and what they may match."""
        self._scanned += len(text)
        if self._scanned <= SMALL:
            lowered = text.lower()
            within = any(word in lowered for word in self._needles)
            parts = (EVERYTHING if within else EVERYTHING & ~ANYWHERE) | SENTENCES * flat
            yield from ((start, line, parts) for start, _, line in numbered_lines(text, position))
            return
        for block in line_blocks(text):
            longest = (FLAT if block.isascii() else FLAT // 3) if flat else None
            for start, line, parts in self._scanner.candidates(block, longest):
                at = position + start
                yield at + (not at and block.startswith(BYTE_ORDER_MARK)), line, parts
            position += len(block)

    @cached_property
    def _scanner(self) -> Scanner | AcceleratedScanner:
        """Made when it is needed: that takes 0.15 seconds."""
        signs = {sign for sign, _ in self._containing}
        data = self._tables, self._by_beginning, signs
        if self._compiled:
            return AcceleratedScanner(
                self._compiled, *data, self._by_ending, whole=SHORT, long=LONG
            )
        return Scanner(*data, self._by_ending)

    def shown(self, document: Document) -> frozenset[str]:
        """Return the codes of the languages that a document shows."""
        return self._detector.shown(document.kept_text())

    def sentences(self, line: str) -> Iterator[tuple[Phrase, int, int]]:
        """Yield the phrases that are a sentence of a long line, with where they begin and end.

        For texts whose paragraphs were joined into one line. A phrase without a stop after it
        counts if the next word begins in upper case.
        """
        ends = [match.end() for match in _SENTENCE_START.finditer(line, 0, _FLAT_MOST)]
        for start, end in pairwise([*ends, len(line)]):
            if end - start > _FLAT_MOST or line[start] in OPENING_QUOTES:
                continue
            words = list(_WORD_END.finditer(line, start, min(end, start + SHORT)))
            for last in reversed(words[:_SENTENCE_WORDS]):
                following = line[last.end() : end].lstrip()
                whole = not following
                if not whole and not following[0].isupper():
                    continue
                found = self._sentence(line[start : last.end()], whole=whole)
                if last is words[0]:
                    found = [phrase for phrase in found if _is_one_word(phrase, line[start])]
                for phrase in found:
                    mark = Mark(phrase.mark.rule, Role.SENTENCE)
                    yield phrase._replace(mark=mark), start, last.end()
                if found:
                    break

    def _sentence(self, text: str, *, whole: bool) -> list[Phrase]:
        """Return the phrases that a sentence is.

        Headings (`Read also`) and calls (`Watch …`) must be a `whole` sentence, or in brackets.
        """
        key, closed = line_key(text), whole or (text.startswith("(") and text.endswith(")"))
        exact = map(self._phrase, self._tables.exact_numbers(key))
        roles = _CLOSED_SENTENCES if closed else _SENTENCES
        found = [phrase for phrase in exact if phrase.mark.role in roles]
        if found or not closed:
            return found
        matched = self._matched(key, prose=False, whole=True)
        return [phrase for phrase in matched if phrase.mark.role in _CALLS]

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
                return self._phrase(number), len(before)
        return None

    def resolve(self, document: Document) -> Mapping[int, Found]:
        """Return `document.found` with what depends on other lines.

        Phrases that count only in texts of their language are dropped where the text does not show
        it. Phrases that are wrapped over lines are added, and those that are sentences of a text
        which has no paragraphs since something was cut.
        """
        found = self._with_sentences(document, document.found or {})
        found = self._with_paragraphs(document, found)
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

    def _with_sentences(
        self, document: Document, found: Mapping[int, Found]
    ) -> Mapping[int, Found]:
        """Add the phrases that are a sentence of a line, if cuts have left no paragraphs."""
        index = document.index
        most = max(_FLAT_LINES * _FLAT_AVERAGE, len(document.text))  # no more can be left
        if not document.gone or len(index.starts) * _FLAT_AVERAGE > most:
            return found
        if not _is_flat(document.kept_text()):
            return found
        long = (
            (start, line)
            for start, line in zip(index.starts, index.texts, strict=True)
            if _is_long(line)
        )
        added = {
            start: tuple(dict.fromkeys((*found.get(start, ()), *phrases)))
            for start, line in long
            if (phrases := [phrase for phrase, _, _ in self.sentences(line)])
        }
        return {**found, **added}

    # --- one line -------------------------------------------------------------------------------

    def _matched(self, key: str, prose: bool, whole: bool) -> Iterator[Phrase]:
        """Yield the phrases that a normalised line is; `whole` is false if only its head is given.

        Of running text, phrases with holes match only if they are a paragraph's, and have a
        beginning of their own.
        """
        tables = self._tables
        if whole:
            yield from map(self._phrase, tables.exact_numbers(key))
        found = [self._patterns(tables.heads, key[:size]) for size in HEADS]
        if whole and not prose:
            ends = self._tails.get(key[-_TAIL_FILED:], ())
            found += [self._patterns(tables.tails, end) for end in ends if key.endswith(end)]
        for phrase, pieces in chain.from_iterable(found):
            around = key.startswith(pieces[0]) and key.endswith(pieces[-1])
            if around and (phrase.paragraph or not prose) and _fits(key, pieces, whole=whole):
                yield phrase

    def _side_by_side(self, key: str) -> list[Phrase]:
        """Return the phrase with which a line begins that has nothing but others after it.

        `Like this: Like Loading... Related`, of any rules. The first must be boilerplate wherever
        it is, and long enough for the scanner to find the line by it.
        """
        if len(key) > _MOST_BESIDE or key[:EXACT] not in self._tables.exact:
            return []
        for end in accumulate(len(word) + 1 for word in key.split(" ")[:_FIRST_WORDS]):
            head = key[: end - 1].rstrip(EDGES)
            if sum(map(str.isalpha, head)) <= _LEAST_FIRST:
                continue
            for phrase in map(self._phrase, self._tables.exact_numbers(head)):
                is_line = phrase.mark.role is Role.LINE
                if is_line and self._consists_of_phrases(key[end:], phrase.language):
                    return [phrase]
        return []

    def _consists_of_phrases(self, key: str, language: str) -> bool:
        """Tell whether a text is one or more phrases of a language or English with spaces between.

        Headings that protect what is below them do not count.
        """
        starts = {0}
        for end in accumulate(len(word) + 1 for word in key.split(" ")):
            pieces = (key[start : end - 1].strip(EDGES) for start in starts)
            numbers = chain.from_iterable(map(self._tables.exact_numbers, pieces))
            if any(
                phrase.language in (language, "en") and phrase.mark.role is not Role.SECTION
                for phrase in map(self._phrase, numbers)
            ):
                starts.add(end)
        return len(key) + 1 in starts

    def _patterns(self, table: Mapping[str, str], key: str) -> Sequence[Pattern]:
        """Return the phrases with holes that a table has for a key, parsed once."""
        if key not in table:
            return ()
        rows = table[key]
        if rows not in self._parsed:
            parts = (row.split("\t") for row in rows.split("\n"))
            self._parsed[rows] = [
                (
                    self._phrase(number),
                    [tuple(piece.split(ALTERNATIVE)) for piece in text.split("%s")],
                )
                for number, text in parts
            ]
        return self._parsed[rows]

    def _unglued(self, key: str) -> list[Phrase]:
        """Return the phrases of one rule that a line consists of, run together."""
        if not any(key[:size] in self._glued_heads for size in range(2, _GLUED_FILED + 1)):
            return []
        return [phrase for pieces in self._glued.values() for phrase in unglued(key, pieces)]

    def _anywhere(self, lowered: str) -> Iterator[Phrase]:
        """Yield the phrases that a line contains."""
        for word, needles in self._needles.items():
            for needle in needles if word in lowered else ():
                if needle in lowered:
                    yield from map(self._phrase, self._tables.anywhere[needle].split("\n"))

    @cached_property
    def _needles(self) -> dict[str, list[str]]:
        """Phrases that may be anywhere in a line, by a word of each."""
        return by_word(self._tables.anywhere)

    def _asked(self, line: str, parts: int) -> list[LineTest]:
        """Return the tests for which a line is a candidate."""
        by_ending = self._by_ending
        asked = [*by_ending.get(line[-1], ()), *by_ending.get(line[-ENDING:], ())]
        asked += by_ending.get(line[1 - ENDING :], ())
        asked += self._by_beginning.get(line[0], ())
        if parts & SIGNS:
            asked += [test for sign, test in self._containing if sign in line]
        return asked

    def _word_endings(self, test: LineTest) -> Iterator[str]:
        for language in self._languages.values():
            for name in test.ending_words:
                for word in getattr(language.lead_in, name):
                    spaced = not language.unspaced or word.isascii()
                    yield from line_endings(word, STOPS, spaced=spaced)

    @cached_property
    def _glued(self) -> dict[str, dict[str, list[tuple[str, Phrase]]]]:
        """Phrases that may be run together, by rule and first characters, longest first."""
        table: dict[str, dict[str, list[tuple[str, Phrase]]]] = {}
        for key in sorted(self._tables.glued, key=len, reverse=True):
            for number in self._tables.glued[key].split("\n"):
                phrase = self._phrase(number)
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
        if not found or not document.wrapped:
            return found
        out = dict(found)
        starts, texts = document.index.starts, document.index.texts
        for unit in document.wrapped:
            known = [starts[number] in found for number in unit]
            short = len(unit) <= _BOX and self._begins(texts[unit[0]])
            if not any(known) and not short:
                continue
            text = " ".join(texts[number].strip() for number in unit)
            if len(text) > LONG:
                continue
            phrases = [found for found in self.match(text) if isinstance(found, Phrase)]
            if not phrases and _are_labels([texts[number] for number in unit], known):
                continue
            for start in (starts[number] for number in unit):
                own = [mark for mark in out.get(start, ()) if not isinstance(mark, Phrase)]
                marks: Found = tuple(dict.fromkeys((*own, *phrases)))
                if marks:
                    out[start] = marks
                else:
                    out.pop(start, None)
        return out

    def _begins(self, line: str) -> bool:
        """Tell whether a line begins like a phrase with holes that has a long beginning."""
        return line_key(line[:_BEGINNING])[: HEADS[0]] in self._tables.heads

    def _with_wrapped(self, document: Document, found: Mapping[int, Found]) -> dict[int, Found]:
        """Add the phrases of `WRAPPED` that two or three lines are together."""
        out = dict(found)
        lines = document.lines
        for number in (at - 1 for at in document.close):
            text = ""
            for line in lines[number : number + _WRAPPED_LINES]:
                if text and (line.gap or line.prose):
                    break
                text = f"{text} {line.text.strip()}".lstrip()
                if line.number > number:
                    phrases = self._whole_phrases(text)
                    for at in range(number, line.number + 1):
                        start = lines[at].start
                        out[start] = tuple(dict.fromkeys((*out.get(start, ()), *phrases)))
                if len(lines[number].text) > _WRAPPED_AT:
                    break
        return out

    def _whole_phrases(self, text: str) -> list[Phrase]:
        """Return the phrases of a wrapped line, if it is one of `WRAPPED`."""
        phrases = [*self._matched(line_key(text), prose=False, whole=True)]
        return phrases if any(p.mark.rule == WRAPPED for p in phrases) else []


def _are_labels(lines: Sequence[str], known: Sequence[bool]) -> bool:
    """Tell whether the lines of a unit are known each by itself, or are a label and its items.

    A label is known and has an item below it, in a few words without a stop: `Tagged under`. Or it
    has several items, and there is no stop in any line.
    """
    if all(known) or not known[0]:
        return all(known)
    words, stops = sum(len(line.split()) for line in lines), (*_BEFORE_TRAILING, ",", ";")
    few = words <= _LABEL_WORDS and not lines[-1].endswith(_BEFORE_TRAILING)
    return few or (len(lines) > _ITEMS and not any(line.endswith(stops) for line in lines))


def spaced(line: str) -> str:
    """Return a normalised line with a space where two phrases were run together.

    A small letter or a sign is before it, and a capital after it (`Like this:Like Loading...`).
    """
    return line_key(_GLUE.sub(r"\g<0> ", line))


def _start_of(line: str, key: str) -> int:
    """Return where the end of a line begins of which `key` is the folded form; 0 if none is."""
    end, size = len(line), len(key)
    if not fold(line[-2 * size :]).endswith(key):
        return 0
    starts = range(end - size, max(0, end - 2 * size), -1)
    return next((start for start in starts if fold(line[start:]) == key), 0)


def _is_flat(text: str) -> bool:
    """Tell whether the paragraphs of a text were joined into a few lines."""
    lines = text.count("\n") + 1
    return _is_long(text) and (lines <= _FLAT_LINES or len(text) > _FLAT_AVERAGE * lines)


def _is_long(line: str) -> bool:
    """Tell whether a line is long enough for several sentences. Chinese says more in a letter."""
    if len(line) > FLAT or line.isascii():
        return len(line) > FLAT
    return len(line) > FLAT // 3 and max(line[:_PROBE]) >= FIRST_CJK


def _is_one_word(phrase: Phrase, first: str) -> bool:
    """Tell whether one word may be a sentence: it is a label of advertisements, or Chinese."""
    return phrase.mark == _LABEL or first >= FIRST_CJK


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


def _fits(key: str, pieces: Sequence[tuple[str, ...]], *, whole: bool) -> bool:
    """Tell whether a key that begins and ends like them is these pieces, with full holes.

    Of the alternatives of a piece, the first in the key counts. A hole at the end may also stand
    for nothing, or for the rest of a long line.
    """
    (head,), open_end = pieces[0], pieces[-1] == ("",)
    if not (whole or open_end):
        return False
    position = len(head)
    for piece in pieces[1:-1]:
        reach = position + MAX_HOLE
        found = [(key.find(each, position + 1, reach + len(each)), each) for each in piece]
        at, each = min((one for one in found if one[0] >= 0), default=(-1, ""))
        if at < 0:
            return False
        position = at + len(each)
    holes = [len(key) - len(each) - position for each in pieces[-1] if key.endswith(each)]
    return holes[0] >= 0 if open_end else any(1 <= hole <= MAX_HOLE for hole in holes)


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
