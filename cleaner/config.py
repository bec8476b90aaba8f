"""Configuration: `[tool.cleaner]` in a pyproject.toml, or a cleaner.toml.

The nearest file from the current folder upwards is used. Its keys are those of the settings of
`Config`, which are also the flags of the command; `cleaner config` prints them. Paths and globs
are relative to the folder of the file.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cleaner.dumps.formats import FORMATS
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS, TIMEOUT_SECONDS
from cleaner.files import TEXT_NAMES, globs
from cleaner.options import Options
from cleaner.report import FORMATS as FINDINGS_FORMATS
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
COLOURS = ("auto", "always", "never")
"""When to use colours; `auto`: on a terminal."""


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
    """Patterns of paths, as in a .gitignore."""

    metavar = "GLOBS"

    def item(self, value: Any, name: str) -> str:
        """Return the pattern. Raises ValueError for one that is not valid, or matches nothing."""
        return _checked_glob(super().item(value, name), name)


def _checked_glob(pattern: str, name: str) -> str:
    try:
        globs.check(pattern)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    return pattern


class Endings(Strings):
    """Endings of file names, in lower case, with their dot."""

    def item(self, value: Any, name: str) -> str:
        """Return the ending. Raises ValueError for one without its dot."""
        ending = super().item(value, name)
        if not ending.startswith("."):
            raise ValueError(f"{name}: {ending!r} needs its dot: {'.' + ending.lstrip('*')!r}.")
        return ending.lower()

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"type": "array", "items": {"type": "string", "pattern": r"^\."}}


class RulesByGlob(ValueType):
    """A table from globs to lists of rule ids or prefixes."""

    def read(self, value: Any, name: str) -> dict[str, tuple[str, ...]]:
        """Return the table. Raises ValueError for anything else."""
        if not isinstance(value, Mapping):
            raise ValueError(
                f"{name} must be a table of globs with lists of rule ids, not {value!r}."
            )
        return {
            self._glob(glob, name): Strings().read(ids, f"{name}: {glob!r}")
            for glob, ids in value.items()
        }

    def _glob(self, pattern: str, name: str) -> str:
        """Return the pattern. Raises ValueError for one that cannot be used alone."""
        if pattern.startswith("!"):
            raise ValueError(
                f"{name}: {pattern!r} takes back what other patterns match. Each pattern of this"
                " table is used alone: name the files that it is for."
            )
        return _checked_glob(pattern, name)

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"type": "object", "additionalProperties": Strings().schema()}


class Versions(ValueType):
    """A range of versions: conditions such as `>=0.1`, with commas between them."""

    _CONDITION = re.compile(r"\s*(==|!=|>=|<=|>|<)?\s*(\d+(?:\.\d+)*)\s*")
    _HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
        "==": operator.eq,
        "!=": operator.ne,
        ">=": operator.ge,
        "<=": operator.le,
        ">": operator.gt,
        "<": operator.lt,
    }

    def read(self, value: Any, name: str) -> str:
        """Return the range. Raises ValueError for anything else."""
        text: str = super().read(value, name)
        if not all(self._CONDITION.fullmatch(part) for part in text.split(",")):
            raise ValueError(f'{name} must be like "0.1.0" or ">=0.1,<1", not {text!r}.')
        return text

    def has(self, wanted: str, version: str) -> bool:
        """Whether a range has a version; zeros at the end of either do not matter."""
        conditions = (self._CONDITION.fullmatch(part) for part in wanted.split(","))
        return all(
            self._HOLDS[one[1] or "=="](_numbers(version), _numbers(one[2]))
            for one in conditions
            if one
        )

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        one = self._CONDITION.pattern
        return {"type": "string", "pattern": f"^{one}(?:,{one})*$"}


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, without what marks it as a preview (`rc1`)."""
    numbers = re.match(r"[\d.]*\d", version)
    return tuple(map(int, re.sub(r"(?:\.0+)+$", "", numbers[0]).split("."))) if numbers else ()


