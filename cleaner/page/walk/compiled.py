"""The walk in the compiled module, and what of this package it uses."""

from __future__ import annotations

from functools import cache
from typing import Any

from cleaner.page import containers, marks, runs
from cleaner.page.blocks import ITEMS, Block
from cleaner.page.embeds.detect import embed_marked, quoted_post
from cleaner.page.listings import is_listing
from cleaner.page.selectors import boilerplate_rule
from cleaner.page.walk import elements, inline, lines, tags, unseen
from cleaner.page.walk.state import LINE_BREAK

_USED = {
    "Block": Block,
    "Container": containers.Container,
    "Run": runs.Run,
    "Style": runs.Style,
    "visible": runs.visible,
    "shows": runs.shows,
    "with_style": runs.with_style,
    "boilerplate_rule": boilerplate_rule,
    "own_traits": containers.own_traits,
    "traits_of_tag": containers.traits_of_tag,
    "inherited_by": containers.inherited_by,
    "hides": containers.hides,
    "is_answer": containers.is_answer,
    "opens_answer": containers.opens_answer,
    "is_note_text": marks.is_note_text,
    "is_title": marks.is_title,
    "is_listing": is_listing,
    "embed_marked": embed_marked,
    "quoted_post": quoted_post,
    "holds_blocks": tags.holds_blocks,
    "is_in_line": inline.is_in_line,
    "atom": inline.atom,
    "note_text": inline.note_text,
    "set_apart": inline.set_apart,
    "unseen": unseen.unseen,
    "inherited_from": elements.inherited_from,
    "note_embed": elements.note_embed,
    "end_of_table": elements.end_of_table,
    "flush": lines.flush,
    "boilerplate_in_line": lines.boilerplate_in_line,
    "notes_in_line": lines.notes_in_line,
    "read_listing": lines.read_listing,
    "ITEMS": ITEMS,
    "HEADINGS": containers.HEADINGS,
    "SET_APART": tags.SET_APART,
    "SPEAKING": containers.SPEAKING,
    "LANGUAGE_NAMES": tags.LANGUAGE_NAMES,
    "SHADOW_ROOT": tags.SHADOW_ROOT,
    "NO_TRAITS": containers.NO_TRAITS,
    "HIDDEN": containers.HIDDEN,
    "LINE_BREAK": LINE_BREAK,
    "NO_STYLES": runs.NO_STYLES,
    "DEEPEST": elements.DEEPEST,
}


@cache
def reader(compiled: Any) -> Any:
    """What reads trees in the compiled module."""
    kinds = (
        (compiled.INLINE, tags.INLINE),
        (compiled.NEVER_INLINE, tags.NEVER_INLINE),
        (compiled.UNSEEN, tags.UNSEEN),
        (compiled.LOOKED_AT, tags.MAY_BE_EMBEDS | tags.PICTURES | {"input"}),
        (compiled.OF_TABLES, tags.OF_TABLES),
        (compiled.OF_LISTINGS, tags.OF_LISTINGS),
        (compiled.NAMED, tags.NAMED),
        (compiled.ATOM, tags.ATOMS),
        (compiled.SHAPING, containers.SHAPING),
        (compiled.NOTED, tags.NOTED),
    )
    known = frozenset().union(*(names for _, names in kinds))
    flags = {tag: sum(flag for flag, names in kinds if tag in names) for tag in known}
    return compiled.Reader(flags, tags.STYLED, _USED)
