"""Furniture that is known by its markup: the table of selectors, compiled into look-ups.

An element is looked up once by its tag, class words, id and role; pages repeat these, so the answers are remembered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Family(NamedTuple):
    """The rule that a kind of furniture goes by, and its selectors, each with the platform that emits it."""

    rule: str
    selectors: tuple[tuple[str, str], ...]


class _Table(NamedTuple):
    tags: dict[str, str]
    names: dict[str, list[tuple[str, str]]]  # by `.class`, `#id` or `[role]`: the tag that it needs or "", and the rule
    beginnings: tuple[tuple[str, str], ...]
    begins: tuple[str, ...]


@cache
def families() -> tuple[Family, ...]:
    """The kinds of furniture in `furniture.toml`, in its order."""
    table = tomllib.loads(files("cleaner.html").joinpath("furniture.toml").read_text(encoding="utf-8"))
    return tuple(
        Family(entry["rule"], tuple((selector, platform) for selector, platform in entry["selectors"])) for entry in table["furniture"]
    )


@cache
def _table() -> _Table:
    tags: dict[str, str] = {}
    names: dict[str, list[tuple[str, str]]] = {}
    beginnings: list[tuple[str, str]] = []
    for family in families():
        for selector, _ in family.selectors:
            at = next((number for number, character in enumerate(selector) if character in ".#["), len(selector))
            tag, name = selector[:at], selector[at:]
            if not name:
                tags[tag] = family.rule
            elif name.endswith("*"):
                beginnings.append((name[:-1], family.rule))
            else:
                names.setdefault(name, []).append((tag, family.rule))
    return _Table(tags, names, tuple(beginnings), tuple(name for name, _ in beginnings))


@lru_cache(1 << 16)
def furniture_of(tag: str, classes: str, identity: str, role: str) -> str:
    """The rule by which an element with this markup is furniture; empty if it is none that is known."""
    table = _table()
    if tag in table.tags:
        return table.tags[tag]
    if tag in ("html", "body", "main"):
        return ""  # their classes describe the page (`no-sidebar comments-open`), not what they are
    for name in _names(classes, identity, role):
        for wanted, rule in table.names.get(name, ()):
            if not wanted or wanted == tag:
                return rule
        if name.startswith(table.begins):
            return next(rule for beginning, rule in table.beginnings if name.startswith(beginning))
    return ""


def _names(classes: str, identity: str, role: str) -> Iterable[str]:
    yield from ("." + name for name in classes.split())
    if identity:
        yield "#" + identity
    if role:
        yield f"[{role}]"
