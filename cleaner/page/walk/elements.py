"""Block-level elements: the container that each is, what it inherits, and what it shows."""

from __future__ import annotations

from lxml.etree import _Element as Element

from cleaner.page import tables
from cleaner.page.blocks import PlacedEmbed
from cleaner.page.containers import (
    HIDDEN,
    LOOKED_AT,
    NO_TRAITS,
    SHAPING,
    SPEAKING,
    Container,
    Inherited,
    OwnTraits,
    inherited_by,
    is_answer,
    opens_answer,
    own_traits,
    traits_of_tag,
)
from cleaner.page.embeds.detect import DetectedEmbed, embed_marked, embed_of, is_there, quoted_post
from cleaner.page.walk.state import Walk
from cleaner.page.walk.tags import EMBED_BOXES, INLINE, LANGUAGE_NAMES, NOTED

DEEPEST = 250
"""Containers in each other; deeper ones count as their parent."""
_NO_ATTRIBUTES: dict[str, str] = {}


def begin_container(walk: Walk, element: Element, tag: str, parent: Container) -> Container:
    """The container of a block-level element, with what it inherits and what is its own."""
    walk.names_language = False
    if parent.level >= DEEPEST:
        return parent
    number = len(walk.containers)
    # One look at all of them: asking for each by name takes several times as long.
    items = element.items()
    attributes = _NO_ATTRIBUTES
    if not items:
        traits, names = traits_of_tag(tag), (tag, "", "", "", "")
    elif len(items) == 1 and items[0][0] == "class":
        classes = items[0][1][:LOOKED_AT]
        traits, names = own_traits(tag, classes, "", ""), (tag, classes, "", "", "")
    else:
        attributes = dict(items)
        classes = attributes.get("class", "")[:LOOKED_AT]
        identity = attributes.get("id", "")[:LOOKED_AT]
        role = attributes.get("role", "")[:LOOKED_AT]
        traits = own_traits(tag, classes, identity, role)
        names = (tag, classes, identity, role, attributes.get("itemprop", "")[:LOOKED_AT])
        walk.names_language = not LANGUAGE_NAMES.isdisjoint(attributes)
    outer = parent.inherited
    if tag == "blockquote" and not outer.quotes and outer.post < 0 and not _has_embed(traits):
        traits = _with_embed(traits, quoted_post(element))
    speaks = bool(attributes) and not SPEAKING.isdisjoint(attributes)
    if speaks and not _has_embed(traits):
        traits = _with_embed(traits, embed_marked(attributes))
    if tag == "button" and "aria-controls" in attributes and opens_answer(element):
        traits = None
    if speaks:
        inherited = inherited_by(outer, tag, traits, attributes, number)
    elif traits is not None or tag in SHAPING:
        inherited = inherited_from(walk, outer, tag, traits, number)
    else:
        inherited = outer
    if inherited.boilerplate_root == number and _is_shown_later(element, tag, inherited):
        inherited = inherited_by(outer, tag, traits, {}, number)
    start = attributes.get("start" if tag == "ol" else "value", "") if attributes else ""
    container = Container(number, parent, inherited, names, start)
    walk.containers.append(container)
    if (traits is not None and traits.embed is not None) or tag in NOTED:
        note_embed(walk, element, container, traits)
    return container


def _is_shown_later(element: Element, tag: str, inherited: Inherited) -> bool:
    """Whether a hidden element is shown when a reader clicks: a note of a line, an answer."""
    if inherited.boilerplate != HIDDEN or tag == "noscript":
        return False
    return (tag in INLINE and inherited.notes) or is_answer(element)


def inherited_from(
    walk: Walk, outer: Inherited, tag: str, traits: OwnTraits | None, number: int
) -> Inherited:
    """What an element passes on that is not hidden: those that are alike share it.

    Not shared is what knows the number of the element where it began.
    """
    key = id(outer), tag, id(traits)
    if known := walk.known.get(key):
        return known[0]
    inherited = inherited_by(outer, tag, traits, {}, number)
    if number not in (inherited.boilerplate_root, inherited.post, inherited.ordered):
        walk.known[key] = inherited, traits  # which are to live as long as their ids are keys
    return inherited


def note_embed(
    walk: Walk, element: Element, container: Container, traits: OwnTraits | None
) -> None:
    """Note the embed or the horizontal rule that a container is."""
    tag, parent = container.tag, container.parent
    if tag == "hr":
        walk.separators.add(len(walk.blocks))
    if traits is not None and traits.embed is not None:
        if parent is not None and parent.inherited.post < 0 and is_there(element):
            walk.embeds.append(PlacedEmbed(len(walk.blocks), traits.embed, container))
    elif tag in EMBED_BOXES and (embed := embed_of(element)):
        walk.embeds.append(PlacedEmbed(len(walk.blocks), embed, container))


def end_of_table(walk: Walk, element: Element) -> None:
    """End an element of a table: its rows become blocks when the table ends."""
    table = walk.tables.end(element, len(walk.blocks))
    if table is None:
        return
    places = tables.join_rows(walk.blocks, table)
    if places is not None:  # by old number, where a block is now
        first = table.first
        walk.embeds = [
            embed._replace(before=places[embed.before - first]) if embed.before >= first else embed
            for embed in walk.embeds
        ]
        walk.separators = {places[at - first] if at >= first else at for at in walk.separators}


def _has_embed(traits: OwnTraits | None) -> bool:
    return traits is not None and traits.embed is not None


def _with_embed(traits: OwnTraits | None, embed: DetectedEmbed | None) -> OwnTraits | None:
    return (traits or NO_TRAITS)._replace(embed=embed) if embed else traits
