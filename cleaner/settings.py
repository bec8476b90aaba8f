"""How a setting is declared: a dataclass field with the type of its value, its help and its names.

    unsafe: bool = setting(False, Switch(), "Also apply unsafe rules.")

A front (Python keywords, the configuration file, the command, Scrapy) reads values through the
setting's type, so that all of them accept and refuse the same values with the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from cleaner.suggest import did_you_mean

_Keywords = ParamSpec("_Keywords")
_First = TypeVar("_First")
_Settings = TypeVar("_Settings")
_Returned = TypeVar("_Returned")
_METADATA = "setting"


class ValueType:
    """What values a setting takes. The base class takes any string."""

    metavar = "NAME"

    def read(self, value: Any, name: str) -> Any:
        """Return the value in its normal form. Raises ValueError, whose sentence uses `name`."""
        if not isinstance(value, str):
            raise ValueError(f"{name} must be a string, not {value!r}.")
        return value

    def below(self, folder: Path, value: Any) -> Any:
        """Return a value from a configuration file in `folder`; paths are relative to it."""
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the values in a configuration file."""
        return {"type": "string"}


class Switch(ValueType):
    """True or false."""

    def read(self, value: Any, name: str) -> bool:
        """Return the boolean. Raises ValueError for anything else, 0 and 1 included."""
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be true or false, not {value!r}.")
        return value

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"type": "boolean"}


class OneOf(ValueType):
    """One of some words."""

    def __init__(self, choices: Sequence[str]) -> None:
        self.choices = choices

    def read(self, value: Any, name: str) -> str:
        """Return the word. Raises ValueError for any other value."""
        if value not in self.choices:
            hint = did_you_mean(value, self.choices, "") if isinstance(value, str) else ""
            one_of = f"{name} must be one of {', '.join(self.choices)}, not {value!r}."
            raise ValueError(f"{one_of} {hint}".rstrip())
        return str(value)

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"enum": list(self.choices)}


class Strings(ValueType):
    """Any number of strings, in order."""

    metavar = "IDS"

    def read(self, value: Any, name: str) -> tuple[str, ...]:
        """Return a tuple. Raises ValueError for a single string and for items of other types."""
        if isinstance(value, str):
            raise ValueError(
                f"{name} must be a list of strings, not {value!r}. Put it in brackets: [{value!r}]."
            )
        try:
            items = tuple(value)
        except TypeError:
            raise ValueError(f"{name} must be a list of strings, not {value!r}.") from None
        return tuple(self.item(each, name) for each in items)

    def item(self, value: Any, name: str) -> str:
        """Return one of the strings. Raises ValueError if it cannot be used."""
        if not isinstance(value, str):
            raise ValueError(f"{name} must be a list of strings, and {value!r} is not a string.")
        return value

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"type": "array", "items": {"type": "string"}}


class SomeOf(Strings):
    """Some of a few words, each once; the word `nothing` alone means none of them."""

    NOTHING = "nothing"
    metavar = "PARTS"

    def __init__(self, choices: Sequence[str], noun: str) -> None:
        self.choices = choices
        self._noun = noun

    def read(self, value: Any, name: str) -> tuple[str, ...]:
        """Return the words. Raises ValueError for a word that is not among the choices."""
        words = tuple(dict.fromkeys(super().read(value, name)))
        return () if words == (self.NOTHING,) else tuple(self._known(each, name) for each in words)

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        return {"type": "array", "items": {"enum": [*self.choices, self.NOTHING]}}

    def _known(self, word: str, name: str) -> str:
        if word in self.choices:
            return word
        known = f"Known are {', '.join(self.choices)}; or {self.NOTHING!r} alone."
        hint = did_you_mean(word, self.choices, known)
        raise ValueError(f"{name}: unknown {self._noun} {word!r}. {hint}")


class ByHost(ValueType):
    """A table from hosts to tables with `ignore` and `allow`."""

    KEYS = ("ignore", "allow")

    def read(self, value: Any, name: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return the table. Raises ValueError for anything else."""
        if not isinstance(value, Mapping):
            raise ValueError(f"{name} must be a table of hosts, not {value!r}.")
        return {host: self._table(table, f"{name}: {host}") for host, table in value.items()}

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        keys = {key: Strings().schema() for key in self.KEYS}
        table = {"type": "object", "properties": keys, "additionalProperties": False}
        return {"type": "object", "additionalProperties": table}

    def _table(self, table: Any, name: str) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, Mapping):
            raise ValueError(f"{name} must be a table with ignore and allow, not {table!r}.")
        for key in table:
            if key not in self.KEYS:
                hint = did_you_mean(key, self.KEYS, "Known are ignore and allow.")
                raise ValueError(f"{name}: unknown key {key!r}. {hint}")
        return {key: Strings().read(values, f"{name}: {key}") for key, values in table.items()}


class FilePath(ValueType):
    """The path of a file or folder."""

    metavar = "FILE"

    def read(self, value: Any, name: str) -> str:
        """Return the path as a string. Raises ValueError for what is not a path."""
        if not isinstance(value, str | Path):
            raise ValueError(f"{name} must be a path, not {value!r}.")
        return str(value)

    def below(self, folder: Path, value: Any) -> Any:
        """Return the path as seen from the folder of the configuration file."""
        return str(folder / value) if isinstance(value, str) else value


class FolderPath(FilePath):
    """The path of a folder."""

    metavar = "DIR"


class FilePaths(Strings):
    """Any number of paths."""

    metavar = "FILE"

    def item(self, value: Any, name: str) -> str:
        """Return the path as a string. Raises ValueError for what is not a path."""
        if not isinstance(value, str | Path):
            raise ValueError(f"{name} must be a list of paths, and {value!r} is not a path.")
        return str(value)

    def below(self, folder: Path, value: Any) -> Any:
        """Return the paths as seen from the folder of the configuration file."""
        if not isinstance(value, list):
            return value
        return [str(folder / each) if isinstance(each, str) else each for each in value]


class Number(ValueType):
    """A number that is not below `least`, nor above `most`."""

    def __init__(self, least: float, metavar: str = "N", most: float | None = None) -> None:
        self.least = least
        self.most = most
        self.metavar = metavar

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are taken."""
        return isinstance(self.least, int)

    def read(self, value: Any, name: str) -> float:
        """Return the number. Raises ValueError for one that is too small, or not a number."""
        taken = int if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, taken) or not self._fits(value):
            raise ValueError(f"{name} must be {self._wanted(value)}, not {value!r}.")
        return value

    def parse(self, text: str) -> float | str:
        """Return the number in an argument of the command; the text itself if there is none."""
        try:
            return int(text) if self.whole else float(text)
        except ValueError:
            return text

    def schema(self) -> dict[str, Any]:
        """See `ValueType`."""
        limits = {"minimum": self.least, "maximum": self.most}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": "integer" if self.whole else "number", **given}

    def _fits(self, value: float) -> bool:
        return self.least <= value and (self.most is None or value <= self.most)

    def _wanted(self, value: Any) -> str:
        limits = f"at least {self.least:g}"
        if self.most is not None:
            limits = f"between {self.least:g} and {self.most:g}"
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and (isinstance(value, int) or not self.whole):
            return limits
        return f"{'a whole number' if self.whole else 'a number'} ({limits})"


