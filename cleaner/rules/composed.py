"""Lines that are composed of the words of boilerplate, in wordings that no list of phrases holds.

`Our best stories, in your inbox every Friday`: what a line is about (`inbox`), what it asks of its
reader (`every Friday`), and that it speaks to somebody (`your`). The words are data of the
languages (`[classes]` in `language.toml`); what a line is about is found by a few signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.normalise import fold
from cleaner.core.patterns import pattern
from cleaner.core.rule import LineTest, Shape
from cleaner.core.words import word_count
from cleaner.phrases import compiled
from cleaner.phrases.languages import Language
from cleaner.rules.shapes import triggered_by
from cleaner.rules.vetoes import (
    Veto,
    announced,
    attributed,
    first_line,
    heading_of_prose,
    in_the_article,
    is_boilerplate,
    list_item,
    no_prose_yet,
    quoted,
)

_FILED = 3  # characters by which beginnings of words are filed
_WORD = pattern(r"@?\w+(?:-\w+)*'?")  # what precedes an apostrophe is a word of its own
_EMAIL = pattern(r"\w@[\w-]{1,63}\.\w")
_SENTENCE_END = pattern(
    r"""(?<=[.!?\u2026\u0964\u06d4\u061f])["'\u201d\u2019\u00bb)]{0,2}\s+"""
    r"|(?<=[\u3002\uff01\uff1f])"
)
_LONGEST = 500  # characters of a line that is read


class Composition(NamedTuple):
    """What a kind of boilerplate is composed of.

    `about` are the signs of what it is about, as pages write them, `needs` the classes of its other
    words. A class that is needed twice needs two different words. It has at most `most` words, and
    matches `pattern` if there is one.
    """

    about: tuple[str, ...]
    needs: tuple[str, ...]
    most: int = 75
    pattern: re.Pattern[str] | None = None

    def languages(self, line: str) -> frozenset[str]:
        """Return the codes of the languages in which a line with a sign is composed like this."""
        if self.pattern and not self.pattern.search(line):
            return frozenset()
        found = _classes_of(line)
        codes = (code for code in found if _has_all(line, code, found[code], self.needs))
        return frozenset(code for code in codes if self._says_little_else(line, code))

    def _says_little_else(self, line: str, code: str) -> bool:
        """Tell whether most words of a line are in sentences that are about this."""
        sentences = _SENTENCE_END.split(line)
        if len(sentences) == 1:
            return True
        asked = {*self.needs} - {"address", "own"}
        about = [
            sentence
            for sentence in sentences
            if any(sign in sentence for sign in self.about)
            or not asked.isdisjoint(_classes_of(sentence).get(code, ()))
        ]
        return 2 * sum(map(word_count, about)) > word_count(line)


NEWSLETTER = Composition(
    (
        *("ewsletter", "EWSLETTER", "inbox", "Inbox", "oletín"),
        *("nfolettre", "ieuwsbr", "krzynk", "yhets", "yheds", "uutis", "írlevél", "ülten"),
        *("ассылк", "озсилк", "メルマガ", "メールマガジン", "ニュースレター", "뉴스레터", "電子報"),
        *("النشرة", "דיוור", "خبرنامه"),
    ),
    ("address", "sign_up"),
)
COOKIES = Composition(
    (
        *("ookie", "クッキー", "쿠키", "ütik", "īkdat", "üpsis", "väste"),
        *("slapu", "sjonskaps", "kolačić", "çerez", "Çerez", "куки", "бисквитк", "עוגיות"),
        *("ملفات تعريف", "کوکی", "कुकी", "คุกกี้"),
    ),
    ("own", "consent", "consent"),
)
INVITATION = Composition(
    (
        *("omment", "omentari", "omentár", "omentář", "omentarz", "тзыв", "оммент"),
        *("оментар", "コメント", "レビュー", "댓글", "评论", "評論", "التعليق", "تعليق"),
        *("bình luận", "कमेंट"),
    ),
    ("address", "respond"),
    50,
)
NETWORKS = Composition(
    (
        *("acebook", "nstagram", "witter", "ouTube", "outube", "kTok", "hatsApp"),
        *("hatsapp", "elegram", "ейсбук", "нстаграм", "елеграм", "فيسبوك", "إنستغرام"),
    ),
    ("follow",),
    40,
)
RIGHTS = Composition(
    (
        *("\N{COPYRIGHT SIGN}", "opyright", "eproduc", "icenz", "rheber", "achdruck", "opiowan"),
        *("ерепечат", "опирован", "転載", "转载", "轉載", "무단"),
    ),
    ("own", "forbid", "forbid"),
)
ACCOUNTS = Composition(
    (
        *("n account", "ur account", "ee account", "og in", "ign in", "ign up", "ubscribe"),
        *("bonn", "onnectez", "nmelden", "esión"),
        *(
            "aloguj",
            "řihla",
            "giriş",
            "ойти",
            "ойдите",
            "війд",
            "егистр",
            "会員",
            "登录",
            "登入",
            "로그인",
        ),
    ),
    ("unlock", "log_in"),
    20,
)
OWN_ADDRESS = Composition(("@",), ("own", "write_to"), 50, _EMAIL)
ADDRESS = Composition(("@",), ("write_to",), 20, _EMAIL)
_ALL = (NEWSLETTER, COOKIES, INVITATION, NETWORKS, RIGHTS, ACCOUNTS, ADDRESS, OWN_ADDRESS)


