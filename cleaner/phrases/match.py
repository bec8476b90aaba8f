"""Finding phrases: what the lines of a text match.

A `Scanner` tells which lines may match anything; in most texts few can. No regular expression runs
over a long line, so hostile input costs no more than any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from cleaner.core import accelerator
from cleaner.core.analysis import Span
from cleaner.core.characters import BYTE_ORDER_MARK
from cleaner.core.document import Document
from cleaner.core.index import line_blocks, numbered_lines
from cleaner.core.matcher import Found
from cleaner.core.normalise import line_key, without_markdown
from cleaner.core.patterns import pattern
from cleaner.core.rule import NUMBER, LineTest, Phrase
from cleaner.core.words import is_prose
from cleaner.phrases.endings import ENDING, endings_of
from cleaner.phrases.languages import Language, LanguageDetector
from cleaner.phrases.lookup import Lookup
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
from cleaner.phrases.sentences import AVERAGE, is_flat, is_long, sentences
from cleaner.phrases.sentences import LONG as FLAT
from cleaner.phrases.tables import Rows, Tables
from cleaner.phrases.wrapped import LONG, with_forms, with_paragraphs

if TYPE_CHECKING:
    from cleaner.phrases.accelerated import AcceleratedScanner

SHORT = 240
"""Characters; a longer line is compared by its beginning only."""
SMALL = 300_000
"""Characters that are matched line by line before a scanner is made."""
HEAD = 120
"""Characters of a long line that are normalised."""
_BEGINNING = 16  # characters of a line by which it begins like a phrase
_LEAST_TRAILED = 40  # characters of a paragraph with a phrase at its end that is not prose with it
_MOST_SIGNS = 50  # of a test that are looked for before it is asked
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
        self._compiled = accelerator.module() if accelerate else None
        self._lookup = Lookup(tables, self._compiled)
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
            (test, bool if len(test.contains) > _MOST_SIGNS else _any_of(test.contains).search)
            for test in tests
            if test.contains
        ]
        self._key: Callable[[str], str] = line_key
        self._asked_by: Callable[[str], Sequence[LineTest]] = self._read_tests
        self._scanned = 0

    def scan(self, text: str, kept: Sequence[Span]) -> dict[int, Found]:
        """Return what the lines of the kept spans match, by where they start."""
        found: dict[int, Found] = {}
        flat = is_flat(text)
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
        if parts & SENTENCES and is_long(line):
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
            parts = EVERYTHING | SENTENCES * flat
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
        signs = {sign for test, _ in self._containing for sign in test.contains}
        by_ending = {
            ending: tests
            for ending in dict.fromkeys((*self._by_ending, *self._endings))
            if (tests := self._asked_by(ending))
        }
        self._asked_by = lambda ending: by_ending.get(ending, ())
        data = self._tables, self._by_beginning, signs, by_ending, self._lookup.needles
        if not self._compiled:
            return Scanner(*data)
        from cleaner.phrases.accelerated import AcceleratedScanner

        scanner = AcceleratedScanner(self._compiled, *data, whole=SHORT, long=LONG)
        self._key = scanner.key
        return scanner

    def shown(self, text: str) -> frozenset[str]:
        """Return the codes of the languages that a text shows."""
        return self._detector.shown(text)

    def sentences(self, line: str) -> Iterator[tuple[Phrase, int, int]]:
        """Return the phrases that are a sentence of a long line, with where they begin and end."""
        return sentences(line, self._lookup, self._key)

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
        found = with_paragraphs(document, found, self.match, self._begins)
        own = [
            p for marks in found.values() for p in marks if isinstance(p, Phrase) and p.own_language
        ]
        if own:
            others = {phrase for phrase in own if phrase.language not in document.shown}
            found = {at: left for at, marks in found.items() if (left := _less(marks, others))}
        return with_forms(document, found, self._whole_phrases)

    def _begins(self, line: str) -> bool:
        return self._lookup.begins(self._key(line[:_BEGINNING]))

    def _whole_phrases(self, line: str) -> list[Phrase]:
        return self._lookup.matched(self._key(line), prose=False, whole=True)

    def _with_sentences(
        self, document: Document, found: Mapping[int, Found]
    ) -> Mapping[int, Found]:
        """Add the phrases that are a sentence of a line, if cuts have left no paragraphs."""
        starts, _, texts, _ = document.index
        most = max(3 * AVERAGE, len(document.text))  # no more can be left
        if not document.gone or len(starts) * AVERAGE > most or not is_flat(document.kept_text()):
            return found
        out = dict(found)
        for start, line in zip(starts, texts, strict=True):
            if is_long(line) and (phrases := [phrase for phrase, _, _ in self.sentences(line)]):
                out[start] = (*dict.fromkeys((*out.get(start, ()), *phrases)),)
        return out

    # --- one line -------------------------------------------------------------------------------

    def _asked(self, line: str, parts: int) -> list[LineTest]:
        """Return the tests for which a line is a candidate."""
        asked: list[LineTest] = []
        if parts & TESTS:
            for size in (1, 2, ENDING - 1, ENDING):
                asked += self._asked_by(line[-size:])
            asked += self._by_beginning.get(line[0], ())
        if parts & SIGNS:
            asked += [test for test, has_sign in self._containing if has_sign(line)]
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


def _any_of(signs: Iterable[str]) -> re.Pattern[str]:
    return pattern("|".join(map(re.escape, signs)))


def _enumerates(line: str) -> bool:
    """Tell whether a line goes on in lower case after a comma, as somebody writes a list."""
    return "," in line and any(part.lstrip()[:1].islower() for part in line.split(",")[1:])


def _less(marks: Found, dropped: set[Phrase]) -> Found:
    return tuple(mark for mark in marks if mark not in dropped)
