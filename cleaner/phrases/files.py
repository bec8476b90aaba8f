"""Reading phrase files: the built-in data, and a user's own in the same format.

`README.md` beside this file explains the format. A file is TOML with `[[phrases]]` tables, and
defaults for them in a `[file]` table:

    [[phrases]]
    rule = "share.button"        # the rule that they belong to; a new id makes a new rule
    role = "line"                # what they are to that rule (the default: a whole line)
    language = "en"
    platform = "Jetpack"
    source = "where the wording was seen"
    licence = "the terms under which it may be distributed"
    glued = false                # also recognised when run together: `Leave a ReplyCancel reply`
    bound = false                # ordinary in other languages: counts only in texts of its own
    alternatives = false         # `{Join|Get} our {newsletter|mailing list}` is four phrases
    host = "example.org"         # counts only in documents of this host
    where = ["tail"]             # with a host: head, body, tail of a document; to-end (see `learn`)
    text = ["Share this", "%d shares", "Share on %s"]

`%s` stands for anything, `%d` for a number. `reason` and `safe` are for rules of your own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.core.rule import Mark, Phrase, Role
from cleaner.core.words import unspaced_words
from cleaner.phrases.languages import CLASSES, Language, LeadIn
from cleaner.phrases.tables import ALTERNATIVE, Entry, Tables
from cleaner.suggest import did_you_mean

_MOST_WORDINGS = 100  # alternatives of a part of a phrase
LANGUAGE = "language.toml"
"""The name of the files that have the words of a language."""
_PARAGRAPH = (Role.OPENING, Role.NOTICE)  # may be, or begin, a paragraph of boilerplate
_DISTINCTIVE = 6  # words of its own by which a phrase with holes is told from running text
_TYPES: dict[str, type] = {
    "text": list,
    "glued": bool,
    "safe": bool,
    "bound": bool,
    "alternatives": bool,
    "where": list,
}


class PhraseError(ValueError):
    """A phrase file that cannot be used. The message names the file, the fault and what to do."""


class Group(NamedTuple):
    """One `[[phrases]]` table."""

    rule: str
    text: tuple[str, ...]
    role: Role = Role.LINE
    language: str = "en"
    platform: str = ""
    source: str = ""
    licence: str = ""
    glued: bool = False
    reason: str = ""
    safe: bool | None = None
    bound: bool = False
    alternatives: bool = False
    host: str = ""
    where: tuple[str, ...] = ()

    @property
    def is_located(self) -> bool:
        """Whether the phrases count only on a host, or in some part of a document.

        Such phrases are found by `cleaner.learn`.
        """
        return bool(self.host or self.where)

    @property
    def mark(self) -> Mark:
        """The rule and the role."""
        return Mark(self.rule, self.role)

    def wordings(self) -> Iterator[str]:
        """Yield the phrases; those with alternatives once for each beginning.

        Raises PhraseError for alternatives that are not closed, or too many.
        """
        for text in self.text:
            yield from _expanded(text) if self.alternatives else (text,)

    def entries(self) -> Iterator[Entry]:
        """Yield the wordings."""
        for text in self.wordings():
            paragraph = self.role in _PARAGRAPH or _own_words(text) >= _DISTINCTIVE
            yield Entry(
                text, Phrase(self.mark, self.language, self.bound, paragraph), glued=self.glued
            )


def parse(text: str, name: str) -> tuple[Group, ...]:
    """Return the groups of a phrase file's text; `name` is used in messages. Raises PhraseError."""
    tables = _toml(text, name)
    if unknown := set(tables) - {"file", "phrases"}:
        raise PhraseError(
            f"{name}: unknown key {min(unknown)!r}; "
            "a phrase file has a [file] table and [[phrases]] tables only."
        )
    defaults, rows = tables.get("file", {}), tables.get("phrases")
    are_tables = isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)
    if not isinstance(defaults, dict) or not are_tables:
        raise PhraseError(f"{name} has no [[phrases]] table.")
    return tuple(
        _group({**defaults, **row}, f"{name}, [[phrases]] number {number}")
        for number, row in enumerate(rows or [], 1)
    )


def load(path: Path) -> tuple[Group, ...]:
    """Return the groups of a phrase file. Raises PhraseError, also if it cannot be read."""
    try:
        groups = parse(path.read_text(encoding="utf-8-sig"), str(path))
        plain = [group for group in groups if not group.is_located]
        Tables().add(entry for group in plain for entry in group.entries())
    except PhraseError:
        raise
    except OSError as error:
        raise PhraseError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PhraseError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except ValueError as error:
        raise PhraseError(f"{path}: {error}") from error
    return groups


