"""Phrase data: reading the files in this folder, and a user's own in the same format. `README.md` says how to add to them.

A file is TOML with `[[phrases]]` tables, and defaults for them in a `[file]` table:

    [[phrases]]
    rule = "share.button"        # the rule that they belong to; a new id makes a new rule
    role = "line"                # what they are to that rule; "line" (the default): a whole line that may go anywhere
    language = "en"
    platform = "Jetpack"
    source = "where the wording was seen"
    licence = "under what it may be passed on"
    glued = false                # also recognised when run together: `Leave a ReplyCancel reply`
    bound = false                # an ordinary line in another language: counts only in texts of its own
    text = ["Share this", "%d shares", "Share on %s"]

`%s` stands for anything, `%d` for a number. `reason` and `safe` may be given for a rule of your own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.normal import unspaced_words
from cleaner.phrasetables import Phrase, Tables

FOLDER = Path(__file__).parent
LANGUAGE = "language.toml"
"""The name of the files that have a language's own words."""

PARAGRAPH = ("opening", "notice")
"""Roles of phrases that may be or begin a paragraph of furniture; the others never match running text by a hole.

An `opening` is left alone where the paragraph reports what somebody said; a `notice` has a wording that nobody quotes.
"""


TELLING = 6
"""A phrase with holes that has so many words of its own is told from running text by them, whatever its role."""


class PhraseError(ValueError):
    """A phrase file that cannot be used. The message names the file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Group:
    """One `[[phrases]]` table."""

    rule: str
    text: tuple[str, ...]
    role: str = "line"
    language: str = "en"
    platform: str = ""
    source: str = ""
    licence: str = ""
    glued: bool = False
    reason: str = ""
    safe: bool = True
    bound: bool = False
    host: str = ""
    where: tuple[str, ...] = ()

    @property
    def is_located(self) -> bool:
        """Whether the phrases count only on a host, or in some part of a document."""
        return bool(self.host or self.where)

    @property
    def mark(self) -> str:
        return f"{self.rule}:{self.role}"

    def phrases(self) -> Iterable[Phrase]:
        for text in self.text:
            paragraph = self.role in PARAGRAPH or _own_words(text) >= TELLING
            yield Phrase(text, self.mark, self.glued, paragraph, self.language, self.bound)


def _own_words(text: str) -> int:
    text = text.replace("%s", " ").replace("%d", " ")
    return max(len(text.split()), unspaced_words(text))


_TYPES: dict[str, type] = {
    "text": list,
    "glued": bool,
    "safe": bool,
    "bound": bool,
    "where": list,
}


def parse(text: str, name: str) -> tuple[Group, ...]:
    """The groups of a phrase file's text; `name` is used in messages. Raises PhraseError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PhraseError(f"{name} is not valid TOML: {error}.") from error
    if unknown := set(tables) - {"file", "phrases"}:
        raise PhraseError(f"{name}: unknown key {min(unknown)!r}; a phrase file has a [file] table and [[phrases]] tables only.")
    defaults, rows = tables.get("file", {}), tables.get("phrases")
    if not isinstance(defaults, dict) or not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise PhraseError(f"{name} has no [[phrases]] table.")
    return tuple(_group({**defaults, **row}, f"{name}, [[phrases]] number {number}") for number, row in enumerate(rows, 1))


def _group(row: dict[str, Any], where: str) -> Group:
    known = [field.name for field in fields(Group)]
    for key, value in row.items():
        if key not in known:
            raise PhraseError(f"{where}: unknown key {key!r}; known are {', '.join(known)}.")
        if not isinstance(value, _TYPES.get(key, str)):
            raise PhraseError(f"{where}: {key} must be a {_TYPES.get(key, str).__name__}, not {value!r}.")
    if not row.get("rule") or not row.get("text"):
        raise PhraseError(f"{where}: rule and text are needed.")
    if not all(isinstance(text, str) for text in row["text"]):
        raise PhraseError(f"{where}: text must be a list of strings.")
    if not all(isinstance(each, str) for each in row.get("where", ())):
        raise PhraseError(f"{where}: where must be a list of strings.")
    return Group(**{**row, "text": tuple(row["text"]), "where": tuple(row.get("where", ()))})


def load(path: Path) -> tuple[Group, ...]:
    """The groups of a phrase file. Raises PhraseError, also where the file cannot be read."""
    try:
        groups = parse(path.read_text(encoding="utf-8-sig"), str(path))
        plain = (group for group in groups if not group.is_located)
        Tables().add(phrase for group in plain for phrase in group.phrases())
        return groups
    except PhraseError:
        raise
    except OSError as error:
        raise PhraseError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PhraseError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except ValueError as error:
        raise PhraseError(f"{path}: {error}") from error


@lru_cache(maxsize=1)
def built_in() -> tuple[Group, ...]:
    """The groups of all files of this folder, in the order of their paths."""
    return tuple(group for path in sources() if path.name != LANGUAGE for group in parse(path.read_text(encoding="utf-8"), _name(path)))


def sources() -> list[Path]:
    """All data files of the folders here."""
    return sorted(FOLDER.glob("*/*.toml"))


def _name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()
