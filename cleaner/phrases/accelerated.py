"""The scanner of the compiled module `cleaner_accelerator`, where that is installed.

It finds the same lines as `cleaner.phrases.scan` several times as fast, and may return others that
match nothing. Phrases and characters are prepared here, so that the module has no data of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import Any
from unicodedata import decomposition, is_normalized

from cleaner.core.characters import (
    BYTE_ORDER_MARK,
    CLOSERS,
    EDGES,
    FIRST_UNSPACED,
    SENTENCE_ENDS,
)
from cleaner.core.normalise import COMBINING, MAGNITUDES, fold, line_key
from cleaner.core.patterns import pattern
from cleaner.core.rule import WORDS_WITHIN, LineTest
from cleaner.phrases.scan import (
    ANYWHERE,
    GLUED,
    KEY,
    KEY_END,
    SENTENCES,
    SIGNS,
    TESTS,
    TRAILING,
    UNLESS_PROSE,
    heads_of,
)
from cleaner.phrases.tables import ALTERNATIVE, Tables

_KNOWN = 0x20000  # code points; higher ones are ideographs
_PLAIN = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0xD800, 0xF900))
"""Ideographs, syllables of Korean, surrogates and private use: letters in their normal form."""
_JOINED = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))
"""Vowels and final consonants of Korean, which become one with what precedes them."""
_DOTTED_I = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"
_SEPARATORS = "٫٬"  # in numbers with Arabic digits
_FREQUENCY = " etaoinsrhldcumfpgwybvkxjqz"  # of letters, from the most frequent on
_BITS = 31  # of words in the compiled module
_NO_WORD = "\ue000\ue000"  # characters for private use
_OTHER = len(_FREQUENCY) + 1  # the rank of letters that are not among them is one less
_SHORT_HEAD = 12  # characters; a shorter beginning is found by a word of the rest as well
_WORD = pattern(r"[^\W\d_]{2,}")


class AcceleratedScanner:
    """Tells which lines may match what, like `scan.Scanner`. Immutable."""

    def __init__(
        self,
        compiled: Any,
        tables: Tables,
        beginnings: Iterable[str] = (),
        contained: Iterable[str] = (),
        endings: Mapping[str, Sequence[LineTest]] = MappingProxyType({}),
        words: Iterable[str] = (),
        *,
        whole: int,
        long: int,
    ) -> None:
        """Lines of more than `whole` or `long` characters may match fewer parts.

        `endings` have the tests that are asked for each. A line that a phrase is anywhere in has
        one of the `words`.
        """
        contained = frozenset(contained)
        letters = {sign for sign in contained if len(sign) > 1 and sign.replace(" ", "").isalpha()}
        signs = {**dict.fromkeys(contained - letters, SIGNS), "](": compiled.ALL}
        forms, classes = _characters(compiled)
        parts = dict.fromkeys(map(fold, sorted(letters)), SIGNS)
        parts |= {word: parts.get(word, 0) | ANYWHERE for word in words}
        long_heads, short_heads = _heads(
            (text, compiled.UNLESS_PROSE if part == UNLESS_PROSE else part)
            for text, part in heads_of(tables)
        )
        needed, combinations = _needed(endings)
        emphasis = dict.fromkeys(("**", "__"), compiled.ALL)
        self._scanner = compiled.Scanner(
            classes=classes,
            forms=forms,
            beginnings=chain(
                ((f"#{magnitude}", KEY) for magnitude in MAGNITUDES),
                ((key, compiled.WHOLE) for key in ("#", *tables.exact.texts())),
                long_heads,
                ((key, compiled.FOLLOWED) for key in tables.glued.texts()),
            ),
            endings=chain(
                ((f"#{magnitude}", KEY_END) for magnitude in MAGNITUDES),
                ((key, KEY_END) for key in _tails(tables.tails.texts())),
                ((key, TRAILING) for key in tables.trailing.texts()),
            ),
            firsts=(dict.fromkeys(beginnings, TESTS) | emphasis).items(),
            lasts=[
                (ending, compiled.NEEDED if all(test.words for test in tests) else TESTS)
                for ending, tests in endings.items()
            ],
            needed=needed.items(),
            combinations=combinations,
            needed_within=WORDS_WITHIN,
            tests=TESTS,
            sentences=SENTENCES,
            unspaced=ord(FIRST_UNSPACED),
            signs=signs.items(),
            words=_arranged((*_word(word, forms), flags) for word, flags in parts.items()),
            heads=short_heads.items(),
            whole=whole,
            long=long,
            in_whole=KEY_END | GLUED,
            in_short=KEY | KEY_END | GLUED | ANYWHERE,
            in_prose=TRAILING,
            unless_prose=KEY_END,
            sentence_ends=SENTENCE_ENDS,
            closers=CLOSERS,
            key=KEY,
            glued=GLUED,
        )

    def candidates(self, block: str, flat: int | None = None) -> list[tuple[int, str, int]]:
        """Return where each line begins that may match, the line, and what it may match.

        Lines of more than `flat` characters may have sentences.
        """
        found: list[tuple[int, str, int]]
        found = self._scanner.candidates(block, -1 if flat is None else flat)
        return found

    def key(self, line: str) -> str:
        """Return what `line_key` does."""
        key: str | None = self._scanner.key(line)
        return line_key(line) if key is None else key


def _characters(compiled: Any) -> tuple[array[int], array[int]]:
    """Return the normal form and the class of each character."""
    forms, classes = array("I", range(_KNOWN)), array("H", bytes(2 * _KNOWN))
    plain = set(chain.from_iterable(_PLAIN))
    for code in chain(*_PLAIN[:2]):
        classes[code] = compiled.WORD
    unsure = {ord(sign) for sign in COMBINING}
    _mark(classes, map(chr, unsure), compiled.UNSURE)
    others = [chr(code) for code in range(_KNOWN) if code not in plain and code not in unsure]
    others.remove("\n")
    others.remove(_DOTTED_I)
    _mark(classes, _composed(), compiled.COMPOSED)
    _mark(classes, _DOTTED_I, compiled.DOTTED)
    folded = [*zip(others, fold("\n".join(others)).split("\n"), strict=True)]
    for character, form in (*folded, (_DOTTED_I, fold(_DOTTED_I))):
        code = ord(character)
        if character != form:
            forms[code] = ord(form[0]) if form else 0
        if len(form) > 1:
            classes[code] |= compiled.SEVERAL
        if not form.strip(EDGES) or character.isspace():
            classes[code] |= compiled.SKIPPED
        if form.isalnum():
            classes[code] |= compiled.WORD
        if form.isdecimal() or form in _SEPARATORS:
            classes[code] |= compiled.DIGIT
    forms[ord("\n")] = ord(" ")
    spaces = [chr(code) for code in range(_KNOWN) if chr(code).isspace()]
    _mark(classes, spaces, compiled.SPACE | compiled.SKIPPED)
    breaks = [space for space in spaces if len(f"{space}.".splitlines()) > 1]
    _mark(classes, breaks, compiled.BREAK)
    _mark(classes, BYTE_ORDER_MARK, compiled.BOM)
    return forms, classes


def _composed() -> Iterator[str]:
    """Yield the characters that `fold` may change in a line with a capital İ.

    Its small letter has a combining dot, so that all of the line is composed.
    """
    for character in map(chr, range(_KNOWN)):
        parts = decomposition(character)
        if parts and not parts.startswith("<"):
            yield from (chr(int(part, 16)) for part in parts.split(" ")[1:])
            if not is_normalized("NFC", character):
                yield character
    yield from map(chr, chain(*_JOINED))


def _mark(classes: array[int], characters: Iterable[str], flags: int) -> None:
    for character in characters:
        classes[ord(character)] |= flags


def _needed(endings: Mapping[str, Iterable[LineTest]]) -> tuple[dict[str, int], array[int]]:
    """Return the words that tests need with the groups that they are of, and each test's groups.

    Groups are bits. The last bit stands for all that are left.
    """
    needed: dict[str, int] = {}
    combinations, group = array("I"), 1
    for test in dict.fromkeys(chain.from_iterable(endings.values())):
        wanted = 0
        for words in test.words() if test.words else ():
            needed |= {word: needed.get(word, 0) | group for word in words}
            wanted |= group
            group = min(2 * group, 1 << 31)
        if wanted:
            combinations.append(wanted)
    return needed, combinations


def _word(word: str, forms: array[int]) -> tuple[str, int]:
    """Return a word in its normal form, letter by letter, and where its rarest pair is."""
    form = "".join(chr(forms[ord(letter)]) for letter in word[:32])
    ranks = [_FREQUENCY.find(letter) % _OTHER for letter in form]
    places = reversed(range(len(form) - 1))  # Arabic's article begins many words
    return form, max(places, key=lambda at: ranks[at] + ranks[at + 1])


def _arranged(words: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return words in an order in which those that share a bit are seldom looked for in vain.

    Words share a bit that are as many places apart as there are bits. They are looked for where the
    first letter of the pair of one is before the second letter of the pair of one. Places that are
    left are filled with a word that no text has.
    """
    columns: list[list[tuple[str, int, int]]] = [[] for _ in range(_BITS)]
    shared: list[tuple[set[str], set[str]]] = [(set(), set()) for _ in range(_BITS)]
    for word in sorted(words, key=lambda word: (_pair(word)[2], word[0]), reverse=True):
        first, second, _ = _pair(word)
        costs = [_cost(a | {first}, b | {second}) - _cost(a, b) for a, b in shared]
        best = min(range(_BITS), key=lambda bit: (costs[bit], len(columns[bit])))
        columns[best].append(word)
        shared[best][0].add(first)
        shared[best][1].add(second)
    return [word for row in zip_longest(*columns, fillvalue=(_NO_WORD, 0, 0)) for word in row]


