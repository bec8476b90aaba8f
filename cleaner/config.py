"""Configuration: `[tool.cleaner]` in a pyproject.toml, or a cleaner.toml.

The nearest file from the current folder upwards is used. Its keys are those of the settings of
`Config`, which are also the flags of the command; `cleaner config` prints them. Paths and globs
are relative to the folder of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cleaner.dumps.formats import FORMATS
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS, TIMEOUT_SECONDS
from cleaner.files import TEXT_NAMES, globs
from cleaner.options import Options
from cleaner.settings import (
    FilePath,
    FilePaths,
    Number,
    OneOf,
    Setting,
    Strings,
    Switch,
    ValueType,
    setting,
    settings_of,
)
from cleaner.suggest import did_you_mean

NAMES = ("cleaner.toml", "pyproject.toml")
"""The files that may hold a configuration; in one folder the first one wins."""


class ConfigError(ValueError):
    """A configuration that cannot be used. The message names the file and the key."""


class Encoding(ValueType):
    """A text encoding that Python knows."""

    def read(self, value: Any, name: str) -> str:
        """Return its name. Raises ValueError for an unknown one."""
        encoding: str = super().read(value, name)
        try:
            "".encode(encoding)
        except (LookupError, ValueError) as error:
            raise ValueError(
                f"{name}: there is no text encoding {encoding!r}. Common ones: utf-8, latin-1,"
                " cp1252, utf-16."
            ) from error
        return encoding


class Globs(Strings):
    """Patterns of paths, as in a .gitignore but without negation."""

    metavar = "GLOBS"

    def item(self, value: Any, name: str) -> str:
        """Return the pattern. Raises ValueError for a negated one."""
        pattern = super().item(value, name)
        if pattern.startswith("!"):
            raise ValueError(f"{name}: negated patterns ({pattern!r}) are not supported.")
        return pattern


class Endings(Strings):
    """Endings of file names, in lower case, with their dot."""

    def item(self, value: Any, name: str) -> str:
        """Return the ending. Raises ValueError for one without its dot."""
        ending = super().item(value, name)
        if not ending.startswith("."):
            raise ValueError(f"{name}: {ending!r} needs its dot: {'.' + ending.lstrip('*')!r}.")
        return ending.lower()


class RulesByGlob(ValueType):
    """A table from globs to lists of rule ids or prefixes."""

    def read(self, value: Any, name: str) -> dict[str, tuple[str, ...]]:
        """Return the table. Raises ValueError for anything else."""
        if not isinstance(value, Mapping):
            raise ValueError(
                f"{name} must be a table of globs with lists of rule ids, not {value!r}."
            )
        return {glob: Strings().read(ids, f"{name}: {glob!r}") for glob, ids in value.items()}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)  # each method takes time at start
class Config(Options):
    """The settings of a run: those of its cleaners, and those of the command's input and output.

    `origins` tells for every key that was set where it was set; globs are relative to `root`;
    `source` is the configuration file, if there is one.
    """

    allow_files: Sequence[str] = setting(
        (),
        FilePaths(),
        "File with lines that are never removed, one per line. Repeatable.",
        flag="--allow",
        adds=True,
    )
    encoding: str = setting("utf-8", Encoding(), "Encoding of the files.")
    exclude: Sequence[str] = setting(
        (), Globs(), "Files and folders to leave alone, even if they are named.", flag=""
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = setting(
        dict, RulesByGlob(), "Rules to disable for some files.", flag=""
    )
    extensions: Sequence[str] = setting(
        TEXT_NAMES, Endings(), "Files to look for in folders and archives.", flag=""
    )
    baseline: str | None = setting(
        None, FilePath(), "Ignore findings listed in this file.", group="check"
    )

    jobs: int = setting(
        1, Number(1), "Number of worker processes (dumps only).", flag="-j/--jobs", group="dumps"
    )
    text_column: str | None = setting(
        None,
        ValueType(),
        "Column with the text (default: guessed from the names).",
        group="columns",
    )
    html_column: str | None = setting(None, ValueType(), "Column with HTML.", group="dumps")
    id_column: str | None = setting(
        None, ValueType(), "Column with the document's id.", group="columns"
    )
    url_column: str | None = setting(None, ValueType(), "Column with the page URL.", group="dumps")
    timeout: float = setting(
        TIMEOUT_SECONDS,
        Number(0.1, "SECONDS"),
        "Time limit per document; slower ones are passed through unchanged.",
        group="dumps",
    )
    max_document: int = setting(
        MAX_DOCUMENT_CHARS,
        Number(1, "CHARACTERS"),
        "Documents longer than this are passed through unchanged.",
        group="columns",
    )
    engine: str = setting(
        "local", OneOf(("local", "ray")), "Where to run: local processes or Ray.", group="dumps"
    )
    address: str | None = setting(
        None,
        ValueType(),
        "Address of the Ray cluster (default: start one here).",
        group="dumps",
    )
    input_format: str | None = setting(
        None,
        OneOf(tuple(FORMATS)),
        "Format of stdin, or of a file whose extension does not tell.",
        group="dumps",
    )
    learn_min_documents: int = setting(
        3, Number(2), "Documents of a host in which a line must be to be learned.", group="learn"
    )
    output_column: str | None = setting(
        None,
        ValueType(),
        "Column for the cleaned text (default: replace the text; 'text' for HTML).",
        group="writing",
    )
    errors: str | None = setting(
        None,
        FilePath(),
        "List of the documents that were passed through, with the reason (default:"
        " OUTPUT.errors.jsonl).",
        key="",
        flag="--errors",
        group="writing",
    )
    restart: bool = setting(
        False,
        Switch(),
        "Start over instead of resuming.",
        key="",
        flag="--restart",
        group="writing",
    )
    overwrite: bool = setting(
        False,
        Switch(),
        "Replace files that exist: output, record, errors, report.",
        key="",
        flag="--overwrite",
        group="output",
    )
    removed_text: bool = setting(
        True,
        Switch(),
        "Whether the record of a dump holds the removed text (restore needs it) or spans only.",
        group="writing",
    )

    extend: Sequence[str] = setting(
        (), FilePaths(), "Configuration files to build on; lists of both are joined.", flag=""
    )

    root: str = "."
    source: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is to be left alone."""
        exclude = self.exclude
        return bool(exclude) and globs.any_fits(globs.relative(path, self.root), exclude)

    def ignored_for(self, path: str) -> tuple[str, ...]:
        """Return the rule ids and prefixes that are disabled for a file."""
        if not self.per_file_ignores:
            return tuple(self.ignore)
        seen = globs.relative(path, self.root)
        fitting = (ids for glob, ids in self.per_file_ignores.items() if globs.fits(seen, glob))
        return (*self.ignore, *(name for ids in fitting for name in ids))

    @property
    def ignored_somewhere(self) -> tuple[str, ...]:
        """All rule ids and prefixes of the per-file ignores."""
        return tuple(name for names in self.per_file_ignores.values() for name in names)

    def override(self, origin: str, values: Mapping[str, Any]) -> Config:
        """Return the configuration with some fields replaced; `origin` names where they are from.

        Raises ValueError for a value that its setting does not take.
        """
        return replace(self, origins={**self.origins, **dict.fromkeys(values, origin)}, **values)

    def items(self) -> list[tuple[str, Any, str]]:
        """Return every key of a configuration file with its value and origin."""
        return [
            (key, getattr(self, each.name), self.origins.get(each.name, "default"))
            for key, each in _keys().items()
        ]


