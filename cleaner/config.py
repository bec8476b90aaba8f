"""Configuration: `[tool.cleaner]` in a pyproject.toml, or a cleaner.toml, found from the current folder upwards.

    select = ["share", "wordpress"]     # rule ids or prefixes; without it, all rules
    ignore = ["share.counter"]
    unsafe = false                      # apply the rules that are not safe, too
    force = false                       # clean a text even if it loses most of its words
    allow = ["Leave a Reply"]           # lines never to touch
    allow-files = ["keep.txt"]          # files of such lines
    phrases = ["house-style.toml"]      # phrases of your own
    exclude = ["raw/", "*.orig.txt"]    # globs of files to leave alone, even when they are named
    per-file-ignores = { "letters/" = ["wordpress"] }
    encoding = "utf-8"
    baseline = "accepted.json"          # findings that were accepted before
    extensions = [".txt", ".text", ".md"]
    keep = ["title"]                    # of whole pages and HTML, besides the article's body: title, byline, captions, comments
    careful = false                     # of whole pages and HTML, leave out only what is hardly part of the article
    extractor = "scorer"                # what finds the article in HTML: scorer or trafilatura

Paths and globs are relative to the folder of the configuration file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from cleaner.core.analysis import Extractor, Part
from cleaner.files import globs
from cleaner.hints import meant, no_part

PARTS: tuple[str, ...] = get_args(Part)
NOTHING = "nothing"
"""Stands for no part at all, where an empty list would mean that nothing was said."""
EXTRACTORS: tuple[str, ...] = get_args(Extractor)
NAMES = ("cleaner.toml", "pyproject.toml")
"""The files that may hold a configuration; in one folder the first one wins."""


class ConfigError(ValueError):
    """A configuration that cannot be used. The message names the file and the key, and says what would do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force. `origins` says for every key that was set where; `root` is what globs are relative to."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe: bool = False
    force: bool = False
    allow: tuple[str, ...] = ()
    allow_files: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    encoding: str = "utf-8"
    baseline: str | None = None
    extensions: tuple[str, ...] = (".txt", ".text", ".md")
    keep: tuple[str, ...] = ("title",)
    careful: bool = False
    extractor: str = "scorer"
    root: str = "."
    source: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is to be left alone."""
        return bool(self.exclude) and globs.any_fits(globs.relative(path, self.root), self.exclude)

    def ignored_for(self, path: str) -> tuple[str, ...]:
        """The rule ids and prefixes that are ignored for a file: `ignore`, and the per-file ignores that fit it."""
        if not self.per_file_ignores:
            return self.ignore
        seen = globs.relative(path, self.root)
        return self.ignore + tuple(name for glob, names in self.per_file_ignores.items() if globs.fits(seen, glob) for name in names)

    @property
    def ignored_somewhere(self) -> tuple[str, ...]:
        """All rule ids and prefixes of the per-file ignores."""
        return tuple(name for names in self.per_file_ignores.values() for name in names)

    def override(self, origin: str, settings: Mapping[str, Any]) -> Config:
        """The configuration with some settings replaced. Keys are as in the file; `origin` names where they came from."""
        origins = {**self.origins, **dict.fromkeys(settings, origin)}
        return replace(self, origins=origins, **{_attribute(key): value for key, value in settings.items()})

    def items(self) -> list[tuple[str, Any, str]]:
        """Every key as in a file, with its value and where it came from."""
        return [(key, getattr(self, _attribute(key)), self.origins.get(key, "default")) for key in _READERS]


def find(folder: Path) -> Path | None:
    """The nearest configuration file, from a folder upwards. Raises ConfigError for a pyproject.toml that is not TOML."""
    for parent in (folder, *folder.parents):
        for name in NAMES:
            path = parent / name
            if path.is_file() and (name != "pyproject.toml" or _table(path, _tables(path)) is not None):
                return path
    return None


def load(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError: unreadable, not TOML, unknown keys, values of a wrong type."""
    table = _table(path, _tables(path))
    if table is None:
        raise ConfigError(f"{path} has no [tool.cleaner] table.")
    folder = path.absolute().parent
    settings = {}
    for key, value in table.items():
        if key not in _READERS:
            raise ConfigError(f"{path}: {_unknown(key, value)}")
        settings[key] = _READERS[key](value, f"{path}: {key}", folder)
    return Config(root=str(folder), source=str(path)).override(str(path), settings)


