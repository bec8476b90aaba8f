"""Finding phrases: what the lines of a text match.

A `Scanner` tells which lines may match anything; in most texts few can. No regular expression runs
over a long line, so hostile input costs no more than any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, pairwise

from cleaner.core import accelerator
from cleaner.core.analysis import Span
from cleaner.core.characters import BYTE_ORDER_MARK, FIRST_CJK, OPENING_QUOTES
from cleaner.core.document import Document, Found
from cleaner.core.index import line_blocks, numbered_lines
from cleaner.core.normalise import line_key, without_markdown
from cleaner.core.patterns import pattern
from cleaner.core.rule import NUMBER, LineTest, Mark, Phrase, Role
from cleaner.core.words import is_prose
from cleaner.phrases.accelerated import AcceleratedScanner
from cleaner.phrases.endings import ENDING, endings_of
from cleaner.phrases.languages import Language, LanguageDetector
from cleaner.phrases.lookup import BEFORE_TRAILING, Lookup
from cleaner.phrases.rows import Rows
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
)
from cleaner.phrases.tables import HEADS, Tables

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
HEAD = 120
"""Characters of a long line that are normalised."""
WRAPPED = "wordpress.comment-form"
"""The rule whose phrases are recognised when mail or an old extractor wrapped them over lines."""
_WRAPPED_AT = 90  # characters; a longer line was not wrapped
_WRAPPED_LINES = 3
_FORM = (Role.LINE, Role.OPENING)
_BEGINNING = 16  # characters of a line by which it begins like a phrase
_BOX = 6  # lines of a wrapped box
_LEAST_TRAILED = 40  # characters of a paragraph with a phrase at its end that is not prose with it
_MANY = 500  # signs of a line test, of which no line is searched for one before the test is asked
_ITEMS = 4  # lines of a list without stops that are no paragraph
_LABEL_WORDS = 5  # words of a label and its first item
_NEED_PROSE = KEY | KEY_END | TRAILING


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
        endings: Rows | None = None,
        accelerate: bool = True,
    ) -> None:
        """`endings` are what `endings_of` returns for the languages, if they are known.

        Unless `accelerate`, the compiled module is not used even where it is installed.
        """
        self._tables = tables
        self._lookup = Lookup(tables)
        self._compiled = accelerator.module() if accelerate else None
        self._languages = languages or {}
        self._detector = LanguageDetector(self._languages.values())
        tests = tuple(tests)
        self._by_ending: dict[str, list[LineTest]] = {}
        self._by_beginning: dict[str, list[LineTest]] = {}
        self._by_list: dict[str, list[LineTest]] = {}
        self._endings = endings_of(self._languages.values()) if endings is None else endings
        for test in tests:
            for ending in test.endings:
                self._by_ending.setdefault(ending[-ENDING:], []).append(test)
            for name in test.ending_words:
                self._by_list.setdefault(name, []).append(test)
            for beginning in test.beginnings:
                self._by_beginning.setdefault(beginning, []).append(test)
        self._containing = [
            (test, _any_of(test.contains)) for test in tests if 0 < len(test.contains) <= _MANY
        ]
        self._with_many = [test for test in tests if len(test.contains) > _MANY]
        self._key: Callable[[str], str] = line_key
        self._asked_by: Callable[[str], Sequence[LineTest]] = self._read_tests
        self._scanned = 0

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
            found += self._phrases(line, parts)
        if parts & (TESTS | SIGNS):
            found += [test for test in self._asked(line, parts) if self._passes(test, line)]
        return tuple(dict.fromkeys(found))

    def _phrases(self, line: str, parts: int) -> list[Phrase | LineTest]:
        """Return the phrases that one line matches, and whether it is a number."""
        lookup, found = self._lookup, list[Phrase | LineTest]()
        prose = bool(parts & _NEED_PROSE) and is_prose(line)
        plain = without_markdown(line[:LONG])
        whole = len(plain) <= SHORT
        if (parts & KEY and len(line) <= LONG) or (parts & KEY_END and not prose and whole):
            key = self._key(plain if whole else plain[:HEAD])
            if key == "#":
                found.append(NUMBER)
            else:
                found += lookup.matched(key, prose=prose, whole=whole)
            if whole and not found and not prose:
                found += lookup.side_by_side(plain, key)
        if parts & GLUED and not found and whole and not _enumerates(plain):
            found += lookup.unglued(self._key(plain))
        if parts & ANYWHERE and len(line) <= LONG:
            found += lookup.anywhere(plain.lower())
        if parts & SENTENCES and _is_long(line):
            found += [phrase for phrase, _, _ in self.sentences(line)]
        if parts & TRAILING and (prose or len(line) >= _LEAST_TRAILED):
            trailing = self.trailing(line)
            if trailing and (prose or is_prose(line[: trailing[1]])):
                found.append(trailing[0])
        return found

    def _candidates(
        self, text: str, position: int, *, flat: bool
    ) -> Iterator[tuple[int, str, int]]:
        """Yield the lines that may match anything, with their offsets and what they may match."""
        self._scanned += len(text)
        if self._scanned <= SMALL:
            lowered = text.lower()
            within = any(word in lowered for word in self._lookup.needles)
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
        with_signs = chain((test for test, _ in self._containing), self._with_many)
        signs = {sign for test in with_signs for sign in test.contains}
        by_ending = {
            ending: tests
            for ending in dict.fromkeys((*self._by_ending, *self._endings))
            if (tests := self._asked_by(ending))
        }
        self._asked_by = lambda ending: by_ending.get(ending, ())
        data = self._tables, self._by_beginning, signs, by_ending
        if self._compiled:
            scanner = AcceleratedScanner(self._compiled, *data, whole=SHORT, long=LONG)
            self._key = scanner.key
            return scanner
        return Scanner(*data)

    def shown(self, text: str) -> frozenset[str]:
        """Return the codes of the languages that a text shows."""
        return self._detector.shown(text)

    def sentences(self, line: str) -> Iterator[tuple[Phrase, int, int]]:
        """Yield the phrases that are a sentence of a long line, with where they begin and end.

        For texts whose paragraphs were joined into one line. A phrase without a stop after it
        counts if the next word begins in upper case.
        """
        ends = [match.end() for match in _SENTENCE_START.finditer(line, 0, _FLAT_MOST)]
        for start, end in pairwise([*ends, len(line)]):
            if end - start > _FLAT_MOST or line[start] in OPENING_QUOTES:
                continue
            every = _WORD_END.finditer(line, start, min(end, start + SHORT))
            words = list(islice(every, _SENTENCE_WORDS + 1))
            for number in reversed(range(min(_SENTENCE_WORDS, len(words)))):
                last = words[number]
                after = line[words[number + 1].start()] if number + 1 < len(words) else ""
                after = after or line[last.end() : end].lstrip()[:1]
                whole = not after
                if not whole and not after.isupper():
                    continue
                found = self._sentence(line[start : last.end()], whole=whole)
                if number == 0:
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
        key, closed = self._key(text), whole or (text.startswith("(") and text.endswith(")"))
        roles = _CLOSED_SENTENCES if closed else _SENTENCES
        found = [phrase for phrase in self._lookup.exact(key) if phrase.mark.role in roles]
        if found or not closed:
            return found
        matched = self._lookup.matched(key, prose=False, whole=True)
        return [phrase for phrase in matched if phrase.mark.role in _CALLS]

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        """Return the phrase at the end of a paragraph and where it begins."""
        return self._lookup.trailing(line)

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
            others = {phrase for phrase in own if phrase.language not in document.shown}
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

    def _asked(self, line: str, parts: int) -> list[LineTest]:
        """Return the tests for which a line is a candidate."""
        asked_by = self._asked_by
        asked = [*asked_by(line[-1]), *asked_by(line[-ENDING:]), *asked_by(line[1 - ENDING :])]
        asked += self._by_beginning.get(line[0], ())
        if parts & SIGNS:
            asked += [test for test, signs in self._containing if signs.search(line)]
            asked += self._with_many
        return asked

    def _passes(self, test: LineTest, line: str) -> bool:
        """Tell whether a line passes a test that it is a candidate for."""
        if not test.fits(line):
            return False
        if test.part is None:
            return True
        found = self._phrases(test.part(line), EVERYTHING)
        return any(isinstance(one, Phrase) and one.mark.role.is_never_prose for one in found)

    def _read_tests(self, ending: str) -> list[LineTest]:
        """Return the tests for which lines with an ending are candidates."""
        asked = [*self._by_ending.get(ending, ())]
        if names := self._endings.find(ending):
            tests = chain.from_iterable(self._by_list.get(name, ()) for name in names.split("\n"))
            asked += dict.fromkeys(tests)
        return asked

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
        return self._key(line[:_BEGINNING])[: HEADS[0]] in self._tables.heads

    def _with_wrapped(self, document: Document, found: Mapping[int, Found]) -> dict[int, Found]:
        """Add the phrases of `WRAPPED` that two or three lines are together."""
        out, close = dict(found), set(document.close)
        starts, _, texts, prose = document.index
        for first in (at - 1 for at in document.close if len(texts[at - 1]) <= _WRAPPED_AT):
            text = texts[first].strip()
            for last in range(first + 1, min(first + _WRAPPED_LINES, len(texts))):
                if last not in close or prose[last]:
                    break
                text = f"{text} {texts[last].strip()}"
                if phrases := self._whole_phrases(text):
                    for start in starts[first : last + 1]:
                        out[start] = tuple(dict.fromkeys((*out.get(start, ()), *phrases)))
        return out

    def _whole_phrases(self, text: str) -> list[Phrase]:
        """Return the phrases of a wrapped line, if it is one of `WRAPPED`."""
        phrases = self._lookup.matched(self._key(text), prose=False, whole=True)
        return phrases if any(p.mark.rule == WRAPPED for p in phrases) else []


def _any_of(signs: Iterable[str]) -> re.Pattern[str]:
    return pattern("|".join(map(re.escape, signs)))


def _enumerates(line: str) -> bool:
    """Tell whether a line goes on in lower case after a comma, as somebody writes a list."""
    return "," in line and any(part.lstrip()[:1].islower() for part in line.split(",")[1:])


def _are_labels(lines: Sequence[str], known: Sequence[bool]) -> bool:
    """Tell whether the lines of a unit are known each by itself, or are a label and its items.

    A label is known and has an item below it, in a few words without a stop: `Tagged under`. Or it
    has several items, and there is no stop in any line.
    """
    if all(known) or not known[0]:
        return all(known)
    words, stops = sum(len(line.split()) for line in lines), (*BEFORE_TRAILING, ",", ";")
    few = words <= _LABEL_WORDS and not lines[-1].endswith(BEFORE_TRAILING)
    return few or (len(lines) > _ITEMS and not any(line.endswith(stops) for line in lines))


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


def _shows_form(mark: Phrase | LineTest) -> bool:
    """Tell whether a line shows that a text has phrases of `WRAPPED`."""
    return isinstance(mark, Phrase) and mark.mark.rule == WRAPPED and mark.mark.role in _FORM


def _less(marks: Found, dropped: set[Phrase]) -> Found:
    return tuple(mark for mark in marks if mark not in dropped)