def find(folder: Path) -> Path | None:
    """Return the nearest configuration file, from a folder upwards. Raises ConfigError."""
    for parent in (folder, *folder.parents):
        for name in NAMES:
            path = parent / name
            if path.is_file() and (
                name != "pyproject.toml" or _table(path, _tables(path)) is not None
            ):
                return path
    return None


def load(path: Path, *, extended_by: tuple[Path, ...] = ()) -> Config:
    """Read a configuration file, and the files that it extends.

    Raises ConfigError if one cannot be read, is not TOML, has an unknown key or a bad value, or
    extends itself.
    """
    if path.absolute() in extended_by:
        raise ConfigError(f"{path}: extend leads back to this file.")
    table = _table(path, _tables(path))
    if table is None:
        raise ConfigError(f"{path} has no [tool.cleaner] table.")
    folder = path.absolute().parent
    known = _keys()
    values = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{path}: {_unknown(key, value)}")
        each = known[key]
        try:
            values[each.name] = each.type.read(each.type.below(folder, value), key)
        except ValueError as error:
            raise ConfigError(f"{path}: {error}") from error
    config = Config(root=str(folder), source=str(path))
    for other in values.get("extend", ()):
        config = _extended(config, load(Path(other), extended_by=(*extended_by, path.absolute())))
    return _set(config, str(path), values)


def _extended(config: Config, other: Config) -> Config:
    """Return a configuration with all that another file sets."""
    for name, origin in other.origins.items():
        config = _set(config, origin, {name: getattr(other, name)})
    return config


def _set(config: Config, origin: str, values: Mapping[str, Any]) -> Config:
    """Set values; lists and tables are added to those that another file has set."""
    joined = {
        name: _joined(getattr(config, name), value) if name in config.origins else value
        for name, value in values.items()
    }
    return config.override(origin, joined)


def _joined(before: Any, value: Any) -> Any:
    if isinstance(before, tuple) and isinstance(value, tuple):
        return (*before, *value)
    if isinstance(before, Mapping) and isinstance(value, Mapping):
        both = {key: _joined(before[key], value[key]) for key in before.keys() & value.keys()}
        return {**before, **value, **both}
    return value


def _keys() -> dict[str, Setting]:
    """Return the settings by their key in a file."""
    return {each.key: each for each in settings_of(Config).values() if each.key}


def _tables(path: Path) -> dict[str, Any]:
    import tomllib  # only where there is a file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error


def _table(path: Path, tables: dict[str, Any]) -> dict[str, Any] | None:
    """Return the part of a file's tables that is ours, if any."""
    if path.name != "pyproject.toml":
        return tables
    tools = tables.get("tool")
    table = tools.get("cleaner") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.cleaner must be a table, not {table!r}.")
    return table


def _unknown(key: str, value: Any) -> str:
    if key == "tool" and isinstance(value, Mapping) and "cleaner" in value:
        return (
            "the [tool.cleaner] table belongs in a pyproject.toml. Leave that line out here: keys"
            " are at the top level."
        )
    known = _keys()
    return f"unknown key {key!r}. " + did_you_mean(key, known, f"Known are {', '.join(known)}.")
