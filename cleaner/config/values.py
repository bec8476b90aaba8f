"""Types of settings that only configuration files and the command have."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from cleaner.core.patterns import pattern
from cleaner.files import globs
from cleaner.settings import Strings, ValueType


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
                f"{name}: negated patterns ({pattern!r}) are not supported here. Name the files"
                " that the rules are for."
            )
        return _checked_glob(pattern, name)

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"type": "object", "additionalProperties": Strings().schema()}


class Versions(ValueType):
    """A range of versions: conditions such as `>=0.1`, with commas between them."""

    _CONDITION = pattern(r"\s*(==|!=|>=|<=|>|<)?\s*(\d+(?:\.\d+)*)\s*")
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
