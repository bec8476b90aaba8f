"""What is wrong with the phrase data: for those who add to them, and for the tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from cleaner import phrases
from cleaner.languages import Language
from cleaner.lexicon import by_guard
from cleaner.normal import EDGES, normalise
from cleaner.phrasebook import LONG
from cleaner.phrases import Group, compiled
from cleaner.phrasetables import Tables

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_HOLES = {"%s", "%d", "% ", "%)", "%."}
_MORE_ROLES = frozenset(
    {
        *(
            f"{rule}:notice"
            for rule in (
                *(
                    "ad.affiliate",
                    "comments.system",
                    "contact.solicitation",
                    "copyright.notice",
                    "credit.photo",
                    "embed.residue",
                ),
                *(
                    "newsletter.box",
                    "paywall.notice",
                    "related.link",
                    "share.follow",
                    "tools.print",
                    "wordpress.post-meta",
                ),
            )
        ),
        "comments.heading:count",
        "placeholder.contents:title",
    }
)
"""What rules take, too, although there is none of it in English."""
_BARE = 2  # words up to which a phrase may be an ordinary line elsewhere
_ORDINARY = 3.5  # Zipf frequency from which a word is ordinary: three in a million
_CLOSE = 5.2  # and from which each word of two is
_FREQUENT = 4.2  # and from which a function word of one language tells nothing
KIN = (
    frozenset({"da", "nb"}),
    frozenset({"ru", "uk"}),
    frozenset({"zh", "zh-Hant"}),
    frozenset({"es", "pt"}),
    frozenset({"ar", "fa"}),
)
"""Languages so near that a text in one may show the other."""


def problems(folder: Path = phrases.FOLDER) -> Iterator[str]:
    """A sentence for each thing that is wrong with the data files in a folder, with the file and the phrase."""
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(phrases.FOLDER).as_posix()
        try:
            if path.name == phrases.LANGUAGE:
                yield from of_language(name, compiled.read_language(path))
            else:
                yield from of_groups(
                    name, path.parent.name, phrases.parse(path.read_text(encoding="utf-8"), name)
                )
        except phrases.PhraseError as error:
            yield str(error)
        except UnicodeDecodeError as error:
            yield f"{name} is not UTF-8 text (byte {error.start})."
    yield from _doubled(path.parent for path in sorted(folder.rglob("*.toml")))


def of_groups(name: str, language: str, groups: Sequence[Group]) -> Iterator[str]:
    """What is wrong with the groups of a file, which stands in a language's folder."""
    for group in groups:
        where = f"{name}, {group.mark}"
        for what in ("platform", "source", "licence"):
            if not getattr(group, what):
                yield f"{where}: say the {what}, in the group or in [file]."
        if group.language != language or not _CODE.fullmatch(language):
            yield f"{where}: the language is {group.language!r}, the folder's name {language!r}; both must be the same BCP 47 code."
        if not fits(group):
            yield f"{where}: no rule asks for it. See which rules and roles the files of en/ have."
        if group.reason or not group.safe:
            yield f"{where}: the rule gives the reason, and says whether it is safe."
        if list(group.text) != sorted(group.text, key=str.lower):
            first = next(
                one
                for one, other in zip(group.text, sorted(group.text, key=str.lower), strict=True)
                if one != other
            )
            yield f"{where}: the phrases must be sorted, without regard to case; {first!r} is the first that stands elsewhere."
        for text in group.text:
            yield from (f"{where}: {text!r} {problem}" for problem in of_phrase(text, group))


def of_phrase(text: str, group: Group) -> Iterator[str]:
    """What is wrong with one phrase, to be read behind it."""
    if text.split() != re.split(r"[ \xa0]", text.strip()):
        yield "has other spaces than single ones."
    if not text.isprintable() and not any(mark in text for mark in "\u200c\u200d"):
        yield "has characters that cannot be seen."
    if len(text) >= LONG:
        yield "is too long."
    if set(re.findall(r"%.", text)) - _HOLES:
        yield "has a % that is neither %s nor %d."
    if re.search(r"%s ?%s", text):
        yield "has two holes side by side, which are one."
    if group.language != "en" and not any(map(str.isalpha, re.sub("%.", "", text))):
        yield "has no letter of its own."
    tables = Tables()
    try:
        tables.add(Group(group.rule, (text,), group.role, group.language).phrases())
    except ValueError as error:
        yield f"cannot be recognised: {error}"
        return
    if (
        tables.needles
        and group.language != "en"
        and not any(word in tables.needles[0][0] for word in anywhere())
    ):
        yield f"may stand anywhere in a line, for which every text is searched: give it a beginning, or one of {', '.join(anywhere())}."
    if not group.bound and (elsewhere := ordinary_elsewhere(text, group.language)):
        yield f"is ordinary in {elsewhere}: put it into a group with `bound = true`, or leave it out."


