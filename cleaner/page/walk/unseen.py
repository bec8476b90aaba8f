"""Elements without text: pictures and other embeds, sources of formulas, and fields."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from cleaner.page import formulas
from cleaner.page.blocks import PlacedEmbed, PlacedPicture
from cleaner.page.containers import Container
from cleaner.page.embeds.detect import character_of, embed_of
from cleaner.page.runs import Style, Styles
from cleaner.page.walk.inline import formula
from cleaner.page.walk.lines import address_of
from cleaner.page.walk.state import Walk
from cleaner.page.walk.tags import MAY_BE_EMBEDS, PICTURES

_EMAIL = re.compile(r"e-?mail", re.IGNORECASE)


def unseen(walk: Walk, element: Element, tag: object, container: Container, styles: Styles) -> None:
    """An element without text: an embed, a formula's source, an emoji, the box of an item."""
    if tag == "script" and formulas.is_script_of_formula(element):
        walk.pieces.extend(formula(element, styles))
    elif tag == "img" and (tex := formulas.tex_of_image(element)):
        walk.pieces.append((tex, (*styles, Style("math", "inline"))))
    elif tag == "img" and (character := character_of(element)):
        walk.pieces.append((character, styles))
    elif tag == "img" and formulas.is_drawn_twice(element):
        return
    elif tag in PICTURES:
        picture = PlacedPicture(walk.place(), element, container, address_of(styles))
        walk.embeds.append(picture)
    elif tag in MAY_BE_EMBEDS and (embed := embed_of(element)):
        walk.embeds.append(PlacedEmbed(walk.place(), embed, container, address_of(styles)))
    elif tag == "input":
        _field(walk, element, container)


def _field(walk: Walk, element: Element, container: Container) -> None:
    kind = (element.get("type") or "").lower()
    if kind == "hidden":  # as most are
        return
    if kind == "checkbox" and not walk.pieces:
        walk.box = "x" if element.get("checked") is not None else " "
    elif kind == "email" or (kind in ("", "text") and _asks_for_address(element)):
        walk.fields.add(container.number)


def _asks_for_address(field: Element) -> bool:
    names = (field.get(name) or "" for name in ("name", "id", "placeholder", "autocomplete"))
    return bool(_EMAIL.search("\n".join(names)))
