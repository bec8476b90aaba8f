"""All phrases in one file, so that starting takes no longer the more languages there are.

The package has the compiled file only. In a checkout it is written again when a source has changed.
With phrases of other packages (`installed`), both are compiled to a second file. `cache` keeps the
files.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from cleaner.core import characters, normalise
from cleaner.phrases import cache, endings, files, installed, rows, tables
from cleaner.phrases.endings import endings_of
from cleaner.phrases.files import PhraseError
from cleaner.phrases.languages import Language, LeadIn, Vocabulary
from cleaner.phrases.rows import Rows
from cleaner.phrases.tables import Tables

FOLDER = Path(__file__).parent
FILE = FOLDER / "compiled.bin"
EXTENDED = FOLDER / "extended.bin"
"""The built-in data together with those of other packages."""
_NO_STAMP = bytes(4)
_CODE = (
    *(Path(characters.__file__), Path(normalise.__file__), Path(tables.__file__)),
    *(Path(rows.__file__), Path(endings.__file__), Path(files.__file__), Path(__file__)),
)


class Data(NamedTuple):
    """Phrases as tables, the languages by code, and how lines end that end with words of lead-ins.

    `endings` has the lists that the words are in (`below`, `calls`).
    """

    tables: Tables
    languages: dict[str, Language]
    endings: Rows


@lru_cache(maxsize=1)
def data() -> Data:
    """Return the data, built-in and installed. Raises PhraseError for what cannot be used."""
    others = installed.folders()
    if not others:
        return _built_in()
    sources = [FILE, *(path for folder in (FOLDER, *others) for path in files.sources(folder))]
    return _cached(EXTENDED, _stamp(sources), lambda: _extended(_built_in(), others))


def _built_in() -> Data:
    sources = files.sources(FOLDER)
    return _cached(FILE, _stamp(sources) if sources else b"", lambda: compile_folder(FOLDER))


def _cached(file: Path, stamp: bytes, make: Callable[[], Data]) -> Data:
    """Return the data in a file, made again unless it has this stamp. Without one, any will do."""
    written = cache.read(file, stamp)
    if written is not None:
        return _unpacked(written[len(_NO_STAMP) :])
    made = make()
    cache.write(file, stamp + _packed(made))
    return made


@lru_cache(maxsize=128)
def vocabulary(code: str, *names: str) -> Vocabulary:
    """Return the words of a language in the named lists (`said`, `lead_in.images`).

    Languages that have phrases only have no words.
    """
    language = data().languages.get(code)
    return Vocabulary((language, attrgetter(name)(language)) for name in names if language)


def compile_folder(folder: Path) -> Data:
    """Return the data of a folder's files. Raises PhraseError."""
    made = Tables()
    _add(made, files.groups_of(folder))
    return _with_endings(made, files.languages_of(folder))


def _extended(own: Data, folders: Iterable[Path]) -> Data:
    """Return data with those of other folders added, whose phrases must be of built-in rules."""
    from cleaner.rules import RULES, check_built_in, marks  # which need data themselves

    read = marks(RULES)
    made, languages = own.tables.copy(), dict(own.languages)
    for folder in folders:
        try:
            groups = list(files.groups_of(folder))
            for group in groups:
                check_built_in(group, read)
            _add(made, groups)
        except PhraseError as error:
            raise PhraseError(f"{folder}: {error}") from error
        languages |= files.languages_of(folder)
    return _with_endings(made, languages)


def _with_endings(made: Tables, languages: dict[str, Language]) -> Data:
    return Data(made, languages, endings_of(languages.values()))


def _add(made: Tables, groups: Iterable[files.Group]) -> None:
    for group in groups:
        try:
            made.add(group.entries())
        except ValueError as error:
            raise PhraseError(f"{group.language}, {group.rule}:{group.role}: {error}") from error


def write(path: Path) -> None:
    """Compile the sources to a file for a package, which has no sources."""
    cache.replace(path, _NO_STAMP + _packed(compile_folder(FOLDER)))


def _packed(made: Data) -> bytes:
    """Return data as bytes that do not depend on the order of sets."""
    rows = [
        [sorted(item) if isinstance(item, frozenset) else item for item in (*language, *lead_in)]
        for *language, lead_in in (
            (*one[:6], *one[7:10], _sorted(one.classes), one.lead_in)
            for one in made.languages.values()
        )
    ]
    return pickle.dumps((made.tables.packed(), rows, made.endings.packed()), protocol=5)


def _sorted(classes: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    return {name: sorted(words) for name, words in sorted(classes.items())}


def _unpacked(written: bytes) -> Data:
    packed, rows, endings = pickle.loads(written)
    languages = [
        Language._make(
            (
                *(*row[:2], *map(frozenset, row[2:6]), LeadIn._make(map(frozenset, row[10:]))),
                *(*row[6:8], frozenset(row[8])),
                {name: frozenset(words) for name, words in row[9].items()},
            )
        )
        for row in rows
    ]
    by_code = {language.code: language for language in languages}
    return Data(Tables.unpacked(*packed), by_code, Rows(endings))


def _stamp(sources: Iterable[Path]) -> bytes:
    """Return a checksum of the paths, sizes and times of sources and of the code."""
    found = [(path, path.stat()) for path in (*sources, *_CODE) if path.exists()]
    rows = sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in found)
    return crc32("\n".join(rows).encode()).to_bytes(4, "big")