@lru_cache(maxsize=512)
def _compositions(line: str) -> Mapping[int, frozenset[str]]:
    """Return the numbers of the compositions that a line may be, with its languages."""
    signs = _ASCII_SIGNS if line.isascii() else _SIGNS
    if len(line) > _LONGEST or not any(map(line.__contains__, signs)):
        return {}  # the usual case: another test has the line's sign
    words = word_count(line)
    return {
        number: codes
        for number, one in enumerate(_ALL)
        if words <= one.most
        and any(map(line.__contains__, one.about))
        and (codes := one.languages(line))
    }


_SIGNS = tuple(sorted({sign for one in _ALL for sign in one.about}))
_ASCII_SIGNS = tuple(filter(str.isascii, _SIGNS))
_COMPOSED = LineTest("composed of the words of boilerplate", contains=_SIGNS, fits=_compositions)


def composed(composition: Composition, unless: tuple[Veto, ...] = ()) -> Shape:
    """Find lines of a composition in a language of the document, or in English.

    A line in which somebody is quoted stays, as does an item of a list inside the article, running
    text inside the article or before it, and what heads running text.
    """

    kind = _ALL.index(composition)

    @triggered_by(_COMPOSED)
    def find(document: Document) -> Iterator[Span]:
        for number in document.marked(_COMPOSED):
            codes = _compositions(document.lines[number].text).get(kind, frozenset())
            if (
                codes
                and not _is_the_articles(document, number)
                and ("en" in codes or not codes.isdisjoint(document.shown))
                and not _said(document, number)
                and not any(veto(document, number) for veto in unless)
            ):
                yield document.span(number)

    return find


def _is_the_articles(document: Document, number: int) -> bool:
    """Tell whether a line is where an article has lines of its own."""
    if first_line(document, number):
        return True
    line, inside = document.lines[number], in_the_article(document, number)
    if inside and list_item(document, number):
        return True
    if not heading_of_prose(document, number) and not (
        line.prose and (inside or no_prose_yet(document, number))
    ):
        return False
    return not any(is_boilerplate(document, at) for at in (number - 1, number + 1))


def _said(document: Document, number: int) -> bool:
    """Tell whether somebody says what is in a line, or a sentence announces its list."""
    return quoted(document, number) or attributed(document, number) or announced(document, number)


def _has_all(text: str, code: str, found: Mapping[str, set[str]], needs: tuple[str, ...]) -> bool:
    """Tell whether a text has words of each class in a language, and no verb of saying."""
    classes = Counter(needs)
    addressed = classes.pop("address", 0)
    if any(len(found.get(name, ())) < least for name, least in classes.items()):
        return False
    if addressed and not compiled.vocabulary(code, "address").within(text):
        return False
    return not compiled.vocabulary(code, "said").within(text)


class _Kind(NamedTuple):
    """A class of words in a language."""

    code: str
    name: str


class _Classes:
    """The words of all classes in all languages, by what is looked up.

    Words and expressions are filed by their first word, beginnings of words by their first
    letters, and parts of words by their first letter.
    """

    def __init__(self, languages: Iterable[Language]) -> None:
        self._words: dict[str, list[tuple[str, _Kind]]] = {}
        self._beginnings: dict[str, list[tuple[str, _Kind]]] = {}
        self._parts: dict[str, list[tuple[str, _Kind]]] = {}
        for language in languages:
            for name, words in language.classes.items():
                for word in map(fold, sorted(words)):
                    self._add(word, _Kind(language.code, name), parts=language.has_parts)

    def _add(self, word: str, kind: _Kind, *, parts: bool) -> None:
        stem = word.rstrip("*")
        if parts:
            self._parts.setdefault(stem[0], []).append((stem, kind))
            return
        first, *others = _WORD.findall(stem)
        if others or stem == word:
            phrase = " ".join((first, *others)) + ("" if stem != word else " ")
            self._words.setdefault(first, []).append((phrase, kind))
        else:
            self._beginnings.setdefault(stem[:_FILED], []).append((stem, kind))

    @staticmethod
    def _add_found(
        found: dict[str, dict[str, set[str]]],
        text: str,
        at: int,
        listed: Iterable[tuple[str, _Kind]],
    ) -> None:
        """Add those of the listed words that are in a text at an offset."""
        for phrase, kind in listed:
            if text.startswith(phrase, at):
                found.setdefault(kind.code, {}).setdefault(kind.name, set()).add(phrase)

    def within(self, text: str) -> dict[str, dict[str, set[str]]]:
        """Return the words of a text that are of a class, by language and class."""
        found: dict[str, dict[str, set[str]]] = {}
        folded = fold(text)
        words = _WORD.findall(folded)
        joined = " ".join((*words, ""))
        at = 0
        for word in words:
            for listed in (self._words.get(word), self._beginnings.get(word[:_FILED])):
                if listed:
                    self._add_found(found, joined, at, listed)
            at += len(word) + 1
        for letter in () if text.isascii() else self._parts.keys() & set(folded):
            for part, kind in self._parts[letter]:
                if part in folded:
                    found.setdefault(kind.code, {}).setdefault(kind.name, set()).add(part)
        return found


@lru_cache(maxsize=1)
def _classes() -> _Classes:
    return _Classes(compiled.data().languages.values())


@lru_cache(maxsize=64)
def _classes_of(line: str) -> dict[str, dict[str, set[str]]]:
    return _classes().within(line)
