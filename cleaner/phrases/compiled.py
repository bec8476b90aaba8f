"""All built-in phrases in one file, so that starting takes no longer the more languages there are.

A package has the compiled file only. In a checkout it is written again when a source has changed.
"""

from __future__ import annotations

import os
import pickle
from contextlib import suppress
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from cleaner.phrases import files, tables
from cleaner.phrases.files import PhraseError
from cleaner.phrases.languages import Language, LeadIn, Vocabulary
from cleaner.phrases.tables import Tables

FOLDER = Path(__file__).parent
FILE = FOLDER / "compiled.bin"
_NO_STAMP = bytes(4)
_CODE = (Path(tables.__file__), Path(files.__file__), Path(__file__))


class Data(NamedTuple):
    """Phrases as tables, and the languages by code."""

    tables: Tables
    languages: dict[str, Language]


@lru_cache(maxsize=1)
def data() -> Data:
    """Return the built-in data. Raises PhraseError for a source that cannot be used."""
    stamp = _stamp()
    with suppress(OSError):
        written = FILE.read_bytes()
        if not stamp or written.startswith(stamp):
            return _unpacked(written[len(_NO_STAMP) :])
    made = compile_folder(FOLDER)
    _write(FILE, stamp + _packed(made))
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
    for group in files.groups_of(folder):
        try:
            made.add(group.entries())
        except ValueError as error:
            raise PhraseError(f"{group.language}, {group.rule}:{group.role}: {error}") from error
    return Data(made, files.languages_of(folder))


def write(path: Path) -> None:
    """Compile the sources to a file for a package, which has no sources."""
    _write(path, _NO_STAMP + _packed(compile_folder(FOLDER)))


def _packed(made: Data) -> bytes:
    """Return data as bytes that do not depend on the order of sets."""
    rows = [
        [sorted(item) if isinstance(item, frozenset) else item for item in (*language, *lead_in)]
        for *language, lead_in in (
            (*one[:6], *one[7:], one.lead_in) for one in made.languages.values()
        )
    ]
    return pickle.dumps((made.tables.packed(), rows), protocol=5)


def _unpacked(written: bytes) -> Data:
    packed, rows = pickle.loads(written)
    languages = [
        Language._make(
            (*row[:2], *map(frozenset, row[2:6]), LeadIn._make(map(frozenset, row[8:])), *row[6:8])
        )
        for row in rows
    ]
    return Data(Tables.unpacked(packed), {language.code: language for language in languages})


def _stamp() -> bytes:
    """Return what tells whether a source has changed (paths, sizes, times); empty without sources."""
    found = [(path, path.stat()) for path in files.sources(FOLDER)]
    if not found:
        return b""
    found += [(path, path.stat()) for path in _CODE]
    rows = sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in found)
    return crc32("\n".join(rows).encode()).to_bytes(4, "big")


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step. It is only a cache: without the right to write, nothing is kept."""
    import tempfile  # takes 5 ms, and is needed once

    with suppress(PermissionError, OSError):
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