def check_encoding(name: str) -> str:
    """The name of a text encoding, unchanged. Raises ConfigError if Python knows none of that name."""
    try:
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise ConfigError(f"There is no text encoding {name!r}. Common ones: utf-8, latin-1, cp1252, utf-16.") from error
    return name


def check_parts(names: Sequence[str]) -> Sequence[str]:
    """Parts of a page to keep, unchanged. Raises ConfigError if one is none, or if `nothing` is not alone."""
    if list(names) == [NOTHING]:
        return names
    for name in names:
        if name not in PARTS:
            raise ConfigError(no_part(name, PARTS, also=NOTHING))
    return names


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error


def _table(path: Path, tables: dict[str, Any]) -> dict[str, Any] | None:
    """The part of a file's tables that is for us, if any."""
    if path.name != "pyproject.toml":
        return tables
    tools = tables.get("tool")
    table = tools.get("cleaner") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.cleaner must be a table, not {table!r}.")
    return table


def _unknown(key: str, value: Any) -> str:
    """What to say of a key that there is not."""
    if key == "tool" and isinstance(value, Mapping) and "cleaner" in value:
        return "the [tool.cleaner] table is for a pyproject.toml. Here the keys stand without it: leave that line out."
    return f"unknown key {key!r}. " + meant(key, _READERS, f"Known are {', '.join(_READERS)}.")


def _attribute(key: str) -> str:
    return key.replace("-", "_")


# --- Readers: one for each type of value. They take the value, where it stands (for messages) and the file's folder. ---

_Reader = Callable[[Any, str, Path], Any]


def _strings(value: Any, where: str, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where} must be a list of strings, not {value!r}.")
    return tuple(value)


def _flag(value: Any, where: str, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {value!r}.")
    return value


def _string(value: Any, where: str, folder: Path) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{where} must be a string, not {value!r}.")
    return value


def _path(value: Any, where: str, folder: Path) -> str:
    return str(folder / _string(value, where, folder))


def _paths(value: Any, where: str, folder: Path) -> tuple[str, ...]:
    return tuple(str(folder / item) for item in _strings(value, where, folder))


def _globs(value: Any, where: str, folder: Path) -> tuple[str, ...]:
    patterns = _strings(value, where, folder)
    if negated := [pattern for pattern in patterns if pattern.startswith("!")]:
        raise ConfigError(f"{where}: {negated[0]!r} cannot be taken back with '!'; name what is to be excluded only.")
    return patterns


def _extensions(value: Any, where: str, folder: Path) -> tuple[str, ...]:
    names = _strings(value, where, folder)
    if bare := [name for name in names if not name.startswith(".")]:
        raise ConfigError(f"{where}: {bare[0]!r} needs its dot: {'.' + bare[0].lstrip('*')!r}.")
    return tuple(name.lower() for name in names)


def _encoding(value: Any, where: str, folder: Path) -> str:
    name = _string(value, where, folder)
    try:
        return check_encoding(name)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def _parts(value: Any, where: str, folder: Path) -> tuple[str, ...]:
    names = _strings(value, where, folder)
    try:
        return tuple(check_parts(names))
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def _extractor(value: Any, where: str, folder: Path) -> str:
    name = _string(value, where, folder)
    if name not in EXTRACTORS:
        raise ConfigError(f"{where} must be one of {', '.join(EXTRACTORS)}, not {name!r}.")
    return name


def _table_of_ids(value: Any, where: str, folder: Path) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be a table of globs with lists of rule ids, not {value!r}.")
    return {glob: _strings(ids, f"{where}: {glob!r}", folder) for glob, ids in value.items()}


_READERS: dict[str, _Reader] = {
    "select": _strings,
    "ignore": _strings,
    "unsafe": _flag,
    "force": _flag,
    "allow": _strings,
    "allow-files": _paths,
    "phrases": _paths,
    "exclude": _globs,
    "per-file-ignores": _table_of_ids,
    "encoding": _encoding,
    "baseline": _path,
    "extensions": _extensions,
    "keep": _parts,
    "careful": _flag,
    "extractor": _extractor,
}