class Setting(NamedTuple):
    """A setting as the fronts see it.

    `key` is its name in configuration files and `flag` its option on the command line (`-j/--jobs`
    has two names); empty: it has none there. `group` says which commands have the option, `section`
    under which heading `--help` lists it. With `adds`, values from the command line are added to
    those of the configuration file.
    """

    name: str
    default: Any
    type: ValueType
    help: str
    key: str
    flag: str
    group: str
    section: str
    adds: bool

    def read(self, value: Any, name: str) -> Any:
        """Return a value in its normal form. None stays None where that is the default."""
        return None if value is None and self.default is None else self.type.read(value, name)


def setting(
    default: Any,
    type: ValueType,  # noqa: A002 - the field of `Setting`
    help: str,  # noqa: A002
    *,
    key: str | None = None,
    flag: str | None = None,
    group: str = "cleaning",
    section: str = "Cleaning",
    adds: bool = False,
) -> Any:
    """Declare a setting as a field of a dataclass. Key and flag follow from the field's name.

    Pass `dict` as default for an empty dictionary.
    """
    metadata = {
        "type": type,
        "help": help,
        "key": key,
        "flag": flag,
        "group": group,
        "section": section,
        "adds": adds,
    }
    if default is dict:
        return field(default_factory=dict, metadata={_METADATA: metadata})
    return field(default=default, metadata={_METADATA: metadata})


@cache
def settings_of(options: Any) -> Mapping[str, Setting]:
    """Return the settings of a dataclass by the names of their fields, in order."""
    found = {}
    for each in fields(options):
        given = each.metadata.get(_METADATA)
        if given is not None:
            default = {} if each.default is MISSING else each.default
            dashed = each.name.replace("_", "-")
            key = dashed if given["key"] is None else given["key"]
            flag = f"--{key or dashed}" if given["flag"] is None else given["flag"]
            named = {**given, "key": key, "flag": flag}
            found[each.name] = Setting(each.name, default, **named)
    return found


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Settings:
    """Base of the dataclasses that declare settings: checks every value when it is made."""

    def __post_init__(self) -> None:
        own: Any = type(self)
        for each in settings_of(own).values():
            value = each.read(getattr(self, each.name), each.name)
            object.__setattr__(self, each.name, value)


def keywords_of(
    options: Callable[_Keywords, _Settings],
) -> Callable[
    [Callable[[_First, _Settings], _Returned]], Callable[Concatenate[_First, _Keywords], _Returned]
]:
    """Decorate a function of two arguments to take the fields of `options` as keywords instead.

    The keywords, their types and defaults are those of the dataclass, for type checkers and for
    `help` alike. A keyword that it does not have raises TypeError with a suggestion.
    """

    def decorate(
        function: Callable[[_First, _Settings], _Returned],
    ) -> Callable[Concatenate[_First, _Keywords], _Returned]:
        name = function.__qualname__.removesuffix(".__init__")
        made: Any = options  # a dataclass, which type checkers see as a callable here
        known = [each.name for each in fields(made)]

        @wraps(function)
        def call(first: _First, /, *rest: Any, **given: Any) -> _Returned:
            if rest:
                raise TypeError(f"{name}() takes settings by keyword only, such as unsafe=True.")
            _check_names(name, given, known)
            return function(first, made(**given))

        _sign(call, function, options)
        return call

    return decorate


def _check_names(function: str, given: Iterable[str], known: Sequence[str]) -> None:
    for each in given:
        if each not in known:
            hint = did_you_mean(each, known, f"Known are {', '.join(known)}.")
            raise TypeError(f"{function}() has no setting {each!r}. {hint}")


def _sign(call: Any, function: Callable[..., Any], options: Callable[..., Any]) -> None:
    """Show the keywords to `help` and editors."""
    from inspect import Parameter, signature  # dataclasses have imported it

    own = signature(function)
    first = next(iter(own.parameters.values())).replace(kind=Parameter.POSITIONAL_ONLY)
    call.__signature__ = own.replace(
        parameters=[first, *signature(options).parameters.values()],
    )
