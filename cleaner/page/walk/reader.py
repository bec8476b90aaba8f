"""Reads a page's tree, by the compiled module if that is there."""

from __future__ import annotations

from lxml.etree import _Element as Element

from cleaner.core import accelerator
from cleaner.page.blocks import Page
from cleaner.page.containers import Container, Inherited
from cleaner.page.walk import compiled, plain
from cleaner.page.walk.state import Walk


def read_page(root: Element) -> Page:
    """The blocks of a tree. Does not change it, and needs no more stack for deep trees."""
    module = accelerator.tree()
    walk = Walk(root, compiled.reader(module).read if module else plain.read)
    container = Container(0, None, Inherited(), (str(root.tag), "", "", "", ""))
    walk.containers.append(container)
    walk.read(walk, root, container)
    return Page(
        tuple(walk.blocks),
        tuple(walk.containers),
        tuple(walk.embeds),
        frozenset(walk.separators),
        frozenset(walk.fields),
        _title(root),
    )


def _title(root: Element) -> str:
    """The first `title` of a page. In its place it is found without a walk through the tree."""
    title = root.findtext("head/title")
    return str(root.findtext(".//title", "") if title is None else title)