_VERSIONS = Versions()


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
        section="Rules",
        adds=True,
    )
    encoding: str = setting("utf-8", Encoding(), "Encoding of the files.", section="Reading")
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
        None,
        FilePath(),
        "Ignore findings listed in this file.",
        group="check",
        section="Options",
    )

    exit_zero: bool = setting(
        False,
        Switch(),
        "Exit with 0 even if there are findings.",
        group="check",
        section="Options",
    )
    findings_format: str = setting(
        "text",
        OneOf(tuple(FINDINGS_FORMATS)),
        "Format of the findings.",
        flag="--output-format",
        group="findings",
        section="Options",
    )
    text_format: str = setting(
        "text",
        OneOf(("text", "markdown", "jsonl")),
        "Plain text, Markdown, or JSON lines with metadata (title, author, date, …).",
        flag="--output-format",
        group="texts",
        section="Options",
    )
    quiet: bool = setting(
        False,
        Switch(),
        "Print errors only.",
        flag="-q/--quiet",
        group="messages",
        section="General",
    )
    color: str = setting(
        "auto",
        OneOf(COLOURS),
        "When to use colours.",
        group="every command",
        section="General",
    )

    jobs: int = setting(
        1,
        Number(1),
        "Number of worker processes.",
        flag="-j/--jobs",
        group="dumps",
        section="Dumps",
    )
    text_column: str | None = setting(
        None,
        ValueType(),
        "Column with the text (default: guessed from the names).",
        group="columns",
        section="Reading",
    )
    html_column: str | None = setting(
        None,
        ValueType(),
        "Column with HTML (default: guessed).",
        group="dumps",
        section="Reading",
    )
    id_column: str | None = setting(
        None,
        ValueType(),
        "Column with the document's id (default: guessed).",
        group="columns",
        section="Reading",
    )
    url_column: str | None = setting(
        None,
        ValueType(),
        "Column with the page URL (default: guessed).",
        group="dumps",
        section="Reading",
    )
    timeout: float = setting(
        TIMEOUT_SECONDS,
        Number(0.1, "SECONDS"),
        "Time limit per document; slower ones are passed through unchanged.",
        group="dumps",
        section="Dumps",
    )
    max_document: int = setting(
        MAX_DOCUMENT_CHARS,
        Number(1, "CHARACTERS"),
        "Documents longer than this are passed through unchanged.",
        group="columns",
        section="Dumps",
    )
    engine: str = setting(
        "local",
        OneOf(("local", "ray")),
        "Where to run: local processes or Ray.",
        group="dumps",
        section="Dumps",
    )
    address: str | None = setting(
        None,
        ValueType(),
        "Address of the Ray cluster (default: start one here).",
        group="dumps",
        section="Dumps",
    )
    input_format: str | None = setting(
        None,
        OneOf(tuple(FORMATS)),
        "Format of stdin, or of a file whose extension does not tell.",
        group="dumps",
        section="Reading",
    )
    learn_min_documents: int = setting(
        3,
        Number(2),
        "Learn a line only if it is in at least this many documents of a host.",
        group="learn",
        section="Options",
    )
    output_column: str | None = setting(
        None,
        ValueType(),
        "Column for the cleaned text (default: replace the text; 'text' for HTML).",
        group="writing",
        section="Dumps",
    )
    errors: str | None = setting(
        None,
        FilePath(),
        "List of the documents that were passed through, with the reason (default:"
        " OUTPUT.errors.jsonl).",
        key="",
        flag="--errors",
        group="writing",
        section="Dumps",
    )
    restart: bool = setting(
        False,
        Switch(),
        "Start over instead of resuming.",
        key="",
        flag="--restart",
        group="writing",
        section="Dumps",
    )
    overwrite: bool = setting(
        False,
        Switch(),
        "Replace files that exist: output, record, errors, report.",
        key="",
        flag="--overwrite",
        group="output",
        section="Options",
    )
    removed_text: bool = setting(
        True,
        Switch(),
        "Whether the record of a dump holds the removed text (restore needs it) or spans only.",
        group="writing",
        section="Dumps",
    )

    required_version: str | None = setting(
        None,
        _VERSIONS,
        "Versions of cleaner that may use this file, such as '>=0.1,<1'.",
        flag="",
    )
    extend: Sequence[str] = setting(
        (), FilePaths(), "Configuration files to build on. Lists of both are joined.", flag=""
    )

    root: str = "."
    source: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is to be left alone."""
        exclude = self.exclude
        return bool(exclude) and globs.fits(globs.relative(path, self.root), *exclude)

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


def candidates(folder: Path) -> Iterator[Path]:
    """Yield the paths at which a configuration is sought, from a folder upwards."""
    return (parent / name for parent in (folder, *folder.parents) for name in NAMES)


def find(folder: Path) -> Path | None:
    """Return the nearest configuration file, from a folder upwards. Raises ConfigError."""
    for path in candidates(folder):
        is_own = path.name != "pyproject.toml"
        if path.is_file() and (is_own or _table(path, _tables(path)) is not None):
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
    _check_version(path, table)  # before keys that this version may not know
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
        if not Path(other).exists():
            raise ConfigError(f"{path}: extend: there is no file {other}.")
        config = _extended(config, load(Path(other), extended_by=(*extended_by, path.absolute())))
    return _set(config, str(path), values)


def _check_version(path: Path, table: Mapping[str, Any]) -> None:
    """Raise ConfigError if a file is for other versions of cleaner."""
    from cleaner import __version__

    if "required-version" not in table:
        return
    try:
        wanted = _VERSIONS.read(table["required-version"], "required-version")
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    if not _VERSIONS.has(wanted, __version__):
        raise ConfigError(
            f"{path} is for cleaner {wanted}, and this is {__version__}. Install another version:"
            f" pip install 'article-cleaner{wanted if wanted[0] in '<>=!' else '==' + wanted}'"
        )


def schema() -> dict[str, Any]:
    """Return the JSON schema of configuration files, by which editors complete and check them."""
    keys = {
        key: {**each.type.schema(), "description": each.help, **_default(each)}
        for key, each in _keys().items()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of cleaner",
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
    }


def _default(each: Setting) -> dict[str, Any]:
    default = list(each.default) if isinstance(each.default, tuple) else each.default
    return {} if default is None else {"default": default}


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
