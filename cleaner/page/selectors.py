"""The table of selectors (`selectors.toml`): which elements are boilerplate by their markup.

An element is looked up once by its tag, classes, id and role. Pages repeat these, so answers are
cached.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Family(NamedTuple):
    """A rule id and its selectors, each with the platform that emits it."""

    rule: str
    selectors: tuple[tuple[str, str], ...]


class _Names(NamedTuple):
    """Selectors by class, id or role.

    `exact` has for a name the tags that it is for (empty for all) and the rule of each. `starts`
    are the beginnings of names, and `rules` the rule of each.
    """

    exact: dict[str, list[tuple[str, str]]]
    starts: tuple[str, ...]
    rules: tuple[str, ...]

    def rule(self, name: str, tag: str) -> str:
        """The rule for an element with this tag and a name; empty if there is none."""
        for required, rule in self.exact.get(name, ()):
            if not required or required == tag:
                return rule
        if self.starts and name.startswith(self.starts):
            pairs = zip(self.starts, self.rules, strict=True)
            return next(rule for start, rule in pairs if name.startswith(start))
        return ""


class _Table(NamedTuple):
    tags: dict[str, str]
    classes: _Names
    ids: _Names
    roles: _Names


@cache
def families() -> tuple[Family, ...]:
    """The families of `selectors.toml`, in its order."""
    source = files("cleaner.page").joinpath("selectors.toml").read_text(encoding="utf-8")
    return tuple(
        Family(entry["rule"], tuple((selector, by) for selector, by in entry["selectors"]))
        for entry in tomllib.loads(source)["boilerplate"]
    )


@cache
def _table() -> _Table:
    tags: dict[str, str] = {}
    exact: dict[str, dict[str, list[tuple[str, str]]]] = {".": {}, "#": {}, "[": {}}
    starts: dict[str, list[tuple[str, str]]] = {".": [], "#": [], "[": []}
    for family in families():
        for selector, _ in family.selectors:
            tag, name = _split(selector)
            sign, plain = name[:1], name[1:].removesuffix("]")
            if not name:
                tags[tag] = family.rule
            elif plain.endswith("*"):
                starts[sign].append((plain[:-1], family.rule))
            else:
                exact[sign].setdefault(plain, []).append((tag, family.rule))
    classes, ids, roles = (
        _Names(
            exact[sign],
            tuple(start for start, _ in starts[sign]),
            tuple(rule for _, rule in starts[sign]),
        )
        for sign in ".#["
    )
    return _Table(tags, classes, ids, roles)


def _split(selector: str) -> tuple[str, str]:
    """The tag of a selector and the rest, either of which may be empty."""
    at = next((at for at, sign in enumerate(selector) if sign in ".#["), len(selector))
    return selector[:at], selector[at:]


@lru_cache(1 << 16)
def boilerplate_rule(tag: str, classes: str, identity: str, role: str) -> str:
    """The rule by which an element with this markup is boilerplate; empty if none matches."""
    table = _table()
    if tag in table.tags:
        return table.tags[tag]
    if tag in ("html", "body", "main"):
        return ""  # their classes describe the page (`no-sidebar comments-open`)
    for name in classes.split():
        if rule := table.classes.rule(name, tag):
            return rule
    if identity and (rule := table.ids.rule(identity, tag)):
        return rule
    return table.roles.rule(role, tag) if role else ""
