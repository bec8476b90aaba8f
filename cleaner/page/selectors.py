"""The table of selectors (`selectors.toml`): which elements are boilerplate by their markup.

An element is looked up once by its tag, classes, id and role. Pages repeat these, so answers are
cached.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Family(NamedTuple):
    """A rule id and its selectors, each with the platform that emits it."""

    rule: str
    selectors: tuple[tuple[str, str], ...]


class _Table(NamedTuple):
    tags: dict[str, str]
    names: dict[str, list[tuple[str, str]]]  # `.class`, `#id`, `[role]`: required tag or "", rule
    prefixes: tuple[tuple[str, str], ...]
    all_prefixes: tuple[str, ...]


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
    names: dict[str, list[tuple[str, str]]] = {}
    prefixes: list[tuple[str, str]] = []
    for family in families():
        for selector, _ in family.selectors:
            tag, name = _split(selector)
            if not name:
                tags[tag] = family.rule
            elif name.endswith("*"):
                prefixes.append((name[:-1], family.rule))
            else:
                names.setdefault(name, []).append((tag, family.rule))
    return _Table(tags, names, tuple(prefixes), tuple(prefix for prefix, _ in prefixes))


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
    for name in _names(classes, identity, role):
        for required, rule in table.names.get(name, ()):
            if not required or required == tag:
                return rule
        if name.startswith(table.all_prefixes):
            return next(rule for prefix, rule in table.prefixes if name.startswith(prefix))
    return ""


def _names(classes: str, identity: str, role: str) -> Iterable[str]:
    yield from ("." + name for name in classes.split())
    if identity:
        yield "#" + identity
    if role:
        yield f"[{role}]"
