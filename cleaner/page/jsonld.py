"""JSON-LD: what a page says of itself in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from lxml.etree import _Element as Element

JsonObject = dict[str, object]

_MOST_CHARACTERS = 1_000_000  # of all scripts of a page. (Usually below 3,000)
_MOST_NODES = 500
_MOST_MEMBERS = 50  # of a list of names
_LONG = 1_000  # characters of a name


def nodes_of(scripts: Iterable[Element]) -> list[JsonObject]:
    """The objects that the JSON-LD in the scripts of a page describes, in their order."""
    nodes: list[JsonObject] = []
    left = _MOST_CHARACTERS
    for script in scripts:
        if script.get("type") != "application/ld+json":
            continue
        text = script.text or ""
        if not text or len(text) > left:
            continue
        left -= len(text)
        for node in _flat(_parsed(text)):
            nodes.append(node)
            if len(nodes) >= _MOST_NODES:
                return nodes
    return nodes


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(text.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None  # JSON with mistakes, which browsers do not read either
    return value


def _flat(value: object) -> Iterator[JsonObject]:
    """The objects in a list, a graph, or what a page is mainly about."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += reversed(one)
        elif isinstance(one, dict):
            yield one
            stack += [
                one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one
            ]


def types_of(node: JsonObject) -> list[str]:
    """The types of an object, without their prefix."""
    return [text.rpartition(":")[2].rpartition("/")[2] for text in texts_of(node.get("@type"))]


def texts_of(value: object) -> list[str]:
    """A text, or the texts of a list."""
    values = value[:_MOST_MEMBERS] if isinstance(value, list) else [value]
    return [one[:_LONG] for one in values if isinstance(one, str)]


def named(value: object) -> list[str]:
    """The names of an object or of those in a list; texts are names."""
    values = value[:_MOST_MEMBERS] if isinstance(value, list) else [value]
    names: list[str] = []
    for one in values:
        names += texts_of(one.get("name")) if isinstance(one, dict) else texts_of(one)
    return names
