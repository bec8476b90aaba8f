"""Faults of the phrase data, for those who add to them and for the tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from cleaner import rules
from cleaner.core.characters import EDGES
from cleaner.core.normalise import line_key
from cleaner.core.rule import Role
from cleaner.phrases import files, installed
from cleaner.phrases.compiled import FOLDER
from cleaner.phrases.files import LANGUAGE, Group, PhraseError
from cleaner.phrases.languages import Language
from cleaner.phrases.match import LONG
from cleaner.phrases.tables import ALTERNATIVE, Tables

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_HOLES = {"%s", "%d", "% ", "%)", "%."}
_BARE = 2  # words up to which a phrase may be an ordinary line elsewhere
_ORDINARY = 3.5  # Zipf frequency from which a word is ordinary: three in a million
_CLOSE = 5.2  # and from which each word of two is
_FREQUENT = 4.2  # and from which a function word does not tell one language from others
_STOP_WORDS = 20  # function words by which a language is recognised
KIN = (
    frozenset({"da", "nb"}),
    frozenset({"ru", "uk", "bg"}),
    frozenset({"zh", "zh-Hant"}),
    frozenset({"es", "pt", "ca"}),
    frozenset({"ar", "fa"}),
    frozenset({"bs", "hr", "sr", "sl"}),
    frozenset({"cs", "sk"}),
)
"""Languages so close that a text in one may show the other."""


WORDPRESS = "cleaner_phrases_wordpress"
"""The package of phrases without which more words look ordinary in other languages."""


def not_ready() -> str:
    """Return a sentence if a package is missing without which `problems` would be wrong."""
    if find_spec(WORDPRESS) is not None:
        return ""
    return (
        "The package of WordPress phrases, which the check compares with, is not installed:"
        " run `python -m pip install --editable ./phrases-wordpress`."
    )


def problems(folder: Path = FOLDER) -> Iterator[str]:
    """Yield a sentence for each fault in the files of a folder, with the file and the phrase.

    See `not_ready` first.
    """
    paths = sorted(folder.rglob("*.toml"))
    for path in paths:
        name = f"{path.parent.name}/{path.name}"
        try:
            if path.name == LANGUAGE:
                yield from of_language(name, files.load_language(path))
            else:
                groups = files.parse(path.read_text(encoding="utf-8"), name)
                yield from of_groups(name, path.parent.name, groups)
        except PhraseError as error:
            yield str(error)
        except UnicodeDecodeError as error:
            yield f"{name} is not UTF-8 text (byte {error.start})."
    yield from _doubled(path.parent for path in paths)


def of_groups(name: str, language: str, groups: Sequence[Group]) -> Iterator[str]:
    """Yield what is wrong with the groups of a file in a language's folder."""
    read = rules.marks(rules.RULES)
    for group in groups:
        where = f"{name}, {group.rule}:{group.role}"
        for what in ("platform", "source", "licence"):
            if not getattr(group, what):
                yield f"{where}: name the {what}, in the group or in [file]."
        if group.language != language or not _CODE.fullmatch(language):
            yield (
                f"{where}: the language is {group.language!r}, the folder {language!r}; "
                "both must be the same BCP 47 code."
            )
        if fault := rules.check_read(group, read):
            yield f"{where}: {fault}"
        if group.reason or group.safe is not None:
            yield f"{where}: the rule has its own reason and safety; leave out reason and safe."
        for first, second in pairwise(group.text):
            if first.lower() > second.lower():
                yield f"{where}: sort the phrases, ignoring case: {second!r} before {first!r}."
        for text in group.wordings():
            yield from (f"{where}: {text!r} {problem}" for problem in of_phrase(text, group))


def of_phrase(text: str, group: Group) -> Iterator[str]:
    """Yield what is wrong with one phrase, as the end of a sentence about it."""
    plain = re.sub(f" ?{ALTERNATIVE} ?", " ", text)
    if plain.split() != re.split(r"[ \xa0]", plain.strip()):
        yield "has other spaces than single ones."
    if not plain.isprintable() and not any(mark in text for mark in "\u200c\u200d"):
        yield "has invisible characters."
    if len(text) >= LONG:
        yield "is too long."
    if set(re.findall(r"%.", text)) - _HOLES:
        yield "has a % that is neither %s nor %d."
    if re.search(r"%s ?%s", text):
        yield "has two placeholders side by side; use one."
    if group.language != "en" and not any(map(str.isalpha, re.sub("%.", "", text))):
        yield "has no letters besides its placeholders."
    tables = Tables()
    try:
        tables.add(Group(group.rule, (text,), group.role, group.language).entries())
    except ValueError as error:
        yield f"cannot be recognised: {error}"
        return
    if group.language != "en" and any(not _has_guard(needle) for needle in tables.anywhere.texts()):
        yield (
            "can match anywhere in a line, so every text must be searched for it: begin it with"
            f" fixed words, or give it one of {', '.join(anywhere())}."
        )
    protects = group.role is Role.SECTION
    if not group.bound and not protects and (elsewhere := ordinary_elsewhere(text, group.language)):
        yield f"is ordinary in {elsewhere}: put it into a group with `bound = true`."


