"""All phrases in one file, so that starting takes no longer the more languages there are.

The package has the compiled file only. In a checkout it is written again when a source has changed.
With phrases of other packages (`installed`), both are compiled to a second file. `cache` keeps the
files.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from cleaner.core import characters, normalise
from cleaner.phrases import cache, files, installed
from cleaner.phrases.endings import endings_of
from cleaner.phrases.files import PhraseError
from cleaner.phrases.languages import Language, LeadIn, Vocabulary
from cleaner.phrases.tables import Rows, Tables

FOLDER = Path(__file__).parent
FILE = FOLDER / "compiled.bin"
EXTENDED = FOLDER / "extended.bin"
"""The built-in data together with those of other packages."""
_NO_STAMP = bytes(4)
_CODE = (
    *(Path(characters.__file__), Path(normalise.__file__), Path(__file__)),
    *(FOLDER / name for name in ("tables.py", "endings.py", "files.py")),
)
"""What decides how sources are compiled."""
_SIZE = 4  # bytes of a number


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
        return _unpacked(memoryview(written)[len(_NO_STAMP) :])
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
    """Return data as bytes: a header, which is read at once, and the rows of all tables."""
    body = bytearray()
    parts = [rows.packed(body) for rows in (*made.tables.rows, made.endings)]
    languages = [(*one[:-1], tuple(one.lead_in)) for one in made.languages.values()]
    # All versions of Python read the second version of the format, whose bytes are always the same.
    header = marshal.dumps((made.tables.phrases, languages, parts), 2)
    return len(header).to_bytes(_SIZE, "big") + header + body


def _unpacked(written: memoryview) -> Data:
    end = _SIZE + int.from_bytes(written[:_SIZE], "big")
    phrases, found, parts = marshal.loads(written[_SIZE:end])
    *rows, endings = (Rows(each, written[end:]) for each in parts)
    languages = (Language._make((*one[:-1], LeadIn._make(one[-1]))) for one in found)
    return Data(Tables(phrases, rows), {one.code: one for one in languages}, endings)


def _stamp(sources: Iterable[Path]) -> bytes:
    """Return a checksum of the paths, sizes and times of sources and of the code."""
    found = [(path, path.stat()) for path in (*sources, *_CODE) if path.exists()]
    rows = sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in found)
    return crc32("\n".join(rows).encode()).to_bytes(4, "big")
