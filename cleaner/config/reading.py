"""Finding and reading configuration files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaner.config.declared import Config, by_key
from cleaner.config.values import Versions
from cleaner.suggest import did_you_mean

NAMES = ("cleaner.toml", "pyproject.toml")
"""The files that may hold a configuration; in one folder the first one wins."""


class ConfigError(ValueError):
    """A configuration that cannot be used. The message names the file and the key."""


def candidates(folder: Path) -> Iterator[Path]:
    """Yield the paths at which a configuration is sought, from a folder upwards."""
    return (parent / name for parent in (folder, *folder.parents) for name in NAMES)


def find(folder: Path) -> Path | None:
    """Return the nearest configuration file, from a folder upwards. Raises ConfigError."""
    for path in candidates(folder):
        if path.is_file() and (path.name != "pyproject.toml" or _is_shared(path)):
            return path
    return None


def _is_shared(path: Path) -> bool:
    """Tell whether a project's file has our table. Most do not name it, and need not be parsed."""
    try:
        if b"cleaner" not in path.read_bytes():
            return False
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    return _table(path, _tables(path)) is not None


def load(path: Path, *, extended_by: tuple[Path, ...] = ()) -> Config:
    """Read a configuration file, and the files that it extends.

    Raises ConfigError if one cannot be read, is not TOML, has an unknown key or a bad value, or
    extends itself.
    """
    if path.absolute() in extended_by:
        loop = " → ".join(str(each) for each in (*extended_by, path))
        raise ConfigError(f"extend forms a loop: {loop}. Remove one of these links.")
    table = _table(path, _tables(path))
    if table is None:
        raise ConfigError(f"{path} has no [tool.cleaner] table. Add one, or use a cleaner.toml.")
    _check_version(path, table)  # before keys that this version may not know
    folder = path.absolute().parent
    known = by_key()
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
        wanted = Versions().read(table["required-version"], "required-version")
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    if not Versions().has(wanted, __version__):
        raise ConfigError(
            f"{path} is for cleaner {wanted}, and this is {__version__}. Install another version:"
            f" pip install 'article-cleaner{wanted if wanted[0] in '<>=!' else '==' + wanted}'"
        )


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
            "the [tool.cleaner] table belongs in a pyproject.toml. Remove that line: in this file,"
            " keys are at the top level."
        )
    known = by_key()
    if keys := [name for name, each in known.items() if each.flag == f"--{key}"]:
        return f"unknown key {key!r}. The option --{key} is set by {' or '.join(keys)}."
    return f"unknown key {key!r}. " + did_you_mean(key, known, f"Known are {', '.join(known)}.")
