"""What a line in its normal form is: the phrases of `Tables` that it matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import accumulate, chain
from os.path import commonprefix
from typing import NamedTuple

from cleaner.core.characters import CLOSERS, EDGES, SENTENCE_ENDS
from cleaner.core.normalise import fold, line_key
from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Phrase, Role
from cleaner.phrases.scan import by_word
from cleaner.phrases.tables import ALTERNATIVE, EXACT, HEADS, Tables, phrase_of

MAX_HOLE = 200
"""Characters that `%s` may stand for inside a phrase."""
GLUE_HEAD = 3  # characters by which phrases run together are found; one may have two
_GLUED_FILED = 4  # characters that tell most lines from phrases run together
_MOST_BESIDE = 120  # characters of a line of phrases side by side
_FIRST_WORDS = 8  # words of the first
_LEAST_FIRST = 12  # letters that it has more than, so that the scanner knows it
_GLUE = pattern(
    r"[a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f.:!?)\u2026]"
    r"(?=[A-Z\u00c0-\u00de\u0410-\u042f])"
)
_TAIL_FILED = 2  # characters by which ends are filed
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
        self._phrase = cache(partial(phrase_of, list(tables.phrases)))
        self._tails = _filed(tables.tails, slice(-_TAIL_FILED, None))
        self._glued_heads = {key[:_GLUED_FILED] for key in tables.glued}
        self._exact: dict[str, dict[str, list[Phrase]]] = {}
        self._parsed: dict[str, dict[str, list[Pattern]]] = {}

    def exact(self, key: str) -> Sequence[Phrase]:
        """Return the phrases without holes that a normalised line is."""
        filed = key[:EXACT]
        if filed not in self._exact:
            if self._tables.exact.find(filed) is None:
                return ()
            parsed: dict[str, list[Phrase]] = {}
            for text, number in self._tables.exact_rows(filed):
                parsed.setdefault(text, []).append(self._phrase(number))
            self._exact[filed] = parsed
        return self._exact[filed].get(key, ())

    def matched(self, key: str, *, prose: bool, whole: bool) -> list[Phrase]:
        """Return the phrases that a normalised line is; unless `whole`, only its head is given.

        Of running text, phrases with holes match only if they are a paragraph's, and have a
        beginning of their own.
        """
        tables = self._tables
        found = [*self.exact(key)] if whole else []
        rows = [row for size in HEADS if (row := tables.heads.find(key[:size]))]
        if whole and not prose:
            ends = self._tails.get(key[-_TAIL_FILED:], ())
            rows += [tables.tails[end] for end in ends if key.endswith(end)]
        for row in rows:
            for head, patterns in self._patterns(row).items():
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

    def side_by_side(self, plain: str, key: str) -> list[Phrase]:
        """Return the phrase with which a line begins that has nothing but others after it.

        `Like this: Like Loading... Related`, of any rules. The first must be boilerplate wherever
        it is, and long enough for the scanner to find the line by it. There may be no space between
        them (`Like this:Like Loading...`).
        """
        if len(plain) <= _MOST_BESIDE and _GLUE.search(plain):
            key = line_key(_GLUE.sub(r"\g<0> ", plain))
        if len(key) > _MOST_BESIDE or key[:EXACT] not in self._tables.exact:
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

    def _patterns(self, rows: str) -> dict[str, list[Pattern]]:
        """Return the phrases with holes of some rows, by how they begin."""
        if rows not in self._parsed:
            parsed: dict[str, list[Pattern]] = {}
            for number, _, text in (row.partition("\t") for row in rows.split("\n")):
                head, *pieces = (tuple(piece.split(ALTERNATIVE)) for piece in text.split("%s"))
                needed = max(map(commonprefix, pieces), key=len)
                parsed.setdefault(head[0], []).append(Pattern(self._phrase(number), needed, pieces))
            self._parsed[rows] = parsed
        return self._parsed[rows]

    def unglued(self, key: str) -> list[Phrase]:
        """Return the phrases of one rule that a line consists of, run together."""
        if not any(key[:size] in self._glued_heads for size in range(2, _GLUED_FILED + 1)):
            return []
        return [phrase for pieces in self._glued.values() for phrase in _unglued(key, pieces)]

    def anywhere(self, lowered: str) -> Iterator[Phrase]:
        """Yield the phrases that a line contains."""
        for word, needles in self.needles.items():
            for needle in needles if word in lowered else ():
                if needle in lowered:
                    yield from map(self._phrase, self._tables.anywhere[needle].split("\n"))

    @cached_property
    def needles(self) -> dict[str, list[str]]:
        """Phrases that may be anywhere in a line, by a word of each."""
        return by_word(self._tables.anywhere)

    def trailing(self, line: str) -> tuple[Phrase, int] | None:
        """Return the phrase at the end of a paragraph (`… Read more`) and where it begins.

        It follows the end of a sentence, or stands in square brackets. A short word alone (`more`)
        counts only in lower case, or with dots or an arrow after it.
        """
        core = line.rstrip(EDGES)
        for row in (self._tables.trailing.find(fold(core[-4:])[-2:]) or "").split("\n"):
            number, _, key = row.partition("\t")
            start = _start_of(core, key) if key else 0
            if start <= 0:
                continue
            if len(key) <= _SHORT_TRAILING and core[start].isupper() and len(core) == len(line):
                continue
            before = core[:start].rstrip("([ \t")
            if before.endswith(BEFORE_TRAILING) or (before and "[" in core[len(before) : start]):
                return self._phrase(number), len(before)
        return None

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


def _start_of(line: str, key: str) -> int:
    """Return where the end of a line begins of which `key` is the folded form; 0 if none is."""
    end, size = len(line), len(key)
    if not fold(line[-2 * size :]).endswith(key):
        return 0
    starts = range(end - size, max(0, end - 2 * size), -1)
    return next((start for start in starts if fold(line[start:]) == key), 0)


def _unglued(key: str, table: Mapping[str, list[tuple[str, Phrase]]]) -> tuple[Phrase, ...]:
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


def _filed(keys: Iterable[str], part: slice) -> dict[str, tuple[str, ...]]:
    """Return keys by a part of them."""
    table: dict[str, tuple[str, ...]] = {}
    for key in keys:
        table[key[part]] = (*table.get(key[part], ()), key)
    return table
