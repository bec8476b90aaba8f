"""All phrase data compiled to one file, so that starting takes no longer the more languages there are.

English is read at once. Of the other languages only what tells that a line is none of theirs: how their phrases begin and end. The first
line that may be one has all of them read, once in a process.

The file is made when the package is built (`build.py`), and by `make phrases`. In a checkout it says which sources it was made of; where
they have changed since, it is not used, and the sources are compiled anew, which takes a second or two.
"""

from __future__ import annotations

import gc
import os
import pickle
import tomllib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from cleaner import normal, phrases, phrasetables
from cleaner.languages import Language, LeadIn
from cleaner.phrases import PhraseError
from cleaner.phrasetables import Rest, Tables

FILE = phrases.FOLDER / "compiled.bin"
_CODE = (Path(normal.__file__), Path(phrasetables.__file__), Path(__file__))  # what the compiled form depends on besides the data
_STOPS = ".!\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{DEVANAGARI DANDA}"  # behind the last word of a call
_SUM = 4  # bytes of a checksum; two stand at the beginning of the file
_HEAD = 2 * _SUM
_SEALED = bytes(_HEAD)
_LOOKED_UP = ("exact", "by_head", "by_tail", "glued")  # what lines are looked up in; the other tables tell which lines need not be


class Data(NamedTuple):
    """The built-in phrases, pickled: `first` are the tables of English, with what tells lines by of all, `full` what all are looked up in.

    `begins` and `ends` are those of the other languages' phrases, as in `Rest`.
    """

    first: bytes
    full: bytes
    begins: array[int]
    ends: frozenset[str]
    languages: dict[str, Language]

    def tables(self) -> Tables:
        """The tables of English, the caller's own."""
        return _unpickled(self.first)

    def rest(self) -> Rest:
        """The other languages, to be read when they are needed."""
        return Rest(self.begins, self.ends, self.all_tables)

    def all_tables(self) -> Tables:
        """What lines are looked up in of all languages, the caller's own."""
        return _unpickled(self.full)


def _unpickled(written: bytes) -> Tables:
    """Tables from what `_pickled` made."""
    collecting = gc.isenabled()
    gc.disable()  # it would go through the growing tables again and again, which takes as long as reading them
    try:
        return Tables(**pickle.loads(written))
    finally:
        if collecting:
            gc.enable()


def _pickled(tables: Tables, names: Iterable[str]) -> bytes:
    return pickle.dumps({name: getattr(tables, name) for name in names}, protocol=5)


@lru_cache(maxsize=1)
def data() -> Data:
    """The compiled data: from the file, or from the sources where these have changed. Raises `PhraseError` for one that cannot be used."""
    try:
        written = FILE.read_bytes()
    except OSError:
        return compile_sources()
    head, body = written[:_HEAD], written[_HEAD:]
    if head != _SEALED and head[:_SUM] != _stamps() and head[_SUM:] != checksum():
        return compile_sources()
    first, full, begins, ends, *languages = pickle.loads(body)
    return Data(first, full, array("I", begins), ends, {row[0]: _language(row) for row in languages})


def _language(row: Sequence[Any]) -> Language:
    """A language from its fields, those of its lead-ins behind the others."""
    own = len(Language._fields) - 1
    return Language._make([*row[:own], LeadIn._make(row[own:])])


def write(path: Path = FILE, *, sealed: bool = False) -> None:
    """Compile the sources to the file. A `sealed` one is taken for good without a look at the sources: those of a package do not change."""
    made = compile_sources()
    rows = [made.first, made.full, made.begins.tobytes(), made.ends, *([*row[:-1], *row.lead_in] for row in made.languages.values())]
    path.write_bytes((_SEALED if sealed else _stamps() + checksum()) + pickle.dumps(rows, protocol=5))


def _stamps() -> bytes:
    """What tells that the sources are the same files, not touched since: their paths, sizes and times of change."""
    folders = [entry.path for entry in os.scandir(phrases.FOLDER) if entry.is_dir()]
    found = [(entry.path, entry.stat()) for folder in folders for entry in os.scandir(folder) if entry.name.endswith(".toml")]
    found += [(str(path), path.stat()) for path in _CODE]
    stamps = sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in found)
    return crc32("\n".join(stamps).encode()).to_bytes(_SUM, "big")


def checksum() -> bytes:
    """What tells that the sources say the same."""
    total = 0
    for path in (*phrases.sources(), *_CODE):
        total = crc32(path.read_bytes(), crc32(path.name.encode(), total))
    return total.to_bytes(_SUM, "big")


def compile_sources() -> Data:
    """The data, from the sources. Raises `PhraseError`."""
    languages = [read_language(path) for path in phrases.sources() if path.name == phrases.LANGUAGE]
    english, others = (
        _added(Tables(), (group for group in phrases.built_in() if (group.language == "en") is wanted)) for wanted in (True, False)
    )
    full = _added(Tables(), phrases.built_in())
    for language in languages:
        for word in language.lead_in.below | language.lead_in.above | language.lead_in.here | language.lead_in.calls:
            full.add_ending(word, "ends:place", _STOPS)
    first = Tables(**{name: getattr(english if name in _LOOKED_UP else full, name) for name in Tables.__slots__})
    return Data(
        _pickled(first, Tables.__slots__),
        _pickled(full, _LOOKED_UP),
        others.begins(),
        frozenset(others.by_tail),
        {language.code: language for language in languages},
    )


def _added(tables: Tables, groups: Iterable[phrases.Group]) -> Tables:
    """The tables with groups of phrases. Raises `PhraseError`, with the group that is wrong."""
    for group in groups:
        try:
            tables.add(group.phrases())
        except ValueError as error:
            raise PhraseError(f"{group.language}, {group.mark}: {error}") from error
    return tables


def read_language(path: Path) -> Language:
    """A language from its file, whose folder names it. Raises `PhraseError`."""
    name = f"{path.parent.name}/{path.name}"
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PhraseError(f"{name} is not valid TOML: {error}.") from error
    known = Language._fields[1:]
    if table.keys() != {*known} or table["lead_in"].keys() != {*LeadIn._fields}:
        raise PhraseError(f"{name} must have {', '.join(known)}, and in [lead_in] {', '.join(LeadIn._fields)}; nothing else.")
    lead_in = LeadIn(*(_words(table["lead_in"][key], name, f"lead_in.{key}") for key in LeadIn._fields))
    words = [_words(table[key], name, key) for key in Language._fields[2:-1]]
    return _language([path.parent.name, table["name"], *words, *lead_in])


def _words(value: object, name: str, key: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() == word != "" for word in value):
        raise PhraseError(f"{name}: {key} must be a list of words.")
    return frozenset(value)