def ordinary_elsewhere(text: str, language: str) -> str:
    """Return the languages in which a phrase of one or two words is ordinary; empty if none.

    Also empty without `wordfreq`. A language does not count if its own data have the phrase, nor
    if the phrase is English as well (`video`): it means the same.
    """
    words = [word.strip(EDGES) for word in text.lower().split()]
    if "%" in text or not 0 < len(words) <= _BARE or language == "en":
        return ""
    least = 10 ** ((_ORDINARY if len(words) == 1 else _CLOSE) - 9)
    known = _phrases_by_language()
    others = sorted({_base(code) for code in known} - {_base(language)})
    found = [
        code for code in others if all(_frequencies(code).get(word, 0) >= least for word in words)
    ]
    return ", ".join(code for code in found if line_key(text) not in known[code] | known["en"])


def of_language(name: str, language: Language) -> Iterator[str]:
    """Yield what is wrong with the words of a language."""
    if len(language.stop_words) < _STOP_WORDS:
        yield f"{name}: only {len(language.stop_words)} stop_words; {_STOP_WORDS} are needed."
    if not language.unspaced and language.code != "en":  # English words are everywhere
        for word in sorted(language.stop_words):
            if elsewhere := _frequent_in(word, language.code):
                yield f"{name}: the stop word {word!r} is frequent in {elsewhere} too."
    for listed, words in (("stop_words", language.stop_words), ("frequent", language.frequent)):
        if upper := sorted(word for word in words if word != word.lower()):
            yield f"{name}: {listed} must be in lower case, not {upper[0]!r}."
    if twice := sorted(language.stop_words & language.frequent):
        yield f"{name}: {twice[0]!r} is in stop_words and need not be in frequent."


@lru_cache(maxsize=1)
def anywhere() -> tuple[str, ...]:
    """Return the words by which English phrases that can match anywhere are found."""
    tables = Tables()
    for path in sorted((FOLDER / "en").glob("*.toml")):
        tables.add(entry for group in _readable(path) for entry in group.entries())
    return tuple(sorted(_guard_words(tables.anywhere.texts())))


def _has_guard(needle: str) -> bool:
    return any(word in needle for word in anywhere())


def _base(code: str) -> str:
    """Return a language's code without its script."""
    return code.partition("-")[0]


@lru_cache(maxsize=1)
def _phrases_by_language() -> dict[str, frozenset[str]]:
    """Return the keys of all phrases of each language, by the code without its script.

    Those of installed packages count: what means the same there is not an ordinary line.
    """
    table: dict[str, set[str]] = {}
    for path in (
        path for folder in (FOLDER, *installed.folders()) for path in files.sources(folder)
    ):
        keys = (line_key(text) for group in _readable(path) for text in group.wordings())
        table.setdefault(_base(path.parent.name), set()).update(keys)
    return {code: frozenset(keys) for code, keys in table.items()}


def _readable(path: Path) -> tuple[Group, ...]:
    """Return the groups of a file; none of a faulty one, which `problems` reports."""
    if path.name == LANGUAGE:
        return ()
    try:
        return files.parse(path.read_text(encoding="utf-8"), path.name)
    except (PhraseError, UnicodeDecodeError):
        return ()


@lru_cache(maxsize=64)
def _frequencies(code: str) -> dict[str, float]:
    """Return the share of all words that each word of a language has; empty where unknown.

    The small lists have each word that is one in a million, which is rarer than any asked for.
    """
    try:
        import wordfreq
    except ImportError:
        return {}
    known = code in wordfreq.available_languages("small")
    return wordfreq.get_frequency_dict(code, "small") if known else {}


def _frequent_in(word: str, language: str) -> str:
    """Return the languages in which a word is frequent, besides its own and its kin."""
    near = next((kin for kin in KIN if language in kin), frozenset({language}))
    others = {_base(code) for code in _phrases_by_language()} - {_base(code) for code in near}
    paths = files.sources(FOLDER)
    described = {_base(path.parent.name) for path in paths if path.name == LANGUAGE}
    least = 10 ** (_FREQUENT - 9)
    return ", ".join(
        code for code in sorted(others & described) if _frequencies(code).get(word, 0) >= least
    )


def _doubled(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the phrases that a language has twice for the same rule and role."""
    for folder in dict.fromkeys(folders):
        groups = [group for path in sorted(folder.glob("*.toml")) for group in _readable(path)]
        keys = Counter(
            (group.mark, line_key(text)) for group in groups for text in group.wordings()
        )
        for ((rule, role), key), times in keys.items():
            if times > 1:
                yield f"{folder.name}: {key!r} is there {times} times for {rule}:{role}."


def _guard_words(needles: Iterable[str]) -> list[str]:
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