def load_language(path: Path) -> Language:
    """Return a language from its file, whose folder is its code. Raises PhraseError."""
    name = f"{path.parent.name}/{path.name}"
    table = _toml(path.read_text(encoding="utf-8"), name)
    unspaced, particles = table.pop("unspaced", ""), table.pop("particles", False)
    frequent, classes = table.pop("frequent", []), table.pop("classes", {})
    needed = ("name", "stop_words", "address", "first_person", "said", "lead_in")
    if table.keys() != {*needed} or table["lead_in"].keys() != {*LeadIn._fields}:
        raise PhraseError(
            f"{name} must have {', '.join(needed)}, and in [lead_in] {', '.join(LeadIn._fields)}; "
            "nothing else but frequent, unspaced, particles and [classes]."
        )
    if unknown := sorted({*classes} - {*CLASSES}):
        raise PhraseError(
            f"{name}: unknown class {unknown[0]!r}; known are {', '.join(sorted(CLASSES))}."
        )
    lead_in = table["lead_in"]
    return Language(
        path.parent.name,
        table["name"],
        stop_words=_words(table["stop_words"], name, "stop_words"),
        address=_words(table["address"], name, "address"),
        first_person=_words(table["first_person"], name, "first_person"),
        said=_words(table["said"], name, "said"),
        lead_in=LeadIn(*(_words(lead_in[key], name, f"lead_in.{key}") for key in LeadIn._fields)),
        unspaced=unspaced,
        particles=particles,
        frequent=_words(frequent, name, "frequent") if frequent else frozenset(),
        classes={key: _words(words, name, f"classes.{key}") for key, words in classes.items()},
    )


def sources(folder: Path) -> list[Path]:
    """Return the data files in the language folders of a folder."""
    return sorted(folder.glob("*/*.toml"))


def groups_of(folder: Path) -> Iterator[Group]:
    """Yield the groups of all phrase files of a folder, in the order of their paths."""
    for path in sources(folder):
        if path.name != LANGUAGE:
            yield from parse(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}")


def languages_of(folder: Path) -> dict[str, Language]:
    """Return the languages of a folder by code."""
    found = (load_language(path) for path in sources(folder) if path.name == LANGUAGE)
    return {language.code: language for language in found}


def _group(row: dict[str, Any], where: str) -> Group:
    for key, value in row.items():
        if key not in Group._fields:
            known = ", ".join(Group._fields)
            raise PhraseError(f"{where}: unknown key {key!r}; known are {known}.")
        if not isinstance(value, _TYPES.get(key, str)):
            wanted = _TYPES.get(key, str).__name__
            raise PhraseError(f"{where}: {key} must be a {wanted}, not {value!r}.")
    if not row.get("rule") or not row.get("text"):
        raise PhraseError(f"{where}: rule and text are needed.")
    if not all(isinstance(text, str) for text in row["text"]):
        raise PhraseError(f"{where}: text must be a list of strings.")
    if not row.get("reason", "").isprintable():  # it is printed with every finding
        raise PhraseError(f"{where}: reason must be one line without control characters.")
    role, roles = row.get("role", Role.LINE.value), [role.value for role in Role]
    if role not in roles:
        hint = did_you_mean(role, roles, f"Known are {', '.join(roles)}.")
        raise PhraseError(f"{where}: unknown role {role!r}. {hint}")
    places = row.get("where", [])
    if not all(isinstance(each, str) for each in places):
        raise PhraseError(f"{where}: where must be a list of strings.")
    lists = {"text": tuple(row["text"]), "where": tuple(places)}
    group = Group(**{**row, **lists, "role": Role(role)})
    if group.alternatives and group.is_located:
        raise PhraseError(f"{where}: phrases with alternatives cannot have a host or where.")
    try:
        list(group.wordings())
    except PhraseError as error:
        raise PhraseError(f"{where}: {error}") from error
    return group


def _expanded(text: str) -> Iterator[str]:
    """Yield what a phrase with alternatives in braces stands for.

    One wording for each beginning; the alternatives after its first hole stay in one wording.
    """
    head, *rest = map(_alternatives, text.split("%s"))
    tail = "".join(f"%s{ALTERNATIVE.join(piece)}" for piece in rest)
    if max(map(len, (head, *rest))) > _MOST_WORDINGS:
        raise PhraseError(f"{text!r} has too many combinations: split it into several phrases.")
    yield from (beginning + tail for beginning in head)


def _alternatives(piece: str) -> list[str]:
    """Return what a part of a phrase, without holes, stands for."""
    parts = [part.split("|") for part in re.split(r"[{}]", piece)]
    fixed, choices = parts[::2], parts[1::2]
    if not re.fullmatch(r"[^{}]*(?:\{[^{}]*\}[^{}]*)*", piece) or any(
        len(one) > 1 for one in fixed
    ):
        raise PhraseError(f"{piece!r}: write alternatives as {{one|two}}, side by side.")
    columns = zip_longest(fixed, choices, fillvalue=[""])
    return ["".join(chosen) for chosen in product(*chain.from_iterable(columns))]


def _own_words(text: str) -> int:
    text = text.replace("%s", " ").replace("%d", " ")
    return max(len(text.split()), unspaced_words(text))


def _toml(text: str, name: str) -> dict[str, Any]:
    import tomllib  # takes 5 ms, and built-in phrases are compiled

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PhraseError(f"{name} is not valid TOML: {error}.") from error


def _words(value: object, name: str, key: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(_is_word(word) for word in value):
        raise PhraseError(f"{name}: {key} must be a list of words.")
    return frozenset(value)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.strip() == value != ""
