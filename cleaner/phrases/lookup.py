"""What a line in its normal form is: the phrases of `Tables` that it matches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain
from os.path import commonprefix
from typing import NamedTuple

from cleaner.core.characters import CLOSERS, EDGES, SENTENCE_ENDS
from cleaner.core.normalise import NUMBERS, fold, line_key
from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Phrase, Role
from cleaner.phrases.tables import ALTERNATIVE, EXACT, SIZES, Tables

MAX_HOLE = 200
"""Characters that `%s` may stand for inside a phrase."""
_MOST_BESIDE = 120  # characters of a line of phrases side by side
_FIRST_WORDS = 8  # words of the first
_LEAST_FIRST = 12  # letters that it has more than, so that the scanner knows it
_GLUE = pattern(
    r"[a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f.:!?)\u2026]"
    r"(?=[A-Z\u00c0-\u00de\u0410-\u042f])"
)
_ASCII_WORD = pattern(r"[a-z]{4,}")
_COMMON = 3  # letters; a word that is hardly longer is in many lines
_SHORT_TRAILING = 4  # letters of `more`
BEFORE_TRAILING = tuple(SENTENCE_ENDS + CLOSERS)
"""What precedes a phrase at the end of a paragraph."""


class Pattern(NamedTuple):
    """A phrase with holes, and the pieces after its beginning, each with its alternatives.

    `needed` is in every line that the phrase matches: what the alternatives of a piece begin with.
    """

    phrase: Phrase
    needed: str
    pieces: list[tuple[str, ...]]


class Lookup:
    """The phrases of tables, by what lines are. Immutable, except that it parses rows once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._phrase = cache(tables.phrase)
        self._phrases = cache(self._read_phrases)
        self._patterns = cache(self._read_patterns)

    def exact(self, key: str) -> Sequence[Phrase]:
        """Return the phrases without holes that a normalised line is."""
        rows = self._tables.exact.find(key[:EXACT])
        return self._phrases(rows).get(key, ()) if rows else ()

    def matched(self, key: str, *, prose: bool, whole: bool) -> list[Phrase]:
        """Return the phrases that a normalised line is; unless `whole`, only its head is given.

        Of running text, phrases with holes match only if they are a paragraph's, and have a
        beginning of their own.
        """
        found = [*self.exact(key)] if whole else []
        filed = self._tables.heads.by_beginning(key)
        if whole and not prose:
            filed += self._tables.tails.by_end(key)
        for rows in filed:
            for head, patterns in self._patterns(rows).items():
                if not key.startswith(head):
                    continue
                found += [
                    phrase
                    for phrase, needed, pieces in patterns
                    if needed in key
                    and key.endswith(pieces[-1])
                    and (phrase.paragraph or not prose)
                    and _fits(key, len(head), pieces, whole=whole)
                ]
        return found

    def begins(self, key: str) -> bool:
        """Tell whether a normalised line begins like a phrase with holes that begins at length."""
        return self._tables.heads.find(key[: SIZES[0]]) is not None

    def side_by_side(self, plain: str, key: str) -> list[Phrase]:
        """Return the phrase with which a line begins that has nothing but others after it.

        `Like this: Like Loading... Related`, of any rules. The first must be boilerplate wherever
        it is, and long enough for the scanner to find the line by it. There may be no space between
        them (`Like this:Like Loading...`).
        """
        if len(plain) <= _MOST_BESIDE and _GLUE.search(plain):
            key = line_key(_GLUE.sub(r"\g<0> ", plain))
        if len(key) > _MOST_BESIDE or self._tables.exact.find(key[:EXACT]) is None:
            return []
        for end in accumulate(len(word) + 1 for word in key.split(" ")[:_FIRST_WORDS]):
            head = key[: end - 1].rstrip(EDGES) if _LEAST_FIRST < end <= len(key) else ""
            for phrase in self.exact(head) if sum(map(str.isalpha, head)) > _LEAST_FIRST else ():
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
            if any(
                phrase.language in (language, "en") and phrase.mark.role is not Role.SECTION
                for phrase in chain.from_iterable(map(self.exact, pieces))
            ):
                starts.add(end)
        return len(key) + 1 in starts

    def _read_phrases(self, rows: str) -> dict[str, list[Phrase]]:
        """Return the phrases without holes of some rows, by their texts."""
        parsed: dict[str, list[Phrase]] = {}
        for number, _, text in (row.partition("\t") for row in rows.split("\n")):
            parsed.setdefault(text, []).append(self._phrase(number))
        return parsed

    def _read_patterns(self, rows: str) -> dict[str, list[Pattern]]:
        """Return the phrases with holes of some rows, by how they begin."""
        parsed: dict[str, list[Pattern]] = {}
        for number, _, text in (row.partition("\t") for row in rows.split("\n")):
            head, *pieces = (tuple(piece.split(ALTERNATIVE)) for piece in text.split("%s"))
            needed = max(map(commonprefix, pieces), key=len)
            parsed.setdefault(head[0], []).append(Pattern(self._phrase(number), needed, pieces))
        return parsed

    def unglued(self, key: str) -> list[Phrase]:
        """Return the phrases that a line consists of that is two or more of one rule run together.

        With them a phrase of role `pair`, or of role `bar` if there are more than two. All are of
        one language and of English, whose words appear among those of all others.
        """
        reached: dict[int, dict[tuple[str, str], tuple[Phrase, ...]]] = {0: {("", ""): ()}}
        for position in range(len(key)):
            if not reached:
                return []
            for (rule, language), phrases in reached.pop(position, {}).items():
                if position and key[position] in EDGES:
                    reached.setdefault(position + 1, {}).setdefault((rule, language), phrases)
                for text, phrase in self._glued(key[position:]):
                    own = "" if phrase.language == "en" else phrase.language
                    if rule in ("", phrase.mark.rule) and (not language or own in ("", language)):
                        after = reached.setdefault(position + len(text), {})
                        one = phrase.mark.rule, own or language
                        after.setdefault(one, (*phrases, phrase))
        found: dict[str, tuple[Phrase, ...]] = {}
        for (rule, _), phrases in reached.get(len(key), {}).items():
            if len(phrases) > 1:
                found.setdefault(rule, (*dict.fromkeys(phrases), _run(phrases)))
        return [*chain.from_iterable(found.values())]

    def _glued(self, key: str) -> list[tuple[str, Phrase]]:
        """Return the phrases that may be run together with which a text begins, longest first."""
        filed = map(self._phrases, self._tables.glued.by_beginning(key))
        found = [(text, phrases) for each in filed for text, phrases in each.items()]
        return [
            (text, phrase)
            for text, phrases in sorted(found, key=lambda one: -len(one[0]))
            if key.startswith(text)
            for phrase in phrases
        ]

    def anywhere(self, lowered: str) -> Iterator[Phrase]:
        """Yield the phrases that a line contains."""
        for word, needles in self.needles.items():
            for needle in needles if word in lowered else ():
                if needle in lowered:
                    yield from self._phrases(self._tables.anywhere[""])[needle]

    @cached_property
    def needles(self) -> dict[str, list[str]]:
        """Phrases that may be anywhere in a line, by a word of each."""
        return by_word(self._tables.anywhere.texts())

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        """Return the phrase at the end of a paragraph (`… Read more`) and where it begins.

        It follows the end of a sentence, or stands in square brackets. A short word alone (`more`)
        counts only in lower case, or with dots or an arrow after it.
        """
        core = line.rstrip(EDGES)
        end = NUMBERS.sub("#", fold(core[-2 * SIZES[0] :]))
        for key, phrases in chain.from_iterable(
            self._phrases(rows).items() for rows in self._tables.trailing.by_end(end)
        ):
            start = _start_of(core, key)
            if start <= 0:
                continue
            if len(key) <= _SHORT_TRAILING and core[start].isupper() and len(core) == len(line):
                continue
            before = core[:start].rstrip("([ \t")
            if before.endswith(BEFORE_TRAILING) or (before and "[" in core[len(before) : start]):
                return phrases[0], len(before)
        return None