def ordinary_elsewhere(text: str, language: str) -> str:
    """The languages in which a phrase of one or two words is ordinary; empty if there are none, or without `wordfreq`.

    One does not count whose own data have the phrase, nor a phrase that is English as well (`video`): they mean the same.
    """
    words = [word.strip(EDGES) for word in text.lower().split()]
    if "%" in text or not 0 < len(words) <= _BARE or language == "en":
        return ""
    least = 10 ** ((_ORDINARY if len(words) == 1 else _CLOSE) - 9)
    others = sorted(
        {code.partition("-")[0] for code in _phrases_by_language()} - {language.partition("-")[0]}
    )
    found = [
        code for code in others if all(_frequencies(code).get(word, 0) >= least for word in words)
    ]
    return ", ".join(
        code
        for code in found
        if normalise(text) not in _phrases_by_language()[code] | _phrases_by_language()["en"]
    )


@lru_cache(maxsize=1)
def anywhere() -> tuple[str, ...]:
    """The words by which English phrases that may stand anywhere are found. The others have one of them, so that there are no more."""
    tables = Tables()
    tables.add(
        phrase
        for path in sorted((phrases.FOLDER / "en").glob("*.toml"))
        for group in _readable(path)
        for phrase in group.phrases()
    )
    return tuple(sorted(guard.decode() for guard in by_guard(tables.needles)))


@lru_cache(maxsize=1)
def _phrases_by_language() -> dict[str, frozenset[str]]:
    """The normal forms of all phrases of each language, by the code without its script."""
    table: dict[str, set[str]] = {}
    for path in phrases.sources():
        code = path.parent.name.partition("-")[0]
        table.setdefault(code, set()).update(
            normalise(text) for group in _readable(path) for text in group.text
        )
    return {code: frozenset(keys) for code, keys in table.items()}


def _readable(path: Path) -> tuple[Group, ...]:
    """The groups of a file; none of one that cannot be used, of which `problems` says so."""
    try:
        return (
            ()
            if path.name == phrases.LANGUAGE
            else phrases.parse(path.read_text(encoding="utf-8"), path.name)
        )
    except (phrases.PhraseError, UnicodeDecodeError):
        return ()


@lru_cache(maxsize=64)
def _frequencies(code: str) -> dict[str, float]:
    """How often each word of a language is used, as a share of all; empty where nobody knows, or `wordfreq` is not there."""
    try:
        import wordfreq
    except ImportError:
        return {}
    return wordfreq.get_frequency_dict(code) if code in wordfreq.available_languages() else {}


def _frequent_in(word: str, language: str) -> str:
    """The languages in which a word is frequent, besides its own and those that are so near that a text in one may show the other."""
    near = next((kin for kin in KIN if language in kin), frozenset({language}))
    codes = sorted(
        {code.partition("-")[0] for code in _phrases_by_language()}
        - {code.partition("-")[0] for code in near}
    )
    with_words = {
        path.parent.name.partition("-")[0]
        for path in phrases.sources()
        if path.name == phrases.LANGUAGE
    } | {"en"}
    return ", ".join(
        code
        for code in codes
        if code in with_words and _frequencies(code).get(word, 0) >= 10 ** (_FREQUENT - 9)
    )


def of_language(name: str, language: Language) -> Iterator[str]:
    """What is wrong with the words of a language."""
    if len(language.stop_words) < 20:
        yield f"{name}: stop_words are {len(language.stop_words)}; the language is known by at least 20."
    if not language.unspaced:
        for word in sorted(language.stop_words):
            if elsewhere := _frequent_in(word, language.code):
                yield f"{name}: the stop word {word!r} is frequent in {elsewhere} too, and tells nothing."
    if upper := sorted(word for word in language.stop_words if word != word.lower()):
        yield f"{name}: stop_words must be in lower case, not {upper[0]!r}."


def _doubled(folders: Iterable[Path]) -> Iterator[str]:
    """Phrases that are there twice for the same mark in one language."""
    for folder in dict.fromkeys(folders):
        groups = [group for path in sorted(folder.glob("*.toml")) for group in _readable(path)]
        seen = Counter((group.mark, normalise(text)) for group in groups for text in group.text)
        yield from (
            f"{folder.name}: {key!r} is there {times} times for {mark}."
            for (mark, key), times in seen.items()
            if times > 1
        )


@lru_cache(maxsize=1)
def known_marks() -> frozenset[str]:
    """The rules and roles of the English data, which have them all."""
    return frozenset(
        group.mark
        for path in sorted((phrases.FOLDER / "en").glob("*.toml"))
        for group in _readable(path)
    )


def fits(group: Group) -> bool:
    """Whether a rule asks for the phrases of a group."""
    return group.mark in known_marks() or group.mark in _MORE_ROLES