def _pair(word: tuple[str, int, int]) -> tuple[str, str, float]:
    """Return the letters of a word's pair, and how often they are in a text, roughly."""
    form, at, _ = word
    return form[at], form[at + 1], _often(form[at]) * _often(form[at + 1])


def _cost(firsts: Iterable[str], seconds: Iterable[str]) -> float:
    """Return how often one of some letters is before one of others, roughly."""
    return sum(map(_often, firsts)) * sum(map(_often, seconds))


def _often(letter: str) -> float:
    """Return how often a letter is in a text, roughly."""
    rank = _FREQUENCY.find(letter)
    return 0.12 / (1 + rank) ** 0.8 if rank >= 0 else (0.15 if letter == " " else 0.0005)


def _tails(texts: Iterable[str]) -> Iterator[str]:
    """Yield the ends of phrases that begin with a hole, with all forms of their last number."""
    for key in dict.fromkeys(text.rpartition("%s")[2] for text in texts):
        yield key
        _, number, rest = key[:-1].rpartition("#")
        if number:
            yield from (f"#{magnitude}{rest}{key[-1:]}" for magnitude in MAGNITUDES)


def _heads(
    phrases: Iterable[tuple[str, int]],
) -> tuple[set[tuple[str, int]], dict[str, list[tuple[str, int]]]]:
    """Return the beginnings of phrases with holes, with flags: long ones, and short ones by text.

    A line with a short one has the word that it has beside its flags; any line has an empty one.
    """
    long: set[tuple[str, int]] = set()
    short: dict[str, list[tuple[str, int]]] = {}
    for text, flags in phrases:
        head, _, rest = text.partition("%s")
        if len(head) >= _SHORT_HEAD or "#" in head:
            long.add((head, flags))
        else:
            short.setdefault(head, []).extend((word, flags) for word in _telling(rest))
    return long, short


def _telling(rest: str) -> list[str]:
    """Return words of which a line has one if it has the rest of a phrase: as long as possible."""
    pieces = (piece.split(ALTERNATIVE) for piece in rest.split("%s"))
    words = [[max(_WORD.findall(each), key=len, default="") for each in piece] for piece in pieces]
    return max(words, key=lambda piece: min(map(len, piece)))