def _start_of(line: str, key: str) -> int:
    """Return where the end of a line begins of which `key` is the folded form; 0 if none is."""
    end, size = len(line), len(key)
    if not fold(line[-2 * size :]).endswith(key):
        return 0
    starts = range(end - size, max(0, end - 2 * size), -1)
    return next((start for start in starts if fold(line[start:]) == key), 0)


def _run(phrases: Sequence[Phrase]) -> Phrase:
    """Return the phrase that stands for phrases of one rule run together."""
    role = Role.BAR if len(phrases) > 2 else Role.PAIR
    return phrases[0]._replace(
        mark=Mark(phrases[0].mark.rule, role),
        own_language=all(phrase.own_language for phrase in phrases),
    )


def _fits(key: str, position: int, pieces: Sequence[tuple[str, ...]], *, whole: bool) -> bool:
    """Tell whether a key is these pieces from a position on, after its head, with full holes.

    Of the alternatives of a piece, the first in the key counts. A hole at the end may also stand
    for nothing, or for the rest of a long line.
    """
    open_end = pieces[-1] == ("",)
    if not (whole or open_end):
        return False
    for piece in pieces[:-1]:
        reach = position + MAX_HOLE
        found = [(key.find(each, position + 1, reach + len(each)), each) for each in piece]
        at, each = min((one for one in found if one[0] >= 0), default=(-1, ""))
        if at < 0:
            return False
        position = at + len(each)
    if open_end:
        return True
    holes = [len(key) - len(each) - position for each in pieces[-1] if key.endswith(each)]
    return any(1 <= hole <= MAX_HOLE for hole in holes)


def by_word(needles: Iterable[str]) -> dict[str, list[str]]:
    """Return texts in lower case by a word that each of them has: as few and rare as possible.

    A text without an ASCII word stands for itself.
    """
    left, table = set(needles), {}
    while counts := Counter(word for text in left for word in {*_ASCII_WORD.findall(text)}):
        word = max(counts, key=lambda each: (counts[each] * (len(each) - _COMMON), each))
        table[word] = sorted(text for text in left if word in text)
        left.difference_update(table[word])
    return table | {text: [text] for text in sorted(left)}
